#!/usr/bin/env python3
"""Can the rules fail? (make rules-check; spec/tcp_rules.rl, spec/rules.md)

    spec_mutants.py BUILD [MATRIX]   BUILD is what `make spec-check` left; to MATRIX goes which rules break at which mutant

First the edits of spec/rules.md: each is made in a copy of the chart, Ragel compiles the copy, and the rule beside which the
edit stands must break. Then every mutant of the chart: each row to each other state, without each of its effects, with
each other effect, called impossible, or not, and exchanged with the row below it. Those that no rule breaks are listed:
they are left to the oracle.

Ragel compiles a rule over all that can be written (`prove.py free`) to what it says of any chart. A mutant is judged by
walking it and the rule together; for the chart itself and for one edit of each group Ragel judges too, and must agree.
"""
import collections
import copy
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = os.path.join(os.path.dirname(HERE), 'spec')
sys.path.insert(0, SPEC)
import generate, prove  # noqa: E401, E402

RAGEL = os.environ.get('RAGEL', 'ragel -C').split()


def ragel(how, source, target, *include):
    subprocess.run(RAGEL + [how, source, '-o', target] + [i for d in include for i in ('-I', d)], check=True)


def write(command, target, *arguments):
    with open(target, 'w', encoding='utf-8') as file:
        subprocess.run([sys.executable, os.path.join(SPEC, 'prove.py'), command, *arguments], stdout=file, check=True)


class Rules:
    """What breaks each rule, as automata over the proof alphabet; and who of them a chart breaks."""

    def __init__(self, chart, build):
        directory = os.path.join(build, 'free')
        os.makedirs(directory, exist_ok=True)
        write('free', os.path.join(directory, 'tcp_words.rl'), os.path.join(build, 'tcp.xml'))
        ragel('-x', os.path.join(build, 'proof.rl'), os.path.join(directory, 'proof.xml'), directory, SPEC)
        machine = generate.load(os.path.join(directory, 'proof.xml'))
        self.code = prove.Alphabet(chart).code
        self.final = machine.final
        self.step = {n: {code: to for code, (to, _) in row.items()} for n, row in machine.rows.items()}
        self.names = [name for _, name, _, _ in prove.page() if name != 'total']   # whose language is `lives`
        self.start = {name: machine.entries['prove_bad_' + name] for name in self.names}
        self.runs = {}

    def run(self, state, symbols):
        """The automaton's state after some symbols, or None where nothing can break the rule any more."""
        key = state, symbols
        if key not in self.runs:
            for symbol in symbols:
                state = self.step[state].get(self.code[symbol])
                if state is None:
                    break
            self.runs[key] = state
        return self.runs[key]

    def reach(self, name, chart):
        """All (state of the chart, state of the automaton) that lives lead to; None if one of them breaks the rule."""
        first = chart.start, self.run(self.start[name], ('in_' + chart.start,))
        if first[1] is None:
            return set()
        if first[1] in self.final:
            return None
        seen, queue = {first}, collections.deque([first])
        while queue:
            state, at = queue.popleft()
            for symbols, target in chart.moves[state]:
                after = target, self.run(at, symbols)
                if after[1] is None or after in seen:
                    continue
                if after[1] in self.final:
                    return None
                seen.add(after)
                queue.append(after)
        return seen

    def leads_elsewhere(self, rows, chart, known):
        """Whether these rows, altered, lead anywhere that the chart did not: where not, nothing can break that held."""
        for row in rows:
            symbols, target = move(chart, *row)
            for state, at in known:
                after = self.run(at, symbols) if state == row[0] else None
                if after is not None and (target, after) not in known:
                    return True
        return False

    def broken(self, chart, rows=(), known=None):
        """The rules that a chart breaks; or a mutant of one, of which it is `known` what it reached before `rows` changed."""
        for name in self.names:
            if known is None or self.leads_elsewhere(rows, chart, known[name]):
                if self.reach(name, chart) is None:
                    yield name
        if chart.unanswered():
            yield 'total'


def move(chart, state, letter):
    return (letter, *prove.answer(chart, state, letter)), chart.rows[state, letter][0]


def moves(chart):
    chart.moves = {s: [move(chart, s, l) for l, _ in chart.letters if (s, l) in chart.rows] for s in chart.states}
    return chart


def edited(text, state, letter, change=None):
    """The page with one row changed: -EFFECT, +EFFECT, >STATE, gone, impossible, possible (it stays and does nothing)."""
    if state == 'start':
        return text.replace("start: ( '' -> CLOSED )", f"start: ( '' -> {letter[1:]} )")
    block = re.search(rf'^    {state}:.*?>~in_{state}\b', text, re.M | re.S)[0]
    row = re.search(rf'^ +[(|] {letter}\b((?: +@\w+)*) +-> (\w+).*\n', block, re.M)
    if change == 'possible':
        new = re.sub(r'\| (not_in_\w+)', rf'| {letter} -> {state}\n      | ( \1 - {letter} )', block)
    elif change == 'gone':
        new = block.replace(row[0], '')
    else:
        effects, target = row[1].split(), row[2]
        if change == 'impossible':
            effects, target = ['@impossible'], state
        elif change[0] == '>':
            target = change[1:]
        elif change[0] == '+':
            effects.append('@' + change[1:])
        else:
            effects.remove('@' + change[1:])
        new = block.replace(f'{letter}{row[0].split(letter, 1)[1]}', f'{letter} {" ".join(effects)} -> {target}\n', 1)
    return text.replace(block, new)


def ragels_verdict(directory):
    """The rules that the copy breaks by what `make spec-check` does: read in Ragel's automata, and by the C compiler."""
    path = lambda name: os.path.join(directory, name)
    generator = [sys.executable, path('prove.py')]
    with open(path('tcp_words.rl'), 'w', encoding='utf-8') as file:
        subprocess.run(generator + ['words', path('tcp.xml')], stdout=file, check=True)
    subprocess.run(generator + ['obligations', path('tcp.xml'), directory], check=True)
    ragel('-x', path('proof.rl'), path('proof.xml'))
    machine = generate.load(path('proof.xml'))
    read = {entry[10:] for entry, start in machine.entries.items()
            if entry.startswith('prove_bad_') and machine.shortest_word(start) is not None}
    ragel('-T0', path('rules.rl'), path('rules.c'))
    compiler = subprocess.run([os.environ.get('CC', 'cc'), '-std=c11', '-fsyntax-only', path('rules.c')],
                              stderr=subprocess.PIPE, encoding='utf-8')
    return read, set(re.findall(r'"rule broken: (\w+)"\s*$', compiler.stderr, re.M))


def check_edits(rules, build):
    """Every rule breaks at the edit that stands beside it; Ragel and the C compiler say the same of one of each group."""
    directory = os.path.join(build, 'edited')
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(SPEC, directory)
    page = os.path.join(directory, 'tcp_chart.rl')
    text = open(page, encoding='utf-8').read()
    failed, groups = 0, set()
    for row in prove.table():
        if not row[prove.LANGUAGE]:
            continue
        name, edit = row['rule'].strip('`'), row[prove.LANGUAGE].strip('`').split()
        new = edited(text, *edit)
        if new == text:
            sys.exit(f'{name}: {edit} changes nothing')
        with open(page, 'w', encoding='utf-8') as file:
            file.write(new)
        ragel('-x', os.path.join(directory, 'tcp_machine.rl'), os.path.join(directory, 'tcp.xml'))
        broken = set(rules.broken(moves(generate.Chart(generate.load(os.path.join(directory, 'tcp.xml'))))))
        agreed = ''
        if row['group'] not in groups:
            groups.add(row['group'])
            agreed = ', as Ragel and cc say'
            if (broken, broken) != ragels_verdict(directory):
                sys.exit(f'{name}: walked {broken}, Ragel and cc {ragels_verdict(directory)}')
        failed += name not in broken
        print(f'{"breaks" if name in broken else "HOLDS "}  {name:<26} at {" ".join(edit):<44}'
              f' {"alone" if broken == {name} else f"and {len(broken) - 1} more"}{agreed}')
    return failed


def mutants(chart):
    """Each mutant: its kind, how it reads, and the rows that differ."""
    for (state, letter), (target, effects) in chart.rows.items():
        row = f'{state} {letter}'
        if 'impossible' in effects:
            yield 'row made possible', f'{row} possible', {(state, letter): (state, [])}
            continue
        for other in chart.states:
            if other != target:
                yield 'other state', f'{row} >{other}', {(state, letter): (other, effects)}
        for effect in effects:
            yield 'effect dropped', f'{row} -{effect}', {(state, letter): (target, [e for e in effects if e != effect])}
        for effect in chart.effects:
            if effect not in effects and effect != 'impossible':
                yield 'effect added', f'{row} +{effect}', {(state, letter): (target, effects + [effect])}
        yield 'row made impossible', f'{row} impossible', {(state, letter): (state, ['impossible'])}
    for state in chart.states:
        letters = [l for l, _ in chart.letters if 'impossible' not in chart.rows[state, l][1]]
        for one, two in zip(letters, letters[1:]):
            if chart.rows[state, one] != chart.rows[state, two]:
                yield ('rows exchanged', f'{state} {one} {two} exchanged',
                       {(state, one): chart.rows[state, two], (state, two): chart.rows[state, one]})


def check_mutants(rules, chart, matrix):
    known = {name: rules.reach(name, chart) for name in rules.names}
    made, killed, kills, left = collections.Counter(), collections.Counter(), collections.Counter(), []
    for kind, text, rows in mutants(chart):
        mutant = copy.copy(chart)
        mutant.rows = {**chart.rows, **rows}
        mutant.moves = dict(chart.moves)
        for state in {state for state, _ in rows}:
            mutant.moves[state] = [move(mutant, state, l) for l, _ in chart.letters]
        by = list(rules.broken(mutant, rows, known))
        made[kind] += 1
        killed[kind] += bool(by)
        kills.update(by)
        if len(by) == 1:
            kills[by[0], 'alone'] += 1
        if not by:
            left.append(text)
        if matrix:
            matrix.write(f'{text}\t{" ".join(by)}\n')
    for kind in made:
        print(f'{kind:<20} {made[kind]:5} mutants, {killed[kind]:5} killed ({100 * killed[kind] / made[kind]:5.1f} %)')
    print('mutants that one rule alone kills: ' + ', '.join(f'{n} {kills[n, "alone"]}' for n in rules.names if kills[n, 'alone']))
    for text in left:
        print(f'survives  {text}')
    print(f'{sum(made.values())} mutants of {len(chart.rows)} rows, {sum(killed.values())} killed by the rules,'
          f' {len(left)} left to the oracle')


def main(build, matrix=None):
    chart = moves(generate.Chart(generate.load(os.path.join(build, 'tcp.xml'))))
    rules = Rules(chart, build)
    if list(rules.broken(chart)):
        sys.exit(f'the chart itself breaks {list(rules.broken(chart))}')
    failed = check_edits(rules, build)
    check_mutants(rules, chart, open(matrix, 'w', encoding='utf-8') if matrix else None)
    if failed:
        sys.exit(f'{failed} rules hold though their edit was to break them')


if __name__ == '__main__':
    main(*sys.argv[1:])
