"""Honest pages and pictures: pdf (its streams unpacked, so that mutants reach them), pictures, sound and video."""

from __future__ import annotations

import io
import struct
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image, ImageDraw

from tests.builders.gem import build_gem
from tests.builders.pdf_traps import build_font_pdf, changed, stamp
from tests.fuzz.seeds_office import real

__all__ = ["PDF_WORDS", "gems", "media", "pdfs", "pictures"]

PDF_WORDS = (
    "obj", "endobj", "stream", "endstream", "<<", ">>", "[", "]", "1 0 R", "3 0 R", "4 0 R", "9 0 R", "/Kids",
    "/Parent",
    "/Contents", "/Resources", "/XObject", "/Form", "/Font", "/Type", "/Page", "/Pages", "/Count 2147483647",
    "/Length 0",
    "/Length 99999999", "/Filter /FlateDecode", "/Filter[/FlateDecode/FlateDecode]", "/DecodeParms", "/Predictor 15",
    "/Columns 99999", "/ObjStm", "/XRef", "/Encrypt", "/W[1 9 1]", "/Index[0 999999]", "/Prev 9", "/ToUnicode",
    "/CIDToGIDMap", "/Annots", "/AP", "/OpenAction", "/Names", "/EmbeddedFiles", "/MediaBox[0 0 1e9 1e9]", "/Rotate 90",
    "beginbfrange", "endbfrange", "<0000> <ffff> <0000>", "begincmap", "usecmap", "BT", "ET", "Tj", "(a) Tj",
    "/F1 9 Tf",
    "q", "Q", "1e30 0 0 1e30 0 0 cm", "Do", "/Fm0 Do", "3 Tr", "BI /W 9999 /H 9999 ID", "EI", "re W n", "sh", "null",
)  # fmt: skip


@cache
def pdfs() -> tuple[bytes, ...]:
    """One with everything, one whose objects lie in streams, fonts of every make, a locked one."""

    def everything(file: pikepdf.Pdf) -> None:
        file.attachments["a.txt"] = b"abc"
        file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="x")
        file.Root.AcroForm = Dictionary(Fields=Array([file.make_indirect(Dictionary(FT=Name.Tx, T="a", V="b"))]))
        stamp(file, "Stamp", drawn="MAT")

    tcvn3 = "Th\u00ad vi\u00d6n"
    made = (
        changed(everything),
        changed(everything, streams=True),
        build_font_pdf([tcvn3], name="F1", family=".VnTime", composite=True),
        build_font_pdf([tcvn3], name="F1", family=".VnTime", composite=False),
    )
    return (*(_unpacked(content) for content in made), made[1], *real("pdf"))


def _unpacked(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                  object_stream_mode=pikepdf.ObjectStreamMode.preserve)  # fmt: skip
    return out.getvalue()


@cache
def pictures() -> tuple[bytes, ...]:
    sheet = Image.new("RGB", (60, 40), "white")
    ImageDraw.Draw(sheet).line((0, 0, 59, 39), "red", 3)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 1.0, 42.5)})
    saved = [_save(sheet, form, exif=exif) for form in ("JPEG", "PNG", "TIFF", "WEBP")]
    saved += [_save(sheet, "BMP"), _save(sheet.convert("P"), "GIF", save_all=True, append_images=[sheet.convert("P")])]
    saved += [_save(sheet, "TIFF", compression=way) for way in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg")]
    saved += [_save(sheet.convert("1"), "TIFF", compression="group4"), _save(sheet.convert("CMYK"), "JPEG")]
    saved += [_save(sheet.convert("L"), "TIFF", save_all=True, append_images=[sheet.convert("1")])]
    return tuple(saved)


def _save(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


@cache
def gems() -> tuple[bytes, ...]:
    lines = [[b"\xff\x00\xa5\x5a", b"\x0f\xf0\x00\xff"]] * 30
    return (
        build_gem(lines, 32, palette=[(0, 0, 0)] * 4),
        build_gem([[b"\xff\0\xa5"]] * 40, 24, palette=[(0, 0, 0), (1000, 1000, 1000)]),
        build_gem([[b"\0" * 40]] * 10, 320),
    )


@cache
def media() -> tuple[bytes, ...]:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    mp4 = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", bytes(64))
    wave = b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x20\0\0\0" + bytes(32)
    return (
        mp4,
        b"RIFF" + struct.pack("<I", len(wave)) + wave,
        b"RIFF\x40\0\0\0AVI LIST" + bytes(56),
        b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + b"\xff\xfb\x90\0" + bytes(400),
        b"\x1a\x45\xdf\xa3\x84\x42\x82\x84webm" + bytes(40),
        b"OggS\0\x02" + bytes(60),
        b"fLaC\0\0\0\x22" + bytes(40),
    )
