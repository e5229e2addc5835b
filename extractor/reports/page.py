"""A report as the page of its official form: lines and tables in reading order, whatever file they are put into."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

GRID = 15
"""Equal columns that every page is ruled into; each table's columns take some of them, all of them together."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a table. ``pointer``: of the value it shows, None for a heading or a label."""

    text: str
    kind: Literal["heading", "label", "value"]
    row_span: int = 1
    column_span: int = 1
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class PageTable:
    """Rows of the cells that begin in them; ``widths`` are its columns', in columns of the page's grid."""

    rows: tuple[tuple[Slot, ...], ...]
    widths: tuple[int, ...]

    def placed(self) -> Iterator[tuple[int, int, Slot]]:
        """Every cell with its row and column."""
        taken: set[tuple[int, int]] = set()
        for row, slots in enumerate(self.rows):
            column = 0
            for slot in slots:
                while (row, column) in taken:
                    column += 1
                taken |= {(row + r, column + c) for r in range(slot.row_span) for c in range(slot.column_span)}
                yield row, column, slot


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line or paragraph; ``line`` is one of the lines below the title that say whose report it is."""

    text: str
    kind: Literal["title", "line", "heading", "paragraph", "signature"]


PageBlock = PageLine | PageTable
