"""What is fuzzed: every reader, container and converter, the parser of mails, the judge of encodings, the anatomy."""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Hashable, Iterable, Sequence

import msgspec

from casework.document import Flaw, FlawKind, Line, Zone
from intake.anatomy import dissect
from intake.convert import docx as convert_docx
from intake.convert import odf as convert_odf
from intake.convert import plain as convert_plain
from intake.convert import pptx as convert_pptx
from intake.convert import rtf as convert_rtf
from intake.convert import xlsx as convert_xlsx
from intake.convert.result import Written
from intake.encodings.judge import judge
from intake.encodings.segments import Stretch
from intake.handover import hand_over
from intake.marks import find_marks
from intake.opening import open_files, open_mail
from intake.pictures_clean import CannotClean, clean
from intake.readers import media, text
from intake.readers.assemble import RawDocument
from intake.readers.containers.budget import Budget
from intake.readers.containers.compressed_rtf import rtf_of
from intake.readers.containers.unpack import unpack
from intake.readers.docx import reader as docx
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.readers.odf import reader as odt
from intake.readers.office_xml import excel as excel_xml
from intake.readers.office_xml import word as word_xml
from intake.readers.ooxml.package import Refused
from intake.readers.pdf import reader as pdf
from intake.readers.pictures import gem
from intake.readers.pictures import reader as picture
from intake.readers.reading import read_file
from intake.readers.rtf import reader as rtf
from intake.readers.sheets import separated, xls, xlsx
from intake.readers.slides import ppt, pptx
from intake.readers.web import html, mht
from intake.readers.word97 import reader as doc
from intake.terms import Terms
from tests.builders.docx import build_docx, paragraph
from tests.builders.legacy import encode
from tests.builders.ole import build_ole
from tests.builders.rtf import build_rtf, para
from tests.builders.xls import Sheet, build_stream
from tests.fuzz import seeds_mail, seeds_office, seeds_pages
from tests.fuzz.engine import Target
from tests.fuzz.mutations import mutated, package_mutated, tree_mutated, words_mutated
from tests.fuzz.seeds_archives import ARCHIVES, directories, squeezed_rtf
from tests.fuzz.seeds_text import HTML_WORDS, RTF_WORDS, TEXTS

__all__ = ["TARGETS"]

LIMITS = Limits(seconds=5.0)
_SMALL = Limits(container_entries=200, container_bytes=8 << 20, container_depth=4, seconds=5.0)
_LOOKED_INTO = 8  # one mutant of so many is taken through everything that follows its reader
Mutate = Callable[[bytes, random.Random], bytes]


def _ending(flaws: Iterable[Flaw], count: int) -> Hashable:
    """How a reading ended, numbers and names aside."""
    told = {(flaw.kind, re.sub(r"“[^”]*”|[0-9]+", "", flaw.detail)) for flaw in flaws}
    return frozenset(told), count.bit_length()


def _reader(kind: str, read: Callable[[bytes, Limits], RawDocument]) -> Callable[[bytes], Hashable]:
    def attempt(content: bytes) -> Hashable:
        raw = read(content, LIMITS)
        assert raw.lines is not None or raw.flaws or raw.pictures or raw.media, "nothing was read and nothing said"
        msgspec.msgpack.encode([[piece.text + piece.font for piece in line.pieces] for line in raw.lines or ()])
        if zlib.crc32(content) % _LOOKED_INTO == 0:
            document = read_file(content, path="bài", name=f"bài.{kind}", limits=LIMITS)
            msgspec.msgpack.encode(document)
        return _ending(raw.flaws, sum(len(line.pieces) for line in raw.lines or ()))

    return attempt


def _container(kind: str) -> Callable[[bytes], Hashable]:
    def attempt(content: bytes) -> Hashable:
        found = unpack(content, kind, f"a.{kind}", _SMALL, Budget(_SMALL), 1)
        assert sum(len(entry.content) for entry in found.entries) <= _SMALL.container_bytes, "more bytes than allowed"
        assert len(found.entries) <= _SMALL.container_entries + 1, "more entries than allowed"
        assert found.entries or found.flaws or found.names, "nothing was found and nothing said"
        assert not any("không mở được tệp nén" in flaw.detail for flaw in found.flaws), "something escaped"
        if zlib.crc32(content) % _LOOKED_INTO == 0:
            msgspec.msgpack.encode(open_files(content, f"a.{kind}", Terms(limits=_SMALL)).documents)
        return _ending(found.flaws, len(found.entries))

    return attempt


def _biff(stream: bytes) -> Hashable:
    return _reader("xls", xls.read)(build_ole({"Workbook": stream}))


def _squeezed(content: bytes) -> Hashable:
    most = 1 << 20
    plain = rtf_of(content, most)
    assert len(plain) <= most, "more bytes than asked for"
    return (len(plain).bit_length(), plain[:6])


def _picture(content: bytes) -> Hashable:
    ending = _reader("png", picture.read)(content)
    raw = picture.read(content, LIMITS)
    if any(flaw.kind is FlawKind.LIMIT for flaw in raw.flaws):
        return ending
    try:
        return ending, len(clean(content)) == len(content)
    except CannotClean:
        return ending, None


def _mail(content: bytes) -> Hashable:
    terms = Terms(limits=_SMALL, authserv_id="mx.thu-nghiem.vn")
    opened = open_mail(content, terms)
    msgspec.msgpack.encode((opened.mail, opened.documents))
    if zlib.crc32(content) % _LOOKED_INTO == 0:
        hand_over(content, terms)
    flaws = [flaw for document in opened.documents for flaw in document.flaws]
    notes = frozenset(re.sub("[0-9]+|“[^”]*”", "", note)[:40] for note in opened.mail.flaws)
    return _ending(flaws, len(opened.documents)), notes


def _stretches(content: bytes) -> list[Stretch]:
    fonts = ("", ".VnTime", "VNI-Times", "Arial", ".VnTimeH", "Symbol")
    lines = content.decode("utf-8", "replace").split("\n")
    return [
        Stretch(piece, fonts[(row + column) % len(fonts)], row)
        for row, line in enumerate(lines)
        for column, piece in enumerate(line.split("|"))
    ]


def _judged(content: bytes) -> Hashable:
    stretches = _stretches(content)
    readings = judge(stretches)
    assert len(readings) == len(stretches), "a stretch without a reading"
    assert all(unicodedata.is_normalized("NFC", reading.text) for reading in readings), "not NFC"
    return frozenset(reading.encoding for reading in readings)


def _dissected(content: bytes) -> Hashable:
    zones = list(Zone)
    lines = tuple(
        Line(cell, f"đoạn {row + 1}", zones[zlib.crc32(line.encode()) % 3], bold=row % 2 == 0, column=column)
        for row, line in enumerate(content.decode("utf-8", "replace").split("\n"))
        for column, cell in enumerate(line.split("|"), start=1 if "|" in line else 0)
    )
    anatomy, marks = dissect(lines), find_marks(lines)
    msgspec.msgpack.encode((anatomy, marks))
    return len(anatomy.recipients or ()), bool(anatomy.signer), frozenset((mark.kind, mark.sure) for mark in marks)


def _converter(kind: str, write: Callable[[bytes, Limits], Written]) -> Callable[[bytes], Hashable]:
    def attempt(content: bytes) -> Hashable:
        if not read_file(content, path="bài", name=f"bài.{kind}", limits=LIMITS).lines:
            return "not read"
        try:
            written = write(content, LIMITS)
        except Refused as refused:
            return refused.flaw.kind
        if not written.content:
            return "nothing to convert"
        document = read_file(written.content, path="bài", name=f"bài.{kind}", limits=LIMITS)
        assert document.lines, "the copy cannot be read"
        return len(document.flaws), len(document.lines).bit_length()

    return attempt


def _constant(seeds: Sequence[bytes]) -> Callable[[], tuple[bytes, ...]]:
    return lambda: tuple(seeds)


def _legacy_seeds(kind: str) -> tuple[bytes, ...]:
    """Files with old letters in them: what a converter is for."""
    old = encode(seeds_mail.PROSE, "tcvn3")
    made = {
        "docx": lambda: build_docx([paragraph(old, font=".VnTime"), paragraph(old.upper(), font=".VnTimeH")]),
        "rtf": lambda: build_rtf([para(old, font=".VnTime"), para("x")]),
        "txt": lambda: old.encode("latin-1"),
    }
    return (made[kind](),) * 3


_TEXT_READERS: dict[str, tuple[Callable[[bytes, Limits], RawDocument], Mutate]] = {
    "rtf": (rtf.read, words_mutated(RTF_WORDS)),
    "odt": (odt.read, package_mutated),
    "fodt": (flat_xml.read, tree_mutated),
    "html": (html.read, words_mutated(HTML_WORDS)),
    "mht": (mht.read, words_mutated((*HTML_WORDS, *seeds_mail.MAIL_WORDS))),
    "word-xml": (word_xml.read, tree_mutated),
    "excel-xml": (excel_xml.read, tree_mutated),
    "docx": (docx.read, package_mutated),
}
_OFFICE_READERS: dict[str, tuple[Callable[[], tuple[bytes, ...]], Callable[[bytes, Limits], RawDocument], Mutate]] = {
    "doc": (seeds_office.doc, doc.read, mutated),
    "xls": (seeds_office.xlss, xls.read, mutated),
    "ppt": (seeds_office.ppts, ppt.read, mutated),
    "xlsx": (seeds_office.xlsxs, xlsx.read, package_mutated),
    "pptx": (seeds_office.pptxs, pptx.read, package_mutated),
    "ods": (seeds_office.ods, odt.read, package_mutated),
    "pdf": (seeds_pages.pdfs, pdf.read, words_mutated(seeds_pages.PDF_WORDS)),
    "gem": (seeds_pages.gems, gem.read, mutated),
    "media": (seeds_pages.media, media.read, mutated),
    "txt": (seeds_mail.texts, text.read, words_mutated(seeds_mail.LETTER_WORDS)),
    "csv": (seeds_mail.tables, separated.read, words_mutated((",", ";", "\t", '"', '""', "\n", "\r", "\0", "\ufeff"))),
}

TARGETS: dict[str, Target] = {
    **{kind: Target(seeds, mutate, _reader(kind, read)) for kind, (seeds, read, mutate) in _OFFICE_READERS.items()},
    **{
        kind: Target(_constant(TEXTS[kind]), mutate, _reader(kind, read))
        for kind, (read, mutate) in _TEXT_READERS.items()
    },
    "biff": Target(lambda: (build_stream([Sheet("S", {"A1": "a", "B2": [("b", ".VnTime")]})]),), mutated, _biff),
    "odp": Target(lambda: seeds_office.odp()[1:], package_mutated, _reader("odp", odt.read)),
    "fodp": Target(lambda: seeds_office.odp()[:1], tree_mutated, _reader("fodp", flat_xml.read)),
    "pictures": Target(seeds_pages.pictures, mutated, _picture),
    **{kind: Target(_constant(seeds), mutated, _container(kind)) for kind, seeds in ARCHIVES.items()},
    "zip-directory": Target(directories, mutated, _container("zip")),
    "compressed-rtf": Target(squeezed_rtf, mutated, _squeezed),
    "eml": Target(seeds_mail.mails, words_mutated(seeds_mail.MAIL_WORDS), _mail),
    "judge": Target(seeds_mail.texts, words_mutated(seeds_mail.LETTER_WORDS), _judged),
    "anatomy": Target(lambda: (seeds_mail.SHEET.encode(),) * 3, words_mutated(seeds_mail.LETTER_WORDS), _dissected),
    "convert-docx": Target(lambda: _legacy_seeds("docx"), package_mutated, _converter("docx", convert_docx.convert)),
    "convert-rtf": Target(
        lambda: _legacy_seeds("rtf"), words_mutated(RTF_WORDS), _converter("rtf", convert_rtf.convert)
    ),
    "convert-txt": Target(lambda: _legacy_seeds("txt"), mutated, _converter("txt", convert_plain.convert)),
    "convert-xlsx": Target(seeds_office.xlsxs, package_mutated, _converter("xlsx", convert_xlsx.convert)),
    "convert-pptx": Target(seeds_office.pptxs, package_mutated, _converter("pptx", convert_pptx.convert)),
    "convert-odt": Target(_constant(TEXTS["odt"]), package_mutated, _converter("odt", convert_odf.convert)),
}
