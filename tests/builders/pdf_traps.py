"""PDF files with one trap each: fonts that lie, scripts in object streams, files inside, bombs, loops."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.builders.pdf import Text, build_pdf
from tests.builders.truetype import build_truetype

__all__ = ["build_font_pdf", "changed", "content_pdf", "packed", "stamp"]

LINE = "Nội dung trang này được soạn bằng máy tính."


def build_font_pdf(
    lines: list[str],
    *,
    name: str,
    family: str,
    composite: bool,
    says: Callable[[str], str] | None = None,
    differences: Array | None = None,
) -> bytes:
    """A page of ``lines`` in one embedded TrueType font whose program calls itself ``family``. ``composite``: codes are
    glyph numbers (Identity-H), else bytes in WinAnsi. ``says`` makes the ToUnicode map; without it there is none."""
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    page = file.pages[0]
    letters = sorted({ord(c) for line in lines for c in line})
    codes = {letter: at + 3 if composite else letter for at, letter in enumerate(letters)}
    descriptor = file.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + name), Flags=4 if composite else 32, ItalicAngle=0,
            FontBBox=Array([0, 0, 400, 700]), Ascent=700, Descent=0, CapHeight=700, StemV=80,
            FontFile2=file.make_stream(build_truetype(family, codes)),
        )
    )  # fmt: skip
    font = _composite(file, name, descriptor) if composite else _simple(name, descriptor, differences)
    digits = 4 if composite else 2
    if says is not None:
        pairs = "\n".join(
            f"<{code:0{digits}x}> <{says(chr(letter)).encode('utf-16-be').hex()}>" for letter, code in codes.items()
        )
        font.ToUnicode = file.make_stream(
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
                f"1 begincodespacerange <{'0' * digits}> <{'f' * digits}> endcodespacerange\n"
                f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
            ).encode()
        )
    page.add_resource(file.make_indirect(font), Name.Font, Name("/F0"))
    drawn = [
        f"BT /F0 13 Tf 1 0 0 1 72 {740 - 20 * row} Tm <{''.join(f'{codes[ord(c)]:0{digits}x}' for c in line)}> Tj ET"
        for row, line in enumerate(lines)
    ]
    page.Contents = file.make_stream("\n".join(drawn).encode())
    return _saved(file)


def _composite(file: pikepdf.Pdf, name: str, descriptor: pikepdf.Object) -> Dictionary:
    descendant = file.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/" + name), FontDescriptor=descriptor, DW=500,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0), CIDToGIDMap=Name.Identity,
        )
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + name), Encoding=Name("/Identity-H"),
        DescendantFonts=Array([descendant]),
    )  # fmt: skip


def _simple(name: str, descriptor: pikepdf.Object, differences: Array | None) -> Dictionary:
    encoding: pikepdf.Object = Name.WinAnsiEncoding
    if differences is not None:
        encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=differences)
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/" + name), FirstChar=0, LastChar=255,
        Widths=Array([500] * 256), FontDescriptor=descriptor, Encoding=encoding,
    )  # fmt: skip


def changed(change: Callable[[pikepdf.Pdf], None], *, streams: bool = False, text: str = LINE) -> bytes:
    """A page with ``text``, changed by ``change``; with ``streams`` its objects lie packed in object streams."""
    file = pikepdf.open(io.BytesIO(build_pdf([[Text(72, 700, text)]])))
    change(file)
    return _saved(file, streams)


def content_pdf(content: bytes, *, filters: int = 1) -> bytes:
    """A page whose content stream is ``content`` packed ``filters`` times."""
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    stream = file.make_stream(packed(content, filters))
    stream.Filter = Array([Name.FlateDecode] * filters)
    file.pages[0].Contents = stream
    out = io.BytesIO()
    file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def packed(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def stamp(file: pikepdf.Pdf, kind: str, *, contents: str = "", drawn: str = "") -> None:
    """Lay an annotation over the first page: its words in /Contents, or only drawn by its appearance."""
    note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([400, 780, 540, 820]), F=4)
    if contents:
        note.Contents = contents
    if drawn:
        form = file.make_stream(f"BT /H 20 Tf 1 0 0 1 10 10 Tm ({drawn}) Tj ET".encode())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 140, 40])
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form.Resources = Dictionary(Font=Dictionary(H=helvetica))
        note.AP = Dictionary(N=form)
    page = file.pages[0]
    page.Annots = Array([*(page.get("/Annots") or ()), file.make_indirect(note)])


def _saved(file: pikepdf.Pdf, streams: bool = False) -> bytes:
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    file.save(out, object_stream_mode=mode)
    return out.getvalue()
