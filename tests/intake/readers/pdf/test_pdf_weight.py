"""Pages that a few bytes make draw millions of objects: refused before pdfium draws them, honest pages never."""

from __future__ import annotations

import io
import time

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from casework.document import FlawKind
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.pdf import reader as pdf
from tests.builders.corpus import corpus_file
from tests.builders.pdf_traps import content_pdf

SHOW = b"BT /H 9 Tf 1 0 0 1 9 9 Tm (a) Tj ET "


def _nested(levels: int, width: int, *, itself: bool = False) -> bytes:
    """A page whose form draws ``width`` forms that draw ``width`` forms …"""
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary(Font=Dictionary(H=file.make_indirect(helvetica)))
    inner = file.make_stream(SHOW, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
    inner.Resources = resources
    for _ in range(levels):
        outer = file.make_stream(b"/Fm Do " * width, Type=Name.XObject, Subtype=Name.Form)
        outer.BBox, outer.Resources = Array([0, 0, 595, 842]), Dictionary(XObject=Dictionary(Fm=inner))
        inner = outer
    if itself:
        inner.Resources.XObject.Fm = inner
    page = file.pages[0]
    page.Resources = Dictionary(XObject=Dictionary(Fm=inner))
    page.Contents = file.make_stream(b"/Fm Do")
    return _saved(file)


def _borrowed() -> bytes:
    """The innermost form has no resources of its own: its name leads back to the page's, and so in a circle."""
    with pikepdf.open(io.BytesIO(_nested(2, 4))) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Stream) and item.read_bytes() == SHOW:
                item.write(b"/Fm Do " * 4)
        return _saved(file)


def _spelled() -> bytes:
    content = _nested(6, 30)
    with pikepdf.open(io.BytesIO(content)) as file:
        for item in file.objects:
            if isinstance(item, pikepdf.Stream) and b"Do" in item.read_bytes():
                item.write(item.read_bytes().replace(b"/Fm", b"/F#6d"))
        return _saved(file)


def _repeated(times: int) -> bytes:
    """A page whose list of contents names the same stream again and again."""
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    stream = file.make_stream(SHOW * 10_000)
    file.pages[0].Contents = Array([stream] * times)
    return _saved(file)


def _saved(file: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _read(content: bytes) -> RawDocument:
    return pdf.read(content, Limits())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(content_pdf(b"(a)Tj " * 500_000), id="one stream"),
        pytest.param(content_pdf(b"0 0 m 1 1 l S " * 500_000), id="lines"),
        pytest.param(_nested(6, 30), id="forms in forms"),
        pytest.param(_nested(30, 2), id="a deep tower of forms"),
        pytest.param(_nested(3, 3, itself=True), id="forms in a circle"),
        pytest.param(_borrowed(), id="forms that borrow the page's resources"),
        pytest.param(_spelled(), id="forms under a name written in code"),
        pytest.param(_repeated(60), id="one stream sixty times"),
    ],
)
def test_a_page_that_draws_too_much_names_the_limit_at_once(content: bytes) -> None:
    assert len(content) < 100_000
    started = time.monotonic()
    raw = _read(content)
    assert time.monotonic() - started < 3
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    assert "400000 đối tượng" in raw.flaws[0].detail


@pytest.mark.parametrize("content", [_nested(3, 10), _repeated(2), _nested(1, 1, itself=True)])
def test_a_page_that_draws_much_is_read(content: bytes) -> None:
    raw = _read(content)
    assert FlawKind.LIMIT not in [flaw.kind for flaw in raw.flaws]


def test_a_nested_page_is_read_to_its_last_letter() -> None:
    letters = sum(len(piece.text.strip()) for line in _read(_nested(2, 5)).lines or () for piece in line.pieces)
    assert letters >= 1  # the same letter at the same place is drawn once


@pytest.mark.corpus
def test_no_real_file_is_refused() -> None:
    for name in ("signed-pdf-chinhphu/1009-ttg.signed.pdf",
                 "viparse-corpus/corpus/public-domain/tcvn3/2007-1AF57_02-2007.pdf"):  # fmt: skip
        assert FlawKind.LIMIT not in [flaw.kind for flaw in _read(corpus_file(name).read_bytes()).flaws]
