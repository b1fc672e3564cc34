"""The cheap scan before MIME is parsed: bounds on header, depth and parts, and the mail without its files' insides.

The standard parser takes one Python step per line, so a 300 KB picture costs more than everything else in a mail. A run
of lines that hold nothing but base64 letters can be neither a header, nor a boundary (those begin with two dashes), nor
an empty line; replaced by one line of base64 letters it leaves the structure that the parser sees exactly as it was.
:class:`Skeleton` keeps what was taken out, so that files are decoded from the bytes of the wire.
docs/decisions/0101-mime-skeleton.md holds the measurement.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from intake.readers.limits import Limits

__all__ = ["Skeleton", "build", "header_end"]

_BASE64_RUN = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{40,}+={0,2}+\r?+\n){16,}+")
_HEADER_END = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))")
_EVENT = re.compile(
    rb"(?im)^--(?P<line>[^\r\n]{1,220})"
    rb"|^content-type[ \t]*:[ \t]*(?:(?P<multipart>multipart/[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)|(?P<message>message/))"
)


class Skeleton(NamedTuple):
    """``content`` is what the MIME parser reads. ``reasons`` (Vietnamese) says which bound was hit; then only the
    header is left in ``content`` and the mail counts as unread."""

    content: bytes
    marker: bytes
    runs: tuple[bytes, ...]
    reasons: tuple[str, ...] = ()

    def expand(self, payload: bytes) -> bytes:
        """``payload`` with the lines that stand for a run replaced by that run."""
        if not self.runs or self.marker not in payload:
            return payload
        return re.sub(self.marker + rb"(\d+)x\r?\n?", self._run, payload)

    def _run(self, match: re.Match[bytes]) -> bytes:
        number = int(match.group(1))
        return self.runs[number] if number < len(self.runs) else match.group()


def header_end(content: bytes) -> int:
    """Where the header block ends (the position of the body); the length of ``content`` where there is no body."""
    if content[:1] in (b"\r", b"\n"):
        return 1
    match = _HEADER_END.search(content)
    return match.end() if match else len(content)


def build(content: bytes, limits: Limits) -> Skeleton:
    """Scan ``content`` once and return its skeleton. Linear in its length; never raises on a stranger's bytes."""
    end = header_end(content)
    if end > limits.header_bytes:
        reason = f"phần đầu thư dài {end} byte, vượt giới hạn {limits.header_bytes} byte (header_bytes)"
        return Skeleton(content[: limits.header_bytes] + b"\r\n\r\n", b"", (), (reason,))
    marker = _unused(content)
    runs: list[bytes] = []

    def take(match: re.Match[bytes]) -> bytes:
        runs.append(match.group())
        return marker + b"%dx\r\n" % (len(runs) - 1)

    thin = _BASE64_RUN.sub(take, content)
    reasons = _excess(thin, limits)
    if reasons:
        return Skeleton(content[:end], b"", (), reasons)
    return Skeleton(thin, marker, tuple(runs))


def _unused(content: bytes) -> bytes:
    """A word of base64 letters that does not occur in ``content``, so that no sender can point at another's run."""
    number = 0
    while (marker := b"TNrun%08dn" % number) in content:
        number += 1
    return marker


def _excess(thin: bytes, limits: Limits) -> tuple[str, ...]:
    """Which of depth and number of parts is out of bounds, in Vietnamese."""
    lowered = thin.lower()
    containers = lowered.count(b"boundary") + lowered.count(b"message/")
    dashes = thin.count(b"\n--")
    if containers <= limits.mime_depth and dashes <= limits.mime_parts:
        return ()  # an upper bound of both is already small enough: the usual mail
    depth, parts = _measure(thin)
    reasons = []
    if depth > limits.mime_depth:
        reasons.append(f"thư lồng nhau {depth} tầng, vượt giới hạn {limits.mime_depth} tầng (mime_depth)")
    if parts > limits.mime_parts:
        reasons.append(f"thư có {parts} phần, vượt giới hạn {limits.mime_parts} phần (mime_parts)")
    return tuple(reasons)


def _measure(thin: bytes) -> tuple[int, int]:
    """The greatest depth and the number of parts, by a stack of declared boundaries and without recursion.

    Attached mails count one level each until a delimiter of an outer boundary closes them.
    """
    stack: list[bytes | None] = []
    where: dict[bytes, int] = {}  # declared boundary → its lowest place on the stack
    deepest = parts = 0
    for event in _EVENT.finditer(thin):
        line = event["line"]
        if line is None:
            declared = _BOUNDARY.search(event["multipart"] or b"")
            name = (declared[1] or declared[2]) if declared else None
            stack.append(name)
            if name is not None:
                where.setdefault(name, len(stack) - 1)
            deepest = max(deepest, len(stack))
            continue
        text = line.rstrip(b" \t")
        found = text if text in where else text[:-2] if text.endswith(b"--") and text[:-2] in where else None
        if found is None:
            continue
        parts += text == found
        keep = where[found] + (text == found)
        for closed in stack[keep:]:
            if closed is not None and where.get(closed, -1) >= keep:
                del where[closed]
        del stack[keep:]
    return deepest, parts
