"""PDF dialects: a paper page with ruled tables that run over pages, with rules missing, or without any."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import pymupdf

from eval.rendering.pages import page
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable, Slot

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 72.0
BODY_SIZE, TABLE_SIZE, LEADING, PADDING = 12.0, 9.0, 1.35, 3.0
RUN = re.compile(r"[\x21-\x7e]+|[^\x21-\x7e]+")
PIECE = re.compile(r"[\x21-\x7e０-９．，]+|[^\x21-\x7e]")
FONTS = {True: "tiro", False: "china-s"}
"""The page's fonts for Latin characters and for Chinese ones, as office programs set them."""
_LATIN = pymupdf.Font(FONTS[True])

Segment = tuple[float, float, float, float]


@dataclass(frozen=True)
class Setting:
    """How a page is set: its size and that of the type in tables, in points, and where values stand in their cells."""

    width: float = WIDTH
    height: float = HEIGHT
    size: float = TABLE_SIZE
    values: Literal["left", "centre", "right"] = "centre"


KeepRule = Callable[[Segment], bool]


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    return ((run, run[0] < "\x7f" and run[0] != " ") for run in RUN.findall(text))


@cache
def _advance(character: str) -> float:
    """Width in ems; Chinese characters are as wide as high."""
    return float(_LATIN.text_length(character, 1)) if "!" <= character <= "~" else 1.0


def _length(text: str, size: float) -> float:
    return sum(map(_advance, text)) * size


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``; a run of Latin characters and digits breaks only where it is wider than a line."""
    lines = []
    for part in text.split("\n"):
        line = ""
        for piece in PIECE.findall(part):
            if line and _length(line + piece, size) > width:
                lines.append(line)
                line = ""
            while _length(piece, size) > width and len(piece) > 1:
                whole = max(int(width / size * 2), 1)
                while _length(piece[:whole], size) > width and whole > 1:
                    whole -= 1
                lines.append(piece[:whole])
                piece = piece[whole:]
            line += piece
        lines.append(line)
    return lines


@dataclass
class Paper:
    """A growing document and the height reached on its last page."""

    setting: Setting = field(default_factory=Setting)
    document: Any = field(default_factory=pymupdf.Document)
    drawing: Any = None
    y: float = 0.0

    def finish(self) -> bytes:
        """The file's content: the same bytes for the same pages."""
        self.drawing.commit()
        return bytes(self.document.tobytes(no_new_id=True))

    def turn(self) -> None:
        """Begin a page; it has its number at the foot."""
        if self.drawing is not None:
            self.drawing.commit()
        self.drawing = self.document.new_page(width=self.setting.width, height=self.setting.height).new_shape()
        self.write(f"- {len(self.document)} -", self.setting.width / 2 - 10, self.setting.height - 40, TABLE_SIZE)
        self.y = MARGIN

    def room(self, height: float) -> None:
        """Turn the page unless ``height`` fits on it."""
        if self.y + height > self.setting.height - MARGIN:
            self.turn()

    def write(self, text: str, x: float, baseline: float, size: float) -> None:
        """One line of text from ``x`` on."""
        for run, latin in _runs(text):
            if run.strip():
                self.drawing.insert_text((x, baseline), run, fontname=FONTS[latin], fontsize=size)
            x += _length(run, size)

    def paragraph(self, text: str, *, centred: bool, indent: bool) -> None:
        """Wrapped lines, the first one two characters in."""
        for line in wrap("\u3000\u3000" * indent + text, self.setting.width - 2 * MARGIN, BODY_SIZE):
            self.room(BODY_SIZE * LEADING)
            x = (self.setting.width - _length(line, BODY_SIZE)) / 2 if centred else MARGIN
            self.write(line, x, self.y + BODY_SIZE, BODY_SIZE)
            self.y += BODY_SIZE * LEADING


def _column_edges(table: FormTable, width: float) -> list[float]:
    """Label columns wide and value columns narrow, over the width of the text."""
    labels = [1.0] * table.columns
    for _, column, slot in table.placed():
        if slot.kind == "label" and slot.column_span == 1:
            labels[column] = max(labels[column], min(len(slot.joined) / 3, 3.0) if table.columns > 4 else 2.0)
    scale = (width - 2 * MARGIN) / sum(labels)
    edges = [MARGIN]
    for weight in labels:
        edges.append(edges[-1] + weight * scale)
    return edges


def _fitted_size(table: FormTable, edges: Sequence[float], size: float) -> float:
    """A font size, at most ``size``, at which no value is wider than its cell."""
    for _, column, slot in table.placed():
        if slot.kind == "value" and slot.text:
            room = edges[column + slot.column_span] - edges[column] - 2 * PADDING
            size = min(size, room / _length(slot.text, 1))
    return size


def _height(slot: Slot, width: float, size: float) -> float:
    return len(wrap(slot.text, width - 2 * PADDING, size)) * size * LEADING + 2 * PADDING


def _row_heights(table: FormTable, edges: Sequence[float], size: float) -> list[float]:
    heights = [0.0] * len(table.rows)
    for row, column, slot in sorted(table.placed(), key=lambda placed: placed[2].row_span):
        needed = _height(slot, edges[column + slot.column_span] - edges[column], size)
        below = row + slot.row_span
        heights[below - 1] += max(needed - sum(heights[row:below]), 0.0)
    return heights


@dataclass(frozen=True)
class _Part:
    """The rows of a table that stand on one page."""

    first: int
    end: int
    top: float


def _parts(paper: Paper, heights: Sequence[float]) -> Iterator[_Part]:
    first = 0
    while first < len(heights):
        paper.room(heights[first])
        top, end = paper.y, first
        while end < len(heights) and paper.y + heights[end] <= paper.setting.height - MARGIN:
            paper.y += heights[end]
            end += 1
        yield _Part(first, end, top)
        first = end


def _draw_table(paper: Paper, table: FormTable, keep: KeepRule, *, fitted: bool) -> None:
    setting = paper.setting
    edges = _column_edges(table, setting.width)
    size = _fitted_size(table, edges, setting.size) if fitted else setting.size
    heights = _row_heights(table, edges, size)
    written: set[tuple[int, int]] = set()
    for part in _parts(paper, heights):
        segments: set[Segment] = set()
        for row, column, slot in table.placed():
            first, end = max(row, part.first), min(row + slot.row_span, part.end)
            if first >= end:
                continue
            top = part.top + sum(heights[part.first : first])
            bottom = top + sum(heights[first:end])
            left, right = edges[column], edges[column + slot.column_span]
            segments |= {(left, top, right, top), (left, bottom, right, bottom)}
            segments |= {(left, top, left, bottom), (right, top, right, bottom)}
            fits = bottom - top >= _height(slot, right - left, size) or end == row + slot.row_span
            if (row, column) not in written and fits:
                written.add((row, column))
                _fill(paper, slot, (left, top, right, bottom), size)
        _rule(paper, [segment for segment in sorted(segments) if keep(segment)])
    paper.y += BODY_SIZE


def _fill(paper: Paper, slot: Slot, box: Segment, size: float) -> None:
    """The cell's lines, centred; a long label begins at the left, and values stand as the page sets them."""
    left, top, right, bottom = box
    lines = wrap(slot.text, right - left - 2 * PADDING, size)
    baseline = (top + bottom - len(lines) * size * LEADING) / 2 + size
    for line in lines:
        room = right - left - _length(line, size)
        places = {"left": PADDING, "centre": room / 2, "right": room - PADDING}
        aside = "left" if slot.kind == "label" and len(lines) > 1 else "centre"
        paper.write(line, left + places[paper.setting.values if slot.kind == "value" else aside], baseline, size)
        baseline += size * LEADING


def _rule(paper: Paper, segments: Sequence[Segment]) -> None:
    for x0, y0, x1, y1 in segments:
        paper.drawing.draw_line((x0, y0), (x1, y1))
    if segments:
        paper.drawing.finish(width=0.5)


def _render(sheet: Sheet, keep: KeepRule, setting: Setting | None = None, *, fitted: bool = True) -> bytes:
    paper = Paper(setting or Setting())
    paper.turn()
    for block in page(sheet):
        if isinstance(block, FormTable):
            _draw_table(paper, block, keep, fitted=fitted)
        else:
            paper.paragraph(block.text, centred=block.kind == "title", indent=block.kind != "title")
    return paper.finish()


def ruled_pdf(sheet: Sheet) -> bytes:
    """Every cell within its rules; long numbers break over lines where the columns are too narrow for them."""
    return _render(sheet, lambda _: True, fitted=sheet.style.seed % 2 == 0)


def _outer(segment: Segment) -> bool:
    left, _, right, _ = segment
    return left == right and (left < MARGIN + 1 or left > WIDTH - MARGIN - 1)


def open_sides_pdf(sheet: Sheet) -> bytes:
    """Tables without a rule at their left and right ends."""
    return _render(sheet, lambda segment: not _outer(segment))


def hairlines_missing_pdf(sheet: Sheet) -> bytes:
    """One side of a cell in thirty inside the tables was not drawn."""
    generator = random.Random(sheet.style.seed)
    return _render(sheet, lambda segment: _outer(segment) or generator.random() >= 1 / 30)


def unruled_pdf(sheet: Sheet, setting: Setting | None = None) -> bytes:
    """No rules at all; where empty cells were, only the places of their neighbours tell."""
    return _render(sheet, lambda _: False, setting)
