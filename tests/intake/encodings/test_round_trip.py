"""From Unicode to each legacy encoding and back: the judge finds the encoding and gives back the same text.

The sentences are drawn from the syllables of Vietnamese laws and from free syllables, put together by the rules of
spelling from onset, rhyme and tone.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from intake.encodings.judge import Stretch, judge
from intake.encodings.syllables import is_syllable
from tests.builders.legacy import encode

_PROVEN = ("tcvn3", "vni", "vps", "viscii", "viqr", "cp1258", "bkhcm2", "vietware-f")
_FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times", "vps": "VPS Times", "bkhcm2": "VNtimes new roman2"}
_RANKED = Path(__file__).resolve().parents[3] / "intake" / "encodings" / "common_syllables.txt"
_COMMON = sorted(
    {word for row in _RANKED.read_text(encoding="utf-8").splitlines() for word in row.split()[1:] if len(word) > 1}
)
_PLAIN = ("ban", "cho", "con", "hai", "khi", "kinh", "nam", "ngay", "sinh", "theo", "trong", "tin", "tham", "cao")
_ONSETS = re.findall(r"\S+", "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RHYMES = re.findall(
    r"\S+",
    """
    a ac ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e em en eo ê êch êm ên êt êu i ia
    ich im in inh it iêc iêm iên iêng iêt iêu o oc oi om on ong ot oa oan oang ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơn ơt u ua
    uc ui un ung ut uôc uôi uôm uôn uông ư ưa ưc ưng ưt ưu ươc ươi ươm ươn ương ươp uân uê uy uyên uyêt
    """,
)
#: Encodings in which a capital with a tone has the code of its small letter.
_WITHOUT_CAPITALS = ("tcvn3", "vietware-f", "vps")


def _free_syllables() -> list[str]:
    found = set()
    for onset in _ONSETS:
        for rhyme in _RHYMES:
            for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
                for place in range(1, len(rhyme) + 1):
                    word = unicodedata.normalize("NFC", onset + rhyme[:place] + tone + rhyme[place:])
                    if is_syllable(word) and not word.isascii() and len(word) > 1:
                        found.add(word)
    return sorted(found)


#: Shrinking a failing document of forty words takes minutes and tells no more than the document.
_PLENTY = settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
_FREE = _free_syllables()
_WORDS = st.one_of(st.sampled_from(_COMMON), st.sampled_from(_COMMON), st.sampled_from(_PLAIN), st.sampled_from(_FREE))


def _styled(words: list[str], style: str) -> str:
    text = " ".join(words)
    return (text[0].upper() + text[1:] if style == "sentence" else text.title()) + ", "


def _lines(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        _styled, st.lists(words, min_size=12, max_size=18, unique=True), st.sampled_from(["sentence", "title"])
    )


_SENTENCES = _lines(_WORDS)
#: Vietware-F and TCVN3 share half of their codes: only frequent words tell them apart in one line.
_FREQUENT = _lines(st.sampled_from(_COMMON))


def _sentences(name: str) -> st.SearchStrategy[str]:
    return _FREQUENT if name == "vietware-f" else _SENTENCES


def _tells(line: str, name: str) -> bool:
    """True where the encoding leaves its own traces in at least six words: “biên” is the same in VPS and in Unicode,
    many words in Vietware-F and in TCVN3. The Ở of VISCII, alone, is also a dash. VIQR shows by a letter with a shape
    and a tone."""
    if name == "viqr" and not re.search(r"[\^(+][`'?~.]", encode(line, name)):
        return False
    others = ("tcvn3",) if name == "vietware-f" else ()
    told = [word for word in line.split() if encode(word, name) not in (word, *(encode(word, o) for o in others))]
    return len(told) >= 6 and not re.search(r"\b\w\b", line)


def _held(line: str, name: str) -> str:
    """The line as far as the encoding can hold it."""
    return line.lower() if name in _WITHOUT_CAPITALS else line


def test_free_syllables_are_many() -> None:
    assert len(_FREE) > 5_000


@pytest.mark.parametrize("name", _PROVEN)
@_PLENTY
@given(st.data(), st.booleans())
def test_a_document_comes_back_as_it_was(name: str, data: st.DataObject, neutral: bool) -> None:
    lines = data.draw(st.lists(_sentences(name), min_size=2, max_size=4))
    lines = [line.capitalize() for line in lines] if name == "viqr" else lines  # “me^? B”: a sentence may end there
    assume(all(_tells(line, name) for line in lines))
    font = "Times New Roman" if neutral else _FONTS.get(name, "Arial")
    stored = [encode(line, name) for line in lines]
    readings = judge([Stretch(text, font, number) for number, text in enumerate(stored)])
    assert [reading.encoding for reading in readings] == [name] * len(lines)
    assert [_held(reading.text, name) for reading in readings] == [_held(line, name) for line in lines]


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("tcvn3", ".VnTimeH"),
        ("tcvn3", "ABCDEF+.VnArialH,Bold"),
        ("tcvn3", "Times New Roman"),
        ("vni", "VNI-Times"),
        ("cp1258", "Arial"),
        ("bkhcm2", "Arial"),
        ("viscii", "Arial"),
        ("vietware-f", "Arial"),
    ],
)
@_PLENTY
@given(st.data())
def test_capitals_come_back_as_capitals(name: str, font: str, data: st.DataObject) -> None:
    """TCVN3 and Vietware-F have no codes for most toned capitals: …H fonts, or the capitals around, give them back."""
    line = data.draw(_sentences(name)).upper()
    assume(_tells(line, name))
    (reading,) = judge([Stretch(encode(line, name), font)])
    assert (reading.encoding, reading.text) == (name, line)


@_PLENTY
@given(st.sampled_from(_PROVEN), _SENTENCES, st.lists(st.integers(0, 160), max_size=14), st.booleans())
def test_cuts_into_runs_change_nothing(name: str, line: str, cuts: list[int], neutral: bool) -> None:
    font = "Times New Roman" if neutral else _FONTS.get(name, "Arial")
    stored = encode(line, name)
    (whole,) = judge([Stretch(stored, font)])
    places = sorted({0, len(stored), *(cut for cut in cuts if cut < len(stored))})
    pieces = judge([Stretch(stored[a:b], font) for a, b in pairwise(places)])
    assert "".join(piece.text for piece in pieces) == whole.text
    assert {piece.encoding for piece in pieces if piece.letters} == {whole.encoding}
    assert sum(piece.letters for piece in pieces) == whole.letters


@_PLENTY
@given(st.sampled_from(_PROVEN), st.data())
def test_one_foreign_paragraph_is_told_from_its_neighbours(name: str, data: st.DataObject) -> None:
    """One legacy paragraph amid Unicode, and one Unicode paragraph amid legacy, in one font."""
    lines = data.draw(st.lists(_sentences(name), min_size=3, max_size=5))
    lines = [line.capitalize() for line in lines] if name == "viqr" else lines
    assume(all(_tells(line, name) for line in lines))
    odd = data.draw(st.integers(0, len(lines) - 1))
    for inside in (True, False):
        foreign = [(number == odd) is inside for number in range(len(lines))]
        stored = [encode(line, name) if old else line for line, old in zip(lines, foreign, strict=True)]
        readings = judge([Stretch(text, "Times New Roman", number) for number, text in enumerate(stored)])
        assert [reading.encoding for reading in readings] == [name if old else "unicode" for old in foreign]
        assert [_held(reading.text, name) for reading in readings] == [_held(line, name) for line in lines]


@_PLENTY
@given(st.lists(st.tuples(st.sampled_from(("tcvn3", "vni", "unicode")), _SENTENCES), min_size=2, max_size=5))
def test_several_encodings_in_one_document(paragraphs: list[tuple[str, str]]) -> None:
    stored = [line if name == "unicode" else encode(line, name) for name, line in paragraphs]
    assume(all(_tells(line, name) for name, line in paragraphs if name != "unicode"))
    readings = judge([Stretch(text, "Times New Roman", number) for number, text in enumerate(stored)])
    assert [reading.encoding for reading in readings] == [name for name, _ in paragraphs]
    assert [reading.text.lower() for reading in readings] == [line.lower() for _, line in paragraphs]


@_PLENTY
@given(_SENTENCES, st.sampled_from(["latin-1", "cp1252"]))
def test_utf8_taken_for_another_encoding_is_unsure_and_read_back(line: str, wrong: str) -> None:
    stored = "".join(bytes([b]).decode(wrong, "ignore") or chr(b) for b in line.encode())
    (reading,) = judge([Stretch(stored, "Arial")])
    assert reading.encoding == "unsure"
    assert reading.text == line


@_PLENTY
@given(st.lists(_SENTENCES, min_size=2, max_size=5))
def test_tcvn3_without_its_horned_u_is_still_tcvn3(lines: list[str]) -> None:
    """An extractor that takes AD for a soft hyphen drops every ư: the text is damaged, and flagged as what it is."""
    stored = [encode(line, "tcvn3").replace("\u00ad", "") for line in lines]
    readings = judge([Stretch(text, "Times New Roman", number) for number, text in enumerate(stored)])
    assert {reading.encoding for reading in readings} == {"tcvn3"}


def test_one_line_that_reads_in_two_encodings_follows_three_that_do_not() -> None:
    lines = (
        "Ngành Khiếm Sưu Cường Khiếu Sương Giáo Lệ Sáp Kiện Kiến Nhĩ Dễ,",
        "Giả Buýt Lá Cũng Hỗ Hư Mê Cơ Nhọn Móc Kiến Lãi Nghèo,",
        "Cụ thời tám này đâu mí giây chỉ chở chết dọa tán chạp liền thường chứa bách hiển,",
        "Hàn giữa cánh chiếu thuyết chướng cổng bác chương bình dưới mép dọc nhiễm,",
    )
    stored = [Stretch(encode(line, "vietware-f"), "Arial", number) for number, line in enumerate(lines)]
    assert [reading.encoding for reading in judge(stored)] == ["vietware-f"] * 4
