from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.calendar import VIETNAM
from casework.document import Anatomy, Document, Flaw, FlawKind, Item, Line, Mark, MarkKind, Picture, Run, Zone
from casework.finding import Severity, Verdict
from casework.mail import MailClass, Origin, OriginStatus
from casework.noun import replace
from tests.validators.cases import article, case, document, institute, judge, official, portal, said, secret, setting
from validators import examine as room
from validators import registry
from validators.registry import RULES

UNPROVEN = Origin(OriginStatus.UNPROVEN)


def test_a_finding_speaks_in_the_portals_words_and_cites_the_article() -> None:
    (finding,) = judge(case(official("qd.docx", ["Như Điều 3"])), portal("RCP102"))
    assert finding.citation == "điểm g khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"
    assert finding.cites == ("668/9.1.g",)
    assert "“TTCNTT để đăng tải trên Cổng TTĐT Bộ”" in finding.message
    assert finding.fix.startswith("1. Mở tệp Word gốc")
    assert "{" not in finding.message + finding.fix


def test_a_rule_that_is_off_does_not_run() -> None:
    assert judge(case(official("qd.docx", None)), portal(setting("RCP101", Severity.OFF))) == ()


@pytest.mark.parametrize("kind", [k for k in MailClass if k not in (MailClass.SUBMISSION, MailClass.PRECHECK)])
def test_only_submissions_and_prechecks_are_examined(kind: MailClass) -> None:
    assert judge(case(mail_class=kind), portal("FMT105")) == ()


def test_a_precheck_gets_the_whole_verdict() -> None:
    assert said(judge(case(mail_class=MailClass.PRECHECK), portal("FMT105"))) == [("FMT105", "defect")]


def test_a_plain_document_has_no_sender() -> None:
    offline = case(official("qd.docx", None), offline_document=True, origin=UNPROVEN)
    assert said(judge(offline, portal("SND301", "PRF101", "RCP101"))) == [("RCP101", "defect")]


def test_a_secret_mail_gets_secrecy_alone() -> None:
    cut = Document("tệp 2", "", "docx", "ab" * 32, 900, marks=(secret(),), cut=True)
    at = portal(setting("SEC101", Severity.STOP), "SND301", "FMT105", "FMT102")
    assert said(judge(case(cut, origin=UNPROVEN), at)) == [("SEC101", "defect")]


def test_a_doubtful_mark_lets_the_others_speak_and_comes_first() -> None:
    doubtful = document("bai.docx", "Bài", marks=(secret(sure=False),))
    at = portal(setting("SEC101", Severity.STOP), setting("SND301", Severity.HOLD))
    assert said(judge(case(doubtful, origin=UNPROVEN), at)) == [("SEC101", "unsure"), ("SND301", "defect")]


def test_findings_come_heaviest_first_then_in_the_order_of_the_documents() -> None:
    files = (official("b.docx", None), official("a.docx", None))
    at = portal("RCP101", setting("SND301", Severity.HOLD), setting("FMT104", Severity.RETURN))
    found = judge(case(*files, origin=UNPROVEN), at)
    assert [(f.code, f.about) for f in found] == [
        ("RCP101", "thư › b.docx"), ("RCP101", "thư › a.docx"), ("SND301", ""),
    ]  # fmt: skip


def test_a_crashing_rule_is_a_doubt_that_names_no_content(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(case: Any) -> Iterator[Any]:
        raise ValueError("nội dung bí mật của bài")
        yield

    broken = changed(RULES["FMT105"], check=crash, wants=())
    monkeypatch.setattr(registry, "RULES", MappingProxyType({**RULES, "FMT105": broken}))
    room._bind.cache_clear()
    (finding,) = judge(case(), portal("FMT105"))
    room._bind.cache_clear()
    assert (finding.code, finding.verdict) == ("FMT105", Verdict.UNSURE)
    assert "ValueError" in finding.reason and "bí mật" not in finding.reason + finding.message


def test_without_ground_in_force_a_defect_is_a_doubt() -> None:
    early = datetime(2025, 6, 1, 9, 0, tzinfo=VIETNAM)  # 668 is in force from 30 June 2025
    (finding,) = judge(case(official("qd.docx", None), received_at=early), portal("RCP101"))
    assert finding.verdict is Verdict.UNSURE and finding.citation == ""
    assert "căn cứ" in finding.message


def test_the_day_of_receipt_is_vietnams() -> None:
    # 18:00 of 29 June in UTC is already 30 June in Hanoi, the first day of 668.
    late = datetime.fromisoformat("2025-06-29T18:00:00+00:00")
    (finding,) = judge(case(official("qd.docx", None), received_at=late), portal("RCP101"))
    assert finding.verdict is Verdict.DEFECT and "668/QĐ-BNV" in finding.citation


texts = st.text(max_size=60)
places = st.sampled_from(["", "trang 1", "đoạn 3"])
runs = st.builds(
    Run, places, texts, st.sampled_from(["unicode", "tcvn3", "vni", "unsure", "none", "vps"]), texts, texts,
    letters=st.integers(0, 500), combining=st.integers(0, 9),
)  # fmt: skip
pictures = st.builds(Picture, places, texts, st.integers(0), st.integers(0), st.booleans())
marks = st.builds(Mark, st.sampled_from(MarkKind), texts, places, st.sampled_from(Zone), st.booleans())
documents = st.builds(
    Document, path=texts, name=texts, kind=st.sampled_from(["docx", "pdf", "body", "unknown", "jpg", "exe", "zip"]),
    sha256=texts, size=st.integers(0, 2**40), runs=st.none() | st.lists(runs, max_size=3).map(tuple),
    lines=st.lists(st.builds(Line, texts, places, st.sampled_from(Zone)), max_size=4).map(tuple),
    pages=st.none() | st.integers(0, 9), inline=st.booleans(), title=texts,
    pictures=st.lists(pictures, max_size=2).map(tuple), marks=st.lists(marks, max_size=2).map(tuple),
    flaws=st.lists(st.builds(Flaw, st.sampled_from(FlawKind), texts, places), max_size=3).map(tuple),
    anatomy=st.builds(
        Anatomy, kind=texts, issuer=texts, number=texts, abstract=texts,
        addressed_to=st.lists(texts, max_size=2).map(tuple),
        recipients=st.none() | st.lists(texts, max_size=3).map(tuple), issued_on=st.none() | st.dates(),
    ),
    item=st.none() | st.sampled_from(Item),
)  # fmt: skip
EVERYTHING = tuple(
    setting(
        code,
        Severity.STOP if code == "SEC101" else Severity.HOLD,
        **({"hours": 2, "document_hours": 48} if code == "TIM101" else {}),
    )
    for code in RULES
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(documents, max_size=3), texts, texts, st.sampled_from(["ngtlan@moha.gov.vn", "x@gmail.com", ""]))
def test_no_document_makes_a_rule_crash(files: list[Document], words: str, subject: str, sender: str) -> None:
    for at in (portal(*EVERYTHING), institute(*EVERYTHING)):
        found = judge(case(*files, own_words=words, subject=subject, sender=sender), at)
        assert not [f for f in found if "gặp lỗi" in f.reason]
        assert all("{" not in f.fix or "{" in "".join(d.name for d in files) + words + subject for f in found)


def test_an_article_in_order_is_without_findings_at_every_rule() -> None:
    good = article(
        "tin.docx", "Hội nghị tổng kết công tác năm 2026", "Ngày 20/11/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị."
    )
    leader = case(good, sender="tvbinh@moha.gov.vn")
    assert judge(leader, portal(*(s for s in EVERYTHING if s.code != "KIT102"))) == ()


def test_a_petition_is_examined_for_secrecy_alone() -> None:
    doubtful = document(
        "don.docx", "Kính gửi Cổng TTĐT Bộ", marks=(Mark(MarkKind.SECRET, "MẬT", "đoạn 1", Zone.BODY, sure=False),)
    )
    found = judge(case(doubtful, mail_class=MailClass.PETITION), portal("SEC101", "RCP101", "FMT105"))
    assert [(f.code, f.verdict) for f in found] == [("SEC101", Verdict.UNSURE)]


def test_a_rule_of_the_house_without_an_article_says_its_ground() -> None:
    macro = document("a.doc", flaws=(Flaw(FlawKind.MACRO),))
    (found,) = judge(case(macro), portal(replace(setting("FMT201"), cites=())))
    assert found.cites == () and found.citation.startswith("Yêu cầu an toàn chung của hệ thống tiếp nhận")


def test_a_portal_without_an_address_is_still_named_in_the_steps() -> None:
    nameless = portal("PRF101", address="")
    (found,) = judge(case(document("bai.docx", item=Item.ARTICLE)), nameless)
    assert "hộp thư nhận bài của Cổng TTĐT Bộ" in found.fix and "tới ." not in found.fix
