"""A letter as composed, before the postman takes it."""

from __future__ import annotations

from enum import StrEnum

from casework.mail import Address
from casework.noun import Noun

__all__ = ["Attachment", "Letter", "LetterName"]


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
    same_key: str = ""  # same files, same reasons, same day: what the postman holds back as identical
