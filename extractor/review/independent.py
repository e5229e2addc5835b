"""Independent reviews of one report: each reviewer works alone, and the report is accepted once all have accepted it and
agree."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.result import Evidence, Flag, Result, value_at
from extractor.review.changes import effective
from extractor.store.reviews import Logged

WAITING = "independent_review"
DISAGREE = "reviewers_disagree"
"""Codes of the flags that keep a report in review: a reviewer has not accepted it yet; two of them differ at a value."""

_DISPUTED = 0.5
"""Confidence of a value that two persons read differently: either may be right."""

_FACT = re.compile(r"(?P<fact>(?P<list>.+/facts)/\d+)(?P<below>/.+)")

Row = tuple[str, ...]
"""One value as several results have it: its pointer in each of them, ``""`` where a result lacks the fact."""


def is_independent(asked: Sequence[str]) -> bool:
    """Whether the reviewers that a report is assigned to review it independently: two or more are asked."""
    return len(asked) > 1


def entries_of(log: Iterable[Logged], reviewer: str) -> list[Logged]:
    """One reviewer's own entries."""
    return [entry for entry in log if entry.reviewer == reviewer]


def waiting_for(log: Sequence[Logged], asked: Sequence[str]) -> list[str]:
    """Who of those asked has not accepted the whole report."""
    return [name for name in asked if not _has_accepted(entries_of(log, name))]


def _has_accepted(own: Iterable[Logged]) -> bool:
    return any(entry.change.action == "accept" and not entry.change.pointer for entry in effective(own))


def standing(untouched: Result, reviews: Mapping[str, Result], waiting: Sequence[str]) -> Result:
    """The result that stands for everybody. ``reviews``: reviewer -> their result; ``waiting``: who has not accepted it.

    While anybody is waited for it is the machine's (``untouched``); then the first reviewer's, with a flag for each
    value at which another one differs.
    """
    if waiting:
        names = "、".join(waiting)
        message = f"独立审核：等待 {names}。Independent reviews: waiting for {names}."
        return _flagged(untouched, [Flag(code=WAITING, message=message)])
    results = list(reviews.values())
    flags = [_disagreement(row, reviews) for row in _lined_up(results) if _differ(results, row)]
    return _flagged(results[0], flags)


def as_seen(own: Result, stands: Result) -> Result:
    """A reviewer's own result, with the disagreements that have come to light, each where the reviewer has the value."""
    here = {row[0]: row[1] for row in _lined_up([stands, own])}
    flags = [flag.model_copy() for flag in stands.flags if flag.code == DISAGREE]
    for flag in flags:
        flag.pointers = [at for pointer in flag.pointers if (at := here.get(pointer, pointer))]
    return _flagged(own, flags)


def agreement(reviews: Sequence[Result]) -> dict[str, int]:
    """How many values the reviews have the ``same``, and how many a ``different`` one or only some of them."""
    differing = [_differ(reviews, row) for row in _lined_up(reviews)]
    return {"same": differing.count(False), "different": differing.count(True)}


@dataclass(frozen=True, slots=True)
class _Fact:
    """What makes a fact the same one in two reviews: what it tells of, and from which words of the document."""

    above: str
    indicator: str
    start: int
    end: int

    def is_told_by(self, other: "_Fact") -> bool:
        """Whether the other fact is the same: two persons do not select a missed fact's words to the letter."""
        same = (self.above, self.indicator) == (other.above, other.indicator)
        return same and self.start < other.end and other.start < self.end


def _lined_up(results: Sequence[Result]) -> list[Row]:
    """Every value that any of the results has. A fact's place in its list is no name for it: a reviewer may have taken
    others out."""
    rows: dict[str, list[str]] = {}
    known: list[_Fact] = []
    for column, result in enumerate(results):
        numbers = _numbered(_facts(result), known)
        for pointer in result.evidence:
            match = _FACT.fullmatch(pointer)
            if match is None:
                rows.setdefault(pointer, [pointer] * len(results))
            else:
                row = rows.setdefault(f"{numbers[match['fact']]}{match['below']}", [""] * len(results))
                row[column] = pointer
    return [tuple(row) for row in rows.values()]


def _facts(result: Result) -> dict[str, _Fact]:
    """Pointer -> fact."""
    found = {}
    for pointer, item in result.evidence.items():
        match = _FACT.fullmatch(pointer)
        if match is not None and match["below"] == "/value" and result.report is not None:
            indicator = value_at(result.report, f"{match['fact']}/indicator")
            found[match["fact"]] = _Fact(match["list"], indicator, item.start, item.end)
    return found


def _numbered(facts: Mapping[str, _Fact], known: list[_Fact]) -> dict[str, int]:
    """Pointer -> place among the facts ``known`` from all reviews, to which those are added that are new."""
    numbers: dict[str, int] = {}
    for pointer, fact in facts.items():
        same = [number for number, one in enumerate(known) if one.is_told_by(fact) and number not in numbers.values()]
        if not same:
            known.append(fact)
        numbers[pointer] = next((number for number in same if known[number] == fact), same[0] if same else len(known) - 1)
    return numbers


def _stated(result: Result, pointer: str) -> tuple[Any, str] | None:
    found = result.evidence.get(pointer)
    if found is None or result.report is None:
        return None
    return value_at(result.report, pointer), found.qualifier


def _differ(reviews: Sequence[Result], row: Row) -> bool:
    """Whether the reviews end with different values, or only some of them with any."""
    first, *others = (_stated(result, pointer) for result, pointer in zip(reviews, row, strict=True))
    return any(other != first for other in others)


def _disagreement(row: Row, reviews: Mapping[str, Result]) -> Flag:
    """The message gives the words of a fact that not all reviews have: who lacks it sees no cell of it."""
    said = "；".join(f"{name} {_words(reviews[name], pointer)}" for name, pointer in zip(reviews, row, strict=True))
    having = [(result, pointer) for result, pointer in zip(reviews.values(), row, strict=True) if pointer]
    fact = "" if len(having) == len(row) else f"“{having[0][0].evidence[having[0][1]].raw}” "
    message = f"审核人不一致：{fact}{said}。The reviewers differ."
    return Flag(code=DISAGREE, message=message, pointers=[row[0]] if row[0] else [])


def _words(result: Result, pointer: str) -> str:
    stated = _stated(result, pointer)
    if stated is None:
        return "–"
    value, qualifier = stated
    return {"blank": "空白", "not_applicable": "/"}.get(qualifier, "–") if value is None else str(value)


def _flagged(result: Result, flags: Sequence[Flag]) -> Result:
    if not flags:
        return result
    disputed = {pointer for flag in flags for pointer in flag.pointers}
    evidence = {pointer: _doubtful(found) if pointer in disputed else found for pointer, found in result.evidence.items()}
    return result.model_copy(
        update={"flags": [*result.flags, *flags], "evidence": evidence, "status": "needs_review"}
    )


def _doubtful(found: Evidence) -> Evidence:
    return found.model_copy(update={"confidence": _DISPUTED})
