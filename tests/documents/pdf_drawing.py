"""Draw PDFs for tests: paragraphs, and tables with the rules that one asks for, over as many pages as they take."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pymupdf

CHINESE, LATIN = "china-s", "tiro"
LEADING = 1.35
PADDING = 4.0
_LATIN_METRICS = pymupdf.Font(LATIN)
_WORDS = re.compile(r"[!-~]+|[^!-~]")
_RUNS = re.compile(r"[!-~]+|[^!-~]+")

Rules = Literal["all", "horizontal", "vertical", "none"]
Style = Literal["lines", "fills", "dashes"]
"""One stroke for each side of a cell, a thin filled rectangle (Word, Chromium), or dashes."""

Side = tuple[float, float, float, float]
"""x0, y0, x1, y1 of one side of one cell, as it stands on its page."""


@dataclass(frozen=True)
class CellSpec:
    """A cell of a table to draw; line breaks in ``text`` are kept."""

    text: str
    row_span: int = 1
    column_span: int = 1


def cells(*rows: Sequence[str]) -> list[list[CellSpec]]:
    """Rows of plain cells without spans."""
    return [[CellSpec(text) for text in row] for row in rows]


def length(text: str, size: float) -> float:
    """Width in points; Chinese characters are as wide as high."""
    latin = re.sub(r"[^!-~]", "", text)
    return float(_LATIN_METRICS.text_length(latin, size)) + (len(text) - len(latin)) * size


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``; words and numbers stay whole."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in _WORDS.findall(part):
            if line and length(line + word, size) > width:
                lines.append(line)
                line = ""
            line += word
        lines.append(line)
    return lines


def placed(rows: Sequence[Sequence[CellSpec]]) -> Iterator[tuple[int, int, CellSpec]]:
    """Every cell with its row and grid column, spans taken into account."""
    taken: set[tuple[int, int]] = set()
    for row, specs in enumerate(rows):
        column = 0
        for spec in specs:
            while (row, column) in taken:
                column += 1
            taken |= {(row + r, column + c) for r in range(spec.row_span) for c in range(spec.column_span)}
            yield row, column, spec


@dataclass
class Drawing:
    """A PDF in the making: a page with room left on it. ``numbered``: each page has - n - at its foot."""

    width: float = 595.0
    height: float = 842.0
    margin: float = 72.0
    size: float = 10.0
    numbered: bool = False
    document: pymupdf.Document = field(default_factory=pymupdf.open)
    y: float = 0.0
    _shape: pymupdf.Shape | None = None

    def __post_init__(self) -> None:
        self.turn()

    @property
    def page(self) -> pymupdf.Page:
        """The page being drawn on."""
        return self.document[-1]

    def to_bytes(self, **options: object) -> bytes:
        """The file's content; ``options`` are those of PyMuPDF's ``Document.tobytes``."""
        self._commit()
        return bytes(self.document.tobytes(**options))

    def turn(self) -> None:
        """Begin a page."""
        self._commit()
        self._shape = self.document.new_page(width=self.width, height=self.height).new_shape()
        self.y = self.margin
        if self.numbered:
            self.write(f"- {len(self.document)} -", self.width / 2 - 10, self.height - 30)

    def _commit(self) -> None:
        if self._shape is not None:
            self._shape.commit()
            self._shape = self.page.new_shape()

    def write(self, text: str, x: float, baseline: float, size: float | None = None) -> None:
        """One line of text from ``x`` on, Latin characters and digits in a font of their own."""
        for run in _RUNS.findall(text):
            font = LATIN if run[0] < "\x7f" and run[0] != " " else CHINESE
            if run.strip():
                self._shape.insert_text((x, baseline), run, fontname=font, fontsize=size or self.size)
            x += length(run, size or self.size)

    def paragraph(self, text: str, *, size: float = 12.0, indent: bool = True, centred: bool = False) -> None:
        """Lines over the width of the page, the first one two characters in, or all of them in the middle."""
        for line in wrap("\u3000\u3000" * indent + text, self.width - 2 * self.margin, size):
            if self.y + size * LEADING > self.height - self.margin:
                self.turn()
            x = (self.width - length(line, size)) / 2 if centred else self.margin
            self.write(line, x, self.y + size, size)
            self.y += size * LEADING

    def draw_table(
        self,
        rows: Sequence[Sequence[CellSpec]],
        widths: Sequence[float],
        rules: Rules = "all",
        style: Style = "lines",
        *,
        frame: bool = True,
        keep: Callable[[Side], bool] = lambda side: True,
        left_columns: int = 1,
    ) -> None:
        """Draw a table with a page break before each row that does not fit.

        ``widths``: of the columns, in points. ``rules``: which sides of the cells are drawn, ``frame`` whether the
        outermost are too, and ``keep`` has the last word on each. Text stands in the middle of its cell, in the first
        ``left_columns`` columns at its left.
        """
        edges = [self.margin]
        for width in widths:
            edges.append(edges[-1] + width)
        heights = self._heights(rows, edges)
        first = 0
        while first < len(heights):
            if self.y + heights[first] > self.height - self.margin:
                self.turn()
            tops = [self.y]
            while (
                first + len(tops) <= len(heights)
                and tops[-1] + heights[first + len(tops) - 1] <= self.height - self.margin
            ):
                tops.append(tops[-1] + heights[first + len(tops) - 1])
            part = _Part(first, edges, tops, left_columns)
            sides = [side for side in self._fill(part, rows) if _is_asked_for(side, part, rules, frame=frame)]
            self._rule([side for side in sides if keep(side)], style)
            self.y = tops[-1]
            first += len(tops) - 1
        self.y += 2 * self.size

    def _heights(self, rows: Sequence[Sequence[CellSpec]], edges: Sequence[float]) -> list[float]:
        heights = [self.size * LEADING + 2 * PADDING] * len(rows)
        for row, column, spec in placed(rows):
            lines = wrap(spec.text, edges[column + spec.column_span] - edges[column] - 2 * PADDING, self.size)
            missing = len(lines) * self.size * LEADING + 2 * PADDING - sum(heights[row : row + spec.row_span])
            heights[row + spec.row_span - 1] += max(missing, 0.0)
        return heights

    def _fill(self, part: "_Part", rows: Sequence[Sequence[CellSpec]]) -> list[Side]:
        """Write the texts of the cells that begin on this page; the sides of all cells that stand on it."""
        sides: set[Side] = set()
        for row, column, spec in placed(rows):
            top, bottom = max(row, part.first), min(row + spec.row_span, part.end)
            if top >= bottom:
                continue
            x0, x1 = part.edges[column], part.edges[column + spec.column_span]
            y0, y1 = part.tops[top - part.first], part.tops[bottom - part.first]
            sides |= {(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)}
            if row >= part.first:
                self._write_cell(spec.text, (x0, y0, x1, y1), left=column < part.left_columns)
        return sorted(sides)

    def _write_cell(self, text: str, box: Side, *, left: bool) -> None:
        x0, y0, x1, y1 = box
        lines = wrap(text, x1 - x0 - 2 * PADDING, self.size)
        baseline = (y0 + y1 - len(lines) * self.size * LEADING) / 2 + self.size
        for line in lines:
            centred = (x0 + x1 - length(line, self.size)) / 2
            if line:
                self.write(line, x0 + PADDING if left else centred, baseline)
            baseline += self.size * LEADING

    def _rule(self, sides: Sequence[Side], style: Style) -> None:
        for x0, y0, x1, y1 in sides:
            if style == "fills":
                self._shape.draw_rect((x0 - 0.24, y0 - 0.24, x1 + 0.24, y1 + 0.24))
            else:
                self._shape.draw_line((x0, y0), (x1, y1))
        if sides and style == "fills":
            self._shape.finish(color=None, fill=(0, 0, 0))
        elif sides:
            self._shape.finish(width=0.5, dashes="[2 1] 0" if style == "dashes" else None)


@dataclass(frozen=True)
class _Part:
    """The rows of a table from ``first`` on that stand on one page, and where."""

    first: int
    edges: Sequence[float]
    tops: Sequence[float]
    left_columns: int

    @property
    def end(self) -> int:
        return self.first + len(self.tops) - 1


def _is_asked_for(side: Side, part: _Part, rules: Rules, *, frame: bool) -> bool:
    x0, y0, _, y1 = side
    horizontal = y0 == y1
    outer = {part.tops[0], part.tops[-1]} if horizontal else {part.edges[0], part.edges[-1]}
    if (y0 if horizontal else x0) in outer and rules == "all":
        return frame
    return rules == "all" or (rules == "horizontal" and horizontal) or (rules == "vertical" and not horizontal)
