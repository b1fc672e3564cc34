"""The base of every value that passes between the rooms.

A noun is frozen: a change is a new value made with :func:`replace`. It refuses unknown fields when it is read
back from the ledger, from a sandbox worker or from a configuration file, so nothing is dropped in silence.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

__all__ = ["Noun", "replace"]


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen record with named fields; equal when its fields are equal."""


N = TypeVar("N", bound=Noun)


def replace(noun: N, **changes: Any) -> N:
    """Return a copy of ``noun`` with ``changes``; raises :class:`TypeError` on a field that it does not have."""
    return msgspec.structs.replace(noun, **changes)
