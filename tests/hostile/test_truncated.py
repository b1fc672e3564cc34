"""One honest file of each kind, cut at each of its structures: what is left is read or said to be cut."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import msgspec
import pytest

from casework.document import Document, FlawKind
from intake.terms import Terms
from tests.fuzz import seeds_mail, seeds_office, seeds_pages
from tests.fuzz.seeds_archives import ARCHIVES, directories
from tests.fuzz.seeds_text import TEXTS
from tests.hostile.conftest import House

#: By extension: one honest file, and where its structures begin.
_ZIPPED, _OLE, _XML = rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", rb"(?s).{512}", rb"<[a-z/][^ >]*"
WHOLE: dict[str, tuple[Callable[[], bytes], bytes]] = {
    "doc": (lambda: seeds_office.doc()[0], _OLE),
    "xls": (lambda: seeds_office.xlss()[0], _OLE),
    "ppt": (lambda: seeds_office.ppts()[0], _OLE),
    "msg": (lambda: ARCHIVES["msg"][0], _OLE),
    "docx": (lambda: TEXTS["docx"][0], _ZIPPED),
    "xlsx": (lambda: seeds_office.xlsxs()[0], _ZIPPED),
    "pptx": (lambda: seeds_office.pptxs()[0], _ZIPPED),
    "odt": (lambda: TEXTS["odt"][0], _ZIPPED),
    "ods": (lambda: seeds_office.ods()[0], _ZIPPED),
    "odp": (lambda: seeds_office.odp()[1], _ZIPPED),
    "zip": (lambda: directories()[0], _ZIPPED),
    "fodt": (lambda: TEXTS["fodt"][0], _XML),
    "word-xml": (lambda: TEXTS["word-xml"][0], _XML),
    "excel-xml": (lambda: TEXTS["excel-xml"][0], _XML),
    "rtf": (lambda: TEXTS["rtf"][0], rb"\{|\}"),
    "html": (lambda: TEXTS["html"][0], _XML),
    "mht": (lambda: TEXTS["mht"][0], rb"\r\n"),
    "pdf": (lambda: seeds_pages.pdfs()[0], rb"obj|stream|xref|trailer|<<"),
    "jpg": (lambda: seeds_pages.pictures()[0], rb"\xff[\xc0-\xfe]"),
    "png": (lambda: seeds_pages.pictures()[1], rb"IHDR|IDAT|IEND"),
    "tif": (lambda: seeds_pages.pictures()[2], rb"(?s).{60}"),
    "webp": (lambda: seeds_pages.pictures()[3], rb"(?s).{20}"),
    "bmp": (lambda: seeds_pages.pictures()[4], rb"(?s).{400}"),
    "gif": (lambda: seeds_pages.pictures()[5], rb"(?s).{20}"),
    "img": (lambda: seeds_pages.gems()[0], rb"(?s).{30}"),
    "mp4": (lambda: seeds_pages.media()[0], rb"ftyp|moov|mvhd|mdat"),
    "tar": (lambda: ARCHIVES["tar"][0], _OLE),
    "rar": (lambda: ARCHIVES["rar"][1], rb"(?s).{40}"),
    "7z": (lambda: next(c for c in ARCHIVES["7z"] if 200 < len(c) < 300), rb"(?s).{24}"),
    "gz": (lambda: ARCHIVES["gz"][0], rb"(?s).{30}"),
    "bz2": (lambda: ARCHIVES["bz2"][0], rb"(?s).{30}"),
    "xz": (lambda: ARCHIVES["xz"][0], rb"(?s).{30}"),
    "dat": (lambda: ARCHIVES["tnef"][0], rb"[\x80\x90]\x06\0"),  # in the middle: between two, nothing tells
    "eml": (lambda: seeds_mail.mails()[0], rb"\r\n--|\r\n\r\n"),
}
#: Text that ends early is text: nothing in it says how long it was to be.
_OPEN_ENDED = {"rtf", "html", "mht", "eml"}
_CUTS = 24  # of each kind, the first and the last among them


def cuts(content: bytes, begins: bytes) -> list[int]:
    """Right before structures, in the middle of one, and one byte before the end."""
    places = sorted({match.start() for match in re.finditer(begins, content)} - {0})
    chosen = places if len(places) <= _CUTS else sorted(random.Random(len(content)).sample(places, _CUTS))
    return sorted(
        {*chosen, *(place + 3 for place in chosen[::4]), places[0], places[-1], len(content) - 1} - {len(content)}
    )


@pytest.mark.parametrize("kind", WHOLE)
def test_a_cut_file_is_read_or_said_to_be_cut(kind: str, house: House) -> None:
    build, begins = WHOLE[kind]
    whole = build()
    complete = house.sandbox.open_files(whole, f"bài.{kind}", Terms()).documents
    before = house.sandbox.status
    places = cuts(whole, begins)
    assert len(places) >= 4
    for place in places:
        found = house.sandbox.open_files(whole[:place], f"bài.{kind}", Terms()).documents
        assert not any(flaw.kind is FlawKind.WORKER for document in found for flaw in document.flaws)
        if kind not in _OPEN_ENDED:
            assert facts(found) == facts(complete) or flaws(found) - flaws(complete), place
    assert house.sandbox.status.replaced == before.replaced


def facts(documents: tuple[Document, ...]) -> bytes:
    """What was read, flaws, sizes and hashes of the files aside."""
    return msgspec.msgpack.encode([(d.lines, d.pictures, d.kind) for d in documents])


def flaws(documents: tuple[Document, ...]) -> set[tuple[FlawKind, str]]:
    return {(flaw.kind, flaw.detail) for document in documents for flaw in document.flaws}
