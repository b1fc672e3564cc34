"""Real signed scans, as tesseract read them once (recorded beside, with its slips), against the pages as the eye reads
them. test_recognition.py runs tesseract itself; here it costs nothing, so that every scan can be in."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from casework.document import Document, StampKind
from intake.aids import Aid, AidKind, RecognisedPage
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders.corpus import corpus_file

pytestmark = pytest.mark.corpus

RECORDED = Path(__file__).parent / "recognised"
SIGNED = "signed-pdf-chinhphu/{}-ttg.signed.pdf"


class Seen(NamedTuple):
    """What stands on the sheet; ``number`` as far as it is printed: digits written by hand may stay open."""

    issuer: str
    numbers: tuple[str, ...]
    issued_on: date | None
    abstract: str
    total: int
    items: tuple[str, ...]
    signer: tuple[str, str] = ("", "")


SHEETS = {
    "970": Seen(
        "THỦ TƯỚNG CHÍNH PHỦ", ("970/QĐ-TTg", "/QĐ-TTg"), date(2024, 9, 13),
        "Ban hành danh mục dịch vụ sự nghiệp công cơ bản", 4, ("Như Điều 4", "TTgCP, các PTTg"),
    ),
    "981": Seen(
        "THỦ TƯỚNG CHÍNH PHỦ", (), None, "Phê chuẩn kết quả miễn nhiệm", 6,
        ("Như Điều 3", "Thủ tướng, các Phó Thủ tướng CP", "Tỉnh ủy Thái Nguyên", "Lưu: VT, QHĐP"),
    ),
    "999": Seen(
        "THỦ TƯỚNG CHÍNH PHỦ", ("999/QĐ-TTg", "/QĐ-TTg"), date(2024, 9, 18),
        "Về việc thành lập Tổ công tác triển khai đầu tư các tuyến đường sắt kết nối với Trung Quốc và Lào", 14,
        ("Ban Bí thư Trung ương Đảng", "Văn phòng Trung ương và các Ban của Đảng", "Văn phòng Quốc hội",
         "Thành viên Tổ công tác"),
    ),
    "1009": Seen(
        "THỦ TƯỚNG", ("1009/QĐ-TTg",), date(2024, 9, 19), "Phê duyệt nhiệm vụ Điều chỉnh Quy hoạch chung xây dựng", 7,
        ("Thủ tướng, các Phó Thủ tướng Chính phủ", "Văn phòng Trung ương Đảng", "Tỉnh ủy, HĐND, UBND tỉnh Lạng Sơn",
         "Ban Quản lý Khu KTKC Đồng Đăng - Lạng Sơn"),
    ),
    "1160": Seen(
        "THỦ TƯỚNG CHÍNH PHỦ", ("/QĐ-TTg", "1160/QĐ-TTg"), None, "", 7,
        ("Như Điều 3", "Các đồng chí Thành viên BCSĐCP", "Tỉnh ủy, HĐND, UBND tỉnh Lâm Đồng"),
    ),
    "4532-ubnd": Seen(
        "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ", ("", "/UBND-KSTTHC"), None,
        "xây dựng kế hoạch rà soát quy định, thủ tục hành chính", 4, ("Như trên", "CVP, PVP (ô.Kiên)"),
        ("TL.CHỦ TỊCH CHÁNH VĂN PHÒNG", "Trần Thị Thu Hương"),
    ),
}  # fmt: skip


@cache
def read(name: str) -> Document:
    place = "qlvb-quanhuyen-2011/2011_12_28_085800000082985!~!KSTTHC.pdf" if "ubnd" in name else SIGNED.format(name)
    content = corpus_file(place).read_bytes()
    pages = msgspec.json.decode((RECORDED / f"{name}.json").read_bytes(), type=tuple[RecognisedPage, ...])
    aid = Aid(hashlib.sha256(content).hexdigest(), AidKind.OCR, pages=pages)
    return read_file(content, path=f"{name}.pdf", name=f"{name}.pdf", limits=Limits(), aids=(aid,))


@pytest.mark.parametrize("name", SHEETS)
def test_a_real_scan_box_by_box(name: str) -> None:
    seen, anatomy = SHEETS[name], read(name).anatomy
    assert "quoc_hieu" in anatomy.boxes and anatomy.issuer == seen.issuer
    assert not seen.numbers or anatomy.number in seen.numbers
    assert anatomy.issued_on == seen.issued_on
    assert seen.abstract in anatomy.abstract
    assert "CỔNG THÔNG TIN" not in anatomy.abstract, "the stamp of receipt is none of it"
    assert anatomy.recipients is not None
    assert len(anatomy.recipients) == seen.total, anatomy.recipients
    assert set(seen.items) <= set(anatomy.recipients), anatomy.recipients
    if seen.signer != ("", ""):
        assert (anatomy.signer_title, anatomy.signer) == seen.signer


@pytest.mark.parametrize("name", SHEETS)
def test_a_real_scan_bears_a_seal_and_no_mark_of_secrecy(name: str) -> None:
    document = read(name)
    assert document.marks == ()
    assert StampKind.SEAL in {stamp.kind for stamp in document.stamps}
    assert all(line.recognised for line in document.lines)
    assert document.encodings == (), "what was recognised proves nothing about encodings"


def test_a_congvan_on_a_scan_names_whom_it_is_addressed_to() -> None:
    assert read("4532-ubnd").anatomy.addressed_to == ("Các sở, ban, ngành", "UBND các huyện, thành, thị")
