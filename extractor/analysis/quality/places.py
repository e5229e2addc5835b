"""The evidence of a quality report: every place that a sentence rests on, numbered in the order of first mention."""

from collections.abc import Callable
from dataclasses import dataclass

from extractor.analysis.findings import Quote
from extractor.analysis.histories import YearReport
from extractor.analysis.words import cell_name
from extractor.documents.characters import tidy
from extractor.reports.base import ReportType

_AROUND = 24
"""Characters of the source that are quoted before and after a value."""
WHOLE = ""
"""Pointer of the whole document: what is missing in it stands nowhere else."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the appendix. ``before`` and ``after``: the source around ``quote.raw``, where the file is at hand.

    ``doubtful``: the value is not read with certainty.
    """

    number: int
    label: str
    quote: Quote
    before: str = ""
    after: str = ""
    doubtful: bool = False


class Places:
    """Collects places; the same place has one number."""

    def __init__(self, report_type: ReportType, source: Callable[[Quote], str | None]) -> None:
        self._report_type = report_type
        self._source = source
        self._numbers: dict[tuple[str, str, str], int] = {}
        self.lines: list[Place] = []

    def add(self, quote: Quote, *, doubtful: bool = False) -> int:
        """The number of a place."""
        key = (quote.report, quote.pointer, quote.raw)
        if key not in self._numbers:
            self._numbers[key] = len(self.lines) + 1
            before, after = self._around(quote)
            self.lines.append(Place(len(self.lines) + 1, self._label(quote), quote, before, after, doubtful))
        return self._numbers[key]

    def _label(self, quote: Quote) -> str:
        if not quote.report:
            return "机关名单 agency list"
        return cell_name(self._report_type, quote.pointer) if quote.pointer != WHOLE else "全文 whole document"

    def _around(self, quote: Quote) -> tuple[str, str]:
        text = self._source(quote)
        if text is None or quote.start is None or quote.end is None or text[quote.start : quote.end] != quote.raw:
            return "", ""
        return tidy(text[max(quote.start - _AROUND, 0) : quote.start]), tidy(text[quote.end : quote.end + _AROUND])


def whole(report: YearReport) -> Quote:
    """The document as a place."""
    source = report.result.source
    return Quote(
        report=report.name,
        document_id=report.stored.document_id,
        agency=report.agency.name,
        year=report.year,
        pointer=WHOLE,
        raw=f"{source.name}，{source.characters} 字 characters",
        value=None,
    )
