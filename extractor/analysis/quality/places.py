"""The evidence of a quality report: every place that a sentence rests on, numbered in the order of first mention."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractor.analysis.findings import Quote
from extractor.analysis.histories import YearReport

_SPACE = re.compile(r"\s+")  # one space stays: between cells it keeps numbers apart
_AROUND = 24
"""Characters of the source that are quoted before and after a value."""


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

    def __init__(self, source: Callable[[Quote], str | None]) -> None:
        self._source = source
        self._numbers: dict[tuple[str, str, str], int] = {}
        self.lines: list[Place] = []

    def add(self, quote: Quote, label: str, *, doubtful: bool = False) -> int:
        """The number of a place; the label is that of its first mention."""
        key = (quote.report, quote.pointer, quote.raw)
        if key not in self._numbers:
            self._numbers[key] = len(self.lines) + 1
            self.lines.append(Place(len(self.lines) + 1, label, quote, *self._around(quote), doubtful))
        return self._numbers[key]

    def _around(self, quote: Quote) -> tuple[str, str]:
        text = self._source(quote)
        if text is None or quote.start is None or quote.end is None or text[quote.start : quote.end] != quote.raw:
            return "", ""
        before, after = text[max(quote.start - _AROUND, 0) : quote.start], text[quote.end : quote.end + _AROUND]
        return _SPACE.sub(" ", before).lstrip(), _SPACE.sub(" ", after).rstrip()


def whole(report: YearReport) -> Quote:
    """The document as a place: what is missing in it stands nowhere else."""
    source = report.result.source
    return Quote(
        report=report.name,
        document_id=report.stored.document_id,
        agency=report.agency.name,
        year=report.year,
        pointer="",
        raw=f"{source.name}，{source.characters} 字 characters",
        value=None,
    )
