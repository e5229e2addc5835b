"""A report and everything needed to lay it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eval.rendering.printing import Printed
from eval.rendering.prose import Prose
from eval.rendering.wording import Style
from extractor.reports.base import Block, Layout, Row
from extractor.reports.disclosure.form import BLOCKS, OUTCOME_ROWS
from extractor.reports.disclosure.model import DisclosureReport

CLOSED_OTHERWISE = tuple(row for row in OUTCOME_ROWS if "closed_otherwise" in row.key)
SECTION_TWO = tuple(block for block in BLOCKS if block.pointer == "/proactive")


@dataclass(frozen=True)
class Sheet:
    """One report and everything needed to lay it out.

    ``cells``: pointer of every statutory cell the page has -> what it prints and means. ``layouts``: block name ->
    the edition's columns it shows, for the blocks the page has. ``otherwise_rows``: rows under （六）其他处理, 1 or 3.
    ``other_services``: the 2021 layout of licensing has a row for 其他对外管理服务事项 all the same.
    """

    report: DisclosureReport = field(repr=False)
    cells: Mapping[str, Printed] = field(repr=False)
    layouts: Mapping[str, Layout] = field(repr=False)
    otherwise_rows: int
    other_services: bool
    prose: Prose = field(repr=False)
    style: Style

    def rows(self, block: Block) -> tuple[Row, ...]:
        """The rows of ``block`` that the page has."""
        return tuple(rows_of(block, self.layouts[block.name], self.otherwise_rows, self.other_services))


def rows_of(block: Block, layout: Layout, otherwise_rows: int, other_services: bool) -> Iterator[Row]:
    """The rows of ``block`` on a page with that layout."""
    for row in block.rows:
        if row.key == "other_services" and layout.edition == "2021" and not other_services:
            continue
        if row in CLOSED_OTHERWISE[:-1] and otherwise_rows == 1:
            continue
        yield row
