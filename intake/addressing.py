"""To which portal a mail belongs, by the address that it was delivered to.

Only what a door needs before the receipt stands: the few header fields that servers and senders write addresses
into. Everything else of the mail is opened later, in the sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import getaddresses

from casework.noun import Noun

__all__ = ["Addressee", "Route", "Trace", "addressees", "base_of", "find_route", "read_trace"]

#: A header block longer than this is not searched further; the mail itself is received whole.
_HEADER_BYTES = 256 * 1024
_FIELD_LETTERS = 64 * 1024
#: Written by the servers on the way, nearest to us first; then what the sender wrote.
_SERVER_FIELDS = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to")
_SENDER_FIELDS = ("to", "cc", "resent-to", "resent-cc")
#: Two line ends side by side; a CR LF alone is one.
_HEADER_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*)$", re.DOTALL)
# Begins only where a word begins: tried at every letter, a word of 200 KB without “@” would take minutes.
_LOOSE_ADDRESS = re.compile(r"(?<![^\s<>,;:\"()\[\]])[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")


class Route(Noun, frozen=True):
    """Mail to ``address`` (without a plus part, any case) is a case of ``portal``."""

    address: str
    portal: str


class Trace(Noun, frozen=True):
    """What the header says of the way: the envelope sender that the last server kept, and every address named."""

    return_path: str = ""
    recipients: tuple[str, ...] = ()  # as written, servers' fields first, without repeats


class Addressee(Noun, frozen=True):
    """One portal that a mail is for, and the address as it was written, plus part included ("" where none fits)."""

    portal: str
    envelope_to: str = ""


def base_of(address: str) -> str:
    """Lower case, without the plus part: “CongTTDT+kiemtra@moha.gov.vn” → “congttdt@moha.gov.vn”."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def find_route(address: str, routes: Sequence[Route]) -> Route | None:
    """The route whose address is ``address`` with or without its plus part, or ``None``."""
    whole, base = address.strip().lower(), base_of(address)
    exact = next((route for route in routes if route.address.lower() == whole), None)
    return exact or next((route for route in routes if route.address.lower() == base), None)


def read_trace(content: bytes) -> Trace:
    """Read the address fields from the head of the wire bytes; never raises, whatever the bytes are."""
    found: dict[str, list[str]] = {name: [] for name in (*_SERVER_FIELDS, *_SENDER_FIELDS)}
    return_path: str | None = None
    for name, value in _fields(content):
        if name == "return-path" and return_path is None:
            return_path = value.strip().strip("<>").strip()
        elif name in found:
            found[name].append(value)
    named = [address for values in found.values() for value in values for address in _addresses(value)]
    return Trace(return_path=return_path or "", recipients=tuple(dict.fromkeys(named)))


def addressees(
    trace: Trace, *, portal: str = "", routes: Sequence[Route] = (), default_portal: str = ""
) -> tuple[Addressee, ...]:
    """Whom a fetched mail is for.

    With ``portal`` set the box is that portal's own and every mail in it is its case; the routes then only tell which
    address it came to. Without, To and Cc decide: one addressee a portal, in the order of the addresses; none that
    fits → ``default_portal``, or nothing at all where that is empty too.
    """
    hits = [(route.portal, address) for address in trace.recipients if (route := find_route(address, routes))]
    if portal:
        return (Addressee(portal, next((address for owner, address in hits if owner == portal), "")),)
    by_portal: dict[str, str] = {}
    for owner, address in hits:
        by_portal.setdefault(owner, address)
    if not by_portal and default_portal:
        by_portal[default_portal] = ""
    return tuple(Addressee(owner, address) for owner, address in by_portal.items())


def _fields(content: bytes) -> list[tuple[str, str]]:
    """Header fields in order, unfolded, name in lower case, up to the blank line. Odd lines are passed over."""
    end = _HEADER_END.search(content, 0, _HEADER_BYTES)
    head = content[: end.start() if end else _HEADER_BYTES]  # a mail of 50 MB is not cut into lines for its head
    unfolded: list[bytes] = []
    for line in re.split(rb"\r\n|\n|\r", head):
        if not line:
            break
        if line[:1] in (b" ", b"\t") and unfolded:
            unfolded[-1] += b" " + line.strip()
        else:
            unfolded.append(line)
    matches = (_FIELD.match(line) for line in unfolded)
    return [(m[1].decode("ascii").lower(), m[2].decode("utf-8", "replace")) for m in matches if m]


def _addresses(value: str) -> list[str]:
    try:
        found = [address for _, address in getaddresses([value[:_FIELD_LETTERS]]) if "@" in address]
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        found = []  # the standard parser may stumble over hostile fields; the loose pattern below still looks
    return found or _LOOSE_ADDRESS.findall(value)
