"""What came of reading: every extraction kept, one of them current, and the reports in DIR written from it."""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update

from extractor.store.engine import Store, insert
from extractor.store.records import Entry, Task, columns_of_result, rows_of_checks, rows_of_flags, unpack, unpack_bytes
from extractor.store.schema import checks, documents, extractions, files, flags, now, results


def keep(
    store: Store,
    connection: Connection,
    owner: str,
    taken: Sequence[tuple[Task, Entry]],
    configuration_of: Mapping[tuple[int, int], int],
) -> None:
    moment = now()
    connection.execute(
        update(documents)
        .where(documents.c.id == bindparam("document"))
        .values(media_type=bindparam("media"), pages=bindparam("page_count"), characters=bindparam("length")),
        [
            {
                "document": task.document_id,
                "media": entry.media_type,
                "page_count": entry.pages,
                "length": entry.characters,
            }
            for task, entry in taken
        ],
    )
    inserted = connection.execute(
        extractions.insert().returning(extractions.c.document_id, extractions.c.id),
        [
            {
                "document_id": task.document_id,
                "configuration_id": configuration_of[task.document_id, task.round],
                "round": task.round,
                "owner": owner,
                "finished_at": moment,
                **{name: getattr(entry, name) for name in _OF_EXTRACTION},
            }
            for task, entry in taken
        ],
    )
    extraction_of: dict[int, int] = {row.document_id: row.id for row in inserted}
    make_current(
        store, connection, [(task.document_id, extraction_of[task.document_id], entry) for task, entry in taken]
    )


_OF_EXTRACTION = (
    "status",
    "error_code",
    "prompts",
    "calls",
    "cached",
    "prompt_tokens",
    "completion_tokens",
    "cost",
    "seconds",
    "payload",
)


def make_current(store: Store, connection: Connection, entries: Sequence[tuple[int, int, Entry]]) -> None:
    """Let extractions (document id, extraction id, entry) be the current results.

    A result that a person has worked on stays: the newer extraction is kept beside it.
    """
    reviewed = set(
        connection.scalars(
            select(results.c.document_id).where(
                results.c.document_id.in_([document_id for document_id, _, _ in entries]), results.c.version > 0
            )
        )
    )
    fresh = [entry for entry in entries if entry[0] not in reviewed]
    if not fresh:
        return
    statement = insert(store)(results)
    columns = [*columns_of_result(fresh[0][2]), "extraction_id", "changed_at", "payload", "compared"]
    moment = now()
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["document_id"],
            set_={name: statement.excluded[name] for name in columns} | {"revision": results.c.revision + 1},
        ),
        [
            {
                "document_id": document_id,
                "extraction_id": extraction_id,
                "revision": 1,
                "version": 0,
                "changed_at": moment,
                "payload": None,
                "compared": None,
                **columns_of_result(entry),
            }
            for document_id, extraction_id, entry in fresh
        ],
    )
    replace_doubts(connection, [(document_id, entry) for document_id, _, entry in fresh])


def replace_doubts(connection: Connection, entries: Sequence[tuple[int, Entry]]) -> None:
    """Write the failed checks and the flags of current results anew."""
    ids = [document_id for document_id, _ in entries]
    connection.execute(checks.delete().where(checks.c.document_id.in_(ids)))
    connection.execute(flags.delete().where(flags.c.document_id.in_(ids)))
    failed = [row for document_id, entry in entries for row in rows_of_checks(document_id, entry)]
    flagged = [row for document_id, entry in entries for row in rows_of_flags(document_id, entry)]
    if failed:
        connection.execute(checks.insert(), failed)
    if flagged:
        connection.execute(flags.insert(), flagged)


@dataclass(frozen=True, slots=True)
class Report:
    """The current result of one file, as it is to lie in DIR; ``content``: JSON in UTF-8."""

    file_id: int
    document_id: int
    report_name: str
    revision: int
    status: str
    seen_at: dt.datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class StandingFile:
    """A file with a result; ``size``: bytes of its report in DIR, None where that is not written yet."""

    file_id: int
    report_name: str
    status: str
    size: int | None


def current_text(connection: Connection, document_id: int) -> tuple[str, int, int]:
    """The current result as JSON text, its version (the number of the last review entry) and its extraction."""
    row = connection.execute(
        select(results.c.version, results.c.extraction_id, PAYLOAD)
        .join(extractions, extractions.c.id == results.c.extraction_id)
        .where(results.c.document_id == document_id)
    ).one()
    return unpack(row.payload), row.version, row.extraction_id


PAYLOAD = func.coalesce(results.c.payload, extractions.c.payload).label("payload")


def unwritten(store: Store, most: int = 50) -> Iterator[list[Report]]:
    """The reports that DIR does not have in their present revision, in portions by file."""
    last = 0
    while True:
        with store.reading() as connection:
            portion = _reports(connection, files.c.id > last, most)
        if not portion:
            return
        yield portion
        last = portion[-1].file_id


def reports_of(store: Store, document_ids: Collection[int]) -> list[Report]:
    """The reports of some documents that DIR does not have in their present revision."""
    if not document_ids:
        return []
    with store.reading() as connection:
        return _reports(connection, files.c.document_id.in_(document_ids))


def _reports(connection: Connection, condition: ColumnElement[bool], most: int | None = None) -> list[Report]:
    rows = connection.execute(
        select(
            files.c.id,
            files.c.document_id,
            files.c.path,
            files.c.report_name,
            files.c.seen_at,
            results.c.revision,
            results.c.status,
            PAYLOAD,
        )
        .join(results, results.c.document_id == files.c.document_id)
        .join(extractions, extractions.c.id == results.c.extraction_id)
        .where(condition, or_(files.c.written.is_(None), files.c.written != results.c.revision))
        .order_by(files.c.id)
        .limit(most)
    )
    return [
        Report(
            row.id,
            row.document_id,
            row.report_name,
            row.revision,
            row.status,
            row.seen_at,
            named(unpack_bytes(row.payload), row.path),
        )
        for row in rows
    ]


_NAME = re.compile(rb'"source": \{\s*"name": ("(?:[^"\\]|\\.)*")')


def named(content: bytes, key: str) -> bytes:
    """The result, JSON in UTF-8, with the name of this one of its document's files."""
    name = json.dumps(PurePosixPath(key).name, ensure_ascii=False).encode()
    found = _NAME.search(content)
    if found is None or found[1] == name:
        return content
    return content[: found.start(1)] + name + content[found.end(1) :]


def standing_files(store: Store, keys: Collection[str]) -> list[StandingFile]:
    """The files of these paths from DIR that have a result."""
    if not keys:
        return []
    with store.reading() as connection:
        rows = connection.execute(
            select(files.c.id, files.c.report_name, results.c.status, files.c.written, files.c.size)
            .join(results, results.c.document_id == files.c.document_id)
            .where(files.c.path.in_(keys))
            .order_by(files.c.id)
        )
        return [
            StandingFile(row.id, row.report_name, row.status, None if row.written is None else row.size) for row in rows
        ]


def recorded_files(store: Store, most: int = 1000) -> Iterator[tuple[str, str]]:
    """The path from DIR and the report's name of every file on record."""
    after = 0
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                select(files.c.id, files.c.path, files.c.report_name)
                .where(files.c.id > after)
                .order_by(files.c.id)
                .limit(most)
            ).all()
        if not rows:
            return
        yield from ((row.path, row.report_name) for row in rows)
        after = rows[-1].id


def unwrite(store: Store, file_ids: Collection[int]) -> None:
    """Remember that DIR has lost the reports of these files."""
    if file_ids:
        with store.writing() as connection:
            connection.execute(update(files).where(files.c.id.in_(file_ids)).values(written=None))


def mark_written(store: Store, written: Sequence[Report]) -> None:
    """Remember that DIR has these reports."""
    if not written:
        return
    with store.writing() as connection:
        connection.execute(
            update(files)
            .where(files.c.id == bindparam("file"))
            .values(written=bindparam("revision_written"), size=bindparam("bytes")),
            [
                {"file": report.file_id, "revision_written": report.revision, "bytes": len(report.content)}
                for report in written
            ],
        )
