"""What a door receives: deliveries, receipts, and the mail as it was read."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from casework.noun import Noun

__all__ = [
    "Address",
    "Delivery",
    "DkimSeal",
    "Door",
    "Mail",
    "MailClass",
    "Origin",
    "OriginCheck",
    "OriginMeans",
    "OriginStatus",
    "Receipt",
]

_NAME_LETTERS = 1_000  # of a display name that are searched for an address
_SHOWN = re.compile(r"[^\s@<>()\",;:]{1,64}@[^\s@<>()\",;:.]{1,63}(?:\.[^\s@<>()\",;:.]{1,63})+")


class Door(StrEnum):
    """By which road a mail came."""

    IMAP = "imap"
    LMTP = "lmtp"
    SMTP = "smtp"
    MAILDIR = "maildir"
    FILE = "file"  # `tiepnhan check`, no receipt is written


class MailClass(StrEnum):
    """What a mail is, decided before any check that can return it (DESIGN, “Letters do no harm”)."""

    SUBMISSION = "submission"
    CONFIRMATION = "confirmation"
    PETITION = "petition"
    PRECHECK = "precheck"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    OWN = "own"
    JUNK = "junk"
    BEFORE = "before"  # lay in the mailbox before the service first looked: adopted, never answered

    @property
    def is_decided(self) -> bool:
        """True for the classes that are examined, decided and answered; every other mail ends with its receipt."""
        return self in (MailClass.SUBMISSION, MailClass.PRECHECK, MailClass.PETITION)


class OriginStatus(StrEnum):
    """Whether the address in From is proven."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    UNSURE = "unsure"  # could not be asked (DNS in trouble for the whole patience): a person looks, nothing is returned
    CONTRADICTED = "contradicted"  # the trusted word says fail, or From itself is forged (several From)


class Address(Noun, frozen=True):
    """One mailbox of a header; ``mailbox`` is lower case, ``name`` the decoded display name (may be empty)."""

    mailbox: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part behind the last @, lower case; empty where there is none."""
        return self.mailbox.rpartition("@")[2] if "@" in self.mailbox else ""

    @property
    def shown(self) -> str:
        """Another address that the display name shows, lower case; empty where it shows none. People read the name."""
        name = unicodedata.normalize("NFKC", self.name[:_NAME_LETTERS])
        found = _SHOWN.search("".join(letter for letter in name if letter.isprintable()).lower())
        return found.group() if found and found.group() != self.mailbox else ""


class Delivery(Noun, frozen=True):
    """What a door knows of one mail, apart from its bytes.

    ``transport_key`` names the place on the server (account, folder, UIDVALIDITY, UID; a Maildir file name; an LMTP
    transaction) and is unique in the ledger per portal. ``received_at`` is the instant of receipt (IMAP INTERNALDATE,
    the instant of LMTP DATA), never the poll: deadlines and the law in force follow it.
    """

    door: Door
    door_name: str  # the name of the mailbox or listener in config.toml; its settings say whose word it takes
    portal: str
    transport_key: str
    received_at: datetime
    envelope_from: str = ""
    envelope_to: str = ""
    before: bool = False  # adopted by the first poll: no walk, no letter


class Receipt(Noun, frozen=True):
    """The row that makes a mail ours: written and committed before the door acknowledges anything."""

    id: int
    delivery: Delivery
    sha256: str  # of the wire bytes, lower-case hex
    identity: str  # SHA-256 of the bytes without their trace fields; with the portal it identifies the mail
    size: int  # bytes
    recorded_at: datetime


class OriginMeans(StrEnum):
    """Which kind of evidence proved From."""

    RESULTS = "results"  # the operator's own server wrote what it found (RFC 8601)
    CHECKED = "checked"  # we asked the DNS ourselves (RFC 6376, 7208, 7489, 8617)
    INTERNAL = "internal"  # the header that only the operator's server sets on mail from inside
    OFFLINE = "offline"  # `tiepnhan check`
    ASSUMED = "assumed"  # the demo's door


class OriginCheck(Noun, frozen=True):
    """One piece of evidence on the sender: what a method said of which domain."""

    method: str  # dmarc, dkim, spf, arc, internal
    verdict: str  # RFC 8601 section 2.7: pass, fail, none, temperror, permerror, policy …
    domain: str = ""  # the domain that it speaks of
    detail: str = ""  # as a person may check it: “header.d=moha.gov.vn header.s=k1”


class Origin(Noun, frozen=True):
    """The one answer to “is the sender who he says”, with the evidence that led to it.

    ``sealed`` names the header fields (lower case) that the evidence covers, “*” for all: only what stands in them did
    the sender himself write to us (a DKIM signature covers what its h= lists; a server that took the mail in from the
    sender's own session covers all).
    """

    status: OriginStatus
    by: str = ""  # e.g. "Authentication-Results mx.moha.gov.vn: dmarc=pass header.from=moha.gov.vn"
    reason: str = ""  # in Vietnamese, for the desk
    means: OriginMeans | None = None
    sealed: tuple[str, ...] = ()
    checks: tuple[OriginCheck, ...] = ()
    at: datetime | None = None  # when it was gathered

    def seals(self, field: str) -> bool:
        """True where the evidence covers the header field ``field``."""
        return self.status is OriginStatus.PROVEN and ("*" in self.sealed or field.lower() in self.sealed)


class DkimSeal(Noun, frozen=True):
    """What one DKIM-Signature field says of itself (RFC 6376 section 3.5); whether it holds is another matter."""

    domain: str  # d=, lower case
    selector: str = ""  # s=
    fields: tuple[str, ...] = ()  # of h=, lower case, those of which no further one stands in the mail unsigned
    limited: bool = False  # the mail can be added to below it: l=, From unsigned, a second Subject beside the signed
    digest: str = ""  # SHA-256 (hex) of b= without blanks: names this one signature
    begins: str = ""  # the first letters of b=, by which a server's results name it (header.b, RFC 6008)


class Mail(Noun, frozen=True):
    """A mail as read from its wire bytes. Every field may be empty: no header is owed to us.

    ``body`` is the decoded text that a person sees (NFC; HTML rendered to lines where no plain part exists);
    ``own_words`` is the part of it above quotations. ``tokens`` are our own reply tokens found in headers or
    addresses. ``flaws`` are notes in Vietnamese about what could not be read.
    """

    sender: Address | None = None
    from_count: int = 1  # 0: From is written so that programs read different addresses in it
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    body: str = ""
    own_words: str = ""
    auto_submitted: str = ""  # the keyword, lower case; "" or "no" where a person wrote
    list_id: str = ""
    precedence: str = ""
    auto_suppress: str = ""  # X-Auto-Response-Suppress, lower case
    null_sender: bool = False  # the topmost Return-Path is “<>”: a machine wrote this (RFC 5321 section 4.5.5)
    content_type: str = ""  # of the whole mail, lower case, without parameters; of S/MIME that of what was signed
    report_type: str = ""  # of a multipart/report
    auto_generated_by_rule: bool = False  # a person's mail that a mailbox rule forwarded (Microsoft marks it automatic)
    own_mark: str = ""  # value of our X-Tiepnhan header
    spam: bool = False  # the operator's server said so in the header named in config
    tokens: tuple[str, ...] = ()
    trusted_results: tuple[str, ...] = ()  # Authentication-Results of the topmost trusted block, unfolded
    internal_word: str = ""  # value of the header that only the operator's server sets
    dkim: tuple[DkimSeal, ...] = ()  # from the top down
    flaws: tuple[str, ...] = ()
