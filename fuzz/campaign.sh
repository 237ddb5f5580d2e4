#!/bin/sh
# What `make fuzz*` runs: fuzz/campaign.sh run|one|merge|min|show|replay [...]; everything made is under build/fuzz.
set -eu
cd "$(dirname "$0")/.."
: "${SECONDS_EACH:=60}" "${TARGET:=}" "${ARGS:=}"
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
    "$OUT/$target" -merge=1 "$fresh" "$here/corpus/$target" > "$here/merge.log" 2>&1 || { cat "$here/merge.log"; return 1; }
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

replay_one() {   # NAME CC CXX FLAGS
  if ! echo 'int main() {}' | $3 $4 -x c++ - -o "$here/probe" 2> /dev/null || ! "$here/probe" 2> /dev/null; then
    echo "SKIP $1: what $3 $4 builds does not link or run here"; skipped=$((skipped + 1)); return
  fi
  stand_alone "$@" || { cat "$here/$1/log"; failed=$((failed + 1)); return; }
  for source in $(grep -l '^/\* Target:' fuzz/*.c); do
    target=$(basename "$source" .c)
    [ -x "$here/$1/$target" ] || continue
    set -- "$1"
    for folder in fuzz/corpus/$target fuzz/crashes/$target; do [ ! -d "$folder" ] || set -- "$@" "$folder"; done
    [ $# -gt 1 ] || { echo "SKIP $1 $target: no corpus"; skipped=$((skipped + 1)); continue; }
    name=$1; shift
    if said=$("$here/$name/$target" "$@" 2>&1); then passed=$((passed + 1)); echo "ok      $name ${said##*/}"
    else failed=$((failed + 1)); echo "$said"; echo "NOT OK  $name $target"; fi
    set -- "$name"
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

case $1 in
  run) fuzz/build.sh && run ;;
  one) fuzz/build.sh "$TARGET" && run ;;
  merge) fuzz/build.sh && merge ;;
  min) fuzz/build.sh "$TARGET" && "$OUT/$TARGET" -minimize_crash=1 -max_total_time="$SECONDS_EACH" -exact_artifact_path="$2.min" "$2" && ls -l "$2.min" ;;
  show) show "$2" ;;
  replay) replay ;;
esac
