"""Has the sender of one mail judged: whose word the door takes, and what the DNS says where it is told to ask."""

from __future__ import annotations

from typing import NamedTuple

from casework.borrowed_name import borrowed_name
from casework.mail import Delivery, Mail, MailClass, Origin, OriginStatus
from casework.noun import replace
from casework.portal import Portal
from casework.ports import Directory
from frontdesk.settings import DoorTrust
from intake.authenticity import judge_origin, may_ask
from intake.authenticity.asking import gather_evidence
from intake.authenticity.domains import ascii_domain
from intake.authenticity.evidence import Inquiry
from intake.dns import Resolver
from intake.sandbox import Sandbox

__all__ = ["HowToJudge", "origin_of", "under_own_name"]


class HowToJudge(NamedTuple):
    """``offline``: genuine unless something speaks against it; ``authenticate``: the DNS is asked even so.
    ``may_wait``: raise :class:`intake.dns.DnsAway` where the DNS is in trouble, instead of going on unsure."""

    offline: bool = False
    authenticate: bool = False
    may_wait: bool = False


def origin_of(
    content: bytes,
    mail: Mail,
    mail_class: MailClass,
    delivery: Delivery,
    trust: DoorTrust,
    sandbox: Sandbox,
    resolver: Resolver,
    how: HowToJudge,
) -> Origin:
    """The origin of ``mail``, whose wire bytes are ``content``.

    The DNS is asked for mails that are answered or whose answer counts; not for what robots, lists and spam bring.
    """
    word = replace(trust.word(), check=how.authenticate or (trust.check and not how.offline))
    counts = mail_class.is_decided or mail_class is MailClass.CONFIRMATION
    evidence = None
    if counts and may_ask(mail, word) and mail.sender is not None and (domain := ascii_domain(mail.sender.domain)):
        inquiry = Inquiry(
            content=content,
            domain=domain,
            at=delivery.received_at,
            received_by=trust.received_by,
            envelope_from=delivery.envelope_from,
        )
        evidence = gather_evidence(inquiry, sandbox.authenticate, resolver, may_wait=how.may_wait)
    return judge_origin(mail, word, how.offline, evidence, delivery.received_at)


def under_own_name(origin: Origin, mail: Mail, portal: Portal, directory: Directory, delivery: Delivery) -> Origin:
    """``origin``, contradicted where the sender shows an official address as his name: nobody is written to, and no
    leader is asked on his account."""
    shown = borrowed_name(mail.sender, portal, directory, delivery.received_at)
    if not shown or mail.sender is None:
        return origin
    reason = f"Tên hiển thị ghi địa chỉ {shown} nhưng thư gửi từ {mail.sender.mailbox}."
    return replace(origin, status=OriginStatus.CONTRADICTED, reason=reason, sealed=())
