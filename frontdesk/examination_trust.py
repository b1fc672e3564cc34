"""The doctor's look at the trust store: what is missing before a signature can be believed, and where to get it.

`tiepnhan trust check` says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from casework.errors import ConfigurationError
from frontdesk.colours import GREEN, RED, YELLOW, Check
from frontdesk.settings import Settings
from frontdesk.trust import Entry, TrustStore, open_trust
from intake.signatures.store import Authority, grouped

__all__ = ["needed", "store_checks", "trust_checks"]

_CERTIFICATES, _LISTS = "chứng thư tin cậy", "danh sách thu hồi"
_SOON = timedelta(days=60)


def trust_checks(settings: Settings, now: datetime) -> Iterator[Check]:
    """Read the store and judge it; a store that cannot be read is one red check."""
    try:
        store = open_trust(settings)
    except ConfigurationError as error:
        yield Check(RED, _CERTIFICATES, str(error))
        return
    yield from store_checks(store, settings, now)


def store_checks(store: TrustStore, settings: Settings, now: datetime) -> Iterator[Check]:
    """Every lack of ``store`` in words, then what is well."""
    certificates, lists = tuple(_certificates(store, now)), tuple(_revocation(store, settings, now))
    yield from certificates
    if not certificates:
        roots = sum(entry.authority.root for entry in store.entries)
        yield Check(GREEN, _CERTIFICATES, f"{roots} gốc, {len(store.entries) - roots} trung gian, đủ và còn hạn")
    yield from lists
    if not lists and store.entries:
        until = min(entry.lists[0].until for entry in store.entries if entry.lists)
        yield Check(GREEN, _LISTS, f"đủ và mới, hạn gần nhất {_time(until)}")


def needed(store: TrustStore, authority: Authority) -> bool:
    """True where signatures wait for the list of ``authority``: an intermediate, which issues to signers, or a root of
    intermediates. Another root's list is asked for its timestamp servers alone."""
    below = any(expected.under == authority.sha256 for expected in store.expected)
    return not authority.root or below or bool(store.children_of(authority))


def _certificates(store: TrustStore, now: datetime) -> Iterator[Check]:
    if not any(entry.authority.root for entry in store.entries):
        words = (
            "không có chứng thư gốc nào: không chữ ký số nào xác minh được. Xem regulations/trust, tiepnhan trust add"
        )
        yield Check(RED, _CERTIFICATES, words)
    for expected in store.missing():
        if not any(a.sha256 == expected.under for a in store.authorities):
            continue  # its root was taken out: nobody waits for it
        yield Check(
            YELLOW,
            _CERTIFICATES,
            f"thiếu chứng thư trung gian “{expected.name}”: {expected.without}. Tải {expected.certificate} về, rồi: "
            "tiepnhan trust add TỆP --by …",
        )
    for authority in store.authorities:
        yield from _certificate(store, authority, now)


def _certificate(store: TrustStore, authority: Authority, now: datetime) -> Iterator[Check]:
    what = f"{'chứng thư gốc' if authority.root else 'chứng thư trung gian'} “{authority.name}”"
    if not authority.root and store.issuer_of(authority) is None:
        where = f" Tải {authority.issuer_addresses[0]}." if authority.issuer_addresses else ""
        yield Check(YELLOW, _CERTIFICATES, f"{what}: thiếu chứng thư cấp nó, “{authority.issuer}”.{where}")
    if authority.weak:
        words = f"được ký bằng {authority.weak}: chữ ký số của ai do nơi này cấp chứng thư chưa được coi là đáng tin"
        yield Check(YELLOW, _CERTIFICATES, f"{what} {words}")
    if now > authority.until:
        words = (
            f"đã hết hạn {_time(authority.until)}. Thêm chứng thư mới, rồi: tiepnhan trust remove {_short(authority)}"
        )
        yield Check(YELLOW, _CERTIFICATES, f"{what} {words}")
    elif now + _SOON > authority.until:
        yield Check(YELLOW, _CERTIFICATES, f"{what} hết hạn {_time(authority.until)}: hỏi nơi cấp chứng thư mới")


def _revocation(store: TrustStore, settings: Settings, now: datetime) -> Iterator[Check]:
    if not settings.trust_store.fetch:
        yield Check(
            RED,
            _LISTS,
            "không được tải về ([trust] fetch = false): không biết chứng thư nào đã bị thu hồi, nên chữ ký số không "
            "bao giờ được coi là đáng tin, trừ tệp tự mang theo bằng chứng (DSS). Đặt fetch = true; máy không ra mạng "
            "thì đưa danh sách vào bằng tiepnhan trust add trước mỗi hạn",
        )
    if not store.addresses and store.entries:
        yield Check(RED, _LISTS, "không có địa chỉ nào để tải: đặt crl_addresses trong [trust] của config.toml")
    lacking = False
    for entry in store.entries:
        if words := _list_words(entry, now):
            lacking = True
            colour = RED if needed(store, entry.authority) else YELLOW
            yield Check(colour, _LISTS, f"của “{entry.authority.name}” {words}")
    if lacking and settings.trust_store.fetch:
        yield from _tries(store)


def _list_words(entry: Entry, now: datetime) -> str:
    """What is wrong with the list of one authority; empty where it is new."""
    if not entry.lists:
        return "chưa có: chữ ký số, dấu thời gian do nơi này cấp chưa được coi là đáng tin."
    newest = entry.lists[0]
    if not newest.good(now):
        return f"đã cũ từ {_time(newest.until)}: chữ ký số nhận sau lúc đó chưa được coi là đáng tin."
    return ""


def _tries(store: TrustStore) -> Iterator[Check]:
    """Why lists are lacking: what became of the fetching."""
    never = [address for address in store.addresses if store.attempt(address) is None]
    if never:
        yield Check(YELLOW, _LISTS, f"chưa tải lần nào (tiepnhan trust fetch): {', '.join(never)}")
    for attempt in store.attempts:
        if attempt.trouble and attempt.address in store.addresses:
            yield Check(YELLOW, _LISTS, f"{attempt.address} ({_time(attempt.at)}): {attempt.trouble}")


def _short(authority: Authority) -> str:
    return grouped(authority.sha256[:16])


def _time(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
