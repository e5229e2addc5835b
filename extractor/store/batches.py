"""Batches at a model's provider: which questions wait to be sent, which are under way, and for which documents.

A document with open questions is ``asked``: read as far as it can be without them. When none of its questions is under
way any more, ``wake`` puts it on the queue again; what is answered then comes from the cache, what is not is asked anew.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from extractor.llm.questions import Question
from extractor.store.engine import Store, insert
from extractor.store.records import Task, pack, unpack
from extractor.store.schema import batch_askers, batch_questions, batches, configurations, files, now, tasks

_PORTION = 1000


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch of this workspace. ``provider_id`` is None where it is not known whether the provider has it."""

    id: int
    token: str
    provider_id: str | None
    base_url: str
    model: str
    questions: int


@dataclass(slots=True)
class Yield:
    """What came of a batch. ``error``: the first reason why a question has no answer."""

    answered: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    error: str | None = None


def keep_questions(store: Store, owner: str, asked: Sequence[tuple[Task, Sequence[Question]]]) -> None:
    """Let documents that the owner holds wait for their questions, which are kept to be sent."""
    with store.writing_alone() as connection:
        rows = connection.execute(
            update(tasks)
            .where(tasks.c.state == "leased", tasks.c.owner == owner)
            .where(tasks.c.document_id.in_([task.document_id for task, _ in asked]))
            .values(state="asked", owner=None, lease_until=None)
            .returning(tasks.c.document_id)
        )
        held = {document_id for (document_id,) in rows}
        kept = [(task.document_id, question) for task, ours in asked if task.document_id in held for question in ours]
        if not kept:
            return
        new = insert(store)(batch_questions).on_conflict_do_nothing(index_elements=["key"])
        connection.execute(
            new, [{"key": one.key, "size": len(one.line()), "body": pack(one.body)} for _, one in kept]
        )
        asker = insert(store)(batch_askers).on_conflict_do_nothing(index_elements=["document_id", "key"])
        connection.execute(asker, [{"document_id": document_id, "key": one.key} for document_id, one in kept])


def wake(store: Store, configuration_id: int) -> int:
    """Queue the documents none of whose questions is under way, as if just found; how many these were.

    These are documents read by the same engine and model. Questions that were kept and never sent are forgotten: their
    documents ask them again.
    """
    ours = select(configurations).where(configurations.c.id == configuration_id).subquery()
    alike = select(configurations.c.id).where(
        configurations.c.engine == ours.c.engine, configurations.c.model == ours.c.model
    )
    unsent = select(batch_questions.c.key).where(batch_questions.c.batch_id.is_(None))
    with store.writing_alone() as connection:
        connection.execute(batch_askers.delete().where(batch_askers.c.key.in_(unsent)))
        connection.execute(batch_questions.delete().where(batch_questions.c.batch_id.is_(None)))
        queued = (
            update(tasks)
            .where(tasks.c.state == "asked", tasks.c.configuration_id.in_(alike))
            .where(tasks.c.document_id.not_in(select(batch_askers.c.document_id)))
            .values(state="queued", configuration_id=configuration_id)
            .returning(tasks.c.document_id)
        )
        woken = list(connection.scalars(queued))
        for start in range(0, len(woken), _PORTION):
            portion = woken[start : start + _PORTION]
            connection.execute(update(files).where(files.c.document_id.in_(portion)).values(seen_at=now()))
        return len(woken)


def intend(store: Store, configuration_id: int, base_url: str, most: int, most_bytes: int) -> Sent | None:
    """Put questions that wait into a new batch, within the bounds of one; None where none waits.

    From here on they count as sent, so that nobody asks them in another way.
    """
    with store.writing_alone() as connection:
        last, number = _fitting(connection, most, most_bytes)
        if last is None:
            return None
        token = uuid.uuid4().hex
        batch_id = connection.execute(
            batches.insert()
            .values(
                configuration_id=configuration_id,
                token=token,
                base_url=base_url,
                questions=number,
                answered=0,
                prompt_tokens=0,
                completion_tokens=0,
                cost=0.0,
                sent_at=now(),
            )
            .returning(batches.c.id)
        ).scalar_one()
        connection.execute(
            update(batch_questions)
            .where(batch_questions.c.batch_id.is_(None), batch_questions.c.key <= last)
            .values(batch_id=batch_id)
        )
        model = connection.scalar(select(configurations.c.model).where(configurations.c.id == configuration_id))
    return Sent(batch_id, token, None, base_url, model or "", number)


def withdraw(store: Store, batch_id: int) -> None:
    """Take back a batch that the provider refused: its questions wait to be sent again."""
    with store.writing_alone() as connection:
        ours = batch_questions.c.batch_id == batch_id
        connection.execute(update(batch_questions).where(ours).values(batch_id=None))
        connection.execute(batches.delete().where(batches.c.id == batch_id))


def _fitting(connection: Connection, most: int, most_bytes: int) -> tuple[str | None, int]:
    """The last of the waiting questions, by key, that still fits, and how many these are."""
    last, number, size = None, 0, 0
    for row in connection.execute(
        select(batch_questions.c.key, batch_questions.c.size)
        .where(batch_questions.c.batch_id.is_(None))
        .order_by(batch_questions.c.key)
        .limit(most)
    ):
        size += row.size
        if number and size > most_bytes:
            break
        last, number = row.key, number + 1
    return last, number


def questions_of(store: Store, batch_id: int) -> Iterator[Question]:
    """The questions of a batch, by key."""
    after = ""
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                select(batch_questions.c.key, batch_questions.c.body)
                .where(batch_questions.c.batch_id == batch_id, batch_questions.c.key > after)
                .order_by(batch_questions.c.key)
                .limit(_PORTION)
            ).all()
        if not rows:
            return
        yield from (Question(row.key, unpack(row.body)) for row in rows)
        after = rows[-1].key


def mark_sent(store: Store, batch_id: int, provider_id: str) -> None:
    """Remember under which id the provider has a batch."""
    with store.writing() as connection:
        connection.execute(update(batches).where(batches.c.id == batch_id).values(provider_id=provider_id))


def end(store: Store, batch_id: int, gained: Yield) -> None:
    """Keep what came of a batch; none of its questions is under way any more."""
    ours = select(batch_questions.c.key).where(batch_questions.c.batch_id == batch_id)
    with store.writing_alone() as connection:
        connection.execute(
            update(batches)
            .where(batches.c.id == batch_id)
            .values(
                answered=gained.answered,
                prompt_tokens=gained.prompt_tokens,
                completion_tokens=gained.completion_tokens,
                cost=gained.cost,
                error=gained.error,
                ended_at=now(),
            )
        )
        connection.execute(batch_askers.delete().where(batch_askers.c.key.in_(ours)))
        connection.execute(batch_questions.delete().where(batch_questions.c.batch_id == batch_id))


def under_way(store: Store) -> list[Sent]:
    """The batches that have not ended, in the order in which they were sent."""
    with store.reading() as connection:
        rows = connection.execute(
            select(
                batches.c.id,
                batches.c.token,
                batches.c.provider_id,
                batches.c.base_url,
                configurations.c.model,
                batches.c.questions,
            )
            .join(configurations, configurations.c.id == batches.c.configuration_id)
            .where(batches.c.ended_at.is_(None))
            .order_by(batches.c.id)
        )
        return [Sent(*row) for row in rows]


def count_waiting(store: Store) -> int:
    """How many questions wait to be sent."""
    with store.reading() as connection:
        statement = select(func.count()).select_from(batch_questions).where(batch_questions.c.batch_id.is_(None))
        return int(connection.scalar(statement) or 0)


def count_asked(store: Store) -> int:
    """How many documents wait for answers."""
    with store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(tasks).where(tasks.c.state == "asked")) or 0)
