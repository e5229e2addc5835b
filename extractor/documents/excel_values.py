"""What Excel shows for a value: dates as dates, numbers and text as their format has them."""

import datetime as dt
from decimal import Decimal

from extractor.documents.excel_formats import plain, shown_number, shown_text

Value = object
"""What openpyxl gives for a cell: str, int, float, bool, a date or time, or one of its own text classes."""


def shown(value: Value, number_format: str) -> str:
    """The text of a cell: what Excel shows, but a number with all its digits.

    A number whose format is not wholly understood is the formula that shows it, which nobody takes for a number.

    >>> shown(6.7, '0"万元"'), shown(0.985, "0.0%"), shown(1200, "#,##0"), shown(1.5, "# ?/?")
    ('6.7万元', '98.5%', '1200', '=TEXT(1.5,"# ?/?")')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        text = shown_number(number, number_format)
        return _formula(number, number_format) if text is None else text.strip()
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return shown_text(str(value), number_format).strip()


def _formula(number: Decimal, number_format: str) -> str:
    quoted = number_format.replace('"', '""')
    return f'=TEXT({plain(number)},"{quoted}")'
