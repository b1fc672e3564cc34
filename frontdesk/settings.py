"""config.toml: this machine's mailboxes, SMTP, store, schedule and limits; never law, never a password.

Read strictly: an unknown key or a wrong type stops the start with the file, the key, what was expected and what stood
there.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from casework.errors import ConfigurationError
from casework.noun import Noun, replace
from frontdesk.door_trust import DoorTrust
from intake.clamd import ClamdSettings
from intake.dns import DnsSettings
from intake.listener import ListenerSettings
from intake.mailbox import MailboxSettings
from intake.maildir import MaildirSettings
from intake.readers.limits import Limits
from intake.secrets import Secret
from intake.signatures.settings import TrustSettings
from notifier.postman import SmtpSettings

__all__ = [
    "DoorTrust",
    "Outgoing",
    "Schedule",
    "Service",
    "Settings",
    "StoreTable",
    "Workers",
    "WorkshopTable",
    "load_settings",
]


class Service(Noun, frozen=True):
    """Who we are. ``host`` stands in Message-IDs; ``bounce_address`` gets the token as its plus part."""

    host: str
    administrator: str
    bounce_address: str
    name: str = "Tiếp nhận"
    regulations: str = "regulations"  # folder, relative to config.toml


class StoreTable(Noun, frozen=True):
    """Folders are relative to config.toml. Below ``free_mark_mb`` of free disk LMTP answers 451 and polling stops."""

    folder: str = "var/store"
    backup: str = "var/backup"
    free_mark_mb: int = 512
    keep_backups: int = 14


class SmtpTable(Noun, frozen=True):
    """The outgoing server. ``security`` is ``starttls``, ``tls`` or, on loopback alone, ``none``."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: Secret = Secret()
    ca_file: str = ""
    seconds: float = 30.0
    helo: str = ""

    def settings(self) -> SmtpSettings:
        """The same for the postman, who reads the password anew at each connection."""
        return SmtpSettings(
            host=self.host,
            port=self.port,
            security=self.security,
            user=self.user,
            password=self.password.reveal if self.user else "",
            ca_file=self.ca_file,
            seconds=self.seconds,
            helo=self.helo,
        )


class Outgoing(Noun, frozen=True):
    """Where letters go: a folder of .eml files, or an SMTP server."""

    folder: str = ""
    smtp: SmtpTable | None = None
    plus_addressing: bool = False  # the mail server delivers portal+TOKEN@… to the portal's mailbox


class Schedule(Noun, frozen=True):
    """Local times in Vietnam (UTC+7) and intervals in seconds. Digest times stand in the portals' files."""

    backup_at: str = "02:15"
    reconcile_at: str = "06:30"
    post_every: float = 2.0
    holds_every: float = 300.0
    digest_every: float = 60.0
    law_every: float = 60.0


class Workers(Noun, frozen=True):
    """How many mails are walked at once, and what one walk may cost."""

    count: int = 2
    seconds: float = 30.0
    memory_mb: int = 768
    lease_seconds: float = 180.0


class WorkshopTable(Noun, frozen=True):
    """The workshop (OCR, LibreOffice, ffmpeg). ``socket``: its unit's (relative to config.toml); empty: there is none.

    The budget is in seconds of the workshop's time and in pages that are recognised, for one mail, and for one sender
    on one day in Vietnam. ``dpi`` is how finely pages are drawn for recognition."""

    socket: str = ""
    seconds_per_mail: float = 60.0
    pages_per_mail: int = 10
    seconds_per_sender_day: float = 1200.0
    pages_per_sender_day: int = 200
    dpi: int = 200


class DoorName(Noun, frozen=True):
    """A door's trust by the name that its deliveries bear."""

    name: str
    trust: DoorTrust


class OwnAddress(Noun, frozen=True):
    """An address that a portal's file leaves to the operator: of a portal (“hungyen”) or desk (“hungyen/bien_tap”)."""

    of: str
    address: str


class Settings(Noun, frozen=True):
    """The whole of config.toml. ``root`` is the folder that relative paths start from."""

    root: str
    service: Service
    store: StoreTable = StoreTable()
    outgoing: Outgoing = Outgoing()
    schedule: Schedule = Schedule()
    workers: Workers = Workers()
    limits: Limits = Limits()
    workshop: WorkshopTable = WorkshopTable()
    clamd: ClamdSettings = ClamdSettings()
    dns: DnsSettings = DnsSettings()
    trust_store: TrustSettings = TrustSettings()
    mailboxes: tuple[MailboxSettings, ...] = ()
    listeners: tuple[ListenerSettings, ...] = ()
    maildirs: tuple[MaildirSettings, ...] = ()
    doors: tuple[DoorName, ...] = ()
    addresses: tuple[OwnAddress, ...] = ()

    def path(self, relative: str) -> Path:
        """``relative`` from the folder of config.toml; an absolute path stays as it is."""
        return Path(self.root) / relative

    def trust(self, door_name: str) -> DoorTrust:
        """The trust of one door; nobody's word where the door is unknown."""
        return next((d.trust for d in self.doors if d.name == door_name), DoorTrust())


T = TypeVar("T")
_TABLES: tuple[tuple[str, type[Noun]], ...] = (
    ("service", Service),
    ("store", StoreTable),
    ("outgoing", Outgoing),
    ("schedule", Schedule),
    ("workers", Workers),
    ("limits", Limits),
    ("workshop", WorkshopTable),
    ("clamd", ClamdSettings),
    ("dns", DnsSettings),
)
_DOORS: tuple[tuple[str, str, type[Noun]], ...] = (
    ("mailbox", "mailboxes", MailboxSettings),
    ("listener", "listeners", ListenerSettings),
    ("maildir", "maildirs", MaildirSettings),
)


def load_settings(path: Path) -> Settings:
    """Read config.toml; raises :class:`ConfigurationError` naming file, key, expected and got."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path}: không có tệp cấu hình. Chép config.example.toml thành {path.name} rồi sửa (no such file)"
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: not readable as TOML: {error}") from error
    return settings_from(raw, path)


def settings_from(raw: dict[str, Any], path: Path) -> Settings:
    """The same from an already parsed table; ``path`` is what errors name and what relative paths start from."""
    fields: dict[str, Any] = {"root": str(path.parent.resolve())}
    known = {key for key, _ in _TABLES} | {key for key, _, _ in _DOORS} | {"addresses", "trust"}
    for key in raw:
        if key not in known:
            raise ConfigurationError(f"{path}: unknown key [{key}]; expected one of {', '.join(sorted(known))}")
    if "service" not in raw:
        raise ConfigurationError(f"{path}: the table [service] is missing")
    for key, noun in _TABLES:
        if key in raw:
            fields[key] = _convert(raw[key], noun, path, key)
    if "trust" in raw:
        fields["trust_store"] = _convert(raw["trust"], TrustSettings, path, "trust")
    doors: list[DoorName] = []
    for key, field, noun in _DOORS:
        tables = []
        for number, table in enumerate(raw.get(key, ()), 1):
            place = f"{key}[{number}]"
            rest = dict(table)
            trust = _convert(rest.pop("trust", {}), DoorTrust, path, f"{place}.trust")
            if key == "listener":
                # Without routes of its own a listener takes mail for every portal's address; the daemon fills them in.
                rest.setdefault("routes", [])
            tables.append(_convert(rest, noun, path, place))
            doors.append(DoorName(name=str(rest.get("name", "")), trust=trust))
        fields[field] = tuple(tables)
    fields["doors"] = tuple(doors)
    fields["addresses"] = tuple(
        OwnAddress(of=key, address=_convert(value, str, path, f"addresses.{key}"))
        for key, value in raw.get("addresses", {}).items()
    )
    settings = _placed(Settings(**fields))
    _refuse_contradictions(settings, path)
    return settings


def _placed(settings: Settings) -> Settings:
    """Every path of the doors and the post taken from config.toml's folder here, once: the daemon, the doctor and the
    verbs, each started in a folder of its own, then look at the same file."""

    def full(path: str) -> str:
        return str(settings.path(path)) if path else ""

    def secret(password: Secret) -> Secret:
        return replace(password, file=full(password.file))

    smtp = settings.outgoing.smtp
    if smtp is not None:
        smtp = replace(smtp, ca_file=full(smtp.ca_file), password=secret(smtp.password))
    return replace(
        settings,
        outgoing=replace(settings.outgoing, smtp=smtp),
        workshop=replace(settings.workshop, socket=full(settings.workshop.socket)),
        mailboxes=tuple(replace(m, ca_file=full(m.ca_file), password=secret(m.password)) for m in settings.mailboxes),
        listeners=tuple(replace(door, socket=full(door.socket)) for door in settings.listeners),
        maildirs=tuple(replace(m, path=full(m.path)) for m in settings.maildirs),
    )


def _convert(value: Any, kind: type[T], path: Path, place: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: [{place}] {error}") from error


def _refuse_contradictions(settings: Settings, path: Path) -> None:
    names = [door.name for door in settings.doors]
    for name in names:
        if not name or names.count(name) > 1:
            raise ConfigurationError(
                f"{path}: every door needs a name of its own; got “{name}” {names.count(name)} times"
            )
    if settings.outgoing.folder and settings.outgoing.smtp:
        raise ConfigurationError(f"{path}: [outgoing] has both folder and smtp; expected one of them")
    for listener in settings.listeners:
        open_door = settings.trust(listener.name).assume_authenticated
        if open_door and getattr(listener, "host", "") not in ("127.0.0.1", "::1", "localhost"):
            raise ConfigurationError(
                f"{path}: listener “{listener.name}” assumes its senders authenticated but listens on "
                f"{getattr(listener, 'host', '')}; expected a loopback address (this is for the demo alone)"
            )
    for name in (*(m.name for m in settings.mailboxes), *(m.name for m in settings.maildirs)):
        if settings.trust(name).assume_authenticated:
            raise ConfigurationError(
                f"{path}: “{name}”: assume_authenticated is for the demo's loopback listener alone"
            )
