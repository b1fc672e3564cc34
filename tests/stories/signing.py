"""Who signs in the stories: one infrastructure of keys and certificates, its lists of 27/8/2026, and signed papers.

The keys are made once on each machine, so sums and sizes of signed files differ from machine to machine; stories that
show them in a letter say so (``keys``). What is signed is cached: a story's mail is built more than once.
"""

from __future__ import annotations

import textwrap
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from casework.noun import replace
from intake.signatures.material import TrustMaterial
from tests.builders.ooxml_signed import Signing, sign_office
from tests.builders.pdf import Text, build_pdf
from tests.builders.pki import Identity, Pki, version_of
from tests.builders.signed_pdf import add_dss, sign_pdf
from tests.stories.story import at

__all__ = ["EXPIRED", "REVOKED", "infrastructure", "material", "printed", "signed_pdf", "signed_word", "signer"]

_ROOTS = Path(__file__).resolve().parent.parent.parent / "regulations" / "trust"
_CCHC = "Vụ Cải cách hành chính"

#: The days on which two certificates ended.
REVOKED = at("3/8/2026 08:00")
EXPIRED = at("31/7/2026 17:00")


@cache
def infrastructure() -> Pki:
    """The authority that issued all certificates of the stories."""
    return Pki(label="Story")


@cache
def _signers() -> dict[str, Identity]:
    pki = infrastructure()
    hung = "hung.tv@cchc.moha.gov.vn"
    signers = {
        # By his address; as the real certificates of officials have it.
        "hung": pki.person("Trần Văn Hùng", "Bộ Nội vụ", _CCHC, email=hung, key="hung"),
        # Without an address: he is known by name and unit.
        "hung-unit": pki.person("Trần Văn Hùng", "Bộ Nội vụ", _CCHC, key="hung"),
        "hung-revoked": pki.person("Trần Văn Hùng", "Bộ Nội vụ", _CCHC, email=hung, key="hung"),
        "hung-expired": pki.person("Trần Văn Hùng", "Bộ Nội vụ", _CCHC, email=hung, key="hung", until=EXPIRED),
        "hung-self-made": pki.stranger("Trần Văn Hùng", "Bộ Nội vụ", email=hung),
        "lan": pki.person("Nguyễn Thị Lan", "Bộ Nội vụ", _CCHC, email="lan.nt@cchc.moha.gov.vn", key="lan"),
        "vu-cchc": pki.organisation("VỤ CẢI CÁCH HÀNH CHÍNH", "BỘ NỘI VỤ", key="vu"),
        "binh": pki.person(
            "Nguyễn Văn Bình", "Viện Khoa học Tổ chức nhà nước và Lao động", "Phòng Nghiên cứu Tổ chức nhà nước",
            email="binh.nv@isos.moha.gov.vn", key="binh",
        ),
        "trang": pki.person(
            "Hoàng Thùy Trang", "Bộ Nội vụ", "Trung tâm Công nghệ thông tin", email="trang.ht@ttcntt.moha.gov.vn",
            key="trang",
        ),
        "academy": pki.organisation("HỌC VIỆN QUẢN TRỊ CÔNG", "HỌC VIỆN QUẢN TRỊ CÔNG", key="academy"),
        "dung": pki.person(
            "Nguyễn Quốc Dũng", "Sở Nội vụ tỉnh Hưng Yên", "Phòng Tổ chức biên chế",
            email="dung.nq@sonoivu.hungyen.gov.vn", key="dung",
        ),
    }  # fmt: skip
    pki.revoke(signers["hung-revoked"], REVOKED)
    return signers


def signer(name: str) -> Identity:
    """The certificate of one of those above, with its key."""
    return _signers()[name]


@cache
def material() -> TrustMaterial:
    """What the administrator of the stories keeps: the state's own roots (whose intermediate nobody has added yet), and
    all of the stories' infrastructure."""
    _signers()  # the lists name whom they must
    own = infrastructure().material()
    state = tuple(
        x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
        for path in sorted(_ROOTS.glob("*.pem"))
    )
    return version_of(replace(own, roots=(*state, *own.roots)))


@cache
def signed_pdf(
    content: bytes, who: str, *, claimed: datetime | None = None, stamped: datetime | None = None, kept: bool = False
) -> bytes:
    """``content`` signed on its first page. ``stamped``: with a timestamp of that instant; ``kept``: the lists of those
    days were laid into the file beside it (PAdES-LT)."""
    pki = infrastructure()
    signed = sign_pdf(content, pki, signer(who), claimed=claimed or stamped, stamped=stamped, page=1)
    if not kept or stamped is None:
        return signed
    days = {"since": stamped - timedelta(days=1), "until": stamped + timedelta(days=6)}
    return add_dss(signed, pki, crls=[pki.crl(pki.root, **days), pki.crl(**days)])


@cache
def signed_word(content: bytes, who: str, *, claimed: datetime | None = None) -> bytes:
    """``content`` signed as Word does."""
    plain = Signing()
    return sign_office(content, signer(who), plain._replace(claimed=claimed) if claimed else plain)


@cache
def printed(title: str, *prose: str, author: str = "") -> bytes:
    """A news item as Word prints it to PDF: headline, paragraphs, author."""
    rows = [Text(60, 780, title, "TimesNewRomanPS-BoldMT", 14)]
    y = 750.0
    for paragraph in (*prose, *([author] if author else [])):
        for line in textwrap.wrap(paragraph, 88):
            rows.append(Text(60, y, line, size=12))
            y -= 18
        y -= 8
    return build_pdf([rows])
