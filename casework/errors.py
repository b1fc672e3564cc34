"""Errors that a person must read. Each says what is wrong, where, and what was expected."""

from __future__ import annotations

__all__ = ["ConfigurationError", "LawError", "StorageError", "TiepnhanError", "UsageError"]


class TiepnhanError(Exception):
    """The root of what we raise on purpose."""


class ConfigurationError(TiepnhanError):
    """config.toml or a portal's file is wrong: names file, key, expected, got."""


class LawError(ConfigurationError):
    """A citation of a law that is unknown, or not in force on the day."""


class StorageError(TiepnhanError):
    """Bytes or rows could not be made durable. A door answers 451 and keeps the mail on the server."""


class UsageError(TiepnhanError):
    """A command was typed wrong; exit status 2."""
