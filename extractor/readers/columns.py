"""Which columns a block's rows have: read from the headings above them, never from the report's year."""

import re
from dataclasses import dataclass

from extractor.documents.characters import fold, squeeze
from extractor.readers.labels import LabelIndex
from extractor.readers.orders import Headed, Order, assumed, order_of
from extractor.readers.rows import FoundRow, Span
from extractor.reports.base import Block, Column

_PRINTED_UNITS = ((re.compile("亿元"), 10**8), (re.compile("万元"), 10**4), (re.compile("单位:元|[(]元[)]"), 1))


@dataclass(frozen=True, slots=True)
class Place:
    """One cell's place in the form: its pointer, its column, and the multiplier for money (None: not printed).

    ``cells``: how many neighbouring cells repeat it (a merged cell written out once for each column it covers).
    ``certain``: the heading prints no other unit than the form (元 where the form has 万元 may be a slip).
    """

    pointer: str
    column: Column
    unit: int | None
    cells: int = 1
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of one row's cells, None for a column that the form has not.

    ``headed``: the headings show them (else only the number of cells does). ``missing``: places of the form that no
    heading is for.
    """

    places: tuple[Place | None, ...]
    editions: frozenset[str]
    headed: bool
    missing: tuple[Place, ...] = ()

    @property
    def of_form(self) -> tuple[Place, ...]:
        """The places without the columns that the form has not."""
        return tuple(place for place in self.places if place is not None)


class ColumnReader:
    """Works out the columns of found rows; rows of as many cells under the same headings share the answer."""

    def __init__(self, index: LabelIndex) -> None:
        self._index = index
        self._orders: dict[tuple[int, int, int], Order | None] = {}

    def columns_of(self, found: FoundRow) -> Columns | None:
        """The columns of a found row; None where neither the headings nor the number of cells tell them."""
        block = self._index.blocks[found.block]
        key = (found.block, id(found.headings[-1]) if found.headings else 0, len(found.cells))
        if key not in self._orders:
            self._orders[key] = order_of(block, found)
        order = self._orders[key] or assumed(block, found)
        return _columns(block, found, order) if order and order.columns else None


def _columns(block: Block, found: FoundRow, order: Order) -> Columns:
    places = tuple(None if item.column is None else _place(block, found, item) for item in order.columns)
    missing = tuple(_place(block, found, item) for item in order.missing)
    editions = frozenset(item.edition for item in order.columns if item.edition and item.column)
    return Columns(places, editions, order.sure, missing)


def _place(block: Block, found: FoundRow, item: Headed) -> Place:
    assert item.column is not None
    row = item.row if found.row is None else block.rows[found.row]
    assert row is not None
    unit = _unit(item.column, item.heading)
    return Place(block.pointer_of(row, item.column), item.column, unit, item.cells, item.column.unit in (None, unit))


def _unit(column: Column, heading: Span | None) -> int | None:
    """The multiplier for money: as the heading prints it, else as the form does."""
    if column.kind != "yuan":
        return None
    if heading is not None:
        text = squeeze(fold(heading.text))
        for pattern, multiplier in _PRINTED_UNITS:
            if pattern.search(text):
                return multiplier
    return column.unit
