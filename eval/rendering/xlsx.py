"""The XLSX dialects: one sheet, paragraphs in its first column, tables with merged cells, with borders or without.

Without borders a row of empty cells alone is nothing in the file.
"""

import io
import random

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from eval.rendering.docx import undated
from eval.rendering.pages import page
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable

_SIDE = Side("thin")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def excel(sheet: Sheet) -> bytes:
    """An Excel file; paragraphs and tables in reading order."""
    return _excel(sheet, bordered=True)


def unruled_excel(sheet: Sheet) -> bytes:
    """The same without any border."""
    return _excel(sheet, bordered=False)


def _excel(sheet: Sheet, *, bordered: bool) -> bytes:
    generator = random.Random(sheet.style.seed)
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    row = 1
    for block in page(sheet, together=generator.random() < 0.6):
        if isinstance(block, FormTable):
            _table(worksheet, row, block, bordered)
            row += len(block.rows)
        else:
            _text(worksheet, row, 1, block.text)
            row += 1
    buffer = io.BytesIO()
    workbook.save(buffer)
    return undated(buffer)


def _text(worksheet: Worksheet, row: int, column: int, text: str) -> None:
    if text:
        worksheet.cell(row, column, text).data_type = "s"  # +3 is no formula


def _table(worksheet: Worksheet, top: int, table: FormTable, bordered: bool) -> None:
    for row, column, slot in table.placed():
        first, left = top + row, 1 + column
        last, right = first + slot.row_span - 1, left + slot.column_span - 1
        _text(worksheet, first, left, slot.text)
        for cells in worksheet.iter_rows(first, last, left, right) if bordered else ():
            for cell in cells:
                cell.border = _THIN
        if (first, left) != (last, right):
            worksheet.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
