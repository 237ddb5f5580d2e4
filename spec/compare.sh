#!/bin/sh
# Compares gen/ with what was made anew. Where Graphviz puts things depends on its version and the fonts at hand: of the
# drawing only what it says is compared.
set -eu
said() { grep -o '<title>[^<]*</title>\|<text[^>]*>[^<]*</text>' "$1" | sed 's/<[^>]*>//g' | sort; }
status=0
for file in $(ls "$1" "$2" | grep -v ':$' | sort -u); do
  if [ "$file" = states.svg ] && [ -f "$1/$file" ] && [ -f "$2/$file" ]; then
    said "$1/$file" > "$2/old.txt"; said "$2/$file" > "$2/new.txt"
    diff "$2/old.txt" "$2/new.txt" || status=1
    rm -f "$2/old.txt" "$2/new.txt"
  else
    diff -u "$1/$file" "$2/$file" || status=1
  fi
done
[ $status = 0 ] && echo "gen/ is what spec/ makes" || echo "gen/ differs from what spec/ makes: run make gen" >&2
exit $status
