"""Room 2, the door: weighs the evidence of authority, runs a portal's rules over a case and words what they say.

Secrecy goes first and alone. A rule that crashes has not passed: its finding is UNSURE and names the exception's
type, never its text, which could carry content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from casework.authority import Authority
from casework.calendar import VIETNAM, WorkingCalendar
from casework.case import Case
from casework.errors import LawError
from casework.finding import Finding, Severity, Verdict
from casework.law import Law
from casework.mail import MailClass
from casework.noun import replace
from casework.portal import Portal
from casework.ports import Directory, History
from validators.authority import judge_authority
from validators.page import fill
from validators.registry import BoundRule, bind
from validators.rule import Remark

__all__ = ["examine"]

#: Families that judge the sender; a plain document checked offline has none.
SENDER_FAMILIES = ("SND", "PRF")

_UNSURE_MESSAGE = "Chưa thể tự kết luận ở mục “{title}”: {why}."
_UNSURE_FIX = "Đơn vị chưa phải làm gì: người phụ trách sẽ xem trực tiếp và báo lại nếu cần bổ sung."
_NO_GROUND = "không có căn cứ nào còn hiệu lực vào ngày nhận thư"

_bind = lru_cache(maxsize=64)(bind)


def examine(
    case: Case,
    portal: Portal,
    law: Law,
    calendar: WorkingCalendar,
    history: History,
    directory: Directory,
    now: datetime | None = None,
) -> Case:
    """Fill ``case.authority`` and ``case.findings``: heaviest first, then in the order of the documents.

    A plain document, a petition and a secret mail get no verdict of authority. ``now`` is the instant of the walk, the
    receipt where it is left out: what a letter proposes must be possible today.

    Submissions and prechecks are examined, petitions for secrecy alone (they are not for posting, but they are read by
    people); a mail of another class gets an empty tuple. Raises
    :class:`casework.errors.ConfigurationError` where the portal's file does not fit the rules, and nothing else.
    """
    if not case.mail_class.is_decided:
        return replace(case, findings=())
    rules = [b for b in _bind(portal) if not (case.offline_document and b.rule.family in SENDER_FAMILIES)]
    at = now or case.received_at
    powers = {"portal": portal, "calendar": calendar, "history": history, "directory": directory, "now": at}
    on = case.received_at.astimezone(VIETNAM).date()
    secrecy = [b for b in rules if b.rule.family == "SEC"]
    findings = [f for b in secrecy for f in _judge(b, case, powers, law, on, portal)]
    case = replace(case, authority=None)
    if case.mail_class is not MailClass.PETITION and not _cut_short(case, findings):
        if not case.offline_document:
            case = replace(case, authority=_authority(case, portal, directory, history))
        others = [b for b in rules if b.rule.family != "SEC"]
        findings += [f for b in others for f in _judge(b, case, powers, law, on, portal)]
    return replace(case, findings=_sorted([f for f in findings if not _answered(f, case)], case))


def _authority(case: Case, portal: Portal, directory: Directory, history: History) -> Authority | None:
    """The verdict; ``None`` where judging it crashed, which PRF101 tells a person."""
    try:
        return judge_authority(case, portal, directory, history)
    except Exception:  # noqa: BLE001 - evidence that cannot be weighed is no proof, and never a walk that ends
        return None


def _answered(finding: Finding, case: Case) -> bool:
    """A person has looked and said that there is nothing in this doubt; a defect is no doubt."""
    cleared = case.ruling.clears if case.ruling else ()
    return finding.verdict is Verdict.UNSURE and finding.code in cleared


def _cut_short(case: Case, findings: list[Finding]) -> bool:
    """A cut case has no facts, and of a secret mail nothing more may be said."""
    stopped = any(f.severity is Severity.STOP and f.verdict is Verdict.DEFECT for f in findings)
    return case.secret or stopped


def _judge(
    bound: BoundRule, case: Case, powers: Mapping[str, object], law: Law, on: date, portal: Portal
) -> Iterator[Finding]:
    rule = bound.rule
    arguments = {name: bound.params if name == "params" else powers[name] for name in rule.wants}
    findings: list[Finding] = []
    try:
        for remark in rule.check(case, **arguments):
            findings.append(_word(bound, remark, law, on, portal))
    except Exception as error:  # noqa: BLE001 - a rule that crashed has not passed: a person must look
        # What the rule said before it crashed stays said; the crash itself is one doubt more.
        findings.append(_crashed(bound, type(error).__name__, law, on))
    yield from findings


def _word(bound: BoundRule, remark: Remark, law: Law, on: date, portal: Portal) -> Finding:
    page = bound.rule.page
    words = {
        "portal": portal.name,
        "short_name": portal.short_name,
        "address": portal.address or f"hộp thư nhận bài của {portal.short_name}",
        "why": remark.why,
        **dict(remark.words),
    }
    if remark.variant and remark.variant not in page.variants:
        raise KeyError(remark.variant)
    citation, cites = _cite(remark.cites or bound.setting.cites, law, on)
    if not (remark.cites or bound.setting.cites):
        # No article: the house's own ground, as the rule's page says it.
        citation = fill(page.text("Căn cứ", remark.variant), words).rstrip(".")
    verdict, why = remark.verdict, remark.why
    if verdict is Verdict.DEFECT and bound.setting.cites and not cites and bound.setting.severity is not Severity.STOP:
        verdict, why = Verdict.UNSURE, _NO_GROUND
    if verdict is Verdict.DEFECT:
        message = fill(page.text("Thông báo", remark.variant), words)
        fix = fill(page.text("Cách sửa", remark.variant), words)
    else:
        message = fill(_UNSURE_MESSAGE, {"title": bound.rule.name, "why": why})
        template = page.text("Khi chưa rõ", remark.variant)
        fix = fill(template, words) if template else _UNSURE_FIX
    return Finding(
        code=bound.rule.code, verdict=verdict, severity=bound.setting.severity, where=remark.where, message=message,
        fix=fix, citation=citation, cites=cites, about=remark.about, reason=why,
    )  # fmt: skip


def _crashed(bound: BoundRule, error: str, law: Law, on: date) -> Finding:
    citation, cites = _cite(bound.setting.cites, law, on)
    why = f"việc kiểm tra tự động gặp lỗi ({error})"
    return Finding(
        code=bound.rule.code, verdict=Verdict.UNSURE, severity=bound.setting.severity, where="thư",
        message=fill(_UNSURE_MESSAGE, {"title": bound.rule.name, "why": why}), fix=_UNSURE_FIX, citation=citation,
        cites=cites, reason=why,
    )  # fmt: skip


def _cite(places: tuple[str, ...], law: Law, on: date) -> tuple[str, tuple[str, ...]]:
    """The articles in force on the day of receipt, in words and by id; one that is not in force is left out."""
    said: list[str] = []
    kept: list[str] = []
    for place in places:
        try:
            said.append(law.cite(place, on))
        except LawError:
            # The regulation files are checked at the start; a mail older than its regulation still gets an answer,
            # and a finding whose every ground is missing becomes a doubt in _word.
            continue
        kept.append(place)
    return "; ".join(said), tuple(kept)


def _sorted(findings: list[Finding], case: Case) -> tuple[Finding, ...]:
    order = {document.path: place for place, document in enumerate(case.documents)}
    return tuple(
        sorted(
            findings,
            key=lambda f: (-f.severity.weight, f.verdict is Verdict.UNSURE, order.get(f.about, -1), f.code),
        )
    )
