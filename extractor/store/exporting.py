"""All current results whole, one a file, with what people did to them: what exports are made of."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from extractor.store.engine import Store
from extractor.store.records import unpack_bytes
from extractor.store.results import PAYLOAD, named
from extractor.store.reviews import Change, Logged
from extractor.store.schema import extractions, files, results, reviews

_PORTION = 100


@dataclass(frozen=True, slots=True)
class Current:
    """One file's current result as JSON text. ``key``: the file's path from DIR. ``log``: all its review entries."""

    report_name: str
    key: str
    text: str
    log: tuple[Logged, ...]


def current_results(store: Store, schemas: Collection[str]) -> Iterator[Current]:
    """The results of these schemas, by name, read in portions on one state of the database."""
    last = ""
    with store.reading() as connection:
        if not store.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        while portion := _portion(connection, schemas, last):
            yield from portion
            last = portion[-1].report_name


def _portion(connection: Connection, schemas: Collection[str], after: str) -> list[Current]:
    rows = connection.execute(
        select(files.c.report_name, files.c.path, files.c.document_id, results.c.version, PAYLOAD)
        .join(results, results.c.document_id == files.c.document_id)
        .join(extractions, extractions.c.id == results.c.extraction_id)
        .where(files.c.report_name > after, results.c.schema.in_(schemas))
        .order_by(files.c.report_name)
        .limit(_PORTION)
    ).all()
    logs = _logs(connection, {row.document_id for row in rows if row.version})
    return [
        Current(
            row.report_name,
            row.path,
            named(unpack_bytes(row.payload), row.path).decode(),
            tuple(logs[row.document_id]),
        )
        for row in rows
    ]


def _logs(connection: Connection, document_ids: set[int]) -> dict[int, list[Logged]]:
    logs: dict[int, list[Logged]] = defaultdict(list)
    statement = select(reviews).where(reviews.c.document_id.in_(document_ids)).order_by(reviews.c.number)
    for row in connection.execute(statement) if document_ids else ():
        change = Change(row.action, row.pointer, row.value_from, row.value_to, row.reason)
        logs[row.document_id].append(Logged(row.number, row.reviewer, row.reviewed_at, change, row.extraction_id))
    return logs
