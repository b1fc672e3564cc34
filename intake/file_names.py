"""Names of files as a stranger claims them, made fit to show and to print in a letter."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message

from mailparser.utils import decode_header_part  # type: ignore[import-untyped]

from casework.vietnamese import repair, squeeze

__all__ = ["claimed_names", "display_name", "safe_name"]

_LONGEST = 150
_LONGEST_ON_DISK = 180  # bytes in UTF-8: Linux takes 255, and a number and “.txt” come beside it
_NOT_ON_WINDOWS = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
_OURS = str.maketrans('/\\›<>"', "__-__'")
_DRIVE = re.compile(r"^[A-Za-z]:\\")


def claimed_names(view: Message) -> tuple[str, ...]:
    """Every name that the part's header gives it, the one to show first: ``filename*``, ``filename``, ``name*``,
    ``name`` (RFC 6266 section 4.3; RFC 2047 words inside a parameter are decoded, as mail programs write them).

    Names that differ are all returned, so that a mark in any of them is seen.
    """
    found: list[tuple[int, str]] = []
    for header, parameter, rank in (("content-disposition", "filename", 0), ("content-type", "name", 2)):
        for key, value in _parameters(view, header):
            if key.lower() != parameter:
                continue
            name = _decoded(value)
            if name.strip():
                found.append((rank + (not isinstance(value, tuple)), name))
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(name for _, name in found))


def _parameters(view: Message, header: str) -> list[tuple[str, object]]:
    try:
        return list(view.get_params(failobj=[], header=header))
    except Exception:  # noqa: BLE001 — the standard parser raises many kinds here; a part without a name is numbered
        return []


def _decoded(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 3:
        charset, _, text = value
        return _octets_as_text(str(text).encode("latin-1", "replace"), str(charset or "utf-8"))
    try:
        return str(decode_header_part(str(value)))
    except Exception:  # noqa: BLE001 — an encoded word with a hostile charset: the name is shown as it was written
        return str(value).encode("utf-8", "replace").decode("utf-8", "replace")


def _octets_as_text(octets: bytes, declared: str) -> str:
    for charset in (declared, "utf-8"):
        try:
            return octets.decode(charset).encode("utf-8").decode("utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return octets.decode("latin-1")


def display_name(claimed: str) -> str:
    """``claimed`` without path, control letters, direction marks and our own separators; at most 150 letters.

    “../../bai.docx” → “bai.docx”, “bài‮xcod.exe” → “bàixcod.exe”. Empty where nothing is left.
    """
    text = claimed.rpartition("\\")[2] if _DRIVE.match(claimed) or claimed.startswith("\\\\") else claimed
    text = "".join(" " if c in "\t\r\n" else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    text = re.sub(r"(?:\.\.?[/\\])+", "", text)
    text = text.translate(_OURS)
    text = squeeze(repair(text)).strip(". ") if text.strip(". ") else ""
    if len(text) <= _LONGEST:
        return text
    stem, dot, suffix = text.rpartition(".")
    if dot and len(suffix) <= 10:
        return stem[: _LONGEST - len(suffix) - 2] + "…." + suffix
    return text[: _LONGEST - 1] + "…"


def safe_name(name: str) -> str:
    """``name`` as a file's name on any disk (Linux, Windows): one component, no reserved sign, at most 180 bytes; its
    extension stays. “tệp” where nothing is left."""
    shown = display_name(name).translate(_NOT_ON_WINDOWS).strip(". ") or "tệp"
    stem, dot, suffix = shown.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot and len(suffix) <= 10 else (shown, "")
    room = _LONGEST_ON_DISK - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + suffix
