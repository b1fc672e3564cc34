"""To the old address of somebody who may confirm: from when his requests go elsewhere, and what to do if it was not he.

It goes out at once, a working day before the new address counts: who takes over a leader's confirmations must do so
before the eyes of their owner.
"""

from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM
from casework.directory import Person, Role
from casework.letter import Letter, LetterName
from casework.mail import Address
from casework.portal import Portal
from notifier.context import Context
from notifier.draft import write
from notifier.recipients import may_be_written_to
from notifier.wording import person_greeting

__all__ = ["address_changed"]

#: Where the directory names no function.
_FUNCTIONS = {
    Role.LEADER: "lãnh đạo đơn vị",
    Role.DEPUTY: "cấp phó của lãnh đạo đơn vị",
    Role.SUBSTITUTE: "người được giao ký thay",
}


def address_changed(
    entries: tuple[Person, ...], new_address: str, since: datetime, portal: Portal, context: Context
) -> Letter | None:
    """``entries`` are those of the old address that move; ``None`` where it may not be written to."""
    old = entries[0]
    if not may_be_written_to(old.address, context.own_addresses):
        return None
    to = Address(old.address, old.name)
    facts: dict[str, object] = {
        "greeting": person_greeting(to),
        "name": old.name,
        "entries": tuple(dict.fromkeys(_office(entry) for entry in entries)),
        "old_address": old.address,
        "new_address": new_address,
        "since": since,
        "admin": context.admin_address,
    }
    day = since.astimezone(VIETNAM).date().isoformat()
    # The moment too: a change that was taken back and ordered again is a letter of its own.
    occasion = f"{day} {context.now.isoformat(timespec='seconds')}"
    return write(LetterName.ADDRESS_CHANGED, to, portal, context, facts, occasion=occasion)


def _office(entry: Person) -> str:
    what = entry.function or _FUNCTIONS.get(entry.role, "")
    return ", ".join(part for part in (what, entry.unit) if part)
