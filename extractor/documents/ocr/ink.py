"""Where the ink of a page stands: its ruling lines, and runs of characters that no wide gap and no line parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.documents.layout.glyphs import RUN_GAP
from extractor.documents.layout.ruling import SNAP, THIN
from extractor.documents.model import Box
from extractor.documents.ocr.arrays import Gray

ACROSS, DOWN = 24.0, 12.0
"""Points. The shortest strokes that may be ruling lines: the widest letters of headings have 22, rows at least 14."""

ALONE = 40.0
"""Points. A shorter line is one only where it meets another: the strokes of large letters meet none."""

SPECK = 0.35
"""Square points. Less ink is dust or noise: the full stop of 9-point type has 0.8, of 6-point type 0.4."""

LEAST = 2.0
"""Points. What is neither as high nor as wide is no character by itself."""

LOW = 0.45
"""Ems. Lower ink is a stroke, a dot or a dash: digits are 0.7 em high."""

BODY = 9.0
"""Points. The em taken for a page on which no run shows it."""

Pixels = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels."""


@dataclass(frozen=True)
class Ink:
    """What is printed on a page, in pixels: rules, and runs, whose ``gray`` no longer shows the rules."""

    gray: Gray
    rules: list[Pixels]
    runs: list[Pixels]
    em: int
    scale: float


def ink_of(gray: Gray) -> Gray:
    """1 where there is ink, else 0."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (gray < min(max(level, 110), 160)).astype(np.uint8)


def find_ink(gray: Gray, ink: Gray, scale: float) -> Ink:
    """The rules and runs of a level picture; ``scale``: pixels for each point."""
    across = _strokes(ink, round(ACROSS * scale), 1)
    down = _strokes(ink, 1, round(DOWN * scale))
    rules = _meeting(_boxes(across), _boxes(down), scale)
    lines = np.zeros_like(ink)
    for x0, y0, x1, y1 in rules:
        lines[y0:y1, x0:x1] = (across | down)[y0:y1, x0:x1]
    lines = cv2.dilate(lines, np.ones((3, 3), np.uint8), iterations=max(round(0.5 * scale), 1)).astype(np.uint8)
    clean = gray.copy()
    clean[lines > 0] = 255
    letters = _without_specks(ink & (1 - lines), scale)
    runs = _runs(letters, lines, scale)
    em = _em(runs, scale)
    return Ink(clean, rules, _one_line_each(_gathered(runs, lines, em), letters, em, scale), em, scale)


def _strokes(ink: Gray, width: int, height: int) -> Gray:
    """Straight strokes at least so long; a gap of a pixel or two breaks none."""
    flat = width > height
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5) if flat else (5, 1), np.uint8))
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)).astype(np.uint8)


def _boxes(mask: Gray) -> list[Pixels]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:count]]


def _meeting(across: Sequence[Pixels], down: Sequence[Pixels], scale: float) -> list[Pixels]:
    """The strokes that are thin and long, or meet one of the other kind."""
    flat = [box for box in across if box[3] - box[1] <= THIN * scale]
    steep = [box for box in down if box[2] - box[0] <= THIN * scale]
    reach = round(SNAP * scale)
    kept = [box for box in flat if box[2] - box[0] > ALONE * scale or any(_meet(box, other, reach) for other in steep)]
    return kept + [box for box in steep if box[3] - box[1] > ALONE * scale or any(_meet(box, o, reach) for o in kept)]


def _meet(one: Pixels, other: Pixels, reach: int) -> bool:
    apart = max(one[0], other[0]) - min(one[2], other[2]), max(one[1], other[1]) - min(one[3], other[3])
    return max(apart) <= reach


def _without_specks(ink: Gray, scale: float) -> Gray:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = stats[:, cv2.CC_STAT_AREA] >= SPECK * scale**2
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def _runs(letters: Gray, lines: Gray, scale: float) -> list[Pixels]:
    """Boxes of ink that gaps below RUN_GAP of the body's em, and no rule, part."""
    reach = round(RUN_GAP * BODY * scale) | 1
    smeared = cv2.dilate(letters, np.ones((round(0.8 * scale) | 1, reach), np.uint8)).astype(np.uint8) & (1 - lines)
    count, labels = cv2.connectedComponents(smeared)
    ys, xs = np.nonzero(letters * (labels > 0))
    owners = labels[ys, xs].astype(np.intp)
    box = np.tile(np.array([1 << 30, 1 << 30, -1, -1]), (count, 1))
    np.minimum.at(box[:, 0], owners, xs)
    np.minimum.at(box[:, 1], owners, ys)
    np.maximum.at(box[:, 2], owners, xs + 1)
    np.maximum.at(box[:, 3], owners, ys + 1)
    return [(int(x0), int(y0), int(x1), int(y1)) for x0, y0, x1, y1 in box[1:] if x1 >= 0]


def _em(runs: Iterable[Pixels], scale: float) -> int:
    """The body's em in pixels: the height of runs that are wider than three characters, weighed by width."""
    sized = sorted((y1 - y0, x1 - x0) for x0, y0, x1, y1 in runs if x1 - x0 > 3 * (y1 - y0) > 3 * 5 * scale)
    total, passed = sum(width for _, width in sized), 0
    for height, width in sized:
        passed += width
        if 2 * passed >= total:
            return round(1.08 * height)
    return round(BODY * scale)


def _gathered(runs: Sequence[Pixels], lines: Gray, em: int) -> list[Pixels]:
    """Runs with the low strokes beside or above them (一, the dots of a colon, the upper stroke of 二) taken in."""
    whole = [run for run in runs if run[3] - run[1] >= LOW * em]
    low = [run for run in runs if run[3] - run[1] < LOW * em]
    for part in sorted(low, key=lambda run: -run[2]):  # from the right: 一 is joined to what its comma was joined to
        near = (i for i, run in enumerate(whole) if _belongs(part, run, em))
        home = next((i for i in near if not _barred(part, whole[i], lines)), None)
        if home is None:
            whole.append(part)
        else:
            whole[home] = _union(whole[home], part)
    return whole


def _belongs(part: Pixels, run: Pixels, em: int) -> bool:
    """Whether a low stroke is a character of a run, or a part of one: beside it on its line, or above within an em."""
    height = max(run[3] - run[1], em)
    joined = _union(part, run)
    gap = max(part[0], run[0]) - min(part[2], run[2])
    return joined[3] - joined[1] <= 1.15 * height and gap < height


def _barred(one: Pixels, other: Pixels, lines: Gray) -> bool:
    """Whether a rule runs between two pieces of ink."""
    left, right = sorted((one, other), key=lambda box: box[0])
    middle = (one[1] + one[3]) // 2
    return bool(lines[middle, min(left[2], right[0]) : max(left[2], right[0])].any())


def _union(one: Pixels, other: Pixels) -> Pixels:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _one_line_each(runs: Iterable[Pixels], letters: Gray, em: int, scale: float) -> list[Pixels]:
    """Runs cut into lines where they hold several, without what is too small to be a character."""
    found: list[Pixels] = []
    for run in runs:
        found += _lines(run, letters) if run[3] - run[1] > 1.7 * em else [run]
    return [run for run in found if max(run[2] - run[0], run[3] - run[1]) >= LEAST * scale]


def _lines(run: Pixels, letters: Gray) -> list[Pixels]:
    """A high run by the rows that hold little ink; itself where no row does."""
    x0, y0, x1, y1 = run
    rows = letters[y0:y1, x0:x1].sum(axis=1)
    spans = _stretches(rows > 0.04 * rows.max())
    if len(spans) < 2:
        return [run]
    parts: list[Pixels] = []
    for top, bottom in spans:
        columns = np.flatnonzero(letters[y0 + top : y0 + bottom, x0:x1].any(axis=0))
        parts.append((x0 + int(columns[0]), y0 + top, x0 + int(columns[-1]) + 1, y0 + bottom))
    return parts


def _stretches(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def points(box: Box, scale: float) -> Box:
    """A box in pixels, in points."""
    return (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale)
