"""One office's reports over the years, read from the store one office at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.analysis.agencies import Agency
from extractor.analysis.agency_names import AgencyNames
from extractor.analysis.findings import Quote
from extractor.analysis.words import cell_name
from extractor.reports.arithmetic import failure_cause, flatten
from extractor.reports.base import Indicator, ReportType
from extractor.reports.results import load_result
from extractor.result import Number, Result
from extractor.store.engine import Store
from extractor.store.histories import StoredReport, reports_of_agencies
from extractor.store.patience import patiently


@dataclass(frozen=True)
class YearReport:
    """One report of one year. ``stored`` is how the workspace knows it, ``agency`` whose it is."""

    agency: Agency
    stored: StoredReport
    result: Result

    @property
    def year(self) -> int:
        """The year reported on."""
        return self.stored.year

    @property
    def name(self) -> str:
        """The name of its result; of several files with one content, the first."""
        return self.stored.report_names[0]

    @cached_property
    def values(self) -> Mapping[str, object]:
        """Pointer -> value."""
        return flatten(self.result.report.model_dump(mode="json")) if self.result.report is not None else {}

    def amount(self, indicator: Indicator) -> Number | None:
        """An indicator's figure; None where all its cells are blank, or the reading left one open."""
        if failure_cause(indicator.pointers, self.values, self.result.evidence) == "extraction":
            return None
        found = [value for pointer in indicator.pointers if isinstance(value := self.values.get(pointer), int | float)]
        return sum(found) if found else None

    def quote(self, pointer: str, report_name: str | None = None) -> Quote:
        """The place of one value. A value without evidence (the agency, worked out from the title) quotes itself."""
        value, found = self.values.get(pointer), self.result.evidence.get(pointer)
        known = value if isinstance(value, int | float | str) else None
        return Quote(
            report=report_name or self.name,
            document_id=self.stored.document_id,
            agency=self.agency.name,
            year=self.year,
            pointer=pointer,
            raw=found.raw if found else str(known or ""),
            value=known,
            start=found.start if found else None,
            end=found.end if found else None,
            page=found.page if found else None,
            confidence=found.confidence if found else None,
        )

    def cell_name(self, pointer: str, report_type: ReportType) -> str:
        """What the report's edition of the form calls a cell; a section goes by its heading."""
        return report_type.comparison.prose.get(pointer) or cell_name(report_type, pointer, self.values.get("/edition"))

    def quotes(self, pointers: Sequence[str]) -> list[Quote]:
        """The places of those values that the report has."""
        return [self.quote(pointer) for pointer in pointers if pointer in self.result.evidence]


@dataclass(frozen=True)
class History:
    """An office's reports by year; of one year there may be several: the same again, versions, or predecessors'."""

    identity: str
    years: Mapping[int, Sequence[YearReport]]

    def latest(self, year: int) -> YearReport | None:
        """The report that counts for a year: the one published last. None also where predecessors reported apart."""
        reports = self.years.get(year, ())
        if not reports or self.merged(year):
            return None
        return max(
            reports, key=lambda report: (str(report.values.get("/published_on") or ""), -report.stored.document_id)
        )

    def merged(self, year: int) -> bool:
        """Whether offices reported that year which later became this one: their names are no variants of each other."""
        return len({report.agency.key for report in self.years.get(year, ())}) > 1

    def reorganised(self, year: int) -> bool:
        """Whether figures of ``year`` need not follow from the year before.

        So it is where a person noted it, and where the office goes by a name that is no variant of last year's: an
        office that is renamed takes over duties of others.
        """
        reports = (*self.years.get(year, ()), *self.years.get(year - 1, ()))
        noted = any(year in report.agency.reorganised for report in reports)
        return noted or len({report.agency.key for report in reports}) > 1


def histories(store: Store, names: AgencyNames, report_type: ReportType) -> Iterator[History]:
    """All offices of a workspace in the order of their identities; holds the reports of one at a time."""
    for identity, own_names in names.offices().items():
        years: dict[int, list[YearReport]] = {}
        for stored in patiently(reports_of_agencies, store, own_names):
            result = load_result(stored.text, report_type)
            if result is not None and result.report is not None:
                report = YearReport(names.agency(stored.agency), stored, result)
                years.setdefault(stored.year, []).append(report)
        yield History(identity, years)


def history_of(store: Store, names: AgencyNames, identity: str, report_type: ReportType) -> History:
    """One office's history; without years where the workspace has none."""
    own = names.offices().get(identity, [])
    chosen = AgencyNames({name: names.lines[name] for name in own}, {})
    return next(histories(store, chosen, report_type), History(identity, {}))
