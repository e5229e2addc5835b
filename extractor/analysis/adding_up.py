"""What does not add up: failed checks by kind and by office, and where each one stands in its report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.analysis.agency_names import AgencyNames
from extractor.reports.base import ReportType
from extractor.reports.results import load_result
from extractor.store.engine import Store
from extractor.store.panel import FailedOfAgency, failed_by_kind, failed_check_ids
from extractor.store.reviewing import under_review


@dataclass(frozen=True, slots=True)
class OfficeChecks:
    """An office's failed checks. ``own``: by the office's own mistake; ``open``: where the reading is in doubt.

    ``identity``: what the office goes by, None where reports do not say whose they are. ``agencies``: its names in them.
    """

    identity: str | None
    agencies: tuple[str | None, ...]
    reports: int
    own: int
    open: int


def kind_of(check_id: str, kinds: Iterable[str]) -> str:
    """The longest of ``kinds`` that a check's id begins with; the id itself where none does."""
    fitting = [kind for kind in kinds if check_id == kind or check_id.startswith(f"{kind}.")]
    return max(fitting, key=len, default=check_id)


def reports_by_kind(store: Store, kinds: Iterable[str]) -> dict[tuple[str, str], int]:
    """(kind, cause) -> how many reports have such a failed check; the cause is ``unknown`` where none is known."""
    known = tuple(kinds)
    found: dict[tuple[str, str], int] = defaultdict(int)
    of_check = {check_id: kind_of(check_id, known) for check_id in failed_check_ids(store)}
    for (kind, cause), reports in failed_by_kind(store, of_check).items():
        found[kind, cause or "unknown"] += reports
    return dict(found)


def by_office(failed: Iterable[FailedOfAgency], names: AgencyNames) -> list[OfficeChecks]:
    """The offices with failed checks, those with the most of their own mistakes first."""
    offices: dict[str | None, list[FailedOfAgency]] = defaultdict(list)
    for one in failed:
        offices[names.agency(one.agency).identity if one.agency else None].append(one)
    found = [_office(identity, own) for identity, own in offices.items()]
    return sorted(found, key=lambda office: (-office.own, -office.open, office.identity or ""))


def _office(identity: str | None, failed: list[FailedOfAgency]) -> OfficeChecks:
    own, reports = sum(one.source for one in failed), sum(one.reports for one in failed)
    return OfficeChecks(identity, tuple(one.agency for one in failed), reports, own, sum(one.checks for one in failed) - own)


def pointer_of_check(store: Store, document_id: int, check_id: str, report_type: ReportType) -> str | None:
    """The value that a check of a report speaks about last: what it adds up to. None where the report has no such check."""
    result = load_result(under_review(store, document_id).current, report_type)
    checks = [] if result is None else result.checks
    found = next((check for check in checks if check.id == check_id), None)
    return found.pointers[-1] if found is not None and found.pointers else None
