"""Opens the house for a verb or the daemon: settings, law, ledger, sandbox; each with a clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdesk.aiding import Aiding, NoPurse
from frontdesk.law_folder import open_regulations
from frontdesk.pipeline import Letters, Rooms
from frontdesk.settings import Service, Settings, load_settings
from frontdesk.trust import open_trust
from intake.identity import identity_of
from intake.sandbox import Sandbox
from intake.workshop.client import Workshop
from store.ledger import Ledger

__all__ = ["OFFLINE_KEY", "letters_of", "offline_rooms", "offline_settings", "open_ledger", "rooms_of"]

#: Letters of `check` are never posted; their tokens are worth nothing.
OFFLINE_KEY = b"offline: these tokens open nothing"


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of config.toml; made with its folders where there is none."""
    return Ledger(settings.path(settings.store.folder), identity_of=identity_of)


def letters_of(settings: Settings, ledger: Ledger) -> Letters:
    """What a verb needs that only writes letters: no reader process is started for it."""
    return Letters(settings, open_regulations(settings), ledger.key)


@contextmanager
def rooms_of(settings: Settings, ledger: Ledger, *, own_workshop: bool = False) -> Iterator[Rooms]:
    """The five rooms around a ledger; the sandbox workers end with the block. ``own_workshop``: where config.toml names
    no socket, the workshop is a child of this process, started when a mail needs it."""
    regulations = open_regulations(settings)
    workers = settings.workers
    there = bool(settings.workshop.socket) or own_workshop
    # One more for the slow lane, so that what it draws never stands in another mail's way.
    count = workers.count + 1 if there else workers.count
    sandbox = Sandbox(workers=count, seconds=workers.seconds, memory_mb=workers.memory_mb)
    try:
        sandbox.trust(open_trust(settings).material())
        rooms = Rooms(settings, regulations, sandbox, ledger.key)
        rooms.workshop = Workshop(settings.workshop.socket) if there else None
        try:
            yield rooms
        finally:
            rooms.scanner.close()
            if rooms.workshop is not None:
                rooms.workshop.close()
    finally:
        sandbox.close()


def offline_settings(config: Path | None) -> Settings:
    """config.toml where there is one; else what holds without it, with folders relative to where the verb was typed."""
    if config is not None and config.exists():
        return load_settings(config)
    return Settings(
        root=str(Path.cwd()),
        service=Service(host="localhost", administrator="", bounce_address="bounce@localhost"),
    )


@contextmanager
def offline_rooms(config: Path | None, workers: int = 1) -> Iterator[Rooms]:
    """The rooms without a ledger, for `tiepnhan check`; config.toml is optional there."""
    settings = offline_settings(config)
    sandbox = Sandbox(workers=workers, seconds=settings.workers.seconds, memory_mb=settings.workers.memory_mb)
    try:
        sandbox.trust(open_trust(settings).material())
        rooms = Rooms(settings, open_regulations(settings), sandbox, OFFLINE_KEY)
        with Workshop(settings.workshop.socket) as workshop:
            aiding = Aiding(workshop, settings.workshop, settings.limits, NoPurse(), asked=True)
            try:
                yield rooms.with_aiding(workshop, aiding)
            finally:
                rooms.scanner.close()
    finally:
        sandbox.close()
