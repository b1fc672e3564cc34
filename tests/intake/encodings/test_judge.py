"""The judge of encodings: what must be found, what must never be flagged, and that cuts change nothing."""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.vietnamese import repair
from intake.encodings.judge import Reading, Stretch, judge
from tests.builders.corpus import corpus_files, shared_files
from tests.builders.legacy import encode

_LAW = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;",
    "Quyết định này có hiệu lực thi hành kể từ ngày ký.",
    "Nơi nhận: Như Điều 3; Thủ tướng Chính phủ (để báo cáo);",
)


def _one(text: str, font: str = "") -> Reading:
    return judge([Stretch(text, font)])[0]


def _verdicts(*stretches: Stretch) -> list[str]:
    return [reading.encoding for reading in judge(stretches)]


@pytest.mark.parametrize("text", _LAW)
@pytest.mark.parametrize("font", [".VnTime", "Times New Roman", "", "ABCDEF+.VnArial,Bold", "Calibri"])
def test_tcvn3_is_found_whatever_the_font_is_called(text: str, font: str) -> None:
    reading = _one(encode(text, "tcvn3"), font)
    assert (reading.encoding, reading.text) == ("tcvn3", text)
    assert reading.letters == sum(not letter.isascii() for letter in text)


@pytest.mark.parametrize("text", _LAW)
@pytest.mark.parametrize("font", ["VNI-Times", "Times New Roman", ""])
def test_vni_is_found_whatever_the_font_is_called(text: str, font: str) -> None:
    reading = _one(encode(text, "vni"), font)
    assert (reading.encoding, reading.text) == ("vni", text)


def test_wide_blanks_amid_legacy_letters_read_in_nfc() -> None:
    reading = _one(encode(_LAW[2], "vps").replace(" ", "\u2000"), "VPS Times")
    assert reading.encoding == "vps"
    assert reading.text == unicodedata.normalize("NFC", _LAW[2].replace(" ", "\u2000"))


def test_capitals_of_an_h_font() -> None:
    assert _one(encode("tối mật", "tcvn3"), ".VnTimeH").text == "TỐI MẬT"
    assert _one(encode("Tối mật", "tcvn3"), ".VnTime").text == "Tối mật"


def test_marks_typed_in_legacy_capitals_read_as_marks() -> None:
    assert _one(encode("TUYỆT MẬT", "vni"), "VNI-Times").text == "TUYỆT MẬT"
    # Re-fonted TCVN3 keeps small toned letters amid capitals: T-è-I.
    readings = judge([*(Stretch(line, "Times New Roman", n) for n, line in enumerate(_LAW)),
                      Stretch("TèI MËT", "Times New Roman", 9)])  # fmt: skip
    assert readings[-1].text == "TỐI MẬT"
    assert readings[-1].encoding == "tcvn3"


def test_one_foreign_paragraph_in_a_unicode_document() -> None:
    lines = [Stretch(text, "Times New Roman", n) for n, text in enumerate(_LAW)]
    lines.insert(3, Stretch(encode("Ủy ban nhân dân huyện báo cáo như sau", "tcvn3"), "Times New Roman", 99))
    lines.insert(1, Stretch(encode("Sở Nội vụ tỉnh Hưng Yên", "vni"), "Times New Roman", 98))
    assert _verdicts(*lines) == ["unicode", "vni", "unicode", "unicode", "tcvn3", "unicode", "unicode"]


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_a_legacy_run_inside_a_unicode_paragraph_of_the_same_font(name: str) -> None:
    foreign = encode("huyện Tiên Lữ tổ chức hội nghị", name)
    runs = [
        Stretch("Sáng nay, Ủy ban nhân dân ", "Arial"),
        Stretch(foreign, "Arial"),
        Stretch(" về cải cách.", "Arial"),
    ]
    readings = judge(runs)
    assert [reading.encoding for reading in readings] == ["unicode", name, "unicode"]
    assert "".join(r.text for r in readings) == "Sáng nay, Ủy ban nhân dân huyện Tiên Lữ tổ chức hội nghị về cải cách."
    whole = _one("".join(run.text for run in runs), "Arial")
    assert (whole.encoding, whole.text) == (name, "".join(r.text for r in readings))


def test_short_runs_take_the_verdict_of_their_font() -> None:
    long = Stretch(encode(_LAW[2], "tcvn3"), ".VnTime", 1)
    # “quèc” and “C«ng” alone could be foreign words.
    assert _verdicts(long, Stretch("quèc", ".VnTime", 2), Stretch("phè", ".VnTime", 3)) == ["tcvn3"] * 3
    assert _verdicts(Stretch(_LAW[2], "Arial", 1), Stretch("né", "Arial", 2)) == ["unicode", "unicode"]


def test_a_word_cut_across_fonts_is_weighed_whole() -> None:
    assert _verdicts(Stretch("NguyÔ", "Arial"), Stretch("n", "Times"), Stretch(" V¨n", "Arial")) == [
        "tcvn3", "none", "tcvn3",
    ]  # fmt: skip


@pytest.mark.parametrize("font", [".VnTime", ".VnTimeH", "VNI-Times", "VPS Times", "Vni-Helve", "UTM Avo", "Arial"])
@pytest.mark.parametrize("text", _LAW)
def test_clean_unicode_passes_under_every_name(text: str, font: str) -> None:
    for stored in (text, unicodedata.normalize("NFD", text), text.upper()):
        reading = _one(stored, font)
        assert (reading.encoding, reading.text) == ("unicode", unicodedata.normalize("NFC", stored))


@pytest.mark.parametrize("text", ["Công an", "Hà Nam", "Toàn quốc", "Hoàn thành báo cáo", "Bà Lê Thanh Hoà", "Phú Quý"])
def test_short_clean_unicode_without_telling_letters(text: str) -> None:
    for font in ("Times New Roman", "", "UVN Bay Buom"):
        assert _one(text, font).encoding == "unicode"
    around = Stretch(_LAW[0], ".VnTime", 1)
    assert _verdicts(around, Stretch(text, ".VnTime", 2)) == ["unicode", "unicode"]


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy dog; it's a naïve résumé of a café façade.",
        "Où est la bibliothèque ? Près du théâtre, à côté de l'hôtel où naît le fleuve Maïs.",
        "Déjà vu, très bien: « Ça, c'est l'été où Noël a goûté le pâté », dit-il à Zoé.",
        "Die Straße führt über die Brücke; schöne Grüße aus München und Köln für Jürgen.",
        "El niño comió más piñas; ¿dónde está el baño? ¡Qué sé yo! José vive allí.",
        "São Paulo, João e as ações não são difíceis; a avó põe o pão na mesa.",
        "ສະບາຍດີ ປະເທດລາວ", "សួស្តី ប្រទេសកម្ពុជា", "Москва — столица", "北京市 東京都",
        "E = mc² ± 5 µm; 20 °C × 3 ÷ 2 ≤ ½ · ∑ αβγ → ∞ − 1 ∙ x",
        "def f(x): return x**2 # ~/.bashrc && a^.b || c+'d' %s\\n",
        "© 2024 Công ty ABC® – Windows™ – Điều § 5",
        "Müller, Citroën, Nestlé, L'Oréal, São Tomé, Curaçao, Ångström, Øresund",
        "1ª 2º n° 3 m³ km² 5¢ £7 ¥9",
        "12m×30m", "3 cm × 4 cm", "»%s« und »%s«", "o bé: … o bé", "Sô", "på må gå å få", "SEÑAL", "LÅ-HÖ",
        "Thé", "Noël", "José", "né", "sé", "für", "Köln", "où", "à la carte",
    ],
)  # fmt: skip
@pytest.mark.parametrize("font", ["Times New Roman", "", "Arial"])
def test_other_languages_and_signs_are_never_flagged(text: str, font: str) -> None:
    assert _one(text, font).encoding in ("unicode", "none")
    assert _one(text, font).text == text
    assert _verdicts(Stretch(_LAW[0], font, 1), Stretch(text, font, 2))[1] in ("unicode", "none")


@pytest.mark.parametrize("font", ["Symbol", "Wingdings", "Wingdings 2", "Webdings", "MT Extra"])
def test_symbol_fonts_are_left_alone(font: str) -> None:
    for text in ("\uf0b7", "\uf0fe\uf0a8 \uf06c\uf0b7", "·", "þ", "®"):
        reading = _one(text, font)
        assert (reading.encoding, reading.text) == ("none", text) or reading.letters == 0


def test_a_bullet_of_the_private_area_in_a_text_font() -> None:
    assert _one("\uf0b7 Điều 1", "Times New Roman").text == "\uf0b7 Điều 1"


@pytest.mark.parametrize("shift", ["cp1252", "private"])
def test_legacy_bytes_in_their_guises(shift: str) -> None:
    stored = encode(_LAW[2], "tcvn3")
    if shift == "private":
        stored = "".join(chr(0xF000 + ord(c)) if 0x20 < ord(c) < 0x100 else c for c in stored)
    assert _one(stored, ".VnTime") == ("tcvn3", _LAW[2], _one(stored, ".VnTime").letters, 0)


def test_u_with_horn_as_soft_hyphen_minus_or_as_stored() -> None:
    for u in ("\u00ad", "\u2212"):
        assert _one(f"Thñ t{u}íng n{u}íc ta", ".VnTime").text == "Thủ tướng nước ta"
    assert _one("x\u2219 héi chñ nghÜa", ".VnTime").text == "xã hội chủ nghĩa"


def test_soft_hyphens_in_clean_text_stay() -> None:
    assert _one("Infor\u00admation über Ver\u00adwaltung", "Arial").encoding == "unicode"


def test_combining_marks_are_counted_and_repaired() -> None:
    tone_first = "tie\u0301\u0302ng"
    reading = _one(tone_first, "Times New Roman")
    assert reading == ("unicode", "tiếng", 1, 1)
    assert _one("ti\u00ea\u0301ng Vi\u1ec7t") == ("unicode", "tiếng Việt", 2, 1)


@pytest.mark.parametrize("name", ["vps", "viscii", "cp1258", "bkhcm2", "vietware-f"])
def test_the_other_agreed_encodings(name: str) -> None:
    lines = [Stretch(encode(text, name), "Arial", n) for n, text in enumerate(_LAW)]
    readings = judge(lines)
    assert [reading.encoding for reading in readings] == [name] * len(_LAW)
    assert [reading.text.lower() for reading in readings] == [text.lower() for text in _LAW]


@pytest.mark.parametrize("name", ["bkhcm1", "vietware-x"])
def test_encodings_with_doubtful_tables_are_unsure(name: str) -> None:
    lines = [Stretch(encode(text, name), "Arial", n) for n, text in enumerate(_LAW)]
    assert {reading.encoding for reading in judge(lines)} == {"unsure"}


def test_viqr() -> None:
    readings = judge(
        [Stretch("Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam"), Stretch("DDo^.c la^.p, tu+. do.", "", 1)]
    )
    assert [reading.text for reading in readings] == ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập, tự do."]
    assert {reading.encoding for reading in readings} == {"viqr"}


def test_nothing_explains_it() -> None:
    assert _one("qµ®zx p¬ttª w¨k¸s n®x¬ h¶q¤v", "Arial").encoding in ("unsure", "unicode")
    assert _one("kq®µx zt¬pª wk¨¸k xn®¬q vh¶¤q", "Arial").encoding == "unsure"


def test_ascii_has_no_encoding() -> None:
    assert _one("Quyet dinh so 12", ".VnTime") == ("none", "Quyet dinh so 12", 0, 0)
    assert judge([]) == ()
    assert _one("") == ("none", "", 0, 0)


_ALPHABET = st.sampled_from(_LAW)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["tcvn3", "vni", "unicode", "nfd", "cp1258"]),
    _ALPHABET,
    st.lists(st.integers(0, 80), max_size=8),
    st.sampled_from([".VnTime", "VNI-Times", "Arial", ".VnTimeH"]),
)
def test_cuts_within_a_line_change_nothing(name: str, text: str, cuts: list[int], font: str) -> None:
    stored = unicodedata.normalize("NFD", text) if name == "nfd" else text if name == "unicode" else encode(text, name)
    whole = _one(stored, font)
    places = sorted({0, len(stored), *(cut for cut in cuts if cut < len(stored))})
    pieces = judge([Stretch(stored[a:b], font) for a, b in pairwise(places)])
    assert "".join(piece.text for piece in pieces) == whole.text
    assert {piece.encoding for piece in pieces if piece.letters} <= {whole.encoding}
    assert sum(piece.letters for piece in pieces) == whole.letters
    assert sum(piece.combining for piece in pieces) == whole.combining


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.sampled_from(["", ".VnTimeH", "VNI-Times", "Symbol"]), st.integers(0, 2))
    )
)
def test_any_text_gets_one_reading_each_and_the_same_twice(rows: list[tuple[str, str, int]]) -> None:
    stretches = [Stretch(*row) for row in rows]
    readings = judge(stretches)
    assert len(readings) == len(stretches)
    assert readings == judge(stretches)
    assert all(unicodedata.is_normalized("NFC", r.text) or r.encoding == "unsure" for r in readings)


def test_a_mark_in_a_run_of_its_own_joins_its_letter() -> None:
    first, second = judge([Stretch("E", "", 1), Stretch("\u0300", ".VnTimeH", 1)])
    assert (first.text, second.text) == ("\u00c8", "")


def _transcripts() -> list[list[str]]:
    files = corpus_files("viparse-corpus/ground-truth/*.txt")
    lines = [[repair(line) for line in file.read_text(encoding="utf-8").split("\n")] for file in files]
    # Some lines were transcribed wrongly: “nghiƯp”, “phÝ” hold a capital amid small letters.
    return [[line for line in text if not re.search("[a-z][À-ÝĐƠƯ](?![A-Z])", line)] for text in lines]


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times")])
def test_real_transcripts_come_back_as_they_were(name: str, font: str) -> None:
    for lines in _transcripts():
        lines = [line for line in lines if "\uf02a" not in line and "\uf0ab" not in line]  # bullets of another font
        stored = [encode(line, name) for line in lines]
        readings = judge([Stretch(s, font, n) for n, s in enumerate(stored)])
        for line, before, reading in zip(lines, stored, readings, strict=True):
            if before == line:
                continue
            assert reading.encoding == name, before
            assert reading.text.lower() == line.lower()


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_real_transcripts_refonted_as_times(name: str) -> None:
    """Without the help of a font's name: nearly every line, and no line read as another encoding."""
    missed = total = 0
    for lines in _transcripts():
        stored = [encode(line, name) for line in lines]
        for line, before, reading in zip(
            lines, stored, judge([Stretch(s, "Times New Roman", n) for n, s in enumerate(stored)]), strict=True
        ):
            if before != line:
                total += 1
                missed += reading.encoding != name
                assert reading.encoding in (name, "unicode"), before
    assert total > 6000
    assert missed <= 0.002 * total


@pytest.mark.corpus
@pytest.mark.parametrize("font", ["Times New Roman", ".VnTime", "VNI-Times"])
def test_real_unicode_laws_and_regulations_are_never_flagged(font: str) -> None:
    texts = [path.read_text(encoding="utf-8").split("\n") for path in
             [*corpus_files("nd30-2020-original/*.md"), *shared_files("regulations/*.txt")]]  # fmt: skip
    for path in corpus_files("phapluatai-luat-docx/*.docx"):
        xml = zipfile.ZipFile(path).read("word/document.xml").decode()
        texts.append([html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", p))) for p in xml.split("</w:p>")])
    for lines in texts:
        for line, reading in zip(lines, judge([Stretch(s, font, n) for n, s in enumerate(lines)]), strict=True):
            assert reading.encoding in ("unicode", "none"), line
            assert reading.text == repair(line)


def test_a_lone_legacy_word_amid_unicode_beside_a_clear_passage_is_read_too() -> None:
    """As in a real cell: half of it was typed anew in Unicode."""
    mixed = Stretch("M¸y mãc thiết bÞ, phụ tïng", ".VnArial", 0)
    others = [Stretch(encode("Công ty cổ phần đầu tư và phát triển nông nghiệp", "tcvn3"), ".VnArial", 1)]
    reading = judge([mixed, *others])[0]
    assert (reading.encoding, reading.text) == ("tcvn3", "Máy móc thiết bị, phụ tùng")
    alone = judge([Stretch("Nhà thơ Đặng Ñoan gửi thư ngỏ", ".VnArial", 0)])[0]
    assert (alone.encoding, alone.text) == ("unicode", "Nhà thơ Đặng Ñoan gửi thư ngỏ")


def test_vni_that_sets_the_mark_behind_an_i_of_its_own_is_read() -> None:
    reading = judge([Stretch("Khoâng xaùc ñiïnh thôøi haïn, KHOÂNG XAÙC ÑIÏNH", "VNI-Times", 0)])[0]
    assert reading.text == "Không xác định thời hạn, KHÔNG XÁC ĐỊNH"
