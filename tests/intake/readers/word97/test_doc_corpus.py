"""The real Word 97–2003 files: read letter by letter as their transcripts have them, each in its right encoding."""

from __future__ import annotations

import difflib
import re
import time
import unicodedata
from pathlib import Path

import pytest

from casework.document import Document, FlawKind, Item, Zone
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from intake.readers.word97.reader import read
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.corpus import corpus_file, corpus_files

LIMITS = Limits()
TCVN3 = "viparse-corpus/corpus/public-domain/tcvn3/*.doc"
VNI = "viparse-corpus/corpus/public-domain/vni/*.doc"
UNICODE = ("nd30-2020-original/*.doc", "qlvb-quanhuyen-2011/*.[dD][oO][cC]")
LEAST = 0.998  # share of the letters

#: Where the transcript is wrong, by our judgement, and why: what it says, and what stands there.
FAULTS_OF_TRANSCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    # The names of fields are instructions, which no reader of the page sees.
    "": ((r"\b(page|formtext|formcheckbox)\b", ""),),
    # A line in hidden letters.
    "2006-huong-dan-ghi-phieu": ((r"hình thưc strả lươngh", ""),),
    # VNI writes ặ as “aë”, ẵ as “aü”; the file has “hoaëc”, “ñaëc”, “chaët”, “chaën”.
    "2006-quydinhkiemtra02": ((r"\b(ho|đ|ch)ẵ([ctn])\b", r"\1ặ\2"),),
    # Four words of the tcvn3 document are typed in VNI (“öùng”), which the transcript takes for TCVN3.
    "2005-QDSUA522": ((r"\bệùng\b", "ứng"),),
}


def real_docs() -> list[Path]:
    """Every file named .doc that is an OLE file (one is a web page)."""
    found = [path for pattern in (TCVN3, VNI, *UNICODE) for path in corpus_files(pattern)]
    return [path for path in found if path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")]


def document(path: Path) -> Document:
    return read_file(path.read_bytes(), path="thư › bai.doc", name=path.name, limits=LIMITS)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).lower())


def in_transcript(name: str, text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).lower()
    for faults in (FAULTS_OF_TRANSCRIPTS[""], FAULTS_OF_TRANSCRIPTS.get(name, ())):
        for wrong, right in faults:
            text = re.sub(wrong, right, text)
    return words(text)


def unlike(ours: list[str], theirs: list[str]) -> int:
    """How many letters must be put in, left out or changed."""
    wrong = 0
    for operation, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if operation != "equal":
            one, other = "".join(ours[a:b]), "".join(theirs[c:d])
            same = sum(m.size for m in difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
            wrong += max(len(one), len(other)) - same
    return wrong


def test_every_letter_is_the_transcript_s() -> None:
    """Case aside. Headers and footers stand behind the body in the transcripts."""
    total = missed = 0
    for path in (*corpus_files(TCVN3), *corpus_files(VNI)):
        found = document(path)
        margins = (Zone.HEADER, Zone.FOOTER)
        order = sorted(
            (line for line in found.lines if line.zone is not Zone.METADATA), key=lambda line: line.zone in margins
        )
        ours = words("\n".join(line.text for line in order))
        transcript = corpus_file(f"viparse-corpus/ground-truth/{path.stem}.txt").read_text(encoding="utf-8")
        theirs = in_transcript(path.stem, transcript)
        letters, wrong = sum(map(len, theirs)), unlike(ours, theirs)
        assert wrong <= (1 - LEAST) * letters, (path.name, wrong, letters)
        total, missed = total + letters, missed + wrong
    assert total > 200_000
    assert missed <= total * 0.0002


def test_every_legacy_file_has_its_encoding_and_no_unicode_file_is_flagged() -> None:
    for pattern, encoding in ((TCVN3, "tcvn3"), (VNI, "vni")):
        for path in corpus_files(pattern):
            counts = {count.encoding: count.letters for count in document(path).encodings}
            assert max(counts, key=lambda name: counts[name]) == encoding, (path.name, counts)
            assert counts[encoding] >= 0.99 * sum(counts.values()), (path.name, counts)
    for pattern in UNICODE:
        for path in corpus_files(pattern):
            if path in real_docs():
                assert {count.encoding for count in document(path).encodings} == {"unicode"}, path.name


def test_every_real_file_is_read_whole_and_bears_no_flaw() -> None:
    for path in real_docs():
        found = document(path)
        assert found.kind == "doc", path.name
        assert [flaw for flaw in found.flaws if flaw.kind is not FlawKind.NAME_DISAGREES] == [], path.name
        assert found.runs, path.name
        assert not any("\x00" <= c < " " and c not in "\t\n" for run in found.runs for c in run.raw), path.name


@pytest.mark.parametrize(
    ("name", "number", "issuer"),
    [
        ("qlvb-quanhuyen-2011/2011_12_28_0211000000133726!~!CT9UB.DOC", "09/2009/CT-UBND", "ỦY BAN NHÂN DÂN"),
        ("qlvb-quanhuyen-2011/2011_11_21_0303000000204219!~!Luat_Thanh_tra_2010.doc", "56/2010/QH12", "QUỐC HỘI"),
        ("viparse-corpus/corpus/public-domain/tcvn3/2004-B8.doc", "155/1998/TT/BTC", "BỘ TÀI CHÍNH"),
        ("viparse-corpus/corpus/public-domain/tcvn3/2004-NghiDinh117_2003.doc", "117/2003/NĐ-CP", ""),
    ],
)
def test_number_and_issuer_come_out(name: str, number: str, issuer: str) -> None:
    found = document(corpus_file(name))
    assert found.item is Item.DOCUMENT
    assert (found.anatomy.number, found.anatomy.issuer.upper()[: len(issuer)]) == (number, issuer)


def test_noi_nhan_beside_the_signature_comes_out_item_by_item() -> None:
    """In the first file the columns are set apart by one tab to a tab stop, in the second they are a table."""
    typed = document(corpus_file("qlvb-quanhuyen-2011/2011_12_28_0211000000133726!~!CT9UB.DOC")).anatomy
    assert typed.recipients == (
        "Bộ Khoa học và Công nghệ", "Cục Kiểm tra VB QPPL (Bộ Tư pháp)", "Thường trực Tỉnh ủy",
        "Thường trực HĐND tỉnh", "Đoàn Đại biểu Quốc hội tỉnh", "CT, PCT UBND tỉnh", "Ủy ban MTTQVN tỉnh",
        "Các sở, ban, ngành, đoàn thể", "UBND các huyện, thị xã", "LĐVP, P, TH", "TT Công báo tỉnh, Website tỉnh",
        "Lưu VT",
    )  # fmt: skip
    assert (typed.place, typed.number) == ("Thủ Dầu Một", "09/2009/CT-UBND")
    drawn = document(corpus_file("qlvb-quanhuyen-2011/2011_12_28_0209000000709072!~!QD9UB1.DOC")).anatomy
    assert drawn.recipients is not None
    assert (len(drawn.recipients), drawn.recipients[0], drawn.recipients[-1]) == (
        15, "Văn phòng Chính phủ (HN-TPHCM)", "Lưu Văn thư",
    )  # fmt: skip
    assert drawn.signer == "Trần Tuấn Anh"


def test_twenty_pages_take_about_ten_milliseconds() -> None:
    """A wide bound, for slow machines; a reader that became quadratic would break it."""
    content = corpus_file(
        "qlvb-quanhuyen-2011/2011_11_21_035400000010897!~!Nghi_dinh_86_huong_dna_thi_hnah_Luat_Thanh_tra_nam_2010.doc"
    ).read_bytes()
    read(content, LIMITS)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        read(content, LIMITS)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1


def test_the_locked_worker_reads_them_too() -> None:
    path = corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2004-NghiDinh29_1998.doc")
    with Sandbox(workers=1, seconds=20.0, memory_mb=1024) as sandbox:
        found = sandbox.open_file(path.read_bytes(), path.name, Terms())
    assert found.flaws == ()
    assert found.encodings[0].encoding == "tcvn3"
