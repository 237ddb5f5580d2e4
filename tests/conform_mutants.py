#!/usr/bin/env python3
"""Can the checks of `synfin conform` fail? (make conform-mutants)

    conform_mutants.py BUILD [--sample N] [--seed N] [--only TEXT] [--stride N] [--table FILE]

The target `self` is put into a shared library with an engine, a machine and a codec of its own, and altered there one place
at a time: each row of the machine (an effect dropped, one added, another next state), each comparison, constant, statement
and order of checks of the engine (tests/mutants.py says which), each thing that a segment it sends can have wrong. The
instrument beside it stays as it is, and plays its cases. A mutant is killed if a case fails, or if the target hangs or
crashes. Says how many are, and how many each check kills; --table writes the latter. Exit status 1 below 90 % of the
mutants of machine and segments, or if a check kills none. Engine mutants that only tests from inside can see are counted,
not required.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading

from mutants import CODEC, ENGINE, ROOT, Mutant, alterations, equivalents, limits

PROCESSES = int(os.environ.get('PROCESSES', '2'))
CC = os.environ.get('CC', 'cc').split() + ['-std=c11', '-O1', '-fPIC', '-w', '-D_GNU_SOURCE']
INCLUDE = ['-Isrc', '-Igen', '-Isrc/tool']
SECONDS = 10                            # of the processor, for one run that takes one
WANTED = 90
ANY = 'true'
SEGMENT = [                             # what a segment that is sent can have wrong: where, what
    ('SEQ one more', ANY, 'seg->seq++'), ('SEQ one less', ANY, 'seg->seq--'),
    ('ACK one more', 'seg->flags & SYNFIN_ACK', 'seg->ack++'), ('ACK one less', 'seg->flags & SYNFIN_ACK', 'seg->ack--'),
    ('no ACK', 'seg->flags & SYNFIN_ACK', 'seg->flags &= (uint8_t)~SYNFIN_ACK'),
    ('no SYN', 'seg->flags & SYNFIN_SYN', 'seg->flags &= (uint8_t)~SYNFIN_SYN'),
    ('no FIN', 'seg->flags & SYNFIN_FIN', 'seg->flags &= (uint8_t)~SYNFIN_FIN'),
    ('no PSH', 'seg->flags & SYNFIN_PSH', 'seg->flags &= (uint8_t)~SYNFIN_PSH'),
    ('no URG', 'seg->flags & SYNFIN_URG', 'seg->flags &= (uint8_t)~SYNFIN_URG'),
    ('urgent pointer one less', 'seg->flags & SYNFIN_URG', 'seg->up--'),
    ('RST for ACK', 'seg->flags == SYNFIN_ACK && !seg->len', 'seg->flags = SYNFIN_RST'),
    ('ACK for RST', 'seg->flags & SYNFIN_RST', 'seg->flags = SYNFIN_ACK'),
    ('RST with ACK flag and none asked', 'seg->flags == SYNFIN_RST', 'seg->flags = SYNFIN_RST | SYNFIN_ACK'),
    ('FIN too', 'seg->len', 'seg->flags |= SYNFIN_FIN'), ('SYN too', 'seg->len', 'seg->flags |= SYNFIN_SYN'),
    ('empty ACKs lost', 'seg->flags == SYNFIN_ACK && !seg->len', 'return'), ('RSTs lost', 'seg->flags & SYNFIN_RST', 'return'),
    ('FINs lost', 'seg->flags & SYNFIN_FIN', 'return'), ('SYNs lost', 'seg->flags & SYNFIN_SYN', 'return'),
    ('text lost', 'seg->len', 'return'), ('window shut', ANY, 'seg->wnd = 0'), ('window wide', ANY, 'seg->wnd = 65535'),
    ('window of SYN shut', 'seg->flags & SYNFIN_SYN', 'seg->wnd = 0'),
    ('window one less', 'seg->wnd && !(seg->flags & SYNFIN_SYN)', 'seg->wnd--'),
    ('no options', 'seg->opt.present', 'seg->opt.present = 0'), ('MSS on all', ANY, 'seg->opt.present |= SYNFIN_HAS_MSS, seg->opt.mss = 1460'),
    ('MSS large', 'seg->opt.present & SYNFIN_HAS_MSS', 'seg->opt.mss = 65000'),
    ('text shorter', 'seg->len > 1 && !seg->rest_len', 'seg->len--'),
    ('wrong source port', ANY, 'seg->src_port++'), ('wrong destination port', ANY, 'seg->dst_port++')]


# What cannot be seen from outside: the TCB of a connection that is over; RECEIVE where nothing can have come; rows without a timer.
UNSEEN = 'DELETE_TCB', 'CREATE_TCB'
EMPTY = 'CLOSED', 'LISTEN', 'SYN_SENT', 'SYN_RECEIVED_PASSIVE', 'SYN_RECEIVED_ACTIVE'
NEVER = {('LISTEN', 'USER_TIMEOUT'), ('FIN_WAIT_2', 'USER_TIMEOUT'), ('TIME_WAIT', 'USER_TIMEOUT')}


class Altered:
    """A mutant of one file, which stands in `root` of the copy."""

    def __init__(self, group, path, text, name):
        self.group, self.path, self.text, self.name = group, path, text, name

    def __str__(self):
        return f'{self.group}: {self.name}'


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def machine_mutants():
    path = 'gen/synfin_machine.c'
    text = read(path)
    states = re.findall(r'^  \[SYNFIN_(\w+)\] = \{', text, re.M)
    state = ''
    for line in re.finditer(r'^  \[SYNFIN_(\w+)\] = \{|^    \[SYNFIN_ON_(\w+)\]\s*= TO\((.*), (\w+)\),$', text, re.M):
        if line[1]:
            state = line[1]
            continue
        letter, effects, following = line[2], re.findall(r'DO\((\w+)\)', line[3]), line[4]
        if 'IMPOSSIBLE' in effects or letter == 'STATUS' or (state, letter) in NEVER:
            continue
        changes = [(f'without {e}', [x for x in effects if x != e], following) for e in effects
                   if e not in UNSEEN and (e != 'DELIVER' or state not in EMPTY)]
        if following != 'CLOSED' and not any(re.match('SND|ANSWER|OWE|ERR', e) for e in effects):
            changes.append(('with ANSWER_ACK', effects + ['ANSWER_ACK'], following))
        other = states[(states.index(following) + 1) % len(states)]
        changes.append((f'to {other}', effects, other))
        for what, new_effects, new_state in changes:
            row = f'    [SYNFIN_ON_{letter}] = TO({" ".join(f"DO({e})" for e in new_effects)}, {new_state}),'
            yield Altered('machine', path, text[:line.start()] + row + text[line.end():], f'{state} {letter} {what}')


def engine_mutants():
    known = equivalents()
    for file in ENGINE + CODEC:
        text = read(f'src/{file}')
        for alteration in sorted(set(alterations(text)), key=lambda a: a[1:]):
            mutant = Mutant(file, text, *alteration)
            if mutant.key not in known:
                yield Altered('engine', f'src/{file}', mutant.text, str(mutant).replace('\n', ' '))


def segment_mutants():
    path = 'src/tool/conform/self.c'
    text = read(path)
    head = 'static void queue(struct self *s, const struct synfin_segment *seg)\n{\n'
    assert head in text
    for name, condition, action in SEGMENT:
        code = head.replace('*seg)', '*given)') + f'  struct synfin_segment altered = *given, *seg = &altered;\n  if ({condition}) {{ {action}; }}\n'
        yield Altered('segments', path, text.replace(head, code), name)
    wrong = text.replace('  s->queue[s->tail % QUEUE].when', '  at[header + 16] ^= 1;\n  s->queue[s->tail % QUEUE].when')
    yield Altered('segments', path, wrong, 'wrong checksum')
    twice = text.replace('static void send_all(', 'static void send_all_(', 0).replace('    queue(s, &seg);\n}', '    queue(s, &seg), queue(s, &seg);\n}', 1)
    yield Altered('segments', path, twice, 'all twice')


class Bench:
    """The instrument, linked to a target that may be exchanged."""

    def __init__(self, build, stride):
        self.build, self.here, self.stride = build, os.path.join(build, 'conform-mutants'), stride
        shutil.rmtree(self.here, ignore_errors=True)
        os.makedirs(self.here)
        self.sources = [os.path.join(d, f) for d in ('src', 'gen') for f in sorted(os.listdir(os.path.join(ROOT, d)))
                        if f.endswith('.c') and f not in ('ragel_machine.c', 'requirements.c')] + ['src/tool/conform/self.c']
        self.lock, self.free = threading.Lock(), [self.place(n) for n in range(PROCESSES)]
        for source in self.sources:
            if not self.compile(self.free[0], source, self.object(source)):
                sys.exit(f'{source} does not compile')
        self.link(self.free[0], {})
        objects = [os.path.join(where, f) for where, _, files in os.walk(os.path.join(build, 'src/tool')) for f in files
                   if f.endswith('.o') and f != 'self.o'] + [os.path.join(build, f) for f in ('gen/requirements.o',)]
        # The archive comes first: the instrument's own machine and codec are not those of the target.
        subprocess.run(['cc', '-o', os.path.join(self.here, 'synfin'), *sorted(objects), os.path.join(build, 'libsynfin.a'),
                        os.path.join(self.free[0], 'libself.so'), *(f'-l{lib}' for lib, header in (('pcap', 'pcap/pcap.h'), ('lwip', 'lwip/lwip/tcp.h'))
                                                              if os.path.exists(f'/usr/include/{header}'))], check=True)
        self.checks, failed = self.play(self.free[0])
        if failed:
            sys.exit(f'self fails unaltered: {sorted(failed)[:5]}')

    def place(self, n):
        directory = os.path.join(self.here, f'place{n}')
        for part in ('src', 'gen'):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(directory, part))
        os.symlink(os.path.join(ROOT, 'tests'), os.path.join(directory, 'tests'))
        return directory

    def object(self, source):
        return os.path.join(self.here, source.replace('/', '_') + '.o')

    def compile(self, place, source, target):
        return subprocess.run(CC + INCLUDE + ['-c', source, '-o', target], cwd=place, stderr=subprocess.DEVNULL).returncode == 0

    def link(self, place, changed):
        subprocess.run(['cc', '-shared', '-Wl,-soname,libself.so', '-Wl,-Bsymbolic', '-o', os.path.join(place, 'libself.so')]
                       + [changed.get(s, self.object(s)) for s in self.sources], check=True)

    def play(self, place):
        """All checks that were played, and those that failed; None where the target hangs or crashes."""
        results = []
        for some in (['--only', 'tour/v4/*'], ['--stride', str(self.stride)]):   # the whole tour, and all but the matrix
            command = [os.path.join(self.here, 'synfin'), 'conform', '--format', 'json', '--profile', 'strict', *some]
            try:
                done = subprocess.run(command, timeout=10 * SECONDS, cwd=place, capture_output=True, encoding='utf-8',
                                      preexec_fn=limits(SECONDS), env={**os.environ, 'LD_LIBRARY_PATH': place})
                results += json.loads(done.stdout)['results']
            except (subprocess.TimeoutExpired, ValueError):
                return None, None
        played, failed = set(), set()
        for result in results:
            parts = result['id'].split('/')
            check = '/'.join(parts[:2]) if parts[0] not in ('matrix', 'tour') else f'{result["state"]} {result["letter"]}'
            if result['verdict'] in ('PASS', 'FAIL'):
                played.add(check)
            if result['verdict'] == 'FAIL':
                failed.add(check)
        return played, failed

    def judge(self, mutant):
        """The checks that fail; None: it hangs or crashes; False: no mutant."""
        with self.lock:
            place = self.free.pop()
        path = os.path.join(place, mutant.path)
        try:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(mutant.text)
            changed = {}
            for source in self.sources if mutant.path.endswith('.h') else [mutant.path]:
                target = os.path.join(place, source.replace('/', '_') + '.o')
                if not self.compile(place, source, target):
                    return False
                if open(target, 'rb').read() != open(self.object(source), 'rb').read():
                    changed[source] = target
            if not changed:
                return False
            self.link(place, changed)
            return self.play(place)[1]
        finally:
            shutil.copy(os.path.join(ROOT, mutant.path), path)
            with self.lock:
                self.free.append(place)


def report(bench, counts, kills, example, table):
    for group, number in sorted(counts['made'].items()):
        killed = counts['killed'][group]
        print(f'{group}: {killed} of {number} mutants killed ({100 * killed / number:.1f} %), {counts["died"][group]} by a hang or crash')
    idle = sorted(check for check in bench.checks if not kills[check])
    print(f'{len(bench.checks) - len(idle)} of {len(bench.checks)} checks kill at least one')
    if table:
        with open(table, 'w', encoding='utf-8') as out:
            out.write('check\tmutants killed\tone of them\n')
            out.writelines(f'{check}\t{kills[check]}\t{example.get(check, "-")}\n' for check in sorted(bench.checks))
    return idle


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--sample', type=int)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', help='mutants whose description holds this text')
    parser.add_argument('--stride', type=int, default=53, help='of the generated cases only every Nth')
    parser.add_argument('--table')
    o = parser.parse_args()
    chosen = [m for m in [*segment_mutants(), *machine_mutants(), *engine_mutants()] if not o.only or o.only in str(m)]
    if o.sample and o.sample < len(chosen):
        chosen = random.Random(o.seed).sample(chosen, o.sample)
    bench = Bench(os.path.abspath(o.build), o.stride)
    counts, kills, example, left = collections.defaultdict(collections.Counter), collections.Counter(), {}, []
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool, \
            open(os.path.join(bench.here, 'verdicts.txt'), 'w', encoding='utf-8', buffering=1) as log:
        for mutant, failed in zip(chosen, pool.map(bench.judge, chosen)):
            if failed is False:
                continue
            counts['made'][mutant.group] += 1
            counts['killed'][mutant.group] += failed is None or bool(failed)
            counts['died'][mutant.group] += failed is None
            log.write(f'{"dies" if failed is None else f"killed by {len(failed)}" if failed else "SURVIVES"}\t{mutant}\n')
            if failed is not None and not failed:
                left.append(mutant)
            for check in failed or ():
                kills[check] += 1
                example.setdefault(check, str(mutant))
    for mutant in left:
        if mutant.group != 'engine':
            print(f'survives  {mutant}')
    idle = report(bench, counts, kills, example, o.table)
    whole = not o.sample and not o.only
    for check in idle if whole else ():
        print(f'kills none: {check}')
    required = sum(counts['made'][g] for g in ('machine', 'segments'))
    killed = sum(counts['killed'][g] for g in ('machine', 'segments'))
    return 1 if required and 100 * killed / required < WANTED or whole and idle else 0


if __name__ == '__main__':
    sys.exit(main())
