#!/bin/bash
# `synfin get` and `synfin serve` against the Linux kernel's TCP, nginx and curl, over TUN devices in a network
# namespace of their own. SYNFIN=path says which program. Every capture is read by tshark afterwards.
set -u
here=$(cd "$(dirname "$0")" && pwd)
SYNFIN=$(realpath "${SYNFIN:-build/synfin}")
export SYNFIN

skip() { echo "SKIP net: $1"; exit 0; }

if [ "${1:-}" != --inside ]; then
  [ -x "$SYNFIN" ] || { echo "not ok net: no program $SYNFIN"; exit 1; }
  [ "$(id -u)" = 0 ] || skip "needs root"
  [ -c /dev/net/tun ] || skip "no /dev/net/tun"
  for tool in unshare ip ss nginx python3 curl tshark setpriv; do
    command -v $tool >/dev/null || skip "no $tool"
  done
  unshare -n ip tuntap add dev synfin0 mode tun 2>/dev/null || skip "no TUN device can be made here"
  exec timeout -k 5 300 unshare -n -- bash "$0" --inside
fi

T=$(mktemp -d /tmp/synfin-net.XXXXXX)
chmod 755 "$T"
passed=0 failed=0 skipped=0
peers=()
trap 'kill "${peers[@]}" $(jobs -p) 2>/dev/null; rm -rf "$T"' EXIT

# ---- Peers on the kernel's side -------------------------------------------------------------------------------------

mkdir "$T/www" "$T/nginx"
head -c 16777216 /dev/urandom >"$T/www/16m"
head -c 2097152 /dev/urandom >"$T/www/2m"
head -c 100000 /dev/urandom >"$T/www/100k"
: >"$T/www/empty"
ln -s 100k "$T/www/inside"
ln -s /etc/passwd "$T/www/outside"
mkfifo "$T/www/fifo"
python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096)' >"$T/pattern"
cat >"$T/nginx/conf" <<EOF
daemon off; master_process off; pid $T/nginx/pid; error_log $T/nginx/error;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path $T/nginx/a; proxy_temp_path $T/nginx/b; fastcgi_temp_path $T/nginx/c;
  uwsgi_temp_path $T/nginx/d; scgi_temp_path $T/nginx/e;
  server {
    listen 8000; listen [::]:8000; root $T/www;
    location /slow/ { alias $T/www/; limit_rate 1m; }
  }
}
EOF
ip link set lo up
# Whatever the machine's own choice is: without SACK and timestamps some take very long on a bad wire.
echo reno >/proc/sys/net/ipv4/tcp_congestion_control
{ echo 2000 >/proc/sys/net/ipv4/tcp_rto_max_ms; } 2>/dev/null # since Linux 6.15
nginx -c "$T/nginx/conf" >/dev/null 2>&1 & peers+=($!)
python3 -m http.server --bind :: --directory "$T/www" 8001 >/dev/null 2>&1 & peers+=($!)
python3 "$here/peer.py" 8002 >/dev/null 2>&1 & peers+=($!)
disown -a

until_true() { # SECONDS COMMAND...
  local tries=$(($1 * 20))
  shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || return 1
    sleep 0.05
  done
}
for port in 8000 8001 8002; do
  until_true 10 bash -c "ss -tlnH 'sport = :$port' | grep -q ." || { echo "not ok net: no peer at port $port"; exit 1; }
done

# ---- Tools of the cases ---------------------------------------------------------------------------------------------

# A case is a function that says on stdout why it fails. Each has a device, addresses and files of its own.
try() { # NAME clean|rough|none FUNCTION ARGUMENTS...
  name=$1
  local kind=$2 why
  shift 2
  if why=$("$@") && why=$(check_captures $kind); then
    echo "ok $name"
    ((++passed))
  else
    echo "not ok $name: $(tr '\n' ' ' <<<"$why")"
    ((++failed))
  fi
}

# No malformed packet and no bad checksum, in either direction; but Linux writes 0xffff where a checksum is 0, as UDP
# has it (CSUM_MANGLED_0). In clean runs nothing else that Wireshark warns of, except that the peer has filled our
# window: 64 KiB without window scaling are soon full.
check_captures() {
  [ "$1" = none ] && return
  local capture found linux filter
  linux="(tcp.checksum.ffff && $([ $v = 4 ] && echo ip || echo ipv6).src == $(kernels))"
  filter="_ws.malformed || ip.checksum.status == 0 || (tcp.checksum.status == 0 && !$linux)"
  [ "$1" = clean ] && filter="$filter || (_ws.expert.severity >= 6291456 && !tcp.analysis.window_full && !$linux)"
  for capture in "$T/$name".*.pcap; do
    [ -e "$capture" ] || { echo "no capture"; return 1; }
    found=$(timeout 60 tshark -r "$capture" -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE \
            -d tcp.port==1-65535,data -Y "$filter" \
            -T fields -e frame.number -e _ws.expert.message 2>&1 | grep -v '^Running as user')
    [ -z "$found" ] || { echo "tshark on $(basename "$capture"): $(head -2 <<<"$found")"; return 1; }
  done
}

fail() { echo "$*"; return 1; }

# Addresses of the version at hand; `net` tells apart devices that exist at the same time.
ours() { [ $v = 4 ] && echo "10.$net.0.2" || echo "fd$net::2"; }
kernels() { [ $v = 4 ] && echo "10.$net.0.1" || echo "fd$net::1"; }
at() { [ $v = 4 ] && echo "http://$1:$2" || echo "http://[$1]:$2"; }
wire() { echo "--tun synfin$net --address $(ours) --peer $(kernels)"; }

start_get() { # PORT PATH OPTIONS...: `getter` is its process
  timeout 140 "$SYNFIN" get $(wire) --pcap "$T/$name.get.pcap" -o "$T/$name.body" "${@:3}" \
    "$(at "$(kernels)" "$1")/$2" >"$T/$name.out" 2>"$T/$name.err" &
  getter=$!
}
got() { # STATUS: compares it, once it is over
  wait $getter
  local status=$?
  [ $status = "$1" ] || fail "exit status $status: $(cat "$T/$name.err")" || return 1
  [ $status = 0 ] || { one_line "$T/$name.err"; return; }
  [ ! -s "$T/$name.err" ] || fail "stderr: $(cat "$T/$name.err")"
}
get() { start_get "${@:2}" && got "$1"; }

one_line() { [ "$(wc -l <"$1")" = 1 ] && grep -q '^synfin: ' "$1" || fail "not one line on stderr: $(cat "$1")"; }
says() { grep -q "$1" "$T/$name.err" || fail "says: $(cat "$T/$name.err")"; }
same() { # FILE BODY...
  local body file=$1
  shift
  for body; do
    [ "$(sha256sum <"$body")" = "$(sha256sum <"$file")" ] || fail "$(basename "$body") differs" || return 1
  done
}

serve() { # OPTIONS...: starts it; `server` is its process
  timeout 140 "$SYNFIN" serve $(wire) --pcap "$T/$name.serve.pcap" "$@" "$T/www" >"$T/$name.log" 2>"$T/$name.err" &
  server=$!
  until_true 5 grep -q '^serving' "$T/$name.log" || fail "does not start: $(cat "$T/$name.err")"
}
served() { # LINES PATTERN: it ends by itself with status 0 and so many lines of that kind
  wait $server
  local status=$? lines
  [ $status = 0 ] && [ ! -s "$T/$name.err" ] || fail "exit status $status: $(cat "$T/$name.err")" || return 1
  lines=$(grep -c "$2" "$T/$name.log")
  [ "$lines" = "$1" ] || fail "$lines lines like '$2': $(cat "$T/$name.log")"
}
curl_() { curl -sS -m 130 --path-as-is "$@" 2>&1; }

# ---- The cases ------------------------------------------------------------------------------------------------------

get_file() { get 0 8000 "$1" "${@:2}" && same "$T/www/$1" "$T/$name.body"; }
get_serial() { get 0 8000 100k --repeat 20 && same "$T/www/100k" "$T/$name.body".{1..20}; }
get_parallel() { get 0 8000 100k --parallel 20 && same "$T/www/100k" "$T/$name.body".{1..20}; }

serve_file() { # FILE OPTIONS...
  serve --count 1 "${@:2}" || return 1
  curl_ -o "$T/$name.body" "$(at "$(ours)" 80)/$1" || return 1
  served 1 '200, [0-9]* octets, closed$' && same "$T/www/$1" "$T/$name.body"
}
serve_serial() {
  serve --count 20 --msl 0.2 --linger || return 1
  for i in {1..20}; do curl_ -o "$T/$name.body.$i" "$(at "$(ours)" 80)/100k" || return 1; done
  served 20 'closed$' && same "$T/www/100k" "$T/$name.body".{1..20}
}
serve_parallel() {
  serve --count 20 --msl 0.2 --linger || return 1
  local curls=()
  for i in {1..20}; do
    curl_ -o "$T/$name.body.$i" "$(at "$(ours)" 80)/100k" >/dev/null & curls+=($!)
  done
  for i in "${curls[@]}"; do wait "$i" || fail "curl: status $?" || return 1; done
  served 20 'closed$' && same "$T/www/100k" "$T/$name.body".{1..20}
}

first_fin() { # the port it goes to
  timeout 30 tshark -r "$T/$name.get.pcap" -Y tcp.flags.fin==1 -T fields -e tcp.dstport 2>/dev/null | head -1
}
close_by() { # WHO PORT FILE: who sends the first FIN, and 2 MSL when it is us
  local begin=${EPOCHREALTIME/./} fin
  get 0 "$2" "$3" --close "$1" --msl 0.4 --linger && same "$T/$4" "$T/$name.body" || return 1
  local took=$(((${EPOCHREALTIME/./} - begin) / 1000))
  fin=$(first_fin)
  if [ "$1" = last ]; then
    [ "$fin" != "$2" ] || fail "we closed first"
  else
    [ "$fin" = "$2" ] || fail "the peer closed first" || return 1
    [ $took -ge 800 ] || fail "TIME-WAIT was left after $took ms"
  fi
}
close_at_once() { # Which FIN is earlier is up to chance: all ways have to end well.
  get 0 8001 100k --close both --repeat 20 --msl 0.1 --linger && same "$T/www/100k" "$T/$name.body".{1..20}
}

refused() { get 1 81 none && says 'refused'; }
not_found() { get 1 8000 none && says '404 Not Found'; }
got_reset() { get 1 8002 reset && says 'connection reset'; }
got_short() { get 1 8002 short && says '10 octets instead of 1000'; }
killed() {
  python3 "$here/peer.py" 8003 >/dev/null 2>&1 &
  local peer=$!
  until_true 10 bash -c "ss -tlnH 'sport = :8003' | grep -q ." || fail "no peer" || return 1
  (sleep 0.5; kill -KILL $peer) >/dev/null 2>&1 &
  get 1 8003 stall && says 'octets instead of\|reset'
}
interrupted() {
  start_get 8000 slow/16m
  until_true 5 test -s "$T/$name.body" || fail "does not start" || return 1
  kill $getter
  got 1 && says interrupted || return 1
  ! ip link show "synfin$net" >/dev/null 2>&1 || fail "device is left"
}
terminated() {
  serve && kill $server && served 1 '^serving' || return 1
  ! ip link show "synfin$net" >/dev/null 2>&1 || fail "device is left"
}

tree() { # what is in the directory is shown, what is not is not
  serve --count 10 --msl 0.2 --linger || return 1
  local url want path
  url=$(at "$(ours)" 80)
  while read -r want path; do
    got=$(curl_ -o /dev/null -w '%{http_code}' "$url/$path")
    [ "$got" = "$want" ] || fail "$path: $got" || return 1
  done <<EOF
200 empty
200 inside
200 10%30k?query
404 none
404 outside
404 fifo
404 ../www/100k
404 %2e%2e/%2e%2e/etc/passwd
404 /etc/passwd
EOF
  got=$(curl_ -o /dev/null -w '%{http_code}' -d text "$url/100k")
  [ "$got" = 405 ] || fail "POST: $got" || return 1
  served 10 'closed$'
}
same_port() { # SYNs that meet a connection in TIME-WAIT (MAY-2)
  serve --count 3 || return 1
  for i in 1 2 3; do
    curl_ --local-port 40000 -o "$T/$name.body" "$(at "$(ours)" 80)/100k" || return 1
    same "$T/www/100k" "$T/$name.body" || return 1
  done
  served 3 'closed$'
}

# The peer vanishes: the kernel's end goes down, and what we send is lost. No transfer may hang.
get_vanished() {
  start_get 8000 slow/16m --timeout 3
  until_true 5 test -s "$T/$name.body" || fail "does not start" || return 1
  ip link set "synfin$net" down
  got 1 && says 'user timeout'
}
get_nobody() { # from the first SYN on
  local url
  url=$(at "$([ $v = 4 ] && echo 10.99.0.9 || echo fd99::9)" 80)
  timeout 20 "$SYNFIN" get $(wire) --pcap "$T/$name.get.pcap" --timeout 2 "$url/" >/dev/null 2>"$T/$name.err"
  [ $? = 1 ] || fail "exit status $?" || return 1
  one_line "$T/$name.err" && says 'user timeout'
}
serve_vanished() {
  serve --count 1 --timeout 3 || return 1
  curl_ --limit-rate 1M -o "$T/$name.body" "$(at "$(ours)" 80)/16m" >/dev/null &
  local client=$!
  until_true 5 test -s "$T/$name.body" || fail "does not start" || return 1
  ip link set "synfin$net" down
  served 1 'user timeout$'
  local status=$?
  kill $client
  return $status
}

no_leaks() { # of sockets: ours are told by --linger, the kernel's by ss
  until_true 5 bash -c '! ss -tanH state all exclude listening exclude time-wait | grep -q .' ||
    fail "$(ss -tanH state all exclude listening exclude time-wait)"
}

usage() { # each fails with status 2 and one line
  local line status
  while read -r line; do
    timeout 5 "$SYNFIN" $line >"$T/$name.out" 2>"$T/$name.err"
    status=$?
    [ $status = 2 ] || fail "$line: exit status $status" || return 1
    one_line "$T/$name.err" || return 1
  done <<EOF
get
get ftp://10.37.0.1/
get http://example.com/
get http://10.37.0.1:0/
get http://10.37.0.1/ http://10.37.0.1/
get --none http://10.37.0.1/
get --pcap
get --loss 101 http://10.37.0.1/
get --loss x http://10.37.0.1/
get --close never http://10.37.0.1/
get --parallel 2 http://10.37.0.1/
get --repeat 0 http://10.37.0.1/
get --address fd37::2 http://10.37.0.1/
get --mtu 1000 http://[fd37::1]/
get --tun name-that-is-too-long http://10.37.0.1/
get --tun lo http://10.37.0.1/
get --pcap /none/such http://10.37.0.1/
serve
serve /none/such
serve --port 65536 .
EOF
  cp "$SYNFIN" "$T/synfin"
  setpriv --reuid 65534 --clear-groups "$T/synfin" get http://10.37.0.1/ 2>"$T/$name.err"
  [ $? = 2 ] || fail "without rights: exit status $?" || return 1
  one_line "$T/$name.err" || return 1
  serve || return 1
  timeout 5 "$SYNFIN" get $(wire) http://10.37.0.1/ 2>"$T/$name.err"
  [ $? = 2 ] || fail "busy device: exit status $?" || return 1
  one_line "$T/$name.err" && says busy
  local busy=$?
  : >"$T/$name.err"
  kill $server && served 1 '^serving' && return $busy
}

# ---- All of them ----------------------------------------------------------------------------------------------------

bad_wire="--loss 5 --dup 2 --reorder 5 --seed 1 --msl 1 --linger"
versions=4
if [ "$(cat /proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null)" = 0 ]; then versions="4 6"; else ((++skipped)); fi

# Runs on a bad wire mostly wait for retransmissions: the others run meanwhile.
background=()
for v in $versions; do
  file=$([ $v = 4 ] && echo 16m || echo 2m)
  net=${v}8 try get-impaired-v$v rough get_file $file $bad_wire >"$T/background.1$v" &
  background+=($!)
  net=${v}9 try serve-impaired-v$v rough serve_file $file $bad_wire --rto-min 0.2 >"$T/background.2$v" &
  background+=($!)
done

net=37 v=4
try usage rough usage
for v in $versions; do
  try get-16m-v$v clean get_file 16m
  try get-empty-v$v clean get_file empty
  try get-small-mtu-v$v clean get_file 2m --mtu 1280
  try get-20-serial-v$v clean get_serial
  try get-20-parallel-v$v clean get_parallel
  try serve-16m-v$v clean serve_file 16m
  try serve-20-serial-v$v clean serve_serial
  try serve-20-parallel-v$v clean serve_parallel
  try serve-tree-v$v clean tree
  try serve-same-port-v$v clean same_port
  try close-first-v$v clean close_by first 8001 2m www/2m
  try close-last-v$v clean close_by last 8001 2m www/2m
  try close-both-v$v clean close_by both 8002 late pattern
  try close-at-once-v$v clean close_at_once
  try half-close-v$v clean close_by first 8002 halfclose pattern
  try refused-v$v rough refused
  try not-found-v$v rough not_found
  try reset-v$v rough got_reset
  try short-v$v rough got_short
  try killed-v$v rough killed
  try interrupted-v$v rough interrupted
  try terminated-v$v rough terminated
done
wait "${background[@]}"
cat "$T"/background.*
passed=$((passed + $(cat "$T"/background.* | grep -c '^ok')))
failed=$((failed + $(cat "$T"/background.* | grep -c '^not ok')))
try no-leaks none no_leaks
for v in $versions; do
  try get-nobody-v$v rough get_nobody
  try get-vanished-v$v rough get_vanished
  try serve-vanished-v$v rough serve_vanished
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
