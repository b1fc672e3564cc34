"""Small true values for the ledger's tests: deliveries, cases, letters."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from casework.case import Case
from casework.decision import Awaited, Awaiting, ColumnChoice, Deadline, Decision, Disposition
from casework.document import Document, Item, Line, Mark, MarkKind, Run, Zone
from casework.finding import Finding, Severity, Verdict
from casework.letter import Letter, LetterName
from casework.mail import Address, Delivery, Door, Mail, MailClass, Origin, OriginStatus, Receipt
from store.ledger import Ledger
from store.records import Job, Outcome, Outgoing

START = datetime(2026, 8, 28, 9, 40, tzinfo=UTC)
LEASE = timedelta(minutes=2)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **step: float) -> None:
        self.now += timedelta(**step)


def identity_of(content: bytes) -> str:
    """The hash without lines that begin with “Received:”, as a door's own identity would be."""
    kept = [line for line in content.split(b"\n") if not line.startswith(b"Received:")]
    return hashlib.sha256(b"\n".join(kept)).hexdigest()


def open_ledger(folder: Path, **more: Any) -> Ledger:
    return Ledger(folder, identity_of=identity_of, **more)


def wire(number: int = 1, sender: str = "van.thu@moha.gov.vn", trace: str = "", body: str = "") -> bytes:
    text = f"From: Văn thư <{sender}>\r\nSubject: Bài {number}\r\n\r\nNội dung {number} {body}\r\n"
    return (f"Received: {trace}\n" if trace else "").encode() + text.encode()


def delivery(key: str = "imap:1", portal: str = "congttdt", **more: Any) -> Delivery:
    given: dict[str, Any] = {"received_at": START, "door": Door.IMAP, "door_name": "hop-thu"} | more
    return Delivery(portal=portal, transport_key=key, **given)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def article(content: str = "bai 1") -> Document:
    return Document(
        path="thư › bai.docx",
        name="bai.docx",
        kind="docx",
        sha256=sha(content),
        size=18231,
        runs=(Run(where="đoạn 1", font="Times New Roman", encoding="unicode", raw=content, text=content),),
        lines=(Line(text=content, where="đoạn 1"),),
        item=Item.ARTICLE,
        title=f"Tiêu đề {content}",
    )


def secret_article(canary: str) -> Document:
    """A cut document as a careless reader might leave it: the canary everywhere."""
    return Document(
        path=f"thư › {canary}.docx",
        name=f"{canary}.docx",
        kind="docx",
        sha256=sha(canary),
        size=100,
        title=canary,
        lines=(Line(text=canary, where="đoạn 1"),),
        marks=(Mark(kind=MarkKind.SECRET, text="MẬT", where="trang 1", zone=Zone.TEXT_BOX),),
        cut=True,
    )


def finding(code: str = "FNT101", severity: Severity = Severity.RETURN, message: str = "Phông cũ") -> Finding:
    where = "thư › bai.docx, trang 1"
    return Finding(code, Verdict.DEFECT, severity, where=where, message=message, fix="Đổi phông")


def decision(disposition: Disposition = Disposition.ACCEPT, **more: Any) -> Decision:
    given: dict[str, Any] = {
        "desk": "ban-bien-tap",
        "column": ColumnChoice("tin-tuc", "Tin tức", ("tin",)),
        "deadlines": (Deadline(due=START + timedelta(hours=4), derivation="nhận + 04 giờ", cite="668/12.2.b"),),
        "reasons": ("FNT101 phông cũ",) if disposition is Disposition.RETURN else (),
        "decided_at": START + timedelta(minutes=1),
    }
    if disposition is Disposition.HOLD:
        given["awaiting"] = Awaiting(
            who=Awaited.LEADER,
            owner="ban-bien-tap",
            what="lãnh đạo xác nhận",
            remind_at=START + timedelta(days=1),
            last_day=START + timedelta(days=5),
            outcome="trả lại",
            leaders=("truong@moha.gov.vn",),
        )
    return Decision(disposition, **(given | more))


def case_for(receipt: Receipt, ref: str, **more: Any) -> Case:
    given: dict[str, Any] = {
        "mail": Mail(sender=Address("van.thu@moha.gov.vn", "Văn thư"), subject="Bài 1", body="Nội dung"),
        "mail_class": MailClass.SUBMISSION,
        "origin": Origin(OriginStatus.PROVEN),
        "documents": (article(),),
        "findings": (),
        "decision": decision(),
    } | more
    return Case(
        portal=receipt.delivery.portal,
        delivery=receipt.delivery,
        received_at=receipt.delivery.received_at,
        ref=ref,
        **given,
    )


def letter(token: str = "t1", ref: str = "", **more: Any) -> Outgoing:
    given: dict[str, Any] = {
        "name": LetterName.ACCEPTED,
        "portal": "congttdt",
        "to": Address("van.thu@moha.gov.vn"),
        "subject": "Đã nhận",
        "text": "Đã nhận.",
        "html": "<p>Đã nhận.</p>",
        "message_id": f"<tn.{token}@mail>",
        "token": token,
        "case_ref": ref,
    } | more
    return Outgoing(
        Letter(**given), envelope_from=f"bounce+{token}@mail", wire=b"Subject: Da nhan\r\n\r\n" + token.encode()
    )


def take_in(ledger: Ledger, number: int = 1, **more: Any) -> Job:
    """Receive one mail and claim it."""
    ledger.receive(wire(number), delivery(f"imap:{number}", **more))
    job = ledger.claim("w1", LEASE)
    assert job is not None
    return job


def committed(ledger: Ledger, ref: str = "C-1", number: int = 1, **more: Any) -> Case:
    """Receive, claim and commit one mail as a case."""
    job = take_in(ledger, number)
    case = case_for(job.receipt, ref, **more)
    ledger.commit(job, outcome(ledger, case))
    return case


def outcome(ledger: Ledger, case: Case, **more: Any) -> Outcome:
    """What a walk that looked at the ledger just now would hand over."""
    given: dict[str, Any] = {
        "mail_class": case.mail_class,
        "case": case,
        "history_version": ledger.history.version,
        "directory_version": ledger.directory().version,
        "joined": case.revision > 1,
    } | more
    return Outcome(**given)
