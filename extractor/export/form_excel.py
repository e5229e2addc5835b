"""The official form as an Excel sheet that prints on A4: 15 columns, tables and prose merged over as many as they take."""

import io
import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import ceil
from typing import Literal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from extractor.export.notes import Note
from extractor.export.text import begins_formula, printable
from extractor.reports.page import GRID, PageBlock, PageLine, PageTable, Slot

LONGEST_CELL = 32_767
"""Characters that a cell of Excel can hold."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_MOST_DIGITS = 15
"""Characters of a number that Excel keeps whole."""
_COLUMN = 6.5
"""Width of a column of the grid, in digits."""
_LINE_HEIGHT = 15.0
_HIGHEST = 409.0
"""Points; Excel has no higher row."""
_SIDE = Side("thin")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FILL = {"heading": "E7E6E6", "label": "F7F7F7", "value": ""}
_MARKED = PatternFill("solid", "FFF2CC")
_SIZE = {"title": 18, "line": 11, "heading": 14, "paragraph": 11, "signature": 11}
_SPACE = {"title": 12, "line": 2, "heading": 12, "paragraph": 4, "signature": 2}
"""Points above and below a line."""
_ALIGN: dict[str, Literal["center", "left", "right"]] = {"title": "center", "signature": "right"}


def excel_form(blocks: Iterable[PageBlock], notes: Mapping[str, Note]) -> bytes:
    """An XLSX file of a page; ``notes``: pointer -> what to know of the value there."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "年度报告"
    _set_up(sheet)
    row = 1
    for block in blocks:
        row = _add_table(sheet, row, block, notes) if isinstance(block, PageTable) else _add_line(sheet, row, block)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _set_up(sheet: Worksheet) -> None:
    for column in range(1, GRID + 1):
        sheet.column_dimensions[_letter(column)].width = _COLUMN
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(0.5, 0.5, 0.6, 0.6)


def _letter(column: int) -> str:
    return chr(ord("A") + column - 1)


def _add_line(sheet: Worksheet, row: int, line: PageLine) -> int:
    """The line over the whole width; the row below it."""
    text = printable(line.text)
    for start in range(0, len(text), LONGEST_CELL):
        _write(sheet, row, 1, text[start : start + LONGEST_CELL])
        cell = sheet.cell(row, 1)
        cell.font = Font("黑体" if line.kind in ("title", "heading") else "仿宋", _SIZE[line.kind], bold=line.kind == "title")
        cell.alignment = Alignment(_ALIGN.get(line.kind, "left"), "center", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=GRID)
        sheet.row_dimensions[row].height = _height(text, GRID * _COLUMN, _SIZE[line.kind]) + _SPACE[line.kind]
        row += 1
    return row


def _add_table(sheet: Worksheet, top: int, table: PageTable, notes: Mapping[str, Note]) -> int:
    """The table on the page's grid; the row below it."""
    edges = [1, *accumulate(table.widths, initial=1)][1:]
    heights = [_LINE_HEIGHT] * len(table.rows)
    for row, column, slot in table.placed():
        left, right = edges[column], edges[column + slot.column_span] - 1
        _add_cell(sheet, top + row, left, top + row + slot.row_span - 1, right, slot)
        if slot.pointer in notes:
            _mark(sheet, top + row, left, notes[slot.pointer or ""])
        if slot.row_span == 1:
            heights[row] = max(heights[row], _height(slot.text, (right - left + 1) * _COLUMN, 9))
    for row, height in enumerate(heights):
        sheet.row_dimensions[top + row].height = height
    return top + len(table.rows)


def _add_cell(sheet: Worksheet, first: int, left: int, last: int, right: int, slot: Slot) -> None:
    _write(sheet, first, left, printable(slot.text))
    cell = sheet.cell(first, left)
    cell.font = Font("宋体", 9, bold=slot.kind == "heading")
    cell.alignment = Alignment("left" if slot.kind == "label" and slot.row_span == 1 else "center", "center", wrap_text=True)
    if _FILL[slot.kind]:
        cell.fill = PatternFill("solid", _FILL[slot.kind])
    for cells in sheet.iter_rows(first, last, left, right):
        for one in cells:
            one.border = _THIN
    if (first, left) != (last, right):
        sheet.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A plain number as a number, so that people can reckon with it; all else as text."""
    cell = sheet.cell(row, column)
    if _NUMBER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        cell.value = float(text) if "." in text else int(text)
    elif text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = begins_formula(text)


def _mark(sheet: Worksheet, row: int, column: int, note: Note) -> None:
    cell = sheet.cell(row, column)
    cell.fill = _MARKED
    cell.comment = Comment(printable(note.text), "extractor", width=360, height=140)


def _height(text: str, width: float, size: int) -> float:
    """Points for ``text`` wrapped to a width in digits of 11 points; a Chinese character is two digits wide."""
    columns = sum(1 if character.isascii() else 2 for character in text) * size / 11
    return min(max(ceil(columns / width), 1) * _LINE_HEIGHT * max(size / 11, 1), _HIGHEST - max(_SPACE.values()))
