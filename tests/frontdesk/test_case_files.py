"""`tiepnhan case REF --files FOLDER`: an editor takes the files out to work on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.frontdesk.office import LEADER, Office, news
from tests.intake.test_handover import photograph_with_place

Run = Callable[..., int]


def test_the_files_lie_in_the_folder_numbered_and_with_their_text(
    office: Office, tiepnhan: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bai, anh = news(), photograph_with_place()
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bài viết.docx", bai), File("anh.jpg", anh)))
    folder = tmp_path / "ban-lam-viec"
    assert tiepnhan("case", ref, "--files", str(folder)) == 0
    assert sorted(p.name for p in folder.iterdir()) == ["01 bài viết.docx", "01 bài viết.docx.txt", "02 anh.jpg"]
    assert (folder / "01 bài viết.docx").read_bytes() == bai
    assert (folder / "01 bài viết.docx.txt").read_text().startswith("Hội nghị sơ kết cải cách hành chính")
    picture = (folder / "02 anh.jpg").read_bytes()
    assert b"\x88\x25" not in picture[:400] and picture != anh
    assert "← thư › anh.jpg" in capsys.readouterr().out


def test_nothing_that_lies_there_is_overwritten(office: Office, tiepnhan: Run, tmp_path: Path) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
    (tmp_path / "01 bai.docx").write_bytes(b"mine")
    assert tiepnhan("case", ref, "--files", str(tmp_path)) == 2
    assert (tmp_path / "01 bai.docx").read_bytes() == b"mine"


def test_no_file_of_a_secret_mail_is_taken_out(office: Office, tiepnhan: Run, tmp_path: Path) -> None:
    secret = build_docx([paragraph("MẬT", bold=True), "Chimxanh"])
    ref = office.take_in(office.mail(LEADER, "Gửi.", File("a.docx", secret)))
    assert tiepnhan("case", ref, "--files", str(tmp_path / "x")) == 2
    assert not (tmp_path / "x").exists()
