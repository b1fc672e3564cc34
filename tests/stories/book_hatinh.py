"""Stories of the portal of Sở Nội vụ Hà Tĩnh (27/QĐ-SNV): nobody shut out, Unicode without exception, no hours."""

from __future__ import annotations

from tests.builders.docx import article, build_docx, paragraph
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.stories.documents import legacy_docx, news, photograph, transcript
from tests.stories.odd_files import cut_photograph, program, screenshot
from tests.stories.story import Story, corpus

__all__ = ["STORIES", "TO", "half_a_photograph", "photographs"]

TO = "sonoivu@hatinh.gov.vn"
DUTY = "quantri@tiepnhan.thu-nghiem.vn"  # no address of desk or duty officer is named: the administrator stands in
NGA = "nga.ht@sonoivu.hatinh.gov.vn"
DISTRICT = "noivu.kyanh@hatinh.gov.vn"

CA_MAU = "2006-quydinhkiemtra02"
OLD_INVITATION = "qlvb-quanhuyen-2011/2012_01_03_1949000000941947!~!GM.doc"
OLD_PLAN = "qlvb-quanhuyen-2011/2011_12_28_1933000000526798!~!Ke_hoach_trien_khai_dao_tao_phan_mem_Qlvb&Dh.doc"
OLD_TABLE = "viparse-corpus/corpus/public-domain/tcvn3/2006-Bang-bieu.xls"
WEB_PAGE = "qlvb-quanhuyen-2011/2011_12_29_0122000000385685!~!Ke_hoach_tap_huan.doc"

_CLASS = (
    "Sở Nội vụ tỉnh Hà Tĩnh khai giảng lớp bồi dưỡng kỹ năng lãnh đạo cho cán bộ cấp xã. Tham dự có lãnh đạo Sở và hơn "
    "một trăm học viên là chủ tịch, phó chủ tịch Ủy ban nhân dân các xã, phường.",
    "Trong năm ngày, học viên nghe báo cáo viên trình bày sáu chuyên đề về tổ chức bộ máy chính quyền địa phương hai "
    "cấp, đạo đức công vụ và xử lý tình huống trong tiếp công dân; cuối khóa làm bài thu hoạch.",
)


def photographs() -> bytes:
    """Two photographs and nothing else: ht/8.1 takes “tin, bài, ảnh”."""
    return build_mail(
        NGA,
        TO,
        "Ảnh lễ phát động thi đua và ra quân Ngày Chủ nhật xanh",
        "Kính gửi Ban Biên tập hai ảnh lễ phát động thi đua và ra quân Ngày Chủ nhật xanh tại xã Kỳ Xuân.\n"
        "Ảnh: Hoàng Thị Nga\n",
        files=[File("IMG_0231.jpg", photograph(11)), File("IMG_0234.jpg", photograph(12))],
        name="Hoàng Thị Nga",
    )


def letter_of_complaint() -> bytes:
    """A retired teacher asks that her allowance be looked at again."""
    return build_mail(
        "lethimai.huongkhe@gmail.com",
        TO,
        "Đơn kiến nghị giải quyết chế độ thâm niên",
        "ĐƠN KIẾN NGHỊ\n\nKính gửi: Giám đốc Sở Nội vụ tỉnh Hà Tĩnh\n\nTôi tên là Lê Thị Mai, giáo viên nghỉ hưu ở xã "
        "Hương Khê. Tôi kiến nghị Sở xem xét lại việc tính thời gian hưởng phụ cấp thâm niên của tôi từ năm 1989 đến "
        "năm 1994 chưa được cộng.\n\nKính mong được trả lời.\n\nLê Thị Mai\n",
        name="Lê Thị Mai",
    )


def typed_in_vni() -> bytes:
    """A provincial regulation of 2006 as a machine of those years saved it: VNI-Times."""
    return build_mail(
        DISTRICT,
        TO,
        "Quy định về tổ chức Đội kiểm tra liên ngành",
        "Kính gửi Ban Biên tập văn bản để đăng ở mục văn bản.\n",
        files=[File("Quy dinh kiem tra.docx", legacy_docx(transcript(CA_MAU), "vni", "VNI-Times"))],
    )


def nothing_attached() -> bytes:
    """The file was forgotten."""
    return build_mail(DISTRICT, TO, "Tin lớp bồi dưỡng", "Kính gửi Ban Biên tập tin về lớp bồi dưỡng như tệp kèm.\n")


def old_word_and_excel() -> bytes:
    """Formats of 1997, both welcome: the plan is Unicode, the table .VnTime."""
    return build_mail(
        DISTRICT,
        TO,
        "Kế hoạch triển khai đào tạo phần mềm quản lý văn bản",
        "Kính gửi Ban Biên tập kế hoạch và bảng biểu.\n",
        files=[File("Ke hoach dao tao.doc", corpus(OLD_PLAN)), File("Bang bieu.xls", corpus(OLD_TABLE))],
    )


def with_a_program() -> bytes:
    """A self-running slide show beside the article."""
    return build_mail(
        "truongnghe@hatinh.gov.vn",
        TO,
        "Tin khai giảng lớp bồi dưỡng và trình chiếu",
        "Kính gửi Ban Biên tập tin và tệp trình chiếu tự chạy.\n",
        files=[
            File("Tin khai giang.docx", news("Khai giảng lớp bồi dưỡng cán bộ cấp xã", *_CLASS)),
            File("Trinh chieu.exe", program()),
        ],
    )


def half_a_photograph() -> bytes:
    """The connection broke while the photograph was being attached."""
    return build_mail(
        NGA,
        TO,
        "Tin và ảnh khai giảng lớp bồi dưỡng cán bộ cấp xã",
        "Kính gửi Ban Biên tập tin, ảnh.\n",
        files=[
            File("Tin khai giang.docx", news("Khai giảng lớp bồi dưỡng cán bộ cấp xã", *_CLASS)),
            File("Khai giang.jpg", cut_photograph()),
        ],
        name="Hoàng Thị Nga",
    )


def renamed_doc() -> bytes:
    """An old .doc whose name was changed to .docx by hand."""
    return build_mail(
        DISTRICT, TO, "Giấy mời", "Kính gửi Ban Biên tập giấy mời để đưa lên lịch.\n",
        files=[File("Giay moi.docx", corpus(OLD_INVITATION))],
    )  # fmt: skip


def from_the_internet() -> bytes:
    """“Nguồn: Internet” names no source (ht/9.2)."""
    content = news(
        "Ý nghĩa ngày truyền thống của ngành nội vụ",
        "Ngày 28 tháng 8 hằng năm là dịp để cán bộ, công chức, viên chức và người lao động toàn ngành ôn lại truyền "
        "thống của ngành qua các thời kỳ xây dựng và bảo vệ Tổ quốc.",
        "Trải qua nhiều giai đoạn, tổ chức bộ máy của ngành nhiều lần thay đổi nhưng nhiệm vụ tham mưu về tổ chức, cán "
        "bộ, chính quyền địa phương luôn được giao và hoàn thành.",
        "Nguồn: Internet",
    )
    return build_mail(
        "doanthanhnien.snv@gmail.com", TO, "Bài về ngày truyền thống", "Kính gửi Ban Biên tập bài viết.\n",
        files=[File("Ngay truyen thong.docx", content)],
    )  # fmt: skip


def top_secret_in_tcvn3() -> bytes:
    """“TUYỆT MẬT” at the head of the sheet, typed in .VnTimeH: whoever reads bytes sees “tuyÖt mËt”."""
    content = build_docx(
        article("Phương án bố trí nhân sự", *_CLASS),
        header=[paragraph(encode("tuyệt mật", "tcvn3"), font=".VnTimeH")],
    )
    return build_mail(DISTRICT, TO, "Phương án nhân sự", "Kính gửi.\n", files=[File("Phuong an.docx", content)])


def web_page_as_doc() -> bytes:
    """A plan that the document system of a district wrote as a web page and called .doc; a .png that is called .jpg."""
    return build_mail(
        "vanphong.thachha@hatinh.gov.vn", TO, "Kế hoạch tập huấn", "Kính gửi Ban Biên tập kế hoạch và ảnh tập huấn.\n",
        files=[File("Ke hoach tap huan.doc", corpus(WEB_PAGE)), File("Lop tap huan.jpg", screenshot())],
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story(
        name="hatinh-chi-co-anh",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=photographs,
        disposition="accept",
        letters=(("accepted", NGA),),
        column="tin_tuc",
        deadline="",
        item="pictures",
    ),
    Story(
        name="hatinh-don-kien-nghi",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=letter_of_complaint,
        mail_class="petition",
        disposition="hold",
        letters=(("petition", "lethimai.huongkhe@gmail.com"), ("petition_notice", DUTY)),
        column="",
        deadline="",  # ht/9.3.b names who answers, not when
    ),
    Story(
        name="hatinh-van-ban-vni",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=typed_in_vni,
        disposition="return",
        findings=(("FNT101", "defect", "thư › Quy dinh kiem tra.docx, đoạn 1"),),
        letters=(("returned", DISTRICT),),
        uses=(f"viparse-corpus/ground-truth/{CA_MAU}.txt",),
    ),
    Story(
        name="hatinh-quen-dinh-kem",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=nothing_attached,
        disposition="return",
        findings=(("FMT105", "defect", "thư"),),
        letters=(("returned", DISTRICT),),
    ),
    Story(
        name="hatinh-word-excel-doi-cu",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=old_word_and_excel,
        disposition="return",
        findings=(("FNT101", "defect", "thư › Bang bieu.xls, trang tính “Danh muc benh tat hh”, ô A1"),),
        letters=(("returned", DISTRICT),),
        uses=(OLD_PLAN, OLD_TABLE),
        shows="bảng tính .xls",
        needs=("soffice",),
    ),
    Story(
        name="hatinh-tep-chuong-trinh",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=with_a_program,
        disposition="return",
        findings=(("FMT101", "defect", "thư › Trinh chieu.exe"),),
        letters=(("returned", "truongnghe@hatinh.gov.vn"),),
        column="hoi_nghi",
        item="article",
    ),
    Story(
        name="hatinh-anh-tai-do",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=half_a_photograph,
        disposition="return",
        findings=(("FMT104", "defect", "thư › Khai giang.jpg"),),
        letters=(("returned", NGA),),
        column="hoi_nghi",
    ),
    Story(
        name="hatinh-doi-duoi-docx",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=renamed_doc,
        disposition="return",
        findings=(("FMT103", "defect", "thư › Giay moi.docx"),),
        letters=(("returned", DISTRICT),),
        uses=(OLD_INVITATION,),
    ),
    Story(
        name="hatinh-nguon-internet",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=from_the_internet,
        disposition="accept",
        findings=(("SRC101", "defect", "thư › Ngay truyen thong.docx, đoạn 4"),),
        letters=(("accepted", "doanthanhnien.snv@gmail.com"),),
        column="gioi_thieu",
    ),
    Story(
        name="hatinh-tuyet-mat-tcvn3",
        portal="hatinh",
        received="27/02/2026 07:30",  # two days before Luật 117/2025/QH15: the old law is cited
        mail=top_secret_in_tcvn3,
        disposition="quarantine",
        findings=(("SEC101", "defect", "tệp 1, đầu trang"),),
        letters=(("quarantined", DISTRICT), ("duty", DUTY)),
        column="",
    ),
    Story(
        name="hatinh-trang-web-doi-ten-doc",
        shows="trang web mang tên .doc",
        portal="hatinh",
        received="28/08/2026 07:30",
        mail=web_page_as_doc,
        disposition="return",
        findings=(("FMT101", "defect", "thư › Ke hoach tap huan.doc"),),
        letters=(("returned", "vanphong.thachha@hatinh.gov.vn"),),
        uses=(WEB_PAGE,),
    ),
)
