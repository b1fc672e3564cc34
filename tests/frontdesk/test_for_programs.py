"""What a program reads (`--json`), and the days and times that a person types after an option."""

from __future__ import annotations

import ctypes
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from casework.errors import UsageError
from frontdesk import machine_clock
from frontdesk.instants import read_instant
from frontdesk.law_folder import REGULATIONS
from tests.builders.mail import AUTHSERV, File
from tests.frontdesk.office import LEADER, LIAISON, Office, legacy, news

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]
HANOI = timezone(timedelta(hours=7))
AT = ("--portal", "congttdt", "--at", "2026-08-28T16:40")


def _lines(capsys: Said) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("text", "end", "at"),
    [
        ("2026-08-28", False, datetime(2026, 8, 28, tzinfo=HANOI)),
        ("2026-08-28", True, datetime(2026, 8, 28, 23, 59, 59, 999999, tzinfo=HANOI)),
        ("2026-08-28T16:40", True, datetime(2026, 8, 28, 16, 40, tzinfo=HANOI)),
        ("2026-08-28T16:40+00:00", False, datetime(2026, 8, 28, 16, 40, tzinfo=UTC)),
    ],
)
def test_an_instant_as_typed(text: str, end: bool, at: datetime) -> None:
    assert read_instant("--until", text, end_of_day=end) == at


def test_an_instant_that_is_none_is_refused_by_its_option() -> None:
    with pytest.raises(UsageError, match=r"--since 28/8/2026: .*2026-08-28"):
        read_instant("--since", "28/8/2026")


def test_the_queue_for_a_program(office: Office, tiepnhan: Run, capsys: Said) -> None:
    ready = office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    waiting = office.take_in(office.mail(LIAISON, "Gửi bài.", File("b.docx", news("Bài chờ lãnh đạo"))))
    capsys.readouterr()
    assert tiepnhan("queue", "--json") == 0
    (entry,) = _lines(capsys)
    assert (entry["ref"], entry["portal"], entry["state"]) == (ready, "congttdt", "queued")
    # 09:00 of the office's day and four hours (668/12.2.b); a field at its default is there all the same.
    assert datetime.fromisoformat(str(entry["due"])) == datetime(2026, 8, 28, 13, tzinfo=HANOI)
    assert entry["reminders"] == []
    assert tiepnhan("queue", "--all", "--json") == 0
    assert {line["ref"] for line in _lines(capsys)} == {ready, waiting}


def test_rejections_for_a_program(office: Office, tiepnhan: Run, capsys: Said) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", legacy())))
    capsys.readouterr()
    assert tiepnhan("rejections", "--json") == 0
    (entry,) = _lines(capsys)
    assert (entry["ref"], entry["disposition"], entry["codes"], entry["sender"]) == (ref, "return", ["FNT101"], LEADER)
    with pytest.raises(SystemExit) as stop:
        tiepnhan("rejections", "--json", "--csv")
    assert stop.value.code == 2


def test_rules_by_the_operators_own_law(office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path) -> None:
    assert tiepnhan("rules", "--json", "--portal", "vienkhtcnn") == 0
    by_code = {line["code"]: line for line in _lines(capsys)}
    assert by_code["KIT101"]["severity"] == {"vienkhtcnn": "off"}
    assert by_code["RCP102"]["severity"] == {"vienkhtcnn": "return"}
    assert tiepnhan("rules", "--portal", "vienkhtcnn") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "RCP102  trả lại     Nơi nhận không ghi cổng thông tin" in lines, "a person reads Vietnamese, in columns"
    shutil.copytree(REGULATIONS, tmp_path / "regulations")
    (tmp_path / "regulations" / "portals" / "vienkhtcnn.toml").unlink()
    assert tiepnhan("rules") == 0
    assert "vienkhtcnn" not in capsys.readouterr().out, "the folder beside config.toml is the law, here as at a door"


def test_a_mail_that_is_no_submission_has_no_disposition_and_no_findings(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    mail = tmp_path / "vang mat.eml"
    mail.write_bytes(office.mail(LEADER, "Tôi đi công tác.", Auto_Submitted="auto-replied"))
    assert tiepnhan("check", str(mail), *AT, "--json") == 0
    (report,) = _lines(capsys)
    assert (report["mail_class"], report["disposition"], report["findings"]) == ("auto_reply", None, [])


@pytest.mark.parametrize(
    ("server", "codes"),
    [(AUTHSERV, ["SND301"]), ("mx.la.example", [])],
    ids=["the mailbox trusts the server that says fail", "it trusts another"],
)
def test_check_takes_the_word_that_the_portals_mailbox_takes(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path, server: str, codes: list[str]
) -> None:
    office.config.write_text(
        office.config.read_text(encoding="utf-8")
        + '\n[[mailbox]]\nname = "hop"\nportal = "congttdt"\nhost = "mail.moha.gov.vn"\nuser = "u"\n'
        'password = { environment = "X" }\n[mailbox.trust]\nauthserv_id = "' + f'{server}"\n',
        encoding="utf-8",
    )
    mail, people = tmp_path / "gia mao.eml", tmp_path / "danh ba.csv"
    mail.write_bytes(office.mail(LEADER, "Gửi bài.", File("a.docx", news()), results="fail"))
    people.write_text(f"địa chỉ,họ tên,đơn vị,vai trò\n{LEADER},Hùng,Vụ,lãnh đạo\n", encoding="utf-8")
    tiepnhan("check", str(mail), *AT, "--directory", str(people), "--json")
    (report,) = _lines(capsys)
    found = report["findings"]
    assert isinstance(found, list) and [f["code"] for f in found if f["code"] == "SND301"] == codes


@pytest.mark.parametrize(("answer", "kept"), [(0, True), (1, True), (5, False), (-1, None)])
def test_the_kernels_word_on_the_clock(monkeypatch: pytest.MonkeyPatch, answer: int, kept: bool | None) -> None:
    """adjtimex(2): 0 is TIME_OK, 1 a leap second to come, 5 TIME_ERROR, -1 a refusal."""
    asked: list[bytes] = []

    class Library:
        def __init__(self, _: None) -> None: ...

        def adjtimex(self, request: ctypes.Array[ctypes.c_char]) -> int:
            asked.append(request.raw)
            return answer

    monkeypatch.setattr(machine_clock.ctypes, "CDLL", Library)
    assert machine_clock.synchronised() is kept
    (request,) = asked
    assert not any(request), "modes = 0: the question changes nothing"
