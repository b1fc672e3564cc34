"""Whether an answer about one item counts, at the moment at which it was received.

It counts for the files that the leader was shown and for no others, from whom the directory names for the sender's
unit, in time, and while the item is not closed. A “no” is heard as long as the item may still be published.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.calendar import say_moment
from casework.case import Case
from casework.decision import Awaited
from casework.directory import Person, Snapshot
from casework.letter import Asked
from casework.noun import Noun
from store.records import CaseState

__all__ = ["Weight", "Why", "entitled", "weigh"]

#: What may still be published: a “no” to it is heard, however late.
_OPEN = (CaseState.HELD, CaseState.QUEUED, CaseState.TAKEN, CaseState.ASKED_BACK)
#: What became of an item about which nobody is asked any more.
_CLOSED = {
    CaseState.PUBLISHED: "thư đã được đăng",
    CaseState.REFUSED: "bộ phận biên tập đã từ chối đăng thư này",
    CaseState.QUARANTINED: "thư không còn được xử lý theo cách này",
    CaseState.DESTROYED: "thư không còn được xử lý theo cách này",
    CaseState.NOTED: "thư đã được khép lại",
}


class Why(StrEnum):
    """Why an answer does not count."""

    CHANGED = "changed"  # other files lie there now
    LATE = "late"
    CLOSED = "closed"
    STRANGER = "stranger"  # he does not lead this unit


class Weight(Noun, frozen=True):
    """``why`` is ``None`` where it counts; ``words`` and ``now`` tell the leader, a sentence each, Vietnamese."""

    why: Why | None = None
    words: str = ""
    now: str = ""


_COUNTS = Weight()


def entitled(address: str, case: Case, directory: Snapshot, at: datetime) -> Person | None:
    """The entry of who may speak for the unit of the sender of ``case``: a leader, deputy or substitute of that unit
    at ``at``; ``None`` for anybody else."""
    if case.person is None or not case.person.unit:
        return None
    leaders = directory.leaders(case.person.unit, case.portal, at)
    return next((person for person in leaders if person.address == address), None)


def weigh(asked: Asked, case: Case, state: str, *, granted: bool, at: datetime, leader: str) -> Weight:
    """``case`` and ``state`` as they are now, ``asked`` as the letter showed it; ``leader`` answered at ``at``."""
    if closed := _CLOSED.get(CaseState(state)):
        if state == CaseState.PUBLISHED and not granted and _same_files(asked, case):
            return _COUNTS  # an editor decides on what is public already
        return Weight(Why.CLOSED, f"{closed}.", "Ông/bà không cần làm gì thêm.")
    if not _same_files(asked, case):
        return Weight(Why.CHANGED, _changed(case), _next_request(case, state, leader))
    if _too_late(asked, at) and (granted or state not in _OPEN):
        words = f"câu trả lời tới sau hạn {say_moment(asked.expires_at)}."
        return Weight(Why.LATE, words, _after_the_end(state))
    return _COUNTS


def _same_files(asked: Asked, case: Case) -> bool:
    return set(asked.files) == {d.sha256 for d in case.to_confirm}


def _too_late(asked: Asked, at: datetime) -> bool:
    return at > asked.expires_at


def _changed(case: Case) -> str:
    return f"người gửi đã thay tệp, thư gần nhất lúc {say_moment(case.delivery.received_at)}; ông/bà trả lời về tệp cũ."


def _next_request(case: Case, state: str, leader: str) -> str:
    awaiting = case.decision.awaiting if case.decision else None
    asked = state == CaseState.HELD and awaiting is not None and awaiting.who is Awaited.LEADER
    if asked and awaiting is not None and leader in awaiting.leaders:
        return "Thư đề nghị xác nhận các tệp hiện nay đã gửi riêng; xin trả lời thư mới đó."
    return "Nếu cần ông/bà xác nhận các tệp hiện nay, hệ thống sẽ gửi thư mới; lúc này ông/bà không cần trả lời."


def _after_the_end(state: str) -> str:
    if state == CaseState.HELD:
        return "Bộ phận biên tập đang quyết định việc tiếp nhận; xin liên hệ theo địa chỉ dưới đây."
    return (
        "Nếu đơn vị vẫn muốn đăng, đề nghị người gửi trả lời thư báo hết hạn, kèm đủ tệp; "
        "ông/bà sẽ nhận thư đề nghị mới."
    )
