"""What a list of agencies lets one see: who has not reported, and totals that do not fit those of the offices below."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.analysis.agency_list import AgencyList, Listed
from extractor.analysis.agency_names import AgencyNames
from extractor.analysis.findings import Finding, Quote, cause_of
from extractor.analysis.histories import History, YearReport, history_of
from extractor.analysis.words import sentences
from extractor.reports.base import Indicator, ReportType
from extractor.result import Number
from extractor.store.engine import Store

_Figures = tuple[Number | None, ...]
"""Of the summed indicators, in their order."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """An upper office's figure that does not fit. ``absent``: offices below it without a figure."""

    upper: str
    year: int
    indicator: Indicator
    total: Number
    parts: tuple[tuple[str, Number], ...]
    absent: int

    @property
    def fits(self) -> bool:
        """Those below may add up to less only as long as some of them are not known."""
        below = sum(figure for _, figure in self.parts)
        return below == self.total or (below < self.total and self.absent > 0)


class Coverage:
    """Takes every history, then tells. Keeps the years of listed offices, and the figures of those that are summed."""

    def __init__(self, listed: AgencyList, names: AgencyNames, report_type: ReportType) -> None:
        self._listed = listed
        self._names = names
        self._report_type = report_type
        self._lines: dict[str, Listed] = {}
        self._below: dict[str, dict[str, None]] = defaultdict(dict)
        for line in listed.lines.values():
            identity = names.agency(line.agency).identity
            self._lines.setdefault(identity, line)
            upper = names.agency(line.upper).identity if line.upper else identity
            if upper != identity:
                self._below[upper][identity] = None
        self._summed = self._below.keys() | {identity for below in self._below.values() for identity in below}
        self._years: dict[str, frozenset[int]] = {}
        self._figures: dict[tuple[str, int], _Figures] = {}

    def add(self, history: History) -> None:
        """Keep what the list asks for of one office."""
        if history.identity in self._lines:
            self._years[history.identity] = frozenset(history.years)
        if history.identity not in self._summed:
            return
        for year in history.years:
            report = history.latest(year)
            if report is not None:
                figures = tuple(report.amount(indicator) for indicator in self._report_type.comparison.summed)
                self._figures[history.identity, year] = figures

    def findings(self, store: Store) -> Iterator[Finding]:
        """Who is missing, in the order of the list, for every year of which a listed office has a report; then sums."""
        reported = sorted({year for years in self._years.values() for year in years})
        for identity, line in self._lines.items():
            for year in reported:
                if year not in self._years.get(identity, ()):
                    yield self._missing(identity, line, year)
        for upper in sorted(self._below):
            for year in reported:
                for found in self._sums(upper, year):
                    if not found.fits:
                        yield self._worded(store, found)

    def _missing(self, identity: str, line: Listed, year: int) -> Finding:
        raw = f"{self._listed.path.name}:{line.line} {line.agency}"
        place = Quote(report="", document_id=None, agency=line.agency, year=None, pointer="", raw=raw, value=None)
        return Finding(
            kind="missing",
            agency=identity,
            year=year,
            subject="agencies",
            **sentences("missing", agency=identity, year=year),
            evidence=(place,),
        )

    def _sums(self, upper: str, year: int) -> Iterator[_Sum]:
        totals = self._figures.get((upper, year))
        if totals is None:
            return
        below = self._below[upper]
        for position, indicator in enumerate(self._report_type.comparison.summed):
            total = totals[position]
            figures = [(identity, self._figures.get((identity, year))) for identity in below]
            parts = tuple(
                (identity, figure)
                for identity, known in figures
                if known is not None and (figure := known[position]) is not None
            )
            if total is not None and parts:
                yield _Sum(upper, year, indicator, total, parts, len(below) - len(parts))

    def _worded(self, store: Store, found: _Sum) -> Finding:
        below = sum(figure for _, figure in found.parts)
        shown = [str(figure) for _, figure in found.parts if figure]
        arithmetic = f"{' + '.join(shown) or '0'} = {below} {'>' if below > found.total else '<'} {found.total}"
        identities = (found.upper, *(identity for identity, _ in found.parts))
        places = tuple(place for identity in identities for place in self._places(store, identity, found))
        absent = f"，另有{found.absent}个机关无此数" if found.absent else ""
        absent_english = f"; {found.absent} more have no figure" if found.absent else ""
        return Finding(
            kind="sum_below",
            agency=found.upper,
            year=found.year,
            subject=found.indicator.key,
            **sentences(
                "sum_below",
                agency=found.upper,
                year=found.year,
                label=found.indicator.chinese,
                label_english=found.indicator.english,
                count=len(found.parts),
                expected=below,
                actual=found.total,
                arithmetic=arithmetic,
                absent=absent,
                absent_english=absent_english,
            ),
            arithmetic=arithmetic,
            expected=below,
            actual=found.total,
            cause=cause_of(places),
            evidence=places,
        )

    def _places(self, store: Store, identity: str, found: _Sum) -> Sequence[Quote]:
        """Read again for the few that are told: the figures alone were kept."""
        history = history_of(store, self._names, identity, self._report_type)
        report: YearReport | None = history.latest(found.year)
        return [] if report is None else report.quotes(found.indicator.pointers)
