"""Independent reviews of one report: each reviewer works alone, and the report is accepted once all have accepted it and
agree."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.result import Evidence, Flag, Result, value_at
from extractor.review.changes import effective
from extractor.store.reviews import Logged

WAITING = "independent_review"
DISAGREE = "reviewers_disagree"
"""Codes of the flags that keep a report in review: a reviewer has not accepted it yet; two of them differ at a value."""

_DISPUTED = 0.5
"""Confidence of a value that two persons read differently: either may be right."""


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
    first, *others = reviews.values()
    differing = dict.fromkeys(pointer for other in others for pointer in differences(first, other))
    if not differing:
        return first
    return _flagged(first, [_disagreement(pointer, reviews) for pointer in differing])


def as_seen(own: Result, stands: Result) -> Result:
    """A reviewer's own result, with the disagreements that have come to light."""
    return _flagged(own, [flag for flag in stands.flags if flag.code == DISAGREE])


def differences(one: Result, other: Result) -> list[str]:
    """Pointers at which two reviews end with different values, or only one of them with any."""
    ours, theirs = _stated(one), _stated(other)
    return [pointer for pointer in {**ours, **theirs} if ours.get(pointer) != theirs.get(pointer)]


def _stated(result: Result) -> dict[str, tuple[Any, str]]:
    assert result.report is not None, "a result without a report has nothing to review"
    report = result.report.model_dump(mode="json")
    return {pointer: (value_at(report, pointer), found.qualifier) for pointer, found in result.evidence.items()}


def _disagreement(pointer: str, reviews: Mapping[str, Result]) -> Flag:
    said = "；".join(f"{name} {_words(result, pointer)}" for name, result in reviews.items())
    return Flag(code=DISAGREE, message=f"审核人不一致：{said}。The reviewers differ.", pointers=[pointer])


def _words(result: Result, pointer: str) -> str:
    found = result.evidence.get(pointer)
    if found is None:
        return "–"
    value = value_at(result.report, pointer) if result.report is not None else None
    return {"blank": "空白", "not_applicable": "/"}.get(found.qualifier, "–") if value is None else str(value)


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
