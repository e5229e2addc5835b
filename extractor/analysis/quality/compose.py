"""Composing a quality report: every sentence comes from a template and values with evidence, else it is not told."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.analysis.findings import Finding, Quote
from extractor.analysis.histories import YearReport
from extractor.analysis.quality.places import Place, Places, whole
from extractor.reading import Qualifier
from extractor.reports.arithmetic import CERTAIN
from extractor.reports.base import ReportType, Sentence
from extractor.result import Check, Number

_WHOLE = "全文 whole document"
_STATED: Mapping[Qualifier, tuple[str, str]] = {
    "about": ("约{}", "about {}"),
    "over": ("{}余", "over {}"),
    "at_least": ("不少于{}", "at least {}"),
    "at_most": ("不超过{}", "at most {}"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?!\d|年)")
_MANY = 12
"""Operands of a check up to which zeros are listed, too; the outcomes are 22 rows, most of them 0."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or a number that leads to its place in the appendix."""

    text: str
    place: int | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence in both languages; ``places``: what it rests on, never nothing. ``cause`` as in checks."""

    chinese: tuple[Piece, ...]
    english: tuple[Piece, ...]
    places: tuple[int, ...]
    cause: str | None = None

    @property
    def text(self) -> str:
        """The Chinese sentence as plain text."""
        return "".join(piece.text for piece in self.chinese)


@dataclass
class QualityReport:
    """Everything that the page shows. ``heading``: whose report of which year it is. ``reported``: heading of a section ->
    what it says; ``blank``: what is left empty.

    ``within``: checks that fail; ``across``: findings between reports; ``doubts``: what was not read with certainty.
    ``summary``: sentences by a model, ``dropped`` of which could not be grounded; None where none was asked for.
    """

    report: YearReport
    identity: str
    heading: Told
    reported: dict[str, list[Told]] = field(default_factory=dict)
    facts: list[Told] = field(default_factory=list)
    blank: list[Told] = field(default_factory=list)
    within: list[Told] = field(default_factory=list)
    across: list[Told] = field(default_factory=list)
    doubts: list[Told] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    summary: list[Told] | None = None
    dropped: int = 0

    def told(self) -> Iterator[Told]:
        """Every composed sentence in order."""
        yield self.heading
        for group in (*self.reported.values(), self.facts, self.blank, self.within, self.across, self.doubts):
            yield from group


def compose(
    identity: str,
    report: YearReport,
    findings: Iterable[Finding],
    report_type: ReportType,
    source: Callable[[Quote], str | None],
) -> QualityReport:
    """The quality report of one report. ``source``: the text of a quote's document, None where it is not at hand."""
    return _Composer(report, report_type, Places(source)).compose(identity, findings)


class _Composer:
    def __init__(self, report: YearReport, report_type: ReportType, places: Places) -> None:
        self.report = report
        self.report_type = report_type
        self.places = places
        flagged = (pointer for flag in report.result.flags if flag.review for pointer in flag.pointers)
        self.flagged = frozenset(flagged)

    def compose(self, identity: str, findings: Iterable[Finding]) -> QualityReport:
        quality = QualityReport(self.report, identity, self._heading(identity))
        sentences = self.report_type.comparison.sentences
        for sentence in sentences:
            told = self._reported(sentence)
            if told is not None:
                heading = self.report_type.sections[sentence.section]
                quality.reported.setdefault(heading, []).append(told)
        quality.facts = list(self._facts())
        quality.blank = list(self._blank(sentences))
        failed = [check for check in self.report.result.failed_checks() if check.id not in self.report_type.across.ids]
        quality.within = [told for check in failed if (told := self._check(check)) is not None]
        quality.across = [self._finding(finding) for finding in findings]
        quality.doubts = list(self._doubts())
        quality.places = self.places.lines
        return quality

    def _place(self, pointer: str) -> int:
        """A fact goes by its own label, a cell by the form's."""
        own = self.report.values.get(f"{pointer.removesuffix('/value')}/label") if "/facts/" in pointer else None
        label = own if isinstance(own, str) else self._name(pointer)
        return self.places.add(self.report.quote(pointer), label, doubtful=self._is_doubtful(pointer))

    def _name(self, pointer: str) -> str:
        return self.report.cell_name(pointer, self.report_type)

    def _is_doubtful(self, pointer: str) -> bool:
        found = self.report.result.evidence.get(pointer)
        return pointer in self.flagged or (found is not None and found.confidence < CERTAIN)

    def _number(self, pointer: str) -> Number | None:
        value = self.report.values.get(pointer)
        return value if isinstance(value, int | float) and pointer in self.report.result.evidence else None

    def _heading(self, identity: str) -> Told:
        known = [self._place(p) for p in ("/agency", "/year") if p in self.report.result.evidence]
        places = known or [self.places.add(whole(self.report), _WHOLE)]
        pieces = (Piece(identity, places[0]), Piece(str(self.report.year), places[-1]), Piece("年度报告。"))
        return Told(pieces, (), tuple(places))

    def _reported(self, sentence: Sentence) -> Told | None:
        pointer = sentence.pointer
        if self._number(pointer) is None:
            return None
        place, doubtful = self._place(pointer), self._is_doubtful(pointer)
        chinese, english = (
            _around(words, Piece(self._stated(pointer, language), place, doubtful))
            for language, words in enumerate((sentence.chinese, sentence.english))
        )
        return Told(chinese, english, (place,))

    def _stated(self, pointer: str, language: int) -> str:
        """A number as the report states it: 约, 余, 不少于 are kept."""
        pattern = _STATED.get(self.report.result.evidence[pointer].qualifier, ("{}", "{}"))
        return pattern[language].format(self._number(pointer))

    def _facts(self) -> Iterator[Told]:
        """What the prose counts, in the document's own words."""
        for pointer in self.report.result.evidence:
            if "/facts/" in pointer and pointer.endswith("/value"):
                quote = self.report.values.get(f"{pointer.removesuffix('/value')}/quote")
                if isinstance(quote, str):
                    piece = Piece(f"“{quote}”", self._place(pointer), self._is_doubtful(pointer))
                    yield Told((piece,), (), (self._place(pointer),))

    def _blank(self, sentences: Sequence[Sentence]) -> Iterator[Told]:
        """Cells that the report has and leaves empty: neither 0 nor told of above."""
        for pointer in (sentence.pointer for sentence in sentences):
            found = self.report.result.evidence.get(pointer)
            if found is not None and found.qualifier in ("blank", "not_applicable"):
                name = self._name(pointer)
                place = self._place(pointer)
                yield Told((Piece(f"{name}："), Piece("未填写", place)), (Piece("left blank"),), (place,))

    def _check(self, check: Check) -> Told | None:
        pointers = [pointer for pointer in check.pointers if pointer in self.report.result.evidence]
        if len(pointers) > _MANY:
            pointers = [pointer for pointer in pointers if self._number(pointer)] or pointers[:_MANY]
        if not pointers:
            return None
        places = tuple(self._place(pointer) for pointer in pointers)
        return Told(self._linked(check.message, places), (), places, check.cause)

    def _finding(self, finding: Finding) -> Told:
        places = tuple(
            self.places.add(quote, self._label(quote), doubtful=quote.doubtful) for quote in finding.evidence
        )
        return Told(self._linked(finding.chinese, places), (Piece(finding.english),), places, finding.cause)

    def _label(self, quote: Quote) -> str:
        return self._name(quote.pointer) if quote.report else "机关名单 agency list"

    def _linked(self, text: str, places: Sequence[int]) -> tuple[Piece, ...]:
        """A finished sentence with those of its numbers leading to their places that stand at one; years do not."""
        at: dict[str, list[Place]] = {}
        for number in places:
            place = self.places.lines[number - 1]
            at.setdefault(str(place.quote.value), []).append(place)
        pieces: list[Piece] = []
        position = 0
        for match in _NUMBER.finditer(text):
            found = at.get(match[0])
            if found:
                place = found.pop(0) if len(found) > 1 else found[0]  # equal numbers in the order of their places
                pieces += [Piece(text[position : match.start()]), Piece(match[0], place.number, place.doubtful)]
                position = match.end()
        return (*pieces, Piece(text[position:]))

    def _doubts(self) -> Iterator[Told]:
        """Flags that ask for review. What is missing altogether is seen in the whole document."""
        for flag in self.report.result.flags:
            if flag.review:
                pointers = [pointer for pointer in flag.pointers if pointer in self.report.result.evidence]
                places = [self._place(pointer) for pointer in pointers]
                yield Told((Piece(flag.message),), (), tuple(places or [self.places.add(whole(self.report), _WHOLE)]))


def _around(words: str, number: Piece) -> tuple[Piece, ...]:
    """A template with its number in place."""
    before, after = words.split("{n}")
    return Piece(before), number, Piece(after)
