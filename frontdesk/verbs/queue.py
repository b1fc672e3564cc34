"""`tiepnhan queue`: what stands before the editors, most urgent first, and what they do with it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited, Disposition, Ruling
from casework.errors import UsageError
from casework.finding import Verdict
from casework.letter import Letter
from casework.mail import MailClass
from frontdesk.digests import WORKING
from frontdesk.evidence import ground_line
from frontdesk.house import letters_of, open_ledger
from frontdesk.instants import read_instant
from frontdesk.law_folder import open_regulations
from frontdesk.pipeline import Letters, context_of, portal_of
from frontdesk.post import outgoing_of
from frontdesk.report import json_line
from frontdesk.settings import Settings, load_settings
from notifier.notices import ask_back, published, refused
from store.desk import STATE_WORDS
from store.ledger import Ledger
from store.records import CaseState, Outgoing, QueueEntry

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Without an action: the list."""
    parser.add_argument("--portal", metavar="ID")
    parser.add_argument("--desk", metavar="ID")
    parser.add_argument("--all", action="store_true", help="also what waits for others, and what is done")
    parser.add_argument("--json", action="store_true", help="the list as one JSON object a line")
    actions = parser.add_subparsers(dest="action", metavar="claim|read|again|publish|refuse|ask|settle|reassign|decide")
    for name, line in (
        ("claim", "take an item to work on it"),
        ("read", "have scans, old and media files read by the workshop, whoever sent them; then judged again"),
        ("again", "judge it again by the directory of today, for example once a unit's leader was entered there"),
        ("publish", "it is on the portal: URL, time, person"),
        ("refuse", "refuse it by an article's number or in words"),
        ("ask", "ask the sender for something; the item waits"),
        ("settle", "a petition or words about a case: read and passed on"),
        ("reassign", "give it to another desk or column"),
        ("decide", "a person's word above the rules: for what is held before a desk or the duty officer"),
    ):
        action = actions.add_parser(name, help=line)
        action.add_argument("ref", metavar="REF")
        action.add_argument("--by", required=True, help="full name of the editor")
        if name == "publish":
            action.add_argument("--url", required=True)
            action.add_argument("--at", help="when it was posted, ISO 8601 (default: now)")
        if name == "refuse":
            action.add_argument("--article", help="668/13.4, vien/11.3 …: a ground from the portal's regulation")
            action.add_argument("--words", default="", help="the reason in words (588/3.9 has no numbers)")
        if name == "ask":
            action.add_argument("--question", required=True)
        if name == "decide":
            action.add_argument("--reason", required=True, help="what was seen, heard or checked")
            words = action.add_mutually_exclusive_group(required=True)
            words.add_argument(
                "--clear",
                metavar="CODE",
                action="append",
                help="there is nothing in what this rule could not tell (repeatable); the other rules still decide",
            )
            for disposition in Disposition:
                words.add_argument(
                    f"--{disposition.value}", dest="disposition", action="store_const", const=disposition
                )
        if name == "settle":
            action.add_argument("--words", required=True, help="what was done: to whom it was passed on")
        if name == "reassign":
            action.add_argument("--desk", dest="to_desk", default="")
            action.add_argument("--column", default="")


def run(options: argparse.Namespace) -> int:
    """List, or do one action and say what came of it."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    if options.action is None:
        if options.portal:
            open_regulations(settings).portal(options.portal)
        _list(ledger, options)
        return 0
    ref = options.ref.upper()
    if options.action == "claim":
        ledger.take(ref, by=options.by)
        print(f"{ref}: {options.by} đang biên tập.")
        return 0
    case = ledger.case(ref)
    if case is None:
        raise UsageError(f"không có hồ sơ {ref}")
    if options.action == "read":
        _read(case, ledger, settings, options)
        return 0
    if options.action == "again":
        _again(case, ledger, options)
        return 0
    if options.action == "decide":
        return _decide(case, ledger, options)
    if options.action == "settle":
        _settle(case, ledger, options)
        return 0
    rooms = letters_of(settings, ledger)
    return {"publish": _publish, "refuse": _refuse, "ask": _ask, "reassign": _reassign}[options.action](
        case, rooms, ledger, options
    )


def _list(ledger: Ledger, options: argparse.Namespace) -> None:
    entries = [
        entry
        for entry in ledger.queue(portal=options.portal, desk=options.desk)
        if options.all or entry.state in WORKING
    ]
    if not entries and not options.json:
        print("Không có bài nào chờ biên tập." if not options.all else "Chưa có hồ sơ nào.")
    for entry in entries:
        if options.json:
            print(json_line(entry))
        else:
            print(_line(entry))
            case = ledger.case(entry.ref)
            if case is not None and (ground := ground_line(case)):
                print(f"    Chứng minh: {ground}")
            for reminder in entry.reminders:
                print(f"    Lưu ý: {reminder}")


def _line(entry: QueueEntry) -> str:
    due = entry.due.astimezone(VIETNAM).strftime("hạn %H:%M %d/%m") if entry.due else "không hạn"
    urgent = " KHẨN" if entry.urgent else ""
    by = f" [{entry.claimed_by}]" if entry.claimed_by else ""
    waits = f" — chờ: {entry.awaiting}" if entry.awaiting else ""
    state = STATE_WORDS[CaseState(entry.state)]
    return (
        f"{entry.ref}  {due}{urgent}  {state}{by}  {entry.desk} / {entry.column_name}\n"
        f"    {entry.title} — {entry.sender} ({entry.unit or 'ngoài danh bạ'}){waits}"
    )


def _rendered(letter: Letter | None, rooms: Letters) -> tuple[Outgoing, ...]:
    """Nothing where the sender's address is not proven: letters go to the authenticated From alone."""
    return (outgoing_of(letter, rooms, datetime.now(UTC)),) if letter else ()


def _told(outgoing: tuple[Outgoing, ...]) -> str:
    """What the editor must know: whether the sender gets a letter."""
    return f"Báo tới {outgoing[0].letter.to.mailbox}." if outgoing else "Người gửi chưa chứng thực được: không gửi thư."


def _publish(case: Case, rooms: Letters, ledger: Ledger, options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    if not options.url.startswith(("https://", "http://")):
        raise UsageError(f"--url {options.url}: cần địa chỉ đầy đủ của trang, ví dụ https://moha.gov.vn/tin/12345")
    at = read_instant("--at", options.at) if options.at else now
    column = case.decision.column.name if case.decision and case.decision.column.id else ""
    letter = published(
        case, portal_of(rooms, case.portal), context_of(rooms, now), url=options.url, at=at, column=column
    )
    outgoing = _rendered(letter, rooms)
    ledger.publish(case.ref, options.url, options.by, at, outgoing=outgoing)
    print(f"{case.ref}: đã đăng tại {options.url}. {_told(outgoing)}")
    return 0


def _refuse(case: Case, rooms: Letters, ledger: Ledger, options: argparse.Namespace) -> int:
    portal = portal_of(rooms, case.portal)
    if not options.article and not options.words:
        raise UsageError("queue refuse: --article 668/13.4, or --words “…”")
    grounds = tuple(ground for ground in portal.refusals if ground.cite == options.article)
    if options.article and not grounds:
        known = ", ".join(r.cite for r in portal.refusals) or "none (this portal's grounds have no numbers: --words)"
        raise UsageError(f"queue refuse: {options.article} is no ground of refusal of {portal.id}; known: {known}")
    now = datetime.now(UTC)
    letter = refused(case, portal, context_of(rooms, now), by=options.by, at=now, grounds=grounds, words=options.words)
    reason = " ".join((*(f"{ground.cite}: {ground.words}" for ground in grounds), options.words)).strip()
    outgoing = _rendered(letter, rooms)
    ledger.refuse(case.ref, options.by, reason, outgoing=outgoing)
    print(f"{case.ref}: đã từ chối. Lý do: {reason.rstrip('.')}. {_told(outgoing)}")
    return 0


def _decide(case: Case, ledger: Ledger, options: argparse.Namespace) -> int:
    """The ruling is a new sheet on the case, which then walks again: letters follow from it."""
    if case.secret:
        raise UsageError(
            f"{case.ref}: thư đã cách ly và bị cắt nội dung, không thể mở lại. Nếu không phải bí mật nhà nước: đề nghị "
            "đơn vị bỏ dấu, gửi lại thư mới"
        )
    clears = tuple(code.upper() for code in options.clear or ())
    doubts = {f.code for f in case.findings or () if f.verdict is Verdict.UNSURE}
    if unknown := sorted(set(clears) - doubts):
        sure = "; điều đã rõ thì quyết định cả thư: --accept, --return, --hold hoặc --quarantine"
        there = f"; có: {', '.join(sorted(doubts))}" if doubts else sure
        raise UsageError(f"{case.ref}: không có điều chưa rõ nào mang mã {', '.join(unknown)}{there}")
    # An earlier answer (the duty officer's) stands beside the later one (the desk's).
    earlier = case.ruling.clears if case.ruling and clears else ()
    held = case.decision.disposition if case.decision else Disposition.HOLD
    ledger.add_ruling(
        case.ref,
        Ruling(
            by=options.by,
            at=datetime.now(UTC),
            disposition=options.disposition or held,
            reason=options.reason,
            clears=tuple(dict.fromkeys((*earlier, *clears))),
        ),
    )
    print(f"{case.ref}: đã ghi quyết định của {options.by}; hồ sơ được xét lại.")
    return 0


def _read(case: Case, ledger: Ledger, settings: Settings, options: argparse.Namespace) -> None:
    """A person takes it upon himself that the workshop opens these files: for a mail whose sender is not proven, or
    whose budget was used up."""
    if not settings.workshop.socket:
        raise UsageError("config.toml chưa đặt [workshop] socket: chưa có xưởng đọc; xem tiepnhan doctor")
    _must_stand_open(case, ledger, "không đọc thêm")
    ledger.read_again(case.ref, options.by)
    print(f"{case.ref}: {options.by} yêu cầu đọc các tệp; đọc xong hồ sơ được xét lại (tiepnhan case {case.ref}).")


def _again(case: Case, ledger: Ledger, options: argparse.Namespace) -> None:
    """The desk has entered the sender or his leader in the directory: now somebody can be asked."""
    _must_stand_open(case, ledger, "không xét lại")
    ledger.walk_again(case.ref, options.by)
    print(f"{case.ref}: {options.by} cho xét lại theo danh bạ hiện nay (tiepnhan case {case.ref}).")


def _must_stand_open(case: Case, ledger: Ledger, refused: str) -> None:
    if case.secret:
        raise UsageError(f"{case.ref}: thư đã cách ly, {refused}")
    state = CaseState(ledger.state(case.ref) or CaseState.DESTROYED)
    if state in (CaseState.PUBLISHED, CaseState.REFUSED, CaseState.DESTROYED):
        raise UsageError(f"hồ sơ {case.ref} {STATE_WORDS[state]}, {refused}")


def _ask(case: Case, rooms: Letters, ledger: Ledger, options: argparse.Namespace) -> int:
    portal, now = portal_of(rooms, case.portal), datetime.now(UTC)
    wait = portal.wait(Awaited.SENDER)
    last_day = rooms.regulations.calendar.add_working_days(now.astimezone(VIETNAM), wait.last_days if wait else 5)
    remind_at = rooms.regulations.calendar.add_working_days(now.astimezone(VIETNAM), wait.remind_days if wait else 2)
    outcome = wait.outcome if wait else "bộ phận biên tập quyết định"
    letter = ask_back(
        case,
        portal,
        context_of(rooms, now),
        by=options.by,
        question=options.question,
        last_day=last_day,
        outcome=outcome,
    )
    outgoing = _rendered(letter, rooms)
    if not outgoing:
        raise UsageError(
            f"{case.ref}: người gửi chưa chứng thực được nên không hỏi bằng thư; xem số điện thoại trong danh bạ"
        )
    ledger.ask_back(
        case.ref,
        options.by,
        options.question,
        outgoing=outgoing,
        remind_at=remind_at,
        last_day=last_day,
        outcome=outcome,
    )
    print(f"{case.ref}: đã hỏi lại người gửi. {_told(outgoing)}")
    return 0


def _settle(case: Case, ledger: Ledger, options: argparse.Namespace) -> None:
    if case.mail_class is not MailClass.PETITION and not case.is_word:
        raise UsageError(f"{case.ref} là tin, bài: dùng publish hoặc refuse; settle chỉ dành cho đơn thư và lời nhắn")
    ledger.settle(case.ref, options.by, options.words)
    print(f"{case.ref}: đã khép lại. {options.words}")


def _reassign(case: Case, rooms: Letters, ledger: Ledger, options: argparse.Namespace) -> int:
    portal = portal_of(rooms, case.portal)
    column = portal.column(options.column) if options.column else None
    if options.column and column is None:
        raise UsageError(f"no column {options.column}; known: {', '.join(c.id for c in portal.columns)}")
    desk = options.to_desk or (column.desk if column else "")
    if portal.desk(desk) is None:
        raise UsageError(f"no desk “{desk}”; known: {', '.join(d.id for d in portal.desks)}")
    ledger.reassign(
        case.ref, options.by, desk, column_id=column.id if column else "", column_name=column.name if column else ""
    )
    print(f"{case.ref}: chuyển {desk}{' / ' + column.name if column else ''}.")
    return 0
