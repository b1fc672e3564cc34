"""7z, rar and tar, with and without the system's libarchive; gz, bz2 and xz."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
from pathlib import Path

import pytest

from casework.document import FlawKind
from intake.readers.containers import libarchive_reading
from intake.readers.containers.budget import Budget
from intake.readers.containers.entry import Unpacked
from intake.readers.containers.unpack import unpack
from intake.readers.limits import Limits
from tests.builders.archives import rar4, rar5, tar
from tests.builders.legacy import encode

MADE = Path(__file__).resolve().parents[3] / "builders" / "seven_zip"
FILES = {"Bài 1.txt": "Kính gửi Cổng".encode(), "Phụ lục/2.txt": b"hai" * 50_000}
MB = 1024 * 1024

needs_library = pytest.mark.skipif(not libarchive_reading.is_available(), reason="libarchive is not installed")


def opened(content: bytes, kind: str, name: str = "Ho so", limits: Limits | None = None) -> Unpacked:
    limits = limits or Limits()
    return unpack(content, kind, name, limits, Budget(limits), 1)


def files(found: Unpacked) -> dict[str, bytes]:
    return {"/".join((*entry.folders, entry.name)): entry.content for entry in found.entries}


def said(found: Unpacked) -> list[tuple[str, str]]:
    return [(flaw.kind.value, flaw.detail) for flaw in found.flaws]


@pytest.fixture(params=["libarchive", "without"])
def tar_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "without":
        monkeypatch.setattr(libarchive_reading, "is_available", lambda: False)
    elif not libarchive_reading.is_available():
        pytest.skip("libarchive is not installed")
    return str(request.param)


@needs_library
@pytest.mark.parametrize(("build", "kind"), [(rar4, "rar"), (rar5, "rar"), (tar, "tar")])
def test_files_with_their_folders_and_letters(build: object, kind: str) -> None:
    found = opened(build(FILES), kind)  # type: ignore[operator]
    assert (files(found), found.flaws) == (FILES, ())


@needs_library
@pytest.mark.parametrize("name", ["thuong.7z", "ppmd.7z"])
def test_archives_of_the_7z_program(name: str) -> None:
    found = opened((MADE / name).read_bytes(), "7z")
    assert found.flaws == ()
    assert files(found)["Bài 1.txt"].decode() == "Kính gửi Cổng thông tin điện tử.\n"
    if name == "thuong.7z":
        assert files(found)["Phụ lục/2.txt"].decode() == "Phụ lục kèm theo.\n"
        assert "rong/" in found.names


@needs_library
@pytest.mark.parametrize(
    ("name", "detail"),
    [("mat-khau.7z", "tệp con “Bài 1.txt”"), ("mat-khau-ca-ten.7z", "tệp nén đặt mật khẩu cả danh sách tệp")],
)
def test_locked_7z_archives(name: str, detail: str) -> None:
    found = opened((MADE / name).read_bytes(), "7z")
    assert (found.entries, said(found)) == ((), [("encrypted", detail)])


@needs_library
def test_a_locked_rar_archive_and_a_link() -> None:
    assert said(opened(rar4({"a.txt": b"x"}, encrypted=True), "rar")) == [("encrypted", "tệp con “a.txt”")]
    found = opened((MADE / "lien-ket.7z").read_bytes(), "7z")
    assert list(files(found)) == ["Bài 1.txt"]
    assert said(found) == [("not_read_yet", "“lk” trong tệp nén là liên kết hoặc thiết bị, không phải tệp")]


@needs_library
def test_a_7z_bomb_ends_by_its_ratio() -> None:
    started = time.monotonic()
    assert said(opened((MADE / "bom.7z").read_bytes(), "7z")) == [
        ("limit", "các tệp trong tệp nén được nén quá 200 lần (container_ratio)")
    ]
    assert time.monotonic() - started < 5


@needs_library
def test_without_the_bound_the_7z_bomb_does_harm() -> None:
    found = opened((MADE / "bom.7z").read_bytes(), "7z", limits=Limits(container_ratio=10**9))
    assert len(found.entries[0].content) == 50 * MB


@needs_library
def test_a_wrong_checksum_is_damage() -> None:
    content = bytearray((MADE / "ppmd.7z").read_bytes())
    content[40] ^= 0x55  # in the packed text
    found = opened(bytes(content), "7z")
    assert FlawKind.UNREADABLE in [flaw.kind for flaw in found.flaws]


@needs_library
def test_cut_archives_say_so() -> None:
    for kind, content in (("rar", rar4(FILES)), ("rar", rar5(FILES)), ("7z", (MADE / "thuong.7z").read_bytes())):
        for share in (0.3, 0.6, 0.9):
            found = opened(content[: int(len(content) * share)], kind)
            assert FlawKind.UNREADABLE in [flaw.kind for flaw in found.flaws], (kind, share, found.flaws)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_in_its_three_forms(tar_reader: str, form: int) -> None:
    parts = {"a/" * 60 + "bai.txt": b"long way", "Bài.txt": b"x", **FILES}
    if form == tarfile.USTAR_FORMAT:
        parts.pop("a/" * 60 + "bai.txt")
    found = opened(tar(parts, form=form), "tar")
    assert found.flaws == ()
    assert sorted(found.names) == sorted(parts)
    assert [entry.content for entry in found.entries] == list(parts.values())


def test_links_and_devices_in_tar_are_named_and_not_followed(tar_reader: str) -> None:
    odd = []
    for name, kind in (
        ("sym", tarfile.SYMTYPE),
        ("hard", tarfile.LNKTYPE),
        ("dev", tarfile.CHRTYPE),
        ("ong", tarfile.FIFOTYPE),
    ):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        odd.append(info)
    folder = tarfile.TarInfo("rong")
    folder.type = tarfile.DIRTYPE
    found = opened(tar({"../../x.txt": b"x"}, odd=[*odd, folder]), "tar")
    assert files(found) == {"x.txt": b"x"}
    assert said(found) == [
        ("not_read_yet", "“sym”, “hard”, “dev” và 1 tệp khác trong tệp nén là liên kết hoặc thiết bị, không phải tệp")
    ]


def test_names_in_tar_without_an_encoding(tar_reader: str) -> None:
    stored = encode("Báo cáo tổng kết.txt", "tcvn3").encode("latin-1")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT, encoding="latin-1") as archive:
        info = tarfile.TarInfo(stored.decode("latin-1"))
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    (entry,) = opened(out.getvalue(), "tar").entries
    assert encode("Báo cáo tổng kết.txt", "tcvn3") in entry.claimed


def test_a_cut_tar_says_so(tar_reader: str) -> None:
    whole = tar(FILES)
    found = opened(whole[:3_000], "tar")
    assert [flaw.kind for flaw in found.flaws][:1] == [FlawKind.UNREADABLE]


def test_too_many_entries_in_tar(tar_reader: str) -> None:
    content = tar({f"{n}.txt": b"" for n in range(1_200)})
    assert said(opened(content, "tar")) == [("limit", "các tệp nén trong thư có hơn 1000 mục (container_entries)")]


def test_a_hole_of_a_terabyte_in_a_sparse_tar_ends_by_its_bytes(tar_reader: str) -> None:
    header = bytearray(tar({"a.txt": b""})[:512])
    far = b"\x80" + (1 << 40).to_bytes(11, "big")  # GNU tar, old form: one byte behind a terabyte of nothing
    header[124:136] = b"00000000001\0"
    header[156:157], header[257:265] = b"S", b"ustar  \0"
    header[386:398], header[398:410] = far, b"00000000001\0"
    header[483:495] = b"\x80" + ((1 << 40) + 1).to_bytes(11, "big")
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    started = time.monotonic()
    found = opened(
        bytes(header) + b"x" + bytes(1023), "tar", limits=Limits(container_bytes=20 * MB, container_ratio=10**9)
    )
    assert {flaw.kind for flaw in found.flaws} <= {FlawKind.LIMIT, FlawKind.UNREADABLE} and found.flaws
    assert time.monotonic() - started < 5


def test_without_libarchive_7z_and_rar_are_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libarchive_reading, "is_available", lambda: False)
    assert said(opened(rar5(FILES), "rar")) == [
        ("not_recognised", "máy này chưa cài thư viện mở tệp .rar (libarchive)")
    ]


@pytest.mark.parametrize(
    ("kind", "squeeze", "suffix"),
    [("gz", gzip.compress, "gz"), ("bz2", bz2.compress, "bz2"), ("xz", lzma.compress, "xz")],
)
def test_one_squeezed_file(kind: str, squeeze: object, suffix: str) -> None:
    content = "Kính gửi Cổng. ".encode() * 70_000
    packed = squeeze(content)  # type: ignore[operator]
    assert files(opened(packed, kind, f"Bài.txt.{suffix}")) == {"Bài.txt": content}
    assert files(opened(packed + packed, kind, f"Bài.txt.{suffix}")) == {"Bài.txt": content * 2}
    assert files(opened(packed, kind, "khong-duoi")) == {"": content}
    cut = opened(packed[:-9], kind, f"a.{suffix}")
    assert [flaw.kind for flaw in cut.flaws] == [FlawKind.UNREADABLE]
    broken = opened(packed[: len(packed) // 2] + b"\xff\xff\xff" + packed[len(packed) // 2 + 3 :], kind, "a")
    assert FlawKind.UNREADABLE in [flaw.kind for flaw in broken.flaws]


def test_the_name_inside_gzip_and_the_short_suffixes() -> None:
    out = io.BytesIO()
    with gzip.GzipFile("../Bai goc.txt", "wb", fileobj=out) as packed:
        packed.write(b"x")
    assert files(opened(out.getvalue(), "gz", "a.gz")) == {"Bai goc.txt": b"x"}
    assert list(files(opened(gzip.compress(b"x"), "gz", "Ho so.tgz"))) == ["Ho so.tar"]
    assert list(files(opened(lzma.compress(b"x"), "xz", "Ho so.TXZ"))) == ["Ho so.tar"]


@pytest.mark.parametrize(("kind", "squeeze"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_a_squeezed_bomb_ends_by_its_ratio(kind: str, squeeze: object) -> None:
    packed = squeeze(bytes(40 * MB))  # type: ignore[operator]
    assert said(opened(packed, kind)) == [("limit", "các tệp trong tệp nén được nén quá 200 lần (container_ratio)")]


def test_ten_thousand_streams_behind_one_another_end() -> None:
    found = opened(gzip.compress(b"") * 10_000 + gzip.compress(b"x"), "gz")
    assert said(found) == [("limit", "tệp nén gồm hơn 100 đoạn nối nhau")]


def test_an_xz_dictionary_beyond_memory_is_not_allocated() -> None:
    packed = lzma.compress(b"x" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])
    assert [flaw.kind for flaw in opened(packed, "xz").flaws] == [FlawKind.UNREADABLE]
