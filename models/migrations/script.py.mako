"""${message}."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes  # noqa: F401 - where text or instants are concerned
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Old code must run on the new schema: add nullable, fill, then tighten."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Undo the above."""
    ${downgrades if downgrades else "pass"}
