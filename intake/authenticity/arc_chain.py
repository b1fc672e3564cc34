"""Checks the ARC chain of a mail (RFC 8617) as far as dkimpy gives it. Evidence only: whom a chain may vouch for is a
question of trust in its sealers, and this service trusts none but its own server."""

from __future__ import annotations

import re

import dkim  # type: ignore[import-untyped]

from casework.mail import OriginCheck
from intake.authenticity.answers import Away, Missing, Table
from intake.authenticity.dkim_reading import key_name, keys, tag, tags_of

__all__ = ["check_chain"]

_STEPS = 5
_LONG_BLANK = re.compile(rb"[\t ]{500}")
_NOTE = "chỉ ghi lại, không chứng minh người gửi"


def check_chain(content: bytes, table: Table) -> OriginCheck | None:
    """The chain's verdict; ``None`` where there is no chain, or a key is still missing in ``table``."""
    try:
        message = dkim.ARC(content)
    except (dkim.DKIMException, IndexError, ValueError):
        return None
    steps = [text for name, text in message.headers if name.lower() in (b"arc-seal", b"arc-message-signature")]
    known = [tags for text in steps if (tags := tags_of(text))]
    if not steps:
        return None
    if len(steps) > 2 * _STEPS or len(known) < len(steps) or _LONG_BLANK.search(content):
        return OriginCheck("arc", "policy", "", f"chuỗi ARC không kiểm được; {_NOTE}")
    for tags in known:
        table.ask(key_name(tags))
    if table.questions:
        return None
    return OriginCheck("arc", _word(message, table), tag(known[0], b"d"), _NOTE)


def _word(message: dkim.ARC, table: Table) -> str:
    try:
        verdict, _, _ = message.verify(dnsfunc=keys(table))
    except Away:
        return "temperror"
    except Missing:
        return "permerror"  # asked under a name that no DNS has
    except Exception:  # noqa: BLE001 — dkimpy raises many kinds on what strangers write; none proves anything
        return "permerror"
    return verdict.decode("ascii") if verdict else "fail"
