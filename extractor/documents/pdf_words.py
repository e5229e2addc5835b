"""The words that a PDF's pages print outside ruled tables, with their places in the document's text."""

from collections.abc import Iterator, Sequence

from extractor.documents.layout.glyphs import Line, Piece, Run, union
from extractor.documents.model import Document, Word


def words_of_pages(pages: Sequence[Sequence[Line]], document: Document) -> Iterator[Word]:
    """The words of lines that ``document`` was built of, page by page, each line from left to right."""
    offsets = {document.origin(at): at for at, character in enumerate(document.text) if not character.isspace()}
    for sheet, lines in enumerate(pages):
        for line in lines:
            for run in line.runs:
                for pieces in _words(run):
                    start, end = offsets[pieces[0].origins[0]], offsets[pieces[-1].origins[-1]] + 1
                    box = union(piece.box for piece in pieces)
                    yield Word(start, end, document.text[start:end], sheet, box, run.baseline, run.size)


def _words(run: Run) -> Iterator[list[Piece]]:
    """A run's pieces, parted where white space stands between them."""
    word: list[Piece] = []
    for piece in run.pieces:
        if word and piece.spaced:
            yield word
            word = []
        word.append(piece)
    if word:
        yield word
