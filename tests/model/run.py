#!/usr/bin/env python3
"""Checks the properties of properties.ini on tcp.pml with SPIN: --quick with one segment in flight each way,
--check that each property fails once the machine is broken for it (--trails: and how)."""
import configparser
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, 'build', 'model')
MACHINE = os.path.join(ROOT, 'gen', 'tcp.pml')
CHECKS = {'assertions': ['-noclaim', '-E'], 'end states': ['-noclaim', '-A']}
TLC = 1182   # distinct states of the public TLA+ model, without numbers, loss or timers


def run(command, where):
    return subprocess.run(command, cwd=where, capture_output=True, text=True, errors='replace', check=False)


def patched(change):
    """The machine under a `broken`: ROW(state, letter) and what sed does to that row; several are joined by `and`."""
    script = ''
    for part in change.split(' and '):
        state, letter, edit = re.fullmatch(r'ROW\((\w+), (\w+)\) (.*)', part).groups()
        script += f'/state == {state} /,/^    fi/ {{ /letter == {letter} / {edit}\n}}\n'
    changed = run(['sed', script, MACHINE], OUT).stdout
    lines = sum(a != b for a, b in zip(changed.splitlines(), open(MACHINE, encoding='utf-8').read().splitlines()))
    if lines < len(change.split(' and ')):
        sys.exit(f'changes nothing: {change}')
    return changed


def build(name, options, claims, machine, optimize='-O0'):
    """A checker in build/model/NAME for one configuration, with all its claims; returns its directory and options."""
    where = os.path.join(OUT, name)
    defines = [f'-D{option}' for option in options]
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where)
    with open(os.path.join(where, 'tcp.gen.pml'), 'w', encoding='utf-8') as f:
        f.write(machine)
    with open(os.path.join(where, 'model.pml'), 'w', encoding='utf-8') as f:
        f.write(open(os.path.join(HERE, 'tcp.pml'), encoding='utf-8').read())
        for claim, formula in claims.items():
            f.write(f'\nltl {claim} {{ {formula} }}\n')
    made = run(['spin', '-a', *defines, 'model.pml'], where)
    if made.returncode == 0:
        safety = [] if claims else ['-DSAFETY']
        made = run(['gcc', optimize, '-w', '-DCOLLAPSE', '-DNFAIR=3', *safety, '-o', 'pan', 'pan.c'], where)
    if made.returncode != 0:
        sys.exit(f'{name}: {made.stdout}{made.stderr}')
    return where, defines


def number(pattern, text):
    found = re.search(pattern, text)
    return int(float(found.group(1))) if found else 0


class Result:
    def __init__(self, built, flags):
        where, self.defines = built
        begun = time.time()
        trail = os.path.join(where, 'model.pml.trail')
        if os.path.exists(trail):
            os.remove(trail)
        done = run(['./pan', '-m1000000', '-w22', *flags], where)
        self.where, self.seconds = where, time.time() - begun
        self.states = number(r'(\d\S*) states, stored', done.stdout)
        self.transitions = number(r'(\d\S*) transitions', done.stdout)
        self.depth = number(r'depth reached (\d+)', done.stdout)
        errors = re.search(r'errors: (\d+)', done.stdout)
        if not errors or 'max search depth too small' in done.stdout or 'out of memory' in done.stdout:
            sys.exit(f'{where}: {done.stdout}{done.stderr}')
        self.holds = errors.group(1) == '0'

    def trail(self):
        """The run that was found, as readable steps."""
        shown = run(['spin', '-t', '-T', '-B', *self.defines, 'model.pml'], self.where).stdout
        return ''.join(f'    {line}\n' for line in shown.splitlines() if line.startswith('|') or 'CYCLE' in line)


def flags_of(entry, claim):
    if entry['holds'] in CHECKS:
        return CHECKS[entry['holds']]
    fair = ['-a', '-f'] if entry.get('fair') else ['-a']
    return [*fair, '-N', claim]


def options(entry, quick):
    if not quick:
        return entry['with'].split()
    return [o for o in entry.get('quick', entry['with']).split() if not o.startswith('SLOTS')] + ['SLOTS=1']


def claims_of(names, ini):
    claims = {}
    for name in names:
        claim = name.replace('-', '_')
        if ini[name]['holds'] not in CHECKS:
            claims[claim] = ini[name]['holds']
            claims['no_' + claim] = f"[]!({ini[name]['seen']})"
    return claims


def check_configuration(job):
    """All properties of one configuration: (name, result, witness or None)."""
    index, given, names, ini, optimize = job
    built = build(f'c{index}', given, claims_of(names, ini), open(MACHINE, encoding='utf-8').read(), optimize)
    results = []
    for name in names:
        claim = name.replace('-', '_')
        result = Result(built, flags_of(ini[name], claim))
        trail = '' if result.holds else result.trail()
        seen = ini[name]['holds'] in CHECKS or not Result(built, ['-a', '-N', 'no_' + claim]).holds
        results.append((name, result, seen, trail))
    return results


def check_broken(job):
    """Whether a property fails on the machine that is broken for it, and the run that shows it."""
    name, given, ini = job
    if ini[name]['holds'] not in CHECKS:
        given = [*given, 'UNCHECKED']   # the property shall fail, not an assertion
    built = build('broken-' + name, given, claims_of([name], ini), patched(ini[name]['broken']))
    result = Result(built, flags_of(ini[name], name.replace('-', '_')))
    return name, result, '' if result.holds else result.trail()


def main():
    quick, check, verbose = ('--quick' in sys.argv, '--check' in sys.argv, '--trails' in sys.argv)
    ini = configparser.ConfigParser(interpolation=None, delimiters=('=',))
    ini.read(os.path.join(HERE, 'properties.ini'), encoding='utf-8')
    for entry in ini.values():
        entry.update({key: value.replace('\n', ' ') for key, value in entry.items()})
    os.makedirs(OUT, exist_ok=True)
    begun, passed, failed, states, transitions = time.time(), 0, 0, 0, 0
    with ThreadPoolExecutor(2) as pool:
        if check:
            jobs = [(name, options(ini[name], True), ini) for name in ini.sections()]
            for name, result, trail in pool.map(check_broken, jobs):
                passed, failed = passed + (not result.holds), failed + result.holds
                print(f"{'NOT SEEN' if result.holds else 'fails   '}  {name:22} {ini[name]['broken']}", flush=True)
                if verbose:
                    print(trail)
        else:
            groups = {}
            for name in ini.sections():
                groups.setdefault(tuple(options(ini[name], quick)), []).append(name)
            optimize = '-O0' if quick else '-O1'
            jobs = [(i, list(given), names, ini, optimize) for i, (given, names) in enumerate(groups.items())]
            print(f"{'':9} {'property':22} {'states':>9} {'transitions':>11} {'depth':>5} {'s':>5}")
            for results in pool.map(check_configuration, jobs):
                for name, r, seen, trail in results:
                    verdict = 'VIOLATED' if not r.holds else 'holds' if seen else 'VACUOUS'
                    print(f"{verdict:9} {name:22} {r.states:9,} {r.transitions:11,} {r.depth:5} {r.seconds:5.1f}  "
                          f"{ini[name]['clause']}: {ini[name]['says']}\n{trail}", end='', flush=True)
                    passed, failed = passed + (verdict == 'holds'), failed + (verdict != 'holds')
                    states, transitions = states + r.states, transitions + r.transitions
            print(f'{states:,} states and {transitions:,} transitions in all; the public TLA+ model of RFC 9293 has '
                  f'{TLC:,} states,\nwithout numbers, loss or timers (TLC)')
    print(f'{time.time() - begun:.0f} s')
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed != 0)


if __name__ == '__main__':
    main()
