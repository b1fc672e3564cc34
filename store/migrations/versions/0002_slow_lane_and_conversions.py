"""The slow lane of jobs, what it spent on a sender, and our own conversions.

Revision 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
import store.schema
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("slow", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "conversion",
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("original", sa.String(length=64), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", store.schema.Instant(length=32), nullable=False),
        sa.PrimaryKeyConstraint("portal", "sha256", name=op.f("pk_conversion")),
    )
    op.create_table(
        "slow_use",
        sa.Column("lane", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("milliseconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("lane", "day", name=op.f("pk_slow_use")),
    )


def downgrade() -> None:
    op.drop_table("slow_use")
    op.drop_table("conversion")
    with op.batch_alter_table("job") as batch:
        batch.drop_column("slow")
