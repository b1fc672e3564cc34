"""The IMAP sweep against a server of paper: what a real Dovecot cannot be made to do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from casework.errors import ConfigurationError
from casework.noun import replace
from intake.addressing import Route
from intake.mailbox import MailboxDoor, MailboxStatus, probe
from intake.mailbox_session import Facts, MailboxSession, MailboxSettings, _facts
from intake.mailbox_sweep import MailboxSweep
from intake.secrets import Secret
from tests.builders.reception import MemoryReception, disk_full

A, B = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn"
AT = datetime(2026, 8, 28, 9, 40, tzinfo=UTC)
SETTINGS = MailboxSettings(
    name="cong", host="mail.moha.gov.vn", user=A, password=Secret(environment="X"), done_folder="Xong",
    portal="congttdt", routes=(Route(A, "congttdt"), Route(B, "vienkhtcnn")), adopt=False,
)  # fmt: skip
PLACEHOLDER = (
    b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 12\r\n"
    b"From: Microsoft Exchange Server\r\nMIME-Version: 1.0\r\n\r\n"
    b'The server couldn\'t retrieve the following message:\r\n\r\nSubject: "Tin"\r\n'
)


def mail(number: int, to: str = A) -> bytes:
    return f"Received: from mx\r\nSubject: tin {number}\r\nTo: {to}\r\n\r\n{number}\r\n".encode()


class Abort(IMAPClientError):  # type: ignore[misc]
    """The connection is gone."""


class PaperSession:
    """Answers from a table; ``mails`` maps a UID to bytes, ``None`` (OK without a body) or an error."""

    abort_error = Abort
    can_move = True
    uidvalidity = 7

    def __init__(self, mails: dict[int, Any]) -> None:
        self.mails = mails
        self.uidnext = max(mails, default=0) + 1
        self.done: list[int] = []
        self.asked: list[list[int]] = []
        self.parts = 0
        self.refuses_move = ""
        self.was_copied: set[int] = set()
        self.undescribed: set[int] = set()  # there, but FETCH of size and date says OK and nothing more
        self.silent_about: set[int] = set()  # the same for its bytes

    def uids(self) -> list[int]:
        return sorted(self.mails)

    def copied(self) -> frozenset[int]:
        return frozenset(self.was_copied)

    def describe(self, uids: Sequence[int]) -> list[Facts]:
        sizes = {u: len(m) if isinstance(m, bytes) else 100 for u, m in self.mails.items()}
        return [Facts(uid=u, size=sizes[u], received_at=AT) for u in uids if u in sizes.keys() - self.undescribed]

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes | None]:
        self.asked.append(list(uids))
        for uid in uids:
            if isinstance(self.mails.get(uid), Exception):
                raise self.mails[uid]
        return {uid: self.mails[uid] for uid in uids if uid in self.mails.keys() - self.silent_about}

    def fetch_in_parts(self, uid: int, part: int, stop: threading.Event, size: int) -> dict[int, bytes | None]:
        self.parts += 1
        return {uid: self.mails[uid]}

    def settle(self, uids: Sequence[int]) -> None:
        if self.refuses_move:
            raise IMAPClientError(self.refuses_move)
        for uid in uids:
            del self.mails[uid]
        self.done += uids


class Bench:
    def __init__(self, **changes: object) -> None:
        self.reception = MemoryReception()
        self.stop = threading.Event()
        self.room = True
        self.settings = replace(SETTINGS, **changes)
        self.sweep = self.restarted()

    def restarted(self) -> MailboxSweep:
        return MailboxSweep(self.settings, self.reception, lambda: None, self.stop, lambda: self.room)

    def run(self, session: PaperSession) -> bool:
        return self.sweep.run(session)  # type: ignore[arg-type]

    def numbers(self) -> list[str]:
        return [self.reception.body_of(r).split(b"\r\n")[1].decode()[13:] for r in self.reception.receipts]


@pytest.mark.parametrize("nothing", [None, PLACEHOLDER])
def test_a_mail_that_is_not_handed_out_is_not_received_but_tried_again_and_told(nothing: bytes | None) -> None:
    bench = Bench(tries_before_alarm=2)
    session = PaperSession({1: nothing, 2: mail(2)})
    bench.run(session)
    assert bench.numbers() == ["2"]
    assert (bench.sweep.tries, session.done) == ({1: 1}, [2])
    session.mails[1] = mail(1)
    bench.run(session)
    assert bench.numbers() == ["2", "1"]
    assert bench.sweep.tries == {}


def test_a_mail_that_the_server_keeps_to_itself_is_told_and_one_that_is_gone_is_not() -> None:
    """OK without data is also what an expunged mail looks like; the next look tells them apart."""
    bench = Bench(tries_before_alarm=2)
    session = PaperSession({1: mail(1), 2: mail(2), 3: mail(3)})
    session.silent_about = {1}
    session.undescribed = {2}
    bench.run(session)
    bench.run(session)
    assert bench.numbers() == ["3"]
    assert bench.sweep.tries == {1: 2, 2: 2}
    session.mails.clear()
    bench.run(session)
    assert bench.sweep.tries == {}


def test_a_real_mail_that_quotes_exchange_is_received() -> None:
    bench = Bench()
    bench.run(PaperSession({1: b"Received: from mx\r\n" + PLACEHOLDER}))
    assert len(bench.reception.receipts) == 1


def test_after_many_tries_it_is_asked_for_only_now_and_then() -> None:
    bench = Bench(tries_before_alarm=2)
    session = PaperSession({1: None})
    for _ in range(6):
        bench.run(session)
    assert len(session.asked) == 2


def test_a_no_to_a_batch_is_followed_by_one_question_a_mail() -> None:
    bench = Bench()
    session = PaperSession({1: mail(1), 2: IMAPClientError("FETCH failed"), 3: mail(3)})
    bench.run(session)
    assert bench.numbers() == []
    bench.run(session)
    assert session.asked == [[1, 2, 3], [1], [2], [3]]
    assert sorted(bench.numbers()) == ["1", "3"]
    assert session.done == [1, 3]


def test_a_mail_that_breaks_the_connection_comes_last_next_time() -> None:
    bench = Bench()
    session = PaperSession({1: Abort("BYE"), 2: mail(2)})
    with pytest.raises(Abort):
        bench.run(session)
    with pytest.raises(Abort):
        bench.run(session)
    session.mails[9] = mail(9)
    with pytest.raises(Abort):
        bench.run(session)
    assert sorted(bench.numbers()) == ["2", "9"]
    assert session.done == [9, 2] or session.done == [2, 9]


def test_a_block_of_large_mails_is_fetched_within_bounds() -> None:
    bench = Bench()
    size = 1_500_000
    session = PaperSession({n: mail(n) + b"x" * size for n in range(1, 6)} | {6: mail(6) + b"y" * 5_000_000})
    bench.run(session)
    assert session.asked == [[1, 2], [3, 4], [5]]
    assert session.parts == 1
    assert len(bench.reception.receipts) == 6


def test_the_receipt_stands_where_the_move_is_refused_and_the_move_follows() -> None:
    bench = Bench()
    session = PaperSession({1: mail(1)})
    session.refuses_move = "[OVERQUOTA] Quota exceeded"
    bench.run(session)
    assert bench.numbers() == ["1"]
    assert (bench.sweep.unmoved, bench.sweep.move_trouble) == ({1}, "[OVERQUOTA] Quota exceeded")
    session.refuses_move = ""
    bench.run(session)
    assert (bench.sweep.unmoved, bench.sweep.move_trouble, session.done) == (set(), "", [1])
    assert session.asked == [[1]], "not fetched a second time"


def test_what_is_committed_is_moved_even_where_the_store_fails_after_it() -> None:
    bench = Bench()
    bench.reception.fail = lambda content, delivery: None if b"tin 1\r\n" in content else disk_full(content, delivery)
    session = PaperSession({n: mail(n) for n in range(1, 6)})
    with pytest.raises(Exception, match="ENOSPC"):
        bench.run(session)
    assert session.done == [1]
    assert sorted(session.mails) == [2, 3, 4, 5]


def test_killed_between_two_portals_the_second_gets_its_receipt_too() -> None:
    bench = Bench(portal="", done_folder="")
    both = mail(1, to=f"{A}, {B}")

    class Killed(BaseException):
        pass

    calls: list[str] = []

    def kill_at_the_second(content: bytes, delivery: Any) -> None:
        calls.append(delivery.portal)
        if len(calls) == 2:
            raise Killed

    bench.reception.fail = kill_at_the_second
    session = PaperSession({1: both})
    with pytest.raises(Killed):
        bench.run(session)
    assert len(bench.reception.receipts) == 1
    bench.sweep = bench.restarted()
    bench.run(session)
    assert sorted(receipt.delivery.portal for receipt in bench.reception.receipts) == ["congttdt", "vienkhtcnn"]


def test_stop_and_a_low_disk_end_the_look_and_leave_it_incomplete() -> None:
    bench = Bench()
    session = PaperSession({1: mail(1)})
    bench.room = False
    assert bench.run(session) is False
    bench.room = True
    bench.stop.set()
    assert bench.run(session) is False
    assert bench.reception.receipts == []


def test_without_move_what_was_copied_is_not_copied_again_but_unknown_mail_is_received_in_spite_of_a_flag() -> None:
    bench = Bench()
    session = PaperSession({1: mail(1), 2: mail(2)})
    session.can_move = False
    session.was_copied = {2}  # somebody set the flag on a mail that was never received
    bench.run(session)
    assert sorted(bench.numbers()) == ["1", "2"]
    assert sorted(session.done) == [1, 2]
    session.mails = {1: mail(1), 2: mail(2)}
    session.was_copied, session.done = {1, 2}, []
    bench.sweep = bench.restarted()
    bench.run(session)
    assert session.done == []


def test_the_boundary_of_the_first_look_is_a_uid_not_a_date() -> None:
    bench = Bench(adopt=True)
    session = PaperSession({5: mail(5)})
    bench.run(session)
    session.mails |= {6: mail(6)}
    bench.run(session)
    assert [receipt.delivery.before for receipt in bench.reception.receipts] == [True, False]
    assert bench.reception.adopted_at("cong:congttdt@moha.gov.vn/INBOX") is not None


def test_renumbered_after_the_adoption_new_mail_is_new() -> None:
    bench = Bench(adopt=True)
    bench.run(PaperSession({5: mail(5)}))
    session = PaperSession({1: mail(5), 2: mail(6)})
    session.uidvalidity = 8
    bench.run(session)
    assert [receipt.delivery.before for receipt in bench.reception.receipts] == [True, False]
    assert session.done == [2]


def test_the_key_is_an_imap_url() -> None:
    bench = Bench(folder="INBOX/Thư đến")
    bench.run(PaperSession({}))
    assert bench.sweep.key(3) == (
        "imap://congttdt@moha.gov.vn@mail.moha.gov.vn/INBOX/Th%C6%B0%20%C4%91%E1%BA%BFn;UIDVALIDITY=7/;UID=3"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"tls": "none"}, "implicit or starttls"), ({"portal": "", "routes": ()}, "expected portal, or routes")],
)
def test_settings_that_cannot_work_are_refused_at_once(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        MailboxDoor(replace(SETTINGS, **changes), MemoryReception(), lambda: None, threading.Event(), lambda: True)


def test_the_back_off_grows_to_its_bound_with_jitter() -> None:
    door = MailboxDoor(SETTINGS, MemoryReception(), lambda: None, threading.Event(), lambda: True)
    seen = []
    for failures in (1, 2, 4, 9, 400):
        door._status = MailboxStatus(name="x", failures=failures)
        waits = {door._backoff() for _ in range(50)}
        assert len(waits) > 1
        seen.append((min(waits), max(waits)))
    bounds = [(0.5, 1), (1, 2), (4, 8), (128, 256), (150, 300)]
    assert all(low <= least and most <= high for (least, most), (low, high) in zip(seen, bounds, strict=True))


class Wire:
    """Answers one FETCH after the other, as IMAPClient hands them over."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)

    def fetch(self, uids: list[int], items: list[str]) -> dict[int, dict[bytes, bytes | None]]:
        offset = items[0].partition("<")[2].partition(".")[0]
        return {uids[0]: {f"BODY[]<{offset}>".encode(): self.answers.pop(0)}}


def in_parts(*answers: bytes | None, size: int) -> bytes | None:
    session = MailboxSession.__new__(MailboxSession)
    session._client = Wire(*answers)
    return session.fetch_in_parts(1, 4, threading.Event(), size)[1]


@pytest.mark.parametrize(
    ("answers", "size", "content"),
    [
        ((b"abcd", b"ef"), 6, b"abcdef"),
        ((b"abcd", b"efgh", b""), 8, b"abcdefgh"),
        ((b"abcd", b"efgh", None), 8, b"abcdefgh"),  # NIL behind the end
        ((b"ab", b"cd", b"ef"), 6, b"abcdef"),  # the server hands out less than it was asked for
        ((b"abcd", None), 8, None),  # NIL in the middle
        ((None,), 8, None),
        ((b"abcd", b"ef", b""), 9, b"abcdef"),  # the size was an estimate
    ],
)
def test_a_large_mail_is_whole_or_not_received(
    answers: tuple[bytes | None, ...], size: int, content: bytes | None
) -> None:
    assert in_parts(*answers, size=size) == content


@pytest.mark.parametrize(
    "stated",
    [
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-7))),
        datetime.now(UTC) + timedelta(days=1),
        datetime(2026, 8, 28, 9, 40),  # noqa: DTZ001 - what a server without a zone gives
        "garbage",
        None,
    ],
)
def test_a_date_to_come_or_no_date_is_the_instant_of_the_look(stated: object) -> None:
    """No deadline and no wait counts from a day that nobody has seen."""
    before = datetime.now(UTC)
    assert before <= _facts(1, {b"INTERNALDATE": stated}).received_at <= datetime.now(UTC)


def test_a_date_past_is_kept_as_the_server_wrote_it() -> None:
    assert _facts(1, {b"INTERNALDATE": AT, b"RFC822.SIZE": 7}) == Facts(uid=1, size=7, received_at=AT)


class StormySession(PaperSession):
    """Announces mail after each look that no look finds."""

    done_folder_trouble = ""

    def __init__(self) -> None:
        super().__init__({})
        self.looks = 0

    def uids(self) -> list[int]:
        self.looks += 1
        return []

    def news(self) -> bool:
        return True


def test_a_server_that_announces_mail_without_end_is_not_asked_in_a_circle() -> None:
    bench = Bench()
    session = StormySession()
    door = MailboxDoor(bench.settings, bench.reception, lambda: None, bench.stop, lambda: True)
    threading.Timer(0.3, bench.stop.set).start()
    door._watch(session)  # type: ignore[arg-type]
    assert session.looks <= 4


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "không tìm thấy máy chủ"),
        (ConnectionRefusedError(111, "Connection refused"), "máy chủ từ chối kết nối"),
        (TimeoutError(), "không trả lời"),
    ],
)
def test_doctor_says_in_vietnamese_why_the_server_is_not_reached(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(settings: MailboxSettings) -> MailboxSession:
        raise error

    monkeypatch.setattr("intake.mailbox.MailboxSession", unreachable)
    said = probe(SETTINGS)
    assert words in said and "not known" not in said and "refused" not in said
