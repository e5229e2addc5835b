"""How pages print a number: plain, with a measure word, in 万, with separators, full-width, or not at all."""

import random
from dataclasses import dataclass
from decimal import Decimal

from extractor.reading import Qualifier
from extractor.reports.base import Column
from extractor.result import Number

FULL_WIDTH = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")


@dataclass(frozen=True)
class Printed:
    """What stands in a cell, and what that means."""

    text: str
    value: Number | None
    qualifier: Qualifier = "exact"


@dataclass(frozen=True)
class Manner:
    """One page's ways: how it prints 0, and how often (0 to 1) it prints a number otherwise than plainly.

    ``zeros``: what stands for 0, drawn anew for each cell from the tuple.
    """

    seed: int = 0
    zeros: tuple[str, ...] = ("0",)
    fancy: float = 0.0
    full_width: bool = False


def print_value(value: Number, column: Column, manner: Manner, generator: random.Random, *, summed: bool) -> Printed:
    """The cell for ``value``. ``summed``: the cell takes part in sums, so its number must stay exact."""
    if value == 0:
        zero = generator.choice(manner.zeros)
        if zero != "0":
            return Printed(zero, None, "blank" if zero == "" else "not_applicable")
    fancy = generator.random() < manner.fancy
    if column.kind == "yuan":
        printed = Printed(_money(value, column, generator, fancy), value)
    elif column.kind == "change":
        printed = Printed(_change(int(value), generator), value)
    elif fancy:
        printed = _fancy_count(int(value), generator, summed)
    else:
        printed = Printed(str(value), value)
    text = printed.text.translate(FULL_WIDTH) if manner.full_width else printed.text
    return Printed(text, printed.value, printed.qualifier)


def _decimal(value: Number, unit: int) -> str:
    text = f"{Decimal(value) / unit:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(value: Number, column: Column, generator: random.Random, fancy: bool) -> str:
    """Money in the heading's unit, or with a unit of its own; a heading without a unit needs one in the cell."""
    if column.unit is not None and not fancy:
        return _decimal(value, column.unit)
    if value == 0:
        return generator.choice(("0", "0元", "0万元"))
    yuan = generator.choice((_decimal(value, 1), f"{Decimal(value):,}"))
    return generator.choice((f"{_decimal(value, 10_000)}万元", f"{_decimal(value, 10_000)}万", f"{yuan}元"))


def _change(value: int, generator: random.Random) -> str:
    if value == 0:
        return "0"
    signs = ("-", "减", "减少", "－") if value < 0 else ("+", "增", "增加", "＋", "")
    return f"{generator.choice(signs)}{abs(value)}"


def _fancy_count(value: int, generator: random.Random, summed: bool) -> Printed:
    forms = [f"{value}{generator.choice('件项条宗')}", f"{value:,}", str(value).translate(FULL_WIDTH)]
    if value and value % 1000 == 0:
        forms.append(f"{_decimal(value, 10_000)}万")
    if value and not summed:
        word = generator.choice(("", "件", "项"))
        bounds: tuple[tuple[str, Qualifier], ...] = ((f"{value}{word}以上", "at_least"), (f"{value}余{word}", "over"))
        text, qualifier = generator.choice(bounds)
        if value % 10 == 0 and generator.random() < 0.5:
            return Printed(text, value, qualifier)
    return Printed(generator.choice(forms), value)
