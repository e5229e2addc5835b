"""What Excel shows for a value: dates as dates, percentages, the words in a number format, texts as they are formatted."""

import datetime as dt
import re
from decimal import Decimal

from openpyxl.cell.rich_text import CellRichText

from extractor.documents.characters import LOWERED, RAISED

Value = object
"""What openpyxl gives for a cell: str, int, float, bool, a date or time, or one of its own text classes."""

_LITERAL = r'(?:"([^"]*)"|\\(.))?'
_DIGITS = re.compile(rf"{_LITERAL}[#0?][#0?,.]*{_LITERAL}")
_DIGITS_AT = {"superscript": RAISED, "subscript": LOWERED}
_SIGNIFICANT = 15
"""Digits that Excel keeps; a float has more, which are noise."""


def shown(value: Value, number_format: str) -> str:
    """The text of a cell: what Excel shows, but a number with all its digits.

    >>> shown(6.7, '0"万元"'), shown(0.985, "0.0%"), shown(1200, "#,##0")
    ('6.7万元', '98.5%', '1200')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, CellRichText):
        return _formatted(value).strip()
    return str(value).strip()


def _formatted(runs: CellRichText) -> str:
    """A text without what is struck through, and with raised and lowered digits where a part of it is (134²)."""
    kept = [run for run in runs if isinstance(run, str) or not run.font.strike]
    levels = ["" if isinstance(run, str) else run.font.vertAlign or "" for run in kept]
    if all(level in _DIGITS_AT for level in levels):
        return "".join(map(str, kept))
    return "".join(str(run).translate(_DIGITS_AT.get(level, {})) for run, level in zip(kept, levels, strict=True))


def _number(value: int | float, number_format: str) -> str:
    first = number_format.split(";")[0]
    words = _DIGITS.search(first)
    before, after = ((words[1] or words[2] or "", words[3] or words[4] or "") if words else ("", ""))
    if "%" in first:
        return f"{before}{_plain(Decimal(repr(value)) * 100)}%"
    return f"{before}{_plain(Decimal(repr(value)))}{after}"


def _plain(number: Decimal) -> str:
    """Digits without an exponent and without zeros behind the last one."""
    rounded = Decimal(f"{number:.{_SIGNIFICANT}g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
