#!/usr/bin/env bash
# `synfin conform` on every target that can be had here: tests/conform.sh BUILD TARGET...; STRIDE=N thins the generated cases out.
# Reports (JSON, a page) go to BUILD/conform. The last line holds the totals: a check is a target.
set -u
build=$1; shift
passed=0 failed=0 skipped=0
mkdir -p "$build/conform"

for target; do
  stride=${STRIDE:-}
  # Real time: the whole matrix takes hours.
  [ -n "$stride" ] || { stride=1; [ "$target" = kernel ] && stride=50; }
  known=tests/conformance/$target.tsv report=$build/conform/$target
  set -- --target "$target" --stride "$stride"
  [ ! -f "$known" ] || set -- "$@" --known "$known"
  "$build/synfin" conform "$@" --format json --output "$report.json" 2> "$report.err"
  status=$?
  if [ $status = 2 ] && [ "$target" != self ]; then
    echo "SKIP conform $target: $(head -n 1 "$report.err")"; skipped=$((skipped + 1)); continue
  fi
  python3 - "$report.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1], encoding='utf-8'))
print(f"{report['target']['about']}: {report['count']} cases, " + ', '.join(f'{n} {what}' for what, n in report['totals'].items()) +
      f", {report['seconds']:.1f} s")
PY
  if [ $status = 0 ]; then echo "ok      conform $target"; passed=$((passed + 1))
  else
    "$build/synfin" conform "$@" 2>&1 | head -n 60; cat "$report.err"
    echo "NOT OK  conform $target"; failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
