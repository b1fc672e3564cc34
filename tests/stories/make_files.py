"""Makes the files of ``tests/stories/files/`` anew: ``python -m tests.stories.make_files`` (ffmpeg and DejaVu needed).

They are kept in the repository because each program's version draws and encodes a little differently, and the letters
of the stories state their sizes and hashes.
"""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path

import pikepdf
from PIL import Image

from tests.builders.sheets import decision

__all__ = ["FILES", "stored"]

FILES = Path(__file__).parent / "files"


def stored(name: str) -> bytes:
    """One of the files."""
    return (FILES / name).read_bytes()


def _few_colours(sheet: Image.Image) -> Image.Image:
    return sheet.quantize(16, dither=Image.Dither.NONE)


def _png(sheet: Image.Image) -> bytes:
    out = io.BytesIO()
    _few_colours(sheet).save(out, "PNG", optimize=True, dpi=(200, 200))
    return out.getvalue()


def _pdf(sheet: Image.Image) -> bytes:
    """A scanned page of 16 colours, two pixels a byte, and not a letter of text."""
    small = _few_colours(sheet)
    width, height = small.size
    assert width % 2 == 0
    pixels = small.tobytes()
    packed = bytes(left << 4 | right for left, right in zip(pixels[::2], pixels[1::2], strict=True))
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    palette = bytes(small.getpalette() or ())[:48]
    picture = file.make_stream(
        zlib.compress(packed, 9), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
        BitsPerComponent=4, Filter=pikepdf.Name.FlateDecode,
        ColorSpace=pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 15, pikepdf.String(palette)]),
    )  # fmt: skip
    file.pages[0].add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/Scan"))
    file.pages[0].Contents = file.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    out = io.BytesIO()
    file.save(out, deterministic_id=True)
    return out.getvalue()


def _film(path: Path) -> None:
    """Three seconds of a test picture with a tone."""
    subprocess.run(
        ["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10", "-f", "lavfi", "-i",
         "sine=440", "-t", "3", "-c:v", "mpeg4", "-b:v", "64k", "-c:a", "aac", "-b:a", "24k", "-movflags",
         "faststart", "-fflags", "+bitexact", "-map_metadata", "-1", str(path)],
        check=True,
    )  # fmt: skip


def main() -> None:
    """A decision laid askew on the scanner, one with a framed mark that lies on its side, a film."""
    FILES.mkdir(exist_ok=True)
    (FILES / "quyet-dinh.pdf").write_bytes(_pdf(decision(skew=0.6)))
    (FILES / "quyet-dinh-mat.png").write_bytes(_png(decision("MẬT", turn=90)))
    _film(FILES / "phong-su.mp4")


if __name__ == "__main__":
    main()
