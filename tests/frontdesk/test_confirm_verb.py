"""`tiepnhan confirm`: a person's word on record, bound to the files that lie there, with name and ground."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.builders.mail import File
from tests.frontdesk.office import LIAISON, Office, at, news


@pytest.fixture
def held(office: Office) -> str:
    ref = office.take_in(office.mail(LIAISON, "Gửi đăng bài kèm theo.", File("bai.docx", news())))
    office.hand.now = at("28/8/2026 11:00")
    return ref


def test_paper_is_recorded_shown_and_accepted(
    office: Office, tiepnhan: Callable[..., int], held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert tiepnhan("confirm", held.lower(), "--by", "Lê Thị Mai", "--paper", "phiếu 12/PC ký tươi") == 0
    told = capsys.readouterr().out
    file = office.case(held).files[0]
    for needed in ("11:00 thứ Sáu 28/8/2026", "lãnh đạo ĐỒNG Ý", "bản giấy: phiếu 12/PC", "Lê Thị Mai", file.sha256):
        assert needed in told
    office.work()
    office.post()
    case = office.case(held)
    assert office.ledger.state(held) == "queued" and case.complete_at == at("28/8/2026 11:00")
    assert [(c.how, c.by, c.note) for c in case.confirmations] == [("paper", "Lê Thị Mai", "phiếu 12/PC ký tươi")]


def test_a_no_by_telephone_as_json(
    office: Office, tiepnhan: Callable[..., int], held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert tiepnhan("confirm", held, "--by", "Mai", "--reason", "ông Hùng gọi 10:50", "--refused", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["granted"], said["how"], said["note"]) == (False, "command", "ông Hùng gọi 10:50")
    assert [f["name"] for f in said["files"]] == ["bai.docx"]
    office.work()
    awaiting = office.case(held).decision.awaiting  # type: ignore[union-attr]
    assert awaiting is not None and awaiting.who.value == "desk"


@pytest.mark.parametrize(
    "words",
    [
        ("CONGTTDT-999999", "--by", "A", "--reason", "b"),
        ("REF", "--by", "A"),
        ("REF", "--by", " ", "--reason", "b"),
        ("REF", "--by", "A", "--paper", " "),
    ],
)
def test_without_a_case_a_name_or_a_ground_nothing_is_recorded(
    office: Office, tiepnhan: Callable[..., int], held: str, words: tuple[str, ...]
) -> None:
    assert tiepnhan("confirm", words[0].replace("REF", held), *words[1:]) == 2
    assert office.case(held).confirmations == ()


def test_a_case_that_an_editor_refused_takes_no_confirmation(
    office: Office, tiepnhan: Callable[..., int], held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office.ledger.refuse(held, "Mai", "trùng tin")
    assert tiepnhan("confirm", held, "--by", "Mai", "--paper", "phiếu 1") == 2
    assert "đã từ chối" in capsys.readouterr().err


def test_the_word_holds_for_the_files_that_lay_there(office: Office, tiepnhan: Callable[..., int], held: str) -> None:
    assert tiepnhan("confirm", held, "--by", "Mai", "--paper", "phiếu 1") == 0
    office.work()
    office.post()
    accepted = office.only("accepted")
    office.hand.turn(minutes=5)
    other = File("bai.docx", news("Bài đã đổi"))
    office.take_in(office.mail(LIAISON, "Gửi bài mới thay bài cũ.", other, in_reply_to=accepted.message_id))
    assert office.ledger.state(held) == "held"
