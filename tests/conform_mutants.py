#!/usr/bin/env python3
"""Can the checks of `synfin conform` fail? (make conform-mutants)

    conform_mutants.py BUILD [--sample N] [--seed N] [--only TEXT] [--stride N] [--table FILE]

The target `self` is put into a shared library with an engine, a machine and a codec of its own, and altered there one place
at a time: each row of the machine (an effect dropped, one added, another next state), each comparison, constant, statement
and order of checks of the engine (tests/mutants.py says which), each thing that a segment it sends can have wrong, or the
host around it. The instrument beside it stays as it is, and plays its cases. A mutant is killed if a case fails, or if the
target hangs or crashes. Says how many are, and how many each check kills; --table writes the latter. Exit status 1 below
90 % of the mutants of machine, segments and host, or if a check kills none. Engine mutants that only tests from inside can
see are counted, not required.
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
    ('window scale unasked', 'seg->flags & SYNFIN_SYN', 'seg->opt.present |= SYNFIN_HAS_WSCALE, seg->opt.wscale = 15'),
    ('SACK unasked', ANY, 'seg->opt.present |= SYNFIN_HAS_SACK, seg->opt.sack_blocks = 1'),
    ('SACK permitted', 'seg->flags & SYNFIN_SYN', 'seg->opt.present |= SYNFIN_HAS_SACK_PERMITTED'),
    ('timestamps unasked', ANY, 'seg->opt.present |= SYNFIN_HAS_TIMESTAMPS'),
    ('text shorter', 'seg->len > 1 && !seg->rest_len', 'seg->len--'),
    ('ECN', ANY, 'seg->flags |= 0x40'),
    ('FIN alone later', 'seg->len && seg->flags & SYNFIN_FIN', 'seg->flags &= (uint8_t)~SYNFIN_FIN'),
    ('one octet at once', 'seg->len > 1 && !seg->rest_len', 'seg->len = 1'),
    ('wrong source port', ANY, 'seg->src_port++'), ('wrong destination port', ANY, 'seg->dst_port++')]


QUEUE = 'static void queue(struct self *s, const struct synfin_segment *seg)\n{\n'
OTHER = QUEUE.replace('queue', 'queue_').replace('\n{\n', ';\n') + QUEUE + '''  bool other = %s;
  s->addresses.src[3] ^= other;
  queue_(s, seg);
  s->addresses.src[3] ^= other;
}
''' + QUEUE.replace('queue', 'queue_')
ARRIVED, BEGUN = '  size_t n = ip', '  s->addresses.version = scene->version;'
HOST = [                                # what the host around the engine can have wrong: what, in place of what
    ('checksum not looked at', 'ip.len, &ip.addresses)', 'ip.len, NULL)'),
    ('any port is ours', 'seg.dst_port != s->scene->our_port', 'false'),
    ('any port is the peer', 'seg.src_port != s->scene->peer_port', 'false'),
    ('any address is ours', 'memcmp(ip.addresses.dst, s->addresses.src, n) != 0', 'false'),
    ('any address is the peer', 'memcmp(ip.addresses.src, s->addresses.dst, n) != 0', 'false'),
    ('malformed segments end the connection', '&ip.addresses) != SYNFIN_OK)\n    return;',
     '&ip.addresses) != SYNFIN_OK) {\n    synfin_abort(&s->conn, s->now);\n    send_all(s);\n    return;\n  }'),
    ('strange datagrams end the connection', ARRIVED, '  if (octets[0] != 0x45 && octets[0] != 0x60) synfin_abort(&s->conn, s->now), send_all(s);\n' + ARRIVED),
    ('the first datagram is lost', '  struct synfin_ip ip;\n  struct synfin_segment seg;\n',
     '  struct synfin_ip ip;\n  struct synfin_segment seg;\n  if (s->now == SYNFIN_SECONDS(1000)) { s->now++; return; }\n'),
    ('IPv4 options are not read', ARRIVED, '  if (octets[0] != 0x45 && octets[0] >> 4 == 4) return;\n' + ARRIVED),
    ('port 0 is the peer', ARRIVED, '  if (seg.src_port == 0) seg.src_port = s->scene->peer_port;\n' + ARRIVED),
    ('RSTs do not arrive', ARRIVED, '  if (seg.flags & SYNFIN_RST) return;\n' + ARRIVED),
    ('RSTs with options do not arrive', ARRIVED, '  if (seg.flags & SYNFIN_RST && seg.options_len) return;\n' + ARRIVED),
    ('FINs with options do not arrive', ARRIVED, '  if (seg.flags & SYNFIN_FIN && seg.options_len) return;\n' + ARRIVED),
    ('any RST is at RCV.NXT', ARRIVED, '  if (seg.flags & SYNFIN_RST) seg.seq = s->conn.rcv.nxt;\n' + ARRIVED),
    ('any segment is at RCV.NXT', ARRIVED, '  if (s->conn.rcv.nxt) seg.seq = s->conn.rcv.nxt;\n' + ARRIVED),
    ('any ACK is SND.MAX', ARRIVED, '  if (seg.flags & SYNFIN_ACK) seg.ack = s->conn.snd.max;\n' + ARRIVED),
    ('all segments have ACK', ARRIVED, '  if (!(seg.flags & SYNFIN_RST)) seg.flags |= SYNFIN_ACK;\n' + ARRIVED),
    ('what URG is on does not arrive', ARRIVED, '  if (seg.flags & SYNFIN_URG) return;\n' + ARRIVED),
    ('all arrives twice', '  synfin_segment_arrives(', '  synfin_segment_arrives(&s->conn, s->now, &seg);\n  send_all(s);\n  synfin_segment_arrives('),
    ('RECEIVE forgets an octet', 'result = synfin_receive(&s->conn, s->now, octets, len);',
     'result = synfin_receive(&s->conn, s->now, octets, len); if (result > 0) result--;'),
    ('RECEIVE has another octet', 'result = synfin_receive(&s->conn, s->now, octets, len);',
     'result = synfin_receive(&s->conn, s->now, octets, len); if (result > 0) ((uint8_t *)octets)[result - 1] ^= 1;'),
    ('RECEIVE of nothing fails', 'result = synfin_receive(&s->conn, s->now, octets, len);',
     'result = synfin_receive(&s->conn, s->now, octets, len); if (result == 0) result = SYNFIN_ERR_NO_CONNECTION;'),
    ('SEND forgets an octet', 'octets, len, false)', 'octets, len ? len - 1 : 0, false)'),
    ('SEND of nothing sends', 'octets, len, false)', '"x", len, false); if (len == 0) synfin_send(&s->conn, s->now, "x", 1, false)'),
    ('CLOSE again has a FIN again', 'result = synfin_close(&s->conn, s->now);', '''result = synfin_close(&s->conn, s->now);
    if (result < 0) {
      struct synfin_segment fin = {.src_port = s->conn.local_port, .dst_port = s->conn.remote_port, .seq = s->conn.snd.max,
                                   .ack = s->conn.rcv.nxt, .flags = SYNFIN_FIN | SYNFIN_ACK, .wnd = 1000};
      queue(s, &fin);
    }'''),
    ('calls never fail', '  return result;', '  return result < 0 ? 0 : result;'),
    ('calls have another error', '  return result;', '  return result < 0 ? result - 1 : result;'),
    ('calls fail', '  return result;', '  return SYNFIN_ERR_RESET;'),
    ('CLOSE is ABORT', 'synfin_close(&', 'synfin_abort(&'), ('ABORT is CLOSE', 'synfin_abort(&', 'synfin_close(&'),
    ('ABORT is nothing', 'result = synfin_abort(&s->conn, s->now)', 'result = 0'),
    ('letting go is CLOSE', 'synfin_release(&', 'synfin_close(&'), ('letting go is ABORT', 'synfin_release(&', 'synfin_abort(&'),
    ('CLOSE is letting go', 'synfin_close(&', 'synfin_release(&'), ('CLOSE is nothing', 'result = synfin_close(&s->conn, s->now)', 'result = 0'),
    ('OPEN is a new connection', 'case TARGET_CALL_OPEN_ACTIVE: ', 'case TARGET_CALL_OPEN_ACTIVE: synfin_abort(&s->conn, s->now); '),
    ('status is another', 'synfin_status(&((struct self *)target->own)->conn)',
     '(enum synfin_state)((synfin_status(&((struct self *)target->own)->conn) + 1) % SYNFIN_STATES)'),
    ('a tenth of a second late', 'header + (size_t)len, s->now)', 'header + (size_t)len, s->now + 100000)'),
    ('a second late', 'header + (size_t)len, s->now)', 'header + (size_t)len, s->now + SYNFIN_SECONDS(1))'),
    ('the clock stands still', '    synfin_timeout(&s->conn, s->now);', '    synfin_timeout(&s->conn, s->now - 900000);'),
    ('the clock runs twice as fast', '    synfin_timeout(&s->conn, s->now);', '    synfin_timeout(&s->conn, s->now + (s->now - SYNFIN_SECONDS(1000)));'),
    ('Nagle is off', 'scene->no_delay);', 'true);'), ('Nagle is on', 'scene->no_delay);', 'false);'),
    ('small receive buffer', 'scene->receive_buffer : sizeof s->receives', 'scene->receive_buffer : 1000'),
    ('small send buffer', 's->sends, sizeof s->sends)', 's->sends, 90)'),
    ('small segments', BEGUN, '  s->config.mms_s = 500;\n' + BEGUN),
    ('MSS of another default', BEGUN, '  s->config.default_mss = 1460;\n' + BEGUN),
    ('minutes of patience', BEGUN, '  s->config.user_timeout = SYNFIN_SECONDS(60);\n' + BEGUN),
    ('patience without end', BEGUN, '  s->config.user_timeout = SYNFIN_NEVER;\n' + BEGUN),
    ('2 MSL of seconds', BEGUN, '  s->config.msl = SYNFIN_SECONDS(2);\n' + BEGUN),
    ('RTO from 100 ms', BEGUN, '  s->config.rto_initial = s->config.rto_min = 100000;\n' + BEGUN),
    ('RTO of 3 s', BEGUN, '  s->config.rto_initial = s->config.rto_min = SYNFIN_SECONDS(3);\n' + BEGUN),
    ('RTO of 2 s at most', BEGUN, '  s->config.rto_max = SYNFIN_SECONDS(2);\n' + BEGUN),
    ('ACKs not delayed', BEGUN, '  s->config.ack_delay = 0;\n' + BEGUN),
    ('ACKs delayed a second', BEGUN, '  s->config.ack_delay = SYNFIN_SECONDS(1);\n' + BEGUN),
    ('ISS of its own', 's->now, s->scene->iss); break;\n  case TARGET_CALL_OPEN_PASSIVE', 's->now, 7); break;\n  case TARGET_CALL_OPEN_PASSIVE'),
    ('hop limit 0', '.hop_limit = 64', '.hop_limit = 0'), ('another protocol', '.protocol = 6', '.protocol = 17'),
    ('from another address', QUEUE, OTHER % 'true'),
    ('text from another address', QUEUE, OTHER % 'seg->len > 0')]


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
    assert QUEUE in text
    for name, condition, action in SEGMENT:
        code = QUEUE.replace('*seg)', '*given)') + f'  struct synfin_segment altered = *given, *seg = &altered;\n  if ({condition}) {{ {action}; }}\n'
        yield Altered('segments', path, text.replace(QUEUE, code), name)
    encoded = '  if (len >= 0 && '
    assert encoded in text
    for name, code in (('wrong checksum', 'at[header + 16] ^= 1'), ('reserved bits', 'at[header + 12] |= 8, at[header + 16] ^= 8')):
        yield Altered('segments', path, text.replace(encoded, f'  {code};\n{encoded}'), name)
    twice = text.replace('    queue(s, &seg);\n}', '    queue(s, &seg), queue(s, &seg);\n}', 1)
    yield Altered('segments', path, twice, 'all twice')


def host_mutants():
    path = 'src/tool/conform/self.c'
    text = read(path)
    for name, old, new in HOST:
        assert text.count(old) == 1, name
        yield Altered('host', path, text.replace(old, new), name)


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
    chosen = [m for m in [*segment_mutants(), *host_mutants(), *machine_mutants(), *engine_mutants()] if not o.only or o.only in str(m)]
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
    required = sum(counts['made'][g] for g in ('machine', 'segments', 'host'))
    killed = sum(counts['killed'][g] for g in ('machine', 'segments', 'host'))
    return 1 if required and 100 * killed / required < WANTED or whole and idle else 0


if __name__ == '__main__':
    sys.exit(main())
