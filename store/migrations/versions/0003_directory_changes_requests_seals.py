"""More of each person, the log of the directory's changes, what each request asked about, seals of signed messages.

Revision 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
import store.schema
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("function", sa.Text(), server_default="", nullable=False))
    op.add_column("person", sa.Column("fields", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("person", sa.Column("certificate", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "directory_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", store.schema.Instant(length=32), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=16), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["directory_version.id"], name=op.f("fk_directory_change_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_change")),
    )
    op.create_index("ix_directory_change_address", "directory_change", ["address"])
    op.create_table(
        "asked",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("portal", sa.String(length=64), server_default="", nullable=False),
        sa.Column("leader", sa.Text(), server_default="", nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("expires_at", store.schema.Instant(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name=op.f("fk_asked_ref")),
        sa.PrimaryKeyConstraint("token", "number", name=op.f("pk_asked")),
    )
    op.create_index("ix_asked_ref", "asked", ["ref"])
    op.create_table(
        "seal",
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=400), nullable=False),
        sa.Column("receipt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_seal_receipt_id")),
        sa.PrimaryKeyConstraint("portal", "seal", "receipt_id", name=op.f("pk_seal")),
    )


def downgrade() -> None:
    op.drop_table("seal")
    op.drop_index("ix_asked_ref", table_name="asked")
    op.drop_table("asked")
    op.drop_index("ix_directory_change_address", table_name="directory_change")
    op.drop_table("directory_change")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("certificate")
        batch.drop_column("fields")
        batch.drop_column("function")
