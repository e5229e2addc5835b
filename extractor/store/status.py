"""How far a workspace is: files by status, the queue, the rate of the last minutes, what models have used."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from extractor.store.engine import Store
from extractor.store.schema import batches, extractions, files, now, results, tasks

_WINDOW = dt.timedelta(minutes=5)
"""The rate is of so long before the last result."""


@dataclass(frozen=True, slots=True)
class Status:
    """``files``: status -> number of files with a current result. ``waiting``, ``leased``: documents of the queue;
    ``asked``: those that wait for a batch.

    ``failures``: error code -> number of failed files. ``rate``: documents a second, 0 where nothing was read lately.
    ``cost`` is in the price list's currency, over all calls and batches ever made for this workspace.
    """

    files: Mapping[str, int]
    failures: Mapping[str, int]
    waiting: int
    leased: int
    asked: int
    owners: int
    rate: float
    extractions: int
    calls: int
    tokens: int
    cost: float

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the queue is empty at the present rate; None where nothing moves."""
        return (self.waiting + self.leased) / self.rate if self.rate else None


def read_status(store: Store) -> Status:
    """The state of a workspace at one moment."""
    with store.reading() as connection:
        states = {
            row[0]: row[1] for row in connection.execute(select(tasks.c.state, func.count()).group_by(tasks.c.state))
        }
        used = connection.execute(
            select(
                func.count(),
                func.coalesce(func.sum(extractions.c.calls), 0),
                func.coalesce(func.sum(extractions.c.prompt_tokens + extractions.c.completion_tokens), 0),
                func.coalesce(func.sum(extractions.c.cost), 0.0),
            ).select_from(extractions)
        ).one()
        batched = connection.execute(
            select(
                func.coalesce(func.sum(batches.c.answered), 0),
                func.coalesce(func.sum(batches.c.prompt_tokens + batches.c.completion_tokens), 0),
                func.coalesce(func.sum(batches.c.cost), 0.0),
            )
        ).one()
        return Status(
            files=_counted(connection, "status"),
            failures=_counted(connection, "error_code"),
            waiting=states.get("queued", 0),
            leased=states.get("leased", 0),
            asked=states.get("asked", 0),
            owners=connection.scalar(select(func.count(tasks.c.owner.distinct())).where(tasks.c.state == "leased"))
            or 0,
            rate=_rate(connection),
            extractions=int(used[0]),
            calls=int(used[1] + batched[0]),
            tokens=int(used[2] + batched[1]),
            cost=float(used[3] + batched[2]),
        )


def _counted(connection: Connection, column: str) -> dict[str, int]:
    rows = connection.execute(
        select(results.c[column], func.count())
        .join(files, files.c.document_id == results.c.document_id)
        .where(results.c[column].is_not(None))
        .group_by(results.c[column])
    )
    return {row[0]: row[1] for row in rows}


def _rate(connection: Connection) -> float:
    last = connection.scalar(select(func.max(extractions.c.finished_at)))
    if last is None or now() - last > _WINDOW:
        return 0.0
    first, number = connection.execute(
        select(func.min(extractions.c.finished_at), func.count()).where(extractions.c.finished_at >= last - _WINDOW)
    ).one()
    return float(number / max((last - first).total_seconds(), 1.0))
