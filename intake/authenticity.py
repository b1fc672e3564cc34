"""Is the sender who he says? One answer, from the word that the door was told to take (RFC 8601, RFC 7489 section 3.1).

DKIM and DMARC are not checked here: the operator's own server did so and wrote down what it found. Without such a word
the origin is not proven, and nobody is written to.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from casework.mail import Mail, Origin, OriginStatus
from casework.noun import Noun, replace

__all__ = ["Word", "judge_origin"]


class Word(Noun, frozen=True):
    """Whose word a door takes. ``internal_header`` is “Name=value”; ``assume_authenticated`` is for the demo's door."""

    authserv_id: str = ""
    internal_header: str = ""
    assume_authenticated: bool = False


class _Result(NamedTuple):
    method: str
    verdict: str
    properties: dict[str, str]


_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_-]*)(?:/\d+)?\s*=\s*([A-Za-z]+)")
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9_.-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)
_JUDGED = ("dmarc", "dkim", "spf")
_FAILED = ("fail", "permerror", "hardfail", "policy")
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def judge_origin(mail: Mail, word: Word, offline: bool = False) -> Origin:
    """The origin of ``mail`` by ``word``.

    ``offline`` (``tiepnhan check``): genuine unless a trusted word says otherwise.
    ``mail.trusted_results`` and ``mail.internal_word`` were already taken from the places that count.
    """
    if mail.sender is None or "@" not in mail.sender.mailbox:
        return Origin(OriginStatus.UNPROVEN, reason="Thư không có địa chỉ người gửi (From) đọc được.")
    if mail.from_count != 1:
        return Origin(
            OriginStatus.CONTRADICTED,
            reason=f"Thư ghi {mail.from_count} người gửi (From) khác nhau, không rõ ai gửi.",
        )
    for line in mail.trusted_results:
        if (origin := _by_results(line, mail.sender.domain)) is not None:
            return _with_display_note(origin, mail)
    if _internal(mail, word):
        name = word.internal_header.partition("=")[0]
        return _with_display_note(Origin(OriginStatus.PROVEN, by=f"{name}: {mail.internal_word}"), mail)
    if word.assume_authenticated:
        return Origin(OriginStatus.PROVEN, by="assume_authenticated", reason="Cổng vào này coi mọi thư là đã xác thực.")
    if offline:
        return Origin(OriginStatus.PROVEN, by="offline", reason="Kiểm tra ngoại tuyến: coi địa chỉ người gửi là thật.")
    return _with_display_note(Origin(OriginStatus.UNPROVEN, reason=_missing(word)), mail)


def _missing(word: Word) -> str:
    if word.authserv_id:
        return f"Máy chủ thư {word.authserv_id} không ghi kết quả xác thực nào cho địa chỉ người gửi."
    if word.internal_header:
        return "Thư không có dấu nội bộ của máy chủ thư, nên địa chỉ người gửi chưa được chứng minh."
    return "Cổng vào này chưa được cấu hình để xác thực người gửi, nên địa chỉ người gửi chưa được chứng minh."


def _internal(mail: Mail, word: Word) -> bool:
    name, equals, wanted = word.internal_header.partition("=")
    if not name or not mail.internal_word:
        return False
    said = mail.internal_word.strip().lower()
    return said == wanted.strip().lower() if equals else said not in ("no", "false", "0")


def _by_results(line: str, domain: str) -> Origin | None:
    """What one Authentication-Results says of ``domain``; ``None`` where it judges none of DMARC, DKIM, SPF."""
    authserv_id, results = _results(line)
    judged = [result for result in results if result.method in _JUDGED]
    if not judged:
        return None
    passed = [result for result in judged if result.verdict == "pass" and _aligned(result, domain)]
    dmarc = next((result for result in judged if result.method == "dmarc"), None)
    evidence = f"Authentication-Results {authserv_id}: "
    if dmarc is not None and dmarc.verdict in _FAILED:
        return Origin(
            OriginStatus.CONTRADICTED,
            by=evidence + _shown(dmarc),
            reason=f"Máy chủ thư xác định thư không phải do {domain} gửi (DMARC không đạt).",
        )
    if passed:
        return Origin(OriginStatus.PROVEN, by=evidence + _shown(passed[0]))
    failed = [result for result in judged if result.verdict in _FAILED]
    if failed:
        return Origin(
            OriginStatus.CONTRADICTED,
            by=evidence + _shown(failed[0]),
            reason=f"Máy chủ thư không xác nhận được thư do {domain} gửi ({failed[0].method.upper()} không đạt).",
        )
    foreign = [result for result in judged if result.verdict == "pass"]
    reason = (
        f"Thư chỉ được xác thực cho tên miền khác, không phải {domain}."
        if foreign
        else f"Máy chủ thư chưa xác thực được tên miền {domain}."
    )
    return Origin(OriginStatus.UNPROVEN, by=evidence + _shown((foreign or judged)[0]), reason=reason)


def _results(line: str) -> tuple[str, list[_Result]]:
    bare = line
    while (shorter := _COMMENT.sub(" ", bare)) != bare:
        bare = shorter
    head, *rest = bare.split(";")
    found = []
    for part in rest:
        match = _RESULT.match(part)
        if match:
            properties = {key.lower(): value.strip('"').lower() for key, value in _PROPERTY.findall(part)}
            found.append(_Result(match.group(1).lower(), match.group(2).lower(), properties))
    return (head.split() or [""])[0], found


def _aligned(result: _Result, domain: str) -> bool:
    """Does the result speak of the domain in From? It may name it, its parent or its child
    (relaxed alignment without a list of registries, so a bare registry such as “gov.vn” never aligns)."""
    keys = {
        "dmarc": ("header.from",),
        "dkim": ("header.d", "header.i"),
        "spf": ("smtp.mailfrom", "smtp.mail", "envelope-from"),
    }[result.method]
    named = next((result.properties[key] for key in keys if key in result.properties), "")
    other = named.rpartition("@")[2].strip("<>. ")
    if not other:
        return False
    return other == domain or _related(other, domain)


def _related(one: str, two: str) -> bool:
    """True where one lies below the other and the shorter is no registry: three labels, or two without one of them
    being a registry's second level (“gov.vn”)."""
    short, long = sorted((one, two), key=len)
    labels = short.split(".")
    if len(labels) < 2 or (len(labels) == 2 and labels[0] in _REGISTRY_LABELS):
        return False
    return long.endswith("." + short)


_REGISTRY_LABELS = frozenset(("ac", "co", "com", "edu", "gov", "info", "int", "mil", "name", "net", "org", "pro"))


def _shown(result: _Result) -> str:
    said = " ".join(f"{key}={value}" for key, value in result.properties.items())
    return f"{result.method}={result.verdict} {said}".strip()


def _with_display_note(origin: Origin, mail: Mail) -> Origin:
    """A display name that is itself another address is noted for the desk: readers see the name, not the address."""
    sender = mail.sender
    shown = _MAILBOX.search(sender.name) if sender is not None else None
    if sender is None or shown is None or shown.group().lower() == sender.mailbox:
        return origin
    note = f"Tên hiển thị ghi địa chỉ {shown.group()} nhưng thư gửi từ {sender.mailbox}."
    return replace(origin, reason=f"{origin.reason} {note}".strip())
