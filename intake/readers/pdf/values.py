"""Careful looks into the objects of a strange PDF: a missing, wrong or dangling entry is ``None``, never an error."""

from __future__ import annotations

from typing import Any

import pikepdf

__all__ = ["dictionary", "entry", "name_of", "text_of"]


def dictionary(item: Any) -> Any:
    """``item`` where it is a dictionary or a stream with one, else ``None``."""
    return item if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) else None


def entry(item: Any, key: str) -> Any:
    """The value under ``key`` (“/Subtype”); ``None`` where ``item`` has none."""
    if dictionary(item) is None:
        return None
    try:
        return item.get(key)
    except (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError):
        return None


def name_of(item: Any, key: str) -> str:
    """The name under ``key`` with its slash; empty where there is another kind of value."""
    value = entry(item, key)
    try:
        return str(value) if isinstance(value, pikepdf.Name) else ""
    except (UnicodeDecodeError, ValueError):
        return ""


def text_of(item: Any, key: str, most: int = 20_000) -> str:
    """The text under ``key``, at most ``most`` characters; empty where there is another kind of value."""
    value = entry(item, key)
    try:
        return str(value)[:most].strip("\0 \r\n\t") if isinstance(value, pikepdf.String) else ""
    except (UnicodeDecodeError, ValueError):
        return ""
