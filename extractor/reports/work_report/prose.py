"""The deterministic reader of a work report: what it says of itself, its two parts' texts, and the facts in them."""

import datetime as dt
import re
from collections.abc import Iterator

from extractor.documents.model import Document, Paragraph
from extractor.readers.prose_flow import Flow, Span, flow, section_flows
from extractor.reading import Candidate, Reading, Scalar
from extractor.reports.base import Outline
from extractor.reports.work_report.facts import find_facts
from extractor.reports.work_report.outline import SECTIONS, title_of

_SESSION = re.compile(
    r"在(?P<session>(?P<region>[\u4e00-\u9fff]{2,20}?)第[一二三四五六七八九十]+届人民代表大会(?:常务委员会)?第[一二三四五六七八九十]+次会议)"
)
_AGENCY = re.compile(r"(?P<agency>[\u4e00-\u9fff]{2,14}(?:省|市|县|区|州|旗|镇|乡|街道)人民政府)")
_DAY = re.compile(r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_YEAR = re.compile(r"20\d\d(?=年)")


def read_prose(document: Document, outline: Outline) -> Reading:
    """Title, agency, session, day, both years, and of each part its text and its facts."""
    reading = Reading()
    _read_about(reading, document, outline)
    for key in SECTIONS:
        section = outline.section(key)
        flows = section_flows(document, section) if section else []
        if flows:
            start, end = flows[0].offsets[0], flows[-1].span(0, len(flows[-1].text))[1]
            text = "\n".join(one.paragraph() for one in flows)
            reading.values[f"/{key}/text"] = Candidate(text, document.text[start:end], start, end, "exact", "rule")
        reading.items[f"/{key}/facts"] = find_facts(flows)
    return reading


def _read_about(reading: Reading, document: Document, outline: Outline) -> None:
    head = list(_head(document, outline))
    title = title_of(document)
    if title is not None:
        found = flow(document, title.start, title.end)
        _take(reading, "/title", found, (0, len(found.text)))
    for pointer, pattern, group in (
        ("/session", _SESSION, "session"),
        ("/agency", _AGENCY, "agency"),
        ("/agency", _SESSION, "region"),
    ):
        if pointer not in reading.values:
            _take_first(reading, pointer, head, pattern, group)
    for found in sorted(head, key=lambda one: _SESSION.search(one.text) is None):  # a page has days of its own, too
        for match in _DAY.finditer(found.text):
            day = _day(match)
            if day is not None and "/delivered_on" not in reading.values:
                _take(reading, "/delivered_on", found, match.span(), day.isoformat())
    _read_years(reading, document, outline)


def _read_years(reading: Reading, document: Document, outline: Outline) -> None:
    """The years that the parts' headings name; else those that follow from the day on which the report was given."""
    day = reading.values.get("/delivered_on")
    for key, pointer, back in (("results", "/year", 1), ("targets", "/target_year", 0)):
        section = outline.section(key)
        if section is None:
            continue
        heading = flow(document, section.start, section.body)
        years = list(_YEAR.finditer(heading.text))
        if years:
            _take(reading, pointer, heading, years[-1].span(), int(years[-1][0]))
        elif day is not None:
            year = int(str(day.value)[:4]) - back
            reading.values[pointer] = Candidate(year, day.raw, day.start, day.end, "exact", "rule", certain=False)


def _head(document: Document, outline: Outline) -> Iterator[Flow]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.start < outline.preamble[1]:
            yield flow(document, block.start, block.end)


def _take_first(reading: Reading, pointer: str, head: list[Flow], pattern: re.Pattern[str], group: str) -> None:
    for found in head:
        match = pattern.search(found.text)
        if match is not None:
            _take(reading, pointer, found, match.span(group))
            return


def _take(reading: Reading, pointer: str, found: Flow, span: Span, value: Scalar = None) -> None:
    start, end = found.span(*span)
    read = found.verbatim(*span) if value is None else value
    reading.values[pointer] = Candidate(read, found.document.text[start:end], start, end, "exact", "rule")


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
