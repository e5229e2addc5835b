"""Finding a model's quote in the text: exactly on normalised text, else nearly, always back to original offsets."""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractor.documents.characters import INVISIBLE, fold

Rewriting = tuple[int, int, str]
"""[start, end) of folded text and what to read there instead: a number in its plain digits."""
Rewrite = Callable[[str], Iterable[Rewriting]]

_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』'`´", '"'))
_GRAM = 3
_FREQUENT = 40
"""A trigram that stands more often than this says nothing about the place of a quote."""
_ALIKE = 85.0
"""Percent of characters in common from which a passage is what a model meant to quote."""
_SHORTEST_FUZZY = 6
"""A shorter quote that is not verbatim is too little to go by."""


@dataclass(frozen=True, slots=True)
class _Normal:
    """Normalised text; character ``n`` of it stands at [starts[n], ends[n]) of the original."""

    text: str
    starts: "array[int]"
    ends: "array[int]"


class Grounder:
    """Aligns quotes with one text. ``rewrite`` gives the numbers of folded text in plain digits.

    Normalised are: width, traditional characters, kinds of quotation marks and dashes, thousands separators and
    magnitudes (through ``rewrite``), white space and invisible characters anywhere.
    """

    def __init__(self, text: str, rewrite: Rewrite) -> None:
        self._rewrite = rewrite
        self._normal = _normalise(text, rewrite)
        self._grams: dict[str, list[int]] | None = None

    def find(self, quote: str) -> list[tuple[int, int]]:
        """Every place (start, end) where the quote stands, in order; the best near match where it stands nowhere."""
        wanted = _normalise(quote, self._rewrite).text
        if not wanted:
            return []
        exact = list(_occurrences(self._normal.text, wanted))
        if exact:
            return [self._original(start, start + len(wanted)) for start in exact]
        near = self._near(wanted)
        return [] if near is None else [self._original(*near)]

    def _original(self, start: int, end: int) -> tuple[int, int]:
        return self._normal.starts[start], self._normal.ends[end - 1]

    def _near(self, wanted: str) -> tuple[int, int] | None:
        """The passage most like ``wanted`` around the place on which most of its trigrams agree."""
        if len(wanted) < _SHORTEST_FUZZY:
            return None
        votes: Counter[int] = Counter()
        for position in range(len(wanted) - _GRAM + 1):
            for place in self._index().get(wanted[position : position + _GRAM], ()):
                votes[(place - position) // len(wanted)] += 1
        if not votes:
            return None
        best = votes.most_common(1)[0][0] * len(wanted)
        first = max(best - len(wanted) // 2, 0)
        window = self._normal.text[first : best + 3 * len(wanted)]
        alignment = fuzz.partial_ratio_alignment(wanted, window, score_cutoff=_ALIKE)
        if alignment is None or alignment.dest_end - alignment.dest_start < len(wanted) // 2:
            return None
        return first + alignment.dest_start, first + _whole_end(wanted, window, alignment.dest_end)

    def _index(self) -> dict[str, list[int]]:
        if self._grams is None:
            grams: dict[str, list[int]] = defaultdict(list)
            text = self._normal.text
            for position in range(len(text) - _GRAM + 1):
                grams[text[position : position + _GRAM]].append(position)
            self._grams = {gram: places for gram, places in grams.items() if len(places) <= _FREQUENT}
        return self._grams


def _whole_end(wanted: str, window: str, end: int) -> int:
    """The end of a near match that is as long as the quote, moved on to the quote's own last characters: a quote
    that leaves a word out is shorter than the passage."""
    last = wanted[-_GRAM + 1 :]
    found = window.find(last, max(end - len(last), 0), end + len(wanted) // 4 + len(last))
    return end if found < 0 else found + len(last)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    position = text.find(wanted)
    while position >= 0:
        yield position
        position = text.find(wanted, position + len(wanted))


_LEFT_OUT = re.compile(rf"\s|{INVISIBLE.pattern}")


def _normalise(text: str, rewrite: Rewrite) -> _Normal:
    folded = fold(text).translate(_QUOTES)
    parts: list[str] = []
    starts: array[int] = array("l")
    ends: array[int] = array("l")
    position = 0
    for start, end, plain in (*rewrite(folded), (len(folded), len(folded), "")):
        for offset in range(position, start):
            if not _LEFT_OUT.match(folded[offset]):
                parts.append(folded[offset])
                starts.append(offset)
                ends.append(offset + 1)
        parts.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
        position = end
    return _Normal("".join(parts), starts, ends)
