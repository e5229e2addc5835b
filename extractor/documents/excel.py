"""XLSX as a document: the sheets one after the other, each as the paragraphs and tables that a person sees in it.

``Document.origin`` leads to the offset in the concatenated texts of the cells, in reading order. Hidden sheets, rows
and columns are left out, and so are notes, headers and pictures. A cell says what Excel shows (the unit in its number
format included), but with all its digits; a formula without a stored result says its own text, so that nobody takes
the cell for blank. What is struck through is no text any more. Reference: ECMA-376 part 1, 18.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.documents.characters import LOWERED, RAISED
from extractor.documents.excel_rows import SheetCell, flow_of
from extractor.documents.excel_values import Value, shown
from extractor.documents.model import Document, DocumentBuilder, Source
from extractor.documents.package import read_part
from extractor.documents.pieces import write
from extractor.errors import BrokenFileError, TooLargeError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.styles.proxy import StyleProxy
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_SHEET = 2_000_000
"""Cells from the first to the last, and those merged. Forms have thousands, sheets with stray formats some 100,000; a
hostile one has two cells in far corners or merges all, and openpyxl makes each of them."""

_DIGITS_AT = {"superscript": RAISED, "subscript": LOWERED}
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ArithmeticError),
    *(ValueError, LookupError, TypeError, AttributeError, SyntaxError),
)
"""What zipfile and openpyxl raise on damaged content; openpyxl has no error of its own for it."""


def read_xlsx(data: bytes, source: Source) -> Document:
    """A document from the bytes of an XLSX file.

    Raises BrokenFileError (no whole archive, no valid workbook), TooLargeError (``LARGEST_SHEET``), and what
    ``package.read_part`` raises.
    """
    builder = DocumentBuilder()
    try:
        formulas = _check(data, source.name)
        values = _load(data)
        written = _load(data, formulas=True) if formulas else None
        position = 0
        for sheet in values.worksheets:
            if sheet.sheet_state == "visible":
                _limit(sheet.max_row * sheet.max_column, source.name)
                cells = list(_cells(sheet, written[sheet.title] if written else None))
                write(flow_of(cells, position), builder)
                position += sum(len(cell.text) for cell in cells)
    except _DAMAGED as error:
        raise _broken(source.name) from error
    return builder.build(source)


def _broken(name: str) -> BrokenFileError:
    return BrokenFileError(
        f"文件 {name} 是 Excel 文档，但已损坏或不完整；请重新获取，或用 Excel/WPS 打开后另存为 .xlsx。",
        f"{name} is an Excel document, but damaged or truncated; get it again, or open it in Excel or WPS and save it anew.",
    )


def _check(data: bytes, name: str) -> bool:
    """Look through the package before openpyxl takes it in; whether it has formulas."""
    formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            part = read_part(archive, info, name)
            if b"<!DOCTYPE" in part and info.filename.endswith((".xml", ".rels")):  # ECMA-376 part 2 forbids it
                raise _broken(name)
            if info.filename.startswith("xl/worksheets/"):
                formulas = formulas or _FORMULA.search(part) is not None
                _check_merged(part, name)
    return formulas


def _check_merged(sheet: bytes, name: str) -> None:
    from openpyxl.utils import column_index_from_string

    merged = 0
    for left, top, right, bottom in _MERGED.findall(sheet):
        columns = column_index_from_string(right.decode()) - column_index_from_string(left.decode()) + 1
        merged += columns * (int(bottom) - int(top) + 1)
    _limit(merged, name)


def _limit(positions: int, name: str) -> None:
    if positions > LARGEST_SHEET:
        raise TooLargeError(
            f"文件 {name} 中一张工作表占 {positions} 格，超过 {LARGEST_SHEET} 格的上限；请删去多余的空行空列，或只保留报告所在的部分。",
            f"A sheet of {name} takes {positions} cells, more than the limit of {LARGEST_SHEET}; "
            "delete empty rows and columns, or keep the report's part alone.",
        )


def _load(data: bytes, *, formulas: bool = False) -> "Workbook":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on parts that openpyxl does not keep, which nobody asks it to
        return load_workbook(io.BytesIO(data), data_only=not formulas, rich_text=not formulas)


def _cells(sheet: "Worksheet", written: "Worksheet | None") -> Iterator[SheetCell]:
    """The visible cells that hold text or have a border, by row and column; merged ones stand for all they cover.

    ``written``: the same sheet with its formulas, None where it has none.
    """
    rows = _visible([sheet.row_dimensions[row].hidden for row in range(1, sheet.max_row + 1)])
    columns = _visible(_hidden_columns(sheet))
    spans = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    covered = {place for area in sheet.merged_cells.ranges for place in area.cells} - spans.keys()
    zeros = sheet.sheet_view.showZeros is not False
    for row, line in enumerate(sheet.iter_rows(), 1):
        for column, cell in enumerate(line, 1):
            place = row, column
            formula = written.cell(row, column).value if written and cell.value is None else None
            if place in covered or (cell.value is None and formula is None and not cell.has_style):
                continue
            last_row, last_column = spans.get(place, place)
            height = rows[min(last_row, len(rows) - 1)] - rows[row - 1]
            width = columns[min(last_column, len(columns) - 1)] - columns[column - 1]
            text, bordered = _text(cell, formula, zeros=zeros), _has_border(cell)
            if height and width and (text or bordered):
                yield SheetCell(rows[row - 1], columns[column - 1], height, width, text, bordered)


def _visible(hidden: list[bool]) -> list[int]:
    """How many rows (columns) are visible before each one, and in all."""
    counts = [0]
    for one in hidden:
        counts.append(counts[-1] + (not one))
    return counts


def _hidden_columns(sheet: "Worksheet") -> list[bool]:
    hidden = [False] * sheet.max_column
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            hidden[dimension.min - 1 : dimension.max] = [True] * len(hidden[dimension.min - 1 : dimension.max])
    return hidden


def _text(cell: "Cell | MergedCell", formula: object, *, zeros: bool) -> str:
    """What the cell shows; ``formula``: the one in it that has no stored result. ``zeros``: whether the sheet shows them."""
    from openpyxl.cell.rich_text import CellRichText

    value: Value = cell.value
    if value is None:
        return "" if formula is None else str(getattr(formula, "text", formula))
    if isinstance(value, CellRichText):
        value = _formatted(value, cell.font)
    elif cell.font.strike or (value == 0 and not isinstance(value, bool) and not zeros):
        return ""
    return shown(value, cell.number_format)


def _formatted(runs: "CellRichText", font: "StyleProxy") -> str:
    """A text without what is struck through, and with raised and lowered digits where a part of it is (134²). ``font``:
    that of runs which have none of their own."""
    kept = [
        (str(run), _DIGITS_AT.get(own.vertAlign or "", {}))
        for run in runs
        if not (own := font if isinstance(run, str) else run.font).strike
    ]
    if not any(text.strip() for text, digits in kept if not digits):
        return "".join(text for text, _ in kept)
    return "".join(text.translate(digits) for text, digits in kept)


def _has_border(cell: "Cell | MergedCell") -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))
