"""Plain text in the code pages that clerks' machines write."""

from __future__ import annotations

import pytest

from casework.document import FlawKind
from intake.readers import text
from intake.readers.assemble import assemble
from intake.readers.limits import Limits
from tests.builders.legacy import encode

_TEXT = "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_its_codings(codec: str) -> None:
    assert text.decode_text(_TEXT.encode(codec)) == _TEXT


def test_the_windows_code_page_of_vietnam() -> None:
    stored = encode(_TEXT, "cp1258").encode("cp1252")
    document = _document(stored)
    assert [line.text for line in document.lines] == _TEXT.split("\n")
    assert [count.encoding for count in document.encodings] == ["unicode"]


def test_western_text_stays_western() -> None:
    french = "Où est l'été ? Ça coûte 5 € « là-bas », dit Zoé à l'hôtel."
    assert text.decode_text(french.encode("cp1252")) == french


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_legacy_bytes_go_through_the_judge(name: str) -> None:
    document = _document(encode(_TEXT, name).encode("cp1252"))
    assert [line.text for line in document.lines] == _TEXT.split("\n")
    assert [count.encoding for count in document.encodings] == [name]


def test_lines_are_numbered_as_an_editor_shows_them() -> None:
    raw = text.read(b"mot\r\n\r\nba\rbon\n", Limits())
    assert [line.where for line in raw.lines or ()] == ["dòng 1", "dòng 3", "dòng 4"]


def test_undefined_bytes_do_not_stop_the_reader() -> None:
    assert text.decode_text(b"a\x81\x8d\xe9") == "a\x81\x8d\xe9"


def test_a_long_text_is_cut_and_says_so() -> None:
    raw = text.read(b"abcdefghij" * 10, Limits(text_letters=50))
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]


def _document(content: bytes):  # type: ignore[no-untyped-def]
    return assemble(text.read(content, Limits()), path="thư › a.txt", name="a.txt", kind="txt", sha256="", size=0)
