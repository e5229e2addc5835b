"""政府信息公开工作年度报告: the annual report on government information disclosure."""

import re

from extractor.documents.characters import squeeze
from extractor.documents.model import Document
from extractor.errors import NotAReportError
from extractor.reading import Reading
from extractor.reports.base import Outline, ReportType
from extractor.reports.disclosure.checks import check_report
from extractor.reports.disclosure.comparison import COMPARISON
from extractor.reports.disclosure.form import BLOCKS, IDENTITIES
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS, outline
from extractor.reports.disclosure.workspace import ACROSS, HEADLINE

_NAME = re.compile("政府信息公开(?:工作)?(?:年度)?报告|信息公开工作.{0,6}报告|信息公开年度报告")
_FEWEST_CELLS = 20
"""With a tenth of the form's 200 cells read, or four of its six headings, a document is a report of this kind."""
_FEWEST_SECTIONS = 4


def recognise(document: Document, found: Outline, tables: Reading) -> None:
    """Raise NotAReportError for a page of another kind: no statutory tables, and not the six sections either."""
    if len(tables.values) >= _FEWEST_CELLS or len(found.sections) >= _FEWEST_SECTIONS:
        return
    if len(found.sections) >= 2 and _NAME.search(squeeze(document.folded)):
        return
    raise NotAReportError(
        f"“{document.source.name}”不是政府信息公开工作年度报告：没有法定表格，也没有法定章节；请确认文件。",
        f"{document.source.name} is no annual disclosure report: neither the statutory tables nor the statutory "
        "sections are in it; check that it is the right file.",
    )


DISCLOSURE = ReportType(
    name="disclosure",
    schema="disclosure-report/1",
    model=DisclosureReport,
    sections=SECTIONS,
    blocks=BLOCKS,
    identities=IDENTITIES,
    outline=outline,
    recognise=recognise,
    check=check_report,
    across=ACROSS,
    headline=HEADLINE,
    comparison=COMPARISON,
)
"""The report type of the contract ``disclosure-report/1``."""
