"""The one document model: normalised text, and paragraphs and tables over it in reading order.

Every position in this package is a character offset into ``Document.text``. ``origin`` leads from there back to the
source (the decoded file for text and HTML, the concatenated run text for DOCX, the words in content order for PDF),
and ``place`` to the page and the box.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from extractor.documents.characters import fold

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points, y downwards."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of characters stands on a page (``page`` is 0-based)."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph (or one line, where the source tells no more): ``text`` is ``document.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``text`` is ``document.text[start:end]``, empty for a blank cell.

    ``row`` and ``column`` are 0-based. In a gridded table they are grid positions and the spans count grid lines;
    in a ragged one ``column`` is only the cell's ordinal in its row.
    """

    row: int
    column: int
    start: int
    end: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Table:
    """Cells in row-major order. Positions covered by a span hold no cell of their own in a gridded table.

    ``inferred``: no line or mark of the source says where the cells end; their places were told by white space.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    gridded: bool
    inferred: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells that begin in each row, left to right; a row wholly covered from above is empty."""
        rows: list[list[Cell]] = [[] for _ in range(self.cells[-1].row + 1)] if self.cells else []
        for cell in self.cells:
            rows[cell.row].append(cell)
        return tuple(map(tuple, rows))


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Recognised:
    """Characters that OCR read in one piece, by their source offsets [start, end).

    ``sure``: every character was likely, and a number said the same at two scales. ``alternatives``: what else the
    piece may say, likeliest first; only numbers have some.
    """

    start: int
    end: int
    sure: bool
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Characters printed side by side outside all ruled tables: ``text`` is ``document.text[start:end]``.

    ``sheet`` counts the pages as they are read: the halves of a spread are two. ``box`` and ``baseline`` are points in
    the space in which that page reads from left to right (a scan's is level), ``size`` is the em, in points too.
    """

    start: int
    end: int
    text: str
    sheet: int
    box: Box
    baseline: float
    size: float

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def right(self) -> float:
        return self.box[2]


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was read from. ``pages`` is None where the format has no pages."""

    name: str
    sha256: str
    media_type: str
    pages: int | None


@dataclass(frozen=True)
class Document:
    """A file as text with structure. Immutable; all offsets are into ``text``."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    origins: "array[int] | None" = None
    """Source offset of each character of ``text``; None where the two are the same."""
    places: tuple[tuple[int, int, Place], ...] = ()
    """(start, end, place) of each word or line, in text order; empty where the format has no pages."""
    picture: Callable[[int, Box], bytes] | None = field(default=None, compare=False, repr=False)
    """The PNG of a box on a page; None where the format has no pages."""
    recognised: tuple[Recognised, ...] = ()
    """What OCR read, by rising source offset; empty for a document that was read from its own text."""
    words: tuple[Word, ...] = ()
    """What stands outside all ruled tables, line by line; empty where the format has no pages."""

    @cached_property
    def folded(self) -> str:
        """``text`` with every character folded for matching; same length, same offsets."""
        return fold(self.text)

    def before(self, end: int) -> "Document":
        """What stands before ``end``, where a paragraph or a table's cell begins; all offsets stay."""
        blocks = tuple(_cut(block, end) for block in self.blocks if block.start < end)
        words = tuple(word for word in self.words if word.start < end)
        return replace(self, text=self.text[:end], blocks=blocks, words=words)

    def origin(self, offset: int) -> int:
        """Source offset of the character at ``offset``."""
        return offset if self.origins is None else self.origins[offset]

    def pictures(self, spans: Sequence[tuple[int, int]]) -> list[bytes]:
        """One PNG for each page on which some of ``spans`` stand: the piece that holds what of them is there."""
        if self.picture is None:
            return []
        boxes: dict[int, list[Box]] = {}
        for start, end, place in self.places:
            if any(start < span_end and span_start < end for span_start, span_end in spans):
                boxes.setdefault(place.page, []).append(place.box)
        return [self.picture(page, _union(found)) for page, found in sorted(boxes.items())]
    def recognised_in(self, start: int, end: int) -> list[Recognised]:
        """The pieces read by OCR that [start, end) lies in; for an empty cell, that before it."""
        if not self.recognised:
            return []
        origins = {self.origin(offset) for offset in range(start, max(end, start + 1)) if offset < len(self.text)}
        found = {self._piece_at(origin) for origin in origins} - {None}
        return [piece for piece in sorted(found, key=lambda piece: piece.start if piece else 0) if piece]

    def _piece_at(self, origin: int) -> Recognised | None:
        at = bisect_right(self._piece_starts, origin) - 1
        return self.recognised[at] if at >= 0 and origin < self.recognised[at].end else None

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [piece.start for piece in self.recognised]

    @cached_property
    def _place_starts(self) -> list[int]:
        return [start for start, _, _ in self.places]

    def place(self, start: int, end: int) -> Place | None:
        """The page where ``start`` stands, and the box around what of [start, end) lies on that page."""
        if not self.places:
            return None
        first = max(bisect_right(self._place_starts, start) - 1, 0)
        page: int | None = None
        boxes: list[Box] = []
        for place_start, place_end, place in self.places[first:]:
            if place_start >= max(end, start + 1):
                break
            if place_end <= start:
                continue
            if page is None:
                page = place.page
            if place.page == page:
                boxes.append(_clip(place.box, place_start, place_end, start, end))
        if page is None:
            return None
        return Place(page, _union(boxes))


def _cut(block: Block, end: int) -> Block:
    if isinstance(block, Paragraph) or block.end <= end:
        return block
    return replace(block, end=end, cells=tuple(cell for cell in block.cells if cell.start < end))


def _clip(box: Box, box_start: int, box_end: int, start: int, end: int) -> Box:
    """The part of a horizontal word's box that holds [start, end), taking all its characters as equally wide."""
    length = box_end - box_start
    left = max(start - box_start, 0) / length
    right = min(max(end, start + 1) - box_start, length) / length
    width = box[2] - box[0]
    return (box[0] + width * left, box[1], box[0] + width * right, box[3])


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


@dataclass
class DocumentBuilder:
    """Collects text, blocks, origins and places in reading order; for sources whose text has to be put together.

    Open a paragraph or a table, ``add`` text to it, close it. Paragraphs end with a line break; the cells of a row
    are set apart by tabs and rows by line breaks, so that ``Document.text`` reads like the page.
    """

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _origins: "array[int]" = field(default_factory=lambda: array("l"))
    _places: list[tuple[int, int, Place]] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)

    @property
    def position(self) -> int:
        """Offset at which the next character will stand."""
        return self._length

    def add(self, text: str, origins: Sequence[int] | int, place: Place | None = None) -> None:
        """Append ``text``. ``origins``: one source offset for each character, or that of the first of a straight run."""
        if not text:
            return
        if isinstance(origins, int):
            origins = range(origins, origins + len(text))
        if place is not None:
            self._places.append((self._length, self._length + len(text), place))
        self._parts.append(text)
        self._origins.extend(origins)
        self._length += len(text)

    def separate(self, separator: str) -> None:
        """Append layout (a tab or line breaks) that stands nowhere in the source; it takes the last origin."""
        last = self._origins[-1] if self._origins else 0
        self.add(separator, [last] * len(separator))

    def text_since(self, start: int) -> str:
        """What was added from ``start`` on."""
        parts: list[str] = []
        position = self._length
        for part in reversed(self._parts):
            if position <= start:
                break
            position -= len(part)
            parts.append(part)
        return "".join(reversed(parts))[max(start - position, 0) :]

    def end_paragraph(self, start: int) -> None:
        """Close the paragraph that began at ``start``; an empty one leaves nothing behind but an empty line."""
        text = self.text_since(start)
        if text:
            self._blocks.append(Paragraph(start, start + len(text), text))
        self.separate("\n")

    def end_table(self, start: int, cells: Sequence[Cell], *, gridded: bool, inferred: bool = False) -> None:
        """Close the table that began at ``start``."""
        if cells:
            self._blocks.append(Table(start, self._length, tuple(cells), gridded, inferred))

    def build(self, source: Source, recognised: Sequence[Recognised] = ()) -> Document:
        """The finished document."""
        text, blocks, places = "".join(self._parts), tuple(self._blocks), tuple(self._places)
        return Document(source, text, blocks, self._origins, places, recognised=tuple(recognised))
