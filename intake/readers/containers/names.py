"""Names inside a container: stored as octets in some code page, with folders, made fit to show."""

from __future__ import annotations

import re
import unicodedata

from casework.vietnamese import is_vietnamese_letter
from intake.encodings.judge import Stretch, judge
from intake.file_names import display_name

__all__ = ["is_litter", "octets_as_names", "path_of"]

_SEPARATOR = re.compile(r"[/\\]+")
_DRIVE = re.compile(r"^[A-Za-z]:")
_FOLDERS = 6  # folders that a path shows; the ones nearest the file
_LONGEST = 4_096  # letters of a stored name that are looked at

#: Word, Excel and PowerPoint note there who has the file open: a count of letters, the name, fill bytes, the name
#: again.
_OPEN_BY = re.compile(r"(?:^|/)~\$[^/]+\.(?:do[ct][xm]?|rtf|xl[st][xmb]?|pp[ts][xm]?)$", re.I)
_LONGEST_OPEN_BY = 165  # bytes
_NAME_OPEN_BY = 54  # bytes of the first name, its count with it

#: What macOS and Windows leave beside the files, by how its content begins; nobody means to send it.
_LITTER = (
    (re.compile(r"(?:^|/)\._[^/]*$"), b"\0\x05\x16\x07"),
    (re.compile(r"(?:^|/)\.DS_Store$"), b"\0\0\0\x01Bud1"),
    (re.compile(r"(?i)(?:^|/)thumbs\.db$"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    (re.compile(r"(?i)(?:^|/)desktop\.ini$"), b""),
)
_INI = re.compile(r"\s*\[\.ShellClassInfo\]", re.I)


def path_of(stored: str) -> tuple[str, ...]:
    """The folders and the name of a stored path, each fit to show: “C:\\Users\\..\\Bài/1.docx” → (“Users”, “Bài”,
    “1.docx”). Empty where nothing is left."""
    parts = _SEPARATOR.split(_DRIVE.sub("", stored[:_LONGEST]))
    shown = [display_name(part) for part in parts if part not in ("", ".", "..")]
    kept = [part for part in shown if part]
    if len(kept) > _FOLDERS + 1:
        kept = ["…", *kept[-_FOLDERS - 1 :]]
    return tuple(kept)


def is_litter(stored: str, content: bytes) -> bool:
    """True for what an operating system put there by itself: by name and content, so that nothing hides behind it."""
    path = stored.replace("\\", "/")
    if _OPEN_BY.search(path):
        return len(content) <= _LONGEST_OPEN_BY and (not content or content[0] < _NAME_OPEN_BY)
    for pattern, signature in _LITTER:
        if pattern.search(path):
            if signature:
                return content.startswith(signature) or not content
            return _INI.match(_wide_or_not(content[:400])) is not None
    return False


def _wide_or_not(content: bytes) -> str:
    return content.replace(b"\0", b"").removeprefix(b"\xff\xfe").decode("latin-1")


def octets_as_names(octets: bytes) -> tuple[str, ...]:
    """Every reading of a name that states no encoding, the likeliest first.

    UTF-8 where it is that. Else the Windows page of Vietnam (which is also its DOS page), the page of the format's
    inventor (437) and plain octets, in which a name typed in TCVN3 or VNI survives: the one whose letters are most of
    them Vietnamese, once the judge of encodings has read them.
    """
    octets = octets[:_LONGEST]
    if octets.isascii():
        return (octets.decode("ascii"),)
    try:
        return (octets.decode("utf-8"),)
    except UnicodeDecodeError:
        readings = dict.fromkeys(_as(octets, codec) for codec in ("cp1258", "cp1252", "cp437"))
        return tuple(sorted(readings, key=_doubt))


def _as(octets: bytes, codec: str) -> str:
    return "".join(_letter(octets[place : place + 1], codec) for place in range(len(octets)))


def _letter(octet: bytes, codec: str) -> str:
    try:
        return octet.decode(codec)
    except UnicodeDecodeError:
        return octet.decode("latin-1")


def _doubt(text: str) -> tuple[float, int]:
    """The share of letters beyond ASCII that are not Vietnamese, as the judge reads them; then, where it is an old
    encoding, how few of them the judge had to read: a letter that a code page made of its own accord is one less."""
    reading = judge([Stretch(text)])[0]
    beyond = [c for c in unicodedata.normalize("NFC", reading.text or text) if not c.isascii()]
    share = sum(not is_vietnamese_letter(c) for c in beyond) / len(beyond) if beyond else 0.0
    return share, -reading.letters if reading.encoding not in ("unicode", "none", "unsure") else 0
