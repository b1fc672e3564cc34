"""Attacks with whole mails, through the door to the letters. Each succeeds where the one check is gone, and is refused
where it stands. Certificates are of a true infrastructure; the ledger, the sandbox and the rules are real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.case import Case
from casework.document import Document
from casework.mail import Origin
from casework.noun import replace
from casework.ports import History
from casework.vietnamese import fold
from intake.sandbox import Sandbox
from store.history import LedgerHistory
from tests.builders.mail import File
from tests.builders.pdf import Text, build_pdf
from tests.builders.pki import Identity, Pki
from tests.builders.signed_pdf import sign_pdf
from tests.builders.smime import clear_signed, mixed, part_of
from tests.builders.zips import Item, zip_of
from tests.frontdesk.leaders import answer, words_of
from tests.frontdesk.office import LEADER, LIAISON, Office, at, news
from validators import authority, covered, fresh, signers
from validators.rules import tim101_late

UNIT = "Vụ Cải cách hành chính"
PKI = Pki(label="Whole")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    one = Sandbox(workers=1, seconds=60, memory_mb=1024)
    one.trust(PKI.material())
    yield one
    one.close()


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    house = Office(tmp_path, sandbox, now=at("28/8/2026 09:00"))
    yield house
    house.close()


def leader(**choices: Any) -> Identity:
    """The certificate of the unit's leader, as the state's authority makes them."""
    return PKI.person("Trần Văn Hùng", "Bộ Nội vụ", UNIT, **{"email": LEADER, "key": "hung", **choices})


def decision(by: Identity | None = None) -> bytes:
    """A decision that he signed, as everybody may fetch it from the Ministry's site."""
    paper = build_pdf([[Text(60, 780, "QUYẾT ĐỊNH", size=14), Text(60, 750, "Về việc công bố thủ tục hành chính")]])
    return sign_pdf(paper, PKI, by or leader(), page=1, claimed=at("20/8/2026 09:00"))


def is_accepted(office: Office, ref: str) -> bool:
    return office.ledger.state(ref) == "queued"


def asked_about(office: Office, ref: str) -> tuple[str, ...]:
    """The files that the leader was asked about, by name, because nothing proved them."""
    authority = office.case(ref).authority
    assert office.letters("confirmation_request", to=LEADER), "the leader was not asked"
    assert authority is not None
    return authority.uncovered


#: Long enough to be an article by itself.
TYPED = """Hội nghị sơ kết công tác cải cách hành chính 6 tháng đầu năm 2026

Ngày 27/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị sơ kết công tác cải cách hành chính 6 tháng đầu năm. Dự hội nghị
có đại diện các vụ, cục thuộc Bộ và Sở Nội vụ các tỉnh, thành phố trực thuộc Trung ương.

Phát biểu tại hội nghị, đồng chí Thứ trưởng nhấn mạnh kết quả đơn giản hóa thủ tục hành chính và đề nghị các địa phương
tiếp tục rút ngắn thời gian giải quyết hồ sơ cho người dân, doanh nghiệp.

Hội nghị đã nghe tham luận của năm địa phương và thống nhất nhiệm vụ trọng tâm sáu tháng cuối năm. Các đại biểu cũng
trao đổi về việc kết nối dữ liệu dân cư với cơ sở dữ liệu cán bộ, công chức, viên chức của các bộ, ngành, địa phương.

Kết luận hội nghị, đồng chí Thứ trưởng giao Vụ Cải cách hành chính tổng hợp ý kiến, trình Bộ trưởng trong tháng 9.
"""


# --- a true signature, and a file that it does not cover -------------------------------------------------------------


def by_path(wanted: covered.Wanted, document: Document) -> tuple[str, ...]:
    """What lay “inside” by its path alone."""
    held = (d.sha256 for d in wanted._documents if d.path.startswith(f"{document.path} › "))
    return (document.sha256, *held)


def test_signed_decision_is_accepted(office: Office) -> None:
    """What the attacks below lean on."""
    assert is_accepted(office, office.take_in(office.mail(LIAISON, "Gửi đăng.", File("qd.pdf", decision()))))


def folder_named_like_a_decision(office: Office) -> str:
    """In one archive the signed “qd.pdf”, and a folder “qd.pdf” with an article of the sender's own."""
    archive = zip_of([Item("qd.pdf", decision()), Item("qd.pdf/bai.docx", news("Bài mà lãnh đạo chưa xem"))])
    return office.take_in(office.mail(LIAISON, "Gửi đăng quyết định.", File("ho so.zip", archive)))


def test_folder_named_like_a_decision_would_succeed_without_what_the_intake_saw(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", by_path)
    assert is_accepted(office, folder_named_like_a_decision(office))


def test_folder_named_like_a_decision_is_refused(office: Office) -> None:
    ref = folder_named_like_a_decision(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)


def decision_in_place_of_an_archive(office: Office) -> str:
    """First an archive that is called “qd.pdf”, which comes back; then the signed decision of that name takes its
    place, and what lay in the archive stays."""
    archive = zip_of([Item("bai.docx", news("Bài mà lãnh đạo chưa xem"))])
    first = office.take_in(office.mail(LIAISON, "Gửi đăng quyết định.", File("qd.pdf", archive)))
    assert office.ledger.state(first) == "returned"
    again = office.mail(
        LIAISON, "Gửi lại quyết định.", File("qd.pdf", decision()),
        in_reply_to=office.only("returned", to=LIAISON).message_id,
    )  # fmt: skip
    ref = office.take_in(again)
    assert ref == first
    return ref


def test_decision_in_place_of_an_archive_would_succeed_without_what_the_intake_saw(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", by_path)
    assert is_accepted(office, decision_in_place_of_an_archive(office))


def test_decision_in_place_of_an_archive_is_refused(office: Office) -> None:
    ref = decision_in_place_of_an_archive(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)


def article_typed_beside_a_decision(office: Office) -> str:
    """The signed decision is attached; what is to be posted stands in the mail."""
    return office.take_in(office.mail(LIAISON, TYPED, File("qd.pdf", decision())))


def test_article_typed_beside_a_decision_would_succeed_without_a_look_at_the_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed = covered.Wanted.__init__

    def blind(wanted: covered.Wanted, case: Case, history: History) -> None:
        weighed(wanted, replace(case, documents=tuple(replace(d, item=None) for d in case.documents)), history)

    monkeypatch.setattr(covered.Wanted, "__init__", blind)
    assert is_accepted(office, article_typed_beside_a_decision(office))


def test_article_typed_beside_a_decision_is_refused(office: Office) -> None:
    ref = article_typed_beside_a_decision(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("thư",)


def article_typed_after_the_request(office: Office) -> str:
    """The leader is asked about a file; before he answers, the sender replies with an article of other words."""
    ref = office.take_in(office.mail(LIAISON, "Gửi đăng.", File("bai.docx", news())))
    request = office.only("confirmation_request", to=LEADER)
    office.hand.turn(minutes=5)
    held = office.only("held", to=LIAISON)
    assert office.take_in(office.mail(LIAISON, TYPED, in_reply_to=held.message_id)) == ref
    office.hand.turn(minutes=5)
    answer(office, request, "Đồng ý")
    return ref


def test_article_typed_after_the_request_would_succeed_without_words_in_the_request(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Case, "to_confirm", property(lambda case: case.files))
    monkeypatch.setattr(covered.Wanted, "by_word", lambda *_: ())
    assert is_accepted(office, article_typed_after_the_request(office))


def test_article_typed_after_the_request_is_refused(office: Office) -> None:
    ref = article_typed_after_the_request(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    _, second = office.letters("confirmation_request", to=LEADER)
    assert "tiếp tục rút ngắn thời gian giải quyết hồ sơ" in words_of(second), (
        "he is asked about the words, and sees them"
    )


# --- whose signature it is -------------------------------------------------------------------------------------------


def signed_by_a_namesake(office: Office) -> str:
    """Another ministry has a Vụ of that name, too, and in it a man of that name with a true certificate."""
    namesake = PKI.person("Trần Văn Hùng", "Bộ Tài chính", UNIT, email="hung.tv@mof.gov.vn", key="namesake")
    return office.take_in(office.mail(LIAISON, "Gửi đăng.", File("qd.pdf", decision(namesake))))


def test_namesake_of_another_ministry_would_succeed_without_the_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = signers._is_his
    monkeypatch.setattr(signers, "_is_his", lambda signed, leader: judged(replace(signed, email=""), leader))
    assert is_accepted(office, signed_by_a_namesake(office))


def test_namesake_of_another_ministry_is_refused(office: Office) -> None:
    ref = signed_by_a_namesake(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("qd.pdf",)
    assert "hung.tv@mof.gov.vn" in words_of(office.only("confirmation_request", to=LEADER))


def signed_by_a_colleague(office: Office) -> str:
    """Trần Văn Hưng, of the same unit, is not Trần Văn Hùng."""
    colleague = PKI.person("Trần Văn Hưng", "Bộ Nội vụ", UNIT, key="colleague")
    return office.take_in(office.mail(LIAISON, "Gửi đăng.", File("qd.pdf", decision(colleague))))


def test_name_of_another_tone_would_succeed_without_the_diacritics(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signers, "same_name", lambda one, other: fold(one) == fold(other))
    assert is_accepted(office, signed_by_a_colleague(office))


def test_name_of_another_tone_is_refused(office: Office) -> None:
    ref = signed_by_a_colleague(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("qd.pdf",)


# --- a leader's own mail, sent on by somebody else -------------------------------------------------------------------

SEAL = "v=1; a=rsa-sha256; d=cchc.moha.gov.vn; s=k1; h=from:subject:date; bh=YQ==; b=bGVhZGVyLWxlYWRlcg=="


def old_mail_with_a_new_recipient(office: Office) -> str:
    """He sent it to a colleague. The signature of his server does not cover To, and whoever has the mail may change it;
    our server finds the signature good."""
    mail = office.mail(LEADER, "Anh xem giúp.", File("bai.docx", news()), DKIM_Signature=SEAL)
    found = b"dkim=pass header.d=cchc.moha.gov.vn header.s=k1"
    return office.take_in(mail.replace(b"dmarc=pass header.from=cchc.moha.gov.vn", found, 1))


def test_old_mail_with_a_new_recipient_would_succeed_without_what_was_signed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Origin, "seals", lambda *_: True)
    assert is_accepted(office, old_mail_with_a_new_recipient(office))


def test_old_mail_with_a_new_recipient_is_refused(office: Office) -> None:
    ref = old_mail_with_a_new_recipient(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)


def mail_of_last_month(office: Office) -> str:
    """To the portal it was, but it never arrived; somebody keeps it until it fits him."""
    mail = office.mail(LEADER, "Gửi đăng.", File("bai.docx", news()))
    office.hand.turn(days=20)
    return office.take_in(mail)


def test_mail_of_last_month_would_succeed_without_the_date(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_is_old", lambda *_: False)
    monkeypatch.setattr(tim101_late, "find_moments", lambda *_: ())  # the news themselves are late as well
    assert is_accepted(office, mail_of_last_month(office))


def test_mail_of_last_month_is_refused(office: Office) -> None:
    ref = mail_of_last_month(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)


def signed_mail_once_more(office: Office) -> str:
    """Signed by himself and sent to the portal, where an editor refused it. Then it comes again, with another
    Message-ID."""
    mail = clear_signed(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())), PKI, leader())
    first = office.take_in(mail)
    assert is_accepted(office, first)
    office.ledger.refuse(first, "Biên tập", "Tin đã cũ")
    office.hand.turn(hours=2)
    return office.take_in(re.sub(rb"(?m)^Message-ID:[^\r]*", b"Message-ID: <khac@cchc.moha.gov.vn>", mail, count=1))


def test_signed_mail_once_more_would_succeed_without_the_seals(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LedgerHistory, "seen_seal", lambda *_, **__: "")
    assert is_accepted(office, signed_mail_once_more(office))


def test_signed_mail_once_more_is_refused(office: Office) -> None:
    ref = signed_mail_once_more(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)


def signed_mail_sent_on(office: Office) -> str:
    """The liaison takes the signed part of his mail to her, as it is, and sends it under her own name."""
    signed = clear_signed(office.mail(LEADER, "Chị xem giúp.", File("bai.docx", news()), to=LIAISON), PKI, leader())
    return office.take_in(mixed([part_of(signed)], outer=office.mail(LIAISON, "")))


def test_signed_mail_sent_on_would_succeed_without_its_sender(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "why_not_signed_to_us", lambda *_: "")
    assert is_accepted(office, signed_mail_sent_on(office))


def test_signed_mail_sent_on_is_refused(office: Office) -> None:
    ref = signed_mail_sent_on(office)
    assert office.ledger.state(ref) == "held" and asked_about(office, ref) == ("bai.docx",)
