"""The deterministic reader of what is not in the form's tables: names and dates, the sections' text, lists and facts."""

import re
from collections.abc import Sequence

from extractor.documents.model import Document
from extractor.readers.prose_flow import Flow, section_flows
from extractor.reading import Candidate, Reading
from extractor.reports.base import Outline
from extractor.reports.disclosure.prose_facts import find_facts
from extractor.reports.disclosure.prose_meta import read_meta
from extractor.reports.disclosure.prose_problems import find_problems
from extractor.reports.disclosure.prose_series import find_series

_TEXT_SECTIONS = ("overview", "problems", "other_matters")
_TABLE_SECTIONS = ("proactive", "requests", "challenges")
_SENTENCE = re.compile("[\u4e00-\u9fff][,。;]")


def read_prose(document: Document, outline: Outline) -> Reading:
    """Title, agency, year, period, dates, contact, section texts, problems, series and facts of one report.

    Facts of the statutory sections' prose are listed with those of section one, in reading order.
    """
    flows = {section.key: section_flows(document, section) for section in outline.sections}
    reading = Reading(values=read_meta(document, outline))
    for key in _TEXT_SECTIONS:
        _take_text(reading, document, key, flows.get(key, []))
    year = reading.values.get("/year")
    reporting_year = year.value if year is not None and isinstance(year.value, int) else None
    beside_tables = [flow for key in _TABLE_SECTIONS for flow in flows.get(key, []) if _SENTENCE.search(flow.text)]
    reading.items["/overview/facts"] = find_facts([*flows.get("overview", []), *beside_tables], reporting_year)
    reading.items["/other_matters/facts"] = find_facts(flows.get("other_matters", []), reporting_year)
    problems, improvements = find_problems(flows.get("problems", []))
    reading.items["/problems/problems"] = problems
    reading.items["/problems/improvements"] = improvements
    reading.items["/series"] = find_series(document, outline)
    return reading


def _take_text(reading: Reading, document: Document, key: str, flows: Sequence[Flow]) -> None:
    """The section's paragraphs, tidied, one a line; nothing for a section without prose."""
    if not flows:
        return
    text = "\n".join(flow.paragraph() for flow in flows)
    start, end = flows[0].offsets[0], flows[-1].span(0, len(flows[-1].text))[1]
    raw = document.text[start:end]
    reading.values[f"/{key}/text"] = Candidate(text, raw, start, end, "exact", "rule")
