"""What OCR read: candidates that say so, as sure as the characters they rest on."""

from collections.abc import Iterator
from dataclasses import replace

from extractor.documents.model import Document, Recognised
from extractor.readers.cells import read_cell
from extractor.readers.columns import Place
from extractor.readers.rows import Span
from extractor.reading import Candidate, Item, Reading, Scalar


def by_sight(document: Document, reading: Reading) -> Reading:
    """The reading with every candidate that rests on characters read by OCR marked as OCR's."""
    if not document.recognised:
        return reading
    values = {pointer: _seen(document, candidate) for pointer, candidate in reading.values.items()}
    items = {pointer: [_seen_item(document, item) for item in items] for pointer, items in reading.items.items()}
    return Reading(values, items, reading.notes)


def _seen_item(document: Document, item: Item) -> Item:
    return replace(item, evidence={below: _seen(document, candidate) for below, candidate in item.evidence.items()})


def _seen(document: Document, candidate: Candidate) -> Candidate:
    pieces = document.recognised_in(candidate.start, candidate.end)
    if not pieces or candidate.reader == "ocr":
        return candidate
    return replace(candidate, reader="ocr", certain=candidate.certain and all(piece.sure for piece in pieces))


def seen_cell(document: Document, cell: Span, place: Place, candidate: Candidate) -> Candidate:
    """A table cell's candidate as OCR's, with the other values that the cell may hold."""
    pieces = document.recognised_in(cell.start, cell.end)
    if not pieces:
        return candidate
    certain = candidate.certain and (not cell.text or all(piece.sure for piece in pieces))
    others = tuple(dict.fromkeys(_others(cell, place, candidate, pieces))) if cell.text and not certain else ()
    return replace(candidate, reader="ocr", certain=certain, others=others)


def _others(cell: Span, place: Place, candidate: Candidate, pieces: list[Recognised]) -> Iterator[Scalar]:
    """The values of a cell's other readings, where it was read in one piece."""
    if len(pieces) > 1:
        return
    for text in pieces[0].alternatives:
        value = read_cell(replace(cell, text=text), place, certain=False).value
        if value is not None and value != candidate.value:
            yield value
