"""Lists, matched one to one: facts, problems and improvements, series.

The assignment is scipy's ``linear_sum_assignment`` over similarities from RapidFuzz. stickler-eval, which is made for
comparing structured extractions, was tried and left aside: it knows one kind of null (a blank cell, a ``/`` and an
absent cell are all "true negatives"), its Hungarian algorithm is pure Python (1.1 s for 60 facts against 60, where
scipy takes under a millisecond), and it brings 130 MB for what are here thirty lines.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel
from rapidfuzz.fuzz import ratio
from scipy.optimize import linear_sum_assignment

from eval.labels import Fixture
from eval.values import Verdict, block_of, evidence_fields, flags_by_pointer, state, verdict
from extractor.documents.characters import fold, squeeze
from extractor.result import Evidence, Result

FACT_LISTS = ("/overview/facts", "/other_matters/facts")
ITEM_LISTS = ("/problems/problems", "/problems/improvements")

_PAIRED = 0.5
"""Less alike than this, two facts are no pair: one is missed, the other invented."""

Json = Mapping[str, Any]
Left = TypeVar("Left")
Right = TypeVar("Right")


class FactMatch(BaseModel):
    """A labelled fact and the read fact assigned to it; one side is None where it stands alone.

    ``strict``: value and quote are the same. ``relaxed``: the value is, and one quote holds the other. Units are
    compared folded: 條 is 条.
    """

    document: str
    truth_indicator: str | None
    read_indicator: str | None
    strict: bool = False
    relaxed: bool = False
    unit: bool = False
    qualifier: bool = False
    scope: bool = False


def assign(
    left: Sequence[Left], right: Sequence[Right], similarity: Callable[[Left, Right], float], least: float
) -> list[tuple[int, int, float]]:
    """The one-to-one pairs (index left, index right, similarity) of greatest total similarity, none below ``least``."""
    if not left or not right:
        return []
    table = np.array([[similarity(a, b) for b in right] for a in left])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return [(int(r), int(c), float(table[r, c])) for r, c in zip(rows, columns, strict=True) if table[r, c] >= least]


def elements(source: Json, pointer: str) -> list[Any]:
    """The list at a pointer of a report as JSON; empty where there is none."""
    found: Any = source
    for part in pointer.split("/")[1:]:
        found = found.get(part) if isinstance(found, Mapping) else None
    return list(found or [])


def fact_similarity(truth: Json, read: Json) -> float:
    """2 for the same value and quote; else 1 for the value plus the quotes' likeness, 0 to 1; a bit for the indicator."""
    alike = ratio(squeeze(truth["quote"]), squeeze(read["quote"])) / 100
    value = truth["value"] == read["value"]
    near = 0.01 * (truth["indicator"] == read["indicator"])
    return (1.0 + alike if value else _PAIRED * alike) + near if alike else 0.0


def match_facts(fixture: Fixture, result: Result | None, report: Json) -> Iterator[tuple[Verdict, FactMatch]]:
    """A verdict and a match for every fact that the label or the report has."""
    evidence = {} if result is None else result.evidence
    flags = flags_by_pointer(result)
    for pointer in FACT_LISTS:
        truths, reads = elements(fixture.label.report, pointer), elements(report, pointer)
        pairs = {t: r for t, r, _ in assign(truths, reads, fact_similarity, _PAIRED * 0.6)}
        for number, truth in enumerate(truths):
            at = pairs.get(number)
            item = evidence.get(f"{pointer}/{at}/value")
            read = None if at is None else reads[at]
            yield _fact(fixture, f"{pointer}/{number}", truth, read, item, flags.get(f"{pointer}/{at}/value", []))
        for number in sorted(set(range(len(reads))) - set(pairs.values())):
            item = evidence.get(f"{pointer}/{number}/value")
            found = flags.get(f"{pointer}/{number}/value", [])
            yield _fact(fixture, f"{pointer}/+{number}", None, reads[number], item, found)


def _fact(
    fixture: Fixture, pointer: str, truth: Json | None, read: Json | None, item: Evidence | None, flags: list[str]
) -> tuple[Verdict, FactMatch]:
    match = _compare(fixture.name, truth, read)
    judged = Verdict(
        document=fixture.name,
        pointer=pointer,
        block="facts",
        outcome="missed" if read is None else "invented" if truth is None else "right" if match.strict else "wrong",
        kind=_fact_kind(match, truth, read),
        truth=truth["value"] if truth else None,
        read=read["value"] if read else None,
        truth_text=truth["quote"] if truth else None,
        read_text=read["quote"] if read else None,
        flags=flags,
        **evidence_fields(item),
    )
    return judged, match


def _compare(document: str, truth: Json | None, read: Json | None) -> FactMatch:
    match = FactMatch(
        document=document,
        truth_indicator=truth["indicator"] if truth else None,
        read_indicator=read["indicator"] if read else None,
    )
    if truth is None or read is None:
        return match
    ours, theirs = squeeze(truth["quote"]), squeeze(read["quote"])
    value = truth["value"] == read["value"]
    return match.model_copy(
        update={
            "strict": value and ours == theirs,
            "relaxed": value and (ours in theirs or theirs in ours),
            "unit": fold(truth.get("unit") or "") == fold(read.get("unit") or ""),
            "qualifier": truth.get("qualifier", "exact") == read.get("qualifier", "exact"),
            "scope": squeeze(truth.get("scope") or "") == squeeze(read.get("scope") or ""),
        }
    )


def _fact_kind(match: FactMatch, truth: Json | None, read: Json | None) -> str | None:
    if truth is None or read is None:
        return None
    if not match.strict:
        return "value" if truth["value"] != read["value"] else "quote"
    return None if match.truth_indicator == match.read_indicator else "indicator"


def text_similarity(truth: str, read: str) -> float:
    """RapidFuzz's ratio without white space, 0 to 1: 1 minus the share of characters to insert and delete."""
    return ratio(squeeze(truth), squeeze(read)) / 100


def match_items(fixture: Fixture, result: Result | None, report: Json) -> Iterator[tuple[float, Verdict]]:
    """(similarity, verdict) for every problem and improvement of the label or the report."""
    evidence = {} if result is None else result.evidence
    for pointer in ITEM_LISTS:
        truths, reads = elements(fixture.label.report, pointer), elements(report, pointer)
        pairs = {t: (r, alike) for t, r, alike in assign(truths, reads, text_similarity, _PAIRED)}
        taken = {read for read, _ in pairs.values()}
        for number, truth in enumerate(truths):
            at, alike = pairs.get(number, (None, 0.0))
            read, item = (None, None) if at is None else (reads[at], evidence.get(f"{pointer}/{at}"))
            yield alike, _item(fixture, f"{pointer}/{number}", truth, read, alike, item)
        for number in sorted(set(range(len(reads))) - taken):
            yield (
                0.0,
                _item(fixture, f"{pointer}/+{number}", None, reads[number], 0.0, evidence.get(f"{pointer}/{number}")),
            )


def _item(
    fixture: Fixture, pointer: str, truth: str | None, read: str | None, alike: float, item: Evidence | None
) -> Verdict:
    both = truth is not None and read is not None
    outcome = ("right" if alike == 1 else "wrong") if both else "missed" if read is None else "invented"
    return Verdict.model_validate(
        {
            "document": fixture.name,
            "pointer": pointer,
            "block": block_of(pointer),
            "outcome": outcome,
            "kind": f"{alike:.0%} alike" if outcome == "wrong" else None,
            "truth_text": truth,
            "read_text": read,
            **evidence_fields(item),
        }
    )


def match_series(fixture: Fixture, result: Result | None, report: Json) -> Iterator[Verdict]:
    """A verdict on every point of every series; series are assigned by title and labels, points by label."""
    truths, reads = elements(fixture.label.report, "/series"), elements(report, "/series")
    pairs = {t: r for t, r, _ in assign(truths, reads, _series_similarity, _PAIRED)}
    evidence = {} if result is None else result.evidence
    for number, truth in enumerate(truths):
        at = pairs.get(number)
        yield from _points(fixture, number, at, truth["points"], [] if at is None else reads[at]["points"], evidence)
    for at in sorted(set(range(len(reads))) - set(pairs.values())):
        yield from _points(fixture, None, at, [], reads[at]["points"], evidence)


def _series_similarity(truth: Json, read: Json) -> float:
    words = [
        " ".join([series.get("title") or "", *(point["label"] for point in series["points"])])
        for series in (truth, read)
    ]
    return text_similarity(*words)


def _points(
    fixture: Fixture,
    truth_at: int | None,
    read_at: int | None,
    truths: Sequence[Json],
    reads: Sequence[Json],
    evidence: Mapping[str, Evidence],
) -> Iterator[Verdict]:
    pairs = {t: r for t, r, _ in assign(truths, reads, lambda a, b: text_similarity(a["label"], b["label"]), 1.0)}
    alone = sorted(set(range(len(reads))) - set(pairs.values()))
    for number, at in [*((n, pairs.get(n)) for n in range(len(truths))), *((None, at) for at in alone)]:
        truth, read = None if number is None else truths[number], None if at is None else reads[at]
        ours = f"/series/{truth_at}/points/{number}/value"
        item = evidence.get(f"/series/{read_at}/points/{at}/value")
        judged = verdict(
            state(truth and truth["value"], fixture.label.qualifiers.get(ours)),
            state(read and read["value"], item.qualifier if item else None, read=item is not None),
            truth and truth["value"],
            read and read["value"],
        )
        if judged is not None:
            yield Verdict(
                document=fixture.name,
                pointer=ours if truth else f"/series/+{read_at}/points/{at}/value",
                block="series",
                outcome=judged[0],
                kind=judged[1],
                truth=truth["value"] if truth else None,
                read=read["value"] if read else None,
                truth_text=truth["label"] if truth else None,
                read_text=read["label"] if read else None,
                **evidence_fields(item),
            )
