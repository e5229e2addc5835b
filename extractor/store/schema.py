"""The tables of a workspace. Migrations create them (``migrations/``); a test holds both to the same shape.

documents ── one row per content (SHA-256)           files ── the paths it was found under, and their report files
tasks ── the work queue, one row per document         extractions ── every run over a document, kept for ever
results ── the current result of each document, with what the review queue sorts and filters by
batches ── what was sent to a provider's batch API     batch_questions, batch_askers ── what it is asked, for whom
checks, flags ── what of the current result does not hold or is in doubt     reviews ── append-only log of corrections
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[dt.datetime]):
    """A moment in UTC: SQLite keeps no zone, PostgreSQL does; both give an aware ``datetime``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Aware in UTC, whatever the driver gives."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


_latest = dt.datetime.min.replace(tzinfo=dt.UTC)


def now() -> dt.datetime:
    """The present moment, aware, in UTC; never before one that this process was told, though the clock be set back.

    What a run does is told from what was there before by the moment at which it began.
    """
    global _latest
    _latest = max(_latest, dt.datetime.now(dt.UTC))
    return _latest


def _moment(name: str, **options: Any) -> Column[dt.datetime]:  # noqa: ANN401 - Column's own options
    return Column(name, Utc(), **options)


def _document(**options: Any) -> Column[int]:  # noqa: ANN401 - Column's own options
    return Column("document_id", Integer, ForeignKey("documents.id"), nullable=False, **options)


documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(80), nullable=False, unique=True),
    Column("media_type", String(120)),
    Column("pages", Integer),
    Column("characters", Integer),
    _moment("added_at", nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    _document(index=True),
    Column("report_name", Text, nullable=False, unique=True),
    Column("written", Integer),  # revision of the result that stands in DIR/reports; NULL: none yet
    Column("size", Integer),  # bytes of what was written
    _moment("seen_at", nullable=False, index=True),  # when a run last found it
)

configurations = Table(
    "configurations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("engine", String(20), nullable=False),
    Column("model", Text),
    Column("version", String(60), nullable=False),
    Column("prompts", JSON, nullable=False),  # prompt name -> hash of its text
    Column("settings", JSON, nullable=False),  # everything else that changes what is read
    _moment("added_at", nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True, autoincrement=False),
    Column("configuration_id", Integer, ForeignKey("configurations.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", String(80), nullable=False),
    Column("round", Integer, nullable=False),  # how often the document was queued: each round gives one extraction
    Column("state", String(10), nullable=False),  # queued | leased | asked (waits for a batch) | done
    Column("owner", String(40)),
    _moment("lease_until"),
    Index("ix_tasks_queue", "configuration_id", "state", "document_id"),
    Index("ix_tasks_leases", "state", "owner"),
)

extractions = Table(
    "extractions",
    metadata,
    Column("id", Integer, primary_key=True),
    _document(),
    Column("configuration_id", Integer, ForeignKey("configurations.id"), nullable=False, index=True),
    Column("round", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("error_code", String(60)),
    Column("prompts", JSON, nullable=False),  # of those that were used: name -> hash
    Column("calls", Integer, nullable=False),
    Column("cached", Integer, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cost", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("owner", String(40), nullable=False),
    _moment("finished_at", nullable=False, index=True),
    Column("payload", LargeBinary, nullable=False),  # the Result as JSON, deflated
    UniqueConstraint("document_id", "round"),
)

results = Table(
    "results",
    metadata,
    Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True, autoincrement=False),
    Column("extraction_id", Integer, ForeignKey("extractions.id"), nullable=False),
    Column("revision", Integer, nullable=False),  # grows with every change, by machine or reviewer
    Column("version", Integer, nullable=False),  # number of the last review entry, 0 before the first
    Column("schema", String(60), nullable=False),
    Column("status", String(20), nullable=False),
    Column("error_code", String(60)),
    Column("agency", Text),
    Column("year", Integer),
    Column("title", Text),
    Column("doubt", Float, nullable=False),
    Column("lowest_confidence", Float),
    Column("failed_checks", Integer, nullable=False),
    Column("review_flags", Integer, nullable=False),
    Column("summary", JSON, nullable=False),  # column of the summary table -> cell
    Column("agency_key", Text),  # the agency's name, folded, as reports of one workspace are matched by it
    Column("digest", String(64)),  # equal where all statutory values are
    Column("compared", String(64)),  # of the peers that the result was last held against
    _moment("changed_at", nullable=False),
    Column("payload", LargeBinary),  # the result where it is no longer as extracted, deflated JSON
    Index("ix_results_queue", "status", "doubt", "document_id"),
    Index("ix_results_year", "year", "status", "doubt"),
    Index("ix_results_agency", "agency", "year"),
    Index("ix_results_peers", "agency_key", "year", "document_id"),
    Index("ix_results_confidence", "lowest_confidence"),
)

checks = Table(
    "checks",
    metadata,
    _document(primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("check_id", String(120), nullable=False),
    Column("cause", String(20)),
    Column("message", Text, nullable=False),
    Index("ix_checks_check", "check_id", "cause", "document_id"),
)

flags = Table(
    "flags",
    metadata,
    _document(primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("code", String(60), nullable=False),
    Column("review", Boolean, nullable=False),
    Column("message", Text, nullable=False),
    Column("pointers", JSON, nullable=False),
    Index("ix_flags_code", "code", "document_id"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    _document(),
    Column("extraction_id", Integer, ForeignKey("extractions.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, … within the document
    Column("reviewer", String(120), nullable=False),
    _moment("reviewed_at", nullable=False, index=True),
    Column("action", String(30), nullable=False),
    Column("pointer", Text, nullable=False),
    Column("value_from", JSON),
    Column("value_to", JSON),
    Column("reason", Text),
    UniqueConstraint("document_id", "number"),
    Index("ix_reviews_reviewer", "reviewer", "reviewed_at"),
)

assignments = Table(
    "assignments",
    metadata,
    _document(primary_key=True, autoincrement=False),
    Column("reviewer", String(120), primary_key=True),
    _moment("assigned_at", nullable=False),
    Index("ix_assignments_reviewer", "reviewer", "document_id"),
)

locks = Table(
    "locks",
    metadata,
    Column("document_id", Integer, ForeignKey("documents.id"), primary_key=True, autoincrement=False),
    Column("reviewer", String(120), nullable=False),
    _moment("until", nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("configuration_id", Integer, ForeignKey("configurations.id"), nullable=False),
    Column("token", String(32), nullable=False, unique=True),  # ours, by which the provider's batch is found again
    Column("base_url", Text, nullable=False),
    Column("provider_id", String(120)),  # NULL: it is not known whether the provider has it
    Column("questions", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cost", Float, nullable=False),
    Column("error", Text),  # the first reason why a question has no answer
    _moment("sent_at", nullable=False),
    _moment("ended_at"),  # NULL: answers are still to come
)

batch_questions = Table(
    "batch_questions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("batch_id", Integer, ForeignKey("batches.id"), index=True),  # NULL: not sent yet
    Column("size", Integer, nullable=False),  # bytes of its line in the input file
    Column("body", LargeBinary, nullable=False),  # the request as JSON, deflated
)

batch_askers = Table(
    "batch_askers",
    metadata,
    _document(primary_key=True, autoincrement=False),
    Column("key", String(64), ForeignKey("batch_questions.key"), primary_key=True, index=True),
)
