from __future__ import annotations

import os
from pathlib import Path

import pytest

from casework.decision import Disposition
from notifier.compose import compose
from notifier.message import render
from notifier.postman import FolderPost, PermanentFailure, TransientFailure
from notifier.tokens import bounce_sender
from tests.notifier.house import CONTEXT, PORTAL, TCVN3, case, decided

LETTER = (compose(case(findings=(TCVN3,), decision=decided(Disposition.RETURN)), PORTAL, CONTEXT).letters or ())[0]
WIRE = render(LETTER, PORTAL, CONTEXT)
SENDER = bounce_sender(CONTEXT.bounce_address, LETTER.token)


def test_a_letter_is_one_whole_file_named_by_time_case_and_letter(tmp_path: Path) -> None:
    sent = FolderPost(tmp_path / "outbox").send(WIRE, SENDER, LETTER.to.mailbox)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == f"20260828T164100+0700_CONGTTDT-000123_returned_{LETTER.token[:8]}.eml"
    assert sent.where == str(file)
    assert file.read_bytes() == f"Return-Path: <{SENDER}>\r\nDelivered-To: lan.nt@moha.gov.vn\r\n".encode() + WIRE


def test_a_repeat_replaces_its_twin(tmp_path: Path) -> None:
    post = FolderPost(tmp_path)
    for _ in range(2):
        post.send(WIRE, SENDER, LETTER.to.mailbox)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(TransientFailure, match="cannot be written") as failure:
        FolderPost(blocked / "outbox").send(WIRE, SENDER, LETTER.to.mailbox)
    assert failure.value.about_server


def test_a_failed_write_leaves_no_half_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TransientFailure):
        FolderPost(tmp_path).send(WIRE, SENDER, LETTER.to.mailbox)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["lán@moha.gov.vn", "a@b>\r\nDATA", ""])
def test_an_impossible_envelope_is_refused(tmp_path: Path, to: str) -> None:
    with pytest.raises(PermanentFailure, match="no address that SMTP can carry"):
        FolderPost(tmp_path).send(WIRE, SENDER, to)
