#!/usr/bin/env bash
# Option iteration by exhaustion, under ASan and UBSan.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..}
program=$(mktemp)
start=$(date +%s)
if ${CC:-cc} -std=c11 -O2 -Wall -Wextra -I"$root/src" -I"$root/gen" -fsanitize=address,undefined -fno-sanitize-recover=all \
     "$here/options.c" "$root/gen/synfin_options.c" -o "$program" && said=$("$program" 2>&1); then
  echo "ok      options $said $(($(date +%s) - start)) s"; echo 'options: 1 passed, 0 failed'; rm -f "$program"
else
  echo "NOT OK  options $said" | head -5; echo 'options: 0 passed, 1 failed'; rm -f "$program"; exit 1
fi
