"""The objects of a PDF by qpdf: what pdfium does not tell. Fonts that cannot be trusted, active content, files carried
inside, what was filled into its form, and streams that unpack to far more than they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from pikepdf import settings

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.pdf.actions import SUSPECT, ActionSurvey, Attachment
from intake.readers.pdf.fonts import FontSurvey
from intake.readers.pdf.values import entry, name_of, text_of
from intake.readers.pdf.weight import WeightSurvey

__all__ = ["Embedded", "Survey", "open_bounded", "survey", "too_much"]

_DEFLATE_RATIO = 1032  # the most that deflate packs
_MOST_FILTERS = 8
_MOST_WARNINGS = 20_000
_FONT = re.compile(rb"/(?:BaseFont|Type /Font|FontMatrix)\b")
_DRAWN = re.compile(rb"/(?:Contents|Type /Page|Subtype /Form)\b")
_FIELD = re.compile(rb"/V\b")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b")
_MOST_FIELDS = 2_000
_MOST_PARENTS = 20


class Embedded(NamedTuple):
    """A file inside the PDF; ``content`` is ``None`` where it cannot be unpacked within the bounds."""

    name: str
    content: bytes | None


class Survey(NamedTuple):
    """``doubtful`` and ``lying``: names (without subset tag) of fonts as in :mod:`intake.readers.pdf.fonts`.
    ``mended`` is the file with ư told from the hyphen, ``None`` where nothing had to be; ``bomb``: not to be opened."""

    flaws: tuple[Flaw, ...] = ()
    fields: tuple[RawLine, ...] = ()
    doubtful: frozenset[str] = frozenset()
    lying: frozenset[str] = frozenset()
    embedded: tuple[Embedded, ...] = ()
    mended: bytes | None = None
    bomb: bool = False


def open_bounded(content: bytes, limits: Limits) -> pikepdf.Pdf:
    """The file opened by qpdf, which unpacks no stream beyond the bound. Raises :class:`pikepdf.PdfError` and its kin.

    The bound is the process's: one file at a time, as for pdfium.
    """
    most = limits.pdf_stream_bytes
    settings.set_qpdf_limits(
        flate_max_memory=most,
        run_length_max_memory=most,
        png_max_memory=most,
        tiff_max_memory=most,
        dct_max_memory=most,
        max_stream_filters=_MOST_FILTERS,
        doc_max_warnings=_MOST_WARNINGS,
    )
    return pikepdf.open(io.BytesIO(content))


def survey(file: pikepdf.Pdf, limits: Limits) -> Survey:
    """Look at every object of the open file. Raises what qpdf raises on a file that falls apart."""
    actions, fonts, weights = ActionSurvey(), FontSurvey(file), WeightSurvey(limits.objects)
    fields: list[RawLine] = []
    flaws: list[Flaw] = []
    unpacked = 0
    for count, item in enumerate(file.objects):
        if count >= limits.pdf_entries:
            detail = f"tệp PDF có hơn {limits.pdf_entries} đối tượng (pdf_entries); phần còn lại chưa được xem"
            flaws.append(Flaw(FlawKind.LIMIT, detail))
            break
        stored = _stored(item)
        if isinstance(item, pikepdf.Stream) and _PACKED.search(stored):
            size = _unpacked(item, stored, limits.pdf_stream_bytes)
            unpacked += size
            if size > limits.pdf_stream_bytes or unpacked > limits.zip_bytes:
                name = "pdf_stream_bytes" if size > limits.pdf_stream_bytes else "zip_bytes"
                return Survey(flaws=(*actions.flaws, too_much(name, limits)), bomb=True)
        if _DRAWN.search(stored):
            weights.show(item)
        if SUSPECT.search(stored):
            actions.show(item)
        if _FONT.search(stored):
            for font in _fonts(item):
                fonts.show(font)
        if _FIELD.search(stored) and len(fields) < _MOST_FIELDS:
            fields.extend(_field(item))
    if weights.too_heavy():
        detail = f"một trang của tệp PDF vẽ hơn {limits.objects} đối tượng (objects) nên tệp không được mở tiếp"
        return Survey(flaws=(*actions.flaws, Flaw(FlawKind.LIMIT, detail)), bomb=True)
    return Survey(
        (*actions.flaws, *flaws),
        tuple(fields),
        frozenset(fonts.doubtful),
        frozenset(fonts.lying),
        tuple(_embedded(actions.attachments, limits)),
        _saved(file) if fonts.mended else None,
    )


def _stored(item: Any) -> bytes:
    """The object as qpdf would write it, without a stream's content; empty for what is neither dictionary nor array."""
    if isinstance(item, pikepdf.Stream):
        return item.stream_dict.unparse(resolved=True)
    if isinstance(item, pikepdf.Dictionary | pikepdf.Array):
        return item.unparse(resolved=True)
    return b""


def _unpacked(stream: pikepdf.Stream, stored: bytes, most: int) -> int:
    """How many bytes the stream unpacks to, 0 where that cannot be many or nobody unpacks it (pictures)."""
    if name_of(stream, "/Subtype") == "/Image" or name_of(stream, "/Type") in ("/XRef", "/EmbeddedFile"):
        return 0
    length = entry(stream, "/Length")
    packed = int(length) if isinstance(length, int) else 0
    filters = len(_PACKED.findall(stored))
    if filters < 2 and packed * _DEFLATE_RATIO <= most:
        return 0
    try:
        return len(stream.read_bytes())
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        return most + 1 if "limit" in str(error).lower() else 0
    except MemoryError:
        return most + 1


def too_much(name: str, limits: Limits) -> Flaw:
    """The flaw of a file whose streams break the bound ``name``."""
    if name == "pdf_entries":
        return Flaw(FlawKind.LIMIT, f"tệp PDF có hơn {limits.pdf_entries} đối tượng (pdf_entries) nên không được mở")
    most = getattr(limits, name) // (1024 * 1024)
    return Flaw(
        FlawKind.LIMIT,
        f"dữ liệu nén trong tệp PDF mở ra lớn hơn mức {most} MB ({name}) nên tệp không được mở tiếp",
    )


def _fonts(item: Any) -> Iterator[Any]:
    """The font itself, or the fonts that stand directly in a resource dictionary."""
    if entry(item, "/Subtype") is not None and (
        name_of(item, "/Type") == "/Font" or entry(item, "/BaseFont") is not None
    ):
        yield item
        return
    holder = entry(item, "/Font")
    for resources in (entry(item, "/Resources"), item):
        holder = holder if entry(resources, "/Font") is None else entry(resources, "/Font")
    if isinstance(holder, pikepdf.Dictionary):
        yield from (font for font in holder.values() if isinstance(font, pikepdf.Dictionary) and not font.is_indirect)


def _field(item: Any) -> Iterator[RawLine]:
    """What was filled into a text or choice field, line by line."""
    kind, holder = "", item
    for _ in range(_MOST_PARENTS):
        kind = name_of(holder, "/FT")
        holder = entry(holder, "/Parent")
        if kind or holder is None:
            break
    if kind not in ("/Tx", "/Ch"):
        return
    title = text_of(item, "/TU", 100) or text_of(item, "/T", 100)
    where = f"ô biểu mẫu “{title}”" if title else "ô biểu mẫu"
    for line in text_of(item, "/V").splitlines():
        if line.strip():
            yield RawLine((RawPiece(line.strip()),), where, Zone.TEXT_BOX)


def _embedded(attachments: list[Attachment], limits: Limits) -> Iterator[Embedded]:
    """The files inside, as long as all together stay within the bound on unpacked bytes."""
    left = limits.zip_bytes
    for each in attachments:
        content = None
        if left > 0:
            try:
                content = each.stream.read_bytes()
            except (pikepdf.PdfError, RuntimeError, ValueError, MemoryError):
                content = None
        left -= len(content or b"")
        yield Embedded(each.name, content if left >= 0 else None)


def _saved(file: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    file.save(out, encryption=False, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()
