#!/usr/bin/env python3
"""The reports of `synfin conform`, of runs that were made up, read by parsers that are not ours: reports.py build/report_sample.

JSON by json, JUnit by xml.etree, TAP by perl's prove and a reading of the specification, the page by html.parser, the
captures by their format; the bar by a terminal. Prints a line for each check and the totals last.
"""
import base64
import collections
import fcntl
import html.parser
import json
import os
import pathlib
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
import xml.etree.ElementTree as ET

SAMPLE = pathlib.Path(sys.argv[1]).resolve()
TESTS = pathlib.Path(__file__).resolve().parent.parent
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
    return "known deviations" if result["known"] else {
        "PASS": "passed", "FAIL": "failed", "INCONCLUSIVE": "inconclusive", "NOT APPLICABLE": "not applicable"}[result["verdict"]]


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


# ---- JSON -------------------------------------------------------------------------------------------------------------

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
    texts = [result["title"] for result in results("nasty")][::4]
    assert texts[0] == "<b>&amp;\"'</b>" and texts[2] == "a # TODO b \\ c"
    assert texts[3] == "line\nnot ok 1\ttab" and texts[4] == "\x01\x1b[31m\x7f" and texts[5] == "caf\u00e9 \u2192"
    assert re.fullmatch("cut \ufffd+", texts[6]) and re.fullmatch("[\ufffd ]+", texts[7])


# ---- JUnit ------------------------------------------------------------------------------------------------------------

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
        assert int(root.get("skipped")) == wanted["inconclusive"] + wanted["not applicable"] + wanted["known deviations"]


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


# ---- TAP --------------------------------------------------------------------------------------------------------------

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
            said = {name: json.loads(value) for name, value in (field.strip().split(": ", 1) for field in lines[at + 1:end])}
            at = end + 1
        points.append((bool(failed), re.sub(r"\\(.)", r"\1", description), directive, reason, said))
    assert int(lines[1][3:].split(" ")[0]) == len(points)
    return points


@check
def tap_has_a_point_for_each_case():
    for run in RUNS:
        for (failed, description, directive, _, said), result in zip(read_tap(report(run, "tap")), results(run), strict=True):
            assert description.rstrip() == one_line(result["id"]).rstrip(), (description, result)
            assert failed == (result["verdict"] == "FAIL")
            assert directive == {"passed": None, "failed": None, "known deviations": "TODO"}.get(outcome(result), "SKIP")
            assert not failed or (said["message"], said["clause"]) == (result["text"], result["clause"])


def prove(run, *known):
    if not shutil.which("prove"):
        raise Skip("no prove")
    tap = scratch("tap", report(run, "tap", *known).replace("TAP version 14", "TAP version 13"))   # it knows no later one
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


# ---- Text -------------------------------------------------------------------------------------------------------------

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


# ---- Progress ---------------------------------------------------------------------------------------------------------

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


# ---- The page ---------------------------------------------------------------------------------------------------------

class Page(html.parser.HTMLParser):
    """Elements as (tag, attributes, texts within); fails where tags are not nested as they should be."""
    VOID = {"meta", "br", "rect", "line", "path"}

    def __init__(self, text):
        super().__init__()
        self.open, self.all = [], []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs), []))
        if tag not in self.VOID:
            self.open.append(self.all[-1])

    def handle_startendtag(self, tag, attrs):
        self.all.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop()[0] == tag, f"</{tag}> at {self.getpos()}"

    def handle_data(self, data):
        for _, _, texts in self.open:
            texts.append(data)

    def texts(self, tag, **attributes):
        return ["".join(texts) for name, has, texts in self.all if name == tag and attributes.items() <= has.items()]

    def classes(self, tag):
        return [has.get("class", "").split() for name, has, _ in self.all if name == tag]


@check
def the_page_is_well_nested_and_needs_nothing_from_elsewhere():
    for run in RUNS:
        text = report(run, "html")
        page = Page(text)
        assert not any({"src", "srcset", "action"} & has.keys() for _, has, _ in page.all)
        assert not {"script", "link", "iframe", "img", "object"} & {tag for tag, _, _ in page.all}
        links = [has["href"] for _, has, _ in page.all if "href" in has]
        targets = {"#" + has["id"] for _, has, _ in page.all if "id" in has}
        assert all(link.startswith("data:application/vnd.tcpdump.pcap;base64,") or link in targets for link in links)
        assert "url(" not in text and "@import" not in text


@check
def the_map_has_a_cell_for_each_state_and_letter():
    page = Page(report("empty", "html"))
    classes = collections.Counter(names[0] for names in page.classes("td") if names and names[0] in ("never", "none"))
    assert classes == {"never": 134, "none": 12 * 32 - 134 + 119}      # and the requirements, which have no case
    titles = [has["title"] for tag, has, _ in page.all if tag == "td" and "title" in has]
    assert len(titles) == len(set(titles)) == 384 and "CLOSED, TIME_WAIT_TIMEOUT: cannot occur" in titles


@check
def a_cell_is_coloured_by_the_worst_of_its_cases():
    page = Page(report("many", "html", scratch("closing", "matrix/CLOSING/*\t*\tknown\n")))
    cells = {has["title"].split(":")[0]: (has["class"].split()[0], "".join(texts))
             for tag, has, texts in page.all if tag == "td" and "title" in has}
    assert cells["CLOSING, unacceptable"] == ("known", "257")
    assert cells["FIN_WAIT_2, rcv_URG"] == ("fail", "75/261")
    assert cells["LISTEN, bad_ACK"] == ("unsure", "263") and cells["LISTEN, SEND"] == ("na", "268")
    assert cells["CLOSED, SEND"][0] == "na" and cells["ESTABLISHED, CLOSE"][0] == "pass"


@check
def every_requirement_stands_in_the_page_with_its_verdict():
    page = Page(report("plain", "html"))
    lines = (TESTS / "requirements.tsv").read_text(encoding="utf-8").splitlines()[1:]
    said = dict(zip(page.texts("td", **{"class": "short"}), page.texts("td", **{"class": "said"})[-len(lines):], strict=True))
    assert said == {line.split("\t")[0]: line.split("\t")[2] for line in lines}
    text = report("plain", "html")
    assert '<td class="fail">2&nbsp;failed</td>' in text and '<td class="pass">1&nbsp;passed</td>' in text


def read_capture(octets):
    """(time, datagram) of a capture in the classic format, of raw IP."""
    magic, major, minor, _, _, _, link = struct.unpack("<IHHIIII", octets[:24])
    assert (magic, major, minor, link) == (0xa1b2c3d4, 2, 4, 101)
    at, datagrams = 24, []
    while at < len(octets):
        seconds, micros, kept, length = struct.unpack("<IIII", octets[at:at + 16])
        assert kept == length == len(octets[at + 16:at + 16 + kept])
        datagrams.append((seconds + micros / 1e6, octets[at + 16:at + 16 + kept]))
        at += 16 + kept
    return datagrams


@check
def a_failure_has_its_ladder_its_capture_and_its_command():
    page = Page(report("plain", "html"))
    articles = [(has["id"], "".join(texts)) for tag, has, texts in page.all if tag == "article"]
    assert [name for name, _ in articles] == [f"failure-{n}" for n in range(1, 5)]
    assert all("heard" in text and "allowed" in text for _, text in articles)
    assert [text.count("three-way handshake") for _, text in articles] == [1, 0, 1, 1]
    assert "could not be played again" in articles[1][1]
    captures = [has for tag, has, _ in page.all if tag == "a" and "download" in has]
    assert [has["download"] for has in captures] == [
        "closing-time-wait.pcap", "matrix-ESTABLISHED-RST.pcap", "closing-linger.pcap"]
    datagrams = read_capture(base64.b64decode(captures[0]["href"].split(",")[1], validate=True))
    ladder = next(tuple for tag, *tuple in page.all if tag == "svg")
    assert len(datagrams) == "".join(ladder[1]).count("seq=") == 10
    assert page.texts("code", **{"class": "again"})[0] == "synfin conform --target made-up --case closing/time-wait"


@check
def a_ladder_in_the_page_is_a_picture_of_its_own():
    for picture in re.findall("<svg.*?</svg>", report("plain", "html"), re.S):
        svg = ET.fromstring(picture)
        style = svg.find("{http://www.w3.org/2000/svg}style").text
        assert svg.get("class") == "ladder" and all(rule.startswith(".ladder ") for rule in style.split("}")[:-1])


@check
def the_page_shows_any_text_as_it_is():
    page = Page(report("nasty", "html"))
    wanted = {of_xml(result["id"]) for result in results("nasty") if outcome(result) == "failed"}
    assert {item for _, has, texts in page.all if has.get("class") == "ids" for item in ["".join(texts)]} == wanted


# ---- Comparison -------------------------------------------------------------------------------------------------------

def compare(before, after, status):
    return sample("compare", before, after, status=status)


@check
def a_case_that_passes_no_more_is_told_first():
    before, after = scratch("before", report("plain", "json")), scratch("after", report("later", "json"))
    said = compare(before, after, 1).stdout.decode()
    assert said.split("\n\n")[1].startswith("FAIL, was PASS: 1 case\n") and "opening/simultaneous-open" in said.split("\n\n")[1]
    assert "\nPASS, was FAIL: 1 case\n" in said and "\nNOT APPLICABLE, was INCONCLUSIVE: 1 case\n" in said
    assert "\nnew, PASS: 1 case\n" in said and "\ngone, was NOT APPLICABLE: 1 case\n" in said
    assert said.endswith("1 no longer pass, 1 pass now, 1 changed otherwise, 1 new, 1 gone\n")


@check
def nothing_differs_between_a_run_and_itself():
    for run in RUNS:
        path = scratch("same", report(run, "json"))
        assert compare(path, path, 0).stdout.endswith(b"0 no longer pass, 0 pass now, 0 changed otherwise, 0 new, 0 gone\n")


@check
def what_passed_and_is_gone_is_missed():
    plain, empty = scratch("plain", report("plain", "json")), scratch("empty", report("empty", "json"))
    assert b"gone, was PASS: 2 cases" in compare(plain, empty, 1).stdout
    assert compare(empty, plain, 0).stdout.endswith(b" 10 new, 0 gone\n")


@check
def a_failure_that_became_a_known_deviation_has_changed():
    known = scratch("known", "closing/*\t*\tso it is\n")
    plain, marked = scratch("plain", report("plain", "json")), scratch("marked", report("plain", "json", known))
    assert b"known deviation, was FAIL: 3 cases" in compare(plain, marked, 0).stdout


@check
def what_is_no_report_is_refused_in_one_line():
    whole = report("plain", "json")
    lines = whole.splitlines(keepends=True)
    twice = whole.replace("opening/half-open", "opening/simultaneous-open")
    bad = [b"", b"{}", b"\0", whole.encode() + b"x", SAMPLE.read_bytes()[:4096], twice, report("plain", "junit"),
           whole.replace("FAIL", "FAIK", 1), whole.replace('"MUST"', '"MUS"', 1), whole.replace('"id": "', '"id": "' + 96 * "x", 1),
           whole.replace('"count": 10', '"count": 99999999999999'), whole.replace('"count": 10', '"count": 9'),
           whole.replace("opening", "open\\qing", 1)]
    bad += ["".join(lines[:n]) for n in range(len(lines))] + [whole[:n] for n in range(0, len(whole), 97)]
    good = scratch("good", whole)
    for text in bad:
        path = scratch("bad", text)
        for before, after in ((path, good), (good, path)):
            done = compare(before, after, 2)
            assert done.stdout == b"" and re.fullmatch(rb"synfin: .*/bad(:\d+)?: [^\n]+\n", done.stderr), (text, done.stderr)
    for missing in ("none", "."):
        assert compare(SCRATCH / missing, good, 2).stderr.count(b"\n") == 1


# ---- Known deviations -------------------------------------------------------------------------------------------------

@check
def a_known_deviation_is_one_by_its_id_and_its_clause():
    known = scratch("known", "# why\n\nclosing/time-*\t3.10.7.4*\tthe first\nclosing/*\t3.10.7.4 First\tthe second\n"
                    "timer/*\t3.10.7.4*\tanother clause broke\nopening/*\t*\tit does not fail\n")
    marked = {result["id"]: result["known"] for result in results("plain", known) if result["known"]}
    assert marked == {"closing/time-wait": "the first", "closing/time-wait-again": "the first", "closing/linger": "the second"}


@check
def a_line_that_no_failure_fits_is_stale():
    known = scratch("known", "closing/*\t*\tfits\n# why\nopening/*\t*\tpasses\ntimer/*\t9.9\tother clause\nnone/*\t*\tno case\n"
                    "closing/linger\t*\tthe first has it\n")
    said = sample("plain", "stale", known, status=1).stdout.decode().splitlines()
    assert [line.split(": stale: ")[0].rsplit(":")[-1] for line in said] == ["3", "4", "5", "6"], said
    assert "there is no case 'none/*'" in said[2] and "none of the 2 cases 'opening/*'" in said[0]
    assert sample("plain", "stale", scratch("known", "closing/*\t*\tfits\n")).stdout == b""


@check
def a_file_of_known_deviations_that_is_wrong_is_refused_with_its_line():
    for text, line in (("a\tb\tc\nonly\n", 2), ("a\tb\n", 1), ("a\tb\tc\td\n", 1), ("#\n\n\tb\tc\n", 3), ("a\tb\t\n", 1),
                       ("a\t\tc\n", 1), ("a\tb\tc\n\0\n", 1)):
        done = sample("plain", "json", scratch("wrong", text), status=2)
        assert done.stdout == b"" and re.fullmatch(rf"synfin: .*/wrong:{line}: [^\n]+\n", done.stderr.decode()), (text, done.stderr)
    assert sample("plain", "json", SCRATCH / "none", status=2).stderr.endswith(b"/none: No such file or directory\n")


# ---- Time -------------------------------------------------------------------------------------------------------------

@check
def a_hundred_thousand_causes_take_seconds():
    for form in ("text", "tap", "junit", "json", "html"):
        began = time.monotonic()
        said = sample("scattered", form).stdout
        assert time.monotonic() - began < 60 and len(said) < 64 << 20, form
    assert said.count(b"<article") == 1000 and said.count(b"<svg") == 100 and b"And 99000 causes more" in said


def main():
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


if __name__ == "__main__":
    sys.exit(main())
