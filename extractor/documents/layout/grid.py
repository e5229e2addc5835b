"""A table's drawn frame and its words to cells, with the columns and rows that only the words show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.documents.layout.areas import Area, is_broken_number, padding
from extractor.documents.layout.glyphs import Line, Run, joined_run, line_of, merge_lines
from extractor.documents.layout.gutters import Block, Span, blocks_of, has_far_rows, is_body, row_starts, shared_borders
from extractor.documents.layout.hairlines import missing_columns, missing_rows
from extractor.documents.layout.ruling import SNAP, Frame
from extractor.documents.layout.stacks import bands_of, stack_of, unstacked

Fragment = tuple[float, float, float, float, list[Run]]
"""A cell by its borders (left, top, right, bottom) and words."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at its grid position, with its lines of words."""

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[Line, ...]
    broken: bool = False
    """Whether the lines are one number that was too wide for the cell."""


@dataclass(frozen=True)
class Grid:
    """A table read: its cells in row-major order."""

    columns: int
    rows: int
    cells: tuple[GridCell, ...]

    @property
    def filled(self) -> int:
        """How many cells hold words."""
        return sum(bool(cell.lines) for cell in self.cells)

    @property
    def value_columns(self) -> int:
        """How many columns hold a number."""
        return len({cell.column for cell in self.cells for line in cell.lines if all(run.numeric for run in line.runs)})

    @property
    def crowded(self) -> bool:
        """Whether some cell holds two numbers side by side: its columns were not found."""
        return any(sum(run.numeric for run in line.runs) > 1 for cell in self.cells for line in cell.lines)


def grid_of(frame: Frame, areas: Sequence[Area]) -> Grid:
    """The cells of a table, with the columns and rows that only its words show added to those drawn."""
    white = 2 * padding(frame, areas)
    if len(frame.ys) > 2:
        frame, areas = unstacked(frame, areas, white)
    blocks = blocks_of(merge_lines(run for area in areas for run in area.runs))
    borders = _inferred_columns(frame, areas, blocks)
    ys = sorted({*frame.ys, *_inferred_rows(frame, areas, blocks, borders)})
    xs = sorted({*frame.xs, *(x for part in borders for x in part)})
    tops = [block.top for block in blocks[1:]]
    pieces: list[Fragment] = []
    for area in areas:
        for top, bottom, runs in _split_rows(frame, area, ys):
            block = sum(at <= (top + bottom) / 2 for at in tops)
            soft = borders[block] if blocks else []
            pieces += [
                (left, top, right, bottom, part) for left, right, part in _split_columns(frame, area, soft, runs)
            ]
    return _grid(pieces, xs, ys, white, bare=len(frame.xs) == len(frame.ys) == 2)


def _grid(
    pieces: Sequence[Fragment], xs: Sequence[float], ys: Sequence[float], narrowing: float, *, bare: bool
) -> Grid:
    """Pieces at their grid positions; grid rows in which no cell begins are left out."""
    begun = {top for _, top, _, _, _ in pieces}
    row = {y: sum(start < y for start in begun) for y in ys}
    column = {x: index for index, x in enumerate(xs)}
    cells: list[GridCell] = []
    for left, top, right, bottom, runs in pieces:
        lines = _side_by_side(runs) if bare else tuple(merge_lines(runs))
        spans = row[bottom] - row[top], column[right] - column[left]
        broken = is_broken_number(lines, right - left - narrowing)
        cells.append(GridCell(row[top], column[left], *spans, lines, broken))
    return Grid(len(xs) - 1, len(begun), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _side_by_side(runs: Sequence[Run]) -> tuple[Line, ...]:
    """The lines of a cell; of two labels beside each other, whose columns could not be told apart, one after the other."""
    lines = tuple(merge_lines(runs))
    parts: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.left):
        if parts and run.left < max(other.right for other in parts[-1]):
            parts[-1].append(run)
        else:
            parts.append([run])
    if len(lines) < 2 or len(parts) < 2 or any(len(run.text) < 2 for part in parts for run in part[:1]):
        return lines
    return (line_of(joined_run(run for line in merge_lines(part) for run in line.runs) for part in parts),)


def _inferred_columns(frame: Frame, areas: Sequence[Area], blocks: Sequence[Block]) -> list[list[float]]:
    """For each block the column borders that are not drawn."""
    bare = all(x in frame.ends for x in frame.xs[1:-1])
    borders: list[list[float]] = []
    for block, places in zip(blocks, shared_borders(blocks), strict=True):
        borders.append([])
        for gutter, x in zip(block.gutters, places, strict=True):
            known = [line for line in frame.xs if gutter[0] - SNAP <= line <= gutter[1] + SNAP]
            if known:
                borders[-1] += [line for line in known if line in frame.ends]
            elif bare or _shown(gutter, block, areas):
                borders[-1].append(x)
    return borders


def _shown(gutter: Span, block: Block, areas: Sequence[Area]) -> bool:
    """Whether a gutter parts values inside drawn cells: in two rows, or in the only row of numbers."""
    rows = 0
    for area in areas:
        for line in merge_lines(area.runs):
            left = [run for run in line.runs if run.right <= gutter[0] + 1]
            right = [run for run in line.runs if run.left >= gutter[1] - 1]
            rows += bool(left and right and right[0].numeric and block.top <= line.baseline <= block.bottom)
    return rows > 1 or (rows == 1 and sum(is_body(line) for line in block.lines) == 1)


def _inferred_rows(
    frame: Frame, areas: Sequence[Area], blocks: Sequence[Block], borders: Sequence[Sequence[float]]
) -> Iterator[float]:
    """The row borders that are not drawn: where one drawn row holds rows of numbers, or headings of two levels."""
    bare = len(frame.xs) == len(frame.ys) == 2
    white = 2 * padding(frame, areas)
    ruled = len(frame.ys) > 2
    for parts in bands_of(areas):
        lines = merge_lines(run for area in parts for run in area.runs)
        stack = stack_of(frame, parts, white)
        rows = stack is not None and (stack.is_plain or not ruled)
        several = bare or rows or (not ruled and has_far_rows(lines))
        starts: set[int] = set()
        for block, soft in zip(blocks, borders, strict=True):
            held = [index for index, line in enumerate(lines) if block.top <= line.baseline <= block.bottom]
            block_lines = [lines[index] for index in held]
            if held and (several or _levels(block_lines, soft)):
                starts |= {held[row] for row in row_starts(block_lines, soft or frame.xs[1:-1])}
        for index in sorted(starts)[1:]:
            yield (max(other.box[3] for other in lines[:index]) + lines[index].box[1]) / 2


def _levels(lines: Sequence[Line], borders: Sequence[float]) -> bool:
    """Whether headings without any number are of two levels: some span a gutter, some do not."""
    spans = [any(run.left < x < run.right for run in line.runs for x in borders) for line in lines]
    return any(spans) and not all(spans) and not any(is_body(line) for line in lines)


def _split_rows(frame: Frame, area: Area, ys: Sequence[float]) -> Iterator[tuple[float, float, list[Run]]]:
    """An area by its rows: at inferred borders, and at lines drawn elsewhere if they are only missing here."""
    top, bottom = frame.ys[area.top], frame.ys[area.bottom]
    if area.bottom - area.top > 1:
        cuts = missing_rows(frame, area)
    else:
        cuts = [] if _is_upright_label(area.runs) else [y for y in ys if top < y < bottom]
    for low, high in pairwise([top, *cuts, bottom]):
        yield low, high, [run for run in area.runs if not cuts or low <= (run.box[1] + run.box[3]) / 2 < high]


def _is_upright_label(runs: Sequence[Run]) -> bool:
    """One character a line, downwards."""
    return len(runs) > 2 and all(len(run.text) == 1 and not run.numeric for run in runs)


def _split_columns(
    frame: Frame, area: Area, soft: Sequence[float], runs: Sequence[Run]
) -> Iterator[tuple[float, float, list[Run]]]:
    """A row of an area by its columns: at gutters, and at lines drawn elsewhere if they are only missing here."""
    left, right = frame.xs[area.left], frame.xs[area.right]
    cuts = [x for x in soft if left < x < right]
    if area.right - area.left > 1:
        cuts += missing_columns(frame, area, runs)
    cuts = sorted(x for x in cuts if not any(_bars(run, x) for run in runs))
    for low, high in pairwise([left, *cuts, right]):
        yield low, high, [run for run in runs if not cuts or low <= run.center < high]


def _bars(run: Run, x: float) -> bool:
    """Whether a run stands across a border. A number only where its middle does: it has but run out of its column."""
    reach = 2.0 if run.numeric else (run.right - run.left) / 2 - 1
    return abs(run.center - x) < reach
