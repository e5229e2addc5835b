"""Metrics of a run with intervals: fractions summed over documents, bootstrapped by document.

Documents are the clusters: the values of one report stand or fall together, so documents are drawn, not values; those
that were generated from one report are one cluster. The
intervals are scipy's percentile bootstrap. Where no document has an error the bootstrap cannot see one coming and its
interval has no width; ``reports_wholly_right``, whose unit is the document, has the exact binomial interval instead.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, bootstrap

from eval.confidence import auroc, coverage_at, expected_calibration_error, judged_confidences
from eval.scoring import DocumentScore, Fraction

if TYPE_CHECKING:
    from eval.values import Verdict

LEVEL = 0.95
_RESAMPLES = 2000
_CONFIDENCE_RESAMPLES = 200
"""Each resample of a confidence metric sorts all values anew: 200 take a second on 100 reports."""
_SEED = 7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Metric:
    """A number with its 95% interval; ``of`` is what it is out of. Bounds are None where one document is all there is."""

    name: str
    value: float
    low: float | None
    high: float | None
    of: float


def summarise(scores: Sequence[DocumentScore]) -> dict[str, Metric]:
    """Every metric of these documents, by name."""
    names = sorted({name for score in scores for name in score.fractions})
    found = [_fraction_metric(name, scores) for name in names]
    found += _confidence_metrics(scores)
    found += [_cost_metric(name, scores) for name in sorted({name for score in scores for name in score.cost})]
    return {metric.name: metric for metric in found if metric is not None}


def by_group(scores: Sequence[DocumentScore], name: str, key: Callable[[DocumentScore], str]) -> dict[str, Metric]:
    """One fraction metric for each group of documents."""
    groups = sorted({key(score) for score in scores})
    found = {group: _fraction_metric(name, [s for s in scores if key(s) == group]) for group in groups}
    return {group: metric for group, metric in found.items() if metric is not None}


def _fraction_metric(name: str, scores: Sequence[DocumentScore]) -> Metric | None:
    """None where nothing was there to count."""
    clusters: dict[str, list[Fraction]] = {}
    for score in scores:
        if score.fractions.get(name, (0, 0))[1] > 0:
            clusters.setdefault(score.origin, []).append(score.fractions[name])
    if not clusters:
        return None
    parts = np.array([np.sum(cluster, axis=0) for cluster in clusters.values()], dtype=float)
    top, bottom = parts[:, 0], parts[:, 1]
    value, of = float(top.sum() / bottom.sum()), float(bottom.sum())
    if name.startswith("reports_") and all(len(cluster) == 1 for cluster in clusters.values()):
        interval = binomtest(round(top.sum()), round(of)).proportion_ci(LEVEL)
        return Metric(name, value, float(interval.low), float(interval.high), of)
    return Metric(name, value, *_interval(top, bottom), of)


def _interval(top: Floats, bottom: Floats) -> tuple[float | None, float | None]:
    if len(top) < 2:
        return None, None

    def rate(top: Floats, bottom: Floats, axis: int = -1) -> Floats:
        return np.asarray(top.sum(axis=axis) / bottom.sum(axis=axis))

    found = bootstrap(
        (top, bottom), rate, paired=True, vectorized=True, n_resamples=_RESAMPLES, method="percentile", rng=_SEED
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def _confidence_metrics(scores: Sequence[DocumentScore]) -> Iterable[Metric]:
    clusters: dict[str, list[Verdict]] = {}
    for score in scores:
        clusters.setdefault(score.origin, []).extend(score.verdicts)
    documents = [pair for verdicts in clusters.values() if len((pair := judged_confidences(verdicts))[0])]
    if not documents:
        return
    statistics: dict[str, Callable[[Floats, Floats], float]] = {
        "confidence.ece": expected_calibration_error,
        "confidence.auroc": auroc,
        "confidence.coverage_at_999": coverage_at,
    }
    generator = np.random.default_rng(_SEED)
    draws = generator.integers(0, len(documents), (_CONFIDENCE_RESAMPLES, len(documents)))
    pooled = _pool(documents, range(len(documents)))
    for name, statistic in statistics.items():
        value = statistic(*pooled)
        if np.isnan(value):
            continue
        resampled = np.array([statistic(*_pool(documents, draw)) for draw in draws])
        resampled = resampled[~np.isnan(resampled)]
        low, high = np.quantile(resampled, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        yield Metric(name, value, float(low), float(high), float(len(pooled[0])))


def _pool(documents: Sequence[tuple[Floats, Floats]], chosen: Iterable[int]) -> tuple[Floats, Floats]:
    picked = [documents[number] for number in chosen]
    return np.concatenate([one for one, _ in picked]), np.concatenate([other for _, other in picked])


def _cost_metric(name: str, scores: Sequence[DocumentScore]) -> Metric:
    """A cost per report; the interval is left out: it tells of the machine, not of the documents."""
    values = [score.cost[name] for score in scores if name in score.cost]
    return Metric(f"cost.{name}", float(np.mean(values)), None, None, float(len(values)))


def indicators(scores: Sequence[DocumentScore]) -> dict[str, dict[str, float]]:
    """Indicator -> labelled, read and matched facts (value, quote and indicator all the same), by the label's count."""
    table: dict[str, dict[str, float]] = {}
    for match in (match for score in scores for match in score.facts):
        for side, name in (("labelled", match.truth_indicator), ("read", match.read_indicator)):
            if name is not None:
                table.setdefault(name, {"labelled": 0, "read": 0, "matched": 0})[side] += 1
        if match.strict and match.truth_indicator is not None and match.truth_indicator == match.read_indicator:
            table[match.truth_indicator]["matched"] += 1
    return dict(sorted(table.items(), key=lambda entry: (-entry[1]["labelled"], entry[0])))
