"""A name server on loopback that says what a test wants: records, no record, SERVFAIL, a late answer or none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dnslib import AAAA, MX, PTR, QTYPE, RCODE, RR, TXT, A, DNSError, DNSRecord
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from intake.dns import DnsSettings

__all__ = ["NameServer", "name_server"]

_TYPES = {"TXT": TXT, "A": A, "AAAA": AAAA, "PTR": PTR}


class NameServer(BaseResolver):  # type: ignore[misc]
    """``records`` by (name, type); ``failing`` names answer SERVFAIL, ``silent`` ones not at all, ``slow`` ones after
    so many seconds. ``asked`` is what came in, in order."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.failing: set[str] = set()
        self.silent: set[str] = set()
        self.slow: dict[str, float] = {}
        self.asked: list[tuple[str, str]] = []
        self.address = ""
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Begin anew: nothing is known, nothing was asked."""
        for kept in (self.records, self.failing, self.silent, self.slow, self.asked):
            kept.clear()

    def add(self, name: str, kind: str, *values: str) -> None:
        self.records.setdefault((name.lower(), kind), []).extend(values)

    @property
    def settings(self) -> DnsSettings:
        """Short patience: a test does not wait."""
        return DnsSettings(servers=(self.address,), seconds=0.6, patience_minutes=60)

    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        with self._lock:
            self.asked.append((name, kind))
        time.sleep(self.slow.get(name, 0.0))
        if name in self.silent:
            raise DNSError("silent")  # the server then sends nothing
        reply = request.reply()
        values = self.records.get((name, kind))
        if name in self.failing:
            reply.header.rcode = RCODE.SERVFAIL
        elif values is None and not any(known == name for known, _ in self.records):
            reply.header.rcode = RCODE.NXDOMAIN
        for value in values or ():
            if name not in self.failing:
                reply.add_answer(RR(name, request.q.qtype, ttl=60, rdata=_data(kind, value)))
        return reply


def _data(kind: str, value: str) -> object:
    if kind == "MX":
        preference, _, host = value.partition(" ")
        return MX(host, int(preference))
    if kind == "TXT":
        octets = value.encode()
        return TXT([octets[start : start + 200] for start in range(0, len(octets), 200)])
    return _TYPES[kind](value)


@contextmanager
def name_server() -> Iterator[NameServer]:
    """A running server; its ``address`` goes into [dns] servers."""
    records = NameServer()
    server = DNSServer(records, address="127.0.0.1", port=0, logger=DNSLogger(logf=lambda _: None))
    records.address = f"127.0.0.1:{server.server.server_address[1]}"
    server.start_thread()
    try:
        yield records
    finally:
        server.stop()
        server.server.server_close()
