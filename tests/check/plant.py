#!/usr/bin/env python3
"""Violations planted into a good capture, one each: plant.py SYNFIN GOOD.pcap. Each has to be found in its packet, by
its rule, and nothing else may be found. What happens in good.pcap: see sample() in traffic.py."""
import copy
import json
import os
import subprocess
import sys
import tempfile

import captures

FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << bit for bit in range(8))
MSS, WSCALE, SACK_OK, SACK, TS = 2, 3, 4, 5, 8
PLANTS = []


def plant(rule, *more, complete=False, verdict='violation'):
    """`more`: rules that the same edit breaks as well. The function returns the packet that is wrong."""
    def take(function):
        PLANTS.append((function.__name__, rule, set(more), complete, verdict, function))
        return function
    return take


class Good:
    """The capture, by connection; what is found is a copy that may be changed."""

    def __init__(self, packets):
        self.packets = [copy.copy(p) for p in packets]
        for p in self.packets:
            p.octets = bytearray(p.octets)
        self.connections = {}
        for p in self.packets:
            if p.octets[9 if p.version == 4 else 6] == 6:
                ends = (p.source(), (bytes(p.octets[p.address(1)]), p.get(2, 2)))
                self.connections.setdefault(frozenset(ends), []).append(p)

    def of(self, number, side):
        """The packets of an end: 0 opened the connection."""
        packets = list(self.connections.values())[number - 1]
        return [p for p in packets if (p.source() == packets[0].source()) == (side == 0)]

    def again(self, packet, after=50):
        """Puts a copy of a packet behind it, some microseconds later."""
        twin = packet.copy(packet.when + after)
        self.packets.insert(self.packets.index(packet) + 1, twin)
        return twin


def pure(packets):
    return [p for p in packets if p.flags == ACK and not p.text]


def texts(packets):
    return [p for p in packets if p.text and not p.flags & FIN]


def fins(packets):
    return [p for p in packets if p.flags & FIN]


def set_option(p, kind, data):
    """Puts other data in an option."""
    p.set_options([[k, data if k == kind else d] for k, d in p.options()])


def drop_option(p, kind):
    p.set_options([option for option in p.options() if option[0] != kind])


def with_sack(good):
    return next(p for number in (1, 2) for side in (0, 1) for p in good.of(number, side)
                if any(kind == SACK for kind, _ in p.options()))


def blocks(p, *edges):
    set_option(p, SACK, b''.join((edge % (1 << 32)).to_bytes(4, 'big') for edge in edges))
    return p


# ---- Header ----------------------------------------------------------------------------------------------------------

@plant('checksum')
def text_damaged(good):
    p = texts(good.of(1, 0))[2]
    p.octets[-1] ^= 1
    return p, False


@plant('checksum')
def first_segment_damaged(good):
    p = good.of(4, 0)[0]
    p.put(16, 2, p.get(16, 2) + 1)
    return p, False


@plant('ip-checksum')
def ip_header_damaged(good):
    p = pure(good.of(1, 0))[3]
    p.octets[8] -= 1
    return p, False


@plant('ip-header')
def ip_longer_than_it_is(good):
    p = pure(good.of(1, 0))[3]
    p.octets[2:4] = (5000).to_bytes(2, 'big')
    return p, False


@plant('short')
def half_a_header(good):
    p = pure(good.of(1, 0))[3]
    p.octets[2:4] = (30).to_bytes(2, 'big')
    return p, False


@plant('offset')
def offset_4(good):
    p = pure(good.of(1, 0))[3]
    p.put(12, 1, 0x40)
    return p


@plant('offset')
def offset_beyond_the_segment(good):
    p = pure(good.of(2, 0))[3]
    p.put(12, 1, 0xf0)
    return p


@plant('option-length')
def option_of_length_0(good):
    p = pure(good.of(1, 0))[3]
    p.put(21, 1, 77)
    p.put(22, 1, 0)
    p.put(20, 1, 77)
    p.put(21, 1, 0)
    return p


@plant('option-length')
def option_of_length_1(good):
    p = pure(good.of(2, 1))[1]
    p.put(20, 1, 77)
    p.put(21, 1, 1)
    return p


@plant('option-length')
def option_beyond_the_header(good):
    p = pure(good.of(1, 0))[3]
    p.put(23, 1, 11)
    return p


@plant('option-length')
def timestamps_of_9_octets(good):
    p = pure(good.of(1, 0))[3]
    p.put(23, 1, 9)
    return p


@plant('padding')
def padded_with_ones(good):
    p = pure(good.of(1, 0))[3]
    p.set_header(bytes([TS, 10]) + dict(p.options())[TS] + b'\0\1', b'')
    return p


@plant('reserved')
def reserved_bits(good):
    p = pure(good.of(1, 0))[3]
    p.put(12, 1, p.get(12, 1) | 4)
    return p


@plant('port')
def from_port_0(good):
    p = pure(good.of(1, 0))[3]
    p.put(0, 2, 0)
    return p


@plant('port')
def to_port_0(good):
    p = pure(good.of(2, 0))[3]
    p.put(2, 2, 0)
    return p


@plant('address')
def to_a_group(good):
    p = pure(good.of(1, 0))[3]
    p.octets[16:20] = bytes((224, 0, 0, 1))
    return p


@plant('address')
def to_everybody(good):
    p = pure(good.of(1, 0))[3]
    p.octets[16:20] = bytes((255, 255, 255, 255))
    return p


@plant('address')
def to_a_group_of_ipv6(good):
    p = pure(good.of(2, 0))[3]
    p.octets[24:40] = bytes.fromhex('ff02' + '00' * 13 + '01')
    return p


@plant('flags')
def syn_and_rst(good):
    p = good.again(good.of(1, 0)[0])
    p.flags = SYN | RST
    return p


@plant('flags')
def syn_and_fin(good):
    p = good.again(good.of(1, 0)[0])
    p.flags = SYN | FIN
    return p


@plant('flags')
def rst_and_fin(good):
    p = next(p for p in good.of(4, 0) if p.flags & RST)
    p.flags |= FIN
    return p


@plant('no-ack')
def no_flags(good):
    p = pure(good.of(1, 0))[3]
    p.flags = 0
    return p


@plant('no-ack')
def text_without_ack(good):
    p = texts(good.of(2, 0))[3]
    p.flags = PSH
    return p


@plant('no-ack')
def fin_without_ack(good):
    p = fins(good.of(1, 0))[0]
    p.flags = FIN
    return p


@plant('urgent')
def urgent_pointer_of_0(good):
    p = texts(good.of(1, 0))[3]
    p.flags |= URG
    return p


# ---- Options ---------------------------------------------------------------------------------------------------------

@plant('mss-late')
def mss_with_text(good):
    p = texts(good.of(1, 0))[3]
    p.set_options(p.options() + [[MSS, b'\5\xb4']])
    return p


@plant('wscale-late')
def wscale_with_text(good):
    p = texts(good.of(1, 0))[3]
    p.set_options(p.options() + [[WSCALE, b'\7']])
    return p


@plant('sack-ok-late')
def sack_permitted_with_text(good):
    p = texts(good.of(2, 0))[3]
    p.set_options(p.options() + [[SACK_OK, b'']])
    return p


@plant('wscale-large')
def scaled_by_15(good):
    p = good.of(4, 0)[0]
    set_option(p, WSCALE, b'\x0f')
    return p


@plant('wscale-unasked', 'window-shrunk')
def scaled_though_the_syn_is_not(good):
    drop_option(good.of(4, 0)[0], WSCALE)
    return good.of(4, 1)[0]


@plant('ts-unasked')
def timestamps_in_answer_to_none(good):
    drop_option(good.of(4, 0)[0], TS)
    return good.of(4, 1)[0]


@plant('ts-unasked')
def timestamps_not_agreed_on(good):
    drop_option(good.of(4, 1)[0], TS)
    return good.of(4, 0)[1]


@plant('ts-missing')
def timestamps_left_out(good):
    p = pure(good.of(1, 0))[3]
    p.set_header(b'', b'')
    return p


@plant('ts-missing')
def timestamps_left_out_with_text(good):
    p = texts(good.of(2, 1))[3]
    p.set_header(b'', p.text)
    return p


@plant('ts-echo-on-syn')
def echo_on_a_syn(good):
    p = good.of(4, 0)[0]
    set_option(p, TS, dict(p.options())[TS][:4] + b'\0\0\0\1')
    return p


@plant('ts-echo')
def echo_of_what_never_was(good):
    p = pure(good.of(1, 0))[3]
    value = dict(p.options())[TS]
    set_option(p, TS, value[:4] + (int.from_bytes(value[4:], 'big') - (1 << 29)).to_bytes(4, 'big'))
    return p


@plant('ts-echo')
def echo_of_the_future(good):
    p = pure(good.of(2, 0))[3]
    value = dict(p.options())[TS]
    set_option(p, TS, value[:4] + ((int.from_bytes(value[4:], 'big') + (1 << 29)) % (1 << 32)).to_bytes(4, 'big'))
    return p


@plant('ts-back')
def timestamp_goes_back(good):
    p = pure(good.of(1, 0))[5]
    value = dict(p.options())[TS]
    set_option(p, TS, (int.from_bytes(value[:4], 'big') - 5000).to_bytes(4, 'big') + value[4:])
    return p


@plant('sack-unasked')
def sack_not_permitted(good):
    p = with_sack(good)
    for number in (1, 2):
        for side in (0, 1):
            if p in good.of(number, side):
                for syn in good.of(number, not side):
                    if syn.flags & SYN:
                        drop_option(syn, SACK_OK)
    return p


@plant('sack-blocks')
def sack_block_reversed(good):
    p = with_sack(good)
    return blocks(p, p.ack + 900, p.ack + 100)


@plant('sack-blocks')
def sack_block_empty(good):
    p = with_sack(good)
    return blocks(p, p.ack + 100, p.ack + 100)


@plant('sack-blocks')
def sack_block_at_the_ack(good):
    p = with_sack(good)
    return blocks(p, p.ack, p.ack + 100)


@plant('sack-blocks')
def sack_blocks_overlap(good):
    p = with_sack(good)
    return blocks(p, p.ack + 100, p.ack + 300, p.ack + 200, p.ack + 400)


@plant('sack-blocks')
def second_sack_block_below_the_ack(good):
    p = with_sack(good)
    return blocks(p, p.ack + 100, p.ack + 300, p.ack - 200, p.ack - 100)


@plant('sack-unsent')
def sack_below_the_iss(good):
    p = with_sack(good)
    return blocks(p, p.ack - 30000, p.ack - 29000)


@plant('sack-unsent')
def sack_beyond_the_fin(good):
    p = good.of(1, 0)[-1]
    p.set_options([[1, b''], [1, b''], [TS, dict(p.options())[TS]], [1, b''], [1, b''], [SACK, b'']])
    return blocks(p, p.ack + 10, p.ack + 20)


@plant('mss-exceeded')
def larger_than_the_mss(good):
    for p in good.of(2, 0):
        if p.flags & SYN:
            set_option(p, MSS, b'\4\0')
    return next(p for p in texts(good.of(2, 1)) if len(p.text) > 1400)


@plant('mss-exceeded')
def larger_than_the_default_mss(good):
    for p in good.of(1, 0):
        if p.flags & SYN:
            drop_option(p, MSS)
    return next(p for p in texts(good.of(1, 1)) if len(p.text) > 1400)


@plant('ecn-unasked')
def ece_without_ecn(good):
    p = pure(good.of(1, 0))[3]
    p.flags |= ECE
    return p


@plant('ecn-unasked')
def cwr_without_ecn(good):
    p = texts(good.of(2, 0))[3]
    p.flags |= CWR
    return p


@plant('ecn-unasked')
def syn_ack_with_ecn(good):
    p = good.of(4, 1)[0]
    p.flags |= ECE
    return p


# ---- Opening ---------------------------------------------------------------------------------------------------------

@plant('syn-iss')
def syn_again_with_another_iss(good):
    p = good.of(1, 0)[1]
    p.seq += 1000000
    return p


@plant('syn-iss')
def syn_ack_again_with_another_iss(good):
    p = good.again(good.of(1, 1)[0])
    p.seq += 1000000
    return p


@plant('iss-reused', complete=True)
def iss_of_the_connection_before(good):
    p = good.of(4, 0)[0].copy(good.packets[-1].when + 200000)
    p.seq += 50
    good.packets.append(p)
    return p


@plant('syn-ack')
def syn_ack_of_another_syn(good):
    p = good.of(1, 1)[0]
    good.again(p)
    p.ack += 5
    return p


@plant('syn-ack')
def syn_ack_of_the_iss(good):
    p = good.of(4, 1)[0]
    good.again(p)
    p.ack -= 1
    return p


@plant('ack-of-syn')
def handshake_not_completed(good):
    p = pure(good.of(1, 0))[0]
    p.ack -= 1
    return p


@plant('ack-of-syn')
def text_acknowledges_before_the_iss(good):
    p = texts(good.of(2, 0))[0]
    p.ack -= 10
    return p


# ---- Numbers ---------------------------------------------------------------------------------------------------------

@plant('ack-unsent')
def ack_of_what_was_never_sent(good):
    p = pure(good.of(1, 0))[3]
    p.ack += 30000
    fin = fins(good.of(1, 1))[0]
    fin.flags = ACK
    good.packets = [q for q in good.packets if q.when <= fin.when or q not in good.of(1, 0) + good.of(1, 1)]
    return p


@plant('ack-unsent', complete=True)
def ack_one_too_high(good):
    p = pure(good.of(1, 0))[4]
    p.ack += 1
    return p


@plant('ack-beyond-fin')
def ack_beyond_the_fin(good):
    p = good.of(1, 0)[-1]
    p.ack += 1
    return p


@plant('ack-beyond-fin')
def ack_beyond_the_fin_of_ipv6(good):
    p = good.of(2, 1)[-1]
    p.ack += 20
    return p


@plant('ack-back')
def ack_goes_back(good):
    p = pure(good.of(1, 1))[-2]
    p.ack -= 3000
    return p


@plant('window-shrunk')
def window_shrinks(good):
    p = pure(good.of(1, 0))[5]
    p.window = p.window // 2
    return p


@plant('window-shrunk')
def window_shuts(good):
    p = pure(good.of(2, 1))[4]
    p.window = 0
    return p


@plant('beyond-window')
def text_beyond_the_window(good):
    p = good.again(texts(good.of(1, 1))[2])
    p.seq += 300000
    return p


@plant('beyond-window', complete=True)
def text_one_octet_beyond_a_probe(good):
    p = good.again(texts(good.of(2, 0))[1])
    p.seq += 300000
    return p


@plant('beyond-window', 'after-rst')
def rst_beyond_the_window(good):
    p = good.again(pure(good.of(1, 1))[1])
    p.flags = RST | ACK
    p.seq += 300000
    return p


@plant('beyond-fin')
def text_after_the_fin(good):
    p = good.again(fins(good.of(1, 1))[0])
    p.flags = PSH | ACK
    p.seq += 1
    p.set_text(b'more')
    return p


@plant('beyond-fin')
def ack_with_a_number_after_the_fin(good):
    p = good.of(1, 1)[-1]
    p.seq += 3
    return p


@plant('beyond-fin', 'beyond-window', complete=True)
def text_far_after_the_fin(good):
    p = text_after_the_fin(good)
    p.seq += 1000000
    return p


@plant('beyond-fin', verdict='inconclusive')
def text_of_another_connection_whose_opening_was_lost(good):
    p = text_far_after_the_fin(good)
    for lost in good.of(1, 0):
        good.packets.remove(lost)
    return p


@plant('fin-moved')
def fin_again_later(good):
    p = good.again(fins(good.of(1, 1))[0])
    p.seq += 2
    return p


@plant('fin-moved')
def fin_again_earlier(good):
    p = good.again(fins(good.of(2, 0))[0])
    p.set_text(b'')
    p.seq -= 5
    return p


@plant('text-differs')
def other_octets_sent_again(good):
    p = good.again(texts(good.of(1, 0))[2])
    p.set_text(p.text[:-1] + b'!')
    return p


@plant('text-differs')
def other_octets_in_other_pieces(good):
    p = good.again(next(p for p in texts(good.of(2, 1)) if len(p.text) > 1400))
    p.seq += 100
    p.set_text(p.text[100:700] + b'!' + p.text[701:1200])
    return p


# ---- Resets and states -----------------------------------------------------------------------------------------------

@plant('rst-of-syn')
def refusal_with_another_ack(good):
    p = good.of(3, 1)[0]
    p.ack += 1
    return p


@plant('rst-of-syn')
def refusal_of_the_iss(good):
    p = good.of(3, 1)[0]
    p.ack -= 1
    return p


@plant('rst-of-syn', complete=True)
def refusal_without_ack(good):
    p = good.of(3, 1)[0]
    p.flags = RST
    p.ack = 0
    return p


@plant('after-rst')
def text_long_after_the_rst(good):
    p = texts(good.of(4, 0))[0].copy(good.packets[-1].when + 700000)
    good.packets.append(p)
    return p


@plant('after-rst')
def ack_of_more_after_the_rst(good):
    p = good.again(next(p for p in good.of(4, 0) if p.flags == RST | ACK))
    reply = good.of(4, 1)[0].copy(p.when - 1)
    reply.flags = ACK | PSH
    reply.seq = p.ack
    reply.ack = p.seq
    reply.set_header(bytes([1, 1, TS, 10]) + dict(reply.options())[TS], b'late')
    reply.window = 64
    good.packets.insert(good.packets.index(p), reply)
    p.flags = ACK
    p.ack += 4
    return p


@plant('syn-again', 'ts-back')
def syn_again_once_established(good):
    p = good.of(1, 0)[0].copy(fins(good.of(1, 0))[0].when + 9)
    good.packets.insert(good.packets.index(fins(good.of(1, 0))[0]) + 1, p)
    return p


@plant('state', complete=True)
def syn_again_while_established(good):
    p = good.of(1, 0)[0].copy(texts(good.of(1, 0))[1].when + 9)
    good.packets.insert(good.packets.index(texts(good.of(1, 0))[1]) + 1, p)
    return p


@plant('state', complete=True)
def goes_on_without_a_syn_ack(good):
    good.packets.remove(good.of(4, 1)[0])
    return good.of(4, 0)[1]


# ---- What is worth a note, or cannot be told for sure -------------------------------------------------------------------

@plant('offload', verdict='note')
def checksum_left_to_the_interface(good):
    p = texts(good.of(1, 0))[2]
    p.put(16, 2, ~int.from_bytes(captures.checksum(p.pseudo_header()), 'big'))
    return p, False


@plant('land', verdict='note')
def both_ends_are_one_socket(good):
    p = good.of(4, 0)[0].copy(good.packets[-1].when + 9)
    p.octets[p.address(1)] = p.octets[p.address(0)]
    p.put(2, 2, p.get(0, 2))
    good.packets.append(p)
    return p


@plant('seq-back', verdict='note')
def empty_segment_of_long_ago(good):
    last = good.of(1, 0)[-1]
    p = last.copy(good.packets[-1].when + 10_000_000)
    p.set_text(b'')
    p.flags, p.seq = ACK, last.seq - 100
    good.packets.append(p)
    return p


@plant('rst-of-rst', verdict='inconclusive')
def rst_answers_a_rst(good):
    rst = [p for p in good.packets if p.flags & RST and p.flags & ACK][-1]
    rst.ack -= 1
    p = rst.copy(rst.when + 9)
    p.octets[p.address(0)], p.octets[p.address(1)] = rst.octets[p.address(1)], rst.octets[p.address(0)]
    p.put(0, 2, rst.get(2, 2))
    p.put(2, 2, rst.get(0, 2))
    p.flags, p.seq, p.ack = RST, rst.ack, 0
    good.packets.insert(good.packets.index(rst) + 1, p)
    return p


# ---- All of them -----------------------------------------------------------------------------------------------------

def check(synfin, path, complete, verdict='violation'):
    done = subprocess.run([synfin, 'check', '--format', 'json', '--all', *(['--complete'] if complete else []), path],
                          capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, [line for line in lines if line['type'] == 'finding' and line['verdict'] == verdict]


def run(synfin, packets, path, entry):
    """What is wrong, or None."""
    _, rule, more, complete, verdict, function = entry
    good = Good(packets)
    wrong = function(good)
    wrong, seal = wrong if isinstance(wrong, tuple) else (wrong, True)
    for p in good.packets:
        if p.octets[9 if p.version == 4 else 6] == 6 and (seal or p is not wrong):
            p.seal()
    captures.write(path, good.packets)
    status, found = check(synfin, path, complete, verdict)
    number = next(i for i, p in enumerate(good.packets, 1) if p is wrong)
    if status != (verdict == 'violation'):
        return f'exit status {status}'
    if not any(f['rule'] == rule and f['packet'] == number for f in found):
        return f'not found in packet {number}, but: {[(f["rule"], f["packet"]) for f in found]}'
    other = {f['rule'] for f in found} - {rule} - more if verdict == 'violation' else set()
    return f'found as well: {other}' if other else None


def main():
    synfin, path = sys.argv[1:3]
    packets = captures.read(path)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for entry in PLANTS:
            why = run(synfin, packets, f'{folder}/planted.pcap', entry)
            failed += why is not None
            if why or os.environ.get('VERBOSE'):
                print(f'{"NOT OK" if why else "ok    "}  {entry[0]}, {entry[1]}: {why or "found"}')
        for complete in (False, True):
            status, found = check(synfin, path, complete)
            if status != 0 or found:
                failed += 1
                print(f'NOT OK  the good capture: {found}')
    print(f'{len(PLANTS) + 2 - failed} passed, {failed} failed')
    sys.exit(failed > 0)


main()
