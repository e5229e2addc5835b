"""Facts by a language model: asked number by number, taken only where the quote and the number stand in the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.documents.characters import fold, squeeze, tidy
from extractor.readers.llm_chunks import Chunk
from extractor.readers.llm_numbers import Number
from extractor.readers.numbers import find_numerals
from extractor.reading import Candidate, Item
from extractor.reports.disclosure.tasks import FactAnswer, FactsAnswer

_LONGEST_QUOTE = 80
"""Characters. A longer quote is no shortest span; it is cut to the number's own clause."""


@dataclass
class FoundFacts:
    """What the answers came to: items in the text's order of asking, decided numbers, and what was dropped, and why.

    ``awaited``: numbers on which a batch is still to answer.
    """

    items: list[Item] = field(default_factory=list)
    decided: set[Number] = field(default_factory=set)
    awaited: set[Number] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)

    def take(self, chunk: Chunk, answer: FactsAnswer) -> None:
        """Ground one answer. Each number of the chunk becomes at most one fact."""
        for fact in answer.facts:
            number = self._bound(chunk, fact)
            if number is None:
                self.dropped.append(f"{fact.quote[:40]}（{fact.number}）")
                continue
            self.decided.add(number)
            self.items.append(_item(chunk, fact, number))
        for other in answer.others:
            claimed = value_of(other.number)
            self.decided.update([number for number in chunk.numbers if number.value == claimed][:1])

    def _bound(self, chunk: Chunk, fact: FactAnswer) -> Number | None:
        """The number of the text that the answer is about: of the claimed value, within the quote's place."""
        claimed = value_of(fact.number)
        for start, end in chunk.material.find(fact.quote):
            for number in chunk.numbers:
                inside = start <= number.start and number.start + _digits(number) <= end
                if inside and number.value == claimed and number not in self.decided:
                    return number
        return None


def _digits(number: Number) -> int:
    return number.numeral.end - number.numeral.start


def value_of(text: str) -> int | float | None:
    """The value of a number as a model wrote it, None where it wrote none.

    >>> value_of("3.6万"), value_of("一十"), value_of("12"), value_of("件")
    (36000, None, 12, None)
    """
    folded = fold(squeeze(text))
    found = find_numerals(folded) or find_numerals(f"{folded}个")
    return found[0].value if len(found) == 1 else None


def _item(chunk: Chunk, fact: FactAnswer, number: Number) -> Item:
    material, numeral = chunk.material, number.numeral
    document = material.document
    start, end = _quote(chunk, fact, number)
    label = _verbatim(chunk, fact.label, number.sentence)
    scope = _verbatim(chunk, fact.scope, number.sentence) if fact.scope else None
    content = {
        "indicator": _indicator(fact, number),
        "label": label or _words_before(document.text[start : number.start]),
        "value": numeral.value,
        "unit": numeral.unit,
        "qualifier": numeral.qualifier,
        "scope": scope,
        "quote": tidy(document.text[start:end]),
    }
    raw = document.text[number.start : number.end]
    certain = label is not None
    return Item(
        content, {"/value": Candidate(numeral.value, raw, number.start, number.end, numeral.qualifier, "llm", certain)}
    )


def _indicator(fact: FactAnswer, number: Number) -> str:
    """The model's, but for percentages, which are the contract's ``rate`` and nothing else is."""
    if number.numeral.unit in ("%", "个百分点"):
        return "rate"
    return "other" if fact.indicator == "rate" else fact.indicator


def _quote(chunk: Chunk, fact: FactAnswer, number: Number) -> tuple[int, int]:
    """The quote's span, with all of the number and its measure word, and no more than the sentence."""
    spans = [span for span in chunk.material.find(fact.quote) if span[0] <= number.start < span[1]]
    start, end = spans[0]
    start, end = max(start, number.sentence[0]), max(min(end, number.sentence[1]), number.end)
    if end - start > _LONGEST_QUOTE:
        folded = chunk.material.document.folded
        start = max(start, max(folded.rfind(mark, start, number.start) for mark in ",，、；;") + 1)
        end = number.end
    return start, end


def _verbatim(chunk: Chunk, words: str, sentence: tuple[int, int]) -> str | None:
    """``words`` as the document has them in the number's sentence; None where they do not stand there."""
    text = chunk.material.document.text
    if not squeeze(words):
        return None
    for start, end in chunk.material.find(words):
        if sentence[0] <= start and end <= sentence[1] and end - start < len(words) * 2 + 4:
            return tidy(text[start:end])
    return None


def _words_before(text: str) -> str:
    """The last words before a number, for a label that the model made up."""
    return tidy(text).rpartition("，")[2].rpartition(",")[2] or tidy(text)


def open_numbers(numbers: Sequence[Number], decided: set[Number]) -> list[Number]:
    """The numbers that are neither facts nor known to count nothing."""
    return [number for number in numbers if not number.known and number not in decided]
