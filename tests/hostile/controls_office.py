"""Believing the numbers in the binary formats of Office and Outlook."""

from __future__ import annotations

import io
import struct
import zlib

from tests.hostile.attack import Outcome, Trap
from tests.hostile.naive import follow

__all__ = [
    "doc_letters",
    "doc_pieces",
    "doc_structure",
    "doc_styles",
    "msg_files",
    "msg_recursive",
    "msg_rtf",
    "ole_chain",
    "ole_folder",
    "ole_list",
    "ole_size",
    "ppt_allocate",
    "ppt_edits",
    "ppt_inflate",
    "ppt_walk",
    "tnef_allocate",
    "tnef_files",
    "tnef_library",
    "xls_runs",
    "xls_strings",
]


def _word(content: bytes) -> tuple[bytes, bytes]:
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(content)) as file:
        return file.openstream("WordDocument").read(), file.openstream("1Table").read()


def doc_letters(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(2 * struct.unpack_from("<i", _word(content)[0], 76)[0]))


def doc_structure(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(struct.unpack_from("<2I", _word(content)[0], 154 + 8 * 33)[1]))


def doc_pieces(content: bytes, _: str, __: Trap) -> Outcome:
    """Letter by letter until the place of the last bound is met, which never comes."""
    main, table = _word(content)
    offset, _length = struct.unpack_from("<2I", main, 154 + 8 * 33)
    bounds = struct.unpack_from("<4I", table, offset + 5)
    place, piece = bounds[0], 0
    while place != bounds[2] or piece != 2:
        place += 1
        piece += place == bounds[min(piece + 1, 3)]
    return int(place)


def doc_styles(content: bytes, _: str, __: Trap) -> Outcome:
    """From the last style to what it rests on, and on."""
    main, table = _word(content)
    offset, length = struct.unpack_from("<2I", main, 154 + 8)
    end, at = offset + length, offset + 2 + struct.unpack_from("<H", table, offset)[0]
    parents: dict[str, str] = {}
    while at + 2 <= end:
        size = struct.unpack_from("<H", table, at)[0]
        if size:
            base = struct.unpack_from("<H", table, at + 4)[0] >> 4
            parents[str(len(parents))] = str(base)
        at += 2 + size + size % 2
    return follow(parents, str(len(parents) - 1))


def _ole_table(content: bytes) -> tuple[int, ...]:
    start = 512 + 512 * struct.unpack_from("<I", content, 76)[0]
    return tuple(struct.unpack_from("<128I", content, start))


def ole_chain(content: bytes, _: str, __: Trap) -> Outcome:
    table, sectors, sector = _ole_table(content), [], 0
    while sector < len(table):
        sectors.append(content[512 + 512 * sector :][:512])
        sector = table[sector]
    return len(sectors)


def ole_list(content: bytes, _: str, __: Trap) -> Outcome:
    listed: list[int] = []
    sector = struct.unpack_from("<I", content, 68)[0]
    while sector < 0xFFFFFFF0:
        *rows, sector = struct.unpack_from("<128I", content, 512 + 512 * sector)
        listed += rows
    return len(listed)


def ole_folder(content: bytes, _: str, __: Trap) -> Outcome:
    first = 512 + 512 * struct.unpack_from("<I", content, 48)[0]

    def visit(number: int) -> int:
        if number == 0xFFFFFFFF:
            return 0
        return 1 + sum(visit(n) for n in struct.unpack_from("<3I", content, first + 128 * number + 68))

    return visit(0)


def ole_size(content: bytes, _: str, __: Trap) -> Outcome:
    first = 512 + 512 * struct.unpack_from("<I", content, 48)[0]
    return len(bytearray(struct.unpack_from("<I", content, first + 128 + 120)[0]))


def xls_strings(content: bytes, _: str, __: Trap) -> Outcome:
    at = content.index(b"\xff" * 8)
    return len([""] * int(struct.unpack_from("<I", content, at)[0]))


def xls_runs(content: bytes, _: str, __: Trap) -> Outcome:
    at = content.index(b"\xff\xff\x0cchuoi"[:3])
    count, flags, runs, more = struct.unpack_from("<HBHI", content, at)
    return len(struct.unpack_from(f"<{count}s{runs}I", content, at + 9)) if flags else int(more)


def ppt_walk(content: bytes, _: str, __: Trap) -> Outcome:
    import olefile

    stream = olefile.OleFileIO(io.BytesIO(content)).openstream("PowerPoint Document").read()

    def records(start: int, end: int) -> int:
        count = 0
        while start + 8 <= end:
            version, _kind, size = struct.unpack_from("<HHI", stream, start)
            if version & 15 == 15:
                count += records(start + 8, min(end, start + 8 + size))
            start, count = start + 8 + size, count + 1
        return count

    return records(0, len(stream))


def ppt_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    at = content.index(struct.pack("<HH", 0xF, 0x03E8))
    return len(bytearray(struct.unpack_from("<I", content, at + 4)[0]))


def ppt_edits(content: bytes, _: str, __: Trap) -> Outcome:
    import olefile

    stream = olefile.OleFileIO(io.BytesIO(content)).openstream("PowerPoint Document").read()
    at = stream.rindex(struct.pack("<HHI", 0, 0x0FF5, 28))
    count = 0
    while at:
        at, count = struct.unpack_from("<I", stream, at + 16)[0], count + 1
    return count


def ppt_inflate(content: bytes, _: str, __: Trap) -> Outcome:
    return len(zlib.decompress(content[content.index(struct.pack("<HH", 0x10, 0x1011)) + 12 :]))


def msg_recursive(content: bytes, _: str, __: Trap) -> Outcome:
    import olefile

    names = olefile.OleFileIO(io.BytesIO(content)).listdir()
    return max(len(path) for path in names) // 2


def msg_rtf(content: bytes, _: str, __: Trap) -> Outcome:
    at = content.index(b"LZFu") - 4
    return len(bytearray(struct.unpack_from("<I", content, at)[0]))


def msg_files(content: bytes, _: str, __: Trap) -> Outcome:
    import olefile

    names = olefile.OleFileIO(io.BytesIO(content)).listdir(streams=False, storages=True)
    return sum("__attach" in path[-1] for path in names)


def tnef_library(content: bytes, _: str, __: Trap) -> Outcome:
    from tnefparse import TNEF  # type: ignore[import-untyped]

    return len(TNEF(content).attachments)


def tnef_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(struct.unpack_from("<I", content, len(content) - 12)[0]))


def tnef_files(content: bytes, _: str, __: Trap) -> Outcome:
    return content.count(struct.pack("<BH", 2, 0x9002))
