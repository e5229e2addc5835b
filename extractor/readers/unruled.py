"""The statutory rows of tables without rules: the form's words are found on the page, and numbers by where they stand.

A column is known by its heading, a row by its label. A number belongs to the row whose label it stands beside, and to
the column whose heading, or whose other numbers, it stands under: cells of two columns never overlap. What stands beside
no label puts the rows near it in doubt; what is under no heading for certain is left to the form's arithmetic.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from extractor.documents.model import Document, Word
from extractor.readers.labels import LabelIndex, RowLabel
from extractor.readers.numbers import parse_cell
from extractor.readers.orders import fits_block
from extractor.readers.rows import FoundRow, Span
from extractor.readers.sightings import LEVEL, NEXT, Sighting, Sightings, end_to_end
from extractor.readers.standing import OVERLAP, Strip, overlap, standing

_BAND = 0.5
"""Ems. A number's baseline is no further above the first line of its row's label, or below the last."""

_SIDE_BY_SIDE = 1.0
"""Ems. Headings of one table with less white between their heights stand side by side, one of them over two rows."""

_LEVEL_WITH = 0.8
"""Ems. A number so near to the height of words that are no label may be theirs."""

_NEAR = 2.5
"""Ems. A number that belongs to no label may be that of any row so near."""

_ONE_CELL = 1.0
"""Ems. Words with less white between them may be one cell's."""

_MOVED = 4.0
"""Points. Labels of one level that have no edge and no middle nearer than this show that a page has other margins."""

def rows_of_words(document: Document, number: int, index: LabelIndex) -> list[FoundRow]:
    """The statutory rows that stand outside all ruled tables, in order; none where the format has no pages.

    ``number``: of the first of the tables that they are taken to stand in.
    """
    sightings = Sightings(end_to_end(document.words), index)
    sets = [found for found in _heading_sets(sightings.found, index) if _blocks(found, index)]
    rows: list[FoundRow] = []
    for count, (headings, following) in enumerate(pairwise([*sets, []])):
        end = min((heading.first - heading.size for heading in following), default=float("inf"))
        rows += _Table(document, number + count, index, sightings, headings, end).rows()
    return rows


def _heading_sets(found: Sequence[Sighting], index: LabelIndex) -> Iterator[list[Sighting]]:
    """Column headings that stand side by side, from left to right."""
    group: list[Sighting] = []
    columns = (sighting for sighting in found if index.is_value_column(sighting.text))
    for sighting in sorted(columns, key=lambda sighting: sighting.first - sighting.size):
        bottom = max((heading.last for heading in group), default=float("inf"))
        if sighting.first - sighting.size - bottom > _SIDE_BY_SIDE * sighting.size:
            yield sorted(group, key=lambda heading: heading.left)
            group = []
        group.append(sighting)
    if group:
        yield sorted(group, key=lambda heading: heading.left)


def _blocks(headings: Sequence[Sighting], index: LabelIndex) -> list[int]:
    """The blocks of the form that have these columns."""
    texts = [heading.text for heading in headings]
    apart = all(left.right <= right.left + OVERLAP for left, right in pairwise(headings))
    return [number for number, block in enumerate(index.blocks) if apart and fits_block(block, texts)]


@dataclass(frozen=True, slots=True)
class _Label:
    """A row's label where it stands, and the row it names."""

    sighting: Sighting
    row: RowLabel

    @property
    def sheet(self) -> int:
        return self.sighting.words[0].sheet

    def is_beside(self, word: Word) -> bool:
        """Whether a word stands at the height of the label, right of it."""
        reach = _BAND * self.sighting.size
        level = self.sighting.first - reach <= word.baseline <= self.sighting.last + reach
        return level and word.left >= self.sighting.right - OVERLAP

    def adjoins(self, word: Word) -> bool:
        """Whether a word may be a further line of the label."""
        step = min(abs(word.baseline - self.sighting.first), abs(word.baseline - self.sighting.last))
        return step <= NEXT[1] * self.sighting.size and word.left < self.sighting.right and self.sighting.left < word.right

    def is_near(self, word: Word) -> bool:
        """Whether a word stands so near that it may be the row's, were the label broken otherwise."""
        reach = _NEAR * self.sighting.size
        return self.sighting.first - reach <= word.baseline <= self.sighting.last + reach


@dataclass(frozen=True)
class _Table:
    """One set of headings and what stands below it, down to the next, to prose, or to the y ``limit``."""

    document: Document
    number: int
    index: LabelIndex
    sightings: Sightings
    headings: Sequence[Sighting]
    limit: float

    @cached_property
    def blocks(self) -> list[int]:
        return _blocks(self.headings, self.index)

    @cached_property
    def strips(self) -> list[Strip]:
        return [(heading.left, heading.right) for heading in self.headings]

    @cached_property
    def spans(self) -> tuple[tuple[Span, ...], ...]:
        return (tuple(heading.span for heading in self.headings),)

    @cached_property
    def top(self) -> float:
        return max(heading.last for heading in self.headings)

    @cached_property
    def end(self) -> float:
        prose = (word.baseline for word in self.sightings.rest if word.baseline > self.top and self._is_prose(word))
        return min(self.limit, next(prose, self.limit))

    def _is_prose(self, word: Word) -> bool:
        """Whether a word runs through the columns, or from far left into the first."""
        over = [strip for strip in self.strips if overlap(strip, (word.left, word.right))]
        first = self.headings[0]
        far = bool(over) and word.left < first.left - 5 * first.size
        return parse_cell(word.text) is None and (len(over) > 1 or far)

    @cached_property
    def words(self) -> list[Word]:
        """What stands below the headings and is no label of the form."""
        return [word for word in self.sightings.rest if self.top < word.baseline < self.end]

    def rows(self) -> Iterator[FoundRow]:
        """The statutory rows of the table."""
        flat = next((block for block in self.blocks if self.index.blocks[block].flat), None)
        return self._labelled() if flat is None else self._flat(flat)

    @cached_property
    def labels(self) -> list[_Label]:
        """The rows' labels, without those that are only the group of rows beside them."""
        found = [sighting for sighting in self.sightings.found if self.top < sighting.first and sighting.last < self.end]
        left = self.headings[0].left
        found += self.sightings.misspelt_rows([word for word in self.words if word.right <= left + OVERLAP])
        labels = [
            _Label(sighting, row)
            for sighting in found
            if (row := self.index.row(sighting.text)) is not None
            and row.block in self.blocks
            and (sighting.left + sighting.right) / 2 < left
        ]
        return [label for label in labels if not any(self._is_group(label, other) for other in labels)]

    def _is_group(self, label: _Label, other: _Label) -> bool:
        return label.sighting.right <= other.sighting.left and self.index.is_group_of(label.sighting.text, other.row)

    def _labelled(self) -> Iterator[FoundRow]:
        labels = self.labels
        taken = {word.start for label in labels for word in label.sighting.words}
        words = [word for word in self.words if word.start not in taken]
        held: list[list[Word]] = [[] for _ in labels]
        shaken: set[int] = set()
        for word in words:
            beside = [at for at, label in enumerate(labels) if label.is_beside(word)]
            if len(beside) == 1:
                held[beside[0]].append(word)
            elif beside or self._is_astray(word):
                shaken |= {at for at, label in enumerate(labels) if label.is_near(word)}
        values = [word for part in held for word in part]
        moved = self._moved_sheets(values)
        columns = standing(self.strips, [word for word in values if word.sheet not in moved])
        for at, (label, part) in enumerate(zip(labels, held, strict=True)):
            cells = self._cells(part, label.sighting.span, columns)
            found = self._found(label.row.block, label.sighting.span, part, cells, shaken=at in shaken)
            yield replace(found, row=label.row.row, exact=label.row.exact)

    def _is_astray(self, word: Word) -> bool:
        """Whether a word beside no label is a value all the same, and not that of a label that the form has not."""
        if parse_cell(word.text) is None or not any(word.left >= label.sighting.right for label in self.labels):
            return False
        return not any(abs(word.baseline - other.baseline) <= _LEVEL_WITH * other.size for other in self.strangers)

    @cached_property
    def strangers(self) -> list[Word]:
        """What stands where labels do, and neither is one nor goes on with one."""
        left = self.headings[0].left
        words = [word for word in self.words if word.right <= left + OVERLAP and parse_cell(word.text) is None]
        return [word for word in words if not any(label.adjoins(word) for label in self.labels)]

    def _moved_sheets(self, values: Sequence[Word]) -> set[int]:
        """The pages on which neither labels nor values stand under those on the page of the headings, or on the others
        that go on with it."""
        home = self.headings[0].words[0].sheet
        known = {home}
        sheets = sorted({label.sheet for label in self.labels} - known)
        for sheet in sheets:
            above = [label for label in self.labels if label.sheet in known]
            alike = any(self._alike(a, b) for a in above for b in self.labels if b.sheet == sheet)
            if alike or self._in_line([w for w in values if w.sheet in known], [w for w in values if w.sheet == sheet]):
                known.add(sheet)
        return set(sheets) - known

    def _in_line(self, above: Sequence[Word], below: Sequence[Word]) -> bool:
        """Whether words of a page stand under words of another in two columns, and all of them under words or headings."""
        strips = [(word.left, word.right) for word in above]
        under = [word for word in below if any(overlap(strip, (word.left, word.right)) for strip in strips)]
        if not under or max(word.left for word in under) < min(word.right for word in under):
            return False
        rest = [word for word in below if word not in under]
        return all(any(overlap(strip, (word.left, word.right)) for strip in self.strips) for word in rest)

    def _alike(self, one: _Label, other: _Label) -> bool:
        """Whether two labels of one level begin, end or have their middle at the same x."""
        rows = self.index.blocks[one.row.block].rows
        if len(rows[one.row.row].groups) != len(rows[other.row.row].groups):
            return False
        a, b = one.sighting, other.sighting
        return min(abs(a.left - b.left), abs(a.right - b.right), abs(a.left + a.right - b.left - b.right) / 2) < _MOVED

    def _flat(self, block: int) -> Iterator[FoundRow]:
        """The one row of values right below the headings of a flat block; blank where nothing stands there."""
        values = [word for word in self.words if parse_cell(word.text) is not None]
        first = min((word.baseline for word in values), default=self.top)
        row = [word for word in self.words if abs(word.baseline - first) <= LEVEL * word.size]
        columns = standing(self.strips, row)
        label = self.headings[-1].span
        shaken = any(word not in row for word in values)
        yield self._found(block, label, row, self._cells(row, label, columns), shaken=shaken)

    def _cells(self, words: Sequence[Word], label: Span, columns: Mapping[int, int | None]) -> list[Span] | None:
        """A row's cells, one for each heading; None where the place of some word is not known."""
        cells: list[Span] = []
        end = label.end
        for at in range(len(self.headings)):
            inside = [word for word in words if columns.get(word.start) == at]
            cell = self._cell(inside) if inside else Span(end, end, "")
            if cell is None:
                return None
            cells.append(cell)
            end = cell.end
        return cells if all(columns.get(word.start) is not None for word in words) else None

    def _cell(self, words: Sequence[Word]) -> Span | None:
        """The words of one cell as it stands in the document; None where they are not side by side."""
        row = sorted(words, key=lambda word: word.left)
        for left, right in pairwise(row):
            apart = right.left - left.right > _ONE_CELL * left.size or abs(right.baseline - left.baseline) > LEVEL * left.size
            if apart or right.start < left.end:
                return None
        start, end = row[0].start, row[-1].end
        return Span(start, end, self.document.text[start:end])

    def _found(
        self, block: int, label: Span, words: Sequence[Word], cells: Sequence[Span] | None, *, shaken: bool
    ) -> FoundRow:
        """The row of a flat block with its cells, or only with what stands in it, where the columns are not known."""
        kept = cells is not None
        spans = [Span(word.start, word.end, word.text) for word in sorted(words, key=lambda word: word.left)]
        held = tuple(spans if cells is None else cells)
        return FoundRow(
            block, None, True, label, held, kept, self.number, self.spans, inferred=True, shaken=shaken
        )

