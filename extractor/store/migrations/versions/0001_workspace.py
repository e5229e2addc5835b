"""The workspace: documents, files, queue, extractions, results, reviews."""

import sqlalchemy as sa
from alembic import op

from extractor.store.schema import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards newer."""
    op.create_table(
        "configurations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("added_at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configurations")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_configurations_fingerprint")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=True),
        sa.Column("added_at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("sha256", name=op.f("uq_documents_sha256")),
    )
    op.create_table(
        "assignments",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("assigned_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_assignments_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "reviewer", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_reviewer", "assignments", ["reviewer", "document_id"], unique=False)
    op.create_table(
        "checks",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("check_id", sa.String(length=120), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_checks_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_checks")),
    )
    op.create_index("ix_checks_check", "checks", ["check_id", "cause", "document_id"], unique=False)
    op.create_table(
        "extractions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("configuration_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("cached", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("finished_at", Utc(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["configuration_id"], ["configurations.id"], name=op.f("fk_extractions_configuration_id_configurations")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_extractions_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractions")),
        sa.UniqueConstraint("document_id", "round", name=op.f("uq_extractions_document_id_round")),
    )
    op.create_index(op.f("ix_extractions_configuration_id"), "extractions", ["configuration_id"], unique=False)
    op.create_index(op.f("ix_extractions_finished_at"), "extractions", ["finished_at"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("report_name", sa.Text(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("seen_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_files_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("path", name=op.f("uq_files_path")),
        sa.UniqueConstraint("report_name", name=op.f("uq_files_report_name")),
    )
    op.create_index(op.f("ix_files_document_id"), "files", ["document_id"], unique=False)
    op.create_index(op.f("ix_files_seen_at"), "files", ["seen_at"], unique=False)
    op.create_table(
        "flags",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("pointers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_flags_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_flags")),
    )
    op.create_index("ix_flags_code", "flags", ["code", "document_id"], unique=False)
    op.create_table(
        "locks",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("until", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_locks_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_locks")),
    )
    op.create_table(
        "tasks",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("configuration_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=80), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("lease_until", Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["configuration_id"], ["configurations.id"], name=op.f("fk_tasks_configuration_id_configurations")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_tasks_document_id_documents")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_leases", "tasks", ["state", "owner"], unique=False)
    op.create_index("ix_tasks_queue", "tasks", ["configuration_id", "state", "document_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("schema", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("doubt", sa.Float(), nullable=False),
        sa.Column("lowest_confidence", sa.Float(), nullable=True),
        sa.Column("failed_checks", sa.Integer(), nullable=False),
        sa.Column("review_flags", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("agency_key", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("compared", sa.String(length=64), nullable=True),
        sa.Column("changed_at", Utc(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_results_document_id_documents")),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.id"], name=op.f("fk_results_extraction_id_extractions")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_results")),
    )
    op.create_index("ix_results_agency", "results", ["agency", "year"], unique=False)
    op.create_index("ix_results_confidence", "results", ["lowest_confidence"], unique=False)
    op.create_index("ix_results_peers", "results", ["agency_key", "year", "document_id"], unique=False)
    op.create_index("ix_results_queue", "results", ["status", "doubt", "document_id"], unique=False)
    op.create_index("ix_results_year", "results", ["year", "status", "doubt"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("reviewed_at", Utc(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("pointer", sa.Text(), nullable=False),
        sa.Column("value_from", sa.JSON(), nullable=True),
        sa.Column("value_to", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_reviews_document_id_documents")),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.id"], name=op.f("fk_reviews_extraction_id_extractions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_reviews_document_id_number")),
    )
    op.create_index(op.f("ix_reviews_reviewed_at"), "reviews", ["reviewed_at"], unique=False)
    op.create_index("ix_reviews_reviewer", "reviews", ["reviewer", "reviewed_at"], unique=False)
    _forbid_changes_of_reviews()


def _forbid_changes_of_reviews() -> None:
    """The log of reviews is append-only, for everyone."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER reviews_no_{change.lower()} BEFORE {change} ON reviews "
                "BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION reviews_are_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'reviews are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews "
        "FOR EACH STATEMENT EXECUTE FUNCTION reviews_are_append_only()"
    )


def downgrade() -> None:
    """Towards older: there is nothing older."""
    raise NotImplementedError("0001 is the first")
