#!/usr/bin/env python3
"""How much of the library the corpora and past crashes run (make fuzz-coverage): lines and branches of src/ and gen/.

    coverage.py LCOV   what llvm-cov exports of a run of all targets on fuzz/corpus and fuzz/crashes

fuzz/coverage-left.tsv gives (file, the line's text, reason) for what no input reaches. Exit status 1 below 97 % of the
lines or 93 % of the branches, where a line that is not run has no reason, or a reason no line.
"""
import collections
import os
import re
import sys

LINES, BRANCHES = 97, 93


def ours(path):
    return re.match(r'(src|gen)/(?!tool/)', path) is not None


def counts(lcov):
    """For each file its lines, how often each was run, and its branches, how often each was taken."""
    lines, branches = collections.defaultdict(dict), collections.defaultdict(dict)
    path = ''
    for row in open(lcov, encoding='utf-8'):
        kind, _, rest = row.strip().partition(':')
        if kind == 'SF':
            path = os.path.relpath(rest)
        elif kind == 'DA' and ours(path):
            number, count = rest.split(',')[:2]
            lines[path][int(number)] = int(count)
        elif kind == 'BRDA' and ours(path):
            number, block, branch, count = rest.split(',')
            branches[path][int(number), block, branch] = 0 if count == '-' else int(count)
    return lines, branches


def in_macro(source):
    """The lines of the preprocessor: what a macro makes is counted where it is used."""
    found, more = set(), False
    for number, text in enumerate(source, 1):
        if more or text.startswith('#'):
            found.add(number)
            more = text.endswith('\\')
    return found


def share(part, whole):
    return f'{part:5} of {whole:5} ({100 * part / whole if whole else 100:5.1f} %)'


def main(lcov):
    lines, branches = counts(lcov)
    with open('fuzz/coverage-left.tsv', encoding='utf-8') as table:
        reasons = {tuple(row.rstrip('\n').split('\t')[:2]): row.rstrip('\n').split('\t')[2] for row in list(table)[1:]}
    used, failed, total = set(), 0, collections.Counter()
    print(f'{"":<24} {"lines":<23} branches')
    for path in sorted(lines):
        run, taken = sum(map(bool, lines[path].values())), sum(map(bool, branches[path].values()))
        print(f'{path:<24} {share(run, len(lines[path]))} {share(taken, len(branches[path]))}')
        total.update(lines=len(lines[path]), run=run, branches=len(branches[path]), taken=taken)
    print(f'{"all":<24} {share(total["run"], total["lines"])} {share(total["taken"], total["branches"])}')
    for path in sorted(lines):
        source = open(path, encoding='utf-8').read().split('\n')
        macros = in_macro(source)
        never = collections.Counter(n for (n, _, _), count in branches[path].items() if not count)
        not_run = {n for n, count in lines[path].items() if not count} - macros
        for n in sorted(not_run | set(never) - macros):
            text = source[n - 1].strip()
            reason = reasons.get((path, text))
            used.add((path, text))
            what = 'not run' if n in not_run else f'{never[n]} branches never taken'
            print(f'{path}:{n}: {what}: {text}\n    {reason or "NO REASON"}')
            failed += n in not_run and not reason
    for key in set(reasons) - used:
        print('fuzz/coverage-left.tsv: is covered, or gone:', *key)
        failed += 1
    enough = total['run'] >= LINES / 100 * total['lines'] and total['taken'] >= BRANCHES / 100 * total['branches']
    return 0 if enough and not failed else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
