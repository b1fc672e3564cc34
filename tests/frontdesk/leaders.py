"""A liaison's items before the leaders of the unit: what several tests need to ask and to answer."""

from __future__ import annotations

import itertools

from casework.directory import Person, Role
from casework.noun import replace
from tests.builders.mail import File
from tests.frontdesk.office import LIAISON, PEOPLE, Office, Read, news

__all__ = ["DEPUTY", "SECRETARY", "answer", "ask", "with_deputy", "words_of"]

UNIT = "Vụ Cải cách hành chính"
DEPUTY = "bich.lt@cchc.moha.gov.vn"
SECRETARY = "thu.ky@cchc.moha.gov.vn"
_count = itertools.count(1)


def with_deputy(office: Office, *, role: Role = Role.DEPUTY) -> None:
    """The directory with a second person in the leader's unit, by default one who may answer for it."""
    deputy = Person(DEPUTY, "Lê Thị Bích", UNIT, role, ("congttdt", "cchc"), function="Phó Vụ trưởng")
    secretary = Person(SECRETARY, "Đỗ Thu Kỳ", UNIT, Role.STAFF, ("congttdt", "cchc"))
    office.ledger.set_directory((*PEOPLE, deputy, secretary), by="Quản trị")


def leaves(office: Office, address: str) -> None:
    """That person's last minute in the directory was the one before this."""
    people = office.ledger.directory().people
    gone = tuple(replace(p, until=office.hand()) if p.address == address else p for p in people)
    office.ledger.set_directory(gone, by="Quản trị")


def ask(office: Office, title: str = "Hội nghị sơ kết cải cách hành chính", *, name: str = "bai.docx") -> str:
    """One item of the liaison, held for the leader; its reference."""
    number = next(_count)
    mail = office.mail(LIAISON, f"Gửi đăng bài số {number}.", File(name, news(title)))
    ref = office.take_in(mail)
    assert office.ledger.state(ref) == "held"
    return ref


def answer(office: Office, letter: Read, text: str, *, sender: str = "", **more: str) -> tuple[str, str]:
    """A reply as a mail program writes it, each a message of its own, by whom the letter went to unless ``sender`` is
    given; (outcome, note) of its receipt."""
    sender = sender or letter.to
    more.setdefault("message_id", f"<answer.{next(_count)}@{sender.rpartition('@')[2]}>")
    more.setdefault("in_reply_to", letter.message_id)
    receipt = office.arrive(office.mail(sender, text, subject=f"Re: {letter.subject}", **more))
    office.work()
    office.post()
    return office.outcome_of(receipt)


def words_of(letter: Read) -> str:
    """Its text on one line."""
    return " ".join(letter.text.split())
