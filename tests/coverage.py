#!/usr/bin/env python3
"""How much of the library the tests run (make coverage): lines and branches of src/ and gen/, as gcov counts them.

    coverage.py BUILD   BUILD holds the suites and the soak, compiled with --coverage

A function of a header is in many objects; its counts are added up. What no test reaches is listed with the reason that
tests/coverage-left.tsv gives (file, the line's text, reason). Exit status 1 below 98 % of the lines or 95 % of the
branches, where a line has no reason, or a reason no line.
"""
import collections
import glob
import json
import os
import subprocess
import sys

LINES, BRANCHES = 98, 95


def run(build):
    for data in glob.glob(f'{build}/**/*.gcda', recursive=True):
        os.remove(data)
    subprocess.run([f'{build}/suites'], env={**os.environ, 'CK_FORK': 'no'}, stdout=subprocess.DEVNULL, check=True)
    subprocess.run([f'{build}/soak', '--quick'], stdout=subprocess.DEVNULL, check=True)


def counts(build):
    """For each file its lines: how often each was run, and each of its branches was taken."""
    lines = collections.defaultdict(lambda: collections.Counter())
    branches = collections.defaultdict(lambda: collections.Counter())
    objects = sorted(glob.glob(f'{build}/checked/**/*.gcno', recursive=True))
    texts = subprocess.run(['gcov', '--json-format', '--stdout', '-b'] + objects, capture_output=True, encoding='utf-8',
                           check=True).stdout
    for text in filter(None, texts.split('\n')):
        for file in json.loads(text)['files']:
            path = os.path.relpath(file['file'])
            if not path.startswith(('src/', 'gen/')):
                continue
            for line in file['lines']:
                n = line['line_number']
                lines[path][n] += line['count']
                for i, branch in enumerate(line['branches']):
                    branches[path][n, line.get('function_name'), i] += branch['count']
    return lines, branches


def main(build):
    run(build)
    lines, branches = counts(build)
    with open('tests/coverage-left.tsv', encoding='utf-8') as table:
        reasons = {tuple(row.rstrip('\n').split('\t')[:2]): row.rstrip('\n').split('\t')[2] for row in list(table)[1:]}
    used, failed, total = set(), 0, collections.Counter()
    share = lambda part, whole: f'{part:5} of {whole:5} ({100 * part / whole if whole else 100:5.1f} %)'
    print(f'{"":<24} {"lines":<23} branches')
    for path in sorted(lines):
        run_lines = sum(1 for n in lines[path].values() if n)
        taken = sum(1 for n in branches[path].values() if n)
        print(f'{path:<24} {share(run_lines, len(lines[path]))} {share(taken, len(branches[path]))}')
        total.update(lines=len(lines[path]), run=run_lines, branches=len(branches[path]), taken=taken)
    print(f'{"all":<24} {share(total["run"], total["lines"])} {share(total["taken"], total["branches"])}')
    for path in sorted(lines):
        source = open(path, encoding='utf-8').read().split('\n')
        never = collections.Counter(n for (n, _, _), count in branches[path].items() if not count)
        for n in sorted({n for n, count in lines[path].items() if not count} | set(never)):
            text = source[n - 1].strip()
            reason = reasons.get((path, text))
            used.add((path, text))
            what = 'not run' if not lines[path][n] else f'{never[n]} branches never taken'
            print(f'{path}:{n}: {what}: {text}\n    {reason or "NO REASON"}')
            failed += not reason and not lines[path][n]
    for key in set(reasons) - used:
        print('tests/coverage-left.tsv: is covered, or gone:', *key)
        failed += 1
    enough = total['run'] >= LINES / 100 * total['lines'] and total['taken'] >= BRANCHES / 100 * total['branches']
    return 0 if enough and not failed else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
