#!/usr/bin/env bash
# Frama-C Eva: no undefined behaviour, for all inputs a driver can make: zero alarms. usage: eva.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..} out=${OUT:-$root/build/proof/eva}
mkdir -p "$out"; out=$(cd "$out" && pwd)
[ $# -gt 0 ] || set -- machine seq checksum option ip decode encode
strict='-warn-signed-downcast -warn-invalid-pointer'
passed=0 failed=0
cd "$root/tests/proof" || exit 1
for name; do
  # Where nothing is meant to wrap or to be cut off, that is an alarm too.
  slevel=0
  case $name in
    option) flags="-warn-unsigned-overflow -warn-unsigned-downcast" slevel=100;;
    machine | decode) flags='-warn-unsigned-overflow -warn-unsigned-downcast';;
    seq) flags=-warn-unsigned-downcast;;
    *) flags=-warn-unsigned-overflow;;
  esac
  start=$(date +%s)
  timeout 120 frama-c -eva -main prove -eva-precision 0 -eva-slevel $slevel -eva-split-limit 256 -eva-ilevel 256 -eva-min-loop-unroll 4 -eva-auto-loop-unroll 128 \
    -machdep gcc_x86_64 -cpp-extra-args="-I$root/src -I$root/gen" -eva-no-show-progress $strict $flags \
    "eva_$name.c" > "$out/$name.log" 2>&1
  seconds=$(($(date +%s) - start))
  if grep -q '^  0 alarms generated' "$out/$name.log" && ! grep -qE '[1-9][0-9]* (unknown|invalid)|[1-9][0-9]* error' "$out/$name.log"; then
    passed=$((passed + 1)); printf 'ok      Eva %-12s 0 alarms %6d s\n' "$name" $seconds
  else
    alarms=$(sed -nE 's/^  ([0-9]+) alarms? generated.*/\1 alarms/p' "$out/$name.log")
    failed=$((failed + 1)); printf 'NOT OK  Eva %s: %s after %d s\n' "$name" "${alarms:-error or no end}" $seconds
    grep -A3 'eva:alarm\|User Error\|alarms\? generated' "$out/$name.log" | head -${LINES_SHOWN:-20}
  fi
done
echo "Eva: $passed passed, $failed failed"
[ $failed = 0 ]
