"""What an administrator does to the trust store. Each change is refused in words, or done, synced and logged.

The log is ``changes.jsonl`` beside the certificates: one line a change, written before it is made, never rewritten.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from casework.calendar import VIETNAM
from casework.errors import StorageError, UsageError
from casework.noun import Noun
from frontdesk.settings import Settings
from frontdesk.trust import TrustStore, open_trust, plain_hash
from intake.signatures.store import (
    Authority,
    NotReadable,
    RevocationList,
    grouped,
    issued,
    read_authorities,
    read_list,
    signed_list,
)
from store.blobs import sync_folder, write_whole

__all__ = ["Change", "add", "changes", "keep_list", "keep_whole", "remove"]

log = logging.getLogger(__name__)

_CLOCKS_DIFFER = timedelta(minutes=10)
_READABLE = 0o644  # certificates and lists are public, and root's command must not shut the service out
_LEAST = 8  # hex digits of a fingerprint that `remove` takes for it


class Change(Noun, frozen=True):
    """One line of the log. ``what``: added, removed, list."""

    at: datetime
    by: str
    what: str
    sha256: str
    name: str


def add(settings: Settings, content: bytes, *, by: str, fingerprint: str, now: datetime) -> tuple[str, ...]:
    """Take a file of certificates or a revocation list into the store; what was done, a line each.

    A root is taken only with its fingerprint, which the person had from the authority itself; an intermediate only
    where a certificate of the store issued it. Raises :class:`UsageError` with the reason, and then nothing changed.
    """
    store = open_trust(settings)
    try:
        found = read_authorities(content)
        if not found:
            return (_add_list(settings, store, read_list(content), by, now),)
    except NotReadable as error:
        raise UsageError(str(error)) from error
    told, wanted, known = [], [], list(store.authorities)
    for authority in _from_the_root(found):
        if authority.sha256 in {a.sha256 for a in known}:
            told.append(f"đã có từ trước: {_called(authority)}")
            continue
        _refuse_unfit(authority, now)
        _refuse_stranger(authority, known, fingerprint)
        known.append(authority)
        wanted.append(authority)
    folder = settings.path(settings.trust_store.folder)
    for authority in wanted:
        _note(settings, Change(now, by, "added", authority.sha256, authority.name))
        if authority.sha256 in {a.sha256 for a in store.removed}:
            (folder / f"{authority.sha256}.removed").unlink(missing_ok=True)
        else:
            keep_whole(folder / f"{authority.sha256}.pem", _pem(authority))
        told.append(f"đã thêm {_called(authority)}")
    return tuple(told)


def remove(settings: Settings, fingerprint: str, *, by: str, now: datetime) -> str:
    """Take one certificate out; a root of the program is marked as removed, its file stays with the regulations."""
    store, wanted = open_trust(settings), plain_hash(fingerprint)
    if len(wanted) < _LEAST or set(wanted) - set("0123456789abcdef"):
        raise UsageError(f"dấu vân tay cần ít nhất {_LEAST} chữ số thập lục phân (tiepnhan trust list)")
    found = [entry for entry in store.entries if entry.authority.sha256.startswith(wanted)]
    if len(found) != 1:
        raise UsageError(f"{fingerprint}: có {len(found)} chứng thư trong kho mang dấu vân tay này")
    authority, folder = found[0].authority, settings.path(settings.trust_store.folder)
    _note(settings, Change(now, by, "removed", authority.sha256, authority.name))
    if found[0].ours:
        keep_whole(folder / f"{authority.sha256}.removed", f"{by}\n".encode())
    # Of a root of the program the administrator may have brought the same file; then both go.
    (folder / f"{authority.sha256}.pem").unlink(missing_ok=True)
    sync_folder(folder)
    orphans = [child.name for child in store.children_of(authority)]
    more = f"; không còn xác minh được: {', '.join(orphans)}" if orphans else ""
    return f"đã gỡ {_called(authority)}{more}"


def changes(settings: Settings) -> tuple[Change, ...]:
    """The log, oldest first; empty where nothing was ever changed."""
    path = settings.path(settings.trust_store.folder) / "changes.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    return tuple(msgspec.json.decode(line, type=Change) for line in lines if line.strip())


def keep_list(settings: Settings, store: TrustStore, list_: RevocationList, now: datetime) -> Authority:
    """Keep a list where it is newer than the one that stands; the authority that signed it.

    Raises :class:`NotReadable` with the reason where it is not: forged, out of date, or older than what is known (an
    old list replayed would make a revoked certificate good again).
    """
    authority = next((a for a in store.authorities if signed_list(a, list_)), None)
    if authority is None:
        raise NotReadable(_unsigned(store, list_))
    if not list_.good(now):
        raise NotReadable(f"danh sách đã hết hạn {_day(list_.until)}")
    if list_.since > now + _CLOCKS_DIFFER:
        raise NotReadable(f"danh sách ghi ngày trong tương lai ({_day(list_.since)}); xem lại giờ của máy này")
    path = settings.path(settings.trust_store.crl_folder) / f"{authority.sha256}.crl"
    with _alone(path.parent):
        standing = _standing(path, authority)
        if standing is not None and standing.since > list_.since:
            raise NotReadable(f"danh sách cũ ({_day(list_.since)}) hơn bản đang có ({_day(standing.since)})")
        if standing is None or standing.sha256 != list_.sha256:
            keep_whole(path, list_.der)
    return authority


def keep_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever looks sees the old one or the new one, whole. Raises :class:`StorageError`."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            write_whole(part, content, mode=_READABLE)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path}: không ghi được ({error.strerror})") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The service and a command may come at once; who looks and then writes does both alone."""
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise StorageError(f"{folder}: không mở được ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _standing(path: Path, authority: Authority) -> RevocationList | None:
    try:
        standing = read_list(path.read_bytes())
    except (OSError, NotReadable):
        return None
    return standing if signed_list(authority, standing) else None


def _add_list(settings: Settings, store: TrustStore, list_: RevocationList, by: str, now: datetime) -> str:
    authority = keep_list(settings, store, list_, now)
    _note(settings, Change(now, by, "list", list_.sha256, list_.issuer))
    return f"đã thêm danh sách thu hồi của “{authority.name}”, hạn {_day(list_.until)}"


def _unsigned(store: TrustStore, list_: RevocationList) -> str:
    if any(a.name == list_.issuer for a in store.authorities):
        return f"danh sách ghi tên “{list_.issuer}” nhưng không mang chữ ký của nơi này: không nhận"
    return f"danh sách của “{list_.issuer}”, chứng thư của nơi này chưa có trong kho"


def _from_the_root(found: Sequence[Authority]) -> Iterator[Authority]:
    """Each certificate after those of the same file that issued it."""
    left = sorted(found, key=lambda a: not a.root)
    while left:
        at = next((i for i, a in enumerate(left) if not any(issued(b, a) for b in left if b is not a)), 0)
        yield left.pop(at)


def _refuse_unfit(authority: Authority, now: datetime) -> None:
    """A signer's certificate, one out of its time, one that pretends to have signed itself."""
    if not authority.authority:
        words = "là chứng thư của người ký, không phải của nơi cấp chứng thư: kho này chỉ giữ chứng thư của nơi cấp"
        column = f"Chứng thư của lãnh đạo khai trong danh bạ, cột chứng thư: {authority.sha256}"
        raise UsageError(f"“{authority.name}” {words}. {column}")
    if now > authority.until:
        raise UsageError(f"“{authority.name}” đã hết hạn {_day(authority.until)}")
    if now < authority.since:
        raise UsageError(f"“{authority.name}” chưa có hiệu lực (từ {_day(authority.since)}); xem lại giờ của máy này")
    if authority.weak == "MD5":
        raise UsageError(f"“{authority.name}” được ký bằng MD5: không an toàn, không nhận")
    if authority.self_issued and not authority.root:
        raise UsageError(
            f"“{authority.name}” ghi là tự cấp nhưng không mang chữ ký của chính nó: chứng thư giả hoặc hỏng"
        )


def _refuse_stranger(authority: Authority, known: Sequence[Authority], fingerprint: str) -> None:
    """A root by its fingerprint, an intermediate by the one that issued it."""
    if authority.root:
        if plain_hash(fingerprint) == authority.sha256:
            return
        said = "dấu vân tay đã gõ không khớp" if fingerprint else "ai cũng tự làm được một chứng thư gốc"
        # Its fingerprint is not printed here: typed back from our own words it would prove nothing.
        raise UsageError(
            f"{_named(authority)}, cấp {authority.since:%d/%m/%Y}, hạn {authority.until:%d/%m/%Y}: {said}. Lấy dấu vân "
            "tay SHA-256 từ chính nơi cấp (trang chính thức, điện thoại, văn bản), rồi thêm --fingerprint DẤU-VÂN-TAY"
        )
    if not any(issued(a, authority) for a in known):
        where = f" (tải {authority.issuer_addresses[0]})" if authority.issuer_addresses else ""
        raise UsageError(
            f"{_named(authority)}: không chứng thư nào trong kho đã cấp nó. Nơi cấp ghi trong đó: "
            f"“{authority.issuer}”; thêm chứng thư của nơi ấy trước{where}"
        )


def _named(authority: Authority) -> str:
    role = "chứng thư gốc" if authority.root else "chứng thư trung gian"
    return f"{role} “{authority.name}” ({authority.organisation})"


def _called(authority: Authority) -> str:
    return f"{_named(authority)}, SHA-256 {grouped(authority.sha256)}"


def _pem(authority: Authority) -> bytes:
    return ssl.DER_cert_to_PEM_cert(authority.der).encode("ascii")


def _note(settings: Settings, change: Change) -> None:
    path = settings.path(settings.trust_store.folder) / "changes.jsonl"
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _READABLE)
        with os.fdopen(handle, "wb", buffering=0) as file:
            file.write(msgspec.json.encode(change) + b"\n")
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(f"{path}: không ghi được sổ thay đổi ({error.strerror})") from error
    log.info("trust store: %s %s by %s", change.what, change.sha256, change.by)


def _day(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
