"""What a text repeats of another: passages that stand in both, whatever numbers are in them. Linear in both lengths."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from extractor.analysis.thresholds import LEAST_PASSAGE, SHINGLE
from extractor.documents.characters import fold

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Repetition:
    """``passages``: (start, end) in the later text, in order. ``repeated`` of ``length`` characters, white space aside."""

    passages: tuple[tuple[int, int], ...]
    repeated: int
    length: int

    @property
    def share(self) -> float:
        """The repeated part of the text, 0 for an empty one."""
        return self.repeated / self.length if self.length else 0.0


def shingles(text: str) -> frozenset[str]:
    """What ``repetition`` knows a text by."""
    return frozenset(_shingles(_plain(text)[0]))


def repetition(now: str, known: Set[str]) -> Repetition:
    """The passages of ``now`` that stand in the text of the ``known`` shingles.

    Digits count as alike, so that only the words are compared.
    """
    text, places = _plain(now)
    passages = []
    repeated = 0
    for start, end in _runs(text, known):
        if end - start >= LEAST_PASSAGE:
            passages.append((places[start], places[end - 1] + 1))
            repeated += end - start
    return Repetition(tuple(passages), repeated, len(text))


def _plain(text: str) -> tuple[str, list[int]]:
    """``text`` folded, without white space and with 0 for every digit, and where each character stood."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    folded = fold(text)
    return _DIGITS.sub("0", "".join(folded[place] for place in places)), places


def _shingles(text: str) -> Iterator[str]:
    return (text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1))


def _runs(text: str, known: Set[str]) -> Iterator[tuple[int, int]]:
    """Stretches of ``text`` all of whose shingles are known."""
    first: int | None = None
    for start, shingle in enumerate(_shingles(text)):
        if shingle in known:
            first = start if first is None else first
        elif first is not None:
            yield first, start - 1 + SHINGLE
            first = None
    if first is not None:
        yield first, len(text)
