#!/bin/sh
# Figures: lines of the chart, states and transitions, octets of the tables, the library and a control block with -Os.
set -eu
cc=$1 cross=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
printf '#include "synfin.h"\nchar block[sizeof(struct synfin_conn)];\n' > "$out/block.c"

measure() { # name, compiler, nm/size prefix, flags
  name=$1 compiler=$2 prefix=$3; shift 3
  mkdir -p "$out/$name"
  for source in gen/synfin_*.c src/*.c "$out/block.c"; do
    $compiler -std=c11 -Os "$@" -Isrc -Igen -c "$source" -o "$out/$name/$(basename "$source" .c).o"
  done
  block=0x$("${prefix}nm" -S "$out/$name/block.o" | awk '$4 == "block" { print $2 }')
  rm "$out/$name/block.o"
  total=$("${prefix}size" "$out/$name"/*.o | awk 'NR > 1 { n += $1 + $2 } END { print n }')
  table=$("${prefix}nm" -S "$out/$name/synfin_machine.o" | awk '$4 == "table" { print $2 }')
  undefined=$("${prefix}nm" -u "$out/$name"/*.o | awk 'NF == 2 { print $2 }' | sort -u)
  "${prefix}nm" "$out/$name"/*.o | awk 'NF == 3 { print $3 }' | sort -u > "$out/defined"
  outside=$(echo "$undefined" | grep -vxF -f "$out/defined" | tr '\n' ' ')
  printf '%-12s library %6d octets, machine %5d, transition table %5d, control block %4d; needs: %s\n' "$name" "$total" \
    "$("${prefix}size" "$out/$name/synfin_machine.o" | awk 'NR > 1 { print $1 + $2 }')" "0x$table" "$block" "$outside"
  for symbol in $outside; do
    case $symbol in
      memcpy|memmove|memset|memcmp|__aeabi_*|__gnu_thumb1_*) ;;
      *) echo "$name: needs $symbol" >&2; exit 1 ;;
    esac
  done
}

echo "chart        $(wc -l < spec/tcp_chart.rl) lines, $(wc -l < spec/tcp_letters.rl) lines of letters"
awk '{ states[$1]; if ($0 ~ / impossible /) never++; else rows++ }
     END { print "transitions  " length(states) " states, " rows " rows that can occur, " never " impossible" }' gen/transitions.txt
measure x86-64 "$cc" '' -ffreestanding
if command -v "${cross}gcc" >/dev/null; then
  measure cortex-m0+ "${cross}gcc" "$cross" -mcpu=cortex-m0plus -mthumb -ffreestanding
else
  echo "SKIP cortex-m0+: no ${cross}gcc"
fi
