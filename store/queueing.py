"""In what order jobs come: round robin by sender, known senders ahead.

Fair queueing by virtual time: each job gets a *turn*, one more than the later of its sender's last turn and the turn
served last. A thousand mails of one sender hold turns 1 … 1000; another's first mail gets the next turn and waits for
one of them, not for all. Known senders and strangers have a clock each: known ones go first, except that every eighth
job is a stranger's. The order is one index; nothing is sorted at a claim.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from store.schema import directory_version, job, lane, person

__all__ = ["STRANGERS_SHARE", "enqueue", "forget_lanes", "is_known", "lane_of", "sender_of", "served"]

#: Every how many claims a stranger goes first.
STRANGERS_SHARE = 8

_HEAD = 65536  # bytes in which the From header is looked for
_FROM = re.compile(rb"^From[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*){0,16})", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(rb"[^\s<>@,;:\"()]{1,64}@[^\s<>@,;:\"()]{1,255}")
_CLOCKS = {True: "clock of the known", False: "clock of strangers"}  # the lanes that hold the turn served last

_LANES = select(lane.c.lane, lane.c.turn).where(lane.c.lane.in_((bindparam("clock"), bindparam("mine"))))
_NEW_LANE = insert(lane)
_SET_LANE = update(lane).where(lane.c.lane == bindparam("mine")).values(turn=bindparam("next"))
_KNOWN = (
    select(person.c.id)
    .where(
        person.c.version
        == select(directory_version.c.id).order_by(directory_version.c.id.desc()).limit(1).scalar_subquery(),
        person.c.address == bindparam("wanted"),
        or_(person.c.until.is_(None), person.c.until > bindparam("now")),
    )
    .limit(1)
)
_NEW_JOB = insert(job)
_SET_CLOCK = (
    update(lane).where(lane.c.lane == bindparam("mine"), lane.c.turn < bindparam("next")).values(turn=bindparam("next"))
)
_HAS_LANE = select(lane.c.turn).where(lane.c.lane == bindparam("mine"))


def sender_of(content: bytes) -> str:
    """The last address of the From header, lower case, or empty: a hint for the order of work and for nothing else."""
    head = content[:_HEAD]
    end = re.search(rb"\r?\n\r?\n", head)
    found = _FROM.search(head, 0, end.start() if end else len(head))
    addresses = _ADDRESS.findall(found.group(1)[:2000]) if found else ()
    return addresses[-1].decode("ascii", "replace").lower() if addresses else ""


def lane_of(sender: str) -> str:
    """A hash of an address: the queue need not know it, and a forged From must not put words into a row."""
    return hashlib.sha256(sender.encode()).hexdigest()[:32]


def is_known(connection: Connection, sender: str, now: datetime) -> bool:
    """True where the newest directory has this address and it has not ended by ``now``."""
    return bool(sender) and connection.execute(_KNOWN, {"wanted": sender, "now": now}).first() is not None


def enqueue(
    connection: Connection,
    receipt_id: int,
    *,
    kind: str,
    ref: str,
    key: str,
    known: bool,
    ready_at: datetime,
    slow: bool = False,
) -> None:
    """Put a job behind its sender's others. ``key`` is the lane (:func:`lane_of`)."""
    clock = _CLOCKS[known]
    turns = {row.lane: row.turn for row in connection.execute(_LANES, {"mine": key, "clock": clock})}
    turn = max(turns.get(clock, 0), turns.get(key, 0)) + 1
    if key in turns:
        connection.execute(_SET_LANE, {"mine": key, "next": turn})
    else:
        connection.execute(_NEW_LANE, {"lane": key, "turn": turn})
    row = {
        "receipt_id": receipt_id,
        "kind": kind,
        "case_ref": ref,
        "known": known,
        "lane": key,
        "turn": turn,
        "state": "open",
        "ready_at": ready_at,
        "slow": slow,
    }
    connection.execute(_NEW_JOB, row)


def served(connection: Connection, known: bool, turn: int) -> None:
    """Virtual time goes on to the turn that was just claimed, never back."""
    clock = _CLOCKS[known]
    ahead = connection.execute(_SET_CLOCK, {"mine": clock, "next": turn})
    if ahead.rowcount == 0 and connection.execute(_HAS_LANE, {"mine": clock}).first() is None:
        connection.execute(_NEW_LANE, {"lane": clock, "turn": turn})


def forget_lanes(connection: Connection) -> None:
    """Drop the lanes of senders of whom nothing waits any more; the clocks stay."""
    waiting = select(job.c.lane)
    connection.execute(delete(lane).where(lane.c.lane.not_in(tuple(_CLOCKS.values())), lane.c.lane.not_in(waiting)))
