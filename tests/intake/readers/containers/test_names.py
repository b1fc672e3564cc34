"""Names inside a container, shown harmlessly and in the letters that their writer meant."""

from __future__ import annotations

import pytest

from intake.labels import decoded
from intake.readers.containers.names import is_litter, octets_as_names, path_of
from tests.builders.legacy import encode


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("bai.docx", ("bai.docx",)),
        ("Phụ lục/Bảng 1.xls", ("Phụ lục", "Bảng 1.xls")),
        ("../../../etc/passwd", ("etc", "passwd")),
        ("/etc/passwd", ("etc", "passwd")),
        ("C:\\Users\\an\\bai.docx", ("Users", "an", "bai.docx")),
        ("\\\\may-chu\\chung\\bai.docx", ("may-chu", "chung", "bai.docx")),
        ("c:bai.docx", ("bai.docx",)),
        ("bai\u202excod.exe", ("baixcod.exe",)),
        ("a.exe\0.txt", ("a.exe.txt",)),
        ("thư › giả.txt", ("thư - giả.txt",)),
        ("a/./b/../c.txt", ("a", "b", "c.txt")),
        ("....//....//x.txt", ("x.txt",)),
        ("1/2/3/4/5/6/7/8/x.txt", ("…", "3", "4", "5", "6", "7", "8", "x.txt")),
        ("..", ()),
        ("", ()),
        ("\0\u200b/\r\n", ()),
    ],
)
def test_a_path_is_only_ever_shown(stored: str, shown: tuple[str, ...]) -> None:
    assert path_of(stored) == shown


def _cp1258(text: str) -> bytes:
    """As Windows writes it: base letter with its shape, then the tone as a mark of its own."""
    marks = {
        "ấ": "â\u0301",
        "ậ": "â\u0323",
        "ế": "ê\u0301",
        "ộ": "ô\u0323",
        "ị": "i\u0323",
        "ố": "ô\u0301",
        "ả": "a\u0309",
    }
    return "".join(marks.get(c, c) for c in text).encode("cp1258")


@pytest.mark.parametrize(
    ("octets", "shown"),
    [
        (b"bai.txt", "bai.txt"),
        ("Báo cáo.docx".encode(), "Báo cáo.docx"),  # UTF-8 without the flag, as macOS writes it
        (_cp1258("Hội nghị tổng kết.docx".replace("ổ", "ô")), "Hội nghị tông kết.docx"),
        (_cp1258("Mật"), "Mật"),
        (encode("Báo cáo tổng kết năm.doc", "tcvn3").encode("latin-1"), "Báo cáo tổng kết năm.doc"),
        ("résumé.doc".encode("cp437"), "résumé.doc"),
    ],
)
def test_octets_are_read_as_vietnam_s_programs_wrote_them(octets: bytes, shown: str) -> None:
    assert decoded(octets_as_names(octets)[0]) == shown


def test_every_reading_is_given_so_that_no_mark_hides_in_one() -> None:
    octets = encode("tối mật", "tcvn3").encode("latin-1")
    assert set(octets_as_names(octets)) == {octets.decode(codec) for codec in ("cp1258", "cp1252", "cp437")}


@pytest.mark.parametrize(
    ("name", "content", "litter"),
    [
        ("__MACOSX/._bai.docx", b"\0\x05\x16\x07\0\x02", True),
        ("__MACOSX/._bai.docx", b"PK\x03\x04", False),
        ("__MACOSX/bai.docx", b"PK\x03\x04", False),
        (".DS_Store", b"\0\0\0\x01Bud1\0", True),
        ("Anh\\Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("Thumbs.db", b"MZ", False),
        ("desktop.ini", b"\r\n[.ShellClassInfo]\r\n", True),
        ("desktop.ini", "\ufeff[.ShellClassInfo]".encode("utf-16-le"), True),
        ("desktop.ini", b"TOI MAT", False),
        ("bai.docx", b"", False),
        ("Bai/~$i_viet.docx", b"\x04Lan " + b" " * 49 + b"\x04\0L\0a\0n\0 \0" + b" \0" * 49, True),
        ("~$i_viet.docx", b"PK\x03\x04" + bytes(400), False),
        ("~$bai.exe", b"\x02MZ", False),
    ],
)
def test_litter_is_known_by_name_and_content(name: str, content: bytes, litter: bool) -> None:
    assert is_litter(name, content) is litter
