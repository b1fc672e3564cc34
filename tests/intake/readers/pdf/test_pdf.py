"""The pdf reader: fonts by text object, columns apart, scans, layers, hostile files."""

from __future__ import annotations

import random

import pytest

from casework.document import Document, FlawKind, SignatureStatus, Zone
from intake.readers.assemble import assemble
from intake.readers.limits import Limits
from intake.readers.pdf import reader as pdf
from tests.builders.corpus import corpus_file
from tests.builders.pdf import Text, build_pdf, encrypt_pdf


def _read(content: bytes, limits: Limits | None = None) -> Document:
    bounds = limits or Limits()
    raw = pdf.read(content, bounds)
    return assemble(raw, path="thư › bai.pdf", name="bai.pdf", kind="pdf", sha256="", size=len(content), limits=bounds)


def _texts(document: Document) -> list[tuple[int, str]]:
    return [(line.column, line.text) for line in document.lines]


def test_a_line_cut_into_objects_is_one_line_with_its_blanks() -> None:
    content = build_pdf([[Text(72, 700, "Quyết định"), Text(72 + 70, 700, "này"), Text(72, 680, "có hiệu lực")]])
    document = _read(content)
    assert _texts(document) == [(0, "Quyết định này"), (0, "có hiệu lực")]
    assert document.lines[0].where == "trang 1"
    assert document.flaws == ()
    assert document.pages == 1


def test_noi_nhan_never_interleaves_with_the_signer() -> None:
    content = build_pdf([[
        Text(72, 400, "Quyết định này có hiệu lực kể từ ngày ký và được đăng tải theo quy định."),
        Text(72, 300, "Nơi nhận:", size=12), Text(380, 300, "KT. BỘ TRƯỞNG"),
        Text(72, 285, "- Như Điều 3;", size=11), Text(380, 284, "THỨ TRƯỞNG"),
        Text(72, 271, "- Lưu: VT.", size=11),
        Text(390, 200, "Nguyễn Văn A"),
    ]])  # fmt: skip
    assert _texts(_read(content))[1:] == [
        (1, "Nơi nhận:"), (1, "- Như Điều 3;"), (1, "- Lưu: VT."),
        (2, "KT. BỘ TRƯỞNG"), (2, "THỨ TRƯỞNG"), (2, "Nguyễn Văn A"),
    ]  # fmt: skip


def test_a_line_across_the_page_ends_the_columns() -> None:
    content = build_pdf([[
        Text(72, 780, "BỘ NỘI VỤ"), Text(330, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        Text(72, 760, "Số: 668/QĐ-BNV"), Text(330, 760, "Hà Nội, ngày 30 tháng 6"),
        Text(72, 700, "Ban hành Quy chế quản lý Cổng thông tin điện tử của Bộ Nội vụ và các trang"),
    ]])  # fmt: skip
    assert _texts(_read(content)) == [
        (1, "BỘ NỘI VỤ"), (1, "Số: 668/QĐ-BNV"),
        (2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"), (2, "Hà Nội, ngày 30 tháng 6"),
        (0, "Ban hành Quy chế quản lý Cổng thông tin điện tử của Bộ Nội vụ và các trang"),
    ]  # fmt: skip


def test_a_number_before_a_tab_stays_with_its_text() -> None:
    content = build_pdf([[Text(72, 700, "1."), Text(110, 700, "Phạm vi điều chỉnh"), Text(110, 684, "của Quy chế")]])
    assert _texts(_read(content)) == [(0, "1. Phạm vi điều chỉnh"), (0, "của Quy chế")]


def test_table_rows_stay_rows() -> None:
    rows = [[Text(72, y, a), Text(200, y, b), Text(400, y, c)] for y, a, b, c in
            ((700, "STT", "Họ và tên", "Đơn vị"), (680, "Một", "Trần Văn B", "Cục A"))]  # fmt: skip
    texts = _texts(_read(build_pdf([rows[0] + rows[1]])))
    assert texts == [(1, "STT"), (2, "Họ và tên"), (3, "Đơn vị"), (1, "Một"), (2, "Trần Văn B"), (3, "Cục A")]


def test_tcvn3_in_one_paragraph_is_told_from_unicode_around_it() -> None:
    content = build_pdf([[
        Text(72, 700, "Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện nhiệm vụ như sau."),
        Text(72, 680, "Céng hoµ x· héi chñ nghÜa ViÖt Nam"),
    ]])  # fmt: skip
    document = _read(content)
    assert [(run.encoding, run.text) for run in document.runs or ()] == [
        ("unicode", "Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện nhiệm vụ như sau."),
        ("tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
    ]


def test_the_capitals_font_and_the_minus_for_u() -> None:
    # AD comes out of many PDF fonts as U+2212, B7 as U+2219 (FACTS, “Vietnamese text”).
    content = build_pdf(
        [[Text(72, 700, "thñ t\u2212íng chÝnh phñ", "ABCDEF+.VnTimeH"), Text(72, 680, "x\u2219 héi", ".VnTime")]]
    )
    assert [line.text for line in _read(content).lines] == ["THỦ TƯỚNG CHÍNH PHỦ", "xã hội"]


def test_invisible_text_is_found_but_is_no_evidence() -> None:
    content = build_pdf([[Text(72, 700, "Nơi nhận: Céng hoµ x· héi chñ nghÜa", mode=3)]], scan=True)
    document = _read(content)
    assert [run.encoding for run in document.runs or ()] == ["none"]
    assert document.encodings == ()
    assert document.lines[0].text.startswith("Nơi nhận:")


def test_a_scan_has_no_text_layer_and_names_its_pages() -> None:
    document = _read(build_pdf([[], [], []], scan=True))
    assert document.runs is None
    assert [(flaw.kind, flaw.where) for flaw in document.flaws] == [(FlawKind.NO_TEXT, "trang 1–3")]
    assert all(picture.sheet_like for picture in document.pictures)


def test_a_scan_with_a_signature_box_still_has_no_text_layer_to_judge() -> None:
    box = [Text(300, 90 - 12 * n, line, size=9) for n, line in enumerate(("Người ký: Cổng Thông tin", "Email: a@b.vn"))]
    document = _read(build_pdf([box], scan=True))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.NO_TEXT]
    assert document.lines[0].text == "Người ký: Cổng Thông tin"


def test_one_scanned_page_among_typed_ones() -> None:
    typed = build_pdf([[Text(72, 700 - 20 * n, "Nội dung trang này được soạn bằng máy tính.") for n in range(10)], []])
    assert _read(typed).flaws == ()  # an empty page hides nothing


def test_a_turned_page_reads_from_the_top() -> None:
    content = build_pdf([[Text(100, 100, "Dòng một"), Text(100, 80, "Dòng hai")]], rotate=180)
    assert [line.text for line in _read(content).lines] == ["Dòng hai", "Dòng một"]


def test_title_is_a_line_of_metadata_but_no_run() -> None:
    document = _read(build_pdf([[Text(72, 700, "Nội dung")]], title="V\u00f4 kinh t\u00d5 C\u00abng nghi\u00d6p"))
    assert document.lines[0].zone is Zone.METADATA
    assert document.lines[0].text == "Vụ kinh tế Công nghiệp"
    assert [count.encoding for count in document.encodings] == ["unicode"]


def test_a_script_is_active_content() -> None:
    document = _read(build_pdf([[Text(72, 700, "Nội dung")]], script="app.alert('x')"))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.ACTIVE]


def test_a_password_is_encrypted() -> None:
    content = encrypt_pdf(build_pdf([[Text(72, 700, "Nội dung")]]), "bi-mat")
    assert [flaw.kind for flaw in _read(content).flaws] == [FlawKind.ENCRYPTED]


def test_too_many_pages_is_a_limit() -> None:
    document = _read(build_pdf([[Text(72, 700, "Một")], [Text(72, 700, "Hai")]]), Limits(pages=1))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]
    assert [line.text for line in document.lines] == ["Một"]


def test_too_many_objects_is_a_limit() -> None:
    content = build_pdf([[Text(72, 800 - 10 * n, f"chữ {n}") for n in range(60)]])
    document = _read(content, Limits(objects=20))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]


def test_a_lost_cross_reference_table_is_mended() -> None:
    content = build_pdf([[Text(72, 700, "Nội dung còn đọc được")]])
    cut = content[: content.rindex(b"startxref")]
    document = _read(cut)
    assert [line.text for line in document.lines] == ["Nội dung còn đọc được"]
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.TRUNCATED]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_file_never_raises(share: float) -> None:
    content = build_pdf([[Text(72, 700, "Nội dung")]] * 3)
    document = _read(content[: int(len(content) * share)])
    assert document.flaws


def test_a_page_tree_that_loops_is_unreadable_or_empty() -> None:
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    )
    document = _read(content)
    assert document.runs is None
    assert document.flaws


def test_random_bytes_behind_a_pdf_header() -> None:
    noise = random.Random(7)
    for _ in range(20):
        document = _read(b"%PDF-1.7\n" + noise.randbytes(2000))
        assert document.runs is None
        assert [flaw.kind for flaw in document.flaws] == [FlawKind.UNREADABLE]


def test_a_form_that_draws_itself_ends() -> None:
    import io

    import pikepdf

    file = pikepdf.new()
    file.add_blank_page()
    form = file.make_stream(b"/Fm Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    form.BBox = pikepdf.Array([0, 0, 100, 100])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
    file.pages[0].add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/Fm"))
    file.pages[0].Contents = file.make_stream(b"/Fm Do")
    out = io.BytesIO()
    file.save(out)
    assert _read(out.getvalue()).pages == 1


@pytest.mark.corpus
def test_a_real_tcvn3_file_reads_like_its_transcript() -> None:
    document = _read(corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2007-1AF57_02-2007.pdf").read_bytes())
    counts = {count.encoding: count.letters for count in document.encodings}
    assert counts["tcvn3"] > 1500
    assert set(counts) <= {"tcvn3", "unicode"}
    assert counts.get("unicode", 0) <= 1  # one letter set in Arial
    texts = [line.text for line in document.lines]
    assert "BÁO CÁO VỀ TÌNH HÌNH SẢN XUẤT KINH DOANH NGÀNH CÔNG" in texts
    assert "39.897 tỷ đồng giảm 19% so với tháng 01 năm 2007 và tăng 11,9% so cùng kỳ," in texts


@pytest.mark.corpus
@pytest.mark.parametrize("number", [970, 981, 999, 1009, 1039, 1160])
def test_signed_scans_have_no_text_and_no_trusted_signature(number: int) -> None:
    document = _read(corpus_file(f"signed-pdf-chinhphu/{number}-ttg.signed.pdf").read_bytes())
    assert document.runs is None
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.NO_TEXT]
    assert document.signatures
    assert {signature.status for signature in document.signatures} == {SignatureStatus.UNREADABLE}
