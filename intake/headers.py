"""Header fields of a mail. Every access may fail on what a stranger wrote; none may stop the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from functools import partial
from typing import TypeVar

import mailparser  # type: ignore[import-untyped]
from mailparser.utils import decode_header_part  # type: ignore[import-untyped]

from casework.mail import Address
from casework.vietnamese import repair, squeeze

__all__ = ["Headers", "clean_line", "find_tokens", "legible", "trusted_results"]

T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u2028\u2029\ud800-\udfff]+")
_TOKEN_IN_ID = re.compile(r"<tn\.([a-z2-7]{26})@", re.IGNORECASE)
_TOKEN_IN_PLUS = re.compile(r"\+(?:tn[.-]?)?([a-z2-7]{26})@", re.IGNORECASE)
_TOKEN_IN_SUBJECT = re.compile(r"\[TN:([a-z2-7]{26})\]", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_REGISTRY_LABELS = frozenset(("ac", "co", "com", "edu", "gov", "info", "mil", "name", "net", "org", "pro"))
_RECEIVED_BY = re.compile(r"(?is)\bby\s+([A-Za-z0-9._\-\[\]:]+)")


class Headers:
    """The fields of one parsed mail, decoded. ``flaws`` collects, in Vietnamese, what could not be read."""

    def __init__(self, parsed: mailparser.MailParser) -> None:
        self._parsed = parsed
        self.message: Message = parsed.message
        self.flaws: list[str] = []
        self._fields: list[tuple[str, str]] = []
        nothing: list[tuple[str, object]] = []
        items = self._guard("phần đầu thư", lambda: [(str(k), v) for k, v in self.message.raw_items()], nothing)
        for name, value in items:
            text = self._guard(f"trường {name.lower()}", partial(_as_written, value), "")
            self._fields.append((name.lower().strip(), text))

    def _guard(self, what: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Exception:  # noqa: BLE001 — FACTS: every header access can raise; it becomes a flaw of the mail
            note = f"không đọc được {clean_line(what)[:80]}"
            if note not in self.flaws:
                self.flaws.append(note)
            return otherwise

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """(lower-case name, text as written and still folded) from the top down."""
        return tuple(self._fields)

    def raw(self, name: str) -> tuple[str, ...]:
        """Every value of ``name`` from the top down, unfolded and not decoded."""
        return tuple(squeeze(value) for key, value in self._fields if key == name)

    def text(self, name: str) -> str:
        """The first value of ``name``, its encoded words decoded, NFC, on one line."""
        values = [value for key, value in self._fields if key == name]
        if not values:
            return ""
        decoded = self._guard(f"trường {name}", lambda: str(decode_header_part(_unfolded(values[0]))), values[0])
        return clean_line(decoded)

    def word(self, name: str) -> str:
        """The first word of the first value in lower case, without comment and parameters: a keyword."""
        values = self.raw(name)
        return re.split(r"[\s;(]", values[0].strip().lower(), maxsplit=1)[0] if values else ""

    def addresses(self, name: str) -> tuple[Address, ...]:
        """The mailboxes of the first ``name`` field, as mail-parser reads them."""
        nothing: list[tuple[str, str]] = []
        found = self._guard(f"địa chỉ {name}", lambda: list(getattr(self._parsed, name.replace("-", "_"))), nothing)
        pairs = [pair for pair in found if isinstance(pair, tuple) and len(pair) == 2]
        return tuple(Address(clean_line(mailbox).lower(), clean_line(shown)) for shown, mailbox in pairs if mailbox)

    def date(self) -> datetime | None:
        """The Date field as an aware instant in UTC; ``None`` where it is missing or hostile."""
        value = self._guard("ngày gửi", lambda: self._parsed.date, None)
        if not isinstance(value, datetime):
            return None
        return self._guard("ngày gửi", lambda: _aware(value), None)

    def message_ids(self, name: str) -> tuple[str, ...]:
        """The Message-IDs in the first ``name`` field, with angle brackets, at most fifty."""
        values = self.raw(name)
        return tuple(_MESSAGE_ID.findall(values[0])[:50]) if values else ()

    def is_said(self, setting: str) -> bool:
        """True where the topmost field named by ``setting`` (“Name=value”, or a name alone) says so."""
        name, _, wanted = setting.partition("=")
        said = self.raw(name.strip().lower())
        if not name.strip() or not said:
            return False
        value = said[0].strip().lower()
        if wanted.strip():
            return value == wanted.strip().lower() or value.startswith(f"{wanted.strip().lower()},")
        return value not in ("", "no", "false", "0")


def _as_written(value: object) -> str:
    return legible(str(value))


def _aware(value: datetime) -> datetime:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    aware.isoformat()
    return aware


def _unfolded(value: str) -> str:
    return re.sub(r"\r?\n[ \t]*|\r", " ", value)


def legible(raw: str) -> str:
    """Octets that the parser smuggled through as surrogates, read as UTF-8, else letter by letter (Latin-1).

    Latin-1 keeps every octet apart, so that the judge of encodings can still recognise TCVN3 typed into a subject.
    """
    if raw.isascii():
        return raw
    octets = raw.encode("utf-8", "surrogateescape")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def clean_line(text: str) -> str:
    """``text`` on one line, NFC, without control letters and lone surrogates."""
    return squeeze(repair(_CONTROL.sub(" ", text)))


def find_tokens(headers: Headers) -> tuple[str, ...]:
    """Our own reply tokens (26 letters a–z, 2–7) in In-Reply-To, References, plus-addresses and the subject."""
    found: list[str] = []
    for name in ("in-reply-to", "references"):
        for value in headers.raw(name):
            found += _TOKEN_IN_ID.findall(value)
    for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to"):
        for value in headers.raw(name):
            found += _TOKEN_IN_PLUS.findall(value)
    found += _TOKEN_IN_SUBJECT.findall(headers.text("subject"))
    return tuple(dict.fromkeys(token.lower() for token in found))[:20]


def trusted_results(headers: Headers, authserv_id: str, own_domain: str) -> tuple[str, ...]:
    """The topmost unbroken block of Authentication-Results by ``authserv_id`` (RFC 8601 section 5).

    What stands below a Received line of a server that is not ours was written by strangers and does not count. A
    server is ours if it bears the authserv-id or lies in ``own_domain``, or has a name without a dot (a local hop).
    """
    if not authserv_id:
        return ()
    block: list[str] = []
    for name, value in headers.fields:
        flat = squeeze(value)
        if name == "authentication-results" and _authserv(flat) == authserv_id.lower():
            block.append(flat)
        elif block or (name == "received" and not _is_ours(flat, authserv_id.lower(), own_domain.lower())):
            break
    return tuple(block)


def _authserv(value: str) -> str:
    bare = re.sub(r"\([^()]*\)", " ", value).strip()
    return re.split(r"[\s;]", bare, maxsplit=1)[0].strip('"').lower() if bare else ""


def _is_ours(received: str, authserv_id: str, own_domain: str) -> bool:
    found = _RECEIVED_BY.search(received)
    if not found:
        return False
    host = found.group(1).lower().rstrip(".")
    if "." not in host:
        return True
    homes = [home for home in (authserv_id, own_domain, _parent(authserv_id)) if home]
    return any(host == home or host.endswith("." + home) for home in homes)


def _parent(host: str) -> str:
    """The domain that ``host`` lies in, or nothing where that would be a registry (“gov.vn”, “com”)."""
    parent = host.partition(".")[2]
    head, dot, _ = parent.partition(".")
    return parent if dot and head not in _REGISTRY_LABELS else ""
