"""All current results, one line a file, in portions: what a run tells at its end and what the summary table holds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from extractor.store.engine import Store
from extractor.store.patience import patiently
from extractor.store.schema import checks, extractions, files, flags, results

_PORTION = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One file's current result. ``doubts`` and ``mistakes``: (code or check id, sentence) of what asks for review, and
    of failed checks that are the document's own fault. ``summary``: cells of the summary table by column.
    """

    document_id: int
    name: str
    key: str
    status: str
    summary: dict[str, Any]
    doubts: tuple[tuple[str, str], ...]
    mistakes: tuple[tuple[str, str], ...]
    read_at: dt.datetime


def overview(store: Store, since: dt.datetime | None = None, status: str | None = None) -> Iterator[Line]:
    """The lines in the order of their names; of files that a run found ``since``, with one ``status``."""
    last = ""
    while True:
        lines = patiently(_portion, store, last, since, status)
        yield from lines
        if len(lines) < _PORTION:
            return
        last = lines[-1].name


def _portion(store: Store, last: str, since: dt.datetime | None, status: str | None) -> list[Line]:
    with store.reading() as connection:
        return _lines(connection, _rows(connection, last, since, status))


def schemas(store: Store) -> list[str]:
    """The schemas of the current results, by name."""
    with store.reading() as connection:
        return list(connection.scalars(select(results.c.schema).distinct().order_by(results.c.schema)))


def count_files(store: Store, since: dt.datetime | None = None, before: dt.datetime | None = None) -> int:
    """How many files with a result runs found ``since`` and last ``before``."""
    statement = select(func.count()).select_from(files.join(results, results.c.document_id == files.c.document_id))
    if since is not None:
        statement = statement.where(files.c.seen_at >= since)
    if before is not None:
        statement = statement.where(files.c.seen_at < before)
    with store.reading() as connection:
        return int(connection.scalar(statement) or 0)


def count_statuses(store: Store, since: dt.datetime) -> dict[str, int]:
    """Status -> how many files with it runs found ``since``."""
    joined = files.join(results, results.c.document_id == files.c.document_id)
    statement = select(results.c.status, func.count()).select_from(joined).where(files.c.seen_at >= since)
    with store.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(statement.group_by(results.c.status))}


def _rows(
    connection: Connection, after: str, since: dt.datetime | None, status: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(
            files.c.report_name,
            files.c.path,
            results.c.document_id,
            results.c.status,
            results.c.summary,
            extractions.c.finished_at,
        )
        .join(results, results.c.document_id == files.c.document_id)
        .join(extractions, extractions.c.id == results.c.extraction_id)
        .where(files.c.report_name > after)
        .order_by(files.c.report_name)
        .limit(_PORTION)
    )
    if since is not None:
        statement = statement.where(files.c.seen_at >= since)
    if status is not None:
        statement = statement.where(results.c.status == status)
    return connection.execute(statement).all()


def _lines(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Line]:
    ids = {row.document_id for row in rows}
    doubts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    mistakes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for flag in connection.execute(
        select(flags.c.document_id, flags.c.code, flags.c.message)
        .where(flags.c.document_id.in_(ids), flags.c.review)
        .order_by(flags.c.document_id, flags.c.number)
    ):
        doubts[flag.document_id].append((flag.code, flag.message))
    for check in connection.execute(
        select(checks.c.document_id, checks.c.check_id, checks.c.cause, checks.c.message)
        .where(checks.c.document_id.in_(ids))
        .order_by(checks.c.document_id, checks.c.number)
    ):
        found = mistakes if check.cause == "source" else doubts
        found[check.document_id].append((check.check_id, check.message))
    return [
        Line(
            row.document_id,
            row.report_name,
            row.path,
            row.status,
            row.summary,
            tuple(doubts[row.document_id]),
            tuple(mistakes[row.document_id]),
            row.finished_at,
        )
        for row in rows
    ]
