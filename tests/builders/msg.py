"""Outlook's .msg files: a compound file ([MS-CFB]) of properties ([MS-OXMSG]), version 3, sectors of 512 bytes.

``msg({"001f": {0x0037: "Gửi bài"}})`` is a message with a subject; attachments and embedded messages are nested dicts.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Union

__all__ = ["attachment", "compound", "embedded", "message", "msg"]

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = dict[str, Union[bytes, "Tree"]]


def msg(tree: Tree) -> bytes:
    return compound(tree)


def message(
    texts: Mapping[int, str], octets: Mapping[int, bytes] | None = None, attachments: Sequence[Tree] = (), *,
    header: int = 32, code_page: int = 0,
) -> Tree:  # fmt: skip
    """A message's storage: ``texts`` as UTF-16 (or as octets of ``code_page``), ``octets`` as they are."""
    rows = _row_of(0x03, 0x3FFD, code_page or 1252)
    tree: Tree = {}
    values = [(0x1E if code_page else 0x1F, n, t.encode(f"cp{code_page}" if code_page else "utf-16-le"))
              for n, t in texts.items()]  # fmt: skip
    values += [(0x102, number, content) for number, content in (octets or {}).items()]
    for kind, number, content in values:
        rows += _row_of(kind, number, len(content) + {0x1E: 1, 0x1F: 2, 0x102: 0}[kind])
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = content
    tree["__properties_version1.0"] = bytes(header) + rows
    for number, inner in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = inner
    return tree


def attachment(name: str, content: bytes, media_type: str = "", content_id: str = "") -> Tree:
    texts = {
        0x3707: name,
        **({0x370E: media_type} if media_type else {}),
        **({0x3712: content_id} if content_id else {}),
    }
    return message(texts, {0x3701: content}, header=8)


def embedded(name: str, inner: Tree) -> Tree:
    """A message attached to a message; ``inner`` made with ``header=24``."""
    tree = message({0x3001: name}, header=8)
    tree["__substg1.0_3701000D"] = inner
    return tree


def _row_of(kind: int, number: int, value: int) -> bytes:
    """One row of a property stream: the value, or the length of the stream that holds it."""
    return struct.pack("<2H3I", kind, number, 6, value, 0)


def compound(tree: Tree) -> bytes:
    """A compound file of ``tree``: bytes become streams, dicts storages. Siblings form a list, not a balanced tree."""
    rows: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, 0, b""]]  # name, kind, right, child, start, content
    waiting: list[tuple[int, Tree]] = [(0, tree)]
    while waiting:
        parent, branch = waiting.pop()
        before = None
        for name, value in branch.items():
            rows.append([name, 2 if isinstance(value, bytes) else 1, _FREE, _FREE, 0, value])
            number = len(rows) - 1
            if before is None:
                rows[parent][3] = number
            else:
                rows[before][2] = number
            before = number
            if not isinstance(value, bytes):
                waiting.append((number, value))
    mini, mini_fat, big = bytearray(), [], []  # type: ignore[var-annotated]
    for row in rows[1:]:
        content = row[5]
        if not isinstance(content, bytes):
            continue
        if len(content) >= 4096:
            big.append(row)
            continue
        row[4] = len(mini) // 64 if content else _END
        count = -(-len(content) // 64)
        mini_fat += [len(mini_fat) + n + 1 for n in range(count - 1)] + ([_END] if count else [])
        mini += content.ljust(count * 64, b"\0")
    return _file(rows, bytes(mini), mini_fat, big)


def _file(rows: list[list[object]], mini: bytes, mini_fat: list[int], big: list[list[object]]) -> bytes:
    chunks: list[bytes] = [bytes(row[5]) for row in big]  # type: ignore[call-overload]
    directory_size = -(-len(rows) // 4) * 512
    sizes = [directory_size, len(mini_fat) * 4, len(mini), *(len(chunk) for chunk in chunks)]
    counts = [-(-size // 512) for size in sizes]
    total = sum(counts)
    fat_count = 1
    while fat_count * 128 < total + fat_count:
        fat_count += 1
    fat = [_FAT] * fat_count
    starts = []
    for count in counts:
        starts.append(len(fat) if count else _END)
        fat += [len(fat) + n + 1 for n in range(count - 1)] + ([_END] if count else [])
    rows[0][4], rows[0][5] = starts[2], mini
    for row, start in zip(big, starts[3:], strict=True):
        row[4] = start
    head = struct.pack(
        "<8s16s6H10I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fat_count,
        starts[0], 0, 4096, starts[1], counts[1], _END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *range(fat_count), *[_FREE] * (109 - fat_count))
    body = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * 512, b"\xff")
    listing = b"".join(_row(row) for row in rows)
    body += listing.ljust(counts[0] * 512, b"\0")
    body += struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(counts[1] * 512, b"\xff")
    for content, count in zip((mini, *chunks), counts[2:], strict=True):
        body += content.ljust(count * 512, b"\0")
    return head + body


def _row(row: list[object]) -> bytes:
    name, kind, right, child, start, content = row
    octets = str(name).encode("utf-16-le") + b"\0\0"
    size = len(content) if isinstance(content, bytes) else 0
    return struct.pack(
        "<64sH2B3I16sI16x3I", octets, len(octets), kind, 1, _FREE, right, child, bytes(16), 0, start, size, 0
    )
