#!/usr/bin/env python3
"""The rules of tcp_rules.rl, proved of the chart as Ragel compiled it.

    prove.py words XML           print the chart as languages: of the letters, and of letters with all that they do
    prove.py free XML            the same, but the traces of no chart: all that can be written
    prove.py obligations XML DIR write DIR/proof.rl, to be read by verdict, and DIR/rules.rl, to be compiled as C
    prove.py verdict XML PROOF   what holds, a broken rule with the shortest trace that breaks it; and the gates

Three files meet here: the chart's XML, what Ragel made of proof.rl, and the table in rules.md, which must say what the page says.
"""
import itertools
import os
import re
import sys

from generate import HERE, Chart, fail, load


class Alphabet:
    """Letters in, effects and states out: one octet each. Letters are exported by the page, the others stand above them."""

    def __init__(self, chart):
        outputs = chart.effects + ['in_' + s for s in chart.states]
        self.effects, self.states = chart.effects, outputs[len(chart.effects):]
        self.outputs = {name: 128 + i for i, name in enumerate(outputs)}
        self.code = {**dict(chart.letters), **self.outputs}
        self.name = {code: name for name, code in self.code.items()}


def answer(chart, state, letter):
    """What one letter does, in the order in which it happens: its effects by bit, then the state that is reached."""
    target, effects = chart.rows[state, letter]
    return sorted(effects, key=chart.effects.index) + ([] if 'impossible' in effects else ['in_' + target])


def words(xml, free=False):
    """The chart as two languages, each row as Ragel compiled it, whatever the page says."""
    chart = Chart(load(xml))
    if chart.unreached():
        fail(f'no word leads to {", ".join(chart.unreached())}')
    alphabet = Alphabet(chart)
    letters = [l for l, _ in chart.letters]
    print('%%{\n  machine tcp_words;\n')
    print('\n'.join(f'  {name} = {code};' for name, code in alphabet.outputs.items()))
    print('  letter = ' + ' | '.join(letters) + ';')
    print('  effect = ' + ' | '.join(e for e in alphabet.effects if e != 'impossible') + ';')
    print('  state = ' + ' | '.join(alphabet.states) + ';')
    print('  stay = ' + ' | '.join(f'{s} letter effect* {s}' for s in alphabet.states) + ';')

    def language(name, entry, row):
        """A chart whose every state is final: what may happen up to there."""
        print(f"  {name} = (\n    start: ( {entry} -> {chart.start} )", end='')
        for state in chart.states:
            rows = [row(state, l) for l in letters if (state, l) in chart.rows]
            print(f",\n    {state}: ( '' -> final | " + ' | '.join(rows) + ' )', end='')
        print('\n  );')

    def trace(state, letter):
        does, target = answer(chart, state, letter), chart.rows[state, letter][0]
        return f'{letter} {" ".join(does)} -> {"final" if "impossible" in does else target}'

    language('lives', "''", lambda state, letter: f'{letter} -> {chart.rows[state, letter][0]}')
    if free:
        print('  traces = state ( letter effect* state )* ( letter impossible )?;')
    else:
        language('traces', f'in_{chart.start}', trace)
    print('}%%')


def free(xml):
    """The traces of no chart, all that can be written: a rule over these says what it says of any chart."""
    words(xml, free=True)


def page():
    """The rules as spec/tcp_rules.rl writes them: group, name, sentence and clause of each."""
    rules, group, text = [], None, []
    for line in open(os.path.join(HERE, 'tcp_rules.rl'), encoding='utf-8'):
        heading = re.match(r'  # == (\w+)', line)
        comment = re.match(r'  # (.*)', line)
        rule = re.match(r'  bad_(\w+) *=', line)
        if heading:
            group, text = heading[1], []
        elif comment:
            text.append(comment[1])
        elif rule:
            said = re.fullmatch(r'(.*\.) \[(.*)\]', ' '.join(text))
            if not said:
                fail(f'rule {rule[1]}: a sentence, and its clause in brackets, must stand above it')
            rules.append((group, rule[1], said[1], said[2]))
            text = []
        elif not line.strip():
            text = []
    return rules


def obligations(xml, directory):
    """The rules in two shapes: one machine with an entry for each, to be read here, and in C a machine for each: one that
    accepts nothing has no keys, so that a broken rule does not compile."""
    names = [name for _, name, _, _ in page()]
    entries = {e: e for e in ['traces'] + [f'{kind}_{name}' for name in names for kind in ('bad', 'wit')]}
    for state in Chart(load(xml)).states:   # that there is a way is no matter of all traces: one must exist
        entries[f'way_{state}'] = f'traces & ( any* in_{state} ( any - force )* in_CLOSED )'
    with open(os.path.join(directory, 'proof.rl'), 'w', encoding='utf-8') as file:
        file.write('%%{\n  machine tcp_proof;\n  include tcp_rules "tcp_rules.rl";\n'
                   + ''.join(f'  prove_{name} := {e};\n' for name, e in entries.items()) + '}%%\n')
    with open(os.path.join(directory, 'rules.rl'), 'w', encoding='utf-8') as file:
        file.write('/* Made of spec/tcp_rules.rl by `make spec-check`: it compiles if no rule is broken. */\n')
        for name in names:
            file.write(f'%%{{\n  machine {name};\n  include tcp_rules "tcp_rules.rl";\n  main := bad_{name};\n'
                       f'  write data nofinal noerror noentry;\n}}%%\n'
                       f'_Static_assert(sizeof _{name}_trans_keys == 1, "rule broken: {name}");\n\n')


def steps(chart, word):
    """A word of the proof alphabet as the rows of transitions.txt."""
    name, letters, rows = Alphabet(chart).name, {l for l, _ in chart.letters}, [[]]
    for symbol in (name[code] for code in word):
        if symbol in letters or (not rows[-1] and symbol.startswith('in_')):
            rows.append([])
        rows[-1].append(symbol)
    return [' '.join(s[3:] if s.startswith('in_') else s for s in row) for row in rows if row]


def agree(chart, machine):
    """How many rows there are, if `traces` says of each what the shipped machine does: both are walked together."""
    alphabet = Alphabet(chart)
    start = machine.rows[machine.entries['prove_traces']]
    queue = [(start[alphabet.code['in_' + chart.start]][0], chart.start)]
    seen, rows = set(queue), set()
    for number, state in queue:
        if {alphabet.name[c] for c in machine.rows[number]} != {l for l, _ in chart.letters if (state, l) in chart.rows}:
            fail(f'the proof machine does not answer in {state} what the shipped one does')
        for code, (at, _) in machine.rows[number].items():
            letter, said = alphabet.name[code], []
            while not said or not (said[-1] == 'impossible' or said[-1] in alphabet.states):
                if len(machine.rows[at]) != 1:
                    fail(f'the proof machine has more than one answer to {state}, {letter}')
                (output, (at, _)), = machine.rows[at].items()
                said.append(alphabet.name[output])
            if said != answer(chart, state, letter):
                fail(f'{state}, {letter}: shipped {answer(chart, state, letter)}, proved {said}')
            rows.add((state, letter))
            if said[-1] != 'impossible' and (at, said[-1][3:]) not in seen:
                seen.add((at, said[-1][3:]))
                queue.append((at, said[-1][3:]))
    if rows != set(chart.rows):
        fail(f'rows that no trace reaches: {sorted(set(chart.rows) - rows)}')
    return len(rows)


LANGUAGE = 'language, broken by'   # the column of rules.md that says so of this level


def table():
    """The rows of spec/rules.md, by the names of its columns."""
    rows, head = [], None
    for line in open(os.path.join(HERE, 'rules.md'), encoding='utf-8'):
        cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
        if line.startswith('| rule '):
            head = cells
        elif line.startswith('| '):
            rows.append(dict(zip(head, cells)))
    return rows


def verdict(xml, proof):
    """The verdict on each rule of tcp_rules.rl, a broken one with the shortest trace that breaks it; then the gates."""
    chart, machine = Chart(load(xml)), load(proof)
    rules, broken = page(), 0
    for group, name, sentence, clause in rules:
        bad, witness = (machine.shortest_word(machine.entries[f'prove_{kind}_{name}']) for kind in ('bad', 'wit'))
        broken += bad is not None or witness is None
        print(f'{"holds " if bad is None and witness else "BROKEN"}  {group:<9}  {name:<26}  {clause}')
        if bad is not None:
            print('\n'.join(['          ' + sentence] + ['            ' + step for step in steps(chart, bad)]))
        elif witness is None:
            print('          no trace is about it: it says nothing')
    said = [(f'`{name}`', group, sentence, clause) for group, name, sentence, clause in rules]
    written = [(row['rule'], row['group'], row['says'], row['RFC']) for row in table() if row[LANGUAGE]]
    for old, new in itertools.zip_longest(written, said):
        if old != new:
            fail(f'spec/rules.md differs from spec/tcp_rules.rl:\n  {old}\n  {new}')
    stuck = [s for s in chart.states if machine.shortest_word(machine.entries[f'prove_way_{s}']) is None]
    if stuck:
        fail(f'no way to CLOSED without reset, abort or user timeout from {", ".join(stuck)}')
    print(f'{len(rules) - broken} rules hold, {broken} broken; {agree(chart, machine)} rows are the same in the shipped and the proof'
          f' machine; each of {len(chart.states)} states has one label and an orderly way to CLOSED')
    sys.exit(1 if broken else 0)


if __name__ == '__main__':
    command, arguments = sys.argv[1], sys.argv[2:]
    {'words': words, 'free': free, 'obligations': obligations, 'verdict': verdict}[command](*arguments)
