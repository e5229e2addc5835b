"""The statutory rows of tables flattened to one cell a line: where the marks are lost, the form is the map.

Such text comes in kinds that differ in what became of empty cells and of the space between cells. How far apart the
lines of neighbouring headings stand (``stride``) tells them apart: 1, cells follow each other, and an empty line is
an empty cell; 2, cells are set apart by empty lines. Where not every row then has room for all its columns, the empty
cells were lost.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.documents.model import Block, Document, Paragraph, Table
from extractor.readers.labels import GroupAbove, LabelIndex, RowLabel, canonical
from extractor.readers.numbers import parse_cell
from extractor.readers.rows import FoundRow, Span, headed, pieces

_LONGEST_LINE = 160
"""A longer line is prose. The longest label of the form has 40 characters; a row on one line a few more."""
_LONGEST_CELL = 60
"""A longer line that is no label ends a table."""
_LONGEST_LABEL_LINES = 4
_MOST_HEADINGS = 0.8


_Kind = Literal["row", "heading", "value", "other"]


@dataclass(frozen=True, slots=True)
class _Item:
    """One cell's text. ``line`` counts lines, empty ones too; items of one line share it."""

    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    span: Span
    line: int
    last_line: int
    label: RowLabel | None = None


@dataclass(slots=True)
class _Group:
    """A label and what follows it up to the next label; ``room`` is the number of lines to there."""

    label: _Token
    flat: int | None
    headings: tuple[Span, ...]
    values: list[_Token]
    room: int


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring paragraphs and one-cell-a-row tables: what may be a flattened table.

    ``end``: offset of the table that ends it, or of the end of the text.
    """

    blocks: Sequence[Block]
    end: int


def runs_of_lines(document: Document) -> Iterator[Run]:
    """The runs of a document's blocks, in order."""
    run: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) or is_one_cell_a_row(block):
            run.append(block)
        elif run:
            yield Run(run, block.start)
            run = []
    if run:
        yield Run(run, len(document.text))


def is_one_cell_a_row(table: Table) -> bool:
    """Whether a table's rows are really its cells (a bar beside every cell, each on its own line)."""
    rows = [row for row in table.rows if row]
    return len(rows) > 3 and sum(len(row) == 1 for row in rows) > 0.8 * len(rows)


def rows_of_lines(document: Document, run: Run, number: int, index: LabelIndex) -> Iterator[FoundRow]:
    """The statutory rows of a run of lines, in order."""
    items = list(_items(document, run.blocks, index))
    if not any(index.row(item.span.text) for item in items):
        return
    tokens = _tokens(items, index)
    groups = list(_groups(tokens, index, _lines_behind(document, run, tokens[-1])))
    stride = _stride(tokens)
    kept = _kept_blocks(groups, stride, index)
    shaken = _shaken_blocks(tokens, groups, index)
    for group in groups:
        block = group_block(group)
        row = _found(group, number, stride, index, kept=block in kept)
        yield replace(row, shaken=True) if block in shaken else row


def group_block(group: _Group) -> int:
    """The block a group's row belongs to."""
    if group.flat is not None:
        return group.flat
    assert group.label.label is not None
    return group.label.label.block


def _items(document: Document, run: Sequence[Block], index: LabelIndex) -> Iterator[_Item]:
    line = 0
    position = run[0].start
    for block in run:
        line += document.text.count("\n", position, block.start)
        position = block.start
        if isinstance(block, Table):
            for cell in block.cells:
                yield _Item(Span(cell.start, cell.end, cell.text), line)
                line += 1
            position = block.end
        else:
            for span in _line_pieces(Span(block.start, block.end, block.text), index):
                yield _Item(span, line)
            line += block.text.count("\n")
            position = block.end


def _line_pieces(line: Span, index: LabelIndex) -> list[Span]:
    """The cells on one line: the whole line, or its parts where they are labels and values set apart by spaces."""
    parts = pieces(line)
    if len(line.text) > _LONGEST_LINE or len(parts) < 2:
        return [line]
    if index.row(line.text) or index.is_heading(line.text) or parse_cell(line.text) is not None:
        return [line]
    known = sum(_is_cell(part.text, index) for part in parts)
    return parts if known >= len(parts) / 2 else _label_and_values(line, parts)


def _is_cell(text: str, index: LabelIndex) -> bool:
    """Whether a text is a value, or a label or heading of the form, be it misspelt."""
    if parse_cell(text) is not None or index.row(text) is not None:
        return True
    return index.is_heading(text) or index.is_like_column(text)


def _label_and_values(line: Span, parts: list[Span]) -> list[Span]:
    """A label with spaces in it and the values behind; else the line as it is."""
    first = len(parts)
    while first > 0 and parse_cell(parts[first - 1].text) is not None:
        first -= 1
    if first == len(parts) or first == 0:
        return [line]
    end = parts[first - 1].end
    return [Span(line.start, end, line.text[: end - line.start]), *parts[first:]]


def _tokens(items: list[_Item], index: LabelIndex) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(items):
        token, taken = _token(items, position, index, tokens[-1] if tokens else None)
        tokens.append(token)
        position += taken
    return tokens


def _token(items: list[_Item], position: int, index: LabelIndex, before: _Token | None) -> tuple[_Token, int]:
    """The token that begins at ``position``, and how many items it takes: a label may be broken over lines."""
    item = items[position]
    if not item.span.text or parse_cell(item.span.text) is not None:
        return _Token("value", item.span, item.line, item.line), 1
    if len(item.span.text) > _LONGEST_LINE:
        return _Token("other", item.span, item.line, item.line), 1
    for taken in range(_LONGEST_LABEL_LINES, 0, -1):
        joined = _joined(items, position, taken)
        if joined is None:
            continue
        label = index.exact_row(joined.text)
        if label is not None or index.is_heading(joined.text):
            last = items[position + taken - 1].line
            under_headings = before is not None and _is_heading_beside(before, item, index)
            if label is None or (index.is_column(joined.text) and under_headings):
                return _Token("heading", joined, item.line, last), taken
            return _Token("row", joined, item.line, last, label), taken
    return _alike_token(items, position, index)


def _is_heading_beside(before: _Token, item: _Item, index: LabelIndex) -> bool:
    """Whether what stands before an item shows that it is among column headings, be it misspelt."""
    if before.kind == "other":
        return before.line == item.line
    return before.kind == "heading" and index.is_like_column(before.span.text)


def _alike_token(items: list[_Item], position: int, index: LabelIndex) -> tuple[_Token, int]:
    """The label with a typo that begins at ``position``, with as many of the lines it is broken over as fit best."""
    item = items[position]
    best: tuple[float, Span, int] | None = None
    for taken in range(1, _LONGEST_LABEL_LINES + 1):
        joined = _joined(items, position, taken)
        if joined is None or (taken > 1 and index.exact_row(items[position + taken - 1].span.text)):
            break
        if index.row(joined.text) is not None:
            likeness = index.likeness(joined.text)
            if best is None or likeness > best[0]:
                best = (likeness, joined, taken)
    if best is None:
        kind: _Kind = "heading" if index.is_like_column(item.span.text) else "other"
        return _Token(kind, item.span, item.line, item.line), 1
    _, span, taken = best
    return _Token("row", span, item.line, items[position + taken - 1].line, index.row(span.text)), taken


def _joined(items: list[_Item], position: int, count: int) -> Span | None:
    """``count`` neighbouring items as one label; None where they are not neighbours or one of them is a value."""
    chosen = items[position : position + count]
    if len(chosen) < count or any(parse_cell(item.span.text) is not None for item in chosen):
        return None
    if any(later.line - earlier.line > 2 for earlier, later in itertools.pairwise(chosen)):
        return None
    return Span(chosen[0].span.start, chosen[-1].span.end, "".join(item.span.text for item in chosen))


def _lines_behind(document: Document, run: Run, last: _Token) -> int:
    """Room for cells behind the last token: up to the table that ends the run, or to the end of the text."""
    return document.text.count("\n", last.span.end, run.end) - 1


def _groups(tokens: list[_Token], index: LabelIndex, behind: int) -> Iterator[_Group]:
    above: tuple[Span, ...] = ()
    group = GroupAbove(index)
    headings: list[Span] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        values = _values_after(tokens, position)
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        flat = None if following and following.kind == "heading" else _flat_block(token, values, headings, index)
        if flat is None and not (_opens_row(token, values, following, index) and group.holds(token.span.text)):
            if token.kind == "other" or index.is_group(token.span.text):
                group.see(token.span.text)
            headings = [] if token.kind == "value" else [*headings, token.span]
            position += 1
            continue
        end = position + 1 + len(values)
        last = tokens[end].line if end < len(tokens) else tokens[-1].last_line + behind + 1
        room = last - token.last_line - 1
        if any(index.is_like_column(span.text) for span in headings):
            above = tuple(headings)
        group.see(token.span.text)
        yield _Group(token, flat, above, values, room)
        if values:
            headings = []
        position = end


def _opens_row(token: _Token, values: list[_Token], following: _Token | None, index: LabelIndex) -> bool:
    """Whether a token labels a row.

    The rows of a flat block are headings, except where a whole row follows one; so is a row's label that is also the
    group of the row below it ((六)其他处理 over three rows).
    """
    if token.label is None:
        return False
    if following is not None and following.label is not None and index.is_group_of(token.span.text, following.label):
        return False
    block = index.blocks[token.label.block]
    return not block.flat or len(values) == len(block.layouts[0].columns)


def _values_after(tokens: list[_Token], position: int) -> list[_Token]:
    end = position + 1
    while end < len(tokens) and tokens[end].kind == "value":
        end += 1
    return tokens[position + 1 : end]


def _flat_block(token: _Token, values: list[_Token], headings: list[Span], index: LabelIndex) -> int | None:
    """The flat block whose last heading ``token`` is and whose values follow; None where it is none.

    Where most of its cells are empty few values follow or none, but the headings are there (a few with typos).
    """
    if token.kind == "value":
        return None
    texts = [span.text for span in headings] + [token.span.text]
    for block, form in enumerate(index.blocks):
        width = len(form.layouts[0].columns)
        whole = [text for text in texts if canonical(text) in index.columns_of(block)]
        enough = len(values) > width or len(whole) >= _MOST_HEADINGS * len(form.rows) * width
        if form.flat and enough and headed(texts, index, block):
            return block
    return None


def _stride(tokens: list[_Token]) -> int:
    """The distance in lines between neighbouring headings, most often."""
    distances = Counter(
        later.line - earlier.last_line
        for earlier, later in itertools.pairwise(tokens)
        if earlier.kind == "heading" and later.kind in ("heading", "row") and later.line > earlier.last_line
    )
    return distances.most_common(1)[0][0] if distances else 1


def _shaken_blocks(tokens: list[_Token], groups: list[_Group], index: LabelIndex) -> frozenset[int]:
    """The blocks with numbers that no row has room for: too many behind a label, or behind no label at all.

    So it is where the lines are not in the order of the cells (columns one after the other), or where the digits of
    one number stand on two lines.
    """
    owners = {id(group.label): group for group in groups}
    taken = {id(value) for group in groups for value in group.values}
    shaken = {group_block(group) for group in groups if _overfull(group, index)}
    block: int | None = None
    for token in tokens:
        if id(token) in owners:
            block = group_block(owners[id(token)])
        elif token.kind == "other" and len(token.span.text) > _LONGEST_CELL:
            block = None
        elif block is not None and token.kind == "value" and token.span.text and id(token) not in taken:
            shaken.add(block)
    return frozenset(shaken)


def _overfull(group: _Group, index: LabelIndex) -> bool:
    form = index.blocks[group_block(group)]
    width = max(form.widths()) if group.flat is not None or not form.flat else len(form.layouts[0].columns)
    return sum(bool(value.span.text) for value in group.values) > width


def _kept_blocks(groups: list[_Group], stride: int, index: LabelIndex) -> frozenset[int]:
    """The blocks all of whose rows have room for all their columns, with every value on a cell's line."""
    kept: dict[int, bool] = {}
    for group in groups:
        block = group_block(group)
        widths = index.blocks[block].widths() if group.flat is not None or not index.blocks[block].flat else {0}
        if group.flat is None and not group.values and group.room < stride:
            continue
        kept[block] = kept.get(block, True) and _has_room(group, stride, min(widths))
    return frozenset(block for block, whole in kept.items() if whole)


def _has_room(group: _Group, stride: int, width: int) -> bool:
    distances = _distances(group, stride)
    if len(set(distances)) < len(distances):
        return False
    return all(distance > 0 and distance % stride == 0 for distance in distances) and group.room >= width * stride


def _distances(group: _Group, stride: int) -> list[int]:
    """How many lines below its label each value stands.

    The row of a flat block has no label of its own: the lines that set it apart from the headings do not count.
    """
    distances = [value.line - group.label.last_line for value in group.values]
    shift = distances[0] % stride if group.flat is not None and distances else 0
    return [distance - shift for distance in distances]


def _found(group: _Group, number: int, stride: int, index: LabelIndex, *, kept: bool) -> FoundRow:
    block = group_block(group)
    cells = tuple(value.span for value in group.values)
    if kept:
        cells = _with_blanks(group, stride)
    label = group.label.label
    row = None if group.flat is not None or label is None else label.row
    exact = group.flat is not None or (label is not None and label.exact)
    whole = kept or len(cells) in index.blocks[block].widths()
    return FoundRow(block, row, exact, group.label.span, cells, whole, number, (group.headings,), anchored=True)


def _with_blanks(group: _Group, stride: int) -> tuple[Span, ...]:
    """The row's cells with an empty one for every line that has room for a cell and holds none."""
    distances = _distances(group, stride)
    by_index = {distance // stride - 1: value.span for distance, value in zip(distances, group.values, strict=True)}
    last = max(by_index, default=-1)
    count = max(last + 1, min(group.room // stride, 32))
    cells: list[Span] = []
    end = group.label.span.end
    for position in range(count):
        cell = by_index.get(position, Span(end, end, ""))
        cells.append(cell)
        end = cell.end
    return tuple(cells)
