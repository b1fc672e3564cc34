"""What Authentication-Results say (RFC 8601), and which header fields their evidence covers.

A server copies what strangers wrote into quoted strings and comments, so these are taken out before a line is read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from casework.mail import DkimSeal, Mail, OriginCheck
from intake.authenticity.domains import is_aligned

__all__ = ["JUDGED", "Line", "Result", "read_line", "sealed_fields", "shown", "without_quotes_and_comments"]

#: Methods that judge From; what others say is kept as evidence and proves nothing.
JUDGED = ("dmarc", "dkim", "spf")
_KEPT = (*JUDGED, "arc")
_RESULT = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_-]*)(?:/\d+)?\s*=\s*([A-Za-z]+)")
_NONE = re.compile(r"\s*none\s*", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![^\s;])([a-z]{1,20}\.[a-z0-9_.-]{1,60})\s*=\s*([^\s;]+)", re.IGNORECASE)
_DOMAIN_KEYS = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail", "envelope-from"),
    "arc": ("header.oldest-pass",),
}
_LINE_LETTERS = 16_384  # of one Authentication-Results; a server writes some hundreds


class Result(NamedTuple):
    """One method's verdict; ``domain`` is that of which it speaks, empty where it says none."""

    method: str
    verdict: str
    domain: str
    properties: dict[str, str]

    @property
    def check(self) -> OriginCheck:
        """The same as evidence."""
        detail = " ".join(f"{key}={value}" for key, value in self.properties.items())
        return OriginCheck(self.method, self.verdict, self.domain, detail)


class Line(NamedTuple):
    """One header field. ``none``: the server says that it has checked nothing (RFC 8601 section 2.2)."""

    authserv_id: str
    results: tuple[Result, ...]
    none: bool


def read_line(line: str) -> Line | None:
    """``line`` read; ``None`` where quotation marks or brackets do not fit together."""
    bare = without_quotes_and_comments(line)
    if bare is None:
        return None
    head, *rest = bare.split(";")
    found = []
    for part in rest:
        match = _RESULT.match(part)
        if match and match.group(1).lower() in _KEPT:
            found.append(_result(match.group(1).lower(), match.group(2).lower(), _properties(part)))
    authserv_id = (head.split() or [""])[0]
    return Line(authserv_id, tuple(found), len(rest) == 1 and _NONE.fullmatch(rest[0]) is not None)


def shown(check: OriginCheck) -> str:
    """“dkim=pass header.d=moha.gov.vn”."""
    return f"{check.method}={check.verdict} {check.detail}".strip()


def sealed_fields(results: tuple[Result, ...], mail: Mail, domain: str) -> tuple[str, ...] | None:
    """The header fields that the passed results cover, “*” for all; ``None`` where nothing that passed may count.

    A DKIM signature covers what its h= lists; one that leaves room to add to the mail (``limited``) does not count. A
    server that took the mail from the domain's own server (SPF) covers all.
    """
    passed = [r for r in results if r.verdict == "pass" and is_aligned(r.domain, domain)]
    by_dkim = [r for r in passed if r.method == "dkim"]
    covered = [fields for r in by_dkim if (fields := _covered(r, mail.dkim)) is not None]
    if covered:
        return tuple(sorted({field for fields in covered for field in fields}))
    if any(r.method == "spf" for r in passed):
        return ("*",)
    if by_dkim:
        return None
    seals = [seal for seal in mail.dkim if is_aligned(seal.domain, domain)]
    if not seals:
        return ("*",)  # DMARC passed, and there is no signature by which it could: SPF
    if any(seal.limited for seal in seals):
        return None
    return _by_all(seals)


def _covered(result: Result, seals: tuple[DkimSeal, ...]) -> tuple[str, ...] | None:
    """What the signature covers of which ``result`` speaks. Where it may be one of several, what all of them cover."""
    if not seals:
        return ()  # a gateway behind the server took them out: From is proven, nothing else is known
    selector, start = result.properties.get("header.s", ""), result.properties.get("header.b", "")
    candidates = [
        seal
        for seal in seals
        if (result.domain == seal.domain or result.domain.endswith("." + seal.domain))
        and (not selector or seal.selector.lower() == selector)
        and (not start or seal.begins.lower().startswith(start[: len(seal.begins)]))
    ]
    if not candidates or any(seal.limited for seal in candidates):
        return None
    return _by_all(candidates)


def _by_all(seals: list[DkimSeal]) -> tuple[str, ...]:
    fields = set(seals[0].fields)
    for seal in seals[1:]:
        fields &= set(seal.fields)
    return tuple(sorted(fields))


def _result(method: str, verdict: str, properties: dict[str, str]) -> Result:
    named = next((properties[key] for key in _DOMAIN_KEYS[method] if key in properties), "")
    return Result(method, verdict, named.rpartition("@")[2].strip("<>. "), properties)


def _properties(part: str) -> dict[str, str]:
    """Each property once; one that is said twice with different values says nothing."""
    found: dict[str, str] = {}
    for key, value in _PROPERTY.findall(part):
        key, value = key.lower(), value.lower()
        found[key] = value if found.get(key, value) == value else ""
    return found


def without_quotes_and_comments(line: str) -> str | None:
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
