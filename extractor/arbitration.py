"""Table cells that the deterministic reader left open, or whose checks fail, read once more by a model.

A model's cell is taken only where the form's arithmetic proves it, or where the table reader, unsure, read the same.
What stands in a row, and in which order, is known from its text (see ``readers.llm_tables``). Where the row has a value
for every column, its own sum proves it. Where it has fewer, the sum is the same in whatever columns they stand, and a
0 adds nothing anywhere: then a number is proven by a sum down its column whose other cells are all known, and a blank
once every number of its row is.
"""

from collections.abc import Mapping, Sequence, Set
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
    doubtful: Set[str],
) -> tuple[Reading, dict[str, Candidate]]:
    """The table reading with those of the model's cells that are proven, and the cells that both read alike.

    ``answers``: the model's cells; ``doubtful``: all cells in doubt, answered or not.
    """
    agreed = {pointer: cell for pointer, cell in answers.items() if _same(tables.values.get(pointer), cell)}
    taken = {pointer: cell for pointer, cell in answers.items() if pointer not in agreed and cell.doubt is None}
    known = {pointer for reader in (tables.values, answers) for pointer, cell in reader.items() if cell.certain}
    while taken:
        _, _, checks = reconcile(document, report_type, [_with(tables, taken), *others])
        proven = _proven(_rows(report_type, answers), answers, checks, doubtful - known)
        if taken.keys() <= proven:
            break
        taken = {pointer: cell for pointer, cell in taken.items() if pointer in proven}
    return _with(tables, {pointer: replace(cell, certain=True) for pointer, cell in taken.items()}), agreed


def _rows(report_type: ReportType, answers: Mapping[str, Candidate]) -> list[list[str]]:
    """The answered pointers, row by row; a flat block is one row."""
    found: dict[str, list[str]] = {}
    for block in report_type.blocks:
        for row in block.rows:
            name = block.pointer if block.flat else f"{block.pointer}/{row.key}"
            pointers = {block.pointer_of(row, column) for layout in block.layouts for column in layout.columns}
            found.setdefault(name, []).extend(sorted(pointers & answers.keys()))
    return list(found.values())


def _proven(
    rows: Sequence[Sequence[str]], answers: Mapping[str, Candidate], checks: Sequence[Check], unknown: Set[str]
) -> set[str]:
    """The answered cells that sums prove to stand where the model says, and that no check contradicts."""
    failed = {pointer for check in checks if check.status == "fail" for pointer in check.pointers}
    sums = [set(check.pointers) for check in checks if check.proves]
    proven: set[str] = set()
    for row in rows:
        filled = {pointer for pointer in row if answers[pointer].qualifier != "blank"}
        settled = {pointer for pointer in filled if _is_settled(pointer, answers[pointer], sums, unknown)}
        proven |= set(row) if filled and settled == filled else settled
    return proven - failed


def _is_settled(pointer: str, cell: Candidate, sums: Sequence[Set[str]], unknown: Set[str]) -> bool:
    """Whether a sum proves a filled cell's place: any in a whole row, else one that rests on no other unknown cell."""
    if cell.certain:
        return any(pointer in terms for terms in sums)
    return bool(cell.value) and any(pointer in terms and not terms & unknown - {pointer} for terms in sums)


def _same(cell: Candidate | None, answer: Candidate) -> bool:
    return cell is not None and cell.doubt is None and (cell.value, cell.qualifier) == (answer.value, answer.qualifier)


def _with(tables: Reading, cells: Mapping[str, Candidate]) -> Reading:
    """``tables`` with ``cells`` in place of its own, and without the notes that they settle."""
    notes = [note for note in tables.notes if not (note.pointers and settles(cells, note.pointers))]
    return Reading(values=tables.values | dict(cells), items=tables.items, notes=notes)


def settles(cells: Mapping[str, Candidate], pointers: Sequence[str]) -> bool:
    """Whether ``cells`` answer a note: each of its cells is among them, or they fill the row or table it names."""
    return all(pointer in cells or any(cell.startswith(f"{pointer}/") for cell in cells) for pointer in pointers)
