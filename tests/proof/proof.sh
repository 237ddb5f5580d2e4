#!/usr/bin/env bash
# Every proof; the last line holds the totals. usage: proof.sh [lemmas|exhaustion|eva|wp ...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0
[ $# -gt 0 ] || set -- lemmas exhaustion eva wp
for part; do
  log=$(mktemp)
  "$here/$part.sh" | tee "$log"
  read -r p f < <(tail -1 "$log" | sed -E 's/.*: ([0-9]+) passed, ([0-9]+) failed/\1 \2/')
  passed=$((passed + p)) failed=$((failed + f))
  rm -f "$log"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
