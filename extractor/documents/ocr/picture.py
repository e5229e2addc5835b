"""The picture of a page made ready for reading: stamps taken off, background white, level, upright, one page each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import tan

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.documents.model import Box
from extractor.documents.ocr.arrays import Colour, Gray

STAMP = (70.0, 200.0)
"""Points. A seal is a red ring 3.5 to 4.5 cm wide (100 to 128 points; oval ones less high); red headings are no rings."""

_RED = 50
"""Levels by which red must exceed green and blue; JPEG smears colour over its neighbours."""

PAPER = 1 / 8
"""Scale at which the background is looked at: no stroke of a letter is left there after a closing."""

MOST_SKEW = 6.0
"""Degrees. Feeders and flatbeds skew by up to 3; beyond lies a photograph."""

LEVEL = 0.04
"""Degrees. Less tilt is no more than a third of a pixel over a word, and is left."""

GUTTER = 0.03
"""The least share of the width that is white between the two pages of a spread; margins of bound pages have more."""


@dataclass(frozen=True)
class Picture:
    """``gray``: 0 ink to 255 paper. ``scale``: pixels for each point of reading space.

    ``back`` (2 × 3) leads from pixels to points of the displayed page. ``tilt``: degrees that were taken out of it.
    """

    gray: Gray
    scale: float
    back: NDArray[np.float64]
    tilt: float = 0.0

    @property
    def upright(self) -> bool:
        """Whether lines of text run level on the displayed page."""
        return bool(abs(self.back[0, 1]) < 0.002 * abs(self.back[0, 0]) and self.back[0, 0] > 0)

    def shown(self, box: Box) -> Box:
        """The box on the displayed page of one in reading space."""
        x0, y0, x1, y1 = (side * self.scale for side in box)
        corners = np.array([(x0, y0, 1), (x1, y0, 1), (x0, y1, 1), (x1, y1, 1)]) @ self.back.T
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return (float(left), float(top), float(right), float(bottom))


def prepared(colour: Colour, scale: float, back: NDArray[np.float64]) -> Picture:
    """A page's picture without stamps and background, level; its turn is still open."""
    gray = _even(_without_stamps(colour, scale))
    tilt = _tilt(gray, scale)
    picture = Picture(gray, scale, back)
    return picture if abs(tilt) < LEVEL else _levelled(picture, tilt)


def _without_stamps(colour: Colour, scale: float) -> Gray:
    """Brightness; inside a red seal the brightest channel, in which red is as white as paper and black stays black."""
    gray = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(colour, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA).astype(np.int16)
    red = (small[:, :, 0] - small[:, :, 1:].max(axis=2) > _RED).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(red, np.ones((7, 7), np.uint8)))
    for x, y, width, height, _ in stats[1:count]:
        if STAMP[0] < width < STAMP[1] and 0.5 * width < height < 1.6 * width:
            top, bottom, left, right = (round(side * scale) for side in (y, y + height, x, x + width))
            gray[top:bottom, left:right] = colour[top:bottom, left:right].max(axis=2)
    return gray.astype(np.uint8)


def _even(gray: Gray) -> Gray:
    """The paper made white, whatever its shade: brightness over that of the paper around, which a closing shows."""
    small = cv2.resize(gray, None, fx=PAPER, fy=PAPER, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), 21)
    paper = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(gray, np.maximum(paper, 64), scale=255).astype(np.uint8)


def _tilt(gray: Gray, scale: float) -> float:
    """Degrees by which lines run down to the right: the slope along which ink gathers in the sharpest rows or columns."""
    small = cv2.resize(gray, None, fx=1.4 / scale, fy=1.4 / scale, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < 150)
    if len(ys) < 200:
        return 0.0
    found = 0.0
    for step in (0.5, 0.1, 0.02):
        reach = MOST_SKEW if step == 0.5 else 6 * step
        slopes = np.arange(found - reach, found + reach + step / 2, step)
        found = float(max(slopes, key=lambda slope: _sharpness(xs, ys, tan(np.radians(slope)))))
    return found


def _sharpness(xs: NDArray[np.intp], ys: NDArray[np.intp], slope: float) -> float:
    """How unevenly ink spreads over rows or columns of that slope, whichever shows it more."""
    places = (np.round(ys - slope * xs).astype(np.int64), np.round(xs + slope * ys).astype(np.int64))
    return float(max((np.diff(np.bincount(place - place.min())) ** 2).sum() for place in places))


def _levelled(picture: Picture, tilt: float) -> Picture:
    height, width = picture.gray.shape
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0), np.float64)
    gray = cv2.warpAffine(picture.gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))
    return replace(picture, gray=gray.astype(np.uint8), back=_after(picture.back, turn), tilt=tilt)


def _after(back: NDArray[np.float64], turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The way back from a picture that was turned."""
    return (np.vstack([back, (0, 0, 1)]) @ np.linalg.inv(np.vstack([turn, (0, 0, 1)])))[:2]


def turned(picture: Picture, quarters: int) -> Picture:
    """The picture turned clockwise by quarters."""
    height, width = picture.gray.shape
    turns = {
        0: [(1, 0, 0), (0, 1, 0)],
        1: [(0, -1, height), (1, 0, 0)],
        2: [(-1, 0, width), (0, -1, height)],
        3: [(0, 1, 0), (-1, 0, width)],
    }
    gray = np.ascontiguousarray(np.rot90(picture.gray, -quarters))
    return replace(picture, gray=gray, back=_after(picture.back, np.array(turns[quarters], np.float64)))


def leaves(picture: Picture, ink: Gray) -> Iterator[Picture]:
    """The two pages of a spread, or the one page. ``ink`` is the picture's, rules and all.

    A spread is wide, has white in its middle from top to bottom, and print on both sides of it.
    """
    height, width = ink.shape
    columns = np.asarray(ink.any(axis=0))
    middle = columns[int(0.44 * width) : int(0.56 * width)]
    white = _longest(~middle)
    printed = columns[: width // 3].any() and columns[-width // 3 :].any()
    if width < 1.2 * height or white[1] - white[0] < GUTTER * width or not printed:
        yield picture
        return
    cut = int(0.44 * width) + (white[0] + white[1]) // 2
    yield replace(picture, gray=picture.gray[:, :cut])
    back = _after(picture.back, np.array([(1, 0, -cut), (0, 1, 0)], np.float64))
    yield replace(picture, gray=picture.gray[:, cut:], back=back)


def _longest(white: NDArray[np.bool_]) -> tuple[int, int]:
    """The longest stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], white, [False]]).astype(np.int8)))
    spans = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(spans, key=lambda span: span[1] - span[0], default=(0, 0))
