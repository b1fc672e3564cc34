"""What the DKIM-Signature fields of a mail say of themselves (RFC 6376 section 3.5). Whether they hold is checked
elsewhere; here it is told what each would cover if it did."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from casework.mail import DkimSeal
from casework.noun import replace

__all__ = ["SINGLE", "leaves_room", "read_seals", "signed_in_full"]

#: Fields of which a mail has one (RFC 5322 section 3.6, RFC 2045): people see the first, a signature covers the last.
SINGLE = frozenset(
    ("from", "sender", "reply-to", "to", "cc", "date", "message-id", "in-reply-to", "references", "subject",
     "mime-version", "content-type", "content-transfer-encoding")
)  # fmt: skip
_SEALS = 20  # signatures of one mail that are read
_BEGINS = 16
_BLANK = re.compile(r"\s+")


def read_seals(fields: Sequence[tuple[str, str]]) -> tuple[DkimSeal, ...]:
    """The signatures from the top down. ``fields`` are (lower-case name, text) of the whole header. Where there are
    more than are read, none counts: the one that held may be one that was not read."""
    names = [name for name, _ in fields]
    written = [text for name, text in fields if name == "dkim-signature"]
    seals = tuple(seal for text in written[:_SEALS] if (seal := _seal(text, names)) is not None)
    return tuple(replace(seal, limited=True) for seal in seals) if len(written) > _SEALS else seals


def signed_in_full(listed: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Of the fields that h= lists those of which no further one stands in the mail, unsigned."""
    often, there = Counter(listed), Counter(names)
    return tuple(sorted(name for name in often if there[name] <= often[name]))


def leaves_room(listed: Sequence[str], names: Sequence[str]) -> bool:
    """True where somebody could add to the mail below the signature: From unsigned, or one of the fields that a mail
    has once signed and there once more."""
    in_full = signed_in_full(listed, names)
    return "from" not in in_full or any(name in SINGLE and name not in in_full for name in listed)


def _seal(text: str, names: Sequence[str]) -> DkimSeal | None:
    tags: dict[str, str] = {}
    twice = False
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if equals:
            twice = twice or key.strip() in tags
            tags.setdefault(key.strip(), _BLANK.sub("", value))
    if not tags.get("d"):
        return None
    listed = [name for name in tags.get("h", "").lower().split(":") if name]
    signature = tags.get("b", "")
    return DkimSeal(
        domain=tags["d"].lower().rstrip("."),
        selector=tags.get("s", ""),
        fields=signed_in_full(listed, names),
        limited=twice or "l" in tags or leaves_room(listed, names),
        digest=hashlib.sha256(signature.encode()).hexdigest() if signature else "",
        begins=signature[:_BEGINS],
    )
