"""Reads .doc of Word 97–2003: every story that a person sees, the effective font of every stretch, and what makes the
file unsafe. What it cannot read for certain (Word 6/95, damage) is left to LibreOffice, never guessed."""

from __future__ import annotations

import struct
from itertools import pairwise

from casework.document import Flaw, FlawKind, Signature, SignatureStatus, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.ole.compound import Compound, Refused, open_compound
from intake.readers.ole.objects import flaws_of
from intake.readers.ole.properties import properties_of
from intake.readers.scribe import Scribe
from intake.readers.word97.drawings import Gallery
from intake.readers.word97.fib import Doc, Part, damaged, open_doc
from intake.readers.word97.pages import character_stretches, paragraph_stretches
from intake.readers.word97.pieces import read_text
from intake.readers.word97.styles import Looks
from intake.readers.word97.walk import Anchors, Walk

__all__ = ["read"]

_BOX = 22  # bytes that describe one text box
_SEPARATORS = 6  # stories before the first section's headers: lines above foot- and endnotes
#: The six stories of a section: headers of even, odd and first pages, and footers.
_MARGINS = ((Zone.HEADER, "đầu trang", (0, 1, 4)), (Zone.FOOTER, "chân trang", (2, 3, 5)))
_UNCHECKED = "chữ ký số trong tệp Word 97–2003 không kiểm tra được; cần ký số bản .docx hoặc PDF"


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the file holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why; ``wants`` names the
    workshop where LibreOffice may still read it."""
    try:
        compound = open_compound(content, limits)
    except Refused as refused:
        return _refused(refused.flaw, ())
    unsafe = flaws_of(compound)
    try:
        return _read(compound, limits, unsafe)
    except Refused as refused:
        return _refused(refused.flaw, unsafe)
    except (struct.error, IndexError):
        return _refused(damaged("một bảng bị cắt cụt").flaw, unsafe)


def _refused(flaw: Flaw, unsafe: tuple[Flaw, ...]) -> RawDocument:
    if flaw.kind is FlawKind.UNREADABLE:
        flaw = Flaw(FlawKind.NOT_RECOGNISED, flaw.detail)
    wants = ("office",) if flaw.kind is FlawKind.NOT_RECOGNISED else ()
    return RawDocument(None, flaws=(flaw, *unsafe), wants=wants)


def _read(compound: Compound, limits: Limits, unsafe: tuple[Flaw, ...]) -> RawDocument:
    doc = open_doc(compound, limits)
    scribe = Scribe(limits)
    gallery = Gallery(doc, limits)
    text = read_text(doc, limits)
    looks, letters, paragraphs = Looks(doc, limits), character_stretches(doc, limits), paragraph_stretches(doc, limits)
    walk = Walk(text, letters, paragraphs, looks, gallery, scribe, doc)
    _Stories(doc, walk, scribe, gallery).write()
    said = properties_of(compound)
    return RawDocument(
        lines=(*scribe.finished(), *said.lines),
        pages=said.pages,
        pictures=tuple(dict.fromkeys(scribe.pictures)),
        flaws=tuple(dict.fromkeys((*unsafe, *scribe.flaws, *gallery.flaws))),
        signatures=_signatures(compound),
        title=said.title,
    )


class _Stories:
    """Headers first, then the body, then what stands below and beside it, as in .docx."""

    def __init__(self, doc: Doc, walk: Walk, scribe: Scribe, gallery: Gallery) -> None:
        self._doc = doc
        self._walk = walk
        self._scribe = scribe
        self._gallery = gallery
        starts = [0]
        for count in doc.counts:
            starts.append(starts[-1] + count)
        self._starts = dict(zip(doc.counts._fields, starts, strict=False))

    def write(self) -> None:
        counts = self._doc.counts
        in_margins = self._anchors(header=True)
        self._margins(0, in_margins)
        self._words(header=True)
        anchors = self._anchors(header=False)
        self._walk.story(0, counts.body, anchors)
        self._boxes_left(anchors)
        self._words(header=False)
        self._margins(1, in_margins)
        self._boxes_left(in_margins)
        self._notes("footnotes", Part.FOOTNOTE_TEXTS, "chú thích chân trang")
        self._notes("endnotes", Part.ENDNOTE_TEXTS, "chú thích cuối văn bản")
        self._notes("comments", Part.COMMENT_TEXTS, "nhận xét")

    def _spans(self, story: str, part: int, size: int = 0) -> list[tuple[int, int]]:
        """The texts of one story, as positions of the whole text; the last position listed is only a guard."""
        places, _ = self._doc.positions(part, size)
        start = self._starts[story]
        end = start + int(getattr(self._doc.counts, story))
        bounds = [min(start + place, end) for place in places[:-1]]
        return list(pairwise(bounds))

    def _margins(self, which: int, anchors: Anchors) -> None:
        zone, where, wanted = _MARGINS[which]
        spans = self._spans("headers", Part.HEADERS)[_SEPARATORS:]
        for number, (start, end) in enumerate(spans):
            if number % 6 in wanted and start < end:
                self._scribe.enter(zone, where)
                self._walk.story(start, end, anchors)
                self._scribe.leave()

    def _anchors(self, header: bool) -> Anchors:
        first = self._starts["headers"] if header else 0
        shapes = {first + place: found for place, found in self._gallery.anchored(header).items()}
        story, part = ("header_boxes", Part.HEADER_BOXES) if header else ("boxes", Part.BOXES)
        _, items = self._doc.positions(part, _BOX)
        boxes: dict[int, tuple[int, int]] = {}
        for number, span in enumerate(self._spans(story, part, _BOX)):
            reusable, shape = struct.unpack_from("<8xH4xi", items, number * _BOX)
            if not reusable and span[0] < span[1]:
                boxes.setdefault(shape, span)
        return Anchors(shapes, boxes, header)

    def _boxes_left(self, anchors: Anchors) -> None:
        """Text boxes whose anchor was not met are shown by Word all the same."""
        for span in list(anchors.boxes.values()):
            self._scribe.enter(Zone.TEXT_BOX)
            self._walk.story(*span)
            self._scribe.leave()
        anchors.boxes.clear()
        self._scribe.end_paragraph()

    def _words(self, header: bool) -> None:
        for piece in self._gallery.words(header):
            self._scribe.enter(Zone.TEXT_BOX)
            self._scribe.add(piece.text, piece.font)
            self._scribe.leave()
        self._scribe.end_paragraph()

    def _notes(self, story: str, part: int, where: str) -> None:
        for number, (start, end) in enumerate(self._spans(story, part), 1):
            self._scribe.enter(Zone.NOTE, f"{where} {number}")
            self._walk.story(start, end)
            self._scribe.leave()


def _signatures(compound: Compound) -> tuple[Signature, ...]:
    """A signature that nobody has checked proves nothing."""
    signed = compound.has("_signatures") or any(key.startswith("_xmlsignatures/") for key in compound.entries)
    return (Signature("doc", SignatureStatus.UNREADABLE, reason=_UNCHECKED),) if signed else ()
