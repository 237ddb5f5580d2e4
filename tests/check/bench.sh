#!/bin/sh
# How fast `synfin check` is, on captures of correct connections: packets a second of a core, instructions a packet.
set -eu
build=$1
measure() {   # TITLE PACKETS CONNECTIONS TEXT
  "$build/generate" "$build/bench.pcap" "$2" "$3" "$4"
  "$build/synfin" check --quiet "$build/bench.pcap"
  best=1000000000
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    took=$(python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(int((used.ru_utime + used.ru_stime) * 1e6))' "$build/synfin" check --quiet "$build/bench.pcap")
    [ "$took" -ge "$best" ] || best=$took
  done
  printf '%-44s %9d packets/s' "$1" $(($2 * 1000000 / best))
  if command -v valgrind > /dev/null; then
    "$build/generate" "$build/bench.pcap" 50000 "$3" "$4"
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
      "$build/synfin" check --quiet "$build/bench.pcap" 2> "$build/bench.log"
    printf '  %6d instructions a packet' $(($(sed -n 's/.*Collected : //p' "$build/bench.log") / 50000))
  fi
  echo; rm -f "$build/bench.pcap"
}
measure 'text of 100 octets, 100 connections' 1000000 100 100
measure 'text of 100 octets, 30000 connections' 1000000 30000 100
measure 'text of 1448 octets, 100 connections' 300000 100 1448
