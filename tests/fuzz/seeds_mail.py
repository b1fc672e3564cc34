"""Honest mails, plain texts, tables, and the stretches and lines of documents that were read already."""

from __future__ import annotations

from functools import cache

from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.pki import Pki
from tests.builders.smime import clear_signed, opaque_signed
from tests.builders.zips import Item, zip_of

__all__ = ["LETTER_WORDS", "MAIL_WORDS", "PROSE", "SHEET", "mails", "tables", "texts"]

PROSE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của Giám đốc Sở Nội vụ, Ủy ban nhân dân tỉnh quyết định "
    "ban hành kế hoạch tuyên truyền về cải cách hành chính năm 2026."
)
SHEET = """UBND TỈNH HÀ TĨNH|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NỘI VỤ|Độc lập - Tự do - Hạnh phúc
Số: 12/QĐ-SNV|Hà Tĩnh, ngày 18 tháng 11 năm 2026
MẬT|HỎA TỐC
QUYẾT ĐỊNH
Về việc ban hành Kế hoạch
Kính gửi: Các sở, ban, ngành
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền.
Nơi nhận:|KT. GIÁM ĐỐC
- Như Điều 3;|PHÓ GIÁM ĐỐC
- Cổng TTĐT Bộ Nội vụ (để đăng);|(đã ký)
- Lưu: VT, TCCB.|Nguyễn Văn A"""
MAIL_WORDS = (
    "\r\n\r\n", "\r\n", "--=_a_0\r\n", "--=_a_0--\r\n", "Content-Type: multipart/mixed; boundary=x\r\n", "--x\r\n",
    "Content-Type: message/rfc822\r\n", "Content-Type: text/html; charset=utf-7\r\n",
    "Content-Type: text/plain; charset=",
    "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "=?utf-8?b?", "?=",
    "=?utf-8?q?=00?=", "=?x-khong-co?b?AAAA?=", "filename*0*=utf-8''%", "filename*1=", "; name=", "From: a@b\r\n",
    "Date: 99 Foo\r\n", "Message-ID: <", ">", "<", "(", "\\", "\"", "=", "=\r\n", "\0", "\xff", "To: ", "References: ",
    "Authentication-Results: mx.thu-nghiem.vn; dmarc=pass\r\n", "begin 644 a.txt\r\n", "Subject: ", "Received: ",
)  # fmt: skip
LETTER_WORDS = (
    "|", "\n", "Nơi nhận:", "Nơi nhận", "- ", "; ", "Lưu: VT", "MẬT", "M Ậ T", "TỐI MẬT", "GIẢI MẬT", "HỎA TỐC", "Số:",
    "/QĐ-", "Kính gửi:", "KT.", "TL.", "TUQ.", "ngày ", "tháng ", "năm 2026", "QUYẾT ĐỊNH", "CÔNG VĂN", "Về việc",
    "V/v",
    "Độc lập - Tự do - Hạnh phúc", "(đã ký)", "Điều 1.", "\u00ad", "\u0301", "\u0323", "\u202e", "\u200b", "\uf0e1",
    "\ufffd", "µ", "¸", "Th\u00ad", "aâ", "tieng Vie^.t", "dd", "d9", "A(", "\x00", "\x07", "𝐀", "ﬁ", "ｓ", "Ａ", "ħ",
    "www.moha.gov.vn", "а", "е", "1" * 40, "." * 40, " " * 40, "_" * 40, "/" * 20, "-" * 20, "\t", "(", ")", "“", "”",
)  # fmt: skip


@cache
def mails() -> tuple[bytes, ...]:
    inner = build_mail("b@bnv.gov.vn", "c@moha.gov.vn", "Chuyển", "Trong thư", files=[File("a.txt", b"abc")])
    files = [
        File("Bài 1.txt", PROSE.encode()), File("thư.eml", inner, "message/rfc822"),
        File("a.zip", zip_of([Item("b.txt", b"x"), Item("c.eml", inner)])),
    ]  # fmt: skip
    return (
        build_mail(
            "a@bnv.gov.vn", "c@moha.gov.vn", "Gửi bài", "Kính gửi Cổng.", files=files, html="<p>Kính <b>gửi</b>"
        ),
        build_mail(
            "a@bnv.gov.vn", "c@moha.gov.vn", "Re: x", "> a\n> b\n\nok", in_reply_to="<a@b>", cc=["d@bnv.gov.vn"]
        ),
        inner,
        *_signed(inner),
    )


def _signed(mail: bytes) -> tuple[bytes, ...]:
    """``mail`` signed both ways, and a file with a signature beside it."""
    pki = Pki()
    leader = pki.person(email="b@bnv.gov.vn")
    files = [File("a.txt", b"abc"), File("a.txt.p7s", pki.cms(b"abc", leader), "application/pkcs7-signature")]
    beside = build_mail("b@bnv.gov.vn", "c@moha.gov.vn", "Tin", "Tin", files=files)
    return clear_signed(mail, pki, leader, header="hp"), opaque_signed(mail, pki, leader, header="wrapped"), beside


@cache
def texts() -> tuple[bytes, ...]:
    return (
        PROSE.encode(), PROSE.encode("utf-16"), SHEET.encode("utf-8-sig"), encode(PROSE, "tcvn3").encode("latin-1"),
        encode(PROSE, "vni").encode("cp1252", "ignore"),
    )  # fmt: skip


@cache
def tables() -> tuple[bytes, ...]:
    rows = 'STT,Họ tên,Nơi nhận\n1,"Nguyễn ""A""",Cổng\n2,"hai\ndòng",;\n'
    return (rows.encode(), rows.replace(",", ";").encode("utf-16"), rows.replace(",", "\t").encode("cp1258", "ignore"))
