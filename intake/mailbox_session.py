"""One IMAP connection to one folder: what the sweep asks of a server, and nothing that changes or deletes mail.

Stands on IMAPClient. Every wait is bounded; whatever is wrong with the wire comes out as one of ``WIRE_ERRORS`` and
the door makes a new connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import imaplib
import logging
import ssl
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from casework.errors import ConfigurationError
from casework.noun import Noun
from intake.addressing import Route
from intake.secrets import Secret

__all__ = ["MOVED_KEYWORD", "WIRE_ERRORS", "Facts", "MailboxSession", "MailboxSettings"]

log = logging.getLogger("tiepnhan.intake.mailbox")

#: imaplib refuses longer lines. One SEARCH answer holds every UID of the folder: 20 MB is two million mails.
imaplib._MAXLINE = 20_000_000  # type: ignore[attr-defined]

#: What a broken connection, a server's NO or BYE, a time-out or an answer out of order looks like.
WIRE_ERRORS = (IMAPClientError, OSError, EOFError, ValueError, AssertionError)

#: Set on mail that was copied to the done folder where the server cannot MOVE.
MOVED_KEYWORD = "$TiepNhan"
_CLOCKS_DIFFER = timedelta(minutes=10)  # how far the server's clock may be ahead of ours
_IDLE_LONGEST = 290.0  # seconds; re-issued before five minutes, NAT tables and RFC 2177's half hour allow it
_SLICE = 1.0  # seconds between looks at the stop event while idling


class MailboxSettings(Noun, frozen=True):
    """One mailbox to watch. ``portal`` set: the portal's own; empty: shared, ``routes`` decide by To and Cc.

    Sizes in bytes, times in seconds. ``tls`` is ``implicit`` (port 993) or ``starttls``; there is no plain road.
    ``done_folder`` empty: received mail stays where it is and the folder is opened read-only.
    """

    name: str
    host: str
    user: str
    password: Secret
    port: int = 993
    tls: str = "implicit"
    ca_file: str = ""
    folder: str = "INBOX"
    done_folder: str = ""
    portal: str = ""
    routes: tuple[Route, ...] = ()
    default_portal: str = ""
    poll_seconds: float = 60.0
    idle: bool = True
    adopt: bool = True
    connect_seconds: float = 20.0
    read_seconds: float = 60.0
    longest_backoff: float = 300.0
    max_bytes: int = 200 * 1024 * 1024
    tries_before_alarm: int = 5

    @property
    def account(self) -> str:
        """Which folder of which account, without the host: a server may move, its mail stays the same mail."""
        return f"{self.user}/{self.folder}"

    @property
    def scope(self) -> str:
        """The name of this door's adoption: pointed at another account or folder it is a first look again."""
        return f"{self.name}:{self.account}"


class Facts(Noun, frozen=True):
    """What the server says of one mail before its bytes are fetched."""

    uid: int
    size: int
    received_at: datetime  # INTERNALDATE, aware


class MailboxSession:
    """A connected, authenticated, selected session. Not for use by two threads."""

    #: The connection is gone, as against a server's NO to one command.
    abort_error: type[Exception] = IMAPClient.AbortError

    def __init__(self, settings: MailboxSettings) -> None:
        self.settings = settings
        self._client = _connect(settings)
        try:
            self._login(settings.user, settings.password.reveal())
            self.can_move = self._client.has_capability("MOVE")
            self.can_idle = settings.idle and self._client.has_capability("IDLE")
            self.done_folder_trouble = self._ensure_done_folder()
            self.select()
        except BaseException:
            self.close()
            raise

    def _login(self, user: str, password: str) -> None:
        # LOGIN carries ASCII only; SASL PLAIN carries any UTF-8 (RFC 4616).
        if user.isascii() and password.isascii():
            self._client.login(user, password)
        else:
            self._client.plain_login(user, password)

    def select(self) -> None:
        """(Re-)open the folder: reads UIDVALIDITY, UIDNEXT and what may be flagged anew."""
        answer = self._client.select_folder(self.settings.folder, readonly=not self.settings.done_folder)
        self.uidvalidity = int(answer[b"UIDVALIDITY"])
        self.uidnext = int(answer.get(b"UIDNEXT", 0))
        permanent = {bytes(flag).lower() for flag in answer.get(b"PERMANENTFLAGS", ())}
        keyword = MOVED_KEYWORD.lower().encode()
        self._moved_flag = MOVED_KEYWORD if permanent & {rb"\*", keyword} else r"\Flagged"

    def uids(self) -> list[int]:
        """Every UID in the folder, ascending: no date window, no “last N”."""
        self._client._imap.response("EXISTS")  # forget what was announced before this look
        return sorted(self._client.search("ALL"))

    def news(self) -> bool:
        """True where the server announced mail since the last :meth:`uids`; it will not say so again in IDLE."""
        return bool(self._client._imap.response("EXISTS")[1] != [None])

    def copied(self) -> frozenset[int]:
        """UIDs that were copied to the done folder before; only asked where MOVE is missing."""
        criteria = ["FLAGGED"] if self._moved_flag == r"\Flagged" else ["KEYWORD", MOVED_KEYWORD]
        return frozenset(self._client.search(criteria))

    def describe(self, uids: Sequence[int]) -> list[Facts]:
        """Size and INTERNALDATE of those of ``uids`` that are still there."""
        answer = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return [_facts(uid, answer[uid]) for uid in uids if uid in answer]

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes | None]:
        """The exact bytes of each mail that is still there; ``None`` where the server said OK but gave no body.

        BODY.PEEK leaves ``\\Seen`` alone.
        """
        answer = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        return {uid: _bytes_of(answer[uid].get(b"BODY[]")) for uid in uids if uid in answer}

    def fetch_in_parts(self, uid: int, part: int, stop: threading.Event, size: int = 0) -> dict[int, bytes | None]:
        """A large mail in parts of ``part`` bytes, so that the wire never waits for one long answer.

        ``size`` is what the server announced: before so much is here a short part is no end, and NIL is a refusal
        (``None``); an empty part is an end, sizes are estimates. Empty where it is gone, or ``stop`` was set.
        """
        pieces: list[bytes] = []
        offset = 0
        while not stop.is_set():
            answer = self._client.fetch([uid], [f"BODY.PEEK[]<{offset}.{part}>"])
            if uid not in answer:
                return {}
            value = answer[uid].get(f"BODY[]<{offset}>".encode())
            piece = _bytes_of(value)
            if piece is None:
                refused = not pieces or (value is None and offset < size)
                return {uid: None if refused else b"".join(pieces)}
            pieces.append(piece)
            offset += len(piece)
            if len(piece) < part and offset >= size:
                return {uid: b"".join(pieces)}
        return {}

    def settle(self, uids: Sequence[int]) -> None:
        """MOVE ``uids`` to the done folder, or COPY and flag them. Raises :class:`IMAPClientError` on NO (quota)."""
        try:
            self._hand_over(uids)
        except IMAPClientError as error:
            if "TRYCREATE" not in str(error).upper():
                raise
            # Somebody removed the folder while we were connected.
            self.done_folder_trouble = self._ensure_done_folder()
            self._hand_over(uids)

    def _hand_over(self, uids: Sequence[int]) -> None:
        target = self.settings.done_folder
        if self.can_move:
            self._client.move(list(uids), target)
            return
        self._client.copy(list(uids), target)
        self._client.add_flags(list(uids), [self._moved_flag], silent=True)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Until the server hints at news, at most ``seconds``; IDLE where it can, else sleep."""
        if not self.can_idle:
            stop.wait(seconds)
            return
        deadline = time.monotonic() + min(seconds, _IDLE_LONGEST)
        self._client.idle()
        while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            asked, began = min(_SLICE, left), time.monotonic()
            hints = self._client.idle_check(timeout=asked)
            if any(len(hint) > 1 and hint[1] in (b"EXISTS", b"RECENT") for hint in hints):
                break
            # Ready to read, yet no line: the peer has closed. The DONE below meets the broken wire and raises.
            if not hints and time.monotonic() - began < asked / 2:
                break
            if any(hint and hint[0] == b"BYE" for hint in hints):
                raise IMAPClientError("BYE")
        self._client.idle_done()

    def remove(self, folder: str, sha256: str, size: int) -> int:
        """Expunge every mail in ``folder`` with exactly these bytes; for `quarantine destroy` alone."""
        self._client.select_folder(folder, readonly=False)
        sizes = self._client.fetch(self._client.search("ALL"), ["RFC822.SIZE"])
        alike = [uid for uid, answer in sizes.items() if answer.get(b"RFC822.SIZE") == size]
        found = [
            uid
            for uid, content in (self.fetch(alike) if alike else {}).items()
            if content is not None and hashlib.sha256(content).hexdigest() == sha256
        ]
        if found:
            self._client.delete_messages(found)
            self._client.uid_expunge(found)
        return len(found)

    def mail_with(self, token: str) -> bytes | None:
        """The newest mail whose Message-ID or subject bears ``token``, in this folder or among what was received;
        ``None`` where there is none (yet). Changes nothing. For `doctor --probe` alone."""
        for folder in (self.settings.folder, self.settings.done_folder):
            if not folder or not self._client.folder_exists(folder):
                continue
            self._client.select_folder(folder, readonly=True)
            found = self._client.search(["OR", "HEADER", "Message-ID", token, "SUBJECT", token])
            content = self.fetch(found[-1:]).get(found[-1]) if found else None
            if content is not None:
                return content
        return None

    def close(self) -> None:
        """Drop the connection without ceremony: LOGOUT would wait for a server that may be gone."""
        try:
            self._client.shutdown()
        except OSError as error:
            log.debug("closing the connection to %s: %s", self.settings.host, error)

    def _ensure_done_folder(self) -> str:
        """Create the done folder where it is missing; the reason where that cannot be (receipts stand without)."""
        target = self.settings.done_folder
        if not target:
            return ""
        try:
            if not self._client.folder_exists(target):
                self._client.create_folder(target)
                self._client.subscribe_folder(target)
        except IMAPClientError as error:
            if isinstance(error, self.abort_error):
                raise
            return str(error)
        return ""


def _connect(settings: MailboxSettings) -> IMAPClient:
    context = _tls_context(settings)
    implicit = settings.tls == "implicit"
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=implicit,
        ssl_context=context if implicit else None,
        timeout=SocketTimeout(settings.connect_seconds, settings.read_seconds),
    )
    try:
        if not implicit:
            client.starttls(context)
    except BaseException:
        # A failed handshake has closed the socket already, and what went wrong is the handshake.
        with contextlib.suppress(OSError):
            client.shutdown()
        raise
    # IMAPClient turns imaplib's tracing on and drops it later: each body would be written out as text for nothing,
    # and with debug logging a stranger's mail would stand in the log.
    client._imap.debug = 0
    client.normalise_times = False  # aware datetimes, as the server wrote them
    return client


def _tls_context(settings: MailboxSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise ConfigurationError(
            f"mailbox {settings.name}: ca_file {settings.ca_file}: expected PEM certificates, got {error}"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _facts(uid: int, answer: dict[bytes, Any]) -> Facts:
    received = answer.get(b"INTERNALDATE")
    now = datetime.now(UTC)
    # A server that keeps no date, or a mail that a person's program put there with a date to come: the best that is
    # known is that it is here now. A deadline never counts from a day that nobody has seen.
    if not isinstance(received, datetime) or received.tzinfo is None or received > now + _CLOCKS_DIFFER:
        received = now
    return Facts(uid=uid, size=int(answer.get(b"RFC822.SIZE") or 0), received_at=received)


def _bytes_of(value: object) -> bytes | None:
    return value if isinstance(value, bytes) and value else None
