"""A small portal, a law and cases for the letters' tests. Dates: Friday 28/8/2026, 16:40 in Vietnam."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from casework.calendar import VIETNAM, WorkingCalendar
from casework.case import Case
from casework.decision import Awaited, Awaiting, ColumnChoice, Deadline, Decision, Disposition
from casework.directory import Person, Role
from casework.document import Document, Item, Line
from casework.finding import Finding, Severity, Verdict
from casework.law import Law, LawEntry
from casework.mail import Address, Delivery, Door, Mail, MailClass, Origin, OriginStatus
from casework.portal import Contact, Desk, DutyOfficer, Means, Petitions, Portal, ProofSetting, Senders
from notifier.context import Context

RECEIVED = datetime(2026, 8, 28, 16, 40, tzinfo=VIETNAM)
NOW = datetime(2026, 8, 28, 16, 41, tzinfo=VIETNAM)
REF = "CONGTTDT-000123"

LAW = Law(
    entries=(
        LawEntry(
            key="668",
            kind="regulation",
            number="668/QĐ-BNV",
            name="Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
            title="",
            since=date(2025, 6, 30),
        ),
        LawEntry(
            key="bmnn2025",
            kind="law",
            number="117/2025/QH15",
            name="Luật Bảo vệ bí mật nhà nước số 117/2025/QH15",
            title="",
            since=date(2026, 3, 1),
            topic="bmnn",
        ),
        LawEntry(
            key="bmnn2018",
            kind="law",
            number="29/2018/QH14",
            name="Luật Bảo vệ bí mật nhà nước số 29/2018/QH14",
            title="",
            since=date(2020, 7, 1),
            until=date(2026, 3, 1),
            topic="bmnn",
        ),
    )
)

PORTAL = Portal(
    id="congttdt",
    name="Cổng thông tin điện tử Bộ Nội vụ",
    short_name="Cổng TTĐT Bộ",
    address="congttdt@moha.gov.vn",
    regulation="668",
    website="https://moha.gov.vn",
    operator="Trung tâm Công nghệ thông tin",
    synonyms=("Cổng TTĐT Bộ",),
    recipient_line="TTCNTT để đăng tải trên Cổng TTĐT Bộ",
    domains=("moha.gov.vn",),
    open_to_all=False,
    columns=(),
    desks=(Desk(id="bientap", name="Phòng Biên tập", address="bientap@moha.gov.vn", digest_at=(time(8), time(13))),),
    desk_of_first_resort="bientap",
    duty_officer=DutyOfficer(name="Cán bộ phụ trách bảo vệ bí mật", address="baomat@moha.gov.vn"),
    petitions=Petitions(desk="bientap", to="Thanh tra Bộ", cites=("668/8.7.c",)),
    contact=Contact(
        name="Trung tâm Công nghệ thông tin, Bộ Nội vụ",
        place="số 8 Tôn Thất Thuyết, Hà Nội",
        telephone="(84-024) 6282.1016",
    ),
    waits=(),
    proof=(ProofSetting(who=Senders.ANYONE, means=(Means.CONFIRMATION, Means.SIGNATURE), cites=("668/9.1.b",)),),
)

CONTEXT = Context(
    service_host="tiepnhan.moha.gov.vn",
    bounce_address="bounce@tiepnhan.moha.gov.vn",
    key=b"a key of the tests",
    now=NOW,
    law=LAW,
    calendar=WorkingCalendar(),
    admin_address="quantri@moha.gov.vn",
    own_addresses=("congttdt@moha.gov.vn", "bounce@tiepnhan.moha.gov.vn"),
)

LAN = Person(
    address="lan.nt@moha.gov.vn",
    name="Nguyễn Thị Lan",
    unit="Vụ Tổ chức phi chính phủ",
    role=Role.LIAISON,
    telephone="024.62820327",
)

ARTICLE = Document(
    path="thư › Tap huan.docx",
    name="Tap huan.docx",
    kind="docx",
    sha256="1f" * 32,
    size=18231,
    lines=(
        Line(text="Khai mạc lớp tập huấn công tác hội năm 2026", where="đoạn 1", bold=True),
        Line(text="Sáng 28/8, tại Hà Nội, Vụ Tổ chức phi chính phủ khai mạc lớp tập huấn.", where="đoạn 2"),
    ),
    item=Item.ARTICLE,
    title="Khai mạc lớp tập huấn công tác hội năm 2026",
)
PHOTO = Document(path="thư › khai mac.jpg", name="khai mac.jpg", kind="jpg", sha256="2e" * 32, size=301_455)
BODY = Document(path="thư", name="", kind="body", sha256="3d" * 32, size=412)

MAIL = Mail(
    sender=Address(mailbox="lan.nt@moha.gov.vn", name="Nguyễn Thị Lan"),
    to=(Address(mailbox="congttdt@moha.gov.vn"),),
    reply_to=(Address(mailbox="someone.else@example.org"),),
    subject="Gửi bài đăng",
    message_id="<CAF0=x1@mail.moha.gov.vn>",
    body="Kính gửi Cổng TTĐT Bộ, Vụ gửi bài và ảnh.",
    own_words="Kính gửi Cổng TTĐT Bộ, Vụ gửi bài và ảnh.",
)

TCVN3 = Finding(
    code="FNT101",
    verdict=Verdict.DEFECT,
    severity=Severity.RETURN,
    where="thư › Tap huan.docx, đoạn 2",
    message="Đoạn này gõ bằng bảng mã TCVN3 (phông .VnTime), không phải Unicode.",
    fix="1. Mở tệp bằng Word.\n2. Bôi đen đoạn nêu trên.\n"
    "3. Dùng Unikey (Ctrl+Shift+F6) chuyển từ TCVN3 sang Unicode.\n"
    "4. Chọn phông Times New Roman, lưu lại.",
    citation="khoản 5 Điều 2 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
    cites=("668/2.5",),
    about="thư › Tap huan.docx",
)
BROKEN_PHOTO = Finding(
    code="FMT104",
    verdict=Verdict.DEFECT,
    severity=Severity.RETURN,
    where="thư › khai mac.jpg",
    message="Ảnh không mở được vì tệp bị cắt giữa chừng.",
    fix="Xuất lại ảnh từ máy ảnh hoặc điện thoại rồi đính kèm lại.",
    citation="khoản 5 Điều 2 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
    about="thư › khai mac.jpg",
)
NO_PROOF = Finding(
    code="PRF101",
    verdict=Verdict.DEFECT,
    severity=Severity.HOLD,
    where="thư",
    message="Chưa có xác nhận hoặc chữ ký số của lãnh đạo đơn vị.",
    fix="Lãnh đạo trả lời thư đề nghị xác nhận, hoặc gửi lại bản có chữ ký số.",
    citation="điểm b khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
    about="thư",
)
NO_SOURCE = Finding(
    code="SRC101",
    verdict=Verdict.DEFECT,
    severity=Severity.REMIND,
    where="thư › Tap huan.docx, đoạn 2",
    message="Đoạn trích chưa ghi nguồn.",
    fix="Ghi tên báo hoặc cơ quan nơi trích.",
    citation="điểm h khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
    about="thư › Tap huan.docx",
)
MAYBE_SECRET = Finding(
    code="SEC101",
    verdict=Verdict.UNSURE,
    severity=Severity.STOP,
    where="thư › Tap huan.docx, trang 1",
    message="Có thể có dấu mật.",
    fix="Chờ cán bộ phụ trách.",
    reason="ảnh quét",
    about="thư › Tap huan.docx",
)
TWIN = Finding(
    code="DUP101",
    verdict=Verdict.DEFECT,
    severity=Severity.HOLD,
    where="thư › Tap huan.docx",
    message="Tệp này giống hệt tệp chính của hồ sơ CONGTTDT-000101, đã đăng ngày 27/8/2026.",
    fix="Nếu là bản mới, trả lời thư này và nói rõ phần thay đổi.",
    citation="khoản 1 Điều 13 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV",
    about="thư › Tap huan.docx",
)

FOUR_HOURS = Deadline(
    due=RECEIVED + timedelta(hours=4),
    derivation="nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40 cùng ngày",
    cite="668/12.2.b",
)


def waiting(who: Awaited, *leaders: str) -> Awaiting:
    """A wait of five working days for ``who``."""
    what = {
        Awaited.LEADER: "xác nhận của lãnh đạo Vụ Tổ chức phi chính phủ",
        Awaited.DESK: "Phòng Biên tập xem và quyết định",
        Awaited.DUTY_OFFICER: "cán bộ phụ trách kiểm tra",
        Awaited.SENDER: "câu trả lời của người gửi",
    }[who]
    return Awaiting(
        who=who,
        owner="bientap",
        what=what,
        remind_at=datetime(2026, 9, 3, 16, 40, tzinfo=VIETNAM),
        last_day=datetime(2026, 9, 8, 16, 40, tzinfo=VIETNAM),
        outcome="thư được trả lại, đơn vị có thể gửi lại bất cứ lúc nào",
        leaders=leaders,
    )


def decided(disposition: Disposition, **more: object) -> Decision:
    """A decision of the one desk with its four hours."""
    fields: dict[str, object] = {
        "disposition": disposition,
        "desk": "bientap",
        "column": ColumnChoice(id="tinhoatdong", name="Tin hoạt động của Bộ", words=("tập huấn",)),
        "deadlines": (FOUR_HOURS,) if disposition is Disposition.ACCEPT else (),
        "decided_at": NOW,
        **more,
    }
    return Decision(**fields)  # type: ignore[arg-type]


def case(**changes: object) -> Case:
    """A submission of Lan with an article and a photograph, origin proven; ``changes`` replace fields."""
    fields: dict[str, object] = {
        "portal": "congttdt",
        "delivery": Delivery(
            door=Door.IMAP, door_name="moha", portal="congttdt", transport_key="k", received_at=RECEIVED
        ),
        "mail": MAIL,
        "mail_class": MailClass.SUBMISSION,
        "origin": Origin(status=OriginStatus.PROVEN),
        "received_at": RECEIVED,
        "documents": (BODY, ARTICLE, PHOTO),
        "person": LAN,
        "ref": REF,
        "findings": (),
        **changes,
    }
    return Case(**fields)  # type: ignore[arg-type]
