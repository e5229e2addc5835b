"""Numbers that belong together: a value with its change, the earlier value it rose from, the other end of a range."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from extractor.readers.llm_numbers import counts_nothing
from extractor.readers.numbers import Numeral, find_numerals, is_range
from extractor.readers.prose_flow import Flow
from extractor.readers.prose_flow import flow as flow_of
from extractor.reading import Candidate, ReaderName
from extractor.reports.work_report import wording as words
from extractor.reports.work_report.model import Direction, Kind

_SENTENCE = re.compile("[。;!?]")
LONGEST_ROW = 12
_LONGEST_CHANGE = 80
"""Characters behind a number in which its change is looked for."""
"""Statements that may belong together; more are a table that lost its lines."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a value stands to an earlier one; ``by`` is None where its own value is the change or no number says it."""

    direction: Direction
    basis: tuple[int, int] | None = None
    by: Numeral | None = None
    previous: Numeral | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One number that may be a fact, with the numbers beside it that are none of their own.

    ``begin``: where the numbers and words that belong to it begin, behind what it is about. ``end``: where they end.
    """

    numeral: Numeral
    begin: int
    end: int
    kind: Kind = "level"
    upper: Numeral | None = None
    change: Change | None = None

    def beside(self) -> Iterator[Numeral]:
        """The numbers that this statement holds beside its own."""
        if self.upper is not None:
            yield self.upper
        if self.change is not None:
            yield from (numeral for numeral in (self.change.by, self.change.previous) if numeral is not None)


def statements(flow: Flow) -> list[Statement]:
    """The statements of a paragraph in order; numbers known to count nothing are left out."""
    numerals = [_with_unit(flow.text, numeral) for numeral in find_numerals(flow.masked)]
    sentences = [0, *(match.end() for match in _SENTENCE.finditer(flow.masked))]
    kept = [n for n in numerals if not counts_nothing(flow, n, sentences[bisect_right(sentences, n.start) - 1])]
    kept = [n for n, after in zip_longest(kept, kept[1:]) if after is None or not _is_attribute(flow, n, after)]
    found: list[Statement] = []
    position = 0
    while position < len(kept):
        statement, taken = _Reader(flow, kept[position : position + LONGEST_ROW]).read()
        found.append(statement)
        position += taken
    return list(_spread(flow, found))


def _spread(flow: Flow, found: Sequence[Statement]) -> Iterator[Statement]:
    """Give the changes of （分别）增长1%和2%, which have no words of their own, to the values right before them.

    Where there are not as many values as changes, nobody knows whose they are: they are left out.
    """
    spread: list[Statement] = []
    position = 0
    while position < len(found):
        row = _row_of_changes(flow, spread[-1:], found[position : position + LONGEST_ROW])
        position += len(row) or 1
        if not row:
            spread.append(found[position - 1])
            continue
        owners = spread[-len(row) :]
        if len(owners) == len(row) and all(owner.kind == "level" and owner.change is None for owner in owners):
            spread[-len(row) :] = [
                replace(owner, change=replace(row[0].change or Change("up"), by=change.numeral))
                for owner, change in zip(owners, row, strict=True)
            ]
    yield from spread


def _row_of_changes(flow: Flow, before: Sequence[Statement], found: Sequence[Statement]) -> list[Statement]:
    first = found[0]
    told = flow.masked[first.begin : first.numeral.start]
    if not before or first.kind != "change" or flow.masked[before[0].end : first.begin].strip(",、("):
        return []
    row = [first]
    for statement in found[1:]:
        if not words.BETWEEN.fullmatch(flow.masked, row[-1].end, statement.numeral.start):
            break
        row.append(statement)
    return row if len(row) > 1 or words.SHARED_CHANGE.search(told) else []


def is_no_fact(flow: Flow, numeral: Numeral, sentence: int) -> bool:
    """Whether a number counts nothing, or only says how another one came about."""
    if counts_nothing(flow, numeral, sentence):
        return True
    end = _SENTENCE.search(flow.masked, numeral.stop)
    told = flow_of(flow.document, *flow.span(sentence, end.end() if end else len(flow.text)))
    beside = (other for statement in statements(told) for other in statement.beside())
    start, _ = flow.span(numeral.start, numeral.stop)
    return any(told.span(other.start, other.stop)[0] == start for other in beside)


def _is_attribute(flow: Flow, numeral: Numeral, after: Numeral) -> bool:
    """Whether a number only says which things the next one counts."""
    return words.ATTRIBUTE.fullmatch(flow.masked, numeral.stop, after.start) is not None


def _with_unit(text: str, numeral: Numeral) -> Numeral:
    """The number with a measure word that only work reports use."""
    unit = words.FOREIGN_UNITS.match(text, numeral.end) if numeral.unit is None else None
    return numeral if unit is None else replace(numeral, unit=unit[0], stop=max(unit.end(), numeral.stop))


class _Reader:
    """Reads the statement that the first of some numbers opens; says how many of them it takes."""

    def __init__(self, flow: Flow, numerals: Sequence[Numeral]) -> None:
        self.mask = flow.masked
        self.numerals = numerals

    def read(self) -> tuple[Statement, int]:
        first, begin = self.numerals[0], self.numerals[0].start
        rise = self._between(0, words.ROSE_TO)
        if rise is not None:
            source = words.FROM.search(self.mask, max(begin - 12, 0), begin)
            begin = source.start() if source else begin
            basis = source.span("basis") if source and source["basis"] else None
            change = Change(words.DIRECTIONS[rise["direction"]], basis, previous=first)
            return self._with_change(Statement(self.numerals[1], begin, self.numerals[1].stop, change=change), 2)
        before = words.CHANGE_BEFORE.search(self.mask, max(begin - 30, 0), begin)
        if before is not None:
            statement = Statement(first, before.start(), first.stop, "change", change=_change(before))
            return self._with_range(statement, 1)
        statement, taken = self._with_range(Statement(first, begin, first.stop), 1)
        return self._with_change(statement, taken)

    def _between(self, index: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What joins number ``index`` to the next one, if that is all there is between them."""
        if index + 1 >= len(self.numerals):
            return None
        return pattern.fullmatch(self.mask, self.numerals[index].stop, self.numerals[index + 1].start)

    def _with_range(self, statement: Statement, taken: int) -> tuple[Statement, int]:
        upper = self.numerals[taken] if taken < len(self.numerals) else None
        if upper is None or upper.scale != statement.numeral.scale or not is_range(self.mask, statement.numeral, upper):
            return statement, taken
        return replace(statement, upper=upper, end=upper.stop), taken + 1

    def _with_change(self, statement: Statement, taken: int) -> tuple[Statement, int]:
        same = words.UNCHANGED.match(self.mask, statement.end)
        if same is not None and statement.change is None:
            basis = same.span("basis") if same["basis"] else None
            return replace(statement, end=same.end(), change=Change("unchanged", basis)), taken
        match = words.CHANGE_AFTER.match(self.mask, statement.end, statement.end + _LONGEST_CHANGE)
        if match is None or taken >= len(self.numerals) or self.numerals[taken].start != match.end():
            return statement, taken
        if words.SHARED_CHANGE.search(match[0]) or self._between(taken, words.BETWEEN) is not None:
            return statement, taken
        by = self.numerals[taken]
        change, earlier = _change(match), statement.change
        if earlier is not None:
            change = replace(change, basis=change.basis or earlier.basis, previous=earlier.previous)
        change = replace(change, by=by)
        return replace(statement, end=by.stop, change=change), taken + 1


def _change(match: re.Match[str]) -> Change:
    return Change(words.DIRECTIONS[match["direction"]], match.span("basis") if match["basis"] else None)


def described(flow: Flow, statement: Statement, reader: ReaderName) -> tuple[dict[str, Any], dict[str, Candidate]]:
    """What a statement says beside its value, as a fact's fields; and the evidence of the numbers among them."""
    evidence: dict[str, Candidate] = {}

    def number(pointer: str, numeral: Numeral | None) -> int | float | None:
        if numeral is None:
            return None
        start, end = flow.span(numeral.start, numeral.stop)
        raw = flow.document.text[start:end]
        evidence[pointer] = Candidate(numeral.value, raw, start, end, numeral.qualifier, reader)
        return numeral.value

    change, comparison = statement.change, None
    if change is not None:
        comparison = {
            "basis": flow.verbatim(*change.basis) if change.basis else None,
            "direction": change.direction,
            "value": number("/comparison/value", change.by),
            "unit": change.by.unit if change.by else None,
            "qualifier": change.by.qualifier if change.by else "exact",
            "previous": number("/comparison/previous", change.previous),
        }
    return {"kind": statement.kind, "upper": number("/upper", statement.upper), "comparison": comparison}, evidence
