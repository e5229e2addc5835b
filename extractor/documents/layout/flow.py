"""Lines of text to paragraphs, and what is printed on every page but belongs to none of them."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.documents.characters import fold, squeeze
from extractor.documents.layout.glyphs import Line, Run, is_numbered
from extractor.documents.model import Box

MARGIN = 0.12
"""Running headers, footers and page numbers stand in this outer share of the page's height, at most three lines each."""

INDENT = 1.2
"""Ems. A line that begins further right than this begins a paragraph; Chinese paragraphs are indented by two."""

SHORT = 1.6
"""Ems. A line that ends further from the right margin ends its paragraph; punctuation rules leave up to one em."""

NEAR = 1.0
"""Points. Page numbers stand in the same place on all pages, within this."""

_FIRST_WORD = re.compile(r"[!-~]+|[，。、；：！？”’）》】]+")
_STOPS = "。；：！？.;:!?"
_PAGE_NUMBER = re.compile(r"[-—~·.\s]*+(第?)\s*+(\d{1,4})\s*+(页?)(\s*+[,/共]++\s*+\d{1,4}\s*+页?)?[-—~·.\s]*+")


def without_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The pages' lines without page numbers and without running headers and footers."""
    repeated = _repeated(pages, heights)
    numbers = {id(line) for _, line in page_numbers(pages, heights)}
    return [[line for line in lines if id(line) not in numbers | repeated] for lines in pages]


def _outer(lines: Sequence[Line], height: float) -> list[Line]:
    """The lines that stand where headers and footers do."""
    top = [line for line in lines[:3] if line.box[3] < MARGIN * height]
    bottom = [line for line in lines[-3:] if line.box[1] > (1 - MARGIN) * height and line not in top]
    return top + bottom


def _repeated(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """Lines that stand at the same place, but for their digits, on three pages and two fifths of them at least, so that
    headers may differ on left and right pages; on both pages of two."""
    seen: dict[tuple[str, int, int], list[Line]] = defaultdict(list)
    for lines, height in zip(pages, heights, strict=True):
        for line in _outer(lines, height):
            place = round(line.box[0] / 4), round(line.baseline / 4)
            seen[re.sub(r"\d+", "#", squeeze(line.text)), *place].append(line)
    least = 2 if len(pages) == 2 else max(3, math.ceil(0.4 * len(pages)))
    return {id(line) for same in seen.values() if len(same) >= least for line in same}


def page_numbers(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[tuple[int, Line]]:
    """First or last lines that hold a page number, each with how far it is ahead of the page's index: dressed as one
    (- 1 -, 第1页, 1/5), or counting up with the pages."""
    found: list[tuple[int, Line]] = []
    bare: list[tuple[int, Line]] = []
    for index, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in _outer(lines, height):
            match = _PAGE_NUMBER.fullmatch(fold(line.text)) if line in (lines[0], lines[-1]) else None
            if match is None:
                continue
            dressed = match[2] != fold(line.text).strip()
            (found if dressed else bare).append((int(match[2]) - index, line))
    steps = Counter(step for step, _ in bare)
    return found + [(step, line) for step, line in bare if steps[step] > 1 or (len(bare) == 1 and step == 1)]


def is_page_number(run: Run, index: int, numbers: Sequence[tuple[int, Line]]) -> bool:
    """Whether words that a table holds on page ``index`` are the page's number, printed where the others stand."""
    match = _PAGE_NUMBER.fullmatch(fold(run.text))
    return match is not None and any(
        int(match[2]) == index + step
        and re.sub(r"\d+", "#", fold(run.text)) == re.sub(r"\d+", "#", fold(line.text))
        and abs(run.baseline - line.baseline) < NEAR
        and min(abs(a - b) for a, b in zip(_anchors(run.box), _anchors(line.box), strict=True)) < NEAR
        for step, line in numbers
    )


def _anchors(box: Box) -> tuple[float, float, float]:
    """Left, middle and right: a number that is set by one of them keeps it when it grows longer."""
    return box[0], (box[0] + box[2]) / 2, box[2]


@dataclass(frozen=True, slots=True)
class Measure:
    """The text block of a page: left and right margin, the body's size, and the step from line to line, in points."""

    left: float
    right: float
    size: float
    step: float

    def centred(self, line: Line) -> bool:
        """Whether a line stands in the middle, with room on both sides."""
        before, after = line.box[0] - self.left, self.right - line.box[2]
        return min(before, after) > 1.5 * line.size and abs(before - after) < 1.5 * line.size

    def short(self, line: Line, following: Line) -> bool:
        """Whether a line ends before the right margin although the next one's first word would have had room."""
        word = _FIRST_WORD.match(following.text)
        width = 0.5 * line.size * len(word[0]) if word else 0.0
        return self.right - line.box[2] > SHORT * line.size + width

    def indented(self, line: Line) -> bool:
        """Whether a line begins right of the left margin."""
        return line.box[0] - self.left > INDENT * line.size


def measures(pages: Sequence[Sequence[Line]], widths: Sequence[float]) -> list[Measure]:
    """The text block of each page: that of all pages as wide, moved where a page's own lines all keep other margins."""
    found: list[Measure] = []
    whole = {
        width: _measure([line for part, w in zip(pages, widths, strict=True) if w == width for line in part], width)
        for width in set(widths)
    }
    for lines, width in zip(pages, widths, strict=True):
        common = whole[width]
        own = _measure(lines, width)
        shift = own.left - common.left
        mirrored = len(lines) > 3 and abs(own.right - common.right - shift) <= 4
        found.append(replace(common, left=own.left, right=common.right + shift) if mirrored else common)
    return found


def _measure(lines: Sequence[Line], width: float) -> Measure:
    """Margins that at least two lines keep; where none fills the page, the right one is as wide as the left."""
    lefts = sorted(line.box[0] for line in lines)
    rights = sorted((line.box[2] for line in lines), reverse=True)
    left = next((a for a, b in pairwise(lefts) if b - a <= 3), lefts[0] if lefts else 0.0)
    right = next((a for a, b in pairwise(rights) if a - b <= 12), rights[0] if rights else width)
    right = right if right - left > 0.5 * width else max(right, width - left)
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes, key=lambda size: sizes[size], default=10.5)
    steps = Counter(
        round(below.baseline - above.baseline) for above, below in pairwise(lines) if below.baseline > above.baseline
    )
    return Measure(left, right, size, max(steps, key=lambda step: (steps[step], -step), default=round(2 * size)))


def paragraphs(lines: Sequence[Line], measure: Measure) -> list[list[Line]]:
    """Consecutive lines of a page as paragraphs."""
    parts: list[list[Line]] = []
    for line in lines:
        if parts and _near(parts[-1][-1], line, measure) and continues(parts[-1][-1], line, measure, measure):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _near(above: Line, below: Line, measure: Measure) -> bool:
    """Whether no white stands between two lines that would set paragraphs apart."""
    step = below.baseline - above.baseline
    return step <= max(1.35 * measure.step, 1.35 * measure.step * below.size / measure.size)


def continues(above: Line, below: Line, upper: Measure, lower: Measure) -> bool:
    """Whether a line goes on with the paragraph of the line before, which may stand on the page before."""
    if max(above.size, below.size) > 1.12 * min(above.size, below.size):
        return False
    if above.size > 1.12 * upper.size and lower.centred(below):
        return upper.centred(above) or not upper.short(above, below)  # a title broken over lines
    aside = 0.4 * (upper.right - upper.left)
    if above.box[0] - upper.left > aside or below.box[0] - lower.left > aside:
        return False
    ended = above.text[-1] in _STOPS
    if upper.short(above, below) or (is_numbered(below.text) and ended):
        return False
    if lower.indented(below):
        both = abs((above.box[0] - upper.left) - (below.box[0] - lower.left)) < 0.5 * below.size
        return both and not ended and not is_numbered(below.text)
    return True


def one_number(above: Line, below: Line, measure: Measure) -> bool:
    """Whether digits that end one line and begin the next are one number: the upper line had no room for another."""
    return measure.right - above.box[2] < 0.65 * above.size
