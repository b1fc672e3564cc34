"""Plain text: which bytes stand for which letters, then paragraphs."""

from __future__ import annotations

import codecs
import re

from casework.document import Flaw, FlawKind
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.limits import Limits

__all__ = ["decode_text", "read"]

#: Codecs are modules: loaded now, because a locked worker may open no file later.
for _codec in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1258", "latin-1"):
    codecs.lookup(_codec)

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Tone bytes of CP1258 behind a vowel (grave, hook, tilde, acute, dot), and the vowels that it stores precomposed.
_CP1258_TONES = re.compile(rb"[aeiouyAEIOUY\xc2\xca\xd4\xe2\xea\xf4\xc3\xe3\xd5\xf5\xdd\xfd][\xcc\xd2\xde\xec\xf2]")
_CP1258_LETTERS = re.compile(rb"[\xf0\xd0\xe3\xf5\xfd]")
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]+")
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def read(content: bytes, limits: Limits) -> RawDocument:
    """One line per line of the text, numbered “dòng N”; never raises."""
    text = decode_text(content)
    flaws: tuple[Flaw, ...] = ()
    if len(text) > limits.text_letters:
        flaws = (
            Flaw(FlawKind.LIMIT, f"tệp có hơn {limits.text_letters} chữ (text_letters); phần còn lại chưa được đọc"),
        )
        text = text[: limits.text_letters]
    lines = tuple(
        RawLine((RawPiece(line),), f"dòng {number}")
        for number, line in enumerate(_BREAKS.split(text), start=1)
        if line.strip()
    )
    return RawDocument(lines, flaws=flaws)


def decode_text(content: bytes) -> str:
    """The letters of a plain text file. Bytes of a legacy encoding come out as Windows-1252 characters, undefined
    bytes as controls of the same code, for the judge of encodings to read."""
    for mark, codec in _MARKED:
        if content.startswith(mark):
            return content.decode(codec, "replace")
    if b"\0" in content[:4096]:
        return content.decode(_wide_codec(content), "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_cp1258(content):
        return content.decode("cp1258", "replace")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:  # five codes of Windows-1252 are undefined
        return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in content)


def _wide_codec(content: bytes) -> str:
    """UTF-16 without a mark: the zeros of ASCII letters stand at odd places in little-endian text."""
    sample = content[:4096]
    return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"


def _is_cp1258(content: bytes) -> bool:
    """True where the bytes beyond ASCII look like Windows-1258: tone bytes behind vowels, in many words.

    Windows writes this code page itself, so its letters are Unicode as soon as they are read through it.
    """
    words = [word for word in _WORDS.findall(content[:200_000]) if not word.isascii()]
    toned = sum(1 for word in words if _CP1258_TONES.search(word))
    lettered = sum(1 for word in words if _CP1258_LETTERS.search(word))
    return bool(words) and toned >= 2 and 5 * toned >= len(words) and 3 * (toned + lettered) >= len(words)
