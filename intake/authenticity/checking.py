"""Checks a mail with the answers of the DNS that are there so far. Runs inside the sandbox; pure.

What an answer is missing for is named, and the caller asks and comes again. Signatures first: where one of From's
own domain holds, nobody needs to know which server brought the mail.
"""

from __future__ import annotations

from email import message_from_bytes
from email.policy import compat32

from casework.mail import OriginCheck
from casework.noun import replace
from intake.authenticity.answers import Table
from intake.authenticity.arc_chain import check_chain
from intake.authenticity.dkim_seals import check_seals
from intake.authenticity.evidence import Evidence, Inquiry
from intake.authenticity.peers import Peer, find_peer
from intake.authenticity.policy import check_dmarc
from intake.authenticity.spf_policy import check_spf
from intake.skeleton import header_end

__all__ = ["check_mail"]


def check_mail(inquiry: Inquiry) -> Evidence:
    """What is found of ``inquiry``. Raises nothing on what strangers wrote."""
    table = Table(inquiry.answers)
    signatures = inquiry.signatures or _signatures(inquiry, table)
    checks = list(signatures.checks)
    proven = any(c.method == "dkim" and c.verdict == "pass" and c.domain == inquiry.domain for c in checks)
    spf_known = False
    if signatures.signed and not proven:
        peer = _peer(inquiry)
        spf_known = bool(peer.address and peer.envelope_from)
        spf = check_spf(peer, inquiry.domain, table)
        checks += [spf] if spf is not None else []
    dmarc = check_dmarc(inquiry.domain, checks, table, spf_known)
    if table.questions or dmarc is None:
        return replace(signatures, questions=table.questions)
    sealed = signatures.sealed or (("*",) if _passed(checks, "spf") else ())
    return replace(signatures, checks=(dmarc, *checks), sealed=sealed, questions=())


def _signatures(inquiry: Inquiry, table: Table) -> Evidence:
    """DKIM and ARC; not ``signed`` while a key is missing."""
    seals = check_seals(inquiry.content, inquiry.domain, inquiry.at, table)
    chain = check_chain(inquiry.content, table)
    if seals is None or table.questions:
        return Evidence()
    checks = (*seals.checks, *((chain,) if chain is not None else ()))
    return Evidence(checks=checks, sealed=seals.fields, limited=seals.limited, signed=True)


def _peer(inquiry: Inquiry) -> Peer:
    head = inquiry.content[: header_end(inquiry.content)]
    parsed = message_from_bytes(head, policy=compat32)
    fields = [(str(name).lower(), str(text)) for name, text in parsed.raw_items()]
    return find_peer(fields, inquiry.received_by, inquiry.envelope_from)


def _passed(checks: list[OriginCheck], method: str) -> bool:
    return any(check.method == method and check.verdict == "pass" for check in checks)
