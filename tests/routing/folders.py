"""Cases as the validators hand them over, for the routing tests."""

from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM
from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.document import Document, Item, Line
from casework.finding import Finding, Severity, Verdict
from casework.mail import Address, Delivery, Door, Mail, MailClass, Origin, OriginStatus

#: A Friday afternoon before three days of the National Day.
RECEIVED = datetime(2026, 8, 28, 16, 40, tzinfo=VIETNAM)
LIAISON = Person(
    address="lan@moha.gov.vn", name="Nguyễn Thị Lan", unit="Vụ Tổ chức cán bộ", role=Role.LIAISON,
    portals=("congttdt",),
)  # fmt: skip
LEADER = Person(
    address="hung@moha.gov.vn", name="Trần Văn Hùng", unit="Vụ Tổ chức cán bộ", role=Role.LEADER,
    portals=("congttdt",),
)  # fmt: skip
DIRECTORY = Snapshot(version=1, people=(LIAISON, LEADER))


def document(text: str = "", *, item: Item | None = Item.ARTICLE, title: str = "", kind: str = "docx") -> Document:
    lines = tuple(Line(text=line, where=f"đoạn {i}") for i, line in enumerate(text.splitlines(), 1) if line.strip())
    return Document(
        path="thư › bai.docx", name="bai.docx", kind=kind, sha256="0" * 64, size=20_000, lines=lines, item=item,
        title=title,
    )  # fmt: skip


def case(
    *documents: Document,
    portal: str = "congttdt",
    subject: str = "",
    body: str = "",
    findings: tuple[Finding, ...] | None = (),
    mail_class: MailClass = MailClass.SUBMISSION,
    received_at: datetime = RECEIVED,
    person: Person | None = LIAISON,
    origin: OriginStatus = OriginStatus.PROVEN,
    by_rule: bool = False,
) -> Case:
    return Case(
        portal=portal,
        delivery=Delivery(Door.FILE, "check", portal, "file:1", received_at),
        mail=Mail(
            sender=Address((person or LIAISON).address), subject=subject, body=body, own_words=body,
            auto_generated_by_rule=by_rule,
        ),
        mail_class=mail_class,
        origin=Origin(status=origin),
        received_at=received_at,
        documents=documents or (document("Nội dung"),),
        person=person,
        findings=findings,
    )  # fmt: skip


def finding(code: str, severity: Severity, verdict: Verdict = Verdict.DEFECT, message: str = "có lỗi") -> Finding:
    return Finding(code=code, verdict=verdict, severity=severity, where="thư › bai.docx", message=message, fix="sửa")
