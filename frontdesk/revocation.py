"""Fetching revocation lists, and keeping the sandbox's trust material at what the store holds.

A list comes over a wire that anybody may stand on (its address is http): it is kept only where it bears the signature
of a certificate of the store and is not older than the one that stands. A server that is away costs nothing but time;
the good list stays until a newer one is there.
"""

from __future__ import annotations

import logging
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.parse import urlsplit

import msgspec

from casework.errors import ConfigurationError, StorageError, TiepnhanError
from casework.noun import Noun, replace
from frontdesk.examination_trust import needed
from frontdesk.pipeline import Rooms
from frontdesk.settings import Settings
from frontdesk.trust import Attempt, TrustStore, attempts_file, open_trust
from frontdesk.trust_changes import keep_list, keep_whole
from intake.signatures.store import NotReadable, read_list

__all__ = ["Fetch", "FetchFailed", "Standing", "due", "fetch_address", "fetch_all", "keep_fresh"]

log = logging.getLogger(__name__)

#: ``fetch(address, seconds, most_bytes)`` gives the bytes there or raises :class:`FetchFailed`.
Fetch = Callable[[str, float, int], bytes]

_AGAIN_AFTER_TROUBLE = timedelta(minutes=30)
_PATIENCE = timedelta(hours=24)  # without any list, before somebody is written to
_CHUNK = 65_536
_STEP = 0.2  # seconds between looks at whether the service ends
_NEVER = threading.Event()


class FetchFailed(TiepnhanError):
    """The address gave nothing usable; the message says why, in Vietnamese."""


class Standing(Noun, frozen=True):
    """An alarm to raise, or with empty ``words`` to close."""

    kind: str
    words: str = ""


def keep_fresh(
    rooms: Rooms, now: datetime, *, fetch: Fetch | None = None, ended: threading.Event = _NEVER
) -> tuple[Standing, ...]:
    """One tick: fetch what is due, hand the sandbox what the store then holds, say what a person must look at.

    It may run twice without harm. A store that cannot be read leaves the sandbox what it had.
    """
    settings = rooms.settings
    try:
        store = open_trust(settings)
        if settings.trust_store.fetch and fetch_all(settings, store, now, fetch=fetch, only_due=True, ended=ended):
            store = open_trust(settings)
    except (ConfigurationError, StorageError) as error:
        return (Standing("trust", f"Kho chứng thư tin cậy có lỗi, hệ thống vẫn dùng bản cũ: {error}"),)
    rooms.sandbox.trust(store.material())
    return (Standing("trust"), Standing("crl", _stale(store, now) if settings.trust_store.fetch else ""))


def fetch_all(
    settings: Settings,
    store: TrustStore,
    now: datetime,
    *,
    fetch: Fetch | None = None,
    only_due: bool = False,
    ended: threading.Event = _NEVER,
) -> tuple[Attempt, ...]:
    """Try every address (``only_due``: those whose time has come) and keep what is good. What became of each that was
    tried; the outcome stands in the store's folder too. Raises :class:`StorageError`."""
    asked = [a for a in store.addresses if not only_due or due(store.attempt(a), settings, now)]
    if not asked:
        return ()
    # First, so that a disk that takes nothing does not send us to the servers with every tick.
    keep_whole(attempts_file(settings), msgspec.json.encode(store.attempts))
    done: dict[str, Attempt] = {}
    for address in asked:
        before = store.attempt(address) or Attempt(address, now)
        attempt = _tried(settings, store, address, before, now, fetch, ended)
        if ended.is_set():  # what the end of the service cut off says nothing about the address
            break
        done[address] = attempt
    kept = [a for a in store.attempts if a.address in store.addresses and a.address not in done]
    keep_whole(attempts_file(settings), msgspec.json.encode((*kept, *done.values())))
    return tuple(done.values())


def due(before: Attempt | None, settings: Settings, now: datetime) -> bool:
    """True where an address was never tried, its interval is over, or it failed half an hour ago. So is one that was
    tried at a time to come: the clock was put back."""
    if before is None or before.at > now:
        return True
    pause = timedelta(hours=settings.trust_store.fetch_every_hours)
    return now - before.at >= (min(pause, _AGAIN_AFTER_TROUBLE) if before.trouble else pause)


def fetch_address(address: str, seconds: float, most_bytes: int) -> bytes:
    """GET over http or https, through the proxy that the environment names. Raises :class:`FetchFailed`.

    ``seconds`` bounds each wait for the server; the whole is bounded by the caller.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)  # and no other: neither file: nor ftp:
    request = urllib.request.Request(address, headers={"User-Agent": "tiepnhan", "Accept": "*/*"})
    try:
        with opener.open(request, timeout=seconds) as answer:
            content = bytearray()
            while piece := answer.read(_CHUNK):
                content += piece
                if len(content) > most_bytes:
                    raise FetchFailed(f"danh sách lớn hơn {most_bytes} byte ([trust] crl_bytes)")
    except urllib.error.HTTPError as error:
        raise FetchFailed(f"máy chủ trả lời {error.code}") from error
    except TimeoutError as error:
        raise FetchFailed(f"máy chủ không trả lời trong {seconds:.0f} giây") from error
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        if isinstance(why, socket.gaierror):
            raise FetchFailed("không tìm thấy máy chủ (DNS, đường ra mạng)") from error
        raise FetchFailed(f"không kết nối được ({why})") from error
    return bytes(content)


def _tried(
    settings: Settings,
    store: TrustStore,
    address: str,
    before: Attempt,
    now: datetime,
    fetch: Fetch | None,
    ended: threading.Event,
) -> Attempt:
    try:
        content = _within(settings, address, fetch or fetch_address, ended)
        authority = keep_list(settings, store, read_list(content), now)
    except (FetchFailed, NotReadable) as trouble:
        log.warning("revocation list %s was not kept: %s", address, trouble)
        return replace(before, at=now, trouble=str(trouble), failing_since=before.failing_since or now)
    return Attempt(address, now, got_at=now, authority=authority.sha256)


def _within(settings: Settings, address: str, fetch: Fetch, ended: threading.Event) -> bytes:
    """The bytes, or :class:`FetchFailed` when the time is over or the service ends: a server that gives one byte at a
    time must not keep the clock. Its thread then ends by itself, or with the process."""
    if urlsplit(address).scheme.lower() not in ("http", "https"):
        raise FetchFailed("chỉ tải được địa chỉ http hoặc https")
    limits, got = settings.trust_store, _Box()

    def work() -> None:
        try:
            got.content = fetch(address, limits.seconds, limits.crl_bytes)
        except FetchFailed as error:
            got.trouble = error
        finally:
            got.ready.set()

    threading.Thread(target=work, name="revocation", daemon=True).start()
    waited = 0.0
    while not got.ready.wait(_STEP) and waited < limits.seconds and not ended.is_set():
        waited += _STEP
    if got.trouble is not None:
        raise got.trouble
    if got.content is None:
        raise FetchFailed(f"chưa tải xong trong {limits.seconds:.0f} giây")
    return got.content


class _Box:
    """What a thread found, and that it has ended."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.content: bytes | None = None
        self.trouble: FetchFailed | None = None


def _stale(store: TrustStore, now: datetime) -> str:
    """Which list is out of date, or could not be had for a day; the words stay the same from tick to tick."""
    told = []
    for entry in store.entries:
        if not needed(store, entry.authority):
            continue
        if entry.lists and not entry.lists[0].good(now):
            told.append(f"Danh sách thu hồi của “{entry.authority.name}” đã quá hạn.")
        elif not entry.lists and _failing_for(store, now) >= _PATIENCE:
            told.append(f"Chưa tải được danh sách thu hồi nào của “{entry.authority.name}”.")
    if told:
        told.append("Tới khi tải được, chữ ký số chưa được coi là đáng tin, lãnh đạo vẫn được hỏi xác nhận.")
        told.append("Xem: tiepnhan doctor, tiepnhan trust check")
    return "\n".join(told)


def _failing_for(store: TrustStore, now: datetime) -> timedelta:
    since = [a.failing_since for a in store.attempts if a.failing_since is not None]
    return now - min(since) if since else timedelta()
