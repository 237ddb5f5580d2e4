"""What the checks of the reports have in common: reports of runs that were made up, by build/report_sample."""
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SAMPLE = pathlib.Path(sys.argv[1]).resolve()
SCRATCH = pathlib.Path(tempfile.mkdtemp())
RUNS = ("empty", "plain", "nasty", "many")
NAMES = ("passed", "failed", "inconclusive", "not applicable", "known deviations")
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


class Skip(Exception):
    pass


def sample(*arguments, status=0, **more):
    done = subprocess.run([SAMPLE, *map(str, arguments)], capture_output=True, timeout=120, **more)
    assert done.returncode == status, f"{arguments}: exit status {done.returncode}: {done.stderr.decode()}"
    return done


def report(run, form, *known):
    return sample(run, form, *known).stdout.decode("utf-8")


def scratch(name, text):
    path = SCRATCH / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def results(run, *known):
    return json.loads(report(run, "json", *known))["results"]


def outcome(result):
    if result["known"]:
        return "known deviations"
    return {"PASS": "passed", "FAIL": "failed"}.get(result["verdict"], result["verdict"].lower())


def totals(some):
    counted = collections.Counter(map(outcome, some))
    return {name: counted[name] for name in NAMES}


def totals_line(some):
    return ", ".join(f"{number} {name}" for name, number in totals(some).items())


def one_line(text):
    """A text as it stands on one line."""
    return re.sub("[\0-\x1f\x7f]", " ", text)


def of_xml(text):
    """A text as XML can hold it."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", "\ufffd", text)


def run_all():
    counted = collections.Counter()
    for function in CHECKS:
        title = function.__name__.replace("_", " ")
        try:
            function()
            counted["passed"] += 1
            print(f"ok      {title}")
        except Skip as why:
            counted["skipped"] += 1
            print(f"SKIP    {title}: {why}")
        except Exception as why:           # whatever a parser finds wrong
            counted["failed"] += 1
            print(f"NOT OK  {title}: {type(why).__name__}: {str(why)[:600]}")
    shutil.rmtree(SCRATCH)
    print(f"{counted['passed']} passed, {counted['failed']} failed, {counted['skipped']} skipped")
    return 1 if counted["failed"] else 0
