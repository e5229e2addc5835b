"""The current results by whose they are: names that reports have, and an agency's reports over the years."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from extractor.store.engine import Store
from extractor.store.patience import patiently
from extractor.store.records import unpack
from extractor.store.results import PAYLOAD
from extractor.store.schema import extractions, files, results

_PORTION = 2000


@dataclass(frozen=True, slots=True)
class ReportedName:
    """An agency's name as reports have it (folded, see ``results.agency_key``) and how many they are."""

    name: str
    reports: int
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One document's current result. ``report_names``: of all files with this content. ``digest``: see ``Standing``."""

    document_id: int
    report_names: tuple[str, ...]
    agency: str
    year: int
    digest: str
    text: str


def reported_names(store: Store) -> Iterator[ReportedName]:
    """Every name, in order."""
    after = ""
    while True:
        portion = patiently(_names, store, after)
        yield from portion
        if len(portion) < _PORTION:
            return
        after = portion[-1].name


def _names(store: Store, after: str) -> list[ReportedName]:
    year = results.c.year
    with store.reading() as connection:
        rows = connection.execute(
            select(
                results.c.agency_key,
                func.count().label("reports"),
                func.min(year).label("first"),
                func.max(year).label("last"),
            )
            .where(results.c.agency_key > after, results.c.document_id.in_(select(files.c.document_id)))
            .group_by(results.c.agency_key)
            .order_by(results.c.agency_key)
            .limit(_PORTION)
        )
        return [ReportedName(row.agency_key, row.reports, row.first, row.last) for row in rows]


def count_unplaced(store: Store) -> int:
    """How many documents were read whose agency or year is not known."""
    with store.reading() as connection:
        found = connection.scalar(
            select(func.count()).where(
                results.c.agency_key.is_(None),
                results.c.status != "failed",
                results.c.document_id.in_(select(files.c.document_id)),
            )
        )
        return int(found or 0)


def reports_of_agencies(store: Store, names: Collection[str]) -> list[StoredReport]:
    """All reports under some names, by year; of documents whose files a run has found."""
    with store.reading() as connection:
        rows = connection.execute(
            select(results.c.document_id, results.c.agency_key, results.c.year, results.c.digest, PAYLOAD)
            .join(extractions, extractions.c.id == results.c.extraction_id)
            .where(results.c.agency_key.in_(names))
            .order_by(results.c.year, results.c.agency_key, results.c.document_id)
        ).all()
        found = connection.execute(
            select(files.c.document_id, files.c.report_name)
            .where(files.c.document_id.in_([row.document_id for row in rows]))
            .order_by(files.c.report_name)
        ).all()
    report_names: dict[int, list[str]] = {}
    for document_id, report_name in found:
        report_names.setdefault(document_id, []).append(report_name)
    return [
        StoredReport(
            row.document_id,
            tuple(report_names[row.document_id]),
            row.agency_key,
            row.year,
            row.digest,
            unpack(row.payload),
        )
        for row in rows
        if row.document_id in report_names
    ]
