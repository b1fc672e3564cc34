"""`tiepnhan case REF`: one case in full, for the administrator and the editor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import Path

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Decision, Disposition
from casework.errors import UsageError
from casework.finding import Severity
from frontdesk.evidence import authority_lines, origin_lines
from frontdesk.house import open_ledger, rooms_of
from frontdesk.pipeline import terms_of
from frontdesk.settings import load_settings
from frontdesk.words import DISPOSITION_WORDS, REJECTION_WORDS, finding_words
from intake.file_names import safe_name
from intake.handover import HandedFile
from store.desk import STATE_WORDS
from store.ledger import Ledger
from store.records import CaseState, Event, LetterState

__all__ = ["arguments", "run", "show_case"]

_EVENTS = {
    "revision": "xét lần",
    "taken": "nhận biên tập",
    "published": "đã đăng",
    "refused": "từ chối",
    "asked_back": "hỏi lại người gửi",
    "reassigned": "chuyển bộ phận",
    "expired": "hết hạn chờ",
    "confirmation": "xác nhận",
    "ruling": "quyết định của người phụ trách",
    "reminded": "đã nhắc",
    "bounced": "thư bị trả về",
    "undeliverable": "thư không gửi được",
    "settled": "đã khép lại",
    "destroyed": "đã hủy",
    "replay": "cho xét lại",
}
_ANSWERS = {"granted": "đồng ý", "refused": "không đồng ý"}
_ROADS = {
    "reply": "trả lời thư",
    "paper": "bản giấy",
    "command": "người phụ trách ghi",
}
_LETTER_STATES = {
    LetterState.WAITING: "chờ gửi",
    LetterState.SENT: "đã gửi",
    LetterState.UNDELIVERABLE: "không gửi được",
    LetterState.BOUNCED: "bị trả về",
    LetterState.HELD_BACK: "không gửi riêng, gộp vào thư tóm tắt",
    LetterState.PARKED: "giữ lại sau khi phục hồi",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The reference; optionally the raw mail or its files alone."""
    parser.add_argument("ref", metavar="REF")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--raw", action="store_true", help="write the raw mail to stdout, byte for byte")
    what.add_argument(
        "--files",
        type=Path,
        metavar="FOLDER",
        help="write its files there for editing: pictures without the place where they were taken, texts as .txt",
    )


def run(options: argparse.Namespace) -> int:
    """Print the findings, the trail, the exact letters; or the raw mail; or lay out the files."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    ref = options.ref.upper()
    case = ledger.case(ref)
    if case is None:
        raise UsageError(f"không có hồ sơ {ref}")
    if options.raw:
        if case.secret:
            raise UsageError(f"{ref}: thư mang dấu mật; chỉ cán bộ trực mật mở kho cách ly")
        sys.stdout.buffer.write(ledger.wire_of(ref))
        return 0
    if options.files is not None:
        if case.secret or case.decision is None or case.decision.disposition is Disposition.QUARANTINE:
            raise UsageError(f"{ref}: thư mang dấu mật hoặc đang cách ly; tệp chỉ do cán bộ trực mở")
        if any(f.severity is Severity.STOP for f in case.findings or ()):
            raise UsageError(f"{ref}: còn chờ cán bộ trực xem dấu mật, mã độc (tiepnhan queue decide {ref} …)")
        with rooms_of(settings, ledger) as rooms:
            trust = settings.trust(case.delivery.door_name)
            _lay_out(rooms.sandbox.hand_over(ledger.wire_of(ref), terms_of(rooms, trust)), options.files)
        return 0
    show_case(case, ledger)
    return 0


def _lay_out(files: Sequence[HandedFile], folder: Path) -> None:
    """Write each file under a number and its own name; nothing that lies there already is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(files, 1):
        name = f"{number:02} {safe_name(file.name)}"
        for path, content in ((folder / name, file.content), (folder / f"{name}.txt", file.text.encode())):
            if content:
                try:
                    with path.open("xb") as target:
                        target.write(content)
                except OSError as error:
                    raise UsageError(f"{path}: không ghi được ({error.strerror}); chọn một thư mục trống") from error
                print(f"{path}  ← {file.path}")
        if file.withheld:
            print(f"(không ghi) {file.path}: {file.withheld}")
    if not files:
        print("Thư không có tệp nào.")


def show_case(case: Case, ledger: Ledger) -> None:
    """The case as it stands, then how it came there."""
    sender = case.mail.sender.mailbox if case.mail.sender else "(không rõ)"
    unit = case.person.unit if case.person else "ngoài danh bạ"
    received = case.received_at.astimezone(VIETNAM)
    state = STATE_WORDS[CaseState(ledger.state(case.ref) or "")]
    print(f"Hồ sơ {case.ref} — {case.portal} — lần xét {case.revision} — {state}")
    print(f"Tiêu đề: {case.title}")
    print(f"Người gửi: {sender} ({unit}); {case.origin.by or case.origin.reason}")
    print(f"Nhận: {received:%H:%M:%S %d/%m/%Y} qua {case.delivery.door.value} “{case.delivery.door_name}”")
    if case.continues:
        print(f"Trả lời về hồ sơ: {case.continues} (lập hồ sơ riêng)")
    if case.decision:
        _show_decision(case.decision)
    _show_evidence(case)
    if case.is_word and case.mail.own_words.strip():
        print("\nLời thư:\n" + "\n".join(f"  {line}" for line in case.mail.own_words.strip().splitlines()))
    print("\nTệp:")
    for document in case.documents:
        print(f"  {document.path}  {document.kind}  {document.size} byte  {document.sha256}")
    print("\nKết quả kiểm tra:")
    for finding in case.findings or ():
        print(f"  {finding.code} ({finding_words(finding.severity, finding.verdict)})  {finding.where}")
        print(f"      {finding.message}")
        print(f"      Căn cứ: {finding.citation}")
    print("\nDiễn biến:")
    for event in ledger.events(case.ref):
        print(f"  {event.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}  {_said(event)}")
    print("\nThư đã viết:")
    for row in ledger.letters_of(case.ref):
        print(f"--- {row.name} → {row.to}  {_LETTER_STATES[LetterState(row.state)]}  {row.message_id}")
        print(_letter_text(row.wire))


def _show_evidence(case: Case) -> None:
    checks = () if case.secret else origin_lines(case.origin)
    if checks:
        print("Nguồn gốc của thư:\n" + "\n".join(f"  {line}" for line in checks))
    if case.authority is not None and not case.secret:
        verdict, *pieces = authority_lines(case.authority)
        print("\n".join((f"Chứng minh của lãnh đạo: {verdict}", *(f"  {line}" for line in pieces))))


def _show_decision(decision: Decision) -> None:
    words = ", ".join(decision.column.words) or "không có từ nào dẫn tới"
    print(f"Quyết định: {DISPOSITION_WORDS[decision.disposition]}; chuyên mục: {decision.column.name} ({words})")
    for deadline in decision.deadlines:
        print(f"Hạn{' (ràng buộc)' if deadline.binding else ''}: {deadline.derivation}")
    if decision.awaiting:
        last_day = decision.awaiting.last_day.astimezone(VIETNAM)
        print(f"Chờ: {decision.awaiting.what.rstrip('. ')}; đến {last_day:%d/%m/%Y}: {decision.awaiting.outcome}")


def _letter_text(wire: bytes) -> str:
    message = message_from_bytes(wire, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return f"Chủ đề: {message['Subject']}\n\n{body.get_content() if body else ''}"


def _said(event: Event) -> str:
    """“nhận biên tập — Lê Thị Mai”, “xét lần 2: giữ lại”."""
    words, detail = _EVENTS.get(event.what, event.what), event.detail
    if event.what == "revision":
        number, _, disposition = detail.partition(" ")
        detail = f"{number}: {REJECTION_WORDS[disposition]}" if disposition in REJECTION_WORDS else number
    elif event.what == "ruling":
        disposition, _, reason = detail.partition(": ")
        detail = f"({REJECTION_WORDS.get(disposition, disposition)}): {reason}"
    elif event.what == "confirmation":
        answer, how, of = (*detail.split(" ", 2), "", "")[:3]
        by = "" if of == event.by else f": {of}"
        detail = f"{_ANSWERS.get(answer, answer)} ({_ROADS.get(how, how)}){by}"
    return f"{words}{' ' + detail if detail else ''}{' — ' + event.by if event.by else ''}"
