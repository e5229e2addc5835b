"""What a reviewer types for a value, typed as that value is: by the rules that read the documents' own cells."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.documents.characters import fold
from extractor.errors import UsageError
from extractor.readers.cells import read_cell
from extractor.readers.columns import Place
from extractor.readers.numbers import parse_cell
from extractor.readers.rows import Span
from extractor.reading import Qualifier, Scalar
from extractor.reports.base import Block, Column, ReportType

_DAYS = frozenset({"/period/start", "/period/end", "/published_on"})
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and how it is stated; ``value`` is None for ``blank`` and ``not_applicable``."""

    value: Scalar
    qualifier: Qualifier = "exact"

    def to_json(self) -> dict[str, Scalar]:
        """As the log of reviews keeps it."""
        return {"value": self.value, "qualifier": self.qualifier}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Stated":
        """What ``to_json`` gave."""
        return cls(kept["value"], kept["qualifier"])


def columns_of(report_type: ReportType) -> dict[str, Column]:
    """Pointer -> column, of every statutory cell of every edition."""
    return _columns(report_type.blocks)


@cache
def _columns(blocks: tuple[Block, ...]) -> dict[str, Column]:
    return {
        block.pointer_of(row, column): column
        for block in blocks
        for row in block.rows
        for layout in block.layouts
        for column in layout.columns
    }


def is_year(pointer: str) -> bool:
    """Whether a pointer names a year that a report is of."""
    return re.fullmatch(r"/(\w+_)?year", pointer) is not None


def enter(report_type: ReportType, pointer: str, typed: str) -> Stated:
    """What ``typed`` means at ``pointer``: numbers as in a table's cell (``1,256``, ``１２件``, ``6.7万``, and in a statutory
    cell blank and ``/``); money without a unit is in yuan; years as ``2024``, days as ``2024-03-01``; anything else is text.
    A year, a day and a text may be left blank.

    Raises UsageError where it cannot be a value of that place.
    """
    column = columns_of(report_type).get(pointer)
    if column is not None:
        return _cell(column, pointer, typed)
    if "/facts/" in pointer or "/points/" in pointer:
        return _number(typed)
    text = typed.strip()
    if not text:
        return Stated(None, "blank")
    if is_year(pointer):
        return Stated(_year(text))
    return Stated(_day(text) if pointer in _DAYS else text)


def _cell(column: Column, pointer: str, typed: str) -> Stated:
    read = read_cell(Span(0, len(typed), typed), Place(pointer, column, 1), certain=True)
    if read.doubt is not None:
        raise _refused(typed, "12、1,256、6.7万，空白或 /", "12, 1,256, 6.7万, nothing, or /")
    return Stated(read.value, read.qualifier)


def _number(typed: str) -> Stated:
    parsed = parse_cell(typed)
    if parsed is None or isinstance(parsed, str):
        raise _refused(typed, "12、1,256 或 6.7万", "12, 1,256, or 6.7万")
    return Stated(parsed.value, parsed.qualifier)


def _year(text: str) -> int:
    if _YEAR.fullmatch(fold(text)) is None:
        raise _refused(text, "2024 这样的年度，或空白", "a year such as 2024, or nothing")
    return int(text)


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(
            f"“{text}”不是日期；请写成 2024-03-01。", f"{text} is no date; write it as 2024-03-01."
        ) from error


def _refused(typed: str, chinese: str, english: str) -> UsageError:
    """``chinese``, ``english``: what may be written there."""
    return UsageError(
        f"“{typed[:40] or '空白'}”不能作为这一格的数值；可写 {chinese}。",
        f"{typed[:40] or 'Nothing'} is no value for this cell; write {english}.",
    )
