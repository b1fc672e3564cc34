"""Stories of congttdt about what must not be public, and about mail whose sender is not who he says."""

from __future__ import annotations

import unicodedata

from tests.builders.docx import article, build_docx, paragraph, run
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.stories.documents import legacy_docx, news, transcript, with_text_box
from tests.stories.story import Story, corpus

__all__ = ["STORIES"]

TO = "congttdt@moha.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
MINH, HA = "minh.lq@vanphong.moha.gov.vn", "ha.pt@vanphong.moha.gov.vn"
STRANGER = "lanvu.86@gmail.com"
DESK = "quantri@tiepnhan.thu-nghiem.vn"  # neither desk nor duty officer has an address: the administrator stands in
NO_PROOF = ("PRF101", "defect", "thư")
FROM = "thư, dòng “Từ”"

_SCAN = "signed-pdf-chinhphu/981-ttg.signed.pdf"
_FORUM = "2004-1113C_Michele_Debonneuil-_Phattrien_congnghe"
_PROSE = (
    "Thực hiện chương trình công tác năm, đơn vị báo cáo kết quả rà soát tổ chức, biên chế của các cơ quan trong sáu "
    "tháng đầu năm và đề xuất phương án sắp xếp trong thời gian tới.",
    "Nội dung chi tiết nêu tại các phụ lục kèm theo báo cáo này, gồm số liệu từng đơn vị và lộ trình thực hiện.",
)


def _secret_text_box() -> bytes:
    content = with_text_box("MẬT", "Báo cáo rà soát tổ chức, biên chế sáu tháng đầu năm", *_PROSE)
    return build_mail(
        LAN, TO, "Gửi báo cáo rà soát", "Kính gửi Trung tâm, đơn vị gửi báo cáo.",
        files=[File("Bao cao ra soat.docx", content)], name="Nguyễn Thị Lan",
    )  # fmt: skip


def _secret_vni() -> bytes:
    """TỐI MẬT and XEM XONG TRẢ LẠI, typed in VNI as the whole report is."""
    stamps = [
        paragraph(run(encode("TỐI MẬT", "vni"), font="VNI-Times", bold=True)),
        paragraph(run(encode("XEM XONG TRẢ LẠI", "vni"), font="VNI-Times", bold=True)),
    ]
    lines = ("BÁO CÁO RÀ SOÁT TỔ CHỨC, BIÊN CHẾ", *_PROSE)
    body = [paragraph(run(encode(unicodedata.normalize("NFC", line), "vni"), font="VNI-Times")) for line in lines]
    return build_mail(
        HA, TO, "Gửi báo cáo rà soát", "Gửi Trung tâm báo cáo để biết.",
        files=[File("Bao cao.docx", build_docx([*stamps, *body], font="VNI-Times"))], name="Phạm Thu Hà",
    )  # fmt: skip


def _scan() -> bytes:
    return build_mail(
        LAN, TO, "Quyết định của Thủ tướng Chính phủ", "Kính gửi Ban biên tập, gửi văn bản đã ký số để đăng.",
        files=[File("981-ttg.signed.pdf", corpus(_SCAN))], name="Nguyễn Thị Lan",
    )  # fmt: skip


def _internal() -> bytes:
    content = build_docx(
        article("Tài liệu phục vụ cuộc họp giao ban tháng 8", *_PROSE),
        header=[paragraph("LƯU HÀNH NỘI BỘ", bold=True, align="right")],
    )
    return build_mail(
        HA, TO, "Tài liệu họp giao ban", "Gửi Ban biên tập tài liệu họp để đăng lên Cổng.",
        files=[File("Tai lieu hop.docx", content)], name="Phạm Thu Hà",
    )  # fmt: skip


def _stranger() -> bytes:
    content = news("Kỷ niệm ngày truyền thống ngành Nội vụ", *_PROSE, author="Vũ Thị Lan")
    return build_mail(
        STRANGER, TO, "Bài viết về ngày truyền thống", "Kính gửi Ban biên tập, tôi gửi bài viết mong được đăng.",
        files=[File("Bai viet.docx", content)], name="Vũ Thị Lan",
    )  # fmt: skip


def _unproven() -> bytes:
    content = news("Ra mắt chuyên trang cải cách hành chính", *_PROSE)
    return build_mail(
        LAN, TO, "Tin ra mắt chuyên trang", "Kính gửi Ban biên tập, đơn vị gửi tin để đăng.",
        files=[File("Tin ra mat.docx", content)], name="Nguyễn Thị Lan", results=None,
    )  # fmt: skip


def _forged() -> bytes:
    """In the leader's name, from elsewhere, with a file in TCVN3: nothing may travel back to her."""
    content = legacy_docx(transcript(_FORUM)[:40], "tcvn3", ".VnTime", capitals=".VnTimeH")
    return build_mail(
        HA, TO, "Đăng gấp giúp bài này", "Gửi Ban biên tập, đăng ngay bài này giúp tôi.",
        files=[File("Bai gap.docx", content)], name="Phạm Thu Hà", results="fail",
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story(
        name="congttdt-mat-in-a-text-box", portal="congttdt", received="28/8/2026 15:00", mail=_secret_text_box,
        disposition="quarantine", findings=(("SEC101", "defect", "tệp 1, hộp văn bản"),),
        letters=(("quarantined", LAN), ("duty", DESK)), column="", deadline="",
    ),
    Story(
        name="congttdt-toi-mat-in-vni", portal="congttdt", received="27/2/2026 15:05", mail=_secret_vni,
        disposition="quarantine",
        findings=(("SEC101", "defect", "tệp 1, phần nội dung"), ("SEC102", "defect", "tệp 1, phần nội dung")),
        letters=(("quarantined", HA), ("duty", DESK)), column="", deadline="",
    ),
    Story(
        # Recognised: no mark on it. It is the Prime Minister's, who need not name the portal; a person sees the rest.
        name="congttdt-scan-signed-by-the-government", portal="congttdt", received="28/8/2026 15:10", mail=_scan,
        disposition="hold",
        findings=(
            ("RCP102", "unsure", "thư › 981-ttg.signed.pdf, trang 1"),
            ("PRF101", "unsure", "thư › 981-ttg.signed.pdf, trang 1"),
        ),
        letters=(("held", LAN), ("confirmation_request", HUNG)), item="document", uses=(_SCAN,), needs=("tesseract",),
    ),
    Story(
        name="congttdt-for-internal-circulation", portal="congttdt", received="28/8/2026 15:15", mail=_internal,
        disposition="return", findings=(("SEC102", "defect", "thư › Tai lieu hop.docx, đầu trang"),),
        letters=(("returned", HA),), deadline="",
    ),
    Story(
        name="congttdt-private-mailbox", portal="congttdt", received="28/8/2026 15:20", mail=_stranger,
        disposition="return", findings=(("SND101", "defect", FROM), NO_PROOF), letters=(("returned", STRANGER),),
        deadline="", item="article",
    ),
    Story(
        name="congttdt-origin-not-proven", portal="congttdt", received="28/8/2026 15:25", mail=_unproven,
        disposition="hold", findings=(("SND301", "defect", FROM), NO_PROOF), letters=(),
    ),
    Story(
        name="congttdt-forged-in-the-leaders-name", portal="congttdt", received="28/8/2026 15:30", mail=_forged,
        disposition="hold",
        findings=(("SND301", "defect", FROM), NO_PROOF, ("FNT101", "defect", "thư › Bai gap.docx, đoạn 1")),
        letters=(), uses=(f"viparse-corpus/ground-truth/{_FORUM}.txt",),
    ),
)  # fmt: skip
