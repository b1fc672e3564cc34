"""A secret mail of a class that is never answered: the duty officer alone hears of it, and it can be destroyed."""

from __future__ import annotations

import pytest

from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.frontdesk.office import ADMIN, LEADER, Office

SECRET = build_docx([paragraph("TỐI MẬT", bold=True, align="center"), paragraph("Chimhoangyen77")])
DUTY = "trucmat@moha.gov.vn"


def secret_mail(office: Office, sender: str = LEADER, **more: str) -> bytes:
    return office.mail(sender, "Chimhoangyen77", File("a.docx", SECRET), **more)


@pytest.mark.parametrize(
    ("sender", "headers", "mail_class"),
    [
        ("mailer-daemon@moha.gov.vn", {}, "bounce"),
        (LEADER, {"List_Id": "<x.moha.gov.vn>"}, "list"),
        (LEADER, {"Auto_Submitted": "auto-replied"}, "auto_reply"),
        (LEADER, {"X_Tiepnhan": "letter=returned"}, "own"),
    ],
)
def test_the_duty_officer_alone_hears_of_it(
    office: Office, sender: str, headers: dict[str, str], mail_class: str
) -> None:
    receipt = office.arrive(secret_mail(office, sender, **headers))
    office.work()
    office.post()
    assert office.outcome_of(receipt)[0] == mail_class
    letter = office.only("duty")
    assert [(read.name, read.to) for read in office.letters()] == [("duty", DUTY)]
    assert "Chimhoangyen77" not in letter.text
    ref = f"CONGTTDT-{receipt.id:06d}"
    assert f"tiepnhan quarantine destroy {ref}" in " ".join(letter.text.split())
    (gone,) = office.ledger.destroy_quarantined(ref, by="Cán bộ trực", reason="gửi nhầm")
    assert gone.destroyed_by == "Cán bộ trực"


def test_a_secret_precheck_can_be_destroyed(office: Office) -> None:
    receipt = office.arrive(secret_mail(office), envelope_to="congttdt+kiemtra@moha.gov.vn")
    office.work()
    office.post()
    assert office.outcome_of(receipt)[0] == "precheck"
    assert f"destroy CONGTTDT-{receipt.id:06d}" in " ".join(office.only("duty").text.split())
    assert office.ledger.destroy_quarantined(f"CONGTTDT-{receipt.id:06d}", by="A", reason="b")


def test_a_secret_mail_to_no_portal_is_told_to_the_administrator(office: Office) -> None:
    receipt = office.arrive(secret_mail(office, "mailer-daemon@moha.gov.vn"), "")
    office.work()
    office.post()
    assert office.only("duty").to == ADMIN
    assert office.ledger.destroy_quarantined(f"THU-{receipt.id:06d}", by="A", reason="b")
