"""Zip archives, honest and hostile."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest

from casework.document import Flaw, FlawKind
from intake.readers.containers.budget import Budget
from intake.readers.containers.entry import Unpacked
from intake.readers.containers.unpack import unpack
from intake.readers.limits import Limits
from tests.builders.zips import Item, bomb, unicode_path, zip_of

MB = 1024 * 1024
SYMLINK, DEVICE = 0o120777, 0o060644


def opened(content: bytes, limits: Limits | None = None) -> Unpacked:
    limits = limits or Limits()
    return unpack(content, "zip", "Ho so.zip", limits, Budget(limits), 1)


def names(found: Unpacked) -> list[tuple[str, ...]]:
    return [(*entry.folders, entry.name) for entry in found.entries]


def said(found: Unpacked) -> list[tuple[str, str]]:
    return [(flaw.kind.value, flaw.detail) for flaw in found.flaws]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_every_method_of_the_standard_library_comes_out_whole(method: int) -> None:
    parts = {"Bài 1.txt": "Kính gửi ".encode() * 90_000, "Phụ lục/2.bin": bytes(range(256)) * 9, "rỗng.txt": b""}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("Phụ lục/", b"")
        for name, content in parts.items():
            archive.writestr(name, content)
    found = opened(out.getvalue())
    assert found.flaws == ()
    assert {"/".join(name): e.content for name, e in zip(names(found), found.entries, strict=True)} == parts


def test_xz_inside_zip_and_what_nothing_unpacks() -> None:
    content = b"bai viet " * 1000
    found = opened(
        zip_of(
            [
                Item("a.txt", content, method=95, packed=lzma.compress(content)),
                Item("b.txt", content, method=9, packed=b"?" * 50),
                Item("c.txt", content, method=98, packed=b"?" * 50),
            ]
        )
    )
    assert [e.content for e in found.entries] == [content]
    assert said(found) == [
        ("not_recognised", "“b.txt” nén theo cách ít dùng (deflate64)"),
        ("not_recognised", "“c.txt” nén theo cách ít dùng (PPMd)"),
    ]


def test_a_large_archive_with_wide_numbers() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as part:
        part.write(b"xin chao")
    plain = out.getvalue()
    assert [e.content for e in opened(plain).entries] == [b"xin chao"]
    # the same with the table's own numbers moved into the record for large archives
    end = plain.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<2I", plain, end + 12)
    wide = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert [e.content for e in opened(plain[:end] + wide + locator + tail).entries] == [b"xin chao"]


def test_names_in_every_way_that_programs_write_them() -> None:
    stored = "Bßo cßo.txt".encode("cp437")
    found = opened(
        zip_of(
            [
                Item("Đề án.txt", b"1"),
                Item("Đề án 2.txt".encode(), b"2"),
                Item(stored, b"3", extra=unicode_path(stored, "Báo cáo.txt")),
                Item(stored, b"4", extra=unicode_path(b"another", "Giả.txt")),
                Item("../../etc/passwd", b"5"),
                Item("C:\\Windows\\bai.txt", b"6"),
                Item("nh\u202etxt.exe", b"7"),
                Item("a.exe\0.txt", b"8"),
                Item("..", b"9"),
            ]
        )
    )
    assert found.flaws == ()
    assert names(found) == [
        ("Đề án.txt",), ("Đề án 2.txt",), ("Báo cáo.txt",), ("Báo cáo.txt",), ("etc", "passwd"),
        ("Windows", "bai.txt"), ("nhtxt.exe",), ("a.exe.txt",), ("",),
    ]  # fmt: skip
    assert found.entries[4].claimed == ("../../etc/passwd",)


def test_what_an_operating_system_left_there_is_no_file() -> None:
    found = opened(
        zip_of(
            [
                Item("__MACOSX/._bai.txt", b"\0\x05\x16\x07" + bytes(80)),
                Item(".DS_Store", b"\0\0\0\x01Bud1"),
                Item("rong/"),
                Item("bai.txt", b"xin chao"),
            ]
        )
    )
    assert (names(found), found.flaws) == ([("bai.txt",)], ())
    assert "__MACOSX/._bai.txt" in found.names and "rong/" in found.names


def test_a_folder_that_bears_content_is_read() -> None:
    found = opened(zip_of([Item("thu muc/", b"an trong ten thu muc" * 9), Item("hai/", b"y" * 900, size=0)]))
    assert [e.content[:3] for e in found.entries] == [b"an ", b"yyy"]


def test_what_is_no_file_is_named_and_not_followed() -> None:
    found = opened(
        zip_of([Item("lk", b"/etc/passwd", mode=SYMLINK), Item("sda", b"", mode=DEVICE), Item("bai.txt", b"x")])
    )
    assert names(found) == [("bai.txt",)]
    assert said(found) == [("not_read_yet", "“lk”, “sda” trong tệp nén là liên kết hoặc thiết bị, không phải tệp")]


@pytest.mark.parametrize("locked", [{"flags": 1}, {"method": 99}, {"flags": 0x2041}])
def test_locked_entries_are_named_and_the_others_read(locked: dict[str, int]) -> None:
    items = [Item(f"Mật khẩu {n}.txt", b"?" * 30, packed=b"?" * 30, **locked) for n in range(5)]
    found = opened(zip_of([*items, Item("bai.txt", b"xin chao")]))
    assert names(found) == [("bai.txt",)]
    assert said(found) == [("encrypted", "tệp con “Mật khẩu 0.txt”, “Mật khẩu 1.txt”, “Mật khẩu 2.txt” và 2 tệp khác")]
    assert "Mật khẩu 4.txt" in found.names


def test_a_real_locked_archive_of_another_program() -> None:
    """PKWARE's old cipher: twelve bytes of header, then noise; made by hand after APPNOTE 6.1."""
    found = opened(zip_of([Item("a.txt", b"xin chao", flags=1, packed=b"\x5a" * 20, method=0)]))
    assert said(found) == [("encrypted", "tệp con “a.txt”")]


def test_duplicate_names_are_both_read() -> None:
    found = opened(zip_of([Item("a.txt", b"one"), Item("a.txt", b"two")]))
    assert [e.content for e in found.entries] == [b"one", b"two"]


def test_two_names_of_one_entry_are_both_kept_for_marks() -> None:
    found = opened(zip_of([Item("bai.txt", b"x", local_name="TỐI MẬT.txt".encode())]))
    assert found.entries[0].claimed == ("bai.txt", "TỐI MẬT.txt")
    assert "TỐI MẬT.txt" in found.names


def test_entries_that_share_bytes_are_not_opened() -> None:
    """Fifield's bomb: each entry's header lies in the stored bytes of the one before it, so a little is read often."""
    inner = zip_of([Item("in.txt", b"A" * 100)])
    whole = zip_of([Item("a.bin", inner, method=0), Item("b.txt", b"A" * 100, offset=30 + len("a.bin"))])
    with zipfile.ZipFile(io.BytesIO(whole)) as harm:  # the standard library of this Python opens both
        assert len(harm.namelist()) == 2
    found = opened(whole)
    assert found.entries == ()
    assert said(found) == [("unreadable", "các mục trong tệp nén nằm chồng lên nhau")]


def test_the_same_bytes_a_thousand_times_are_one_bomb_not_a_thousand() -> None:
    kernel = Item("0.txt", bytes(MB))
    items = [kernel, *(Item(f"{n}.txt", bytes(MB), offset=0) for n in range(1, 900))]
    started = time.monotonic()
    assert said(opened(zip_of(items))) == [("unreadable", "các mục trong tệp nén nằm chồng lên nhau")]
    assert time.monotonic() - started < 30


def test_entries_in_no_table_are_told() -> None:
    found = opened(zip_of([Item("bai.txt", b"xin chao")], hidden=[Item("an.txt", b"bi mat")]))
    assert names(found) == [("bai.txt",)]
    assert said(found) == [("not_read_yet", "tệp nén có mục không ghi trong mục lục")]


@pytest.mark.parametrize(
    "lie",
    [{"size": 5}, {"size": 50}, {"size": 0xFFFFFFFE}, {"crc": 1}, {"packed": zlib.compress(b"noi dung")[:4]}],
    ids=str,
)
def test_lies_about_size_and_content_are_damage(lie: dict[str, int]) -> None:
    found = opened(zip_of([Item("a.txt", b"noi dung", **lie), Item("b.txt", b"whole")]))
    assert said(found) == [("unreadable", "tệp con “a.txt” hỏng")]
    assert found.entries[-1].content == b"whole"


@pytest.mark.parametrize("cut", [1, 10, 21, 22, 60, 90, 120])
def test_a_cut_archive_is_damaged(cut: int) -> None:
    whole = zip_of([Item("a.txt", b"noi dung"), Item("b.txt", b"whole")])
    found = opened(whole[:-cut])
    assert [flaw.kind for flaw in found.flaws] == [FlawKind.UNREADABLE]


def test_one_of_several_volumes_and_an_empty_archive() -> None:
    whole = bytearray(zip_of([Item("a.txt", b"x")]))
    whole[whole.rindex(b"PK\x05\x06") + 4] = 1
    assert "nhiều tệp" in said(opened(bytes(whole)))[0][1]
    assert said(opened(zip_of([]))) == [("unreadable", "bên trong không có tệp nào")]


def test_what_stands_before_the_archive_moves_it_as_a_whole() -> None:
    """A self-extracting archive: its offsets may count from its own beginning."""
    found = opened(zip_of([Item("a.txt", b"x")], before=b"") and b"MZ stub" + zip_of([Item("a.txt", b"x")]))
    assert names(found) == [("a.txt",)]
    assert names(opened(zip_of([Item("a.txt", b"x")], before=b"MZ stub"))) == [("a.txt",)]


def test_a_bomb_ends_by_its_ratio_before_it_fills_the_memory() -> None:
    content = bomb(64 * MB)
    tracemalloc.start()
    found = opened(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [flaw.kind for flaw in found.flaws] == [FlawKind.LIMIT]
    assert "200 lần (container_ratio)" in found.flaws[0].detail
    assert most < 40 * MB


def test_without_the_ratio_it_ends_by_its_bytes() -> None:
    found = opened(bomb(300 * MB), Limits(container_ratio=10**9, container_bytes=20 * MB))
    assert said(found) == [("limit", "các tệp nén trong thư giải nén ra hơn 20 MB (container_bytes)")]


def test_without_any_bound_the_bomb_does_harm() -> None:
    found = opened(bomb(64 * MB), Limits(container_ratio=10**9, container_bytes=10**12))
    assert len(found.entries[0].content) == 64 * MB


@pytest.mark.parametrize("count", [1_001, 65_535, 65_536, 70_000])
def test_too_many_entries_end_at_the_bound(count: int) -> None:
    content = zip_of([Item(f"{n}", b"", method=0) for n in range(count)])
    started = time.monotonic()
    found = opened(content)
    assert said(found) == [("limit", "các tệp nén trong thư có hơn 1000 mục (container_entries)")]
    assert len(found.names) <= 1_000
    assert time.monotonic() - started < 5


def test_a_dictionary_beyond_memory_is_not_allocated() -> None:
    packed = b"\x09\x14\x05\0\x5d\xff\xff\xff\xff" + lzma.compress(
        b"x", lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1}]
    )
    found = opened(zip_of([Item("a.txt", b"x", method=14, packed=packed)]))
    assert said(found) == [("not_recognised", "“a.txt” nén theo cách ít dùng (LZMA)")]


def test_broken_streams_of_each_method() -> None:
    items = [
        Item("8.txt", b"x", method=8, packed=b"\xff" * 40),
        Item("12.txt", b"x", method=12, packed=bz2.compress(b"x" * 1000)[:20]),
        Item("14.txt", b"x", method=14, packed=b"\0\0\x05\0\xff\0\0\0\0"),
        Item("95.txt", b"x", method=95, packed=b"\xfd7zXZ\0" + bytes(30)),
    ]
    found = opened(zip_of(items))
    assert found.flaws == (Flaw(FlawKind.UNREADABLE, "tệp con “8.txt”, “12.txt”, “14.txt” và 1 tệp khác hỏng"),)
