from __future__ import annotations

import pytest

from casework.directory import Person, Role
from casework.finding import Verdict
from tests.validators.cases import article, case, institute, judge, portal, recognised, said, scan

AT = portal("SND101")


def test_fires_for_a_stranger_from_a_private_mailbox() -> None:
    (found,) = judge(case(sender="lanvu.86@gmail.com"), AT)
    assert found.verdict is Verdict.DEFECT
    assert "lanvu.86@gmail.com" in found.message and "(moha.gov.vn)" in found.message


def test_fires_for_a_domain_that_only_resembles() -> None:
    assert said(judge(case(sender="an@xmoha.gov.vn"), AT)) == [("SND101", "defect")]
    assert said(judge(case(sender="an@moha.gov.vn.example.com"), AT)) == [("SND101", "defect")]


def test_quiet_for_the_ministry_its_subdomains_and_the_directory() -> None:
    assert judge(case(), AT) == ()
    assert judge(case(sender="an@isol.moha.gov.vn"), AT) == ()
    friend = Person("btv@dantri.com.vn", "Lê Thu", "Báo Dân trí", Role.PRESS)
    assert judge(case(sender="btv@dantri.com.vn", person=friend), AT) == ()


def test_quiet_where_nobody_is_shut_out() -> None:
    assert judge(case(sender="dan@gmail.com"), portal("SND101", open_to_all=True)) == ()


def test_an_outsider_of_the_institute_needs_some_proof() -> None:
    at = institute("SND101")
    assert said(judge(case(article(), sender="hoi@gmail.com"), at)) == [("SND101", "defect")]
    assert judge(case(scan("giay gioi thieu.pdf"), sender="hoi@gmail.com"), at) == ()


def test_unsure_without_a_sender() -> None:
    assert said(judge(case(sender=""), AT)) == [("SND101", "unsure")]


def test_quiet_for_a_scanned_letter_that_was_read_just_as_for_one_that_was_not() -> None:
    at = institute("SND101")
    assert judge(case(recognised("giay gioi thieu.pdf"), sender="hoi@gmail.com"), at) == ()


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        ("moha.g0v.vn", "moha.g0v.vn"),
        ("rnoha.gov.vn", "rnoha.gov.vn"),
        ("moha-gov-vn.com", "moha-gov-vn.com"),
        ("moha.gov.vn.example.com", "moha.gov.vn.example.com"),
        ("moha.gov.vm", "moha.gov.vm"),
        ("мoha.gov.vn", "мoha.gov.vn"),
        ("mohа.gov.vn", "mohа.gov.vn"),
        ("xn--oha-jed.gov.vn", "мoha.gov.vn"),
        ("vp.xn--oha-jed.gov.vn", "vp.мoha.gov.vn"),
    ],
)
def test_fires_by_name_for_a_domain_that_passes_for_the_ministrys(domain: str, shown: str) -> None:
    (found,) = judge(case(sender=f"congttdt@{domain}"), AT)
    assert found.verdict is Verdict.DEFECT
    assert f"Tên miền {shown} chỉ trông giống tên miền công vụ moha.gov.vn" in found.message


@pytest.mark.parametrize(
    "domain", ["mofa.gov.vn", "moha.gov.my", "bonoivu.vn", "gmail.com", "hungyen.edu.vn", "ngoai-vu.hatinh.gov.vn"]
)
def test_another_bodys_own_domain_is_called_a_stranger_and_no_forgery(domain: str) -> None:
    (found,) = judge(case(sender=f"an@{domain}"), AT)
    assert "không thuộc tên miền công vụ" in found.message and "trông giống" not in found.message


def test_fires_for_a_likeness_even_where_outsiders_come_with_proof() -> None:
    (found,) = judge(case(scan("giay gioi thieu.pdf"), sender="hoi@m0ha.gov.vn"), institute("SND101"))
    assert "trông giống" in found.message


def test_quiet_for_a_likeness_that_the_administrator_entered_into_the_directory() -> None:
    friend = Person("btv@moha.gov.vm", "Lê Thu", "Báo Dân trí", Role.PRESS)
    assert judge(case(sender="btv@moha.gov.vm", person=friend), AT) == ()
