"""Tables brought into the form's shape: the head that stands before a table put back on it."""

from dataclasses import replace

from extractor.documents.model import Block, Cell, Paragraph, Table
from extractor.readers.labels import LabelIndex, canonical
from extractor.readers.numbers import parse_cell

_ABOUT = "情况"
"""What a title may say behind the name of the row that its table is about."""


def in_shape(table: Table, before: Block | None, index: LabelIndex) -> Table:
    """A table as the form has it. ``before``: what stands right before it."""
    return _under_its_head(table, before, index)


def _under_its_head(table: Table, before: Block | None, index: LabelIndex) -> Table:
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
    lowest = [cell.text for cell in table.rows[-1] if cell.text]
    return table.gridded and bool(lowest) and all(map(index.is_column, lowest)) and not any(map(_is_value, table.cells))


def _is_body(table: Table) -> bool:
    """Whether a table on a grid begins with values."""
    return table.gridded and any(map(_is_value, table.rows[0]))


def _is_value(cell: Cell) -> bool:
    return bool(cell.text) and parse_cell(cell.text) is not None


def _width(table: Table) -> int:
    return max(cell.column + cell.column_span for cell in table.cells)
