"""The current results of many reports at once, as the pages across reports count and compare them."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select

from extractor.store.engine import Store
from extractor.store.patience import patiently
from extractor.store.records import unpack_until
from extractor.store.results import PAYLOAD
from extractor.store.schema import checks, extractions, files, flags, results

_PORTION = 500
_PRESENT = results.c.document_id.in_(select(files.c.document_id))
"""A document whose file now holds something else is no part of the workspace."""
_FAILED = checks.join(results, results.c.document_id == checks.c.document_id)
_BEHIND_REPORT = b'\n  "evidence":'
"""The member of a result that follows its values: they are a tenth of the text."""


@dataclass(frozen=True, slots=True)
class StoredPanelReport:
    """One document's current result. ``agency``: as the report has it; ``agency_key``: folded, as reports are matched.

    ``doubted``: pointers that its flags ask to review. ``text``: the result as JSON, up to the end of its ``report``.
    """

    document_id: int
    report_name: str
    agency: str
    agency_key: str
    year: int
    status: str
    doubted: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A failed check of a current result; ``agency`` and ``year`` are None where the report does not say them."""

    document_id: int
    agency: str | None
    year: int | None
    check_id: str
    cause: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Which failed checks; None takes all. ``agencies``: as reports have them, None among them for reports without one.

    ``causes``: as in checks, ``unknown`` also where none is noted.
    """

    year: int | None = None
    check_ids: Collection[str] | None = None
    causes: Collection[str] | None = None
    agencies: Collection[str | None] | None = None


@dataclass(frozen=True, slots=True)
class FailedOfAgency:
    """How many failed checks reports under one name have, ``source`` of them the documents' own mistakes."""

    agency: str | None
    reports: int
    checks: int
    source: int


Stamp = tuple[int, dt.datetime | None, int | None]
"""Equal as long as no result of the workspace has changed."""


def stamp(store: Store) -> Stamp:
    """How many current results there are, when one was last changed, and how often all of them were."""
    with store.reading() as connection:
        row = connection.execute(
            select(func.count(), func.max(results.c.changed_at), func.sum(results.c.revision)).where(_PRESENT)
        ).one()
    return row[0], row[1], row[2]


def revisions(store: Store, year: int | None = None, agency_keys: Collection[str] | None = None) -> dict[int, int]:
    """Document -> revision of its result, of the reports with a known agency and year: of one year, of some names."""
    wanted: list[ColumnElement[bool]] = [_PRESENT, results.c.agency_key.is_not(None)]
    if year is not None:
        wanted.append(results.c.year == year)
    if agency_keys is not None:
        wanted.append(results.c.agency_key.in_(agency_keys))
    with store.reading() as connection:
        rows = connection.execute(select(results.c.document_id, results.c.revision).where(*wanted)).all()
    return {row[0]: row[1] for row in rows}


def panel_reports(store: Store, document_ids: Sequence[int]) -> Iterator[StoredPanelReport]:
    """The reports of some documents."""
    for start in range(0, len(document_ids), _PORTION):
        yield from patiently(_portion, store, document_ids[start : start + _PORTION])


def _portion(store: Store, document_ids: Sequence[int]) -> list[StoredPanelReport]:
    name = select(func.min(files.c.report_name)).where(files.c.document_id == results.c.document_id).scalar_subquery()
    columns = (results.c[key] for key in ("document_id", "agency", "agency_key", "year", "status"))
    with store.reading() as connection:
        rows = connection.execute(
            select(*columns, name.label("report_name"), PAYLOAD)
            .join(extractions, extractions.c.id == results.c.extraction_id)
            .where(results.c.document_id.in_(document_ids), results.c.agency_key.is_not(None))
        ).all()
        asked = connection.execute(
            select(flags.c.document_id, flags.c.pointers).where(flags.c.document_id.in_(document_ids), flags.c.review)
        ).all()
    doubted: dict[int, set[str]] = {}
    for document_id, pointers in asked:
        doubted.setdefault(document_id, set()).update(pointers)
    return [_report(row, frozenset(doubted.get(row.document_id, ()))) for row in rows]


def _report(row: Row[*tuple[Any, ...]], doubted: frozenset[str]) -> StoredPanelReport:
    return StoredPanelReport(
        row.document_id,
        row.report_name,
        row.agency,
        row.agency_key,
        row.year,
        row.status,
        doubted,
        unpack_until(row.payload, _BEHIND_REPORT),
    )


def years(store: Store) -> dict[int, int]:
    """Year -> how many reports there are of it, the latest first."""
    with store.reading() as connection:
        rows = connection.execute(
            select(results.c.year, func.count())
            .where(_PRESENT, results.c.year.is_not(None))
            .group_by(results.c.year)
            .order_by(results.c.year.desc())
        ).all()
    return {row[0]: row[1] for row in rows}


def failed_check_ids(store: Store) -> list[str]:
    """The ids of checks that fail in any current result."""
    with store.reading() as connection:
        return list(connection.scalars(select(checks.c.check_id).distinct()))


def failed_by_kind(store: Store, kinds: Mapping[str, str]) -> dict[tuple[str, str | None], int]:
    """(kind, cause) -> how many current results have such a failed check; ``kinds``: check id -> kind."""
    if not kinds:
        return {}
    kind = case(dict(kinds), value=checks.c.check_id).label("kind")
    with store.reading() as connection:
        rows = connection.execute(
            select(kind, checks.c.cause, func.count(checks.c.document_id.distinct()))
            .where(checks.c.document_id.in_(select(files.c.document_id)))
            .group_by(kind, checks.c.cause)
        ).all()
    return {(row[0], row[1]): row[2] for row in rows}


def failed_by_agency(store: Store, wanted: Failed) -> list[FailedOfAgency]:
    """Failed checks by the name that reports have, in no order."""
    source = func.sum(case((checks.c.cause == "source", 1), else_=0))
    number = func.count(checks.c.document_id.distinct())
    with store.reading() as connection:
        rows = connection.execute(
            select(results.c.agency, number, func.count(), source)
            .select_from(_FAILED)
            .where(*_conditions(wanted))
            .group_by(results.c.agency)
        ).all()
    return [FailedOfAgency(*row) for row in rows]


def count_failed(store: Store, wanted: Failed) -> int:
    """How many failed checks there are."""
    statement = select(func.count()).select_from(_FAILED).where(*_conditions(wanted))
    with store.reading() as connection:
        return int(connection.scalar(statement) or 0)


def failed_checks(store: Store, wanted: Failed, most: int, skipped: int = 0) -> list[FailedCheck]:
    """Failed checks, up to ``most`` behind those ``skipped``: the documents' own mistakes first, then by agency and year."""
    columns = (checks.c.document_id, results.c.agency, results.c.year, checks.c.check_id, checks.c.cause, checks.c.message)
    own_first = case((checks.c.cause == "source", 0), else_=1)
    with store.reading() as connection:
        rows = connection.execute(
            select(*columns)
            .select_from(_FAILED)
            .where(*_conditions(wanted))
            .order_by(own_first, results.c.agency, results.c.year, checks.c.document_id, checks.c.number)
            .limit(most)
            .offset(skipped)
        ).all()
    return [FailedCheck(*row) for row in rows]


def _conditions(wanted: Failed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_PRESENT]
    if wanted.year is not None:
        found.append(results.c.year == wanted.year)
    if wanted.check_ids is not None:
        found.append(checks.c.check_id.in_(wanted.check_ids))
    if wanted.causes is not None:
        found.append(func.coalesce(checks.c.cause, "unknown").in_(wanted.causes))
    if wanted.agencies is not None:
        named = results.c.agency.in_([name for name in wanted.agencies if name is not None])
        found.append(or_(named, results.c.agency.is_(None)) if None in wanted.agencies else named)
    return found


def count_changed(store: Store, since: dt.datetime) -> int:
    """How many current results were changed since then."""
    statement = select(func.count()).select_from(results).where(_PRESENT, results.c.changed_at > since)
    with store.reading() as connection:
        return int(connection.scalar(statement) or 0)


def titles(store: Store, document_ids: Collection[int]) -> dict[int, tuple[str | None, int | None]]:
    """Document -> the agency and the year of its current result."""
    columns = (results.c.document_id, results.c.agency, results.c.year)
    with store.reading() as connection:
        rows = connection.execute(select(*columns).where(results.c.document_id.in_(document_ids))).all()
    return {row[0]: (row[1], row[2]) for row in rows}


def counts_by_year(store: Store) -> dict[tuple[int | None, str], int]:
    """(year, status) -> how many current results there are."""
    with store.reading() as connection:
        rows = connection.execute(
            select(results.c.year, results.c.status, func.count())
            .where(_PRESENT)
            .group_by(results.c.year, results.c.status)
            .order_by(results.c.year)
        ).all()
    return {(row[0], row[1]): row[2] for row in rows}
