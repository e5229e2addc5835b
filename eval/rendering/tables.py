"""The form's tables as a page lays them out: cells with their spans, worded in the page's style."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from eval.rendering.sheet import CLOSED_OTHERWISE, SECTION_TWO, Sheet
from eval.rendering.wording import Wording
from extractor.reports.base import Block, Column, Row
from extractor.reports.disclosure.form import APPLICANTS, BLOCKS, CHALLENGES, RESULTS

Kind = Literal["heading", "label", "value"]

# Words that the form prints and that no value hangs on, so that form.py does not list them.
CONTENT = "信息内容"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANT_HEADING = "申请人情况"
ORGANISATIONS = "法人或其他组织"
LABEL_COLUMNS = 3
SECTION_TWO_COLUMNS = 4
REQUESTS = next(block for block in BLOCKS if block.name == "requests")


@dataclass(frozen=True)
class Slot:
    """A cell; line breaks in ``text`` are where a narrow column broke it."""

    text: str
    kind: Kind
    row_span: int = 1
    column_span: int = 1

    @property
    def joined(self) -> str:
        """The text without its line breaks."""
        return self.text.replace("\n", "")


Grid = list[list[Slot]]


@dataclass(frozen=True)
class FormTable:
    """Rows of the cells that begin in them; ``columns`` is the number of grid columns."""

    rows: Grid
    columns: int

    def placed(self) -> Iterator[tuple[int, int, Slot]]:
        """Every cell with its row and grid column."""
        taken: set[tuple[int, int]] = set()
        for row, slots in enumerate(self.rows):
            column = 0
            for slot in slots:
                while (row, column) in taken:
                    column += 1
                taken |= {(row + r, column + c) for r in range(slot.row_span) for c in range(slot.column_span)}
                yield row, column, slot

    def with_covers(self) -> list[list[tuple[Slot, bool]]]:
        """Rows as Word stores them: each cell that reaches down from above stands in again, marked True."""
        rows: list[dict[int, tuple[Slot, bool]]] = [{} for _ in self.rows]
        for row, column, slot in self.placed():
            for below in range(slot.row_span):
                rows[row + below][column] = (slot, below > 0)
        return [[cells[column] for column in sorted(cells)] for cells in rows]


def section_two_tables(sheet: Sheet, wording: Wording, *, together: bool) -> list[FormTable]:
    """The blocks of section two, as one table or each as its own."""
    grids = [_block_rows(sheet, block, wording) for block in SECTION_TWO if block.name in sheet.layouts]
    if together:
        grids = [[row for grid in grids for row in grid]]
    return [FormTable(grid, SECTION_TWO_COLUMNS) for grid in grids]


def _spread(slots: Sequence[Slot], columns: int) -> list[Slot]:
    """The slots over ``columns`` grid columns, the last one reaching to the edge."""
    return [*slots[:-1], replace(slots[-1], column_span=columns - len(slots) + 1)]


def _in_unit(column: Column) -> list[str]:
    """The heading's wordings under which the values keep the form's unit; 元 alone is another than 万元."""
    return [label for label in column.labels if column.unit is None or "元" not in label or "万元" in label]


def _block_rows(sheet: Sheet, block: Block, wording: Wording) -> Grid:
    columns = sheet.layouts[block.name].columns
    headings = [CONTENT, *(wording.heading(_in_unit(column)) for column in columns)]
    rows = [
        [Slot(wording.fixed(block.chinese), "heading", column_span=SECTION_TWO_COLUMNS)],
        _spread([Slot(wording.fixed(text), "heading") for text in headings], SECTION_TWO_COLUMNS),
    ]
    for row in sheet.rows(block):
        values = [Slot(sheet.cells[block.pointer_of(row, column)].text, "value") for column in columns]
        rows.append(_spread([Slot(wording.row(row.labels), "label"), *values], SECTION_TWO_COLUMNS))
    return rows


def requests_table(sheet: Sheet, wording: Wording) -> FormTable:
    """The table of section three."""
    rows = sheet.rows(REQUESTS)
    grid = _request_headings(wording)
    for index, row in enumerate(rows):
        values = [Slot(sheet.cells[REQUESTS.pointer_of(row, column)].text, "value") for column in APPLICANTS]
        grid.append([*_row_labels(rows, index, sheet.otherwise_rows, wording), *values])
    return FormTable(grid, LABEL_COLUMNS + len(APPLICANTS))


def _request_headings(wording: Wording) -> Grid:
    first, *inner, last = [Slot(wording.heading(column.labels), "heading") for column in APPLICANTS]
    return [
        [
            Slot(wording.fixed(BALANCE_NOTE), "heading", 3, LABEL_COLUMNS),
            Slot(wording.fixed(APPLICANT_HEADING), "heading", 1, len(APPLICANTS)),
        ],
        [
            replace(first, row_span=2),
            Slot(wording.fixed(ORGANISATIONS), "heading", 1, len(inner)),
            replace(last, row_span=2),
        ],
        inner,
    ]


def _groups(row: Row, otherwise_rows: int) -> tuple[str, ...]:
    """The groups over ``row``; （六）其他处理 in one row is a label and no group."""
    return row.groups[:-1] if row in CLOSED_OTHERWISE and otherwise_rows == 1 else row.groups


def _row_labels(rows: Sequence[Row], index: int, otherwise_rows: int, wording: Wording) -> list[Slot]:
    """The groups that begin with this row, and its own label over what is left of the label columns."""
    row = rows[index]
    groups = _groups(row, otherwise_rows)
    slots = []
    for level, group in enumerate(groups):
        members = [_groups(other, otherwise_rows)[: level + 1] == groups[: level + 1] for other in rows]
        if members.index(True) == index:
            slots.append(Slot(wording.group(group), "label", members.count(True)))
    return [*slots, Slot(_label(row, otherwise_rows, wording), "label", 1, LABEL_COLUMNS - len(groups))]


def _label(row: Row, otherwise_rows: int, wording: Wording) -> str:
    if row == CLOSED_OTHERWISE[-1]:  # the form's two wordings of it are no synonyms: one row each
        return wording.group(row.labels[1] if otherwise_rows == 1 else row.labels[0])
    return wording.row(row.labels)


def challenges_table(sheet: Sheet, wording: Wording) -> FormTable:
    """The table of section four: three blocks side by side."""
    challenges = next(block for block in BLOCKS if block.name == "challenges")
    alone = [row for row in CHALLENGES if not row.groups]
    grouped = [row for row in CHALLENGES if row.groups]
    group = grouped[0].groups[0]
    results = {row.key: [Slot(wording.heading(column.labels), "heading") for column in RESULTS] for row in CHALLENGES}
    width = len(RESULTS)
    return FormTable(
        [
            [
                *(Slot(wording.fixed(row.labels[0]), "heading", 1, width) for row in alone),
                Slot(wording.fixed(group), "heading", 1, width * len(grouped)),
            ],
            [
                *(replace(slot, row_span=2) for row in alone for slot in results[row.key]),
                *(Slot(wording.wide(row.labels), "heading", 1, width) for row in grouped),
            ],
            [slot for row in grouped for slot in results[row.key]],
            [
                Slot(sheet.cells[challenges.pointer_of(row, column)].text, "value")
                for row in CHALLENGES
                for column in RESULTS
            ],
        ],
        width * len(CHALLENGES),
    )
