"""`tiepnhan demo`: the daemon on its embedded default, fed with the samples through its loopback door."""

from __future__ import annotations

import argparse
import shutil
import smtplib
import time
from email import message_from_bytes, policy
from email.utils import getaddresses, parseaddr
from pathlib import Path

from casework.errors import UsageError
from casework.noun import Noun
from frontdesk.daemon import Daemon
from frontdesk.demo_table import show
from frontdesk.house import open_ledger, rooms_of
from frontdesk.people import read_people
from frontdesk.settings import DoorName, DoorTrust, Outgoing, OwnAddress, Service, Settings, StoreTable
from intake.listener import ListenerSettings
from intake.signatures.settings import TrustSettings
from store.ledger import Ledger

__all__ = ["Fed", "arguments", "demo_settings", "feed", "run"]

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


class Fed(Noun, frozen=True):
    """One mail handed in at the door: the recipients that were taken."""

    name: str
    recipients: tuple[str, ...]
    message_id: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where the samples lie, where the results go."""
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="a folder of .eml files (default: samples/)")
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="made anew at each run (default: demo-out)")


def run(options: argparse.Namespace) -> int:
    """Exit 1 where a mail was not decided."""
    mails = sorted(options.samples.glob("*.eml"))
    if not mails:
        raise UsageError(f"{options.samples}: no .eml file there")
    _make_room(options.out)
    settings = demo_settings(options.out)
    ledger = open_ledger(settings)
    people = options.samples / "directory.csv"
    if people.exists():
        ledger.set_directory(read_people(people), by="make demo")
    with rooms_of(settings, ledger, own_workshop=True) as rooms:
        daemon = Daemon(ledger, rooms)
        daemon.start()
        try:
            host, _, port = daemon.address_of("demo").rpartition(":")
            fed, undone = [], 0
            for path in mails:
                # One after the other, as mails come in over a day: the second sending of an article is then the second.
                fed.append(feed(path, host, int(port)))
                undone = _wait(ledger, sum(len(entry.recipients) for entry in fed))
            daemon.postman.deliver_all()
        finally:
            daemon.stop()
        show(fed, ledger, rooms.regulations, options.out / "letters")
    return 1 if undone else 0


def demo_settings(out: Path) -> Settings:
    """SQLite, blobs in a folder, an LMTP door on any free loopback port, letters as files."""
    root = str(out.resolve())
    return Settings(
        root=root,
        service=Service(
            host="tiepnhan.example.vn",
            administrator="quantri@tiepnhan.example.vn",
            bounce_address="bounce@tiepnhan.example.vn",
        ),
        store=StoreTable(folder="store", backup="backup", free_mark_mb=64),
        outgoing=Outgoing(folder="letters"),
        trust_store=TrustSettings(fetch=False),  # a demo asks nobody on the network
        listeners=(ListenerSettings(name="demo", routes=(), port=0),),
        doors=(DoorName(name="demo", trust=DoorTrust(assume_authenticated=True)),),
        # Hưng Yên's regulation names no mailbox: an operator would set it in [[addresses]] of config.toml.
        addresses=(OwnAddress(of="hungyen", address="bbt@sonoivu.hungyen.gov.vn"),),
    )


def feed(path: Path, host: str, port: int) -> Fed:
    """Hand one mail in by LMTP: envelope from its Return-Path or From, to its To; only 250 means that it is ours."""
    content = path.read_bytes()
    headers = message_from_bytes(content, policy=policy.compat32)
    sender = str(headers["Return-Path"]).strip("<> ") if headers["Return-Path"] else parseaddr(str(headers["From"]))[1]
    recipients = [address for _, address in getaddresses([str(headers["To"]), str(headers["Cc"] or "")]) if address]
    with smtplib.LMTP(host, port) as door:
        door.ehlo()
        door.mail(sender)
        taken = [r for r in recipients if door.rcpt(r)[0] == 250]
        answers = [door.data(content)] if taken else []
        # LMTP answers once for each recipient (RFC 2033, section 4.2); the library reads the first answer alone.
        answers += [door.getreply() for _ in taken[1:]]
    kept = tuple(r for r, (code, _) in zip(taken, answers, strict=True) if code == 250)
    return Fed(name=path.stem, recipients=kept, message_id=str(headers["Message-ID"] or ""))


def _make_room(out: Path) -> None:
    """Empty the folder of an earlier demo; refuse any other folder that has something in it."""
    if out.exists() and any(out.iterdir()) and not (out / "store" / "ledger.sqlite").exists():
        raise UsageError(f"{out}: not empty and not an earlier demo's; name another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)


def _wait(ledger: Ledger, expected: int, seconds: float = 120.0) -> int:
    """Wait until nothing is in progress; returns how many mails are still undecided."""
    end = time.monotonic() + seconds
    while True:
        balances = ledger.balance()
        undone = sum(b.in_progress for b in balances)
        if not undone and sum(b.received for b in balances) >= expected:
            return 0
        if time.monotonic() > end:
            return undone or 1
        time.sleep(0.1)
