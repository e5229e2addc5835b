"""The deterministic reader of the statutory tables: one candidate for every cell of the form that the page has.

It never guesses. A cell is read where its row's label and its column are known; where empty cells were lost, only
where the form's arithmetic leaves one placement; everything else is null with a note that says why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extractor.documents.model import Document, Table
from extractor.readers.alignment import Alignment
from extractor.readers.cells import read_cell
from extractor.readers.choice import choose
from extractor.readers.columns import ColumnReader, Columns, Place
from extractor.readers.labels import LabelIndex
from extractor.readers.lines import is_one_cell_a_row, rows_of_lines, runs_of_lines
from extractor.readers.placement import LossyRow, place
from extractor.readers.rows import FoundRow, Span, rows_of_table
from extractor.readers.seen import seen_cell
from extractor.readers.shapes import in_shape
from extractor.readers.units import Captions, captions_of
from extractor.readers.unruled import rows_of_words
from extractor.readers.years import of_the_reports_year
from extractor.reading import Candidate, Note, Reading
from extractor.reports.base import Block, Identity, Outline, ReportType


def read_tables(document: Document, report_type: ReportType, outline: Outline) -> Reading:
    """Candidates for every statutory cell, keyed by pointer, and notes on what could not be read."""
    if not report_type.blocks:
        return Reading()
    index = _index(report_type.blocks)
    found = _in_their_sections(_found_rows(document, index), report_type, outline)
    found = of_the_reports_year(found, document, outline)
    reader = _Reader(document, index, captions_of(document, outline, index), report_type.identities)
    reader.read(found)
    reader.note_missing()
    return reader.reading


@lru_cache(maxsize=8)
def _index(blocks: tuple[Block, ...]) -> LabelIndex:
    return LabelIndex(blocks)


def _found_rows(document: Document, index: LabelIndex) -> list[FoundRow]:
    """All labelled rows. Those without rules that stand on the page as the form has them are read by that alone."""
    runs = list(runs_of_lines(document))
    printed = rows_of_words(document, len(document.blocks) + len(runs), index)
    known = {(row.block, row.row) for row in printed}
    found: list[FoundRow] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table) and not is_one_cell_a_row(block):
            before = document.blocks[number - 1] if number else None
            rows = rows_of_table(in_shape(block, before, index), number, index)
            found.extend(row for row in rows if not (row.inferred and (row.block, row.row) in known))
    for number, run in enumerate(runs, start=len(document.blocks)):
        rows = rows_of_lines(document, run, number, index)
        found.extend(row for row in rows if (row.block, row.row) not in known)
    return sorted(_without_sums([*printed, *found], index), key=lambda row: row.label.start)


def _without_sums(found: Sequence[FoundRow], index: LabelIndex) -> Iterator[FoundRow]:
    """The rows without the sum of a group whose label names a row too, where that row stands in the table itself.

    So it is with （六）其他处理, which forms in use print as one row, and others over three.
    """
    own = {(row.table, row.block, row.row) for row in found if not index.is_group(row.label.text)}
    for row in found:
        if not (index.is_group(row.label.text) and (row.table, row.block, row.row) in own):
            yield row


def _in_their_sections(found: list[FoundRow], report_type: ReportType, outline: Outline) -> list[FoundRow]:
    """The rows of each block that stand in the block's own section; all of them where none does."""
    chosen: list[FoundRow] = []
    for number, block in enumerate(report_type.blocks):
        rows = [row for row in found if row.block == number]
        section = outline.section(block.section)
        inside = [row for row in rows if section and section.start <= row.label.start < section.end]
        chosen.extend(inside or rows)
    return chosen


_Key = tuple[int, int | None]
"""Block number and row number (None for the one row of a flat block)."""


class _Reader:
    """Reads whole rows first; rows whose empty cells were lost are placed by what the whole ones say."""

    def __init__(
        self, document: Document, index: LabelIndex, captions: Captions, identities: Sequence[Identity]
    ) -> None:
        self.document = document
        self.index = index
        self.captions = captions
        self.identities = identities
        self.reading = Reading()
        self.columns: dict[_Key, Columns] = {}
        self.edition_spans: dict[str, Span] = {}
        self.lossy: list[tuple[FoundRow, Columns, list[Span]]] = []
        self.unheaded: dict[tuple[int, str], list[str]] = {}
        """Block and heading of the form's columns that a table has not -> their cells."""

    def read(self, found: Sequence[FoundRow]) -> None:
        """Read every found row; fills ``reading``."""
        columns_of = ColumnReader(self.index, self.captions).columns_of
        headed = [(row, columns_of(row)) for row in found]
        alignment = Alignment([(row, len(columns.places)) for row, columns in headed if columns is not None])
        before: FoundRow | None = None
        for row, columns in headed:
            if columns is None:
                self._note_row("headings_missing", row)
            elif columns.headed or (row.block, row.row) not in self.columns:
                self._read_row(row, columns, alignment, in_order=_in_order(before, row))
            before = row
        self._place_lossy()
        self._choose_digits()
        self._read_edition()

    def _read_row(self, row: FoundRow, columns: Columns, alignment: Alignment, *, in_order: bool) -> None:
        self.columns[row.block, row.row] = columns
        for form_place in columns.missing:
            self.unheaded.setdefault((row.block, form_place.column.labels[0]), []).append(form_place.pointer)
        for edition in columns.editions:
            self.edition_spans.setdefault(edition, row.label)
        row = _without_repeats(row, columns)
        aligned = alignment.cells(row, len(columns.places))
        if aligned is None and not row.kept and len(row.cells) == len(columns.places):
            aligned = list(row.cells), True
        if aligned is None:
            filled = [cell for cell in row.cells if cell.text]
            if len(filled) > len(columns.places) or None in columns.places:
                self._leave_open(row, columns, "row_not_whole")
                if len(self.index.blocks[row.block].layouts) > 1:  # the numbers may be another edition's
                    self._note_row("headings_missing", row)
            elif row.shaken:
                self._leave_open(row, columns, "numbers_astray")
            else:
                self._put_off(row, columns, filled)
            return
        cells, sure = aligned
        certain = sure and in_order and columns.headed and not row.inferred and not row.shaken
        for of_form, cell in zip(columns.places, cells, strict=True):
            if of_form is not None:
                self._add(of_form.pointer, self._cell(cell, of_form, row, certain=certain))

    def _cell(self, cell: Span, form_place: Place, row: FoundRow, *, certain: bool) -> Candidate:
        candidate = seen_cell(self.document, cell, form_place, read_cell(cell, form_place, certain=certain))
        return replace(candidate, doubt=candidate.doubt or "numbers_astray") if row.shaken else candidate

    def _put_off(self, row: FoundRow, columns: Columns, filled: list[Span]) -> None:
        """Keep a row for placement; a second copy of it tells nothing new."""
        if not any((row.block, row.row) == (other.block, other.row) for other, _, _ in self.lossy):
            self.lossy.append((row, columns, filled))

    def _add(self, pointer: str, candidate: Candidate) -> None:
        """Take a candidate; two that differ leave the cell null."""
        rival = self.reading.values.get(pointer)
        if rival is not None and (rival.value, rival.qualifier) != (candidate.value, candidate.qualifier):
            candidate = Candidate(
                None, rival.raw, rival.start, rival.end, "exact", "table", certain=False, doubt="conflict"
            )
        elif rival is not None:
            return
        self.reading.values[pointer] = candidate

    def _leave_open(self, row: FoundRow, columns: Columns, doubt: str) -> None:
        """Null for every cell of a row that cannot be told, with the row as evidence."""
        start, end = row.label.start, max(cell.end for cell in (*row.cells, row.label))
        raw = self.document.text[start:end]
        for form_place in columns.of_form:
            self._add(
                form_place.pointer,
                Candidate(None, raw, start, end, "exact", "table", certain=False, doubt=doubt),
            )

    def _place_lossy(self) -> None:
        """Place what is left of rows whose empty cells were lost, as far as the identities tell."""
        rows = [
            LossyRow(tuple(item.pointer for item in columns.of_form), self._numbers(columns, filled))
            for _, columns, filled in self.lossy
        ]
        if not rows:
            return
        known = {
            pointer: candidate.value if isinstance(candidate.value, int | float) else None
            for pointer, candidate in self.reading.values.items()
        }
        known.update(dict.fromkeys(self._left_out()))
        placement = place(rows, known, self.identities)
        for found, columns, filled in self.lossy:
            self._take_placed(found, columns, filled, placement)

    def _left_out(self) -> Iterator[str]:
        """The cells of rows that forms in use leave out and this document has not: nothing stands in them."""
        for number, block in enumerate(self.index.blocks):
            for position, row in enumerate(block.rows):
                if row.optional and (number, position) not in self.columns:
                    for column in block.layouts[0].columns:
                        yield block.pointer_of(row, column)

    def _numbers(self, columns: Columns, filled: Sequence[Span]) -> tuple[int | float, ...]:
        numbers: list[int | float] = []
        for cell in filled:
            value = read_cell(cell, columns.of_form[0], certain=False).value
            numbers.append(value if isinstance(value, int | float) else 0)
        return tuple(numbers)

    def _take_placed(
        self, found: FoundRow, columns: Columns, filled: Sequence[Span], placement: dict[str, int | None]
    ) -> None:
        undecided = [item.pointer for item in columns.of_form if item.pointer not in placement]
        for form_place in columns.of_form:
            if form_place.pointer in undecided:
                continue
            position = placement[form_place.pointer]
            cell = Span(found.label.end, found.label.end, "") if position is None else filled[position]
            self._add(form_place.pointer, self._cell(cell, form_place, found, certain=bool(filled)))
        if undecided:
            open_columns = Columns(
                tuple(item for item in columns.of_form if item.pointer in undecided), frozenset(), headed=True
            )
            self._leave_open(found, open_columns, "blanks_lost")
            self._note(Note("blanks_lost", *_NOTES["blanks_lost"], tuple(undecided)))
        else:
            pointers = tuple(form_place.pointer for form_place in columns.of_form)
            self._note(Note("blanks_placed", *_NOTES["blanks_placed"], pointers, review=False))

    def _choose_digits(self) -> None:
        """Let the form's arithmetic choose among what OCR may have read; what it leaves open is null."""
        values = self.reading.values
        unsure = {pointer: c for pointer, c in values.items() if c.reader == "ocr" and not c.certain and c.raw}
        options = {pointer: _numbers(candidate) for pointer, candidate in unsure.items() if _numbers(candidate)}
        known = {
            pointer: number
            for pointer, c in values.items()
            if pointer not in options and c.doubt is None
            for number in [c.value if isinstance(c.value, int | float) else None]
        }
        chosen = choose(options, known, self.identities)
        for pointer in options:
            candidate = values[pointer]
            if pointer in chosen:
                values[pointer] = replace(candidate, value=chosen[pointer], certain=True, doubt=None, others=())
            elif candidate.others:
                values[pointer] = replace(candidate, value=None, doubt="digits_open", others=())
        decided = tuple(pointer for pointer in chosen if len(options[pointer]) > 1)
        if decided:
            self._note(Note("digits_chosen", *_NOTES["digits_chosen"], decided, review=False))

    def _read_edition(self) -> None:
        if not self.edition_spans:
            return
        edition = "mixed" if len(self.edition_spans) > 1 else next(iter(self.edition_spans))
        span = next(iter(self.edition_spans.values()))
        self.reading.values["/edition"] = Candidate(edition, span.text, span.start, span.end, "exact", "table")

    def note_missing(self) -> None:
        """Note the tables, rows and columns of the form that the document lacks or that were not found."""
        for (_, heading), pointers in self.unheaded.items():
            missing = tuple(pointer for pointer in pointers if pointer not in self.reading.values)
            if missing:
                self._note(Note("headings_missing", *_text("column_missing", heading), missing))
        editions = set(self.edition_spans)
        for number, block in enumerate(self.index.blocks):
            if block.edition is not None and block.edition not in editions:
                continue
            read = {row for found, row in self.columns if found == number}
            if not read:
                self._note(Note("table_missing", *_text("table_missing", block.chinese), (block.pointer,)))
            elif None not in read:
                self._note_missing_rows(number, block, read, editions)

    def _note_missing_rows(self, number: int, block: Block, read: set[int | None], editions: set[str]) -> None:
        for position, row in enumerate(block.rows):
            required = not row.optional and (row.edition is None or row.edition in self._editions_of(number, editions))
            if required and position not in read:
                self._note(Note("row_missing", *_text("row_missing", row.labels[0]), (f"{block.pointer}/{row.key}",)))

    def _editions_of(self, number: int, editions: set[str]) -> set[str]:
        """The editions of one block's headings; the document's where the block has but one layout."""
        own = {
            edition for (block, _), columns in self.columns.items() if block == number for edition in columns.editions
        }
        return own or editions

    def _note_row(self, code: str, row: FoundRow) -> None:
        if any(cell.text for cell in row.cells):
            block = self.index.blocks[row.block]
            key = "" if row.row is None else f"/{block.rows[row.row].key}"
            self._note(Note(code, *_text(code, row.label.text), (f"{block.pointer}{key}",)))

    def _note(self, note: Note) -> None:
        self.reading.notes.append(note)


def _numbers(candidate: Candidate) -> list[int | float]:
    """What an uncertain cell may hold."""
    return [value for value in (candidate.value, *candidate.others) if isinstance(value, int | float)]


def _without_repeats(row: FoundRow, columns: Columns) -> FoundRow:
    """The row with merged cells written out for each column they cover taken once, where they do repeat."""
    counts = [1 if form_place is None else form_place.cells for form_place in columns.places]
    if max(counts) == 1 or len(row.cells) != sum(counts):
        return row
    cells: list[Span] = []
    position = 0
    for count in counts:
        repeated = row.cells[position : position + count]
        if len({cell.text for cell in repeated}) > 1:
            return row
        cells.append(repeated[0])
        position += count
    return replace(row, cells=tuple(cells))


def _in_order(before: FoundRow | None, row: FoundRow) -> bool:
    """Whether a row's label is the form's own, or one with a typo where the form has that row."""
    if row.exact:
        return True
    if before is None or before.block != row.block or before.row is None or row.row is None:
        return False
    return before.row < row.row


_NOTES: dict[str, tuple[str, str]] = {
    "headings_missing": (
        "“{}”一行的列标题缺失或无法识别。",
        "The column headings of row “{}” are missing or unreadable.",
    ),
    "column_missing": (
        "“{}”一列的标题缺失或无法识别。",
        "The heading of column “{}” is missing or unreadable.",
    ),
    "table_missing": ("未找到表格：{}。", "Table not found: {}."),
    "row_missing": ("未找到表格行：{}。", "Row not found: {}."),
    "blanks_lost": (
        "空白单元格在转成文本时丢失，数字位置无法唯一确定。",
        "Empty cells were lost, and more than one placement of the numbers is possible.",
    ),
    "digits_chosen": (
        "数字识别有多种可能，按勾稽关系唯一确定。",
        "OCR left several readings of numbers; the form's arithmetic leaves one.",
    ),
    "blanks_placed": (
        "空白单元格丢失，按勾稽关系唯一确定了数字位置。",
        "Empty cells were lost; the form's arithmetic leaves one placement of the numbers.",
    ),
}


def _text(code: str, name: str) -> tuple[str, str]:
    chinese, english = _NOTES[code]
    return chinese.format(name), english.format(name)
