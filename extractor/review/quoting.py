"""Words that a reviewer selects in a document, as the quote of a fact."""

from collections.abc import Iterator

from extractor.documents.model import Document
from extractor.readers.numbers import Numeral, find_numerals

_BETWEEN_CELLS = "\t\n"


def quote_at(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The quote that a selection of [start, end) stands for: no number cut in two, no white space at its ends.

    None where nothing but white space is selected.
    """
    selected = document.text[start:end]
    if not selected.strip():
        return None
    start, end = start + len(selected) - len(selected.lstrip()), end - len(selected) + len(selected.rstrip())
    cut = [(first, last) for first, last, _ in _numerals(document, start, end) if first < end and last > start]
    return min([start, *(first for first, _ in cut)]), max([end, *(last for _, last in cut)])


def numerals_in(document: Document, start: int, end: int) -> list[Numeral]:
    """The numbers that the document states in [start, end): as they read among the words around them, so that the 8729
    of a phone number is none."""
    return [numeral for first, last, numeral in _numerals(document, start, end) if start <= first and last <= end]


def _numerals(document: Document, start: int, end: int) -> Iterator[tuple[int, int, Numeral]]:
    """(start, end, numeral) of the paragraphs and cells that [start, end) touches, as offsets into the text."""
    text = document.text
    begin = max(text.rfind(mark, 0, start) for mark in _BETWEEN_CELLS) + 1
    stop = min((at for mark in _BETWEEN_CELLS if (at := text.find(mark, end)) >= 0), default=len(text))
    for numeral in find_numerals(document.folded[begin:stop]):
        yield begin + numeral.start, begin + numeral.end, numeral
