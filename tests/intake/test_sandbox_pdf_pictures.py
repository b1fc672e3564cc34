"""PDF, pictures, sound and video behind the locks: the same facts as outside, nothing left to load."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import ExifTags, Image

from casework.document import FlawKind
from intake.opening import open_file
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.gem import build_gem
from tests.builders.pdf_traps import build_font_pdf, changed, content_pdf, stamp

TERMS = Terms()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=20.0, memory_mb=1024) as pool:
        yield pool


def _everything(file: pikepdf.Pdf) -> None:
    file.attachments["a.txt"] = pikepdf.AttachedFileSpec(file, b"abc")
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="x")
    stamp(file, "Stamp", drawn="VAN BAN GOC")


def _picture(form: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 1.0, 42.5)})
    options = {} if form in ("BMP", "GIF") else {"exif": exif}
    Image.new(mode, (70, 50)).save(out, form, **options)
    return out.getvalue()


def _locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(changed(_everything))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="chu", user=""))
    return out.getvalue()


FILES = {
    "font.pdf": build_font_pdf(["Th\u00ad vi\u00d6n"], name="F1", family=".VnTime", composite=False),
    "no-map.pdf": build_font_pdf(["Thu vien"], name="F1", family="F1", composite=True),
    "all.pdf": changed(_everything, streams=True),
    "locked.pdf": _locked(),
    "broken.pdf": changed(_everything)[:-600],
    "anh.jpg": _picture("JPEG"),
    "anh-cmyk.jpg": _picture("JPEG", "CMYK"),
    "anh.png": _picture("PNG"),
    "anh.tif": _picture("TIFF"),
    "anh.bmp": _picture("BMP"),
    "anh.gif": _picture("GIF"),
    "anh.webp": _picture("WEBP"),
    "anh.img": build_gem([[b"\xff\0\xa5"]] * 40, 24, palette=[(0, 0, 0), (1000, 1000, 1000)]),
    "phim.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x28mdat" + bytes(32),
}


@pytest.mark.parametrize("name", FILES)
def test_the_facts_are_the_same_behind_the_locks(sandbox: Sandbox, name: str) -> None:
    assert sandbox.open_file(FILES[name], name, TERMS) == open_file(FILES[name], name, TERMS)
    assert sandbox.status.replaced == 0


def test_a_bomb_ends_within_the_bounds_of_the_sandbox(sandbox: Sandbox) -> None:
    bomb = content_pdf(b"BT (a) Tj ET " * (Limits().pdf_stream_bytes // 12), filters=2)
    assert len(bomb) < 100_000
    document = sandbox.open_file(bomb, "bom.pdf", TERMS)
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]
    assert sandbox.status.replaced == 0
