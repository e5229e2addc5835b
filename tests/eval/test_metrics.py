"""Confidence measures against worked examples, intervals, requirements."""

import math
from pathlib import Path

import numpy as np
import pytest

from eval.confidence import (
    auroc,
    coverage_at,
    expected_calibration_error,
    judged_confidences,
    reliability,
    risk_coverage,
)
from eval.labels import LabelSet
from eval.report import shown
from eval.require import check_requirements, unmet
from eval.runs import SavedRun
from eval.scoring import DocumentScore, overlap, score_document
from eval.summary import Metric, summarise
from eval.values import Outcome, Verdict
from extractor.errors import UsageError

CONFIDENCE = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
RIGHT = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 0.0])


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    assert [(b.count, b.right) for b in reliability(CONFIDENCE, RIGHT)] == [(2, 0.5), (4, 0.75)]
    assert expected_calibration_error(CONFIDENCE, RIGHT) == pytest.approx((4 * 0.2 + 2 * 0.05) / 6)


def test_values_of_one_confidence_are_taken_together() -> None:
    coverage, risk = risk_coverage(CONFIDENCE, RIGHT)
    assert coverage.tolist() == pytest.approx([4 / 6, 1.0])
    assert risk.tolist() == pytest.approx([1 / 4, 2 / 6])
    assert coverage_at(CONFIDENCE, RIGHT, 0.75) == pytest.approx(4 / 6)
    assert coverage_at(CONFIDENCE, RIGHT, 0.9) == 0.0


def test_auroc_needs_right_and_wrong_values() -> None:
    assert auroc(CONFIDENCE, RIGHT) == pytest.approx(0.625)
    assert math.isnan(auroc(CONFIDENCE, np.ones(6)))


def test_a_number_taken_for_an_empty_cell_counts_against_its_confidence() -> None:
    """An empty cell is a statement, too; a place left open is none."""

    def verdict(outcome: Outcome, kind: str | None) -> Verdict:
        return Verdict(document="a", pointer="/x", block="meta", outcome=outcome, kind=kind, confidence=0.95)

    verdicts = [verdict("right", None), verdict("missed", "→blank"), verdict("missed", "→/"), verdict("missed", "→open")]
    confidence, right = judged_confidences(verdicts)
    assert (confidence.tolist(), right.tolist()) == ([0.95] * 3, [1.0, 0.0, 0.0])


def test_boxes_overlap_by_their_common_area() -> None:
    assert overlap((0, 0, 4, 2), (0, 0, 4, 2)) == 1.0
    assert overlap((0, 0, 4, 2), (2, 0, 6, 2)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (2, 2, 3, 3)) == 0.0


def _score(origin: str, right: int, of: int, whole: bool) -> DocumentScore:
    fractions = {"accuracy": (right, of), "reports_wholly_right": (whole, 1)}
    return DocumentScore(document=origin, origin=origin, group="", media_type="", status="", fractions=fractions)


def test_intervals_are_of_documents_not_of_values() -> None:
    scores = [_score(str(number), 100, 100, True) for number in range(9)] + [_score("bad", 0, 100, False)]
    metrics = summarise(scores)
    accuracy, whole = metrics["accuracy"], metrics["reports_wholly_right"]
    assert accuracy.value == whole.value == 0.9
    assert accuracy.low == pytest.approx(0.7, abs=0.11)
    assert accuracy.high == 1.0
    assert (whole.low, whole.high) == pytest.approx((0.5550, 0.9975), abs=1e-4)  # Clopper and Pearson, 9 of 10


def test_documents_made_from_one_report_are_one_cluster() -> None:
    one = summarise([_score("a", 90, 100, False)] * 5 + [_score("b", 100, 100, True)] * 5)["accuracy"]
    assert (one.low, one.high) == (0.9, 1.0)


def test_a_missing_document_scores_nothing(labels: LabelSet) -> None:
    score = score_document(labels.fixtures[0], None, "")
    assert {judged.outcome for judged in score.verdicts} == {"missed"}
    assert score.fractions["accuracy"][0] == 0
    assert score.fractions["reports_wholly_right"] == (0, 1)
    assert score.fractions["facts.recall"][0] == 0


def test_requirements() -> None:
    metrics = {"accuracy": Metric("accuracy", 0.985, None, None, 10)}
    assert unmet(["accuracy>=0.98", "accuracy < 1"], metrics) == []
    assert unmet(["accuracy>=0.99", "facts.f1>=0.5"], metrics) == [
        "accuracy>=0.99: 0.985",
        "facts.f1>=0.5: not measured",
    ]
    with pytest.raises(UsageError, match="no requirement"):
        check_requirements(["accuracy=1"])


def test_the_samples_are_read_right(sample_run: SavedRun) -> None:
    """The regression that CI watches; the measured numbers stand in eval/RESULTS.md."""
    requirements = [
        "reports_wholly_right==1",
        "values.silent_errors==0",
        "values.invented==0",
        "facts.precision>=0.95",
        "facts.recall>=0.95",
        "facts.indicator>=0.9",
        "checks.recall==1",
        "checks.precision==1",
        "evidence.grounded==1",
        "evidence.offsets_exact==1",
    ]
    assert unmet(requirements, sample_run.metrics) == []


def test_a_run_is_the_same_again(labels: LabelSet, sample_run: SavedRun, tmp_path: Path) -> None:
    from eval.runs import run

    again = run("offline", labels, tmp_path / "again")
    costless = [score.model_dump(exclude={"cost"}) for score in again.scores]
    assert costless == [score.model_dump(exclude={"cost"}) for score in sample_run.scores]
    for name, metric in again.metrics.items():
        assert name.startswith("cost.") or metric == sample_run.metrics[name]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0%"), (1.0, "100%"), (0.5, "50.00%"), (2.6e-5, "0.003%"), (1 - 2.6e-5, "99.997%")]
)
def test_no_error_is_rounded_away(value: float, text: str) -> None:
    assert shown(Metric("accuracy", value, None, None, 40_000)) == text
