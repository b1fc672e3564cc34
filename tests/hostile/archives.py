"""Archives that unpack into too much, too deep, too many, or somewhere else."""

from __future__ import annotations

import bz2
import functools
import gzip
import lzma
import struct
import tarfile
from pathlib import Path

from tests.builders.archives import rar4, tar
from tests.builders.zips import STORED, Item, nested, zip_of
from tests.hostile.attack import Attack, Harm
from tests.hostile.bombs import MIB, repeated, zeros

__all__ = ["ARCHIVES"]

_SEVEN = Path(__file__).resolve().parents[1] / "builders" / "seven_zip"


def _bomb(megabytes: int) -> bytes:
    return zip_of([Item("a.txt", packed=zeros(megabytes), size=megabytes * MIB, crc=0)])


def _overlapping() -> bytes:
    """A thousand lines of the table that all name the same ten megabytes."""
    one = Item("0.bin", packed=zeros(10), size=10 * MIB, crc=0)
    return zip_of([one, *(one._replace(name=f"{number}.bin", offset=0) for number in range(1, 1_000))])


def _tree(levels: int, wide: int) -> bytes:
    """Each level holds the level below ``wide`` times: ``wide`` ** ``levels`` files at the bottom."""
    content = zip_of([Item("a.txt", b"x")])
    for _ in range(levels):
        content = zip_of([Item(f"{number}.zip", content) for number in range(wide)])
    return content


@functools.cache
def _deep() -> bytes:
    content = b"x"
    for level in range(1_500):
        content = zip_of([Item(f"{level % 7}.zip", content, method=STORED)])
    return content


def _tar_with(*members: tarfile.TarInfo) -> bytes:
    return tar({"bai.txt": b"noi dung"}, odd=members, form=tarfile.GNU_FORMAT)


def _member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def _tar_lying() -> bytes:
    """A member of eight gigabytes in a file of ten kilobytes."""
    info = tarfile.TarInfo("phim.bin")
    info.size = 8 << 30
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240)


def _packed_tar() -> bytes:
    """A tar of one member of 250 megabytes, packed."""
    info = tarfile.TarInfo("a.bin")
    info.size = 250 * MIB
    packed = repeated(info.tobuf(), bytes(MIB), 250, bytes(1024))
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\x03" + packed


def _gz() -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\x03" + zeros(250)


@functools.cache
def _bz2() -> bytes:
    return bz2.compress(bytes(8 * MIB)) * 40


@functools.cache
def _xz() -> bytes:
    return lzma.compress(bytes(16 * MIB), preset=0) * 20


def _greedy_lzma() -> bytes:
    """An old LZMA file behind a name in a zip whose dictionary is to be four gigabytes."""
    packed = b"\x09\x14\x05\x00\x5d\xff\xff\xff\xff" + bytes(64)
    return zip_of([Item("a.txt", b"x" * 900, method=14, packed=packed)])


def _rar_lying() -> bytes:
    whole = bytearray(rar4({"a.txt": b"x" * 100}))
    struct.pack_into("<I", whole, whole.index(b"a.txt") - 25, 0x7FFFFFFF)
    return bytes(whole)


def _named(*names: str | bytes) -> bytes:
    return zip_of([Item(name, b"noi dung") for name in names])


def _many(count: int) -> bytes:
    return zip_of([Item(f"{number}.txt", method=STORED) for number in range(count)])


ARCHIVES = (
    Attack("zip-bomb", "a.zip", lambda _: _bomb(250), "zip_read", Harm.MEMORY, r"container_ratio"),
    Attack("zip-shared-bytes", "a.zip", lambda _: _overlapping(), "zip_read", Harm.MEMORY, "chồng lên nhau|container_"),
    Attack("zip-1500-deep", "a.zip", lambda _: _deep(), "zip_recursive", Harm.RECURSION, "container_depth"),
    Attack("zip-tree", "a.zip", lambda _: _tree(5, 8), "zip_recursive", Harm.TIME, "container_(entries|depth)"),
    Attack("zip-65536-entries", "a.zip", lambda _: _many(65_536), "zip_list", Harm.TOOK, "container_entries", 65_536),
    Attack("zip-says-4-gigabytes", "a.zip",
           lambda _: zip_of([Item("a.txt", b"x", size=0xFFFFFFF0)]), "zip_allocate", Harm.MEMORY, "“a.txt” hỏng"),
    Attack("zip-says-ten-bytes", "a.zip",
           lambda _: zip_of([Item("a.txt", b"x" * 5_000_000, size=10)]), "zip_inflate", Harm.TOOK, "“a.txt” hỏng",
           99_999),
    Attack("zip-two-of-one-name", "a.zip",
           lambda _: _named("bai.txt", "bai.txt"), "zip_by_name", Harm.HID, r"bai\.txt \(2\)"),
    Attack("zip-hidden-entry", "a.zip",
           lambda _: zip_of([Item("a.txt", b"x")], hidden=[Item("b.txt", b"y")]), "zip_by_name", Harm.HID,
           "không ghi trong mục lục"),
    Attack("zip-climbs", "a.zip", lambda _: _named("../../len/bai.txt"), "zip_join", Harm.WROTE,
           r"a\.zip › len › bai\.txt"),
    Attack("zip-absolute", "a.zip", lambda t: _named(t.canary + ".zip.txt"), "zip_join", Harm.WROTE,
           r"a\.zip › .*zip\.txt"),
    Attack("zip-drive", "a.zip", lambda _: _named("C:\\Windows\\bai.txt"), "zip_windows", Harm.WROTE,
           r"Windows › bai\.txt"),
    Attack("zip-nul-name", "a.zip", lambda _: _named(b"bai.txt\0.exe"), "zip_by_name", Harm.HID, r"a\.zip › bai\.txt"),
    Attack("zip-right-to-left", "a.zip", lambda _: _named("bai\u202etxt.exe"), "zip_by_name", Harm.HID, r"bai.*exe"),
    Attack("zip-link", "a.zip",
           lambda t: zip_of([Item("bai.txt", t.canary.encode(), mode=0o120777)]), "zip_links", Harm.READ, "liên kết"),
    Attack("zip-greedy-lzma", "a.zip", lambda _: _greedy_lzma(), "zip_lzma", Harm.MEMORY, "LZMA"),
    Attack("tar-symlink", "a.tar", lambda t: _tar_with(_member("bai2.txt", tarfile.SYMTYPE, t.canary)), "tar_extract",
           Harm.READ, "liên kết"),
    Attack("tar-hardlink", "a.tar", lambda t: _tar_with(_member("bai2.txt", tarfile.LNKTYPE, t.canary)), "tar_extract",
           Harm.READ, "liên kết"),
    Attack("tar-device", "a.tar", lambda _: _tar_with(_member("bai2.txt", tarfile.FIFOTYPE)), "tar_extract",
           Harm.WROTE, "thiết bị"),
    Attack("tar-climbs", "a.tar", lambda _: tar({"../len.txt": b"x"}), "tar_extract", Harm.WROTE, r"a\.tar › len\.txt"),
    Attack("tar-says-8-gigabytes", "a.tar", lambda _: _tar_lying(), "tar_allocate", Harm.MEMORY, "hỏng"),
    Attack("tar-gz-bomb", "a.tar.gz", lambda _: _packed_tar(), "gz_read", Harm.MEMORY, "container_ratio"),
    Attack("gz-bomb", "a.txt.gz", lambda _: _gz(), "gz_read", Harm.MEMORY, "container_ratio|100 đoạn"),
    Attack("gz-ten-thousand-members", "a.txt.gz", lambda _: gzip.compress(b"x") * 10_000, "gz_members", Harm.TOOK,
           "100 đoạn", 10_000),
    Attack("bz2-bomb", "a.txt.bz2", lambda _: _bz2(), "bz2_read", Harm.MEMORY, "container_ratio|100 đoạn"),
    Attack("xz-bomb", "a.txt.xz", lambda _: _xz(), "xz_read", Harm.MEMORY, "container_ratio|100 đoạn"),
    Attack("7z-bomb", "a.7z", lambda _: (_SEVEN / "bom.7z").read_bytes(), "libarchive_read", Harm.TOOK, "container_",
           40 * MIB),
    Attack("rar-says-2-gigabytes", "a.rar", lambda _: _rar_lying(), "rar_allocate", Harm.MEMORY, "hỏng"),
    Attack("zip-in-zip-100-deep", "a.zip", lambda _: nested(b"x", *(f"{n}.zip" for n in range(100))), "zip_depth",
           Harm.TOOK, "container_depth", 100),
)  # fmt: skip
