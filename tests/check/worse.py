#!/usr/bin/env python3
"""Makes good captures worse, as bad capturing does: worse.py FROM TO. What was sent stays right, and no violation."""
import os
import random
import sys

import captures


def lose(chance):
    return lambda packets, dice: [p for p in packets if dice.random() >= chance]


def late(packets, dice):
    """Out of order, by up to a third of a second; their times are those at which they were captured."""
    moved = sorted((p.when + (dice.randrange(300000) if dice.random() < 0.1 else 0), i, p)
                   for i, p in enumerate(packets))
    return [p.copy(when) for when, _, p in moved]


def swap(packets, dice):
    packets = [p.copy() for p in packets]
    for i in range(1, len(packets)):
        if dice.random() < 0.2:
            packets[i - 1], packets[i] = packets[i].copy(packets[i - 1].when), packets[i - 1].copy(packets[i].when)
    return packets


def one_way(packets, dice):
    source = packets[0].source()[0]
    return [p for p in packets if (p.source()[0] == source)]


WAYS = {
    'lost-2': lose(0.02), 'lost-10': lose(0.1), 'lost-50': lose(0.5), 'late': late, 'swapped': swap, 'one-way': one_way,
    'twice': lambda packets, dice: [p for p in packets for _ in range(1 + (dice.random() < 0.2))],
    'middle': lambda packets, dice: packets[len(packets) // 5:],
    'middle-4': lambda packets, dice: packets[4:],
    'first-half': lambda packets, dice: packets[:len(packets) // 2],
    'late-lost': lambda packets, dice: late(lose(0.1)(packets, dice), dice),
    'second-half-late': lambda packets, dice: late(packets[len(packets) // 2:], dice),
}


def main():
    for name in sorted(os.listdir(sys.argv[1])):
        if not name.endswith(('-v4.pcap', '-rough-v6.pcap')):
            continue
        packets = captures.read(f'{sys.argv[1]}/{name}')[:800]
        for way, change in WAYS.items():
            captures.write(f'{sys.argv[2]}/{name[:-5]}.{way}.pcap', change(packets, random.Random(name + way)))
        for snap in (60, 40, 54, 96):
            captures.write(f'{sys.argv[2]}/{name[:-5]}.snap-{snap}.pcap', packets, snap)


main()
