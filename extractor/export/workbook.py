"""The tables as one Excel workbook made to be read: two heading rows that stay in sight, formats, marks with notes.

A marked value is told by its fill, by its type face and by a note with the evidence, never by colour alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from extractor.errors import UsageError
from extractor.export.columns import Column
from extractor.export.form_excel import LONGEST_CELL
from extractor.export.notes import Note
from extractor.export.tables import Cell, Row
from extractor.export.text import begins_formula, printable

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet in Excel, headings included."""
_HEADINGS = 2
_FROZEN = "D"
"""The columns before it stay in sight: report, agency, year."""
_HEIGHTS = {1: 66.0, 2: 36.0}
"""Points of the panel's headings: a label of the form takes four lines of a narrow column, a column's name three."""
_WIDE = {"english": 70.0, "chinese": 48.0, "column_name": 48.0, "message": 70.0, "quote": 48.0}
"""Columns that are read, not looked up."""
_CUT = "……（未完，全文见 csv、parquet 或 jsonl；cut: whole in csv, parquet, jsonl）"
_HEADING_FILL = PatternFill("solid", "1F4E79")
_NAME_FILL = PatternFill("solid", "DDEBF7")
_MARKED: Mapping[str, tuple[PatternFill, Font]] = {
    "doubt": (PatternFill("solid", "FFF2CC"), Font(italic=True, color="7F6000")),
    "source": (PatternFill("solid", "FCE4D6"), Font(underline="single", color="833C0B")),
    "changed": (PatternFill("solid", "E2EFDA"), Font(bold=True, color="375623")),
}


class WorkbookFile:
    """A workbook being written, sheet by sheet in step; saved to ``path`` at the end of a ``with`` block without an error."""

    def __init__(self, path: Path, tables: Iterable[tuple[str, Sequence[Column]]]) -> None:
        self._path = path
        self._workbook = Workbook(write_only=True)
        self._sheets = {name: _Sheet(self._workbook.create_sheet(name), name, columns) for name, columns in tables}

    def write(self, table: str, rows: Iterable[Row], notes: Mapping[str, Note] | None = None) -> None:
        """Add rows to a sheet; ``notes``: pointer of a column's value -> its note, for the panel.

        Raises UsageError where Excel can hold no more rows.
        """
        for row in rows:
            self._sheets[table].write(row, notes or {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for sheet in self._sheets.values():
            sheet.finish()
        if kind is None:
            self._workbook.save(self._path)


class _Sheet:
    def __init__(self, sheet: Worksheet, name: str, columns: Sequence[Column]) -> None:
        self._sheet = sheet
        self._name = name
        self._columns = columns
        self._names = [column.name for column in columns]
        self._rows = 0
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = _width(column)
        sheet.freeze_panes = f"{_FROZEN}{_HEADINGS + 1}"
        for row, height in _HEIGHTS.items() if name == "panel" else ():
            sheet.row_dimensions[row].height = height
        self._append([_heading(sheet, column.chinese, _HEADING_FILL, Font(bold=True, color="FFFFFF", size=9)) for column in columns])
        self._append([_heading(sheet, column.name, _NAME_FILL, Font(size=8)) for column in columns])
        self._plain = [_styled(sheet, column) for column in columns]  # one for a column: a cell is written when appended

    def write(self, row: Row, notes: Mapping[str, Note]) -> None:
        """Mark the cells that ``notes`` name, and in a table that says of each value how it is marked the value."""
        mark = dict(zip(self._names, row, strict=True)).get("mark")
        self._append(
            [
                self._cell(number, value, notes.get(column.pointer or ""), mark if column.name == "value" else None)
                for number, (column, value) in enumerate(zip(self._columns, row, strict=True))
            ]
        )

    def _cell(self, number: int, value: Cell, note: Note | None, mark: Cell) -> ExcelCell | None:
        if value is None and note is None:
            return None
        cell = self._plain[number]
        if note or mark:
            cell = _styled(self._sheet, self._columns[number])
            cell.fill, cell.font = _MARKED[note.mark if note else str(mark)]
        if note:
            cell.comment = Comment(printable(note.text), "extractor", width=380, height=160)
        _fill(cell, value)
        return cell

    def finish(self) -> None:
        last = get_column_letter(len(self._columns))
        self._sheet.auto_filter.ref = f"A{_HEADINGS}:{last}{self._rows}"
        cast("WriteOnlyWorksheet", self._sheet).close()

    def _append(self, cells: list[ExcelCell | None]) -> None:
        if self._rows == MOST_ROWS:
            raise UsageError(
                f"表 {self._name} 超过 Excel 的 {MOST_ROWS} 行上限；请改用 --to parquet 或 --to csv。",
                f"The table {self._name} has more than the {MOST_ROWS} rows that Excel can hold; "
                "use --to parquet or --to csv.",
            )
        self._rows += 1
        self._sheet.append(cells)


def _heading(sheet: Worksheet, text: str, fill: PatternFill, font: Font) -> ExcelCell:
    cell = WriteOnlyCell(sheet, text)
    cell.fill, cell.font = fill, font
    cell.alignment = Alignment("center", "center", wrap_text=True)
    return cell


def _styled(sheet: Worksheet, column: Column) -> ExcelCell:
    cell = WriteOnlyCell(sheet)
    cell.number_format = _format(column)
    cell.alignment = Alignment(vertical="top")
    return cell


def _fill(cell: ExcelCell, value: Cell) -> None:
    """Text stays text, even where it begins like a formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = printable(value)
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT
    cell.data_type = "s"
    cell.quotePrefix = begins_formula(text)


def _format(column: Column) -> str:
    """Counts with separators, years without; money with what it has behind the point; dates as ISO dates."""
    if column.kind == "date":
        return "yyyy-mm-dd"
    if not column.unit:
        return "General"
    return "#,##0" if column.kind == "integer" else "#,##0.00"


def _width(column: Column) -> float:
    widths = {"text": 24.0, "date": 12.0, "integer": 14.0, "number": 18.0}
    usual = widths[column.kind] if column.kind in ("text", "date") or column.unit else 11.0
    return _WIDE.get(column.name, usual)
