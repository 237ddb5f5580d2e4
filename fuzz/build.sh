#!/bin/sh
# Builds the fuzz targets into $OUT, by the contract of OSS-Fuzz: compilers, flags and engine come from the environment.
#   fuzz/build.sh [TARGET...]      all targets where none is named
# LIB_FUZZING_ENGINE may be a flag, an archive, or `replay`: the stand-alone driver, fuzz/replay.c.
set -eu
cd "$(dirname "$0")/.."
: "${CC:=clang}" "${CXX:=clang++}" "${LIB_FUZZING_ENGINE:=-fsanitize=fuzzer}"
: "${CFLAGS=-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined}"
: "${CXXFLAGS=$CFLAGS}" "${OUT:=$PWD/build/fuzz/out}" "${WORK:=$PWD/build/fuzz/work}" "${JOBS:=2}"
mkdir -p "$OUT" "$WORK"

# The target lwip has a folder of its own. lwIP is a library of the system: OSS-Fuzz has none, MSan does not see what it
# writes, and there is none for 32 bits.
has_lwip() {
  case " $CFLAGS " in *' -fsanitize=memory'* | *' -m32 '*) return 1 ;; esac
  [ -z "${FUZZING_ENGINE-}" ] && [ -d /usr/include/lwip ]
}

is_target() { head -n 1 "$1" | grep -q '^/\* Target:'; }

compile() {   # SOURCE: its object in $WORK
  object=$WORK/$(echo "$1" | tr / _ | sed 's/c$/o/')
  include='-Isrc -Igen -Ifuzz -Itests -Isrc/tool'
  [ "$1" != fuzz/lwip/theirs.c ] || include="$include -isystem /usr/include/lwip"
  # shellcheck disable=SC2086
  $CC -std=c11 $CFLAGS -DSYNFIN_CHECKED -D_GNU_SOURCE $include -c -o "$object" "$1"
}

seeds() {   # TARGET: its corpus and past crashes, named by their sha1
  for folder in "fuzz/corpus/$1" "fuzz/crashes/$1"; do
    [ ! -d "$folder" ] || find "$folder" -type f
  done | python3 -c '
import hashlib, sys, zipfile
octets = {open(line.rstrip("\n"), "rb").read() for line in sys.stdin}
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name, text in sorted((hashlib.sha1(text).hexdigest(), text) for text in octets):
        archive.writestr(zipfile.ZipInfo(name), text)' "$OUT/$1_seed_corpus.zip"
}

link() {   # TARGET
  libraries= own=
  [ "$1" != lwip ] || libraries=-llwip own=$WORK/fuzz_lwip_*.o
  # shellcheck disable=SC2086
  $CXX $CXXFLAGS -o "$OUT/$1" "$WORK/fuzz_$1.o" $own $shared $engine $libraries
  seeds "$1"
  for side in dict options; do [ ! -f "fuzz/$1.$side" ] || cp "fuzz/$1.$side" "$OUT/"; done
}

if [ "${1-}" = --compile ]; then compile "$2"; exit; fi

# What judges captures, without what reads files and tells of them: that needs libraries of the system.
checker=$(ls src/tool/check/*.c | grep -v '/check\.c$\|/capture\.c$\|/output_')
sources="tests/tcb.c src/tool/conform/oracle.c tests/oracle_letter.c $(echo src/*.c gen/synfin_*.c $checker)"
targets=
for file in fuzz/*.c; do
  name=$(basename "$file" .c)
  if [ "$name" = replay ]; then continue
  elif ! is_target "$file"; then sources="$sources $file"
  elif [ "$name" = lwip ] && ! has_lwip; then echo 'SKIP lwip: no liblwip-dev for this build' >&2
  else
    case " ${*:-$name} " in *" $name "*) targets="$targets $name" ;; esac
  fi
done
engine=$LIB_FUZZING_ENGINE
shared=
for source in $sources; do shared="$shared $WORK/$(echo "$source" | tr / _ | sed 's/c$/o/')"; done
if [ "$engine" = replay ]; then
  engine=$WORK/fuzz_replay.o
  sources="$sources fuzz/replay.c"
fi
export CC CXX CFLAGS CXXFLAGS OUT WORK LIB_FUZZING_ENGINE
case " $targets " in *' lwip '*) own=$(echo fuzz/lwip/*.c) ;; *) own= ;; esac
for source in $sources $own $(printf 'fuzz/%s.c ' $targets); do
  case $source in fuzz/.c) ;; *) echo "$source" ;; esac
done | xargs -P "$JOBS" -n 1 sh fuzz/build.sh --compile
for target in $targets; do link "$target"; done
