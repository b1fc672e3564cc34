"""Small PDF files for tests: text at given places in given fonts, scans, invisible layers, scripts."""

from __future__ import annotations

import io
from typing import NamedTuple

import pikepdf

__all__ = ["Text", "build_pdf", "encrypt_pdf"]


class Text(NamedTuple):
    """One text object: ``x`` and baseline ``y`` in points from the lower left corner; ``mode`` is the render mode."""

    x: float
    y: float
    text: str
    font: str = "TimesNewRomanPSMT"
    size: float = 13
    mode: int = 0


def build_pdf(
    pages: list[list[Text]],
    *,
    scan: bool = False,
    rotate: int = 0,
    title: str = "",
    script: str = "",
) -> bytes:
    """A4 pages. Fonts are not embedded; each letter has a code of its own and a ToUnicode map. ``scan`` lays a
    page-wide picture under each page."""
    pdf = pikepdf.new()
    for texts in pages:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        fonts: dict[str, str] = {}
        commands: list[bytes] = []
        if scan:
            picture = pdf.make_stream(b"\xff" * 100, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
            picture.Width, picture.Height = 10, 10
            picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
            page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/Scan"))
            commands.append(b"q 595 0 0 842 0 0 cm /Scan Do Q")
        alphabet = {letter: 33 + at for at, letter in enumerate(sorted({c for t in texts for c in t.text}))}
        assert len(alphabet) < 220, "too many different letters on one page of a test"
        for item in texts:
            if item.font not in fonts:
                fonts[item.font] = f"/F{len(fonts)}"
                page.add_resource(_font(pdf, item.font, alphabet), pikepdf.Name.Font, pikepdf.Name(fonts[item.font]))
            codes = bytes(alphabet[letter] for letter in item.text).hex().encode()
            commands.append(
                f"BT {item.mode} Tr {fonts[item.font]} {item.size} Tf 1 0 0 1 {item.x} {item.y} Tm ".encode()
                + b"<" + codes + b"> Tj ET"
            )  # fmt: skip
        page.Contents = pdf.make_stream(b"\n".join(commands))
        if rotate:
            page.Rotate = rotate
    if title:
        pdf.docinfo["/Title"] = title
    if script:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def encrypt_pdf(content: bytes, password: str) -> bytes:
    """The same file behind a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    return out.getvalue()


def _font(pdf: pikepdf.Pdf, name: str, alphabet: dict[str, int]) -> pikepdf.Object:
    pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in alphabet.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(alphabet)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/" + name),
            FirstChar=0,
            LastChar=255,
            Widths=pikepdf.Array([500] * 256),
            ToUnicode=pdf.make_stream(cmap.encode()),
        )
    )
