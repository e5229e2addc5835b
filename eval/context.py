"""The source text around a verdict: where it was read, or where the truth stands, with a little on both sides."""

import re
from dataclasses import dataclass

from eval.locate import Locator, Span
from eval.values import Verdict, is_cell
from extractor.documents.characters import fold
from extractor.reports.disclosure.form import BLOCKS

_AROUND = 48
_NUMBERING = re.compile(r"^(?:[一二三四五六七]、|（[一二三四五六七]）|\d\.)")


@dataclass(frozen=True)
class Excerpt:
    """A piece of the source; ``marked`` is what the verdict is about, empty where its place is not known."""

    before: str
    marked: str
    after: str


class Source:
    """One document's normalised text, to take excerpts from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._locator = Locator(text)
        self._folded = Locator(fold(text))

    def excerpt(self, judged: Verdict) -> Excerpt:
        """The text around ``judged``; of a missed table cell, the row's label."""
        span = self._span(judged)
        if span is None:
            return Excerpt("", "", "")
        start, end = span
        return Excerpt(
            _shown(self.text[max(start - _AROUND, 0) : start]),
            _shown(self.text[start:end]) or "␣",
            _shown(self.text[end : end + _AROUND]),
        )

    def _span(self, judged: Verdict) -> Span | None:
        if judged.start is not None and judged.end is not None:
            return judged.start, judged.end
        if judged.truth_text is not None:
            return self._locator.find(judged.truth_text)
        if is_cell(judged.pointer):
            return self._row(judged.pointer)
        return self._locator.find(str(judged.truth)) if judged.truth is not None else None

    def _row(self, pointer: str) -> Span | None:
        """Where the label of a cell's row stands, behind the heading of its table."""
        for block in BLOCKS:
            for row in block.rows:
                if pointer.startswith(f"{block.pointer}/{row.key}/"):
                    table = self._folded.find(fold(block.chinese))
                    label = fold(_NUMBERING.sub("", row.labels[0]))[:12]
                    return self._folded.find(label, table[1] if table else 0)
        return None


def _shown(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ⏎ ", text.replace("\t", " "))
