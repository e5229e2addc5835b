"""The source beside the form: text with its read places marked, or the pages of a PDF with boxes around them.

It is a component of its own: no widget marks spans that can be chosen and selected, and ``streamlit-pdf-viewer``
(0.0.30) shows a newly chosen annotation only when it loads the whole file again.
"""

from base64 import b64encode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymupdf
import streamlit as st

from extractor.documents.model import Document
from extractor.result import Evidence
from extractor.review.desk import Opened
from ui.marks import Marks

_FOLDER = Path(__file__).parent / "components"
SOURCE = st.components.v2.component(
    "disclosure-extractor.source", css=(_FOLDER / "source.css").read_text(), js=(_FOLDER / "source.js").read_text()
)
_LONGEST = 160
"""Characters of a marked place; longer ones (a section's whole text) are shown when they are chosen."""
_RESOLUTION = 110
"""Dots an inch: sharp on half a screen of 1280 px and at twice the size, a third of a second a page."""


def pieces(text: str, evidence: dict[str, Evidence], selected: Evidence | None) -> list[tuple[int, str, str | None]]:
    """The text in order, cut where a place begins or ends: (offset, text, pointer of the shortest place around it)."""
    places = [
        (found.end - found.start, found.start, found.end, pointer)
        for pointer, found in evidence.items()
        if 0 < found.end - found.start <= _LONGEST
    ]
    owner: list[str | None] = [None] * len(text)
    for _, start, end, pointer in sorted(places, reverse=True):
        owner[start:end] = [pointer] * (end - start)
    cuts = {0, len(text)} | {edge for _, start, end, _ in places for edge in (start, end)}
    if selected is not None:
        cuts |= {selected.start, selected.end}
    edges = sorted(cuts)
    return [(start, text[start:end], owner[start]) for start, end in pairwise(edges)]


def source_data(opened: Opened, marks: Marks, selected: str | None) -> dict[str, Any]:
    """What the component draws of a text."""
    evidence = opened.result.evidence
    chosen = evidence.get(selected or "")
    if chosen is not None and chosen.end <= chosen.start:
        chosen = None
    text = opened.document.text if opened.document else ""
    span = None if chosen is None else (chosen.start, chosen.end)
    whole = chosen is not None and chosen.end - chosen.start > _LONGEST
    return {
        "key": f"{opened.machine.source.sha256}:{len(evidence)}:{span if whole else ''}",
        "pieces": pieces(text, evidence, chosen if whole else None),
        "marks": _marks(opened, marks),
        "selected": span,
    }


@st.cache_data(max_entries=200, show_spinner=False)
def _image(path: str, digest: str, page: int) -> str:
    """A page (from 0) as a data URL; ``digest`` is of the file, so that a changed one is drawn anew."""
    with pymupdf.open(path) as pages:
        picture = pages[page].get_pixmap(dpi=_RESOLUTION).tobytes("png")
    return f"data:image/png;base64,{b64encode(picture).decode()}"


@st.cache_data(max_entries=200, show_spinner=False)
def _size(path: str, digest: str, page: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    with pymupdf.open(path) as pages:
        rectangle = pages[page].rect
    return rectangle.width, rectangle.height


def page_data(
    opened: Opened, marks: Marks, selected: str | None, turned: int | None, picked: tuple[int, int] | None
) -> dict[str, Any]:
    """What the component draws of a page: the one turned to, else the one of the chosen value, else the first.

    ``picked``: the selected text, as offsets into the document's.
    """
    assert opened.path is not None, "pages are drawn of a file that is there"
    assert opened.document is not None, "a file that is there was opened"
    chosen = opened.result.evidence.get(selected or "")
    page = turned if turned is not None else (chosen.page if chosen is not None and chosen.page is not None else 0)
    path, digest = str(opened.path), opened.machine.source.sha256
    width, height = _size(path, digest, page)
    return {
        "key": f"{digest}:{page}",
        "image": _image(path, digest, page),
        "page": page,
        "pages": opened.machine.source.pages or 1,
        "boxes": list(_boxes(opened, page, width, height, selected)),
        "words": list(_words(opened.document, page, width, height)),
        "picked": picked,
        "marks": _marks(opened, marks),
        "selected": selected,
    }


def _boxes(opened: Opened, page: int, width: float, height: float, selected: str | None) -> Iterator[list[Any]]:
    """[pointer, left, top, width, height] of the read places of a page, in parts of it."""
    for pointer, found in opened.result.evidence.items():
        if found.page != page or found.bbox is None or (found.end - found.start > _LONGEST and pointer != selected):
            continue
        x0, y0, x1, y1 = found.bbox
        yield [pointer, (x0 - 2) / width, (y0 - 1) / height, (x1 - x0 + 4) / width, (y1 - y0 + 2) / height]


def _words(document: Document, page: int, width: float, height: float) -> Iterator[list[float]]:
    """[start, end, left, top, width, height] of the words of a page in reading order: offsets, and parts of the page."""
    for start, end, place in document.places:
        if place.page == page:
            x0, y0, x1, y1 = place.box
            yield [start, end, x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height]


def _marks(opened: Opened, marks: Marks) -> dict[str, str]:
    return {pointer: mark for pointer in opened.result.evidence if (mark := marks.mark(pointer))}
