#!/usr/bin/env python3
"""What is made of the chart, read from what Ragel compiled of it (ragel -x).

    generate.py XML DIR   write DIR/synfin_machine.h and DIR/synfin_machine.c, the machine as a dense table

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

    def unreached(self):
        """What the host names and no word leads to: Ragel leaves it out."""
        host = open(os.path.join(HERE, 'tcp_machine.rl'), encoding='utf-8').read()
        return [a for a in re.findall(r'action (\w+)', host) if a not in self.effects and a[3:] not in self.states]

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


if __name__ == '__main__':
    tables(*sys.argv[1:])
