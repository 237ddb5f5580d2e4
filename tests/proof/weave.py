#!/usr/bin/env python3
"""Weaves annotations into shipped C: weave.py ANNOTATIONS SOURCE > ANNOTATED

A block of ANNOTATIONS goes before the next line of SOURCE that holds the text after `> ` on the block's last line.
Nothing else is changed, so that what is proved is the shipped code.
"""
import sys


def weave(annotations, source):
    lines, block, at = source.split('\n'), [], 0
    for line in annotations.rstrip('\n').split('\n'):
        if not line.startswith('> '):
            block.append(line)
            continue
        before = next((i for i in range(at, len(lines)) if line[2:] in lines[i]), None)
        if before is None:
            sys.exit(f'error: no line for: {line[2:]}')
        lines[before:before], at, block = block, before + len(block) + 1, []
    return '\n'.join(lines)


if __name__ == '__main__':
    text = [open(path, encoding='utf-8').read() for path in sys.argv[1:]]
    sys.stdout.write(weave(*text))
