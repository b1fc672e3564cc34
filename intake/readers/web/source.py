"""The letters of a web page from its bytes, and what Word hides in comments of it made plain.

Word saves text boxes as VML inside comments (``<!--[if gte vml 1]>``) with a poorer copy for browsers behind them, and
field codes inside others. A program that opens the page as a document shows the former, so they are read; the copy is
left out where it says nothing else.
"""

from __future__ import annotations

import codecs
import html
import re

from intake.readers.outside import field_danger
from intake.readers.rtf.fonts import Bytes, codec_of_page
from intake.readers.text import decode_text

__all__ = ["BOX", "decode_page", "reveal"]

#: The element that stands for a text box of VML in what :func:`reveal` gives back.
BOX = "tiepnhan-box"
_HEAD = 4_096  # bytes in which a page may say what its letters are
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WINDOWS = re.compile(r"(?:windows-|cp-?|x-cp)(\d{3,5})$")
#: Names that pages give to one byte a letter; legacy Vietnamese pages say x-user-defined or nothing true.
_LATIN = frozenset(("us-ascii", "ascii", "iso-8859-1", "latin1", "x-user-defined", "windows-1252", "iso8859-1"))
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030",
    "gb18030": "gb18030", "big5": "big5", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949",
    "koi8-r": "koi8_r", "iso-8859-15": "iso8859_15", "iso-8859-2": "iso8859_2", "tis-620": "cp874",
}  # fmt: skip
for _name in _CODECS.values():  # codecs are modules: a locked worker may open no file later
    codecs.lookup(_name)
_WIDE = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

_TAG = re.compile(r"<[^<>]*>")
_BOX_BEGIN = re.compile(r"<v:textbox\b[^<>]*>", re.IGNORECASE)
_WORD_ART = re.compile(r"<v:textpath\b[^<>]*?\bstring\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)
#: Letters that are compared with copies, as a multiple of the page's: honest copies do not overlap.
_COMPARISONS = 3
_HIDDEN_END, _SHOWN_END = "<![endif]-->", "<![endif]>"
_SHOWN_BEGIN = re.compile(r"\s*<!\[if !vml\]>", re.IGNORECASE)


def decode_page(content: bytes) -> str:
    """The letters of a page by its byte order mark, its own declaration, or as any plain text."""
    if content.startswith(_WIDE) or b"\0" in content[:_HEAD]:
        return decode_text(content)
    declared = _DECLARED.search(content[:_HEAD])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in _LATIN:
        return Bytes().decode(content, "cp1252")
    if page := _WINDOWS.match(name):
        return _by_page(content, codec_of_page(int(page[1])))
    codec = _CODECS.get(name, "")
    if codec:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:  # a page that says UTF-8 and is not tells nothing
            pass
    return decode_text(content)


def _by_page(content: bytes, codec: str) -> str:
    letters = Bytes()
    text = letters.decode(content, codec)
    return Bytes(believe_1258=False).decode(content, codec) if letters.misled else text


def reveal(source: str) -> tuple[str, tuple[str, ...]]:
    """``source`` with text boxes of VML in place of the comments that hold them, and what its fields would do.

    Linear in the length of ``source``: each place is looked at once, an open comment ends the search.
    """
    parts: list[str] = []
    dangers: list[str] = []
    at = compared = 0
    while (begin := source.find("<!--[if", at)) >= 0:
        end = source.find(_HIDDEN_END, begin)
        if end < 0:
            break
        parts.append(source[at:begin])
        inner = source[begin:end]
        at = end + len(_HIDDEN_END)
        condition = inner[:200].partition("]")[0].lower()
        if "supportfields" in condition:
            if danger := field_danger(html.unescape(_TAG.sub("", inner.partition(">")[2]))):
                dangers.append(danger)
        elif "vml" in condition or "mso" in condition:
            boxes = _boxes(inner)
            parts += boxes
            if boxes and compared < _COMPARISONS * len(source):
                behind, looked = _behind_copy(source, at, _letters("".join(boxes)))
                compared += looked
                at = behind
    parts.append(source[at:])
    return "".join(parts), tuple(dict.fromkeys(dangers))


def _boxes(inner: str) -> list[str]:
    """The text boxes and WordArt of one comment, each as an element of its own."""
    boxes: list[str] = []
    at = 0
    while match := _BOX_BEGIN.search(inner, at):
        end = inner.find("</v:textbox>", match.end())
        at = end if end >= 0 else len(inner)
        boxes.append(f"<{BOX}>{inner[match.end() : at]}</{BOX}>")
    boxes += [f"<{BOX}>{match[1] or match[2] or ''}</{BOX}>" for match in _WORD_ART.finditer(inner)]
    return [box for box in boxes if _letters(box)]


def _behind_copy(source: str, at: int, said: str) -> tuple[int, int]:
    """The place behind the copy for browsers that follows at ``at``, or ``at`` where it says something else; and how
    many letters were looked at."""
    begin = _SHOWN_BEGIN.match(source, at)
    if begin is None:
        return at, 0
    end = source.find(_SHOWN_END, begin.end())
    if end < 0:
        return at, len(source) - at
    same = _letters(source[begin.end() : end]) in said
    return (end + len(_SHOWN_END) if same else at), end - at


def _letters(marked: str) -> str:
    return "".join(c for c in html.unescape(_TAG.sub(" ", marked)) if c.isalnum())
