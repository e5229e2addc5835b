"""Provider batches: what was sent, which questions, for which documents."""

import sqlalchemy as sa
from alembic import op

from extractor.store.schema import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards newer."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("configuration_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.String(length=120), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sent_at", Utc(timezone=True), nullable=False),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["configuration_id"], ["configurations.id"], name=op.f("fk_batches_configuration_id_configurations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("token", name=op.f("uq_batches_token")),
    )
    op.create_table(
        "batch_questions",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_questions_batch_id_batches")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_batch_questions")),
    )
    op.create_index(op.f("ix_batch_questions_batch_id"), "batch_questions", ["batch_id"], unique=False)
    op.create_table(
        "batch_askers",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_batch_askers_document_id_documents")),
        sa.ForeignKeyConstraint(["key"], ["batch_questions.key"], name=op.f("fk_batch_askers_key_batch_questions")),
        sa.PrimaryKeyConstraint("document_id", "key", name=op.f("pk_batch_askers")),
    )
    op.create_index(op.f("ix_batch_askers_key"), "batch_askers", ["key"], unique=False)


def downgrade() -> None:
    """Towards older: documents that wait for a batch could not be told from others."""
    raise NotImplementedError("a workspace is never taken back to an older version")
