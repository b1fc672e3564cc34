"""The same picture without the place where it was taken: what editors get (decision 668, article 2.3).

Only what tells a position is taken out: the GPS directory of EXIF, XMP packets with one, and what telephones hang
behind the picture (a second picture, a short film). No pixel changes; a picture that tells no place stays as it is.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from intake.picture_exif_block import has_xmp_position, tiff_without_position, without_position

__all__ = ["CannotClean", "clean"]

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
#: Loaded now: a locked worker opens no file later.
_DECODERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_EXIF, _XMP, _LONG_XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_APP1, _APP2, _APP11, _SOS, _EOI = 0xE1, 0xE2, 0xEB, 0xDA, 0xD9
_BARE_MARKERS = (0x01, *range(0xD0, 0xD9))  # without a length
_PNG = b"\x89PNG\r\n\x1a\n"
_RAW_PROFILES = (b"Raw profile type exif\0", b"Raw profile type APP1\0", b"Raw profile type xmp\0")
_LONGEST_PROFILE = 1024 * 1024  # bytes
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04  # flags of VP8X


class CannotClean(ValueError):
    """The picture is too damaged to take the position out of it safely: it must not be handed on as it is."""


def clean(content: bytes) -> bytes:
    """``content`` without position; the very same bytes where it tells none, or is no jpg, png, tif or webp.

    Raises :class:`CannotClean` where the structure is broken or the pixels would not stay the same.
    """
    try:
        cleaned = _cleaned(content)
    except (struct.error, ValueError, IndexError, zlib.error) as error:
        raise CannotClean(f"{type(error).__name__}") from error
    if cleaned != content and not _same_pixels(content, cleaned):
        raise CannotClean("pixels differ")
    return cleaned


def _cleaned(content: bytes) -> bytes:
    if content.startswith(b"\xff\xd8\xff"):
        return _clean_jpeg(content)
    if content.startswith(_PNG):
        return _clean_png(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _clean_webp(content)
    if content[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return tiff_without_position(content)
    return content


# --- jpg ------------------------------------------------------------------------------------------------------------


def _clean_jpeg(content: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    at, end = 2, _end_of_jpeg(content)
    trailed = _tells_more(content[end:])
    while content[at] == 0xFF and content[at + 1] != _SOS:
        marker = content[at + 1]
        if marker == 0xFF or marker in _BARE_MARKERS:
            at += 1 if marker == 0xFF else 2
            continue
        size = struct.unpack_from(">H", content, at + 2)[0]
        if size < 2 or marker == _EOI:
            raise ValueError("damaged segment")
        segment = content[at : at + 2 + size]
        kept.append(_clean_segment(segment, marker, trailed))
        at += 2 + size
    kept.append(content[at:end] if trailed else content[at:])
    return b"".join(kept)


def _clean_segment(segment: bytes, marker: int, trailed: bool) -> bytes:
    body = segment[4:]
    if marker == _APP1 and body.startswith(_EXIF):
        block = without_position(body[len(_EXIF) :])
        if block is None:
            return segment
        return b"" if not block else struct.pack(">BBH", 0xFF, _APP1, 2 + len(_EXIF) + len(block)) + _EXIF + block
    if marker == _APP1 and body.startswith((_XMP, _LONG_XMP)):
        return b"" if body.startswith(_LONG_XMP) or has_xmp_position(body) else segment
    if marker == _APP2 and body.startswith(b"MPF\0") and trailed:
        return b""  # the index of the pictures behind this one
    return b"" if marker == _APP11 and has_xmp_position(body) else segment  # content credentials may repeat EXIF


def _end_of_jpeg(content: bytes) -> int:
    """One behind the end marker of the first picture; the end of the file where there is none."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            at = content.find(b"\xff", at)
            if at < 0:
                return len(content)
            continue
        marker = content[at + 1]
        if marker == _EOI:
            return at + 2
        if marker in (0x00, 0xFF) or marker in _BARE_MARKERS:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return len(content)


def _tells_more(rest: bytes) -> bool:
    """True where a second picture or a film hangs behind the first."""
    return b"\xff\xd8\xff" in rest or b"ftyp" in rest or b"Exif" in rest


# --- png ------------------------------------------------------------------------------------------------------------


def _clean_png(content: bytes) -> bytes:
    kept = [_PNG]
    at = len(_PNG)
    while at + 12 <= len(content):
        size = struct.unpack_from(">I", content, at)[0]
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        whole = content[at : at + 12 + size]
        at += 12 + size
        if kind == b"eXIf":
            block = without_position(body)
            whole = whole if block is None else _chunk(b"eXIf", block) if block else b""
        elif kind in _TEXTS and body.startswith(_RAW_PROFILES):
            whole = _clean_profile(whole, kind, body)
        elif kind in _TEXTS and _text_tells(body):
            whole = b""
        kept.append(whole)
    return b"".join(kept) + content[at:]


def _clean_profile(whole: bytes, kind: bytes, body: bytes) -> bytes:
    """EXIF written as hexadecimal digits in a text (ImageMagick): as a chunk of its own where it had a position."""
    text = body.partition(b"\0")[2]
    if kind == b"zTXt":
        text = zlib.decompressobj().decompress(text[1:], _LONGEST_PROFILE)
    digits = b"".join(text.split()[2:])  # behind its name and length
    try:
        stored = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""
    if not stored.startswith(_EXIF):
        return b"" if has_xmp_position(stored) or not stored else whole
    block = without_position(stored[len(_EXIF) :])
    return whole if block is None else _chunk(b"eXIf", block) if block else b""


def _text_tells(body: bytes) -> bool:
    if not body.startswith(b"XML:com.adobe.xmp\0"):
        return False
    return has_xmp_position(body) or b"\0\1\0" in body[:40]  # packed XMP is not looked into: it goes


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# --- webp -----------------------------------------------------------------------------------------------------------


def _clean_webp(content: bytes) -> bytes:
    chunks = list(_riff_chunks(content))
    gone = 0
    kept: list[tuple[bytes, bytes]] = []
    for kind, body in chunks:
        if kind == b"EXIF":
            block = without_position(body.removeprefix(_EXIF))
            if block is not None:
                gone |= 0 if block else _WEBP_EXIF
                if block:
                    kept.append((kind, block))
                continue
        elif kind == b"XMP " and has_xmp_position(body):
            gone |= _WEBP_XMP
            continue
        kept.append((kind, body))
    if kept == chunks:
        return content
    rebuilt = b""
    for kind, body in kept:
        changed = bytes([body[0] & ~gone]) + body[1:] if kind == b"VP8X" else body
        rebuilt += kind + struct.pack("<I", len(changed)) + changed + b"\0" * (len(changed) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(rebuilt)) + b"WEBP" + rebuilt


def _riff_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(content):
        size = struct.unpack_from("<I", content, at + 4)[0]
        yield content[at : at + 4], content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


# --- proof ----------------------------------------------------------------------------------------------------------


def _same_pixels(before: bytes, after: bytes) -> bool:
    """True where both decode to the same frames, the way up included."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(before), formats=_FORMATS) as old, Image.open(io.BytesIO(after)) as new:
                alone = {old.format, new.format} <= {"JPEG", "MPO"}  # what hung behind a jpg is gone on purpose
                frames = 1 if alone else getattr(old, "n_frames", 1)
                if not alone and frames != getattr(new, "n_frames", 1):
                    return False
                return all(_same_frame(old, new, number) for number in range(frames))
    except Exception:  # noqa: BLE001 - a picture that no longer decodes is not the same picture
        return False


def _same_frame(old: Image.Image, new: Image.Image, number: int) -> bool:
    old.seek(number)
    new.seek(number)
    if (old.mode, old.size, _way_up(old)) != (new.mode, new.size, _way_up(new)):
        return False
    return old.tobytes() == new.tobytes()


def _way_up(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF, which turns nothing
        return 1
