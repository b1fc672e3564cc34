"""Every sample and every mail of the stories gets the same verdict at the LMTP door, the IMAP door and `check`.

One daemon for each door, over a ledger of its own: in one ledger the second road would only leave a trace. What comes
by LMTP is received now, so `check` is asked about that instant; what comes by IMAP bears the story's INTERNALDATE.
"""

from __future__ import annotations

import hashlib
import json
import re
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import NamedTuple

import pytest

from casework.case import Case
from casework.directory import Snapshot
from casework.letter import LetterName
from casework.mail import MailClass
from frontdesk.cli import main
from frontdesk.daemon import Daemon
from frontdesk.house import open_ledger, rooms_of
from frontdesk.people import read_people
from frontdesk.pipeline import Rooms
from frontdesk.report import report_of
from frontdesk.settings import DoorName, DoorTrust, OwnAddress, Service, Settings, StoreTable
from frontdesk.settings import Outgoing as OutgoingTable
from frontdesk.verbs.check import check_file
from intake.identity import identity_of
from intake.listener import ListenerSettings
from intake.mailbox import MailboxSettings, MailboxStatus
from intake.secrets import Secret
from store.journal import Processed
from store.ledger import Ledger
from tests.builders.mail import AUTHSERV
from tests.stories.book import STORIES
from tests.stories.conftest import HUNG_YEN
from tests.stories.make_samples import SAMPLES
from tests.stories.story import at
from tests.stories.walked import envelope_sender
from tests.wire.dovecot import PASSWORD, Dovecot
from tests.wire.tools import wait_for

pytestmark = pytest.mark.wire

PEOPLE = Path(__file__).parent / "directory.csv"
PORTALS = {
    "congttdt@moha.gov.vn": "congttdt",
    "vienkhtcnn@moha.gov.vn": "vienkhtcnn",
    "websitecchc@moha.gov.vn": "cchc",
    "sonoivu@hatinh.gov.vn": "hatinh",
    HUNG_YEN: "hungyen",
}
#: The rules that look back: offline there is nothing to look back at, so these and only these are left out.
LOOKING_BACK = frozenset({"DUP101"})
SAMPLES_RECEIVED = at("28/08/2026 16:40")

Verdict = tuple[str, str | None, frozenset[tuple[str, str, str]]]


class Sent(NamedTuple):
    """One mail for one portal. ``to`` is the address on the envelope."""

    name: str
    portal: str
    to: str
    content: bytes
    received: datetime


def _mails() -> list[Sent]:
    """All of them, each once: a story that is a sample too is one mail."""
    boxes = {portal: address for address, portal in PORTALS.items()}
    sent = [
        Sent(s.name, s.portal, s.envelope_to or boxes[s.portal], s.mail(), s.received_at) for s in STORIES
    ]  # fmt: skip
    for path in sorted(SAMPLES.glob("*.eml")):
        content = path.read_bytes()
        headers = message_from_bytes(content, policy=policy.default)
        for _, to in getaddresses([str(headers["To"])]):
            portal = PORTALS[to.replace("+kiemtra", "")]
            sent.append(Sent(f"{path.stem}@{portal}", portal, to, content, SAMPLES_RECEIVED))
    once: dict[tuple[str, str], Sent] = {}
    for mail in sent:
        once.setdefault((mail.portal, identity_of(mail.content)), mail)
    return list(once.values())


@pytest.fixture(scope="module")
def mails() -> list[Sent]:
    found = _mails()
    assert len(found) >= len(STORIES)
    return found


def _settings(root: Path, **doors: object) -> Settings:
    names = ("lmtp", "check", *PORTALS.values())
    return Settings(
        root=str(root),
        service=Service(
            host="tiepnhan.thu-nghiem.vn",
            administrator="quantri@tiepnhan.thu-nghiem.vn",
            bounce_address="bounce@tiepnhan.thu-nghiem.vn",
        ),
        store=StoreTable(folder="store", backup="backup", free_mark_mb=16),
        outgoing=OutgoingTable(folder="letters"),
        doors=tuple(DoorName(name=name, trust=DoorTrust(authserv_id=AUTHSERV)) for name in names),
        addresses=(OwnAddress(of="hungyen", address=HUNG_YEN),),
        **doors,  # type: ignore[arg-type]
    )


class House(NamedTuple):
    """A running daemon with its ledger and rooms."""

    daemon: Daemon
    ledger: Ledger
    rooms: Rooms

    def decided(self, number: int) -> tuple[Processed, ...]:
        """Wait until ``number`` receipts have an outcome."""
        wait_for(lambda: self._count() >= number, 90, f"{number} outcomes; {self._count()} there")
        return self.ledger.processed()

    def _count(self) -> int:
        return sum(bool(row.outcome) for row in self.ledger.processed())


@contextmanager
def _running(settings: Settings) -> Iterator[House]:
    ledger = open_ledger(settings)
    ledger.set_directory(read_people(PEOPLE), by="test")
    with rooms_of(settings, ledger) as rooms:
        daemon = Daemon(ledger, rooms)
        daemon.start()
        try:
            yield House(daemon, ledger, rooms)
        finally:
            daemon.stop()


def _verdict(mail_class: str, disposition: str | None, found: Sequence[tuple[str, str, str]]) -> Verdict:
    """Without what looks back; where such a rule fired, its share in the disposition cannot be told apart."""
    seen = frozenset(f for f in found if f[0] not in LOOKING_BACK)
    looked_back = any(f[0] in LOOKING_BACK for f in found)
    return mail_class, "(nhìn lại)" if looked_back else disposition, seen


def _of_case(case: Case) -> Verdict:
    found = [(f.code, f.verdict.value, f.where) for f in case.findings or ()]
    return _verdict(case.mail_class.value, case.decision.disposition.value if case.decision else None, found)


def _at_the_door(row: Processed, ledger: Ledger) -> Verdict:
    case = ledger.case(row.case_ref) if row.case_ref else None
    return _of_case(case) if case else (row.outcome, None, frozenset())


def _offline(mail: Sent, received: datetime, rooms: Rooms, folder: Path) -> Verdict:
    """What `tiepnhan check --json` reports, by the very functions of the verb."""
    path = folder / f"{mail.name}.eml"
    path.write_bytes(mail.content)
    case = check_file(path, mail.portal, rooms, received, Snapshot(version=1, people=read_people(PEOPLE)))
    report = report_of(case, str(path))
    found = [(f.code, f.verdict, f.where) for f in report.findings]
    if report.mail_class == MailClass.PRECHECK.value:
        # A precheck leaves no case behind: at the door only its class can be seen, its letter says the rest.
        return report.mail_class, None, frozenset()
    return _verdict(report.mail_class, report.disposition, found)


def _is_secret(verdict: Verdict) -> bool:
    return any(code == "SEC101" for code, _, _ in verdict[2])


def _without_a_word(mail: Sent) -> bool:
    """True where no server has said anything of the sender: `check` then takes From as genuine (DESIGN's contract),
    a door does not. Such a mail must differ in this, and is compared in nothing else."""
    return b"authentication-results:" not in mail.content.partition(b"\r\n\r\n")[0].lower()


def _compare(pairs: Mapping[str, tuple[Verdict, Verdict]], mails: Sequence[Sent]) -> None:
    wrong = {}
    unsaid = {mail.name for mail in mails if _without_a_word(mail)}
    assert len(unsaid) <= len(mails) // 20
    for name, (door, offline) in pairs.items():
        if name in unsaid and door[0] == MailClass.SUBMISSION.value and not _is_secret(door):
            assert "SND301" in {code for code, _, _ in door[2]} - {code for code, _, _ in offline[2]}, name
            continue
        expected = offline if door[1] != "(nhìn lại)" else (offline[0], "(nhìn lại)", offline[2])
        if door != expected:
            wrong[name] = {"door": door, "check": expected}
    assert not wrong


@pytest.fixture(scope="module")
def by_lmtp(tmp_path_factory: pytest.TempPathFactory, mails: list[Sent]) -> Iterator[tuple[House, list[Processed]]]:
    settings = _settings(
        tmp_path_factory.mktemp("lmtp"), listeners=(ListenerSettings(name="lmtp", routes=(), port=0),)
    )  # fmt: skip
    with _running(settings) as house:
        host, _, port = house.daemon.address_of("lmtp").rpartition(":")
        with smtplib.LMTP(host, int(port)) as door:
            for mail in mails:
                door.sendmail(envelope_sender(mail.content), [mail.to], mail.content)
        yield house, list(house.decided(len(mails)))


def test_lmtp_and_check_agree(by_lmtp: tuple[House, list[Processed]], mails: list[Sent], tmp_path: Path) -> None:
    house, rows = by_lmtp
    assert [row.portal for row in rows] == [mail.portal for mail in mails]
    _compare(
        {
            mail.name: (
                _at_the_door(row, house.ledger),
                _offline(mail, row.received_at, house.rooms, tmp_path),
            )
            for mail, row in zip(mails, rows, strict=True)
        },
        mails,
    )


def test_what_looks_back_fires_seldom(by_lmtp: tuple[House, list[Processed]]) -> None:
    """The exclusion must not swallow the test: nearly all verdicts are compared whole."""
    house, rows = by_lmtp
    looked_back = [row for row in rows if _at_the_door(row, house.ledger)[1] == "(nhìn lại)"]
    assert 1 <= len(looked_back) <= len(rows) // 8


def test_imap_and_check_agree(
    tmp_path_factory: pytest.TempPathFactory, mails: list[Sent], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TN_TEST_PASSWORD", PASSWORD)
    server = Dovecot(tuple(PORTALS))
    try:
        server.start()
        settings = _settings(
            tmp_path_factory.mktemp("imap"),
            mailboxes=tuple(_mailbox(server, address, portal) for address, portal in PORTALS.items()),
        )
        with _running(settings) as house:
            wait_for(lambda: all(_adopted(door.status) for door in house.daemon.doors), 30, "the adoption")
            for address, portal in PORTALS.items():
                with server.client(address) as client:
                    for mail in mails:
                        if mail.portal == portal:
                            client.append("INBOX", mail.content, msg_time=mail.received)
            rows = {(row.portal, row.sha256): row for row in house.decided(len(mails))}
            assert len(rows) == len(mails)
            pairs = {}
            for mail in mails:
                row = rows[mail.portal, hashlib.sha256(mail.content).hexdigest()]
                assert row.received_at == mail.received, mail.name
                pairs[mail.name] = (
                    _at_the_door(row, house.ledger),
                    _offline(mail, mail.received, house.rooms, tmp_path),
                )
            _compare(pairs, mails)
    finally:
        server.remove()


def test_the_command_prints_what_its_functions_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = SAMPLES / "03-phong-chu-cu-tcvn3.eml"
    arguments = ["check", str(sample), "--portal", "congttdt", "--directory", str(PEOPLE), "--json"]
    assert main([*arguments, "--at", "2026-08-28T16:40"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["mail_class"], said["disposition"]) == ("submission", "return")
    assert [(f["code"], f["verdict"]) for f in said["findings"]] == [("FNT101", "defect")]


def _mailbox(server: Dovecot, address: str, portal: str) -> MailboxSettings:
    return MailboxSettings(
        name=portal, host="localhost", port=server.port, user=address, password=Secret(environment="TN_TEST_PASSWORD"),
        ca_file=str(server.ca_file), done_folder="Xong", portal=portal, poll_seconds=0.5, idle=False,
        longest_backoff=0.5,
    )  # fmt: skip


def _adopted(status: object) -> bool:
    return isinstance(status, MailboxStatus) and status.adopted_at is not None


def test_a_prechecks_letter_names_what_check_finds(
    by_lmtp: tuple[House, list[Processed]], mails: list[Sent], tmp_path: Path
) -> None:
    """A precheck leaves no case: its letter is the verdict, sent or held back because its receiver's hour is full."""
    house, rows = by_lmtp
    letters = [
        message_from_bytes(row.wire, EmailMessage, policy=policy.default)
        for row in house.ledger.letters_of("")
        if row.name == LetterName.PRECHECK
    ]
    said = {str(letter["In-Reply-To"]): _codes_in(letter) for letter in letters}
    prechecks = [(mail, row) for mail, row in zip(mails, rows, strict=True) if row.outcome == "precheck"]
    assert len(prechecks) >= 3
    for mail, row in prechecks:
        path = tmp_path / f"{mail.name}.eml"
        path.write_bytes(mail.content)
        people = Snapshot(version=1, people=read_people(PEOPLE))
        case = check_file(path, mail.portal, house.rooms, row.received_at, people)
        found = {finding.code for finding in case.findings or ()}
        assert said[case.mail.message_id] - LOOKING_BACK == found, mail.name


def _codes_in(letter: EmailMessage) -> set[str]:
    body = letter.get_body(("plain",))
    assert body is not None
    return set(re.findall(r"Mã lỗi: (\w+)", body.get_content()))
