"""Paragraphs and tables of a sheet: Excel knows neither, so they are told by borders, or by how many cells a row has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.pieces import Flow, GridCell, Line, table_or_flow

LONGEST_LABEL = 45
"""Characters of the longest label of a statutory table: a longer cell alone in its row is prose."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a sheet with its 0-based visible place and what it spans; ``text`` may have line breaks."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    bordered: bool


def flow_of(cells: Sequence[SheetCell], origin: int) -> Flow:
    """The paragraphs and tables of a sheet, in order. ``origin``: where the first cell's text begins in the source."""
    origins: dict[SheetCell, int] = {}
    for cell in cells:
        origins[cell] = origin
        origin += len(cell.text)
    rows: dict[int, list[SheetCell]] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows.setdefault(row, []).append(cell)
    flow: Flow = []
    table: list[SheetCell] = []
    tables = _table_rows(rows)
    for row in sorted(rows):
        if row in tables:
            if table and row - 1 not in tables:
                flow += _table(table, origins)
                table = []
            table += [cell for cell in rows[row] if cell.row == row]
        else:
            flow += _table(table, origins)
            table = []
            flow += [line for cell in rows[row] if cell.row == row for line in _lines(cell, origins)]
    return flow + _table(table, origins)


def _table_rows(rows: dict[int, list[SheetCell]]) -> set[int]:
    """The rows that belong to tables. Where a sheet has borders, tables have them; else two cells with text make a row
    of one, and a short cell alone between such rows is a label with blanks behind it."""
    if any(cell.bordered for cells in rows.values() for cell in cells):
        return {row for row, cells in rows.items() if any(cell.bordered for cell in cells) and not _is_prose(cells)}
    found = {row for row, cells in rows.items() if len(cells) > 1}
    alone = {row for row, (cell, *others) in rows.items() if not others and cell.column_span == 1 and not _is_prose([cell])}
    while joined := {row for row in alone - found if {row - 1, row + 1} & found}:
        found |= joined
    return found


def _is_prose(cells: Sequence[SheetCell]) -> bool:
    """Whether a row is one cell and more than a heading."""
    return len(cells) == 1 and (len(cells[0].text) > LONGEST_LABEL or cells[0].text.endswith("。"))


def _table(cells: Sequence[SheetCell], origins: dict[SheetCell, int]) -> Flow:
    """A grid over the columns that the cells take, with a blank cell wherever none is."""
    if not cells:
        return []
    top = cells[0].row
    left = min(cell.column for cell in cells)
    right = max(cell.column + cell.column_span for cell in cells)
    bottom = max(cell.row for cell in cells) + 1
    taken = {place: cell for cell in cells for place in _places(cell)}
    grid = [
        GridCell(cell.row - top, cell.column - left, min(cell.row_span, bottom - cell.row), cell.column_span, [*_lines(cell, origins)])
        for cell in cells
    ]
    grid += [
        GridCell(row - top, column - left, 1, 1, [])
        for row in range(top, bottom)
        for column in range(left, right)
        if (row, column) not in taken
    ]
    return table_or_flow(sorted(grid, key=lambda cell: (cell.row, cell.column)), bottom - top)


def _places(cell: SheetCell) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.row_span):
        for column in range(cell.column, cell.column + cell.column_span):
            yield row, column


def _lines(cell: SheetCell, origins: dict[SheetCell, int]) -> Iterator[Line]:
    position = origins[cell]
    for part in cell.text.splitlines(keepends=True):
        line = Line()
        line.add(part, position)
        position += len(part)
        yield line.finished()
