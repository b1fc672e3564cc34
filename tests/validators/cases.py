"""Cases built from the nouns, as small as a rule's test needs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from casework.calendar import VIETNAM, WorkingCalendar
from casework.case import Case, Confirmation
from casework.directory import Person, Role, Snapshot
from casework.document import Anatomy, Document, Flaw, FlawKind, Item, Line, Mark, MarkKind, Picture, Run, Zone
from casework.finding import Finding, Severity
from casework.law import Law, LawEntry
from casework.mail import Address, Delivery, Door, Mail, MailClass, Origin, OriginMeans, OriginStatus
from casework.noun import replace
from casework.portal import (
    Contact,
    Desk,
    DutyOfficer,
    Means,
    Petitions,
    Portal,
    ProofSetting,
    RuleSetting,
    Senders,
)
from casework.ports import NoHistory, PastItem
from validators.examine import examine

#: A Friday morning in office hours.
RECEIVED = datetime(2026, 11, 20, 9, 12, tzinfo=VIETNAM)
LIAISON = Person("ngtlan@moha.gov.vn", "Nguyễn Thị Lan", "Vụ Cải cách hành chính", Role.LIAISON)
LEADER = Person("tvbinh@moha.gov.vn", "Trần Văn Bình", "Vụ Cải cách hành chính", Role.LEADER)
DIRECTORY = Snapshot(version=3, people=(LIAISON, LEADER))
LAW = Law(
    (
        LawEntry(
            "668",
            "regulation",
            "668/QĐ-BNV",
            "Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
            "",
            date(2025, 6, 30),
        ),
    )
)
CALENDAR = WorkingCalendar()


class History(NoHistory):
    """A ledger that knows some main files."""

    version = 7

    def __init__(self, *items: PastItem) -> None:
        self.items = items

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        known = (i for i in self.items if (i.portal, i.sha256) == (portal, sha256) and i.case_ref != other_than)
        return next(known, None)


def portal(*settings: RuleSetting | str, **changes: Any) -> Portal:
    """The Ministry's portal with only these rules on; a bare code is on as ``return``, citing 668/9.1.g."""
    rules = tuple(
        s if isinstance(s, RuleSetting) else RuleSetting(s, Severity.RETURN, ("668/9.1.g",)) for s in settings
    )
    plain = Portal(
        id="congttdt",
        name="Cổng thông tin điện tử Bộ Nội vụ",
        short_name="Cổng TTĐT Bộ",
        address="congttdt@moha.gov.vn",
        regulation="668",
        website="https://moha.gov.vn",
        operator="Trung tâm Công nghệ thông tin",
        synonyms=("Cổng thông tin điện tử Bộ Nội vụ", "Cổng TTĐT Bộ Nội vụ", "Cổng TTĐT Bộ"),
        other_portals=("Cổng thông tin điện tử Chính phủ", "Cổng TTĐT Chính phủ"),
        recipient_line="TTCNTT để đăng tải trên Cổng TTĐT Bộ",
        domains=("moha.gov.vn",),
        open_to_all=False,
        columns=(),
        desks=(Desk("bien_tap", "Biên tập", "bientap@moha.gov.vn", ()),),
        desk_of_first_resort="bien_tap",
        duty_officer=DutyOfficer("Cán bộ trực", "truc@moha.gov.vn"),
        petitions=Petitions("bien_tap", "Văn phòng Bộ", ()),
        contact=Contact("Trung tâm Công nghệ thông tin"),
        waits=(),
        proof=(ProofSetting(Senders.ANYONE, (Means.SIGNATURE, Means.CONFIRMATION), ("668/9.1.b",)),),
        rules=rules,
    )
    return replace(plain, **changes)


def institute(*settings: RuleSetting | str, **changes: Any) -> Portal:
    """The Institute's page: staff by official account, strangers with proof and contact details."""
    staff = (Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.STAFF)
    return portal(
        *settings,
        **{
            "id": "vienkhtcnn",
            "name": "Trang thông tin điện tử Viện Khoa học Tổ chức nhà nước và Lao động",
            "short_name": "Trang TTĐT Viện",
            "synonyms": ("Trang thông tin điện tử Viện", "Trang TTĐT Viện"),
            "other_portals": ("Cổng TTĐT Bộ",),
            "recipient_line": "Trang thông tin điện tử Viện",
            "open_with_proof": True,
            "proof": (
                ProofSetting(
                    Senders.STAFF, (Means.OFFICIAL_ACCOUNT, Means.SIGNATURE, Means.CONFIRMATION), (), roles=staff
                ),
                ProofSetting(Senders.ANYONE, (Means.SIGNATURE, Means.CONFIRMATION), (), contact=True),
            ),
            **changes,
        },
    )


def lines(*texts: str, zone: Zone = Zone.BODY) -> tuple[Line, ...]:
    return tuple(Line(text, f"đoạn {number}", zone) for number, text in enumerate(texts, 1))


def document(name: str = "bai.docx", *texts: str, **facts: Any) -> Document:
    """A file as the intake hands it over; Unicode runs are made of ``texts``."""
    written = lines(*texts)
    runs = tuple(Run(x.where, "Times New Roman", "unicode", x.text, x.text, letters=len(x.text) // 5) for x in written)
    given = {"kind": name.rpartition(".")[2], "sha256": f"{abs(hash(name)):064x}"[:64], "size": 18_231, **facts}
    return Document(f"thư › {name}", name, **{"runs": runs, "lines": written, **given})


def article(name: str = "bai.docx", *texts: str, **facts: Any) -> Document:
    return document(name, *texts, **{"item": Item.ARTICLE, **facts})


def body(text: str = "", item: Item | None = None) -> Document:
    return document("", *text.splitlines(), kind="body", item=item, size=len(text))


def official(name: str, recipients: Iterable[str] | None, **anatomy: Any) -> Document:
    """An official document with the usual boxes."""
    given = {
        "boxes": ("quoc_hieu", "issuer", "number", "place_date", "title", "signer"),
        "issuer": "BỘ NỘI VỤ", "number": "123/QĐ-BNV", "kind": "QUYẾT ĐỊNH", "issued_on": date(2026, 11, 18),
        "recipients": None if recipients is None else tuple(recipients), "recipients_where": "trang 2",
        **anatomy,
    }  # fmt: skip
    return document(name, "QUYẾT ĐỊNH", item=Item.DOCUMENT, anatomy=Anatomy(**given))


def secret(text: str = "TỐI MẬT", *, sure: bool = True, kind: MarkKind = MarkKind.SECRET) -> Mark:
    return Mark(kind, text, "trang 1", Zone.TEXT_BOX, sure)


def scan(name: str = "quyet dinh.pdf") -> Document:
    return document(name, runs=None, lines=(), pages=2, flaws=(Flaw(FlawKind.NO_TEXT, "2 trang không có lớp chữ"),))


def recognised(name: str = "quyet dinh.pdf", *texts: str, **facts: Any) -> Document:
    """A scan of one page that was read clearly."""
    read = tuple(
        Line(text, "trang 1", recognised=True) for text in texts or ("QUYẾT ĐỊNH", "Điều 1. Ban hành kế hoạch.")
    )
    sheet = Picture("trang 1", "pdf", 1654, 2339, sheet_like=True)
    given: dict[str, Any] = {"runs": (), "lines": read, "pages": 1, "pictures": (sheet,), **facts}
    return replace(document(name), **given)


def case(*documents: Document, **changes: Any) -> Case:
    """A proven submission by the liaison of a unit; ``own_words`` and ``subject`` go into the mail."""
    words = changes.pop("own_words", "Kính gửi Ban Biên tập, đơn vị gửi bài đăng. Trân trọng.")
    sender = changes.pop("sender", LIAISON.address)
    mail = Mail(
        sender=Address(sender) if sender else None,
        to=(Address("congttdt@moha.gov.vn"),),
        message_id="<200@moha.gov.vn>",
        date=RECEIVED,
        subject=changes.pop("subject", "Gửi tin hội nghị"),
        own_words=words,
        body=words,
    )
    known = DIRECTORY.find(sender, "congttdt", RECEIVED) if sender else None
    given = {
        "portal": "congttdt",
        "delivery": Delivery(Door.LMTP, "chinh", "congttdt", "k1", RECEIVED),
        "mail": mail,
        "mail_class": MailClass.SUBMISSION,
        "origin": Origin(OriginStatus.PROVEN, "dmarc=pass", means=OriginMeans.RESULTS, sealed=("*",)),
        "received_at": RECEIVED,
        "documents": (body(words), *_laid_in(documents)),
        "person": known,
        "ref": "CTT-2026-000200",
    }
    return Case(**{**given, **changes})


def _laid_in(documents: tuple[Document, ...]) -> Iterable[Document]:
    """Each in the containers that its path names, as the intake would have found it there."""
    for one in documents:
        around = (d.sha256 for d in documents if one.path.startswith(f"{d.path} › "))
        yield replace(one, held_in=tuple(around))


def granted(by: str = LEADER.address, *files: str, granted: bool = True, how: str = "reply") -> Confirmation:
    return Confirmation(by, datetime(2026, 11, 20, 3, 0, tzinfo=UTC), granted, files, how)


def judge(
    judged: Case, at: Portal, *, history: History | None = None, directory: Snapshot = DIRECTORY
) -> tuple[Finding, ...]:
    """The findings of ``judged`` at portal ``at``."""
    findings = examine(judged, at, LAW, CALENDAR, history or History(), directory).findings
    assert findings is not None
    return findings


def said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and verdict of each finding."""
    return [(f.code, f.verdict.value) for f in findings]


def setting(code: str, severity: Severity = Severity.RETURN, **params: Any) -> RuleSetting:
    return RuleSetting(code, severity, ("668/9.1.g",), tuple(params.items()))
