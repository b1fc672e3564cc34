"""What proves that a leader stands behind an item: an answer, a signature, a mail of his own, an official account."""

from __future__ import annotations

from enum import StrEnum

from casework.case import Case, Confirmation
from casework.directory import Role
from casework.document import CONTAINERS, RASTERS, Document, Item, Signature, SignatureStatus
from casework.mail import OriginStatus
from casework.noun import Noun
from casework.portal import Portal
from casework.ports import Directory, History
from casework.vietnamese import fold

__all__ = ["Evidence", "State", "judge_confirmations", "judge_signatures", "sent_by_leader", "sent_officially"]

_LEADERS = (Role.LEADER, Role.DEPUTY)
#: Written down by the desk or an administrator, who answers for it; an address in the directory is not asked for.
_ON_SOMEONES_WORD = ("paper", "command")


class State(StrEnum):
    """What the evidence comes to; the values after PROVEN and UNSURE are the variants of PRF101's page."""

    PROVEN = "proven"
    UNSURE = "unsure"
    NONE = "none"
    PARTLY = "partly"
    REFUSED = "refused"
    STRANGER = "stranger"
    BROKEN = "broken"


class Evidence(Noun, frozen=True):
    state: State
    by: str = ""
    files: str = ""
    reason: str = ""
    where: str = "thư"


def sent_by_leader(case: Case) -> bool:
    """True where the proven sender is a leader or deputy in the directory: his own mail is his confirmation."""
    leader = case.person is not None and case.person.role in _LEADERS
    return leader and case.origin.status is OriginStatus.PROVEN


def sent_officially(case: Case, portal: Portal) -> bool:
    """True for proven mail of one of the portal's own people from one of its domains (vien/10.1.a)."""
    sender = case.mail.sender
    official = sender is not None and portal.is_official(sender.domain)
    return official and portal.is_staff(case.person) and case.origin.status is OriginStatus.PROVEN


def judge_confirmations(case: Case, directory: Directory, history: History) -> Evidence:
    """The last word of each person counts; one that may speak and covers every file suffices, one refusal stops.

    A word on a file holds for our own Unicode copy of it too: the content is the same.
    """
    last: dict[str, Confirmation] = {}
    for confirmation in sorted(case.confirmations, key=lambda c: c.at):
        last[fold(confirmation.by)] = confirmation
    entitled = [c for c in last.values() if _may_confirm(c, case, directory)]
    wanted = {d.sha256: d.name for d in case.files or case.documents}
    originals = {s: made.original for s in wanted if (made := history.conversion(case.portal, s)) is not None}
    there = wanted.keys() | set(originals.values())
    # A “no” to files that were since replaced says nothing of the new ones: their leader is asked again.
    refused = next((c for c in entitled if not c.granted and set(c.files) <= there), None)
    if refused:
        return Evidence(State.REFUSED, by=refused.by)
    entitled = [c for c in entitled if c.granted]
    covered: set[str] = set()
    for confirmation in entitled:
        covered |= set(confirmation.files) if confirmation.files else wanted.keys()
    covered |= {sha for sha, original in originals.items() if original in covered}
    if entitled and wanted.keys() <= covered:
        return Evidence(State.PROVEN, by=entitled[-1].by)
    if entitled:
        names = ", ".join(f"“{name}”" for sha, name in wanted.items() if sha not in covered)
        return Evidence(State.PARTLY, by=entitled[-1].by, files=names)
    granted = next((c for c in last.values() if c.granted), None)
    return Evidence(State.STRANGER, by=granted.by) if granted else Evidence(State.NONE)


def _may_confirm(confirmation: Confirmation, case: Case, directory: Directory) -> bool:
    """True for a leader or deputy of the sender's unit when he answered, and for what a person has put on record."""
    if confirmation.how in _ON_SOMEONES_WORD:
        return True
    person = directory.find(confirmation.by, case.portal, confirmation.at)
    if person is None or person.role not in _LEADERS:
        return False
    return case.person is None or not case.person.unit or person.unit == case.person.unit


def judge_signatures(case: Case, directory: Directory) -> Evidence:
    """A trusted signature over the whole of each text, or of the mail, by a leader whom the directory names."""
    whole_mail = [s for d in case.documents if d.kind == "body" for s in d.signatures if s.kind == "smime"]
    if whole_mail:
        return _judge(whole_mail[0], "thư", "thư", case, directory)
    texts = [d for d in case.files if d.item not in (Item.PICTURES, Item.MEDIA) and not _bears_no_text(d)]
    signed = [d for d in texts if d.signatures]
    if not signed:
        return Evidence(State.NONE)
    judged = [_best(d, case, directory) for d in signed]
    worst = max(judged, key=lambda e: (State.PROVEN, State.UNSURE, State.BROKEN).index(e.state))
    if worst.state is State.PROVEN and len(signed) < len(texts):
        names = ", ".join(f"“{d.name}”" for d in texts if not d.signatures)
        return Evidence(State.UNSURE, files=names, reason=f"có tệp đã ký số, nhưng tệp {names} thì chưa")
    return worst


def _best(document: Document, case: Case, directory: Directory) -> Evidence:
    judged = [_judge(s, f"“{document.name}”", document.path, case, directory) for s in document.signatures]
    return min(judged, key=lambda e: (State.PROVEN, State.BROKEN, State.UNSURE).index(e.state))


def _judge(signature: Signature, name: str, where: str, case: Case, directory: Directory) -> Evidence:
    said = signature.reason.rstrip(". ")
    if signature.status in (SignatureStatus.ALTERED, SignatureStatus.INVALID):
        return Evidence(State.BROKEN, files=name, where=where, reason=said or "nội dung đã bị sửa sau khi ký")
    if signature.status is not SignatureStatus.TRUSTED:
        why = said or "chưa kiểm chứng được chuỗi chứng thư"
        return Evidence(State.UNSURE, files=name, where=where, reason=f"chữ ký số trong tệp {name}: {why}")
    if signature.covers != "whole":
        return Evidence(State.UNSURE, files=name, where=where, reason=f"chữ ký số không phủ toàn bộ tệp {name}")
    if not _is_leader(signature, case, directory):
        why = f"chữ ký số của “{signature.signer}” trong tệp {name} chưa rõ có phải của lãnh đạo đơn vị không"
        return Evidence(State.UNSURE, by=signature.signer, files=name, where=where, reason=why)
    return Evidence(State.PROVEN, by=signature.signer, files=name, where=where)


def _is_leader(signature: Signature, case: Case, directory: Directory) -> bool:
    if case.person is None or not signature.signer:
        return False
    at = signature.signed_at or case.received_at
    leaders = directory.leaders(case.person.unit, case.portal, at)
    return fold(signature.signer) in {fold(leader.name) for leader in leaders}


def _bears_no_text(document: Document) -> bool:
    """A picture; a container, whose files are asked one by one."""
    return document.kind in RASTERS or document.kind in CONTAINERS
