#!/usr/bin/env python3
"""What is made of the chart, read from what Ragel compiled of it (ragel -x).

    generate.py tables XML DIR   write DIR/synfin_machine.h and DIR/synfin_machine.c, the machine as a dense table
    generate.py words XML        print the chart as a Ragel machine whose every state is final: the language of all lives
    generate.py prove XML        the verdict on each obligation of tcp_proof.rl; a broken one shows its shortest word

The chart is never read twice: letters are Ragel's exports, effects and states its actions, rows its transitions.
"""
import collections
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


HERE = os.path.dirname(os.path.abspath(__file__))


class Machine:
    """One compiled Ragel machine: states numbered by Ragel, named by their to-state action."""

    def __init__(self, definition):
        machine = definition.find('machine')
        self.name = definition.get('name')
        self.codes = {e.get('name'): int(e.text) for e in definition.iterfind('exports/ex')}
        self.actions = [a.get('name') for a in machine.iterfind('action_list/action')]
        self.tables = [[self.actions[int(i)] for i in t.text.split()] for t in machine.iterfind('action_table_list/action_table')]
        self.start = int(machine.find('start_state').text)
        error = machine.find('error_state')
        self.error = int(error.text) if error is not None else None
        self.entries = {e.get('name'): int(e.text) for e in machine.iterfind('entry_points/entry')}
        self.final, self.rows, self.label = set(), {}, {}
        for state in machine.iterfind('state_list/state'):
            number = int(state.get('id'))
            if state.get('final') == 't':
                self.final.add(number)
            to_state = state.findtext('state_actions', 'x x x').split()[0]
            self.label[number] = [a[3:] for a in self.table(to_state) if a.startswith('in_')]
            self.rows[number] = {}
            for transition in state.iterfind('trans_list/t'):
                low, high, target, table = transition.text.split()
                if target != 'x':
                    for code in range(int(low), int(high) + 1):
                        self.rows[number][code] = (int(target), self.table(table))

    def table(self, index):
        return [] if index == 'x' else self.tables[int(index)]

    def shortest_word(self, start):
        """The codes of a shortest word that leads from start to a final state, or None if the language is empty."""
        seen, queue = {start}, collections.deque([(start, [])])
        while queue:
            state, word = queue.popleft()
            if state in self.final:
                return word
            for code, (target, _) in sorted(self.rows[state].items()):
                if target not in seen:
                    seen.add(target)
                    queue.append((target, word + [code]))
        return None


def load(path):
    return Machine(ElementTree.parse(path).getroot().find('ragel_def'))


def fail(message):
    sys.exit(f'spec: {message}')


class Chart:
    """The shipped chart: labels, letters and effects in the order in which spec/ writes them, and its rows."""

    def __init__(self, machine):
        exports = re.findall(r'export\s+(\w+)', open(os.path.join(HERE, 'tcp_letters.rl'), encoding='utf-8').read())
        self.letters = [(name, machine.codes[name]) for name in exports]
        self.effects = [a for a in machine.actions if not a.startswith('in_')]
        self.states = [a[3:] for a in machine.actions if a.startswith('in_')]
        numbers = [n for n in machine.rows if n != machine.error]
        for number in numbers:
            if len(machine.label[number]) != 1:
                fail(f'state {number} must have one label, it has: {" ".join(machine.label[number]) or "none"}'
                     ' (a letter stands twice in a row, or a state lacks its to-state action)')
        label = {n: machine.label[n][0] for n in numbers}
        if sorted(label.values()) != sorted(self.states):
            fail('labels and states differ: ' + ' '.join(sorted(set(label.values()) ^ set(self.states))))
        self.start = label[machine.start]
        self.number = {label[n]: n for n in numbers}
        for number in numbers:
            for code in set(machine.rows[number]) - {c for _, c in self.letters}:
                fail(f'{label[number]} answers {code}, which is no letter')
        self.rows = {}
        for state in self.states:
            for letter, code in self.letters:
                if code not in machine.rows[self.number[state]]:
                    continue
                target, effects = machine.rows[self.number[state]][code]
                if target == machine.error:
                    continue
                if 'impossible' in effects and (len(effects) > 1 or label[target] != state):
                    fail(f'{state}, {letter}: answered and called impossible')
                self.rows[state, letter] = (label[target], effects)
        if len(self.effects) > 28 or len(self.states) > 16:
            fail('an entry of the table has 28 bits for effects and 4 for the state')

    def unanswered(self):
        return [(s, l) for s in self.states for l, _ in self.letters if (s, l) not in self.rows]


def banner(comment):
    return f'/* {comment}\n *\n * Made from spec/ by `make gen` (Ragel 6.10 and spec/generate.py). Do not edit: change spec/ and run it again. */\n'


def public(label):
    return re.sub('_(passive|active)$', '', label).replace('_', '-')


def enumeration(kind, prefix, names, text):
    width = max(len(n) for n in names) + len(prefix)
    lines = [f'  {prefix + n.upper():<{width}} = {i},   /* {text(n)} */' for i, n in enumerate(names)]
    return f'enum {kind} {{\n' + '\n'.join(lines) + '\n};\n'


def header(chart):
    letters = [l for l, _ in chart.letters]
    code = dict(chart.letters)
    bits = '\n'.join(f'#define SYNFIN_DO_{e.upper():<18} (1u << {i})' for i, e in enumerate(chart.effects))
    return banner('The TCP connection state machine of RFC 9293 as a pure, total function.') + f'''
#ifndef SYNFIN_MACHINE_H
#define SYNFIN_MACHINE_H

#ifdef __cplusplus
extern "C" {{
#endif

/* The states of RFC 9293 3.3.2. SYN-RECEIVED stands twice: reached from LISTEN, and from SYN-SENT (MUST-11). */
''' + enumeration('synfin_state', 'SYNFIN_', chart.states, public) + f'''
#define SYNFIN_STATES {len(chart.states)}u

/* The events of RFC 9293 3.10; what each one means stands in spec/tcp_letters.rl. The character is its code in words. */
''' + enumeration('synfin_letter', 'SYNFIN_ON_', letters, lambda l: f"{l} '{chr(code[l])}'") + f'''
#define SYNFIN_LETTERS {len(letters)}u

/* The effects, one bit each. All effects of one letter are performed in the order of their bits. */
{bits}

#define SYNFIN_EFFECTS {len(chart.effects)}u

/* What a letter does: a set of SYNFIN_DO_ bits, and the enum synfin_state that follows. */
struct synfin_transition {{
  unsigned effects : 28;
  unsigned next : 4;
}};

/* The machine. Total: a state or letter out of range answers SYNFIN_DO_IMPOSSIBLE and stays in CLOSED. */
struct synfin_transition synfin_step(enum synfin_state state, enum synfin_letter letter);

/* Names, static strings, never NULL ("?" where out of range): a state as RFC 9293 spells it, a state as the chart does
 * (SYN_RECEIVED_passive), a letter and an effect as the chart spells them; `effect` is a bit's number. */
const char *synfin_state_name(enum synfin_state state);
const char *synfin_state_label(enum synfin_state state);
const char *synfin_letter_name(enum synfin_letter letter);
const char *synfin_effect_name(unsigned effect);

/* The printable code of a letter ('\\0' where out of range), and the letter of a code (SYNFIN_LETTERS if there is none). */
char synfin_letter_code(enum synfin_letter letter);
unsigned synfin_letter_of_code(char code);

#ifdef __cplusplus
}}
#endif

#endif
'''


def source(chart):
    width = max(len(l) for l, _ in chart.letters) + len('SYNFIN_ON_')
    out = [banner('The transition table: [state][letter] is what happens and what comes next.'), '''
#include "synfin_machine.h"

#define DO(name) | SYNFIN_DO_##name
#define TO(effects, state) { 0u effects, SYNFIN_##state }

static const struct synfin_transition table[SYNFIN_STATES][SYNFIN_LETTERS] = {
''']
    for state in chart.states:
        out.append(f'  [SYNFIN_{state.upper()}] = {{\n')
        for letter, _ in chart.letters:
            target, effects = chart.rows[state, letter]
            bits = ' '.join(f'DO({e.upper()})' for e in sorted(effects, key=chart.effects.index))
            out.append(f'    [{"SYNFIN_ON_" + letter.upper() + "]":<{width + 1}} = TO({bits}, {target.upper()}),\n')
        out.append('  },\n')
    out.append('};\n')

    def strings(name, count, values):
        out.append(f'\nstatic const char *const {name}[{count}] = {{\n' + ''.join(f'  "{v}",\n' for v in values) + '};\n')

    strings('state_names', 'SYNFIN_STATES', map(public, chart.states))
    strings('state_labels', 'SYNFIN_STATES', chart.states)
    strings('letter_names', 'SYNFIN_LETTERS', (l for l, _ in chart.letters))
    strings('effect_names', 'SYNFIN_EFFECTS', chart.effects)
    codes = ''.join(chr(c) for _, c in chart.letters).replace('?', '\\?')
    out.append(f'\nstatic const char letter_codes[] = "{codes}";\n')
    out.append('''
struct synfin_transition synfin_step(enum synfin_state state, enum synfin_letter letter)
{
  if ((unsigned)state >= SYNFIN_STATES || (unsigned)letter >= SYNFIN_LETTERS)
    return (struct synfin_transition){ .effects = SYNFIN_DO_IMPOSSIBLE, .next = SYNFIN_CLOSED };
  return table[state][letter];
}

const char *synfin_state_name(enum synfin_state state)
{
  return (unsigned)state < SYNFIN_STATES ? state_names[state] : "?";
}

const char *synfin_state_label(enum synfin_state state)
{
  return (unsigned)state < SYNFIN_STATES ? state_labels[state] : "?";
}

const char *synfin_letter_name(enum synfin_letter letter)
{
  return (unsigned)letter < SYNFIN_LETTERS ? letter_names[letter] : "?";
}

const char *synfin_effect_name(unsigned effect)
{
  return effect < SYNFIN_EFFECTS ? effect_names[effect] : "?";
}

char synfin_letter_code(enum synfin_letter letter)
{
  return (unsigned)letter < SYNFIN_LETTERS ? letter_codes[letter] : '\\0';
}

unsigned synfin_letter_of_code(char code)
{
  unsigned letter = 0;
  while (letter < SYNFIN_LETTERS && letter_codes[letter] != code)
    letter++;
  return letter;
}
''')
    return ''.join(out)


def tables(xml, directory):
    chart = Chart(load(xml))
    for state, letter in chart.unanswered():
        fail(f'{state} does not answer {letter}')
    for name, text in (('synfin_machine.h', header(chart)), ('synfin_machine.c', source(chart))):
        with open(os.path.join(directory, name), 'w', encoding='utf-8') as file:
            file.write(text)


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
            print(f",\n    {state}: ( '' -> final | " + ' | '.join(row(state, l) for l in letters if (state, l) in chart.rows) + ' )', end='')
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
    """The rules as spec/tcp_rules.rl writes them: group, name, sentence and clause of each, and its two languages."""
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


def obligations(directory):
    """The rules in two shapes: one machine with an entry for each, to be read here, and in C a machine for each: one that
    accepts nothing has no keys, so that a broken rule does not compile."""
    names = [name for _, name, _, _ in page()]
    entries = ['traces'] + [f'{kind}_{name}' for name in names for kind in ('bad', 'wit')]
    with open(os.path.join(directory, 'proof.rl'), 'w', encoding='utf-8') as file:
        file.write('%%{\n  machine tcp_proof;\n  include tcp_rules "tcp_rules.rl";\n'
                   + ''.join(f'  prove_{e} := {e};\n' for e in entries) + '}%%\n')
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
    """Row by row, what `traces` says is what the shipped machine does: walked together, state by state."""
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
FORCE = {'ABORT', 'rcv_RST', 'USER_TIMEOUT', 'TEXT_unwanted'}


def stuck(chart):
    """The states with no orderly way to CLOSED: that some word exists is no property of all words, hence a walk."""
    out = {'CLOSED'}
    while True:
        more = {s for (s, l), (target, effects) in chart.rows.items()
                if target in out and l not in FORCE and 'impossible' not in effects} - out
        if not more:
            return [s for s in chart.states if s not in out]
        out |= more


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


def prove(xml, proof):
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
    for old, new in zip(written + [None] * len(said), said + [None] * max(0, len(written) - len(said))):
        if old != new:
            fail(f'spec/rules.md differs from spec/tcp_rules.rl:\n  {old}\n  {new}')
    if chart.unanswered() or stuck(chart):
        fail(f'unanswered: {chart.unanswered()}; no orderly way to CLOSED: {stuck(chart)}')
    print(f'{len(rules) - broken} rules hold, {broken} broken; {agree(chart, machine)} rows are the same in the shipped and in the'
          f' proof machine; one label for each of {len(chart.states)} states, an orderly way to CLOSED from each')
    sys.exit(1 if broken else 0)


if __name__ == '__main__':
    command, arguments = sys.argv[1], sys.argv[2:]
    {'tables': tables, 'words': words, 'free': free, 'obligations': obligations, 'prove': prove}[command](*arguments)
