"""Every finding of a workspace, office by office: memory grows with the offices, not with their reports' size."""

from collections.abc import Iterator

from extractor.analysis.agency_list import AgencyList
from extractor.analysis.agency_names import AgencyNames
from extractor.analysis.coverage import Coverage
from extractor.analysis.findings import Finding
from extractor.analysis.histories import History, histories
from extractor.analysis.jumps import Jumps
from extractor.analysis.years import compare_years
from extractor.reports.base import ReportType
from extractor.store.engine import Store


def compare(
    store: Store, names: AgencyNames, report_type: ReportType, listed: AgencyList | None = None
) -> Iterator[Finding]:
    """The findings: first each office's own, in the order of ``names``, then jumps, then what ``listed`` lets one see.

    ``names``: see ``read_agency_names``. Raises StoreError where the database fails for good.
    """
    jumps = Jumps(report_type.comparison.watched)
    coverage = Coverage(listed, names, report_type) if listed is not None else None
    for history in histories(store, names, report_type):
        yield from compare_years(history, report_type)
        jumps.add(history)
        if coverage is not None:
            coverage.add(history)
    yield from jumps.findings()
    if coverage is not None:
        yield from coverage.findings(store)


def compare_history(history: History, report_type: ReportType) -> list[Finding]:
    """One office's findings, without what only the others show."""
    jumps = Jumps(report_type.comparison.watched)
    jumps.add(history)
    return [*compare_years(history, report_type), *jumps.findings()]
