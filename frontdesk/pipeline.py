"""Read this first: one mail through the five rooms.

``gather`` is the intake's part (open in the sandbox, classify, judge the origin, look the sender up); ``walk`` is the
rest: judge, decide, compose. Both are called by the daemon's engine, by `tiepnhan check` and by the tests, so a mail
gets the same verdict at every door. Nothing here writes: what a walk found is committed by the ledger afterwards.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from casework.case import Case, Malware
from casework.directory import Snapshot
from casework.document import FlawKind
from casework.mail import Delivery, Door, Mail, MailClass, Origin, OriginStatus
from casework.noun import replace
from casework.portal import Portal
from casework.ports import History
from frontdesk.aiding import Aiding, NoPurse
from frontdesk.conversions import conversions_of, unicode_copies
from frontdesk.open_items import with_open_items
from frontdesk.origins import HowToJudge, origin_of, under_own_name
from frontdesk.regulations import Regulations
from frontdesk.settings import DoorTrust, Settings
from intake.clamd import Scanner, ScannerAway, away
from intake.classify import classify
from intake.dns import DnsResolver, Resolver
from intake.opening import Opened, Terms
from intake.sandbox import Sandbox
from intake.workshop.client import Workshop
from notifier.compose import compose, sender_of
from notifier.context import Context
from routing import route
from routing.decide import PROOF
from validators.examine import examine

__all__ = [
    "Letters",
    "Rooms",
    "context_of",
    "gather",
    "gather_file",
    "own_addresses",
    "portal_of",
    "terms_of",
    "walk",
]


class Letters:
    """What writing a letter needs: this machine, the law, the key of the tokens. Nothing of a stranger is opened."""

    def __init__(self, settings: Settings, regulations: Regulations, key: bytes) -> None:
        self.settings = settings
        self.regulations = regulations
        self.key = key


class Rooms(Letters):
    """What a walk needs around it. Not a noun: it holds the sandbox, which is a living thing."""

    def __init__(self, settings: Settings, regulations: Regulations, sandbox: Sandbox, key: bytes) -> None:
        super().__init__(settings, regulations, key)
        self.sandbox = sandbox
        self.resolver: Resolver = DnsResolver(settings.dns)
        self.scanner = Scanner(settings.clamd, settings.workers.count)
        self.workshop: Workshop | None = None
        self.aiding = Aiding(None, settings.workshop, settings.limits, NoPurse())

    def with_aiding(self, workshop: Workshop | None, aiding: Aiding) -> Rooms:
        """The same rooms for one walk, with its own way to the workshop."""
        own = copy.copy(self)
        own.workshop, own.aiding = workshop, aiding
        return own


def portal_of(rooms: Letters, portal_id: str) -> Portal:
    """The portal, with the addresses that its file leaves to the operator filled in from config.toml."""
    return rooms.regulations.portal(portal_id)


def terms_of(rooms: Rooms, trust: DoorTrust, received_at: datetime | None = None) -> Terms:
    """How the sandbox opens a mail of this door; its signatures are judged for ``received_at``."""
    return Terms(
        limits=rooms.settings.limits,
        authserv_id=trust.authserv_id,
        internal_header=trust.internal_header,
        spam_header=trust.spam_header,
        own_domain=rooms.settings.service.host,
        received_at=received_at,
    )


def gather(
    content: bytes,
    delivery: Delivery,
    rooms: Rooms,
    directory: Snapshot,
    *,
    ref: str = "",
    offline: bool = False,
    authenticate: bool = False,
    may_wait: bool = False,
    dns_may_wait: bool = False,
) -> Case:
    """Open the wire bytes and lay the intake's sheet. Raises nothing on bad content: what cannot be read is a flaw.

    ``may_wait``: raise :class:`ScannerAway` where the virus scanner is out of reach, instead of going on without it.
    ``offline``: the sender is genuine unless something speaks against it; ``authenticate``: the DNS is asked even so;
    ``dns_may_wait``: raise :class:`intake.dns.DnsAway` where the DNS is in trouble.
    Raises :class:`NeedsSlowLane` where only the workshop can read a file and this walk must not wait for it.
    """
    scan = rooms.scanner.begin(content)  # beside the reading, not before it
    trust = rooms.settings.trust(delivery.door_name)
    terms = terms_of(rooms, trust, delivery.received_at)
    opened = rooms.sandbox.open_mail(content, terms)
    portal_address = portal_of(rooms, delivery.portal).address if delivery.portal else ""
    mail_class, reason = classify(
        opened.mail,
        own_addresses=own_addresses(rooms),
        portal_address=portal_address,
        envelope_from=_envelope_sender(delivery),
        envelope_to=delivery.envelope_to,
        before=delivery.before,
    )
    sender = opened.mail.sender.mailbox if opened.mail.sender else ""
    how = HowToJudge(offline, authenticate, dns_may_wait)
    origin = origin_of(content, opened.mail, mail_class, delivery, trust, rooms.sandbox, rooms.resolver, how)
    if delivery.portal:
        origin = under_own_name(origin, opened.mail, portal_of(rooms, delivery.portal), directory, delivery)
    if opened.wants and mail_class.is_decided and delivery.portal:
        proven = origin.status is OriginStatus.PROVEN
        aids = rooms.aiding.fetch(opened.wants, rooms.sandbox, sender=sender, proven=proven, ref=ref)
        opened = _reopened(opened, rooms.sandbox.open_mail(content, terms, aids))
    return Case(
        portal=delivery.portal,
        delivery=delivery,
        mail=opened.mail,
        mail_class=mail_class,
        class_reason=reason,
        origin=origin,
        documents=opened.documents,
        person=directory.find(sender, delivery.portal, delivery.received_at) if sender else None,
        ref=ref,
        received_at=delivery.received_at,
        malware=_scanned(scan, delivery.received_at, may_wait=may_wait),
    )


def _reopened(before: Opened, after: Opened) -> Opened:
    """What the second opening gave; the first one's facts where no worker survived the second."""
    lost = any(flaw.kind is FlawKind.WORKER for flaw in after.documents[0].flaws)
    return before if lost else after


def _scanned(scan: Future[Malware] | None, at: datetime, *, may_wait: bool) -> Malware | None:
    """The scanner's word; ``None`` where none is configured. That nobody was reached is dated by the receipt."""
    try:
        return scan.result() if scan is not None else None
    except ScannerAway:
        if may_wait:
            raise
        return away(at)


def _envelope_sender(delivery: Delivery) -> str:
    """“<>” where a server said MAIL FROM:<>; "" where the door cannot know (a fetched mail without Return-Path)."""
    said = delivery.door in (Door.LMTP, Door.SMTP)
    return delivery.envelope_from or ("<>" if said else "")


def gather_file(content: bytes, name: str, portal_id: str, rooms: Rooms, at: datetime) -> Case:
    """A plain document for `tiepnhan check`: judged without the sender and proof rules."""
    terms = terms_of(rooms, DoorTrust(), at)
    opened = rooms.sandbox.open_files(content, name, terms)
    if opened.wants:
        aids = rooms.aiding.fetch(opened.wants, rooms.sandbox, sender="", proven=True)
        opened = rooms.sandbox.open_files(content, name, terms, aids)
    return Case(
        portal=portal_id,
        delivery=Delivery(
            door=Door.FILE, door_name="check", portal=portal_id, transport_key=f"file:{name}", received_at=at
        ),
        mail=Mail(),
        mail_class=MailClass.SUBMISSION,
        origin=Origin(status=OriginStatus.PROVEN, by="check"),
        documents=opened.documents,
        received_at=at,
        offline_document=True,
    )


def walk(
    case: Case,
    rooms: Rooms,
    history: History,
    directory: Snapshot,
    now: datetime,
    wire: Callable[[], bytes] | None = None,
) -> Case:
    """Judge, decide and compose: same input, same output. Classes that are not decided come back as they are.

    ``wire`` gives the mail's bytes where a returned letter shall carry Unicode copies of its files.
    """
    if not case.mail_class.is_decided:
        return case
    portal = portal_of(rooms, case.portal)
    regulations = rooms.regulations
    judged = examine(case, portal, regulations.law, regulations.calendar, history, directory, now)
    if judged.complete_at is not None and any(f.code == PROOF for f in judged.findings or ()):
        # The proof that came no longer covers what lies there (other files, a later “no”).
        judged = replace(judged, complete_at=None)
    decided = route(judged, portal, regulations.calendar, regulations.law, directory, now)
    context = with_open_items(context_of(rooms, now), decided, history)
    if wire is not None and sender_of(decided, context) is not None:
        terms, seconds = terms_of(rooms, DoorTrust()), rooms.settings.workshop.seconds_per_mail
        copies = unicode_copies(decided, wire, rooms.sandbox, terms, rooms.workshop, seconds)
        decided = replace(decided, conversions=conversions_of(copies))
        context = replace(context, converted=copies)
    return compose(decided, portal, context)


def context_of(rooms: Letters, now: datetime) -> Context:
    """What the letters' room must know of this machine."""
    service = rooms.settings.service
    return Context(
        service_host=service.host,
        service_name=service.name,
        bounce_address=service.bounce_address,
        admin_address=service.administrator,
        key=rooms.key,
        now=now,
        law=rooms.regulations.law,
        calendar=rooms.regulations.calendar,
        own_addresses=own_addresses(rooms),
        plus_addressing=rooms.settings.outgoing.plus_addressing,
    )


def own_addresses(rooms: Letters) -> tuple[str, ...]:
    """Mailboxes of this service: mail from them is our own, and nothing is ever sent there."""
    service = rooms.settings.service
    addresses = {service.bounce_address.lower(), *(p.address.lower() for p in rooms.regulations.portals)}
    return tuple(sorted(a for a in addresses if a))
