"""What becomes of a reply: a correction joins its case, a stranger does not, and nothing good is asked for twice."""

from __future__ import annotations

from casework.mail import MailClass
from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.frontdesk.office import (
    COLLEAGUE,
    HA_TINH,
    HA_TINH_COLLEAGUE,
    LEADER,
    OTHER_UNIT,
    Office,
    legacy,
    news,
    notice,
)

STRANGER = "nguoi.la@gmail.com"


def _returned(office: Office) -> str:
    """A case of Hà Tĩnh with one good file and one in TCVN3, sent back."""
    ref = office.take_in(
        office.mail(
            HA_TINH,
            "Kính gửi Ban Biên tập, gửi đăng bài và ảnh kèm theo.",
            File("bai.docx", legacy()),
            File("phu luc.docx", news("Phụ lục số liệu")),
            portal="hatinh",
        ),
        "hatinh",
    )
    assert office.ledger.state(ref) == "returned"
    return ref


def _reply(office: Office, sender: str, *files: File, text: str = "Gửi lại tệp đã sửa.", **more: str) -> bytes:
    letter = office.only("returned")
    return office.mail(
        sender, text, *files, portal="hatinh", subject=f"Re: {letter.subject}", in_reply_to=letter.message_id, **more
    )


def test_a_corrected_file_joins_and_is_accepted(office: Office) -> None:
    ref = _returned(office)
    office.hand.turn(hours=3)
    again = office.take_in(_reply(office, HA_TINH, File("bai.docx", news())), "hatinh")
    assert again == ref
    case = office.case(ref)
    assert (case.revision, office.ledger.state(ref)) == (2, "queued")
    # The annex was good: it was not asked for again and is still there; the bad file is not.
    assert [d.name for d in case.files] == ["bai.docx", "phu luc.docx"]
    assert not [f for f in case.findings or () if f.severity.weight >= 2]
    # 0004: the time runs from the receipt of the correction.
    assert case.received_at == office.hand()
    letter = office.only("accepted")
    assert (letter.to, letter.ref) == (HA_TINH, ref)
    assert "ĐÃ TIẾP NHẬN" in letter.text


def test_the_corrected_file_may_bear_another_name(office: Office) -> None:
    ref = _returned(office)
    office.take_in(_reply(office, HA_TINH, File("bai da sua.docx", news())), "hatinh")
    assert [d.name for d in office.case(ref).files] == ["bai da sua.docx", "phu luc.docx"]
    assert office.ledger.state(ref) == "queued"


def test_the_token_is_found_in_references_alone(office: Office) -> None:
    ref = _returned(office)
    letter = office.only("returned")
    wire = office.mail(
        HA_TINH,
        "Gửi lại.",
        File("bai.docx", news()),
        portal="hatinh",
        References=f"<khac@hatinh.gov.vn> {letter.message_id}",
    )
    assert office.take_in(wire, "hatinh") == ref


def test_a_colleague_of_the_same_unit_may_correct(office: Office) -> None:
    ref = _returned(office)
    assert office.take_in(_reply(office, HA_TINH_COLLEAGUE, File("bai.docx", news())), "hatinh") == ref
    assert office.ledger.state(ref) == "queued"
    # Whoever sent this revision is told.
    assert office.only("accepted").to == HA_TINH_COLLEAGUE


def test_a_stranger_with_the_token_gets_a_case_of_his_own_that_names_the_old(office: Office) -> None:
    ref = _returned(office)
    other = office.take_in(_reply(office, STRANGER, File("bai.docx", news())), "hatinh")
    assert other not in ("", ref)
    assert office.case(other).continues == ref
    assert (office.case(ref).revision, office.ledger.state(ref)) == (1, "returned")
    assert office.only("accepted").to == STRANGER


def test_an_unproven_reply_in_the_senders_name_does_not_join(office: Office) -> None:
    ref = _returned(office)
    other = office.take_in(_reply(office, HA_TINH, File("bai.docx", news()), results="fail"), "hatinh")
    assert other != ref and office.case(other).continues == ref
    assert office.ledger.state(other) == "held"
    assert not office.letters("held"), "nobody may be written to"


def test_a_reply_without_a_file_keeps_the_files_and_says_the_same_again(office: Office) -> None:
    ref = _returned(office)
    office.hand.turn(days=6)
    assert office.take_in(_reply(office, HA_TINH, text="Tôi chưa hiểu phải sửa gì."), "hatinh") == ref
    case = office.case(ref)
    assert {d.name for d in case.files} == {"bai.docx", "phu luc.docx"}
    assert {f.code for f in case.findings or () if f.severity.weight >= 3} == {"FNT101"}, (
        "not FMT105: the files are there"
    )
    assert len(office.letters("returned")) == 2


def test_a_reply_with_a_secrecy_mark_never_joins(office: Office) -> None:
    ref = _returned(office)
    secret = build_docx([paragraph("MẬT", bold=True), "Nội dung"])
    other = office.take_in(_reply(office, HA_TINH, File("bai.docx", secret)), "hatinh")
    assert other != ref
    assert (office.ledger.state(other), office.ledger.state(ref)) == ("quarantined", "returned")


def test_a_reply_to_a_quarantined_case_is_a_case_of_its_own(office: Office) -> None:
    secret = build_docx([paragraph("MẬT", bold=True), "Nội dung"])
    ref = office.take_in(office.mail(HA_TINH, "Gửi.", File("a.docx", secret), portal="hatinh"), "hatinh")
    assert office.ledger.state(ref) == "quarantined"
    letter = office.only("quarantined")
    wire = office.mail(
        HA_TINH, "Gửi lại bài khác.", File("bai.docx", news()), portal="hatinh", in_reply_to=letter.message_id
    )
    other = office.take_in(wire, "hatinh")
    assert other != ref and office.case(other).continues == ref
    assert (office.ledger.state(ref), office.ledger.state(other)) == ("quarantined", "queued")


def test_the_missing_recipient_is_mended_by_the_leaders_own_reply(office: Office) -> None:
    """668: a notice without the portal among its Nơi nhận comes back; with it, it is accepted."""
    ref = office.take_in(office.mail(LEADER, "Gửi đăng thông báo.", File("tb.docx", notice("Các đơn vị thuộc Bộ"))))
    assert office.ledger.state(ref) == "returned"
    letter = office.only("returned")
    assert "TTCNTT để đăng tải trên Cổng TTĐT Bộ" in letter.text
    good = notice("Các đơn vị thuộc Bộ", "TTCNTT để đăng tải trên Cổng TTĐT Bộ")
    wire = office.mail(LEADER, "Đã bổ sung Nơi nhận.", File("tb.docx", good), in_reply_to=letter.message_id)
    assert office.take_in(wire) == ref
    assert office.ledger.state(ref) == "queued"


def test_a_colleague_of_another_unit_does_not_join(office: Office) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", legacy())))
    letter = office.only("returned")
    wire = office.mail(OTHER_UNIT, "Gửi lại.", File("bai.docx", news()), in_reply_to=letter.message_id)
    other = office.take_in(wire)
    assert other != ref and office.case(other).continues == ref


def test_the_expired_letter_keeps_its_word(office: Office) -> None:
    """“thư được ghép vào hồ sơ”: a reply after the wait ended joins the same case."""
    ref = office.take_in(office.mail(COLLEAGUE, "Gửi đăng.", File("bai.docx", news())))
    office.hand.turn(days=20)
    office.ticks.holds()
    office.post()
    assert office.ledger.state(ref) == "expired"
    letter = office.only("expired")
    assert "được ghép vào hồ sơ" in " ".join(letter.text.split())
    wire = office.mail(LEADER, "Tôi gửi bài của đơn vị.", File("bai.docx", news()), in_reply_to=letter.message_id)
    assert office.take_in(wire) == ref
    assert office.ledger.state(ref) == "queued"


def test_thanks_for_a_receipt_do_not_move_the_deadline(office: Office) -> None:
    """“Cảm ơn” to the accepted letter: the item's time goes on, and a person reads the words."""
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
    due = office.ledger.queue()[0].due
    office.hand.turn(hours=2)
    wire = office.mail(LEADER, "Cảm ơn quý Cổng.", in_reply_to=office.only("accepted").message_id)
    other = office.take_in(wire)
    assert office.case(ref).revision == 1
    assert next(e.due for e in office.ledger.queue() if e.ref == ref) == due
    assert other != ref and office.case(other).continues == ref
    assert office.ledger.state(other) == "held", "a person reads it"
    assert not office.letters("returned"), "nobody is sent back for a missing attachment here"


def test_a_word_about_what_was_refused_reaches_the_editor(office: Office) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
    office.ledger.refuse(ref, "Lê Thị Mai", "trùng nội dung")
    wire = office.mail(LEADER, "Đề nghị xem lại giúp.", in_reply_to=office.only("accepted").message_id)
    other = office.take_in(wire)
    assert other != ref and office.ledger.state(other) == "held"
    assert office.ledger.state(ref) == "refused"
    case = office.case(other)
    assert case.decision is not None and any(ref in reason for reason in case.decision.reasons)


def test_a_new_mail_without_a_token_is_a_new_case(office: Office) -> None:
    ref = _returned(office)
    other = office.take_in(
        office.mail(HA_TINH, "Gửi lại bài.", File("bai.docx", news()), portal="hatinh", subject="Bài mới"), "hatinh"
    )
    assert other != ref and not office.case(other).continues
    assert office.case(other).mail_class is MailClass.SUBMISSION


def test_more_words_of_a_petitioner_are_still_a_petition(office: Office) -> None:
    """His second mail must not come back to him for a missing attachment."""
    first = office.mail(
        STRANGER, "Tôi là Nguyễn Văn A, tôi kiến nghị về cách tính lương hưu.", subject="Kiến nghị", portal="hatinh"
    )
    ref = office.take_in(first, "hatinh")
    assert office.case(ref).mail_class is MailClass.PETITION and office.ledger.state(ref) == "held"
    told = office.only("petition")
    more = office.mail(STRANGER, "Số sổ của tôi là 0123456789.", portal="hatinh", in_reply_to=told.message_id)
    assert office.take_in(more, "hatinh") == ref
    assert office.case(ref).mail_class is MailClass.PETITION and office.ledger.state(ref) == "held"
    assert not office.letters("returned")
    assert "0123456789" in office.letters("petition_notice")[-1].text, "who passes it on gets these words too"


def test_a_published_item_and_a_new_file_are_two_cases(office: Office) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
    office.ledger.publish(ref, "https://moha.gov.vn/1", "Lê Thị Mai", office.hand())
    wire = office.mail(
        LEADER, "Gửi bài đính chính.", File("b.docx", news("Đính chính tin hội nghị")),
        in_reply_to=office.only("accepted").message_id,
    )  # fmt: skip
    other = office.take_in(wire)
    assert other != ref and office.ledger.state(other) == "queued" and office.ledger.state(ref) == "published"
    assert f"trả lời về hồ sơ {ref}" in " ".join(office.letters("accepted")[-1].text.split())


def test_a_corrected_file_after_a_refusal_opens_the_case_again(office: Office) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
    office.ledger.refuse(ref, "Lê Thị Mai", "số liệu sai")
    wire = office.mail(
        LEADER, "Gửi bài đã sửa.", File("bai.docx", news("Số liệu đúng")),
        in_reply_to=office.only("accepted").message_id,
    )  # fmt: skip
    assert office.take_in(wire) == ref and office.ledger.state(ref) == "queued"
    assert office.ledger.queue()[0].claimed_by == ""


def test_a_correction_need_not_repeat_who_the_sender_is(office: Office) -> None:
    """vien/10.1.b asks an outsider for name, address and telephone; the returned letter asks for the file alone."""
    who = "Người liên hệ: Phạm Thị Hồng\nĐịa chỉ: số 5 phố Tràng Tiền, phường Cửa Nam, Hà Nội\nĐiện thoại: 0912 345 678"
    outsider = "hong@hoikhoahoc.vn"
    wrong = office.mail(outsider, f"Gửi bài.\n\n{who}", File("bai.docx", legacy()), portal="vienkhtcnn")
    ref = office.take_in(wrong, "vienkhtcnn")
    codes = {f.code for f in office.case(ref).findings or ()}
    assert "FNT101" in codes and "SND201" not in codes
    returned = office.only("returned", to=outsider)
    again = office.mail(
        outsider,
        "Gửi lại tệp đã sửa.",
        File("bai.docx", news()),
        portal="vienkhtcnn",
        in_reply_to=returned.message_id,
    )
    office.take_in(again, "vienkhtcnn")
    case = office.case(ref)
    assert case.revision == 2
    assert "SND201" not in {f.code for f in case.findings or ()}
