#!/usr/bin/env bash
# By exhaustion, under ASan and UBSan: option iteration, the round trip of segments. usage: exhaustion.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..}
[ $# -gt 0 ] || set -- options codec
passed=0 failed=0
program=$(mktemp); trap 'rm -f "$program"' EXIT
for name; do
  start=$(date +%s)
  if said=$(${CC:-cc} -std=c11 -O2 -Wall -Wextra -I"$root/src" -I"$root/gen" -fsanitize=address,undefined -fno-sanitize-recover=all \
       "$root/tests/proof/$name.c" "$root/gen/synfin_options.c" -o "$program" 2>&1) && said=$("$program" 2>&1); then
    passed=$((passed + 1)); echo "ok      exhaustion $name: $said, $(($(date +%s) - start)) s"
  else
    failed=$((failed + 1)); echo "NOT OK  exhaustion $name: $said" | head -5
  fi
done
echo "exhaustion: $passed passed, $failed failed"
[ $failed = 0 ]
