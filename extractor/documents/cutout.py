"""A piece of a page as a small picture, for a reader that looks at pages instead of text."""

import pymupdf

from extractor.documents.model import Box

MARGIN = 8.0
"""Points around the piece: the rules around a table's outermost words stand in them."""
SHARP = 150
"""Dots an inch at most: the smallest print of such tables, 7 points, is then 15 dots high."""
LONGEST_SIDE = 1600
"""Dots. Models scale larger pictures down to about this."""
MOST_BYTES = 400_000
"""A full page of print in grey takes about 200,000; only a scan full of noise takes more, and is made coarser."""
_COARSER = 0.8


def cut_out(data: bytes, page: int, box: Box) -> bytes:
    """The PNG, in grey, of ``box`` (points, as ``Place`` gives it) on a page (0-based) of a PDF or an image file.

    No side is longer than LONGEST_SIDE, and the file has at most MOST_BYTES.
    """
    with pymupdf.open(stream=data) as pages:
        sheet = pages[page]
        x0, y0, x1, y1 = box
        piece = pymupdf.Rect(x0 - MARGIN, y0 - MARGIN, x1 + MARGIN, y1 + MARGIN)
        piece.intersect(sheet.rect)
        if piece.is_empty:  # characters set beyond the page's edge
            piece = sheet.rect
        scale = min(SHARP / 72, LONGEST_SIDE / max(piece.width, piece.height))
        while True:
            dots = sheet.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=piece, colorspace=pymupdf.csGRAY)
            picture = bytes(dots.tobytes("png"))
            if len(picture) <= MOST_BYTES:
                return picture
            scale *= _COARSER
