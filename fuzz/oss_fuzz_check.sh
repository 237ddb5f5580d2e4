#!/usr/bin/env bash
# Plays OSS-Fuzz here (make oss-fuzz-check): builds as base-builder does, from the environment alone, and holds each target against what its
# check of a build enforces, from a copy of $OUT that cannot be written, as a user without rights, from another folder.
# usage: oss_fuzz_check.sh [address|undefined|memory|coverage|afl ...]
set -u
cd "$(dirname "$0")/.."
scratch=$(mktemp -d); trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
passed=0 failed=0
base='-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION'
undefined=array-bounds,bool,builtin,enum,integer-divide-by-zero,null,object-size,return,returns-nonnull-attribute,shift
undefined=$undefined,signed-integer-overflow,unreachable,vla-bound
declare -A flags=(
  [address]='-fsanitize=address -fsanitize-address-use-after-scope'
  [undefined]="-fsanitize=$undefined,unsigned-integer-overflow -fno-sanitize-recover=$undefined"
  [memory]='-fsanitize=memory -fsanitize-memory-track-origins'
  [coverage]='-fprofile-instr-generate -fcoverage-mapping -pthread'
)
declare -A least=([address]=1000 [memory]=1000 [undefined]=168)   # calls of a sanitizer, or it was not compiled in
declare -A calls=([address]='__asan_' [memory]='__msan_' [undefined]='__ubsan_')

build() {   # CONFIGURATION CC CXX ENGINE FLAGS
  env -i PATH="$PATH" HOME="$HOME" CC="$2" CXX="$3" CFLAGS="$base $5" CXXFLAGS="$base $5" LIB_FUZZING_ENGINE="$4" FUZZING_ENGINE="${6:-libfuzzer}" \
    SANITIZER="$1" ARCHITECTURE=x86_64 SRC="$scratch/src" OUT="$scratch/out-$1" WORK="$scratch/work-$1" AFL_QUIET=1 \
    fuzz/build.sh > "$scratch/$1.log" 2>&1 || { cat "$scratch/$1.log"; return 1; }
  cp -r "$scratch/out-$1" "$scratch/run-$1"
  chmod -R a-w,a+rX "$scratch/run-$1"
}

# With nothing but $OUT and a temporary folder.
confined() {
  local as=()
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  (cd / && "${as[@]}" env -i PATH=/usr/bin:/bin TMPDIR="$temporary" LLVM_PROFILE_FILE="$temporary/%p.profraw" \
    UBSAN_OPTIONS=silence_unsigned_overflow=1:print_stacktrace=1 "${settings[@]}" timeout 60 "$@")
}

say() {   # CONFIGURATION TARGET WHAT-IS-WRONG
  if [ -z "$3" ]; then passed=$((passed + 1)); echo "ok      $1 $2"; else failed=$((failed + 1)); echo "NOT OK  $1 $2: $3"; fi
}

unpacked() {   # TARGET: its seeds, each of which has to be named by its sha1
  rm -rf "$temporary/seeds"; mkdir "$temporary/seeds"
  python3 - "$out/$1_seed_corpus.zip" "$temporary/seeds" <<'PY'
import hashlib, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
archive.extractall(sys.argv[2])
assert archive.namelist() and all(hashlib.sha1(archive.read(n)).hexdigest() == n for n in archive.namelist())
PY
}

side_files() {   # TARGET: what is wrong with them
  unpacked "$1" 2> /dev/null || { echo 'no seed corpus, or seeds not named by their sha1'; return; }
  [ ! -f "$out/$1.options" ] || head -1 "$out/$1.options" | grep -qx '\[libfuzzer\]' || echo 'options without [libfuzzer]'
  ! ldd "$out/$1" | grep -vE 'linux-vdso|ld-linux|lib(c|m|stdc\+\+|gcc_s|pthread|dl|rt|resolv)\.so' || echo 'needs a library that is not there'
}

sanitized() {   # CONFIGURATION TARGET: calls of its own sanitizer, and of no other
  objdump -d "$out/$2" > "$scratch/asm"
  for kind in address memory undefined; do
    n=$(grep -cE "call.*<${calls[$kind]}" "$scratch/asm")
    if [ "$kind" = "$1" ]; then [ "$n" -ge "${least[$kind]}" ] || echo "only $n calls of ${calls[$kind]}"
    else [ "$n" -lt "${least[$kind]}" ] || echo "$n calls of ${calls[$kind]}"; fi
  done
}

check_libfuzzer() {   # CONFIGURATION TARGET
  local log=$scratch/log edges wrong
  wrong=$(side_files "$2")
  confined "$out/$2" -seed=1337 -runs=4 > "$log" 2>&1
  grep -q 'Done 4 runs' "$log" || wrong="$wrong; no four runs: $(tail -1 "$log")"
  edges=$(sed -nE 's/.*Loaded [0-9]+ modules +\(([0-9]+) inline.*/\1/p' "$log")
  [ "${edges:-0}" -ge 100 ] || wrong="$wrong; partly instrumented: ${edges:-0} edges"
  [ "$1" = coverage ] || wrong="$wrong$(sanitized "$1" "$2")"
  confined "$out/$2" -runs=0 "$temporary/seeds" > "$log" 2>&1 || wrong="$wrong; a seed breaks it: $(grep -m1 BROKEN "$log")"
  [ "$1" != coverage ] || ls "$temporary"/*.profraw > /dev/null 2>&1 || wrong="$wrong; no profile"
  say "$1" "$2" "$wrong"
}

check_afl() {   # CONFIGURATION TARGET
  local wrong log=$scratch/log
  wrong=$(side_files "$2")
  rm -rf "$temporary/afl"
  confined "$(command -v afl-fuzz)" -V 2 -i "$temporary/seeds" -o "$temporary/afl" -- "$out/$2" > "$log" 2>&1
  grep -q 'All set and ready to roll' "$log" || wrong="$wrong; AFL++ does not start: $(grep -m1 -aE 'PROGRAM ABORT|Error' "$log")"
  say "$1" "$2" "$wrong"
}

configuration() {
  local check=check_libfuzzer
  settings=()
  if [ "$1" = afl ]; then
    check=check_afl
    settings=(AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1)
    build afl afl-clang-fast afl-clang-fast++ -fsanitize=fuzzer "${flags[address]}" afl
  else
    build "$1" clang clang++ -fsanitize=fuzzer "${flags[$1]} -fsanitize=fuzzer-no-link"
  fi || { failed=$((failed + 1)); echo "NOT OK  $1: does not build"; return; }
  out=$scratch/run-$1 temporary=$scratch/tmp-$1
  mkdir -m 777 "$temporary"
  for target in $(find "$out" -maxdepth 1 -type f -perm -100 ! -name '*.*' -printf '%f\n' | sort); do $check "$1" "$target"; done
}

for one in ${*:-address undefined memory coverage afl}; do configuration "$one"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
