"""What HTML and Word have in common: text collected run by run with its origins, and tables that may be mere layout.

A reader turns its source into a flow of ``Line``s and ``Grid``s and writes that with ``write``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.documents.characters import LOWERED, RAISED
from extractor.documents.model import Cell, DocumentBuilder

_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65“”‘’…—]")
"""Chinese characters and full-width punctuation: what needs no space on a line break. Full-width digits do."""

_LONG_CELL = 400
"""Characters. The longest label of a statutory table has 45; a cell beyond this that also holds most of its table is
an article laid out by a table."""


Height = Literal["super", "sub"]
"""Above or below the line, as CSS calls it."""

_DIGITS = {"super": RAISED, "sub": LOWERED}


@dataclass(slots=True)
class Line:
    """One paragraph (or a piece of a cell) as runs; each maps to the source straight on, or wholly to one offset.

    Readers put finished lines into a flow. ``raised``: those of the runs that stand above or below the line.
    """

    runs: list[tuple[str, int, bool]] = field(default_factory=list)
    raised: dict[int, Height] = field(default_factory=dict)

    def add(self, text: str, origin: int, *, straight: bool = True, height: Height | None = None) -> None:
        """Append ``text``; with ``straight`` its characters stand one after the other from ``origin`` on."""
        if text:
            if height:
                self.raised[len(self.runs)] = height
            self.runs.append((text, origin, straight))

    @property
    def text(self) -> str:
        """The characters alone."""
        return "".join(text for text, _, _ in self.runs)

    def finished(self) -> "Line":
        """Without white space at the ends, and with what is raised in raised digits (134²), which are none of a number's.

        Where all of the line is raised, it is a line like others.
        """
        if any(text.strip() for position, (text, _, _) in enumerate(self.runs) if position not in self.raised):
            for position, height in self.raised.items():
                text, origin, straight = self.runs[position]
                self.runs[position] = text.translate(_DIGITS[height]), origin, straight
        text = self.text
        if text == text.strip():
            return self
        start = len(text) - len(text.lstrip())
        return self._slice(start, max(len(text.rstrip()), start))

    def _slice(self, start: int, end: int) -> "Line":
        runs: list[tuple[str, int, bool]] = []
        position = 0
        for text, origin, straight in self.runs:
            left, right = max(start - position, 0), min(end - position, len(text))
            if left < right:
                runs.append((text[left:right], origin + left if straight else origin, straight))
            position += len(text)
        return Line(runs)

    def write(self, builder: DocumentBuilder) -> None:
        """Add the runs to a document."""
        for text, origin, straight in self.runs:
            builder.add(text, origin if straight else [origin] * len(text))


@dataclass(slots=True)
class GridCell:
    """A cell at its grid position with what it holds."""

    row: int
    column: int
    row_span: int
    column_span: int
    content: "list[Line | Grid]"

    def lines(self) -> list[Line]:
        """The pieces of text that are not empty."""
        return [item for item in self.content if isinstance(item, Line) and item.runs]


@dataclass(slots=True)
class Grid:
    """A table of data, cells in row-major order, none overlapping; ``rows`` counts rows with no cell of their own too."""

    cells: list[GridCell]
    rows: int


Flow = list[Line | Grid]


def table_or_flow(cells: Sequence[GridCell], rows: int) -> Flow:
    """A table as a Grid; its cells' content in order where it is layout.

    Layout is a table with one cell, one that holds a table of data, and one of which a single cell is most.
    """
    lengths = [sum(len(line.text) for line in cell.lines()) for cell in cells]
    longest = max(lengths, default=0)
    giant = longest > _LONG_CELL and longest * 2 > sum(lengths)
    nested = any(isinstance(item, Grid) for cell in cells for item in cell.content)
    if len(cells) > 1 and not nested and not giant:
        return [Grid(list(cells), rows)]
    return [item for cell in cells for item in cell.content]


def write(flow: Iterable[Line | Grid], builder: DocumentBuilder) -> None:
    """Add a flow to a document: a paragraph for each line, a table for each grid."""
    for item in flow:
        if isinstance(item, Grid):
            _write_grid(item, builder)
        else:
            start = builder.position
            item.write(builder)
            builder.end_paragraph(start)


def _write_grid(grid: Grid, builder: DocumentBuilder) -> None:
    start = builder.position
    cells: list[Cell] = []
    row = 0
    for cell in grid.cells:
        if cell.row > row:
            builder.separate("\n" * (cell.row - row))
            row = cell.row
        elif cells:
            builder.separate("\t")
        cells.append(_write_cell(cell, builder))
    builder.end_table(start, cells, gridded=True)
    builder.separate("\n" * (grid.rows - row))


def _write_cell(cell: GridCell, builder: DocumentBuilder) -> Cell:
    """Pieces of a cell broken over lines join without a space between Chinese characters, with one otherwise.

    So ``商业⏎企业`` is one label, and two numbers in one cell never become one number.
    """
    start = builder.position
    before = ""
    for line in cell.lines():
        text = line.text
        if before and not (_CHINESE.match(before[-1]) and _CHINESE.match(text[0])):
            builder.separate(" ")
        line.write(builder)
        before = text
    text = builder.text_since(start)
    return Cell(cell.row, cell.column, start, builder.position, text, cell.row_span, cell.column_span)
