"""Several rows of headings as one heading for each column of values, in the order of the columns.

On a grid, a heading is over what stands under it. In running text only the order is left: the form's row of headings
has one over several (法人或其他组织), and those stand in the next row, behind what follows it in its own (总计).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.readers.labels import canonical
from extractor.readers.naming import column_named, row_named
from extractor.readers.rows import FoundRow, Span, is_number
from extractor.reports.base import Block, Column, Row

_CORNER = canonical("信息内容")
"""What the form prints over the row labels of section two."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The heading right over one column of values, and those over it, outermost first."""

    heading: Span
    over: tuple[Span, ...] = ()


def leaves_on_grid(found: FoundRow) -> list[Leaf]:
    """The headings by where they stand on the table's grid; none where it has no grid."""
    cells = [span for row in found.headings for span in row if span.text and not is_number(span)]
    first = 0 if found.row is None else _end(found.label)
    if first is None or any(cell.column is None for cell in cells):
        return []
    leaves: list[tuple[int, Leaf]] = []
    for at, cell in enumerate(cells):
        column = cell.column or 0
        if column >= first and not any(_overlaps(cell, below) for below in cells[at + 1 :]):
            over = tuple(above for above in cells[:at] if _overlaps(cell, above))
            leaves.append((column, Leaf(cell, over)))
    return [leaf for _, leaf in sorted(leaves, key=lambda pair: pair[0])]


def _end(label: Span) -> int | None:
    return None if label.column is None else label.column + label.column_span


def _overlaps(cell: Span, other: Span) -> bool:
    """Whether two cells of different rows share a grid column; those of one row never do."""
    left, right = cell.column or 0, other.column or 0
    return left < right + other.column_span and right < left + cell.column_span


def behind_corner(row: Sequence[Span]) -> list[Span] | None:
    """The headings behind what the form prints over the labels; None where it is not there."""
    corners = [at for at, span in enumerate(row) if canonical(span.text) == _CORNER]
    return [span for span in row[corners[-1] + 1 :] if span.text] if corners else None


def leaves_in_line(found: FoundRow, block: Block) -> list[Leaf] | None:
    """The headings by their order alone, from the first that the form knows; those of a flat block under its rows.

    None where its rows stand in an order that does not tell which headings are whose.
    """
    if found.row is None:
        spans = [span for row in found.headings for span in row if span.text]
        return _flat_leaves([*spans, found.label] if found.anchored else spans, block)
    cornered = behind_corner(found.headings[-1]) if found.headings else None
    if cornered is not None:
        return [Leaf(span) for span in cornered]
    rows = [[_heading(block, span) for span in row if span.text] for row in found.headings]
    columns = block.layouts[0].columns
    lowest = _last(rows[-1], len(columns), lines=found.anchored) if rows else []
    if not lowest:
        lowest = _pulled([heading for row in rows for heading in row], columns)
    return [Leaf(heading.span) for heading in lowest if not heading.over]


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading, the column it names, and whether it is over several columns."""

    span: Span
    column: Column | None
    over: bool


def _heading(block: Block, span: Span) -> _Heading:
    named = column_named(block, span.text)
    groups = {group for layout in block.layouts for column in layout.columns for group in column.groups}
    over = canonical(span.text) in {canonical(group) for group in groups}
    return _Heading(span, named[0] if named else None, over)


def _last(row: Sequence[_Heading], width: int, *, lines: bool) -> list[_Heading]:
    """The lowest row of headings where it has them all; none where some stand above it. ``lines``: all rows are one."""
    known = [at for at, heading in enumerate(row) if heading.column is not None]
    if len(known) < width:
        return []
    chosen = list(row[known[-width if lines else 0] :])
    inner, outer = _split(chosen)
    stacked = lines and bool(inner) and bool(outer) and outer[-1] < inner[0]
    return [] if stacked or any(heading.over for heading in chosen) else chosen


def _split(headings: Sequence[_Heading]) -> tuple[list[int], list[int]]:
    """Where the headings stand that have one over them, and where the others."""
    known = [(at, heading.column) for at, heading in enumerate(headings) if heading.column is not None]
    return [at for at, column in known if column.groups], [at for at, column in known if not column.groups]


def _pulled(headings: Sequence[_Heading], columns: Sequence[Column]) -> list[_Heading]:
    """The headings from the first of the form's on, those of a group moved to where the one over them stands.

    Where that is lost they go where the form has them: behind the column before them.
    """
    inner, outer = _split(headings)
    over = [at for at, heading in enumerate(headings) if heading.over and (not inner or at < inner[0])]
    if over and not inner:
        inner = list(range(max([*over, *outer]) + 1, len(headings)))
    if not inner:
        return list(headings[outer[0] :]) if outer else []
    start = max(at + 1 for at in (*over, *outer, inner[0] - 1) if at < inner[0])
    end = inner[-1] + 1 if outer and outer[-1] > inner[0] else len(headings)
    before = next((column for column, after in pairwise(columns) if after.groups), None)
    form = [at + 1 for at in outer if at < start and headings[at].column == before]
    place = over[-1] if over else next(iter(form), start)
    begin = min([*inner, *outer, *over])
    return [*headings[begin:place], *headings[start:end], *headings[place:start], *headings[end:]]


def _flat_leaves(spans: Sequence[Span], block: Block) -> list[Leaf] | None:
    """The headings of the form's rows side by side, each under its row where all rows and headings are there."""
    width = len(block.layouts[0].columns)
    headings: list[Span] = []
    for span in spans:
        named = row_named(block, span.text) is not None or _is_group(block, span)
        if not named and (headings or column_named(block, span.text) is not None):
            headings.append(span)
    headings = headings[-width * len(block.rows) :]
    rows = _rows_in_line(spans, block)
    in_order = [row for row in block.rows if row in dict(rows)] == [row for row, _ in rows]
    if len(headings) == width * len(block.rows) and len(rows) == len(block.rows):
        chunks = [headings[at : at + width] for at in range(0, len(headings), width)]
        if in_order or len({tuple(canonical(span.text) for span in chunk) for chunk in chunks}) == 1:
            return [Leaf(span, (label,)) for (_, label), chunk in zip(rows, chunks, strict=True) for span in chunk]
    return [Leaf(span) for span in headings] if in_order else None


def _rows_in_line(spans: Sequence[Span], block: Block) -> list[tuple[Row, Span]]:
    """The rows of a flat block in the order of their labels; those of a group where the label over them stands."""
    labels: dict[str, Span] = {}
    named: list[Row] = []
    for span in spans:
        row = row_named(block, span.text)
        if row is not None and row.key not in labels:
            labels[row.key] = span
            named.append(row)
    ordered: list[Row] = []
    for span in spans:
        row = row_named(block, span.text)
        members = [row] if row else [row for row in named if canonical(span.text) in map(canonical, row.groups)]
        ordered += [member for member in members if member not in ordered]
    return [(row, labels[row.key]) for row in ordered]


def _is_group(block: Block, span: Span) -> bool:
    return canonical(span.text) in {canonical(group) for row in block.rows for group in row.groups}
