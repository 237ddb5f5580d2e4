#!/usr/bin/env python3
"""Which scenario of tests/peer-scenarios.tsv is played by which test.

A test names its scenarios in the comment above it, /* PB-028 */. tests/not-applicable.tsv says why one has no test.
Exit status 1 if a scenario is missing, if one is both played and not applicable, or if an id of a table is unknown
or stands there twice.
"""
import collections
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parent
ID = re.compile(r"\bPB-\d{3}\b")
COMMENT_AND_TEST = re.compile(r"/\*((?:(?!\*/).)*)\*/\s*START_TEST\((\w+)\)", re.DOTALL)


def rows(name, columns):
    for number, line in enumerate((TESTS / name).read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split("\t")
        if len(fields) != columns:
            sys.exit(f"{name}:{number}: {columns} columns expected, there are {len(fields)}")
        yield fields


def played():
    """The tests of each id."""
    tests = collections.defaultdict(list)
    for path in sorted(TESTS.glob("*.c")):
        for comment, test in COMMENT_AND_TEST.findall(path.read_text(encoding="utf-8")):
            for scenario in ID.findall(comment):
                tests[scenario].append(f"{path.name}: {test}")
    return tests


def main():
    scenarios, reasons, faults = {}, {}, []
    for scenario, kind, text in rows("peer-scenarios.tsv", 3):
        if scenario in scenarios:
            faults.append(f"{scenario} stands twice in peer-scenarios.tsv")
        scenarios[scenario] = (kind, text)
    for scenario, reason in rows("not-applicable.tsv", 2):
        if scenario in reasons:
            faults.append(f"{scenario} stands twice in not-applicable.tsv")
        if scenario not in scenarios:
            faults.append(f"{scenario} of not-applicable.tsv is unknown")
        reasons[scenario] = reason
    tests = played()

    totals = collections.defaultdict(collections.Counter)
    for scenario, (kind, text) in sorted(scenarios.items(), key=lambda item: (item[1][0], item[0])):
        if scenario in tests and scenario in reasons:
            faults.append(f"{scenario} is not applicable, and played")
        found = "covered" if scenario in tests else "not applicable" if scenario in reasons else "missing"
        totals[kind][found] += 1
        print(f"{scenario}  {kind:<10}  {found:<14}  {text}")
        for test in tests[scenario] if scenario in tests else [reasons.get(scenario, "no test")]:
            print(f"        {test}")

    columns = ("covered", "not applicable", "missing")
    print("\n" + f"{'':<12}" + "".join(f"{column:>16}" for column in columns))
    for kind in sorted(totals):
        print(f"{kind:<12}" + "".join(f"{totals[kind][column]:>16}" for column in columns))
    total = sum(totals.values(), collections.Counter())
    print(f"{'total':<12}" + "".join(f"{total[column]:>16}" for column in columns))
    for fault in faults:
        print(f"fault: {fault}")
    return 1 if faults or total["missing"] else 0


if __name__ == "__main__":
    sys.exit(main())
