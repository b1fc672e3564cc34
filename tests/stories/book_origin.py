"""Stories of who sends: by whose word he is known, who only looks like somebody, and who speaks for people outside."""

from __future__ import annotations

from functools import partial

from tests.builders.docx import article, build_docx, paragraph
from tests.builders.mail import File, build_mail
from tests.builders.signed_pdf import change_page
from tests.stories.book_proof import ARTICLE, TITLE
from tests.stories.documents import news
from tests.stories.signing import printed, signed_pdf
from tests.stories.story import INSIDE, Story, at, corpus

__all__ = ["STORIES"]

TO, VIEN, CCHC = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn", "websitecchc@moha.gov.vn"
HUNGYEN = "bbt@sonoivu.hungyen.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
DUC, SON = "duc.nm@ttcntt.moha.gov.vn", "son.dv@ttcntt.moha.gov.vn"
LONG, DUNG = "long.pv@sonoivu.hungyen.gov.vn", "dung.nq@sonoivu.hungyen.gov.vn"
MAI, MAGAZINE = "mai.ctv@vnu.example.vn", "toasoan@tcnn.vn"
PRIVATE, ACADEMY = "dophuong.khoahoc@gmail.com", "khoahoc@hocviencq.example.edu.vn"
LOOKALIKE, TRICKSTER = "lan.nt@cchc.moha.g0v.vn", "ban.tin.2026@gmail.com"
NO_PROOF, UNPROVEN = ("PRF101", "defect", "thư"), ("SND301", "defect", "thư, dòng “Từ”")
NOT_ADMITTED = ("SND101", "defect", "thư, dòng “Từ”")

_DECISION = "signed-pdf-chinhphu/970-ttg.signed.pdf"
_NAME = "Người liên hệ: Trần Thu Trang"
_ADDRESS = "Địa chỉ: số 36 đường Xuân La, phường Xuân Đỉnh, thành phố Hà Nội"
_TELEPHONE = "Điện thoại: 0912 345 678"


def _article_docx(part: int) -> File:
    """One part of a series: no two stories send the same file."""
    return File("Bai viet.docx", news(f"{TITLE}, phần {part}", *ARTICLE))


def _signed(who: str) -> File:
    return File("Bai viet.pdf", signed_pdf(printed(TITLE, *ARTICLE), who, stamped=at("27/8/2026 15:30")))


# --- the sender -----------------------------------------------------------------------------------------------------


def _within_the_house() -> bytes:
    """From desk to desk on the Ministry's own server: no SPF, no DKIM, only the header that this server sets."""
    return build_mail(
        HUNG, TO, "Bài về đơn giản hóa thủ tục", "Gửi Ban biên tập bài của Vụ để đăng.", files=[_article_docx(1)],
        name="Trần Văn Hùng", results=None, headers={"X-MS-Exchange-Organization-AuthAs": "Internal"},
    )  # fmt: skip


def _limited_seal() -> bytes:
    """A signature with l= holds whatever is written below what it covers."""
    mail = build_mail(
        HUNG, TO, "Bài về đơn giản hóa thủ tục", "Gửi Ban biên tập bài của Vụ để đăng.", files=[_article_docx(2)],
        name="Trần Văn Hùng", results=None,
    )  # fmt: skip
    return (
        b"Authentication-Results: mx.thu-nghiem.vn; dkim=pass header.d=cchc.moha.gov.vn header.s=k1\r\n"
        b"DKIM-Signature: v=1; a=rsa-sha256; d=cchc.moha.gov.vn; s=k1; l=12; h=from:to:subject:date; bh=AAAA;\r\n"
        b" b=BBBBBBBBBBBB\r\n"
    ) + mail


def _borrowed_name(portal_address: str) -> bytes:
    return build_mail(
        TRICKSTER, portal_address, "Đề nghị đăng gấp", "Ban biên tập đăng ngay bài kèm theo.",
        files=[_article_docx(3)], name="congttdt@moha.gov.vn",
    )  # fmt: skip


def _lookalike() -> bytes:
    return build_mail(
        LOOKALIKE, TO, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban biên tập bài kèm theo để đăng.",
        files=[_signed("hung-self-made")], name="Nguyễn Thị Lan",
    )  # fmt: skip


def _collaborator() -> bytes:
    return build_mail(
        MAI, TO, "Bài cộng tác", "Kính gửi Ban biên tập bài cộng tác kỳ này.", files=[_article_docx(4)],
        name="Phan Thị Mai",
    )  # fmt: skip


def _magazine() -> bytes:
    return build_mail(
        MAGAZINE, TO, "Tin, bài của Tạp chí", "Tạp chí gửi Ban biên tập bài của số tháng 8 để khai thác, đăng lại.",
        files=[_article_docx(5)], name="Tòa soạn Tạp chí Tổ chức nhà nước và Lao động",
    )  # fmt: skip


def _signed_for_the_director() -> bytes:
    """Signed by her who is charged to sign for the head of the unit."""
    return build_mail(
        DUC, TO, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban biên tập bài của Trung tâm.", files=[_signed("trang")],
        name="Nguyễn Minh Đức",
    )  # fmt: skip


def _charge_has_ended() -> bytes:
    """He was charged until 31/7/2026; his mailbox works on."""
    return build_mail(
        SON, TO, "Bài về đơn giản hóa thủ tục", "Gửi Ban biên tập bài của Trung tâm.", files=[_article_docx(6)],
        name="Đinh Văn Sơn",
    )  # fmt: skip


def _decision_beside_an_article() -> bytes:
    """Any public decision is signed: it proves nothing of what is sent with it."""
    files = [File("970-ttg.signed.pdf", corpus(_DECISION)), _article_docx(7)]
    words = "Kính gửi Ban biên tập bài viết và Quyết định của Thủ tướng Chính phủ (đã ký số) để tham khảo."
    return build_mail(LAN, TO, "Bài viết và Quyết định", words, files=files, name="Nguyễn Thị Lan")


# --- people outside the Institute -------------------------------------------------------------------------------------


def _from_outside(sender: str, name: str, file: File, *contact: str) -> bytes:
    words = "\n".join(("Kính gửi quý Viện, xin gửi bài kèm theo để đăng trên trang của Viện.", "", *contact, ""))
    return build_mail(sender, VIEN, "Bài nghiên cứu để đăng", words, files=[file], name=name)


def _of_the_academy(*contact: str) -> bytes:
    return _from_outside(ACADEMY, "Phòng Quản lý khoa học", _signed("academy"), *contact)


def _on_paper(office: str) -> bytes:
    """The box at the foot of a form, as it is filled in and signed by hand."""
    box = [paragraph(f"XÁC NHẬN CỦA {office}", bold=True), paragraph("(Ký, ghi rõ họ tên, đóng dấu)")]
    return build_docx([*article(TITLE, *ARTICLE), *box])


def _confirmed_on_paper() -> bytes:
    file = File("Bai viet.docx", _on_paper("LÃNH ĐẠO CƠ QUAN"))
    return _from_outside(ACADEMY, "Phòng Quản lý khoa học", file, _NAME, _ADDRESS, _TELEPHONE)


# --- Hưng Yên and cải cách hành chính ---------------------------------------------------------------------------------


def _hungyen(file: File) -> bytes:
    return build_mail(
        LONG, HUNGYEN, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban Biên tập bài kèm theo để đăng.", files=[file],
        name="Phạm Văn Long",
    )  # fmt: skip


def _altered_at_cchc() -> bytes:
    altered = change_page(signed_pdf(printed(TITLE, *ARTICLE, author="Nguyễn Thị Lan"), "hung"), b"1 g 60 700 9 9 re f")
    return build_mail(
        LAN, CCHC, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban Biên tập bài kèm theo để đăng.",
        files=[File("Bai viet.pdf", altered)], name="Nguyễn Thị Lan",
    )  # fmt: skip


_SENDERS = (
    Story(
        name="congttdt-leader-on-the-ministrys-own-server", portal="congttdt", received="28/8/2026 11:00", door=INSIDE,
        mail=_within_the_house, disposition="accept", letters=(("accepted", HUNG),), item="article",
        shows="tiêu đề nội bộ",
    ),
    Story(
        # At a door that does not know that server anybody can write its header.
        name="congttdt-internal-header-at-another-door", portal="congttdt", received="28/8/2026 11:05",
        mail=_within_the_house, disposition="hold", findings=(UNPROVEN, NO_PROOF), letters=(), item="article",
        shows="tiêu đề nội bộ",
    ),
    Story(
        name="congttdt-seal-that-can-be-added-to", portal="congttdt", received="28/8/2026 11:10", mail=_limited_seal,
        disposition="hold", findings=(UNPROVEN, NO_PROOF), letters=(), item="article", shows="DKIM l=",
    ),
    Story(
        name="congttdt-borrowed-display-name", portal="congttdt", received="28/8/2026 11:15",
        mail=partial(_borrowed_name, TO), disposition="hold", findings=(UNPROVEN, NOT_ADMITTED, NO_PROOF), letters=(),
        item="article",
    ),
    Story(
        # The page takes mail from everybody, but not under a name that is the Ministry's.
        name="cchc-ten-hien-thi-muon", portal="cchc", received="28/8/2026 11:20", mail=partial(_borrowed_name, CCHC),
        disposition="hold", findings=(UNPROVEN,), letters=(), item="article",
        shows="tên hiển thị",
    ),
    Story(
        # Sent by the true owner of a false domain, with a certificate made at home: it goes back to him, and says so.
        name="congttdt-domain-that-looks-alike", portal="congttdt", received="28/8/2026 11:25", mail=_lookalike,
        disposition="return", findings=(NOT_ADMITTED, ("PRF101", "unsure", "thư › Bai viet.pdf, trang 1")),
        letters=(("returned", LOOKALIKE),), deadline="", item="article", keys=True,
    ),
    Story(
        # Nobody leads a collaborator: the desk decides.
        name="congttdt-collaborator", portal="congttdt", received="28/8/2026 11:30", mail=_collaborator,
        disposition="hold", findings=(NO_PROOF,), letters=(("held", MAI),), item="article", shows="cộng tác viên",
    ),
    Story(
        name="congttdt-magazine-of-the-ministry", portal="congttdt", received="28/8/2026 11:35", mail=_magazine,
        disposition="hold", findings=(NO_PROOF,), letters=(("held", MAGAZINE),), item="article", shows="báo chí",
    ),
    Story(
        name="congttdt-signed-for-the-director", portal="congttdt", received="28/8/2026 11:40",
        mail=_signed_for_the_director, disposition="accept", letters=(("accepted", DUC),), item="article",
        shows="ký thay", keys=True,
    ),
    Story(
        # 668/15.3: the next minute he is a stranger, and nobody knows a leader to ask.
        name="congttdt-charge-has-ended", portal="congttdt", received="28/8/2026 11:43", mail=_charge_has_ended,
        disposition="hold", findings=(NO_PROOF,), letters=(("held", SON),), item="article", shows="thôi nhiệm vụ",
    ),
    Story(
        name="congttdt-public-decision-beside-an-article", portal="congttdt", received="28/8/2026 11:45",
        mail=_decision_beside_an_article, disposition="hold",
        findings=(
            ("RCP102", "unsure", "thư › 970-ttg.signed.pdf, trang 2"),
            ("PRF101", "unsure", "thư › 970-ttg.signed.pdf, trang 1"),
        ),
        letters=(("held", LAN), ("confirmation_request", HUNG)), uses=(_DECISION,), needs=("tesseract",),
        shows="bài viết bên cạnh",
    ),
)  # fmt: skip

_OUTSIDERS = (
    Story(
        # The Institute's researcher, from a private mailbox: her head's signature is good, but she is nobody's staff
        # there (vien/10.1.a), so nobody knows whose head must sign. The desk knows her.
        name="vien-researcher-with-her-heads-signature", portal="vienkhtcnn", received="28/8/2026 11:00",
        mail=lambda: _from_outside(PRIVATE, "Đỗ Thu Phương", _signed("binh"), _NAME, _ADDRESS, _TELEPHONE),
        disposition="hold", findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),),
        letters=(("held", PRIVATE),), deadline="", item="article", shows="ký số của trưởng phòng", keys=True,
    ),
    Story(
        name="vien-academy-signed-with-contact", portal="vienkhtcnn", received="28/8/2026 11:05",
        mail=partial(_of_the_academy, _NAME, _ADDRESS, _TELEPHONE), disposition="hold",
        findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),), letters=(("held", ACADEMY),), deadline="",
        item="article", shows="ký số của cơ quan ngoài", keys=True,
    ),
    *(
        Story(
            name=f"vien-academy-without-{word}", portal="vienkhtcnn", received="28/8/2026 11:10",
            mail=partial(_of_the_academy, *contact), disposition="return",
            findings=(("SND201", "defect", "thư"), ("PRF101", "unsure", "thư › Bai viet.pdf, trang 1")),
            letters=(("returned", ACADEMY),), deadline="", item="article", shows=f"thiếu {word}", keys=True,
        )
        for word, contact in (
            ("name", (_ADDRESS, _TELEPHONE)), ("address", (_NAME, _TELEPHONE)), ("telephone", (_NAME, _ADDRESS)),
        )
    ),
    Story(
        # A box to be signed by hand is shown to a person with its place, and never counted.
        name="vien-academy-confirmed-on-paper", portal="vienkhtcnn", received="28/8/2026 11:15",
        mail=_confirmed_on_paper, disposition="return",
        findings=(NOT_ADMITTED, ("PRF101", "unsure", "thư › Bai viet.docx, đoạn 4")),
        letters=(("returned", ACADEMY),), deadline="", item="article", shows="xác nhận trên giấy",
    ),
)  # fmt: skip

_OTHER_PORTALS = (
    Story(
        name="hungyen-truong-phong-ky-so", portal="hungyen", received="28/8/2026 11:00",
        mail=lambda: _hungyen(_signed("dung")), disposition="accept", letters=(("accepted", LONG),), item="article",
        shows="ký số", keys=True,
    ),
    Story(
        # Who can be asked is asked; the box on paper is only shown.
        name="hungyen-xac-nhan-tren-giay", portal="hungyen", received="28/8/2026 11:05",
        mail=lambda: _hungyen(File("Bai viet.docx", _on_paper("TRƯỞNG ĐƠN VỊ"))), disposition="hold",
        findings=(NO_PROOF,), letters=(("held", LONG), ("confirmation_request", DUNG)), item="article",
        shows="xác nhận trên giấy",
    ),
    Story(
        # 588 asks for no proof; that the file is not what was signed is said all the same.
        name="cchc-tep-bi-sua-sau-khi-ky", portal="cchc", received="28/8/2026 11:00", mail=_altered_at_cchc,
        disposition="accept", findings=(("PRF102", "defect", "thư › Bai viet.pdf, trang 1"),),
        letters=(("accepted", LAN),), item="article", keys=True,
    ),
)  # fmt: skip

STORIES: tuple[Story, ...] = (*_SENDERS, *_OUTSIDERS, *_OTHER_PORTALS)
