"""The boxes of real documents, read by eye in Word's and LibreOffice's rendering or on the scanned page, and written
down here before they were compared."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from casework.document import Anatomy, Document
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders.corpus import corpus_file, corpus_files

pytestmark = pytest.mark.corpus

QLVB = "qlvb-quanhuyen-2011/*"
OLD = "viparse-corpus/corpus/public-domain/*/"
LAWS = "phapluatai-luat-docx/"


class Boxes(NamedTuple):
    """``items``: how many recipients and some of them, first and last included; ``None``: the document has no box."""

    issuer: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    kind: str = ""
    abstract: str = ""  # its beginning and its end, joined by “…”
    items: tuple[int, tuple[str, ...]] | None = None
    signer_title: str = ""
    signer: str = ""
    addressed_to: tuple[str, ...] = ()


@cache
def read(pattern: str) -> Document:
    (path,) = corpus_files(pattern)
    return read_file(path.read_bytes(), path=path.name, name=path.name, limits=Limits())


def law(number: str, abstract: str, signer: str = "Trần Thanh Mẫn") -> Boxes:
    return Boxes("QUỐC HỘI", number, kind="LUẬT", abstract=abstract, signer_title="CHỦ TỊCH QUỐC HỘI", signer=signer)


TABLE = {
    "nd30-2020-original/30_2020_ND_CP.docx": Boxes(
        "CHÍNH PHỦ", "30/2020/NĐ-CP", "Hà Nội", date(2020, 3, 5), "NGHỊ ĐỊNH", "Về công tác văn thư",
        (21, ("Ban Bí thư Trung ương Đảng", "Tòa án nhân dân tối cao", "Lưu: VT, HC (2)")),
        "TM. CHÍNH PHỦ THỦ TƯỚNG", "Nguyễn Xuân Phúc",
    ),
    LAWS + "604_QD-TTg*": Boxes(
        "THỦ TƯỚNG CHÍNH PHỦ", "604/QĐ-TTg", "Hà Nội", date(2026, 4, 2), "QUYẾT ĐỊNH",
        "PHÊ DUYỆT ĐIỀU CHỈNH…ĐẾN NĂM 2030",
        (14, ("Ban Bí thư Trung ương Đảng", "Kiểm toán nhà nước", "Lưu: VT, KGVX (2). 70")),
        "KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG", "Nguyễn Chí Dũng",
    ),
    LAWS + "Luật-15-*": law("15/2023/QH15", "KHÁM BỆNH, CHỮA BỆNH", "Vương Đình Huệ"),
    LAWS + "Luật-19-*": law("19/2023/QH15", "BẢO VỆ QUYỀN LỢI NGƯỜI TIÊU DÙNG", "Vương Đình Huệ"),
    LAWS + "Luật-36-*": law("36/2024/QH15", "Trật tự, an toàn giao thông đường bộ"),
    LAWS + "Luật-61-*": law("61/2024/QH15", "ĐIỆN LỰC"),
    LAWS + "Luật-62-*": law("62/2025/QH15", "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU…CỦA LUẬT TỔ CHỨC QUỐC HỘI"),
    LAWS + "Luật-63-*": law("63/2025/QH15", "TỔ CHỨC CHÍNH PHỦ"),
    LAWS + "Luật-97-*": law("97/2025/QH15", "SỬA ĐỔI, BỔ SUNG…LUẬT THỰC HIỆN DÂN CHỦ Ở CƠ SỞ"),
    QLVB + "Quyet_dinh_93-2007*": Boxes(
        "THỦ TƯỚNG CHÍNH PHỦ", "93/2007/QĐ-TTg", "Hà Nội", date(2007, 6, 22), "QUYẾT ĐỊNH",
        "Ban hành Quy chế thực hiện cơ chế một cửa…cơ quan hành chính nhà nước ở địa phương",
        (17, ("Ban Bí thư Trung ương Đảng",
              "VPCP: BTCN, các PCN, Website CP, BĐH 112, Người phát ngôn của TTgCP, các Vụ, Cục, đơn vị trực thuộc, "
              "Công báo", "Lưu: Văn thư, CCHC (5b). Hà")),
        "THỦ TƯỚNG", "Nguyễn Tấn Dũng",
    ),
    QLVB + "Nghi_dinh_86*": Boxes(
        "CHÍNH PHỦ", "86/2011/NĐ-CP", "Hà Nội", date(2011, 9, 22), "NGHỊ ĐỊNH",
        "QUY ĐỊNH CHI TIẾT VÀ HƯỚNG DẪN THI HÀNH…CỦA LUẬT THANH TRA",
        (19, ("Ban Bí thư Trung ương Đảng", "Ngân hàng Chính sách Xã hội", "Lưu: Văn thư, KNTN (5b)")),
        "TM. CHÍNH PHỦ THỦ TƯỚNG", "Nguyễn Tấn Dũng",
    ),
    # Samples of a signature and of its boxes stand within the text; the circular itself prints no Nơi nhận.
    QLVB + "THONG_TU_SO_01*": Boxes(
        "BỘ NỘI VỤ", "01/2011/TT-BNV", "Hà Nội", date(2011, 1, 19), "THÔNG TƯ",
        "Hướng dẫn thể thức và kỹ thuật trình bày văn bản hành chính",
        signer_title="BỘ TRƯỞNG", signer="Trần Văn Tuấn",
    ),
    QLVB + "!Luat_Thanh_tra*": Boxes(
        "QUỐC HỘI", "56/2010/QH12", "Hà Nội", date(2010, 11, 15), "LUẬT", "THANH TRA",
        signer_title="CHỦ TỊCH QUỐC HỘI", signer="Nguyễn Phú Trọng",
    ),
    # One item is a paragraph of 380 letters; forms with signatures of their own follow.
    QLVB + "Thong_tu_so_2442*": Boxes(
        "THANH TRA CHÍNH PHỦ", "2442/2007/TT-TTCP", "Hà Nội", date(2007, 11, 13), "THÔNG TƯ",
        "Hướng dẫn thi hành một số điều của Nghị định số 37/2007/NĐ-CP…về minh bạch tài sản, thu nhập",
        (21, ("Ban Bí thư Trung ương Đảng", "Cục Kiểm tra văn bản, Bộ Tư pháp", "Công báo, Website Chính phủ",
              "Lưu VT, Viện KHTT, Vụ PC")),
        "TỔNG THANH TRA", "Trần Văn Truyền",
    ),
    # Forms with a Nơi nhận each are bound behind it; the decree itself prints none.
    QLVB + "NGHI_DINH_37*": Boxes(
        "CHÍNH PHỦ", "37/2007/NĐ-CP", "", date(2007, 3, 9), "NGHỊ ĐỊNH", "VỀ MINH BẠCH TÀI SẢN, THU NHẬP",
        signer_title="TM. CHÍNH PHỦ THỦ TƯỚNG", signer="Nguyễn Tấn Dũng",
    ),
    QLVB + "QD9UB1*": Boxes(
        "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", "09/2010/QĐ-UBND", "Cần Thơ", date(2010, 1, 21), "QUYẾT ĐỊNH",
        "Ban hành Quy định tuyển chọn…khoa học và công nghệ cấp thành phố",
        (15, ("Văn phòng Chính phủ (HN-TPHCM)", "TT.Thành ủy", "Website Chính phủ", "Lưu Văn thư")),
        "TM.ỦY BAN NHÂN DÂN KT.CHỦ TỊCH PHÓ CHỦ TỊCH", "Trần Tuấn Anh",
    ),
    QLVB + "QD9UB2*": Boxes(
        "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ", "", "", None, "QUY ĐỊNH",
        "Việc tuyển chọn, xét chọn tổ chức…thực hiện nhiệm vụ khoa học và công nghệ cấp thành phố",
        signer_title="TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", signer="Trần Thanh Mẫn",
    ),
    # Nơi nhận and signer stand in one paragraph each line, a tab between them.
    QLVB + "CT9UB.*": Boxes(
        "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG", "09/2009/CT-UBND", "Thủ Dầu Một", date(2009, 4, 15), "CHỈ THỊ",
        "Về việc đẩy mạnh hoạt động khoa học và công nghệ cấp cơ sở",
        (12, ("Bộ Khoa học và Công nghệ", "CT, PCT UBND tỉnh", "UBND các huyện, thị xã",
              "TT Công báo tỉnh, Website tỉnh", "Lưu VT")),
        "TM. UỶ BAN NHÂN DÂN KT.CHỦ TỊCH PHÓ CHỦ TỊCH", "Nguyễn Văn Hiệp",
    ),
    # The issuer misspells its own name.
    QLVB + "Ke_hoach_trien_khai*": Boxes(
        "SỞ THÔNG TIN VÀ TRUYỂN THÔNG", "/KH-STTTT", "Phú Thọ", None, "KẾ HOẠCH",
        "Triển khai cài đặt, đào tạo hướng dẫn sử dụng…tại Sở thông tin và Truyền thông tỉnh Phú Thọ",
        (5, ("Giám đốc", "Trung tâm CNTT Tây Bắc", "Lưu: VT, P.CNTT")), "GIÁM ĐỐC", "Phan Quang Thao",
    ),
    # A form to be filled in, typed “Nơi nhân:”.
    QLVB + "GM.doc": Boxes(kind="GIẤY MỜI", items=(0, ()), addressed_to=("ông(bà)",)),
    OLD + "2003-A-15.rtf": Boxes(
        "CHÍNH PHỦ", "94/1998/NĐ-CP", "", date(1998, 11, 17), "NGHỊ ĐỊNH",
        "QUY ĐỊNH CHI TIẾT THI HÀNH LUẬT SỬA ĐỔI…SỐ 04/1998/QH10 NGÀY 20 THÁNG 5 NĂM 1998",
    ),
    OLD + "2003-A06.rtf": Boxes(
        "BỘ TÀI CHÍNH", "08/2001/TT-BTC", "Hà nội", date(2001, 1, 18), "THÔNG TƯ",
        "Hướng dẫn bổ sung quy định về thuế thu nhập…Thông tư số 99/1998/TT-BTC ngày 14/7/1998",
        (11, ("VP Trung ương Đảng", "Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
              "Các Tổng cục, Cục, Vụ,Viện, đơn vị thuộc Bộ Tài chính", "Lưu : VP(HC,TH),TCT(HC,NV5)")),
        "KT.BỘ TRƯỞNG BỘ TÀI CHÍNH THỨ TRƯỞNG", "Vũ Văn Ninh",
    ),
    # One item of twelve begins with a full stop instead of a dash.
    OLD + "2003-A30.rtf": Boxes(
        "BỘ TÀI CHÍNH", "117/2000/TT-BTC", "Hà nội", date(2000, 12, 21), "THÔNG TƯ",
        "Bổ sung và sửa đổi một số điểm của Thông tư số 40/2000 /TT-BTC…nguyên vật liệu",
        (12, ("Văn phòng TW Đảng", "Văn phòng Quốc hội", "Đại diện Tổng cục thuế tại các tỉnh phía Nam")),
        "KT/BỘ TRƯỞNG BỘ TÀI CHÍNH THỨ TRƯỞNG", "Vũ Văn Ninh",
    ),
    OLD + "2003-TT132001.doc": Boxes(
        "BỘ TÀI CHÍNH", "13/2001/TT-BTC", "", date(2001, 3, 8), "THÔNG TƯ",
        "HƯỚNG DẪN THỰC HIỆN QUY ĐỊNH VỀ THUẾ…ĐẦU TƯ NƯỚC NGOÀI TẠI VIỆT NAM",
    ),
    OLD + "2004-A33.rtf": Boxes(
        "BỘ TÀI CHÍNH - CÔNG NGHIỆP - TỔNG CỤC HẢI QUAN", "176/1998/TTLT-BTC-BCN-TCHQ", "", date(1998, 12, 25),
        "THÔNG TƯ", "HƯỚNG DẪN THỰC HIỆN CHÍNH SÁCH THUẾ THEO TỶ LỆ NỘI ĐỊA HOÁ…",
    ),
    OLD + "2004-B6.doc": Boxes(
        "BỘ TRƯỞNG BỘ TÀI CHÍNH", "1141-TC/QĐ/CĐKT", "", date(1995, 11, 1), "QUYẾT ĐỊNH",
        "VỀ VIỆC BAN HÀNH CHẾ ĐỘ KẾ TOÁN DOANH NGHIỆP",
    ),
    # Every item is a row of a table, the signer's title and name stand in the second column of three of them.
    OLD + "2004-B8.doc": Boxes(
        "BỘ TÀI CHÍNH", "155/1998/TT/BTC", "Hà nội", date(1998, 12, 8), "THÔNG TƯ",
        "HƯỚNG DẪN BỔ SUNG MỘT SỐ ĐIỂM TẠI THÔNG TƯ 60 TC/CĐKT…CÓ VỐN ĐẦU TƯ NƯỚC NGOÀI Ở VIỆT NAM",
        (14, ("Ban Kinh tế TW", "Các Bộ, cơ quan ngang bộ, các cơ quan khác thuộc Chính phủ",
              "Lưu Văn phòng, Vụ CĐKT")),
        "KT/BỘ TRƯỞNG BỘ TÀI CHÍNH Thứ trưởng", "Trần Văn Tá",
    ),
    OLD + "2004-NghiDinh114*": Boxes(
        "Chính phủ", "114/2003/NĐ-CP", "", date(2003, 10, 10), "NGHỊ ĐỊNH",
        "về cán bộ, công chức xã, phường, thị trấn", None, "TM. CHÍNH PHỦ Thủ tướng", "Phan Văn Khải",
    ),
    OLD + "2004-NghiDinh115*": Boxes(
        "Chính phủ", "115/2003/NĐ-CP", "", date(2003, 10, 10), "NGHỊ ĐỊNH", "về chế độ công chức dự bị", None,
        "TM. Chính phủ Thủ tướng", "Phan Văn Khải",
    ),
    OLD + "2004-NghiDinh117*": Boxes(
        "Chính phủ", "117/2003/NĐ-CP", "", date(2003, 10, 10), "NGHỊ ĐỊNH",
        "về việc tuyển dụng, sử dụng và quản lý cán bộ, công chức trong các cơ quan nhà nước", None,
        "TM. Chính phủ Thủ tướng", "Phan Văn Khải",
    ),
    OLD + "2004-NghiDinh29*": Boxes(
        "CHÍNH PHỦ", "29/1998/NĐ-CP", "", date(1998, 5, 11), "NGHỊ ĐỊNH",
        "VỀ VIỆC BAN HÀNH QUY CHẾ THỰC HIỆN DÂN CHỦ Ở XÃ",
    ),
    OLD + "2004-HDTMDT.doc": Boxes(
        kind="HƯỚNG DẪN", abstract="VIẾT THUYẾT MINH ĐỀ TÀI NGHIÊN CỨU KHOA HỌC VÀ PHÁT TRIỂN CÔNG NGHỆ"
    ),
    OLD + "2006-quydinhkiemtra02.doc": Boxes(
        "UỶ BAN NHÂN DÂN TỈNH CÀ MAU", "", "", None, "QUY ĐỊNH",
        "VỀ CHỨC NĂNG, NHIỆM VỤ, QUYỀN HẠN VÀ CƠ CẤU TỔ CHỨC CỦA ĐỘI KIỂM TRA LIÊN NGÀNH 814", None,
        "TM. UỶ BAN NHÂN DÂN TỈNH KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Trịnh Minh Thành",
    ),
    "nd30-2020-original/Phuluc1.doc": Boxes(
        kind="PHỤ LỤC", abstract="THỂ THỨC, KỸ THUẬT TRÌNH BÀY VĂN BẢN HÀNH CHÍNH VÀ BẢN SAO VĂN BẢN"
    ),
    "nd30-2020-original/Phuluc3.doc": Boxes(
        kind="PHỤ LỤC",
        abstract="BẢNG CHỮ VIẾT TẮT TÊN LOẠI, MẪU TRÌNH BÀY VĂN BẢN HÀNH CHÍNH VÀ BẢN SAO VĂN BẢN",
    ),
}  # fmt: skip


@pytest.mark.parametrize("pattern", TABLE)
def test_the_boxes_of_a_real_document(pattern: str) -> None:
    expected, anatomy = TABLE[pattern], read(pattern).anatomy
    found = (anatomy.issuer, anatomy.number, anatomy.place, anatomy.issued_on, anatomy.kind)
    assert found == (expected.issuer, expected.number, expected.place, expected.issued_on, expected.kind)
    begins, _, ends = expected.abstract.partition("…")
    assert anatomy.abstract.startswith(begins) and anatomy.abstract.endswith(ends)
    if "…" not in expected.abstract:
        assert anatomy.abstract == expected.abstract
    assert (anatomy.signer_title, anatomy.signer) == (expected.signer_title, expected.signer)
    assert anatomy.addressed_to == expected.addressed_to
    _same_items(anatomy, expected)


def _same_items(anatomy: Anatomy, expected: Boxes) -> None:
    if expected.items is None:
        assert anatomy.recipients is None
        return
    count, some = expected.items
    assert anatomy.recipients is not None
    assert len(anatomy.recipients) == count, anatomy.recipients
    assert set(some) <= set(anatomy.recipients), anatomy.recipients
    assert not some or anatomy.recipients[0] == some[0]


@pytest.mark.parametrize(
    "pattern",
    [
        "2004-B1-1-DONTC.doc", "2004-B1-2-TMDA.doc", "2004-B1-4-LLCN.doc", "2005-1DCA4_3b.doc",
        "2006-Hamau1BK1995.doc", "2006-Mau-MD-1M-Dntn.doc", "2006-Mau-MD-3M-CP.doc", "2006-Mau-MDS-3M-HD.doc",
        "2007-1AF57_02-2007.pdf", "2004-1113C*.doc",
    ],
)  # fmt: skip
def test_forms_essays_and_tables_have_no_number_no_issuer_and_no_recipients(pattern: str) -> None:
    anatomy = read(OLD + pattern).anatomy
    assert (anatomy.issuer, anatomy.number, anatomy.recipients) == ("", "", None)


def test_a_form_names_whom_it_is_addressed_to() -> None:
    assert read(OLD + "2004-B1-1-DONTC.doc").anatomy.addressed_to == ("Bộ Khoa học và Công nghệ",)
    assert read(OLD + "2006-Mau-MD-1M-Dntn.doc").anatomy.addressed_to == ("Phòng đăng ký kinh doanh tỉnh Sóc Trăng",)


def test_no_open_document_of_the_corpus_bears_a_mark() -> None:
    """Annex I of the decree draws samples of the marks of urgency and circulation in text boxes: none is its own."""
    marked = {}
    for path in corpus_files("**/*"):
        if path.is_file() and path.suffix.lower() in _READ:
            document = read_file(path.read_bytes(), path=path.name, name=path.name, limits=Limits())
            if document.marks:
                marked[path.name] = document.marks
    assert marked == {}


_READ = {".doc", ".docx", ".rtf", ".pdf", ".xls", ".xlsx", ".pptx", ".ppt", ".htm", ".html"}


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 25 and corpus_file("manifest.tsv").exists()
