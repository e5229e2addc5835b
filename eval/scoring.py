"""One document's score: verdicts on all its values, and the fractions from which every metric is summed.

Every rate here is a fraction (numerator, denominator) per document, added up over documents, so that one bootstrap
over documents gives every interval. A failed or missing document has a reading of nothing: every value is missed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from eval.labels import Fixture, TrueBox
from eval.matching import FactMatch, elements, match_facts, match_items, match_series
from eval.values import OUTCOMES, Verdict, blocks_by_pointer, is_cell, judge_scalars
from extractor.documents.characters import squeeze
from extractor.reconcile import REVIEW_BELOW
from extractor.result import Box, Evidence, Result, value_at

LEAST_OVERLAP = 0.5
"""IoU from which a box counts as the cell's own."""

Fraction = tuple[float, float]


class DocumentScore(BaseModel):
    """A document's fractions by metric name, its verdicts and its cost.

    ``origin`` is the source's name without suffix: generated documents share that of the report they were made from.
    """

    document: str
    origin: str
    group: str
    media_type: str
    status: str
    fractions: dict[str, Fraction] = Field(default_factory=dict)
    facts: list[FactMatch] = Field(default_factory=list)
    verdicts: list[Verdict] = Field(default_factory=list)
    cost: dict[str, float] = Field(default_factory=dict)


def score_document(fixture: Fixture, result: Result | None, text: str) -> DocumentScore:
    """Score ``result`` against the fixture's label; ``text`` is the normalised text that evidence points into."""
    report: dict[str, Any] = {}
    if result is not None and result.report is not None:
        report = result.report.model_dump(mode="json")
    scalars = list(judge_scalars(fixture, result))
    series = list(match_series(fixture, result, report))
    facts = list(match_facts(fixture, result, report))
    items = list(match_items(fixture, result, report))
    matches = [match for _, match in facts]
    values = scalars + series
    fractions = {
        **_accuracy(values),
        **_facts(matches),
        **_items(items),
        **_whole(scalars, values, [*series, *(v for v, _ in facts), *(v for _, v in items)], result),
        **_checks(fixture, result),
    }
    if result is not None:
        fractions |= _evidence(fixture, result, report, text)
    return DocumentScore(
        document=fixture.name,
        origin=Path(fixture.label.name).stem,
        group=fixture.group,
        media_type=result.source.media_type if result else "",
        status=result.status if result else "failed",
        fractions=fractions,
        facts=matches,
        verdicts=[*values, *(judged for judged, _ in facts), *(judged for _, judged in items)],
        cost=_cost(result),
    )


def _share(verdicts: Sequence[Verdict], outcome: str) -> Fraction:
    return sum(judged.outcome == outcome for judged in verdicts), len(verdicts)


def _accuracy(values: Sequence[Verdict]) -> dict[str, Fraction]:
    """Exact accuracy over all values, statutory cells alone, each block, each reader; and each outcome's share."""
    found = {
        "accuracy": _share(values, "right"),
        "accuracy.cells": _share([v for v in values if is_cell(v.pointer)], "right"),
    }
    for outcome in OUTCOMES[1:]:
        found[f"values.{outcome}"] = _share(values, outcome)
    for block in {judged.block for judged in values}:
        found[f"accuracy.block.{block}"] = _share([v for v in values if v.block == block], "right")
    for reader in {"+".join(judged.readers) for judged in values if judged.readers}:
        found[f"accuracy.reader.{reader}"] = _share([v for v in values if "+".join(v.readers) == reader], "right")
    return found


def _facts(matches: Sequence[FactMatch]) -> dict[str, Fraction]:
    truths = sum(match.truth_indicator is not None for match in matches)
    reads = sum(match.read_indicator is not None for match in matches)
    strict = [match for match in matches if match.strict]
    relaxed = sum(match.relaxed for match in matches)
    return {
        "facts.recall": (len(strict), truths),
        "facts.precision": (len(strict), reads),
        "facts.f1": (2 * len(strict), truths + reads),
        "facts.f1_overlap": (2 * relaxed, truths + reads),
        "facts.indicator": (sum(m.truth_indicator == m.read_indicator for m in strict), len(strict)),
        "facts.unit": (sum(m.unit for m in strict), len(strict)),
        "facts.qualifier": (sum(m.qualifier for m in strict), len(strict)),
        "facts.scope": (sum(m.scope for m in strict), len(strict)),
    }


def _items(items: Sequence[tuple[float, Verdict]]) -> dict[str, Fraction]:
    """Similarity of the assigned pairs over the labelled (recall), the read (precision), and both (F1)."""
    found: dict[str, Fraction] = {}
    for block in ("problems", "improvements"):
        here = [(alike, judged) for alike, judged in items if judged.block == block]
        alike = sum(similarity for similarity, _ in here)
        truths = sum(judged.truth_text is not None for _, judged in here)
        reads = sum(judged.read_text is not None for _, judged in here)
        found |= {
            f"{block}.recall": (alike, truths),
            f"{block}.precision": (alike, reads),
            f"{block}.f1": (2 * alike, truths + reads),
        }
    return found


def _whole(
    scalars: Sequence[Verdict], values: Sequence[Verdict], rest: Sequence[Verdict], result: Result | None
) -> dict[str, Fraction]:
    """Reports wholly right; accepted ones, and those of them that hold an error all the same; silent errors.

    Wholly right: every statutory cell and meta value, and none besides; ``with_prose``: every list too.
    Silent: a value in ``report`` that is not right and that nothing marks for review.
    """
    values_right = not any(judged.error for judged in scalars)
    all_right = values_right and not any(judged.error or judged.kind == "indicator" for judged in rest)
    accepted = result is not None and result.status == "accepted"
    silent = sum(_silent(judged) for judged in values)
    return {
        "reports_wholly_right": (values_right, 1),
        "reports_wholly_right.with_prose": (all_right, 1),
        "reports_accepted": (accepted, 1),
        "reports_accepted.right": (accepted and values_right, accepted),
        "values.silent_errors": (silent, len(values)),
    }


def _silent(judged: Verdict) -> bool:
    """A read value (a blank, too) that is not right, confident and not flagged."""
    return judged.error and judged.confidence is not None and judged.confidence >= REVIEW_BELOW and not judged.flags


def _checks(fixture: Fixture, result: Result | None) -> dict[str, Fraction]:
    """Failed checks against the labelled ones; ``cause``: those said to be the agency's own mistake.

    The label is what the document says, so a check that fails on the label is the source's mistake, and one that
    fails on the reading alone is the extraction's.
    """
    truth = set(fixture.label.checks_failed)
    failed = {check.id: check.cause for check in (result.failed_checks() if result else [])}
    blamed = {name for name, cause in failed.items() if cause == "source"}
    return {
        "checks.recall": (len(truth & failed.keys()), len(truth)),
        "checks.precision": (len(truth & failed.keys()), len(failed)),
        "checks.cause.recall": (len(truth & blamed), len(truth)),
        "checks.cause.precision": (len(truth & blamed), len(blamed)),
    }


def _evidence(fixture: Fixture, result: Result, report: dict[str, Any], text: str) -> dict[str, Fraction]:
    """Grounded: the value has evidence whose raw text stands in the document. Exact: it stands at its offsets."""
    squeezed = squeeze(text)
    items = [result.evidence.get(pointer) for pointer in _grounded_pointers(report)]
    grounded = [item for item in items if item is not None and squeeze(item.raw) in squeezed]
    exact = sum(text[item.start : item.end] == item.raw for item in grounded)
    found: dict[str, Fraction] = {
        "evidence.grounded": (len(grounded), len(items)),
        "evidence.offsets_exact": (exact, len(grounded)),
    }
    if fixture.boxes:
        found["evidence.boxes"] = (_boxes_right(fixture.boxes, result.evidence), len(fixture.boxes))
    return found


def _grounded_pointers(report: dict[str, Any]) -> Iterator[str]:
    """Pointers of the values that came off the page: cells and facts. Edition and year may be told by other things."""
    yield from (pointer for pointer in blocks_by_pointer() if value_at(report, pointer) is not None)
    for name in ("/overview/facts", "/other_matters/facts"):
        yield from (f"{name}/{number}/value" for number in range(len(elements(report, name))))


def _boxes_right(truth: dict[str, TrueBox], evidence: dict[str, Evidence]) -> int:
    return sum(
        item.bbox is not None and item.page == true.page and overlap(item.bbox, true.bbox) >= LEAST_OVERLAP
        for pointer, true in truth.items()
        if (item := evidence.get(pointer)) is not None
    )


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes (x0, y0, x1, y1).

    >>> overlap((0, 0, 2, 1), (1, 0, 3, 1))
    0.3333333333333333
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def _cost(result: Result | None) -> dict[str, float]:
    run = result.run.model_dump() if result else {}
    return {name: float(value) for name, value in run.items() if isinstance(value, int | float)}
