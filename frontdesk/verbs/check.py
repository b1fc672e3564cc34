"""`tiepnhan check PATH… --portal ID`: the true rules, offline, nothing written.

A mail is taken as genuinely from its From unless it carries an Authentication-Results that the portal's mailbox in
config.toml trusts, or ``--authenticate`` has the DNS asked; a plain document is judged without the sender and proof
rules.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from casework.case import Case
from casework.decision import Disposition
from casework.directory import Snapshot
from casework.errors import UsageError
from casework.mail import Delivery, Door
from casework.ports import NoHistory
from frontdesk.house import offline_rooms
from frontdesk.instants import read_instant
from frontdesk.people import read_people
from frontdesk.pipeline import Rooms, gather, gather_file, walk
from frontdesk.report import json_line, report_of
from frontdesk.settings import Settings
from frontdesk.words import DISPOSITION_WORDS, finding_words, signature_words

__all__ = ["arguments", "check_file", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """PATHs, the portal, the instant of receipt."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a mail (.eml) or a document")
    parser.add_argument("--portal", required=True, metavar="ID", help="congttdt, vienkhtcnn, cchc, hatinh, hungyen …")
    parser.add_argument(
        "--at", metavar="TIME", help="instant of receipt, ISO 8601 (default: now; without offset: UTC+7)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a path, one a line")
    parser.add_argument("--directory", type=Path, help="a directory of people as CSV, as `directory export` writes it")
    parser.add_argument(
        "--authenticate", action="store_true", help="ask the DNS about a mail's sender (SPF, DKIM, DMARC, ARC)"
    )
    parser.add_argument("--letters", action="store_true", help="also print the letters that would be written")


def run(options: argparse.Namespace) -> int:
    """Exit 0 where nothing was found (a mail that is no submission has no findings), 1 where something was, 2 where a
    path could not be opened (the others are judged all the same)."""
    at = read_instant("--at", options.at) if options.at else datetime.now(UTC)
    directory = Snapshot()
    if options.directory:
        directory = Snapshot(version=1, people=read_people(options.directory))
    found = unopened = False
    with offline_rooms(options.config) as rooms:
        rooms.regulations.portal(options.portal)
        for path in options.paths:
            try:
                case = check_file(
                    path,
                    options.portal,
                    rooms,
                    at,
                    directory,
                    copies=options.letters,
                    authenticate=options.authenticate,
                )
            except UsageError as error:
                print(f"tiepnhan check: {error}", file=sys.stderr)
                unopened = True
                continue
            found = found or bool(case.findings)
            _show(case, path, options)
    return 2 if unopened else 1 if found else 0


def check_file(
    path: Path,
    portal: str,
    rooms: Rooms,
    at: datetime,
    directory: Snapshot,
    *,
    copies: bool = False,
    authenticate: bool = False,
) -> Case:
    """Judge one file; raises :class:`UsageError` where it cannot be opened. With ``copies`` the letters carry the
    Unicode copies that they would; with ``authenticate`` the DNS is asked about the sender of a mail."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{_printable(path)}: không đọc được ({error.strerror})") from error
    if path.suffix.lower() == ".eml" or _looks_like_mail(content):
        delivery = Delivery(
            door=Door.FILE,
            door_name=_door_of(portal, rooms.settings),
            portal=portal,
            transport_key=f"file:{_printable(path)}",
            received_at=at,
            envelope_to=rooms.regulations.portal(portal).address,
        )
        case = gather(content, delivery, rooms, directory, offline=True, authenticate=authenticate)
    else:
        case = gather_file(content, _printable(path.name), portal, rooms, at)
    return walk(case, rooms, NoHistory(), directory, at, (lambda: content) if copies else None)


def _door_of(portal: str, settings: Settings) -> str:
    """The mailbox or Maildir of ``portal``: whose word config.toml takes there, is taken here."""
    doors = [(m.portal, m.name) for m in settings.mailboxes] + [(m.portal, m.name) for m in settings.maildirs]
    return next((name for of, name in doors if of == portal), "check")


def _printable(path: Path | str) -> str:
    """A path as text; octets that are no UTF-8 (a name from an old disk) show as “�”, since neither JSON nor a terminal
    can bear them."""
    return os.fsencode(path).decode("utf-8", "replace")


def _looks_like_mail(content: bytes) -> bool:
    head = content[:4096].lower()
    return content[:1].isalpha() and b"\nfrom:" in b"\n" + head and b"\n" in head and b":" in head.split(b"\n", 1)[0]


def _show(case: Case, path: Path, options: argparse.Namespace) -> None:
    if options.json:
        print(json_line(report_of(case, _printable(path))))
        return
    disposition = (
        DISPOSITION_WORDS[case.decision.disposition] if case.decision else f"không phải bài gửi ({case.class_reason})"
    )
    print(f"{_printable(path.name)}: {disposition}")
    for finding in case.findings or ():
        print(f"  {finding.code} ({finding_words(finding.severity, finding.verdict)})  {finding.where}")
        print(f"      {finding.message}")
        if finding.citation:
            print(f"      Căn cứ: {finding.citation}")
    for document in () if case.secret else case.documents:
        for signature in document.signatures:
            print(f"  Chữ ký số ở {document.path}: {signature_words(signature)}")
    if case.decision and case.decision.disposition is Disposition.ACCEPT:
        print(f"  Chuyên mục: {case.decision.column.name}")
    if case.decision and case.decision.deadline:
        print(f"  Hạn: {case.decision.deadline.derivation}")
    if options.letters:
        for letter in case.letters or ():
            print(f"\n--- {letter.name.value} → {letter.to.mailbox}: {letter.subject}\n{letter.text}")
            for attachment in letter.attachments:
                print(f"Đính kèm: {attachment.name} ({len(attachment.content)} byte)")
