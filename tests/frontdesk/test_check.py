"""`tiepnhan check`, `explain`, `portals`, `doctor` and the usage of all: exit status, and words that help."""

from __future__ import annotations

import importlib
import json
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import examination
from frontdesk.cli import VERBS, main
from frontdesk.law_folder import REGULATIONS
from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.builders.pki import Pki
from tests.frontdesk.office import LEADER, LIAISON, Office, legacy, news
from tests.frontdesk.trust_house import TrustHouse

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]
AT = ("--portal", "congttdt", "--at", "2026-08-28T16:40")


def _json(capsys: Said) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_plain_document_is_judged_without_sender_and_proof(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    good, bad = tmp_path / "tốt.docx", tmp_path / "xấu.docx"
    good.write_bytes(news())
    bad.write_bytes(legacy())
    assert tiepnhan("check", str(good), *AT) == 0
    capsys.readouterr()
    assert tiepnhan("check", str(good), str(bad), *AT, "--json") == 1
    first, second = _json(capsys)
    assert (first["path"], first["disposition"], first["findings"]) == (str(good), "accept", [])
    assert second["disposition"] == "return"
    findings = second["findings"]
    assert isinstance(findings, list) and [f["code"] for f in findings] == ["FNT101"]
    assert list(findings[0]) == ["code", "verdict", "severity", "where", "message", "fix", "citation"]


def test_a_mail_is_judged_with_the_directory_that_is_given(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    mail = tmp_path / "thu.eml"
    mail.write_bytes(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), results=""))
    people = tmp_path / "danh ba.csv"
    people.write_text(f"địa chỉ,họ tên,đơn vị,vai trò\n{LIAISON},Lan,Vụ,lãnh đạo\n", encoding="utf-8")
    assert tiepnhan("check", str(mail), *AT) == 1
    assert "PRF101" in capsys.readouterr().out
    assert tiepnhan("check", str(mail), *AT, "--directory", str(people)) == 0
    assert "Hạn: nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40 cùng ngày" in capsys.readouterr().out


def test_one_object_a_line_whatever_the_file_is_called(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    odd = tmp_path / 'dòng một\ndòng "hai"\u2028ba.docx'
    odd.write_bytes(news())
    assert tiepnhan("check", str(odd), *AT, "--json") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and json.loads(out)["path"] == str(odd)
    raw = bytes(tmp_path) + b"/kh\xf4ng ph\xe1i utf-8.docx"
    Path(raw.decode("utf-8", "surrogateescape")).write_bytes(news())
    status = tiepnhan("check", raw.decode("utf-8", "surrogateescape"), *AT, "--json")
    out = capsys.readouterr().out
    assert status == 0 and out.count("\n") == 1 and json.loads(out)["disposition"] == "accept"
    status = tiepnhan("check", raw.decode("utf-8", "surrogateescape"), *AT)
    assert status == 0


def test_a_secret_document_shows_neither_name_nor_text(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    file = tmp_path / "Chimtrang.docx"
    file.write_bytes(build_docx([paragraph("MẬT", bold=True), "Chimtrang"], core={"title": "Chimtrang"}))
    assert tiepnhan("check", str(file), *AT, "--json") == 1
    said = capsys.readouterr()
    (report,) = [json.loads(line) for line in said.out.splitlines()]
    assert report.pop("path") == str(file), "the path is what was typed"
    assert "Chimtrang" not in json.dumps(report, ensure_ascii=False) + said.err
    assert report["disposition"] == "quarantine"


def test_what_cannot_be_opened_is_a_usage_error_and_the_rest_is_still_judged(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    good = tmp_path / "a.docx"
    good.write_bytes(news())
    assert tiepnhan("check", str(tmp_path / "không có.docx"), str(good), *AT, "--json") == 2
    said = capsys.readouterr()
    assert "không có.docx" in said.err and "Traceback" not in said.err
    assert [json.loads(line)["path"] for line in said.out.splitlines()] == [str(good)]
    assert tiepnhan("check", str(tmp_path), *AT) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_what_is_typed_wrong_is_refused(office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path) -> None:
    good = tmp_path / "a.docx"
    good.write_bytes(news())
    assert tiepnhan("check", str(good), "--portal", "congtdt") == 2
    assert "congttdt" in capsys.readouterr().err, "the portals that exist are named"
    assert tiepnhan("check", str(good), "--portal", "congttdt", "--at", "28/8/2026") == 2
    assert tiepnhan("check", str(good), *AT, "--directory", str(tmp_path / "x.csv")) == 2
    for words in (["check"], ["chekc", "a"], [], ["queue", "publish", "X"], ["confirm", "X"], ["rejections", "--x"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2, words


@pytest.mark.parametrize("verb", [name for name, _ in VERBS])
def test_every_verb_explains_itself_and_wants_a_config(
    verb: str, capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])
    assert stop.value.code == 0 and "usage: tiepnhan" in capsys.readouterr().out
    needs = {"queue": [], "adopt": ["--from", "2026-08-28"], "rejections": [], "doctor": [], "replay": [], "digest": []}
    if verb in needs:
        assert main([verb, "--config", str(tmp_path / "khong-co.toml"), *needs[verb]]) == 2
        assert "config.example.toml" in capsys.readouterr().err


def test_explain(capsys: Said) -> None:
    assert main(["explain", "fnt101"]) == 0
    page = capsys.readouterr().out
    for part in ("Kiểm tra", "Căn cứ", "Thông báo", "Cách sửa"):
        assert part in page
    assert main(["explain", "XYZ999"]) == 2
    assert "FNT101" in capsys.readouterr().err


def test_an_old_code_is_explained_by_its_successor(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    from validators import redirects

    monkeypatch.setattr(redirects, "REDIRECTS", {"FNT001": "FNT101"})
    assert main(["explain", "FNT001"]) == 0
    assert "FNT101" in capsys.readouterr().out


def test_portals_check_names_file_key_expected_and_got(capsys: Said, tmp_path: Path) -> None:
    folder = tmp_path / "regulations"
    shutil.copytree(REGULATIONS, folder)
    words = ("portals", "--config", str(tmp_path / "none.toml"), "--folder", str(folder))
    assert main([*words, "--check"]) == 0
    file = folder / "portals" / "congttdt.toml"
    text = file.read_text(encoding="utf-8")
    for wrong, said in (
        (text.replace("[rules.FNT101]", "[rules.FNT999]"), ("FNT999",)),
        (text.replace("open_to_all = false", 'open_to_all = "no"'), ("open_to_all",)),
        (text.replace('short_name = "', 'shortname = "', 1), ("shortname",)),
        (text.replace('cites = ["668/13.1"]', 'cites = ["668/99.1"]', 1), ("668/99.1",)),
        (text + "\n[[", ()),
    ):
        assert wrong != text
        file.write_text(wrong, encoding="utf-8")
        assert main([*words, "--check"]) == 2, said
        err = capsys.readouterr().err
        assert "congttdt" in err and "Traceback" not in err
        for word in said:
            assert word in err
    file.write_text(text, encoding="utf-8")
    assert main([*words, "congttdt"]) == 0
    out = capsys.readouterr().out
    assert "Không đòi địa chỉ, điện thoại, họ tên người liên hệ (SND201)." in out
    # 668/9.1.b: signed by the head of the unit, or confirmed by him; in words, as everything that a clerk reads.
    assert "Chứng minh (mọi người gửi): ký số hoặc xác nhận — lãnh đạo đơn vị (668/9.1.b)" in out
    assert "Sự kiện khác: 4 giờ (kể từ khi nhận, 668/12.2.b)" in out and "trả lại RCP102" in out


# --- doctor ----------------------------------------------------------------------------------------------------------


def _refused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _doctor(office: Office, tiepnhan: Run, capsys: Said, *words: str) -> tuple[int, str]:
    capsys.readouterr()
    status = tiepnhan("doctor", *words)
    return status, capsys.readouterr().out


def test_the_doctor_is_content_with_a_sound_house(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    tiepnhan("backup")
    _with_fresh_lists(office)
    status, out = _doctor(office, tiepnhan, capsys, "--offline")
    assert status == 0 and "đỏ" not in out, out
    assert "5 cổng hợp lệ" in out and "[xanh ] danh sách thu hồi: đủ và mới" in out


def test_without_revocation_lists_the_doctor_is_red(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    tiepnhan("backup")
    status, out = _doctor(office, tiepnhan, capsys, "--offline")
    red = [line for line in out.splitlines() if line.startswith("[ đỏ")]
    assert status == 1 and len(red) == 1
    assert red[0].startswith("[ đỏ  ] danh sách thu hồi: của “RootCA chuyên dùng Chính phủ G2” chưa có")


def _with_fresh_lists(office: Office) -> None:
    """Our own law with a test root pinned in it, its intermediate and both lists, of this day."""
    pki = Pki(at=datetime.now(UTC))
    house = TrustHouse(office.root, pki)
    for brought in (pki.intermediate.pem, pki.crl(pki.root), pki.crl()):
        house.add(brought, now=pki.at)
    shutil.copytree(REGULATIONS, office.root / "law", ignore=shutil.ignore_patterns("trust"), dirs_exist_ok=True)
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace("[service]", '[service]\nregulations = "law"', 1), encoding="utf-8")


def test_a_probe_and_no_network_exclude_each_other(office: Office, tiepnhan: Run, capsys: Said) -> None:
    assert tiepnhan("doctor", "--probe", "--offline") == 2
    assert "--probe gửi thư thật" in capsys.readouterr().err


def test_the_doctor_names_each_broken_thing(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    monkeypatch.setenv("HOP_THU", "mat khau")
    port = _refused_port()
    text = office.config.read_text(encoding="utf-8")
    text = text.replace("free_mark_mb = 1", "free_mark_mb = 999999999").replace(
        'folder = "letters"',
        f'[outgoing.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nseconds = 2.0',
    )
    text += (
        f'\n[[mailbox]]\nname = "cong"\nportal = "congttdt"\nhost = "127.0.0.1"\nport = {port}\nuser = "u"\n'
        'password = { environment = "HOP_THU" }\n'
    )
    office.config.write_text(text, encoding="utf-8")
    for _ in range(3):
        office.arrive(office.mail(LEADER, "x", message_id="<k@x.vn>"), key="lmtp:k")
        job = office.ledger.claim("worker", timedelta(minutes=1))
        assert job is not None
        office.ledger.fail(job, "ValueError at x:1")
        office.hand.turn(minutes=10)
    office.ticks.raise_alarm("disk", "Ổ đĩa gần đầy")
    old = datetime.now(UTC) - timedelta(days=2)
    (tmp_path / "backup" / f"ledger-{old:%Y%m%dT%H%M%SZ}").mkdir(parents=True)
    status, out = _doctor(office, tiepnhan, capsys)
    assert status == 1
    red = [line for line in out.splitlines() if line.startswith("[ đỏ")]
    for subject in ("ổ đĩa", "hộp thư cong", "gửi thư", "thư kẹt", "báo động disk", "sao lưu"):
        assert any(subject in line for line in red), (subject, out)
    assert "mat khau" not in out
    assert any("[vàng ]" in line and "cửa cong" in line for line in out.splitlines()), "nobody's word is taken there"


@pytest.mark.parametrize(
    ("kept", "colour"),
    [(True, "xanh"), (False, "vàng"), (None, "vàng")],
    ids=["a time service keeps it", "nothing keeps it", "the kernel gives no word"],
)
def test_the_doctor_asks_the_kernel_about_the_clock(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch, kept: bool | None, colour: str
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    monkeypatch.setattr(examination, "synchronised", lambda: kept)
    _, out = _doctor(office, tiepnhan, capsys, "--offline", "--json")
    (clock,) = [check for line in out.splitlines() if (check := json.loads(line))["subject"] == "đồng hồ"]
    assert clock["colour"] == colour


def test_a_clock_that_went_back_behind_the_last_copy_is_red(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    monkeypatch.setattr(examination, "synchronised", lambda: True)
    ahead = datetime.now(UTC) + timedelta(days=400)
    (tmp_path / "backup" / f"ledger-{ahead:%Y%m%dT%H%M%SZ}").mkdir(parents=True)
    status, out = _doctor(office, tiepnhan, capsys, "--offline")
    assert status == 1 and any(line.startswith("[ đỏ") and "đồng hồ" in line for line in out.splitlines())


def test_the_doctor_names_a_wrong_regulations_folder(
    office: Office, tiepnhan: Run, capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(examination, "Sandbox", lambda **_: office.rooms.sandbox)
    monkeypatch.setattr(office.rooms.sandbox, "close", lambda: None)
    shutil.copytree(REGULATIONS, tmp_path / "luat")
    (tmp_path / "luat" / "portals" / "hatinh.toml").write_text("id = 5\n", encoding="utf-8")
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(
        text.replace("[store]", "[store]", 1).replace("[service]", '[service]\nregulations = "luat"', 1),
        encoding="utf-8",
    )
    status, out = _doctor(office, tiepnhan, capsys, "--offline")
    assert status == 1 and "hatinh.toml" in out
    office.config.write_text(text.replace("[service]", '[service]\nregulations = "khong co"', 1), encoding="utf-8")
    status, out = _doctor(office, tiepnhan, capsys, "--offline")
    assert status == 1 and "khong co" in out, "a folder that is named and missing is not silently another"


def test_a_strangers_package_beside_ours_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examination.strangers() == ()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("", encoding="utf-8")
    true = importlib.import_module

    class Stranger:
        __file__ = str(tmp_path / "store" / "__init__.py")

    monkeypatch.setattr(
        examination.importlib, "import_module", lambda name: Stranger if name == "store" else true(name)
    )
    (found,) = examination.strangers()
    assert found.startswith("store (") and str(tmp_path) in found
