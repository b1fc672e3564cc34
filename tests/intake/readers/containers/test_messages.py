"""winmail.dat and .msg: the text, the files, and what a hostile sender makes of their counts."""

from __future__ import annotations

import io
import struct
import time

import oxmsg
import pytest
import tnefparse
from compressed_rtf import compress, decompress

from casework.document import FlawKind
from intake.readers.containers.budget import Budget
from intake.readers.containers.compressed_rtf import rtf_of
from intake.readers.containers.entry import Unpacked
from intake.readers.containers.unpack import unpack
from intake.readers.limits import Limits
from tests.builders.archives import attribute, mapi, tnef
from tests.builders.msg import attachment, embedded, message, msg

SUBJECT, BODY, RTF, HTML = 0x37, 0x1000, 0x1009, 0x1013
RICH = b"{\\rtf1\\ansi{\\fonttbl{\\f0 .VnTime;}}\\f0 K\\'ddnh g\\'f6i C\\'e6ng\\par D\\'f9ng 2}"
IID_MESSAGE = b"\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"


def wide(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def opened(content: bytes, kind: str, limits: Limits | None = None) -> Unpacked:
    limits = limits or Limits()
    return unpack(content, kind, f"a.{kind}", limits, Budget(limits), 1)


def files(found: Unpacked) -> dict[str, bytes]:
    return {" › ".join((*e.folders, e.name)): e.content for e in found.entries if e.lines is None}


def texts(found: Unpacked) -> list[str]:
    return [
        "\n".join("".join(p.text for p in line.pieces) for line in e.lines)
        for e in found.entries
        if e.lines is not None
    ]


def attached(name: str, content: bytes, more: dict[tuple[int, int], bytes] | None = None) -> list[bytes]:
    return [
        attribute(2, 0x9002, bytes(14)),
        attribute(2, 0x8010, b"short.txt\0"),
        attribute(2, 0x800F, content),
        attribute(2, 0x9005, mapi({(0x1F, 0x3707): wide(name), **(more or {})})),
    ]


OUTLOOK = tnef(
    attribute(1, 0x9007, struct.pack("<2I", 1252, 0)),
    attribute(1, 0x8004, b"Gui bai\0"),
    attribute(1, 0x9003, mapi({(0x03, 0x3FDE): 65001, (0x1F, SUBJECT): wide("Gửi bài"), (0x102, RTF): compress(RICH)})),
    *attached("Bài viết.txt", "nội dung".encode()),
    *attached("Ảnh.jpg", b"\xff\xd8\xff"),
)


def test_a_winmail_dat_gives_its_text_and_its_files() -> None:
    found = opened(OUTLOOK, "tnef")
    assert found.flaws == ()
    assert files(found) == {"Bài viết.txt": "nội dung".encode(), "Ảnh.jpg": b"\xff\xd8\xff"}
    assert texts(found) == ["K\xddnh g\xf6i C\xe6ng\nD\xf9ng 2"]
    assert [p.font for line in found.entries[0].lines or () for p in line.pieces] == [".VnTime", ".VnTime"]
    assert set(found.names) == {"Bài viết.txt", "Ảnh.jpg", "short.txt"}
    # the library for the format, kept away from strangers, says the same of an honest file
    theirs = tnefparse.TNEF(OUTLOOK)
    assert {a.long_filename(): a.data for a in theirs.attachments} == files(found)
    assert theirs.rtfbody == RICH


def test_old_attributes_in_a_code_page() -> None:
    body = attribute(
        1, 0x800C, "Kính gửi Cổng".replace("ử", "ư\u0309").replace("ổ", "ô\u0309").encode("cp1258") + b"\0"
    )
    page = attribute(1, 0x9007, struct.pack("<2I", 1258, 0))
    assert texts(opened(tnef(page, body), "tnef")) == ["Kính gư\u0309i Cô\u0309ng"]
    plain = opened(tnef(attribute(1, 0x800C, b"K\xddnh g\xf6i\0")), "tnef")
    assert texts(plain) == ["K\xddnh g\xf6i"]


def test_html_in_a_winmail_dat_and_the_logo_in_it() -> None:
    html = "<p>Kính gửi <img src='cid:logo1'></p>".encode()
    picture = {(0x1F, 0x3712): wide("logo1"), (0x1F, 0x370E): wide("image/png")}
    other = {(0x1F, 0x3712): wide("anh2"), (0x1F, 0x370E): wide("image/png")}
    found = opened(
        tnef(
            attribute(1, 0x9003, mapi({(0x102, HTML): html})),
            *attached("logo.png", b"\x89PNG", picture),
            *attached("anh.png", b"\x89PNG", other),
        ),
        "tnef",
    )
    assert [text.strip() for text in texts(found)] == ["Kính gửi"]
    assert [(e.name, e.inline) for e in found.entries[1:]] == [("logo.png", True), ("anh.png", False)]


def test_a_mail_in_a_winmail_dat_is_an_envelope_of_its_own() -> None:
    inner = {(0x0D, 0x3701): IID_MESSAGE + OUTLOOK, (0x1F, 0x3001): wide("Thư cũ")}
    found = opened(tnef(attribute(2, 0x9002, bytes(14)), attribute(2, 0x9005, mapi(inner))), "tnef")
    assert files(found) == {"Thư cũ": OUTLOOK}


HUGE = 0xFFFFFFFF
HOSTILE_LISTS = {
    "properties": struct.pack("<I", HUGE) + bytes(40),
    "values of two bytes": struct.pack("<IHHI", 1, 0x1002, 0x3001, HUGE) + bytes(40),
    "values of text": struct.pack("<IHHI", 1, 0x001E, 0x3001, HUGE) + bytes(40),
    "length of a value": struct.pack("<IHHII", 1, 0x001E, 0x3001, 1, HUGE) + bytes(40),
    "length of a name": struct.pack("<IHH", 1, 0x001E, 0x8001) + bytes(16) + struct.pack("<II", 1, HUGE) + bytes(8),
    "an unknown kind": struct.pack("<IHH", 1, 0x0999, 0x3001) + bytes(40),
    "cut": struct.pack("<IHH", 3, 0x0003, 0x3001),
    "empty": b"",
}


@pytest.mark.parametrize("what", HOSTILE_LISTS)
def test_counts_that_a_sender_made_up_end_at_the_file(what: str) -> None:
    started = time.monotonic()
    found = opened(tnef(attribute(1, 0x9003, HOSTILE_LISTS[what])), "tnef")
    assert [flaw.kind for flaw in found.flaws] == [FlawKind.UNREADABLE]
    assert time.monotonic() - started < 1


def test_a_cut_winmail_dat_gives_what_came_before() -> None:
    found = opened(OUTLOOK[:-40], "tnef")
    assert [flaw.kind for flaw in found.flaws] == [FlawKind.UNREADABLE]
    assert "Bài viết.txt" in files(found)


def test_attributes_without_end() -> None:
    flood = attribute(2, 0x9002, b"") * 5_000
    assert opened(tnef(flood), "tnef").flaws[0].kind is FlawKind.LIMIT
    other = attribute(1, 0x8009, b"") * 30_000
    assert "20000 thuộc tính" in opened(tnef(other), "tnef").flaws[0].detail


def test_a_thousand_envelopes_in_envelopes_do_not_recurse() -> None:
    content = OUTLOOK
    for _ in range(1_000):
        content = tnef(attribute(2, 0x9002, b""), attribute(2, 0x9005, mapi({(0x0D, 0x3701): IID_MESSAGE + content})))
    with pytest.raises(RecursionError):
        tnefparse.TNEF(content)  # what it does to code without the bound
    assert len(opened(content, "tnef").entries) == 1


LETTER = message(
    {SUBJECT: "Gửi bài", BODY: "Kính gửi Cổng.\r\nXin gửi bài."},
    {},
    [
        attachment("Bài viết.txt", "nội dung ".encode() * 900, "text/plain"),
        embedded(
            "Thư cũ", message({SUBJECT: "Cũ", BODY: "thân cũ"}, {}, [attachment("b.txt", b"xin chao")], header=24)
        ),
    ],
)


def test_a_msg_gives_its_text_its_files_and_the_message_in_it() -> None:
    content = msg(LETTER)
    found = opened(content, "msg")
    assert found.flaws == ()
    assert texts(found) == ["Kính gửi Cổng.\nXin gửi bài.", "thân cũ"]
    assert files(found) == {"Bài viết.txt": "nội dung ".encode() * 900, "Thư cũ › b.txt": b"xin chao"}
    assert found.subjects == ("Gửi bài", "Cũ")
    theirs = oxmsg.Message.load(io.BytesIO(content))
    assert theirs.subject.rstrip("\0") == "Gửi bài"
    assert (theirs.body or "").rstrip("\0") == "Kính gửi Cổng.\r\nXin gửi bài."
    assert [a.file_bytes for a in theirs.attachments][:1] == ["nội dung ".encode() * 900]


def test_a_msg_in_a_code_page_in_html_and_in_rtf() -> None:
    assert texts(opened(msg(message({BODY: "C\u0102n c\u1ee9".replace("ứ", "ư\u0301")}, code_page=1258)), "msg")) == [
        "CĂn cư\u0301"
    ]
    assert texts(opened(msg(message({}, {HTML: "<p>Kính gửi</p>".encode()})), "msg")) == ["Kính gửi"]
    assert texts(opened(msg(message({}, {RTF: compress(RICH)})), "msg")) == ["K\xddnh g\xf6i C\xe6ng\nD\xf9ng 2"]


def test_messages_embedded_without_end_stop_at_a_bound() -> None:
    tree = message({BODY: "đáy"}, header=24)
    for level in range(14):
        tree = message({BODY: f"tầng {level}"}, {}, [embedded("x", tree)], header=24)
    found = opened(msg(message({BODY: "ngoài"}, {}, [embedded("x", tree)])), "msg")
    assert [flaw.kind for flaw in found.flaws] == [FlawKind.LIMIT]


def test_an_attachment_that_is_only_a_link_is_told() -> None:
    found = opened(msg(message({BODY: "x"}, {}, [message({0x3707: "Tren may chu.docx"}, header=8)])), "msg")
    assert [(f.kind.value, f.detail) for f in found.flaws] == [
        ("not_read_yet", "“Tren may chu.docx” chỉ là liên kết, không kèm trong thư")
    ]


def test_a_msg_cut_anywhere_is_read_or_refused() -> None:
    content = msg(LETTER)
    for cut in range(512, len(content), 777):
        found = opened(content[:cut], "msg")
        assert found.flaws or files(found), cut


@pytest.mark.parametrize("text", [b"", b"a", b"{\\rtf1 " + b"abcabcabc " * 900 + b"}", bytes(range(256)) * 40])
def test_compressed_rtf_as_the_format_s_own_library_packs_it(text: bytes) -> None:
    assert decompress(compress(text)) == text
    assert rtf_of(compress(text), 10**6) == text
    assert rtf_of(compress(text, compressed=False), 10**6) == text


def test_compressed_rtf_stops_where_it_must() -> None:
    packed = compress(b"abc " * 5_000)
    assert rtf_of(packed, 100) == (b"abc " * 25)
    assert rtf_of(packed[: len(packed) // 2], 10**6).startswith(b"abc ")
    assert rtf_of(b"", 10) == rtf_of(bytes(20), 10) == b""
