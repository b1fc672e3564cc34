"""The stage of a play: a whole house with a true ledger, the people of the stories, and a clock that ticks on the way.

Every letter that leaves is kept in its order, with what its receiver reads.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from casework.calendar import VIETNAM, say_moment
from casework.case import Confirmation
from casework.decision import Awaited
from casework.directory import Person, Role
from casework.mail import Door
from frontdesk.people import read_people
from intake.sandbox import Sandbox
from tests.builders.mail import File
from tests.frontdesk.office import CONFIG, Office, Read, at

__all__ = ["ADMIN", "CAST", "DESKS", "Stage", "Told", "the_house"]

FRIDAY = "28/8/2026 09:00"  # the last working day before the National Day holiday: the next is Thursday 3/9
ADMIN = "quantri@tiepnhan.thu-nghiem.vn"
#: Where the desks of the five portals read their digests.
DESKS = {
    "congttdt": "bientap@moha.gov.vn",
    "hatinh": "bbt@sonoivu.hatinh.gov.vn",
    "vienkhtcnn": "bbt.vien@moha.gov.vn",
    "cchc": "thuongtruc.cchc@moha.gov.vn",
    "hungyen": "bientap@sonoivu.hungyen.gov.vn",
}
_CONFIG = (
    CONFIG
    + f"""
"vienkhtcnn/ban_bien_tap" = "{DESKS["vienkhtcnn"]}"
"cchc/thuong_truc" = "{DESKS["cchc"]}"
"hungyen/ban_bien_tap" = "{DESKS["hungyen"]}"
"""
)

#: Beside the people of the stories: somebody of Vụ Cải cách hành chính who does not lead it.
CAST: tuple[Person, ...] = (
    *read_people(Path(__file__).parent.parent / "directory.csv"),
    Person("ngoc.pt@cchc.moha.gov.vn", "Phạm Thị Ngọc", "Vụ Cải cách hành chính", Role.STAFF, ("congttdt", "cchc")),
)

_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_TOKEN = re.compile(r"\b[a-z2-7]{26}\b")
#: When the ticks come by: often enough for every digest and reminder, too seldom to be slow.
_TICKS = tuple(time(*hour) for hour in ((0, 5), (8, 0), (8, 30), (9, 0), (10, 30), (13, 30), (14, 0), (16, 0)))
_number = itertools.count(1)


class Told(NamedTuple):
    """A letter and when it left."""

    letter: Read
    at: datetime


def the_house(root: Path, sandbox: Sandbox) -> Office:
    """Friday 28/8/2026, 09:00; every desk has an address."""
    return Office(root, sandbox, now=at(FRIDAY), people=CAST, config=_CONFIG)


class Stage:
    """What may happen in a play, in the words of a play. ``tiepnhan`` is the command line."""

    def __init__(self, office: Office, tiepnhan: Callable[..., int]) -> None:
        self.office = office
        self._tiepnhan = tiepnhan
        self.told: list[Told] = []
        self._tick()

    # --- time ---------------------------------------------------------------------------------------------------

    def until(self, moment: str) -> None:
        """The clock goes on to “3/9/2026 09:30”; at each of the hours below, and then, its ticks come by."""
        start, end = self.office.hand.now, at(moment)
        assert start < end, "a play goes forward"
        days = (start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1))
        hours = (datetime.combine(day, hour, VIETNAM) for day in days for hour in _TICKS)
        for now in (*(hour for hour in hours if start < hour < end), end):
            self.office.hand.now = now
            self._tick()

    def minutes(self, number: int) -> None:
        """A short while; the ticks come by at its end."""
        self.office.hand.turn(minutes=number)
        self._tick()

    # --- mails --------------------------------------------------------------------------------------------------

    def sends(self, sender: str, text: str, *files: File, portal: str = "congttdt", **more: str) -> str:
        """A mail of its own; its case's reference, empty where it has none."""
        mail = self.office.mail(sender, text, *files, portal=portal, **self._with_id(sender, more))
        receipt = self.office.arrive(mail, portal, envelope_from=sender)
        self._end()
        return self.office.ref_of(receipt)

    def replies(self, letter: Read, text: str, *files: File, sender: str = "", **more: str) -> str:
        """A reply to one of our letters as a mail program writes it, by its receiver unless ``sender`` is given; what
        the ledger notes of it."""
        more = {"in_reply_to": letter.message_id, "subject": f"Re: {letter.subject}", **more}
        return self.arrives(self.writes(sender or letter.to, text, *files, portal=self._portal(letter), **more), letter)

    def writes(self, sender: str, text: str, *files: File, portal: str = "congttdt", **more: str) -> bytes:
        """A mail on paper, not sent yet."""
        return self.office.mail(sender, text, *files, portal=portal, **self._with_id(sender, more))

    def arrives(self, mail: bytes, letter: Read | None = None) -> str:
        """These bytes come in at the door of the portal of ``letter``; what the ledger notes."""
        receipt = self.office.arrive(mail, self._portal(letter) if letter else "congttdt")
        self._end()
        return self.office.outcome_of(receipt)[1]

    def bounces(self, letter: Read, why: str) -> str:
        """The receiver's server says that ``letter`` did not arrive."""
        report = (
            f"From: Mail Delivery System <MAILER-DAEMON@mail.moha.gov.vn>\r\nTo: {letter.envelope_from}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.moha.gov.vn\r\n\r\n"
            f"Final-Recipient: rfc822; {letter.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"Diagnostic-Code: smtp; {why}\r\n\r\n--b--\r\n"
        )
        content, to = report.encode(), letter.envelope_from
        receipt = self.office.arrive(content, "", envelope_from="", envelope_to=to, door=Door.LMTP)
        self._end()
        return self.office.outcome_of(receipt)[1]

    def _with_id(self, sender: str, more: dict[str, str]) -> dict[str, str]:
        """Each mail is one of its own, and a mail program puts its owner's name before the address."""
        name = next((p.name for p in self.office.ledger.directory().people if p.address == sender), "")
        return {"message_id": f"<thu.{next(_number)}@{sender.rpartition('@')[2]}>", "name": name, **more}

    def _portal(self, letter: Read) -> str:
        return letter.ref.split("-")[0].lower()

    # --- people at the machine ----------------------------------------------------------------------------------

    def tiepnhan(self, *words: str) -> None:
        """A command that must succeed, and what follows from it at once."""
        assert self._tiepnhan(*words) == 0, words
        self._end()

    # --- what there is to see -----------------------------------------------------------------------------------

    def last(self, name: str, to: str = "") -> Read:
        """The newest letter of this name (to this address)."""
        return [t.letter for t in self.told if t.letter.name == name and to in ("", t.letter.to)][-1]

    def letters(self) -> tuple[tuple[str, str], ...]:
        return tuple((t.letter.name, t.letter.to) for t in self.told)

    def state(self, ref: str) -> str:
        """As the ledger has it; of what is held also who is awaited: “held: leader”."""
        state = str(self.office.ledger.state(ref))
        return f"{state}: {self.awaited(ref).value}" if state == "held" else state

    def awaited(self, ref: str) -> Awaited:
        decision = self.office.case(ref).decision
        assert decision is not None and decision.awaiting is not None
        return decision.awaiting.who

    def words(self, ref: str) -> tuple[Confirmation, ...]:
        """What was recorded of leaders' words."""
        return self.office.case(ref).confirmations

    def golden(self) -> dict[str, str]:
        """File name → what the receiver reads, in the order in which the letters left. Tokens follow the code; of a
        file's sum it matters only which is the same as which."""
        sums: dict[str, str] = {}
        numbers = {told.letter.message_id: number for number, told in enumerate(self.told, 1)}
        texts = {}
        for number, (letter, left) in enumerate(self.told, 1):
            text = _TOKEN.sub("(mã thư)", letter.text.replace("\r\n", "\n"))
            text = _HASH.sub(lambda m: sums.setdefault(m[0], f"(tổng kiểm tra {len(sums) + 1})"), text)
            thread = numbers.get(letter.in_reply_to)
            texts[f"{number:02}-{letter.name}.txt"] = (
                f"Tới: {letter.to}\nChủ đề: {letter.subject}\nLúc: {say_moment(left)}\n"
                + (f"Nối tiếp thư: {thread:02}\n" if thread else "")
                + f"\n{text.rstrip()}\n"
            )
        return texts

    def _tick(self) -> None:
        self.office.ticks.holds()
        self.office.ticks.digest()
        self._end()

    def _end(self) -> None:
        """Every job and every letter that is due, and the letters kept."""
        self.office.work()
        self.office.post()
        known = {told.letter.message_id for told in self.told}
        fresh = [letter for letter in self.office.letters() if letter.message_id not in known]
        self.told += [Told(letter, self.office.hand()) for letter in fresh]
