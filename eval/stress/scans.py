"""Labelled reports as scans: the pages of the PDF dialects as pictures, clean, and as a bad scanner leaves them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image

from eval.stress.base import Case, Original
from eval.stress.dialects import dialects

_DIALECTS = ("ruled_pdf", "open_sides_pdf", "unruled_pdf")
"""Tables with rules, with some of them, and with none."""

Picture = NDArray[np.uint8]
"""Height × width × 3."""


@dataclass(frozen=True)
class Scanner:
    """How pages come out: dots an inch, the tilt in degrees, the paper's gray level, the noise's standard deviation in
    gray levels, the share of pixels that are dust, and the JPEG quality (None: lossless)."""

    name: str
    resolution: int
    tilt: float = 0.0
    paper: int = 255
    noise: float = 0.0
    dust: float = 0.0
    quality: int | None = None


SCANNERS = (
    Scanner("clean_150", 150),
    Scanner("clean_300", 300),
    Scanner("degraded_150", 150, tilt=2.0, paper=205, noise=12.0, dust=0.0005, quality=40),
    Scanner("degraded_300", 300, tilt=2.0, paper=205, noise=12.0, dust=0.0005, quality=40),
)


def scans(original: Original, generator: random.Random) -> Iterator[Case]:
    """Every PDF dialect of the report through every scanner, as a PDF of pictures."""
    for case in dialects(original, generator):
        dialect = case.suffix.removeprefix("-")
        if dialect in _DIALECTS:
            for scanner in SCANNERS:
                pages = scanned(case.source, scanner, generator.randrange(2**32))
                yield Case(pages, case.label, f"{case.suffix}-{scanner.name}")


def scanned(pdf: bytes, scanner: Scanner, seed: int) -> bytes:
    """A PDF whose pages are pictures of the given one's."""
    generator = np.random.default_rng(seed)
    result = pymupdf.Document()
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        for sheet in source:
            page = result.new_page(width=sheet.rect.width, height=sheet.rect.height)
            page.insert_image(page.rect, stream=_picture(sheet, scanner, generator))
    return bytes(result.tobytes(deflate=True, no_new_id=True))


def _picture(sheet: pymupdf.Page, scanner: Scanner, generator: np.random.Generator) -> bytes:
    """One page's picture as a PNG or JPEG file."""
    pixels = sheet.get_pixmap(dpi=scanner.resolution, colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    if scanner.tilt:
        image = image.rotate(-scanner.tilt, Image.Resampling.BICUBIC, fillcolor=255)
    levels = np.asarray(image, np.float32) * (scanner.paper / 255)
    levels += generator.normal(0, scanner.noise, levels.shape)
    dust = generator.random(levels.shape)
    levels[dust < scanner.dust / 2] = 0
    levels[dust > 1 - scanner.dust / 2] = 255
    return _file(Image.fromarray(levels.clip(0, 255).astype(np.uint8)), scanner)


def _file(image: Image.Image, scanner: Scanner) -> bytes:
    file = BytesIO()
    if scanner.quality is None:
        image.save(file, "PNG")
    else:
        image.save(file, "JPEG", quality=scanner.quality)
    return file.getvalue()
