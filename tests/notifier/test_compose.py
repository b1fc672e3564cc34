"""Who is written to, with which letter, and what never stands in one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited, Deadline, Disposition
from casework.finding import Finding, Severity, Verdict
from casework.letter import Attachment, Letter, LetterName
from casework.mail import Address, MailClass, Origin, OriginStatus
from casework.noun import replace
from notifier.compose import compose
from notifier.context import OwnCopy
from tests.notifier.house import (
    ARTICLE,
    BODY,
    BROKEN_PHOTO,
    CONTEXT,
    LAN,
    MAIL,
    MAYBE_SECRET,
    NO_PROOF,
    NO_SOURCE,
    PHOTO,
    PORTAL,
    RECEIVED,
    TCVN3,
    TWIN,
    case,
    decided,
    waiting,
)

LEADERS = ("vutruong@moha.gov.vn", "phovutruong@moha.gov.vn")
CANARY = "CHIM HOÀNG YẾN"


def letters_of(walked: Case) -> tuple[Letter, ...]:
    letters = compose(walked, PORTAL, CONTEXT).letters
    assert letters is not None
    return letters


def sent(walked: Case) -> list[tuple[str, str]]:
    return [(letter.name.value, letter.to.mailbox) for letter in letters_of(walked)]


def everything(letter: Letter) -> str:
    return "\n".join((letter.subject, letter.text, letter.html, letter.to.name))


RETURNED = case(findings=(TCVN3, NO_SOURCE), decision=decided(Disposition.RETURN))
HELD = case(findings=(NO_PROOF,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.LEADER, *LEADERS)))
QUARANTINED = case(findings=(MAYBE_SECRET,), decision=decided(Disposition.QUARANTINE))
AT_DUTY = case(findings=(MAYBE_SECRET,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DUTY_OFFICER)))


def test_accepted_goes_to_the_sender_alone() -> None:
    assert sent(case(decision=decided(Disposition.ACCEPT))) == [("accepted", LAN.address)]


def test_two_hours_call_the_desk_at_once() -> None:
    due = Deadline(due=RECEIVED + timedelta(hours=2), derivation="…", cite="668/12.2.a", urgent=True)
    walked = case(decision=decided(Disposition.ACCEPT, deadlines=(due,)))
    assert sent(walked) == [("accepted", LAN.address), ("urgent", "bientap@moha.gov.vn")]


def test_returned_lists_every_finding_with_place_fix_and_article() -> None:
    (letter,) = letters_of(RETURNED)
    for finding in (TCVN3, NO_SOURCE):
        for said in (finding.message, finding.citation, finding.code):
            assert said in " ".join(letter.text.split())
    assert "Dùng Unikey (Ctrl+Shift+F6)" in letter.text
    assert letter.text.index("CẦN SỬA") < letter.text.index("FNT101") < letter.text.index("LƯU Ý THÊM")
    assert letter.text.index("LƯU Ý THÊM") < letter.text.index("SRC101")


def test_waiting_for_leaders_tells_the_sender_and_asks_each_leader_once() -> None:
    twice = replace(
        HELD, decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.LEADER, *LEADERS, LEADERS[0].upper()))
    )
    assert sent(twice) == [
        ("held", LAN.address),
        ("confirmation_request", LEADERS[0]),
        ("confirmation_request", LEADERS[1]),
    ]


def test_waiting_for_the_desk_asks_no_leader() -> None:
    walked = case(findings=(), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DESK, *LEADERS)))
    assert sent(walked) == [("held", LAN.address)]


def test_a_twin_gets_the_duplicate_letter() -> None:
    walked = case(findings=(TWIN,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DESK)))
    assert sent(walked) == [("duplicate", LAN.address)]


def test_a_twin_that_also_waits_for_the_leader_is_held_and_says_both() -> None:
    walked = replace(HELD, findings=(NO_PROOF, TWIN))
    held = letters_of(walked)[0]
    assert held.name is LetterName.HELD
    assert "DUP101" in held.text and "PRF101" in held.text


def test_quarantine_tells_sender_and_duty_officer() -> None:
    assert sent(QUARANTINED) == [("quarantined", LAN.address), ("duty", "baomat@moha.gov.vn")]


@pytest.mark.parametrize("status", [OriginStatus.UNPROVEN, OriginStatus.CONTRADICTED])
@pytest.mark.parametrize("mail_class", [MailClass.SUBMISSION, MailClass.PRECHECK, MailClass.PETITION])
@pytest.mark.parametrize("disposition", [Disposition.ACCEPT, Disposition.RETURN, Disposition.HOLD])
def test_unproven_origin_is_answered_to_nobody(
    status: OriginStatus, mail_class: MailClass, disposition: Disposition
) -> None:
    awaiting = waiting(Awaited.LEADER, *LEADERS) if disposition is Disposition.HOLD else None
    walked = case(origin=Origin(status=status), mail_class=mail_class, decision=decided(disposition, awaiting=awaiting))
    assert letters_of(walked) == ()


@pytest.mark.parametrize("walked", [QUARANTINED, AT_DUTY])
def test_of_a_possible_secret_with_unproven_origin_only_our_duty_officer_hears(walked: Case) -> None:
    unproven = replace(walked, origin=Origin(status=OriginStatus.UNPROVEN))
    assert sent(unproven) == [("duty", "baomat@moha.gov.vn")]


def test_two_from_addresses_are_answered_to_neither() -> None:
    assert letters_of(replace(RETURNED, mail=replace(MAIL, from_count=2))) == ()


def test_reply_to_is_never_written_to() -> None:
    assert MAIL.reply_to[0].mailbox not in {to for _, to in sent(RETURNED) + sent(HELD) + sent(QUARANTINED)}


@pytest.mark.parametrize(
    "address",
    [
        "MAILER-DAEMON@moha.gov.vn",
        "postmaster@moha.gov.vn",
        "no-reply@moha.gov.vn",
        "noreply-thongbao@moha.gov.vn",
        "do_not_reply@moha.gov.vn",
        "bounce+k2@moha.gov.vn",
        "news-request@moha.gov.vn",
        "congttdt@moha.gov.vn",
        "congttdt+kiemtra@moha.gov.vn",
        "bounce@tiepnhan.moha.gov.vn",
        "lan@moha.gov.vn>, <evil@example.org",
        "lan@moha.gov.vn\r\nBcc: evil@example.org",
        "lan",
        "lán@moha.gov.vn",
        "",
        "lan@viec.invalid",
    ],
)
def test_robots_ourselves_and_broken_addresses_get_nothing(address: str) -> None:
    assert letters_of(replace(RETURNED, mail=replace(MAIL, sender=Address(mailbox=address)))) == ()


@pytest.mark.parametrize(
    "address", ["reply@moha.gov.vn", "donoreply.x@moha.gov.vn", '"lan van"@moha.gov.vn', "o'x@a.vn"]
)
def test_addresses_that_only_look_odd_are_answered(address: str) -> None:
    assert sent(replace(RETURNED, mail=replace(MAIL, sender=Address(mailbox=address)))) == [("returned", address)]


@pytest.mark.parametrize("mail_class", [c for c in MailClass if c not in ("submission", "precheck", "petition")])
def test_system_mail_is_never_answered(mail_class: MailClass) -> None:
    assert letters_of(replace(RETURNED, mail_class=mail_class)) == ()


def test_precheck_gives_the_full_verdict_and_opens_no_case() -> None:
    walked = replace(RETURNED, mail_class=MailClass.PRECHECK, ref="")
    (letter,) = letters_of(walked)
    assert letter.name is LetterName.PRECHECK
    assert "FNT101" in letter.text and "SRC101" in letter.text and "không lập hồ sơ" in letter.text
    assert "Mã hồ sơ" not in letter.text


def test_precheck_of_something_that_waits_for_a_leader_asks_no_leader() -> None:
    assert sent(replace(HELD, mail_class=MailClass.PRECHECK)) == [("precheck", LAN.address)]


def test_precheck_of_a_secret_is_quarantined() -> None:
    walked = replace(QUARANTINED, mail_class=MailClass.PRECHECK, ref="")
    assert [name for name, _ in sent(walked)] == ["quarantined", "duty"]


def test_petition_is_passed_on_with_its_words() -> None:
    walked = case(mail_class=MailClass.PETITION, decision=None)
    assert sent(walked) == [("petition", LAN.address), ("petition_notice", "bientap@moha.gov.vn")]
    assert MAIL.own_words in letters_of(walked)[1].text


def test_a_petition_whose_desk_has_no_address_yet_reaches_the_administrator_without_its_words() -> None:
    walked = canaried(case(mail_class=MailClass.PETITION, decision=None))
    desk = replace(PORTAL.desks[0], address="bientap@moha.invalid")
    notice = (compose(walked, replace(PORTAL, desks=(desk,)), CONTEXT).letters or ())[1]
    assert (notice.name, notice.to.mailbox) == (LetterName.PETITION_NOTICE, "quantri@moha.gov.vn")
    assert CANARY not in everything(notice)


def canaried(walked: Case) -> Case:
    """The same case with the canary in subject, title, file names, text and places."""
    documents = tuple(
        replace(d, name=f"{CANARY}.docx", path=f"thư › {CANARY}.docx", title=CANARY,
                lines=tuple(replace(line, text=CANARY) for line in d.lines))
        for d in (BODY, ARTICLE, PHOTO)
    )  # fmt: skip
    findings = tuple(
        replace(f, where=f"thư › {CANARY}.docx", about=f"thư › {CANARY}.docx", message=CANARY, reason=CANARY)
        for f in walked.findings or ()
    )
    return replace(
        walked, mail=replace(MAIL, subject=CANARY, body=CANARY, own_words=CANARY), documents=documents,
        findings=findings,
    )  # fmt: skip


@pytest.mark.parametrize("walked", [QUARANTINED, AT_DUTY, replace(QUARANTINED, mail_class=MailClass.PETITION)])
def test_no_letter_about_a_possible_secret_bears_its_content(walked: Case) -> None:
    letters = letters_of(canaried(walked))
    assert len(letters) == 2
    for letter in letters:
        assert CANARY not in everything(letter)


def test_a_leader_sees_no_content_while_a_secrecy_finding_is_open() -> None:
    limit = Finding(code="SEC102", verdict=Verdict.UNSURE, severity=Severity.RETURN, where="thư", message="…", fix="…")
    for walked, shown in ((HELD, True), (replace(HELD, findings=(NO_PROOF, limit)), False)):
        request = letters_of(walked)[1]
        assert request.name is LetterName.CONFIRMATION_REQUEST
        assert (ARTICLE.title in everything(request)) is shown
        assert (ARTICLE.name in everything(request)) is shown
        assert ARTICLE.sha256 in request.text


def test_the_law_of_the_day_of_receipt_is_named() -> None:
    before = datetime(2026, 2, 27, 9, 0, tzinfo=VIETNAM)
    old, new = (letters_of(replace(QUARANTINED, received_at=at))[0].text for at in (before, RECEIVED))
    assert "29/2018/QH14" in old and "117/2025/QH15" not in old
    assert "117/2025/QH15" in new and "29/2018/QH14" not in new


def test_a_repeat_has_the_same_message_id_and_a_change_another() -> None:
    first = letters_of(RETURNED)[0]
    later = compose(RETURNED, PORTAL, replace(CONTEXT, now=CONTEXT.now + timedelta(days=1))).letters
    assert later is not None and later[0] == first
    different = {
        first.message_id,
        letters_of(replace(RETURNED, revision=2))[0].message_id,
        letters_of(replace(RETURNED, findings=(TCVN3,)))[0].message_id,
        letters_of(replace(RETURNED, ref="CONGTTDT-000124"))[0].message_id,
    }
    assert len(different) == 4
    assert first.message_id == f"<tn.{first.token}@tiepnhan.moha.gov.vn>"


def test_an_answer_stands_in_the_senders_thread_and_a_request_does_not() -> None:
    held, request, _ = letters_of(HELD)
    assert (held.auto_submitted, held.in_reply_to, held.references) == (
        "auto-replied",
        MAIL.message_id,
        (MAIL.message_id,),
    )
    assert (request.auto_submitted, request.in_reply_to, request.references) == ("auto-generated", "", ())


def test_same_key_holds_for_same_files_reasons_and_day() -> None:
    key = letters_of(RETURNED)[0].same_key
    assert letters_of(replace(RETURNED, ref="CONGTTDT-000999", revision=3))[0].same_key == key
    for other in (
        replace(RETURNED, findings=(TCVN3,)),
        replace(RETURNED, documents=(BODY, replace(ARTICLE, sha256="9" * 64))),
        replace(RETURNED, received_at=RECEIVED + timedelta(days=1)),
    ):
        assert letters_of(other)[0].same_key != key
    # 23:30 in Vietnam and 00:30 there are two days, although they are one day in UTC.
    late = replace(RETURNED, received_at=datetime(2026, 8, 28, 23, 30, tzinfo=VIETNAM))
    assert letters_of(late)[0].same_key == key
    assert letters_of(replace(late, received_at=late.received_at + timedelta(hours=1)))[0].same_key != key


def test_two_mails_without_files_are_not_the_same() -> None:
    one = replace(RETURNED, documents=(BODY,))
    two = replace(RETURNED, documents=(replace(BODY, sha256="8" * 64),))
    assert letters_of(one)[0].same_key != letters_of(two)[0].same_key


def test_two_cases_ask_their_leader_twice() -> None:
    first, second = (letters_of(replace(HELD, ref=ref))[1].same_key for ref in ("CONGTTDT-000001", "CONGTTDT-000002"))
    assert first != second


def test_own_conversion_goes_with_the_returned_letter_only() -> None:
    ours = Attachment(name="Tap huan (Unicode).docx", media_type="application/octet-stream", content=b"PK")
    context = replace(CONTEXT, converted=(OwnCopy(ours, "a" * 64, ("Đã chuyển 12 chữ cái.",)),))
    returned = (compose(RETURNED, PORTAL, context).letters or ())[0]
    assert returned.attachments == (ours,)
    for said in (returned.text, returned.html):
        assert "Tap huan (Unicode).docx" in said and "Đã chuyển 12 chữ cái." in said
    for walked in (HELD, QUARANTINED):
        assert all(not letter.attachments for letter in compose(walked, PORTAL, context).letters or ())


def test_our_copy_is_not_to_be_sent_as_it_is_where_its_file_needs_more() -> None:
    ours = Attachment(name="Tap huan (Unicode).docx", media_type="application/octet-stream", content=b"PK")
    context = replace(CONTEXT, converted=(OwnCopy(ours, "a" * 64),))
    no_line = replace(TCVN3, code="RCP102")
    for findings, enough in (((TCVN3,), True), ((TCVN3, no_line), False), ((TCVN3, BROKEN_PHOTO), True)):
        returned = (compose(replace(RETURNED, findings=findings), PORTAL, context).letters or ())[0]
        for said in (" ".join(returned.text.split()), returned.html):
            assert ("gửi chính tệp này" in said) is enough
            assert ("hoặc bản tham khảo nói trên" in said) is enough
            assert ("sửa điểm đó ngay trên bản này rồi gửi" in said) is not enough


def test_a_portal_without_an_address_yet_shows_no_empty_line_for_it() -> None:
    nameless = (compose(RETURNED, replace(PORTAL, address=""), CONTEXT).letters or ())[0]
    assert "Thư điện tử" not in nameless.text and "Thư điện tử" not in nameless.html
    assert f"Thư điện tử: {PORTAL.address}" in letters_of(RETURNED)[0].text


def test_a_mail_older_than_its_law_still_gets_its_letter() -> None:
    ancient = datetime(2019, 1, 2, 9, 0, tzinfo=VIETNAM)
    walked = replace(HELD, received_at=ancient)
    assert "668/9.1.b" in letters_of(walked)[1].text


def test_plus_addressing_puts_the_token_into_the_buttons() -> None:
    context = replace(CONTEXT, plus_addressing=True)
    request = (compose(HELD, PORTAL, context).letters or ())[1]
    assert f"mailto:congttdt+{request.token}@moha.gov.vn?" in request.html
    assert f"%5BTN%3A{request.token}%5D" in request.html


def test_a_duty_officer_without_an_address_yet_is_reached_through_the_administrator() -> None:
    officer = replace(PORTAL.duty_officer, address="baomat@moha.invalid")
    letters = compose(QUARANTINED, replace(PORTAL, duty_officer=officer), CONTEXT).letters or ()
    assert [(letter.name.value, letter.to.mailbox) for letter in letters][1] == ("duty", "quantri@moha.gov.vn")


def test_the_key_never_shows() -> None:
    assert "a key of the tests" not in repr(CONTEXT)
