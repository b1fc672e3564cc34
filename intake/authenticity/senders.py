"""Does From name one mailbox, in a way that every program reads alike? (RFC 5322 section 3.6.2)

A group (“Ban A: a@x;”), a source route (“<@x,@y:a@z>”), a second pair of angle brackets: servers and mail programs
read these differently, so that one would vouch for another address than people see.
"""

from __future__ import annotations

import re

from casework.mail import Address
from intake.authenticity.results import without_quotes_and_comments

__all__ = ["is_plain", "senders_counted"]

_ODD = "<>:;,"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def senders_counted(written: tuple[str, ...], senders: tuple[Address, ...]) -> int:
    """How many senders a mail names, for :attr:`casework.mail.Mail.from_count`: 0 where From is written oddly.

    ``written`` are the From fields as they stand there, ``senders`` what was read from the first.
    """
    count = len(senders) + max(0, len(written) - 1)
    return 0 if count == 1 and not is_plain(written[0]) else count


def is_plain(written: str) -> bool:
    """True for “name <address>” and “address”, with quoted strings and comments where they may be."""
    if without_quotes_and_comments(written) is None or "=?" in written.rpartition("<")[2]:
        return False
    bare = without_quotes_and_comments(_QUOTED.sub("q", written)) or ""
    opening, closing = bare.count("<"), bare.count(">")
    if (opening, closing) == (0, 0):
        return not any(letter in bare for letter in _ODD)
    name, _, rest = bare.partition("<")
    address, _, after = rest.partition(">")
    return (opening, closing) == (1, 1) and not after.strip() and not any(letter in name + address for letter in _ODD)
