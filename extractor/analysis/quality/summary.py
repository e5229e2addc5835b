"""A summary by a language model, made of nothing but the composed sentences: grounded number by number, or dropped.

A sentence stays where each of its quotes stands in the material, and each of its numbers stands in one of them, counts
what it counts there, and has its evidence. Numbers in other shapes (三成, 过半) are not known and end the sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pydantic import BaseModel, Field
from rapidfuzz import fuzz

from extractor.analysis.quality.compose import Piece, QualityReport, Told
from extractor.documents.characters import fold
from extractor.llm.grounding import Grounder
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker, ModelSession
from extractor.readers.llm_chunks import plain_numbers
from extractor.readers.numbers import Numeral, find_numerals

_MOST = 8
_LONGEST = 200
_ALIKE = 65.0
"""Percent in common of the words before a number and those before it in the material: 行政复议 and 行政诉讼 have 50."""
_OTHER_NUMBERS = re.compile(
    r"\d|[一二三四五六七八九十两]成|一半|过半|半数|翻番|[一二三四五六七八九十百千万亿几数两]{1,12}[倍分]|多数|全部"
)
_CLAUSE = re.compile(r"[,，。;；:：、()（）\s]")


class SummarySentence(BaseModel):
    """One sentence and what it rests on, verbatim."""

    text: str = Field(max_length=_LONGEST)
    quotes: list[str] = Field(min_length=1, max_length=_MOST)


class SummaryAnswer(BaseModel):
    """The model's answer."""

    sentences: list[SummarySentence] = Field(max_length=_MOST)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence of the material, at [start, end) of it."""

    told: Told
    start: int
    end: int


def add_summary(quality: QualityReport, session: ModelSession) -> None:
    """Ask for the summary and keep what is grounded. Raises ModelError where the model gives nothing."""
    material = _Material(quality)
    asker = Asker(session, quality.report.name)
    answer = session.run(asker.ask(load_prompt("summary"), SummaryAnswer, material.text))
    grounded = [told for sentence in answer.sentences if (told := material.grounded(sentence)) is not None]
    quality.summary = grounded
    quality.dropped = len(answer.sentences) - len(grounded)


class _Material:
    """The composed sentences, one a line, and the way back from a quote to their evidence."""

    def __init__(self, quality: QualityReport) -> None:
        told = list(quality.told())
        texts = [sentence.text for sentence in told]
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        self.text = "\n".join(texts)
        self.lines = [
            _Line(sentence, start, start + len(text))
            for sentence, text, start in zip(told, texts, starts[:-1], strict=True)
        ]
        self._grounder = Grounder(self.text, plain_numbers)

    def grounded(self, sentence: SummarySentence) -> Told | None:
        """The sentence with its numbers leading to their evidence; None where anything in it has none."""
        found = [self._lines_of(quote) for quote in sentence.quotes]
        if not all(found):
            return None
        lines = list({line.start: line for group in found for line in group}.values())
        folded = fold(sentence.text)
        numerals = find_numerals(folded)
        if _OTHER_NUMBERS.search(_without(folded, numerals)):
            return None
        pieces = list(self._pieces(sentence.text, folded, numerals, lines))
        if any(piece is None for piece in pieces):
            return None
        places = tuple(dict.fromkeys(place for line in lines for place in line.told.places))
        return Told(tuple(piece for piece in pieces if piece), (), places)

    def _lines_of(self, quote: str) -> list[_Line]:
        spans = self._grounder.find(quote)
        return [line for start, end in spans for line in self.lines if line.start <= start and end <= line.end]

    def _pieces(
        self, text: str, folded: str, numerals: Sequence[Numeral], lines: Sequence[_Line]
    ) -> Iterator[Piece | None]:
        """The text in pieces; None for a number without evidence."""
        position = 0
        for numeral in numerals:
            yield Piece(text[position : numeral.start])
            line = next((line for line in lines if _tells(line, folded, numeral)), None)
            place = None if line is None else _place(line, numeral)
            yield None if place is None else Piece(text[numeral.start : numeral.end], place)
            position = numeral.end
        yield Piece(text[position:])


def _without(folded: str, numerals: Sequence[Numeral]) -> str:
    """The text between its numbers."""
    bounds = [0, *(bound for numeral in numerals for bound in (numeral.start, numeral.end)), len(folded)]
    return "".join(folded[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))


def _tells(line: _Line, folded: str, numeral: Numeral) -> bool:
    """Whether the line has the number, in the same measure, after words that are like those of the sentence.

    A year counts nothing: it only has to be the same.
    """
    told = fold(line.told.text)
    wanted = _words_before(folded, numeral.start)
    return any(
        other.value == numeral.value
        and other.qualifier == numeral.qualifier
        and (other.unit == numeral.unit or None in (other.unit, numeral.unit))
        and (numeral.unit == "年" or _alike(wanted, _words_before(told, other.start)))
        for other in find_numerals(told)
    )


def _words_before(text: str, position: int) -> str:
    """The words of the clause before a number, without other numbers."""
    return re.sub(r"[\d+−≠=]", "", _CLAUSE.split(text[:position])[-1])


def _alike(one: str, other: str) -> bool:
    return one == other or fuzz.partial_ratio(one, other) >= _ALIKE


def _place(line: _Line, numeral: Numeral) -> int:
    """The place of the number itself where the line leads to it, else that of the whole line."""
    own = [piece.place for piece in line.told.chinese if piece.place is not None and str(numeral.value) in piece.text]
    return own[0] if own else line.told.places[0]
