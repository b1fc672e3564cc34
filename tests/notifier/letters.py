"""Every letter of the goldens, by name: what `test_golden` compares and what a person reads before accepting."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from casework.case import Confirmation
from casework.decision import Awaited, Deadline, Disposition, Ruling
from casework.directory import Role
from casework.finding import Severity, Verdict
from casework.letter import Attachment, Letter
from casework.mail import Address, MailClass
from casework.noun import replace
from casework.portal import Refusal
from frontdesk.uncounted import NOT_LEADING
from frontdesk.weighing import weigh
from notifier import notices
from notifier.address_changed import address_changed
from notifier.compose import compose
from notifier.context import OpenItems, OwnCopy
from notifier.digest import DigestCount, DigestHeld, DigestLine, compose_digest
from notifier.replies import (
    NotCounted,
    Shown,
    confirmation_help,
    confirmation_received,
    confirmation_void,
    disagreement,
)
from notifier.requests import asks_of, confirmation_requests, reminder_to_leader
from store.records import CaseState
from tests.notifier.house import (
    ARTICLE,
    BROKEN_PHOTO,
    CONTEXT,
    FOUR_HOURS,
    LAN,
    MAYBE_SECRET,
    NO_PROOF,
    NO_SOURCE,
    PORTAL,
    RECEIVED,
    TCVN3,
    TWIN,
    case,
    decided,
    waiting,
)

LEADER = "vutruong@moha.gov.vn"
SLOT = datetime(2026, 8, 31, 8, 0, tzinfo=VIETNAM)
AT = datetime(2026, 8, 31, 9, 15, tzinfo=VIETNAM)


#: The context of a letter that carries our Unicode copy of the file that it returns.
WITH_COPY = replace(
    CONTEXT,
    converted=(
        OwnCopy(
            Attachment("Tap huan (Unicode).docx", "application/octet-stream", b"PK"),
            "1f" * 32,
            (
                "Đã chuyển 1.284 chữ cái từ TCVN3 (bảng mã ABC) sang Unicode.",
                "96 chữ cái ở phông chữ hoa (tên phông tận cùng bằng H) đã thành chữ in hoa: xem lại tiêu đề.",
                "Chưa rõ bảng mã nên để nguyên, cần sửa tay: đoạn 14.",
            ),
        ),
    ),
)


def walked() -> dict[str, Letter]:
    """Letters that the walk composes, named by golden file."""
    two_hours = Deadline(
        due=RECEIVED + timedelta(hours=2),
        derivation="nhận 16:40 thứ Sáu 28/8/2026 + 02 giờ (668/12.2.a) → 18:40 cùng ngày",
        cite="668/12.2.a",
        urgent=True,
    )
    leader = waiting(Awaited.LEADER, LEADER)
    duty = waiting(Awaited.DUTY_OFFICER)
    ruling = Ruling(by="Trần Văn Minh", at=AT, disposition=Disposition.RETURN, reason="Ảnh không đúng sự kiện.")
    cases = {
        "accepted": case(decision=decided(Disposition.ACCEPT), findings=(NO_SOURCE,)),
        "urgent": case(decision=decided(Disposition.ACCEPT, deadlines=(two_hours,))),
        "returned": case(findings=(TCVN3, BROKEN_PHOTO, NO_PROOF, NO_SOURCE), decision=decided(Disposition.RETURN)),
        "returned_by_ruling": case(decision=decided(Disposition.RETURN, ruling=ruling)),
        "held_leader": case(
            findings=(NO_PROOF,), decision=decided(Disposition.HOLD, awaiting=leader, deadlines=(FOUR_HOURS,))
        ),
        "held_leader_unknown": case(
            findings=(NO_PROOF,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.LEADER))
        ),
        "held_desk": case(
            findings=(replace(BROKEN_PHOTO, verdict=Verdict.UNSURE, reason="tệp loại lạ"),),
            decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DESK)),
        ),
        "held_duty": case(findings=(MAYBE_SECRET,), decision=decided(Disposition.HOLD, awaiting=duty)),
        "duplicate": case(findings=(TWIN,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DESK))),
        "quarantined": case(findings=(MAYBE_SECRET,), decision=decided(Disposition.QUARANTINE)),
        "precheck": case(
            findings=(TCVN3, NO_SOURCE), mail_class=MailClass.PRECHECK, ref="", decision=decided(Disposition.RETURN)
        ),
        "petition": case(mail_class=MailClass.PETITION, decision=None),
    }
    letters: dict[str, Letter] = {}
    for name, walking in cases.items():
        context = WITH_COPY if name in ("returned", "precheck") else CONTEXT
        for letter in compose(walking, PORTAL, context).letters or ():
            if name in ("returned_by_ruling", "held_leader", "held_leader_unknown", "held_desk", "held_duty"):
                letters[f"{name}-{letter.name.value}"] = letter
            else:
                letters.setdefault(letter.name.value, letter)
    return letters


def noticed() -> dict[str, Letter | None]:
    """Letters that follow a person's act or a clock."""
    held = case(findings=(NO_PROOF,), decision=decided(Disposition.HOLD))
    leader = waiting(Awaited.LEADER, LEADER)
    to = Address(mailbox=LEADER, name="Phạm Văn Hùng")
    desk = Address(mailbox="bientap@moha.gov.vn", name="Phòng Biên tập")
    return {
        "refused": notices.refused(
            held, PORTAL, CONTEXT, by="Trần Văn Minh", at=AT, words="Sự kiện đã có tin.",
            grounds=(Refusal(cite="668/13.1", words="Thông tin trùng lặp với thông tin đã được đăng tải"),),
        ),
        "ask_back": notices.ask_back(
            held, PORTAL, CONTEXT, by="Trần Văn Minh", question="Lớp tập huấn có bao nhiêu học viên?",
            last_day=leader.last_day, outcome="bài không được chấp nhận",
        ),
        "published": notices.published(
            held, PORTAL, CONTEXT, url="https://moha.gov.vn/tin/tap-huan-hoi.html", at=AT, column="Tin hoạt động của Bộ"
        ),
        "expired": notices.expired(held, PORTAL, CONTEXT, leader),
        "expired_desk": notices.expired_at_desk(held, PORTAL, CONTEXT, waiting(Awaited.DESK), desk),
        "reminder_leader": reminder_to_leader((WAITS,), PORTAL, CONTEXT, to, day="2026-09-03"),
        "reminder_leader_joint": reminder_to_leader((WAITS, SECOND), PORTAL, CONTEXT, to, day="2026-09-03"),
        "reminder_sender": notices.reminder(
            held, PORTAL, CONTEXT, waiting(Awaited.SENDER), Address(mailbox=LAN.address), on=leader.remind_at
        ),
        "reminder_desk": notices.reminder(held, PORTAL, CONTEXT, waiting(Awaited.DESK), desk, on=leader.remind_at),
        **replied(to),
        "summary": notices.summary(
            PORTAL, CONTEXT, Address(mailbox=LAN.address, name=LAN.name), hour=SLOT,
            held_back=(
                notices.HeldBack(ref="CONGTTDT-000124", subject="Trả lại để sửa: Tin A", received_at=RECEIVED),
                notices.HeldBack(ref="CONGTTDT-000125", subject="Trả lại để sửa: Tin B", received_at=RECEIVED),
            ),
        ),
        "alarm": notices.alarm(
            PORTAL, CONTEXT, title="Hộp thư congttdt@moha.gov.vn không vào được", at=AT,
            lines=("Máy chủ từ chối mật khẩu (AUTHENTICATIONFAILED).", "Thư đến từ 09:15 chưa được nhận."),
            to_do="đổi mật khẩu trong kho khóa của dịch vụ, rồi khởi động lại.",
        ),
        "address_changed": address_changed(
            (LAN_AS_LEADER, replace(LAN_AS_LEADER, unit="Văn phòng Bộ", function="")), "ntlan@moha.gov.vn", SLOT,
            PORTAL, CONTEXT,
        ),
        "digest": compose_digest(PORTAL.desks[0], PORTAL, ENTRIES, CONTEXT, slot=SLOT, held=HELD, counts=COUNTS),
    }  # fmt: skip


#: Two items of one sender that wait for one leader: the second came an hour later, and its text is not shown.
WAITS = case(findings=(NO_PROOF,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.LEADER, LEADER)))
SECOND = replace(
    WAITS,
    ref="CONGTTDT-000126",
    received_at=RECEIVED + timedelta(hours=1),
    documents=(
        replace(ARTICLE, name="Ket qua.docx", path="thư › Ket qua.docx", sha256="4c" * 32,
                title="Kết quả công tác hội quý III năm 2026"),
    ),
)  # fmt: skip
LIMITED = replace(SECOND, findings=(NO_PROOF, replace(MAYBE_SECRET, code="SEC102", severity=Severity.RETURN)))


def joint() -> dict[str, Letter]:
    """A request that an earlier one is joined to, with and without an item that may not be shown."""
    letters = {}
    for name, fresh in (("request_joint", SECOND), ("request_joint_hidden", LIMITED)):
        opened = OpenItems(LEADER, (WAITS,), thread="<tn.first@tiepnhan.moha.gov.vn>")
        context = replace(CONTEXT, open_items=(opened,))
        (letters[name],) = confirmation_requests(fresh, PORTAL, context)
    return letters


def replied(to: Address) -> dict[str, Letter | None]:
    """Letters to a leader who answered, about one item and about two."""
    one, two = asks_of((WAITS,)), asks_of((WAITS, SECOND))
    yes = Confirmation(by=LEADER, at=AT, granted=True, files=("1f" * 32,))
    no = replace(yes, granted=False, name="Phạm Văn Hùng", function="Vụ trưởng", files=("4c" * 32,))
    deputy = replace(yes, by="phovutruong@moha.gov.vn", name="Vũ Thị Hà", function="Phó Vụ trưởng")
    single, first, second = Shown(one[0], WAITS), Shown(two[0], WAITS), Shown(two[1], SECOND)
    late = weigh(one[0], WAITS, CaseState.EXPIRED, granted=True, at=one[0].expires_at + timedelta(days=1), leader="")
    changed = weigh(two[1], WAITS, CaseState.HELD, granted=True, at=AT, leader=LEADER)
    answered = "<yes@moha.gov.vn>"
    return {
        "confirmation_received": confirmation_received(
            (replace(single, confirmation=yes),), PORTAL, CONTEXT, to, in_reply_to=answered
        ),
        "confirmation_received_joint": confirmation_received(
            (first, replace(second, confirmation=no)), PORTAL, CONTEXT, to, in_reply_to=answered
        ),
        "confirmation_help": confirmation_help((single,), PORTAL, CONTEXT, to, in_reply_to="<maybe@moha.gov.vn>"),
        "confirmation_help_joint": confirmation_help(
            (first, second), PORTAL, CONTEXT, to, in_reply_to="<maybe@moha.gov.vn>"
        ),
        "confirmation_void": confirmation_void(
            (NotCounted(single, late.words, late.now),), PORTAL, CONTEXT, to, at=AT, in_reply_to=answered
        ),
        "confirmation_void_joint": confirmation_void(
            (NotCounted(first, late.words, late.now), NotCounted(second, changed.words, changed.now)),
            PORTAL, CONTEXT, to, at=AT, in_reply_to=answered,
        ),
        "confirmation_void_stranger": confirmation_void(
            (NotCounted(single, NOT_LEADING[0], NOT_LEADING[1]),),
            PORTAL, CONTEXT, to, at=AT, conceal=True, in_reply_to=answered,
        ),
        "disagreement": disagreement(single, (no, deputy), PORTAL, CONTEXT, to, published=False),
        "disagreement_published": disagreement(single, (no, deputy), PORTAL, CONTEXT, to, published=True),
    }  # fmt: skip


LAN_AS_LEADER = replace(LAN, role=Role.DEPUTY, function="Phó Vụ trưởng")
ENTRIES = (
    DigestLine(
        ref="CONGTTDT-000130", title="Thông báo tuyển dụng", item="Văn bản", column="Thông báo",
        sender="Trần Thị Hoa", received_at=RECEIVED,
    ),
    DigestLine(
        ref="CONGTTDT-000131", title="Lễ trao quyết định", item="Bài viết", column="Tin hoạt động của Bộ",
        sender="Lê Văn Nam", unit="Văn phòng Bộ", received_at=SLOT - timedelta(hours=1),
        due=SLOT + timedelta(hours=3), derivation="nhận 07:00 + 04 giờ (668/12.2.b) → 11:00 cùng ngày",
    ),
    DigestLine(
        ref="CONGTTDT-000123", title="Khai mạc lớp tập huấn", item="Bài viết", column="Tin hoạt động của Bộ",
        sender="Nguyễn Thị Lan", unit="Vụ Tổ chức phi chính phủ", received_at=RECEIVED,
        due=RECEIVED + timedelta(hours=4), derivation="nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40",
        reminders=("Đoạn trích chưa ghi nguồn (SRC101)",), claimed_by="Trần Văn Minh",
    ),
    DigestLine(
        ref="CONGTTDT-000132", title="Họp báo Chính phủ", item="Bài viết", column="Tin hoạt động của Bộ",
        sender="Lê Văn Nam", unit="Văn phòng Bộ", received_at=SLOT, urgent=True, due=SLOT + timedelta(hours=2),
        derivation="nhận 08:00 + 02 giờ (668/12.2.a) → 10:00 cùng ngày",
    ),
)  # fmt: skip
HELD = (
    DigestHeld(
        ref="CONGTTDT-000127", title="Gửi bài", sender=LAN.address, name=LAN.name, unit=LAN.unit,
        telephone=LAN.telephone, received_at=RECEIVED, last_day=SLOT + timedelta(days=5), unproven=True,
        reason="Máy chủ không xác nhận được địa chỉ người gửi.", function="đầu mối",
    ),
    DigestHeld(
        ref="CONGTTDT-000133", title="Tin hội nghị", sender="nam.lv@moha.gov.vn", name="Lê Văn Nam",
        function="Phó Chánh Văn phòng", unit="Văn phòng Bộ", received_at=RECEIVED, unproven=True,
        last_day=SLOT + timedelta(days=5), reason="Chữ ký DKIM không đạt.",
    ),
    DigestHeld(
        ref="CONGTTDT-000134", title="Thông báo", sender="cu.nv@moha.gov.vn", received_at=RECEIVED,
        last_day=SLOT + timedelta(days=5), unproven=True, reason="Không có kết quả xác thực.", left=True,
    ),
    DigestHeld(
        ref="CONGTTDT-000135", title="Bài dự thi", sender="la@moha.gov.vn", received_at=RECEIVED,
        last_day=SLOT + timedelta(days=5), unproven=True, reason="Không có kết quả xác thực.",
    ),
    DigestHeld(
        ref="CONGTTDT-000128", title="Ảnh quét", sender="hoa@moha.gov.vn", received_at=RECEIVED,
        last_day=SLOT + timedelta(days=5), reason="Tệp quét chưa đọc được chữ (RCP101).",
    ),
)  # fmt: skip
COUNTS = (
    DigestCount(what="lãnh đạo đơn vị xác nhận", number=3),
    DigestCount(what="người gửi bổ sung", number=0),
)
