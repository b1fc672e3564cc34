"""Opening the signed parts of a mail: what was signed, read from the very bytes that were signed, and by whom."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

from mailparser.utils import mime_header_view  # type: ignore[import-untyped]

from casework.document import Signature
from intake.readers.limits import Limits
from intake.signatures import smime
from intake.signatures.cms import SIGNED, Cms, read_cms, unreadable
from intake.signatures.material import Checking
from intake.skeleton import Skeleton, build
from intake.transfer import decoded_leaf

__all__ = ["MOST_SIGNED", "Signed", "Source", "open_clear", "open_opaque"]

#: Signed parts that are opened in one mail, within each other or side by side.
MOST_SIGNED = 12


class Source(NamedTuple):
    """The bytes that a part was read from, and what is proven of them. ``skeleton.content`` is where its boundaries are
    looked for, ``senders`` the From of the mail that it belongs to, ``signatures`` cover every byte of it."""

    skeleton: Skeleton
    senders: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Signed(NamedTuple):
    """``roots`` are to be walked in place of the signed part. ``header`` is the part whose header fields were signed
    as the mail's own."""

    roots: tuple[Message, ...]
    source: Source
    header: Message | None = None


def open_clear(part: Message, source: Source, checking: Checking) -> Signed:
    """A multipart/signed. Where the signature cannot be judged, what it should cover bears one that is unreadable, and
    is read as the mail parser found it."""
    children = [child for child in part.get_payload() if isinstance(child, Message)]
    contents = tuple(child for child in children if not smime.is_signature(child))
    signature = next((child for child in children if smime.is_signature(child)), None)
    found = read_cms(_decoded(signature, source)) if signature is not None else None
    cut = smime.cut_signed(part, source.skeleton)
    if found is None or found.kind != SIGNED:
        return _unjudged(contents, source, "không đọc được phần chữ ký số của thư")
    if cut is None:
        return _unjudged(contents, source, "không tách được rõ ràng phần nào của thư đã được ký số")
    signatures, thin = smime.judged_clear(cut, source.skeleton, found, checking, source.senders)
    return _opened(
        message_from_bytes(thin), source._replace(skeleton=source.skeleton._replace(content=thin)), signatures
    )


def open_opaque(octets: bytes, source: Source, limits: Limits, checking: Checking) -> Signed | str | None:
    """A CMS that holds a MIME entity; why it is not opened (Vietnamese); ``None`` where ``octets`` are anything else:
    an encrypted mail, a signed file, no CMS at all."""
    found = read_cms(octets)
    if found is None or not is_entity(found):
        return None
    skeleton = build(found.content or b"", limits)
    if skeleton.reasons:
        return f"phần được ký số của thư: {'; '.join(skeleton.reasons)}"
    signatures = smime.judged_opaque(found, checking, source.senders)
    return _opened(message_from_bytes(skeleton.content), source._replace(skeleton=skeleton), signatures)


def is_entity(found: Cms) -> bool:
    """True where ``found`` holds a part of a mail, and not a file."""
    return found.kind == SIGNED and found.content is not None and bool(smime.ENTITY.match(found.content))


def _opened(root: Message, source: Source, signatures: tuple[Signature, ...]) -> Signed:
    header = smime.header_root(root, source.senders)
    said = tuple(smime.with_header(one, header, source.senders) for one in signatures)
    walked = header if header is not None else root  # a whole mail of the sender's own stands for its wrapper
    return Signed((walked,), source._replace(signatures=(*source.signatures, *said)), header)


def _unjudged(contents: tuple[Message, ...], source: Source, reason: str) -> Signed:
    said = unreadable(smime.KIND, reason)
    return Signed(contents, source._replace(signatures=(*source.signatures, said)))


def _decoded(part: Message, source: Source) -> bytes:
    try:
        return decoded_leaf(part, mime_header_view(part)[0], source.skeleton)
    except Exception:  # noqa: BLE001 — a stranger's transfer encoding; what cannot be decoded is no signature
        return b""
