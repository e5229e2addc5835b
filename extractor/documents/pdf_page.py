"""One PDF page as glyphs and ruling lines in reading space."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pymupdf

from extractor.documents.characters import INVISIBLE, RAISED
from extractor.documents.layout.glyphs import SMALL, TOUCH, Glyph, Page
from extractor.documents.layout.ruling import rule_boxes
from extractor.documents.model import Box, Place

MAX_PATHS = 200_000
"""Vector paths of one page; a page with more (a map) is read without its ruling lines."""

UNKNOWN = "\ufffd"
"""What stands for a character whose font does not say what it shows."""

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
"""No images, ligatures spelt out, and U+FFFD rather than a made-up character where a font hides what it shows."""

Turn = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f of x' = ax + cy + e, y' = bx + dy + f: a turn by quarters."""

_RAISED = 0.15
"""A span that is ``SMALL`` in its line and stands so high above its baseline (in ems) is a note mark."""

_UNSEEN = 0.1
"""Points. Type no larger than this shows nothing."""

_DOUBLE = 0.15
"""Ems. The same character again, nearer than this, is bold type drawn twice or a shadow."""


def read_page(sheet: pymupdf.Page, origin: int) -> tuple[Page, int]:
    """A page turned so that most of its text runs left to right, whatever /Rotate says, and the origin after its last
    character; ``origin`` is that of its first."""
    blocks = sheet.get_text("rawdict", flags=_FLAGS)["blocks"]
    lines = [line for block in blocks for line in block.get("lines", ())]
    width, height = sheet.cropbox.width, sheet.cropbox.height
    turned = _turn(lines, width, height)
    turn, show = _quarters(turned), _quarters(~turned * sheet.rotation_matrix)
    number = sheet.number
    page_box = _turned((0, 0, width, height), turn)
    paths = sheet.get_cdrawings()
    rules = [_turned(box, turn) for box in rule_boxes(paths)] if len(paths) <= MAX_PATHS else []
    glyphs = [glyph for glyph in _glyphs(lines, turn, origin) if glyph.size > _UNSEEN]
    count = sum(len(span["chars"]) for line in lines for span in line["spans"])
    page = Page(
        width=page_box[2],
        height=page_box[3],
        glyphs=_without_doubles(glyphs),
        rules=rules,
        show=lambda box: Place(number, _turned(box, show)),
        upright=show[0] > 0.5,
    )
    return page, origin + count


def _turn(lines: Iterable[Mapping[str, Any]], width: float, height: float) -> pymupdf.Matrix:
    """The quarter turn of the unrotated page that brings most of its characters upright."""
    ways = Counter[tuple[int, int]]()
    for line in lines:
        if line["wmode"] == 0:
            ways[round(line["dir"][0]), round(line["dir"][1])] += sum(len(span["chars"]) for span in line["spans"])
    turns = {
        (0, -1): pymupdf.Matrix(0, 1, -1, 0, height, 0),
        (0, 1): pymupdf.Matrix(0, -1, 1, 0, 0, width),
        (-1, 0): pymupdf.Matrix(-1, 0, 0, -1, width, height),
    }
    return turns.get(max(ways, key=lambda way: ways[way], default=(1, 0)), pymupdf.Matrix(1, 0, 0, 1, 0, 0))


def _quarters(matrix: pymupdf.Matrix) -> Turn:
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _turned(box: Sequence[float], turn: Turn) -> Box:
    x0, y0, x1, y1 = box
    a, b, c, d, e, f = turn
    if b == c == 0 and a == d == 1:
        return (x0 + e, y0 + f, x1 + e, y1 + f)
    left, top = a * x0 + c * y0 + e, b * x0 + d * y0 + f
    right, bottom = a * x1 + c * y1 + e, b * x1 + d * y1 + f
    return (min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _glyphs(lines: Iterable[Mapping[str, Any]], turn: Turn, origin: int) -> Iterator[Glyph]:
    for line in lines:
        dx, dy = line["dir"]
        if min(abs(dx), abs(dy)) < 0.1:  # else it stands aslant: a watermark
            level = line["wmode"] == 0 and turn[0] * dx + turn[2] * dy > 0.9
            yield from _level(line, turn, origin) if level else _sideways(line, turn, origin)
        origin += sum(len(span["chars"]) for span in line["spans"])


def _level(line: Mapping[str, Any], turn: Turn, origin: int) -> Iterator[Glyph]:
    """The characters of a line that reads left to right. What is raised stands on the line's baseline, but apart; a
    figure raised behind another one is the mark of a note (134²)."""
    spaced = noted = False
    base = size = 0.0
    last: Glyph | None = None
    for span in line["spans"]:
        raised = span["size"] < SMALL * size and base - _height(span["chars"][0], turn) > _RAISED * size
        if not raised:
            size = span["size"]
        spaced = spaced or raised
        for char in span["chars"]:
            origin += 1
            if char["c"].isspace() or INVISIBLE.match(char["c"]):
                spaced = spaced or char["c"].isspace()
                continue
            if not raised:
                base = _height(char, turn)
            box = _turned(char["bbox"], turn)
            noted = raised and last is not None and _touch(last, box) and last.text.isdigit() and char["c"].isdecimal()
            text = char["c"].translate(RAISED) if noted else char["c"]
            last = Glyph(text, box, base, box[0], span["size"], spaced and not noted, origin - 1)
            yield last
            spaced = False
        spaced = spaced or (raised and not noted)


def _touch(left: Glyph, box: Box) -> bool:
    """Whether a character stands right behind ``left``: not in the next cell, nor behind a space."""
    return abs(box[0] - left.box[2]) < TOUCH * left.size


def _height(char: Mapping[str, Any], turn: Turn) -> float:
    """The y of a character's baseline."""
    x, y = char["origin"]
    return turn[1] * float(x) + turn[3] * float(y) + turn[5]


def _sideways(line: Mapping[str, Any], turn: Turn, origin: int) -> Iterator[Glyph]:
    """The characters of a line that runs up, down or upside down, as one line in content order."""
    left, top, _, bottom = _turned(line["bbox"], turn)
    spaced = False
    for span in line["spans"]:
        for char in span["chars"]:
            origin += 1
            if char["c"].isspace() or INVISIBLE.match(char["c"]):
                spaced = True
                continue
            base = (top + bottom) / 2 + 0.35 * span["size"]
            box = _turned(char["bbox"], turn)
            yield Glyph(char["c"], box, base, left + origin * 1e-6, span["size"], spaced, origin - 1)
            spaced = False


def _without_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    kept: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    single: list[Glyph] = []
    for glyph in glyphs:
        reach = _DOUBLE * glyph.size
        x, y = glyph.box[0], glyph.box[1]
        columns = {int((x - reach) // 8), int((x + reach) // 8)}
        rows = {int((y - reach) // 8), int((y + reach) // 8)}
        near = (other for i in columns for j in rows for other in kept.get((glyph.text, i, j), ()))
        if any(abs(other.box[0] - x) < reach and abs(other.box[1] - y) < reach for other in near):
            continue
        kept[glyph.text, int(x // 8), int(y // 8)].append(glyph)
        single.append(glyph)
    return single
