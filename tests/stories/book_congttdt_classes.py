"""Stories of congttdt in which the mail is no plain submission: prechecks, petitions, robots, lists, bounces."""

from __future__ import annotations

from tests.builders.mail import File, build_mail
from tests.stories.documents import news, official
from tests.stories.story import Story, at

__all__ = ["STORIES"]

TO = "congttdt@moha.gov.vn"
PRECHECK = "congttdt+kiemtra@moha.gov.vn"
LAN = "lan.nt@cchc.moha.gov.vn"
HA = "ha.pt@vanphong.moha.gov.vn"
CITIZEN = "nguyenvankhanh1962@gmail.com"
DESK = "quantri@tiepnhan.thu-nghiem.vn"
NO_PROOF = ("PRF101", "defect", "thư")


def _precheck() -> bytes:
    paper = official(
        issuer=["BỘ NỘI VỤ", "VỤ CẢI CÁCH HÀNH CHÍNH"],
        number="352/KH-CCHC",
        place_date="Hà Nội, ngày 28 tháng 8 năm 2026",
        kind="KẾ HOẠCH",
        abstract="Kiểm tra cải cách hành chính đợt 2 năm 2026",
        body=["Vụ Cải cách hành chính ban hành Kế hoạch kiểm tra đợt 2 năm 2026 tại các địa phương sau đây./."],
        recipients=["- Bộ trưởng (để b/c);", "- Sở Nội vụ các tỉnh, thành phố;", "- Lưu: VT, CCHC."],
        signer_title=["VỤ TRƯỞNG"],
        signer="Trần Văn Hùng",
    )
    return build_mail(
        LAN, PRECHECK, "Kế hoạch kiểm tra đợt 2", "Nhờ hệ thống kiểm tra trước giúp văn bản này.",
        files=[File("KH 352-KH-CCHC.docx", paper)], name="Nguyễn Thị Lan",
    )  # fmt: skip


def _petition() -> bytes:
    return build_mail(
        CITIZEN, TO, "Đơn kiến nghị về chế độ người có công",
        "Kính gửi Bộ Nội vụ,\n\n"
        "Tôi tên là Nguyễn Văn Khánh, thương binh hạng 3/4, ở phường Láng, thành phố Hà Nội.\n"
        "Tôi xin kiến nghị Bộ xem xét việc điều chỉnh trợ cấp của tôi: hồ sơ nộp từ tháng 3/2026 tới nay chưa được "
        "trả lời.\n\nTrân trọng cảm ơn.\nNguyễn Văn Khánh\n",
        name="Nguyễn Văn Khánh",
    )  # fmt: skip


def _vacation() -> bytes:
    return build_mail(
        LAN, TO, "Trả lời tự động: Đã tiếp nhận bài viết", "Tôi nghỉ phép đến hết ngày 04/9/2026.",
        name="Nguyễn Thị Lan", in_reply_to="<tn.abcdefghijklmnopqrstuvwxyz@tiepnhan.thu-nghiem.vn>",
        headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip


def _newsletter() -> bytes:
    return build_mail(
        "bantin@hoithao.example.vn", TO, "Bản tin tuần 35", "Mời quý vị đọc bản tin tuần 35.",
        headers={"List-Id": "Ban tin tuan <bantin.hoithao.example.vn>", "Precedence": "bulk"},
    )  # fmt: skip


def _bounce() -> bytes:
    return (
        build_mail(
            "mailer-daemon@mx.moha.gov.vn", TO, "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.moha.gov.vn.\nI'm sorry to have to inform you that your message could "
            "not be delivered to one or more recipients.\n",
        )
    )  # fmt: skip


def _forwarded_by_rule() -> bytes:
    """The leader's mailbox forwards by a rule, and Exchange marks it auto-generated: a person's mail all the same."""
    prose = (
        "Sáng ngày 24/8/2026, tại Hà Nội, Văn phòng Bộ tổ chức Hội nghị tập huấn công tác văn thư, lưu trữ cho công "
        "chức các đơn vị thuộc Bộ.",
        "Hội nghị giới thiệu những điểm mới về lập hồ sơ điện tử và nộp lưu hồ sơ vào lưu trữ cơ quan; các đại biểu "
        "thực hành trên hệ thống và trao đổi những vướng mắc khi thực hiện trong sáu tháng đầu năm.",
    )
    return build_mail(
        HA, TO, "Tin hội nghị tập huấn văn thư", "Gửi Ban biên tập tin để đăng.",
        files=[File("Tin tap huan.docx", news("Tập huấn công tác văn thư, lưu trữ", *prose))], name="Phạm Thu Hà",
        headers={"Auto-Submitted": "auto-generated", "X-MS-Exchange-Inbox-Rules-Loop": "vanphong@moha.gov.vn"},
        at=at("28/8/2026 08:00"),
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story(
        name="congttdt-precheck-of-a-plan", portal="congttdt", received="28/8/2026 16:00", mail=_precheck,
        mail_class="precheck", disposition="return",
        findings=(NO_PROOF, ("RCP102", "defect", "thư › KH 352-KH-CCHC.docx, bảng 2, hàng 1, ô 1")),
        letters=(("precheck", LAN),), envelope_to=PRECHECK, deadline="", item="document",
    ),
    Story(
        name="congttdt-petition", portal="congttdt", received="28/8/2026 16:05", mail=_petition,
        mail_class="petition", disposition="hold", letters=(("petition", CITIZEN), ("petition_notice", DESK)),
        column="", deadline="",
    ),
    Story(
        name="congttdt-vacation-note", portal="congttdt", received="28/8/2026 16:10", mail=_vacation,
        mail_class="auto_reply", disposition=None,
    ),
    Story(
        name="congttdt-newsletter", portal="congttdt", received="28/8/2026 16:15", mail=_newsletter,
        mail_class="list", disposition=None,
    ),
    Story(
        name="congttdt-bounce", portal="congttdt", received="28/8/2026 16:20", mail=_bounce, mail_class="bounce",
        disposition=None,
    ),
    Story(
        name="congttdt-forwarded-by-a-rule", portal="congttdt", received="28/8/2026 16:25", mail=_forwarded_by_rule,
        disposition="hold", findings=(("TIM101", "defect", "thư › Tin tap huan.docx"),), letters=(("held", HA),),
        column="tin_tuc", item="article",
    ),
)  # fmt: skip
