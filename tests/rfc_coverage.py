#!/usr/bin/env python3
"""Which requirement of RFC 9293 is held by which test.

A test names its requirements in the comment above it or inside it, /* MUST-18 */. The column `status` of
tests/requirements.tsv says why one has no test: "n/a: reason", or "host: reason" for what the host of the engine does.
Exit status 1 if a MUST of level codec, machine, engine or api is missing, if one is both tested and not applicable, or
if an id is unknown or stands there twice.
"""
import collections
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parent
ID = re.compile(r"\b(?:MUST|SHLD|MAY|REC)-\d+\b")
BEGIN = re.compile(r"^START_TEST\((\w+)\)")
LEVELS = ("codec", "machine", "engine", "api", "host")
COLUMNS = ("covered", "n/a", "host", "missing")


def citations(path):
    """(id, line, test) of a file; in C the test that stands around or below the id, elsewhere none is named."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if path.suffix != ".c":
        return [(found, number, "") for number, line in enumerate(lines, 1) for found in ID.findall(line)]
    cited, waiting, test = [], [], None
    for number, line in enumerate(lines, 1):
        begins = BEGIN.match(line)
        if begins:
            test = begins.group(1)
            cited += [(found, number, test) for found in waiting]
            waiting = []
        for found in ID.findall(line):
            if test:
                cited.append((found, number, test))
            else:
                waiting.append(found)
        if line.startswith("END_TEST"):
            test = None
    return cited


def all_citations():
    tests = collections.defaultdict(list)
    for path in sorted(TESTS.glob("*.c")) + sorted(p for p in (TESTS / "net").glob("*") if p.is_file()):
        for found, number, test in citations(path):
            tests[found].append(f"tests/{path.relative_to(TESTS)}:{number} {test}".rstrip())
    return tests


def requirements():
    lines = (TESTS / "requirements.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != 5 or fields[3] not in LEVELS or not re.match(r"((n/a|host): .+)?$", fields[4]):
            sys.exit(f"requirements.tsv:{number}: not id, section, requirement, level, status")
        yield fields


def main():
    tests, faults, known = all_citations(), [], set()
    totals = collections.defaultdict(collections.Counter)
    for name, _section, text, level, status in sorted(requirements(), key=lambda row: LEVELS.index(row[3])):
        if name in known:
            faults.append(f"{name} stands twice in requirements.tsv")
        known.add(name)
        kind = "covered" if name in tests else status.partition(":")[0] or "missing"
        if name in tests and status.startswith("n/a"):
            faults.append(f"{name} is not applicable, and tested by {tests[name][0]}")
        if kind == "missing" and name.startswith("MUST") and level != "host":
            faults.append(f"{name} has no test")
        totals[level][kind] += 1
        where = tests[name][0] if name in tests else status.partition(": ")[2] or "no test"
        print(f"{name:<8} {level:<8} {kind:<8} {text}\n{'':<27}{where}")
    faults += [f"{name} of {tests[name][0]} is unknown" for name in sorted(tests) if name not in known]

    print("\n" + f"{'':<10}" + "".join(f"{column:>10}" for column in COLUMNS))
    for level in LEVELS:
        print(f"{level:<10}" + "".join(f"{totals[level][column]:>10}" for column in COLUMNS))
    total = sum(totals.values(), collections.Counter())
    print(f"{'total':<10}" + "".join(f"{total[column]:>10}" for column in COLUMNS))
    for fault in faults:
        print(f"fault: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
