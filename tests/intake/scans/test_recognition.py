"""From a scan to its boxes with tesseract itself: as the whole way goes, sandbox and workshop included.

Few pages: each costs seconds on a small machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import pytest

from casework.document import Document, FlawKind, StampKind
from frontdesk.aiding import Aiding, NoPurse
from frontdesk.settings import WorkshopTable
from intake.aids import Want
from intake.sandbox import Sandbox
from intake.terms import Terms
from intake.workshop.client import Workshop
from tests.builders.corpus import corpus_file
from tests.builders.sheets import NUMBER, RECIPIENTS, a4, as_jpeg, as_pdf, as_tif, decision
from tests.wire.tools import require

pytestmark = pytest.mark.timeout(300)


class Reader:
    """Opens a file as `tiepnhan check` does."""

    def __init__(self, sandbox: Sandbox, workshop: Workshop) -> None:
        self._sandbox = sandbox
        self._workshop = workshop

    def wants(self, content: bytes, name: str) -> tuple[Want, ...]:
        return self._sandbox.open_files(content, name, Terms()).wants

    def read(self, content: bytes, name: str, **table: int) -> Document:
        terms = Terms()
        opened = self._sandbox.open_files(content, name, terms)
        aiding = Aiding(
            self._workshop, WorkshopTable(seconds_per_mail=200.0, **table), terms.limits, NoPurse(), asked=True
        )
        aids = aiding.fetch(opened.wants, self._sandbox, sender="", proven=True)
        again = self._sandbox.open_files(content, name, terms, aids)
        assert again.wants == ()
        return again.documents[0]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    require("tesseract")
    with Sandbox(workers=1, seconds=60, memory_mb=768) as sandbox, Workshop() as workshop:
        assert workshop.tell().vietnamese, "apt-get install tesseract-ocr-vie"
        yield Reader(sandbox, workshop)


def test_a_scanned_decision_is_read_box_by_box(reader: Reader) -> None:
    content = as_pdf(decision(skew=1.2), a4())
    (want,) = reader.wants(content, "quyet dinh.pdf")
    assert (want.pages, want.file_kind, want.content) == ((1, 2), "pdf", content)
    assert want.sha256 == hashlib.sha256(content).hexdigest()
    read = reader.read(content, "quyet dinh.pdf")
    anatomy = read.anatomy
    assert (anatomy.issuer, anatomy.kind, anatomy.place) == ("BỘ NỘI VỤ", "QUYẾT ĐỊNH", "Hà Nội")
    assert anatomy.issued_on == date(2026, 11, 18)
    assert anatomy.number in (NUMBER, "/QĐ-BNV"), "clear, or left open"
    assert anatomy.recipients is not None and anatomy.recipients[:-1] == RECIPIENTS[:-1]
    assert anatomy.signer_title == "BỘ TRƯỞNG BỘ NỘI VỤ" or anatomy.signer_title.startswith("BỘ TRƯỞNG")
    assert {stamp.kind for stamp in read.stamps} == {StampKind.SEAL, StampKind.HANDWRITING}
    assert read.flaws == () and read.marks == () and read.encodings == ()


@pytest.mark.parametrize(("mark", "turn"), [("MẬT", 90), ("TỐI MẬT", 180)])
def test_a_framed_mark_is_found_on_a_sheet_that_lies_wrong(reader: Reader, mark: str, turn: int) -> None:
    read = reader.read(as_jpeg(decision(mark, turn=turn)), "anh.jpg")
    assert [(m.text, m.sure) for m in read.marks] == [(mark, True)]
    assert read.cut and read.lines == () and read.anatomy.number == "", "the facts are cut inside the sandbox"


def test_pages_beyond_the_budget_stay_unread_and_name_it(reader: Reader) -> None:
    content = as_tif(decision(), decision(), decision())
    read = reader.read(content, "quet.tif", pages_per_mail=1)
    assert {line.where for line in read.lines} == {"trang 1"}
    assert [(flaw.kind, flaw.where) for flaw in read.flaws] == [
        (FlawKind.NO_TEXT, "trang 2–3"),
        (FlawKind.LIMIT, "trang 2–3"),
    ]
    assert "1 trang" in read.flaws[1].detail


def test_a_real_decision_names_its_recipients(reader: Reader) -> None:
    """Page 2 of 1039/QĐ-TTg, compared with the page by eye: 18 lines left of the seal, the last three one item."""
    content = corpus_file("signed-pdf-chinhphu/1039-ttg.signed.pdf").read_bytes()
    read = reader.read(content, "1039-ttg.signed.pdf")
    recipients = read.anatomy.recipients or ()
    assert len(recipients) == 15
    assert recipients[0] == "Ban Bí thư Trung ương Đảng" and recipients[-1].startswith("Lưu: Văn thư, NN")
    assert "TGĐ" in recipients[13] or "TTg" in recipients[13]
    assert read.anatomy.issuer == "THỦ TƯỚNG CHÍNH PHỦ" and "place_date" in read.anatomy.boxes
    assert [stamp.where for stamp in read.stamps] == ["trang 2"]
