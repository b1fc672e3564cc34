"""`tiepnhan directory`: what an administrator types, what he reads back, and whom the change tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import frontdesk.cli
from casework.directory import Person, Role
from casework.noun import replace
from frontdesk.people import read_people, save_people
from store.directory import LoggedChange
from tests.builders.mail import File
from tests.frontdesk.office import COLLEAGUE, LEADER, LIAISON, OTHER_LEADER, PEOPLE, Office, at, news

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]
NEW = "hung.tran@cchc.moha.gov.vn"
UNIT = "Vụ Cải cách hành chính"
BY = ("--by", "Quản trị Hòa")
THURSDAY = "3/9/2026 00:00"  # the first working day after Friday 28/8/2026: weekend and National Day lie between


@pytest.fixture
def said(capsys: Said) -> Callable[[], str]:
    """All that was printed since the last look, white space folded."""

    def look() -> str:
        out, err = capsys.readouterr()
        return " ".join((out + err).split())

    return look


def _requests(office: Office) -> list[str]:
    return [letter.to for letter in office.letters("confirmation_request")]


def _sends(office: Office, title: str) -> str:
    return office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news(title))))


def _file(folder: Path, *people: Person, name: str = "danh-ba.xlsx") -> str:
    save_people(people, folder / name)
    return str(folder / name)


def test_an_import_is_shown_in_words_and_written_on_a_word(
    office: Office, tiepnhan: Run, said: Callable[[], str], tmp_path: Path
) -> None:
    people = [p for p in PEOPLE if p.address not in (COLLEAGUE, LEADER)]
    people[0] = replace(people[0], telephone="024.1111", function="Chuyên viên chính")
    moved = replace(PEOPLE[2], address=NEW)
    substitute = Person("yen.dt@cchc.moha.gov.vn", "Đỗ Thị Yến", UNIT, Role.SUBSTITUTE, ("congttdt",), "024.2")
    file = _file(tmp_path, *people, moved, substitute)
    before = office.ledger.directory()
    assert tiepnhan("directory", "import", file) == 0
    words = said()
    assert "thêm 1, sửa 1, rời 1, đổi địa chỉ 1" in words
    assert "+ yen.dt@cchc.moha.gov.vn Đỗ Thị Yến, ký thay, Vụ Cải cách hành chính" in words
    assert "điện thoại: “024.6282.6787” → “024.1111”" in words and "chức vụ: “” → “Chuyên viên chính”" in words
    assert f"- {COLLEAGUE}" in words and "rời từ 09:00 thứ Sáu 28/8/2026; hồ sơ cũ giữ nguyên" in words
    assert f"> {LEADER}" in words and f"địa chỉ mới {NEW}, dùng từ thứ Năm 3/9/2026" in words
    assert office.ledger.directory() == before and not office.ledger.directory_log(address=LEADER)[1:]
    assert tiepnhan("directory", "import", file, "--apply", *BY, "--reason", "Quyết định 12") == 0
    assert f"Thư báo đổi địa chỉ gửi tới địa chỉ cũ: {LEADER}" in said()
    assert tiepnhan("directory", "import", file, "--apply", *BY) == 0
    assert "không có gì khác" in said()
    logged = [(entry.kind.value, entry.address) for entry in office.ledger.directory_log() if entry.reason]
    assert sorted(logged) == [
        ("added", "yen.dt@cchc.moha.gov.vn"), ("changed", LIAISON), ("moved", LEADER), ("removed", COLLEAGUE),
    ]  # fmt: skip


def test_the_old_address_hears_of_it_and_keeps_its_office_until_the_next_working_day(
    office: Office, tiepnhan: Run, said: Callable[[], str]
) -> None:
    assert tiepnhan("directory", "move", LEADER, NEW, *BY, "--reason", "đổi tên hộp thư") == 0
    office.post()
    letter = office.only("address_changed")
    words = " ".join(letter.text.split())
    assert letter.to == LEADER and "00:00 thứ Năm 3/9/2026" in words and f"Địa chỉ mới: {NEW}" in words
    assert "không tự thay đổi được danh bạ" in words
    _sends(office, "Bài gửi ngay trong ngày đổi địa chỉ")
    office.hand.now = at("2/9/2026 23:59")
    _sends(office, "Bài gửi đêm trước ngày làm việc")
    assert _requests(office) == [LEADER, LEADER]
    office.hand.now = at(THURSDAY)
    _sends(office, "Bài gửi vào ngày làm việc đầu tiên")
    assert _requests(office)[2:] == [NEW]
    assert not office.letters(to=NEW)[0].in_reply_to


def test_a_request_of_the_days_before_is_answered_from_the_old_address_while_it_counts(office: Office) -> None:
    ref = _sends(office, "Bài chờ xác nhận")
    request = office.only("confirmation_request")
    import frontdesk.people_plan as plan

    starts = plan.next_working_day(office.rooms.regulations.calendar, office.hand())
    people = plan.moved(office.ledger.directory().people, LEADER, NEW, office.hand(), starts)
    office.ledger.set_directory(people, by="Quản trị")
    office.hand.now = at("2/9/2026 20:00")
    office.take_in(office.mail(LEADER, "ĐỒNG Ý", in_reply_to=request.message_id))
    assert office.ledger.state(ref) == "queued"
    assert [c.by for c in office.case(ref).confirmations] == [LEADER]


def test_a_move_is_taken_back_before_its_day(office: Office, tiepnhan: Run) -> None:
    before = office.ledger.directory().people
    assert tiepnhan("directory", "move", LEADER, NEW, *BY) == 0
    assert tiepnhan("directory", "move", LEADER, "--cancel", *BY, "--reason", "không phải ông Hùng đề nghị") == 0
    assert set(office.ledger.directory().people) == set(before)
    assert tiepnhan("directory", "move", LEADER, "--cancel", *BY) == 2
    assert tiepnhan("directory", "move", LEADER, NEW, "--cancel", *BY) == 2


def test_who_has_left_is_a_stranger_at_once_and_stays_in_his_old_cases(office: Office, tiepnhan: Run) -> None:
    first = _sends(office, "Bài gửi khi còn ở đơn vị")
    assert tiepnhan("directory", "leave", LIAISON, *BY, "--reason", "nghỉ hưu từ 28/8/2026") == 0
    office.hand.turn(minutes=1)
    second = _sends(office, "Bài gửi sau khi đã rời đơn vị")
    assert office.case(second).person is None
    kept = office.case(first).person
    assert kept is not None and (kept.name, kept.unit) == ("Nguyễn Thị Lan", UNIT)
    # The case walks on with the person who sent it: his leader's word still ends it.
    request = office.only("confirmation_request")
    office.take_in(office.mail(LEADER, "ĐỒNG Ý", in_reply_to=request.message_id))
    assert office.ledger.state(first) == "queued" and office.case(first).person == kept


def test_single_changes_and_the_log(office: Office, tiepnhan: Run, said: Callable[[], str], capsys: Said) -> None:
    press = ("toasoan@tcnn.vn", "--name", "Tạp chí Tổ chức nhà nước và Lao động", "--role", "báo chí")
    assert tiepnhan("directory", "add", *press, "--portals", "congttdt", *BY, "--reason", "668/18.4") == 0
    assert tiepnhan("directory", "set", LIAISON, "--telephone", "024.999", "--function", "Chuyên viên", *BY) == 0
    assert tiepnhan("directory", "set", LIAISON, "--telephone", "024.999", *BY) == 0
    assert "Không có gì khác" in said()
    person = office.ledger.directory().find(LIAISON, "congttdt", office.hand())
    assert person is not None and (person.telephone, person.function) == ("024.999", "Chuyên viên")
    assert tiepnhan("directory", "show", LIAISON) == 0
    words = said()
    assert "đang có hiệu lực" in words and "điện thoại: “024.6282.6787” → “024.999”" in words
    assert tiepnhan("directory", "log", "--since", "2026-08-28", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines[-2:]] == ["added", "changed"]
    assert lines[-2]["by"] == "Quản trị Hòa" and lines[-2]["reason"] == "668/18.4"
    assert tiepnhan("directory", "log", "--since", "2026-08-29") == 0
    assert "Chưa có thay đổi" in said()
    assert tiepnhan("directory", "list", "--json", "--unit", UNIT) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {entry["address"] for entry in listed} == {LIAISON, COLLEAGUE, LEADER}
    assert listed[0]["stands"] is True and listed[0]["role"] == "liaison"


def test_the_configuration_may_be_named_before_or_behind(office: Office, said: Callable[[], str]) -> None:
    for words in (["--config", str(office.config), "list"], ["list", "--config", str(office.config)]):
        assert frontdesk.cli.main(["directory", *words]) == 0
        assert LEADER in said()


def test_who_is_not_named_changes_nothing(office: Office, tiepnhan: Run, tmp_path: Path) -> None:
    version = office.ledger.directory().version
    assert tiepnhan("directory", "leave", LIAISON, "--by", " ") == 2
    with pytest.raises(SystemExit):
        tiepnhan("directory", "leave", LIAISON)
    assert tiepnhan("directory", "import", _file(tmp_path, *PEOPLE[:3]), "--apply") == 2
    assert office.ledger.directory().version == version


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("congttdt@moha.gov.vn", "--name", "A", "--role", "phó", "--unit", UNIT), "hộp thư của hệ thống"),
        (("bounce@tiepnhan.thu-nghiem.vn", "--name", "A", "--role", "phó", "--unit", UNIT), "hộp thư của hệ thống"),
        (("noreply@moha.gov.vn", "--name", "A", "--role", "phó", "--unit", UNIT), "hộp thư của hệ thống"),
        (("a@mоha.gov.vn", "--name", "A", "--role", "phó", "--unit", UNIT), "U+043E"),
        (("a@moha.gov.vn", "--name", "A", "--role", "phó"), "thiếu đơn vị"),
        (
            ("a@moha.gov.vn", "--name", "A", "--role", "phó", "--unit", UNIT, "--portals", "moha"),
            "không có cổng “moha”",
        ),
        (("a@moha.gov.vn", "--name", "A", "--role", "giám đốc", "--unit", UNIT), "vai trò “giám đốc” không có"),
        (("a@moha.gov.vn", "--name", "Trần Văn Hùng", "--role", "ký thay", "--unit", UNIT), "hai địa chỉ cùng lúc"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    office: Office, tiepnhan: Run, said: Callable[[], str], words: tuple[str, ...], why: str
) -> None:
    before = office.ledger.directory()
    assert tiepnhan("directory", "add", *words, *BY) == 2
    assert why in said()
    assert office.ledger.directory() == before


def test_an_export_of_either_kind_reads_back_and_changes_nothing(
    office: Office, tiepnhan: Run, said: Callable[[], str], tmp_path: Path
) -> None:
    assert tiepnhan("directory", "leave", COLLEAGUE, *BY) == 0
    assert tiepnhan("directory", "move", LEADER, NEW, *BY) == 0
    for name in ("ra.xlsx", "ra.csv", "tat ca.xlsx"):
        file = str(tmp_path / name)
        assert tiepnhan("directory", "export", file, *(["--all"] if " " in name else [])) == 0
        assert {COLLEAGUE in p.address for p in read_people(tmp_path / name)} == (
            {True, False} if " " in name else {False}
        )
        said()
        assert tiepnhan("directory", "import", file) == 0
        assert "không có gì khác" in said()


def test_a_quicker_colleague_is_not_overwritten(
    office: Office, tiepnhan: Run, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from frontdesk.verbs import directory as verb

    meant = verb.write

    def slow(*given: object, **named: object) -> int:
        office.ledger.set_directory(PEOPLE[:4], by="người khác")
        return meant(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(verb, "write", slow)
    assert tiepnhan("directory", "leave", OTHER_LEADER, *BY) == 2
    assert "vừa được người khác sửa" in said()
    assert office.ledger.directory().people == PEOPLE[:4]


def test_whose_leader_is_asked_says_the_directory_and_not_the_mail(office: Office) -> None:
    words = f"Văn phòng Bộ gửi bài. Lãnh đạo đơn vị: {OTHER_LEADER}, xác nhận qua sep@gmail.com."
    named = f"Lan - Văn phòng Bộ <{OTHER_LEADER}>"
    ref = office.take_in(office.mail(LIAISON, words, File("a.docx", news()), name=named))
    assert _requests(office) == [LEADER]
    person = office.case(ref).person
    assert person is not None and person.unit == UNIT


def test_nobody_is_asked_about_a_mail_whose_sender_is_not_proven(office: Office) -> None:
    for results in ("", "fail"):
        office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news(results or "Bài khác")), results=results))
    assert not _requests(office) and not office.letters(to=LIAISON)


def test_no_mail_changes_the_directory(office: Office, tmp_path: Path) -> None:
    """Not from a leader, not from the administrator, not with the file that the command would take."""
    save_people(PEOPLE[:1], tmp_path / "danh-ba.csv")
    save_people(PEOPLE[:1], tmp_path / "danh-ba.xlsx")
    files = [File(name, (tmp_path / name).read_bytes()) for name in ("danh-ba.csv", "danh-ba.xlsx")]
    before, log = office.ledger.directory(), office.ledger.directory_log()
    words = f"Đề nghị đổi địa chỉ của tôi thành {NEW}. tiepnhan directory move {LEADER} {NEW} --by Hùng"
    for sender in (LEADER, LIAISON, "quantri@tiepnhan.thu-nghiem.vn", "la@xa.vn"):
        subject = "tiepnhan directory import danh-ba.csv --apply"
        office.take_in(office.mail(sender, words, *files, subject=subject))
    ref = _sends(office, "Bài thường")
    request = next(letter for letter in office.letters("confirmation_request") if letter.ref == ref)
    office.take_in(office.mail(LEADER, f"ĐỒNG Ý\nĐịa chỉ mới của tôi: {NEW}", in_reply_to=request.message_id))
    assert office.ledger.directory() == before
    assert office.ledger.directory_log() == log
    assert all(isinstance(entry, LoggedChange) and entry.by == "Quản trị" for entry in log)
    assert not office.letters(to=NEW)
