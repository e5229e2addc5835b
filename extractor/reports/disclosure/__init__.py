"""政府信息公开工作年度报告: the annual report on government information disclosure."""

import re

from extractor.documents.characters import squeeze
from extractor.documents.model import Document
from extractor.reading import Reading
from extractor.reports.base import Outline, Questions, ReportType
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
"""With a tenth of the form's 200 cells read, or four of its six headings, a document is a report of this kind."""
_FEWEST_SECTIONS = 4


def recognises(document: Document, found: Outline, tables: Reading) -> bool:
    """Whether the statutory tables, or the statutory sections under the report's name, are in the document."""
    if len(tables.values) >= _FEWEST_CELLS or len(found.sections) >= _FEWEST_SECTIONS:
        return True
    return len(found.sections) >= 2 and _NAME.search(squeeze(document.folded)) is not None


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
