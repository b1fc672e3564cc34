from __future__ import annotations

import pytest

from casework.document import Signature, SignatureStatus
from casework.finding import Severity
from casework.mail import Origin, OriginStatus
from tests.validators.cases import LEADER, article, body, case, granted, judge, portal, said, setting
from validators import examine

AT = portal(setting("PRF101", Severity.HOLD), setting("PRF102", Severity.RETURN))
ALTERED = Signature("pdf", SignatureStatus.ALTERED, "Trần Văn Bình", reason="nội dung không còn khớp với chữ ký.")


def test_fires_for_a_file_altered_after_signing_and_prf101_leaves_it_to_this_rule() -> None:
    (found,) = judge(case(article("QD 12.pdf", signatures=(ALTERED,))), AT)
    assert (found.code, found.severity) == ("PRF102", Severity.RETURN)
    told = "Chữ ký số của “Trần Văn Bình” ở “QD 12.pdf” không còn giá trị: nội dung không còn khớp với chữ ký."
    assert found.message == told
    assert found.about == "thư › QD 12.pdf"


def test_fires_whatever_else_proves_the_item() -> None:
    spoilt = article("QD 12.pdf", signatures=(ALTERED,))
    assert said(judge(case(spoilt, confirmations=(granted(),)), AT)) == [("PRF102", "defect")]
    assert said(judge(case(spoilt, sender=LEADER.address), AT)) == [("PRF102", "defect")]


def test_fires_for_each_file_and_for_the_signed_mail() -> None:
    mail = Signature("smime", SignatureStatus.ALTERED, "Trần Văn Bình")
    sent = case(
        documents=(body("Bài"), article("a.pdf", signatures=(ALTERED,)), article("b.pdf", signatures=(ALTERED,)))
    )
    assert [f.about for f in judge(sent, AT)] == ["thư › a.pdf", "thư › b.pdf"]
    on_mail = case(documents=(article("", "Bài", signatures=(mail,), kind="body"),))
    (found,) = judge(on_mail, AT)
    assert "ở thư này không còn giá trị" in found.message and found.about == ""


def test_fires_where_no_proof_is_asked() -> None:
    """A portal that asks none may still tell its editor."""
    open_to_all = portal(setting("PRF102", Severity.REMIND), proof=())
    (found,) = judge(case(article("QD 12.pdf", signatures=(ALTERED,))), open_to_all)
    assert found.severity is Severity.REMIND


@pytest.mark.parametrize("status", [s for s in SignatureStatus if s is not SignatureStatus.ALTERED])
def test_quiet_for_every_other_state(status: SignatureStatus) -> None:
    sent = case(article("a.pdf", signatures=(Signature("pdf", status, "Trần Văn Bình", covers="whole"),)))
    assert "PRF102" not in {code for code, _ in said(judge(sent, AT))}


def test_quiet_without_signatures_even_from_an_unproven_sender() -> None:
    assert judge(case(article(), origin=Origin(OriginStatus.UNPROVEN)), portal("PRF102")) == ()


def test_unsure_where_the_evidence_could_not_be_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError("a word of the mail that must not be told")

    monkeypatch.setattr(examine, "judge_authority", crash)
    found = judge(case(article()), AT)
    assert said(found) == [("PRF102", "unsure"), ("PRF101", "unsure")]
    assert not any("a word of the mail" in f.message for f in found)
