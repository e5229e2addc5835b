"""The statutory rows of tables with several cells a row: found by their labels, cells still unread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.documents.model import Cell, Table
from extractor.readers.labels import GroupAbove, LabelIndex, canonical
from extractor.readers.numbers import Numeral, parse_cell

_NOTHING = ("blank", "not_applicable")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the document; ``column`` is its grid column where the table has a grid."""

    start: int
    end: int
    text: str
    column: int | None = None
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A labelled row (``row`` None: the one row of a flat block) and the cells behind its label.

    ``kept``: blank cells are kept, so that the n-th cell is the n-th column's. ``table`` numbers the table or run of
    lines it stands in. ``headings``: the heading rows above it, nearest last. ``anchored``: the first cell is the
    first column's, and only cells at the end can be too many. ``inferred``: white space alone tells its cells apart.
    ``shaken``: numbers stand about that no row has room for, so that others may stand with the wrong label.
    """

    block: int
    row: int | None
    exact: bool
    label: Span
    cells: tuple[Span, ...]
    kept: bool
    table: int
    headings: tuple[tuple[Span, ...], ...]
    anchored: bool = False
    inferred: bool = False
    shaken: bool = False


def rows_of_table(table: Table, number: int, index: LabelIndex) -> Iterator[FoundRow]:
    """The statutory rows of a table, in order."""
    for row in _rows(table, number, index):
        yield replace(row, inferred=True) if table.inferred else row


def _rows(table: Table, number: int, index: LabelIndex) -> Iterator[FoundRow]:
    headings: list[tuple[Span, ...]] = []
    titles: list[tuple[Span, ...]] = []
    below_heading = False
    above = GroupAbove(index)
    for cells in table.rows:
        spans = tuple(_span(cell, gridded=table.gridded) for cell in cells)
        position = _position_in_group(spans, index, above)
        if position is not None:
            yield _labelled(spans, position, number, index, tuple(headings))
            below_heading = False
        elif all(_is_value(span) for span in spans):
            if below_heading:
                yield from _flat(spans, number, index, tuple(headings))
            below_heading = False
        elif any(index.leads(span.text) for span in spans):
            below_heading = False  # a row whose cells run together is no heading of those below it
        elif below_heading or _is_heading_row(spans, index):
            headings = [*headings, spans] if below_heading else [*titles, spans]
            below_heading, titles = True, []
        else:
            titles = [] if _has_number(spans) else [*titles, spans]


def _is_heading_row(spans: Sequence[Span], index: LabelIndex) -> bool:
    """Whether a row without a label of the form has headings: not values of another label, nor one text alone."""
    texts = [span.text for span in spans if span.text]
    if any(index.is_like_column(text) for text in texts):
        return True
    return not _has_number(spans) and len(set(map(canonical, texts))) > 1


def _has_number(spans: Sequence[Span]) -> bool:
    return any(map(is_number, spans))


def is_number(span: Span) -> bool:
    """Whether a cell holds a number and nothing else."""
    return isinstance(parse_cell(span.text), Numeral)


def _span(cell: Cell, *, gridded: bool) -> Span:
    return Span(cell.start, cell.end, cell.text, cell.column if gridded else None, cell.column_span)


def _is_value(span: Span) -> bool:
    return not span.text or parse_cell(span.text) is not None


def _labelled(
    spans: tuple[Span, ...], position: int, number: int, index: LabelIndex, headings: tuple[tuple[Span, ...], ...]
) -> FoundRow:
    label = index.row(spans[position].text)
    assert label is not None
    values = unglued(_unmerged(spans[position + 1 :], headings), index.blocks[label.block].widths())
    return FoundRow(label.block, label.row, label.exact, spans[position], values, True, number, headings)


def _unmerged(cells: tuple[Span, ...], headings: tuple[tuple[Span, ...], ...]) -> tuple[Span, ...]:
    """Cells on a grid with one that says nothing written out for each of its columns that has a heading of its own."""
    columns = {span.column for row in headings for span in row if span.text and span.column_span == 1}
    apart: list[Span] = []
    for cell in cells:
        under = range(cell.column or 0, (cell.column or 0) + cell.column_span)
        if cell.column is None or not columns.issuperset(under) or parse_cell(cell.text) not in _NOTHING:
            apart.append(cell)
        else:
            apart += [replace(cell, column=column, column_span=1) for column in under]
    return tuple(apart)


def unglued(cells: tuple[Span, ...], widths: frozenset[int]) -> tuple[Span, ...]:
    """Cells as they are, or the pieces of a lone cell that holds exactly as many values as a row has."""
    filled = [cell for cell in cells if cell.text]
    if len(filled) != 1 or len(filled[0].text.split()) < 2:
        return cells
    values = pieces(filled[0])
    if len(values) in widths and all(_is_value(value) for value in values):
        return tuple(values)
    return cells


def pieces(span: Span) -> list[Span]:
    """The parts of ``span`` between white space."""
    found: list[Span] = []
    position = 0
    for word in span.text.split():
        position = span.text.index(word, position)
        found.append(Span(span.start + position, span.start + position + len(word), word))
        position += len(word)
    return found


def _label_position(spans: Sequence[Span], index: LabelIndex) -> int | None:
    """Where the row's label stands; None for a heading row and for one without a label of the form."""
    found: int | None = None
    for position, span in enumerate(spans):
        if not span.text:
            continue
        if position == 0 and is_number(span):  # 序号
            continue
        if parse_cell(span.text) is not None:
            break
        if index.row(span.text) is not None:
            found = position
    if found is None:
        return None
    own = canonical(spans[found].text)
    others = [span for span in spans if span.text and canonical(span.text) != own]
    if any(index.is_column(span.text) for span in others):
        return None
    behind = [span for span in spans[found + 1 :] if span.text]
    if any(index.is_heading(span.text) or index.row(span.text) for span in behind):
        return None
    label = index.row(spans[found].text)
    if label is not None and index.blocks[label.block].flat and not behind:
        return None
    return found


def _position_in_group(spans: Sequence[Span], index: LabelIndex, above: GroupAbove) -> int | None:
    """Where the row's label stands; None for that of another group's row too."""
    position = _label_position(spans, index)
    for span in spans[:position]:
        if index.is_group(span.text) or (position is not None and span.text):
            above.see(span.text)
    if position is None or not above.holds(spans[position].text):
        return None
    above.see(spans[position].text)
    return position


def _flat(
    spans: tuple[Span, ...], number: int, index: LabelIndex, headings: tuple[tuple[Span, ...], ...]
) -> Iterator[FoundRow]:
    """The one row of values below the headings of a flat block, without its number where all rows have one."""
    if all(row and is_number(row[0]) for row in headings):
        spans = spans[1:]
    for block, form in enumerate(index.blocks):
        if form.flat and spans and headed([span.text for row in headings for span in row], index, block):
            values = unglued(spans, form.widths())
            yield FoundRow(block, None, True, spans[0], values, True, number, headings)


def headed(texts: Sequence[str], index: LabelIndex, block: int) -> bool:
    """Whether the column headings of a block stand among ``texts``, cut-off ones (at least two characters) too."""
    names = index.columns_of(block)
    width = max(len(layout.columns) for layout in index.blocks[block].layouts)
    found = [name for name in map(canonical, texts) if len(name) > 1 and any(label.startswith(name) for label in names)]
    return len(found) >= width
