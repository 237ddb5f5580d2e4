#!/usr/bin/env python3
"""Makes plain SMT-LIB of a lemma: what `;@ function(arguments)` names is the shipped C of src/, read as bit vectors.

A lemma says   ;@ seq_lt             a function of numbers only becomes a function:  (seq_lt a b)
               ;@ acceptable(c, seg) any other is executed on structs whose fields are free:  |c.rcv.nxt|, |seg.len|;
                                     its value is `acceptable` (|receive_trim.len| for a struct), what it wrote is |c.rcv.edge'|.
               ;@ twice = later(a, b) gives the value another name.

Of C this takes numbers, octets, structs, calls (inlined), if, return, assignment and loops, with C's conversions; anything else is an
error. A loop is followed 66 times; |rto.unwound| says that this was not enough. usage: c_to_smt.py LEMMA.smt2 [SOURCE_ROOT]
"""
import glob, os, re, subprocess, sys

TOKEN = re.compile(r'"[^"]*"|\'[^\']*\'|0x[0-9a-fA-F]+[uUlL]*|\d+[uUlL]*|\w+|->|\+\+|--|<<=|>>=|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||\S')
SIZES = {'uint8_t': (8, 0), 'uint16_t': (16, 0), 'uint32_t': (32, 0), 'uint64_t': (64, 0), 'size_t': (64, 0), 'int': (32, 1),
         'unsigned': (32, 0), '_Bool': (1, 0), 'synfin_time': (64, 0), 'int8_t': (8, 1)}
UNWIND = 66
sys.setrecursionlimit(20000)


class Term:
    """An SMT term of a C type: bits and sign. A truth value is an int that has a Bool behind it."""
    def __init__(self, text, bits, signed=0, truth=None, number=None):
        self.text, self.bits, self.signed, self.truth, self.number = text, bits, signed, truth, number


def number(n, bits, signed=0):
    return Term('(_ bv%d %d)' % (n % 2 ** bits, bits), bits, signed, number=n)


def boolean(text):
    return Term('(ite %s (_ bv1 32) (_ bv0 32))' % text, 32, 1, truth=text)


def truth(t):
    return t.truth if t.truth else '(distinct %s (_ bv0 %d))' % (t.text, t.bits)


def convert(t, bits, signed):
    if bits == 1:
        return Term('(ite %s #b1 #b0)' % truth(t), 1, 0, truth=truth(t))
    if t.number is not None:
        return number(t.number, bits, signed)
    if t.bits > bits:
        return Term('((_ extract %d 0) %s)' % (bits - 1, t.text), bits, signed)
    if t.bits < bits:
        return Term('((_ %s_extend %d) %s)' % ('sign' if t.signed else 'zero', bits - t.bits, t.text), bits, signed, t.truth)
    return Term(t.text, bits, signed, t.truth)


def promote(t):
    return convert(t, 32, 1) if t.bits < 32 else t


class Sources:
    def __init__(self, root):
        self.functions, self.structs, self.constants = {}, {}, {'NULL': 0}
        for path in sorted(glob.glob(root + '/src/*.c')):
            text = subprocess.run(['gcc', '-E', '-P', '-I' + root + '/src', '-I' + root + '/gen', path],
                                  capture_output=True, text=True, check=True).stdout
            self.read(TOKEN.findall(text))

    def read(self, t):
        i = 0
        while i < len(t):
            if t[i] == 'enum' and '{' in t[i + 1:i + 3]:
                i = self.enum(t, t.index('{', i) + 1)
            elif t[i] == 'struct' and t[i + 2] == '{' and t[i + 1] not in self.structs:
                self.structs[t[i + 1]], i = self.members(t, i + 3)
            elif t[i] == '(' and re.match(r'\w+$', t[i - 1]):
                close = match(t, i)
                if close + 1 < len(t) and t[close + 1] == '{':
                    end = match(t, close + 1)
                    found = (t[max(0, i - 4):i - 1], t[i + 1:close], t[close + 2:end])
                    known = self.functions.get(t[i - 1])
                    self.functions[t[i - 1]] = found if known is None or known[1:] == found[1:] else 'ambiguous'
                    i = end
            elif t[i] == '{':
                i = match(t, i)
            i += 1

    def enum(self, t, i):
        value = -1
        while t[i] != '}':
            name, value = t[i], value + 1
            if t[i + 1] == '=':
                sign = -1 if t[i + 2] == '-' else 1
                i += 1 if sign < 0 else 0
                value = sign * int(t[i + 2].rstrip('uUlL'), 0)
                i += 2
            self.constants[name] = value
            i += 2 if t[i + 1] == ',' else 1
        return i

    def members(self, t, i):
        fields = {}
        while t[i] != '}':
            while t[i] == 'const':
                i += 1
            if t[i] == 'struct' and t[i + 1] == '{':
                kind, i = self.members(t, i + 2)
            elif t[i] == 'struct':
                kind, i = t[i + 1], i + 2
            elif t[i] == 'enum':
                kind, i = 'unsigned', self.enum(t, t.index('{', i) + 1) + 1
            else:
                kind, i = t[i], i + 1
            while True:
                while t[i] in '*' or t[i] == 'const':
                    i += 1
                fields[t[i]] = kind
                while t[i] not in ',;':
                    i += 1
                i += 1
                if t[i - 1] == ';':
                    break
        return fields, i + 1


def match(t, i):
    pairs, depth = {'(': 1, '{': 1, ')': -1, '}': -1}, 0
    while True:
        depth += pairs.get(t[i], 0)
        if depth == 0:
            return i
        i += 1


class Path(str):
    """Where a struct stands: `c.rcv.text`; or octets: `at`, `at@2` two further on."""
    def octet(self, index):
        base, _, offset = self.partition('@')
        return '%s.[%d]' % (base, int(offset or 0) + index)


LEVELS = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]


class Run:
    def __init__(self, sources, named):
        self.s, self.named, self.out, self.kinds, self.declared, self.count = sources, named, [], {}, [], 0

    # -- fields ------------------------------------------------------------------------------------------------------

    def field(self, path, env):
        if path in env:
            return env[path]
        root, *rest = path.split('.')
        kind = self.kinds[root]
        if kind == 'octets':
            rest, kind = [], 'uint8_t'
        for name in rest:
            kind = (self.s.structs[kind] if isinstance(kind, str) else kind)[name]
        if not isinstance(kind, str) or kind in self.s.structs:
            return Path(path)
        bits, signed = SIZES[kind]
        if path not in self.declared:
            self.declared.append(path)
            self.out.append('(declare-const |%s| %s)' % (path, 'Bool' if bits == 1 else '(_ BitVec %d)' % bits))
        name = '|%s|' % path
        return Term('(ite %s #b1 #b0)' % name, 1, 0, truth=name) if bits == 1 else Term(name, bits, signed)

    def name(self, t):
        """A name for a term that may be used more than once."""
        if not self.named or isinstance(t, Path) or t.number is not None or len(t.text) < 24:
            return t
        self.count += 1
        if t.truth:
            self.out.append('(define-fun t%d () Bool %s)' % (self.count, t.truth))
            return convert(boolean('t%d' % self.count), t.bits, t.signed)
        self.out.append('(define-fun t%d () (_ BitVec %d) %s)' % (self.count, t.bits, t.text))
        return Term('t%d' % self.count, t.bits, t.signed)

    # -- expressions -------------------------------------------------------------------------------------------------

    def ternary(self, t, i, env):
        a, i = self.binary(t, i, env, 0)
        if i < len(t) and t[i] == '?':
            b, i = self.ternary(t, i + 1, env)
            c, i = self.ternary(t, i + 1, env)
            return self.choose(truth(a), b, c), i
        return a, i

    def whole(self, t, env):
        a, i = self.ternary(t, 0, env)
        if i != len(t):
            raise SystemExit('c_to_smt: not understood: ' + ' '.join(t))
        return a

    def choose(self, condition, a, b):
        if isinstance(a, dict):
            return {k: self.choose(condition, a[k], b[k]) for k in a}
        if isinstance(a, Path) or isinstance(b, Path) or a is None or b is None:
            return a if a == b else None
        if a.text == b.text:
            return a
        a, b = self.usual(a, b) if a.bits > 1 or b.bits > 1 else (a, b)
        if a.truth and b.truth:
            return convert(boolean('(ite %s %s %s)' % (condition, a.truth, b.truth)), a.bits, a.signed)
        return Term('(ite %s %s %s)' % (condition, a.text, b.text), a.bits, a.signed)

    def usual(self, a, b):
        a, b = promote(a), promote(b)
        bits = max(a.bits, b.bits)
        signed = int(all(x.signed or x.bits < bits for x in (a, b)))
        return convert(a, bits, signed), convert(b, bits, signed)

    def binary(self, t, i, env, level):
        if level == len(LEVELS):
            return self.unary(t, i, env)
        a, i = self.binary(t, i, env, level + 1)
        while i < len(t) and t[i] in LEVELS[level]:
            op = t[i]
            b, i = self.binary(t, i + 1, env, level + 1)
            a = self.operate(op, a, b)
        return a, i

    def operate(self, op, a, b):
        if isinstance(a, Path):
            base, _, offset = a.partition('@')
            return Path('%s@%d' % (base, int(offset or 0) + b.number))
        if op in ('&&', '||'):
            return boolean('(%s %s %s)' % ('and' if op == '&&' else 'or', truth(a), truth(b)))
        if op in ('<<', '>>'):
            a = promote(a)
            b = convert(promote(b), a.bits, a.signed)
            return Term('(%s %s %s)' % ({'<<': 'bvshl', '>>': 'bvashr' if a.signed else 'bvlshr'}[op], a.text, b.text), a.bits, a.signed)
        a, b = self.usual(a, b)
        if op in ('==', '!='):
            return boolean('(%s %s %s)' % ('=' if op == '==' else 'distinct', a.text, b.text))
        sign = 's' if a.signed else 'u'
        if op in ('<', '>', '<=', '>='):
            return boolean('(bv%s%s %s %s)' % (sign, {'<': 'lt', '>': 'gt', '<=': 'le', '>=': 'ge'}[op], a.text, b.text))
        if op == '/' or op == '%':
            name = ('bv%sdiv' if op == '/' else 'bv%srem') % sign
        else:
            name = {'+': 'bvadd', '-': 'bvsub', '*': 'bvmul', '&': 'bvand', '|': 'bvor', '^': 'bvxor'}[op]
        return Term('(%s %s %s)' % (name, a.text, b.text), a.bits, a.signed)

    def unary(self, t, i, env):
        if t[i] == '!':
            a, i = self.unary(t, i + 1, env)
            return boolean('(not %s)' % truth(a)), i
        if t[i] in '-~':
            a, j = self.unary(t, i + 1, env)
            a = promote(a)
            if a.number is not None and t[i] == '-':
                return number(-a.number, a.bits, a.signed), j
            return Term('(%s %s)' % ('bvneg' if t[i] == '-' else 'bvnot', a.text), a.bits, a.signed), j
        if t[i] == '*':
            a, j = self.unary(t, i + 1, env)
            return self.field(a.octet(0), env), j
        if t[i] == '&':
            return self.unary(t, i + 1, env)
        if t[i] == '(' and t[i + 1] in SIZES and t[i + 2] == ')':
            a, j = self.unary(t, i + 3, env)
            return convert(a, *SIZES[t[i + 1]]), j
        if t[i] == '(' and t[i + 1] == 'struct':
            close = match(t, i)
            return self.literal(t, close + 1, t[i + 2], env)
        return self.postfix(t, i, env)

    def literal(self, t, i, kind, env):
        members = self.s.structs[kind]
        names, end, at = list(members), match(t, i), 0
        value = {k: number(0, *SIZES[v]) for k, v in members.items()}
        i += 1
        while i < end:
            if t[i] == '.':
                at, i = names.index(t[i + 1]), i + 3
            v, i = self.ternary(t, i, env)
            value[names[at]] = self.name(convert(v, *SIZES[members[names[at]]]))
            at, i = at + 1, i + (t[i] == ',')
        return value, end + 1

    def postfix(self, t, i, env):
        if t[i] == '(':
            a, i = self.ternary(t, i + 1, env)
            i += 1
        elif t[i][0].isdigit():
            text = t[i].rstrip('uUlL')
            bits = 64 if 'l' in t[i].lower()[-2:] else 32
            return number(int(text, 0), bits, int('u' not in t[i].lower())), i + 1
        elif t[i + 1:i + 2] == ['(']:
            end, args, j = match(t, i + 1), [], i + 2
            while j < end:
                a, j = self.ternary(t, j, env)
                args.append(a)
                j += t[j] == ','
            return self.call(t[i], args, env), end + 1
        elif t[i] in self.s.constants:
            return number(self.s.constants[t[i]], 32, 1), i + 1
        else:
            a, i = env.get(t[i], None), i + 1
            if a is None:
                raise SystemExit('c_to_smt: what is %s?' % t[i - 1])
        if t[i:i + 1] == ['['] and isinstance(a, Path):
            return self.field(a.octet(int(t[i + 1])), env), i + 3
        while i < len(t) and t[i] in ('->', '.'):
            a, i = (a[t[i + 1]] if isinstance(a, dict) else self.field(a + '.' + t[i + 1], env)), i + 2
        return a, i

    # -- statements --------------------------------------------------------------------------------------------------

    def call(self, name, args, env):
        found = self.s.functions.get(name)
        if found is None or found == 'ambiguous':
            raise SystemExit('c_to_smt: %s is %s' % (name, found or 'not in src/'))
        returns, params, body = found
        inner = {k: v for k, v in env.items() if '.' in k}
        for text, value in zip(' '.join(params).split(','), args):
            word = text.replace('*', ' ').replace('const', '').split()
            inner[word[-1]] = value if isinstance(value, Path) else self.name(convert(value, *SIZES[word[0]]))
        result, after = self.run(body, inner, 0)
        env.update({k: v for k, v in after.items() if '.' in k})
        if returns[-1] in SIZES:
            result = convert(result, *SIZES[returns[-1]])
        return result

    def statement(self, t, i):
        """The end of the statement that begins at i."""
        if t[i] == '{':
            return match(t, i) + 1
        if t[i] in ('if', 'for', 'while'):
            end = self.statement(t, match(t, i + 1) + 1)
            if t[i] == 'if' and t[end:end + 1] == ['else']:
                end = self.statement(t, end + 1)
            return end
        while t[i] != ';':
            i = match(t, i) + 1 if t[i] in '({' else i + 1
        return i + 1

    def run(self, t, env, depth):
        """Runs statements to the end; returns the value returned and the environment then."""
        if not t:
            return None, env
        if t[0] == '{':
            end = match(t, 0)
            return self.run(t[1:end] + t[end + 1:], env, depth)
        if t[0] == ';':
            return self.run(t[1:], env, depth)
        if t[0] == 'return':
            if t[1] == ';':
                return None, env
            return self.whole(t[1:self.statement(t, 0) - 1], env), env
        if t[0] == 'if':
            close = match(t, 1)
            end = self.statement(t, close + 1)
            yes, no, rest = t[close + 1:end], [], t[end:]
            if rest[:1] == ['else']:
                end = self.statement(t, end + 1)
                no, rest = rest[1:end - len(t) + len(rest)], t[end:]
            condition = self.name(boolean(truth(self.whole(t[2:close], env)))).truth
            return self.fork(condition, yes + rest, no + rest, env, depth)
        if t[0] in ('for', 'while'):
            close = match(t, 1)
            end = self.statement(t, close + 1)
            head, body, rest = ' '.join(t[2:close]), t[close + 1:end], t[end:]
            first, condition, step = head.split(';') if t[0] == 'for' else ('', head, '')
            again = ['while', '('] + condition.split() + [')', '{'] + body + step.split() + [';', '}']
            if first.strip():
                return self.run(first.split() + [';'] + again + rest, env, depth)
            if depth == UNWIND:
                return self.run(rest, dict(env, **{'loop.unwound': convert(boolean('true'), 1, 0)}), 0)
            condition = self.name(boolean(truth(self.whole(condition.split(), env)))).truth
            return self.fork(condition, body + step.split() + [';'] + again + rest, rest, env, depth + 1)
        end = self.statement(t, 0)
        self.simple(t[:end - 1], env)
        return self.run(t[end:], env, depth)

    def fork(self, condition, yes, no, env, depth):
        a, env_a = self.run(yes, dict(env), depth)
        b, env_b = self.run(no, dict(env), depth)
        merged = {}
        for k in sorted(set(env_a) | set(env_b)):
            if '.' in k or (k in env_a and k in env_b):
                merged[k] = self.choose(condition, self.get(k, env_a), self.get(k, env_b))
                if '.' in k and not isinstance(merged[k], Path):
                    merged[k] = self.name(merged[k])
        return (None if a is None and b is None else self.choose(condition, a, b)), merged

    def get(self, k, env):
        return convert(boolean('false'), 1, 0) if k == 'loop.unwound' and k not in env else self.field(k, env) if '.' in k else env[k]

    def simple(self, t, env):
        while t[0] == 'const':
            t = t[1:]
        if t[0] in SIZES or t[0] == 'struct':
            kind, i = (t[0], 1) if t[0] in SIZES else (None, 2)
            while i < len(t):
                while t[i] in ('*', 'const'):
                    i += 1
                name = t[i]
                if t[i + 1:i + 3] == ['=', '{']:
                    v, i = self.literal(t, i + 2, t[1], env)
                else:
                    v, i = self.ternary(t, i + 2, env) if t[i + 1:i + 2] == ['='] else (number(0, 32), i + 1)
                env[name] = self.name(convert(v, *SIZES[kind])) if kind else v
                i += 1
            return
        if t[0] == '++' or t[-1] == '++':
            t = [x for x in t if x != '++'] + ['+=', '1']
        ops = [i for i, x in enumerate(t) if re.match(r'(<<|>>|[+\-*/%&|^])?=$', x)]
        if not ops:
            self.whole(t, env)
            return
        value = self.whole(t[ops[-1] + 1:], env)
        if len(ops) == 1 and t[ops[0]] != '=':
            value = self.operate(t[ops[0]][:-1], self.ternary(t, 0, env)[0], value)
        starts = [0] + [i + 1 for i in ops[:-1]]
        for a, b in zip(starts, ops):
            old = self.whole(t[a:b], env)
            if isinstance(env.get(t[a]), dict):
                env[t[a]] = dict(env[t[a]], **{t[a + 2]: self.name(convert(value, old.bits, old.signed))})
                continue
            key = t[a] if b == a + 1 else self.lvalue(t[a:b], env)
            env[key] = self.name(convert(value, old.bits, old.signed))

    def lvalue(self, t, env):
        if t[0] == '*':
            return env[t[1]].octet(0)
        return env[t[0]] + '.' + '.'.join(t[2::2])


def expand(sources, line):
    name, _, args = line.strip().rstrip(')').partition('(')
    found = sources.functions.get(name)
    if found is None or found == 'ambiguous':
        raise SystemExit('c_to_smt: %s is %s' % (name, found or 'not in src/'))
    params = [p.replace('const', '').split() for p in ' '.join(found[1]).split(',')]
    if not args:
        run = Run(sources, False)
        env, heads = {}, []
        values = []
        for p in params:
            bits, signed = SIZES[p[0]]
            values.append(Term(p[-1], bits, signed))
            heads.append('(%s (_ BitVec %d))' % (p[-1], bits))
        v = run.call(name, values, env)
        sort, text = ('Bool', truth(v)) if v.bits == 1 else ('(_ BitVec %d)' % v.bits, v.text)
        return ['(define-fun %s (%s) %s %s)' % (name, ' '.join(heads), sort, text)]
    return ('run', name, [a.strip() for a in args.split(',')], params)


def translate(path, root):
    sources = Sources(root)
    out, run = [], Run(sources, True)
    for line in open(path):
        if not line.startswith(';@'):
            out.append(line.rstrip('\n'))
            continue
        alias, equals, text = line[2:].strip().rpartition(' = ')
        got = expand(sources, text)
        if isinstance(got, list):
            out += got
            continue
        _, name, args, params = got
        values, env = [], {}
        for arg, p in zip(args, params):
            if '*' in p and p[0] == 'uint8_t':
                run.kinds[arg] = 'octets'
                values.append(Path(arg))
            elif p[0] == 'struct':
                run.kinds[arg] = p[1]
                values.append(Path(arg))
            else:
                bits, signed = SIZES[p[0]]
                if arg not in run.declared:
                    run.declared.append(arg)
                    run.out.append('(declare-const |%s| (_ BitVec %d))' % (arg, bits))
                values.append(Term('|%s|' % arg, bits, signed))
        result = run.call(name, values, env)
        name = alias or name
        results = {name: result} if not isinstance(result, dict) else {'%s.%s' % (name, k): v for k, v in result.items()}
        unwound = env.pop('loop.unwound', convert(boolean('false'), 1, 0))
        results.update({name + '.unwound': unwound}, **{k + "'": v for k, v in env.items() if '.' in k})
        for k, v in results.items():
            if v is None or isinstance(v, Path):
                continue
            sort, text = ('Bool', truth(v)) if v.bits == 1 else ('(_ BitVec %d)' % v.bits, v.text)
            run.out.append('(define-fun |%s| () %s %s)' % (k, sort, text))
        out += ['; ---- %s of src/' % line[2:].strip()] + run.out + ['; ----']
        run.out = []
    return out


if __name__ == '__main__':
    here = os.path.dirname(os.path.abspath(__file__))
    print('\n'.join(translate(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else here + '/../..')))
