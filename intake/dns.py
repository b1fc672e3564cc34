"""The one way to the DNS: what is asked, what was answered and when, and that the resolver was in trouble.

Only names and types go out from here. What comes back is bytes of strangers: they are bounded, and only the sandbox
reads them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

import dns.exception
import dns.nameserver
import dns.rdata
import dns.resolver

from casework.errors import TiepnhanError
from casework.noun import Noun

__all__ = ["Answer", "AnswerState", "DnsAway", "DnsResolver", "DnsSettings", "Question", "Resolver"]

#: Record types that are ever asked for.
_KINDS = ("TXT", "A", "AAAA", "MX", "PTR")
_AT_ONCE = 8  # questions of one mail that are under way together
_VALUES = 60  # records of one answer
_VALUE_BYTES = 4096  # of one record


class DnsAway(TiepnhanError):
    """The DNS is in trouble now. The mail keeps its place and is judged later."""


class DnsSettings(Noun, frozen=True):
    """Which servers are asked (“192.0.2.1” or “192.0.2.1:5353”; none: those of /etc/resolv.conf), and how long.

    A mail whose DNS is in trouble waits ``patience_minutes`` and is tried again; then its origin is UNSURE.
    """

    servers: tuple[str, ...] = ()
    seconds: float = 5.0  # for one question
    patience_minutes: float = 60.0

    def __post_init__(self) -> None:
        """A name in place of an address would look like a DNS that knows nobody: refused at the start."""
        for server in self.servers:
            _server(server)


class Question(Noun, frozen=True):
    """``name`` in lower case without the last dot; ``kind`` is TXT, A, AAAA, MX or PTR."""

    name: str
    kind: str = "TXT"


class AnswerState(StrEnum):
    FOUND = "found"
    ABSENT = "absent"  # there is no such name, or it has no such record
    AWAY = "away"  # no server answered, or each of them said SERVFAIL


class Answer(Noun, frozen=True):
    """What the DNS said at ``at``. A value is a text record with its pieces joined, an address, a name, or for MX
    “10 mx.example.vn”."""

    question: Question
    state: AnswerState
    at: datetime
    values: tuple[bytes, ...] = ()


class Resolver(Protocol):
    def ask(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        """One answer for each question, in their order. Raises nothing: trouble is an answer too."""
        ...


class DnsResolver:
    """Asks the servers of ``settings``. Thread-safe."""

    def __init__(self, settings: DnsSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._clock = clock

    def ask(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        if not questions:
            return ()
        with ThreadPoolExecutor(min(_AT_ONCE, len(questions)), thread_name_prefix="dns") as pool:
            return tuple(pool.map(self._one, questions))

    def _one(self, question: Question) -> Answer:
        state, values = self._looked_up(question)
        return Answer(question, state, self._clock(), values)

    def _looked_up(self, question: Question) -> tuple[AnswerState, tuple[bytes, ...]]:
        if question.kind not in _KINDS:
            return AnswerState.ABSENT, ()
        resolver = self._resolver()
        if resolver is None:
            return AnswerState.AWAY, ()
        try:
            found = resolver.resolve(
                question.name.rstrip(".") + ".", question.kind, lifetime=self._settings.seconds, search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return AnswerState.ABSENT, ()
        except (dns.exception.Timeout, dns.resolver.NoNameservers, OSError):
            return AnswerState.AWAY, ()
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return AnswerState.ABSENT, ()  # a name that no DNS can have
        values = tuple(_value(record)[:_VALUE_BYTES] for record in list(found)[:_VALUES])
        return (AnswerState.FOUND, values) if values else (AnswerState.ABSENT, ())

    def _resolver(self) -> dns.resolver.Resolver | None:
        """``None`` where the machine names no server."""
        servers = self._settings.servers
        try:
            resolver = dns.resolver.Resolver(configure=not servers)
        except (dns.resolver.NoResolverConfiguration, OSError):
            return None
        if servers:
            resolver.nameservers = [_server(server) for server in servers]
        return resolver


def _server(setting: str) -> dns.nameserver.Nameserver:
    """“192.0.2.1”, “192.0.2.1:5353”, “2001:db8::1”, “[2001:db8::1]:5353”. Raises :class:`ValueError` on no address."""
    host, port = setting, 53
    if setting.startswith("["):
        host, _, rest = setting[1:].partition("]")
        port = int(rest.lstrip(":") or port)
    elif setting.count(":") == 1:
        host, _, said = setting.partition(":")
        port = int(said)
    try:
        ipaddress.ip_address(host)
    except ValueError as error:
        raise ValueError(
            f"expected the IP address of a DNS server (“192.0.2.1”, “192.0.2.1:5353”), got “{setting}”"
        ) from error
    return dns.nameserver.Do53Nameserver(host, port)


def _value(record: dns.rdata.Rdata) -> bytes:
    strings = getattr(record, "strings", None)
    if strings is not None:
        return b"".join(strings)
    exchange = getattr(record, "exchange", None)
    if exchange is not None:
        return f"{getattr(record, 'preference', 0)} {exchange.to_text(omit_final_dot=True)}".encode()
    target = getattr(record, "target", None)
    return str(target.to_text(omit_final_dot=True) if target is not None else record.to_text()).encode()
