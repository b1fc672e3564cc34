"""The resolver: every kind of record, and trouble told apart from absence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.errors import ConfigurationError
from frontdesk.settings import settings_from
from intake.dns import AnswerState, DnsResolver, DnsSettings, Question
from tests.wire.dns import NameServer, name_server

NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
SERVICE = {"host": "tiepnhan.example.vn", "administrator": "a@example.vn", "bounce_address": "b@example.vn"}


@pytest.fixture(scope="module")
def dns() -> Iterator[NameServer]:
    with name_server() as server:
        server.add("a.example.vn", "A", "192.0.2.1", "192.0.2.2")
        server.add("a.example.vn", "AAAA", "2001:db8::1")
        server.add("a.example.vn", "MX", "10 mx.example.vn")
        server.add("1.2.0.192.in-addr.arpa", "PTR", "a.example.vn")
        server.add("long.example.vn", "TXT", "v=DKIM1; p=" + "A" * 700)
        server.failing.add("bad.example.vn")
        server.silent.add("dumb.example.vn")
        yield server


def state(dns: NameServer, name: str, kind: str = "TXT") -> AnswerState:
    (answer,) = DnsResolver(dns.settings, lambda: NOW).ask((Question(name, kind),))
    assert answer.at == NOW and (answer.values != ()) == (answer.state is AnswerState.FOUND)
    return answer.state


def test_every_kind_of_record(dns: NameServer) -> None:
    asked = [
        Question("a.example.vn", "A"), Question("a.example.vn", "AAAA"), Question("a.example.vn", "MX"),
        Question("1.2.0.192.in-addr.arpa", "PTR"), Question("long.example.vn"),
    ]  # fmt: skip
    answers = DnsResolver(dns.settings).ask(asked)
    assert [a.question for a in answers] == asked
    assert [sorted(a.values) for a in answers] == [
        [b"192.0.2.1", b"192.0.2.2"], [b"2001:db8::1"], [b"10 mx.example.vn"], [b"a.example.vn"],
        [b"v=DKIM1; p=" + b"A" * 700],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.example.vn", AnswerState.ABSENT),  # the name is there, a text is not
        ("nobody.example.vn", AnswerState.ABSENT),
        ("bad.example.vn", AnswerState.AWAY),
        ("dumb.example.vn", AnswerState.AWAY),
        ("a" * 70 + ".example.vn", AnswerState.ABSENT),
        ("a..example.vn", AnswerState.ABSENT),
        ("", AnswerState.ABSENT),
    ],
)
def test_trouble_is_not_absence(dns: NameServer, name: str, expected: AnswerState) -> None:
    assert state(dns, name) is expected


def test_a_server_that_is_not_there_is_trouble() -> None:
    (answer,) = DnsResolver(DnsSettings(servers=("127.0.0.1:1",), seconds=0.3)).ask((Question("a.example.vn"),))
    assert answer.state is AnswerState.AWAY


def test_a_name_in_place_of_a_servers_address_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match=r"\[dns\].*192\.0\.2\.1.*dns\.example\.vn"):
        settings_from({"service": SERVICE, "dns": {"servers": ["dns.example.vn"]}}, Path("config.toml"))
    for good in ("192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353"):
        assert settings_from({"service": SERVICE, "dns": {"servers": [good]}}, Path("config.toml")).dns.servers == (
            good,
        )
