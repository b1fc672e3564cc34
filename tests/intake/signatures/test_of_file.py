"""Signatures behind the locks of a sandbox worker, with their document, by what the pool was told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from casework.document import FlawKind, SignatureStatus
from casework.noun import replace
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.signatures.of_file import signatures_of
from intake.signatures.pdf import pdf_signatures
from intake.terms import Terms
from tests.builders.mail import File, build_mail
from tests.builders.pdf import Text, build_pdf
from tests.builders.pki import AT, Pki
from tests.builders.signed_pdf import add_dss, sign_pdf

PLAIN = build_pdf([[Text(72, 700, "Bài viết gửi Cổng thông tin")]])
TERMS = Terms(received_at=AT)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1) as pool:
        yield pool


def test_the_pool_is_told_by_what_signatures_are_judged(sandbox: Sandbox, pki: Pki) -> None:
    signed = add_dss(sign_pdf(PLAIN, pki, pki.person(), cades=True, stamped=AT), pki)
    (signature,) = sandbox.open_file(signed, "a.pdf", TERMS).signatures
    assert signature.status is SignatureStatus.UNTRUSTED
    sandbox.trust(pki.material())
    (signature,) = sandbox.open_file(signed, "a.pdf", TERMS).signatures
    assert (signature.status, signature.revocation) == (SignatureStatus.TRUSTED, "crl")
    assert (signature,) == pdf_signatures(signed, pki.checking())  # the locks change nothing
    sandbox.trust(pki.material(roots=False))
    (signature,) = sandbox.open_file(signed, "a.pdf", TERMS).signatures
    assert signature.status is SignatureStatus.UNTRUSTED


def test_the_instant_is_that_of_receipt(sandbox: Sandbox, pki: Pki) -> None:
    sandbox.trust(pki.material())
    signed = sign_pdf(PLAIN, pki, pki.person(until=AT + timedelta(days=1)))
    later = Terms(received_at=AT + timedelta(days=2))
    assert sandbox.open_file(signed, "a.pdf", TERMS).signatures[0].status is SignatureStatus.TRUSTED
    assert sandbox.open_file(signed, "a.pdf", later).signatures[0].status is SignatureStatus.INVALID


def test_each_file_of_a_mail_has_its_own(sandbox: Sandbox, pki: Pki) -> None:
    """A signed decision does not sign the article beside it."""
    sandbox.trust(pki.material())
    signed = sign_pdf(PLAIN, pki, pki.person())
    files = (File("quyet-dinh.pdf", signed), File("bai-viet.pdf", PLAIN))
    content = build_mail("a@moha.gov.vn", "congttdt@moha.gov.vn", "Gửi bài", "Kính gửi Cổng.", files=files)
    opened = sandbox.open_mail(content, TERMS)
    found = {document.name: [s.status for s in document.signatures] for document in opened.documents}
    assert found["quyet-dinh.pdf"] == [SignatureStatus.TRUSTED]
    assert found["bai-viet.pdf"] == []


def test_what_a_reader_left_out_says_nothing_of_the_signature(sandbox: Sandbox, pki: Pki) -> None:
    """A document longer than its text may be read is signed all the same: the signature covers its bytes."""
    sandbox.trust(pki.material())
    long = build_pdf([[Text(72, 700, f"Trang {page}")] for page in range(3)])
    terms = replace(TERMS, limits=Limits(pages=1))
    opened = sandbox.open_file(sign_pdf(long, pki, pki.person()), "a.pdf", terms)
    assert [flaw.kind for flaw in opened.flaws] == [FlawKind.LIMIT]
    assert [s.status for s in opened.signatures] == [SignatureStatus.TRUSTED]


def test_kinds_that_bear_none_are_not_looked_into(pki: Pki) -> None:
    signed = sign_pdf(PLAIN, pki, pki.person())
    assert signatures_of(signed, "jpg", pki.checking()) == ()
    assert signatures_of(PLAIN, "pdf", pki.checking()) == ()


def test_a_mail_without_signatures_does_not_load_the_library() -> None:
    """Outside the sandbox too: a verb that only lists cases starts as fast as before."""
    program = (
        "import sys, frontdesk.pipeline, tests.builders.pdf as b\n"
        "from intake.opening import open_file\n"
        "from intake.terms import Terms\n"
        "open_file(b.build_pdf([[b.Text(72, 700, 'Bài viết')]]), 'a.pdf', Terms())\n"
        "sys.exit(any(name.partition('.')[0] in ('pyhanko', 'pyhanko_certvalidator') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
