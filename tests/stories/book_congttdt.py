"""Stories of the portal congttdt: news and documents of the Ministry's units, accepted, held or sent back."""

from __future__ import annotations

from tests.builders.docx import article, build_docx, paragraph
from tests.builders.mail import File, build_mail
from tests.stories import book_congttdt_classes, book_congttdt_files, book_congttdt_secrecy
from tests.stories.documents import (
    decision_668,
    decomposed,
    draft_circular,
    explanation,
    news,
    official,
    request_letter,
    submission_report,
    word_97_text,
)
from tests.stories.story import Story

__all__ = ["STORIES"]

TO = "congttdt@moha.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
HA = "ha.pt@vanphong.moha.gov.vn"
TUAN, THAO = "tuan.vd@congchuc.moha.gov.vn", "thao.bt@congchuc.moha.gov.vn"
DESK = "quantri@tiepnhan.thu-nghiem.vn"  # no desk's address is set: the administrator stands in
NO_PROOF = ("PRF101", "defect", "thư")
HELD_FOR_HUNG = (("held", LAN), ("confirmation_request", HUNG))
HELD_FOR_THAO = (("held", TUAN), ("confirmation_request", THAO))

MEETING = "Hội nghị sơ kết công tác cải cách hành chính 8 tháng đầu năm 2026"
MEETING_PROSE = (
    "Chiều ngày 28/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức Hội nghị sơ kết công tác cải cách hành chính 8 tháng đầu năm "
    "2026. Thứ trưởng Bộ Nội vụ dự và chỉ đạo Hội nghị.",
    "Báo cáo tại Hội nghị cho biết, các bộ, ngành và địa phương đã rà soát, đơn giản hóa hơn 1.200 thủ tục; nhiều nơi "
    "trả kết quả sớm hạn cho người dân, doanh nghiệp ngay tại cấp xã.",
    "Kết luận Hội nghị, Thứ trưởng đề nghị các đơn vị tập trung hoàn thành các nhiệm vụ còn lại của năm.",
)


def _decision_668() -> bytes:
    return build_mail(
        HA, TO, "Gửi đăng Quyết định số 668/QĐ-BNV", "Kính gửi Trung tâm CNTT, Văn phòng Bộ gửi văn bản để đăng tải.",
        files=[File("QD 668-QD-BNV.docx", decision_668())], name="Phạm Thu Hà",
    )  # fmt: skip


def _meeting() -> bytes:
    return build_mail(
        LAN, TO, "Tin hội nghị sơ kết cải cách hành chính", "Kính gửi Ban biên tập, đơn vị gửi tin để đăng.",
        files=[File("Tin hoi nghi.docx", news(MEETING, *MEETING_PROSE, author="Nguyễn Thị Lan"))],
        name="Nguyễn Thị Lan",
    )  # fmt: skip


def _urgent_late() -> bytes:
    prose = (
        "Sáng ngày 26/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức Lễ trao Huân chương Lao động cho các tập thể, cá nhân có "
        "thành tích xuất sắc trong sắp xếp tổ chức bộ máy.",
        "Sự kiện nằm trong kế hoạch truyền thông của Bộ. Tại buổi lễ, Thứ trưởng chúc mừng các tập thể, cá nhân và "
        "mong muốn tiếp tục lan tỏa những cách làm hay tới các địa phương trong cả nước.",
        "Đại diện các tập thể được khen thưởng phát biểu cảm ơn và hứa tiếp tục phấn đấu.",
    )
    return build_mail(
        HA, TO, "Tin Lễ trao Huân chương Lao động", "Gửi Ban biên tập tin lễ trao thưởng để đăng.",
        files=[File("Tin le trao.docx", news("Bộ Nội vụ trao Huân chương Lao động", *prose, author="Phạm Thu Hà"))],
        name="Phạm Thu Hà",
    )  # fmt: skip


def _draft_with_dossier() -> bytes:
    request = request_letter(
        "Vụ Công chức - Viên chức", "CCVC", "đề nghị đăng tải hồ sơ dự thảo Thông tư quy định về chế độ tập sự",
        "Trung tâm Công nghệ thông tin", "Bùi Thị Thảo",
    )  # fmt: skip
    opinions = build_docx(
        decomposed(
            [
                paragraph("BẢN TỔNG HỢP Ý KIẾN", bold=True),
                paragraph("về dự thảo Thông tư quy định về chế độ tập sự của công chức", bold=True),
                paragraph("Các đơn vị thuộc Bộ thống nhất với dự thảo; đề nghị làm rõ thời điểm có hiệu lực."),
            ]
        )
    )
    return build_mail(
        THAO, TO, "Đề nghị đăng tải dự thảo Thông tư lấy ý kiến", "Kính gửi Trung tâm, Vụ gửi hồ sơ dự thảo.",
        files=[
            File("CV 215 de nghi dang tai.docx", request),
            File("Du thao Thong tu.docx", draft_circular()),
            File("To trinh.docx", submission_report()),
            File("Ban thuyet minh.docx", explanation()),
            File("Tong hop y kien.docx", opinions),
        ],
        name="Bùi Thị Thảo",
    )  # fmt: skip


def _bare_draft() -> bytes:
    return build_mail(
        TUAN, TO, "Dự thảo Thông tư xin ý kiến", "Kính gửi Ban biên tập, gửi dự thảo để đăng lấy ý kiến.",
        files=[File("Du thao Thong tu.docx", draft_circular())], name="Vũ Đình Tuấn",
    )  # fmt: skip


_TRAP = "qlvb-quanhuyen-2011/2011_10_31_0906000000680953!~!Quyet_dinh_93-2007_Thuc_hien_co_che_mot_cua.doc"


def _font_name_trap() -> bytes:
    real = word_97_text(_TRAP, begins="Bộ phận tiếp nhận và trả kết quả ở Ủy ban nhân dân cấp huyện", letters=2400)
    blocks = article("Cơ chế một cửa liên thông: những điểm cần nhớ", *real[:8], font=".VnTime")
    closing = paragraph("Nguồn: Internet", font=".VnTime")
    return build_mail(
        HUNG, TO, "Bài về cơ chế một cửa liên thông", "Gửi Ban biên tập bài viết để đăng chuyên mục cải cách.",
        files=[File("Co che mot cua.docx", build_docx([*blocks, closing], font=".VnTime"))], name="Trần Văn Hùng",
    )  # fmt: skip


def _embargo() -> bytes:
    prose = (
        "Bộ Nội vụ phê duyệt danh sách các tỉnh, thành phố thí điểm mô hình trung tâm phục vụ hành chính công một cấp.",
        "Theo danh sách, mười tỉnh, thành phố thực hiện thí điểm trong hai năm, có đánh giá hằng quý và báo cáo kết "
        "quả trước khi nhân rộng; kinh phí do ngân sách địa phương bảo đảm theo phân cấp hiện hành của Nhà nước.",
    )
    return build_mail(
        HA, TO, "Tin về danh sách thí điểm",
        "Gửi Ban biên tập tin để chuẩn bị trước.\nĐề nghị không phổ biến tin này trước 15 giờ ngày 05/9/2026.\n",
        files=[File("Tin thi diem.docx", news("Mười tỉnh, thành phố thí điểm mô hình một cấp", *prose))],
        name="Phạm Thu Hà",
    )  # fmt: skip


def _wrong_portal() -> bytes:
    paper = official(
        issuer=["BỘ NỘI VỤ", "VỤ CẢI CÁCH HÀNH CHÍNH"],
        number="345/TB-CCHC",
        place_date="Hà Nội, ngày 27 tháng 8 năm 2026",
        kind="THÔNG BÁO",
        abstract="Về việc tổ chức cuộc thi trực tuyến tìm hiểu cải cách hành chính năm 2026",
        body=[
            "Vụ Cải cách hành chính thông báo thể lệ cuộc thi trực tuyến tìm hiểu cải cách hành chính năm 2026.",
            "Thời gian nhận bài dự thi: từ ngày 05/9/2026 đến hết ngày 30/9/2026./.",
        ],
        recipients=[
            "- Các bộ, ngành, địa phương;",
            "- Cổng TTĐT Chính phủ;",
            "- Lưu: VT, CCHC.",
        ],
        signer_title=["VỤ TRƯỞNG"],
        signer="Trần Văn Hùng",
    )
    return build_mail(
        HUNG, TO, "Thông báo cuộc thi tìm hiểu cải cách hành chính", "Gửi Trung tâm CNTT văn bản để đăng tải.",
        files=[File("TB 345-TB-CCHC.docx", paper)], name="Trần Văn Hùng",
    )  # fmt: skip


def _sent_once() -> bytes:
    return build_mail(
        HUNG, TO, "Tin hội nghị sơ kết", "Gửi Ban biên tập tin để đăng.",
        files=[File("Tin hoi nghi.docx", news(MEETING, *MEETING_PROSE))], name="Trần Văn Hùng",
    )  # fmt: skip


def _sent_twice() -> bytes:
    return build_mail(
        HUNG, TO, "Tin hội nghị sơ kết (gửi lại)", "Tôi chưa thấy bài lên Cổng nên gửi lại tin này để đăng.",
        files=[File("Tin hoi nghi.docx", news(MEETING, *MEETING_PROSE))], name="Trần Văn Hùng",
    )  # fmt: skip


_OWN = (
    Story(
        name="congttdt-decision-668-names-the-portal", portal="congttdt", received="28/8/2026 16:40",
        mail=_decision_668, disposition="accept", letters=(("accepted", HA),), item="document",
        deadline="nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40 cùng ngày",
    ),
    Story(
        name="congttdt-liaison-awaits-the-leader", portal="congttdt", received="28/8/2026 16:40", mail=_meeting,
        disposition="hold", findings=(NO_PROOF,), letters=HELD_FOR_HUNG, column="tin_tuc", item="article",
        # The five working days leave out the long weekend of 2 September (31/8 to 2/9) and end on 9 September.
        deadline="từ khi có xác nhận + 04 giờ (668/12.2.b) → muộn nhất 20:40 thứ Tư 9/9/2026",
    ),
    Story(
        name="congttdt-event-of-the-plan-sent-late", portal="congttdt", received="27/8/2026 09:10",
        mail=_urgent_late, disposition="accept", findings=(("TIM101", "defect", "thư › Tin le trao.docx"),),
        letters=(("accepted", HA), ("urgent", DESK)), item="article",
        deadline="nhận 09:10 thứ Năm 27/8/2026 + 02 giờ (668/12.2.a) → 11:10 cùng ngày",
    ),
    Story(
        name="congttdt-draft-with-dossier", portal="congttdt", received="28/8/2026 08:15", mail=_draft_with_dossier,
        disposition="accept", findings=(("FNT102", "defect", "thư › Tong hop y kien.docx, đoạn 1"),),
        letters=(("accepted", THAO),), column="du_thao", item="draft",
        deadline="nhận 08:15 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 12:15 cùng ngày",
    ),
    Story(
        name="congttdt-draft-alone", portal="congttdt", received="28/8/2026 08:20", mail=_bare_draft,
        disposition="hold", findings=(NO_PROOF, ("KIT101", "defect", "thư › Du thao Thong tu.docx")),
        letters=HELD_FOR_THAO, column="du_thao", item="draft",
    ),
    Story(
        name="congttdt-font-name-says-tcvn3-letters-are-unicode", portal="congttdt", received="28/8/2026 10:00",
        mail=_font_name_trap, disposition="accept",
        findings=(("SRC101", "defect", "thư › Co che mot cua.docx, đoạn 10"),),
        letters=(("accepted", HUNG),), item="article", uses=(_TRAP,),
    ),
    Story(
        name="congttdt-embargo", portal="congttdt", received="28/8/2026 14:30", mail=_embargo, disposition="hold",
        findings=(("EMB101", "defect", "thư, lời thư"),), letters=(("held", HA),), item="article",
        deadline="",  # what must not be public yet has no hour by which it must be
    ),
    Story(
        name="congttdt-another-portal-in-noi-nhan", portal="congttdt", received="28/8/2026 09:00", mail=_wrong_portal,
        disposition="return", findings=(("RCP102", "defect", "thư › TB 345-TB-CCHC.docx, bảng 2, hàng 1, ô 1"),),
        letters=(("returned", HUNG),), deadline="", item="document",
    ),
    Story(
        name="congttdt-same-news-sent-again", portal="congttdt", received="28/8/2026 19:30", mail=_sent_twice,
        disposition="hold", findings=(("DUP101", "defect", "thư › Tin hoi nghi.docx"),),
        letters=(("duplicate", HUNG),), column="tin_tuc", earlier=(_sent_once,), item="article",
    ),
)  # fmt: skip

STORIES: tuple[Story, ...] = (
    *_OWN,
    *book_congttdt_files.STORIES,
    *book_congttdt_secrecy.STORIES,
    *book_congttdt_classes.STORIES,
)
