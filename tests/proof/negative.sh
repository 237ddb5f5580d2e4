#!/usr/bin/env bash
# Negative proofs: each fault of negative.tsv, made in a scratch copy, has to make its proof fail. usage: negative.sh [NAME...]
set -u
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
caught=0 missed=0
while IFS=$'\t' read -r file script part name; do
  case $file in '#'*) continue;; esac
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  rm -rf "$scratch/tree"; mkdir -p "$scratch/tree/tests"
  cp -r "$here/../../src" "$here/../../gen" "$scratch/tree/"; cp -r "$here" "$scratch/tree/tests/"
  sed -i "$script" "$scratch/tree/$file"
  if cmp -s "$here/../../$file" "$scratch/tree/$file"; then
    missed=$((missed + 1)); echo "NOT OK  nothing to change: $file: $script"; continue
  fi
  said=$(ROOT=$scratch/tree OUT=$scratch/out LINES_SHOWN=0 "$here/$part.sh" "$name" 2>&1)
  status=$?
  # A lemma that could not be translated, a driver that did not compile or a prover that ran out of time proves nothing.
  if [ $status != 0 ] && ! grep -qE 'untranslated|error|says ,' <<< "$said"; then
    caught=$((caught + 1)); echo "caught  $part $name: $file: $script"
  else
    missed=$((missed + 1)); echo "MISSED  $part $name: $file: $script"; grep 'NOT OK' <<< "$said" | cut -c1-200
  fi
done < "$here/negative.tsv"
echo "faults: $caught caught, $missed missed"
[ $missed = 0 ]
