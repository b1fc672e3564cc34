"""The folder (hồ sơ) that walks through the five rooms. Each room adds one sheet and touches no other's."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.authority import Authority
from casework.decision import Decision, Ruling
from casework.directory import Person
from casework.document import CONTAINERS, SIGNATURE_FILES, Document, Item
from casework.finding import Finding
from casework.letter import Letter
from casework.mail import Delivery, Mail, MailClass, Origin
from casework.noun import Noun

__all__ = ["Case", "Confirmation", "Conversion", "Malware", "MalwareStatus"]

#: Kinds of official documents that accompany something (Nghị định 30/2020/NĐ-CP, điều 7).
_TRANSMITTALS = ("CÔNG VĂN", "TỜ TRÌNH", "PHIẾU GỬI", "PHIẾU CHUYỂN")


class Confirmation(Noun, frozen=True):
    """A leader's answer, or a person's word on paper evidence, bound to the files that it was given for."""

    by: str  # address or name
    at: datetime
    granted: bool
    files: tuple[str, ...] = ()  # SHA-256 of the files it speaks of; empty: all files of that revision
    how: str = "reply"  # reply, paper, command
    note: str = ""
    token: str = ""  # of the request that was answered
    name: str = ""  # of the person as the directory had it then; he may have left since
    function: str = ""


class Conversion(Noun, frozen=True):
    """Our own Unicode copy (“bản tham khảo”) of a file that was returned for its encoding. Hashes are SHA-256, hex."""

    original: str
    name: str  # of the copy: “Bai (Unicode).docx”
    sha256: str  # of the copy
    size: int  # bytes


class MalwareStatus(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"  # an error or a limit; never the same as clean


class Malware(Noun, frozen=True):
    """What the virus scanner said of the wire bytes, gathered once and dated."""

    status: MalwareStatus
    at: datetime
    name: str = ""  # of the signature that matched
    reason: str = ""  # Vietnamese: why it was not scanned
    engine: str = ""  # “ClamAV 1.4.6/27800”


class Case(Noun, frozen=True):
    """One mail of one portal on its walk. ``ref`` is empty offline.

    The intake's sheet: ``delivery``, ``mail``, ``mail_class``, ``class_reason``, ``origin``, ``documents``, ``person``
    (the sender's entry in the directory at the instant of receipt), ``malware`` (``None`` where no scanner is
    configured), ``conversions`` (our Unicode copies of its files). Late facts: ``confirmations``, ``ruling``. Then one
    sheet a room: ``authority`` and ``findings`` (validators), ``decision`` (routing), ``letters`` (notifier); ``None``
    = not there yet.
    """

    portal: str
    delivery: Delivery
    mail: Mail
    mail_class: MailClass
    origin: Origin
    received_at: datetime
    class_reason: str = ""
    documents: tuple[Document, ...] = ()
    person: Person | None = None
    malware: Malware | None = None
    conversions: tuple[Conversion, ...] = ()
    ref: str = ""
    revision: int = 1
    earlier_words: str = ""  # what the sender wrote himself in the mails of this case before the present one
    continues: str = ""  # the ref of the case that a reply names without joining it
    complete_at: datetime | None = None  # when the proof came
    confirmations: tuple[Confirmation, ...] = ()
    ruling: Ruling | None = None
    authority: Authority | None = None  # all evidence that the unit's leader stands behind the item, as one verdict
    findings: tuple[Finding, ...] | None = None
    decision: Decision | None = None
    letters: tuple[Letter, ...] | None = None
    offline_document: bool = False  # `check` of a plain document: sender and proof rules do not apply

    @property
    def secret(self) -> bool:
        """True where a secrecy mark stands anywhere in the mail and the facts were cut."""
        return any(document.cut for document in self.documents)

    @property
    def files(self) -> tuple[Document, ...]:
        """The files sent, without the mail's own text and inline decoration."""
        return tuple(d for d in self.documents if d.is_file)

    @property
    def to_confirm(self) -> tuple[Document, ...]:
        """What a leader answers for: the files sent, and words of the mail that are an article themselves; all that
        there is where no file came but a signature."""
        if all(d.kind in SIGNATURE_FILES for d in self.files):
            return self.documents
        return (*self.files, *(d for d in self.documents if d.kind == "body" and d.item is Item.ARTICLE))

    @property
    def is_word(self) -> bool:
        """True for a reply without a file about a case that goes on by itself: words for a person to read."""
        return bool(self.continues) and not self.files

    @property
    def main_document(self) -> Document | None:
        """The item itself: the first file that is an article, document, draft or invitation and no letter of
        transmittal; else the first that is one; else the first file that holds no files and is no signature; else the
        mail's own text."""
        wanted = (Item.ARTICLE, Item.DOCUMENT, Item.DRAFT, Item.INVITATION)
        items = [d for d in self.files if d.item in wanted]
        # A letter of request that travels with an item is not the item, whichever was attached first.
        own = [d for d in items if d.item is not Item.DOCUMENT or d.anatomy.kind not in _TRANSMITTALS]
        plain = [d for d in self.files if d.kind not in (*CONTAINERS, "p7s")]
        return next(iter((*own, *items, *plain, *self.files, *self.documents)), None)

    @property
    def title(self) -> str:
        """What a person calls this item; never the content of a secret mail. What recognition read off a scan may be
        misread: there the sender's own subject is surer."""
        if self.secret:
            return "(không hiển thị)"
        main = self.main_document
        title = main.title if main else ""
        if main is not None and self.mail.subject and any(line.recognised for line in main.lines):
            title = ""
        return title or self.mail.subject or "(không có tiêu đề)"
