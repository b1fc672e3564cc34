"""Revocation lists: brought by hand, fetched by the clock; what is kept, what is refused, who is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from casework.errors import UsageError
from casework.noun import replace
from frontdesk import trust_changes
from frontdesk.revocation import FetchFailed, due, fetch_address, fetch_all, keep_fresh
from frontdesk.trust import Attempt
from frontdesk.trust_changes import changes, keep_list
from intake.signatures.material import TrustMaterial
from intake.signatures.store import NotReadable, read_list
from notifier.postman import SmtpPost, SmtpSettings, TransientFailure
from tests.builders.pki import AT, Pki
from tests.frontdesk.trust_house import ROOT_LIST, SIGNERS_LIST, TrustHouse


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki()


@pytest.fixture
def house(tmp_path: Path, pki: Pki) -> TrustHouse:
    return TrustHouse(tmp_path, pki, seconds=1.0)


@pytest.fixture
def whole(house: TrustHouse) -> TrustHouse:
    """With the intermediate, and both lists on the wire."""
    house.add(house.pki.intermediate.pem)
    for address, list_ in ((ROOT_LIST, house.pki.crl(house.pki.root)), (SIGNERS_LIST, house.pki.crl())):
        house.wire[address] = list_
    house.wire[house.store.addresses[-1]] = house.wire[ROOT_LIST]  # as the intermediate itself names it
    return house


# --- revocation lists brought by hand ------------------------------------------------------------------------------


def test_a_list_is_taken_where_its_authority_is_known(house: TrustHouse) -> None:
    with pytest.raises(UsageError, match="chứng thư của nơi này chưa có trong kho"):
        house.add(house.pki.crl())
    house.add(house.pki.intermediate.pem)
    (told,) = house.add(house.pki.crl())
    assert told == "đã thêm danh sách thu hồi của “CA thử nghiệm G9”, hạn 03/09/2026 09:00"
    assert house.store.material().crls == (house.pki.crl(),)
    assert changes(house.settings)[-1].what == "list"


def test_an_older_list_never_takes_the_place_of_a_newer_one(house: TrustHouse) -> None:
    newest = house.pki.crl(house.pki.root)
    house.add(newest)
    with pytest.raises(UsageError, match="danh sách cũ"):
        house.add(house.pki.crl(house.pki.root, since=AT - timedelta(days=3)))
    assert house.store.material().crls == (newest,)


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [(-9, -1, "đã hết hạn"), (1, 6, "ngày trong tương lai")],
)
def test_a_list_out_of_its_time_is_not_taken(house: TrustHouse, since: int, until: int, told: str) -> None:
    made = house.pki.crl(house.pki.root, since=AT + timedelta(days=since), until=AT + timedelta(days=until))
    with pytest.raises(UsageError, match=told):
        house.add(made)
    assert house.store.material().crls == ()


def test_a_spoilt_list_on_the_disk_counts_as_none_and_is_replaced(house: TrustHouse) -> None:
    house.add(house.pki.crl(house.pki.root))
    (kept,) = house.lists.glob("*.crl")
    kept.write_bytes(kept.read_bytes()[:-40])
    assert house.store.material().crls == ()
    keep_list(house.settings, house.store, read_list(house.pki.crl(house.pki.root)), AT)
    assert house.store.material().crls == (house.pki.crl(house.pki.root),)


def test_a_list_that_lies_on_the_disk_under_anothers_name_is_not_believed(house: TrustHouse) -> None:
    """The disk is no proof either: each list is checked again whenever it is read."""
    house.lists.mkdir(parents=True)
    forged = house.pki.crl(house.pki.root, signed_by=Pki(label="other").root)
    (house.lists / f"{house.pki.root.fingerprint}.crl").write_bytes(forged)
    assert house.store.material().crls == ()


def test_a_write_that_fails_leaves_the_old_list_whole(house: TrustHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first = house.pki.crl(house.pki.root, since=AT - timedelta(days=2))
    house.add(first)

    def full(path: Path, content: bytes, *, mode: int = 0) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trust_changes, "write_whole", full)
    with pytest.raises(Exception, match="No space left"):
        keep_list(house.settings, house.store, read_list(house.pki.crl(house.pki.root)), AT)
    assert house.store.material().crls == (first,)
    assert not list(house.lists.glob("*.part"))


def test_a_list_of_nobody_is_refused_by_what_it_says(house: TrustHouse) -> None:
    forged = house.pki.crl(house.pki.root, signed_by=Pki(label="other").root)
    with pytest.raises(NotReadable, match="nhưng không mang chữ ký của nơi này"):
        keep_list(house.settings, house.store, read_list(forged), AT)


# --- the clock -------------------------------------------------------------------------------------------------------


class Pool:
    """A sandbox that only takes trust material."""

    def __init__(self) -> None:
        self.told: list[TrustMaterial] = []

    def trust(self, material: TrustMaterial) -> None:
        self.told.append(material)


def tick(house: TrustHouse, pool: Pool | None = None, *, after: timedelta = timedelta()) -> dict[str, str]:
    rooms = SimpleNamespace(settings=house.settings, sandbox=pool or Pool())
    standings = keep_fresh(rooms, AT + after, fetch=house.fetch)  # type: ignore[arg-type]
    return {standing.kind: standing.words for standing in standings}


def test_a_tick_fetches_keeps_and_hands_the_sandbox_what_it_got(whole: TrustHouse) -> None:
    pool = Pool()
    assert tick(whole, pool) == {"trust": "", "crl": ""}
    assert set(whole.asked) == set(whole.store.addresses) and len(whole.asked) == 3
    assert set(pool.told[-1].crls) == set(whole.pki.crls())
    assert pool.told[-1] == whole.store.material()
    assert [check.colour for check in whole.checks()] == ["vàng", "xanh"], "the namesake without key identifier, lists"


def test_the_addresses_are_those_of_the_pins_of_stored_certificates_and_of_the_administrator(whole: TrustHouse) -> None:
    own = "https://noi-bo.vn/ban-sao.crl"
    table = replace(whole.settings.trust_store, crl_addresses=(own, ROOT_LIST))
    whole.settings = replace(whole.settings, trust_store=table)
    named = f"http://crl.thu-nghiem.vn/{whole.pki.root.cert.serial_number:x}.crl"
    assert whole.store.addresses == (ROOT_LIST, SIGNERS_LIST, named, own)


def test_a_second_tick_asks_nobody_until_the_interval_is_over(whole: TrustHouse) -> None:
    tick(whole)
    whole.asked.clear()
    tick(whole, after=timedelta(hours=5, minutes=59))
    assert whole.asked == []
    tick(whole, after=timedelta(hours=6))
    assert len(whole.asked) == 3


def test_a_tick_that_runs_twice_changes_nothing_more(whole: TrustHouse) -> None:
    tick(whole)
    before = {path: path.stat().st_mtime_ns for path in whole.lists.iterdir()}
    tick(whole)
    assert {path: path.stat().st_mtime_ns for path in whole.lists.iterdir()} == before


def test_what_failed_is_tried_again_after_half_an_hour(whole: TrustHouse) -> None:
    del whole.wire[SIGNERS_LIST]
    tick(whole)
    whole.asked.clear()
    tick(whole, after=timedelta(minutes=29))
    assert whole.asked == []
    tick(whole, after=timedelta(minutes=30))
    assert whole.asked == [SIGNERS_LIST]


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (None, True),
        (Attempt("a", AT - timedelta(hours=5)), False),
        (Attempt("a", AT - timedelta(hours=6)), True),
        (Attempt("a", AT - timedelta(minutes=31), trouble="x"), True),
        (Attempt("a", AT + timedelta(days=1)), True),
    ],
    ids=["never", "lately", "long ago", "in vain", "the clock was put back"],
)
def test_when_an_address_is_due(house: TrustHouse, before: Attempt | None, wanted: bool) -> None:
    assert due(before, house.settings, AT) is wanted


def test_a_server_away_leaves_the_list_that_stands(whole: TrustHouse) -> None:
    tick(whole)
    kept = whole.store.material()
    whole.wire.clear()
    assert tick(whole, after=timedelta(hours=7)) == {"trust": "", "crl": ""}
    assert whole.store.material() == kept
    assert all("không có mạng" in attempt.trouble for attempt in whole.store.attempts)


def test_a_list_out_of_date_is_told_once_in_the_same_words_and_over_when_a_new_one_comes(whole: TrustHouse) -> None:
    tick(whole)
    whole.wire.clear()
    week = timedelta(days=7)
    first = tick(whole, after=week)["crl"]
    assert "Danh sách thu hồi của “CA thử nghiệm G9” đã quá hạn." in first
    assert tick(whole, after=week + timedelta(hours=1))["crl"] == first, "the same alarm is raised once"
    later = AT + week
    whole.wire[SIGNERS_LIST] = whole.pki.crl(since=later, until=later + week)
    whole.wire[ROOT_LIST] = whole.pki.crl(whole.pki.root, since=later, until=later + week)
    assert tick(whole, after=week + timedelta(hours=2))["crl"] == ""


def test_no_list_at_all_is_told_after_a_day(whole: TrustHouse) -> None:
    whole.wire.clear()
    assert tick(whole)["crl"] == ""
    assert tick(whole, after=timedelta(hours=23))["crl"] == ""
    assert (
        "Chưa tải được danh sách thu hồi nào của “CA thử nghiệm G9”." in tick(whole, after=timedelta(hours=24))["crl"]
    )


def test_with_fetch_off_nobody_is_asked_and_the_store_is_handed_on(whole: TrustHouse) -> None:
    whole.settings = replace(whole.settings, trust_store=replace(whole.settings.trust_store, fetch=False))
    pool = Pool()
    assert tick(whole, pool) == {"trust": "", "crl": ""}
    assert whole.asked == [] and pool.told[-1].intermediates == (whole.pki.intermediate.der,)
    red = [check.words for check in whole.checks() if check.colour == "đỏ"]
    assert any("chữ ký số không bao giờ được coi là đáng tin" in words for words in red)


def test_a_store_that_cannot_be_read_leaves_the_sandbox_what_it_had(whole: TrustHouse) -> None:
    (whole.law / "goc.pem").write_bytes(Pki(label="other").root.pem)
    pool = Pool()
    told = tick(whole, pool)
    assert "goc.pem: expected sha256" in told["trust"] and not pool.told


def test_a_disk_that_takes_nothing_sends_us_to_no_server(whole: TrustHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes, *, mode: int = 0) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trust_changes, "write_whole", full)
    pool = Pool()
    assert "No space left" in tick(whole, pool)["trust"]
    assert whole.asked == [] and pool.told == []


def test_what_an_administrator_added_reaches_the_sandbox_with_the_next_tick(house: TrustHouse) -> None:
    pool = Pool()
    tick(house, pool)
    house.add(house.pki.intermediate.pem)
    tick(house, pool)
    assert [len(material.intermediates) for material in pool.told] == [0, 1]


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"0\x82"])
def test_what_is_no_list_is_not_kept(house: TrustHouse, content: bytes) -> None:
    house.wire[ROOT_LIST] = content
    tried = fetch_all(house.settings, house.store, AT, fetch=house.fetch)
    assert {a.address: bool(a.trouble) for a in tried} == {ROOT_LIST: True, SIGNERS_LIST: True}
    assert house.store.material().crls == ()


def test_a_list_of_an_authority_to_be_added_says_so(house: TrustHouse) -> None:
    house.wire[SIGNERS_LIST] = house.pki.crl()
    fetch_all(house.settings, house.store, AT, fetch=house.fetch)
    attempt = house.store.attempt(SIGNERS_LIST)
    assert attempt is not None and "chứng thư của nơi này chưa có trong kho" in attempt.trouble
    assert attempt.failing_since == AT and house.store.material().crls == ()


def test_only_web_addresses_are_fetched(house: TrustHouse, tmp_path: Path) -> None:
    local = tmp_path / "la.crl"
    local.write_bytes(house.pki.crl(house.pki.root))
    table = replace(house.settings.trust_store, crl_addresses=(local.as_uri(), "ldap://x/y", "ftp://x/y"))
    house.settings = replace(house.settings, trust_store=table)
    fetch_all(house.settings, house.store, AT, fetch=house.fetch)
    assert house.asked == [ROOT_LIST, SIGNERS_LIST]
    assert house.store.material().crls == ()


def test_the_end_of_the_service_does_not_wait_for_a_server(house: TrustHouse) -> None:
    house.settings = replace(house.settings, trust_store=replace(house.settings.trust_store, seconds=30.0))
    ended, asked = threading.Event(), threading.Event()

    def silent(address: str, seconds: float, most_bytes: int) -> bytes:
        asked.set()
        time.sleep(5)
        return b""

    def end() -> None:
        asked.wait(5)
        ended.set()

    threading.Thread(target=end, daemon=True).start()
    began = time.monotonic()
    assert fetch_all(house.settings, house.store, AT, fetch=silent, ended=ended) == ()
    assert time.monotonic() - began < 3
    assert house.store.attempts == (), "what the end cut off says nothing about the address"


def test_the_doctor_says_what_became_of_the_fetching(house: TrustHouse) -> None:
    before = [check.words for check in house.checks()]
    assert f"chưa tải lần nào (tiepnhan trust fetch): {ROOT_LIST}, {SIGNERS_LIST}" in before
    fetch_all(house.settings, house.store, AT, fetch=house.fetch)
    checks = house.checks()
    assert any(c.colour == "đỏ" and "“RootCA thử nghiệm G9” chưa có" in c.words for c in checks)
    assert any(c.words == f"{ROOT_LIST} (28/08/2026 09:00): không có mạng" for c in checks)


def test_the_doctor_is_red_for_a_list_out_of_date(whole: TrustHouse) -> None:
    tick(whole)
    assert not any(check.colour == "đỏ" for check in whole.checks())
    red = [check.words for check in whole.checks(AT + timedelta(days=7)) if check.colour == "đỏ"]
    assert len(red) == 2 and all("đã cũ từ 03/09/2026 09:00" in words for words in red)


def test_the_root_of_timestamp_servers_alone_is_only_yellow(house: TrustHouse) -> None:
    """Nothing of the store hangs below it, so that no leader's signature waits for its list."""
    other = Pki(label="other")
    house.add(other.root.pem, fingerprint=other.root.fingerprint)
    (check,) = [c for c in house.checks() if "“RootCA thử nghiệm other”" in c.words]
    assert check.colour == "vàng"


# --- the wire --------------------------------------------------------------------------------------------------------


@contextmanager
def server(answer: object) -> Iterator[str]:
    """A web server on loopback whose GET is ``answer(handler)``; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)  # type: ignore[operator]

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}"
        finally:
            listening.shutdown()


def _give(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def test_a_list_comes_whole_over_http_and_is_kept(house: TrustHouse, pki: Pki) -> None:
    with server(lambda handler: _give(handler, pki.crl(pki.root))) as address:
        table = replace(house.settings.trust_store, crl_addresses=(f"{address}/goc.crl",))
        house.settings = replace(house.settings, trust_store=table)
        house.wire[ROOT_LIST] = house.wire[SIGNERS_LIST] = FetchFailed("không hỏi")

        def fetch(where: str, seconds: float, most: int) -> bytes:
            return (
                fetch_address(where, seconds, most) if where.startswith(address) else house.fetch(where, seconds, most)
            )

        assert fetch_all(house.settings, house.store, AT, fetch=fetch)[-1].authority == pki.root.fingerprint
    assert house.store.material().crls == (pki.crl(pki.root),)


def test_a_redirection_to_a_file_is_not_followed() -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "file:///etc/passwd")
        handler.end_headers()

    with server(away) as address, pytest.raises(FetchFailed):
        fetch_address(address, 2.0, 1000)


def test_more_than_the_bound_is_not_read() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    with server(endless) as address, pytest.raises(FetchFailed, match="lớn hơn 100000 byte"):
        fetch_address(address, 5.0, 100_000)


def test_a_server_that_says_no_or_nothing() -> None:
    with server(lambda handler: handler.send_error(404)) as address, pytest.raises(FetchFailed, match="trả lời 404"):
        fetch_address(address, 2.0, 1000)
    with server(lambda handler: time.sleep(1.5)) as address, pytest.raises(FetchFailed):
        fetch_address(address, 0.3, 1000)
    with pytest.raises(FetchFailed, match="không kết nối được"):
        fetch_address("http://127.0.0.1:9/x.crl", 1.0, 1000)


def test_a_name_that_nobody_knows_is_told_without_the_systems_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*asked: object, **more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.delenv("http_proxy", raising=False)
    with pytest.raises(FetchFailed, match=r"^không tìm thấy máy chủ \(DNS, đường ra mạng\)$"):
        fetch_address("http://khong-co.invalid/x.crl", 1.0, 1000)
    with pytest.raises(TransientFailure, match=r"không kết nối được: không tìm thấy máy chủ \(xem lại"):
        SmtpPost(SmtpSettings(host="khong-co.invalid", seconds=1)).send(b"Subject: x\r\n\r\nx\r\n", "a@b.vn", "c@d.vn")


def test_a_server_that_drips_does_not_hold_the_clock(house: TrustHouse) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.2)

    with server(drip) as address:
        table = replace(house.settings.trust_store, crl_addresses=(address,))
        house.settings = replace(house.settings, trust_store=table)
        for own in (ROOT_LIST, SIGNERS_LIST):
            house.wire[own] = FetchFailed("không hỏi")

        def fetch(where: str, seconds: float, most: int) -> bytes:
            return fetch_address(where, seconds, most) if where == address else house.fetch(where, seconds, most)

        began = time.monotonic()
        tried = fetch_all(house.settings, house.store, AT, fetch=fetch)
    assert time.monotonic() - began < 4
    assert tried[-1].trouble == "chưa tải xong trong 1 giây"
