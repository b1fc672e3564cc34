"""Opens the house for a verb or the daemon: settings, law, ledger, sandbox; each with a clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casework.noun import replace
from frontdesk.pipeline import Rooms
from frontdesk.regulations import Regulations, load
from frontdesk.settings import Service, Settings, Workers, load_settings
from intake.identity import identity_of
from intake.sandbox import Sandbox
from store.ledger import Ledger

__all__ = [
    "OFFLINE_KEY",
    "REGULATIONS",
    "offline_rooms",
    "open_ledger",
    "open_regulations",
    "rooms_of",
    "with_addresses",
]

#: The regulations that come with the program, beside its packages.
REGULATIONS = Path(__file__).resolve().parent.parent / "regulations"
#: Letters of `check` are never posted; their tokens are worth nothing.
OFFLINE_KEY = b"offline: these tokens open nothing"


def open_regulations(settings: Settings | None = None) -> Regulations:
    """The law from config's folder, else the one that comes with the program."""
    if settings is None:
        return load(REGULATIONS)
    return with_addresses(regulations_folder(settings), settings)


def regulations_folder(settings: Settings) -> Path:
    """The operator's own folder where he has one, else the one that comes with the program."""
    folder = settings.path(settings.service.regulations)
    return folder if folder.is_dir() else REGULATIONS


def with_addresses(folder: Path, settings: Settings) -> Regulations:
    """The law with the addresses that it leaves to the operator (Hưng Yên names no mailbox); unknown keys are refused.

    Where the operator has not named a desk's or the duty officer's address, the administrator stands in for them:
    somebody must be told. `doctor` says so.
    """
    regulations = load(folder, addresses={entry.of: entry.address for entry in settings.addresses})
    stand_in = settings.service.administrator
    portals = []
    for portal in regulations.portals:
        desks = tuple(replace(desk, address=desk.address or stand_in) for desk in portal.desks)
        officer = replace(portal.duty_officer, address=portal.duty_officer.address or stand_in)
        portals.append(replace(portal, desks=desks, duty_officer=officer))
    return replace(regulations, portals=tuple(portals))


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of config.toml; made with its folders where there is none."""
    return Ledger(settings.path(settings.store.folder), identity_of=identity_of)


@contextmanager
def rooms_of(settings: Settings, ledger: Ledger) -> Iterator[Rooms]:
    """The five rooms around a ledger; the sandbox workers end with the block."""
    regulations = open_regulations(settings)
    workers = settings.workers
    sandbox = Sandbox(workers=workers.count, seconds=workers.seconds, memory_mb=workers.memory_mb)
    try:
        yield Rooms(settings, regulations, sandbox, ledger.key)
    finally:
        sandbox.close()


@contextmanager
def offline_rooms(config: Path | None, workers: int = 1) -> Iterator[Rooms]:
    """The rooms without a ledger, for `tiepnhan check`; config.toml is optional there."""
    if config is not None and config.exists():
        settings = load_settings(config)
    else:
        settings = Settings(
            root=str(Path.cwd()),
            service=Service(host="localhost", administrator="", bounce_address="bounce@localhost"),
            workers=Workers(count=workers),
        )
    sandbox = Sandbox(workers=workers, seconds=settings.workers.seconds, memory_mb=settings.workers.memory_mb)
    try:
        yield Rooms(settings, open_regulations(settings), sandbox, OFFLINE_KEY)
    finally:
        sandbox.close()
