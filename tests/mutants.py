#!/usr/bin/env python3
"""Would the tests notice? (make mutants)

    mutants.py BUILD [--sample N] [--seed N] [--only TEXT] [--again] [--list]

Alters the engine and the codec one place at a time. Each mutant is compiled, and linked as a shared library to the
suites and to the soak that `make` built; levels follow in the order of what they cost, until one fails, crashes or
hangs. A mutant that the compiler makes the same code of is none, nor one it refuses. tests/mutants-equivalent.tsv names
those that no test can tell from the engine, and why. Exit status 1 below 95 %, or if a line of it is of no mutant.
"""
import argparse
import concurrent.futures
import collections
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENGINE = ['arrive.c', 'perform.c', 'receive.c', 'acknowledge.c', 'send.c', 'timer.c', 'user.c', 'seq.h', 'ring.h', 'engine.h']
CODEC = ['wire.c', 'checksum.c', 'ip.c', 'wire.h']
CODEC_SUITES = ['checksum', 'options', 'wire', 'ip']
ORACLE = ['oracle_machine', 'oracle_engine']
CC = os.environ.get('CC', 'cc').split() + ['-std=c11', '-O1', '-fPIC', '-w', '-DSYNFIN_CHECKED']
TRAPS = ['-fsanitize=undefined', '-fsanitize-undefined-trap-on-error']   # in the changed file, where nothing else helps
PROCESSES = int(os.environ.get('PROCESSES', '2'))
LEVELS = 'suites', 'oracle', 'simulation', 'sanitizer'
WANTED = 95


# ---- What is altered -------------------------------------------------------------------------------------------------

def masked(text):
    """The text with comments, strings and preprocessor lines blanked; every offset stays."""
    blank = lambda m: re.sub(r'[^\n]', ' ', m[0])
    text = re.sub(r'/\*.*?\*/', blank, text, flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"|' r"'(\\.|[^'\\\n])+'", blank, text)
    return re.sub(r'^#(?:.*\\\n)*.*$', blank, text, flags=re.M)


def closing(code, at):
    """The offset behind the parenthesis or brace that closes the one at `at`."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] in '({[') - (code[i] in ')}]')
        if depth == 0:
            return i + 1


OTHER = {'<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==', '&&': '||', '||': '&&', 'true': 'false',
         'false': 'true', 'seq_lt': 'seq_le', 'seq_le': 'seq_lt', 'min_u32': 'max_u32', 'max_u32': 'min_u32',
         'seq_min': 'seq_max', 'seq_max': 'seq_min'}
TOKEN = re.compile(r'(?<![<>=!\-])(<=|>=|==|!=|<|>)(?![<>=])|(&&|\|\|)|\b(true|false)\b|'
                   r'\b(seq_lt|seq_le|(?:min|max)_u32|seq_min|seq_max)(?=\()')
KINDS = ['comparison', 'and, or', 'constant', 'comparison or bound']
NOT_A_STATEMENT = re.compile(r'(return|break|continue|goto|case|default|if|for|while|do|switch|else|typedef)\b')
DECLARATION = re.compile(r'(const|static|struct|enum|unsigned|void|int|bool|\w+_t|synfin_time)\b'
                         r'[^=(]*\s\*?\w+\s*(=|\[|;|,|\()')


def alterations(text):
    """All (kind, from, to, what stands there instead) of a file."""
    code = masked(text)
    bodies = [(m.end() - 1, closing(code, m.end() - 1)) for m in re.finditer(r'^(?:\w.*\)\s*|)\{', code, re.M)]
    for m in TOKEN.finditer(code):
        if not any(b <= m.start() < e for b, e in bodies):
            continue
        kind = KINDS[m.lastindex - 1] if m.lastindex < 4 else ('comparison' if 'seq_l' in m[0] else 'min, max')
        yield kind, m.start(), m.end(), OTHER[m[0]]
    for m in re.finditer(r' [+-] 1u?\b(?!\s*<<)', code):
        yield 'one dropped', m.start(), m.end(), ''
    for m in re.finditer(r'!(?!=)', code):
        yield 'negation dropped', m.start(), m.end(), ''
    for begin, end in bodies:
        yield from statements(code, begin, end)
        yield from adjacent_checks(text, code, begin, end)


def statements(code, begin, end):
    """Simple statements of a body, each deleted; and each target of a = b = value."""
    for m in re.finditer(r'(?<=[;{})])\s+|\belse\s+', code[begin:end]):
        at = begin + m.end()
        if NOT_A_STATEMENT.match(code, at) or DECLARATION.match(code, at) or not re.match(r'[\w*]|\+\+', code[at:]):
            continue
        stop = at
        while code[stop] not in ';{}':
            stop = closing(code, stop) if code[stop] in '([' else stop + 1
        while code[stop] == '{' and '=' in code[at:stop]:   # a compound literal
            stop = closing(code, stop)
            while code[stop] != ';':
                stop += 1
        if code[stop] != ';' or not re.search(r'=|\(|\+\+|--', code[at:stop]):
            continue
        yield 'statement deleted', at, stop + 1, ';'
        targets = list(re.finditer(r'[\w.>\-]+ = (?=[\w.>\-]+ = |\S)', code[at:stop]))
        if len(targets) > 1:
            for target in targets:
                yield 'target dropped', at + target.start(), at + target.end(), ''


def adjacent_checks(text, code, begin, end):
    """Two consecutive `if (...) return ...`, exchanged."""
    checks = []
    for m in re.finditer(r'\bif \(', code[begin:end]):
        at = begin + m.start()
        stop = closing(code, begin + m.end() - 1)
        body = re.match(r'\s*', code[stop:]).end() + stop
        if code.startswith('return', body):
            stop = code.index(';', body) + 1
        elif code[body] == '{' and re.search(r'return[^;{}]*;\s*\}$', code[body:closing(code, body)]):
            stop = closing(code, body)
        else:
            continue
        if not re.search(r'\belse\s+$', code[:at]):
            checks.append((at, stop))
    for (one, middle), (two, last) in zip(checks, checks[1:]):
        if not code[middle:two].strip():
            yield 'checks exchanged', one, last, text[two:last] + text[middle:two] + text[one:middle]


class Mutant:
    def __init__(self, file, text, kind, begin, end, new):
        self.file, self.kind, self.text = file, kind, text[:begin] + new + text[end:]
        self.line = text.count('\n', 0, begin) + 1
        functions = re.findall(r'^[a-z][^\n;={]*?\b(\w+)\(', text[:begin], re.M)
        self.function = functions[-1] if functions else '-'
        left = text.rindex('\n', 0, begin) + 1
        right = text.index('\n', end)
        short = lambda s: ' '.join(re.sub(r'/\*.*?\*/', '', s).split())
        self.original, self.mutated = short(text[left:right]), short(text[left:begin] + new + text[end:right])
        self.key = file, self.function, self.original, self.mutated

    def __str__(self):
        return f'src/{self.file}:{self.line}: {self.function}: {self.kind}\n    - {self.original}\n    + {self.mutated}'


def mutants():
    for file in ENGINE + CODEC:
        text = open(os.path.join(ROOT, 'src', file), encoding='utf-8').read()
        for alteration in sorted(set(alterations(text)), key=lambda a: a[1:]):
            yield Mutant(file, text, *alteration)


# ---- Who notices -----------------------------------------------------------------------------------------------------

def limits(seconds):
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_limits


class Bench:
    """The engine's objects as they are, and the tests linked to an engine that may be exchanged."""

    def __init__(self, build):
        self.build, self.here = build, os.path.join(build, 'mutants')
        shutil.rmtree(self.here, ignore_errors=True)
        os.makedirs(self.here)
        self.sources = [os.path.join(d, f) for d in ('src', 'gen') for f in sorted(os.listdir(os.path.join(ROOT, d)))
                        if f.endswith('.c') and f not in ('ragel_machine.c', 'requirements.c')]
        self.free = [self.place(n) for n in range(PROCESSES)]
        self.lock = threading.Lock()
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            for made in pool.map(lambda s: self.compile(self.free[0], s, self.object(s)), self.sources):
                if not made:
                    sys.exit('the engine does not compile')
        library = self.link(self.free[0], {})
        for program, objects in (('suites', self.program() + self.objects('tests')),
                                 ('soak', [os.path.join(build, 'tests/tcb.o')] + self.objects('tests/soak'))):
            subprocess.run(['cc', '-o', os.path.join(self.here, program), *objects, library,
                            *subprocess.run(['pkg-config', '--libs', 'check'], capture_output=True, encoding='utf-8',
                                            check=True).stdout.split()], check=True)
        os.symlink(os.path.join(build, 'upper'), os.path.join(self.here, 'upper'))   # the suites look for it beside them
        listing = subprocess.run([os.path.join(self.here, 'suites')], env=self.environment(self.free[0], CK_FORK='no'),
                                 capture_output=True, encoding='utf-8').stdout
        suites = re.findall(r'^ (\w.*)$', listing, re.M)
        others = [s for s in suites if s not in CODEC_SUITES + ORACLE and not s.startswith(('script', 'target '))]
        slow = [s for s in others if s in ('stream', 'retransmission', 'window')]
        others = [s for s in others if s not in slow] + slow
        self.engine_suites, self.codec_suites = others + CODEC_SUITES, CODEC_SUITES + others

    def place(self, n):
        directory = os.path.join(self.here, f'place{n}')
        shutil.copytree(os.path.join(ROOT, 'src'), os.path.join(directory, 'src'),
                        ignore=shutil.ignore_patterns('tool'))
        os.symlink(os.path.join(ROOT, 'gen'), os.path.join(directory, 'gen'))
        return directory

    def objects(self, where):
        return [os.path.join(self.build, where, f[:-2] + '.o')
                for f in sorted(os.listdir(os.path.join(ROOT, where))) if f.endswith('.c')]

    def program(self):
        """What the suites test of the program `synfin`, and the libraries that it was built with."""
        parts = [os.path.join(build, f) for build, _, files in os.walk(os.path.join(self.build, 'src/tool')) for f in sorted(files)]
        libraries = [f'-l{name}' for name, header in (('pcap', 'pcap/pcap.h'), ('lwip', 'lwip/lwip/tcp.h'))
                     if os.path.exists(f'/usr/include/{header}')]
        return ([p for p in parts if p.endswith('.o') and not p.endswith('/main.o')] +
                [os.path.join(self.build, 'gen', f) for f in ('ragel_machine.o', 'requirements.o')] + libraries)

    def object(self, source):
        return os.path.join(self.here, os.path.basename(source) + '.o')

    def compile(self, place, source, target, *more):
        command = CC + ['-Isrc', '-Igen', '-c', source, '-o', os.path.abspath(target), *more]
        return subprocess.run(command, cwd=place, stderr=subprocess.DEVNULL).returncode == 0

    def link(self, place, changed):
        library = os.path.join(place, 'libengine.so')
        subprocess.run(['cc', '-shared', '-Wl,-soname,libengine.so', '-Wl,-Bsymbolic', '-o', library]
                       + [changed.get(s, self.object(s)) for s in self.sources], check=True)
        return library

    def environment(self, place, **more):
        return {**os.environ, 'LD_LIBRARY_PATH': os.path.abspath(place), **more}

    def fails(self, place, seconds, command, **more):
        """Whether a program fails, crashes or takes too long: of the processor, for others may use it as well."""
        try:
            return subprocess.run([os.path.join(self.here, command[0])] + command[1:], timeout=10 * seconds, cwd=place,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limits(seconds),
                                  env=self.environment(place, **more)).returncode != 0
        except subprocess.TimeoutExpired:
            return True

    def judge(self, mutant):
        """'refused', 'same code', the level that killed it, or None."""
        with self.lock:
            place = self.free.pop()
        path = os.path.join(place, 'src', mutant.file)
        try:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(mutant.text)
            return self.judge_in(place, mutant)
        finally:
            shutil.copy(os.path.join(ROOT, 'src', mutant.file), path)
            with self.lock:
                self.free.append(place)

    def judge_in(self, place, mutant):
        changed = {}
        header = mutant.file.endswith('.h')
        for source in self.sources if header else [os.path.join('src', mutant.file)]:
            target = os.path.join(place, os.path.basename(source) + '.o')
            if not self.compile(place, source, target):
                return 'refused'
            if open(target, 'rb').read() != open(self.object(source), 'rb').read():
                changed[source] = target
        if not changed:
            return 'same code'
        self.link(place, changed)
        for suite in self.codec_suites if mutant.file in CODEC else self.engine_suites:
            if self.fails(place, 4, ['suites'], CK_FORK='no', CK_RUN_SUITE=suite):
                return 'suites'
        for stride in ('13', '1'):
            if self.fails(place, 8, ['suites'], CK_FORK='no', CK_RUN_SUITE='oracle_engine', ORACLE_STRIDE=stride):
                return 'oracle'
        if self.fails(place, 15, ['soak', '--quick', '--no-shrink']):
            return 'simulation'
        for source in changed:
            self.compile(place, source, changed[source], *TRAPS)
        self.link(place, changed)
        return 'sanitizer' if self.fails(place, 12, ['suites'], CK_FORK='no', ORACLE_STRIDE='13') else None


def equivalents():
    path = os.path.join(ROOT, 'tests', 'mutants-equivalent.tsv')
    rows = [line.rstrip('\n').split('\t') for line in open(path, encoding='utf-8')][1:] if os.path.exists(path) else []
    return {tuple(row[:4]): row[4] for row in rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--sample', type=int)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', help='mutants whose description holds this text')
    parser.add_argument('--again', action='store_true', help='but those that the last run killed')
    parser.add_argument('--list', action='store_true')
    o = parser.parse_args()
    every = list(mutants())
    known = equivalents()
    stale = [key for key in known if key not in {m.key for m in every}]
    chosen = [m for m in every if not o.only or o.only in str(m)]
    if o.sample and o.sample < len(chosen):
        chosen = sorted(random.Random(o.seed).sample(chosen, o.sample), key=lambda m: (m.file, m.line))
    if o.list:
        print('\n'.join(map(str, chosen)))
        return 0
    chosen = [m for m in chosen if m.key not in known]
    verdicts = os.path.join(o.build, 'mutants', 'verdicts.txt')
    known_verdicts = {}
    if o.again:
        last = re.finditer(r'^(\w[\w ]+)\t(.*\n.*\n.*)', open(verdicts, encoding='utf-8').read(), re.M)
        known_verdicts = {m[2]: m[1] for m in last if m[1] != 'SURVIVES'}
    bench = Bench(os.path.abspath(o.build))
    counts, by_file, left = collections.Counter(), collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool, \
            open(verdicts, 'w', encoding='utf-8', buffering=1) as log:
        for mutant, verdict in zip(chosen, pool.map(lambda m: known_verdicts.get(str(m)) or bench.judge(m), chosen)):
            log.write(f'{verdict or "SURVIVES"}\t{mutant}\n')
            counts[verdict] += 1
            if verdict not in ('refused', 'same code'):
                by_file[mutant.file, 'made'] += 1
                by_file[mutant.file, 'left'] += verdict is None
            if verdict is None:
                left.append(mutant)
    for mutant in left:
        print(f'survives  {mutant}')
    for file in ENGINE + CODEC:
        if by_file[file, 'made']:
            print(f'{file:<14} {by_file[file, "made"]:5} mutants, {by_file[file, "left"]:3} survive')
    killed = sum(counts[level] for level in LEVELS)
    made = killed + len(left)
    score = 100 * killed / made if made else 100
    print(f'{made} mutants, {killed} killed ({score:.1f} %): {", ".join(f"{counts[l]} by {l}" for l in LEVELS)};'
          f' {len(left)} survive. Beside them {counts["same code"]} are the same code,'
          f' {counts["refused"]} do not compile, {len(known)} are known as equivalent')
    for key in stale:
        print('tests/mutants-equivalent.tsv: of no mutant:', *key)
    return 1 if stale or score < WANTED else 0


if __name__ == '__main__':
    sys.exit(main())
