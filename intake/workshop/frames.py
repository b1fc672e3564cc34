"""What travels to the workshop and back: length-prefixed msgpack with typed decoding, as in the sandbox."""

from __future__ import annotations

import struct

import msgspec

from casework.document import Media
from casework.noun import Noun
from intake.aids import GreyPage, RecognisedPage

__all__ = [
    "HEADER",
    "MAX_FRAME",
    "TARGETS",
    "Failed",
    "LookAtMedia",
    "Looked",
    "Office",
    "Recognise",
    "Recognised",
    "Reply",
    "Request",
    "Tell",
    "ToOffice",
    "Told",
    "decode_reply",
    "decode_request",
    "encode",
]

HEADER = struct.Struct("<I")  # length of the frame in bytes
MAX_FRAME = 512 * 1024 * 1024
#: What LibreOffice can be asked for: flat XML, and the formats of today.
TARGETS = ("fodt", "fods", "fodp", "docx", "xlsx", "pptx")


class Recognise(Noun, frozen=True, tag=True):
    """Turn this page upright and read it."""

    page: GreyPage
    seconds: float


class ToOffice(Noun, frozen=True, tag=True):
    """Turn ``content`` of ``kind`` (doc, xls, ppt, rtf, odt …) into ``target`` (one of TARGETS)."""

    content: bytes
    kind: str
    target: str
    seconds: float


class LookAtMedia(Noun, frozen=True, tag=True):
    """Say what this sound or video is, and play it to its end as far as the time goes."""

    content: bytes
    kind: str
    seconds: float


class Tell(Noun, frozen=True, tag=True):
    """Say which programs are there."""


class Recognised(Noun, frozen=True, tag=True):
    page: RecognisedPage


class Office(Noun, frozen=True, tag=True):
    content: bytes


class Looked(Noun, frozen=True, tag=True):
    """``media`` with ``whole`` ``None`` where the time ended before the end (then ``limit`` says so)."""

    media: Media
    limit: str = ""


class Told(Noun, frozen=True, tag=True):
    """Versions, empty where a program is not installed; ``vietnamese``: tesseract has its data; ``locks``: what holds
    around the programs (“seccomp”, “landlock”)."""

    office: str = ""
    tesseract: str = ""
    vietnamese: bool = False
    ffmpeg: str = ""
    locks: tuple[str, ...] = ()


class Failed(Noun, frozen=True, tag=True):
    """Nothing came of it; ``reason`` is Vietnamese and quotes nothing of the file. ``absent``: a program is not
    installed, and asking again is in vain."""

    reason: str
    absent: bool = False


Request = Recognise | ToOffice | LookAtMedia | Tell
Reply = Recognised | Office | Looked | Told | Failed

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def encode(message: Request | Reply) -> bytes:
    """The frame: four bytes of length, then the message."""
    body = _encoder.encode(message)
    return HEADER.pack(len(body)) + body


def decode_request(body: bytes | bytearray) -> Request:
    """Raises :class:`msgspec.DecodeError` on anything but a request."""
    return _requests.decode(body)


def decode_reply(body: bytes | bytearray) -> Reply:
    """Raises :class:`msgspec.DecodeError` on anything but a reply."""
    return _replies.decode(body)
