"""The rectangles that a table's drawn lines enclose, and the words in each."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.documents.layout.glyphs import DIGITS, SMALL, Glyph, Line, Page, Run, is_numeric, lines_of, union
from extractor.documents.layout.ruling import Frame
from extractor.documents.model import Box

PADDING = 6.0
"""Points. The most white between words and border that is a cell's padding; Word's is 5.4."""


@dataclass(frozen=True, slots=True)
class Area:
    """Grid positions that no drawn line parts: rows [top, bottom), columns [left, right), and the words in them."""

    top: int
    bottom: int
    left: int
    right: int
    runs: tuple[Run, ...] = ()


def areas_of(frame: Frame) -> list[Area]:
    """The rectangles that the drawn lines enclose; a ragged shape becomes the fewest rectangles of rows or columns."""
    rows, columns = len(frame.ys) - 1, len(frame.xs) - 1
    seen: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for start in ((row, column) for row in range(rows) for column in range(columns)):
        if start in seen:
            continue
        shape = {start}
        stack = [start]
        while stack:
            for position in _open_neighbours(frame, *stack.pop()):
                if position not in shape:
                    shape.add(position)
                    stack.append(position)
        seen |= shape
        areas += _rectangles(shape)
    return areas


def _open_neighbours(frame: Frame, row: int, column: int) -> Iterator[tuple[int, int]]:
    if row > 0 and not frame.across[row][column]:
        yield row - 1, column
    if row + 1 < len(frame.down) and not frame.across[row + 1][column]:
        yield row + 1, column
    if column > 0 and not frame.down[row][column]:
        yield row, column - 1
    if column + 2 < len(frame.xs) and not frame.down[row][column + 1]:
        yield row, column + 1


def _rectangles(shape: set[tuple[int, int]]) -> list[Area]:
    by_rows = [Area(top, bottom, low, high) for low, high, top, bottom in _strips(shape)]
    turned = {(column, row) for row, column in shape}
    by_columns = [Area(low, high, left, right) for low, high, left, right in _strips(turned)]
    return min(by_rows, by_columns, key=len)


def _strips(shape: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """(low, high, first, end): the intervals [low, high) of each major index, joined over [first, end) where alike."""
    strips: list[tuple[int, int, int, int]] = []
    for major in range(min(position[0] for position in shape), max(position[0] for position in shape) + 1):
        minors = sorted(position[1] for position in shape if position[0] == major)
        cuts = [0, *(index for index, (a, b) in enumerate(pairwise(minors), 1) if b - a > 1), len(minors)]
        for start, end in pairwise(cuts):
            low, high = minors[start], minors[end - 1] + 1
            above = next((strip for strip in strips if strip[:2] == (low, high) and strip[3] == major), None)
            if above is None:
                strips.append((low, high, major, major + 1))
            else:
                strips[strips.index(above)] = (low, high, above[2], major + 1)
    return strips


def fill(frame: Frame, words: Iterable[Sequence[Glyph]], page: Page) -> list[Area]:
    """The areas of a drawn table with the words in them. A word that is too wide for its cell stays whole."""
    areas = areas_of(frame)
    at = {(r, c): i for i, a in enumerate(areas) for r in range(a.top, a.bottom) for c in range(a.left, a.right)}
    held: list[list[Glyph]] = [[] for _ in areas]
    for word in words:
        box = union(glyph.box for glyph in word)
        row = slot_of(frame.ys, (box[1] + box[3]) / 2)
        first, last = slot_of(frame.xs, _middle(word[0])), slot_of(frame.xs, _middle(word[-1]))
        column = first
        if len({at[row, c] for c in range(first, last + 1)}) > 1:
            column = _home(frame.xs, first, last, box)
        held[at[row, column]] += word
    return [replace(area, runs=_runs_in(frame, area, part, page)) for area, part in zip(areas, held, strict=True)]


def _runs_in(frame: Frame, area: Area, glyphs: Sequence[Glyph], page: Page) -> tuple[Run, ...]:
    lines = lines_of(glyphs, page, frame.xs[area.left + 1 : area.right])
    return tuple(run for line in lines for run in line.runs)


def _middle(glyph: Glyph) -> float:
    return (glyph.box[0] + glyph.box[2]) / 2


def _home(xs: Sequence[float], first: int, last: int, box: Box) -> int:
    """The column of a word that overflows: that in which it is centred, or else the one from whose side it runs out."""
    center = (box[0] + box[2]) / 2
    middle = slot_of(xs, center)
    if abs(center - (xs[middle] + xs[middle + 1]) / 2) < 2:
        return middle
    return first if box[0] - xs[first] <= xs[last + 1] - box[2] else last


def slot_of(lines: Sequence[float], at: float) -> int:
    """Between which two of the sorted ``lines`` a position lies: the index of the first."""
    return min(max(bisect_right(lines, at) - 1, 0), len(lines) - 2)


def padding(frame: Frame, areas: Iterable[Area]) -> float:
    """The white that a table keeps on each side between words and borders."""
    gaps = (
        gap
        for area in areas
        for run in area.runs
        for gap in (run.left - frame.xs[area.left], frame.xs[area.right] - run.right)
    )
    return min([PADDING, *(gap for gap in gaps if gap >= 0)])


def is_broken_number(lines: Sequence[Line], width: float) -> bool:
    """Whether lines are one number, broken where the cell of that inner width had no room for a further digit. A line in
    smaller type is the mark of a note."""
    if any(len(line.runs) > 1 for line in lines) or not is_numeric("".join(line.text for line in lines)):
        return False
    if min(line.size for line in lines) < SMALL * max(line.size for line in lines):
        return False
    breaks = [above.runs[0] for above, below in pairwise(lines) if below.text[0].isdecimal()]
    return bool(breaks) and all(_has_no_room(run, width) for run in breaks)


def is_full(line: Line, width: float) -> bool:
    """Whether a line of words has no room for more in a cell of that inner width."""
    return line.box[2] - line.box[0] > width - 1.5 * line.size


def _has_no_room(run: Run, width: float) -> bool:
    length = run.right - run.left
    return run.text[-1] in DIGITS and length + max(length / len(run.text), 0.5 * run.size) > width - 1
