"""Evidence for the tests of authority: signatures as the intake hands them over, and people who may speak."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.authority import Authority
from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.document import Document, Signature, SignatureStatus
from casework.mail import Address, Mail
from casework.noun import replace
from casework.portal import Portal
from tests.validators.cases import DIRECTORY, LEADER, RECEIVED, History, body, case, portal
from validators.authority import judge_authority

__all__ = ["DEPUTY", "PEOPLE", "UNIT", "Seen", "authority", "leaders_mail", "signature", "smime", "with_signature"]

UNIT = LEADER.unit
DEPUTY = Person("lthoa@moha.gov.vn", "Lê Thị Hoa", UNIT, Role.DEPUTY, function="Phó Vụ trưởng")
PEOPLE = Snapshot(9, (*DIRECTORY.people, DEPUTY))


class Seen(History):
    """A ledger that has received these seals before."""

    def __init__(self, *seals: str, ref: str = "CONGTTDT-000001") -> None:
        super().__init__()
        self.seals, self.ref = seals, ref

    def seen_seal(self, portal: str, seal: str, *, other_than: str) -> str:
        return self.ref if seal in self.seals and other_than != self.ref else ""


def signature(status: SignatureStatus = SignatureStatus.TRUSTED, **facts: Any) -> Signature:
    """The leader's own, trusted, over the whole of a PDF, unless told otherwise."""
    given = {
        "kind": "pdf", "signer": LEADER.name, "organisation": "Bộ Nội vụ", "unit": "VỤ CẢI CÁCH HÀNH CHÍNH",
        "covers": "whole", "signed_at": RECEIVED - timedelta(hours=3), "email": LEADER.address, "personal": True,
        "certificate": "ce" * 32, **facts,
    }  # fmt: skip
    return Signature(status=status, **given)


def smime(**facts: Any) -> Signature:
    """The leader's, on a mail whose To and Date stand inside what was signed."""
    given = {
        "kind": "smime", "addressed_to": ("congttdt@moha.gov.vn",), "dated": RECEIVED - timedelta(minutes=5),
        "seal": "5e" * 32, **facts,
    }  # fmt: skip
    return signature(**given)


def with_signature(document: Document, *signatures: Signature) -> Document:
    return replace(document, signatures=signatures)


def leaders_mail(*documents: Document, **mail: Any) -> Case:
    """Sent by the leader himself to the portal."""
    sent = case(*documents, sender=LEADER.address)
    given: dict[str, Any] = {"to": (Address("congttdt@moha.gov.vn"),), **mail}
    changed: Mail = replace(sent.mail, **given)
    return replace(sent, mail=changed, documents=(body("Bài"), *documents))


def authority(
    judged: Case, at: Portal | None = None, *, history: History | None = None, directory: Snapshot = PEOPLE
) -> Authority:
    return judge_authority(judged, at or portal(), directory, history or History())
