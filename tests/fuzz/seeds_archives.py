"""Honest containers: archives, Outlook's envelopes and messages."""

from __future__ import annotations

import bz2
import gzip
import lzma
from functools import cache
from pathlib import Path

from compressed_rtf import compress  # type: ignore[import-untyped]

from tests.builders.archives import attribute, mapi, rar4, rar5, tar, tnef
from tests.builders.msg import attachment, embedded, message, msg
from tests.builders.zips import Item, nested, zip_of

__all__ = ["ARCHIVES", "directories", "squeezed_rtf"]

_FILES = {"Bài 1.txt": "Kính gửi Cổng thông tin điện tử. ".encode() * 40, "a/b/2.bin": bytes(range(256)) * 20}
_LETTER = message(
    {0x37: "Gửi bài", 0x1000: "Kính gửi"},
    {0x1013: b"<p>x</p>"},
    [attachment("a.txt", b"noi dung " * 700), embedded("cũ", message({0x1000: "x"}, {0x1009: b"x" * 40}, header=24))],
)
_PROPERTIES: dict[tuple[int, int], bytes | int] = {
    (0x1F, 0x37): "Gửi bài\0".encode("utf-16-le"),
    (0x102, 0x1009): b"x" * 60,
    (3, 0x3FDE): 65001,
}
_ENVELOPE = tnef(
    attribute(1, 0x9003, mapi(_PROPERTIES)),
    attribute(2, 0x9002, bytes(14)),
    attribute(2, 0x8010, b"a.txt\0"),
    attribute(2, 0x800F, b"noi dung"),
    attribute(2, 0x9005, mapi({(0x1F, 0x3707): "Bài.txt\0".encode("utf-16-le")})),
)
_MADE = Path(__file__).resolve().parents[1] / "builders" / "seven_zip"

ARCHIVES: dict[str, tuple[bytes, ...]] = {
    "zip": (
        zip_of([Item(name, content) for name, content in _FILES.items()]),
        zip_of([Item("a.txt", b"x" * 900, method=14, packed=b"\x09\x14\x05\0\x5d\0\0\x10\0" + b"\0" * 40)]),
        nested(_FILES["Bài 1.txt"], "a.txt", "b.zip", "c.zip"),
    ),
    "tar": (tar(_FILES),),
    "rar": (rar4(_FILES), rar5(_FILES)),
    "7z": tuple(path.read_bytes() for path in sorted(_MADE.glob("*.7z"))),
    "gz": (gzip.compress(_FILES["a/b/2.bin"]),),
    "bz2": (bz2.compress(_FILES["a/b/2.bin"]),),
    "xz": (lzma.compress(_FILES["a/b/2.bin"]),),
    "tnef": (_ENVELOPE,),
    "msg": (msg(_LETTER),),
}


@cache
def squeezed_rtf() -> tuple[bytes, ...]:
    """Bodies of mails as Outlook stores them, packed and plain."""
    page = b"{\\rtf1\\ansi\\fromhtml1 {\\fonttbl{\\f0 Arial;}}K\\'ednh g\\u7917?i C\\u7893?ng.\\par " * 20 + b"}"
    return compress(page, compressed=True), compress(page, compressed=False), compress(b"", compressed=True)


@cache
def directories() -> tuple[bytes, ...]:
    """Small archives that are nearly all table of contents."""
    items = [Item(f"{number}.txt", b"x") for number in range(6)]
    return (
        zip_of(items),
        zip_of([Item("th\u01b0 m\u1ee5c/", b""), Item(b"\xb9\xba.txt", b"y", flags=0), Item("a/b.txt", b"z" * 90)]),
        zip_of(items, before=b"MZ" + bytes(60), comment=b"PK\x05\x06" * 4),
        zip_of(items[:2], hidden=items[2:]),
    )
