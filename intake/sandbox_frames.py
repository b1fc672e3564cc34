"""What travels between the pool and a worker: length-prefixed msgpack with typed decoding, never pickle."""

from __future__ import annotations

import struct

import msgspec

from casework.noun import Noun
from intake.aids import Aid, GreyPage
from intake.authenticity.evidence import Evidence, Inquiry
from intake.convert.result import Copy, Modern
from intake.handover import HandedFile
from intake.opening import Opened, OpenedFile
from intake.readers.limits import Limits
from intake.signatures.material import TrustMaterial
from intake.terms import Terms

__all__ = [
    "HEADER",
    "MAX_FRAME",
    "Authenticate",
    "Authenticated",
    "ConvertMail",
    "ConvertPlain",
    "CopiesDone",
    "Done",
    "DrawPage",
    "Failed",
    "FileDone",
    "HandOver",
    "HandedOver",
    "Hello",
    "OpenFile",
    "OpenMail",
    "PageDrawn",
    "Reply",
    "Request",
    "TakeTrust",
    "TrustTaken",
    "decode_reply",
    "decode_request",
    "encode",
]

HEADER = struct.Struct("<I")  # length of the frame in bytes
MAX_FRAME = 512 * 1024 * 1024


class OpenMail(Noun, frozen=True, tag=True):
    content: bytes
    terms: Terms
    aids: tuple[Aid, ...] = ()


class OpenFile(Noun, frozen=True, tag=True):
    content: bytes
    name: str
    terms: Terms
    aids: tuple[Aid, ...] = ()


class ConvertMail(Noun, frozen=True, tag=True):
    """Our own Unicode copies of the files with these hashes; ``modern`` is what LibreOffice made of old ones."""

    content: bytes
    terms: Terms
    wanted: tuple[str, ...]
    modern: tuple[Modern, ...] = ()


class ConvertPlain(Noun, frozen=True, tag=True):
    content: bytes
    name: str
    terms: Terms
    modern: tuple[Modern, ...] = ()


class HandOver(Noun, frozen=True, tag=True):
    """The files of a mail as editors get them."""

    content: bytes
    terms: Terms


class DrawPage(Noun, frozen=True, tag=True):
    """Page ``number`` (from 1) of a scan (a pdf, or a picture with pages) as grey points, for text recognition."""

    content: bytes
    kind: str
    number: int
    dpi: int
    limits: Limits


class Authenticate(Noun, frozen=True, tag=True):
    """Check the sender of a mail with the answers of the DNS that are there so far."""

    inquiry: Inquiry


class TakeTrust(Noun, frozen=True, tag=True):
    """Judge signatures by this from now on. No job of its own: the pool sends it before one."""

    material: TrustMaterial


class Hello(Noun, frozen=True, tag=True):
    """The first word of a worker: which locks hold. ``landlock`` is the kernel's ABI, 0 where it has none."""

    landlock: int
    seccomp: bool
    problem: str = ""  # why it could not start or lock itself; English, for the administrator


class Done(Noun, frozen=True, tag=True):
    opened: Opened


class FileDone(Noun, frozen=True, tag=True):
    opened: OpenedFile


class CopiesDone(Noun, frozen=True, tag=True):
    copies: tuple[Copy, ...]


class HandedOver(Noun, frozen=True, tag=True):
    files: tuple[HandedFile, ...]


class PageDrawn(Noun, frozen=True, tag=True):
    """``None``: there is no such page, or it cannot be drawn."""

    page: GreyPage | None


class Authenticated(Noun, frozen=True, tag=True):
    evidence: Evidence


class TrustTaken(Noun, frozen=True, tag=True):
    version: str


class Failed(Noun, frozen=True, tag=True):
    """The job raised. ``error`` is the kind of the exception only: its text may quote the mail."""

    error: str


Request = OpenMail | OpenFile | ConvertMail | ConvertPlain | HandOver | DrawPage | Authenticate | TakeTrust
Reply = Hello | Done | FileDone | CopiesDone | HandedOver | PageDrawn | Authenticated | TrustTaken | Failed

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def encode(message: Request | Reply) -> bytes:
    """The frame: four bytes of length, then the message."""
    body = _encoder.encode(message)
    return HEADER.pack(len(body)) + body


def decode_request(body: bytes | bytearray | memoryview) -> Request:
    """Raises :class:`msgspec.DecodeError` on anything but a request."""
    return _requests.decode(body)


def decode_reply(body: bytes | bytearray | memoryview) -> Reply:
    """Raises :class:`msgspec.DecodeError` on anything but a reply: a worker may have been taken over."""
    return _replies.decode(body)
