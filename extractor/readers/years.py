"""Tables of years gone by: offices print last year's table beside their own, each under its year."""

import re
from collections.abc import Sequence

from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Document, Paragraph, Table
from extractor.readers.rows import FoundRow
from extractor.reports.base import Outline

_TITLE = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]+|\d{1,2}[、.)]|[附续]?表[一二三四五六七八九十\d]{0,2}[:、.]?)?"
    r"(?P<year>20\d\d)年度?[^\d,.;:!?。]*:?"
)


def of_the_reports_year(found: Sequence[FoundRow], document: Document, outline: Outline) -> list[FoundRow]:
    """The rows without those under an earlier year than others of their block, which stand under the report's own.

    That the later year is the report's the text before the first section has to say.
    """
    years = _years_of_tables(document)
    latest: dict[int, int] = {}
    for row in found:
        latest[row.block] = max(latest.get(row.block, 0), years.get(row.table, 0))
    before = squeeze(fold(document.text[slice(*outline.preamble)])) if outline.sections else ""
    own = {block: year for block, year in latest.items() if f"{year}年" in before}
    return [row for row in found if years.get(row.table, own.get(row.block, 0)) >= own.get(row.block, 0)]


def _years_of_tables(document: Document) -> dict[int, int]:
    """Number of a table -> the year in the title right before it."""
    years: dict[int, int] = {}
    for number, block in enumerate(document.blocks[1:], start=1):
        before = document.blocks[number - 1]
        if isinstance(block, Table) and isinstance(before, Paragraph):
            title = _TITLE.fullmatch(squeeze(fold(before.text)))
            if title:
                years[number] = int(title["year"])
    return years
