"""A whole house in a folder: a true ledger, the true regulations, letters as files, and a clock that the test turns.

The engine, the postman and the ticks are called one step at a time, so that a test says what happened before what.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from casework.calendar import VIETNAM
from casework.case import Case
from casework.directory import Person, Role
from casework.mail import Delivery, Door, Receipt
from frontdesk.engine import Engine
from frontdesk.law_folder import open_regulations
from frontdesk.pipeline import Rooms, portal_of
from frontdesk.post import Postman
from frontdesk.settings import load_settings
from frontdesk.ticks import Clock
from intake.identity import identity_of
from intake.sandbox import Sandbox
from notifier.postman import FolderPost, Post
from store.ledger import Ledger
from tests.builders.docx import article, build_docx, official_head, official_tail, paragraph
from tests.builders.legacy import encode
from tests.builders.mail import AUTHSERV, File, build_mail

__all__ = [
    "ADMIN",
    "COLLEAGUE",
    "DESK",
    "HA_TINH",
    "HA_TINH_COLLEAGUE",
    "LEADER",
    "LIAISON",
    "OTHER_LEADER",
    "OTHER_UNIT",
    "Hand",
    "Office",
    "Read",
    "at",
    "legacy",
    "news",
    "notice",
    "photograph",
]

LIAISON = "lan.nt@cchc.moha.gov.vn"
COLLEAGUE = "ngoc.pt@cchc.moha.gov.vn"
LEADER = "hung.tv@cchc.moha.gov.vn"
OTHER_UNIT = "minh.lq@vanphong.moha.gov.vn"
OTHER_LEADER = "ha.pt@vanphong.moha.gov.vn"
HA_TINH = "nga.ht@sonoivu.hatinh.gov.vn"
HA_TINH_COLLEAGUE = "son.lv@sonoivu.hatinh.gov.vn"
ADMIN = "quantri@tiepnhan.thu-nghiem.vn"
DESK = "bientap@moha.gov.vn"

PEOPLE = (
    Person(LIAISON, "Nguyễn Thị Lan", "Vụ Cải cách hành chính", Role.LIAISON, ("congttdt", "cchc"), "024.6282.6787"),
    Person(COLLEAGUE, "Phạm Thị Ngọc", "Vụ Cải cách hành chính", Role.STAFF, ("congttdt", "cchc")),
    Person(LEADER, "Trần Văn Hùng", "Vụ Cải cách hành chính", Role.LEADER, ("congttdt", "cchc")),
    Person(OTHER_UNIT, "Lê Quang Minh", "Văn phòng Bộ", Role.LIAISON, ("congttdt",)),
    Person(OTHER_LEADER, "Phạm Thu Hà", "Văn phòng Bộ", Role.LEADER, ("congttdt",)),
    Person(HA_TINH, "Hoàng Thị Nga", "Phòng Xây dựng chính quyền", Role.LIAISON, ("hatinh",)),
    Person(HA_TINH_COLLEAGUE, "Lê Văn Sơn", "Phòng Xây dựng chính quyền", Role.STAFF, ("hatinh",)),
)

CONFIG = f"""
[service]
host = "tiepnhan.thu-nghiem.vn"
administrator = "{ADMIN}"
bounce_address = "bounce@tiepnhan.thu-nghiem.vn"

[store]
folder = "store"
backup = "backup"
free_mark_mb = 1

[outgoing]
folder = "letters"

[[listener]]
name = "lmtp"
port = 0
trust = {{ authserv_id = "{AUTHSERV}" }}

[addresses]
"congttdt/bien_tap" = "{DESK}"
"congttdt/duty_officer" = "trucmat@moha.gov.vn"
"hatinh/ban_bien_tap" = "bbt@sonoivu.hatinh.gov.vn"
hungyen = "bbt@sonoivu.hungyen.gov.vn"
"""


def at(text: str) -> datetime:
    """“28/8/2026 16:40” in Vietnam."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


class Hand:
    """The clock on the wall; the test moves its hands."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


class Read(NamedTuple):
    """One letter of the outbox folder as its receiver sees it."""

    name: str
    ref: str
    to: str
    subject: str
    text: str
    message_id: str
    in_reply_to: str
    envelope_from: str

    @property
    def token(self) -> str:
        found = re.search(r"[a-z2-7]{26}", self.message_id)
        assert found is not None
        return found[0]


class Office:
    """One service. ``arrive`` hands a mail in, ``work`` ends every job, ``post`` sends what is due."""

    def __init__(
        self,
        root: Path,
        sandbox: Sandbox,
        *,
        now: datetime,
        people: Sequence[Person] = PEOPLE,
        config: str = CONFIG,
    ) -> None:
        self.root = root
        self.config = root / "config.toml"
        self.config.write_text(config, encoding="utf-8")
        self.settings = load_settings(self.config)
        self.hand = Hand(now)
        self.ledger = Ledger(self.settings.path(self.settings.store.folder), identity_of=identity_of, clock=self.hand)
        self.ledger.set_directory(tuple(people), by="Quản trị")
        self.rooms = Rooms(self.settings, open_regulations(self.settings), sandbox, self.ledger.key)
        self.told: list[str] = []
        self.engine = Engine(self.ledger, self.rooms, self.hand, on_letters=lambda: None)
        self.ticks = Clock(self.ledger, self.rooms, self.hand, on_letters=lambda: None, on_jobs=lambda: None)
        self.folder = self.settings.path("letters")
        self.postman = self.postman_of(FolderPost(self.folder))
        self._arrived = 0

    def postman_of(self, post: Post) -> Postman:
        """The postman of this house with another post behind him."""
        return Postman(self.ledger, post, self.hand, self.ticks.raise_alarm)

    def close(self) -> None:
        self.ledger.close()

    def arrive(
        self, content: bytes, portal: str = "congttdt", *, key: str = "", door: Door = Door.LMTP, **more: str
    ) -> Receipt:
        """The door's part: the receipt, now."""
        self._arrived += 1
        delivery = Delivery(
            door=door,
            door_name="lmtp",
            portal=portal,
            transport_key=key or f"lmtp:{self._arrived}",
            received_at=self.hand(),
            envelope_from=more.get("envelope_from", "ai.do@moha.gov.vn"),
            envelope_to=more.get("envelope_to", portal_of(self.rooms, portal).address if portal else ""),
        )
        return self.ledger.receive(content, delivery)

    def work(self) -> int:
        """Every job that is ready; returns how many."""
        done = 0
        while self.engine.work_once("worker-1"):
            done += 1
        return done

    def post(self) -> int:
        return self.postman.deliver_all()

    def take_in(self, content: bytes, portal: str = "congttdt", **more: str) -> str:
        """A mail from door to letters; returns its case's reference, empty where it has none."""
        receipt = self.arrive(content, portal, **more)
        self.work()
        self.post()
        return self.ref_of(receipt)

    def ref_of(self, receipt: Receipt) -> str:
        return next(p.case_ref for p in self.ledger.processed() if p.receipt_id == receipt.id)

    def outcome_of(self, receipt: Receipt) -> tuple[str, str]:
        """(outcome, note) of a receipt."""
        return next((p.outcome, p.note) for p in self.ledger.processed() if p.receipt_id == receipt.id)

    def case(self, ref: str) -> Case:
        case = self.ledger.case(ref)
        assert case is not None
        return case

    def mail(
        self, sender: str, text: str, *files: File, portal: str = "congttdt", subject: str = "", **more: str
    ) -> bytes:
        """A mail of ``sender`` to the portal, proven by the operator's server unless ``results`` says otherwise."""
        extra: dict[str, object] = {k: v for k, v in more.items() if k in ("in_reply_to", "name", "message_id")}
        if "results" in more:
            extra["results"] = more["results"] or None
        headers = {k.replace("_", "-"): v for k, v in more.items() if k[0].isupper()}
        return build_mail(
            sender,
            more.get("to", portal_of(self.rooms, portal).address),
            subject or "Gửi đăng Cổng",
            text,
            files=files,
            at=self.hand(),
            headers=headers,
            **extra,  # type: ignore[arg-type]
        )

    def letters(self, name: str = "", *, to: str = "") -> list[Read]:
        """Letters that left, in the order of the outbox; of one name, to one address."""
        found = []
        for row in self.ledger.letters("sent") + self.ledger.letters("bounced"):
            message = message_from_bytes(row.wire, policy=policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(preferencelist=("plain",))
            assert body is not None
            read = Read(
                name=row.name,
                ref=row.case_ref,
                to=row.to,
                subject=str(message["Subject"]),
                text=body.get_content(),
                message_id=row.message_id,
                in_reply_to=str(message["In-Reply-To"] or ""),
                envelope_from=row.envelope_from,
            )
            if (not name or read.name == name) and (not to or read.to == to):
                found.append(read)
        return found

    def only(self, name: str, *, to: str = "") -> Read:
        """The one letter of this name."""
        found = self.letters(name, to=to)
        assert len(found) == 1, [(r.name, r.to, r.ref) for r in self.letters()]
        return found[0]


def news(title: str = "Hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026", *more: str) -> bytes:
    """A short piece of news in Unicode, with nothing wrong in it."""
    prose = (
        "Ngày 27/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị sơ kết công tác cải cách hành chính 6 tháng đầu năm.",
        "Dự hội nghị có đại diện các vụ, cục thuộc Bộ và Sở Nội vụ các tỉnh, thành phố trực thuộc Trung ương.",
        "Phát biểu tại hội nghị, đồng chí Thứ trưởng nhấn mạnh kết quả đơn giản hóa thủ tục hành chính và đề nghị các "
        "địa phương tiếp tục rút ngắn thời gian giải quyết hồ sơ cho người dân, doanh nghiệp.",
        "Hội nghị đã nghe tham luận của năm địa phương và thống nhất nhiệm vụ trọng tâm sáu tháng cuối năm.",
        *more,
    )
    return build_docx(article(title, *prose, author="Nguyễn Thị Lan"))


def legacy(title: str = "Hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026") -> bytes:
    """The same piece typed in TCVN3 with .VnTime: FNT101 sends it back."""
    lines = (
        title,
        "Ngày 27/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị sơ kết công tác cải cách hành chính 6 tháng đầu năm.",
        "Dự hội nghị có đại diện các vụ, cục và Sở Nội vụ các tỉnh, thành phố trực thuộc Trung ương.",
    )
    return build_docx([paragraph(encode(line, "tcvn3"), font=".VnTime") for line in lines], font=".VnTime")


def photograph() -> bytes:
    """A small picture of noise: a logo, never a scanned sheet."""
    picture = Image.effect_noise((120, 90), 64)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()


def notice(*recipients: str) -> bytes:
    """An official notice; without “Cổng” among its Nơi nhận it is sent back (RCP102)."""
    return build_docx(
        [
            official_head(["BỘ NỘI VỤ", "VỤ CẢI CÁCH HÀNH CHÍNH"], "123/TB-CCHC", "Hà Nội, ngày 27 tháng 8 năm 2026"),
            paragraph("THÔNG BÁO", bold=True, align="center"),
            paragraph("Về việc tổ chức tập huấn công tác cải cách hành chính năm 2026", bold=True, align="center"),
            "Vụ Cải cách hành chính thông báo tổ chức tập huấn công tác cải cách hành chính cho cán bộ, công chức.",
            "Đề nghị các đơn vị cử người tham dự đúng thành phần, thời gian.",
            official_tail(
                [f"- {r};" for r in recipients or ("Như trên",)] + ["- Lưu: VT, CCHC."], ["VỤ TRƯỞNG"], "Trần Văn Hùng"
            ),
        ]
    )
