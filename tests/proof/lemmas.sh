#!/usr/bin/env bash
# SMT lemmas: lemmas/*.smt2 over the shipped C (c_to_smt.py), by z3 and by cvc5, which must agree. usage: lemmas.sh [-q] [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..} out=${OUT:-build/proof/lemmas}
quiet=; [ "${1:-}" = -q ] && { quiet=1; shift; }
[ $# -gt 0 ] || set -- $(cd "$here/lemmas" && ls *.smt2 | sed 's/\.smt2$//')
mkdir -p "$out"
passed=0 failed=0
for name; do
  lemma=$here/lemmas/$name.smt2
  expected=$(sed -n 's/^; expect: //p' "$lemma")
  start=$(date +%s%N)
  z3=untranslated cvc5=untranslated
  if python3 "$here/c_to_smt.py" "$lemma" "$root" > "$out/$name.smt2"; then
    z3=$(timeout 600 z3 "$out/$name.smt2" 2>&1 | tr '\n' ' ')
    cvc5=$(timeout 600 cvc5 --incremental "$out/$name.smt2" 2>&1 | tr '\n' ' ')
  fi
  ms=$((($(date +%s%N) - start) / 1000000))
  if [ "$z3" = "$expected " ] && [ "$cvc5" = "$expected " ]; then
    passed=$((passed + 1))
    [ -n "$quiet" ] || printf 'ok      lemma %-24s %-24s %6d ms\n' "$name" "$expected" $ms
  else
    failed=$((failed + 1))
    printf 'NOT OK  lemma %s: expected %s, z3 says %s, cvc5 says %s\n' "$name" "$expected" "$z3" "$cvc5"
  fi
done
echo "lemmas: $passed passed, $failed failed"
[ $failed = 0 ]
