"""A door that asks the DNS itself: the whole way from the receipt, through the real sandbox, to letters or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework.mail import OriginMeans, OriginStatus
from casework.noun import replace
from frontdesk import examination
from frontdesk.colours import GREEN, RED
from frontdesk.settings import DoorName, DoorTrust, Settings
from intake.dns import DnsResolver, DnsSettings
from tests.builders.dkim_mail import key_record, signed
from tests.builders.mail import AUTHSERV, File
from tests.frontdesk.office import HA_TINH, LIAISON, Office, news
from tests.wire.dns import NameServer, name_server

KEY = "k1._domainkey.cchc.moha.gov.vn"


@pytest.fixture
def dns() -> Iterator[NameServer]:
    with name_server() as server:
        server.add(KEY, "TXT", key_record())
        server.add("_dmarc.moha.gov.vn", "TXT", "v=DMARC1; p=reject")
        yield server


@pytest.fixture
def asking(office: Office, dns: NameServer) -> Office:
    """The office with a door that pins our server and asks the DNS where it has said nothing."""
    trust = DoorTrust(authserv_id=AUTHSERV, check=True, received_by="mx.moha.gov.vn")
    office.rooms.settings = replace(office.settings, doors=(DoorName("lmtp", trust),), dns=dns.settings)
    office.rooms.resolver = DnsResolver(dns.settings, office.hand)
    return office


def sealed(office: Office, *, results: str = "") -> bytes:
    plain = office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), results=results)
    return signed(plain, domain="cchc.moha.gov.vn", at=office.hand(), fields=("from", "to", "cc", "subject", "date"))


def test_a_signed_mail_is_proven_and_its_evidence_kept(asking: Office, dns: NameServer) -> None:
    origin = asking.case(asking.take_in(sealed(asking))).origin
    assert (origin.status, origin.means) == (OriginStatus.PROVEN, OriginMeans.CHECKED)
    assert origin.seals("To") and origin.seals("date") and not origin.seals("reply-to")
    assert origin.at == asking.hand()
    assert any(KEY in check.detail for check in origin.checks)
    assert asking.letters(to=LIAISON)


def test_where_our_server_has_spoken_the_dns_is_not_asked(asking: Office, dns: NameServer) -> None:
    origin = asking.case(asking.take_in(sealed(asking, results="pass"))).origin
    assert origin.means is OriginMeans.RESULTS and not dns.asked
    asking.hand.turn(minutes=1)  # the same mail again would be the same receipt
    forged = asking.case(asking.take_in(sealed(asking, results="fail"))).origin
    assert forged.status is OriginStatus.CONTRADICTED and not dns.asked


def test_a_changed_mail_is_held_and_nobody_is_written_to(asking: Office) -> None:
    ref = asking.take_in(sealed(asking).replace(b"bai.docx", b"bay.docx"))
    found = asking.case(ref)
    assert found.origin.status is OriginStatus.CONTRADICTED and asking.ledger.state(ref) == "held"
    assert not asking.letters()


def test_trouble_of_the_dns_keeps_the_mail_waiting_and_holds_it_at_last(asking: Office, dns: NameServer) -> None:
    dns.failing.add(KEY)
    receipt = asking.arrive(sealed(asking))
    asking.work()
    assert asking.ref_of(receipt) == "" and not asking.ledger.stuck(), "no try is lost"
    for _ in range(70):
        asking.hand.turn(minutes=1)
        asking.work()
    ref = asking.ref_of(receipt)
    found = asking.case(ref)
    assert found.origin.status is OriginStatus.UNSURE and asking.ledger.state(ref) == "held"
    assert "SND301" in [f.code for f in found.findings or ()]
    asking.post()
    assert not asking.letters(), "nobody is written to while nobody knows who wrote"


def test_a_doubt_of_the_dns_ends_when_the_desk_has_it_judged_again(asking: Office, dns: NameServer) -> None:
    dns.failing.add(KEY)
    receipt = asking.arrive(sealed(asking))
    for _ in range(70):
        asking.work()
        asking.hand.turn(minutes=1)
    ref = asking.ref_of(receipt)
    asking.ledger.walk_again(ref, "Nguyễn Văn Bình")
    asking.work()
    assert asking.case(ref).origin.status is OriginStatus.UNSURE, "still in trouble, still a doubt"
    dns.failing.clear()
    asking.ledger.walk_again(ref, "Nguyễn Văn Bình")
    asking.work()
    asking.post()
    assert asking.case(ref).origin.status is OriginStatus.PROVEN
    assert [letter.name for letter in asking.letters()] == ["held", "confirmation_request"]


def test_each_pause_is_longer_than_the_last(asking: Office, dns: NameServer) -> None:
    dns.failing.add(KEY)
    asking.arrive(sealed(asking))
    for _ in range(55):
        asking.work()
        asking.hand.turn(minutes=1)
    assert 8 <= [name for name, _ in dns.asked].count(KEY) <= 15


def test_a_mail_that_waited_is_walked_when_the_dns_is_back(asking: Office, dns: NameServer) -> None:
    dns.silent.add(KEY)
    receipt = asking.arrive(sealed(asking))
    asking.work()
    dns.silent.clear()
    asking.hand.turn(minutes=2)
    asking.work()
    assert asking.case(asking.ref_of(receipt)).origin.status is OriginStatus.PROVEN


def test_robots_and_lists_make_nobody_ask(asking: Office, dns: NameServer) -> None:
    robot = signed(
        asking.mail(LIAISON, "Tôi đi vắng.", results="", Auto_Submitted="auto-replied"), domain="cchc.moha.gov.vn"
    )
    asking.take_in(robot)
    assert not dns.asked


def test_an_official_address_as_the_name_of_a_stranger_is_held_and_he_hears_nothing(office: Office) -> None:
    content = office.mail("x@gmail.com", "Gửi bài.", File("bai.docx", news()), name="congttdt@moha.gov.vn")
    ref = office.take_in(content)
    found = office.case(ref)
    assert found.origin.status is OriginStatus.CONTRADICTED and office.ledger.state(ref) == "held"
    (finding,) = [f for f in found.findings or () if f.code == "SND301"]
    assert "Tên hiển thị của người gửi ghi congttdt@moha.gov.vn nhưng thư gửi từ x@gmail.com" in finding.message
    assert not office.letters()


def test_an_address_of_the_directory_as_the_name_of_a_stranger_is_held_too(office: Office) -> None:
    ref = office.take_in(office.mail("x@gmail.com", "Gửi bài.", File("bai.docx", news()), name=LIAISON))
    assert office.ledger.state(ref) == "held" and not office.letters()
    # At another portal that address is nobody's, and the provinces' portal is open to all.
    other = office.take_in(
        office.mail("x@gmail.com", "Gửi bài.", File("b.docx", news()), name=HA_TINH, portal="hatinh"), "hatinh"
    )
    assert office.ledger.state(other) == "held"


def test_doctor_asks_the_dns_where_a_door_depends_on_it(office: Office, dns: NameServer) -> None:
    def dns_of(settings: Settings) -> list[tuple[str, str]]:
        found = examination._doors(settings, offline=False)
        return [(check.colour, check.words) for check in found if check.subject == "DNS"]

    asking = replace(office.settings, doors=(DoorName("lmtp", DoorTrust(check=True)),), dns=dns.settings)
    assert [colour for colour, _ in dns_of(asking)] == [GREEN]
    assert dns_of(replace(asking, doors=office.settings.doors)) == []
    ((colour, words),) = dns_of(replace(asking, dns=DnsSettings(servers=("127.0.0.1:1",), seconds=0.3)))
    assert colour == RED and "127.0.0.1:1 không trả lời" in words


def test_check_asks_the_dns_only_on_demand(
    office: Office, dns: NameServer, tiepnhan: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.config.write_text(f'{office.config.read_text()}\n[dns]\nservers = ["{dns.address}"]\nseconds = 1.0\n')
    good, bad = tmp_path / "tot.eml", tmp_path / "gia.eml"
    good.write_bytes(sealed(office))
    bad.write_bytes(sealed(office).replace(b"bai.docx", b"bay.docx"))
    when = ("--portal", "congttdt", "--at", (office.hand() + timedelta(minutes=1)).isoformat(), "--json")
    tiepnhan("check", str(good), str(bad), *when)
    assert "SND301" not in capsys.readouterr().out and not dns.asked
    tiepnhan("check", "--authenticate", str(good), str(bad), *when)
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "SND301" not in [f["code"] for f in first["findings"]]
    assert "SND301" in [f["code"] for f in second["findings"]]
