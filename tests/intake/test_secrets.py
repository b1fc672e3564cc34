"""Passwords come from a credential, a variable or a private file, and errors never show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.errors import ConfigurationError
from intake.secrets import Secret


def test_a_systemd_credential_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "imap-congttdt").write_bytes("mật khẩu\n".encode())
    assert Secret(credential="imap-congttdt").reveal({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "mật khẩu"


def test_a_credential_outside_systemd_is_refused_in_words() -> None:
    with pytest.raises(ConfigurationError, match="CREDENTIALS_DIRECTORY"):
        Secret(credential="imap").reveal({})


@pytest.mark.parametrize("name", ["../shadow", "a/b", ".."])
def test_a_credential_is_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="plain name"):
        Secret(credential=name).reveal({"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_variable_is_read_at_every_call() -> None:
    variables = {"TN_PASSWORD": "một"}
    secret = Secret(environment="TN_PASSWORD")
    assert secret.reveal(variables) == "một"
    variables["TN_PASSWORD"] = "hai"
    assert secret.reveal(variables) == "hai"


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ConfigurationError, match="TN_PASSWORD"):
        Secret(environment="TN_PASSWORD").reveal({})


def test_a_private_file_is_read_and_inner_blanks_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(b" a b \r\n")
    file.chmod(0o600)
    assert Secret(file=str(file)).reveal({}) == " a b "


def test_a_file_that_everyone_may_read_is_refused_without_its_content(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("rất-bí-mật")
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="0644") as caught:
        Secret(file=str(file)).reveal({})
    assert "rất-bí-mật" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"\xff\xfe\x00", "UTF-8"), (b"x" * 70_000, "more than")]
)
def test_a_file_that_is_no_password_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "password"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(ConfigurationError, match=words):
        Secret(file=str(file)).reveal({})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        Secret(file=str(tmp_path / "nowhere")).reveal({})


@pytest.mark.parametrize("secret", [Secret(), Secret(environment="A", file="/b")])
def test_exactly_one_place(secret: Secret) -> None:
    with pytest.raises(ConfigurationError, match="exactly one"):
        secret.reveal({"A": "x"})
