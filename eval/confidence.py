"""How far a confidence can be trusted: reliability, ECE, AUROC, risk-coverage, coverage at a given precision.

AUROC is scikit-learn's. ECE and the risk-coverage curve have no home in a well-kept library; they are a few lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from eval.values import Verdict

PRECISION = 0.999
"""What the contract asks of values that pass unseen: one wrong in a thousand at most."""

_BINS = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """The values whose confidence lies in one tenth: their number, mean confidence and share right."""

    count: int
    confidence: float
    right: float


def judged_confidences(verdicts: Sequence[Verdict]) -> tuple[Floats, Floats]:
    """(confidence, right as 1 or 0) of every value, or empty cell, that was stated with a confidence."""
    read = [v for v in verdicts if v.confidence is not None and v.stated]
    return np.array([v.confidence for v in read]), np.array([float(v.outcome == "right") for v in read])


def reliability(confidence: Floats, right: Floats) -> list[Bin]:
    """The reliability diagram's points, over ten equal bins; empty bins are left out."""
    index = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        Bin(int(here.sum()), float(confidence[here].mean()), float(right[here].mean()))
        for number in range(_BINS)
        if (here := index == number).any()
    ]


def expected_calibration_error(confidence: Floats, right: Floats) -> float:
    """ECE: how far confidence and share right are apart, bin by bin, weighted by the bins' sizes."""
    if not len(confidence):
        return float("nan")
    return sum(b.count * abs(b.confidence - b.right) for b in reliability(confidence, right)) / len(confidence)


def auroc(confidence: Floats, right: Floats) -> float:
    """The chance that a right value has the higher confidence than a wrong one; NaN where all are one or the other."""
    if len(np.unique(right)) < 2:
        return float("nan")
    return float(roc_auc_score(right, confidence))


def risk_coverage(confidence: Floats, right: Floats) -> tuple[Floats, Floats]:
    """(coverage, risk) with the surest values first: the share taken, and the share wrong among them.

    Values of one confidence are taken together: no order among them is known.
    """
    thresholds, index = np.unique(-confidence, return_inverse=True)
    taken = np.cumsum(np.bincount(index, minlength=len(thresholds)))
    wrong = np.cumsum(np.bincount(index, weights=1 - right, minlength=len(thresholds)))
    if not len(taken):
        return np.array([]), np.array([])
    return taken / len(confidence), wrong / taken


def coverage_at(confidence: Floats, right: Floats, precision: float = PRECISION) -> float:
    """The largest share of the values, surest first, of which at least ``precision`` are right; NaN without values."""
    if not len(confidence):
        return float("nan")
    coverage, risk = risk_coverage(confidence, right)
    good = coverage[risk <= 1 - precision + 1e-12]
    return float(good.max()) if len(good) else 0.0
