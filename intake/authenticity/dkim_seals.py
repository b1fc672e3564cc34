"""Checks the DKIM signatures of a mail (RFC 6376, 8301) by dkimpy, inside the sandbox.

What dkimpy leaves open is closed here: a signature must cover From and the fields that a mail has once; l=, SHA-1 and
keys in test are refused; whether it has expired is judged at the receipt, not now; and the header must read alike for
dkimpy and for the parser by which people are shown the mail.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from casework.mail import OriginCheck
from intake.authenticity.answers import Away, Missing, Table
from intake.authenticity.dkim_reading import (
    Message,
    Tags,
    key_name,
    keys,
    listed,
    reads_alike,
    relaxed,
    shown_answer,
    tag,
    tags_of,
)
from intake.authenticity.domains import is_aligned
from intake.authenticity.seals import leaves_room, signed_in_full
from intake.skeleton import header_end

__all__ = ["Seals", "check_seals"]

_CHECKED = 6  # signatures of From's organisation that are checked; an attacker may add any number
_LISTED = 200  # names in h=
_SLACK = timedelta(minutes=10)  # between the signer's clock and ours


class Seals(NamedTuple):
    """What the signatures come to: ``fields`` are covered by one that holds; ``limited``: one holds, but leaves room
    to add to the mail."""

    checks: tuple[OriginCheck, ...] = ()
    fields: tuple[str, ...] = ()
    limited: bool = False


class _Verdict(NamedTuple):
    word: str
    why: str = ""
    fields: tuple[str, ...] = ()
    limited: bool = False


def check_seals(content: bytes, domain: str, at: datetime, table: Table) -> Seals | None:
    """Every signature of From's organisation. ``None``: a key is missing in ``table``, which has noted it.

    Signatures of others prove nothing of From, so the DNS is not asked about them.
    """
    message = Message(content)
    if not message.headers or not reads_alike(content, message):
        word = "permerror" if b"dkim-signature" in content[: header_end(content)].lower() else "none"
        return Seals((OriginCheck("dkim", word, domain, "phần đầu thư viết không đúng quy cách"),))
    written = [tags_of(text) for name, text in message.headers if name.lower() == b"dkim-signature"]
    ours = [(place, tags) for place, tags in enumerate(written) if is_aligned(tag(tags, b"d"), domain)]
    foreign = [tag(tags, b"d") for tags in written if not is_aligned(tag(tags, b"d"), domain)]
    judged = [(tags, _checked(message, place, tags, at, table)) for place, tags in ours[:_CHECKED]]
    if any(verdict is None for _, verdict in judged):
        return None
    said = [(tags, verdict) for tags, verdict in judged if verdict is not None]
    checks = [OriginCheck("dkim", v.word, tag(tags, b"d"), _detail(tags, v, table)) for tags, v in said]
    checks += [OriginCheck("dkim", "neutral", other, "tên miền khác, không kiểm") for other in foreign[:_CHECKED]]
    fields = {field for _, verdict in said for field in verdict.fields}
    limited = any(verdict.limited for _, verdict in said)
    return Seals(tuple(checks) or (OriginCheck("dkim", "none", domain),), tuple(sorted(fields)), limited)


def _checked(message: Message, place: int, tags: Tags, at: datetime, table: Table) -> _Verdict | None:
    """One signature; ``None`` where its key is still to be asked for."""
    names = [name.decode("latin-1").lower() for name, _ in message.headers]
    signed = [name.decode("latin-1") for name in listed(tags)]
    if len(signed) > _LISTED:
        return _Verdict("permerror", "h= quá dài")
    if weak := _weak(tags):
        return _Verdict("neutral", weak)
    if wrong := _out_of_time(tags, at):
        return _Verdict("fail", wrong)
    try:
        holds = _verified(message, place, tags, table)
        flaw = _key_flaw(tags, table) if holds else ""
    except Missing:
        return None
    except Away:
        return _Verdict("temperror", "chưa hỏi được DNS")
    except Exception as error:  # noqa: BLE001 — dkimpy raises many kinds on what strangers write; none proves anything
        return _Verdict("fail", type(error).__name__)
    if not holds:
        return _Verdict("fail")
    if room := _room(tags, signed, names):
        return _Verdict("neutral", room, limited=True)
    return _Verdict("neutral", flaw) if flaw else _Verdict("pass", fields=signed_in_full(signed, names))


def _weak(tags: Tags) -> str:
    """Why the way of signing is not relied on: no longer (RFC 8301), or because it cannot be checked here."""
    if tags.get(b"a") == b"ed25519-sha256":
        return "a=ed25519-sha256 chưa kiểm được ở đây"
    return "a=rsa-sha1 không còn được coi là an toàn" if tags.get(b"a") == b"rsa-sha1" else ""


def _room(tags: Tags, signed: list[str], names: list[str]) -> str:
    """How somebody could have added to the mail under a signature that holds; empty where nobody could."""
    if b"l" in tags:
        return "l=: chữ ký chỉ phủ một phần thân thư"
    return (
        "một dòng đầu thư đã ký lại có thêm dòng thứ hai, hoặc From không được ký" if leaves_room(signed, names) else ""
    )


def _verified(message: Message, place: int, tags: Tags, table: Table) -> bool:
    whole = message.body
    try:
        if tags.get(b"c", b"").partition(b"/")[2].strip() == b"relaxed":
            message.body = relaxed(whole)
        return bool(message.verify(idx=place, dnsfunc=keys(table)))
    finally:
        message.body = whole


def _key_flaw(tags: Tags, table: Table) -> str:
    """Why the key itself forbids to rely on it (RFC 6376 section 3.6.1)."""
    record = keys(table)(key_name(tags).encode()) or b""
    said = dict(part.partition("=")[::2] for part in re.sub(r"\s", "", record.decode("latin-1")).split(";"))
    flags = said.get("t", "").split(":")
    if "y" in flags:
        return "khóa đang thử nghiệm (t=y)"
    if "s" in flags and (tag(tags, b"i").rpartition("@")[2] or tag(tags, b"d")) != tag(tags, b"d"):
        return "khóa không dùng cho tên miền con (t=s)"
    return "khóa không dùng cho SHA-256 (h=)" if said.get("h") and "sha256" not in said["h"].split(":") else ""


def _out_of_time(tags: Tags, at: datetime) -> str:
    signed, expires = _seconds(tags, b"t"), _seconds(tags, b"x")
    if signed is not None and signed > (at + _SLACK).timestamp():
        return "t= ở sau lúc nhận thư"
    if expires is not None and (expires < (at - _SLACK).timestamp() or (signed is not None and expires < signed)):
        return "x=: chữ ký đã hết hạn lúc nhận thư"
    return ""


def _seconds(tags: Tags, key: bytes) -> int | None:
    value = tags.get(key, b"")
    return int(value) if value.isdigit() and len(value) <= 12 else None


def _detail(tags: Tags, verdict: _Verdict, table: Table) -> str:
    """As a person may check it: which signature, which key, what for."""
    signature = re.sub(rb"\s", b"", tags.get(b"b", b"")).decode("ascii", "replace")
    parts = [f"header.d={tag(tags, b'd')} header.s={tag(tags, b's')} header.b={signature[:8]}"]
    parts += [f"({verdict.why})"] if verdict.why else []
    answer = table.used(key_name(tags))
    return " ".join([*parts, *([shown_answer(answer)] if answer is not None else [])])
