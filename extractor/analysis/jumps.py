"""Figures far outside an office's own history and outside what its peers did the same year.

Everything is compared on the logarithm, where a change by so many times is one distance whatever the size. Of every
report only numbers are kept (8 bytes for each figure), of every candidate the numbers behind it.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from extractor.analysis.findings import Finding, Quote, cause_of
from extractor.analysis.histories import History, YearReport
from extractor.analysis.regions import Level
from extractor.analysis.thresholds import (
    LEAST_DIFFERENCE,
    LEAST_FACTOR,
    LEAST_PEERS,
    LEAST_SPREAD,
    LEAST_YEARS,
    LIMIT,
    MAD_TO_DEVIATION,
)
from extractor.analysis.words import sentences
from extractor.reports.base import Indicator
from extractor.result import Number

_Peers = tuple[str, int, Level | None]
"""Indicator, year, level of government: among whom a change is compared."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A change that is large by itself. ``own``: the figures of the earlier years, none where these are too few."""

    agency: str
    year: int
    indicator: Indicator
    previous: Number
    figure: Number
    own: tuple[Number, ...]
    peers: _Peers
    evidence: tuple[Quote, ...]

    @property
    def change(self) -> float:
        """Of the logarithm."""
        return _level(self.figure) - _level(self.previous)


class Jumps:
    """Takes every history, then tells; the changes of all offices are the measure for each."""

    def __init__(self, watched: Sequence[Indicator]) -> None:
        self._watched = watched
        self._changes: dict[_Peers, array[float]] = defaultdict(lambda: array("d"))
        self._candidates: list[_Candidate] = []

    def add(self, history: History) -> None:
        """Keep the changes of one office, and those that may be jumps."""
        for year in sorted(history.years):
            now, before = history.latest(year), history.latest(year - 1)
            if now is None or before is None or history.reorganised(year):
                continue
            for indicator in self._watched:
                self._add(history, indicator, before, now)

    def _add(self, history: History, indicator: Indicator, before: YearReport, now: YearReport) -> None:
        figure, previous = now.amount(indicator), before.amount(indicator)
        if figure is None or previous is None:
            return
        peers = (indicator.key, now.year, now.agency.level)
        change = _level(figure) - _level(previous)
        self._changes[peers].append(change)
        if abs(figure - previous) < LEAST_DIFFERENCE or abs(change) < math.log(LEAST_FACTOR):
            return
        earlier = [history.latest(year) for year in sorted(history.years) if year < now.year]
        own = [known for report in earlier if report and (known := report.amount(indicator)) is not None]
        if len(own) >= LEAST_YEARS and not _is_beyond(_level(figure), [_level(item) for item in own], _noise(figure)):
            return
        kept = tuple(own) if len(own) >= LEAST_YEARS else ()
        evidence = (*before.quotes(indicator.pointers), *now.quotes(indicator.pointers))
        self._candidates.append(
            _Candidate(history.identity, now.year, indicator, previous, figure, kept, peers, evidence)
        )

    def findings(self) -> Iterator[Finding]:
        """The jumps: outside the office's own history and its peers' changes, as far as either is known."""
        for candidate in self._candidates:
            changes = self._changes[candidate.peers]
            known = len(changes) >= LEAST_PEERS
            noise = math.hypot(_noise(candidate.figure), _noise(candidate.previous))
            if known and not _is_beyond(candidate.change, changes, noise):
                continue
            if known or candidate.own:
                yield _finding(candidate, changes if known else ())


def _level(figure: Number) -> float:
    return math.log(figure + 1)


def _noise(figure: Number) -> float:
    """The standard deviation that counting alone gives the logarithm of a figure (Poisson)."""
    return 1 / math.sqrt(figure + 1)


def _is_beyond(value: float, others: Sequence[float], noise: float) -> bool:
    middle = median(others)
    spread = MAD_TO_DEVIATION * median(abs(other - middle) for other in others)
    return abs(value - middle) > LIMIT * max(spread, LEAST_SPREAD, noise)


def _finding(candidate: _Candidate, changes: Sequence[float]) -> Finding:
    arithmetic = _arithmetic(candidate, changes)
    words = sentences(
        "jump",
        agency=candidate.agency,
        before=candidate.year - 1,
        year=candidate.year,
        previous=candidate.previous,
        actual=candidate.figure,
        label=candidate.indicator.chinese,
        label_english=candidate.indicator.english,
        arithmetic=arithmetic,
    )
    return Finding(
        kind="jump",
        agency=candidate.agency,
        year=candidate.year,
        subject=candidate.indicator.key,
        **words,
        arithmetic=arithmetic,
        expected=candidate.previous,
        actual=candidate.figure,
        cause=cause_of(candidate.evidence),
        evidence=candidate.evidence,
    )


def _arithmetic(candidate: _Candidate, changes: Sequence[float]) -> str:
    """The measures used: the change, the median of the office's own figures, that of its peers' changes."""
    parts = [f"({candidate.figure} + 1) ÷ ({candidate.previous} + 1) = {math.exp(candidate.change):.3g}"]
    if candidate.own:
        own = "、".join(str(item) for item in candidate.own)
        parts.append(f"历年 earlier years {own}，中位数 median {median(candidate.own):g}")
    if changes:
        usual = math.exp(median(changes))
        parts.append(f"{len(changes)} 个同级机关的变化中位数 median change of its peers ×{usual:.3g}")
    return "；".join(parts)
