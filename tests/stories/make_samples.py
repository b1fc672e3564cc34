"""Writes the mails of ``samples/``, the same bytes each time: ``python -m tests.stories.make_samples``.

Each sample shows one outcome. Nothing outside this repository goes into them, so that a copy of it alone runs the demo.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.builders.docx import article, build_docx, text_box
from tests.builders.docx import paragraph as line
from tests.builders.mail import AUTHSERV, File, build_mail
from tests.builders.pdf import Text, build_pdf
from tests.stories import book_cchc, book_formats, book_hatinh, book_hungyen, book_wrapped
from tests.stories.documents import legacy_docx, news, official
from tests.stories.wrappings import steady

__all__ = ["DIRECTORY", "SAMPLES", "build_samples", "main"]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
DIRECTORY = Path(__file__).parent / "directory.csv"

MINISTRY = "congttdt@moha.gov.vn"
INSTITUTE = "vienkhtcnn@moha.gov.vn"
HUNG = "hung.tv@cchc.moha.gov.vn"  # head of Vụ Cải cách hành chính
LAN = "lan.nt@cchc.moha.gov.vn"  # its liaison
HA = "ha.pt@vanphong.moha.gov.vn"  # head of Văn phòng Bộ
PHUONG = "phuong.dt@isos.moha.gov.vn"  # staff of the Institute

_MEETING = (
    "Bộ Nội vụ tổ chức hội nghị trực tuyến quán triệt nhiệm vụ cải cách hành chính với các bộ, ngành và ba mươi tư "
    "tỉnh, thành phố. Hội nghị do lãnh đạo Bộ chủ trì tại điểm cầu Hà Nội.",
    "Phát biểu tại hội nghị, lãnh đạo Bộ đề nghị các địa phương phân công rõ người, rõ việc, rõ thời hạn; các đại biểu "
    "thảo luận cách tổ chức thực hiện ở cấp xã sau khi sắp xếp.",
)
_SEMINAR = (
    "Viện Khoa học Tổ chức nhà nước và Lao động tổ chức hội thảo khoa học về mô hình tổ chức chính quyền địa phương "
    "hai cấp. Hội thảo nghe bảy tham luận của các nhà nghiên cứu.",
    "Nhiều ý kiến đề nghị lượng hóa khối lượng công việc của từng vị trí việc làm ở cấp xã, làm căn cứ xác định biên "
    "chế và chế độ tiền lương; kết quả nghiên cứu sẽ được công bố trên tạp chí.",
)


def accepted() -> bytes:
    """The head of the unit sends the news himself: accepted, to be posted within 4 hours."""
    return build_mail(
        HUNG, MINISTRY, "Tin hội nghị trực tuyến cải cách hành chính", "Gửi Cổng TTĐT Bộ tin hội nghị để đăng.\n",
        files=[File("Tin hoi nghi.docx", news("Hội nghị trực tuyến về cải cách hành chính", *_MEETING))],
        name="Trần Văn Hùng",
    )  # fmt: skip


def held_for_the_leader() -> bytes:
    """The liaison sends; the head has not said anything yet."""
    title = "Quán triệt nhiệm vụ cải cách hành chính sáu tháng cuối năm"
    return build_mail(
        LAN, MINISTRY, "Gửi tin để đăng Cổng", "Kính gửi Cổng TTĐT Bộ, Vụ CCHC gửi tin để đăng.\n\nNguyễn Thị Lan\n",
        files=[File("Tin quan triet.docx", news(title, *_MEETING))], name="Nguyễn Thị Lan",
    )  # fmt: skip


def tcvn3() -> bytes:
    """Typed in .VnTime."""
    lines = ["Hội nghị trực tuyến về công tác văn thư, lưu trữ", *_MEETING]
    return build_mail(
        HA, MINISTRY, "Tin hội nghị văn thư", "Văn phòng Bộ gửi tin để đăng.\n",
        files=[File("Tin van thu.docx", legacy_docx(lines, "tcvn3", ".VnTime"))], name="Phạm Thu Hà",
    )  # fmt: skip


def portal_not_named() -> bytes:
    """A notice whose Nơi nhận does not name the portal."""
    notice = official(
        issuer=["BỘ NỘI VỤ", "VĂN PHÒNG"],
        number="112/TB-VP",
        place_date="Hà Nội, ngày 20 tháng 11 năm 2026",
        kind="THÔNG BÁO",
        abstract="Về lịch tiếp công dân của lãnh đạo Bộ tháng 12 năm 2026",
        body=[
            "Văn phòng Bộ thông báo lịch tiếp công dân của lãnh đạo Bộ tháng 12 năm 2026 tại Trụ sở tiếp công dân.",
            "Văn phòng Bộ đề nghị các đơn vị liên quan cử công chức tham gia đúng thành phần./.",
        ],
        recipients=["- Các đơn vị thuộc Bộ;", "- Lưu: VT, VP."],
        signer_title=["CHÁNH VĂN PHÒNG"],
        signer="Phạm Thu Hà",
    )
    return build_mail(
        HA, MINISTRY, "Thông báo lịch tiếp công dân", "Văn phòng Bộ gửi thông báo để đăng.\n",
        files=[File("TB-112.docx", notice)], name="Phạm Thu Hà",
    )  # fmt: skip


def secret() -> bytes:
    """A secrecy mark in a text box, as a stamp is drawn."""
    content = build_docx([line(text_box("MẬT")), *article("Báo cáo về công tác cán bộ", *_MEETING)])
    return build_mail(
        "vanthu@vanphong.moha.gov.vn", MINISTRY, "Báo cáo công tác cán bộ", "Kính gửi báo cáo.\n",
        files=[File("Bao cao.docx", content)],
    )  # fmt: skip


def precheck_by_subject() -> bytes:
    """“[KIỂM TRA]” at the head of the subject: the whole verdict, and no case."""
    lines = ["Hội nghị trực tuyến về cải cách hành chính", *_MEETING]
    return build_mail(
        LAN, MINISTRY, "[KIỂM TRA] Tin hội nghị", "Nhờ kiểm tra giúp trước khi trình lãnh đạo.\n",
        files=[File("Tin du thao.docx", legacy_docx(lines, "vni", "VNI-Times"))], name="Nguyễn Thị Lan",
    )  # fmt: skip


def precheck_by_address() -> bytes:
    """The same by the address +kiemtra."""
    return build_mail(
        HUNG, "congttdt+kiemtra@moha.gov.vn", "Tin hội nghị, nhờ kiểm tra", "Nhờ kiểm tra giúp.\n",
        files=[File("Tin hoi nghi.docx", news("Bộ Nội vụ bàn việc tổ chức thực hiện ở cấp xã", *_MEETING))],
        name="Trần Văn Hùng",
    )  # fmt: skip


def two_portals() -> bytes:
    """One mail to two portals: at the Institute her account is proof enough, at the Ministry it is not."""
    content = news("Hội thảo về mô hình tổ chức chính quyền địa phương hai cấp", *_SEMINAR)
    return build_mail(
        PHUONG, [INSTITUTE, MINISTRY], "Tin hội thảo khoa học", "Gửi Trang TTĐT Viện và Cổng TTĐT Bộ tin hội thảo.\n",
        files=[File("Tin hoi thao.docx", content)], name="Đỗ Thu Phương",
    )  # fmt: skip


def outsider() -> bytes:
    """Somebody from outside writes to the Institute, without proof and without saying who he is."""
    content = news("Trao đổi về tiền lương khu vực công", *_SEMINAR)
    return build_mail(
        "nghiencuu.tre@gmail.com", INSTITUTE, "Bài nghiên cứu", "Kính gửi bài nghiên cứu để đăng.\n",
        files=[File("Bai nghien cuu.docx", content)],
    )  # fmt: skip


def pdf() -> bytes:
    """A PDF with a text layer, from the Institute's own staff."""
    title = "Hội thảo về định biên cán bộ, công chức cấp xã"
    rows = [title]
    for prose in _SEMINAR:
        row = ""
        for word in prose.split():
            if len(row) + len(word) > 80:
                rows.append(row)
                row = ""
            row = f"{row} {word}".strip()
        rows.append(row)
    printed = steady(build_pdf([[Text(60, 780 - 20 * n, row) for n, row in enumerate(rows)]], title=title))
    return build_mail(
        PHUONG, INSTITUTE, "Tin hội thảo (bản PDF)", "Gửi Trang TTĐT Viện bản PDF để đăng.\n",
        files=[File("Hoi thao.pdf", printed)], name="Đỗ Thu Phương",
    )  # fmt: skip


def vacation_note() -> bytes:
    """An out-of-office note: never answered."""
    return build_mail(
        "long.pv@sonoivu.hungyen.gov.vn", book_hungyen.TO, "Trả lời tự động: Đang chờ lãnh đạo xác nhận",
        "Tôi nghỉ phép đến hết tuần, xin trả lời sau.\n", headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip


def bounce() -> bytes:
    """A mail server says that it could not deliver one of our letters: never answered."""
    text = f"""\
Return-Path: <>
Authentication-Results: {AUTHSERV}; dmarc=pass header.from=mail.hatinh.gov.vn
From: Mail Delivery System <MAILER-DAEMON@mail.hatinh.gov.vn>
To: {book_hatinh.TO}
Subject: Undelivered Mail Returned to Sender
Date: Fri, 28 Aug 2026 09:00:00 +0700
Message-ID: <20260828020000.4F1@mail.hatinh.gov.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_bounce"

--=_bounce
Content-Type: text/plain; charset=us-ascii

The mail could not be delivered: mailbox full.

--=_bounce
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.hatinh.gov.vn

Final-Recipient: rfc822; noivu.kyanh@hatinh.gov.vn
Action: failed
Status: 5.2.2

--=_bounce--
"""
    return text.replace("\n", "\r\n").encode()


_BUILDERS: Mapping[str, Callable[[], bytes]] = {
    "01-tin-duoc-tiep-nhan": accepted,
    "02-cho-lanh-dao-xac-nhan": held_for_the_leader,
    "03-phong-chu-cu-tcvn3": tcvn3,
    "04-noi-nhan-thieu-ten-cong": portal_not_named,
    "05-co-dau-mat": secret,
    "06-kiem-tra-truoc-theo-tieu-de": precheck_by_subject,
    "07-kiem-tra-truoc-theo-dia-chi": precheck_by_address,
    "08-gui-hai-cong-cung-luc": two_portals,
    "09-nguoi-ngoai-gui-vien": outsider,
    "10-tep-pdf": pdf,
    "11-bai-cua-nguoi-dan": book_cchc.citizens_article,
    "12-gui-lai-bai-da-gui": book_cchc.sent_again,
    "13-phan-anh-cua-nguoi-dan": book_cchc.petition,
    "14-luu-hanh-noi-bo": book_cchc.internal_only,
    "15-anh-chup": book_hatinh.photographs,
    "16-anh-tai-do-dang": book_hatinh.half_a_photograph,
    "17-truong-phong-tu-gui": book_hungyen.from_the_head,
    "18-cho-truong-phong-duyet": book_hungyen.not_approved_yet,
    "19-thu-bao-vang-mat": vacation_note,
    "20-thu-bao-khong-gui-duoc": bounce,
    "21-word-97-tcvn3": book_formats.word_97_from_a_province,
    "22-zip-trong-zip": book_wrapped.zip_in_zip,
    "23-ban-quet-co-dau": book_wrapped.scanned_decision,
    "24-tep-co-macro": book_wrapped.macro_document,
    "25-video-dung-giua-chung": book_wrapped.cut_film,
    "26-winmail-dat": book_wrapped.winmail_dat,
}


def build_samples() -> dict[str, bytes]:
    """File name → wire bytes, in the order in which the demo feeds them."""
    return {f"{name}.eml": build() for name, build in _BUILDERS.items()}


def main() -> None:
    """Lay ``samples/`` down anew: the mails and the directory of people."""
    SAMPLES.mkdir(exist_ok=True)
    for old in SAMPLES.glob("*.eml"):
        old.unlink()
    for name, content in build_samples().items():
        (SAMPLES / name).write_bytes(content)
    shutil.copyfile(DIRECTORY, SAMPLES / "directory.csv")


if __name__ == "__main__":
    main()
