"""Which pages of a PDF are read as pictures: those without text, with garbled text, and those with a picture of a table.

A page's picture is read in points of the displayed page, as its text layer is, so that boxes mean the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

import pymupdf

from extractor.documents.layout.glyphs import Page
from extractor.documents.model import Box, Place, Recognised
from extractor.documents.ocr.engine import Scanned
from extractor.documents.ocr.installed import installed_engine
from extractor.documents.pdf_page import UNKNOWN, read_page
from extractor.documents.script import is_garbled

if TYPE_CHECKING:
    from extractor.documents.ocr.picture import Picture

RESOLUTION = 300 / 72
"""Pixels for each point: 9-point digits are 26 pixels high, and a scan of 150 dpi loses nothing by being enlarged."""

SHORT, LONG = 500.0, 1260.0
"""Points. The longer side of pages from A5 to A3; any other page is a picture of unknown resolution."""

A4 = 595.0
"""Points. How wide a page of unknown resolution is taken to be."""

MOST_PIXELS = 36_000_000
"""Of a page's picture: twice an A3 page. A larger one is read at a lower resolution."""

FEW = 5
"""Characters. More of them over a picture show that it is a background."""

_CORNER = (0.0, 0.0, 1.0, 1.0)
"""A box that stands at the same place in reading space and on the displayed page, where the page is not turned."""

_NOTHING = Page(0.0, 0.0, [], [], lambda box: Place(0, box), upright=True)

SHARE = 0.04
"""The least share of a page that a picture with a table covers; emblems and seals stay below 0.03."""


def read_sheet(sheet: pymupdf.Page, origin: int, *, by_sight: bool) -> tuple[list[Scanned], int]:
    """The pages (two of a spread) that a sheet shows, and the origin after the last character.

    A text layer that cannot be right is kept where no engine is installed: the report's forms will not be found in it.
    """
    text, after = Scanned(_NOTHING, []), origin
    if sheet.parent.is_pdf:
        page, after = read_page(sheet, origin)
        text = Scanned(page, [])
    if not by_sight and _is_read(text.page):
        whole = _with_tables(sheet, text, after)
        return [whole], after + len(whole.page.glyphs) - len(text.page.glyphs)
    scanned = list(_scanned(sheet, origin))
    return (scanned, origin + sum(len(part.page.glyphs) for part in scanned)) if scanned else ([text], after)


def _is_read(page: Page) -> bool:
    """Whether a page's text layer says what the page shows."""
    text = "".join(glyph.text for glyph in page.glyphs)
    return bool(text) and 2 * text.count(UNKNOWN) < len(text) and not is_garbled(text)


def _scanned(sheet: pymupdf.Page, origin: int) -> Iterator[Scanned]:
    """What OCR reads of a page; nothing where no engine is installed."""
    engine = installed_engine()
    if engine is not None:
        from extractor.documents.ocr.scan import scan

        yield from scan(_picture(sheet, tuple(sheet.rect)), sheet.number, engine, origin)


def _with_tables(sheet: pymupdf.Page, text: Scanned, origin: int) -> Scanned:
    """A page with text, and what OCR reads of the tables that are pictures on it."""
    page = text.page
    boxes = list(_pictures(sheet, page))
    engine = installed_engine() if boxes and page.show(_CORNER).box == _CORNER else None
    if engine is None:
        return text
    from extractor.documents.ocr.scan import scan_table

    recognised: list[Recognised] = []
    for box in boxes:
        table = scan_table(_picture(sheet, box), sheet.number, engine, origin)
        if table is not None:
            origin += len(table.page.glyphs)
            recognised += table.recognised
            page = replace(page, glyphs=page.glyphs + table.page.glyphs, rules=page.rules + table.page.rules)
    return Scanned(page, recognised)


def _pictures(sheet: pymupdf.Page, page: Page) -> Iterator[Box]:
    """The boxes of the pictures on a page that are large enough for a table, with no text printed over them."""
    for picture in sheet.get_image_info():
        box = pymupdf.Rect(picture["bbox"]) & sheet.rect
        over = sum(box.contains(pymupdf.Point(glyph.box[:2])) for glyph in page.glyphs)
        if box.get_area() >= SHARE * sheet.rect.get_area() and over < FEW:
            yield (box.x0, box.y0, box.x1, box.y1)


def _unit(width: float, height: float) -> float:
    """Points of the sheet for each point of reading space.

    A strip is not taken to be as wide as paper where that would leave it less than a pixel for each point.
    """
    narrow, wide = sorted((width, height))
    return 1.0 if SHORT <= wide <= LONG else max(narrow / A4, sqrt(width * height / MOST_PIXELS))


def _picture(sheet: pymupdf.Page, clip: Box) -> "Picture":
    import numpy as np

    from extractor.documents.ocr.picture import prepared

    area = pymupdf.Rect(clip)
    unit = _unit(sheet.rect.width, sheet.rect.height)
    zoom = min(RESOLUTION / unit, sqrt(MOST_PIXELS / (area.width * area.height)))
    pixels = sheet.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, clip=area, alpha=False)
    colour = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.h, pixels.w, 3)
    back = np.array([(1 / zoom, 0, pixels.x / zoom), (0, 1 / zoom, pixels.y / zoom)])
    return prepared(colour, zoom * unit, back)
