"""`tiepnhan confirm REF --by … --paper … | --reason …`: a person's word on the proof, with name and ground."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from casework.calendar import VIETNAM, say_moment
from casework.case import Case, Confirmation
from casework.errors import UsageError
from casework.noun import Noun
from frontdesk.house import open_ledger
from frontdesk.report import json_line
from frontdesk.settings import load_settings
from store.desk import STATE_WORDS
from store.records import CaseState, UnknownCase

__all__ = ["ConfirmReport", "arguments", "run"]

_ENDED = (CaseState.QUARANTINED, CaseState.REFUSED, CaseState.NOTED, CaseState.DESTROYED)


class ConfirmedFile(Noun, frozen=True, omit_defaults=False):
    name: str
    sha256: str


class ConfirmReport(Noun, frozen=True, omit_defaults=False):
    """What `confirm --json` prints. ``how``: paper or command."""

    ref: str
    by: str
    at: datetime
    granted: bool
    how: str
    note: str
    files: tuple[ConfirmedFile, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The case, who speaks, on what ground."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--by", required=True, help="full name of the person who records this")
    parser.add_argument(
        "--paper",
        metavar="WHAT",
        default="",
        help="the confirmation lies on paper: which paper, number, whose signature",
    )
    parser.add_argument("--reason", default="", help="what was seen or heard: whose telephone call, at what time")
    parser.add_argument("--refused", action="store_true", help="the leader does not agree")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """The case walks again as its next revision, with this confirmation on it, for the files that lie there now."""
    ledger = open_ledger(load_settings(options.config))
    ref = options.ref.upper()
    case = ledger.case(ref)
    if case is None:
        raise UnknownCase(f"không có hồ sơ {ref}")
    by, paper, reason = (text.strip() for text in (options.by, options.paper, options.reason))
    if not by:
        raise UsageError("--by: cần họ tên người ghi nhận")
    if not paper and not reason:
        raise UsageError("cần --paper (giấy nào, số, ai ký) hoặc --reason (ai nói, lúc nào)")
    state = CaseState(ledger.state(ref) or CaseState.NOTED)
    if state in _ENDED:
        raise UsageError(f"hồ sơ {ref} {STATE_WORDS[state]}, không ghi xác nhận được")
    confirmation = Confirmation(
        by=by,
        at=datetime.now(UTC),
        granted=not options.refused,
        files=tuple(dict.fromkeys(d.sha256 for d in case.to_confirm)),
        how="paper" if paper else "command",
        note="; ".join(part for part in (paper, reason) if part),
    )
    ledger.add_confirmation(ref, confirmation, by=by)
    report = _report(ref, case, confirmation)
    print(json_line(report) if options.json else _words(report))
    return 0


def _report(ref: str, case: Case, confirmation: Confirmation) -> ConfirmReport:
    files = tuple(ConfirmedFile(d.name or "nội dung thư", d.sha256) for d in case.to_confirm)
    return ConfirmReport(
        ref=ref,
        by=confirmation.by,
        at=confirmation.at,
        granted=confirmation.granted,
        how=confirmation.how,
        note=confirmation.note,
        files=files,
    )


def _words(report: ConfirmReport) -> str:
    word = "lãnh đạo ĐỒNG Ý" if report.granted else "lãnh đạo KHÔNG ĐỒNG Ý"
    ground = "bản giấy" if report.how == "paper" else "lời người ghi"
    files = (f"  {file.name}  SHA-256 {file.sha256}" for file in report.files)
    return "\n".join(
        (
            f"{report.ref}: đã ghi lúc {say_moment(report.at.astimezone(VIETNAM))}: {word} ({ground}: {report.note}).",
            f"Người ghi: {report.by}. Chỉ có giá trị với đúng các tệp sau:",
            *files,
            f"Hồ sơ được xét lại; xem kết quả: tiepnhan case {report.ref}",
        )
    )
