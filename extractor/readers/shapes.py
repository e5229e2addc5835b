"""Tables brought into the form's shape.

The head that stands before a table is put back on it, rows that share cells are parted, and a table whose rows are the
form's columns is turned.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.documents.model import Cell, Paragraph, Table
from extractor.readers.labels import LabelIndex, canonical
from extractor.readers.naming import column_named
from extractor.readers.numbers import parse_cell
from extractor.reports.base import Block

_NUMBER = re.compile(r"(?<!\S)\d{1,2}[.、．](?!\d)")
"""The number of a row before its label, where a label begins."""
_WORD = re.compile(r"\S+")
_ABOUT = "情况"
"""What a title may say behind the name of the row that its table is about."""


def in_shape(table: Table, before: Paragraph | Table | None, index: LabelIndex) -> Table:
    """A table as the form has it. ``before``: what stands right before it."""
    if _is_turned(table, index):
        return _turned(table)
    return _with_rows_apart(_under_its_head(table, before, index), index)


def _is_turned(table: Table, index: LabelIndex) -> bool:
    """Whether a table on a grid has all columns of rows that stand side by side in the form below each other."""
    first = [cell.text for cell in table.cells if cell.column == 0 and index.is_column(cell.text)]
    return table.gridded and any(_are_columns_of(block, first) for block in index.blocks if block.flat)


def _are_columns_of(block: Block, names: Sequence[str]) -> bool:
    """Whether the names are those of all columns of a block, each once."""
    found = [named[0].key for name in names for named in [column_named(block, name)] if named]
    return len(found) == len(names) and sorted(found) == sorted(column.key for column in block.layouts[0].columns)


def _turned(table: Table) -> Table:
    """The table with its rows as columns."""
    turned = [
        replace(cell, row=cell.column, column=cell.row, row_span=cell.column_span, column_span=cell.row_span)
        for cell in table.cells
    ]
    return replace(table, cells=tuple(sorted(turned, key=lambda cell: (cell.row, cell.column))))


def _under_its_head(table: Table, before: Paragraph | Table | None, index: LabelIndex) -> Table:
    """The table with the head that stands before it: a title that names its one row, or headings in their own table."""
    width = _width(table)
    if isinstance(before, Paragraph) and _is_of_one_row(before.text, width, index):
        head: tuple[Cell, ...] = (Cell(0, 0, before.start, before.end, before.text, column_span=width),)
    elif isinstance(before, Table) and _width(before) == width and _is_head(before, index) and _is_body(table):
        head = before.cells
    else:
        return table
    down = head[-1].row + 1
    return replace(table, start=before.start, cells=(*head, *(replace(cell, row=cell.row + down) for cell in table.cells)))


def _is_of_one_row(title: str, width: int, index: LabelIndex) -> bool:
    """Whether a title names a row of those that stand side by side in the form, and ``width`` is that of one."""
    label = index.exact_row(title) or index.exact_row(canonical(title).removesuffix(_ABOUT))
    if label is None:
        return False
    block = index.blocks[label.block]
    return block.flat and width == len(block.layouts[0].columns)


def _is_head(table: Table, index: LabelIndex) -> bool:
    """Whether a table on a grid has headings of the form in its lowest row, and no values."""
    lowest = [cell.text for row in table.rows[-1:] for cell in row if cell.text]
    return table.gridded and bool(lowest) and all(map(index.is_column, lowest)) and not any(map(_is_value, table.cells))


def _is_body(table: Table) -> bool:
    """Whether a table on a grid begins with values."""
    return table.gridded and any(_is_value(cell) for row in table.rows[:1] for cell in row)


def _is_value(cell: Cell) -> bool:
    return bool(cell.text) and parse_cell(cell.text) is not None


def _width(table: Table) -> int:
    return max((cell.column + cell.column_span for cell in table.cells), default=0)


def _with_rows_apart(table: Table, index: LabelIndex) -> Table:
    """The table with rows that share their cells, one line of each cell for each row, as rows of their own."""
    parted = [_apart(row, index) for row in table.rows]
    if all(len(apart) == 1 for apart in parted):
        return table
    cells: list[Cell] = []
    down = 0
    for apart in parted:
        for place, own in enumerate(apart):
            cells += [replace(cell, row=cell.row + down + place) for cell in own]
        down += len(apart) - 1
    return replace(table, cells=tuple(cells))


def _apart(row: Sequence[Cell], index: LabelIndex) -> list[Sequence[Cell]]:
    """The rows that share the cells of ``row``; it alone where not every cell has a value for each of their labels."""
    for position, cell in enumerate(row):
        labels = _labels(cell, index)
        if labels:
            columns = [labels, *(_values(value, len(labels)) for value in row[position + 1 :])]
            if not all(columns):
                break
            first, *others = zip(*columns, strict=True)
            return [(*row[:position], *first), *others]
    return [row]


def _labels(cell: Cell, index: LabelIndex) -> list[Cell]:
    """The numbered labels that follow each other in a cell in the form's order; none where it has but one."""
    if not cell.text[:1].isdecimal():
        return []
    starts = [match.start() for match in _NUMBER.finditer(cell.text)]
    if len(starts) < 2 or starts[0]:
        return []
    parts = [_part(cell, start, end) for start, end in pairwise((*starts, len(cell.text)))]
    named = [(label.block, label.row) for part in parts for label in [index.exact_row(part.text)] if label]
    in_order = all(block == next_block and row < next_row for (block, row), (next_block, next_row) in pairwise(named))
    return parts if len(named) == len(parts) and in_order else []


def _values(cell: Cell, count: int) -> list[Cell]:
    """The ``count`` values of a cell, all blank in a blank one; none where it has not as many."""
    if not cell.text:
        return [cell] * count
    parts = [_part(cell, *match.span()) for match in _WORD.finditer(cell.text)]
    return parts if len(parts) == count and all(map(_is_value, parts)) else []


def _part(cell: Cell, start: int, end: int) -> Cell:
    text = cell.text[start:end].rstrip()
    return replace(cell, start=cell.start + start, end=cell.start + start + len(text), text=text)
