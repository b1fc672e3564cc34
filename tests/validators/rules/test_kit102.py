from __future__ import annotations

from casework.directory import Person, Role
from casework.document import Item
from casework.finding import Severity, Verdict
from tests.validators.cases import article, case, document, institute, judge, official, said, scan, setting

AT = institute(setting("KIT102", Severity.HOLD))
LETTER = official(
    "cv.docx", ["Như trên"], kind="CÔNG VĂN", abstract="V/v phối hợp và đề nghị đăng tải bài", addressed_to=("Viện",)
)


def test_fires_for_a_unit_of_the_ministry_without_its_letter() -> None:
    (found,) = judge(case(article()), AT)
    assert found.verdict is Verdict.DEFECT and "ngtlan@moha.gov.vn" in found.message


def test_quiet_with_the_letter_or_an_invitation() -> None:
    assert judge(case(LETTER, article()), AT) == ()
    assert judge(case(document("giay moi.docx", item=Item.INVITATION)), AT) == ()


def test_quiet_for_the_institutes_own_people_and_for_outsiders() -> None:
    own = Person("minh@moha.gov.vn", "Đỗ Minh", "Văn phòng Viện", Role.STAFF, portals=("vienkhtcnn",))
    assert judge(case(article(), sender=own.address, person=own), AT) == ()
    assert judge(case(article(), sender="an@isol.moha.gov.vn"), AT) == ()
    assert judge(case(article(), sender="an@hoi.vn"), AT) == ()


def test_fires_for_a_collaborator_in_another_unit() -> None:
    friend = Person("an@moha.gov.vn", "Lê An", "Vụ Pháp chế", Role.COLLABORATOR, portals=("vienkhtcnn",))
    assert said(judge(case(article(), sender=friend.address, person=friend), AT)) == [("KIT102", "defect")]


def test_unsure_where_a_scan_may_be_the_letter() -> None:
    assert said(judge(case(article(), scan("cong van.pdf")), AT)) == [("KIT102", "unsure")]
