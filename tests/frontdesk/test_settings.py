"""config.toml is read strictly: a wrong key or type names file, key, expected and got; no password stands in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from casework.errors import ConfigurationError
from casework.noun import Noun
from frontdesk.settings import load_settings
from intake.dns import DnsSettings
from intake.readers.limits import Limits
from intake.signatures.settings import TrustSettings

GOOD = """
[service]
host = "tiepnhan.example.vn"
administrator = "qt@example.vn"
bounce_address = "bounce@example.vn"

[[mailbox]]
name = "cong"
portal = "congttdt"
host = "mail.example.vn"
user = "congttdt@example.vn"
password = { credential = "cong" }
[mailbox.trust]
authserv_id = "mail.example.vn"

[[listener]]
name = "lmtp"
port = 2424

[addresses]
hungyen = "bbt@example.vn"
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    settings = load_settings(_write(tmp_path, GOOD))
    assert settings.mailboxes[0].password.credential == "cong"
    assert settings.trust("cong").authserv_id == "mail.example.vn"
    assert settings.trust("lmtp").authserv_id == ""
    assert settings.path(settings.store.folder) == tmp_path / "var/store"
    assert [(a.of, a.address) for a in settings.addresses] == [("hungyen", "bbt@example.vn")]


def test_every_path_is_taken_from_the_files_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it, wherever he stands: the daemon from /, the administrator with `doctor` from his home."""
    text = GOOD.replace(
        'password = { credential = "cong" }', 'password = { file = "mat/khau" }\nca_file = "/etc/ca.pem"'
    )
    text = text.replace("port = 2424", 'socket = "run/lmtp"') + (
        '[[maildir]]\nname = "thu"\nportal = "congttdt"\npath = "Maildir"\n'
        '[outgoing.smtp]\nhost = "mail.example.vn"\nuser = "u"\nca_file = "ca.pem"\npassword = { file = "smtp" }\n'
    )
    _write(tmp_path, text)
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    settings = load_settings(Path("../config.toml"))
    (mailbox,), (listener,), (maildir,), smtp = (
        settings.mailboxes,
        settings.listeners,
        settings.maildirs,
        settings.outgoing.smtp,
    )
    assert (mailbox.password.file, mailbox.ca_file) == (str(tmp_path / "mat/khau"), "/etc/ca.pem")
    assert (listener.socket, maildir.path) == (str(tmp_path / "run/lmtp"), str(tmp_path / "Maildir"))
    assert smtp is not None
    assert (smtp.ca_file, smtp.password.file) == (str(tmp_path / "ca.pem"), str(tmp_path / "smtp"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[service]", "[sevice]"), ("unknown key [sevice]", "service")),
        (('host = "tiepnhan.example.vn"', "host = 5"), ("[service]", "str", "int", "host")),
        (("port = 2424", 'port = "2424"'), ("listener[1]", "int", "str", "port")),
        (('portal = "congttdt"', 'portl = "congttdt"'), ("mailbox[1]", "portl")),
        (('password = { credential = "cong" }', 'password = "bí mật"'), ("mailbox[1]", "password")),
        (('name = "lmtp"', 'name = "cong"'), ("cong", "name of its own")),
        (("port = 2424", 'port = 2424\nhost = "0.0.0.0"\ntrust = { assume_authenticated = true }'), ("loopback",)),
        (('authserv_id = "mail.example.vn"', "assume_authenticated = true"), ("demo",)),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, change: tuple[str, str], words: tuple[str, ...]) -> None:
    assert change[0] in GOOD
    path = _write(tmp_path, GOOD.replace(*change, 1))
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(path)
    for word in (str(path), *words):
        assert word in str(refusal.value)


def test_no_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"config\.example\.toml"):
        load_settings(tmp_path / "config.toml")


def test_the_example_is_a_good_file() -> None:
    settings = load_settings(Path(__file__).resolve().parents[2] / "config.example.toml")
    assert settings.outgoing.smtp is not None
    assert settings.mailboxes[0].portal == "congttdt"


def test_the_example_names_every_bound_with_its_value_and_what_it_bounds() -> None:
    example = Path(__file__).resolve().parents[2] / "config.example.toml"
    table = example.read_text(encoding="utf-8").partition("# [limits]\n")[2].partition("\n\n")[0]
    rows = [re.fullmatch(r"# (\w+ = [\d_.]+) +# (.{8,})", row) for row in table.split("\n")]
    assert all(rows), table
    said = tomllib.loads("\n".join(row[1] for row in rows if row))
    assert said == {name: getattr(Limits(), name) for name in Limits.__struct_fields__}
    assert msgspec.convert(said, Limits) == Limits()


@pytest.mark.parametrize(("name", "noun"), [("trust", TrustSettings), ("dns", DnsSettings)])
def test_the_example_names_every_setting_of_a_table_with_its_default(name: str, noun: type[Noun]) -> None:
    example = Path(__file__).resolve().parents[2] / "config.example.toml"
    table = example.read_text(encoding="utf-8").partition(f"# [{name}]\n")[2].partition("\n\n")[0]
    said = tomllib.loads("\n".join(row.removeprefix("# ") for row in table.split("\n")))
    assert set(said) == set(noun.__struct_fields__)
    assert msgspec.convert(said, noun) == noun()
