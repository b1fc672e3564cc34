"""TOML as it must be: whatever a file says that was not asked for, or in another type, is refused by file and key."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from casework.errors import ConfigurationError

__all__ = ["convert", "no_more_keys", "read_toml"]

T = TypeVar("T")
_AT = re.compile(r" - at `\$?\.?(?P<path>[^`]*)`$")
_FIELD = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")


def read_toml(path: Path) -> dict[str, Any]:
    """The table of one TOML file; a file that is missing, no TOML or not UTF-8 is refused by its name."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: expected a readable file, got {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: expected TOML in UTF-8, got {error}") from error


def convert(value: Any, wanted: type[T], path: Path, prefix: str) -> T:
    """``value`` as ``wanted``; a refusal names the file, the key within it, what was expected and what was found."""
    try:
        return msgspec.convert(value, wanted, builtin_types=(date, datetime, time))
    except msgspec.ValidationError as error:
        said = str(error)
        at = _AT.search(said)
        steps = at["path"] if at else ""
        if field := _FIELD.search(said) or _MISSING.search(said):
            steps = f"{steps}.{field['name']}".lstrip(".")
        separator = "" if not prefix or not steps or steps.startswith("[") else "."
        key = f"{prefix}{separator}{steps}" or "(the whole file)"
        raise ConfigurationError(f"{path}, {key}: {_in_words(_AT.sub('', said), value, steps)}") from error


def _in_words(said: str, value: Any, steps: str) -> str:
    if _FIELD.search(said):
        return f"expected a key that this table knows, got an unknown one ({said})"
    if _MISSING.search(said):
        return "expected this key, got none"
    found = value
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", steps):
        try:
            found = found[name] if name else found[int(index)]
        except (KeyError, IndexError, TypeError):
            return said[:1].lower() + said[1:]
    return f"{said[:1].lower()}{said[1:]} ({found!r})"


def no_more_keys(table: dict[str, Any], path: Path, known: tuple[str, ...]) -> None:
    """Refuse a key of the whole file that nobody knows."""
    for key in table:
        if key not in known:
            raise ConfigurationError(f"{path}, {key}: expected only {', '.join(known)}, got an unknown key")
