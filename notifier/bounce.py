"""What a bounce says of one of our letters: which letter, and for good or for a while (RFC 3464, RFC 3463).

A letter is found by the token of its envelope sender alone, in the address that the report came to or in the
Original-Envelope-Id. A Message-ID quoted in a report proves nothing: anyone who got a letter can quote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from casework.noun import Noun
from notifier.tokens import TOKEN, plus_part

__all__ = ["Bounce", "BounceVerdict", "read_bounce"]


class BounceVerdict(StrEnum):
    PERMANENT = "permanent"  # the letter did not and will not arrive
    TEMPORARY = "temporary"  # the server still tries
    DELIVERED = "delivered"  # a success report, not a bounce
    UNCLEAR = "unclear"  # a person should look


class Bounce(Noun, frozen=True):
    """``status`` is the enhanced code (“5.1.1”), ``receiver`` the Final-Recipient; both may be empty."""

    token: str
    verdict: BounceVerdict
    status: str = ""
    receiver: str = ""
    diagnosis: str = ""


_FIELD = r"(?im)^{}[ \t]*:[ \t]*(?:[\w-]+;[ \t]*)?(.+?)[ \t]*$"
_STATUS = re.compile(_FIELD.format("status"))
_ACTION = re.compile(_FIELD.format("action"))
_RECEIVER = re.compile(_FIELD.format("final-recipient"))
_DIAGNOSIS = re.compile(_FIELD.format("diagnostic-code"))
_ENVELOPE_ID = re.compile(_FIELD.format("original-envelope-id"))
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?m)(?:^|\s)([45])\d\d[ -]")
_ACTIONS = {
    "failed": BounceVerdict.PERMANENT,
    "delayed": BounceVerdict.TEMPORARY,
    "delivered": BounceVerdict.DELIVERED,
    "relayed": BounceVerdict.DELIVERED,
    "expanded": BounceVerdict.DELIVERED,
}
_CLASSES = {"2": BounceVerdict.DELIVERED, "4": BounceVerdict.TEMPORARY, "5": BounceVerdict.PERMANENT}


def read_bounce(addresses: Iterable[str], bounce_address: str, report: str) -> Bounce | None:
    """Read a delivery report.

    ``addresses``: where the report came to (envelope receiver, then To); ``report``: the text of its
    message/delivery-status part, or its whole text where it has none. Returns ``None`` where no token of ours is
    there: such a mail is somebody else's bounce or a forgery, and counts for nothing.
    """
    token = next(filter(None, (plus_part(address, bounce_address) for address in addresses)), "")
    if not token:
        named = _first(_ENVELOPE_ID, report).lower()
        token = named if TOKEN.fullmatch(named) else ""
    if not token:
        return None
    status = _first(_STATUS, report)
    code = _ENHANCED.search(status or report)
    return Bounce(
        token=token,
        verdict=_verdict(_first(_ACTION, report).lower(), code[1] if code else "", report),
        status=code[0] if code else "",
        receiver=_first(_RECEIVER, report)[:254],
        diagnosis=_first(_DIAGNOSIS, report)[:300],
    )


def _first(pattern: re.Pattern[str], report: str) -> str:
    match = pattern.search(report)
    return match[1].strip() if match else ""


def _verdict(action: str, code_class: str, report: str) -> BounceVerdict:
    if action in _ACTIONS:
        return _ACTIONS[action]
    if code_class:
        return _CLASSES[code_class]
    reply = _REPLY.search(report)
    return _CLASSES[reply[1]] if reply else BounceVerdict.UNCLEAR
