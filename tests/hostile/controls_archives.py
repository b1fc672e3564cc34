"""Believing archives: what anybody would write first."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tempfile
import unicodedata
import zlib
from pathlib import Path, PureWindowsPath

from tests.hostile.attack import Outcome, Trap
from tests.hostile.naive import opened

__all__ = [
    "bz2_read",
    "gz_members",
    "gz_read",
    "libarchive_read",
    "rar_allocate",
    "tar_allocate",
    "tar_extract",
    "xz_read",
    "zip_allocate",
    "zip_by_name",
    "zip_by_offset",
    "zip_depth",
    "zip_inflate",
    "zip_join",
    "zip_links",
    "zip_list",
    "zip_lzma",
    "zip_parts",
    "zip_read",
    "zip_recursive",
    "zip_windows",
]


def zip_read(content: bytes, _: str, __: Trap) -> Outcome:
    """Every line of the table, unpacked from where it points to, as old unpackers do."""
    kept = []
    for info in opened(content).infolist():
        name, extra = struct.unpack_from("<HH", content, info.header_offset + 26)
        start = info.header_offset + 30 + name + extra
        kept.append(zlib.decompress(content[start : start + info.compress_size], -15))
    return sum(map(len, kept))


def zip_list(content: bytes, _: str, __: Trap) -> Outcome:
    return len(opened(content).infolist())


def zip_by_offset(content: bytes, _: str, __: Trap) -> Outcome:
    offsets = [info.header_offset for info in opened(content).infolist()]
    return len(offsets) - len(set(offsets))


def zip_recursive(content: bytes, name: str, trap: Trap) -> Outcome:
    if content[:2] != b"PK":
        return 1
    archive = opened(content)
    return sum(int(zip_recursive(archive.read(i), name, trap) or 0) for i in archive.infolist())


def zip_depth(content: bytes, _: str, __: Trap) -> Outcome:
    depth = 0
    while content[:2] == b"PK":
        archive = opened(content)
        content, depth = archive.read(archive.infolist()[0]), depth + 1
    return depth


def zip_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    return sum(len(bytearray(info.file_size)) for info in opened(content).infolist())


def zip_inflate(content: bytes, name: str, trap: Trap) -> Outcome:
    said = sum(info.file_size for info in opened(content).infolist())
    return int(zip_read(content, name, trap) or 0) - said


def zip_lzma(content: bytes, _: str, __: Trap) -> Outcome:
    size = struct.unpack_from("<I", content, content.index(b"\x09\x14\x05\0\x5d") + 5)[0]
    return len(bytearray(size))


def zip_by_name(content: bytes, _: str, __: Trap) -> Outcome:
    """What a program finds that takes names at their word: two files are one, an end is not the end."""
    infos = opened(content).infolist()
    names = [info.filename for info in infos]
    if len(set(names)) < len(names) or content.count(b"PK\x03\x04") > len(names):
        return "hid"
    shown = names[0]
    stored = content[30 : 30 + struct.unpack_from("<H", content, 26)[0]].decode("utf-8", "replace")
    return "hid" if shown != stored or any(unicodedata.bidirectional(c) == "RLO" for c in shown) else None


def zip_parts(content: bytes, _: str, __: Trap) -> Outcome:
    """A program for which the names of parts differ by case reads another document than one for which they do not."""
    archive = opened(content)
    parts = {info.filename.lower(): archive.read(info) for info in archive.infolist()}
    return "hid" if parts["word/document.xml"] != archive.read("word/document.xml") else None


def zip_join(content: bytes, _: str, __: Trap) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder, "a", "b")
        inside.mkdir(parents=True)
        for info in opened(content).infolist():
            target = inside / info.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"x")
            if not target.resolve().is_relative_to(inside.resolve()):
                target.unlink()
                return "wrote"
    return None


def zip_windows(content: bytes, _: str, __: Trap) -> Outcome:
    inside = PureWindowsPath("D:\\thu")
    targets = [inside / info.filename for info in opened(content).infolist()]
    return "wrote" if any(not target.is_relative_to(inside) for target in targets) else None


def zip_links(content: bytes, _: str, __: Trap) -> Outcome:
    archive = opened(content)
    with tempfile.TemporaryDirectory() as folder:
        for info in archive.infolist():
            place = Path(folder, info.filename)
            if info.external_attr >> 28 == 0o12:
                place.symlink_to(archive.read(info).decode())
            return place.read_text()
    return None


def tar_extract(content: bytes, _: str, trap: Trap) -> Outcome:
    with tempfile.TemporaryDirectory(dir=Path(trap.canary).parent) as folder:
        inside = Path(folder, "a")
        inside.mkdir()
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(inside, filter="fully_trusted")
        if Path(folder, "len.txt").exists() or (inside / "bai2.txt").is_fifo():
            return "wrote"
        return (inside / "bai2.txt").read_text()


def tar_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(tarfile.TarInfo.frombuf(content[:512], "utf-8", "replace").size))


def gz_read(content: bytes, _: str, __: Trap) -> Outcome:
    return len(gzip.decompress(content))


def gz_members(content: bytes, _: str, __: Trap) -> Outcome:
    members, rest = 0, content
    while rest:
        decoder = zlib.decompressobj(31)
        decoder.decompress(rest)
        rest, members = decoder.unused_data, members + 1
    return members


def bz2_read(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bz2.decompress(content))


def xz_read(content: bytes, _: str, __: Trap) -> Outcome:
    return len(lzma.decompress(content))


def libarchive_read(content: bytes, _: str, __: Trap) -> Outcome:
    import libarchive  # type: ignore[import-untyped]

    with libarchive.memory_reader(content) as archive:
        return sum(len(block) for entry in archive for block in entry.get_blocks())


def rar_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(struct.unpack_from("<I", content, content.index(b"a.txt") - 25)[0]))
