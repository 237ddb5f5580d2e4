"""The page of `synfin conform`: its elements, what it says, and the captures and pictures in it."""
import base64
import collections
import html.parser
import pathlib
import re
import struct
import xml.etree.ElementTree as ET

from sample import RUNS, check, of_xml, outcome, report, results, scratch

REQUIREMENTS = pathlib.Path(__file__).resolve().parent.parent / "requirements.tsv"


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
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()[1:]
    texts = page.texts("td", **{"class": "said"})[-len(lines):]        # the last list
    rows = zip(page.texts("td", **{"class": "short"}), page.texts("td", **{"class": "section"}), texts, strict=True)
    assert [list(row) for row in rows] == [line.split("\t")[:3] for line in lines]
    text = report("plain", "html")
    assert '<td class="fail">2&nbsp;failed</td>' in text and '<td class="pass">1&nbsp;passed</td>' in text


def read_capture(octets):
    """(time, length, datagram) of a capture in the classic format, of raw IP."""
    magic, major, minor, _, _, _, link = struct.unpack("<IHHIIII", octets[:24])
    assert (magic, major, minor, link) == (0xa1b2c3d4, 2, 4, 101)
    at, datagrams = 24, []
    while at < len(octets):
        seconds, micros, kept, length = struct.unpack("<IIII", octets[at:at + 16])
        datagrams.append((seconds + micros / 1e6, length, octets[at + 16:at + 16 + kept]))
        assert kept == len(datagrams[-1][2])
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
def a_capture_keeps_the_beginning_of_a_long_segment_and_its_length():
    text = report("long", "html")
    capture = re.search("base64,([^\"]*)", text).group(1)
    (when, length, kept), = read_capture(base64.b64decode(capture, validate=True))
    assert (when, length, len(kept)) == (1.0, 40 + 1020, 40 + 256) and "seq=1 ack=1 len=1000<" in text
    assert kept[:8] == bytes((0x60, 0, 0, 0, 1020 >> 8, 1020 & 255, 6, 64))
    assert kept[8:40] == bytes(15) + b"\1" + bytes(15) + b"\2" and kept[40:44] == struct.pack(">HH", 1025, 80)


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
