"""What a leader has been asked for a sender and has not answered: the next request joins it."""

from __future__ import annotations

from casework.case import Case
from casework.noun import replace
from casework.ports import History
from notifier.context import Context, OpenItems
from notifier.requests import leaders_asked

__all__ = ["open_for", "with_open_items"]


def with_open_items(context: Context, case: Case, history: History) -> Context:
    """``context`` with one entry for each leader who is asked about ``case``, which has been decided."""
    found = tuple(_entry(context, case, leader, history) for leader in leaders_asked(case, context))
    return replace(context, open_items=found) if found else context


def open_for(case: Case, leader: str, history: History, context: Context) -> tuple[Case, ...]:
    """The other cases of this sender on which this leader's word still counts, longest wait first."""
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    waiting = history.open_requests(case.portal, leader, sender, other_than=case.ref) if sender else ()
    return tuple(
        other
        for other in waiting
        if other.decision and other.decision.awaiting and other.decision.awaiting.last_day > context.now
    )


def _entry(context: Context, case: Case, leader: str, history: History) -> OpenItems:
    cases = open_for(case, leader, history, context)
    own = history.last_request(case.portal, leader, case.ref) if case.ref else None
    awaiting = case.decision.awaiting if case.decision else None
    files = {d.sha256 for d in case.to_confirm}
    asked = False
    if own is not None and awaiting is not None:
        asked = set(own.files) == files and own.expires_at == awaiting.last_day
    last = [history.last_request(case.portal, leader, other.ref) for other in reversed(cases)]
    thread = next((request.message_id for request in last if request is not None), "")
    return OpenItems(leader=leader, cases=cases, thread=thread, asked=asked)
