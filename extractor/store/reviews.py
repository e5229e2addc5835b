"""Reviews: an append-only log, and the result that follows from it; nobody overwrites what they have not seen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, update

from extractor.errors import ReviewConflictError
from extractor.store.engine import Store, insert
from extractor.store.records import Entry, columns_of_result
from extractor.store.results import replace_doubts
from extractor.store.schema import assignments, locks, now, results, reviews

Action = Literal["correct", "accept", "add", "delete", "settle", "undo"]
"""settle: a failed check is the document's own mistake. undo: takes back the entry whose number is ``value_from``."""

LOCK = dt.timedelta(minutes=15)
"""How long a report stays with a reviewer who no longer does anything."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log. ``pointer`` names a value, a block or, as ``""``, the report; for ``settle`` the check's id.

    ``value_from`` and ``value_to`` are JSON values.
    """

    action: Action
    pointer: str
    value_from: Any = None
    value_to: Any = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the log; ``number`` counts from 1 within the document."""

    number: int
    reviewer: str
    reviewed_at: dt.datetime
    change: Change
    extraction_id: int


def append_reviews(
    store: Store, document_id: int, version: int, reviewer: str, changes: Sequence[Change], entry: Entry
) -> int:
    """Add changes (none where only who reviews has changed) to a document's log and let ``entry`` be its result; the
    new version.

    ``version`` is the one that the reviewer saw. Raises ReviewConflictError, and writes nothing, where the result has
    another one by now or somebody else holds the lock.
    """
    with store.writing() as connection:
        extraction_id = _claim(connection, document_id, version, version + len(changes), reviewer)
        moment = now()
        rows = [
            {
                "document_id": document_id,
                "extraction_id": extraction_id,
                "number": version + step,
                "reviewer": reviewer,
                "reviewed_at": moment,
                "action": change.action,
                "pointer": change.pointer,
                "value_from": change.value_from,
                "value_to": change.value_to,
                "reason": change.reason,
            }
            for step, change in enumerate(changes, 1)
        ]
        if rows:
            connection.execute(reviews.insert(), rows)
        connection.execute(
            update(results)
            .where(results.c.document_id == document_id)
            .values(
                **columns_of_result(entry), payload=entry.payload, changed_at=moment, revision=results.c.revision + 1
            )
        )
        replace_doubts(connection, [(document_id, entry)])
    return version + len(changes)


def _claim(connection: Connection, document_id: int, seen: int, version: int, reviewer: str) -> int:
    """Move the result from the version seen to the new one; the extraction it rests on."""
    holder = _holder(connection, document_id)
    if holder is not None and holder != reviewer:
        raise _held(holder)
    extraction_id = connection.scalar(
        update(results)
        .where(results.c.document_id == document_id, results.c.version == seen)
        .values(version=version)
        .returning(results.c.extraction_id)
    )
    if extraction_id is None:
        raise ReviewConflictError(
            "这份报告已被他人修改；请重新打开，核对后再保存。",
            "Somebody else changed this report meanwhile; open it again and look before you save.",
        )
    return int(extraction_id)


def review_log(store: Store, document_id: int) -> list[Logged]:
    """All entries of a document, in the order in which they were made."""
    with store.reading() as connection:
        rows = connection.execute(
            select(reviews).where(reviews.c.document_id == document_id).order_by(reviews.c.number)
        ).all()
    return [
        Logged(
            row.number,
            row.reviewer,
            row.reviewed_at,
            Change(row.action, row.pointer, row.value_from, row.value_to, row.reason),
            row.extraction_id,
        )
        for row in rows
    ]


def lock(store: Store, document_id: int, reviewer: str) -> None:
    """Take or keep the lock of a report. Raises ReviewConflictError where another reviewer holds it."""
    with store.writing() as connection:
        statement = insert(store)(locks).values(document_id=document_id, reviewer=reviewer, until=now() + LOCK)
        taken = connection.execute(
            statement.on_conflict_do_update(
                index_elements=["document_id"],
                set_={"reviewer": reviewer, "until": statement.excluded.until},
                where=(locks.c.reviewer == reviewer) | (locks.c.until < now()),
            ).returning(locks.c.reviewer)
        ).first()
        if taken is None:
            raise _held(str(_holder(connection, document_id)))


def unlock(store: Store, document_id: int, reviewer: str) -> None:
    """Give the lock back, if the reviewer holds it."""
    with store.writing() as connection:
        connection.execute(delete(locks).where(locks.c.document_id == document_id, locks.c.reviewer == reviewer))


def holder(store: Store, document_id: int) -> str | None:
    """Who holds the lock of a report now."""
    with store.reading() as connection:
        return _holder(connection, document_id)


def assign(store: Store, document_id: int, reviewer: str) -> None:
    """Ask a reviewer to look at a report; several may be asked, for independent reviews."""
    with store.writing() as connection:
        statement = insert(store)(assignments).values(document_id=document_id, reviewer=reviewer, assigned_at=now())
        connection.execute(statement.on_conflict_do_nothing())


def assignees(store: Store, document_id: int) -> list[str]:
    """Who is asked to look at a report, in the order of asking."""
    with store.reading() as connection:
        return list(
            connection.scalars(
                select(assignments.c.reviewer)
                .where(assignments.c.document_id == document_id)
                .order_by(assignments.c.assigned_at, assignments.c.reviewer)
            )
        )


def unassign(store: Store, document_id: int, reviewer: str) -> None:
    """Take an assignment back."""
    with store.writing() as connection:
        connection.execute(
            delete(assignments).where(assignments.c.document_id == document_id, assignments.c.reviewer == reviewer)
        )


def _holder(connection: Connection, document_id: int) -> str | None:
    return connection.scalar(select(locks.c.reviewer).where(locks.c.document_id == document_id, locks.c.until >= now()))


def _held(holder: str) -> ReviewConflictError:
    return ReviewConflictError(f"“{holder}”正在审核这份报告。", f"{holder} is reviewing this report.")
