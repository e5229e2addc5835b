"""Facts by a language model: asked number by number, taken only where the quote and the number stand in the text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from extractor.documents.characters import fold, squeeze, tidy
from extractor.readers.llm_chunks import Chunk
from extractor.readers.llm_numbers import CountsNothing, Number, counts_nothing
from extractor.readers.numbers import find_numerals
from extractor.reading import Candidate, Item

_LONGEST_QUOTE = 80
"""Characters. A longer quote is no shortest span; it is cut to the number's own clause."""


FACTS_A_CHUNK = 30


class NumberAnswer(BaseModel):
    """One number that counts something, as it stands in the text; report types add what else they ask of it."""

    number: str = Field(max_length=20)
    quote: str = Field(max_length=120)
    label: str = Field(max_length=60)


class OtherNumber(BaseModel):
    """A number that counts nothing."""

    number: str = Field(max_length=20)


Answer = TypeVar("Answer", bound=NumberAnswer)


class NumbersAnswer(BaseModel, Generic[Answer]):
    """Every number asked about, as a fact or not."""

    facts: list[Answer] = Field(max_length=FACTS_A_CHUNK)
    others: list[OtherNumber] = Field(max_length=FACTS_A_CHUNK)


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of the text, and the question in which a model spoke of it."""

    chunk: Chunk
    number: Number

    def verbatim(self, words: str | None) -> str | None:
        """``words`` as the document has them in the number's sentence; None where they do not stand there."""
        text = self.chunk.material.document.text
        if not words or not squeeze(words):
            return None
        first, last = self.number.sentence
        for start, end in self.chunk.material.find(words):
            if first <= start and end <= last and end - start < len(words) * 2 + 4:
                return tidy(text[start:end])
        return None


@dataclass(frozen=True, slots=True)
class FactTask(Generic[Answer]):
    """How a report type has the numbers of its prose told to be facts.

    ``prompt`` and ``answer``: what is asked, and the form of the answer. ``describe``: what a fact of the type says
    beside, or instead of, label, value, unit, qualifier and quote, and the evidence of numbers among it.
    ``counts_nothing``: numbers that are not asked about.
    """

    prompt: str
    answer: type[NumbersAnswer[Answer]]
    describe: Callable[[Answer, Bound], tuple[Mapping[str, Any], Mapping[str, Candidate]]]
    counts_nothing: CountsNothing = counts_nothing


@dataclass
class FoundFacts(Generic[Answer]):
    """What the answers came to: items in the text's order of asking, decided numbers, and what was dropped, and why.

    ``awaited``: numbers on which a batch is still to answer.
    """

    task: FactTask[Answer]
    items: list[Item] = field(default_factory=list)
    decided: set[Number] = field(default_factory=set)
    awaited: set[Number] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)

    def take(self, chunk: Chunk, answer: NumbersAnswer[Answer]) -> None:
        """Ground one answer. Each number of the chunk becomes at most one fact."""
        for fact in answer.facts:
            number = self._bound(chunk, fact)
            if number is None:
                self.dropped.append(f"{fact.quote[:40]}（{fact.number}）")
                continue
            self.decided.add(number)
            self.items.append(_item(fact, Bound(chunk, number), self.task))
        for other in answer.others:
            claimed = value_of(other.number)
            self.decided.update([number for number in chunk.numbers if number.value == claimed][:1])

    def _bound(self, chunk: Chunk, fact: NumberAnswer) -> Number | None:
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


def _item(fact: Answer, bound: Bound, task: FactTask[Answer]) -> Item:
    number = bound.number
    numeral = number.numeral
    document = bound.chunk.material.document
    start, end = _quote(bound.chunk, fact, number)
    label = bound.verbatim(fact.label)
    more, evidence = task.describe(fact, bound)
    content = {
        "label": label or _words_before(document.text[start : number.start]),
        "value": numeral.value,
        "unit": numeral.unit,
        "qualifier": numeral.qualifier,
        "quote": tidy(document.text[start:end]),
        **more,
    }
    raw = document.text[number.start : number.end]
    value = Candidate(
        numeral.value, raw, number.start, number.end, numeral.qualifier, "llm", certain=label is not None
    )
    return Item(content, {"/value": value, **evidence})


def _quote(chunk: Chunk, fact: NumberAnswer, number: Number) -> tuple[int, int]:
    """The quote's span, with all of the number and its measure word, and no more than the sentence."""
    spans = [span for span in chunk.material.find(fact.quote) if span[0] <= number.start < span[1]]
    start, end = spans[0]
    start, end = max(start, number.sentence[0]), max(min(end, number.sentence[1]), number.end)
    if end - start > _LONGEST_QUOTE:
        folded = chunk.material.document.folded
        start = max(start, max(folded.rfind(mark, start, number.start) for mark in ",，、；;") + 1)
        end = number.end
    return start, end


def _words_before(text: str) -> str:
    """The last words before a number, for a label that the model made up."""
    return tidy(text).rpartition("，")[2].rpartition(",")[2] or tidy(text)


def open_numbers(numbers: Sequence[Number], decided: set[Number]) -> list[Number]:
    """The numbers that are neither facts nor known to count nothing."""
    return [number for number in numbers if not number.known and number not in decided]
