"""One table cell as a candidate: number, sign, unit, blank."""

import re
from decimal import Decimal

from extractor.documents.characters import fold, squeeze
from extractor.readers.columns import Place
from extractor.readers.numbers import Numeral, parse_cell
from extractor.readers.rows import Span
from extractor.reading import Candidate

_MONEY = "元"
_MOST_MONEY = 10**10
"""Yuan. More in an office's year is likelier an amount in 元 that stands under a heading in 万元."""

_NO_CHANGE = re.compile("(?:[与同和较比]?上一?年度?)?(?:持平|不变|无变化|无增减)")
"""What a cell under 本年增/减 says for 0."""


def read_cell(cell: Span, place: Place, *, certain: bool) -> Candidate:
    """What a cell says in its place. A cell that is not wholly understood is null with a doubt, never a guess."""
    parsed = parse_cell(cell.text)
    if place.column.kind == "change" and _NO_CHANGE.fullmatch(squeeze(fold(cell.text))):
        return Candidate(0, cell.text, cell.start, cell.end, "exact", "table", certain=certain)
    if parsed == "blank" or parsed == "not_applicable":
        return Candidate(None, cell.text, cell.start, cell.end, parsed, "table", certain=certain)
    value = None if parsed is None else _value(parsed, place)
    doubt = None
    if value is None:
        doubt = "unreadable_cell" if parsed is None or place.column.kind != "yuan" else "unit_missing"
    qualifier = "exact" if parsed is None else parsed.qualifier
    return Candidate(
        value,
        cell.text,
        cell.start,
        cell.end,
        qualifier,
        "table",
        certain=certain and doubt is None and (not value or parsed is None or _has_unit(parsed) or _fits(value, place)),
        doubt=doubt,
    )


def _value(number: Numeral, place: Place) -> int | float | None:
    """The number in the column's unit; None where it cannot be one of the column's kind."""
    if place.column.kind == "yuan":
        return _yuan(number, place.unit)
    if number.unit in (_MONEY, "%") or not isinstance(number.value, int):
        return None
    return None if number.value < 0 and place.column.kind == "count" else number.value


def _fits(value: int | float, place: Place) -> bool:
    return place.certain and (place.column.kind != "yuan" or value <= _MOST_MONEY)


def _has_unit(number: Numeral) -> bool:
    return number.unit == _MONEY or number.scale != 1


def _yuan(number: Numeral, unit: int | None) -> int | float | None:
    """Money in yuan: by the cell's own unit, else by the heading's; None where neither prints one and it matters."""
    if number.value < 0 or number.unit not in (None, _MONEY):
        return None
    if _has_unit(number) or number.value == 0:
        return number.value
    if unit is None:
        return None
    exact = Decimal(str(number.value)) * unit
    return int(exact) if exact == exact.to_integral_value() else float(exact)
