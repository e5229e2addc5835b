"""Which column of the form stands under each heading of a table: by name, else in the form's own order.

Headings that are there decide. The form's order stands in for those that are lost, cut off or misspelt, as long as no
heading says otherwise; a heading that the form does not know is over a column that the form has not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from extractor.documents.characters import fold, squeeze
from extractor.readers.labels import canonical
from extractor.readers.naming import column_named, is_alike, is_like, is_past, may_be, row_named
from extractor.readers.rows import FoundRow, Span
from extractor.readers.stacks import Leaf, behind_corner, leaves_in_line, leaves_on_grid
from extractor.reports.base import Block, Column, Layout, Row

_MOST_PARTS = 3
"""A heading is broken over at most this many lines."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A column with the heading it was read from (None where the form itself is the only witness).

    ``column`` is None where the form has no such column. ``row``: the row whose cells stand in it, in a flat block.
    ``cells``: how many neighbouring cells repeat it.
    """

    column: Column | None
    edition: str | None
    heading: Span | None
    cells: int = 1
    row: Row | None = None

    @property
    def key(self) -> tuple[str, str] | None:
        """Which of the form's columns it is."""
        return (self.row.key if self.row else "", self.column.key) if self.column else None


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of a row in order, none where the headings contradict each other.

    ``sure``: nothing speaks against it. ``missing``: columns of the form that no heading is for.
    """

    columns: tuple[Headed, ...]
    sure: bool = True
    missing: tuple[Headed, ...] = ()


def order_of(block: Block, found: FoundRow) -> Order | None:
    """The columns as the headings over a row show them; None where there is no heading that the form knows."""
    lowest = None if found.row is None else _headings_of(block, _column_headings(found, block))
    if lowest is not None:
        return Order(tuple(lowest))
    in_line = leaves_in_line(found, block)
    ways = [[_named(block, found, leaf) for leaf in leaves] for leaves in (leaves_on_grid(found), in_line or [])]
    told = next((order for way in ways if (order := _whole(block, found, way))), None)
    if told is None and in_line is not None:
        told = next((order for way in ways if (order := _in_part(block, found, way))), None)
    contradicted = in_line is None or any(item.names for way in ways for item in way)
    return Order(()) if told is None and contradicted else told


def assumed(block: Block, found: FoundRow) -> Order | None:
    """The form's own order, where the block has but one or the number of cells tells which; None where it does not."""
    if len(block.layouts) == 1:
        return Order(tuple(_form(block, block.layouts[0], found)))
    filled = len([cell for cell in found.cells if cell.text])
    layouts = [layout for layout in block.layouts if found.kept and len(layout.columns) == filled]
    if len(layouts) != 1 or any(is_past(span.text) for span in _column_headings(found, block)):
        return None
    return Order(tuple(_form(block, layouts[0], found)), sure=False)


def _rows(block: Block, found: FoundRow) -> Sequence[Row | None]:
    """The rows that lie side by side in a found row: those of a flat block; else it is one, whose label tells which."""
    return block.rows if found.row is None else (None,)


def _form(block: Block, layout: Layout, found: FoundRow) -> list[Headed]:
    """A layout's columns in the form's order, once for each row that lies in the found one."""
    rows = _rows(block, found)
    return [Headed(column, layout.edition, None, row=row) for row in rows for column in layout.columns]


@dataclass(frozen=True, slots=True)
class _Named:
    """A heading as the form knows it: ``item`` has a column where it is told for certain.

    ``names``: the column that it is worded as, wherever it stands. ``past``: it is not about the report's year.
    """

    item: Headed
    text: str
    names: Column | None
    past: bool

    def may_head(self, place: Headed) -> bool:
        """Whether it may stand over this column of the form."""
        assert place.column is not None
        if self.past or (self.item.row and self.item.row != place.row):
            return False
        return self.names.key == place.column.key if self.names else may_be(place.column, self.text)


def _named(block: Block, found: FoundRow, leaf: Leaf) -> _Named:
    named = [pair for span in (leaf.heading, *leaf.over) for pair in [column_named(block, span.text)] if pair]
    own = column_named(block, leaf.heading.text)
    past = any(is_past(span.text) for span in leaf.over) or (own is None and is_past(leaf.heading.text))
    rows = [row for span in reversed(leaf.over) for row in [row_named(block, span.text)] if row]
    row = rows[0] if rows and found.row is None else None
    told = len({column.key for column, _ in named}) == 1 and not past and (row is not None or found.row is not None)
    names, edition = named[0] if named else (None, None)
    item = Headed(names if told else None, edition, leaf.heading, row=row)
    return _Named(item, leaf.heading.text, names, past)


def _whole(block: Block, found: FoundRow, way: Sequence[_Named]) -> Order | None:
    """The order of headings that name all columns of the form, among others or not; None where they do not."""
    keys = [named.item.key for named in way if named.item.key]
    sizes = {len(_form(block, layout, found)) for layout in block.layouts}
    if len(set(keys)) < len(keys) or len(keys) not in sizes:
        return None
    known = tuple(named.item for named in way if named.item.column)
    behind = all(named.item.column for named in way[: len(known)])
    gridded = all(cell.column is not None for cell in found.cells)
    cells = len(found.cells)
    spread = found.kept and not found.anchored and cells != len(known)
    if spread and gridded and _stand_right_under(way, found.cells):
        return Order((*(named.item for named in way), *[Headed(None, None, None)] * (cells - len(way))))
    if spread and (gridded or cells == len(way) or (behind and cells > len(way))):
        return Order(tuple(named.item for named in way))
    return Order(known, sure=behind)


def _stand_right_under(way: Sequence[_Named], cells: Sequence[Span]) -> bool:
    """Whether the first cells of a row on a grid stand each right under a heading; those behind have none over them."""
    headings = [named.item.heading for named in way]
    standing = [heading and (heading.column, heading.column_span) for heading in headings]
    return standing == [(cell.column, cell.column_span) for cell in cells[: len(way)]]


def _in_part(block: Block, found: FoundRow, way: Sequence[_Named]) -> Order | None:
    """The order of headings of which some are lost, cut off, misspelt or foreign; None where they tell none."""
    names = [named.names for named in way if named.names is not None]
    layouts = [layout for layout in block.layouts if all(column in layout.columns for column in names)]
    if not names or len(layouts) != 1:
        return None
    form = _form(block, layouts[0], found)
    if len(way) == len(form) and all(
        named.may_head(place) or named.names is None or named.past for named, place in zip(way, form, strict=True)
    ):
        items = [
            replace(place, heading=named.item.heading) if named.may_head(place) else Headed(None, None, None)
            for named, place in zip(way, form, strict=True)
        ]
        return _order(items, form)
    items = [named.item for named in way]
    keys = [item.key for item in items if item.key]
    lost = [place for place in form if place.key not in keys]
    foreign = not any(named.may_head(place) for named in way if not named.item.column for place in lost)
    fits = found.kept and not found.anchored and len(found.cells) == len(way)
    if fits and foreign and 0 < len(keys) == len(set(keys)):
        return _order(items, form)
    return _as_the_form(block, found, way, layouts[0])


def _order(items: Sequence[Headed], form: Sequence[Headed]) -> Order:
    keys = {item.key for item in items}
    return Order(tuple(items), missing=tuple(place for place in form if place.key not in keys))


def _as_the_form(block: Block, found: FoundRow, way: Sequence[_Named], layout: Layout) -> Order | None:
    """The form's own order where the headings that are left follow each other as there."""
    form = _form(block, layout, found)
    keys = [column.key for column in layout.columns]
    places = [keys.index(named.names.key) for named in way if named.names is not None]
    starts = 1 + sum(later <= earlier for earlier, later in pairwise(places))
    filled = len([cell for cell in found.cells if cell.text])
    one = len(block.layouts) == 1
    if starts > len(_rows(block, found)) or not (one or (found.kept and filled == len(form))):
        return None
    if any(named.past for named in way):
        return None
    known = all(named.names or any(may_be(column, named.text) for column in layout.columns) for named in way)
    return Order(tuple(form), sure=one and known)


def fits_block(block: Block, headings: Sequence[str]) -> bool:
    """Whether these are the headings of one of a block's layouts in order, typos allowed; in a flat one once a row."""
    rows = len(block.rows) if block.flat else 1
    return any(
        len(headings) == rows * len(layout.columns)
        and all(is_alike(column, text) for column, text in zip(layout.columns * rows, headings, strict=True))
        for layout in block.layouts
    )


def _headings_of(block: Block, headings: Sequence[Span]) -> list[Headed] | None:
    """The columns that the headings show; None where they show none, or nothing that the form does not know."""
    named = _by_name(block, headings)
    if named is not None or (len(block.layouts) == 1 and not any(c.kind == "yuan" for c in block.layouts[0].columns)):
        return named
    return _by_likeness(block, headings) or _by_merged(block, headings) or _by_joining(block, headings)


def _column_headings(found: FoundRow, block: Block) -> list[Span]:
    """The headings over the values: the nearest heading row, without what stands over the labels."""
    if not found.headings:
        return []
    names = behind_corner(found.headings[-1])
    if names is not None:
        return names
    names = [span for span in found.headings[-1] if span.text]
    skipped = {canonical(block.chinese)} | {canonical(row.labels[0]) for row in block.rows}
    return [span for span in names if canonical(span.text) not in skipped and not _is_title(span.text)]


def _is_title(text: str) -> bool:
    return re.match(r"第.{1,4}条第", squeeze(fold(text))) is not None


def _by_name(block: Block, headings: Sequence[Span]) -> list[Headed] | None:
    """Columns in the order of their headings, where each heading is worded as in one of the form's editions."""
    named: list[Headed] = []
    for heading in headings:
        name = canonical(heading.text)
        for layout in block.layouts:
            column = next((c for c in layout.columns if name in {canonical(label) for label in c.labels}), None)
            if column is not None:
                named.append(Headed(column, layout.edition, heading))
                break
        else:
            return None
    keys = [item.key for item in named]
    if len(set(keys)) < len(keys) or len(keys) not in {len(layout.columns) for layout in block.layouts}:
        return None
    return named


def _by_likeness(block: Block, headings: Sequence[Span]) -> list[Headed] | None:
    """The one layout whose columns the headings are like, typos and cut-off headings allowed."""
    fitting = [layout for layout in block.layouts if _fits(layout, headings)]
    if len(fitting) != 1:
        return None
    return [
        Headed(column, fitting[0].edition, heading)
        for column, heading in zip(fitting[0].columns, headings, strict=True)
    ]


def _by_merged(block: Block, headings: Sequence[Span]) -> list[Headed] | None:
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


def _by_joining(block: Block, headings: Sequence[Span]) -> list[Headed] | None:
    """Columns under headings broken over lines, with typos: the one layout that joined neighbours fit."""
    ways = [
        (layout, joined)
        for layout in block.layouts
        for joined in _joinings(headings, len(layout.columns))
        if all(is_alike(column, heading.text) for column, heading in zip(layout.columns, joined, strict=True))
    ]
    if len({layout.edition for layout, _ in ways}) != 1:
        return None
    layout, joined = ways[0]
    return [Headed(column, layout.edition, heading) for column, heading in zip(layout.columns, joined, strict=True)]


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
    return all(is_like(column, heading.text) for column, heading in zip(layout.columns, headings, strict=True))
