"""Stories of the page of Sở Nội vụ Hưng Yên (2021): the head of the unit approves every item before it is sent."""

from __future__ import annotations

from tests.builders.mail import File, build_mail
from tests.stories.documents import legacy_docx, news, transcript
from tests.stories.story import Story, corpus

__all__ = ["STORIES", "TO", "from_the_head", "not_approved_yet"]

TO = "bbt@sonoivu.hungyen.gov.vn"
DESK = "quantri@tiepnhan.thu-nghiem.vn"  # no address of desk or duty officer is named: the administrator stands in
LONG = "long.pv@sonoivu.hungyen.gov.vn"
DUNG = "dung.nq@sonoivu.hungyen.gov.vn"  # head of the unit
HOC = "danghoc.ctv@gmail.com"  # collaborator of the unit, in the directory

ACCOUNTING = "2004-B6"
SIGNED_SCAN = "signed-pdf-chinhphu/999-ttg.signed.pdf"

_FAIR = (
    "Sở Nội vụ tỉnh Hưng Yên tổ chức phiên giao dịch việc làm lưu động tại phường Phố Hiến, thu hút hơn bốn mươi doanh "
    "nghiệp với gần ba nghìn chỉ tiêu tuyển dụng.",
    "Phát biểu khai mạc, lãnh đạo Sở đề nghị các doanh nghiệp công khai mức lương, điều kiện làm việc; người lao động "
    "được tư vấn miễn phí về học nghề, bảo hiểm thất nghiệp và đăng ký phỏng vấn trực tuyến.",
)


def from_the_head() -> bytes:
    """The head of the unit sends it himself: his mail is his approval."""
    return build_mail(
        DUNG, TO, "Tin phiên giao dịch việc làm lưu động", "Gửi Ban Biên tập tin để đăng.\n",
        files=[File("Phien giao dich.docx", news("Phiên giao dịch việc làm lưu động tại Phố Hiến", *_FAIR))],
        name="Nguyễn Quốc Dũng",
    )  # fmt: skip


def not_approved_yet() -> bytes:
    """The liaison sends before the head has seen it."""
    return build_mail(
        LONG, TO, "Tin phiên giao dịch việc làm", "Kính gửi Ban Biên tập tin về phiên giao dịch việc làm.\n",
        files=[File("Phien giao dich.docx", news("Phiên giao dịch việc làm lưu động tại Phố Hiến", *_FAIR))],
        name="Phạm Văn Long",
    )  # fmt: skip


def opinion_after_hours() -> bytes:
    """A citizen's opinion on the eve of the National Day holiday."""
    return build_mail(
        "vuvanquy.anthi@gmail.com",
        TO,
        "Góp ý, phản ánh về thái độ tiếp công dân",
        "Kính gửi Sở Nội vụ,\n\nTôi là Vũ Văn Quý ở xã Ân Thi. Tôi xin phản ánh: sáng 27/8, khi đến nộp hồ sơ tại bộ "
        "phận một cửa, tôi phải chờ gần hai giờ mà không có ai hướng dẫn.\n\nMong Sở xem xét, trả lời.\n\nVũ Văn Quý\n",
        name="Vũ Văn Quý",
    )


def from_outside() -> bytes:
    """Somebody to whom no right was given (hy/10.1), whom nobody's head has approved."""
    content = news("Làng nghề hương xạ Cao Thôn vào vụ", *_FAIR)
    return build_mail(
        "bientap.langnghe@gmail.com", TO, "Cộng tác bài viết", "Kính gửi Ban Biên tập bài viết để xem xét đăng.\n",
        files=[File("Lang nghe.docx", content)], name="Trang tin Làng nghề",
    )  # fmt: skip


def scan_with_a_seal() -> bytes:
    """A scan signed by another body: neither read nor approved."""
    return build_mail(
        LONG, TO, "Quyết định số 999/QĐ-TTg", "Kính gửi Ban Biên tập văn bản để đăng.\n",
        files=[File("999-ttg.signed.pdf", corpus(SIGNED_SCAN))], name="Phạm Văn Long",
    )  # fmt: skip


def legacy_from_the_head() -> bytes:
    """Approved by the sending, but typed in .VnTime (hy/10.2)."""
    return build_mail(
        DUNG, TO, "Chế độ kế toán để tra cứu", "Gửi Ban Biên tập để đăng mục văn bản.\n",
        files=[File("Che do ke toan.docx", legacy_docx(transcript(ACCOUNTING)[:60], "tcvn3", ".VnTime"))],
        name="Nguyễn Quốc Dũng",
    )  # fmt: skip


def collaborators_digest() -> bytes:
    """A collaborator in the directory: no stranger, but unapproved, and the newspaper's author is left out."""
    content = news(
        "Hưng Yên đẩy mạnh giới thiệu việc làm cho lao động trẻ", *_FAIR, "Nguồn: Báo Hưng Yên, ngày 27/8/2026"
    )
    return build_mail(
        HOC, TO, "Bài cộng tác tuần cuối tháng 8", "Kính gửi Ban Biên tập bài cộng tác.\n",
        files=[File("Gioi thieu viec lam.docx", content)], name="Đặng Văn Học",
    )  # fmt: skip


def false_head() -> bytes:
    """It bears the head's name; the server has no word for it."""
    return build_mail(
        DUNG, TO, "Đăng gấp", "Đăng ngay tin kèm theo.\n",
        files=[File("Tin gap.docx", news("Phiên giao dịch việc làm lưu động tại Phố Hiến", *_FAIR))],
        name="Nguyễn Quốc Dũng", results=None,
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story(
        name="hungyen-truong-phong-tu-gui",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=from_the_head,
        disposition="accept",
        letters=(("accepted", DUNG),),
        column="tin_tuc",
        deadline="",
        item="article",
    ),
    Story(
        name="hungyen-cho-truong-phong-duyet",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=not_approved_yet,
        disposition="hold",
        findings=(("PRF101", "defect", "thư"),),
        letters=(("held", LONG), ("confirmation_request", DUNG)),
        column="tin_tuc",
    ),
    Story(
        name="hungyen-phan-anh-ngoai-gio",
        portal="hungyen",
        received="28/08/2026 17:30",
        mail=opinion_after_hours,
        mail_class="petition",
        disposition="hold",
        letters=(("petition", "vuvanquy.anthi@gmail.com"), ("petition_notice", DESK)),
        # Saturday and Sunday, Monday off in lieu, 1 and 2 September: the office opens again on Thursday 3 September.
        deadline="nhận 17:30 thứ Sáu 28/8/2026, ngoài giờ làm việc, trong ngày làm việc tiếp theo (hy/11.3) → "
        "17:00 thứ Năm 3/9/2026",
    ),
    Story(
        name="hungyen-nguoi-ngoai-gui",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=from_outside,
        disposition="hold",
        findings=(("SND101", "defect", "thư, dòng “Từ”"), ("PRF101", "defect", "thư")),
        letters=(("held", "bientap.langnghe@gmail.com"),),
    ),
    Story(
        name="hungyen-ban-quet-chua-duyet",
        workshop=False,
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=scan_with_a_seal,
        disposition="hold",
        findings=(
            ("SEC101", "unsure", "thư › 999-ttg.signed.pdf"),
            ("PRF101", "unsure", "thư › 999-ttg.signed.pdf, trang 1"),
        ),
        letters=(("held", LONG), ("duty", DESK)),
        uses=(SIGNED_SCAN,),
    ),
    Story(
        name="hungyen-phong-cu",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=legacy_from_the_head,
        disposition="return",
        findings=(("FNT101", "defect", "thư › Che do ke toan.docx, đoạn 1"),),
        letters=(("returned", DUNG),),
        uses=(f"viparse-corpus/ground-truth/{ACCOUNTING}.txt",),
    ),
    Story(
        name="hungyen-cong-tac-vien",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=collaborators_digest,
        disposition="hold",
        findings=(
            ("PRF101", "defect", "thư"),
            ("SRC101", "defect", "thư › Gioi thieu viec lam.docx, đoạn 4"),
        ),
        letters=(("held", HOC), ("confirmation_request", DUNG)),
    ),
    Story(
        name="hungyen-mao-danh-truong-phong",
        portal="hungyen",
        received="28/08/2026 10:20",
        mail=false_head,
        disposition="hold",
        findings=(("SND301", "defect", "thư, dòng “Từ”"), ("PRF101", "defect", "thư")),
        letters=(),  # nobody is written to, the head neither: he would be asked about a mail that he did not send
    ),
)
