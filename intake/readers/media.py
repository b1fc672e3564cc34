"""Sound and video: nothing here decodes a frame. What the workshop found out (ffmpeg) is laid over what is known.

The kind itself comes from the content (:mod:`intake.readers.kinds`); whether the file plays to its end, only playing it
tells, and that is done in the workshop, never here.
"""

from __future__ import annotations

import struct

from casework.document import Flaw, FlawKind, Media
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits

__all__ = ["KINDS", "merge", "read"]

#: Kinds that :func:`read` takes.
KINDS = ("mp3", "mp4", "m4a", "mov", "wav", "avi", "wmv", "mkv", "flv", "mpg", "ogg", "flac")
_UNPLAYED = "chưa phát thử được để biết có xem, nghe được đến hết không"
_BOXES = 4_000  # of an mp4 at its outermost level
_LARGE_BOX, _TO_THE_END = 1, 0  # sizes with a meaning of their own


def read(content: bytes, limits: Limits) -> RawDocument:
    """A wish for the workshop, and a flaw that says that nobody has played the file yet. Never raises.

    An mp4 or mov whose boxes end behind the end of the file is cut off; that is seen without playing it.
    """
    flaws = [Flaw(FlawKind.NOT_RECOGNISED, _UNPLAYED)]
    if content[4:8] == b"ftyp" and _cut_off(content):
        flaws.append(Flaw(FlawKind.TRUNCATED, "tệp bị cắt cụt, thiếu phần cuối"))
    elif content.startswith(b"RIFF") and len(content) >= 8:
        stated = struct.unpack_from("<I", content, 4)[0] + 8
        if len(content) + 1 < stated < 0xFFFFFFFF:
            flaws.append(Flaw(FlawKind.TRUNCATED, "tệp bị cắt cụt, thiếu phần cuối"))
    return RawDocument(None, flaws=tuple(flaws), wants=("media",))


def merge(raw: RawDocument, media: Media | None, failure: str = "", limit: str = "") -> RawDocument:
    """``raw`` with what the workshop brought: its facts, or why there are none (Vietnamese)."""
    kept = [flaw for flaw in raw.flaws if flaw.kind is not FlawKind.NOT_RECOGNISED]
    if media is None:
        kept.append(Flaw(FlawKind.NOT_RECOGNISED, f"{_UNPLAYED} ({failure})" if failure else _UNPLAYED))
        return raw._replace(flaws=tuple(kept), wants=())
    if media.whole is False:
        kept = [flaw for flaw in kept if flaw.kind is not FlawKind.TRUNCATED]
        # Where it stopped is known to half a second of playing, which is minutes of film: not said.
        whole = f" {_clock(media.seconds)} của tệp" if media.seconds and media.seconds >= 1 else ""
        kept.append(Flaw(FlawKind.TRUNCATED, f"không phát được đến hết{whole}"))
    elif media.whole is None:
        kept.append(Flaw(FlawKind.NOT_RECOGNISED, _UNPLAYED))
    if limit:
        kept.append(Flaw(FlawKind.LIMIT, limit))
    return raw._replace(media=media, flaws=tuple(kept), wants=())


def _clock(seconds: float) -> str:
    """75.2 → “1 phút 15 giây”, 8 → “8 giây”."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    return f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"


def _cut_off(content: bytes) -> bool:
    """True where an outermost box of an ISO media file reaches beyond the end ([ISO 14496-12] 4.2)."""
    at = 0
    for _ in range(_BOXES):
        if at == len(content):
            return False
        if at + 8 > len(content):
            return True
        size = struct.unpack_from(">I", content, at)[0]
        if size == _TO_THE_END:
            return False
        if size == _LARGE_BOX:
            if at + 16 > len(content):
                return True
            size = struct.unpack_from(">Q", content, at + 8)[0]
        if size < 8:
            return False  # not a box any more: padding behind the last one
        at += size
        if at > len(content):
            return True
    return False
