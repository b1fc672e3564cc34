"""Which server brought the mail to us, and with which envelope sender: what SPF is asked about.

Only the line that our own outermost server wrote counts. A stranger may write any number of such lines, but they stand
below that one; and nothing that he says to our server (his HELO) may pass for the address that our server saw.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Peer", "find_peer"]

_ADDRESS = re.compile(r"(?<![\w.:])(?:IPv6:)?([0-9A-Fa-f:]*:[0-9A-Fa-f:.]+|\d{1,3}(?:\.\d{1,3}){3})(?![\w.:])")
_BY = re.compile(r"\sby\s+([A-Za-z0-9._\-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_FROM = re.compile(r"from\s+([^\s(]+)", re.IGNORECASE)
_RETURN_PATH = re.compile(r"<([^<>\s]*)>")


class Peer(NamedTuple):
    """``address`` is an IP address; empty where none can be told, with the reason in Vietnamese in ``why``."""

    address: str = ""
    helo: str = ""
    envelope_from: str = ""
    why: str = ""


def find_peer(fields: Sequence[tuple[str, str]], received_by: str, envelope_from: str = "") -> Peer:
    """The peer of the topmost Received line “by ``received_by``”. ``fields`` are (lower-case name, text) of the header.

    Above it only hops inside may stand: a hop from a public address means that the mail came in by another way.
    """
    if not received_by:
        return Peer(why="chưa đặt received_by cho cửa này")
    return_path = envelope_from
    for name, text in fields:
        flat = " ".join(text.split())
        if name == "return-path" and not return_path:
            found = _RETURN_PATH.search(flat)
            return_path = found.group(1) if found else ""
        if name != "received":
            continue
        by = _hosts(flat)
        if by == [received_by.lower().rstrip(".")]:
            return _peer(flat, return_path)
        if len(by) > 1 or _from_outside(flat):
            return Peer(why=f"thư vào bằng đường khác, không qua {received_by}")
    return Peer(why=f"không có dòng Received của {received_by}")


def _peer(flat: str, envelope_from: str) -> Peer:
    addresses = _addresses(flat)
    if len(addresses) != 1:
        return Peer(why="dòng Received không ghi rõ một địa chỉ máy gửi")
    if not addresses[0].is_global:
        return Peer(why="thư đến từ mạng nội bộ, SPF không áp dụng")
    said = _FROM.match(flat)
    helo = said.group(1).strip("[]") if said else ""
    return Peer(str(addresses[0]), helo, envelope_from, "" if envelope_from else "không rõ người gửi trên phong bì")


def _from_outside(flat: str) -> bool:
    return any(address.is_global for address in _addresses(flat))


def _hosts(flat: str) -> list[str]:
    """The hosts after each “by” outside comments. Two of them: a stranger's HELO holds one."""
    bare, before = flat, ""
    while bare != before:
        before, bare = bare, _COMMENT.sub(" ", bare)
    return [host.lower().rstrip(".") for host in _BY.findall(f" {bare}")]


def _addresses(flat: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Each address in the part that tells where the mail came from, once."""
    part = _BY.split(flat, maxsplit=1)[0]
    found: dict[ipaddress.IPv4Address | ipaddress.IPv6Address, None] = {}
    for text in _ADDRESS.findall(part):
        try:
            found[ipaddress.ip_address(text)] = None
        except ValueError:
            continue
    return list(found)
