"""Alembic's migrations of the ledger. A new one: write ``versions/NNNN_name.py``, put its number behind the others."""

from __future__ import annotations

__all__ = ["REVISIONS"]

#: Every revision, oldest first; the last is what this program works with. A test holds it against the scripts.
REVISIONS = ("0001", "0002", "0003")
