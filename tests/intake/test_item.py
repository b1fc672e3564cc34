"""What a document is, by its content. Each kind has a case that fires, one that stays quiet, one that cannot tell."""

from __future__ import annotations

import pytest

from casework.document import Anatomy, Document, Item, Line, Picture, Zone
from casework.noun import replace
from intake.anatomy import dissect
from intake.item import classify_item
from intake.readers.assemble import assemble
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from tests.builders.corpus import corpus_files, shared_files
from tests.builders.docx import Block, article, build_docx, official_head, official_tail, paragraph

PROSE = (
    "Sáng 12/3, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị tổng kết công tác cải cách hành chính năm 2025. "
    "Phát biểu tại hội nghị, lãnh đạo Bộ ghi nhận nỗ lực của các địa phương và đề nghị tiếp tục cắt giảm thủ tục."
)
HEAD = official_head(["BỘ NỘI VỤ"], "12/BNV-VP", "Hà Nội, ngày 02 tháng 3 năm 2026")
TAIL = official_tail(["- Như trên;", "- Lưu: VT."], ["CHÁNH VĂN PHÒNG"], "Vũ Đăng Minh")
ARTICLES = [f"Điều {n}. Quy định về nội dung thứ {n} của văn bản này." for n in range(1, 5)]


def document(*blocks: Block, text_boxes: tuple[str, ...] = ()) -> Document:
    content = build_docx(list(blocks), text_boxes=text_boxes)
    read_one = assemble(
        read(content, Limits()), path="thư › a.docx", name="a.docx", kind="docx", sha256="", size=len(content)
    )
    return replace(read_one, anatomy=dissect(read_one.lines))


def body(*texts: str) -> Document:
    lines = tuple(Line(text, f"dòng {n}") for n, text in enumerate(texts, 1))
    return Document("thư", "", "body", "", 0, runs=(), lines=lines, anatomy=dissect(lines))


def item_of(read_one: Document, subject: str = "Gửi bài") -> Item | None:
    return classify_item(read_one, subject)[0]


def title_of(read_one: Document) -> str:
    return classify_item(read_one, "Gửi bài")[2]


def test_a_headline_and_prose_are_an_article() -> None:
    news = document(*article("Bộ Nội vụ tổng kết cải cách hành chính", PROSE, PROSE, author="Minh Anh"))
    item, words, title = classify_item(news, "Gửi bài")
    assert (item, title) == (Item.ARTICLE, "Bộ Nội vụ tổng kết cải cách hành chính")
    assert words[0] == "tiêu đề"


def test_a_headline_in_two_lines_and_a_label_above_it() -> None:
    news = document("TIN BÀI", "HỘI NGHỊ TỔNG KẾT CÔNG TÁC", "CẢI CÁCH HÀNH CHÍNH NĂM 2025", PROSE, PROSE)
    assert title_of(news) == "HỘI NGHỊ TỔNG KẾT CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2025"


@pytest.mark.parametrize(
    "headline",
    [
        "Bộ Nội vụ lấy ý kiến dự thảo Nghị định về vị trí việc làm",
        "Dự thảo Nghị định về vị trí việc làm: nhiều điểm mới",
        "Đã gửi giấy mời dự hội nghị tới 34 tỉnh, thành phố",
        "Nghị định số 30/2020/NĐ-CP: những điểm cần biết",
        "Thông báo tuyển dụng viên chức năm 2026 thu hút nhiều người",
    ],
)
def test_a_report_about_a_document_is_an_article(headline: str) -> None:
    assert item_of(document(*article(headline, PROSE, PROSE))) is Item.ARTICLE


def test_an_article_that_quotes_a_decision_stays_an_article() -> None:
    quoted = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/QĐ-BNV", "QUYẾT ĐỊNH", "Nơi nhận:", "- Như trên;"]
    assert item_of(document(*article("Bộ Nội vụ ban hành quy chế mới", PROSE, PROSE), *quoted)) is Item.ARTICLE


def test_boxes_make_a_document_and_its_abstract_the_title() -> None:
    notice = document(
        HEAD, paragraph("THÔNG BÁO", bold=True), paragraph("Về lịch tiếp công dân", bold=True), PROSE, TAIL
    )
    item, words, title = classify_item(notice, "Gửi văn bản")
    assert (item, title) == (Item.DOCUMENT, "Về lịch tiếp công dân")
    assert words == ("THÔNG BÁO", "số 12/BNV-VP", "Quốc hiệu", "Nơi nhận")


def test_a_form_with_the_emblem_alone_is_neither_document_nor_article() -> None:
    form = document("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐƠN ĐỀ NGHỊ", "Kính gửi: Sở Nội vụ", PROSE, PROSE)
    assert item_of(form) is None


def test_a_stamp_or_a_title_makes_a_draft() -> None:
    title = [paragraph("NGHỊ ĐỊNH", bold=True), paragraph("Quy định về văn thư", bold=True)]
    assert item_of(document("DỰ THẢO", HEAD, *title, *ARTICLES, TAIL)) is Item.DRAFT
    assert item_of(document("(Dự thảo lần 2)", HEAD, *title, *ARTICLES)) is Item.DRAFT
    assert item_of(document(HEAD, *title, *ARTICLES, TAIL, text_boxes=("DỰ THẢO",))) is Item.DRAFT
    assert item_of(document("DỰ THẢO THÔNG TƯ", "Hướng dẫn về văn thư", "Căn cứ Luật A;", *ARTICLES)) is Item.DRAFT
    assert title_of(document("DỰ THẢO", HEAD, *title, *ARTICLES, TAIL)) == "Quy định về văn thư"


def test_what_accompanies_a_draft_is_no_draft() -> None:
    letter = [paragraph("TỜ TRÌNH", bold=True), paragraph("Về dự thảo Nghị định quy định về văn thư", bold=True)]
    assert item_of(document(HEAD, *letter, PROSE, TAIL)) is Item.DOCUMENT
    assert item_of(document("DỰ THẢO", HEAD, paragraph("BÁO CÁO"), PROSE, TAIL)) is Item.DOCUMENT


def test_an_invitation_with_or_without_boxes() -> None:
    assert item_of(document(HEAD, paragraph("GIẤY MỜI"), "Họp báo quý I", PROSE, TAIL)) is Item.INVITATION
    plain = document("GIẤY MỜI", "Kính gửi: Ông Nguyễn Văn An", "Văn phòng trân trọng kính mời Ông dự họp.", PROSE)
    assert item_of(plain) is Item.INVITATION


def test_pictures_media_and_files_with_nothing_to_read() -> None:
    photo = Document("thư › a.jpg", "a.jpg", "jpg", "", 1)
    assert classify_item(photo, "Ảnh hội nghị") == (Item.PICTURES, ("jpg",), "Ảnh hội nghị")
    assert item_of(Document("thư › a.mp4", "a.mp4", "mp4", "", 1)) is Item.MEDIA
    album = Document("thư › a.docx", "a.docx", "docx", "", 1, runs=(), pictures=(Picture("đoạn 1", "jpg", 1600, 900),))
    assert item_of(album) is Item.PICTURES
    scan = Document("thư › a.pdf", "a.pdf", "pdf", "", 1, pictures=(Picture("trang 1", "jpg", 1654, 2339, True),))
    assert classify_item(scan, "x") == (None, (), "")
    assert item_of(Document("thư › a.zip", "a.zip", "zip", "", 1)) is None


def test_a_short_note_is_nothing() -> None:
    assert item_of(document("Ghi chú nội bộ", "Xin gửi kèm.")) is None


def test_a_mail_body_is_an_article_only_where_it_holds_one() -> None:
    cover = body("Kính gửi ban biên tập,", "Xin gửi bài kèm theo. Mong nhận được phản hồi.", "Trân trọng,", "Hoa")
    assert item_of(cover) is None
    long_cover = body("Kính gửi ban biên tập,", *[f"{PROSE} {PROSE}"] * 2, "Trân trọng,", "Hoa")
    assert item_of(long_cover) is None
    inside = body(
        "Kính gửi ban biên tập,", "Bộ Nội vụ tổng kết cải cách hành chính", *[PROSE] * 4, "Trân trọng,", "Hoa"
    )
    assert (item_of(inside), title_of(inside)) == (Item.ARTICLE, "Bộ Nội vụ tổng kết cải cách hành chính")


def test_table_rows_are_no_prose() -> None:
    rows = tuple(Line(PROSE, f"bảng 1, hàng {n}, ô 1", Zone.TABLE) for n in range(5))
    figures = Document("thư › a.docx", "a.docx", "docx", "", 1, lines=(Line("Biểu tổng hợp số liệu", "đoạn 1"), *rows))
    assert item_of(figures) is None


def test_a_sheet_with_a_heading_is_data_and_a_sheet_with_a_number_is_a_document() -> None:
    head = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "DANH MỤC", "Bệnh tật, dị dạng")
    lines = tuple(Line(text, f"trang tính “DS”, ô A{n}", Zone.TABLE) for n, text in enumerate(head, 1))
    sheet = Document("thư › a.xls", "a.xls", "xls", "", 1, lines=lines)
    data = Anatomy(boxes=("quoc_hieu", "title"), kind="DANH MỤC")
    assert item_of(replace(sheet, anatomy=data)) is None
    assert item_of(replace(sheet, kind="doc", anatomy=data)) is Item.DOCUMENT
    numbered = replace(data, boxes=(*data.boxes, "number"), number="12/BC-VP")
    assert item_of(replace(sheet, anatomy=numbered)) is Item.DOCUMENT


@pytest.mark.corpus
def test_real_regulations_and_laws_are_documents() -> None:
    for path in (*corpus_files("phapluatai-luat-docx/*.docx"), *corpus_files("nd30-2020-original/*.docx")):
        content = path.read_bytes()
        read_one = assemble(
            read(content, Limits()), path=path.name, name=path.name, kind="docx", sha256="", size=len(content)
        )
        assert item_of(replace(read_one, anatomy=dissect(read_one.lines))) is Item.DOCUMENT, path.name
    for path in shared_files("regulations/*.txt"):
        rows = [row.strip() for row in path.read_text("utf-8").splitlines() if row.strip()]
        lines = tuple(Line(" ".join(row.split()), f"dòng {n}") for n, row in enumerate(rows, 1))
        text = Document(path.name, path.name, "txt", "", 1, runs=(), lines=lines, anatomy=dissect(lines))
        assert item_of(text) is Item.DOCUMENT, path.name
