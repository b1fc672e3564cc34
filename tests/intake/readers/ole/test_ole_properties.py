"""Properties of an OLE file: what a person typed, in the code page that the file states."""

from __future__ import annotations

import struct

import pytest

from casework.document import Zone
from intake.readers.limits import Limits
from intake.readers.ole.compound import open_compound
from intake.readers.ole.properties import Properties, properties_of, windows_text
from tests.builders.ole import build_ole

Value = int | bytes | str


def stream(values: dict[int, Value], page: int = 1252) -> bytes:
    """A property stream of one section: 16-bit and 32-bit numbers, bytes in the code page, or wide text."""
    places, body = b"", b""
    every: dict[int, Value] = {1: page, **values}
    start = 8 + 8 * len(every)
    for number, value in every.items():
        places += struct.pack("<2I", number, start + len(body))
        if number == 1:
            kept = struct.pack("<IHxx", 2, page)
        elif isinstance(value, int):
            kept = struct.pack("<Ii", 3, value)
        elif isinstance(value, bytes):
            kept = struct.pack("<2I", 0x1E, len(value) + 1) + value + b"\0"
        else:
            kept = struct.pack("<2I", 0x1F, len(value) + 1) + value.encode("utf-16-le") + b"\0\0"
        body += kept + bytes(-len(kept) % 4)
    section = struct.pack("<2I", start + len(body), len(every)) + places + body
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + section


def said(summary: bytes, more: bytes = b"") -> Properties:
    streams = {"\x05SummaryInformation": summary, "\x05DocumentSummaryInformation": more, "x": b""}
    return properties_of(open_compound(build_ole(streams), Limits()))


def test_title_subject_keywords_and_pages() -> None:
    found = said(
        stream({2: "Quyết định", 3: "Chủ đề", 4: "người viết", 5: "MẬT", 6: "", 14: 7}), stream({2: "Loại", 27: "Nháp"})
    )
    assert [(line.where, line.pieces[0].text, line.zone) for line in found.lines] == [
        ("thuộc tính “tiêu đề” của tệp", "Quyết định", Zone.METADATA),
        ("thuộc tính “chủ đề” của tệp", "Chủ đề", Zone.METADATA),
        ("thuộc tính “từ khóa” của tệp", "MẬT", Zone.METADATA),
        ("thuộc tính “thể loại” của tệp", "Loại", Zone.METADATA),
        ("thuộc tính “trạng thái” của tệp", "Nháp", Zone.METADATA),
    ]
    assert (found.title, found.pages) == ("Quyết định", 7)


@pytest.mark.parametrize(
    ("page", "stored", "text"),
    [
        (1258, "Việt".encode("cp1258", "replace"), "Vi?t"),
        (65001, "Quyết định".encode(), "Quyết định"),
        (1252, b"Th\xabng t\xad \x81", "Th«ng t\xad \x81"),
        (10000, b"m\xe9", "mé"),
        (1258, b"Ti\xeau \xf0\xf4\xcc", "Tiêu đô\u0300"),
    ],
)
def test_bytes_are_read_in_the_page_that_the_file_states(page: int, stored: bytes, text: str) -> None:
    assert said(stream({2: stored}, page)).lines[0].pieces[0].text == text


def test_a_title_that_may_be_legacy_is_a_line_to_be_judged_and_no_title() -> None:
    found = said(stream({2: b"Th\xabng t\xad"}))
    assert (found.title, found.lines[0].pieces[0].text) == ("", "Th«ng t\xad")


@pytest.mark.parametrize("pages", [0, -1, 0x7FFFFFFF])
def test_a_number_of_pages_that_cannot_be_is_none(pages: int) -> None:
    assert said(stream({14: pages})).pages is None


def test_damaged_properties_are_passed_over() -> None:
    whole = stream({2: "Tiêu đề", 3: b"chu de"})
    for end in range(len(whole)):
        said(whole[:end])
    for at in range(0, len(whole) - 4, 2):
        said(whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :])


def test_every_byte_is_a_letter_of_its_own() -> None:
    text = windows_text(bytes(range(256)))
    assert len(set(text)) == 256
    assert (text[0xAD], text[0x93], text[0x81]) == ("\xad", "“", "\x81")
