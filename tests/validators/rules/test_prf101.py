from __future__ import annotations

import pytest

from casework.directory import Person, Role, Snapshot
from casework.document import Signature, SignatureStatus
from casework.finding import Severity, Verdict
from casework.mail import Origin, OriginStatus
from casework.noun import replace
from tests.validators.cases import (
    DIRECTORY,
    LEADER,
    LIAISON,
    RECEIVED,
    article,
    case,
    document,
    granted,
    institute,
    judge,
    portal,
    said,
    setting,
)

AT = portal(setting("PRF101", Severity.HOLD))


def signed(
    name: str = "qd.pdf", signer: str = "Trần Văn Bình", status: str = "trusted", covers: str = "whole"
) -> object:
    email = LEADER.address if signer == LEADER.name else ""
    made = Signature("pdf", SignatureStatus(status), signer, covers=covers, email=email)
    return article(name, "Bài", signatures=(made,))


def test_fires_and_says_what_would_do() -> None:
    (found,) = judge(case(article()), AT)
    assert found.verdict is Verdict.DEFECT
    assert "lãnh đạo đơn vị ký số tệp gửi đăng; lãnh đạo đơn vị xác nhận" in found.fix
    assert "tvbinh@moha.gov.vn" in found.fix


def test_quiet_once_the_leader_has_confirmed_these_files() -> None:
    file = article()
    assert judge(case(file, confirmations=(granted(),)), AT) == ()
    assert judge(case(file, confirmations=(granted(LEADER.address, file.sha256),)), AT) == ()


def test_fires_for_the_file_that_the_confirmation_leaves_out() -> None:
    first, second = article("a.docx"), document("phu luc.xlsx")
    (found,) = judge(case(first, second, confirmations=(granted(LEADER.address, first.sha256),)), AT)
    assert "chưa bao gồm tệp “phu luc.xlsx”" in found.message


def test_fires_where_the_leader_refused_after_he_had_granted() -> None:
    later = replace(granted(granted=False), at=RECEIVED.replace(hour=15))
    (found,) = judge(case(article(), confirmations=(later, granted())), AT)
    assert "không đồng ý" in found.message


def test_fires_for_a_confirmation_by_somebody_who_is_no_leader() -> None:
    (found,) = judge(case(article(), confirmations=(granted(LIAISON.address),)), AT)
    assert "không có trong danh bạ với tư cách lãnh đạo đơn vị" in found.message


def test_fires_for_the_leader_of_another_unit() -> None:
    other = Person("lvcuong@moha.gov.vn", "Lê Văn Cường", "Vụ Pháp chế", Role.LEADER)
    people = Snapshot(4, (*DIRECTORY.people, other))
    found = judge(case(article(), confirmations=(granted(other.address),)), AT, directory=people)
    assert said(found) == [("PRF101", "defect")]


def test_quiet_for_evidence_on_paper_that_the_desk_recorded() -> None:
    assert judge(case(article(), confirmations=(granted("Trần Văn Bình", how="paper"),)), AT) == ()


def test_quiet_for_the_leaders_own_mail_if_it_is_proven() -> None:
    assert judge(case(article(), sender=LEADER.address), AT) == ()
    forged = case(article(), sender=LEADER.address, origin=Origin(OriginStatus.UNPROVEN))
    assert said(judge(forged, AT)) == [("PRF101", "defect")]


def test_quiet_for_the_leaders_trusted_signature_over_the_whole() -> None:
    assert judge(case(signed()), AT) == ()  # type: ignore[arg-type]


def test_quiet_where_every_text_in_an_archive_is_signed() -> None:
    """The archive itself bears no text and needs no signature."""
    assert judge(case(document("Ho_so.zip"), signed(name="Ho_so.zip › bai.pdf")), AT) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "file",
    [signed(signer="Bộ Nội vụ"), signed(status="untrusted"), signed(covers="part"), signed(status="unreadable")],
)
def test_unsure_where_the_signature_leaves_a_doubt(file: object) -> None:
    assert said(judge(case(file), AT)) == [("PRF101", "unsure")]  # type: ignore[arg-type]


def test_fires_where_another_file_is_unsigned() -> None:
    (found,) = judge(case(signed(), article("bai.docx", "Bài")), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.DEFECT and "Trần Văn Bình chưa bao gồm tệp “bai.docx”" in found.message


def test_fires_for_a_document_altered_after_signing() -> None:
    (found,) = judge(case(signed(status="altered")), AT)  # type: ignore[arg-type]
    assert "đã bị sửa sau khi ký" in found.message


def test_official_account_of_the_institutes_staff_is_proof_enough() -> None:
    staff = Person("minh@moha.gov.vn", "Đỗ Minh", "Văn phòng Viện", Role.STAFF, portals=("vienkhtcnn",))
    at = institute(setting("PRF101", Severity.HOLD))
    assert judge(case(article(), sender=staff.address, person=staff, portal="vienkhtcnn"), at) == ()
    private = replace(staff, address="minh@gmail.com")
    sent = case(article(), sender=private.address, person=private, portal="vienkhtcnn")
    assert said(judge(sent, at)) == [("PRF101", "defect")]


def test_quiet_where_the_portal_asks_no_proof() -> None:
    assert judge(case(article()), portal("PRF101", proof=())) == ()


def test_fires_without_promising_a_request_where_no_leader_is_known() -> None:
    (found,) = judge(case(article()), AT, directory=Snapshot(5, (LIAISON,)))
    assert "danh bạ chưa có lãnh đạo" in found.message and "Hệ thống gửi thư" not in found.fix


def test_a_no_to_files_that_were_replaced_is_no_no_to_the_new_ones() -> None:
    new, annex = article("bai moi.docx", "Bài đã sửa"), document("phu luc.xlsx")
    refused = replace(granted(LEADER.address, article("bai.docx", "Bài cũ").sha256, annex.sha256), granted=False)
    (found,) = judge(case(new, annex, confirmations=(refused,)), AT)
    assert "Chưa có xác nhận" in found.message
    stands = replace(granted(LEADER.address, annex.sha256), granted=False)
    (found,) = judge(case(new, annex, confirmations=(stands,)), AT)
    assert "không đồng ý" in found.message


def test_quiet_for_words_about_an_earlier_case() -> None:
    assert judge(case(continues="CONGTTDT-000001"), AT) == ()
    assert judge(case(article(), continues="CONGTTDT-000001"), AT) != ()


def test_cites_the_article_that_speaks_of_this_sender() -> None:
    (found,) = judge(case(article()), AT)
    assert found.cites == AT.proof_for(LIAISON).cites  # type: ignore[union-attr]


def test_unsure_promises_no_request_to_a_leader_whom_nobody_knows() -> None:
    (found,) = judge(replace(case(signed(status="unreadable")), person=None), AT)
    assert found.verdict is Verdict.UNSURE and "thư đề nghị xác nhận" not in found.fix
    (known,) = judge(case(signed(status="unreadable")), AT)
    assert "thư đề nghị xác nhận" in known.fix and "tvbinh@moha.gov.vn" in known.fix
