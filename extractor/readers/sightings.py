"""Where the form's labels and headings stand on the page: put together from words, however they are broken over lines."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extractor.documents.model import Word
from extractor.readers.labels import LabelIndex, canonical
from extractor.readers.numbers import parse_cell
from extractor.readers.rows import Span

LEVEL = 0.3
"""Ems. Words of one line have baselines nearer than this."""

BESIDE = 2.0
"""Ems. The most white between the characters of a label that is set wide."""

NEXT = (0.7, 1.75)
"""Ems from baseline to baseline of two lines of one label."""

PAGE_BREAK = 1.3
"""Ems from the last baseline of a page to the first of the next, where pages are laid end to end."""

_LONGEST = 60
"""Characters. A longer word is prose."""

_MOST_LINES = 4
"""A misspelt label is broken over at most this many lines."""


@dataclass(frozen=True)
class Sighting:
    """A label of the form on the page: its words in reading order, on one line or several."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The whole label."""
        return "".join(word.text for word in self.words)

    @property
    def span(self) -> Span:
        """The label as a piece of the document: where its first word stands there."""
        return Span(self.words[0].start, self.words[0].end, self.text)

    @property
    def left(self) -> float:
        """The x where it begins."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """The x where it ends."""
        return max(word.right for word in self.words)

    @property
    def first(self) -> float:
        """The baseline of its first line."""
        return min(word.baseline for word in self.words)

    @property
    def last(self) -> float:
        """The baseline of its last line."""
        return max(word.baseline for word in self.words)

    @property
    def size(self) -> float:
        """Its em, in points."""
        return self.words[0].size

    def joined_by(self, word: Word) -> "Sighting":
        """The label with a further word."""
        return Sighting((*self.words, word))


def end_to_end(words: Sequence[Word]) -> list[Word]:
    """Words of several pages as on one long page, so that a label and a table go on over the page break."""
    laid: list[Word] = []
    foot: float | None = None
    for _, group in groupby(words, key=lambda word: word.sheet):
        page = list(group)
        top = min(page, key=lambda word: word.baseline)
        shift = 0.0 if foot is None else foot + PAGE_BREAK * top.size - top.baseline
        laid += [_moved(word, shift) for word in page]
        foot = max(word.baseline for word in laid[-len(page) :])
    return laid


def _moved(word: Word, shift: float) -> Word:
    x0, y0, x1, y1 = word.box
    return replace(word, box=(x0, y0 + shift, x1, y1 + shift), baseline=word.baseline + shift)


class Sightings:
    """The labels among words laid end to end: ``found`` are those worded as in the form, ``rest`` all other words."""

    def __init__(self, words: Sequence[Word], index: LabelIndex) -> None:
        self._index = index
        self._by_height = sorted(words, key=lambda word: word.baseline)
        self._baselines = [word.baseline for word in self._by_height]
        self.found: list[Sighting] = []
        taken: set[int] = set()
        for word in sorted(words, key=lambda word: (word.baseline, word.left)):
            if word.start in taken or not self._begins(word.text):
                continue
            sighting = self._longest(Sighting((word,)))
            if sighting is not None:
                self.found.append(sighting)
                taken |= {part.start for part in sighting.words}
        self.rest = [word for word in self._by_height if word.start not in taken]

    def _begins(self, text: str) -> bool:
        return len(text) <= _LONGEST and self._index.begins(text)

    def _longest(self, sighting: Sighting) -> Sighting | None:
        """The longest label that begins with the words of ``sighting``."""
        best = sighting if self._is_label(sighting.text) else None
        for word in (self._beside(sighting), self._below(sighting)):
            if word is not None and self._begins(sighting.text + word.text):
                longer = self._longest(sighting.joined_by(word))
                if longer is not None and (best is None or len(longer.text) > len(best.text)):
                    best = longer
        return best

    def _is_label(self, text: str) -> bool:
        return self._index.is_heading(text) or self._index.exact_row(text) is not None

    def _beside(self, sighting: Sighting) -> Word | None:
        """The next word on a label's last line."""
        last = sighting.words[-1]
        reach = LEVEL * last.size
        line = self._between(last.baseline - reach, last.baseline + reach)
        right = [word for word in line if -reach <= word.left - last.right <= BESIDE * last.size and word is not last]
        return min(right, key=lambda word: word.left, default=None)

    def _below(self, sighting: Sighting, accepted: Callable[[Word], bool] = lambda _: True) -> Word | None:
        """The first word of the line right below a label."""
        low, high = (sighting.last + step * sighting.size for step in NEXT)
        under = [
            word
            for word in self._between(low, high)
            if word.left < sighting.right and sighting.left < word.right and accepted(word)
        ]
        if not under:
            return None
        line = under[0].baseline + LEVEL * sighting.size
        return min((word for word in under if word.baseline <= line), key=lambda word: word.left)

    def _between(self, low: float, high: float) -> Iterator[Word]:
        for at in range(bisect_left(self._baselines, low), len(self._by_height)):
            if self._baselines[at] > high:
                return
            yield self._by_height[at]

    def misspelt_rows(self, words: Sequence[Word]) -> list[Sighting]:
        """Row labels with typos among ``words`` (of ``rest``), each with as many of its lines as fit best."""
        free = {word.start for word in words if parse_cell(word.text) is None}
        found: list[Sighting] = []
        for word in words:
            if word.start in free:
                best = max(self._alike(Sighting((word,)), free), default=None, key=lambda pair: pair[0])
                if best is not None:
                    found.append(best[1])
                    free -= {part.start for part in best[1].words}
        return found

    def _alike(self, sighting: Sighting, free: set[int]) -> Iterator[tuple[float, Sighting]]:
        """How like the form's labels the lines from ``sighting`` down are, one, two and more of them."""
        for _ in range(_MOST_LINES):
            if self._index.row(sighting.text) is not None:
                yield self._index.likeness(sighting.text), sighting
            word = self._below(sighting, lambda word: word.start in free)
            if word is None:
                return
            sighting = sighting.joined_by(word)


def named(sighting: Sighting) -> str:
    """A label as compared."""
    return canonical(sighting.text)
