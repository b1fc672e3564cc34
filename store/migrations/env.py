"""Run by Alembic: the connection comes from the program, already in a transaction; there is no offline mode."""

from __future__ import annotations

from alembic import context

from store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
)
context.run_migrations()
