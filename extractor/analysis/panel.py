"""Many reports as figures that can be counted, ranked and pooled; what an office does not state stays missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecoder
from threading import Lock
from typing import Any

from extractor.analysis.agency_names import AgencyNames
from extractor.reports.base import Measure, Pictured
from extractor.result import Number
from extractor.store.engine import Store
from extractor.store.panel import StoredPanelReport, panel_reports, revisions

_REPORT = '"report": '
_DECODER = JSONDecoder()


@dataclass(frozen=True, slots=True)
class Reported:
    """One office's report of one year. ``agency``: as the report has it, ``agency_key``: folded.

    ``values``: pointer -> number, of the cells that measures look at and the report states. ``doubted``: pointers of
    values that wait for a reviewer. ``published_on``: ISO date.
    """

    document_id: int
    report_name: str
    agency: str
    agency_key: str
    year: int
    published_on: str
    values: Mapping[str, Number | None]
    doubted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of one report: None where the report does not state it, or states a share of nothing.

    ``pointer``: the cell that shows it best, of several the largest.
    """

    value: Number | None
    in_doubt: bool
    pointer: str


@dataclass(frozen=True, slots=True)
class Pooled:
    """A measure over many reports: the total of those that state it (of a share, over all of them), and how many these
    are. ``in_doubt``: whether any of them waits for a reviewer."""

    measure: Measure
    total: Number | None
    in_doubt: bool
    stated: int
    reports: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A report's place by a measure, from 1; equal figures share one. None where the figure is missing."""

    rank: int | None
    report: Reported
    figure: Figure


class Panel:
    """The reports of a workspace as figures. Keeps what it read, and reads again only what has changed since.

    A report takes about two kilobytes of memory. Threads may share it.
    """

    def __init__(self, store: Store, pictured: Pictured) -> None:
        self._store = store
        self._paths = _paths(pictured)
        self._known: dict[int, tuple[int, Reported]] = {}
        self._lock = Lock()

    def read(self, names: AgencyNames, year: int | None = None, identity: str | None = None) -> list[Reported]:
        """One report for each office and year, of one year or one office where these are given, by name and year.

        Of several the one published last, then the one read first. Predecessors that became one office later are several
        offices in the years in which they reported apart.
        """
        keys = None if identity is None else names.offices().get(identity, [])
        latest: dict[tuple[str, str, int], Reported] = {}
        wanted = revisions(self._store, year, keys)
        with self._lock:  # of several readers one reads what is new, the others take it
            current = self._current(wanted)
        for report in current:
            agency = names.agency(report.agency_key)
            key = (agency.identity, agency.key, report.year)
            if key not in latest or report.published_on > latest[key].published_on:
                latest[key] = report
        return sorted(latest.values(), key=lambda one: (one.agency, one.year))

    def _current(self, wanted: Mapping[int, int]) -> list[Reported]:
        """The reports of documents at these revisions, by document."""
        stale = [number for number, revision in wanted.items() if self._known.get(number, (None,))[0] != revision]
        for stored in panel_reports(self._store, stale):
            self._known[stored.document_id] = (wanted[stored.document_id], self._reported(stored))
        return [self._known[number][1] for number in sorted(wanted) if number in self._known]

    def _reported(self, stored: StoredPanelReport) -> Reported:
        report, _ = _DECODER.raw_decode(stored.text, stored.text.index(_REPORT) + len(_REPORT))
        return Reported(
            stored.document_id,
            stored.report_name,
            stored.agency,
            stored.agency_key,
            stored.year,
            report.get("published_on") or "",
            {pointer: value for pointer, path in self._paths.items() if (value := _at(report, path)) is not None},
            stored.doubted.intersection(self._paths),
        )


def _paths(pictured: Pictured) -> dict[str, tuple[str, ...]]:
    """Every pointer that a measure looks at, as the names on the way."""
    challenged = (measure for _, measures in pictured.challenged for measure in measures)
    shown = (*pictured.measures, *pictured.funnel, *pictured.refusals, *challenged)
    pointers = {pointer: None for measure in shown for pointer in (*measure.pointers, *measure.of)}
    return {pointer: tuple(pointer.strip("/").split("/")) for pointer in pointers}


def _at(report: Any, path: Sequence[str]) -> Number | None:  # noqa: ANN401 - decoded JSON
    """A number inside objects; None where there is none."""
    for name in path:
        report = report.get(name) if isinstance(report, dict) else None
    return report if isinstance(report, int | float) else None


def figure(report: Reported, measure: Measure) -> Figure:
    """A measure of one report. Blank cells count as 0 in a sum unless all of them are blank, as in the checks."""
    value = _sum(report, measure.pointers)
    if measure.of:
        whole = _sum(report, measure.of)
        value = value / whole if value is not None and whole else None
    return Figure(value, _is_doubted(report, measure), _shown_at(report, measure))


def _sum(report: Reported, pointers: Sequence[str]) -> Number | None:
    if len(pointers) == 1:  # most are: this is asked a million times of a large workspace
        return report.values.get(pointers[0])
    numbers = [number for pointer in pointers if (number := report.values.get(pointer)) is not None]
    return sum(numbers) if numbers else None


def _is_doubted(report: Reported, measure: Measure) -> bool:
    return not report.doubted.isdisjoint((*measure.pointers, *measure.of))


def _shown_at(report: Reported, measure: Measure) -> str:
    return max(measure.pointers, key=lambda pointer: report.values.get(pointer) or 0)


def pooled(reports: Sequence[Reported], measures: Iterable[Measure]) -> list[Pooled]:
    """Each measure's total over reports; a share is one total's of the other's, over the reports that state both."""
    return [_pooled(reports, measure) for measure in measures]


def _pooled(reports: Sequence[Reported], measure: Measure) -> Pooled:
    total: Number = 0
    whole: Number = 0
    stated, in_doubt = 0, False
    for report in reports:
        number = _sum(report, measure.pointers)
        among = _sum(report, measure.of) if measure.of else 1
        if number is not None and among:
            stated, total, whole = stated + 1, total + number, whole + among
            in_doubt = in_doubt or _is_doubted(report, measure)
    shown = total / whole if measure.of and stated else total
    return Pooled(measure, shown if stated else None, in_doubt, stated, len(reports))


def ranked(reports: Iterable[Reported], measure: Measure) -> list[Ranked]:
    """Reports by a measure, the largest first; those without a figure come last, without a rank."""
    figures = [(report, figure(report, measure)) for report in reports]
    ordered = sorted(figures, key=lambda pair: (pair[1].value is None, -(pair[1].value or 0), pair[0].agency))
    places: list[Ranked] = []
    for number, (report, shown) in enumerate(ordered, 1):
        tied = bool(places) and places[-1].figure.value == shown.value
        rank = places[-1].rank if tied else number
        places.append(Ranked(None if shown.value is None else rank, report, shown))
    return places
