"""Many reports as figures that can be counted, ranked and pooled; what an office does not state stays missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any

from extractor.reports.arithmetic import flatten
from extractor.reports.base import Measure
from extractor.result import Number
from extractor.store.engine import Store
from extractor.store.panel import StoredPanelReport, panel_reports

_REPORT = '"report": '
_DECODER = JSONDecoder()


@dataclass(frozen=True, slots=True)
class Reported:
    """One office's report of one year. ``values``: pointer -> number or None (blank), of the cells the form has.

    ``doubted``: pointers of values that wait for a reviewer.
    """

    document_id: int
    report_name: str
    agency: str
    agency_key: str
    year: int
    status: str
    values: Mapping[str, Any]
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
    """A measure over many reports: the total of those that state it, and how many these are."""

    measure: Measure
    total: Number | None
    stated: int
    reports: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A report's place by a measure, from 1; equal figures share one. None where the figure is missing."""

    rank: int | None
    report: Reported
    figure: Figure


def read_panel(store: Store, year: int | None = None, agency_key: str | None = None) -> list[Reported]:
    """One report for each agency and year: of several the one published last, then the one read first."""
    latest: dict[tuple[str, int], StoredPanelReport] = {}
    for report in panel_reports(store, year, agency_key):
        key = (report.agency_key, report.year)
        if key not in latest or (report.published_on or "") > (latest[key].published_on or ""):
            latest[key] = report
    return sorted((_reported(report) for report in latest.values()), key=lambda one: (one.agency, one.year))


def _reported(stored: StoredPanelReport) -> Reported:
    """Reads the values alone: they are a fifteenth of a result's text."""
    report, _ = _DECODER.raw_decode(stored.text, stored.text.index(_REPORT) + len(_REPORT))
    return Reported(
        stored.document_id,
        stored.report_name,
        stored.agency,
        stored.agency_key,
        stored.year,
        stored.status,
        flatten(report),
        stored.doubted,
    )


def figure(report: Reported, measure: Measure) -> Figure:
    """A measure of one report. Blank cells count as 0 in a sum unless all of them are blank, as in the checks."""
    pointers = (*measure.pointers, *measure.of)
    value = _sum(report, measure.pointers)
    if measure.of:
        whole = _sum(report, measure.of)
        value = value / whole if value is not None and whole else None
    return Figure(value, bool(report.doubted.intersection(pointers)), _shown_at(report, measure))


def _sum(report: Reported, pointers: Sequence[str]) -> Number | None:
    numbers = [number for pointer in pointers if (number := _number(report, pointer)) is not None]
    return sum(numbers) if numbers else None


def _number(report: Reported, pointer: str) -> Number | None:
    value = report.values.get(pointer)
    return value if isinstance(value, int | float) else None


def _shown_at(report: Reported, measure: Measure) -> str:
    return max(measure.pointers, key=lambda pointer: _number(report, pointer) or 0)


def pooled(reports: Sequence[Reported], measures: Iterable[Measure]) -> list[Pooled]:
    """Each measure's total over reports; measures are sums, not shares."""
    found = []
    for measure in measures:
        values = [value for report in reports if (value := figure(report, measure).value) is not None]
        found.append(Pooled(measure, sum(values) if values else None, len(values), len(reports)))
    return found


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
