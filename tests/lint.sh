#!/usr/bin/env bash
# Static analysis of the whole tree: clean, or the findings. The tests trust malloc; what Ragel wrote is not for clang-tidy,
# nor are the tests, and the drivers of Frama-C (tests/proof), which assign a variable to itself, are for it alone.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0
library=$(ls src/*.c gen/*.c) tool=$(ls src/tool/*.c src/tool/*/*.c)
tests=$(ls examples/*.c fuzz/*.c fuzz/lwip/*.c tests/*.c tests/*/*.c | grep -v ^tests/proof)
flags='-std=c11 -D_GNU_SOURCE -Isrc -Igen -Isrc/tool'
test_flags='-DSYNFIN_CHECKED -Itests -Ifuzz -Wno-analyzer-possible-null-dereference -Wno-analyzer-possible-null-argument'
[ ! -f /usr/include/pcap/pcap.h ] || flags="$flags -DHAVE_pcap"
[ ! -f /usr/include/lwip/lwip/tcp.h ] || flags="$flags -DHAVE_lwip -isystem /usr/include/lwip"

lint() {
  local title=$1 log; shift
  log=$(mktemp)
  if "$@" > "$log" 2>&1 && ! grep -qE 'warning:|error:' "$log"; then
    echo "ok      $title"; passed=$((passed + 1))
  else
    grep -E 'warning:|error:' "$log" | sort -u; echo "NOT OK  $title"; failed=$((failed + 1))
  fi
  rm -f "$log"
}

analyze() { for file in $library $tool; do
    # gcc 12 loses sight of a FILE that get.c keeps in a struct.
    local leak=; [ "$file" = src/tool/get.c ] && leak="-Wno-analyzer-file-leak -Wno-analyzer-malloc-leak"
    gcc $flags -O1 -Wall -Wextra -fanalyzer $leak -c "$file" -o /dev/null || return 1
  done
  for file in $tests; do gcc $flags $test_flags -O1 -Wall -Wextra -fanalyzer -c "$file" -o /dev/null || return 1; done
}

lint 'gcc -fanalyzer' analyze
# cppcheck takes the guard `i > 0` of draw_time for a bound above; the array is bounded by its caller.
lint 'cppcheck' cppcheck -q --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
  --suppress=arrayIndexOutOfBoundsCond:src/tool/ladder_svg.c -D_GNU_SOURCE -Isrc -Igen -Isrc/tool -Itests -Ifuzz src gen $tests
lint 'clang-tidy' clang-tidy -quiet $(ls src/*.c gen/synfin_machine.c) $tool -- $flags
echo "$passed passed, $failed failed"
[ $failed = 0 ]
