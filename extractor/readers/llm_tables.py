"""Rows of the statutory tables by a language model: a few rows a question, every cell bound to its row's own text.

A row is taken only where the answer's filled cells are exactly the numbers that stand in the row, in their order, so
that a digit string that stands a hundred times in a table is bound to the right place or to none.
"""

import asyncio
import re
from collections.abc import Collection, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Document
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker
from extractor.readers.llm_chunks import Material, Taken
from extractor.readers.numbers import Numeral, parse_cell
from extractor.reading import Candidate, Note, Reading
from extractor.reports.base import Block, Column, Outline, ReportType, Row

_ROWS = 8
"""Rows a question: 56 cells, which small models still keep apart."""
_NUMBERING = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.]")
_NUMBERED = re.compile(rf"{_NUMBERING.pattern}\s*\Z")
"""A row's number right before its words: it belongs to this row, not to the cells of the one above."""
_TOKEN = re.compile(r"[^\s|]+")


Span = tuple[int, int]

_Cells = tuple[dict[str, Candidate], list[str]]
"""The candidates of one answer, and what of it was dropped."""


class RowAnswer(BaseModel):
    """One row of a statutory table: its number in the question, and each column's cell as it stands; "" for blank."""

    row: int = Field(ge=1, le=40)
    cells: list[str] = Field(max_length=21)


class BlockAnswer(BaseModel):
    """The asked rows of a statutory table."""

    rows: list[RowAnswer] = Field(max_length=12)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of values: its name for the question, its places in the form, and its text behind the label."""

    label: str
    places: tuple[tuple[str, Column], ...]
    start: int
    end: int
    label_start: int


def read_blocks(
    document: Document,
    report_type: ReportType,
    outline: Outline,
    asker: Asker,
    only: Collection[str] | None = None,
    *,
    by_sight: bool = False,
) -> Coroutine[Any, Any, Taken]:
    """Every statutory row that the document has, or those with a pointer in ``only``.

    ``by_sight``: the model is shown the rows on their page in place of the text. Its answer is bound to the text all
    the same. The pictures are drawn at once, in the caller's thread; what is awaited is the answers.
    """
    questions: list[Coroutine[Any, Any, _Cells]] = []
    for block, region in _regions(document, report_type, outline):
        head, lines = _lines(document, block, region)
        wanted = [line for line in lines if only is None or any(pointer in only for pointer, _ in line.places)]
        for first in range(0, len(wanted), _ROWS):
            asked = wanted[first : first + _ROWS]
            spans = [(region[0], head), *((line.label_start, line.end) for line in asked)]
            pictures = document.pictures(spans) if by_sight else []
            shown = bool(pictures) if by_sight else any(document.text[start:end].strip() for start, end in spans)
            if shown:
                questions.append(_ask(document, asker, spans, asked, pictures))
    return _answers(questions)


async def _answers(questions: Iterable[Coroutine[Any, Any, _Cells]]) -> Taken:
    reading, dropped = Reading(), list[str]()
    for values, lost in await asyncio.gather(*questions):
        reading.values |= values
        dropped.extend(lost)
    return reading, dropped


def missing(report_type: ReportType, values: Collection[str]) -> list[Note]:
    """Notes on the tables and rows of every edition's form that were not read."""
    notes: list[Note] = []
    for block in report_type.blocks:
        rows = [row for row in block.rows if row.edition is None and not row.optional]
        unread = [
            row
            for row in rows
            if not any(block.pointer_of(row, column) in values for layout in block.layouts for column in layout.columns)
        ]
        if block.edition is None and len(unread) == len(rows):
            chinese, english = (
                f"模型未读出表格：{block.chinese}。",
                f"The model did not read the table {block.chinese}.",
            )
            notes.append(Note("table_missing", chinese, english, (block.pointer,)))
        elif block.edition is None and unread:
            names = "、".join(row.labels[0] for row in unread)
            pointers = tuple(f"{block.pointer}/{row.key}" for row in unread)
            chinese, english = f"模型未读出表格行：{names}。", f"The model did not read these rows: {names}."
            notes.append(Note("row_missing", chinese, english, pointers))
    return notes


def _regions(document: Document, report_type: ReportType, outline: Outline) -> Iterator[tuple[Block, tuple[int, int]]]:
    """Each block with the part of its section that holds it: from its own caption to the next block's."""
    for key in dict.fromkeys(block.section for block in report_type.blocks):
        section = outline.section(key)
        if section is None:
            continue
        blocks = [block for block in report_type.blocks if block.section == key]
        if len(blocks) == 1:
            yield blocks[0], (section.body, section.end)
            continue
        material = Material(document, [(section.body, section.end)])
        starts = [(found[0][0], block) for block in blocks if (found := material.find(block.chinese))]
        ends = [*(start for start, _ in starts[1:]), section.end][: len(starts)]
        yield from ((block, (start, end)) for (start, block), end in zip(starts, ends, strict=True))


def _lines(document: Document, block: Block, region: tuple[int, int]) -> tuple[int, list[_Line]]:
    """Where the block's headings end, and its rows in order."""
    material = Material(document, [region])
    columns = max(
        (layout.columns for layout in block.layouts),
        key=lambda columns: sum(bool(material.find(column.labels[0])) for column in columns),
    )
    if block.flat:
        return _flat_line(document, block, columns, region)
    position = region[0]
    found: list[tuple[Row, int, int]] = []
    for row in block.rows:
        span = _label(material, row, position)
        if span is not None:
            found.append((row, *span))
            position = span[1]
    ends = [*(start for _, start, _ in found[1:]), region[1]][: len(found)]
    lines = [
        _Line(row.labels[0], tuple((block.pointer_of(row, column), column) for column in columns), end, last, start)
        for (row, start, end), last in zip(found, ends, strict=True)
    ]
    return (found[0][1] if found else region[1]), lines


def _flat_line(
    document: Document, block: Block, columns: Sequence[Column], region: tuple[int, int]
) -> tuple[int, list[_Line]]:
    """The one row of values of a block whose rows lie side by side: behind its last heading."""
    material = Material(document, [region])
    heads = [span for column in columns for span in material.find(column.labels[0])]
    start = max((end for _, end in heads), default=region[0])
    places = tuple((block.pointer_of(row, column), column) for row in block.rows for column in columns)
    return start, [_Line("数值", places, start, region[1], start)]


def _label(material: Material, row: Row, position: int) -> tuple[int, int] | None:
    """The first place behind ``position`` where one of the row's wordings stands."""
    for label in row.labels:
        numbering = _NUMBERING.match(label)
        for start, end in material.find(label[numbering.end() :] if numbering else label):
            if start >= position:
                before = _NUMBERED.search(material.document.text, position, start) if numbering else None
                return before.start() if before else start, end
    return None


async def _ask(
    document: Document, asker: Asker, spans: Sequence[Span], lines: Sequence[_Line], pictures: Sequence[bytes]
) -> _Cells:
    rows = "\n".join(f"{number} {line.label}" for number, line in enumerate(lines, start=1))
    names = dict.fromkeys(column.labels[0] for _, column in lines[0].places)
    repeated = len(lines[0].places) // len(names)
    columns = "、".join(names) + (f"（依次重复{repeated}组）" if repeated > 1 else "")
    if pictures:
        prompt, material = load_prompt("block_picture"), ""
    else:
        prompt, material = load_prompt("block"), "\n".join(document.text[start:end].strip("\n") for start, end in spans)
    answer = await asker.ask(prompt, BlockAnswer, material, pictures, rows=rows, columns=columns)
    values: dict[str, Candidate] = {}
    dropped: list[str] = []
    for row in answer.rows:
        line = lines[row.row - 1] if row.row <= len(lines) else None
        taken = None if line is None else _taken(document, line, row)
        if taken is None:
            dropped.append(f"{line.label[:20] if line else row.row}：{' '.join(row.cells)[:40]}")
        else:
            values |= taken
    return values, dropped


def _taken(document: Document, line: _Line, answer: RowAnswer) -> dict[str, Candidate] | None:
    """The row's candidates; None where the answer's cells are not what stands in the row."""
    cells = _without_label(line, answer.cells)
    if len(cells) != len(line.places):
        return None
    tokens = [
        (line.start + match.start(), line.start + match.end())
        for match in _TOKEN.finditer(document.text[line.start : line.end])
        if _is_cell(match[0])
    ]
    filled = [squeeze(fold(cell)) for cell in cells if parse_cell(cell) != "blank"]
    if filled != [squeeze(fold(document.text[start:end])) for start, end in tokens]:
        return None
    standing = iter(tokens)
    certain = len(tokens) == len(line.places)
    return {
        pointer: _blank(line, certain=certain)
        if parse_cell(cell) == "blank"
        else _candidate(document, *next(standing), column, certain=certain)
        for (pointer, column), cell in zip(line.places, cells, strict=True)
    }


def _without_label(line: _Line, cells: Sequence[str]) -> Sequence[str]:
    """An answer's cells; small models put the row's own label before them."""
    label = squeeze(fold(line.label))
    return cells[1:] if cells and len(cells[0]) > 1 and squeeze(fold(cells[0])) in label else cells


def _is_cell(token: str) -> bool:
    parsed = parse_cell(token)
    return parsed is not None and parsed != "blank"


def _blank(line: _Line, *, certain: bool) -> Candidate:
    return Candidate(None, "", line.start, line.start, "blank", "llm", certain=certain)


def _candidate(document: Document, start: int, end: int, column: Column, *, certain: bool) -> Candidate:
    raw = document.text[start:end]
    parsed = parse_cell(raw)
    if not isinstance(parsed, Numeral):
        return Candidate(None, raw, start, end, "not_applicable", "llm", certain=certain)
    value: int | float | None = parsed.value
    doubt = None
    if column.kind == "yuan" and parsed.unit != "元" and parsed.value:
        value = None if column.unit is None else parsed.value * column.unit
        doubt = "unit_missing" if column.unit is None else None
    elif column.kind != "yuan" and (not isinstance(value, int) or (value < 0 and column.kind == "count")):
        value, doubt = None, "unreadable_cell"
    return Candidate(value, raw, start, end, parsed.qualifier, "llm", certain=certain and doubt is None, doubt=doubt)
