"""What a reviewer's desk needs of a document: what the machine read, what stands now, and where its file lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from extractor.errors import UsageError
from extractor.store.engine import Store
from extractor.store.records import unpack
from extractor.store.results import current_text
from extractor.store.reviews import Change, Logged
from extractor.store.schema import documents, extractions, files, results, reviews, tasks


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A document and its results as JSON text; ``machine`` is the extraction that the reviews rest on.

    ``keys``: paths from DIR; ``path``: where it was last opened for reading.
    """

    sha256: str
    report_name: str
    keys: tuple[str, ...]
    path: str | None
    machine: str
    current: str
    version: int


def under_review(store: Store, document_id: int) -> UnderReview:
    """One document of the queue. Raises UsageError where the workspace has no result of it."""
    with store.reading() as connection:
        row = connection.execute(
            select(documents.c.sha256, extractions.c.payload, tasks.c.path)
            .join(results, results.c.document_id == documents.c.id)
            .join(extractions, extractions.c.id == results.c.extraction_id)
            .outerjoin(tasks, tasks.c.document_id == documents.c.id)
            .where(documents.c.id == document_id)
        ).first()
        found = connection.execute(
            select(files.c.path, files.c.report_name).where(files.c.document_id == document_id).order_by(files.c.id)
        ).all()
        if row is None or not found:
            raise UsageError(
                "工作区中没有这份报告；请回到队列。", "The workspace has no such report; go back to the queue."
            )
        current, version, _ = current_text(connection, document_id)
    return UnderReview(
        row.sha256,
        min(file.report_name for file in found),
        tuple(file.path for file in found),
        row.path,
        unpack(row.payload),
        current,
        version,
    )


@dataclass(frozen=True, slots=True)
class Arrived:
    """The current result of a file; ``error``: why it could not be read, in both languages."""

    document_id: int
    status: str
    error: str | None


def result_at(store: Store, key: str) -> Arrived | None:
    """What the workspace holds of the file at ``key``, a path from DIR; None where it was not read yet."""
    with store.reading() as connection:
        row = connection.execute(
            select(results.c.document_id, results.c.status, results.c.summary)
            .join(files, files.c.document_id == results.c.document_id)
            .where(files.c.path == key)
        ).first()
    return None if row is None else Arrived(row.document_id, row.status, row.summary.get("error_message"))


def all_reviews(store: Store) -> Iterator[tuple[int, Logged]]:
    """Every entry of every log with its document, document by document."""
    with store.reading() as connection:
        rows = connection.execute(select(reviews).order_by(reviews.c.document_id, reviews.c.number))
        for row in rows:
            change = Change(row.action, row.pointer, row.value_from, row.value_to, row.reason)
            yield row.document_id, Logged(row.number, row.reviewer, row.reviewed_at, change, row.extraction_id)
