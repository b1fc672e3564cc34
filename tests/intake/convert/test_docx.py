from __future__ import annotations

import io
import random
import re
import zipfile

import pytest

from intake.convert.docx import convert
from intake.encodings.judge import Stretch, judge
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from tests.builders.docx import Block, Raw, build_docx, paragraph, run, table, text_box
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE

LIMITS = Limits()
FONTS = {
    "tcvn3": ".VnTime", "vni": "VNI-Times", "vps": "VPS Times", "viscii": "VI Times", "bkhcm2": "VNtimes new roman2",
    "vietware-f": "SVNtimes new roman", "viqr": "Courier New",
}  # fmt: skip


def part(content: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def seen(content: bytes) -> list[str]:
    """What a person reads, line by line, through the reader."""
    return ["".join(piece.text for piece in line.pieces) for line in read(content, LIMITS).lines or ()]


def fonts(content: bytes) -> set[str]:
    return {piece.font for line in read(content, LIMITS).lines or () for piece in line.pieces}


def legacy(*lines: str, font: str = ".VnTime") -> list[Block]:
    return [paragraph(encode(line, "tcvn3"), font=font) for line in lines or PROSE]


def converted(blocks: list[Block], **more: object) -> bytes:
    written = convert(build_docx(blocks, **more), LIMITS)  # type: ignore[arg-type]
    assert written.content
    return written.content


def cut(text: str, font: str, chance: random.Random) -> Raw:
    """``text`` in runs of random length, some bold: a cut may fall inside a letter of two characters."""
    runs, at = [], 0
    while at < len(text):
        size = chance.randint(1, 9)
        runs.append(run(text[at : at + size], font=font, bold=chance.random() < 0.3))
        at += size
    return paragraph(*runs)


@pytest.mark.parametrize("encoding", FONTS)
def test_every_encoding_comes_back_as_it_was_however_the_runs_are_cut(encoding: str) -> None:
    for seed in range(12):
        chance = random.Random(f"{encoding} {seed}")
        blocks = [cut(encode(line, encoding), FONTS[encoding], chance) for line in PROSE]
        content = converted(list(blocks))
        assert [line.casefold() for line in seen(content)] == [line.casefold() for line in PROSE]
        if encode(PROSE[3][0], encoding) != encode(PROSE[3][0].lower(), encoding):  # else capitals share their codes
            assert seen(content) == list(PROSE)


def test_a_converted_document_is_clean_unicode_and_a_second_conversion_changes_nothing() -> None:
    content = converted([*legacy(), *legacy(font="Times New Roman")])
    assert {r.encoding for r in judge([Stretch(t, "", n) for n, t in enumerate(seen(content))])} == {"unicode"}
    assert convert(content, LIMITS).content == b""


def test_the_same_document_gives_the_same_bytes() -> None:
    assert converted(legacy()) == converted(legacy())


def test_nothing_but_letters_and_names_of_fonts_changes() -> None:
    picture = bytes(range(256)) * 4
    original = build_docx(
        [*legacy(), table([[*legacy("Số thứ tự")], [paragraph(run(encode("Họ và tên", "tcvn3"), bold=True))]])],
        font=".VnTime", header=legacy("Uỷ ban nhân dân"), footnotes=[encode("Chú thích này", "tcvn3")],
        pictures={"anh.png": picture}, core={"title": encode("Quyết định", "tcvn3")},
    )  # fmt: skip
    made = convert(original, LIMITS).content
    before, after = zipfile.ZipFile(io.BytesIO(original)), zipfile.ZipFile(io.BytesIO(made))
    assert [i.filename for i in before.infolist()] == [i.filename for i in after.infolist()]
    assert {i.date_time for i in after.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    changed = {i.filename for i in before.infolist() if before.read(i) != after.read(i.filename)}
    assert changed == {
        "word/document.xml", "word/styles.xml", "word/header1.xml", "word/footnotes.xml", "docProps/core.xml"
    }  # fmt: skip
    for name in changed - {"docProps/core.xml"}:
        assert bare(part(original, name)) == bare(part(made, name))
    assert "<dc:title>Quyết định</dc:title>" in part(made, "docProps/core.xml")


def bare(xml: str) -> str:
    """The part without what may change: text and the values of w:rFonts."""
    xml = re.sub(r"(<w:(?:t|delText)\b[^>]*>)[^<]*", r"\1", xml)
    return re.sub(r"<w:rFonts [^>]*/>", "<w:rFonts/>", xml)


def test_capitals_of_a_font_for_capitals_become_capitals() -> None:
    content = converted([*legacy(), paragraph(encode("quyết định của uỷ ban", "tcvn3"), font=".VnTimeH")])
    assert seen(content)[-1] == "QUYẾT ĐỊNH CỦA UỶ BAN"


def test_ascii_in_a_font_for_capitals_becomes_capitals_too() -> None:
    content = converted([*legacy(), paragraph("Ban hanh nam 2026", font=".VnTimeH")])
    assert seen(content)[-1] == "BAN HANH NAM 2026"
    assert fonts(content) == {"Times New Roman"}


def test_fonts_give_way_to_their_unicode_twins() -> None:
    line = encode(PROSE[3], "tcvn3")
    blocks = [paragraph(line, font=font) for font in (".VnTime", ".VnArial", ".VnHelvetInsH", ".VnCourier New")]
    assert [set(re.findall('hAnsi="([^"]+)"', p)) for p in part(converted(list(blocks))).split("</w:p>")[:4]] == [
        {"Times New Roman"}, {"Arial"}, {"Arial"}, {"Courier New"}
    ]  # fmt: skip


def test_a_unicode_run_stays_byte_for_byte_even_under_a_legacy_name() -> None:
    clean = paragraph("Thông báo số 12 về việc nghỉ lễ Quốc khánh.", font=".VnTime")
    content = converted([*legacy(), clean])
    assert clean.xml in part(content)


def test_decomposed_unicode_is_left_as_it_is() -> None:
    apart = "To\u0309 chu\u031b\u0301c hội nghị"
    content = converted([*legacy(), paragraph(apart)])
    assert apart in part(content)


def test_a_legacy_run_in_a_unicode_font_keeps_its_font() -> None:
    content = converted([paragraph(encode(line, "tcvn3"), font="Cambria") for line in PROSE])
    assert fonts(content) == {"Cambria"}
    assert seen(content)[3].casefold() == PROSE[3].casefold()


def test_a_style_that_names_the_legacy_font_names_a_unicode_font() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="Than"><w:name w:val="Than"/><w:rPr>'
        '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime" w:cs="Arial"/></w:rPr></w:style>'
    )
    blocks = [paragraph(encode(line, "tcvn3"), style="Than") for line in PROSE]
    content = converted([*blocks, paragraph("Một đoạn Unicode.", style="Than")], styles=style)
    assert 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Arial"' in part(content, "word/styles.xml")
    assert "rFonts" not in part(content)
    assert fonts(content) == {"Times New Roman"}


def test_a_theme_that_names_the_legacy_font_names_a_unicode_font() -> None:
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        '<a:majorFont><a:latin typeface=".VnTimeH"/></a:majorFont><a:minorFont><a:latin typeface=".VnTime"/>'
        "</a:minorFont></a:fontScheme></a:themeElements></a:theme>"
    )
    defaults = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    content = converted([paragraph(encode(line, "tcvn3")) for line in PROSE], theme=theme, defaults=defaults)
    assert fonts(content) == {"Times New Roman"}


def test_tracked_changes_keep_their_marks_and_are_converted_in_deleted_runs() -> None:
    old, new = encode("phê duyệt kế hoạch cũ", "tcvn3"), encode("phê duyệt kế hoạch mới", "tcvn3")
    face = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    tracked = Raw(
        f'<w:p><w:del w:id="1" w:author="A"><w:r>{face}<w:delText>{old}</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="A"><w:r>{face}<w:t>{new}</w:t></w:r></w:ins></w:p>'
    )
    xml = part(converted([*legacy(), tracked]))
    assert '<w:del w:id="1" w:author="A">' in xml and '<w:ins w:id="2" w:author="A">' in xml
    assert "<w:delText>phê duyệt kế hoạch cũ</w:delText>" in xml
    assert "<w:t>phê duyệt kế hoạch mới</w:t>" in xml


def test_both_copies_of_a_text_box_are_converted() -> None:
    content = converted([*legacy(), paragraph(text_box(*legacy("Kính gửi các đơn vị trực thuộc")))])
    assert part(content).count("Kính gửi các đơn vị trực thuộc") == 2


def test_a_soft_hyphen_element_and_symbols_that_are_letters_are_converted() -> None:
    face = '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>'
    typed = Raw(f"<w:p><w:r>{face}<w:t>Th</w:t><w:softHyphen/><w:t>\u00eang</w:t></w:r></w:p>")
    symbol = Raw(f'<w:p><w:r>{face}<w:t>H</w:t><w:sym w:font=".VnTime" w:char="F0B5"/><w:t> N\u00e9i</w:t></w:r></w:p>')
    bullet = Raw('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0B7"/><w:t xml:space="preserve"> a</w:t></w:r></w:p>')
    content = converted([*legacy(), typed, symbol, bullet])
    assert seen(content)[-3:-1] == ["Thường", "Hà Nội"]
    assert bullet.xml in part(content)


def test_a_soft_hyphen_before_a_whole_word_stays_a_hyphen() -> None:
    content = converted([*legacy(), paragraph("\u00ad" + encode("điều kiện", "tcvn3"), font=".VnTime")])
    assert "\u00adđiều kiện" in part(content)


def test_a_soft_hyphen_before_a_number_or_alone_on_its_line_is_no_letter() -> None:
    said = encode("Cử một công chức", "tcvn3")
    content = converted([*legacy(), paragraph(f"\u00ad2. {said}", font=".VnTime"), paragraph("\u00ad", font=".VnTime")])
    assert "\u00ad2. Cử một công chức" in part(content)
    assert "ư<" not in part(content)


def test_the_words_of_numbered_headings_are_converted() -> None:
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum '
        f'w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="{encode("Điều %1.", "vni")}"/><w:rPr><w:rFonts '
        'w:ascii="VNI-Times" w:hAnsi="VNI-Times"/></w:rPr></w:lvl></w:abstractNum></w:numbering>'
    )
    blocks = [paragraph(encode(line, "vni"), font="VNI-Times") for line in PROSE]
    content = converted(list(blocks), extra={"word/numbering.xml": numbering})
    assert '<w:lvlText w:val="Điều %1."/>' in part(content, "word/numbering.xml")
    assert 'w:hAnsi="Times New Roman"' in part(content, "word/numbering.xml")


def test_a_run_that_no_reading_explains_keeps_letters_and_look() -> None:
    strange = (
        "\u00b8\u00b9\u00ff\u00fe \u00fd\u00fc\u00fb\u00f8 \u00a5\u00a6\u00b3\u00b2\u00b1 \u00de\u00d0\u00fe\u00df"
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="Than"><w:name w:val="Than"/><w:rPr>'
        '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>'
    )
    blocks = [paragraph(encode(line, "tcvn3"), style="Than") for line in PROSE]
    content = converted([*blocks, paragraph(strange, font="La")], styles=style)
    assert strange in part(content) and 'w:hAnsi="La"' in part(content)


def test_clean_documents_are_not_written_again() -> None:
    assert convert(build_docx([*PROSE, "Résumé naïf, Straße, mañana"]), LIMITS).content == b""
