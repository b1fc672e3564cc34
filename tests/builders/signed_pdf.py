"""Signed PDF files for tests, as pyHanko makes them and as an attacker bends them.

pki = Pki()
leader = pki.person("Nguyễn Văn A")
signed = sign_pdf(build_pdf([[Text(72, 700, "Bài viết")]]), pki, leader, stamped=AT)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from tests.builders.pki import Identity, Pki

__all__ = ["add_dss", "add_form_field", "change_page", "fill_field", "sign_pdf", "stamp_pdf"]

_BOX = (350, 60, 550, 130)


def sign_pdf(
    content: bytes,
    pki: Pki,
    identity: Identity,
    *,
    cades: bool = False,
    claimed: datetime | None = None,
    stamped: datetime | None = None,
    digest: str = "sha256",
    field: str = "",
    page: int | None = None,
    certify: bool = False,
    with_chain: bool = False,
    strict: bool = True,
    archived: bool = False,
) -> bytes:
    """``content`` signed in an incremental update. ``page`` (from 1) makes the signature visible there; ``stamped`` is
    the time of a timestamp; ``certify`` allows later signatures and nothing else, as the state's tool does; without
    ``strict`` a file is signed that pyHanko would refuse; ``archived`` lays the lists of ``pki`` into the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=strict)
    number = content.count(b"/ByteRange") + 1
    name = field or f"Signature{number}"
    box = SigFieldSpec(name, on_page=(page or 1) - 1, box=_BOX if page else None)
    meta = PdfSignatureMetadata(
        field_name=name,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES if cades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        signer_key_usage=set(),
        embed_validation_info=archived,
        validation_context=_context(pki) if archived else None,
    )
    stamper = pki.time_stamper(stamped) if stamped else None
    signer = _DatedSigner(meta, pki.signer(identity, with_chain=with_chain), timestamper=stamper, new_field_spec=box)
    signer.claimed = claimed or pki.at
    return bytes(signer.sign_pdf(writer).getbuffer())


def stamp_pdf(content: bytes, pki: Pki, at: datetime) -> bytes:
    """``content`` with a document timestamp (PAdES-LTA) appended."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    stamper = PdfTimeStamper(pki.time_stamper(at))
    return bytes(stamper.timestamp_pdf(writer, "sha256").getbuffer())


def add_dss(
    content: bytes,
    pki: Pki,
    *,
    crls: Sequence[bytes] | None = None,
    ocsps: Sequence[bytes] = (),
    certificates: Sequence[Identity] = (),
) -> bytes:
    """``content`` with a security store appended: the intermediate, ``certificates``, and ``crls`` (those of ``pki``
    where none are given)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    store = DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[pki.intermediate.asn1, *(one.asn1 for one in certificates)],
        crls=[asn1_crl.CertificateList.load(der) for der in (pki.crls() if crls is None else crls)],
        ocsps=[asn1_ocsp.OCSPResponse.load(der) for der in ocsps],
    )
    assert store is not None
    return _written(writer)


def change_page(content: bytes, commands: bytes, *, page: int = 1) -> bytes:
    """``content`` with ``commands`` drawn on a page by an incremental update, whatever is signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.add_stream_to_page(page - 1, writer.add_object(generic.StreamObject(stream_data=commands)))
    return _written(writer)


def add_form_field(content: bytes, name: str = "noi_dung") -> bytes:
    """``content`` with a text field on its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _ = writer.find_page_for_modification(0)
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
            generic.pdf_name("/T"): generic.pdf_string(name),
            generic.pdf_name("/V"): generic.pdf_string("chưa điền"),
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
            generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (72, 600, 400, 630)]),
            generic.pdf_name("/P"): page,
        }
    )
    reference = writer.add_object(field)
    form = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject([reference])})
    writer.root[generic.pdf_name("/AcroForm")] = writer.add_object(form)
    page.get_object()[generic.pdf_name("/Annots")] = generic.ArrayObject([reference])
    writer.update_root()
    writer.mark_update(page)
    return _written(writer)


def fill_field(content: bytes, text: str) -> bytes:
    """``content`` with ``text`` in the first text field."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field.get("/FT") == "/Tx":
            field[generic.pdf_name("/V")] = generic.pdf_string(text)
            writer.update_container(field)
    return _written(writer)


class _DatedSigner(PdfSigner):
    """Writes the claimed time that a test wants instead of this machine's."""

    claimed: datetime

    def init_signing_session(self, *given: object, **named: object) -> PdfSigningSession:
        session = super().init_signing_session(*given, **named)  # type: ignore[arg-type]
        session.system_time = self.claimed
        return session


def _context(pki: Pki) -> ValidationContext:
    lists = [asn1_crl.CertificateList.load(der) for der in pki.crls()]
    intermediates = [pki.intermediate.asn1]
    return ValidationContext(
        trust_roots=[pki.root.asn1], other_certs=intermediates, crls=lists, moment=pki.at, revocation_mode="require"
    )


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
