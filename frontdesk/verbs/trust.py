"""`tiepnhan trust list|add|remove|fetch|check|log`: what signatures are judged by."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from casework.calendar import VIETNAM
from casework.document import Document, SignatureStatus
from casework.errors import UsageError
from casework.noun import Noun
from frontdesk.colours import GREEN
from frontdesk.examination_trust import store_checks
from frontdesk.house import offline_rooms, offline_settings
from frontdesk.instants import read_instant
from frontdesk.pipeline import Rooms, terms_of
from frontdesk.report import json_line
from frontdesk.revocation import fetch_all
from frontdesk.settings import DoorTrust, load_settings
from frontdesk.trust import Entry, TrustStore, open_trust
from frontdesk.trust_changes import add, changes, remove
from frontdesk.words import COVERS_WORDS, SIGNATURE_WORDS
from intake.signatures.store import grouped

__all__ = ["arguments", "run"]

_KINDS = {"root": "Chứng thư gốc", "intermediate": "Chứng thư trung gian"}
_CHANGE_WORDS = {"added": "thêm", "removed": "gỡ", "list": "đưa danh sách thu hồi vào"}


class CertificateReport(Noun, frozen=True, omit_defaults=False):
    """One line of `trust list --json`. ``list_*`` speak of the newest revocation list that this authority signed."""

    role: str  # root, intermediate
    name: str
    organisation: str
    issuer: str
    sha256: str
    since: datetime
    until: datetime
    ours: bool
    crl_addresses: tuple[str, ...]  # as the certificate names them: lists of who issued it
    list_since: datetime | None
    list_until: datetime | None
    list_fetched_at: datetime | None
    list_from: str


class FileSignature(Noun, frozen=True, omit_defaults=False):
    """One line of `trust check FILE --json`."""

    path: str
    kind: str
    status: str
    signer: str
    organisation: str
    covers: str
    signed_at: datetime | None
    timestamped: bool
    revocation: str
    reason: str
    certificate: str  # SHA-256, as the directory's column takes it


def arguments(parser: argparse.ArgumentParser) -> None:
    """An action; who acts; for a root its fingerprint as the authority itself gave it."""
    actions = parser.add_subparsers(dest="action", metavar="list|add|remove|fetch|check|log", required=True)
    for name, line in (
        ("list", "certificates with their fingerprints, and the newest revocation list of each"),
        ("add", "take in an authority's certificate or a revocation list, PEM or DER"),
        ("remove", "take out the certificate with this fingerprint"),
        ("fetch", "fetch every revocation list now"),
        ("check", "say what is missing; with FILE: judge the signatures of that file"),
        ("log", "who added and removed what, when"),
    ):
        action = actions.add_parser(name, help=line, description=line)
        if name in ("add", "remove"):
            action.add_argument("--by", required=True, help="full name of the administrator")
        if name == "add":
            action.add_argument("file", type=Path, metavar="FILE")
            action.add_argument("--fingerprint", default="", help="SHA-256 of a root, as its authority published it")
        if name == "remove":
            action.add_argument("fingerprint", metavar="FINGERPRINT", help="SHA-256, or enough of its beginning")
        if name == "check":
            action.add_argument("file", type=Path, metavar="FILE", nargs="?", help="a signed document or mail (.eml)")
            action.add_argument("--at", metavar="TIME", help="instant of receipt, ISO 8601 (default: now)")
        if name in ("list", "check", "fetch", "log"):
            action.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Exit 1 where something is missing, was not fetched, or a signature of FILE is not trusted."""
    doings: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "add": _add,
        "remove": _remove,
        "fetch": _fetch,
        "check": _check,
        "log": _log,
    }
    return doings[options.action](options)


def _list(options: argparse.Namespace) -> int:
    store = open_trust(offline_settings(options.config))
    for entry in store.entries:
        report = _report(store, entry)
        print(json_line(report) if options.json else _lines(report))
    for authority in store.removed:
        if not options.json:
            print(f"Đã gỡ: “{authority.name}”  SHA-256 {grouped(authority.sha256)}")
    return 0


def _add(options: argparse.Namespace) -> int:
    settings = load_settings(options.config)
    content = _read(options.file)
    done = add(settings, content, by=options.by, fingerprint=options.fingerprint, now=datetime.now(UTC))
    print("\n".join(done))
    print("Dịch vụ đang chạy sẽ dùng trong ít phút; xem còn thiếu gì: tiepnhan trust check")
    return 0


def _remove(options: argparse.Namespace) -> int:
    print(remove(load_settings(options.config), options.fingerprint, by=options.by, now=datetime.now(UTC)))
    return 0


def _fetch(options: argparse.Namespace) -> int:
    settings = load_settings(options.config)
    store = open_trust(settings)
    if not store.addresses:
        raise UsageError("không có địa chỉ danh sách thu hồi nào ([trust] crl_addresses)")
    # What became of each address is this verb's own output; the log says it where nobody reads that.
    logging.getLogger("frontdesk.revocation").setLevel(logging.ERROR)
    tried = fetch_all(settings, store, datetime.now(UTC))
    for attempt in tried:
        name = next((a.name for a in store.authorities if a.sha256 == attempt.authority), "")
        words = f"CHƯA ĐƯỢC: {attempt.trouble}" if attempt.trouble else f"đã có danh sách của “{name}”"
        print(json_line(attempt) if options.json else f"{attempt.address}  {words}")
    return 1 if any(attempt.trouble for attempt in tried) else 0


def _check(options: argparse.Namespace) -> int:
    if options.file is not None:
        return _check_file(options)
    settings = offline_settings(options.config)
    lacking = False
    for check in store_checks(open_trust(settings), settings, datetime.now(UTC)):
        lacking = lacking or check.colour != GREEN
        print(json_line(check) if options.json else f"[{check.colour:^5}] {check.subject}: {check.words}")
    return 1 if lacking else 0


def _log(options: argparse.Namespace) -> int:
    for change in changes(load_settings(options.config)):
        at = f"{change.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        words = f"{at}  {change.by} {_CHANGE_WORDS[change.what]}: {change.name}  {grouped(change.sha256)}"
        print(json_line(change) if options.json else words)
    return 0


def _check_file(options: argparse.Namespace) -> int:
    content = _read(options.file)
    at = read_instant("--at", options.at) if options.at else datetime.now(UTC)
    with offline_rooms(options.config) as rooms:
        found = _signatures(_documents(rooms, content, options.file, at))
    for signature in found:
        print(json_line(signature) if options.json else _signature_lines(signature))
    if not found and not options.json:
        print(f"{options.file.name}: không có chữ ký số nào.")
    return 0 if found and all(s.status == SignatureStatus.TRUSTED for s in found) else 1


def _documents(rooms: Rooms, content: bytes, path: Path, at: datetime) -> tuple[Document, ...]:
    """Opened as any mail or file is, yet nothing is recognised or converted for it."""
    terms = terms_of(rooms, DoorTrust(), at)
    if path.suffix.lower() == ".eml":
        return rooms.sandbox.open_mail(content, terms).documents
    return rooms.sandbox.open_files(content, path.name, terms).documents


def _signatures(documents: tuple[Document, ...]) -> tuple[FileSignature, ...]:
    return tuple(
        FileSignature(
            path=document.path,
            kind=s.kind,
            status=s.status.value,
            signer=s.signer,
            organisation=s.organisation,
            covers=s.covers,
            signed_at=s.signed_at,
            timestamped=s.timestamped,
            revocation=s.revocation,
            reason=s.reason,
            certificate=s.certificate,
        )
        for document in documents
        for s in document.signatures
    )


def _signature_lines(found: FileSignature) -> str:
    whose = f"{found.signer or '(không rõ người ký)'}{', ' + found.organisation if found.organisation else ''}"
    lines = [f"{found.path}: {SIGNATURE_WORDS[SignatureStatus(found.status)]} ({COVERS_WORDS[found.covers]})"]
    lines.append(f"    Người ký: {whose}")
    if found.signed_at is not None:
        whence = "dấu thời gian" if found.timestamped else "giờ máy của người ký"
        lines.append(f"    Thời điểm: {_time(found.signed_at)} ({whence})")
    if found.certificate:
        lines.append(f"    Chứng thư: SHA-256 {found.certificate}")
    if found.reason:
        lines.append(f"    {found.reason}")
    return "\n".join(lines)


def _report(store: TrustStore, entry: Entry) -> CertificateReport:
    authority, newest = entry.authority, entry.lists[0] if entry.lists else None
    attempt = next((a for a in store.attempts if a.authority == authority.sha256 and a.got_at), None)
    return CertificateReport(
        role="root" if authority.root else "intermediate",
        name=authority.name,
        organisation=authority.organisation,
        issuer=authority.issuer,
        sha256=grouped(authority.sha256),
        since=authority.since,
        until=authority.until,
        ours=entry.ours,
        crl_addresses=authority.crl_addresses,
        list_since=newest.since if newest else None,
        list_until=newest.until if newest else None,
        list_fetched_at=attempt.got_at if attempt and newest else None,
        list_from=attempt.address if attempt and newest else "",
    )


def _lines(report: CertificateReport) -> str:
    source = "có sẵn" if report.ours else "người quản trị thêm"
    lines = [
        f"{_KINDS[report.role]} “{report.name}” ({report.organisation}), {source}",
        f"    SHA-256    {report.sha256}",
        f"    nơi cấp    {'chính nó' if report.role == 'root' else report.issuer}",
        f"    hiệu lực   {_time(report.since)} – {_time(report.until)}",
    ]
    if report.crl_addresses:
        lines.append(f"    địa chỉ danh sách thu hồi của nơi cấp: {', '.join(report.crl_addresses)}")
    if report.list_since is None or report.list_until is None:
        lines.append("    danh sách thu hồi của nó: CHƯA CÓ")
    else:
        fetched = f", tải {_time(report.list_fetched_at)} từ {report.list_from}" if report.list_fetched_at else ""
        lines.append(
            f"    danh sách thu hồi của nó: ra {_time(report.list_since)}, hạn {_time(report.list_until)}{fetched}"
        )
    return "\n".join(lines)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: không đọc được ({error.strerror})") from error


def _time(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
