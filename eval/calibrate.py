"""Fit the confidence that the extractor states for table cells to the share that is right, on labelled documents.

For each first estimate that a reader gives, the share right among its values (Laplace's rule of succession, so that
no share is 1), made to rise with the estimate by scikit-learn's isotonic regression. Checked by leaving out one
original document, with everything generated from it, at a time.

Only statutory cells take part. The stress sets vary tables, scripts and characters, but repeat six reports' prose, on
which the prose rules were developed: what is measured there says too little about the prose of another report.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

from eval.confidence import expected_calibration_error
from eval.engines import engine
from eval.labels import LabelSet
from eval.runs import read_fixture
from eval.scoring import DocumentScore, score_document
from eval.values import is_cell
from extractor.calibration import Curves, calibrated, calibrated_by
from extractor.errors import UsageError
from extractor.result import write_text

Sample = tuple[str, str, float, bool]
"""(origin, readers, first estimate, right)"""


def calibrate(labels: LabelSet, out: Path) -> list[str]:
    """Read the set uncalibrated, fit the curves, write them to ``out``; returns what was measured, a sentence a line.

    Raises UsageError for a set of fewer than two original documents.
    """
    with calibrated_by({}):
        scores = [score_document(fixture, *read_fixture(engine("offline"), fixture)) for fixture in labels.present]
    samples = samples_of(scores)
    if len({origin for origin, *_ in samples}) < 2:
        raise UsageError("校准至少需要两份原始文件。", "Calibration takes two original documents at least.")
    before, after = held_out_errors(samples)
    curves = fit(samples)
    content = {
        "labels": labels.hash,
        "documents": len(scores),
        "values": len(samples),
        "held_out_ece": {"before": round(before, 5), "after": round(after, 5)},
        "curves": curves,
    }
    write_text(out, json.dumps(content, indent=1) + "\n")
    shown = [f"{readers}: {points}" for readers, points in curves.items()]
    return [f"{len(samples)} values of {len(scores)} documents", f"held-out ECE {before:.5f} → {after:.5f}", *shown]


def samples_of(scores: Sequence[DocumentScore]) -> list[Sample]:
    """Every statutory cell that was stated, with a first estimate above 0."""
    return [
        (score.origin, "+".join(judged.readers), judged.confidence, judged.outcome == "right")
        for score in scores
        for judged in score.verdicts
        if is_cell(judged.pointer) and judged.confidence and judged.stated
    ]


def fit(samples: Sequence[Sample]) -> Curves:
    """A rising curve for each combination of readers."""
    curves = {}
    for readers in sorted({readers for _, readers, _, _ in samples}):
        estimates = np.array([estimate for _, by, estimate, _ in samples if by == readers])
        right = np.array([float(ok) for _, by, _, ok in samples if by == readers])
        levels, index = np.unique(estimates, return_inverse=True)
        counts = np.bincount(index)
        shares = (np.bincount(index, weights=right) + 1) / (counts + 2)
        risen = IsotonicRegression(y_min=0, y_max=1).fit_transform(levels, shares, sample_weight=counts)
        curves[readers] = [(float(x), round(float(y), 5)) for x, y in zip(levels, risen, strict=True)]
    return curves


def held_out_errors(samples: Sequence[Sample]) -> tuple[float, float]:
    """ECE over all values before and after calibration, each value calibrated without its own document's origin."""
    right = np.array([float(ok) for *_, ok in samples])
    before = np.array([estimate for _, _, estimate, _ in samples])
    after = before.copy()
    for origin in {origin for origin, *_ in samples}:
        with calibrated_by(fit([sample for sample in samples if sample[0] != origin])):
            for number, (held, readers, estimate, _) in enumerate(samples):
                if held == origin:
                    after[number] = calibrated(readers.split("+"), estimate)
    return expected_calibration_error(before, right), expected_calibration_error(after, right)
