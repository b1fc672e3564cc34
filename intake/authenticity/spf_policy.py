"""Checks SPF (RFC 7208) by pyspf, inside the sandbox, with answers from a table."""

from __future__ import annotations

import ipaddress

import spf  # type: ignore[import-untyped]

from casework.mail import OriginCheck
from intake.authenticity.answers import Away, Missing, Table
from intake.authenticity.dkim_reading import shown_answer
from intake.authenticity.domains import ascii_domain
from intake.authenticity.peers import Peer

__all__ = ["check_spf"]

_ADDRESS_LETTERS = 320
_NAMES = 10  # RFC 7208 section 4.6.4: hosts behind one mx or ptr


def check_spf(peer: Peer, domain: str, table: Table) -> OriginCheck | None:
    """SPF of the envelope's sender; ``None`` where an answer is still missing in ``table``, which has noted it."""
    sender = peer.envelope_from.strip().lower()
    envelope = ascii_domain(sender.rpartition("@")[2])
    if not peer.address or not sender or not envelope or len(sender) > _ADDRESS_LETTERS:
        return OriginCheck("spf", "none", envelope or domain, peer.why or "không rõ người gửi trên phong bì")
    local = sender.rpartition("@")[0] or "postmaster"
    query = _Query(table, i=peer.address, s=f"{local}@{envelope}", h=ascii_domain(peer.helo) or "unknown", querytime=0)
    try:
        verdict = str(query.check()[0])
    except Missing:
        return None
    except Away:
        verdict = "temperror"
    except Exception as error:  # noqa: BLE001 — pyspf raises many kinds on what strangers publish; none proves anything
        return OriginCheck("spf", "permerror", envelope, type(error).__name__)
    if table.questions:
        return None
    detail = f"smtp.mailfrom={envelope} client-ip={peer.address}"
    answer = table.used(envelope)
    return OriginCheck("spf", verdict, envelope, f"{detail} {shown_answer(answer)}" if answer else detail)


class _Query(spf.query):  # type: ignore[misc]
    """pyspf asking a table; its own way to the DNS is never taken."""

    def __init__(self, table: Table, **said: object) -> None:
        self._table = table
        super().__init__(**said)

    def dns(self, name: object, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[object]:
        host = ascii_domain(str(name))
        if not host or len(host) > 253 or not all(0 < len(label) < 64 for label in host.split(".")):
            return []
        try:
            values = self._table.find(host, qtype)
        except Away as away:
            raise spf.TempError("DNS") from away
        found = [_value(value, qtype) for value in values]
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("Void lookup limit")
        return found

    def get_explanation(self, spec: str) -> None:
        """The sender's own words for a refusal: nobody reads them here, so they are not asked for."""


def _value(value: bytes, kind: str) -> object:
    text = value.decode("ascii", "replace")
    if kind == "TXT":
        return (value,)
    if kind == "MX":
        preference, _, host = text.partition(" ")
        return int(preference) if not host else (int(preference), host)
    return text if kind == "PTR" else str(ipaddress.ip_address(text))
