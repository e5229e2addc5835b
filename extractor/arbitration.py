"""Table cells that the deterministic reader left open, or whose checks fail, read once more by a model.

A model's cell is taken only where the form's arithmetic proves it, or where the table reader, unsure, read the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractor.documents.model import Document
from extractor.reading import Candidate, Reading
from extractor.reconcile import reconcile
from extractor.reports.base import ReportType
from extractor.result import Check, Flag

_OPEN = frozenset({"blanks_lost", "row_not_whole", "numbers_astray", "conflict", "unreadable_cell", "unit_missing"})
"""Doubts of the table reader under which a cell is null though the page may say more."""
_MISSING = frozenset({"table_missing", "row_missing"})


def open_cells(report_type: ReportType, checks: Sequence[Check], flags: Sequence[Flag]) -> set[str]:
    """Pointers of the statutory cells in doubt: left open, in a row or table not found, or in a failed check that
    is not the agency's own mistake."""
    cells = {
        block.pointer_of(row, column)
        for block in report_type.blocks
        for row in block.rows
        for layout in block.layouts
        for column in layout.columns
    }
    found: set[str] = set()
    for check in checks:
        if check.status == "fail" and check.cause != "source":
            found |= cells & set(check.pointers)
    for flag in flags:
        if flag.code in _OPEN:
            found |= cells & set(flag.pointers)
        elif flag.code in _MISSING:
            found |= {cell for cell in cells for pointer in flag.pointers if cell.startswith(f"{pointer}/")}
    return found


def arbitrated(
    document: Document,
    report_type: ReportType,
    tables: Reading,
    others: Sequence[Reading],
    answers: Mapping[str, Candidate],
) -> Reading:
    """The table reading with those of the model's cells that are proven or agreed to."""
    agreed = {pointer: cell for pointer, cell in answers.items() if _same(tables.values.get(pointer), cell)}
    taken = {pointer: cell for pointer, cell in answers.items() if pointer not in agreed and cell.doubt is None}
    while taken:
        trial = _with(tables, taken)
        _, _, checks = reconcile(document, report_type, [trial, *others])
        failed = {pointer for check in checks if check.status == "fail" for pointer in check.pointers}
        proven = {pointer for check in checks if check.status == "pass" for pointer in check.pointers} - failed
        if taken.keys() <= proven:
            break
        taken = {pointer: cell for pointer, cell in taken.items() if pointer in proven}
    return _with(tables, {pointer: replace(cell, certain=True) for pointer, cell in taken.items()})


def _same(cell: Candidate | None, answer: Candidate) -> bool:
    return cell is not None and cell.doubt is None and (cell.value, cell.qualifier) == (answer.value, answer.qualifier)


def _with(tables: Reading, cells: Mapping[str, Candidate]) -> Reading:
    """``tables`` with ``cells`` in place of its own, and without the notes that they settle."""
    notes = [note for note in tables.notes if not (note.pointers and settles(cells, note.pointers))]
    return Reading(values=tables.values | dict(cells), items=tables.items, notes=notes)


def settles(cells: Mapping[str, Candidate], pointers: Sequence[str]) -> bool:
    """Whether ``cells`` answer a note: each of its cells is among them, or they fill the row or table it names."""
    return all(pointer in cells or any(cell.startswith(f"{pointer}/") for cell in cells) for pointer in pointers)
