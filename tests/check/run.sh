#!/bin/bash
# `synfin check` on captures: planted violations are found, real traffic of two kernels and of our own TCP is judged
# to be correct, bad files and options are refused. SYNFIN=path says which program.
set -u
here=$(cd "$(dirname "$0")" && pwd)
SYNFIN=$(realpath "${SYNFIN:-build/synfin}")
export SYNFIN PYTHONDONTWRITEBYTECODE=1
good=$here/good.pcap
passed=0 failed=0 skipped=0

if [ "${1:-}" != --inside ]; then
  "$SYNFIN" check "$good" 2>&1 | grep -q 'without libpcap' && { echo 'SKIP check: built without libpcap'; exit 0; }
  inside=()
  [ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null && inside=(unshare -n --)
  exec timeout -k 5 900 "${inside[@]}" bash "$0" --inside
fi

T=$(mktemp -d /tmp/synfin-check.XXXXXX)
chmod 755 "$T"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$T"' EXIT

ok() { echo "ok      $1"; passed=$((passed + 1)); }
not_ok() { echo "NOT OK  $1"; failed=$((failed + 1)); }
skip() { echo "SKIP    $1: $2"; skipped=$((skipped + 1)); }
try() { # TITLE FUNCTION ARGUMENTS...: the function says on stdout why it fails
  local title=$1 why
  shift
  if why=$("$@"); then ok "$title"; else not_ok "$title: $why"; fi
}
totals() { # TITLE COMMAND...: many checks in one, which ends with totals of its own
  local title=$1 log=$T/log.$RANDOM line
  shift
  "$@" >"$log" 2>&1
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log")
  [ -n "$line" ] || { cat "$log"; not_ok "$title: no totals"; return; }
  grep -v "^$line" "$log"
  passed=$((passed + ${line%% *}))
  line=${line#*, }
  failed=$((failed + ${line%% *}))
  [ "${line%% *}" = 0 ] && echo "ok      $title: $(grep -E '^[0-9]+ passed' "$log")"
}
fail() { echo "$*"; return 1; }

# ---- Files and options -------------------------------------------------------------------------------------------

one_line() { [ "$(wc -l <"$1")" = 1 ] && grep -q '^synfin: ' "$1" || fail "not one line on stderr: $(cat "$1")"; }

refused() {
  local line
  printf 'not a capture' >"$T/text"
  : >"$T/nothing"
  printf '\324\303\262\241\2\0\4\0\0\0\0\0\0\0\0\0\377\377\0\0\223\0\0\0' >"$T/link" # LINKTYPE_USER0
  while read -r line; do
    # shellcheck disable=SC2086
    "$SYNFIN" check $line >"$T/out" 2>"$T/err"
    [ $? = 2 ] && [ ! -s "$T/out" ] && one_line "$T/err" || fail "check $line" || return 1
  done <<END

$T/text
$T/nothing
$T/link
$T/none
$T
--format xml $good
--format
--connection 0 $good
--connections 0 $good
--connections 2000000 $good
--none $good
$good $good
END
}

cut_off() { # a file that ends within a packet: its beginning is judged, and the end told of
  local size status
  size=$(stat -c %s "$good")
  for cut in 7 100 5000; do
    head -c $((size - cut)) "$good" >"$T/cut.pcap"
    "$SYNFIN" check "$T/cut.pcap" >"$T/out" 2>"$T/err"
    status=$?
    [ $status = 2 ] && one_line "$T/err" || fail "status $status, $(cat "$T/err")" || return 1
    grep -q 'as far as the file can be read' "$T/out" && grep -q 'connection   #1' "$T/out" ||
      fail "$(cat "$T/out")" || return 1
  done
}

same_as_good() { # FILE: another form of the same capture
  diff <("$SYNFIN" check "$good" 2>&1) <("$SYNFIN" check "$1" 2>&1) || return 1
}

piped() { diff <("$SYNFIN" check "$good") <("$SYNFIN" check - <"$good"); }

filtered() {
  [ "$("$SYNFIN" check --connection 2 "$good" | grep -c '^connection')" = 1 ] || fail "--connection 2" || return 1
  [ "$("$SYNFIN" check --connection 2 "$good" | grep -c '#2 ')" = 1 ] || fail "--connection 2" || return 1
  [ -z "$("$SYNFIN" check --quiet "$good")" ] || fail "--quiet"
}

bounded() { # a hundred times the connections that it remembers, in no more memory than these need
  local most
  build/generate "$T/many.pcap" 300000 60000 0 || return 1
  most=$(python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[2:], check=True, stdout=open(sys.argv[1], "w"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
    "$T/out" "$SYNFIN" check --connections 500 "$T/many.pcap") ||
    fail "exit status" || return 1
  [ "$most" -lt 24000 ] || fail "$most KiB" || return 1
  tail -1 "$T/out" | grep -q 'forgotten for want of room [0-9]*: violations 0' || fail "$(tail -1 "$T/out")"
}

try 'bad files and options are refused, with one line' refused
try 'a file that is cut off is judged as far as it goes' cut_off
try 'standard input' piped
try 'connections are chosen, and quiet is quiet' filtered
if command -v editcap >/dev/null; then
  editcap -F pcapng "$good" "$T/good.pcapng" && try 'pcapng' same_as_good "$T/good.pcapng"
  editcap -F nsecpcap "$good" "$T/good.nsec" && try 'pcap with nanoseconds' same_as_good "$T/good.nsec"
else
  skip pcapng 'no editcap'
fi
if [ -x build/generate ]; then try 'memory is bounded' bounded; else skip 'memory is bounded' 'no build/generate'; fi

# ---- What is wrong is found, what is right is not ----------------------------------------------------------------

ladders() { # every ladder, whose network is perfect, so that every segment is in the capture
  local name
  mkdir "$T/ladders"
  for name in $("$SYNFIN" ladder --list | awk '{print $1}'); do
    "$SYNFIN" ladder --pcap "$T/ladders/$name.pcap" "$name" >/dev/null
  done
  python3 "$here/quiet.py" "$SYNFIN" "$T/ladders"
}

real() {
  mkdir "$T/real" "$T/worse"
  python3 "$here/traffic.py" "$T/real" || return 1
  python3 "$here/quiet.py" "$SYNFIN" "$T/real"
}

worse() { python3 "$here/worse.py" "$T/real" "$T/worse" && python3 "$here/quiet.py" "$SYNFIN" "$T/worse" --worse; }

# Our own TCP and a kernel's, over a bad wire, captured at our end.
own() {
  mkdir "$T/own"
  head -c 300000 /dev/urandom >"$T/page"
  local v host kernel bad="--loss 3 --dup 2 --reorder 5 --seed 7 --msl 0.2 --linger"
  for v in 4 6; do
    [ $v = 4 ] && host=10.37.0.2 kernel=10.37.0.1 || { host=[fd37::2] kernel=[fd37::1]; }
    : >"$T/serve.log"   # here, not when the server has started: until then it would tell of the one before
    # shellcheck disable=SC2086
    "$SYNFIN" serve $([ $v = 6 ] && echo --address fd37::2) --rto-min 0.2 --count 2 $bad \
      --pcap "$T/own/serve-v$v.pcap" "$T" >"$T/serve.log" &
    until grep -q ^serving "$T/serve.log"; do sleep 0.05; done
    for _ in 1 2; do curl -gsS -m 60 -o /dev/null "http://$host/page" || return 1; done
    wait $!
    # shellcheck disable=SC2086
    python3 -m http.server --bind :: --directory "$T" 8001 >/dev/null 2>&1 &
    local server=$!
    until (: </dev/tcp/127.0.0.1/8001) 2>/dev/null; do sleep 0.05; done
    # shellcheck disable=SC2086
    timeout 60 "$SYNFIN" get $bad --pcap "$T/own/get-v$v.pcap" --repeat 2 -o "$T/body" "http://$kernel:8001/page" ||
      return 1
    kill $server
  done
  python3 "$here/quiet.py" "$SYNFIN" "$T/own" --worse
}

totals 'planted violations' python3 "$here/plant.py" "$SYNFIN" "$good"
totals 'ladders' ladders
if [ "$(id -u)" != 0 ] || [ ! -c /dev/net/tun ]; then skip 'real traffic' 'needs root and /dev/net/tun'
elif ! command -v curl ip nsenter >/dev/null; then skip 'real traffic' 'no curl, ip or nsenter'
else
  ip link set lo up
  own >"$T/own.log" 2>&1 &
  totals 'real traffic between two kernels' real
  totals 'the same, captured badly' worse
  wait $!
  totals 'our TCP against a kernel' cat "$T/own.log"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
