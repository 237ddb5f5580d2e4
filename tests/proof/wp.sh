#!/usr/bin/env bash
# Frama-C WP: contracts, for fields and segments of any length: every goal of a driver. usage: wp.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..} out=${OUT:-$root/build/proof/wp}
mkdir -p "$out"; out=$(cd "$out" && pwd)
[ $# -gt 0 ] || set -- seq options
export WHY3CONFIG=$out/why3.conf   # not the one of the user
why3 config detect > "$out/why3.log" 2>&1
passed=0 failed=0
cd "$root/tests/proof" || exit 1
for name; do
  case $name in
    seq) functions=seq_lt,seq_le,seq_max,seq_min,seq_in;;
    options) functions=wp_right_length,wp_option_next;;
  esac
  start=$(date +%s)
  timeout 400 frama-c -wp -wp-rte -wp-fct $functions -wp-prover z3,cvc4 -wp-timeout ${SECONDS_EACH:-20} -wp-par 2 -machdep gcc_x86_64 \
    -cpp-extra-args="-I$root/src -I$root/gen" "wp_$name.c" > "$out/$name.log" 2>&1
  seconds=$(($(date +%s) - start))
  read -r proved goals < <(sed -nE 's/.*Proved goals: +([0-9]+) \/ ([0-9]+).*/\1 \2/p' "$out/$name.log")
  if [ "${goals:-0}" -gt 0 ] && [ "$proved" = "$goals" ]; then
    passed=$((passed + 1)); printf 'ok      WP %-12s %4d goals %6d s\n' "$name" "$goals" $seconds
  else
    failed=$((failed + 1)); printf 'NOT OK  WP %s: %s of %s goals after %d s\n' "$name" "${proved:-error or no end, none}" "${goals:-?}" $seconds
    grep -E '\] Goal|Error' "$out/$name.log" | grep -v ' Valid' | head -${LINES_SHOWN:-20}
  fi
  goals=
done
echo "WP: $passed passed, $failed failed"
[ $failed = 0 ]
