"""What does not add up: failed checks by kind and by office, and where each one stands in its report."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.reports.base import ReportType
from extractor.reports.results import load_result
from extractor.store.engine import Store
from extractor.store.panel import FailedCheck
from extractor.store.reviewing import under_review


@dataclass(frozen=True, slots=True)
class OfficeChecks:
    """An office's failed checks. ``own``: by the office's own mistake; ``open``: where the reading is in doubt."""

    agency: str
    reports: int
    own: int
    open: int
    kinds: tuple[tuple[str, int], ...]


def kind_of(check_id: str, kinds: Iterable[str]) -> str:
    """The longest of ``kinds`` that a check's id begins with; the id itself where none does."""
    fitting = [kind for kind in kinds if check_id == kind or check_id.startswith(f"{kind}.")]
    return max(fitting, key=len, default=check_id)


def reports_by_kind(failed: Iterable[FailedCheck], kinds: Iterable[str]) -> dict[tuple[str, str], int]:
    """(kind, cause) -> how many reports have such a failed check; the cause is ``unknown`` where none is known."""
    known = tuple(kinds)
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for check in failed:
        found[kind_of(check.check_id, known), check.cause or "unknown"].add(check.document_id)
    return {key: len(documents) for key, documents in found.items()}


def by_office(failed: Iterable[FailedCheck], kinds: Iterable[str]) -> list[OfficeChecks]:
    """The offices with failed checks, those with the most of their own mistakes first."""
    known = tuple(kinds)
    offices: dict[str, list[FailedCheck]] = defaultdict(list)
    for check in failed:
        offices[check.agency or ""].append(check)
    found = [_office(agency, own, known) for agency, own in offices.items()]
    return sorted(found, key=lambda office: (-office.own, -office.open, office.agency))


def _office(agency: str, failed: list[FailedCheck], kinds: tuple[str, ...]) -> OfficeChecks:
    own = sum(check.cause == "source" for check in failed)
    counts = Counter(kind_of(check.check_id, kinds) for check in failed)
    reports = len({check.document_id for check in failed})
    return OfficeChecks(agency, reports, own, len(failed) - own, tuple(counts.most_common()))


def pointer_of_check(store: Store, document_id: int, check_id: str, report_type: ReportType) -> str | None:
    """The value that a check of a report speaks about last: what it adds up to. None where the report has no such check."""
    result = load_result(under_review(store, document_id).current, report_type)
    checks = [] if result is None else result.checks
    found = next((check for check in checks if check.id == check_id), None)
    return found.pointers[-1] if found is not None and found.pointers else None
