"""Passages put together to questions of bounded length, and where each piece of a question stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.characters import tidy
from extractor.documents.model import Document
from extractor.llm.budget import estimate_tokens
from extractor.llm.grounding import Grounder, Rewriting
from extractor.readers.llm_numbers import Number, Passage
from extractor.readers.numbers import find_numerals
from extractor.reading import Reading

Taken = tuple[Reading, list[str]]
"""What was grounded, and what was dropped."""


def plain_numbers(folded: str) -> list[Rewriting]:
    """The numbers of folded text in plain digits, for alignment: 1,200 and 一千二百 are both 1200."""
    return [(numeral.start, numeral.end, str(numeral.value)) for numeral in find_numerals(folded)]


class Material:
    """Pieces of a document as they are sent to a model, and the way back from a quote to the document."""

    def __init__(self, document: Document, pieces: Iterable[tuple[int, int]]) -> None:
        self.document = document
        self.pieces = list(pieces)
        self._firsts: list[int] = []
        texts: list[str] = []
        length = 0
        for start, end in self.pieces:
            self._firsts.append(length)
            texts.append(document.text[start:end])
            length += end - start + 1
        self.text = "\n".join(tidy(text) for text in texts)
        self._grounder = Grounder("\n".join(texts), plain_numbers)

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Every span of the document where the quote stands within one piece; see ``Grounder.find``."""
        found: list[tuple[int, int]] = []
        for start, end in self._grounder.find(quote):
            for first, piece in zip(self._firsts, self.pieces, strict=True):
                if first <= start and end <= first + piece[1] - piece[0]:
                    found.append((piece[0] + start - first, piece[0] + end - first))
        return found


@dataclass(frozen=True, slots=True)
class Chunk:
    """One question: passages under one heading path, and the numbers to decide."""

    material: Material
    path: str
    numbers: tuple[Number, ...]

    def halves(self) -> "list[Chunk]":
        """The same question in two, by its numbers' sentences; none where it has but one sentence."""
        sentences = list(dict.fromkeys(number.sentence for number in self.numbers))
        if len(sentences) < 2:
            return []
        middle = sentences[len(sentences) // 2]
        parts = (
            tuple(number for number in self.numbers if number.sentence < middle),
            tuple(number for number in self.numbers if number.sentence >= middle),
        )
        document = self.material.document
        return [
            Chunk(Material(document, dict.fromkeys(number.sentence for number in part)), self.path, part)
            for part in parts
        ]


def chunks(
    document: Document, asked: Iterable[tuple[Passage, Sequence[Number]]], tokens: int, most: int
) -> Iterator[Chunk]:
    """Whole passages up to ``tokens`` and ``most`` numbers a question, never over two sections.

    ``asked``: passages and which of their numbers to decide. A passage that is too long alone is a question alone.
    """
    group: list[tuple[Passage, Sequence[Number]]] = []
    size = count = 0
    for passage, numbers in asked:
        length = estimate_tokens(document.text[passage.start : passage.end])
        section = passage.path.partition(" > ")[0]
        full = size + length > tokens or count + len(numbers) > most
        if group and (full or group[0][0].path.partition(" > ")[0] != section):
            yield _chunk(document, group)
            group, size, count = [], 0, 0
        group.append((passage, numbers))
        size += length
        count += len(numbers)
    if group:
        yield _chunk(document, group)


def _chunk(document: Document, group: Sequence[tuple[Passage, Sequence[Number]]]) -> Chunk:
    pieces: list[tuple[int, int]] = []
    for passage, _ in group:
        if pieces and pieces[-1][1] == passage.start:
            pieces[-1] = (pieces[-1][0], passage.end)
        else:
            pieces.append((passage.start, passage.end))
    paths = dict.fromkeys(passage.path for passage, _ in group)
    path = next(iter(paths)) if len(paths) == 1 else group[0][0].path.partition(" > ")[0]
    return Chunk(Material(document, pieces), path, tuple(number for _, numbers in group for number in numbers))
