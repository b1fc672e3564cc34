"""The digital signatures of a PDF. Runs inside a sandbox worker; nothing in it raises on content.

pyHanko reads the file and judges what was appended to it, strictly: what it refuses (a file with two tables of contents
that Word makes, a damaged one) is unreadable, which is never “invalid”.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.signatures import words
from intake.signatures.chain import Evidence
from intake.signatures.integrity import Broken
from intake.signatures.material import Checking
from intake.signatures.pdf_extent import covers_gap_only
from intake.signatures.pdf_place import place_of
from intake.signatures.pdf_signature import Archive, judge_one
from intake.signatures.timestamps import Stamp, judge_timestamp

__all__ = ["pdf_signatures"]

_SIGNATURES = 24  # of one file
_REVISIONS = 80
_KINDS = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
_STAMP_KIND = "/ETSI.RFC3161"
_ARCHIVED = 60  # certificates, lists and answers of one DSS, each
_ARCHIVED_BYTES = 32 * 1024 * 1024
_SHARE = 0.5  # of the time of one mail
#: What pyHanko and asn1crypto raise on content. They read piece by piece, so that anything may come out of any access.
_CONTENT = (
    PdfError, Broken, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
    NotImplementedError, RecursionError, MemoryError, OSError,
)  # fmt: skip


def pdf_signatures(content: bytes, checking: Checking) -> tuple[Signature, ...]:
    """The signatures in ``content``, in the order in which they were made; empty for a file without any, and for one
    that is no PDF. A file that cannot be read so far has one, UNREADABLE."""
    if b"/ByteRange" not in content or b"%PDF-" not in content[:1024]:
        return ()
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=True)
        if reader.security_handler is not None:
            return (_unreadable(words.PDF_ENCRYPTED),)
        if reader.xrefs.total_revisions > _REVISIONS:
            return (_unreadable(words.TOO_MANY),)
        return _judged(reader, content, checking)
    except _CONTENT:
        return (_unreadable(words.PDF_UNREADABLE),)


def _judged(reader: PdfFileReader, content: bytes, checking: Checking) -> tuple[Signature, ...]:
    deadline = time.monotonic() + checking.limits.seconds * _SHARE
    fields = list(enumerate_sig_fields(reader, filled_status=True))
    if len(fields) > _SIGNATURES:
        return (_unreadable(words.TOO_MANY),)
    if not fields:
        return ()
    if reader.xrefs.hybrid_xrefs_present:
        return (_unreadable(words.PDF_HYBRID),)
    found = [_opened(reader, *field) for field in fields]
    archive = _archive(reader, [e for e, _ in found if e is not None and _is_stamp(e)], content, checking)
    covered_later = False
    judged: list[Signature] = []
    for embedded, signature in sorted(found, key=_revision, reverse=True):  # the last first: it may cover the others
        if embedded is not None and not _is_stamp(embedded):
            late = time.monotonic() > deadline
            signature = (
                _unreadable(words.TOO_LONG)
                if late
                else _one(embedded, content, checking, archive, covered_later=covered_later)
            )
            covered_later |= signature.status is SignatureStatus.TRUSTED and signature.covers == "whole"
            signature = replace(signature, where=place_of(reader, embedded.sig_field, checking.limits.pages))
        if signature is not None:
            judged.append(signature)
    return tuple(reversed(judged))


def _revision(found: tuple[EmbeddedPdfSignature | None, Signature | None]) -> int:
    return found[0].signed_revision if found[0] is not None else -1


def _opened(
    reader: PdfFileReader, name: str, value: generic.PdfObject, field: generic.DictionaryObject
) -> tuple[EmbeddedPdfSignature | None, Signature | None]:
    """A signature that can be looked at, or the word that it cannot."""
    try:
        kind = value.get_object().get("/SubFilter", None)
        if kind not in (*_KINDS, _STAMP_KIND):
            return None, _unreadable(words.UNKNOWN_KIND)
        return EmbeddedPdfSignature(reader, field, name), None
    except _CONTENT:
        return None, _unreadable(words.SIGNATURE_UNREADABLE)


def _one(
    embedded: EmbeddedPdfSignature, content: bytes, checking: Checking, archive: Archive, *, covered_later: bool
) -> Signature:
    try:
        return judge_one(embedded, content, checking, archive, covered_later=covered_later)
    except _CONTENT:
        return _unreadable(words.SIGNATURE_UNREADABLE)


def _is_stamp(embedded: EmbeddedPdfSignature) -> bool:
    return bool(embedded.sig_object.get("/SubFilter", None) == _STAMP_KIND)


def _unreadable(reason: str) -> Signature:
    return Signature("pdf", SignatureStatus.UNREADABLE, reason=reason)


def _archive(reader: PdfFileReader, stamps: list[EmbeddedPdfSignature], content: bytes, checking: Checking) -> Archive:
    """What the file brings to be judged by. Nothing in it is believed unless an authority of ours signed it."""
    certificates, evidence = _store(reader)
    told = []
    for embedded in stamps:
        stamp = _document_stamp(embedded, content, checking, evidence)
        if stamp is not None and stamp.trusted:
            told.append((int(embedded.byte_range[2]) + int(embedded.byte_range[3]), stamp))
    return Archive(certificates, evidence, tuple(told))


def _store(reader: PdfFileReader) -> tuple[tuple[x509.Certificate, ...], Evidence]:
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates = tuple(cert for _, cert in zip(range(_ARCHIVED), store.load_certs(), strict=False))
        return certificates, Evidence(tuple(_streams(store.crls)), tuple(_streams(store.ocsps)))
    except NoDSSFoundError:
        return (), Evidence()
    except _CONTENT:
        return (), Evidence()


def _streams(references: list[generic.IndirectObject]) -> Iterator[bytes]:
    left = _ARCHIVED_BYTES
    for reference in references[:_ARCHIVED]:
        data = bytes(reference.get_object().data)
        left -= len(data)
        if left < 0:
            return
        yield data


def _document_stamp(
    embedded: EmbeddedPdfSignature, content: bytes, checking: Checking, evidence: Evidence
) -> Stamp | None:
    """A timestamp over the file as it was: over both signed stretches, with nothing but its own value between them."""
    try:
        if not covers_gap_only(embedded, content):
            return None
        _, first, start, length = (int(number) for number in embedded.byte_range)
        stamped = content[:first] + content[start : start + length]
        return judge_timestamp(embedded.pkcs7_content, stamped, checking, evidence)
    except _CONTENT:
        return None
