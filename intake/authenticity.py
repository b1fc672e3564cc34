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
    check: bool = False
    assume_authenticated: bool = False


class _Result(NamedTuple):
    method: str
    verdict: str
    properties: dict[str, str]


_RESULT = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_-]*)(?:/\d+)?\s*=\s*([A-Za-z]+)")
_NONE = re.compile(r"\s*none\s*", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![^\s;])([a-z]{1,20}\.[a-z0-9_.-]{1,60})\s*=\s*([^\s;]+)", re.IGNORECASE)
_JUDGED = ("dmarc", "dkim", "spf")
_FAILED = ("fail", "permerror", "hardfail", "policy")
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_LINE_LETTERS = 16_384  # of one Authentication-Results; a server writes some hundreds
_NAME_LETTERS = 1_000  # of a display name that are searched for an address


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
    """What one Authentication-Results says of ``domain``; ``None`` where it judges none of DMARC, DKIM, SPF.

    A server that says “none” (RFC 8601 section 2.2) has spoken: what stands below it is not asked.
    """
    read = _results(line)
    if read is None:
        return Origin(OriginStatus.UNPROVEN, reason="Kết quả xác thực của máy chủ thư viết không đúng quy cách.")
    authserv_id, results, said_none = read
    if said_none:
        return Origin(
            OriginStatus.UNPROVEN,
            by=f"Authentication-Results {authserv_id}: none",
            reason="Máy chủ thư ghi rõ là không xác thực thư này.",
        )
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


def _results(line: str) -> tuple[str, list[_Result], bool] | None:
    """The authserv-id, the results, and whether it says “none”; ``None`` where quotation marks or brackets do not
    fit together. A server copies what strangers wrote into quoted strings and comments, so these are taken out before
    the line is cut at its semicolons."""
    bare = _without_quotes_and_comments(line)
    if bare is None:
        return None
    head, *rest = bare.split(";")
    found = []
    for part in rest:
        match = _RESULT.match(part)
        if match:
            found.append(_Result(match.group(1).lower(), match.group(2).lower(), _properties(part)))
    authserv_id = (head.split() or [""])[0]
    return authserv_id, found, len(rest) == 1 and _NONE.fullmatch(rest[0]) is not None


def _properties(part: str) -> dict[str, str]:
    """Each property once; one that is said twice with different values says nothing."""
    found: dict[str, str] = {}
    for key, value in _PROPERTY.findall(part):
        key, value = key.lower(), value.lower()
        found[key] = value if found.get(key, value) == value else ""
    return found


def _without_quotes_and_comments(line: str) -> str | None:
    """``line`` with a blank for each comment (RFC 5322 section 3.2.2, nested) and ``"…"`` as one word without blanks
    or semicolons. ``None`` where one does not end, or where a comment holds a quotation mark: then a stranger's
    bracket may have ended it."""
    if len(line) > _LINE_LETTERS:
        return None
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in line:
        if escaped:
            escaped = False
            letter = "_"
        elif letter == "\\" and (quoted or depth):
            escaped = True
            continue
        elif quoted:
            quoted = letter != '"'
            letter = "" if letter == '"' else letter
        elif depth and letter == '"':
            return None
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if depth < 0:
                return None
            letter = " "
        elif letter == '"':
            quoted, letter = True, ""
        if not depth:
            kept.append("_" if quoted and letter and letter in " \t\r\n;=" else letter)
    return None if depth or quoted else "".join(kept)


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
    shown = _MAILBOX.search(sender.name[:_NAME_LETTERS]) if sender is not None else None
    if sender is None or shown is None or shown.group().lower() == sender.mailbox:
        return origin
    note = f"Tên hiển thị ghi địa chỉ {shown.group()} nhưng thư gửi từ {sender.mailbox}."
    return replace(origin, reason=f"{origin.reason} {note}".strip())
