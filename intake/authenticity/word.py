"""Whose word on the sender a door takes."""

from __future__ import annotations

from casework.noun import Noun

__all__ = ["Word"]


class Word(Noun, frozen=True):
    """Whose word a door takes. ``internal_header`` is “Name=value”; ``check``: where nobody's word is there, the DNS
    is asked; ``assume_authenticated`` is for the demo's door."""

    authserv_id: str = ""
    internal_header: str = ""
    check: bool = False
    assume_authenticated: bool = False
