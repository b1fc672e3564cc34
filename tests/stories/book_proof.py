"""Stories of digital signatures at congttdt (668/9.1.b): what proves the leader, what asks him, what goes back.

The unit is Vụ Cải cách hành chính: Nguyễn Thị Lan sends, Trần Văn Hùng leads.
"""

from __future__ import annotations

from functools import cache, partial

from tests.builders.mail import File, build_mail
from tests.builders.signed_pdf import change_page
from tests.stories.documents import news
from tests.stories.signing import EXPIRED, infrastructure, printed, signed_pdf, signed_word, signer
from tests.stories.story import Story, at

__all__ = ["ARTICLE", "STORIES", "TITLE"]

TO = "congttdt@moha.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
NO_PROOF = ("PRF101", "defect", "thư")
HELD_FOR_HUNG = (("held", LAN), ("confirmation_request", HUNG))

TITLE = "Năm bước đơn giản hóa thủ tục hành chính ở cấp xã"
ARTICLE = (
    "Bài viết giới thiệu năm bước mà các xã, phường có thể làm ngay để đơn giản hóa thủ tục hành chính: rà soát thành "
    "phần hồ sơ, bỏ giấy tờ đã có trong cơ sở dữ liệu, rút ngắn thời gian, công khai kết quả, lấy ý kiến người dân.",
    "Mỗi bước đều kèm ví dụ của địa phương đã thực hiện và biểu mẫu để cán bộ ở bộ phận một cửa dùng hằng ngày.",
)


def _lan(*files: File, subject: str = "Bài về đơn giản hóa thủ tục", text: str = "") -> bytes:
    words = text or "Kính gửi Ban biên tập, Vụ Cải cách hành chính gửi bài kèm theo để đăng."
    return build_mail(LAN, TO, subject, words, files=files, name="Nguyễn Thị Lan")


def _article_pdf() -> bytes:
    return printed(TITLE, *ARTICLE, author="Nguyễn Thị Lan")


def _article_docx(more: str = "") -> bytes:
    """``more``: a last sentence, so that no two stories send the same file."""
    return news(TITLE, *ARTICLE, *([more] if more else []), author="Nguyễn Thị Lan")


def _pdf_of_the_leader() -> bytes:
    """Signed last week: the list of yesterday names nobody who was revoked since."""
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung", stamped=at("20/8/2026 15:30"))))


def _word_of_the_leader() -> bytes:
    return _lan(File("Bai viet.docx", signed_word(_article_docx(), "hung-unit")))


def _pdf_of_the_organisation() -> bytes:
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "vu-cchc")))


def _pdf_of_the_liaison() -> bytes:
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "lan")))


def _self_made_certificate() -> bytes:
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung-self-made")))


def _letter_signed_article_not() -> bytes:
    letter = printed(
        "V/v gửi bài đăng Cổng TTĐT Bộ",
        "Kính gửi: Trung tâm Công nghệ thông tin. Vụ Cải cách hành chính gửi bài viết về đơn giản hóa thủ tục hành "
        "chính ở cấp xã, đề nghị Trung tâm đăng tải.",
        author="Trần Văn Hùng",
    )
    files = (File("Thu gui bai.pdf", signed_pdf(letter, "hung")), File("Bai viet.docx", _article_docx()))
    return _lan(*files, text="Kính gửi Ban biên tập, gửi thư của lãnh đạo Vụ (đã ký số) và bài viết.")


def _painted_over() -> bytes:
    """A line was covered with a white box after the leader had signed."""
    signed = signed_pdf(_article_pdf(), "hung", stamped=at("28/8/2026 08:30"))
    return _lan(File("Bai viet.pdf", change_page(signed, b"1 g 60 700 470 20 re f")))


def _revoked() -> bytes:
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung-revoked")))


def _expired() -> bytes:
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung-expired")))


def _signed_before_it_ended(*, kept: bool) -> bytes:
    """Signed three weeks before the certificate ended, and a timestamp says so. Lists of today leave out what has
    ended; only one of those days can say that it was not revoked then."""
    day = at("10/7/2026 09:00")
    assert day < EXPIRED
    return _lan(File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung-expired", stamped=day, kept=kept)))


def _with_p7s() -> bytes:
    content = _article_docx("Biểu mẫu kèm theo bài.")
    return _lan(File("Bai viet.docx", content), _p7s_of(content))


def _with_p7s_of_the_file_before() -> bytes:
    """Signed, then the liaison mended a word in the file and forgot to have it signed anew."""
    sent = _article_docx("Bộ phận một cửa chịu trách nhiệm thực hiện.")
    return _lan(File("Bai viet.docx", sent), _p7s_of(_article_docx()))


def _with_p7s_of_another_file() -> bytes:
    sent = _article_docx("Địa phương có thể bổ sung bước khác.")
    return _lan(File("Bai viet.docx", sent), _p7s_of(b"another", "Chu ky cua lanh dao.p7s"))


@cache
def _p7s_of(content: bytes, name: str = "Bai viet.docx.p7s") -> File:
    return File(name, infrastructure().cms(content, signer("hung")), "application/pkcs7-signature")


def _signed_in_a_forged_envelope() -> bytes:
    """A signed file that was found somewhere, sent in the liaison's name by nobody knows whom."""
    file = File("Bai viet.pdf", signed_pdf(_article_pdf(), "hung", stamped=at("28/8/2026 08:30")))
    return build_mail(LAN, TO, "Bài đã ký số", "Đăng ngay giúp.", files=[file], name="Nguyễn Thị Lan", results=None)


_PROVEN = (
    Story(
        name="congttdt-pdf-signed-by-the-leader", portal="congttdt", received="28/8/2026 10:00",
        mail=_pdf_of_the_leader, disposition="accept", letters=(("accepted", LAN),), item="article", shows="PDF",
        keys=True,
    ),
    Story(
        name="congttdt-word-signed-by-the-leader", portal="congttdt", received="28/8/2026 10:05",
        mail=_word_of_the_leader, disposition="accept", letters=(("accepted", LAN),), item="article",
        shows="Word, tên và đơn vị", keys=True,
    ),
    Story(
        # Timestamp and lists in the file say that the certificate was good when he signed.
        name="congttdt-pdf-signed-before-the-certificate-ended", portal="congttdt", received="28/8/2026 10:10",
        mail=partial(_signed_before_it_ended, kept=True), disposition="accept", letters=(("accepted", LAN),),
        item="article",
        shows="dấu thời gian và danh sách", keys=True,
    ),
    Story(
        name="congttdt-signature-in-a-file-of-its-own", portal="congttdt", received="28/8/2026 10:15", mail=_with_p7s,
        disposition="accept", letters=(("accepted", LAN),), item="article", shows=".p7s", keys=True,
    ),
)  # fmt: skip

_ASKED = (
    Story(
        name="congttdt-pdf-signed-by-the-organisation", portal="congttdt", received="28/8/2026 10:20",
        mail=_pdf_of_the_organisation, disposition="hold",
        findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG, item="article",
        shows="cơ quan", keys=True,
    ),
    Story(
        name="congttdt-pdf-signed-by-the-liaison", portal="congttdt", received="28/8/2026 10:25",
        mail=_pdf_of_the_liaison, disposition="hold",
        findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG, item="article",
        shows="đầu mối", keys=True,
    ),
    Story(
        # His name and his address, in a certificate that anybody can make at home.
        name="congttdt-pdf-with-a-home-made-certificate", portal="congttdt", received="28/8/2026 10:30",
        mail=_self_made_certificate, disposition="hold",
        findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG, item="article",
        shows="tự tạo", keys=True,
    ),
    Story(
        name="congttdt-letter-signed-article-not", portal="congttdt", received="28/8/2026 10:35",
        mail=_letter_signed_article_not, disposition="hold", findings=(NO_PROOF,), letters=HELD_FOR_HUNG,
        shows="một tệp đã ký", keys=True,
    ),
    Story(
        name="congttdt-pdf-with-a-revoked-certificate", portal="congttdt", received="28/8/2026 10:40", mail=_revoked,
        disposition="hold", findings=(("PRF101", "defect", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG,
        item="article", shows="thu hồi", keys=True,
    ),
    Story(
        name="congttdt-pdf-with-an-expired-certificate", portal="congttdt", received="28/8/2026 10:45", mail=_expired,
        disposition="hold", findings=(("PRF101", "defect", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG,
        item="article", shows="hết hạn", keys=True,
    ),
    Story(
        name="congttdt-pdf-signed-before-the-certificate-ended-without-lists", portal="congttdt",
        received="28/8/2026 10:48", mail=partial(_signed_before_it_ended, kept=False), disposition="hold",
        findings=(("PRF101", "unsure", "thư › Bai viet.pdf, trang 1"),), letters=HELD_FOR_HUNG, item="article",
        shows="dấu thời gian, không có danh sách", keys=True,
    ),
    Story(
        name="congttdt-signature-of-another-file", portal="congttdt", received="28/8/2026 10:50",
        mail=_with_p7s_of_another_file, disposition="hold",
        findings=(("PRF101", "unsure", "thư › Chu ky cua lanh dao.p7s"),), letters=HELD_FOR_HUNG, item="article",
        shows=".p7s", keys=True,
    ),
)  # fmt: skip

_REFUSED = (
    Story(
        name="congttdt-pdf-altered-after-signing", portal="congttdt", received="28/8/2026 10:55", mail=_painted_over,
        disposition="return", findings=(("PRF102", "defect", "thư › Bai viet.pdf, trang 1"),),
        letters=(("returned", LAN),), deadline="", item="article", keys=True,
    ),
    Story(
        # The signature bears the file's name: it was made for this file, and the file is another by now.
        name="congttdt-file-mended-after-its-p7s", portal="congttdt", received="28/8/2026 10:58",
        mail=_with_p7s_of_the_file_before, disposition="return",
        findings=(("PRF102", "defect", "thư › Bai viet.docx, tệp chữ ký “Bai viet.docx.p7s”"),),
        letters=(("returned", LAN),), deadline="", item="article", shows=".p7s", keys=True,
    ),
    Story(
        # The leader's word is there, but nobody knows who sent it: the desk telephones.
        name="congttdt-signed-file-in-a-forged-envelope", portal="congttdt", received="28/8/2026 11:00",
        mail=_signed_in_a_forged_envelope, disposition="hold", findings=(("SND301", "defect", "thư, dòng “Từ”"),),
        letters=(), item="article", shows="đã ký",
    ),
)  # fmt: skip

STORIES: tuple[Story, ...] = (*_PROVEN, *_ASKED, *_REFUSED)
