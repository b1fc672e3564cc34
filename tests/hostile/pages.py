"""PDF and pictures: streams and pixels that unpack into too much, trees that lead in circles, sizes that lie."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.builders.pdf_traps import changed
from tests.hostile.attack import Attack, Harm, Trap
from tests.hostile.bombs import MIB, zlib_zeros

__all__ = ["PAGES"]


def _pdf(*objects: bytes, trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, value) for number, value in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer" + trailer


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def _kids() -> bytes:
    return _pdf(_CATALOG, b"<</Type/Pages/Count 2/Kids[3 0 R]>>", b"<</Type/Pages/Parent 2 0 R/Count 2/Kids[2 0 R]>>")


def _count() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return _pdf(_CATALOG, b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", page)


def _previous() -> bytes:
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj xref\n0 1\n0000000000 65535 f \ntrailer"
            b"<</Root 1 0 R/Size 3/Prev 58>>\nstartxref\n58\n%%EOF")  # fmt: skip


def _forms(deep: bool) -> bytes:
    """A form that draws itself, or forms that each draw the next ten times."""

    def draw(file: pikepdf.Pdf) -> None:
        count = 12 if deep else 1
        forms = [file.make_stream(b"/F Do " * (10 if deep else 2)) for _ in range(count)]
        for number, form in enumerate(forms):
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            following = forms[number + 1] if number + 1 < count else (form if not deep else file.make_stream(b"BT ET"))
            form.Resources = Dictionary(XObject=Dictionary(F=following))
        page = file.pages[0]
        page.Resources = Dictionary(XObject=Dictionary(F=forms[0]))
        page.Contents = file.make_stream(b"/F Do")

    return changed(draw)


def _stream_bomb() -> bytes:
    return _with_stream(zlib.compress(zlib_zeros(250), 9), Name.FlateDecode, Name.FlateDecode)


def _object_stream_bomb(font_only: bool) -> bytes:
    """A stream of packed objects that unpacks into 250 megabytes: the page tree lies in it, or only a font."""
    last = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>" if font_only else b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    inner = zlib_zeros(250, b"6 0 ", last)
    tree = 2 if font_only else 6
    drawn = b"BT /F1 12 Tf (abc) Tj ET"
    objects = {
        1: b"<</Type/Catalog/Pages %d 0 R>>" % tree,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 99 99]/Contents 7 0 R/Resources<</Font<</F1 6 0 R>>>>>>" % tree,
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(inner) + inner + b"\nendstream",
        7: b"<</Length %d>>stream\n" % len(drawn) + drawn + b"\nendstream",
    }
    body, places = b"%PDF-1.5\n", {}
    for number, value in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj" % number + value + b" endobj\n"
    places[5] = len(body)
    rows = [(0, 0, 0) if n == 0 else (2, 4, 0) if n == 6 else (1, places[n], 0) for n in range(8)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    body += b"5 0 obj<</Type/XRef/W[1 4 2]/Size 8/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return body + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % places[5]


def _raw(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A page changed by ``change``, its streams kept as they are packed."""
    with pikepdf.open(io.BytesIO(changed(lambda _: None))) as file:
        change(file)
        out = io.BytesIO()
        file.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def _with_stream(data: bytes, *filters: pikepdf.Object) -> bytes:
    def draw(file: pikepdf.Pdf) -> None:
        drawn = pikepdf.Stream(file, data)
        drawn.Filter = Array(list(filters))
        file.pages[0].obj.Contents = file.make_indirect(drawn)

    return _raw(draw)


def _image_bomb() -> bytes:
    def draw(file: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(file, zlib_zeros(286))
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 20_000, 15_000
        image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceGray, 8, Name.FlateDecode
        page = file.pages[0]
        page.obj.Resources = Dictionary(XObject=Dictionary(I=file.make_indirect(image)))
        page.obj.Contents = file.make_stream(b"q 500 0 0 500 0 0 cm /I Do Q")

    return _raw(draw)


def _many_pages() -> bytes:
    kids = b"3 0 R " * 5_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return _pdf(_CATALOG, b"<</Type/Pages/Count 5000/Kids[" + kids + b"]>>", page)


def _many_objects() -> bytes:
    """Four hundred thousand objects, each in its table."""
    head = b"%PDF-1.4\n"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]  # fmt: skip
    parts = [b"%d 0 obj%s endobj\n" % (n, v) for n, v in enumerate(objects + [b" 7"] * 400_000, 1)]
    at, rows = len(head), [b"0000000000 65535 f \n"]
    for part in parts:
        rows.append(b"%010d 00000 n \n" % at)
        at += len(part)
    table = b"xref\n0 %d\n" % len(rows) + b"".join(rows)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(rows), at)
    return head + b"".join(parts) + table + end


def _attached_bomb() -> bytes:
    def attach(file: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(file, zlib_zeros(250))
        stream.Type, stream.Filter = Name.EmbeddedFile, Name.FlateDecode
        spec = Dictionary(Type=Name.Filespec, F="a.txt", UF="a.txt", EF=Dictionary(F=file.make_indirect(stream)))
        file.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(["a.txt", file.make_indirect(spec)])))

    return _raw(attach)


def _actions(trap: Trap) -> bytes:
    def act(file: pikepdf.Pdf) -> None:
        file.Root.OpenAction = Dictionary(S=Name.URI, URI=f"http://127.0.0.1:{trap.port}/a")
        file.Root.AA = Dictionary(WC=Dictionary(S=Name.Launch, F="/bin/sh"))

    return changed(act)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, data: bytes | None = None) -> bytes:
    """A grey picture of zeros; ``data`` replaces what is packed in it."""
    stored = zlib_zeros((width + 1) * height // MIB) if data is None else data
    head = _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", stored) + _chunk(b"IEND", b"")


def _png_text() -> bytes:
    """A picture of one point with a text of three hundred megabytes."""
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib_zeros(250))
    plain = _png(1, 1)
    return plain[:33] + text + plain[33:]


def _tif_bomb() -> bytes:
    """Deflated strips of zeros: 20,000 by 20,000 points in one strip."""
    stored = zlib_zeros(382)
    tags = [(256, 4, 1, 20_000), (257, 4, 1, 20_000), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8),
            (277, 3, 1, 1), (278, 4, 1, 20_000), (279, 4, 1, len(stored))]  # fmt: skip
    return _tif(stored, [tags])


def _tif(stored: bytes, folders: list[list[tuple[int, int, int, int]]], circle: bool = False) -> bytes:
    out = bytearray(b"II*\0" + struct.pack("<I", 8 + len(stored)) + stored)
    for number, tags in enumerate(folders):
        here = len(out)
        following = here + 2 + 12 * len(tags) + 4 if number + 1 < len(folders) else 0
        out += struct.pack("<H", len(tags))
        out += b"".join(struct.pack("<HHII", *tag) for tag in tags)
        out += struct.pack("<I", (8 + len(stored)) if circle and not following else following)
    return bytes(out)


def _tif_tags() -> list[tuple[int, int, int, int]]:
    return [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
            (277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64)]  # fmt: skip


def _tif_circle() -> bytes:
    return _tif(bytes(64), [_tif_tags(), _tif_tags()], circle=True)


def _tif_frames() -> bytes:
    return _tif(bytes(64), [_tif_tags()] * 5_000)


def _tif_tag_count() -> bytes:
    """A tag that says it has four billion values."""
    return _tif(bytes(64), [[*_tif_tags(), (34665, 4, 0xFFFFFFFF, 8)]])


def _gif_frames() -> bytes:
    """Five thousand frames of a picture of 8,000 by 4,000 points, a few bytes each."""
    screen = b"GIF89a" + struct.pack("<2H3B", 8_000, 4_000, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\x04\x01\0\0\0\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return screen + frame * 5_000 + b";"


def _bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 200, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0,
                                                                     0, 0, 0) + bytes(146)  # fmt: skip


def _webp(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "WEBP", lossless=True)
    content = bytearray(out.getvalue())
    at = content.index(b"VP8L") + 9
    bits = struct.unpack_from("<I", content, at)[0]
    struct.pack_into("<I", content, at, bits & ~0xFFFFFFF | (width - 1) | (height - 1) << 14)
    return bytes(content)


def _jpg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (16, 16)).save(out, "JPEG")
    content = bytearray(out.getvalue())
    struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, height, width)
    return bytes(content)


def _gem() -> bytes:
    return struct.pack(">8H", 1, 8, 8, 2, 85, 85, 65_535, 65_535) + b"\0\0\xff\xff" * 30


def _boxes() -> bytes:
    """Boxes in boxes, each as long as it can say."""
    inner = b""
    for _ in range(2_000):
        inner = struct.pack(">I4s", len(inner) + 8, b"moov") + inner
    return struct.pack(">I4s", 20, b"ftyp") + b"mp42\0\0\0\0mp42" + inner


def _box_length() -> bytes:
    return struct.pack(">I4s", 20, b"ftyp") + b"mp42\0\0\0\0mp42" + struct.pack(">I4sQ", 1, b"moov", 1 << 60) + bytes(9)


PAGES = (
    Attack("pdf-page-tree-in-a-circle", "a.pdf", lambda _: _kids(), "pdf_tree", Harm.RECURSION, "hỏng|trang|mở được"),
    Attack("pdf-says-two-billion-pages", "a.pdf", lambda _: _count(), "pdf_count", Harm.MEMORY, "pages|hỏng|trang"),
    Attack("pdf-tables-in-a-circle", "a.pdf", lambda _: _previous(), "pdf_previous", Harm.TIME, "hỏng|mở được"),
    Attack("pdf-brackets-100000-deep", "a.pdf", lambda _: b"%PDF-1.4\n1 0 obj" + b"[" * 100_000 + b"endobj",
           "pdf_values",
           Harm.RECURSION, "hỏng|mở được"),
    Attack("pdf-form-draws-itself", "a.pdf", lambda _: _forms(False), "pdf_forms", Harm.RECURSION, "objects"),
    Attack("pdf-forms-draw-ten-to-the-twelfth", "a.pdf", lambda _: _forms(True), "pdf_forms", Harm.TIME,
           "objects|biểu mẫu|vẽ"),
    Attack("pdf-stream-bomb", "a.pdf", lambda _: _stream_bomb(), "pdf_streams", Harm.MEMORY,
           "pdf_stream_bytes|objects"),
    Attack("pdf-object-stream-bomb", "a.pdf", lambda _: _object_stream_bomb(False), "pdf_streams",
           Harm.MEMORY, "pdf_stream_bytes"),
    Attack("pdf-font-in-a-bomb", "a.pdf", lambda _: _object_stream_bomb(True), "pdf_streams", Harm.MEMORY,
           "pdf_stream_bytes"),
    Attack("pdf-image-bomb", "a.pdf", lambda _: _image_bomb(), "pdf_streams", Harm.MEMORY, "không có lớp chữ"),
    Attack("pdf-attached-bomb", "a.pdf", lambda _: _attached_bomb(), "pdf_streams", Harm.MEMORY, "tệp nhúng"),
    Attack("pdf-one-page-5000-times", "a.pdf", lambda _: _many_pages(), "pdf_pages", Harm.TOOK, "pages", 5_000),
    Attack("pdf-400000-objects", "a.pdf", lambda _: _many_objects(), "pdf_objects", Harm.TOOK, "pdf_entries", 400_000),
    Attack("pdf-calls-out", "a.pdf", _actions, "fetch_urls", Harm.CONNECTED, "địa chỉ mạng|chạy"),
    Attack("png-bomb", "a.png", lambda _: _png(20_000, 20_000), "picture", Harm.MEMORY, "pixels"),
    Attack("png-says-a-billion-points", "a.png", lambda _: _png(30_000, 30_000, b"x"), "picture", Harm.MEMORY,
           "pixels"),
    Attack("png-text-bomb", "a.png", lambda _: _png_text(), "picture_text", Harm.MEMORY, "png|mở được|hỏng"),
    Attack("tif-bomb", "a.tif", lambda _: _tif_bomb(), "picture", Harm.MEMORY, "pixels"),
    Attack("tif-pages-in-a-circle", "a.tif", lambda _: _tif_circle(), "tif_chain", Harm.TIME, "tif|frames"),
    Attack("tif-5000-pages", "a.tif", lambda _: _tif_frames(), "picture_frames", Harm.TIME, "frames"),
    Attack("tif-tag-of-four-billion", "a.tif", lambda _: _tif_tag_count(), "tif_tag", Harm.MEMORY, "tif"),
    Attack("gif-5000-large-frames", "a.gif", lambda _: _gif_frames(), "picture_frames", Harm.TIME, "gif"),
    Attack("bmp-says-four-billion-points", "a.bmp", lambda _: _bmp(65_000, 65_000), "picture", Harm.MEMORY, "pixels"),
    Attack("webp-says-268-million-points", "a.webp", lambda _: _webp(16_383, 16_383), "picture_size", Harm.MEMORY,
           "pixels|không mở được ảnh"),
    Attack("jpg-says-four-billion-points", "a.jpg", lambda _: _jpg(65_000, 65_000), "picture", Harm.MEMORY, "pixels"),
    Attack("gem-says-four-billion-points", "a.img", lambda _: _gem(), "gem_size", Harm.MEMORY, "pixels"),
    Attack("mp4-boxes-2000-deep", "a.mp4", lambda _: _boxes(), "mp4_walk", Harm.RECURSION, "mp4|phát"),
    Attack("mp4-says-box-of-an-exabyte", "a.mp4", lambda _: _box_length(), "mp4_allocate", Harm.MEMORY, "mp4|thiếu"),
)  # fmt: skip
