#!/usr/bin/env bash
# Every test, stage after stage; the last line holds the totals of all. STAGES="suites net" runs these alone.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0 skipped=0
jobs=$(nproc)

count() { passed=$((passed + $1)); failed=$((failed + $2)); skipped=$((skipped + ${3:-0})); }

# One check of its own: a title and a command whose output is shown if it fails.
check() {
  local title=$1 log; shift
  log=$(mktemp)
  if "$@" > "$log" 2>&1; then
    if grep -q '^SKIP' "$log"; then grep '^SKIP' "$log"; count 0 0 1; else echo "ok      $title"; count 1 0; fi
  else
    cat "$log"; echo "NOT OK  $title"; count 0 1
  fi
  rm -f "$log"
}

# Builds the suites and runs them; Check's totals are added up.
suites() {
  local title=$1 build=$2 log; shift 2
  log=$(mktemp)
  if ! make -s -j"$jobs" BUILD="$build" "$build/suites" "$build/synfin" "$@" > "$log" 2>&1; then
    cat "$log"; echo "NOT OK  $title: does not build"; count 0 1; rm -f "$log"; return
  fi
  $RUN "$build/suites" > "$log" 2>&1
  local status=$? totals checks failures errors
  totals=$(grep -E '^[0-9]+%: Checks: ' "$log" | tail -1)
  if [ -z "$totals" ]; then
    cat "$log"; echo "NOT OK  $title: no totals, exit status $status"; count 0 1
  else
    read -r checks failures errors < <(sed -E 's/.*Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+).*/\1 \2 \3/' <<< "$totals")
    count $((checks - failures - errors)) $((failures + errors))
    [ "$status" = 0 ] || grep -vE '^Running|^ ' "$log"
    if grep '^SKIP' "$log"; then count 0 0 "$(grep -c '^SKIP' "$log")"; fi
    # A report of a sanitizer or of Valgrind with no failed check is a failure all the same.
    if [ "$status" != 0 ] && [ $((failures + errors)) = 0 ]; then count 0 1; fi
    echo "$([ "$status" = 0 ] && echo 'ok    ' || echo 'NOT OK')  $title: $totals"
  fi
  rm -f "$log"
}

stage_suites() {
  local san='-fsanitize=address,undefined -fno-sanitize-recover=all'
  export CK_DEFAULT_TIMEOUT=120
  RUN='' suites 'suites, gcc' build CC=gcc
  RUN='' suites 'suites, clang' build/clang CC=clang
  export CK_FORK=no
  RUN='' suites 'suites, gcc, ASan and UBSan' build/gcc-san CC=gcc SAN="$san"
  RUN='' suites 'suites, clang, ASan and UBSan' build/clang-san CC=clang SAN="$san"
  # Valgrind is fifty times slower: the oracle looks at every 13th of its cases there.
  ORACLE_STRIDE=13 RUN='valgrind -q --error-exitcode=9 --leak-check=full' suites 'suites, Valgrind' build/valgrind CC=gcc OPT='-O1 -g'
  unset CK_FORK
}

embed_program() {
  cc -std=c11 -Wall -Wextra -Werror -Isrc -Igen examples/embed.c build/libsynfin.a -o build/embed &&
    [ "$(build/embed)" = 'hello, in state ESTABLISHED' ] && [ "$(wc -l < examples/embed.c)" -le 25 ]
}

machine_alone() {
  cc -std=c11 -Wall -Wextra -Wpedantic -Werror -Igen examples/machine.c gen/synfin_machine.c -o build/machine &&
    [ "$(build/machine | tail -1)" = 'CLOSING      ACK_of_FIN   -> TIME-WAIT' ]
}

readmes_are_true() {
  python3 - <<'PY'
import subprocess, sys
ladder = subprocess.run(['build/synfin', 'ladder'], capture_output=True, text=True, check=True).stdout.strip('\n')
shown = {path: open(path, encoding='utf-8').read().strip() for path in ('examples/embed.c', 'examples/machine.c')}
shown['the ladder'] = ladder
wanted = {'README.md': shown, 'README.zh-CN.md': {'the ladder': ladder}}
missing = [f'{readme} does not show {what}' for readme, parts in wanted.items()
           for what, text in parts.items() if text not in open(readme, encoding='utf-8').read()]
sys.exit('\n'.join(missing) or 0)
PY
}

installed() {
  rm -rf build/root
  make -s install DESTDIR="$PWD/build/root" PREFIX=/usr &&
    flags=$(PKG_CONFIG_SYSROOT_DIR="$PWD/build/root" PKG_CONFIG_PATH="$PWD/build/root/usr/lib/pkgconfig" \
      PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 pkg-config --cflags --libs synfin) &&
    cc -std=c11 examples/embed.c $flags -o build/embed-installed &&
    [ "$(LD_LIBRARY_PATH=build/root/usr/lib build/embed-installed)" = 'hello, in state ESTABLISHED' ] &&
    readelf -d build/embed-installed | grep -q 'NEEDED.*libsynfin.so.0'
}

ladder_output() { build/synfin ladder --all > build/ladder.txt && diff -u tests/ladder.txt build/ladder.txt; }

stage_programs() {
  make -s -j"$jobs" all build/report_sample || { count 0 1; return; }
  check 'the embedding program of README runs' embed_program
  check 'the machine alone compiles and runs' machine_alone
  check 'the READMEs show the programs that were run, and the ladder' readmes_are_true
  check 'an installed library is found by pkg-config and linked by its soname' installed
  check 'every ladder is as tests/ladder.txt shows it' ladder_output
  check 'nothing but mem* is needed from outside' tests/size.sh cc "${CROSS:-arm-none-eabi-}"
  check 'every requirement of RFC 9293 has a test or a reason' python3 tests/rfc_coverage.py
  check 'every scenario of other stacks has a test or a reason' python3 tests/peer_coverage.py
  totals reports python3 tests/conformance/reports.py build/report_sample
}

# A program of many checks, which ends with its own totals or says SKIP and why.
totals() {
  local title=$1 log line; shift
  log=$(mktemp)
  "$@" 2>&1 | tee "$log"
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
  if [ -n "$line" ]; then count $(sed -E 's/([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*/\1 \2 \4/' <<< "$line")
  elif grep -q '^SKIP' "$log"; then count 0 0 1
  else echo "NOT OK  $title: no totals"; count 0 1
  fi
  rm -f "$log"
}

stage_model() { totals model make -s model QUICK=1; }
stage_net() { totals net tests/net/run.sh; }

# Scripts of tests/conformance on a target; what is not as it should be is shown. Only `self` can be had everywhere. In real
# time others may use the machine as well: a fifth of a second does not count.
scripts_on() {
  local target=$1 log tolerance=; log=$(mktemp)
  [ "$target" = kernel ] && tolerance='--tolerance 200000'
  build/synfin script --target "$target" --color never $tolerance tests/conformance/*.pkt > "$log" 2>&1
  if [ "$target" = self ] || grep -q '^[0-9]* passed' "$log"; then grep -v '^ok' "$log"
  else echo "SKIP scripts on $target: $(head -1 "$log")"
  fi
  rm -f "$log"
}

# A script that passes, one that fails, one that is none: 0, 1, 2; and one that is none keeps all others from being played.
script_statuses() {
  local good=tests/conformance/a-connection-is-accepted.pkt log=build/script.log
  sed 's/ack 1 <mss 1460>/ack 2 <mss 1460>/' $good > build/wrong.pkt
  echo '+0 `true`' > build/none.pkt
  build/synfin script $good > $log && [ "$(tail -1 $log)" = '1 passed, 0 failed, 0 skipped' ] || return 1
  build/synfin script $good build/wrong.pkt > $log; [ $? = 1 ] || return 1
  grep -q '^build/wrong.pkt:9: acknowledgment number 1, not 2$' $log && grep -q 'SYN,ACK seq=0 ack=1' $log || return 1
  build/synfin script $good build/none.pkt > $log 2>&1; [ $? = 2 ] || return 1
  [ "$(cat $log)" = 'build/none.pkt:1: shell commands in a script are not run' ] || return 1
  build/synfin script --pcap build/script.pcap $good > $log && [ "$(wc -c < build/script.pcap)" = 200 ] || return 1
  build/synfin script --format tap $good build/wrong.pkt > $log; [ $? = 1 ] || return 1
  [ "$(grep -c -e '^1..2$' -e '^ok 1 - a connection is accepted$' -e '^not ok 2 - wrong$' -e '^  line: 9$' $log)" = 4 ] || return 1
  { echo '// fails on self: no'; cat $good; } > build/known.pkt
  build/synfin script build/known.pkt > $log; [ $? = 1 ] && grep -q 'passes, though its head says' $log || return 1
  { echo '// fails on self: yes'; cat build/wrong.pkt; } > build/known.pkt
  build/synfin script build/known.pkt > $log && [ "$(tail -1 $log)" = '0 passed, 0 failed, 1 skipped' ]
}

stage_scripts() {
  make -s -j"$jobs" build/synfin || { count 0 1; return; }
  check 'a script that fails, or is none, says so by line and status' script_statuses
  for target in self lwip kernel; do totals "scripts on $target" scripts_on $target; done
}

stage_conform() {
  totals conform make -s conform QUICK=1
  check 'whatever a segment has wrong is noticed by the checks of conform' make -s conform-mutants ONLY=segments
}

stage_check() {
  make -s -j"$jobs" build/synfin build/generate || { count 0 1; return; }
  totals check tests/check/run.sh
}

stage_worlds() {
  make -s -j"$jobs" build/soak build/explore || { count 0 1; return; }
  check '10,000 simulated connections keep every rule' build/soak --quick
  check 'millions of joint states of two engines keep every rule, and lead to CLOSED' build/explore --small
}

stage_mutants() { check 'a sample of engine mutants is killed' make -s mutants SAMPLE=50; }

stage_fuzz() {
  totals 'corpora and past crashes' make -s fuzz-replay
  check 'corpora and past crashes run 97 % of the lines and 93 % of the branches' make -s fuzz-coverage
  totals 'the contract of OSS-Fuzz' make -s oss-fuzz-check
}

for stage in ${STAGES:-suites programs scripts conform check worlds model net mutants fuzz}; do "stage_$stage"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
