"""A person's word above the rules: the duty officer's on a scan, the desk's on what could not be read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image, ImageDraw

from tests.builders.mail import File
from tests.frontdesk.office import LEADER, LIAISON, Office, news


def scan() -> bytes:
    """A sheet of paper as a picture: nobody can say whether a stamp stands on it."""
    sheet = Image.new("L", (1240, 1754), 245)
    pen = ImageDraw.Draw(sheet)
    for row in range(200, 1500, 40):
        pen.line((160, row, 1080, row), fill=40, width=6)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def decide(tiepnhan: Callable[..., int], ref: str, words: Sequence[str]) -> int:
    return tiepnhan("queue", "decide", ref, "--by", "Trực bảo mật", "--reason", "đã xem", *words)


@pytest.fixture()
def held(office: Office) -> str:
    """A liaison's article with a scanned sheet beside it: held with the duty officer."""
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), File("trang.png", scan())))
    case = office.case(ref)
    assert case.decision is not None and case.decision.awaiting is not None
    assert case.decision.awaiting.who.value == "duty_officer"
    duty = office.only("duty")
    assert f"queue decide {ref} --clear SEC101" in " ".join(duty.text.split())
    return ref


def test_a_cleared_doubt_leaves_the_other_rules_in_force(
    office: Office, tiepnhan: Callable[..., int], held: str
) -> None:
    assert decide(tiepnhan, held, ["--clear", "SEC101"]) == 0
    office.work()
    case = office.case(held)
    assert "SEC101" not in {f.code for f in case.findings or ()}
    assert case.decision is not None and case.decision.awaiting is not None
    assert case.decision.awaiting.who.value == "leader", "668/9.1.b still asks for the leader's word"
    office.post()
    assert office.letters("confirmation_request", to=LEADER)


def test_an_accepting_word_stands_above_the_table(office: Office, tiepnhan: Callable[..., int], held: str) -> None:
    assert decide(tiepnhan, held, ["--accept"]) == 0
    office.work()
    assert office.ledger.state(held) == "queued"


def test_a_quarantining_word_cuts_the_case(office: Office, tiepnhan: Callable[..., int], held: str) -> None:
    assert decide(tiepnhan, held, ["--quarantine"]) == 0
    office.work()
    office.post()
    case = office.case(held)
    assert office.ledger.state(held) == "quarantined" and case.secret
    assert {d.name for d in case.documents} == {"thư", "tệp 1", "tệp 2"}
    assert not case.mail.subject and all("bai.docx" not in str(r.case) for r in office.ledger.revisions(held))
    (lies,) = office.ledger.quarantined()
    assert lies.ref == held
    assert not (office.ledger.folder / "blobs" / lies.sha256[:2] / lies.sha256).exists()
    neutral = office.only("quarantined", to=LIAISON)
    assert "bai.docx" not in neutral.text


def test_a_code_without_a_doubt_is_refused(
    tiepnhan: Callable[..., int], held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(tiepnhan, held, ["--clear", "FNT101"]) == 2
    said = capsys.readouterr().err
    assert "FNT101; có: " in said and "SEC101" in said


def test_what_is_sure_is_not_cleared_but_ruled_upon(
    office: Office, tiepnhan: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), results="fail"))
    assert decide(tiepnhan, ref, ["--clear", "SND301"]) == 2
    said = capsys.readouterr().err
    assert "--accept" in said and "có: " not in said, "what to type, and no empty list"


def test_the_trail_is_told_in_a_clerks_words(
    office: Office, tiepnhan: Callable[..., int], held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tiepnhan("confirm", held, "--by", "Quản trị", "--paper", "phiếu số 5") == 0
    assert decide(tiepnhan, held, ["--accept"]) == 0
    office.work()
    capsys.readouterr()
    assert tiepnhan("case", held) == 0
    trail = capsys.readouterr().out.partition("Diễn biến:")[2].partition("Thư đã viết:")[0]
    assert "xét lần 1: giữ lại" in trail
    assert "xác nhận đồng ý (bản giấy) — Quản trị\n" in trail
    assert "quyết định của người phụ trách (tiếp nhận): đã xem — Trực bảo mật" in trail
    assert "hold" not in trail and "granted" not in trail and "accept" not in trail
