"""The IMAP door against a real Dovecot: nothing is lost, nothing twice, nothing of the users' state is touched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from casework.mail import Door
from casework.noun import replace
from intake.addressing import Route
from intake.mailbox import MailboxDoor, MailboxSettings, probe
from intake.secrets import Secret
from tests.builders.reception import MemoryReception, disk_full
from tests.wire.dovecot import PASSWORD, Dovecot
from tests.wire.tools import wait_for

pytestmark = pytest.mark.wire

A, B = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn"
DONE = "Đã tiếp nhận"


def mail(subject: str, *, to: str = A, cc: str = "", body: str = "Kính gửi Ban Biên tập.") -> bytes:
    message = EmailMessage()
    message["From"] = "donvi@moha.gov.vn"
    message["To"] = to
    if cc:
        message["Cc"] = cc
    message["Subject"] = subject
    message["Message-ID"] = f"<{subject}@moha.gov.vn>"
    message.set_content(body)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot((A, B))
    try:
        server.start()
        yield server
    finally:
        server.remove()


class House:
    """Doors that are stopped at the end of the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TN_TEST_PASSWORD", PASSWORD)
        self.reception = MemoryReception()
        self.room = True
        self.doors: list[MailboxDoor] = []
        self.woken = 0

    def settings(self, server: Dovecot, user: str = A, **changes: object) -> MailboxSettings:
        base = MailboxSettings(
            name=user.partition("@")[0], host="localhost", port=server.port, user=user, ca_file=str(server.ca_file),
            password=Secret(environment="TN_TEST_PASSWORD"), done_folder=DONE, portal=user.partition("@")[0],
            routes=(Route(A, "congttdt"), Route(B, "vienkhtcnn")),
            poll_seconds=20.0, connect_seconds=3.0, read_seconds=2.0, longest_backoff=0.3,
        )  # fmt: skip
        return replace(base, **changes)

    def open(self, settings: MailboxSettings) -> MailboxDoor:
        door = MailboxDoor(settings, self.reception, self._wake, threading.Event(), lambda: self.room)
        self.doors.append(door)
        door.start()
        return door

    def open_swept(self, settings: MailboxSettings) -> MailboxDoor:
        door = self.open(settings)
        wait_for(lambda: door.status.last_sweep_at, what="the first sweep")
        return door

    def subjects(self) -> list[str]:
        return [
            line[9:].decode()
            for receipt in self.reception.fresh
            for line in self.reception.body_of(receipt).split(b"\r\n")
            if line.startswith(b"Subject: ")
        ]

    def close(self) -> None:
        for door in self.doors:
            door.stop()
        for door in self.doors:
            door.join(10)
            assert not door.is_alive(), "a door did not end within ten seconds of being asked"

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    house = House(monkeypatch)
    yield house
    house.close()


def arrived(house: House, *subjects: str) -> Callable[[], bool]:
    return lambda: sorted(house.subjects()) == sorted(subjects)


def test_a_mail_is_received_whole_then_moved_and_never_seen(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot))
    sent = mail("tin-1")
    dovecot.deliver(A, sent, sender="donvi@moha.gov.vn")
    wait_for(arrived(house, "tin-1"))
    receipt = house.reception.fresh[0]
    assert house.reception.body_of(receipt).endswith(sent), "the bytes after the trace fields are the sender's, exactly"
    assert receipt.delivery.door is Door.IMAP
    assert receipt.delivery.portal == "congttdt"
    assert receipt.delivery.envelope_from == "donvi@moha.gov.vn"
    assert receipt.delivery.envelope_to == A
    assert abs(receipt.delivery.received_at - datetime.now(UTC)) < timedelta(seconds=30)
    assert house.woken == 1
    wait_for(lambda: dovecot.uids(A) == [] and len(dovecot.uids(A, DONE)) == 1, what="the MOVE")
    assert all(b"\\Seen" not in flags for flags in dovecot.flags(A, DONE))
    assert door.status.alarms == ()


def test_idle_tells_at_once_where_the_poll_would_take_twenty_seconds(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    dovecot.deliver(A, mail("nhanh"))
    wait_for(arrived(house, "nhanh"), 4, "the IDLE hint")


def test_without_idle_the_poll_finds_the_mail(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot, idle=False, poll_seconds=0.3))
    dovecot.deliver(A, mail("cham"))
    wait_for(arrived(house, "cham"))


def test_starttls_is_a_road_as_good(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot, tls="starttls", port=dovecot.starttls_port))
    dovecot.deliver(A, mail("starttls"))
    wait_for(arrived(house, "starttls"))


def test_a_certificate_that_nobody_vouches_for_is_refused(dovecot: Dovecot, house: House) -> None:
    dovecot.deliver(A, mail("bi-mat"))
    for changes in ({"ca_file": ""}, {"ca_file": "", "tls": "starttls", "port": dovecot.starttls_port}):
        settings = house.settings(dovecot, **changes)
        assert "chứng thư TLS" in probe(settings)
        door = house.open(settings)
        wait_for(lambda door=door: door.status.failures >= 3)
        assert any("chứng thư TLS" in alarm for alarm in door.status.alarms)
    assert house.reception.receipts == []


def test_probe_tells_a_wrong_password_and_is_silent_on_a_good_one(
    dovecot: Dovecot, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert probe(house.settings(dovecot)) == ""
    monkeypatch.setenv("TN_TEST_PASSWORD", "sai")
    assert "từ chối đăng nhập" in probe(house.settings(dovecot))


def test_the_first_look_adopts_what_lies_there_and_moves_none_of_it(dovecot: Dovecot, house: House) -> None:
    for number in range(3):
        dovecot.deliver(A, mail(f"cu-{number}"))
    door = house.open_swept(house.settings(dovecot))
    assert [receipt.delivery.before for receipt in house.reception.receipts] == [True] * 3
    assert door.status.adopted_at is not None
    dovecot.deliver(A, mail("moi"))
    wait_for(arrived(house, "moi"))
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1)
    assert len(dovecot.uids(A)) == 3, "adopted mail stays where the people of the mailbox have it"


def test_a_restart_does_not_adopt_again(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    house.close()
    dovecot.deliver(A, mail("trong-luc-nghi"))
    house.open_swept(house.settings(dovecot))
    assert house.subjects() == ["trong-luc-nghi"]


def test_an_interrupted_adoption_goes_on_with_its_first_boundary(dovecot: Dovecot, house: House) -> None:
    dovecot.deliver(A, mail("cu"))
    house.reception.fail = disk_full
    first = house.open(house.settings(dovecot))
    wait_for(lambda: first.status.refused or first.status.failures, what="the full disk")
    house.close()
    house.reception.fail = lambda content, delivery: None
    dovecot.deliver(A, mail("moi"))  # came after the first look, before the adoption was complete
    house.open_swept(house.settings(dovecot))
    assert house.subjects() == ["moi"]
    assert len(house.reception.receipts) == 2


def test_adopt_off_takes_everything_as_new(dovecot: Dovecot, house: House) -> None:
    dovecot.deliver(A, mail("cu"))
    house.open_swept(house.settings(dovecot, adopt=False))
    assert house.subjects() == ["cu"]


def test_kicked_off_the_server_it_comes_back(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    dovecot.doveadm("kick", A)
    dovecot.deliver(A, mail("sau-khi-bi-ngat"))
    wait_for(arrived(house, "sau-khi-bi-ngat"))


def test_a_server_that_dies_and_returns(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot))
    dovecot.kill()
    wait_for(lambda: not door.status.connected and door.status.failures >= 2, what="the loss being noticed")
    dovecot.start()
    dovecot.deliver(A, mail("sau-khi-chet"))
    wait_for(arrived(house, "sau-khi-chet"))
    wait_for(lambda: door.status.failures == 0)
    assert house.reception.traces == []


def test_a_server_that_falls_silent_does_not_hold_the_door(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, poll_seconds=1.0))
    with dovecot.hung():
        wait_for(lambda: door.status.failures >= 1, what="the silence being noticed")
        assert "không trả lời" in door.status.trouble or "mất kết nối" in door.status.trouble
    dovecot.deliver(A, mail("sau-im-lang"))
    wait_for(arrived(house, "sau-im-lang"))


def test_stop_ends_even_while_the_server_hangs(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, read_seconds=2.0))
    with dovecot.hung():
        door.stop()
        door.join(8)
        assert not door.is_alive()


def test_a_new_uidvalidity_is_a_full_rescan_and_one_case_each(dovecot: Dovecot, house: House) -> None:
    dovecot.deliver(A, mail("cu"))
    house.open_swept(house.settings(dovecot, done_folder="", poll_seconds=0.3, idle=False))
    dovecot.deliver(A, mail("moi"))
    wait_for(arrived(house, "moi"))
    dovecot.doveadm("mailbox", "update", "-u", A, "--uid-validity", "4242424242", "INBOX")
    wait_for(lambda: len(house.reception.traces) == 2, what="the rescan")
    assert all("UIDVALIDITY=4242424242/" in key for key, _ in house.reception.traces)
    assert len(house.reception.receipts) == 2
    assert len(dovecot.uids(A)) == 2


def test_after_a_new_uidvalidity_adopted_mail_still_stays_in_place(dovecot: Dovecot, house: House) -> None:
    dovecot.deliver(A, mail("cu"))
    door = house.open_swept(house.settings(dovecot, poll_seconds=0.3, idle=False))
    dovecot.doveadm("mailbox", "update", "-u", A, "--uid-validity", "4242424242", "INBOX")
    wait_for(lambda: len(house.reception.traces) == 1, what="the rescan")
    swept = door.status.last_sweep_at
    wait_for(lambda: door.status.last_sweep_at != swept, what="the sweep after it")
    assert house.reception.fresh == []
    assert len(dovecot.uids(A)) == 1


def test_mail_expunged_between_search_and_fetch_breaks_nothing(
    dovecot: Dovecot, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.mailbox_session import MailboxSession

    house.open_swept(house.settings(dovecot))
    house.close()
    for name in ("mot", "hai", "ba"):
        dovecot.deliver(A, mail(name))
    describe = MailboxSession.describe

    def describe_then_expunge(self: MailboxSession, uids: list[int]) -> object:
        facts = describe(self, uids)
        with dovecot.client(A) as other:
            other.delete_messages([facts[1].uid])
            other.expunge()
        return facts

    monkeypatch.setattr(MailboxSession, "describe", describe_then_expunge)
    door = house.open_swept(house.settings(dovecot))
    assert sorted(house.subjects()) == ["ba", "mot"]
    assert door.status.alarms == ()


def test_a_crash_between_commit_and_move_is_mended_by_the_next_sweep(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot, done_folder=""))  # commits, never moves: as if killed in between
    dovecot.deliver(A, mail("giua-chung"))
    wait_for(arrived(house, "giua-chung"))
    house.close()
    house.open_swept(house.settings(dovecot))
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1 and dovecot.uids(A) == [])
    assert len(house.reception.receipts) == 1
    assert house.reception.traces == [], "a key already known is moved, not received again"


def test_a_server_without_move_gets_copy_and_a_keyword(house: House) -> None:
    server = Dovecot((A,), can_move=False)
    try:
        server.start()
        door = house.open_swept(house.settings(server, poll_seconds=0.3, idle=False))
        server.deliver(A, mail("khong-move"))
        wait_for(arrived(house, "khong-move"))
        wait_for(lambda: len(server.uids(A, DONE)) == 1)
        house.close()
        house.open_swept(house.settings(server, poll_seconds=0.3, idle=False))
        assert len(server.uids(A, DONE)) == 1, "copied once, also after a restart"
        assert len(server.uids(A)) == 1, "never deleted"
        assert b"$TiepNhan" in server.flags(A)[0]
        assert b"\\Seen" not in server.flags(A)[0]
        assert b"\\Deleted" not in server.flags(A)[0]
        assert door.status.alarms == ()
    finally:
        server.remove()


def test_over_quota_the_receipt_stands_and_the_move_follows(house: House) -> None:
    server = Dovecot((A,), can_move=False, quota="12K")
    try:
        server.start()
        door = house.open_swept(house.settings(server, poll_seconds=0.3, idle=False))
        server.deliver(A, mail("day-hop", body="x" * 7000))
        wait_for(arrived(house, "day-hop"))
        wait_for(lambda: door.status.unmoved == 1, what="the refusal of the copy")
        assert any("chưa chuyển được" in alarm for alarm in door.status.alarms)
        server.doveadm("quota", "recalc", "-u", A)
        server.configure(quota="10M")
        server.kill()
        server.start()
        wait_for(lambda: len(server.uids(A, DONE)) == 1, what="the copy once there is room")
        wait_for(lambda: door.status.unmoved == 0)
        assert len(house.reception.receipts) == 1
    finally:
        server.remove()


def test_two_mailboxes_are_two_threads_and_two_portals(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot, A))
    house.open_swept(house.settings(dovecot, B))
    same = mail("hai-noi", to=f"{A}, {B}")
    dovecot.deliver(A, same)
    dovecot.deliver(B, same)
    wait_for(lambda: len(house.reception.fresh) == 2)
    assert {receipt.delivery.portal for receipt in house.reception.fresh} == {"congttdt", "vienkhtcnn"}


def test_a_portals_own_mailbox_ignores_to_and_cc(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot, A))
    dovecot.deliver(A, mail("gui-ca-hai", to=B, cc=A))
    wait_for(arrived(house, "gui-ca-hai"))
    assert [receipt.delivery.portal for receipt in house.reception.fresh] == ["congttdt"]


def test_a_shared_mailbox_makes_one_receipt_a_portal(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, portal=""))
    dovecot.deliver(A, mail("ca-hai", to="CongTTDT+KiemTra@moha.gov.vn", cc=B))
    wait_for(lambda: len(house.reception.fresh) == 2)
    to = {receipt.delivery.portal: receipt.delivery.envelope_to for receipt in house.reception.fresh}
    assert to["vienkhtcnn"] == B
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1)
    assert door.status.unrouted == ()


def test_in_a_shared_mailbox_mail_to_nobody_stays_and_is_told(dovecot: Dovecot, house: House) -> None:
    routes = (Route(B, "vienkhtcnn"),)
    door = house.open_swept(house.settings(dovecot, portal="", routes=routes))
    dovecot.deliver(A, mail("lac-duong", to="aikhac@moha.gov.vn"))
    wait_for(lambda: len(door.status.unrouted) == 1)
    assert any("không gửi tới địa chỉ nào" in alarm for alarm in door.status.alarms)
    house.close()
    house.open_swept(house.settings(dovecot, portal="", routes=routes, default_portal="congttdt"))
    assert [receipt.delivery.portal for receipt in house.reception.fresh] == ["congttdt"]


def test_a_full_disk_stops_the_polling_and_loses_nothing(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, poll_seconds=0.3, idle=False))
    house.room = False
    wait_for(lambda: door.status.paused)
    dovecot.deliver(A, mail("cho-dia"))
    assert any("dung lượng đĩa" in alarm for alarm in door.status.alarms)
    assert house.reception.receipts == []
    house.room = True
    wait_for(arrived(house, "cho-dia"))
    wait_for(lambda: not door.status.paused)


def test_a_store_that_fails_leaves_the_mail_on_the_server(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, poll_seconds=0.3, idle=False))
    house.reception.fail = disk_full
    dovecot.deliver(A, mail("chua-ghi-duoc"))
    wait_for(lambda: door.status.refused)
    assert len(dovecot.uids(A)) == 1
    house.reception.fail = lambda content, delivery: None
    wait_for(arrived(house, "chua-ghi-duoc"))
    wait_for(lambda: door.status.refused == () and dovecot.uids(A) == [])


def test_one_bad_mail_does_not_stop_the_others(dovecot: Dovecot, house: House) -> None:
    def choke(content: bytes, delivery: object) -> None:
        if b"Subject: doc-hai" in content:
            raise RuntimeError("boom")

    house.open_swept(house.settings(dovecot)).stop()
    house.close()
    house.reception.fail = choke
    for name in ("doc-hai", "lanh-1", "lanh-2"):
        dovecot.deliver(A, mail(name))
    door = house.open_swept(house.settings(dovecot))
    assert sorted(house.subjects()) == ["lanh-1", "lanh-2"]
    assert len(door.status.refused) == 1
    assert len(dovecot.uids(A)) == 1


def test_a_damaged_file_on_the_server_does_not_keep_the_rest_waiting(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot)).stop()
    house.close()
    for name in ("hong", "tot-1", "tot-2"):
        dovecot.deliver(A, mail(name))
    files = [*dovecot.folder.glob(f"mail/{A}/Maildir/new/*"), *dovecot.folder.glob(f"mail/{A}/Maildir/cur/*")]
    next(file for file in files if b"<hong@" in file.read_bytes()).chmod(0)
    door = house.open(house.settings(dovecot, poll_seconds=0.3, idle=False))
    wait_for(arrived(house, "tot-1", "tot-2"))
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 2)
    wait_for(lambda: len(door.status.unfetched) == 1 and door.status.failures == 0, what="the bad mail set aside")
    assert any("không trao được nội dung" in alarm for alarm in door.status.alarms)
    dovecot.deliver(A, mail("tot-3"))
    wait_for(arrived(house, "tot-1", "tot-2", "tot-3"), 5, "new mail in spite of the bad one")


def test_a_mail_above_the_limit_stays_and_is_told(dovecot: Dovecot, house: House) -> None:
    door = house.open_swept(house.settings(dovecot, max_bytes=5000))
    dovecot.deliver(A, mail("qua-lon", body="x" * 6000))
    dovecot.deliver(A, mail("vua"))
    wait_for(arrived(house, "vua"))
    wait_for(lambda: len(door.status.too_large) == 1)
    assert len(dovecot.uids(A)) == 1
    assert any("vượt dung lượng" in alarm for alarm in door.status.alarms)


def test_a_large_mail_comes_in_parts_exactly(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    lines = b"".join(b"%076d\r\n" % number for number in range(130_000))  # 10 MB: three parts
    sent = mail("lon") + lines
    dovecot.deliver(A, sent)
    wait_for(arrived(house, "lon"), 30)
    assert house.reception.body_of(house.reception.fresh[0]).endswith(sent)


def test_a_thousand_mails_after_an_outage_all_come_once(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    house.close()
    with dovecot.client(A) as client:
        for number in range(1000):
            client.append("INBOX", mail(f"tin-{number}"), flags=[b"\\Seen"] if number % 7 == 0 else [])
    house.open_swept(house.settings(dovecot))
    assert sorted(house.subjects()) == sorted(f"tin-{number}" for number in range(1000))
    assert house.reception.traces == []
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1000)
    seen = [b"\\Seen" in flags for flags in dovecot.flags(A, DONE)]
    assert sum(seen) == 143, "what a person had read stays read, and nothing else becomes so"


def test_internaldate_is_the_instant_of_receipt(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    at = datetime(2026, 8, 28, 16, 40, tzinfo=UTC)
    with dovecot.client(A) as client:
        client.append("INBOX", mail("tuan-truoc"), msg_time=at)
    wait_for(arrived(house, "tuan-truoc"))
    assert house.reception.fresh[0].delivery.received_at == at


def test_the_done_folder_that_somebody_removed_is_made_again(dovecot: Dovecot, house: House) -> None:
    house.open_swept(house.settings(dovecot))
    with dovecot.client(A) as client:
        client.delete_folder(DONE)
    dovecot.deliver(A, mail("mat-thu-muc"))
    wait_for(arrived(house, "mat-thu-muc"))
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1)


def test_no_word_of_a_mail_and_no_password_reaches_the_log(
    dovecot: Dovecot, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    house.open_swept(house.settings(dovecot))
    dovecot.deliver(A, mail("chim-hoang-yen", body="TUYET MAT"))
    wait_for(lambda: len(dovecot.uids(A, DONE)) == 1)
    house.close()
    ours = [r.getMessage() for r in caplog.records if r.threadName == "mailbox-congttdt"]
    assert not any(word in line for line in ours for word in ("chim-hoang-yen", "TUYET MAT", PASSWORD))
