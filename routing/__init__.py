"""Room 3: findings in, decision out. Pure: no disk, no wire, no clock but the one that is handed in."""

from __future__ import annotations

from datetime import datetime

from casework.authority import PieceKind, Standing, Verdict
from casework.calendar import WorkingCalendar
from casework.case import Case
from casework.decision import Awaited, Awaiting, ColumnChoice, Deadline, Decision, Disposition
from casework.finding import Severity
from casework.law import Law
from casework.mail import MailClass, OriginStatus
from casework.noun import replace
from casework.portal import Portal
from casework.ports import Directory
from routing.assign import assign, desk_of
from routing.deadline import awaiting, deadlines, petition_deadlines
from routing.decide import PROOF, Outcome, decide, reasons_of

__all__ = ["route"]

#: The rule that says that an item is not to be public yet.
EMBARGO = "EMB101"
#: What a family of rules is about, for people who do not know its letters.
_ABOUT = {
    "SEC": "độ mật, phạm vi lưu hành",
    "SND": "người gửi",
    "PRF": "xác nhận của lãnh đạo",
    "FMT": "tệp gửi kèm",
    "FNT": "phông chữ, bảng mã",
    "RCP": "mục Nơi nhận",
    "DUP": "việc trùng với bài đã gửi",
    "TIM": "thời gian của sự kiện",
    "SRC": "nguồn trích dẫn",
    "KIT": "văn bản, hồ sơ phải gửi kèm",
    "EMB": "thời điểm được công bố",
}
#: What ends the wait for proof where the directory names no leader who could be asked.
_NOBODY_TO_ASK = (
    "Xác nhận hoặc ký số của {of} gửi (danh bạ chưa có người để hỏi: người phụ trách ghi nhận bản giấy, hoặc bổ sung "
    "danh bạ rồi hỏi)."
)


def route(case: Case, portal: Portal, calendar: WorkingCalendar, law: Law, directory: Directory, now: datetime) -> Case:
    """Fill ``case.decision``: disposition by the table, column and desk, deadlines with their derivation, and for a
    hold who is awaited until when. Mail of other classes comes back as it is.

    ``case.decision`` of an earlier revision may be there and keeps its wait going. Raises :class:`ValueError` for a
    case that no rule has examined (``findings`` is ``None``): nothing is accepted unread.
    """
    if not case.mail_class.is_decided:
        return case
    if case.findings is None:
        raise ValueError(f"case {case.ref or case.delivery.transport_key}: no findings yet, so nothing to decide")
    leaders = _leaders(case, portal, directory, now)
    outcome = decide(case, leader_known=bool(leaders))
    column = ColumnChoice() if outcome.disposition is Disposition.QUARANTINE else assign(case, portal)
    desk = _desk(case, portal, outcome, column)
    wait = None
    if outcome.awaited is not None:
        asked = leaders if outcome.awaited is Awaited.LEADER else ()
        what = _what(case, portal, outcome)
        wait = awaiting(case, portal, calendar, law, now, outcome.awaited, desk=desk, what=what, leaders=asked)
    decision = Decision(
        disposition=outcome.disposition,
        reasons=reasons_of(case),
        awaiting=wait,
        desk=desk,
        column=column,
        deadlines=_deadlines(case, portal, calendar, outcome, wait),
        ruling=case.ruling,
        decided_at=now,
    )
    return replace(case, decision=decision)


def _leaders(case: Case, portal: Portal, directory: Directory, now: datetime) -> tuple[str, ...]:
    """Who may be asked to confirm: leaders of the sender's unit who are in office now; the sender himself only where
    his own mail was to be his word and could not be taken for it (an old mail that somebody sent on), or where a
    colleague has since corrected his item.

    Nobody is asked about a mail whose From is not proven, nor again after the unit's leader has said no to the files
    that lie there."""
    if case.person is None or case.origin.status is not OriginStatus.PROVEN:
        return ()
    if _refused(case):
        return ()
    found = directory.leaders(case.person.unit, portal.id, now)
    own = _own_mail_did_not_count(case)
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    himself = case.person.address if case.person.address == sender else ""
    return tuple(p.address for p in found if own or p.address != himself)


def _refused(case: Case) -> bool:
    """True where a “no” stands that speaks of these files, whoever said yes before or after: of two leaders who
    disagree the order of their answers decides nothing."""
    if case.authority is not None:
        return any(p.standing is Standing.REFUSES for p in case.authority.pieces)
    last = max(case.confirmations, key=lambda c: c.at, default=None)
    return last is not None and not last.granted and set(last.files) <= {d.sha256 for d in case.documents}


def _own_mail_did_not_count(case: Case) -> bool:
    pieces = case.authority.pieces if case.authority else ()
    return any(p.kind is PieceKind.OWN_MAIL and p.standing is not Standing.PROVES for p in pieces)


def _desk(case: Case, portal: Portal, outcome: Outcome, column: ColumnChoice) -> str:
    """No desk sees a quarantined mail, nor one that the duty officer must look at first."""
    if outcome.disposition is Disposition.QUARANTINE or outcome.awaited is Awaited.DUTY_OFFICER:
        return ""
    return portal.petitions.desk if case.mail_class is MailClass.PETITION else desk_of(column, portal)


def _deadlines(
    case: Case, portal: Portal, calendar: WorkingCalendar, outcome: Outcome, wait: Awaiting | None
) -> tuple[Deadline, ...]:
    """Times run for what may yet be posted: accepted or held before a desk, not sent back and not secret."""
    if outcome.disposition not in (Disposition.ACCEPT, Disposition.HOLD) or outcome.awaited is Awaited.DUTY_OFFICER:
        return ()
    if case.is_word or any(f.code == EMBARGO for f in case.findings or ()):
        # Words alone are nothing to post; and what may not be public yet has no hour by which it must be.
        return ()
    if case.mail_class is MailClass.PETITION:
        return petition_deadlines(case, portal, calendar)
    proof_open = wait is not None and any(f.code == PROOF for f in case.findings or ())
    return deadlines(case, portal, calendar, proof_awaited_until=wait.last_day if wait and proof_open else None)


def _what(case: Case, portal: Portal, outcome: Outcome) -> str:
    """What would end the wait, for the person who is awaited and for the sender's letter."""
    if outcome.awaited is Awaited.DUTY_OFFICER:
        return "Cán bộ trực bảo mật xem thư và kết luận có thuộc bí mật nhà nước hay không."
    proof = portal.proof_for(case.person)
    of = proof.of if proof else "lãnh đạo đơn vị"
    if outcome.awaited is Awaited.LEADER:
        return f"{of[:1].upper()}{of[1:]} xác nhận bằng thư trả lời, hoặc đơn vị gửi lại bản có ký số của {of}."
    if case.ruling is not None:
        return f"Người phụ trách xử lý tiếp theo quyết định của {case.ruling.by}."
    if case.mail_class is MailClass.PETITION:
        return f"Người phụ trách chuyển thư tới {portal.petitions.to}."
    if case.is_word:
        return f"Người phụ trách đọc thư trả lời về hồ sơ {case.continues}."
    families = [f.code[:3] for f in case.findings or () if f.severity is not Severity.REMIND]
    refused = case.authority is not None and case.authority.verdict is Verdict.REFUSED
    if set(families) == {"PRF"} and not case.mail.auto_generated_by_rule and not refused:
        return _NOBODY_TO_ASK.format(of=of)
    about = ", ".join(dict.fromkeys(_ABOUT.get(family, "các điểm đã nêu") for family in families))
    if case.mail.auto_generated_by_rule:
        also = f" và kết luận về {about}" if about else ""
        return f"Người phụ trách xem thư chuyển tiếp tự động{also}."
    return f"Người phụ trách xem thư và kết luận về {about or 'các điểm đã nêu'}."
