"""Glyphs, runs and lines: the text of a page put together by where it stands, never by the order it was drawn in."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.documents.characters import fold
from extractor.documents.model import Box, DocumentBuilder, Place

RUN_GAP = 0.8
"""A gap of this many ems ends a run; justified Chinese prose stays below half an em."""

TOUCH = 0.1
"""Characters nearer than this many ems touch; the text of two cells never does, for cells have padding."""

SMALL = 0.9
"""Type of less than this share of the size beside it is smaller on purpose, as the mark of a note is."""

LINE_TOLERANCE = 0.25
"""Baselines within this many ems are one line: mixed fonts differ by a tenth, lines of one cell by one em."""

DIGITS = "0123456789,.０１２３４５６７８９，．"
"""What may stand before the break of a number."""

_NUMERIC = re.compile(
    r"[+\-±增减]?\(?\d[\d,]*(\.\d+)?\)?[%‰]?[万亿]?(?![年月日号时分])[\u4e00-\u9fff]{0,2}|[/\\\-—]{1,3}"
)
_NUMBERING = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\(?\d{1,2}[.、)](?!\d)|第[一二三四五六七八九十]+[,、部章节条]"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character. ``order`` sorts it within its line (its left edge, or its ordinal in a line that runs sideways);
    ``spaced``: white space stands before it; ``origin``: its index in content order."""

    text: str
    box: Box
    baseline: float
    order: float
    size: float
    spaced: bool
    origin: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters side by side and about equally wide, so that a part of the box is found by proportion.

    ``box`` is that in reading space; it stays where the piece was printed though its run be moved. ``spaced``: white
    space stands before it.
    """

    text: str
    origins: tuple[int, ...]
    place: Place
    box: Box
    spaced: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Text on one line without a gap as wide as a column gutter; ``numeric``: a number, or a mark for none (/ —)."""

    text: str
    box: Box
    baseline: float
    size: float
    numeric: bool
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def center(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    def shifted(self, dx: float, dy: float) -> "Run":
        """The run elsewhere in reading space; its pieces keep their places on the page."""
        x0, y0, x1, y1 = self.box
        return replace(self, box=(x0 + dx, y0 + dy, x1 + dx, y1 + dy), baseline=self.baseline + dy)


@dataclass(frozen=True, slots=True)
class Line:
    """Runs on one baseline, left to right."""

    runs: tuple[Run, ...]
    box: Box
    baseline: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in reading space. ``rules`` are thin boxes; ``show`` gives a box its place on the displayed page."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Box]
    show: Callable[[Box], Place]
    upright: bool
    """Whether reading space is the displayed page; else each glyph becomes a piece of its own."""


def is_numeric(text: str) -> bool:
    """Whether a run reads as a value of a table: a number with at most a sign and a measure word, or / or —.

    >>> [is_numeric(text) for text in ("1,234.56", "21件", "增16", "—", "1.", "2024年", "规章")]
    [True, True, True, True, False, False, False]
    """
    return _NUMERIC.fullmatch(fold(text).replace(" ", "")) is not None


def is_numbered(text: str) -> bool:
    """Whether a text begins as a numbered heading or item: 一、 （一） 1. 1、 (1) ① 第一，"""
    return "①" <= text[:1] <= "⒛" or _NUMBERING.match(fold(text)) is not None


def union(boxes: Iterable[Box]) -> Box:
    """The box around ``boxes`` (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def words_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs in content order as words: drawn one after the other on one line, and touching. A number begins a word:
    a label that fills its cell may touch it."""
    words: list[list[Glyph]] = []
    for glyph in glyphs:
        last = words[-1][-1] if words else None
        touching = (
            last is not None
            and glyph.origin == last.origin + 1
            and abs(glyph.baseline - last.baseline) < 0.1 * glyph.size
            and abs(glyph.box[0] - last.box[2]) < TOUCH * glyph.size
            and not (glyph.text.isdecimal() and last.text.isalpha())
        )
        if touching:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return words


def lines_of(glyphs: Sequence[Glyph], page: Page, borders: Sequence[float] = ()) -> list[Line]:
    """Glyphs as lines, top to bottom. Single-link on the baseline: no small step ever cuts a line in two.

    ``borders``: x that may part two cells; a run ends there wherever it has a space.
    """
    groups: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if last is None or glyph.baseline - last.baseline > LINE_TOLERANCE * min(glyph.size, last.size):
            groups.append([])
        groups[-1].append(glyph)
        last = glyph
    return [line_of(_runs(sorted(group, key=lambda glyph: glyph.order), page, borders)) for group in groups]


def line_of(runs: Iterable[Run]) -> Line:
    """Runs (at least one) as one line, sorted left to right; its size is that of most characters."""
    ordered = tuple(sorted(runs, key=lambda run: run.left))
    main = max(ordered, key=lambda run: len(run.text))
    return Line(ordered, union(run.box for run in ordered), main.baseline, main.size)


def joined_run(runs: Iterable[Run]) -> Run:
    """Runs of several lines as one."""
    parts = tuple(runs)
    text = "".join(run.text for run in parts)
    pieces = tuple(piece for run in parts for piece in run.pieces)
    return Run(text, union(run.box for run in parts), parts[0].baseline, parts[0].size, is_numeric(text), pieces)


def merge_lines(runs: Iterable[Run]) -> list[Line]:
    """Runs as lines, top to bottom."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.baseline):
        last = groups[-1][-1] if groups else None
        if last is None or run.baseline - last.baseline > LINE_TOLERANCE * min(run.size, last.size):
            groups.append([])
        groups[-1].append(run)
    return [line_of(group) for group in groups]


def _runs(glyphs: Sequence[Glyph], page: Page, borders: Sequence[float]) -> list[Run]:
    cuts = [0, *(index for index, pair in enumerate(pairwise(glyphs), 1) if _parts(*pair, borders)), len(glyphs)]
    return [_run(glyphs[start:end], page) for start, end in pairwise(cuts)]


def _parts(left: Glyph, right: Glyph, borders: Sequence[float]) -> bool:
    """Whether two neighbours on a line belong to different runs. Figures with a space between are two numbers, and so
    are those of two widths (0２), or one printed over the other."""
    gap = right.box[0] - left.box[2]
    if gap >= RUN_GAP * max(left.size, right.size):
        return True
    if _spaced(left, right) and any(left.box[2] - 1 < border < right.box[0] + 1 for border in borders):
        return True
    if not (left.text.isdecimal() and right.text.isdecimal()):
        return False
    return _spaced(left, right) or (left.text < "\x80") != (right.text < "\x80") or gap < -0.2 * right.size


def _spaced(left: Glyph, right: Glyph) -> bool:
    """Whether there is a space between two neighbours: one in the source, or white as wide as one."""
    digits = left.text.isdecimal() and right.text.isdecimal()
    return right.spaced or right.box[0] - left.box[2] > (0.15 if digits else 0.3) * max(left.size, right.size)


def _run(glyphs: Sequence[Glyph], page: Page) -> Run:
    pieces = tuple(_pieces(glyphs, page))
    text = "".join((" " if piece.spaced else "") + piece.text for piece in pieces).strip()
    sizes = sorted(glyph.size for glyph in glyphs)
    baselines = sorted(glyph.baseline for glyph in glyphs)
    middle = len(glyphs) // 2
    box = union(glyph.box for glyph in glyphs)
    return Run(text, box, baselines[middle], sizes[middle], is_numeric(text), pieces)


def _pieces(glyphs: Sequence[Glyph], page: Page) -> Iterable[Piece]:
    start = 0
    for index in range(1, len(glyphs) + 1):
        if index < len(glyphs) and page.upright and _alike(glyphs[start], glyphs[index - 1], glyphs[index]):
            continue
        part = glyphs[start:index]
        box = union(glyph.box for glyph in part)
        spaced = start > 0 and _spaced(glyphs[start - 1], part[0])
        yield Piece("".join(g.text for g in part), tuple(g.origin for g in part), page.show(box), box, spaced)
        start = index


def _alike(first: Glyph, left: Glyph, right: Glyph) -> bool:
    """Whether ``right`` goes on with the piece that begins with ``first``: no space before it, and as wide."""
    width, other = first.box[2] - first.box[0], right.box[2] - right.box[0]
    return abs(width - other) <= 0.3 * max(width, other) and not _spaced(left, right)


def add_lines(
    builder: DocumentBuilder, lines: Iterable[Line], joins: Callable[[Line, Line], bool] | None = None
) -> None:
    """Append lines as running text: no break within, a space only where Latin words or numbers would run together.

    ``joins`` says whether a number that ends one line and one that begins the next are one number; by default never.
    """
    previous: Line | None = None
    for line in lines:
        if previous is not None and _apart(previous.runs[-1], line.runs[0]):
            broken = previous.text[-1] in DIGITS and line.text[0].isdecimal()
            if not (broken and joins is not None and joins(previous, line)):
                builder.separate(" ")
        _add_line(builder, line)
        previous = line


def _add_line(builder: DocumentBuilder, line: Line) -> None:
    for index, run in enumerate(line.runs):
        if index:
            builder.separate(" ")
        for piece in run.pieces:
            if piece.spaced:
                builder.separate(" ")
            builder.add(piece.text, piece.origins, piece.place)


def _apart(before: Run, after: Run) -> bool:
    """Whether text broken between lines needs a space: between ASCII words, not beside Chinese or inside an address."""
    if before.numeric and after.numeric:
        return True
    last, first = before.text[-1], after.text[0]
    if last >= "\x80" or first >= "\x80":
        return False
    return not (last in "/-_@:(" or first in "/.,:;@)%" or (last == "." and first.isalpha()))
