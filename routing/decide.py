"""The decision table: findings in, disposition out. The first line that fits decides, a person's ruling above it.

======================================  =====================================================================
a person's ruling                       what the person said
a secrecy mark, a ``stop`` defect       quarantine
a ``stop`` unsure                       hold, the duty officer is awaited
a petition                              hold, the desk passes it on to the body that must answer
a rule-forwarded mail                   hold, a person looks (Microsoft marked it automatic)
words about an earlier case, no file    hold, a person reads them
an origin that is not proven            hold, the desk: nobody may be written to, so nothing can be sent back
a ``return`` defect                     return, with all findings
a ``hold`` defect, or an unsure of a    hold; the unit's leader is awaited for PRF101 where the directory knows
``return`` or ``hold`` rule             one, else the desk
nothing of all this                     accept, reminders enclosed
======================================  =====================================================================

More findings never make the outcome milder: :func:`rank` gives the order. The one exception is an unproven origin: a
return that nobody may be told of would be a silence, so it stands before the desk instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casework.case import Case
from casework.decision import Awaited, Disposition, Ruling
from casework.finding import Finding, Severity, Verdict
from casework.mail import MailClass

__all__ = ["ORIGIN", "PROOF", "Outcome", "decide", "decide_by_findings", "rank", "reasons_of"]

#: The rule whose wait a leader can end.
PROOF = "PRF101"
#: The rule that says that nobody may be written to.
ORIGIN = "SND301"
_REASON_LETTERS = 240


class Outcome(NamedTuple):
    """A line of the table. ``awaited`` is set for a hold and only for a hold."""

    disposition: Disposition
    awaited: Awaited | None = None


QUARANTINE = Outcome(Disposition.QUARANTINE)
RETURN = Outcome(Disposition.RETURN)
ACCEPT = Outcome(Disposition.ACCEPT)
UNPROVEN = Outcome(Disposition.HOLD, Awaited.DESK)


def decide(case: Case, *, leader_known: bool) -> Outcome:
    """The line of the table that fits ``case``. ``leader_known``: the directory names a leader who may be asked."""
    if case.ruling is not None and not case.ruling.clears:
        return _by_ruling(case.ruling)
    findings = case.findings or ()
    stop = _by_stop(findings)
    if case.secret or stop == QUARANTINE:
        return QUARANTINE
    if stop is not None:
        return stop
    if case.mail_class is MailClass.PETITION or case.mail.auto_generated_by_rule or case.is_word:
        return Outcome(Disposition.HOLD, Awaited.DESK)
    return decide_by_findings(findings, leader_known=leader_known)


def decide_by_findings(findings: Sequence[Finding], *, leader_known: bool) -> Outcome:
    """The table without ruling and class: what the findings alone come to."""
    stop = _by_stop(findings)
    if stop is not None:
        return stop
    if any(f.code == ORIGIN and f.severity is Severity.HOLD for f in findings):
        return UNPROVEN
    if any(f.severity is Severity.RETURN and f.verdict is Verdict.DEFECT for f in findings):
        return RETURN
    holding = [f for f in findings if f.severity in (Severity.RETURN, Severity.HOLD)]
    if not holding:
        return ACCEPT
    asked = leader_known and any(f.code == PROOF for f in holding)
    return Outcome(Disposition.HOLD, Awaited.LEADER if asked else Awaited.DESK)


def rank(outcome: Outcome) -> int:
    """0 for the mildest outcome to 4 for the gravest. A hold with the duty officer is graver than a return: what may
    be secret must not even travel back."""
    if outcome.awaited is Awaited.DUTY_OFFICER:
        return 3
    return {
        Disposition.ACCEPT: 0,
        Disposition.HOLD: 1,
        Disposition.RETURN: 2,
        Disposition.QUARANTINE: 4,
    }[outcome.disposition]


def reasons_of(case: Case) -> tuple[str, ...]:
    """One line a finding, heaviest first; the ruling, the petition and the rule-forward say theirs before."""
    lines: list[str] = []
    if case.ruling is not None:
        lines.append(f"Theo quyết định của {case.ruling.by}: {_line(case.ruling.reason)}")
    if case.secret and not case.findings:
        lines.append("Thư có dấu chỉ độ mật.")
    if case.mail_class is MailClass.PETITION:
        lines.append("Thư là câu hỏi, phản ánh, kiến nghị, khiếu nại hoặc tố cáo: chuyển người có trách nhiệm trả lời.")
    if case.mail.auto_generated_by_rule:
        lines.append("Thư do quy tắc chuyển tiếp của hộp thư gửi tự động: người phụ trách xem trước.")
    if case.is_word:
        lines.append(f"Thư trả lời về hồ sơ {case.continues}, không kèm tệp: người phụ trách đọc và trả lời.")
    elif case.continues:
        lines.append(f"Thư trả lời về hồ sơ {case.continues}, lập hồ sơ riêng.")
    ordered = sorted(case.findings or (), key=lambda f: (-f.severity.weight, f.verdict is Verdict.UNSURE))
    lines += [f"{f.code}{f' ({f.where})' if f.where else ''}: {_line(f.message)}" for f in ordered]
    return tuple(lines)


def _by_ruling(ruling: Ruling) -> Outcome:
    if ruling.disposition is Disposition.HOLD:
        return Outcome(Disposition.HOLD, Awaited.DESK)
    return Outcome(ruling.disposition)


def _by_stop(findings: Sequence[Finding]) -> Outcome | None:
    stops = [f for f in findings if f.severity is Severity.STOP]
    if any(f.verdict is Verdict.DEFECT for f in stops):
        return QUARANTINE
    return Outcome(Disposition.HOLD, Awaited.DUTY_OFFICER) if stops else None


def _line(text: str) -> str:
    """The text as one line; a long one is cut at a word, with the sign that says so."""
    line = " ".join(text.split())
    if len(line) <= _REASON_LETTERS:
        return line
    return line[:_REASON_LETTERS].rsplit(" ", 1)[0] + " …"
