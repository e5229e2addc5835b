"""Two runs on the same documents: what changed from right to wrong and back, and whether that is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import permutation_test

from eval.runs import SavedRun
from eval.scoring import DocumentScore
from eval.summary import Metric
from eval.values import Verdict
from extractor.errors import UsageError

CHANCE = 0.05
_RESAMPLES = 9999
_SEED = 7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """A metric in both runs. ``p``: the chance of a difference this large if the runs were exchangeable per document.

    Exact for up to 13 documents (every exchange is tried), else from 9999 random ones. With n documents that all
    differ the smallest possible p is 2 / 2**n: five or fewer documents never show more than chance. NaN where no
    document differs.
    """

    name: str
    before: Metric
    after: Metric
    p: float

    @property
    def more_than_chance(self) -> bool:
        """Whether exchanging the two runs seldom gives such a difference."""
        return self.p < CHANCE


@dataclass(frozen=True)
class Comparison:
    """``lost``: values right before and not after; ``gained``: the other way round. Pairs are (before, after)."""

    differences: list[Difference]
    lost: list[tuple[Verdict, Verdict | None]]
    gained: list[tuple[Verdict | None, Verdict]]


def compare(before: SavedRun, after: SavedRun) -> Comparison:
    """Compare two runs, paired by document. Raises UsageError where they are not of the same labels and documents."""
    if before.info.labels != after.info.labels or before.info.documents != after.info.documents:
        raise UsageError(
            f"两次评测用的不是同一套标注：{before.folder.name}，{after.folder.name}。请在同一套标注上重新运行。",
            f"{before.folder.name} and {after.folder.name} are not of the same labels; run both on the same set.",
        )
    names = [name for name in before.metrics if name in after.metrics and not name.startswith("cost.")]
    differences = [
        Difference(name, before.metrics[name], after.metrics[name], _chance(name, before.scores, after.scores))
        for name in names
    ]
    ours, theirs = _by_place(before.scores), _by_place(after.scores)
    lost = [
        (judged, theirs.get(place)) for place, judged in ours.items() if not judged.error and _bad(theirs.get(place))
    ]
    lost += [(judged, judged) for place, judged in theirs.items() if judged.error and place not in ours]
    gained = [
        (ours.get(place), judged) for place, judged in theirs.items() if not judged.error and _bad(ours.get(place))
    ]
    return Comparison(differences, lost, gained)


def _by_place(scores: Sequence[DocumentScore]) -> dict[tuple[str, str], Verdict]:
    return {(judged.document, judged.pointer): judged for score in scores for judged in score.verdicts}


def _bad(judged: Verdict | None) -> bool:
    return judged is None or judged.error


def _chance(name: str, before: Sequence[DocumentScore], after: Sequence[DocumentScore]) -> float:
    """Paired permutation test over documents on the difference of the two rates."""
    pairs = [(a.fractions.get(name, (0, 0)), b.fractions.get(name, (0, 0))) for a, b in zip(before, after, strict=True)]
    table = np.array([(*a, *b) for a, b in pairs if a != b], dtype=float)
    same = np.array([(*a, *b) for a, b in pairs if a == b], dtype=float).reshape(-1, 4).sum(axis=0)
    if len(table) < 2:  # one document that differs may differ either way
        return 1.0 if len(table) else float("nan")

    def difference(order: npt.NDArray[np.intp], other: npt.NDArray[np.intp]) -> float:
        rows = np.arange(len(table))
        sides = [table.reshape(-1, 2, 2)[rows, side.astype(int)].sum(axis=0) for side in (order, other)]
        rates = [
            (s[0] + fixed[0]) / max(s[1] + fixed[1], 1) for s, fixed in zip(sides, (same[:2], same[2:]), strict=True)
        ]
        return float(rates[1] - rates[0])

    found = permutation_test(
        (np.zeros(len(table)), np.ones(len(table))),
        difference,
        permutation_type="samples",
        n_resamples=_RESAMPLES,
        rng=_SEED,
        vectorized=False,
    )
    return float(found.pvalue)
