#!/usr/bin/env python3
"""Do the fuzz targets find what a TCP gets wrong? (make planted)

    planted.py [--seconds 60] [--jobs 2] [--any] [--each] [--build build/planted] [PATCH...]

Each fuzz/planted/NNN-name.patch is a bug that some stack had, and names the targets that have to find it. It is applied to
a copy of src/ and gen/; what judges stays as it is. A target is given its seeds, then a sixth of the seconds, then all of
them, from a fixed random seed; the first to find the bug ends the search. PATCH is part of a name. Before all that the
engine as it is has to pass every target that is asked, or what that one finds would not count.

--each   every target that is named is asked, whatever another found.
--any    targets that are not named are asked as well, at the end.

Exit status 1 unless all were found, and no target was wrong. planted.tsv beside BUILD has the table.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CC = os.environ.get('FUZZ_CC', 'clang').split()
FLAGS = ['-std=c11', '-g', '-O1', '-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=undefined',
         '-DSYNFIN_CHECKED', '-D_GNU_SOURCE', '-Isrc', '-Igen', '-Ifuzz', '-Itests', '-Isrc/tool']
LIMITS = ['-timeout=5', '-rss_limit_mb=1024', '-print_final_stats=1']
JUDGES = ['tests/tcb.c', 'src/tool/conform/oracle.c', 'tests/oracle_letter.c']
ROUNDS = 0, 1 / 6, 1          # of the seconds; the first is for the seeds alone
Finding = collections.namedtuple('Finding', 'target runs seconds rule')


# ---- Building --------------------------------------------------------------------------------------------------------

def listing(folder, pattern):
    return sorted(f'{folder}/{f}' for f in os.listdir(os.path.join(ROOT, folder)) if re.fullmatch(pattern, f))


def read(path):
    return open(os.path.join(ROOT, path), encoding='utf-8').read()


def is_target(path):
    return read(path).startswith('/* Target:')


ENGINE = listing('src', r'\w+\.c') + listing('gen', r'synfin_\w+\.c')
SOURCES = listing('fuzz', r'\w+\.c')
TARGETS = {os.path.basename(p)[:-2]: p for p in SOURCES if is_target(p) and p != 'fuzz/lwip.c'}   # which needs a library
COMMON = [p for p in SOURCES if not is_target(p) and p != 'fuzz/replay.c'] + JUDGES


def compiled(source, tree, folder):
    """The object of a source in `tree`, in `folder`."""
    target = os.path.join(folder, source.replace('/', '_')[:-2] + '.o')
    subprocess.run(CC + FLAGS + ['-c', source, '-o', target], cwd=tree, check=True)
    return target


def link(target, objects, folder):
    program = os.path.join(folder, target)
    subprocess.run(CC + FLAGS + ['-o', program, *objects], check=True)
    return program


class Base:
    """The engine as it is, the judges and the targets, compiled once."""

    def __init__(self, folder, targets, pool):
        os.makedirs(folder, exist_ok=True)
        sources = ENGINE + COMMON + [TARGETS[t] for t in targets]
        self.objects = dict(zip(sources, pool.map(lambda s: compiled(s, ROOT, folder), sources)))

    def program(self, target, engine, folder):
        """A target with the engine's objects, some of them exchanged by `engine`."""
        parts = [TARGETS[target]] + COMMON + ENGINE
        return link(target, [engine.get(s, self.objects[s]) for s in parts], folder)


class Patch:
    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)[:-len('.patch')]
        self.text = read(path)
        self.targets = re.search(r'^Targets: (.*)$', self.text, re.M)[1].split()

    def asked(self, anyone):
        named = [t for t in self.targets if t in TARGETS]
        return named + [t for t in TARGETS if anyone and t not in named]

    def engine(self, folder):
        """The objects that differ."""
        tree = os.path.join(folder, 'tree')
        for part in 'src', 'gen':
            shutil.copytree(os.path.join(ROOT, part), os.path.join(tree, part), ignore=shutil.ignore_patterns('tool'))
        command = ['patch', '-p1', '-s', '-f', '--no-backup-if-mismatch', '-i', os.path.join(ROOT, self.path)]
        if subprocess.run(command, cwd=tree).returncode != 0:
            sys.exit(f'{self.path} does not apply')
        files = re.findall(r'^\+\+\+ b/(\S+)', self.text, re.M)
        changed = ENGINE if any(f.endswith('.h') for f in files) else files
        return {s: compiled(s, tree, folder) for s in changed}


# ---- Searching -------------------------------------------------------------------------------------------------------

def rule(log):
    """What a target or a sanitizer says was broken, in a line."""
    broken = re.findall(r'^BROKEN (.*)$', log, re.M)
    summary = re.findall(r'^SUMMARY: (.*)$', log, re.M)
    where = re.search(r' in (\w+) \S*?((?:src|gen)/\w+\.c:\d+)', log)
    said = re.search(r'runtime error: (.*)', log)
    if broken:
        return broken[-1]
    text = said[1] if said else re.sub(r' /\S+', '', summary[-1]) if summary else 'ended without a word'
    return f'{text}, {where[1]} {where[2]}' if where else text


def settings(target):
    """What the target's own files say to libFuzzer: its .options and its dictionary."""
    path = os.path.join(ROOT, 'fuzz', target)
    said = re.findall(r'^(\w+) = (\w+)$', read(path + '.options'), re.M) if os.path.exists(path + '.options') else []
    return [f'-{k}={v}' for k, v in said if k != 'dict'] + [f'-dict={path}.dict'] * os.path.exists(path + '.dict')


def search(program, target, seconds, turn, folder):
    """One libFuzzer run on the seeds and on what the runs before found; None if it finds nothing."""
    corpus, seeds = os.path.join(folder, f'{target}.corpus'), os.path.join(ROOT, 'fuzz', 'corpus', target)
    os.makedirs(corpus, exist_ok=True)
    command = [program, *settings(target), *LIMITS, f'-seed={turn + 1}', f'-artifact_prefix={folder}/{target}-', corpus]
    command += ['-runs=0'] if seconds == 0 else [f'-max_total_time={seconds}']
    command += [seeds] * os.path.isdir(seeds)
    begin = time.monotonic()
    try:
        run = subprocess.run(command, capture_output=True, timeout=2 * seconds + 60, cwd=folder)
        log, failed = run.stderr.decode('utf-8', 'replace'), run.returncode != 0
    except subprocess.TimeoutExpired as late:
        log, failed = (late.stderr or b'').decode('utf-8', 'replace') + '\nSUMMARY: hangs\n', True
    elapsed = time.monotonic() - begin
    runs = re.search(r'number_of_executed_units: (\d+)', log)
    return Finding(target if failed else None, int(runs[1]) if runs else 0, elapsed, rule(log) if failed else '')


def rounds(seconds):
    return [max(1, round(part * seconds)) if part else 0 for part in ROUNDS]


def hunt(programs, seconds, folder):
    """The first finding, the seconds of all that was tried before included."""
    spent = 0
    for turn, budget in enumerate(rounds(seconds)):
        for target, program in programs.items():
            found = search(program, target, budget, turn, folder)
            spent += found.seconds
            if found.target:
                return found._replace(seconds=spent)
    return Finding(None, 0, spent, 'NOT FOUND by ' + ', '.join(programs) if programs else 'NO TARGET')


def fresh(*parts):
    folder = os.path.join(*parts)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def plant(patch, base, options):
    folder = fresh(options.build, patch.name)
    engine = patch.engine(folder)
    programs = {t: base.program(t, engine, folder) for t in patch.asked(options.any)}
    asked = [{t: programs[t]} for t in programs] if options.each and programs else [programs]
    findings = [hunt(some, options.seconds, folder) for some in asked]
    shutil.rmtree(folder)
    return findings


def false_findings(targets, base, options, pool):
    """What a target finds in the engine as it is."""
    def try_one(target):
        folder = fresh(options.build, f'as-it-is-{target}')
        return hunt({target: base.program(target, {}, folder)}, options.seconds, folder)
    return [f for f in pool.map(try_one, targets) if f.target]


# ---- Reporting -------------------------------------------------------------------------------------------------------

def show(patch, findings):
    for f in findings:
        print(f'{patch.name:<34} {f.target or "-":<8} {f.runs:>10,} runs {f.seconds:7.1f} s  {f.rule}', flush=True)


def write_table(path, rows):
    with open(path, 'w', encoding='utf-8') as table:
        print('patch', *Finding._fields, sep='\t', file=table)
        for patch, f in ((patch, f) for patch, findings in rows for f in findings):
            print(patch.name, f.target or '-', f.runs, f'{f.seconds:.1f}', f.rule, sep='\t', file=table)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--any', action='store_true')
    parser.add_argument('--each', action='store_true')
    parser.add_argument('--build', default='build/planted')
    parser.add_argument('patch', nargs='*')
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    return options


def main():
    options = arguments()
    patches = [Patch(p) for p in listing('fuzz/planted', r'.*\.patch')]
    patches = [p for p in patches if not options.patch or any(part in p.name for part in options.patch)]
    targets = [t for t in TARGETS if any(t in p.asked(options.any) for p in patches)]
    if not patches or not targets:
        sys.exit('no such patch' if not patches else 'none of the targets is there')
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        base = Base(os.path.join(options.build, 'base'), targets, pool)
        wrong = false_findings(targets, base, options, pool)
        for f in wrong:
            print(f'{f.target} fails with the engine as it is, and is not asked: {f.rule}', flush=True)
            del TARGETS[f.target]
        print(f'{", ".join(t for t in targets if t in TARGETS)}: nothing found in the engine as it is', flush=True)
        rows = []
        for row in zip(patches, pool.map(lambda p: plant(p, base, options), patches)):
            rows.append(row)
            show(*row)
            write_table(os.path.join(os.path.dirname(options.build), 'planted.tsv'), rows)
    seconds = [min(f.seconds for f in findings if f.target) for _, findings in rows if any(f.target for f in findings)]
    print(f'found {len(seconds)} of {len(rows)}' + (f', median {statistics.median(seconds):.1f} s' if seconds else ''))
    return 0 if len(seconds) == len(rows) and not wrong else 1


if __name__ == '__main__':
    sys.exit(main())
