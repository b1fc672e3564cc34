"""The LMTP and SMTP doors on a real loopback socket: exact bytes, one answer a recipient, 451 on any failure."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.errors import ConfigurationError
from casework.mail import Delivery, Door
from casework.noun import replace
from intake.addressing import Route
from intake.listener import ListenerDoor, ListenerSettings
from tests.builders.reception import MemoryReception, disk_full

A, B = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn"
ROUTES = (Route(A, "congttdt"), Route(B, "vienkhtcnn"), Route("bounce@moha.gov.vn", ""))
MAIL = b"From: donvi@moha.gov.vn\r\nSubject: tin\r\n\r\nXin g\xe1\xbb\xadi b\xc3\xa0i.\r\n"


class House:
    def __init__(self) -> None:
        self.reception = MemoryReception()
        self.room = True
        self.woken = 0
        self.doors: list[ListenerDoor] = []

    def open(self, **changes: object) -> ListenerDoor:
        settings = replace(ListenerSettings(name="cua", routes=ROUTES), **changes)
        door = ListenerDoor(settings, self.reception, self._wake, threading.Event(), lambda: self.room)
        door.start()
        self.doors.append(door)
        return door

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    for door in house.doors:
        door.stop()
        door.join(10)
        assert not door.is_alive()


class Talk:
    """A client that says exactly what it is told and reads one reply line at a time."""

    def __init__(self, door: ListenerDoor) -> None:
        self.wire = socket.create_connection(("127.0.0.1", door.port), 10)
        self.lines = self.wire.makefile("rb")
        self.greeting = self.line()

    def line(self) -> str:
        return self.lines.readline().decode().rstrip()

    def reply(self) -> list[str]:
        lines = [self.line()]
        while lines[-1][3:4] == "-":
            lines.append(self.line())
        return lines

    def say(self, *commands: str) -> str:
        for command in commands:
            self.wire.sendall(command.encode() + b"\r\n")
            last = self.reply()
        return last[-1]

    def open_mail(self, *recipients: str, sender: str = "donvi@moha.gov.vn", hello: str = "LHLO x") -> None:
        self.say(hello, f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{r}>" for r in recipients))
        assert self.say("DATA").startswith("354")

    def data(self, content: bytes) -> None:
        self.wire.sendall(content + b".\r\n")

    def close(self) -> None:
        self.lines.close()
        self.wire.close()


def send(door: ListenerDoor, content: bytes = MAIL, *recipients: str) -> list[str]:
    talk = Talk(door)
    talk.open_mail(*(recipients or (A,)))
    talk.data(content)
    answers = [talk.line() for _ in (recipients or (A,))]
    talk.close()
    return answers


def test_the_bytes_are_kept_exactly_and_the_receipt_stands_before_the_250(house: House) -> None:
    door = house.open()
    content = MAIL + b"\x00\x80\xff 8 bit\r\nbare \n and \r stay\r\n" + b"y" * 70_000 + b"\r\n"
    assert send(door, content) == ["250 2.0.0 OK receipt 1"]
    receipt = house.reception.receipts[0]
    assert house.reception.body_of(receipt) == content
    delivery = receipt.delivery
    assert (delivery.door, delivery.door_name, delivery.portal) == (Door.LMTP, "cua", "congttdt")
    assert (delivery.envelope_from, delivery.envelope_to) == ("donvi@moha.gov.vn", A)
    assert delivery.received_at.tzinfo is not None
    assert house.woken == 1
    assert door.status.received == 1


def test_dots_are_unstuffed_and_only_crlf_dot_crlf_ends(house: House) -> None:
    door = house.open()
    wire = b"Subject: x\r\n\r\n..mot\r\n...hai\r\na\n.\nb\r\n\r.\r\ncuoi\r\n"
    assert send(door, wire)[0].startswith("250")
    assert house.reception.contents[1] == b"Subject: x\r\n\r\n.mot\r\n..hai\r\na\n.\nb\r\n\r.\r\ncuoi\r\n"
    assert len(house.reception.receipts) == 1, "no second mail can be smuggled in behind a bare LF"


def test_a_line_of_three_megabytes_is_no_ground_for_refusal(house: House) -> None:
    content = b"Subject: x\r\n\r\n" + b"." + b"z" * 3_000_000 + b".\r\n"
    assert send(house.open(), b"Subject: x\r\n\r\n." + content[14:])[0].startswith("250")
    assert house.reception.contents[1] == content


def test_lmtp_answers_each_recipient_in_order(house: House) -> None:
    def viens_disk_is_full(content: bytes, delivery: Delivery) -> None:
        if delivery.portal == "vienkhtcnn":
            disk_full(content, delivery)

    house.reception.fail = viens_disk_is_full
    door = house.open()
    answers = send(door, MAIL, B, A, "congttdt+kiemtra@moha.gov.vn")
    assert [answer[:3] for answer in answers] == ["451", "250", "250"]
    assert answers[0].startswith("451 4.3.0")
    assert [receipt.delivery.envelope_to for receipt in house.reception.receipts] == [A]
    assert len(house.reception.traces) == 1, "the same mail to the same portal is one case with a trace"
    assert door.status.deferred == 1
    assert any("không ghi được thư" in alarm for alarm in door.status.alarms)
    house.reception.fail = lambda content, delivery: None
    send(door, MAIL, B, A)
    assert door.status.alarms == ()


def test_the_plain_address_goes_before_the_plus_address_whatever_their_order(house: House) -> None:
    send(house.open(), MAIL, "congttdt+kiemtra@moha.gov.vn", A)
    assert house.reception.receipts[0].delivery.envelope_to == A


def test_smtp_gives_one_answer_and_250_only_where_all_receipts_stand(house: House) -> None:
    def viens_disk_is_full(content: bytes, delivery: Delivery) -> None:
        if delivery.portal == "vienkhtcnn":
            disk_full(content, delivery)

    door = house.open(protocol="smtp")
    with smtplib.SMTP("127.0.0.1", door.port, timeout=10) as client:
        assert client.sendmail("donvi@moha.gov.vn", [A, B], MAIL) == {}
        house.reception.fail = viens_disk_is_full
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("donvi@moha.gov.vn", [A, B], MAIL + b"2\r\n")
        assert caught.value.smtp_code == 451
        house.reception.fail = lambda content, delivery: None
        assert client.sendmail("donvi@moha.gov.vn", [A, B], MAIL + b"2\r\n") == {}
    assert (
        sorted(receipt.delivery.portal for receipt in house.reception.receipts) == ["congttdt"] * 2 + ["vienkhtcnn"] * 2
    ), "what was stored before the 451 is found again, not doubled"
    assert all(receipt.delivery.door is Door.SMTP for receipt in house.reception.receipts)


def test_an_unknown_recipient_is_refused_at_rcpt(house: House) -> None:
    talk = Talk(house.open())
    talk.say("LHLO x", "MAIL FROM:<a@b.vn>")
    assert talk.say("RCPT TO:<aikhac@moha.gov.vn>").startswith("550 5.1.1")
    assert talk.say("RCPT TO:<congttdt@gia-mao.vn>").startswith("550 5.1.1")
    assert talk.say("DATA").startswith("503")
    talk.close()


@pytest.mark.parametrize(
    ("address", "portal"),
    [
        ("CongTTDT+KiemTra@moha.gov.vn", "congttdt"),
        ("bounce+abcdefghijklmnopqrstuvwxyz@moha.gov.vn", ""),
        ("congttdt+abcdefghijklmnopqrstuvwxyz@MOHA.GOV.VN", "congttdt"),
    ],
)
def test_plus_addresses_are_routed_and_kept_whole(house: House, address: str, portal: str) -> None:
    assert send(house.open(), MAIL, address)[0].startswith("250")
    delivery = house.reception.receipts[0].delivery
    local, _, domain = address.partition("@")
    assert delivery.portal == portal
    assert delivery.envelope_to.partition("@")[0] == local
    assert delivery.envelope_to.partition("@")[2].lower() == domain.lower()


def test_a_bounce_has_an_empty_envelope_sender(house: House) -> None:
    talk = Talk(house.open())
    talk.open_mail("bounce+abc@moha.gov.vn", sender="")
    talk.data(MAIL)
    assert talk.line().startswith("250")
    talk.close()
    assert house.reception.receipts[0].delivery.envelope_from == ""


def test_smtputf8_and_8bitmime_are_offered_and_kept(house: House) -> None:
    talk = Talk(house.open())
    talk.wire.sendall(b"LHLO x\r\n")
    offered = {line[4:] for line in talk.reply()}
    assert {"8BITMIME", "SMTPUTF8", "PIPELINING", "SIZE 62914560"} <= offered
    assert not any(line.startswith("AUTH") for line in offered)
    assert talk.say("MAIL FROM:<đơn-vị@moha.gov.vn> SMTPUTF8 BODY=8BITMIME SIZE=100", f"RCPT TO:<{A}>").startswith(
        "250"
    )
    assert talk.say("DATA").startswith("354")
    talk.data("Subject: Tin mới\r\n\r\nđ\r\n".encode())
    assert talk.line().startswith("250")
    talk.close()
    assert house.reception.receipts[0].delivery.envelope_from == "đơn-vị@moha.gov.vn"
    assert house.reception.contents[1] == "Subject: Tin mới\r\n\r\nđ\r\n".encode()


def test_commands_sent_together_are_answered_in_order(house: House) -> None:
    talk = Talk(house.open())
    talk.say("LHLO x")
    talk.wire.sendall(f"MAIL FROM:<a@b.vn>\r\nRCPT TO:<{A}>\r\nRCPT TO:<x@y.vn>\r\nRCPT TO:<{B}>\r\nDATA\r\n".encode())
    assert [talk.line()[:3] for _ in range(5)] == ["250", "250", "550", "250", "354"]
    talk.data(MAIL)
    assert [talk.line()[:3] for _ in range(2)] == ["250", "250"], "one answer for each accepted recipient only"
    talk.close()


def test_too_large_is_552_at_mail_and_for_each_recipient_at_the_end(house: House) -> None:
    door = house.open(max_bytes=1000)
    talk = Talk(door)
    talk.say("LHLO x")
    assert talk.say("MAIL FROM:<a@b.vn> SIZE=1001").startswith("552")
    talk.open_mail(A, B)
    talk.data(b"x" * 998 + b"\r\n" + b"y\r\n")
    assert [talk.line()[:3] for _ in range(2)] == ["552", "552"]
    talk.open_mail(A)
    talk.data(b"x" * 998 + b"\r\n")
    assert talk.line().startswith("250"), "exactly the limit is within it"
    talk.close()
    assert [receipt.size for receipt in house.reception.receipts] == [1000]


def test_a_low_disk_is_451_431_at_mail_and_at_the_end_of_data(house: House) -> None:
    door = house.open()
    talk = Talk(door)
    talk.open_mail(A, B)
    house.room = False
    talk.data(MAIL)
    assert [talk.line()[:9] for _ in range(2)] == ["451 4.3.1", "451 4.3.1"]
    assert talk.say("MAIL FROM:<a@b.vn>").startswith("451 4.3.1")
    house.room = True
    talk.open_mail(A)
    talk.data(MAIL)
    assert talk.line().startswith("250")
    talk.close()
    assert door.status.trouble == ""


def test_any_failure_of_the_store_is_451_and_tells_the_peer_nothing(house: House) -> None:
    def broken(content: bytes, delivery: Delivery) -> None:
        raise RuntimeError("secret detail")

    house.reception.fail = broken
    (answer,) = send(house.open())
    assert answer.startswith("451 4.3.0")
    assert "secret" not in answer


def test_a_store_that_takes_its_time_does_not_hold_the_other_connections(house: House) -> None:
    release = threading.Event()
    house.reception.fail = lambda content, delivery: release.wait(10) and None
    door = house.open()
    slow = Talk(door)
    slow.open_mail(A)
    slow.data(MAIL)
    began = time.monotonic()
    other = Talk(door)
    assert other.say("LHLO y", "NOOP").startswith("250")
    assert time.monotonic() - began < 2
    release.set()
    assert slow.line().startswith("250")
    slow.close()
    other.close()


def test_stop_answers_the_mail_whose_data_is_complete(house: House) -> None:
    release = threading.Event()
    house.reception.fail = lambda content, delivery: release.wait(10) and None
    door = house.open()
    talk = Talk(door)
    talk.open_mail(A)
    talk.data(MAIL)
    time.sleep(0.2)
    door.stop()
    time.sleep(0.3)
    release.set()
    assert talk.line().startswith("250")
    talk.close()
    door.join(10)
    assert not door.is_alive()


def test_the_connection_above_the_limit_is_told_to_come_later(house: House) -> None:
    door = house.open(max_connections=1)
    first = Talk(door)
    second = Talk(door)
    assert second.greeting.startswith("421 4.3.2")
    second.close()
    assert first.say("LHLO x").startswith("250")
    first.close()


def test_silence_ends_a_connection_and_slow_data_does_not(house: House) -> None:
    door = house.open(idle_seconds=1.0)
    idle, slow = Talk(door), Talk(door)
    slow.open_mail(A)
    for _ in range(8):
        slow.wire.sendall((b"x" * 76 + b"\r\n") * 1000)
        time.sleep(0.25)
    slow.data(b"")
    assert slow.line().startswith("250")
    assert idle.line() == "", "closed after a second without a word"
    idle.close()
    slow.close()


def test_a_client_that_vanishes_in_data_leaves_no_receipt(house: House) -> None:
    door = house.open()
    talk = Talk(door)
    talk.open_mail(A)
    talk.wire.sendall(MAIL)
    talk.close()
    assert send(door, MAIL + b"tron ven\r\n")[0].startswith("250")
    assert [receipt.size for receipt in house.reception.receipts] == [len(MAIL) + len(b"tron ven\r\n")]


def test_more_in_hand_than_memory_allows_is_put_off_and_taken_later(house: House) -> None:
    budget = 64 * 1024
    door = house.open(max_bytes_in_hand=budget)
    first = Talk(door)
    first.open_mail(A)
    first.wire.sendall((b"x" * 78 + b"\r\n") * 500)  # 40,000 bytes lie in hand and stay there
    time.sleep(0.3)
    large = (b"y" * 78 + b"\r\n") * 500
    assert send(door, large)[0].startswith("452 4.3.1"), "80,000 bytes together are over the budget"
    assert send(door, MAIL)[0].startswith("250"), "a small mail still finds room"
    first.data(b"")
    assert first.line().startswith("250")
    first.close()
    assert send(door, large)[0].startswith("250"), "what was put off is taken when there is room"


def test_vanished_and_refused_mails_give_their_room_back(house: House) -> None:
    door = house.open(max_bytes_in_hand=64 * 1024, max_bytes=60_000)
    large = (b"y" * 78 + b"\r\n") * 500
    for _ in range(5):
        talk = Talk(door)
        talk.open_mail(A)
        talk.wire.sendall(large)
        talk.close()
        assert send(door, large * 2)[0].startswith("552")
    wait_until = time.monotonic() + 5
    while send(door, large)[0][:3] != "250":
        assert time.monotonic() < wait_until, "the room of mails that are gone was never given back"


def test_each_transaction_has_a_key_of_its_own_and_repeats_are_one_case(house: House) -> None:
    door = house.open()
    send(door)
    send(door)
    assert len(house.reception.receipts) == 1
    assert house.reception.traces[0][0] != house.reception.receipts[0].delivery.transport_key


def test_a_unix_socket_serves_as_well(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    house.open(socket=str(path), socket_mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    with smtplib.LMTP(str(path)) as client:
        assert client.sendmail("donvi@moha.gov.vn", [A], MAIL) == {}
    assert len(house.reception.receipts) == 1


def test_a_port_that_is_taken_is_told_at_the_start(house: House) -> None:
    door = house.open()
    with pytest.raises(ConfigurationError, match="cannot listen"):
        ListenerDoor(
            replace(door.settings, port=door.port), house.reception, lambda: None, threading.Event(), lambda: True
        ).start()


def test_an_unknown_protocol_is_refused(house: House) -> None:
    with pytest.raises(ConfigurationError, match="lmtp or smtp"):
        house.open(protocol="pop3")
