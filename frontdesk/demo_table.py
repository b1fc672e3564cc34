"""The demo's table, for somebody who sees the service for the first time: one block a mail and portal.

Of a mail with a secrecy mark only the sample's own name is shown, as everywhere else in the service.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from casework.calendar import say_moment
from casework.case import Case
from casework.decision import Awaited, Decision, Disposition
from casework.noun import Noun
from frontdesk.regulations import Regulations
from store.journal import Processed
from store.ledger import Ledger

__all__ = ["show"]

_WIDTH = 110
_WAITS = {
    Awaited.LEADER: "CHỜ LÃNH ĐẠO XÁC NHẬN",
    Awaited.DESK: "CHỜ NGƯỜI BIÊN TẬP XEM",
    Awaited.SENDER: "CHỜ NGƯỜI GỬI BỔ SUNG",
    Awaited.DUTY_OFFICER: "CHỜ CÁN BỘ TRỰC BẢO MẬT XEM",
}
_SAID = {
    Disposition.ACCEPT: "TIẾP NHẬN",
    Disposition.RETURN: "TRẢ LẠI ĐỂ SỬA",
    Disposition.HOLD: "GIỮ LẠI",
    Disposition.QUARANTINE: "CÁCH LY",
}
_WITHOUT_CASE = {
    "precheck": "KIỂM TRA TRƯỚC, không lập hồ sơ",
    "auto_reply": "KHÔNG XỬ LÝ, KHÔNG TRẢ LỜI",
    "bounce": "KHÔNG TRẢ LỜI, chỉ ghi sổ",
    "list": "KHÔNG XỬ LÝ, KHÔNG TRẢ LỜI",
    "own": "KHÔNG XỬ LÝ, KHÔNG TRẢ LỜI",
    "junk": "KHÔNG XỬ LÝ, KHÔNG TRẢ LỜI",
    "duplicate": "ĐÃ NHẬN TRƯỚC ĐÓ, chỉ ghi vết",
}
_LETTERS = {
    "accepted": "báo đã tiếp nhận",
    "returned": "trả lại, kèm cách sửa",
    "held": "báo đang chờ",
    "confirmation_request": "đề nghị xác nhận",
    "quarantined": "báo đã giữ riêng",
    "duty": "báo cán bộ trực bảo mật",
    "precheck": "kết quả kiểm tra trước",
    "duplicate": "báo có thể trùng",
    "petition": "báo nơi sẽ trả lời",
    "petition_notice": "đề nghị chuyển",
    "urgent": "báo gấp cho bàn biên tập",
}


class Handed(Protocol):
    """What the demo knows of a mail that it handed in."""

    @property
    def name(self) -> str: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def message_id(self) -> str: ...


class Written(Noun, frozen=True):
    """One letter of the outbox folder."""

    name: str
    ref: str
    to: str
    answers: str
    file: str
    verdict: str  # of a precheck: what the mail would come to
    copies: tuple[str, ...]  # names of the Unicode copies that it carries


def show(fed: Sequence[Handed], ledger: Ledger, regulations: Regulations, folder: Path) -> None:
    """Print the table: mail, portal, decision, reasons in one line each, deadline, letters written and where."""
    letters = _letters(folder)
    journal = iter(ledger.processed())
    rows = 0
    print(
        f"\nCửa LMTP đã nhận {len(fed)} thư mẫu. Mỗi thư được quyết định một lần ở mỗi cổng có tên trong dòng “Tới”.\n"
    )
    for entry in fed:
        # A mail to two portals is one receipt in each, in the order of its recipients.
        for _ in entry.recipients:
            done = next(journal)
            case = ledger.case(done.case_ref) if done.case_ref else None
            rows += 1
            print(f"{entry.name}.eml")
            for label, text in _block(done, case, regulations, _of(entry, done, letters)):
                print(f"    {label:<12}{text}".rstrip())
            print()
    print(f"Tất cả: {len(fed)} thư vào, {rows} kết cục, {len(letters)} thư đi. Các thư đi nằm ở thư mục {folder}/")
    print("Giải thích một mã: .venv/bin/tiepnhan explain FNT101. Các cổng: .venv/bin/tiepnhan portals")


def _block(
    done: Processed, case: Case | None, regulations: Regulations, letters: Sequence[Written]
) -> Iterator[tuple[str, str]]:
    """Label and text of each line of one mail at one portal."""
    yield "Cổng", regulations.portal(done.portal).short_name if done.portal else "(hộp thư báo lỗi)"
    decision = case.decision if case else None
    if case is None or decision is None:
        yield "Quyết định", _WITHOUT_CASE.get(done.outcome, done.outcome.upper())
        yield "Lý do", _one_line(done.note)
        for verdict in (letter.verdict for letter in letters if letter.verdict):
            yield "Kết quả", verdict
    else:
        if not case.secret:
            yield "Nội dung", _one_line(case.title)
        yield "Quyết định", f"{_words(decision)} · hồ sơ {done.case_ref}"
        for number, reason in enumerate(decision.reasons):
            yield "" if number else "Lý do", _one_line(reason)
        if case.secret:
            yield "Chuyên mục", "(không xét)"
        elif decision.disposition is Disposition.ACCEPT:
            yield "Chuyên mục", decision.column.name or "chưa phân loại, người biên tập chọn"
        for deadline in decision.deadlines:
            yield "Hạn đăng" if deadline.binding else "Tham khảo", deadline.derivation
        if decision.awaiting is not None:
            waiting = decision.awaiting
            yield "Chờ đến", _one_line(f"{say_moment(waiting.last_day)}; quá hạn: {waiting.outcome}")
    for number, letter in enumerate(letters):
        yield "" if number else "Thư đi", f"{_LETTERS.get(letter.name, letter.name)} → {letter.to}"
        yield "", f"  {letter.file}"
        for name in letter.copies:
            yield "", f"  kèm bản chuyển sang Unicode: {_one_line(name)}"
    if not letters:
        yield "Thư đi", "không"


def _words(decision: Decision) -> str:
    waiting = decision.awaiting
    if decision.disposition is Disposition.HOLD and waiting is not None:
        return f"{_SAID[decision.disposition]}, {_WAITS[waiting.who]}"
    return _SAID[decision.disposition]


def _one_line(text: str) -> str:
    return textwrap.shorten(text, _WIDTH, placeholder=" …")


def _of(entry: Handed, done: Processed, letters: Sequence[Written]) -> list[Written]:
    """The letters of this case; where there is no case, those that answer this mail."""
    if done.case_ref:
        return [letter for letter in letters if letter.ref == done.case_ref]
    return [letter for letter in letters if not letter.ref and letter.answers == entry.message_id]


def _verdict(letter: EmailMessage) -> str:
    """The first sentence of a precheck's answer: “KẾT QUẢ KIỂM TRA TRƯỚC: CẦN SỬA.”"""
    body = letter.get_body(("plain",))
    text = " ".join(str(body.get_content()).split()) if body else ""
    _, _, said = text.partition("KẾT QUẢ KIỂM TRA TRƯỚC: ")
    return said.partition(". ")[0]


def _letters(folder: Path) -> list[Written]:
    found = []
    for path in sorted(folder.glob("*.eml")):
        headers = message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
        mark = dict(part.strip().partition("=")[::2] for part in str(headers["X-Tiepnhan"] or "").split(";"))
        found.append(
            Written(
                name=mark.get("letter", ""),
                ref=mark.get("ref", ""),
                to=parseaddr(str(headers["To"]))[1],
                answers=str(headers["In-Reply-To"] or ""),
                file=path.name,
                verdict=_verdict(headers) if mark.get("letter") == "precheck" else "",
                copies=tuple(part.get_filename() or "" for part in headers.iter_attachments()),
            )
        )
    return found
