#!/usr/bin/env python3
"""Correct traffic is judged to be correct: quiet.py SYNFIN FOLDER [--worse]. Of captures made worse, a finding may be
inconclusive; of good ones there is none, and they show what they were made to show."""
import json
import os
import subprocess
import sys

# What has to be there, in some connection's opening or closing, or among the causes of its RST.
SHOWN = {
    'crossed': ('simultaneous open', 'simultaneous close'),
    'half_close': ('three-way', 'orderly close'),
    'resets': ('refused', 'reset', 'aborted', 'answers a SYN: nobody listens'),
    'curl': ('three-way', 'orderly close'),
    'same_ports': ('three-way', 'orderly close'),
}


def check(synfin, path, *options):
    command = [synfin, 'check', '--format', 'json', *options, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    findings = [f'{f["rule"]} {f["verdict"]} in packet {f["packet"]}: {f["seen"]}' for f in lines
                if f['type'] == 'finding' and f['verdict'] != 'note']
    return done, findings, [line for line in lines if line['type'] == 'connection']


def judge_good(synfin, path):
    name = os.path.basename(path)
    for options in ([], ['--complete']):
        done, findings, connections = check(synfin, path, *options)
        if done.returncode != 0 or findings or not connections:
            return f'status {done.returncode}, {len(connections)} connections {options}: {findings} {done.stderr}'
    said = {c.get(key) for c in connections for key in ('opening', 'closing', 'reset_cause')}
    if '-rough' not in name:
        for shown in SHOWN.get(name.split('-')[0], ()):
            if shown not in said:
                return f'no {shown}, but {said}'
    return None


def judge_worse(synfin, path):
    done, findings, _ = check(synfin, path)
    if done.returncode != 0:
        return f'status {done.returncode}: {findings} {done.stderr}'
    return None


def main():
    synfin, folder = sys.argv[1:3]
    judge = judge_worse if '--worse' in sys.argv else judge_good
    passed = failed = 0
    for name in sorted(os.listdir(folder)):
        if name.endswith('.pcap'):
            why = judge(synfin, f'{folder}/{name}')
            passed, failed = passed + (not why), failed + bool(why)
            if why:
                print(f'NOT OK  {name}: {why}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed > 0 or passed == 0)


main()
