"""Putting files on record and their documents on the queue: only what a reading would change is read."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, case, or_, select

from extractor.store.engine import Store, insert
from extractor.store.schema import configurations, documents, extractions, files, flags, now, results, tasks


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that decides what a document is read into. ``prompts``: name -> hash of its text."""

    engine: str
    version: str
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of it."""
        parts = [self.engine, self.version, self.model, dict(self.prompts), dict(self.settings)]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


NO_CONTENT = "unreadable:"
"""Begins the ``sha256`` of a file that could not be opened; the SHA-256 of its path follows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file found by a run. ``key`` is its path from DIR, ``path`` where it is opened; ``sha256`` is of its content."""

    key: str
    path: str
    sha256: str
    report_name: str


Standing = Literal["queued", "current"]
"""What ``enqueue`` says of a file: its document waits to be read, or has a result of this configuration."""


def register(store: Store, configuration: Configuration) -> int:
    """The id of a configuration in this workspace."""
    with store.writing_alone() as connection:
        found = connection.scalar(
            select(configurations.c.id).where(configurations.c.fingerprint == configuration.fingerprint)
        )
        if found is not None:
            return int(found)
        added = configurations.insert().values(
            fingerprint=configuration.fingerprint,
            engine=configuration.engine,
            model=configuration.model,
            version=configuration.version,
            prompts=dict(configuration.prompts),
            settings=dict(configuration.settings),
            added_at=now(),
        )
        return int(connection.execute(added.returning(configurations.c.id)).scalar_one())


def enqueue(
    store: Store, found: Sequence[Found], configuration_id: int, again: Collection[str] = (), *, fresh: bool = False
) -> dict[str, Standing]:
    """Put files on record and on the queue, and say how each one stands, by its key.

    A document is queued where it has no result that the configuration would not change. ``again``: error codes of
    failed results that another try may mend. ``fresh``: queue whatever is not being read already.
    """
    with store.writing_alone() as connection:
        ids = _documents(store, connection, found)
        _files(store, connection, found, ids)
        states = _states(connection, ids.values())
        untouched = _untouched(connection, ids.values(), configuration_id, again)
        waiting = {
            document_id
            for document_id, (state, theirs) in states.items()
            if state != "done" and theirs == configuration_id
        }
        wanted: dict[int, Found] = {}
        for file in found:
            document_id = ids[file.sha256]
            if document_id not in waiting and (fresh or document_id not in untouched):
                wanted.setdefault(document_id, file)
        _queue(store, connection, wanted, configuration_id)
    return {
        file.key: "queued" if ids[file.sha256] in wanted or ids[file.sha256] in waiting else "current" for file in found
    }


def _documents(store: Store, connection: Connection, found: Sequence[Found]) -> dict[str, int]:
    """Content hash -> document id; new contents are added."""
    hashes = sorted({file.sha256 for file in found})
    moment = now()
    connection.execute(
        insert(store)(documents).on_conflict_do_nothing(index_elements=["sha256"]),
        [{"sha256": sha256, "added_at": moment} for sha256 in hashes],
    )
    rows = connection.execute(select(documents.c.sha256, documents.c.id).where(documents.c.sha256.in_(hashes)))
    return {row.sha256: row.id for row in rows}


def _files(store: Store, connection: Connection, found: Sequence[Found], ids: Mapping[str, int]) -> None:
    """Put the files on record; one whose content changed has no written report any more."""
    statement = insert(store)(files)
    same = and_(
        files.c.document_id == statement.excluded.document_id, files.c.report_name == statement.excluded.report_name
    )
    moment = now()
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["path"],
            set_={
                "document_id": statement.excluded.document_id,
                "report_name": statement.excluded.report_name,
                "written": case((same, files.c.written), else_=None),
                "seen_at": statement.excluded.seen_at,
            },
        ),
        [
            {"path": file.key, "document_id": ids[file.sha256], "report_name": file.report_name, "seen_at": moment}
            for file in found
        ],
    )


def _states(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Document id -> state and configuration of its task."""
    rows = connection.execute(
        select(tasks.c.document_id, tasks.c.state, tasks.c.configuration_id).where(tasks.c.document_id.in_(set(ids)))
    )
    return {document_id: (state, configuration_id) for document_id, state, configuration_id in rows}


def _untouched(connection: Connection, ids: Iterable[int], configuration_id: int, again: Collection[str]) -> set[int]:
    """The documents whose result another reading by this configuration would not change.

    One with a code of ``again``, as its error or as a flag (what a model failed to answer), may be changed by it, unless
    a person has worked on it.
    """
    flagged = select(flags.c.document_id).where(flags.c.code.in_(list(again)))
    ours = connection.execute(select(configurations).where(configurations.c.id == configuration_id)).one()
    rows = connection.execute(
        select(results.c.document_id, extractions.c.prompts.label("used"), configurations)
        .join(extractions, extractions.c.id == results.c.extraction_id)
        .join(configurations, configurations.c.id == extractions.c.configuration_id)
        .where(results.c.document_id.in_(set(ids)))
        .where(configurations.c.engine == ours.engine, configurations.c.version == ours.version)
        .where(or_(results.c.error_code.is_(None), results.c.error_code.not_in(list(again))))
        .where(or_(results.c.version > 0, results.c.document_id.not_in(flagged)))
    )
    return {row.document_id for row in rows if row.settings == ours.settings and _same_answers(row, ours)}


def _same_answers(theirs: Row[Any], ours: Row[Any]) -> bool:
    """Whether the model had no part in a result, or would be asked the same by ours: a changed prompt touches the
    documents that it was used on, a new one or another model those on which a model was asked at all."""
    used: Mapping[str, str] = theirs.used
    if not used:
        return True
    return (
        theirs.model == ours.model
        and theirs.prompts.keys() == ours.prompts.keys()
        and all(ours.prompts.get(name) == digest for name, digest in used.items())
    )


def _queue(store: Store, connection: Connection, wanted: Mapping[int, Found], configuration_id: int) -> None:
    if not wanted:
        return
    statement = insert(store)(tasks)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["document_id"],
            set_={
                "configuration_id": statement.excluded.configuration_id,
                "path": statement.excluded.path,
                "sha256": statement.excluded.sha256,
                "round": tasks.c.round + 1,
                "state": "queued",
                "owner": None,
                "lease_until": None,
            },
        ),
        [
            {
                "document_id": document_id,
                "configuration_id": configuration_id,
                "path": file.path,
                "sha256": file.sha256,
                "round": 1,
                "state": "queued",
            }
            for document_id, file in sorted(wanted.items())
        ],
    )
