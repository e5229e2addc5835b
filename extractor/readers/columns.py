"""Which columns a block's rows have: read from the headings above them, never from the report's year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from extractor.documents.characters import fold, squeeze
from extractor.readers.labels import LabelIndex, canonical
from extractor.readers.rows import FoundRow, Span
from extractor.reports.base import Block, Column, Layout

_ALIKE = 75.0
"""Percent of characters in common from which a heading with a typo is still taken for the form's."""
_CUT_OFF = 2
"""A heading cut off after at least this many characters (本年新 for 本年新制作数量) still fits its column."""
_MOST_PARTS = 3
"""A heading is broken over at most this many lines."""
_CORNER = canonical("信息内容")
"""What the form prints over the row labels of section two."""
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
    """The places of one row's cells. ``headed``: the headings show them (else only the number of cells does)."""

    places: tuple[Place, ...]
    editions: frozenset[str]
    headed: bool


@dataclass(frozen=True, slots=True)
class _Headed:
    """A column with the heading it was read from (None where the form itself is the only witness)."""

    column: Column
    edition: str | None
    heading: Span | None
    cells: int = 1


class ColumnReader:
    """Works out the columns of found rows; rows under the same headings share the answer."""

    def __init__(self, index: LabelIndex) -> None:
        self._index = index
        self._headed: dict[tuple[int, int], list[_Headed] | None] = {}

    def columns_of(self, found: FoundRow) -> Columns | None:
        """The columns of a found row; None where neither the headings nor the number of cells tell them."""
        block = self._index.blocks[found.block]
        headed = self._by_headings(found, block)
        if headed is not None:
            return _columns(block, found, headed, headed=True)
        layouts = block.layouts
        if len(layouts) > 1:
            filled = len([cell for cell in found.cells if cell.text])
            layouts = tuple(layout for layout in layouts if found.kept and len(layout.columns) == filled)
        if len(layouts) != 1:
            return None
        assumed = [_Headed(column, layouts[0].edition, None) for column in layouts[0].columns]
        return _columns(block, found, assumed, headed=len(block.layouts) == 1)

    def _by_headings(self, found: FoundRow, block: Block) -> list[_Headed] | None:
        key = (found.block, id(found.headings[-1]) if found.headings else 0)
        if key not in self._headed:
            self._headed[key] = _headings_of(block, _column_headings(found, block))
        return self._headed[key]


def fits_block(block: Block, headings: Sequence[str]) -> bool:
    """Whether these are, in order, the headings of one of a block's layouts, typos allowed; in a flat one once a row."""
    rows = len(block.rows) if block.flat else 1
    return any(
        len(headings) == rows * len(layout.columns)
        and all(_alike(column, text) for column, text in zip(layout.columns * rows, headings, strict=True))
        for layout in block.layouts
    )


def _headings_of(block: Block, headings: Sequence[Span]) -> list[_Headed] | None:
    """The columns that the headings show; None where they show none, or nothing that the form does not know."""
    named = _by_name(block, headings)
    if named is not None or (len(block.layouts) == 1 and not any(c.kind == "yuan" for c in block.layouts[0].columns)):
        return named
    return _by_likeness(block, headings) or _by_merged(block, headings) or _by_joining(block, headings)


def _columns(block: Block, found: FoundRow, columns: Sequence[_Headed], *, headed: bool) -> Columns:
    rows = block.rows if found.row is None else (block.rows[found.row],)
    places = tuple(_place(block.pointer_of(row, item.column), item) for row in rows for item in columns)
    return Columns(places, frozenset(item.edition for item in columns if item.edition), headed)


def _place(pointer: str, item: _Headed) -> Place:
    unit = _unit(item)
    return Place(pointer, item.column, unit, item.cells, certain=item.column.unit in (None, unit))


def _column_headings(found: FoundRow, block: Block) -> list[Span]:
    """The headings over the values: the nearest heading row, without what stands over the labels."""
    if not found.headings:
        return []
    names = [span for span in found.headings[-1] if span.text]
    corners = [position for position, span in enumerate(names) if canonical(span.text) == _CORNER]
    if corners:
        return names[corners[-1] + 1 :]
    skipped = {canonical(block.chinese)} | {canonical(row.labels[0]) for row in block.rows}
    return [span for span in names if canonical(span.text) not in skipped and not _is_title(span.text)]


def _is_title(text: str) -> bool:
    return re.match(r"第.{1,4}条第", squeeze(fold(text))) is not None


def _by_name(block: Block, headings: Sequence[Span]) -> list[_Headed] | None:
    """Columns in the order of their headings, where each heading is worded as in one of the form's editions."""
    named: list[_Headed] = []
    for heading in headings:
        name = canonical(heading.text)
        for layout in block.layouts:
            column = next((c for c in layout.columns if name in {canonical(label) for label in c.labels}), None)
            if column is not None:
                named.append(_Headed(column, layout.edition, heading))
                break
        else:
            return None
    keys = [item.column.key for item in named]
    if len(set(keys)) < len(keys) or len(keys) not in {len(layout.columns) for layout in block.layouts}:
        return None
    return named


def _by_likeness(block: Block, headings: Sequence[Span]) -> list[_Headed] | None:
    """The one layout whose columns the headings are like, typos and cut-off headings allowed."""
    fitting = [layout for layout in block.layouts if _fits(layout, headings)]
    if len(fitting) != 1:
        return None
    return [
        _Headed(column, fitting[0].edition, heading)
        for column, heading in zip(fitting[0].columns, headings, strict=True)
    ]


def _by_merged(block: Block, headings: Sequence[Span]) -> list[_Headed] | None:
    """Columns under headings that are written out once for each column they cover."""
    merged: list[tuple[Span, int]] = []
    for heading in headings:
        if merged and canonical(merged[-1][0].text) == canonical(heading.text):
            merged[-1] = (merged[-1][0], merged[-1][1] + 1)
        else:
            merged.append((heading, 1))
    if len(merged) == len(headings):
        return None
    single = [heading for heading, _ in merged]
    found = _by_name(block, single) or _by_likeness(block, single)
    if found is None:
        return None
    return [replace(item, cells=count) for item, (_, count) in zip(found, merged, strict=True)]


def _by_joining(block: Block, headings: Sequence[Span]) -> list[_Headed] | None:
    """Columns under headings broken over lines, with typos: the one layout that joined neighbours fit."""
    ways = [
        (layout, joined)
        for layout in block.layouts
        for joined in _joinings(headings, len(layout.columns))
        if all(_alike(column, heading.text) for column, heading in zip(layout.columns, joined, strict=True))
    ]
    if len({layout.edition for layout, _ in ways}) != 1:
        return None
    layout, joined = ways[0]
    return [_Headed(column, layout.edition, heading) for column, heading in zip(layout.columns, joined, strict=True)]


def _joinings(headings: Sequence[Span], count: int) -> Iterator[list[Span]]:
    """Every way to join neighbouring headings to ``count`` ones; none where there are too many to be headings."""
    if not count < len(headings) <= _MOST_PARTS * count:
        return
    for cuts in combinations(range(1, len(headings)), count - 1):
        bounds = (0, *cuts, len(headings))
        parts = [headings[start:end] for start, end in pairwise(bounds)]
        yield [Span(part[0].start, part[-1].end, "".join(span.text for span in part)) for part in parts]


def _fits(layout: Layout, headings: Sequence[Span]) -> bool:
    if len(layout.columns) != len(headings):
        return False
    return all(_like(column, heading) for column, heading in zip(layout.columns, headings, strict=True))


def _like(column: Column, heading: Span) -> bool:
    name = canonical(heading.text)
    labels = [canonical(label) for label in column.labels]
    if len(name) < _CUT_OFF:
        return False
    return _alike(column, name) or any(
        label.startswith(name)
        or max(fuzz.ratio(name, label[: len(name)]), fuzz.ratio(name, label[: len(name) + 1])) >= _ALIKE
        for label in labels
    )


def _alike(column: Column, text: str) -> bool:
    """Whether ``text`` is a whole heading of the column, typos allowed."""
    return any(fuzz.ratio(canonical(text), canonical(label)) >= _ALIKE for label in column.labels)


def _unit(item: _Headed) -> int | None:
    """The multiplier for money: as the heading prints it, else as the form does."""
    if item.column.kind != "yuan":
        return None
    if item.heading is not None:
        text = squeeze(fold(item.heading.text))
        for pattern, multiplier in _PRINTED_UNITS:
            if pattern.search(text):
                return multiplier
    return item.column.unit
