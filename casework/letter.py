"""A letter as composed, before the postman takes it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.mail import Address
from casework.noun import Noun

__all__ = ["Asked", "Attachment", "Letter", "LetterName"]


class LetterName(StrEnum):
    """One folder of ``notifier/letters/vi`` each."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    HELD = "held"
    QUARANTINED = "quarantined"  # the neutral letter to the sender
    DUTY = "duty"  # to the duty officer: where the mail lies
    PRECHECK = "precheck"
    DUPLICATE = "duplicate"
    CONFIRMATION_REQUEST = "confirmation_request"
    CONFIRMATION_RECEIVED = "confirmation_received"  # the transcript to the leader who answered
    CONFIRMATION_HELP = "confirmation_help"
    CONFIRMATION_VOID = "confirmation_void"  # an answer that came too late, or to files that were changed since
    DISAGREEMENT = "disagreement"  # to two leaders who answered differently: the “no” holds
    ADDRESS_CHANGED = "address_changed"  # to a leader's old address: from when requests go to another one
    PETITION = "petition"  # to the petitioner: where it goes
    PETITION_NOTICE = "petition_notice"  # to the desk that passes it on
    ASK_BACK = "ask_back"
    REFUSED = "refused"
    PUBLISHED = "published"
    DIGEST = "digest"
    URGENT = "urgent"  # immediate notice to a desk where the deadline is two hours
    ALARM = "alarm"
    SUMMARY = "summary"  # of letters held back by the hourly limit
    EXPIRED = "expired"  # a wait that ended
    REMINDER = "reminder"


class Attachment(Noun, frozen=True):
    name: str
    media_type: str
    content: bytes


class Asked(Noun, frozen=True):
    """One item of a request to a leader, with its own answer line. The letter's token binds it by HMAC."""

    number: int  # from 1, as the letter shows it
    ref: str
    revision: int  # what the leader was shown
    files: tuple[str, ...]  # SHA-256 of the files shown
    expires_at: datetime  # an answer after it is too late


class Letter(Noun, frozen=True):
    """``message_id`` derives from content, so a repeat after a crash bears the same one (with angle brackets).

    ``auto_submitted``: ``auto-replied`` on answers, ``auto-generated`` on requests, digests and alarms (RFC 3834).
    ``token`` is the unguessable part of the envelope sender and of the reply address.
    """

    name: LetterName
    portal: str
    to: Address
    subject: str
    text: str
    html: str
    message_id: str
    token: str
    auto_submitted: str = "auto-replied"
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    case_ref: str = ""
    asks: tuple[Asked, ...] = ()  # of a confirmation request: the items it asks about
    same_key: str = ""  # same files, same reasons, same day: what the postman holds back as identical
