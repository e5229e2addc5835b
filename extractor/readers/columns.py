"""Which columns a block's rows have: read from the headings above them, never from the report's year."""

from dataclasses import dataclass

from extractor.readers.labels import LabelIndex
from extractor.readers.orders import Headed, Order, assumed, order_of
from extractor.readers.rows import FoundRow, Span
from extractor.readers.units import Captions, heading_units, units_around
from extractor.reports.base import Column


@dataclass(frozen=True, slots=True)
class Place:
    """One cell's place in the form: its pointer, its column, and the multiplier for money (None: not printed).

    ``cells``: how many neighbouring cells repeat it (a merged cell written out once for each column it covers).
    ``certain``: one unit is printed, and no other than the form's (元 where the form has 万元 may be a slip).
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


_Standing = tuple[tuple[int | None, int], ...]
"""The grid column and span of each cell of a row."""


class ColumnReader:
    """Works out the columns of found rows; rows whose cells stand alike under the same headings share it."""

    def __init__(self, index: LabelIndex, captions: Captions) -> None:
        self._index = index
        self._captions = captions
        self._orders: dict[tuple[int, int, _Standing], Order | None] = {}

    def columns_of(self, found: FoundRow) -> Columns | None:
        """The columns of a found row; None where neither the headings nor the number of cells tell them."""
        block = self._index.blocks[found.block]
        standing = tuple((cell.column, cell.column_span) for cell in found.cells)
        key = (found.block, id(found.headings[-1]) if found.headings else 0, standing)
        if key not in self._orders:
            self._orders[key] = order_of(block, found)
        order = self._orders[key] or assumed(block, found)
        if order is None or not order.columns:
            return None
        return Columns(
            tuple(None if item.column is None else self._place(found, item, item.column) for item in order.columns),
            frozenset(item.edition for item in order.columns if item.edition and item.column),
            order.sure,
            tuple(self._place(found, item, item.column) for item in order.missing if item.column is not None),
        )

    def _place(self, found: FoundRow, item: Headed, column: Column) -> Place:
        block = self._index.blocks[found.block]
        row = item.row if found.row is None else block.rows[found.row]
        assert row is not None
        unit, certain = None, True
        if column.kind == "yuan":
            unit, certain = _unit(column, item.heading, units_around(block, found.label, self._captions))
        return Place(block.pointer_of(row, column), column, unit, item.cells, certain)


def _unit(column: Column, heading: Span | None, around: set[int | None]) -> tuple[int | None, bool]:
    """The multiplier for money, and whether it is certain: the heading's, else that printed around it, else the form's.

    Where none is printed the page is not the form's word for word, which has one in the heading.
    """
    own = heading_units(heading.text) if heading else set()
    printed = own or around
    if not printed:
        return column.unit, False
    if len(printed) > 1:
        return None, False
    unit = next(iter(printed))
    return unit, column.unit in (None, unit) and around <= {unit}
