"""Confidence as measured: of the values that readers gave with a certain first estimate, the share that was right.

``calibration.json`` is written by ``extractor eval calibrate``. Readers that were not measured keep their estimates.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).with_name("calibration.json")

Curves = Mapping[str, Sequence[tuple[float, float]]]
"""Readers joined by ``+`` -> (first estimate, share right), by rising estimate."""

_CHOSEN: ContextVar[Curves | None] = ContextVar("curves", default=None)


@cache
def _shipped() -> Curves:
    if not CALIBRATION.is_file():
        return {}
    curves = json.loads(CALIBRATION.read_bytes())["curves"]
    return {readers: [(point[0], point[1]) for point in points] for readers, points in curves.items()}


@contextmanager
def calibrated_by(curves: Curves) -> Iterator[None]:
    """Use other curves than the shipped ones; ``{}`` gives the first estimates, to fit new curves to."""
    token = _CHOSEN.set(curves)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def calibrated(readers: Sequence[str], estimate: float) -> float:
    """The measured confidence for a first estimate, on straight lines between the measured ones.

    An estimate of 0 stays: it says that the value was left open.
    """
    curves = _CHOSEN.get()
    points = (_shipped() if curves is None else curves).get("+".join(readers))
    if not points or estimate == 0:
        return estimate
    at = bisect_left(points, (estimate,))
    if at == 0 or at == len(points):
        return points[min(at, len(points) - 1)][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return round(y0 + (y1 - y0) * (estimate - x0) / (x1 - x0), 4)
