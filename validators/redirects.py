"""Codes are never reused: a rule that is renamed or split leaves its old code here, and old letters stay readable."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REDIRECTS", "resolve"]

#: Old code → the code that has taken its place. Nothing has been renamed since the first version.
REDIRECTS: Mapping[str, str] = {}


def resolve(code: str) -> str:
    """The code in use for ``code`` (any case); an unknown code comes back in capitals as it is."""
    wanted = code.strip().upper()
    seen = {wanted}
    while (following := REDIRECTS.get(wanted)) and following not in seen:
        wanted = following
        seen.add(wanted)
    return wanted
