"""政府信息公开工作年度报告: the annual report on government information disclosure."""

import re
from collections.abc import Sequence

from extractor.documents.characters import squeeze
from extractor.documents.model import Document, Paragraph
from extractor.reading import Candidate, Reading
from extractor.reports.base import Outline, Questions, ReportType, Section
from extractor.reports.disclosure.checks import check_report
from extractor.reports.disclosure.comparison import COMPARISON
from extractor.reports.disclosure.dictionary import WORDS
from extractor.reports.disclosure.form import BLOCKS, IDENTITIES
from extractor.reports.disclosure.indicators import INDICATORS
from extractor.reports.disclosure.measures import PICTURED
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS, outline
from extractor.reports.disclosure.page import page
from extractor.reports.disclosure.prose import read_prose
from extractor.reports.disclosure.workspace import ABOUT, ACROSS, HEADLINE, NAMED_BY

_NAME = re.compile("政府信息公开(?:工作)?(?:年度)?报告|信息公开工作.{0,6}报告|信息公开年度报告")
_FEWEST_CELLS = 20
"""With a tenth of the form's 200 cells filled, a document is a report of this kind; and with four of its six headings, or
its name, where two sections say something. The blank form says nothing."""
_FEWEST_SECTIONS = 4
_FEWEST_SAYING = 2
_HINT = re.compile(r"[(（][^()（）]*[)）]")
"""What a form says on what to write. Its labels are no sentences."""


def recognises(document: Document, found: Outline, tables: Reading) -> bool:
    """Whether the statutory tables, or the statutory sections under the report's name, are filled in the document."""
    filled = [candidate.start for candidate in tables.values.values() if _is_filled(candidate)]
    if len(filled) >= _FEWEST_CELLS:
        return True
    saying = sum(_says_something(document, section, filled) for section in found.sections)
    named = len(found.sections) >= _FEWEST_SECTIONS or _NAME.search(squeeze(document.folded)) is not None
    return saying >= _FEWEST_SAYING and named


def _is_filled(candidate: Candidate) -> bool:
    """Whether something stands in a cell, be it unreadable."""
    if candidate.value is not None or candidate.qualifier == "not_applicable":
        return True
    return candidate.doubt not in (None, "blanks_lost")


def _says_something(document: Document, section: Section, filled: Sequence[int]) -> bool:
    if any(section.body <= start < section.end for start in filled):
        return True
    lines = (
        document.text[max(block.start, section.body) : min(block.end, section.end)].strip()
        for block in document.blocks
        if isinstance(block, Paragraph) and block.end > section.body and block.start < section.end
    )
    return any("。" in line[1:] and not _HINT.fullmatch(line) for line in lines)


def _questions() -> Questions:
    from extractor.reports.disclosure import questions  # loads what talks to a model

    return questions


DISCLOSURE = ReportType(
    name="disclosure",
    schema="disclosure-report/1",
    chinese="政府信息公开工作年度报告",
    english="annual report on government information disclosure",
    model=DisclosureReport,
    sections=SECTIONS,
    outline=outline,
    recognises=recognises,
    read_prose=read_prose,
    questions=_questions,
    check=check_report,
    named_by=NAMED_BY,
    listed={"/problems/text": ("/problems/problems", "/problems/improvements")},
    facts={"overview": "/overview/facts", "other_matters": "/other_matters/facts"},
    indicators=INDICATORS,
    blocks=BLOCKS,
    identities=IDENTITIES,
    across=ACROSS,
    headline=HEADLINE,
    about=ABOUT,
    page=page,
    words=WORDS,
    comparison=COMPARISON,
    pictured=PICTURED,
)
"""The report type of the contract ``disclosure-report/1``."""
