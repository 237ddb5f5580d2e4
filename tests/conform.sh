#!/usr/bin/env bash
# `synfin conform` on every target that can be had here: tests/conform.sh BUILD TARGET...
# STRIDE=N thins the generated cases out. QUICK=1 plays of the kernel, which takes its real time, what is quick. Reports (JSON)
# go to BUILD/conform. The last line holds the totals: a check is a run.
set -u
build=$1; shift
passed=0 failed=0 skipped=0
mkdir -p "$build/conform"

conform() {   # TARGET PATTERN STRIDE
  local target=$1 known=tests/conformance/$1.tsv report=$build/conform/$1 status
  set -- --target "$target" --only "$2" --stride "$3"
  [ ! -f "$known" ] || set -- "$@" --known "$known"
  "$build/synfin" conform "$@" --format json --output "$report.json" 2> "$report.err"
  status=$?
  if [ $status = 2 ] && [ "$target" != self ]; then
    echo "SKIP conform $target: $(head -n 1 "$report.err")"; skipped=$((skipped + 1)); return
  fi
  python3 - "$report.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1], encoding='utf-8'))
print(f"{report['target']['about']}: {report['count']} cases, " + ', '.join(f'{n} {what}' for what, n in report['totals'].items()) +
      f", {report['seconds']:.1f} s")
PY
  if [ $status = 0 ]; then echo "ok      conform $target"; passed=$((passed + 1)); return; fi
  "$build/synfin" conform "$@" 2>&1 | head -n 60; cat "$report.err"
  echo "NOT OK  conform $target"; failed=$((failed + 1))
}

for target; do
  case $target,${QUICK:-} in
    kernel,) conform kernel '*' "${STRIDE:-20}";;
    kernel,*) conform kernel 'matrix/*' 200; for family in opening closing challenge; do conform kernel "$family/*" 1; done;;
    *) conform "$target" '*' "${STRIDE:-1}";;
  esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
