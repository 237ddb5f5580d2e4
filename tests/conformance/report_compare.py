"""What changed between two reports of `synfin conform`, and the known deviations of a target."""
import re

from sample import RUNS, SAMPLE, SCRATCH, check, one_line, report, results, sample, scratch


# ---- Comparison ------------------------------------------------------------------------------------------------------

def compare(before, after, status):
    return sample("compare", before, after, status=status)


@check
def a_case_that_passes_no_more_is_told_first():
    before, after = scratch("before", report("plain", "json")), scratch("after", report("later", "json"))
    said = compare(before, after, 1).stdout.decode()
    first = said.split("\n\n")[1]
    assert first.startswith("FAIL, was PASS: 1 case\n") and "opening/simultaneous-open" in first
    assert "\nPASS, was FAIL: 1 case\n" in said and "\nNOT APPLICABLE, was INCONCLUSIVE: 1 case\n" in said
    assert "\nnew, PASS: 1 case\n" in said and "\ngone, was NOT APPLICABLE: 1 case\n" in said
    assert said.endswith("1 no longer pass, 1 pass now, 1 changed otherwise, 1 new, 1 gone\n")


@check
def nothing_differs_between_a_run_and_itself():
    for run in RUNS:
        path = scratch("same", report(run, "json"))
        said = compare(path, path, 0).stdout
        assert said.endswith(b"0 no longer pass, 0 pass now, 0 changed otherwise, 0 new, 0 gone\n")


@check
def what_passed_and_is_gone_is_missed():
    plain, empty = scratch("plain", report("plain", "json")), scratch("empty", report("empty", "json"))
    assert b"gone, was PASS: 2 cases" in compare(plain, empty, 1).stdout
    assert compare(empty, plain, 0).stdout.endswith(b" 10 new, 0 gone\n")


@check
def texts_are_read_as_they_were_written():
    nasty, empty = scratch("nasty", report("nasty", "json")), scratch("empty", report("empty", "json"))
    said = compare(empty, nasty, 0).stdout.decode()
    assert all(one_line(result["id"]) + "\n" in said for result in results("nasty"))


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
           whole.replace("FAIL", "FAIK", 1), whole.replace('"MUST"', '"MUS"', 1),
           whole.replace('"id": "', '"id": "' + 96 * "x", 1),
           whole.replace('"count": 10', '"count": 99999999999999'), whole.replace('"count": 10', '"count": 9'),
           whole.replace("opening", "open\\qing", 1)]
    bad += ["".join(lines[:n]) for n in range(len(lines))] + [whole[:n] for n in range(0, len(whole), 97)]
    good = scratch("good", whole)
    for text in bad:
        path = scratch("bad", text)
        for before, after in ((path, good), (good, path)):
            done = compare(before, after, 2)
            assert done.stdout == b"", text
            assert re.fullmatch(rb"synfin: .*/bad(:\d+)?: [^\n]+\n", done.stderr), (text, done.stderr)
    for missing in ("none", "."):
        assert compare(SCRATCH / missing, good, 2).stderr.count(b"\n") == 1


# ---- Known deviations ------------------------------------------------------------------------------------------------

@check
def a_known_deviation_is_one_by_its_id_and_its_clause():
    known = scratch("known", "# why\n\nclosing/time-*\t3.10.7.4*\tthe first\nclosing/*\t3.10.7.4 First\tthe second\n"
                    "timer/*\t3.10.7.4*\tanother clause broke\nopening/*\t*\tit does not fail\n")
    marked = {result["id"]: result["known"] for result in results("plain", known) if result["known"]}
    assert marked == {"closing/time-wait": "the first", "closing/time-wait-again": "the first",
                      "closing/linger": "the second"}


@check
def a_line_that_no_failure_fits_is_stale():
    known = scratch("known", "closing/*\t*\tfits\n# why\nopening/*\t*\tpasses\ntimer/*\t9.9\tother clause\n"
                    "none/*\t*\tno case\nclosing/linger\t*\tthe first has it\n")
    said = sample("plain", "stale", known, status=1).stdout.decode().splitlines()
    assert [line.split(": stale: ")[0].rsplit(":")[-1] for line in said] == ["3", "4", "5", "6"], said
    assert "there is no case 'none/*'" in said[2] and "none of the 2 cases 'opening/*'" in said[0]
    assert sample("plain", "stale", scratch("known", "closing/*\t*\tfits\n")).stdout == b""


@check
def a_file_of_known_deviations_that_is_wrong_is_refused_with_its_line():
    for text, line in (("a\tb\tc\nonly\n", 2), ("a\tb\n", 1), ("a\tb\tc\td\n", 1), ("#\n\n\tb\tc\n", 3),
                       ("a\tb\t\n", 1), ("a\t\tc\n", 1), ("a\tb\tc\n\0\n", 1)):
        done = sample("plain", "json", scratch("wrong", text), status=2)
        assert done.stdout == b"", text
        assert re.fullmatch(rf"synfin: .*/wrong:{line}: [^\n]+\n", done.stderr.decode()), (text, done.stderr)
    assert sample("plain", "json", SCRATCH / "none", status=2).stderr.endswith(b"/none: No such file or directory\n")
