"""${message}."""

import sqlalchemy as sa
from alembic import op
from extractor.store.schema import Utc

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Towards newer."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Towards older."""
    ${downgrades if downgrades else "pass"}
