#!/usr/bin/env python3
"""The reports of `synfin conform`, read by parsers that are not ours: reports.py build/report_sample.

JSON by json, JUnit by xml.etree, TAP by perl's prove and a reading of its specification, the bar by a terminal; the
page by report_page.py, comparisons and known deviations by report_compare.py. A line for each check, the totals last.
"""
import fcntl
import json
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import termios
import time
import xml.etree.ElementTree as ET

import report_compare
import report_page
from sample import (RUNS, SAMPLE, Skip, check, of_xml, one_line, outcome, report, results, run_all, sample, scratch,
                    totals, totals_line)


# ---- JSON ------------------------------------------------------------------------------------------------------------

@check
def json_is_valid_and_its_totals_are_those_of_its_results():
    for run in RUNS:
        said = json.loads(report(run, "json"))
        assert said["count"] == len(said["results"]) and said["totals"] == totals(said["results"]), run
        assert said["target"] == {"name": "made-up", "about": "a TCP that <never> was & its 'version' \"1\""}
        assert (said["profile"], said["seconds"], said["report"]) == ("any", 1.25, "synfin conform")


@check
def json_has_one_result_a_line():
    lines = report("nasty", "json").splitlines()
    found = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"id"')]
    assert found == results("nasty") and len(found) == 48


@check
def texts_come_as_they_are_and_what_is_no_utf_8_is_replaced():
    texts = [result["text"] for result in results("nasty")][::4]
    assert texts[0] == "<b>&amp;\"'</b>" and texts[2] == "a # TODO b \\ c"
    assert texts[3] == "line\nnot ok 1\ttab" and texts[4] == "\x01\x1b[31m\x7f" and texts[5] == "caf\u00e9 \u2192"
    assert re.fullmatch("cut \ufffd+", texts[6]) and re.fullmatch("[\ufffd ]+", texts[7])


# ---- JUnit -----------------------------------------------------------------------------------------------------------

@check
def junit_is_well_formed_and_has_each_case_in_its_suite():
    for run in RUNS:
        root, wanted = ET.fromstring(report(run, "junit")), results(run)
        cases = list(root.iter("testcase"))
        assert sorted(case.get("name") for case in cases) == sorted(of_xml(result["id"]) for result in wanted), run
        assert all(case.get("classname") == suite.get("name") == case.get("name").split("/")[0]
                   for suite in root for case in suite.iter("testcase"))


@check
def junit_counts_what_it_holds():
    for run in RUNS:
        root, wanted = ET.fromstring(report(run, "junit")), totals(results(run))
        for element in (root, *root):
            for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
                assert int(element.get(attribute)) == len(list(element.iter(tag))), (run, attribute)
        assert int(root.get("failures")) == wanted["failed"]
        assert int(root.get("skipped")) == sum(wanted.values()) - wanted["passed"] - wanted["failed"]


@check
def junit_says_why_a_case_failed_or_was_skipped():
    said = {case.get("name"): case for case in ET.fromstring(report("nasty", "junit")).iter("testcase")}
    kinds = {"known deviations": "known deviation", "failed": ""}
    for result in results("nasty"):
        element = said[of_xml(result["id"])].find("*")
        kind = kinds.get(outcome(result), outcome(result))
        if kind == "passed":
            assert element is None
        else:
            assert element.get("message") == (kind + ": " if kind else "") + of_xml(result["known"] or result["text"])


# ---- TAP -------------------------------------------------------------------------------------------------------------

POINT = re.compile(r"(not )?ok (\d+) - ((?:[^#\\]|\\.)*?)(?: # (SKIP|TODO) ((?:[^#\\]|\\.)*))?$")


def read_tap(text):
    """By the specification of TAP 14: (failed, description, directive, reason, diagnostics) of each test point."""
    lines = text.split("\n")
    assert lines[0] == "TAP version 14" and lines[1].startswith("1..") and lines.pop() == ""
    points, at = [], 2
    while at < len(lines):
        line, at = lines[at], at + 1
        if line.startswith("# "):
            continue
        point = POINT.match(line)
        assert point and int(point.group(2)) == len(points) + 1, line
        failed, description, directive, reason = point.group(1, 3, 4, 5)
        said = {}
        if at < len(lines) and lines[at] == "  ---":
            end = lines.index("  ...", at)
            fields = (field.strip().split(": ", 1) for field in lines[at + 1:end])
            said = {name: json.loads(value) for name, value in fields}
            at = end + 1
        points.append((bool(failed), re.sub(r"\\(.)", r"\1", description), directive, reason, said))
    assert int(lines[1][3:].split(" ")[0]) == len(points)
    return points


@check
def tap_has_a_point_for_each_case():
    directives = {"passed": None, "failed": None, "known deviations": "TODO"}
    for run in RUNS:
        for point, result in zip(read_tap(report(run, "tap")), results(run), strict=True):
            failed, description, directive, _, said = point
            assert description.rstrip() == one_line(result["id"]).rstrip(), (description, result)
            assert failed == (result["verdict"] == "FAIL")
            assert directive == directives.get(outcome(result), "SKIP")
            assert not failed or said.items() >= {
                "message": result["text"], "title": result["title"], "clause": result["clause"]}.items()


def prove(run, *known):
    if not shutil.which("prove"):
        raise Skip("no prove")
    text = report(run, "tap", *known)
    tap = scratch("tap", text.replace("TAP version 14", "TAP version 13"))   # the last that old ones know
    done = subprocess.run(["prove", "--exec", "cat", tap], capture_output=True, text=True, timeout=120)
    assert "Parse errors" not in done.stdout, done.stdout
    return done


@check
def prove_finds_the_failures():
    done = prove("plain")
    assert done.returncode != 0 and "Failed tests:  3-6, 10" in done.stdout and "Tests=10" in done.stdout, done.stdout


@check
def prove_passes_where_every_failure_is_known():
    assert prove("plain", scratch("all", "*\t*\tso it is\n")).returncode == 0


# ---- Text ------------------------------------------------------------------------------------------------------------

@check
def text_ends_with_the_totals():
    for run in RUNS:
        assert report(run, "text").endswith("\n" + totals_line(results(run)) + "\n"), run


@check
def failures_of_one_cause_are_one_paragraph():
    paragraphs = [p for p in report("many", "text").split("\n\n") if p.startswith("FAIL")]
    assert [p.split("\n")[0].rsplit("  ")[-1] for p in paragraphs] == ["257 cases", "75 cases"], paragraphs
    assert paragraphs[0].count("    matrix/") == 3 and "    and 254 more\n" in paragraphs[0]


@check
def the_command_that_plays_a_case_again_names_it_to_the_shell():
    said = re.findall("  again: (.*)", report("nasty", "text"))
    ids = {one_line(result["id"]) for result in results("nasty") if outcome(result) == "failed"}
    for command in said:
        words = shlex.split(command)
        assert words[:-1] == ["synfin", "conform", "--target", "made-up", "--case"] and words[-1] in ids, command
    assert len(said) == 6


@check
def a_must_stands_before_a_should():
    assert re.findall("^FAIL  ([A-Z]+)", report("plain", "text"), re.M) == ["MUST", "MUST", "MUST", "SHOULD"]


@check
def verbose_names_every_case():
    for run in ("plain", "nasty"):
        text = report(run, "verbose")
        assert all("  " + one_line(result["id"]) in text for result in results(run))


@check
def requirements_count_by_their_worst_case():
    wanted = "1 passed, 2 failed, 0 inconclusive, 0 not applicable, 0 known deviations, 116 without a case"
    assert "requirements of RFC 9293: " + wanted in report("plain", "text")


def on_terminal(*arguments, columns=80, environment=None):
    """What a terminal gets as stdout and stderr."""
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen([SAMPLE, *arguments], stdout=other, stderr=other,
                             env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | (environment or {}))
    os.close(other)
    said = b""
    try:
        while piece := os.read(main, 65536):
            said += piece
    except OSError:                      # the other end is closed
        pass
    os.close(main)
    assert child.wait() == 0
    return said.decode()


@check
def colour_is_for_a_terminal_that_wants_it():
    assert "\033" not in report("plain", "text")
    assert "\033[1;31m" in on_terminal("plain", "text")
    assert "\033" not in on_terminal("plain", "text", environment={"NO_COLOR": "1"})


# ---- Progress --------------------------------------------------------------------------------------------------------

@check
def the_bar_is_drawn_ten_times_a_second_and_is_gone_at_the_end():
    began = time.monotonic()
    said = on_terminal("many", "progress", columns=60)
    took = time.monotonic() - began
    draws = said.split("\r")
    assert draws[0] == "" and draws[-1] == "\033[K", said[-80:]
    bars = [draw[:-3] for draw in draws[1:-1]]
    assert 5 <= len(bars) <= 10 * took + 1, (len(bars), took)
    assert all(re.match(r"#*\.* \d+/100000  \d+ failed", bar) and len(bar) <= 59 for bar in bars)
    assert " failed  matrix/" in bars[-1]


@check
def without_a_terminal_there_is_no_bar():
    done = sample("plain", "progress")
    assert done.stdout == done.stderr == b""


# ---- Time ------------------------------------------------------------------------------------------------------------

@check
def a_hundred_thousand_causes_take_seconds():
    for form in ("text", "tap", "junit", "json", "html"):
        began = time.monotonic()
        said = sample("scattered", form).stdout
        assert time.monotonic() - began < 60 and len(said) < 64 << 20, form
    links = {int(number) for number in re.findall(rb'href="#failure-(\d+)', said)}
    assert all(number <= 1000 for number in links), links
    assert said.count(b"<article") == 1000 and said.count(b"<svg") == 100 and b"And 99000 causes more" in said


if __name__ == "__main__":
    sys.exit(run_all())
