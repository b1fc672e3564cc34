"""The verdict of authority: each kind of evidence, what it covers, and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.authority import PieceKind, Standing, Verdict
from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.document import Document, Item, SignatureStatus
from casework.mail import Address, Origin, OriginMeans, OriginStatus
from casework.noun import replace
from casework.portal import Means, ProofSetting, Senders
from tests.validators.cases import (
    DIRECTORY,
    LEADER,
    LIAISON,
    RECEIVED,
    article,
    body,
    case,
    document,
    granted,
    institute,
    portal,
)  # fmt: skip
from tests.validators.evidence import (
    DEPUTY,
    PEOPLE,
    UNIT,
    Seen,
    authority,
    leaders_mail,
    signature,
    smime,
    with_signature,
)  # fmt: skip

PHOTO = document("anh.jpg", item=Item.PICTURES)
ORGANISATION = portal(proof=(ProofSetting(Senders.ANYONE, (Means.ORGANISATION_SIGNATURE, Means.CONFIRMATION), ()),))


def signed(name: str = "qd.pdf", status: SignatureStatus = SignatureStatus.TRUSTED, **facts: object) -> Document:
    return with_signature(article(name, "Bài"), signature(status, **facts))  # type: ignore[arg-type]


def reason(judged: Case, **more: object) -> str:
    """Of the one piece that is there."""
    (piece,) = authority(judged, **more).pieces  # type: ignore[arg-type]
    return piece.reason


def test_nothing_is_none_and_names_what_is_uncovered() -> None:
    found = authority(case(article("a.docx"), PHOTO))
    assert (found.verdict, found.uncovered, found.pieces) == (Verdict.NONE, ("a.docx", "anh.jpg"), ())
    assert found.cites == ("668/9.1.b",)


# --- whose signature ------------------------------------------------------------------------------------------------


def test_the_leaders_trusted_signature_proves_the_file_and_says_who_when_and_where() -> None:
    found = authority(case(signed(where="trang 3")))
    (piece,) = found.pieces
    assert (found.verdict, piece.standing) == (Verdict.PROVEN, Standing.PROVES)
    assert (piece.by, piece.unit, piece.where) == (LEADER.name, UNIT, "thư › qd.pdf, trang 3")
    assert piece.at == RECEIVED - timedelta(hours=3)


def test_a_deputy_and_a_substitute_sign_for_the_unit_too() -> None:
    by_deputy = signed(signer=DEPUTY.name, email=DEPUTY.address)
    assert authority(case(by_deputy)).verdict is Verdict.PROVEN
    substitute = replace(DEPUTY, role=Role.SUBSTITUTE)
    assert authority(case(by_deputy), directory=Snapshot(1, (LIAISON, substitute))).verdict is Verdict.PROVEN
    nobody = replace(DEPUTY, role=Role.STAFF)
    assert authority(case(by_deputy), directory=Snapshot(1, (LIAISON, nobody))).verdict is Verdict.UNSURE


def test_without_an_address_name_and_unit_must_both_be_the_leaders() -> None:
    assert authority(case(signed(email=""))).verdict is Verdict.PROVEN
    in_organisation = signed(email="", unit="", organisation="Vụ Cải cách Hành chính")
    assert authority(case(in_organisation)).verdict is Verdict.PROVEN
    elsewhere = signed(email="", unit="Vụ Pháp chế")
    assert authority(case(elsewhere)).verdict is Verdict.UNSURE
    assert "trùng tên lãnh đạo" in reason(case(elsewhere))
    assert authority(case(signed(email="", unit="", organisation=""))).verdict is Verdict.UNSURE
    assert authority(case(signed(signer="", email=""))).verdict is Verdict.UNSURE


def test_a_namesake_who_is_known_by_his_own_address_is_not_the_leader() -> None:
    namesake = Person("tvbinh2@moha.gov.vn", LEADER.name, UNIT, Role.STAFF)
    people = Snapshot(3, (*DIRECTORY.people, namesake))
    assert authority(case(signed(email=namesake.address)), directory=people).verdict is Verdict.UNSURE


def test_the_certificate_that_the_directory_names_is_the_only_one() -> None:
    pinned = Snapshot(3, (LIAISON, replace(LEADER, certificate="ab" * 32)))
    assert authority(case(signed(certificate="ab" * 32, email="", unit="")), directory=pinned).verdict is Verdict.PROVEN
    other = case(signed(certificate="cd" * 32))
    assert authority(other, directory=pinned).verdict is Verdict.UNSURE
    assert "không bằng chứng thư số đã ghi trong danh bạ" in reason(other, directory=pinned)
    assert authority(case(signed(certificate="")), directory=pinned).verdict is Verdict.UNSURE


def test_the_leader_of_another_unit_signs_for_nobody_here() -> None:
    other = Person("lvcuong@moha.gov.vn", "Lê Văn Cường", "Vụ Pháp chế", Role.LEADER)
    people = Snapshot(3, (*DIRECTORY.people, other))
    found = authority(case(signed(signer=other.name, email=other.address)), directory=people)
    assert found.verdict is Verdict.UNSURE


def test_who_has_left_signs_no_more_whatever_his_machine_claims() -> None:
    left = Snapshot(3, (LIAISON, replace(LEADER, until=RECEIVED - timedelta(days=1))))
    yesterday = RECEIVED - timedelta(days=3)
    claimed = case(signed(signed_at=yesterday, claimed_at=yesterday, timestamped=False))
    assert authority(claimed, directory=left).verdict is Verdict.UNSURE
    stamped = case(signed(signed_at=yesterday, timestamped=True))
    assert authority(stamped, directory=left).verdict is Verdict.PROVEN
    too_late = case(signed(signed_at=RECEIVED - timedelta(hours=1), timestamped=True))
    assert authority(too_late, directory=left).verdict is Verdict.UNSURE


def test_the_organisations_signature_asks_the_leader_unless_the_portals_file_says_that_it_suffices() -> None:
    of_unit = signed(personal=False, signer=UNIT.upper(), email="", unit="")
    assert authority(case(of_unit)).verdict is Verdict.UNSURE
    assert "chưa phải của lãnh đạo đơn vị" in reason(case(of_unit))
    assert authority(case(of_unit), ORGANISATION).verdict is Verdict.PROVEN
    of_ministry = signed(personal=False, signer="BỘ NỘI VỤ", organisation="BỘ NỘI VỤ", email="", unit="")
    assert authority(case(of_ministry), ORGANISATION).verdict is Verdict.UNSURE


def test_an_organisations_certificate_with_the_leaders_name_on_it_is_not_his() -> None:
    assert authority(case(signed(personal=False, email=""))).verdict is Verdict.UNSURE


def test_a_stranger_to_the_directory_has_no_leader_who_could_have_signed() -> None:
    outsider = case(signed(), sender="hoi@khoahoc.vn")
    assert authority(outsider).verdict is Verdict.UNSURE
    assert "danh bạ chưa có đơn vị gửi" in reason(outsider)


def test_a_portal_that_takes_no_signatures_shows_it_and_does_not_count_it() -> None:
    only_words = portal(proof=(ProofSetting(Senders.ANYONE, (Means.CONFIRMATION,), ()),))
    assert authority(case(signed()), only_words).verdict is Verdict.UNSURE


# --- in which state -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [SignatureStatus.UNTRUSTED, SignatureStatus.UNREADABLE])
def test_what_cannot_be_proven_is_doubtful(status: SignatureStatus) -> None:
    found = authority(case(signed(status=status, reason="thiếu chứng thư trung gian “CA G2”.")))
    (piece,) = found.pieces
    assert (found.verdict, piece.standing) == (Verdict.UNSURE, Standing.DOUBTFUL)
    assert piece.reason == "chữ ký số mang tên “Trần Văn Bình” ở “qd.pdf”: thiếu chứng thư trung gian “CA G2”"


def test_an_invalid_signature_is_as_none_and_an_altered_file_breaks_everything() -> None:
    assert authority(case(signed(status=SignatureStatus.INVALID))).verdict is Verdict.NONE
    altered = signed(status=SignatureStatus.ALTERED)
    assert authority(case(altered)).verdict is Verdict.BROKEN
    assert authority(case(altered, confirmations=(granted(),))).verdict is Verdict.BROKEN


@pytest.mark.parametrize("covers", ["part", "unknown", ""])
def test_a_signature_over_a_part_never_proves(covers: str) -> None:
    assert authority(case(signed(covers=covers))).verdict is Verdict.UNSURE


def test_signing_is_never_worse_than_not_signing() -> None:
    """The leader is asked as he would be without: no verdict below “none” but for altered content."""
    for status in SignatureStatus:
        if status is not SignatureStatus.ALTERED:
            both = case(signed(status=status), confirmations=(granted(),))
            assert authority(both).verdict is Verdict.PROVEN


# --- what it covers -------------------------------------------------------------------------------------------------


def test_a_signed_decision_proves_nothing_of_the_article_the_photograph_or_the_words_beside_it() -> None:
    beside = authority(case(signed(), article("bai.docx", "Bài")))
    assert (beside.verdict, beside.uncovered) == (Verdict.PARTLY, ("bai.docx",))
    assert authority(case(signed(), PHOTO)).uncovered == ("anh.jpg",)
    words = case(documents=(body("Bài dài", Item.ARTICLE), signed()))
    assert authority(words).uncovered == ("nội dung thư",)
    greeting = case(documents=(body("Kính gửi"), signed()))
    assert authority(greeting).verdict is Verdict.PROVEN


def test_each_file_may_have_a_proof_of_its_own() -> None:
    other = article("bai.docx", "Bài")
    confirmed = granted(LEADER.address, other.sha256)
    assert authority(case(signed(), other, confirmations=(confirmed,))).verdict is Verdict.PROVEN
    assert authority(case(signed(), other, PHOTO, confirmations=(confirmed,))).uncovered == ("anh.jpg",)


def test_decoration_and_signature_files_need_no_proof() -> None:
    logo = document("logo.png", item=Item.PICTURES, inline=True)
    beside = document("qd.pdf.p7s", kind="p7s")
    assert authority(case(signed(), logo, beside)).verdict is Verdict.PROVEN


def test_only_a_signature_file_and_words_is_about_the_words() -> None:
    stray = document("chu ky.p7s", kind="p7s")
    found = authority(case(documents=(body("Tin ngắn"), stray)))
    assert (found.verdict, found.uncovered) == (Verdict.NONE, ("nội dung thư",))


def test_a_signed_container_covers_what_is_inside_and_nothing_beside_it() -> None:
    container = with_signature(document("Ho_so.zip"), signature())
    inside = article("Ho_so.zip › bai.docx", "Bài")
    assert authority(case(container, inside)).verdict is Verdict.PROVEN
    beside = article("Ho_so.zip2.docx", "Bài")
    assert authority(case(container, inside, beside)).uncovered == ("Ho_so.zip2.docx",)


def test_a_container_is_asked_of_its_files_alone_and_an_empty_one_for_itself() -> None:
    unsigned, inside = document("Ho_so.zip"), signed("Ho_so.zip › bai.pdf")
    assert authority(case(unsigned, inside)).verdict is Verdict.PROVEN
    assert authority(case(unsigned, signed())).uncovered == ("Ho_so.zip",)


# --- the leader's own mail ------------------------------------------------------------------------------------------


def test_the_leaders_own_mail_to_the_portal_is_his_word_for_all_of_it() -> None:
    found = authority(leaders_mail(article(), PHOTO))
    (piece,) = found.pieces
    assert (found.verdict, piece.kind, piece.by) == (Verdict.PROVEN, PieceKind.OWN_MAIL, LEADER.name)


def test_the_portals_address_may_stand_in_cc_behind_a_plus_or_be_the_one_it_was_delivered_to() -> None:
    for changes in (
        {"to": (Address("ai@moha.gov.vn"),), "cc": (Address("CongTTDT@moha.gov.vn"),)},
        {"to": (Address("congttdt+abc123@moha.gov.vn"),)},
    ):
        assert authority(leaders_mail(article(), **changes)).verdict is Verdict.PROVEN
    alias = leaders_mail(article(), to=(Address("ttdt@moha.gov.vn"),))
    assert authority(alias).verdict is Verdict.NONE
    delivered = replace(alias, delivery=replace(alias.delivery, envelope_to="ttdt@moha.gov.vn"))
    assert authority(delivered).verdict is Verdict.PROVEN


@pytest.mark.parametrize("days", [-8, 8])
def test_a_date_further_than_seven_days_away_is_an_old_mail(days: int) -> None:
    old = leaders_mail(article(), date=RECEIVED + timedelta(days=days))
    assert authority(old).verdict is Verdict.NONE
    assert "quá 7 ngày" in reason(old)
    near = leaders_mail(article(), date=RECEIVED + timedelta(days=days / 2))
    assert authority(near).verdict is Verdict.PROVEN


def test_what_is_checked_offline_has_no_receipt_to_be_late_for() -> None:
    old = leaders_mail(article(), date=RECEIVED - timedelta(days=90))
    offline = Origin(OriginStatus.PROVEN, means=OriginMeans.OFFLINE, sealed=("*",))
    assert authority(replace(old, origin=offline)).verdict is Verdict.PROVEN


@pytest.mark.parametrize(
    ("sealed", "proven"), [(("to", "date"), True), (("to",), False), (("date",), False), ((), False)]
)
def test_to_and_date_must_stand_in_what_the_sender_signed(sealed: tuple[str, ...], proven: bool) -> None:
    origin = Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS, sealed=sealed)
    found = authority(replace(leaders_mail(article()), origin=origin))
    assert found.verdict is (Verdict.PROVEN if proven else Verdict.NONE)


@pytest.mark.parametrize("status", [s for s in OriginStatus if s is not OriginStatus.PROVEN])
def test_an_origin_that_is_not_proven_proves_nothing(status: OriginStatus) -> None:
    assert authority(replace(leaders_mail(article()), origin=Origin(status, sealed=("*",)))).verdict is Verdict.NONE


def test_a_message_received_before_is_no_word_and_the_case_is_named() -> None:
    sent = leaders_mail(article())
    history = Seen(f"mid:{sent.mail.message_id}")
    assert authority(sent, history=history).verdict is Verdict.NONE
    assert "hồ sơ CONGTTDT-000001" in reason(sent, history=history)
    assert authority(replace(sent, ref="CONGTTDT-000001"), history=history).verdict is Verdict.PROVEN


def test_the_leader_in_cc_has_confirmed_nothing() -> None:
    sent = case(article())
    copied = replace(sent, mail=replace(sent.mail, cc=(Address(LEADER.address),)))
    assert authority(copied).pieces == ()


def test_a_leaders_reply_does_not_speak_for_files_that_somebody_else_sent() -> None:
    """Such a revision bears the first sender as its person."""
    assert authority(replace(leaders_mail(article()), person=LIAISON)).verdict is Verdict.NONE


# --- S/MIME ---------------------------------------------------------------------------------------------------------


def signed_mail(sender: str = LEADER.address, **facts: object) -> Case:
    made = smime(**facts)
    parts = (with_signature(body("Bài"), made), with_signature(article(), made), with_signature(PHOTO, made))
    return case(documents=parts, sender=sender)


def test_a_signed_mail_is_one_piece_over_all_its_parts() -> None:
    pieces = authority(signed_mail()).pieces
    (signed_piece,) = [p for p in pieces if p.kind is PieceKind.SIGNATURE]
    assert signed_piece.standing is Standing.PROVES and len(signed_piece.files) == 3
    unsealed = Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS)  # as DKIM without To and Date
    assert authority(replace(signed_mail(), origin=unsealed)).verdict is Verdict.PROVEN


def test_a_doubt_about_a_signed_mail_speaks_of_the_mail_and_of_no_file() -> None:
    doubtful = signed_mail(LIAISON.address, status=SignatureStatus.UNTRUSTED, reason="thiếu chứng thư trung gian")
    assert "mang tên “Trần Văn Bình” ở thư này: thiếu" in reason(doubtful)


def test_a_part_outside_of_what_was_signed_is_not_covered() -> None:
    sent = signed_mail()
    outside = replace(sent, origin=Origin(OriginStatus.PROVEN), documents=(*sent.documents, article("them.docx", "x")))
    assert authority(outside).uncovered == ("them.docx",)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"addressed_to": ("dong-nghiep@moha.gov.vn",)}, "không nằm ở dòng “Đến”"),
        ({"dated": RECEIVED - timedelta(days=30)}, "quá 7 ngày"),
        ({"dated": None}, "dòng ngày gửi"),
        ({"email": DEPUTY.address, "signer": DEPUTY.name}, "không phải địa chỉ người gửi"),
        ({"email": ""}, "không ghi"),
    ],
)
def test_a_signed_mail_counts_only_where_its_signer_sent_it_here_and_now(facts: dict[str, object], words: str) -> None:
    sent = replace(signed_mail(**facts), origin=Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS))
    found = authority(sent)
    assert found.verdict is Verdict.UNSURE
    assert any(words in piece.reason for piece in found.pieces if piece.kind is PieceKind.SIGNATURE)


def test_without_signed_header_fields_the_mails_own_count_where_its_origin_covers_them() -> None:
    bare: dict[str, object] = {"addressed_to": None, "dated": None}
    assert authority(signed_mail(**bare)).verdict is Verdict.PROVEN
    unsealed = Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS, sealed=("from", "subject"))
    assert authority(replace(signed_mail(**bare), origin=unsealed)).verdict is Verdict.UNSURE


def test_a_signed_mail_received_before_is_a_replay() -> None:
    sent = signed_mail()
    assert authority(sent, history=Seen(f"cms:{'5e' * 32}")).verdict is Verdict.UNSURE


def test_a_leaders_signed_mail_that_a_liaison_forwards_is_not_the_leaders_word_to_us() -> None:
    """The signature belongs to what is inside the attached mail; its signer is not the sender."""
    inner = with_signature(article("thu cu.eml › bai.docx", "Bài"), smime())
    found = authority(case(document("thu cu.eml"), inner))
    assert found.verdict is Verdict.UNSURE


def test_forwarding_breaks_the_signature_of_an_attached_mail_without_returning_the_whole() -> None:
    broken = smime(status=SignatureStatus.ALTERED, reason="nội dung đã bị sửa sau khi ký")
    inner = with_signature(article("thu cu.eml › bai.docx", "Bài"), broken)
    found = authority(case(replace(document("thu cu.eml"), kind="eml"), inner))
    assert found.verdict is Verdict.NONE
    (piece,) = found.pieces
    assert piece.standing is Standing.VOID and "thư đính kèm" in piece.reason
    own = authority(case(with_signature(body("Bài"), broken), inner))
    assert own.verdict is Verdict.BROKEN  # the mail's own signature is another matter


# --- confirmations --------------------------------------------------------------------------------------------------


def test_a_confirmation_is_the_leaders_at_the_moment_at_which_he_gave_it() -> None:
    given = granted()
    left = Snapshot(3, (LIAISON, replace(LEADER, until=given.at + timedelta(minutes=1))))
    assert authority(case(article(), confirmations=(given,)), directory=left).verdict is Verdict.PROVEN
    gone = Snapshot(3, (LIAISON, replace(LEADER, until=given.at)))
    assert authority(case(article(), confirmations=(given,)), directory=gone).verdict is Verdict.STRANGER


def test_one_refusal_stops_what_another_leader_granted_in_any_order() -> None:
    yes, no = granted(), granted(DEPUTY.address, granted=False)
    for given in ((yes, no), (no, yes)):
        assert authority(case(article(), confirmations=given)).verdict is Verdict.REFUSED


def test_the_later_word_of_one_person_holds() -> None:
    no = granted(granted=False)
    yes = replace(granted(), at=no.at + timedelta(minutes=5))
    assert authority(case(article(), confirmations=(no, yes))).verdict is Verdict.PROVEN
    again = replace(no, at=yes.at + timedelta(minutes=5))
    assert authority(case(article(), confirmations=(no, yes, again))).verdict is Verdict.REFUSED


def test_of_a_yes_and_a_no_in_the_same_instant_the_no_holds() -> None:
    yes, no = granted(), granted(granted=False)
    for given in ((yes, no), (no, yes)):
        assert authority(case(article(), confirmations=given)).verdict is Verdict.REFUSED


def test_a_word_on_one_file_neither_widens_nor_narrows_one_on_all() -> None:
    first, second = article("a.docx"), article("b.docx")
    on_all = granted(LEADER.address, first.sha256, second.sha256)
    on_one = replace(granted(LEADER.address, first.sha256), at=on_all.at + timedelta(minutes=5))
    assert authority(case(first, second, confirmations=(on_all, on_one))).verdict is Verdict.PROVEN
    assert authority(case(first, second, confirmations=(on_one,))).uncovered == ("b.docx",)


def test_a_yes_to_less_does_not_take_back_a_no_to_all() -> None:
    first, second = article("a.docx"), article("b.docx")
    no = granted(LEADER.address, first.sha256, second.sha256, granted=False)
    yes = replace(granted(LEADER.address, first.sha256), at=no.at + timedelta(minutes=5))
    assert authority(case(first, second, confirmations=(no, yes))).verdict is Verdict.REFUSED


def test_an_article_in_the_mail_is_answered_for_by_itself() -> None:
    words, file = replace(body("Bài dài", Item.ARTICLE), sha256="b0" * 32), article("bai.docx")
    sent = case(documents=(words, file))
    assert sent.to_confirm == (file, words)
    on_file, on_both = granted(LEADER.address, file.sha256), granted(LEADER.address, file.sha256, words.sha256)
    assert authority(replace(sent, confirmations=(on_file,))).verdict is Verdict.PARTLY
    assert authority(replace(sent, confirmations=(on_both,))).verdict is Verdict.PROVEN


def test_words_that_are_no_article_are_answered_for_where_nothing_else_came() -> None:
    words = replace(body("Nội dung"), sha256="b0" * 32)
    seal = document("smime.p7s", kind="p7s")
    assert case(documents=(words, article("bai.docx"))).to_confirm == (article("bai.docx"),)
    for there in ((words,), (words, seal)):
        sent = case(documents=there)
        yes = granted(LEADER.address, *(d.sha256 for d in sent.to_confirm))
        assert authority(replace(sent, confirmations=(yes,))).verdict is Verdict.PROVEN


def test_a_leader_of_some_unit_cannot_confirm_for_a_sender_whom_the_directory_does_not_know() -> None:
    outsider = case(article(), sender="hoi@khoahoc.vn", confirmations=(granted(),))
    assert authority(outsider).verdict is Verdict.STRANGER


def test_what_the_desk_put_on_record_holds_with_name_and_reason() -> None:
    recorded = replace(granted("Lê Thị Mai", how="paper"), note="công văn 12 có chữ ký Giám đốc")
    found = authority(case(article(), sender="hoi@khoahoc.vn", confirmations=(recorded,)))
    (piece,) = found.pieces
    assert (found.verdict, piece.kind, piece.by) == (Verdict.PROVEN, PieceKind.RECORDED, "Lê Thị Mai")
    assert piece.reason == "công văn 12 có chữ ký Giám đốc"


# --- by portal ------------------------------------------------------------------------------------------------------

STAFF = Person("minh@moha.gov.vn", "Đỗ Minh", "Văn phòng Viện", Role.STAFF, portals=("vienkhtcnn",))


def staff_mail(**changes: object) -> Case:
    sent = case(article(), sender=STAFF.address, person=STAFF, portal="vienkhtcnn")
    return replace(sent, **changes)  # type: ignore[arg-type]


def test_the_official_account_of_the_institutes_staff_suffices() -> None:
    at = institute(address="congttdt@moha.gov.vn")
    (piece,) = authority(staff_mail(), at).pieces
    assert (piece.kind, piece.standing) == (PieceKind.OFFICIAL_ACCOUNT, Standing.PROVES)
    assert authority(staff_mail(person=replace(STAFF, portals=())), at).verdict is Verdict.NONE


def test_an_old_mail_from_an_official_account_is_no_proof_either() -> None:
    at = institute(address="vienkhtcnn@moha.gov.vn")  # the mail is addressed to another mailbox
    assert authority(staff_mail(), at).verdict is Verdict.NONE


def test_where_no_proof_is_asked_the_evidence_is_kept_all_the_same() -> None:
    found = authority(case(signed(status=SignatureStatus.UNTRUSTED)), portal(proof=()))
    assert (found.verdict, len(found.pieces), found.cites) == (Verdict.NOT_ASKED, 1, ())


def test_words_about_an_earlier_case_need_no_proof() -> None:
    assert authority(case(continues="CONGTTDT-000001")).verdict is Verdict.NOT_ASKED


def test_the_verdict_is_the_same_twice() -> None:
    sent = case(signed(), PHOTO, confirmations=(granted(),))
    assert authority(sent, directory=PEOPLE) == authority(sent, directory=PEOPLE)


def test_a_yes_to_files_that_were_all_replaced_proves_no_part_of_what_lies_there() -> None:
    """Else the sender would read that his leader has confirmed all but one file, where he has confirmed none."""
    old, new = article("bai.docx"), article("bai moi.docx")
    judged = authority(case(new, confirmations=(granted(LEADER.address, old.sha256),)))
    assert judged.verdict is Verdict.NONE
    (piece,) = judged.pieces
    assert piece.standing is Standing.VOID and "đã được thay" in piece.reason
    both = authority(case(new, article("anh.docx"), confirmations=(granted(LEADER.address, new.sha256, old.sha256),)))
    assert both.verdict is Verdict.PARTLY, "one of them is still there"
