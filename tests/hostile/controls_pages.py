"""Believing PDF, pictures and films."""

from __future__ import annotations

import io
import re
import struct
import zlib

from tests.hostile.attack import Outcome, Trap

__all__ = [
    "gem_size",
    "mp4_allocate",
    "mp4_walk",
    "pdf_count",
    "pdf_forms",
    "pdf_objects",
    "pdf_pages",
    "pdf_previous",
    "pdf_streams",
    "pdf_tree",
    "pdf_values",
    "picture",
    "picture_frames",
    "picture_size",
    "picture_text",
    "tif_chain",
    "tif_tag",
]


_REFERENCE = re.compile(rb"(\d+) 0 R")


def _objects(content: bytes) -> dict[bytes, bytes]:
    return dict(re.findall(rb"(\d+) 0 obj(.*?)endobj", content, re.DOTALL))


def pdf_tree(content: bytes, _: str, __: Trap) -> Outcome:
    objects = _objects(content)

    def pages(number: bytes) -> int:
        kids = re.search(rb"/Kids\[([^\]]*)\]", objects[number])
        return sum(pages(kid) for kid in _REFERENCE.findall(kids[1])) if kids else 1

    return pages(b"2")


def pdf_count(content: bytes, _: str, __: Trap) -> Outcome:
    return len([None] * int(re.findall(rb"/Count (\d+)", content)[0]))


def pdf_previous(content: bytes, _: str, __: Trap) -> Outcome:
    at, count = int(re.findall(rb"startxref\n(\d+)", content)[0]), 0
    while found := re.search(rb"/Prev (\d+)", content[at:]):
        at, count = int(found[1]), count + 1
    return count


def pdf_values(content: bytes, _: str, __: Trap) -> Outcome:
    letters = iter(content)

    def value() -> int:
        depth = 0
        for letter in letters:
            if letter == 0x5B:
                depth = max(depth, 1 + value())
            elif letter == 0x5D:
                return depth
        return depth

    return value()


def pdf_forms(content: bytes, _: str, __: Trap) -> Outcome:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:

        def draw(stream: pikepdf.Object, resources: pikepdf.Object) -> int:
            drawn = 0
            for _ in range(stream.read_bytes().count(b"/F Do")):
                form = resources.XObject.F
                drawn += 1 + draw(form, form.get("/Resources", pikepdf.Dictionary()))
            return drawn

        page = file.pages[0]
        return draw(page.Contents, page.Resources)


def pdf_streams(content: bytes, _: str, __: Trap) -> Outcome:
    kept = []
    for match in re.finditer(rb"stream\r?\n", content):
        data = content[match.end() :]
        while data[:1] == b"\x78":
            data = zlib.decompressobj().decompress(data)
            kept.append(data)
    return sum(map(len, kept))


def pdf_pages(content: bytes, _: str, __: Trap) -> Outcome:
    kids = re.search(rb"/Kids\[([^\]]*)\]", content)
    return len(_REFERENCE.findall(kids[1])) if kids else None


def pdf_objects(content: bytes, _: str, __: Trap) -> Outcome:
    return len(re.findall(rb"\d+ 0 obj", content))


def picture(content: bytes, _: str, __: Trap) -> Outcome:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(io.BytesIO(content))
    image.load()
    return image.width * image.height


def gem_size(content: bytes, _: str, __: Trap) -> Outcome:
    planes, _pattern, _wide, _high, width, height = struct.unpack_from(">6H", content, 4)
    return len(bytearray(planes * width * height // 8))


def picture_size(content: bytes, _: str, __: Trap) -> Outcome:
    """As many points as the head says, three bytes each."""
    at = content.index(b"VP8L") + 9
    bits = struct.unpack_from("<I", content, at)[0]
    return len(bytearray(3 * ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)))


def picture_text(content: bytes, _: str, __: Trap) -> Outcome:
    return len(zlib.decompressobj().decompress(content[content.index(b"Comment\0\0") + 9 :]))


def picture_frames(content: bytes, _: str, __: Trap) -> Outcome:
    from PIL import Image, ImageSequence

    return sum(frame.convert("RGB").width > 0 for frame in ImageSequence.Iterator(Image.open(io.BytesIO(content))))


def tif_chain(content: bytes, _: str, __: Trap) -> Outcome:
    at, count = struct.unpack_from("<I", content, 4)[0], 0
    while at:
        rows = struct.unpack_from("<H", content, at)[0]
        at, count = struct.unpack_from("<I", content, at + 2 + 12 * rows)[0], count + 1
    return count


def tif_tag(content: bytes, _: str, __: Trap) -> Outcome:
    count = struct.unpack_from("<I", content, content.index(struct.pack("<HH", 34665, 4)) + 4)[0]
    return len(bytearray(4 * int(count)))


def mp4_walk(content: bytes, _: str, __: Trap) -> Outcome:
    def boxes(start: int, end: int) -> int:
        count = 0
        while start + 8 <= end:
            size, kind = struct.unpack_from(">I4s", content, start)
            count += 1 + (boxes(start + 8, start + size) if kind == b"moov" else 0)
            start += max(size, 8)
        return count

    return boxes(0, len(content))


def mp4_allocate(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(min(struct.unpack_from(">Q", content, 28)[0], 1 << 40)))
