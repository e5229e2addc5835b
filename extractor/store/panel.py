"""The current results of many reports at once, as the pages across reports count and compare them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from extractor.store.engine import Store
from extractor.store.patience import patiently
from extractor.store.records import unpack
from extractor.store.results import PAYLOAD
from extractor.store.schema import checks, extractions, files, flags, results

_PORTION = 500
_PRESENT = results.c.document_id.in_(select(files.c.document_id))
"""A document whose file now holds something else is no part of the workspace."""


@dataclass(frozen=True, slots=True)
class StoredPanelReport:
    """One document's current result. ``agency``: as the report has it; ``agency_key``: folded, as reports are matched.

    ``published_on``: ISO date. ``doubted``: pointers that its flags ask to review. ``text``: the result as JSON.
    """

    document_id: int
    report_name: str
    agency: str
    agency_key: str
    year: int
    status: str
    published_on: str | None
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


Stamp = tuple[int, dt.datetime | None, int | None]
"""Equal as long as no result of the workspace has changed."""


def stamp(store: Store) -> Stamp:
    """How many current results there are, when one was last changed, and how often all of them were."""
    with store.reading() as connection:
        row = connection.execute(
            select(func.count(), func.max(results.c.changed_at), func.sum(results.c.revision)).where(_PRESENT)
        ).one()
    return row[0], row[1], row[2]


def panel_reports(store: Store, year: int | None = None, agency_key: str | None = None) -> Iterator[StoredPanelReport]:
    """The reports with a known agency and year, of one year or one agency where these are given, by document."""
    wanted: list[ColumnElement[bool]] = [_PRESENT, results.c.agency_key.is_not(None)]
    if year is not None:
        wanted.append(results.c.year == year)
    if agency_key is not None:
        wanted.append(results.c.agency_key == agency_key)
    last = 0
    while True:
        portion = patiently(_portion, store, [*wanted, results.c.document_id > last])
        yield from portion
        if len(portion) < _PORTION:
            return
        last = portion[-1].document_id


def _portion(store: Store, wanted: Sequence[ColumnElement[bool]]) -> list[StoredPanelReport]:
    name = select(func.min(files.c.report_name)).where(files.c.document_id == results.c.document_id).scalar_subquery()
    columns = (results.c[key] for key in ("document_id", "agency", "agency_key", "year", "status", "summary"))
    with store.reading() as connection:
        rows = connection.execute(
            select(*columns, name.label("report_name"), PAYLOAD)
            .join(extractions, extractions.c.id == results.c.extraction_id)
            .where(*wanted)
            .order_by(results.c.document_id)
            .limit(_PORTION)
        ).all()
        asked = connection.execute(
            select(flags.c.document_id, flags.c.pointers).where(
                flags.c.document_id.in_([row.document_id for row in rows]), flags.c.review
            )
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
        row.summary.get("published_on"),
        doubted,
        unpack(row.payload),
    )


def agencies(store: Store) -> dict[str, str]:
    """Folded name -> a name as reports have it, of every agency with a report, by name."""
    with store.reading() as connection:
        rows = connection.execute(
            select(results.c.agency_key, func.min(results.c.agency))
            .where(_PRESENT, results.c.agency_key.is_not(None))
            .group_by(results.c.agency_key)
            .order_by(results.c.agency_key)
        ).all()
    return {row[0]: row[1] for row in rows}


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


def failed_checks(store: Store, year: int | None = None) -> list[FailedCheck]:
    """Every failed check of the current results, of one year where it is given, by document."""
    wanted = [_PRESENT] if year is None else [_PRESENT, results.c.year == year]
    with store.reading() as connection:
        rows = connection.execute(
            select(
                checks.c.document_id,
                results.c.agency,
                results.c.year,
                checks.c.check_id,
                checks.c.cause,
                checks.c.message,
            )
            .join(results, results.c.document_id == checks.c.document_id)
            .where(*wanted)
            .order_by(checks.c.document_id, checks.c.number)
        ).all()
    return [FailedCheck(*row) for row in rows]


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
