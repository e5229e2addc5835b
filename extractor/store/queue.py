"""The work queue: which documents are to be read, by whom they are being read, and what came of it.

Work is done at least once, results are kept exactly once: a task belongs to an owner for a time (a lease), and only
its owner's result is taken, in the same transaction that ends the task.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from extractor.store.engine import Store
from extractor.store.records import Entry, Task
from extractor.store.results import keep
from extractor.store.schema import files, now, results, tasks

LEASE = dt.timedelta(seconds=120)
"""How long a task stays with an owner that no longer says anything; owners renew every third of it."""


def lease(store: Store, owner: str, configuration_id: int, most: int) -> list[Task]:
    """Take up to ``most`` waiting tasks; no other owner gets them while the lease lasts."""
    waiting = (
        select(tasks.c.document_id)
        .where(tasks.c.configuration_id == configuration_id, tasks.c.state == "queued")
        .order_by(tasks.c.document_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    with store.writing() as connection:
        rows = connection.execute(
            update(tasks)
            .where(tasks.c.document_id.in_(waiting.scalar_subquery()))
            .values(state="leased", owner=owner, lease_until=now() + LEASE)
            .returning(tasks.c.document_id, tasks.c.path, tasks.c.sha256, tasks.c.round)
        )
        return sorted((Task(*row) for row in rows), key=lambda task: task.document_id)


def renew(store: Store, owner: str) -> None:
    """Keep what the owner holds for another while."""
    with store.writing() as connection:
        connection.execute(update(tasks).where(_held_by(owner)).values(lease_until=now() + LEASE))


def release(store: Store, owners: Collection[str]) -> int:
    """Give back what owners hold that will not go on with it; how many tasks these were."""
    return _give_back(store, and_(tasks.c.state == "leased", tasks.c.owner.in_(list(owners)))) if owners else 0


def reclaim(store: Store) -> int:
    """Give back what is held beyond its lease; how many tasks these were."""
    return _give_back(store, and_(tasks.c.state == "leased", tasks.c.lease_until < now()))


def holders(store: Store) -> set[str]:
    """The owners that hold tasks."""
    with store.reading() as connection:
        return set(connection.scalars(select(tasks.c.owner).where(tasks.c.state == "leased").distinct()))


def _held_by(owner: str) -> Any:  # noqa: ANN401 - an SQL condition
    return and_(tasks.c.state == "leased", tasks.c.owner == owner)


def _give_back(store: Store, condition: Any) -> int:  # noqa: ANN401 - an SQL condition
    with store.writing() as connection:
        given = update(tasks).where(condition).values(state="queued", owner=None, lease_until=None)
        return connection.execute(given).rowcount


def unfinished(store: Store, configuration_id: int) -> int:
    """How many tasks of a configuration wait or are being worked on, by anybody."""
    with store.reading() as connection:
        return int(
            connection.scalar(
                select(func.count())
                .select_from(tasks)
                .where(tasks.c.configuration_id == configuration_id, tasks.c.state.in_(["queued", "leased"]))
            )
            or 0
        )


def complete(store: Store, owner: str, done: Sequence[tuple[Task, Entry]]) -> set[int]:
    """End tasks and keep their results, all or none; the documents whose result was taken.

    A task that the owner no longer holds gives nothing: somebody else reads the document, or has read it.
    """
    with store.writing() as connection:
        held = _end(connection, owner, [task for task, _ in done])
        taken = [(task, entry) for task, entry in done if (task.document_id, task.round) in held]
        if taken:
            keep(store, connection, owner, taken, held)
    return {task.document_id for task, _ in taken}


def _end(connection: Connection, owner: str, ended: Sequence[Task]) -> dict[tuple[int, int], int]:
    """(document, round) -> configuration of the tasks that the owner held to the end."""
    rows = connection.execute(
        update(tasks)
        .where(_held_by(owner), tasks.c.document_id.in_([task.document_id for task in ended]))
        .values(state="done", owner=None, lease_until=None)
        .returning(tasks.c.document_id, tasks.c.round, tasks.c.configuration_id)
    )
    return {(document_id, number): configuration_id for document_id, number, configuration_id in rows}


def requeue_failed(store: Store, configuration_id: int, codes: Collection[str] = ()) -> int:
    """Queue failed documents again (all, or those of the error codes), as if just found; how many these were."""
    failed = select(results.c.document_id).where(results.c.status == "failed")
    if codes:
        failed = failed.where(results.c.error_code.in_(list(codes)))
    with store.writing_alone() as connection:
        queued = (
            update(tasks)
            .where(tasks.c.state == "done", tasks.c.document_id.in_(failed))
            .values(state="queued", round=tasks.c.round + 1, configuration_id=configuration_id)
        )
        number = connection.execute(queued).rowcount
        connection.execute(update(files).where(files.c.document_id.in_(failed)).values(seen_at=now()))
        return number
