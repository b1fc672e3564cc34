from __future__ import annotations

import random

import pytest

from intake.convert.rtf import convert
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Refused
from intake.readers.rtf.reader import read
from tests.builders.corpus import corpus_files
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE, share_missing, transcript

LIMITS = Limits()
FONT_TABLE = rb"{\fonttbl{\f0\froman\fcharset0 .VnTime;}{\f1\fnil .VnTimeH;}{\f2 VNI-Times;}{\f3 Times New Roman;}}"


def rtf(*paragraphs: bytes) -> bytes:
    body = b"\\par\r\n".join(paragraphs)
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + FONT_TABLE + rb"\pard\plain " + body + rb"\par}"


def stored(text: str, encoding: str = "tcvn3") -> bytes:
    """``text`` as Word writes it: bytes beyond ASCII in hexadecimal."""
    raw = encode(text, encoding).encode("cp1252", "replace")
    return b"".join(bytes([b]) if b < 0x80 else b"\\'%02x" % b for b in raw)


def seen(content: bytes) -> list[str]:
    return ["".join(piece.text for piece in line.pieces) for line in read(content, LIMITS).lines or ()]


def fonts(content: bytes) -> set[str]:
    return {piece.font for line in read(content, LIMITS).lines or () for piece in line.pieces}


def converted(*paragraphs: bytes) -> bytes:
    written = convert(rtf(*(b"\\f0 " + stored(line) for line in PROSE), *paragraphs), LIMITS).content
    assert written
    return written


@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", 0), ("vni", 2)])
def test_letters_come_back_however_the_runs_are_cut(encoding: str, font: int) -> None:
    for seed in range(8):
        chance = random.Random(seed)
        lines = []
        for line in PROSE:
            text, out = encode(line, encoding), b"\\f%d " % font
            while text:
                size = chance.randint(1, 9)
                raw = text[:size].encode("cp1252")
                out += b"".join(bytes([b]) if b < 0x80 else b"\\'%02x" % b for b in raw)
                out += chance.choice([b"", b"\\b ", b"\\b0 ", b"\r\n", b"\\lang1066 ", b"{\\*\\bkmkstart _a}"])
                text = text[size:]
            lines.append(out)
        content = convert(rtf(*lines), LIMITS).content
        assert [line.casefold() for line in seen(content)] == [line.casefold() for line in PROSE]
        assert fonts(content) == {"Times New Roman"}


def test_a_second_conversion_changes_nothing_and_the_first_is_always_the_same() -> None:
    assert convert(converted(), LIMITS).content == b""
    assert converted() == converted()


def test_everything_but_letters_and_names_of_fonts_stays() -> None:
    picture = rb"{\pict\pngblip\picw10\pich10 89504e47}{\*\unknown \'b9\'b9}\trowd\cellx900 "
    content = converted(picture + rb"\f3\u7897?ng v\u259?n b\'e0i\'85\cell\row")
    assert picture in content
    assert rb"\u7897?ng v\u259?n b\'e0i\'85\cell\row" in content


def test_as_many_signs_stand_for_a_letter_as_the_text_announces() -> None:
    content = converted(b"\\f0 {\\uc2 " + stored("Hà Nội") + b"}{\\uc0 " + stored("Hà Nội") + b"}")
    assert seen(content)[-1] == "Hà NộiHà Nội"
    assert "{\\uc2 H\\u224?? N\\u7897??i}{\\uc0 H\\u224  N\\u7897 i}" in content.decode("ascii")


def test_codes_in_place_of_bytes_are_converted_with_what_stands_for_them() -> None:
    old = "".join(f"\\u{ord(c)}\\'3f" if not c.isascii() else c for c in encode("Hà Nội, Huế", "tcvn3"))
    content = converted(b"\\f0 " + old.encode("ascii"))
    assert seen(content)[-1] == "Hà Nội, Huế"
    assert old.split(",")[0].encode("ascii") not in content


def test_capitals_of_a_font_for_capitals() -> None:
    assert seen(converted(b"\\f1 " + stored("quyết định \\{số 5\\}")))[-1] == "QUYẾT ĐỊNH {SỐ 5}"


def test_notes_headers_and_deleted_text_are_converted_and_do_not_mix_with_the_text_around() -> None:
    note = b"{\\footnote " + stored("chú thích này") + b"\\par}"
    gone = b"{\\deleted " + stored("đã xóa") + b"}"
    content = converted(b"\\f0 " + stored("Tr") + note + stored("ường ") + gone + stored("Lê Lợi"))
    assert "Trường Lê Lợi" in seen(content) and "chú thích này" in seen(content)
    assert b"{\\deleted \\u273?\\u227? x\\u243?a}" in content


def test_raw_bytes_inside_are_no_letters() -> None:
    inside = b"{\\*\\blob\\bin6 \\'b9}{" + b"}"
    assert inside in converted(inside + b"\\f0 " + stored("Hà Nội"))


@pytest.mark.parametrize("content", [b"", b"{\\rtf1 {\\f0 abc", b"no rich text"])
def test_what_is_cut_short_or_no_rich_text_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        convert(content, LIMITS)
    assert refused.value.flaw.detail


def test_real_files_read_as_their_transcripts() -> None:
    for path in corpus_files("viparse-corpus/corpus/public-domain/tcvn3/*.rtf"):
        made = convert(path.read_bytes(), LIMITS).content
        assert share_missing("\n".join(seen(made)), transcript(path)) <= 0.002, path.name
        assert len(read(made, LIMITS).lines or ()) == len(read(path.read_bytes(), LIMITS).lines or ())
        assert not any(font.startswith((".Vn", "VNI")) for font in fonts(made))
