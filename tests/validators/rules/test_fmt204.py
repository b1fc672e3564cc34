"""FMT204: the scanner's word. Not scanned is never clean, a guess is never sure."""

from __future__ import annotations

from casework.case import Malware, MalwareStatus
from casework.finding import Severity, Verdict
from casework.noun import replace
from tests.validators.cases import RECEIVED, case, document, judge, portal, setting

AT = portal(replace(setting("FMT204"), severity=Severity.STOP))


def scanned(status: MalwareStatus, **facts: str) -> object:
    return replace(case(document("bai.docx")), malware=Malware(status, RECEIVED, **facts))


def test_fires_on_a_known_threat() -> None:
    (found,) = judge(scanned(MalwareStatus.INFECTED, name="Win.Test.EICAR_HDB-1"), AT)  # type: ignore[arg-type]
    assert (found.verdict, found.severity) == (Verdict.DEFECT, Severity.STOP)
    assert "Win.Test.EICAR_HDB-1" in found.message


def test_unsure_where_the_scanner_guesses() -> None:
    (found,) = judge(scanned(MalwareStatus.INFECTED, name="Heuristics.Phishing.Email.SpoofedDomain"), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.UNSURE and "nghi ngờ" in found.message


def test_unsure_where_nothing_was_scanned() -> None:
    (found,) = judge(scanned(MalwareStatus.NOT_SCANNED, reason="thư lớn hơn giới hạn quét"), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.UNSURE and "thư lớn hơn giới hạn quét" in found.message


def test_quiet_on_a_clean_mail_and_where_no_scanner_is_set_up() -> None:
    assert judge(scanned(MalwareStatus.CLEAN), AT) == ()  # type: ignore[arg-type]
    assert judge(case(document("bai.docx")), AT) == ()
