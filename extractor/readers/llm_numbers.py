"""Every number of the prose, and which of them are known to count nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from extractor.readers import counting
from extractor.readers.numbers import Numeral, find_numerals
from extractor.readers.prose_flow import Flow

_SENTENCE = re.compile(r"[^。;!?]*[。;!?]?")
_LONGEST_IN_WORDS = 10
"""A Chinese numeral below it (一批, 三个方面) is a way of speaking unless the rules take it for a count."""
CountsNothing = Callable[[Flow, Numeral, int], bool]
"""Whether a number of a flow, in the sentence that begins at an offset of it, is known to be no fact."""

_LIST_MARK = re.compile(r"\(?\d{1,2}(?:\)|[.、](?!\d))")
_IN_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9.:/@_-]*[./:@_-]$")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the prose. ``start`` and ``end`` (with qualifier and measure word) and the sentence's span are
    offsets into the document's text; ``known``: it is known to count nothing."""

    numeral: Numeral
    start: int
    end: int
    sentence: tuple[int, int]
    known: bool

    @property
    def value(self) -> int | float:
        """The number's value, magnitude included."""
        return self.numeral.value


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its numbers; ``path`` is the headings it stands under."""

    flow: Flow
    start: int
    end: int
    path: str
    numbers: tuple[Number, ...]


def passages(flows: Iterable[Flow], section: str, counts_nothing: CountsNothing) -> Iterator[Passage]:
    """The sentences of a section's paragraphs, in order."""
    heading = ""
    for flow in flows:
        path = f"{section} > {heading}" if heading else section
        numerals = find_numerals(flow.text)
        for match in _SENTENCE.finditer(flow.text):
            if match[0]:
                yield _passage(flow, match.span(), path, numerals, counts_nothing)
        if len(flow.text) < 30:
            heading = flow.text


def _passage(
    flow: Flow, span: tuple[int, int], path: str, numerals: list[Numeral], counts_nothing: CountsNothing
) -> Passage:
    start, end = flow.span(*span)
    inside = [numeral for numeral in numerals if span[0] <= numeral.start and numeral.stop <= span[1]]
    numbers = tuple(
        Number(numeral, *flow.span(numeral.start, numeral.stop), (start, end), counts_nothing(flow, numeral, span[0]))
        for numeral in inside
    )
    return Passage(flow, start, end, path, numbers)


def counts_nothing(flow: Flow, numeral: Numeral, sentence: int) -> bool:
    """Dates, years, ordinals, document and article numbers, deadlines, telephones, numbers in names and titles."""
    text, start = flow.text, numeral.start
    if _LIST_MARK.match(text, sentence) and start - sentence < 2:
        return True
    if _IN_ADDRESS.search(text, sentence, start):
        return True
    if "□" in flow.masked[start : numeral.end] or numeral.unit in counting.DURATIONS:
        return True
    if start and counting.ORDINAL_BEFORE.match(text, start - 1):
        return True
    if counting.ORDINAL_AFTER.match(text, numeral.end) or counting.NOT_COUNTED.match(text, numeral.stop):
        return True
    clause = max(text.rfind(",", sentence, start), sentence)
    if counting.FREQUENCY.search(text, clause, start):
        return True
    if not text[start].isdigit() and text[start] != "-" and numeral.unit != "%":
        return numeral.value < _LONGEST_IN_WORDS
    bare = numeral.unit is None and numeral.scale == 1
    return bare and _in_name(text, numeral)


def _in_name(text: str, numeral: Numeral) -> bool:
    start, end = numeral.start, numeral.end
    if counting.BARE_NAME.fullmatch(text, start, end) or counting.DIALLED.search(text, max(start - 8, 0), start):
        return True
    return counting.BESIDE_NAME.search(text[max(start - 1, 0) : start] + text[end : end + 1]) is not None
