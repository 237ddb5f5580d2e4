#!/bin/sh
# What `make fuzz*` runs: fuzz/campaign.sh run|one|merge|min|show|replay|afl|coverage [...]; everything made is under build/fuzz.
set -eu
cd "$(dirname "$0")/.."
: "${SECONDS_EACH:=60}" "${JOBS:=2}" "${TARGET:=}" "${ARGS:=}"
here=build/fuzz
export OUT="$PWD/$here/out" WORK="$PWD/$here/work"
export UBSAN_OPTIONS=print_stacktrace=1

targets() { grep -l '^/\* Target:' fuzz/*.c | while read -r file; do name=$(basename "$file" .c); [ ! -x "$OUT/$name" ] || echo "$name"; done; }

fuzz_one() {   # TARGET SECONDS: libFuzzer on the working corpus; one line of what it did
  corpus=$here/corpus/$1 found=$here/found/$1 log=$here/$1.log
  mkdir -p "$corpus" "$found" "fuzz/corpus/$1"
  dict=; [ ! -f "fuzz/$1.dict" ] || dict=-dict=fuzz/$1.dict
  crashes=; [ ! -d "fuzz/crashes/$1" ] || crashes=fuzz/crashes/$1
  most=; [ ! -f "fuzz/$1.options" ] || most=$(sed -n 's/^max_len *= */-max_len=/p' "fuzz/$1.options")
  status=0
  # shellcheck disable=SC2086
  "$OUT/$1" "$corpus" "fuzz/corpus/$1" $crashes $dict $most -max_total_time="$2" -print_final_stats=1 -artifact_prefix="$found/" $ARGS > "$log" 2>&1 || status=$?
  rmdir "fuzz/corpus/$1" 2>/dev/null || true
  awk -v target="$1" '/ cov: / { for (i = 1; i < NF; i++) seen[$i] = $(i + 1) } / number_of_executed_units:|::average_exec_per_sec:|::number_of_executed_units:/ { n[$1] = $2 }
    END { printf "%-8s %11d executions %8d/s  corpus %-12s edges %5d  features %6d\n", target, n["stat::number_of_executed_units:"],
      n["stat::average_exec_per_sec:"], seen["corp:"], seen["cov:"], seen["ft:"] }' "$log"
  [ "$status" = 0 ] && return 0
  input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  echo "  finding: make fuzz-show TARGET=$1 INPUT=${input:-none}   (log: $log)"
  return 1
}

run() {
  worst=0
  for target in ${TARGET:-$(targets)}; do fuzz_one "$target" "$SECONDS_EACH" || worst=1; done
  return $worst
}

merge() {   # named seeds stay; what adds coverage comes, by the first 16 digits of its sha1
  for target in ${TARGET:-$(targets)}; do
    [ -d "$here/corpus/$target" ] || continue
    fresh=$here/merged/$target
    rm -rf "$fresh"; mkdir -p "$fresh" "fuzz/corpus/$target"
    cp -r "fuzz/corpus/$target/." "$fresh"
    "$OUT/$target" -merge=1 -use_counters=0 "$fresh" "$here/corpus/$target" > "$here/merge.log" 2>&1 || { cat "$here/merge.log"; return 1; }
    find "$fresh" -type f | while read -r file; do
      [ -f "fuzz/corpus/$target/$(basename "$file")" ] || cp "$file" "fuzz/corpus/$target/$(sha1sum "$file" | cut -c 1-16)"
    done
    echo "$target: $(find "fuzz/corpus/$target" -type f | wc -l) inputs"
  done
}

stand_alone() {   # NAME CC CXX FLAGS: builds the replay driver into build/fuzz/NAME
  mkdir -p "$here/$1"
  CC=$2 CXX=$3 CFLAGS="-O1 -g $4" CXXFLAGS="-O1 -g $4" LIB_FUZZING_ENGINE=replay \
    OUT=$PWD/$here/$1 WORK=$PWD/$here/$1/work fuzz/build.sh $TARGET > "$here/$1/log" 2>&1
}

show() { stand_alone show clang clang++ '-fsanitize=address,undefined -fno-sanitize-recover=undefined' || { cat $here/show/log; exit 1; }; "$here/show/$TARGET" --show "$1"; }

replay_target() {   # NAME TARGET: its corpus and past crashes
  inputs=
  for folder in "fuzz/corpus/$2" "fuzz/crashes/$2"; do [ ! -d "$folder" ] || inputs="$inputs $folder"; done
  # shellcheck disable=SC2086
  if said=$("$here/$1/$2" $inputs 2>&1); then passed=$((passed + 1)); echo "ok      $1 ${said##*/}"
  else failed=$((failed + 1)); echo "$said"; echo "NOT OK  $1 $2"; fi
}

replay_one() {   # NAME CC CXX FLAGS
  # shellcheck disable=SC2086
  if ! echo 'int main() {}' | $3 $4 -x c++ - -o "$here/probe" 2> /dev/null || ! "$here/probe" 2> /dev/null; then
    echo "SKIP $1: what $3 $4 builds does not link or run here"; skipped=$((skipped + 1)); return
  fi
  stand_alone "$@" || { cat "$here/$1/log"; failed=$((failed + 1)); return; }
  for source in $(grep -l '^/\* Target:' fuzz/*.c); do
    target=$(basename "$source" .c)
    [ -z "$TARGET" ] || [ "$target" = "$TARGET" ] || continue
    [ ! -x "$here/$1/$target" ] || replay_target "$1" "$target"
  done
}

replay() {
  passed=0 failed=0 skipped=0; mkdir -p "$here"
  replay_one gcc gcc g++ '-fsanitize=address,undefined -fno-sanitize-recover=undefined'
  replay_one clang clang clang++ '-fsanitize=address,undefined -fno-sanitize-recover=undefined'
  replay_one msan clang clang++ -fsanitize=memory
  replay_one 32 gcc g++ '-m32 -fsanitize=undefined -fno-sanitize-recover=undefined'
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}

afl_build() {   # NAME FLAGS: the target for AFL++ into build/fuzz/afl/NAME
  mkdir -p "$here/afl/$1"
  AFL_QUIET=1 CC=afl-clang-fast CXX=afl-clang-fast++ CFLAGS="-O2 -g $2" CXXFLAGS="-O2 -g $2" LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
    OUT=$PWD/$here/afl/$1 WORK=$PWD/$here/afl/$1/work fuzz/build.sh "$TARGET" > "$here/afl/$1/log" 2>&1 || { cat "$here/afl/$1/log"; exit 1; }
}

afl() {   # one main with ASan and UBSan, JOBS-1 secondaries without, the first of them with CMPLOG; a line for each
  all=$here/afl/$TARGET seeds=$here/afl/seeds/$TARGET
  [ -n "$TARGET" ] && [ -f "fuzz/$TARGET.c" ] || { echo 'afl: TARGET=?'; exit 2; }
  afl_build .asan '-fsanitize=address,undefined -fno-sanitize-recover=undefined'
  [ "$JOBS" -lt 2 ] || { afl_build .plain ''; AFL_LLVM_CMPLOG=1 afl_build .cmplog ''; }
  rm -rf "$seeds"; mkdir -p "$seeds" "$all"
  find "fuzz/corpus/$TARGET" "fuzz/crashes/$TARGET" -type f 2> /dev/null | while read -r file; do cp "$file" "$seeds/$(sha1sum "$file" | cut -c 1-16)"; done
  set -- -i "$seeds" -o "$all" -V "$SECONDS_EACH"
  [ ! -f "fuzz/$TARGET.dict" ] || set -- "$@" -x "fuzz/$TARGET.dict"
  most=; [ ! -f "fuzz/$TARGET.options" ] || most=$(sed -n 's/^max_len *= *//p' "fuzz/$TARGET.options")
  [ -z "$most" ] || set -- "$@" -G "$most"
  unset UBSAN_OPTIONS   # AFL++ sets what it needs
  export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_AUTORESUME=1
  names= pids= i=0 worst=0
  while [ "$i" -lt "$JOBS" ]; do
    case $i in
      0) name=main role=-M build=.asan cmplog= ;;
      1) name=cmplog role=-S build=.plain cmplog="-c $here/afl/.cmplog/$TARGET" ;;
      *) name=plain$i role=-S build=.plain cmplog= ;;
    esac
    rm -f "$all/$name/fuzzer_stats"
    # shellcheck disable=SC2086
    afl-fuzz $role "$name" $cmplog "$@" -- "$here/afl/$build/$TARGET" > "$all/$name.log" 2>&1 &
    names="$names $name" pids="$pids $!" i=$((i + 1))
  done
  for pid in $pids; do wait "$pid" || worst=1; done
  for name in $names; do
    [ -f "$all/$name/fuzzer_stats" ] || { tail -n 20 "$all/$name.log"; worst=1; continue; }
    awk -v name="$TARGET $name" '{ n[$1] = $3 } END {
      printf "%-16s %11d executions %9.0f/s  stability %s  crashes %d\n", name, n["execs_done"], n["execs_per_sec"], n["stability"], n["saved_crashes"]
      exit n["saved_crashes"] > 0 }' "$all/$name/fuzzer_stats" || { worst=1; echo "  findings: $all/$name/crashes"; }
  done
  return $worst
}

llvm() { tool=$1; shift; command -v "$tool" > /dev/null || tool=$tool-$(clang -dumpversion | cut -d. -f1); "$tool" "$@"; }

coverage() {   # what the corpora and past crashes run of src/ and gen/; exit 1 where too little
  folder=$here/coverage; rm -rf "$folder"
  stand_alone coverage clang clang++ '-fprofile-instr-generate -fcoverage-mapping' || { cat "$folder/log"; exit 1; }
  first=; set --
  for source in $(grep -l '^/\* Target:' fuzz/*.c); do
    target=$(basename "$source" .c)
    [ -x "$folder/$target" ] || continue
    inputs=; for side in corpus crashes; do [ ! -d "fuzz/$side/$target" ] || inputs="$inputs fuzz/$side/$target"; done
    [ -n "$inputs" ] || { echo "SKIP $target: no corpus"; continue; }
    # shellcheck disable=SC2086
    LLVM_PROFILE_FILE=$folder/$target.profraw "$folder/$target" $inputs > "$folder/$target.log" 2>&1 || { cat "$folder/$target.log"; exit 1; }
    if [ -z "$first" ]; then first=$folder/$target; else set -- "$@" -object "$folder/$target"; fi
  done
  llvm llvm-profdata merge -o "$folder/profile" "$folder"/*.profraw
  llvm llvm-cov export -format=lcov -instr-profile "$folder/profile" "$first" "$@" > "$folder/lcov"
  python3 fuzz/coverage.py "$folder/lcov" || [ -n "$TARGET" ]   # of one target it is just told
}

case $1 in
  run) fuzz/build.sh && run ;;
  one) fuzz/build.sh "$TARGET" && run ;;
  merge) fuzz/build.sh && merge ;;
  min) fuzz/build.sh "$TARGET" && "$OUT/$TARGET" -minimize_crash=1 -max_total_time="$SECONDS_EACH" -exact_artifact_path="$2.min" "$2" && ls -l "$2.min" ;;
  show) show "$2" ;;
  replay) replay ;;
  afl) afl ;;
  coverage) coverage ;;
esac
