"""Stories of signed and encrypted mails (S/MIME), and of what an old one is worth."""

from __future__ import annotations

from functools import cache

from tests.builders.mail import File, build_mail
from tests.builders.smime import clear_signed, encrypted, opaque_signed
from tests.stories.book_proof import ARTICLE, TITLE
from tests.stories.documents import news
from tests.stories.signing import infrastructure, signer
from tests.stories.story import Story, at

__all__ = ["STORIES"]

TO, HATINH = "congttdt@moha.gov.vn", "sonoivu@hatinh.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
CITIZEN = "tranminhhoang.luatsu@gmail.com"
HELD_FOR_HUNG = (("held", LAN), ("confirmation_request", HUNG))
HUNG_ASKED = (("held", HUNG), ("confirmation_request", HUNG))

#: The server's word on a mail of which its DKIM signature covers the sender alone: neither To nor Date.
_SENDER_ALONE = (
    b"Authentication-Results: mx.thu-nghiem.vn; dkim=pass header.d=cchc.moha.gov.vn header.s=k1\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; d=cchc.moha.gov.vn; s=k1; h=from:subject; bh=AAAA; b=BBBBBBBBBBBB\r\n"
)


def _part(number: int, *, author: str = "") -> File:
    """One part of a series: no two stories send the same file."""
    return File("Bai viet.docx", news(f"{TITLE}, kỳ {number}", *ARTICLE, author=author))


def _of_hung(part: int, *, to: str = TO, sent: str = "28/8/2026 09:00", results: str | None = "pass") -> bytes:
    file = _part(part)
    words = "Gửi Ban biên tập bài của Vụ để đăng.\n\nTrần Văn Hùng\n"
    return build_mail(
        HUNG, to, "Bài về đơn giản hóa thủ tục", words, files=[file], name="Trần Văn Hùng", at=at(sent),
        results=results,
    )  # fmt: skip


@cache
def _signed_inside() -> bytes:
    """His server signed the sender's name and no more; To and Date stand inside what he signed himself (RFC 9788)."""
    return _SENDER_ALONE + clear_signed(_of_hung(1, results=None), infrastructure(), signer("hung"), header="hp")


@cache
def _opaque() -> bytes:
    return _SENDER_ALONE + opaque_signed(_of_hung(2, results=None), infrastructure(), signer("hung"), header="hp")


@cache
def _lent_token() -> bytes:
    """The liaison's mail, signed with the leader's token that lay on his desk."""
    file = _part(5)
    mail = build_mail(
        LAN, TO, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban biên tập bài để đăng.", files=[file],
        name="Nguyễn Thị Lan",
    )  # fmt: skip
    return clear_signed(mail, infrastructure(), signer("hung"))


@cache
def _old() -> bytes:
    """Written to the portal on 10/8 and received on 28/8: held up somewhere, or sent again by somebody."""
    return clear_signed(
        _of_hung(3, sent="10/8/2026 09:00"),
        infrastructure(),
        signer("hung"),
        header="hp",
        claimed=at("10/8/2026 09:00"),
    )


@cache
def _to_a_colleague() -> bytes:
    """What he wrote to his liaison this morning, sent on to the portal with every signature in place."""
    return clear_signed(_of_hung(4, to=LAN), infrastructure(), signer("hung"), header="hp")


@cache
def _encrypted() -> bytes:
    file = _part(6)
    mail = build_mail(
        LAN, TO, "Bài về đơn giản hóa thủ tục", "Kính gửi Ban biên tập bài để đăng.", files=[file],
        name="Nguyễn Thị Lan",
    )  # fmt: skip
    return encrypted(mail, signer("lan"))


@cache
def _lawyer() -> bytes:
    """A citizen whose mail program signs whatever he writes, with a certificate of his own making."""
    file = _part(7, author="Trần Minh Hoàng")
    mail = build_mail(
        CITIZEN, HATINH, "Bài cộng tác", "Kính gửi Ban Biên tập bài cộng tác để xem xét đăng.", files=[file],
        name="Trần Minh Hoàng",
    )  # fmt: skip
    pki = infrastructure()
    return clear_signed(mail, pki, pki.stranger("Trần Minh Hoàng", "Văn phòng luật sư", email=CITIZEN))


STORIES: tuple[Story, ...] = (
    Story(
        name="congttdt-mail-signed-by-the-leader", portal="congttdt", received="28/8/2026 10:00", mail=_signed_inside,
        disposition="accept", letters=(("accepted", HUNG),), item="article", shows="S/MIME",
    ),
    Story(
        name="congttdt-opaque-mail-of-the-leader", portal="congttdt", received="28/8/2026 10:05", mail=_opaque,
        disposition="accept", letters=(("accepted", HUNG),), item="article", shows="S/MIME một khối",
    ),
    Story(
        name="congttdt-mail-signed-with-the-leaders-token", portal="congttdt", received="28/8/2026 10:10",
        mail=_lent_token, disposition="hold", findings=(("PRF101", "unsure", "thư"),), letters=HELD_FOR_HUNG,
        item="article", shows="S/MIME",
    ),
    Story(
        name="congttdt-old-mail-of-the-leader", portal="congttdt", received="28/8/2026 10:15", mail=_old,
        disposition="hold", findings=(("PRF101", "unsure", "thư"),), letters=HUNG_ASKED, item="article",
        shows="S/MIME cũ",
    ),
    Story(
        name="congttdt-leaders-mail-to-a-colleague", portal="congttdt", received="28/8/2026 10:20",
        mail=_to_a_colleague, disposition="hold", findings=(("PRF101", "unsure", "thư"),), letters=HUNG_ASKED,
        item="article", shows="S/MIME gửi người khác",
    ),
    Story(
        # Nobody can read it: it goes back with one thing to do.
        name="congttdt-encrypted-mail", portal="congttdt", received="28/8/2026 10:25", mail=_encrypted,
        disposition="return", findings=(("FMT203", "defect", "thư"), ("PRF101", "defect", "thư")),
        letters=(("returned", LAN),), deadline="", shows="S/MIME",
    ),
    Story(
        # Nothing is asked of him, so his signature, whatever it is worth, is no reason to hold him up.
        name="hatinh-thu-ky-so-tu-tao", portal="hatinh", received="28/8/2026 10:30", mail=_lawyer,
        disposition="accept", letters=(("accepted", CITIZEN),), item="article", shows="S/MIME",
    ),
)  # fmt: skip
