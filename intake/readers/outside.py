"""What a document would fetch, call or run when it is opened, told from what merely points somewhere.

Shared by every format with Office's notions of fields, templates and linked objects. An ordinary hyperlink is followed
only by a person, and a template by its path on the sender's own disk is written by Word itself: neither counts. A
linked picture tells a web server who opens the document, but runs nothing and is common in honest files: not counted.
"""

from __future__ import annotations

import re

__all__ = ["FIELD_LETTERS", "field_danger", "is_network"]

_NETWORK = re.compile(
    r"\s*(?:(?!file:)[a-z][a-z0-9+.-]+:"  # any scheme of two letters or more; one letter is a drive
    r"|(?:file:)?[\\/]{2}(?![\\/?.]|[a-z][:|]|localhost[\\/])"  # a share on a server
    r"|file:[\\/]{4,}(?![a-z][:|])"
    r"|[\\/]{2}\?[\\/]UNC[\\/])",
    re.IGNORECASE,
)
_DDE = re.compile(r'[\s"\u201c\u201d]*DDE(?:AUTO)?\b', re.IGNORECASE)
_QUOTE = re.compile(r"\bQUOTE((?:\s+\d{1,3})+)", re.IGNORECASE)
_INCLUDE = re.compile(r"\s*(INCLUDETEXT|INCLUDE|IMPORT|LINK)\b(.*)", re.IGNORECASE | re.DOTALL)
FIELD_LETTERS = 4_000  # of one instruction that are looked at: Word takes 255 in a name


def is_network(target: str) -> bool:
    """Whether ``target`` (URL or path as written) lies on another machine. A drive letter or a bare name does not."""
    return _NETWORK.match(target[:FIELD_LETTERS]) is not None


def field_danger(instruction: str) -> str:
    """What a field would do beyond showing text, in Vietnamese for the letter; empty for PAGE, TOC, HYPERLINK …

    Codes spelled out as numbers (``QUOTE 68 68 69``) are read, as they serve only to hide the word from scanners.
    """
    text = instruction[:FIELD_LETTERS]
    spelled = _QUOTE.sub(lambda match: "".join(chr(int(code)) for code in match[1].split()), text)
    if _DDE.match(text) or _DDE.match(spelled):
        return "liên kết DDE gọi chương trình khác"
    include = _INCLUDE.match(text)
    if include and any(is_network(word.strip('"“”')) for word in include[2].replace("\\\\", "\\").split()):
        return f"trường {include[1].upper()} lấy nội dung từ mạng"
    return ""
