"""What a file is, by its content. The name is only asked where the content leaves a choice."""

from __future__ import annotations

import codecs
import re
import struct

from intake.readers.containers.zip_directory import ends_in_zip, is_zip
from intake.readers.kinds_cms import kind_of_cms
from intake.readers.kinds_packages import has_macros, kind_of_ole, kind_of_zip
from intake.readers.promises import SCRIPTS, declared_kinds, promised_kinds

__all__ = ["declared_kinds", "has_macros", "promised_kinds", "recognise", "second_content"]

#: Signatures at the very beginning (most from the “magic” of file(1) and the formats' own specifications).
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"II+\0", "tif"),
    (b"MM\0+", "tif"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"FLV\x01", "flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "wmv"),
    (b"\0\0\x01\xba", "mpg"),
    (b"\0\0\x01\xb3", "mpg"),
    (b"\x7fELF", "exe"),
    (b"\xca\xfe\xba\xbe", "exe"),
    (b"#!AMR", "amr"),
    (b"#!", "script"),
    (b"L\0\0\0\x01\x14\x02\0", "lnk"),
    (b"MSCF", "cab"),
    (b"8BPS", "psd"),
    (b"%!PS", "ps"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"ITSF", "chm"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "one"),
    (b"\xffWPC", "wpd"),
    (b"\xdb\xa5\x2d\0", "doc"),  # Word 2
    (b"\x9b\xa5\x21\0", "doc"),  # Word 1
    (b"\x09\x08\x10\0\0\x06", "xls"),  # sheets without a compound file around them: Excel 8, 5, 4, 3 and 2
    (b"\x09\x08\x08\0\0\x05", "xls"),
    (b"\x09\x04\x06\0", "xls"),
    (b"\x09\x02\x06\0", "xls"),
    (b"\x09\0\x04\0", "xls"),
    (b"\0\0\x01\0", "ico"),
    (b"MThd", "midi"),
    (b"KDMV", "disk-image"),
    (b"QFI\xfb", "disk-image"),
    (b"vhdxfile", "disk-image"),
    (b"conectix", "disk-image"),
)
#: GEM raster: version 1 or 2, a header of eight words or more, up to 32 planes, a pattern of one to eight bytes.
_GEM = re.compile(rb"\0[\x01\x02][\0-\x03][\x08-\xff]\0[\x01-\x20]\0[\x01-\x08]", re.S)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ISO_BRANDS = (
    (b"qt  ", "mov"),
    (b"M4A", "m4a"),
    (b"heic", "heic"),
    (b"heix", "heic"),
    (b"mif1", "heic"),
    (b"hevc", "heic"),
    (b"heim", "heic"),
    (b"msf1", "heic"),
    (b"avif", "avif"),
    (b"3g", "3gp"),
)
_HEADER = re.compile(rb"^(?:[!-9;-~]{1,76}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}", re.ASCII)
_MAIL_HEADER = re.compile(rb"^(from|to|subject|received|message-id|mime-version|return-path|date):", re.I | re.M)
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.I | re.S)
_XML = (
    (b'progid="Word.Document"', "word-xml"),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "word-xml"),
    (b'progid="Excel.Sheet"', "excel-xml"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "excel-xml"),
    (b"<office:document ", "fodt"),
    (b"<svg", "svg"),
)
#: Fields of a mail that was sent; a web page saved as a mail has none of them.
_SENT = re.compile(rb"^(?:to|received|message-id|return-path|x-unsent):", re.I | re.M)
#: Kinds that end where they end: an archive behind them was put there.
#: Kinds that hold no zip archive of their own; Word and PowerPoint keep a theme as one in .doc and .ppt.
_ALONE = frozenset(("pdf", "jpg", "png", "gif", "bmp", "tif", "webp", "mp3", "mp4", "rtf"))
_PLAIN = b" \r\n\t0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"


def recognise(content: bytes, name: str) -> str:
    """The kind of ``content`` (docx, pdf, jpg … “unknown”); ``name`` only tells texts apart: a mail, a table, a script.

    Of a file that is two things at once this is the one that programs take it for; see :func:`second_content`.
    """
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if is_zip(content):
        return kind_of_zip(content)
    if content.startswith(_OLE):
        return kind_of_ole(content)
    if content[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(content[8:12], "unknown")
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return next((kind for start, kind in _ISO_BRANDS if brand.startswith(start)), "mp4")
    if content.startswith(b"MZ") and b"\0" in content[:64]:
        return "exe"
    return _plain_kind(content, name)


def second_content(content: bytes, kind: str) -> bool:
    """True where a whole zip archive hangs on the end of a file of another kind: one tool shows the picture, another
    opens the archive. Zip-based formats and programs are not asked."""
    return kind in _ALONE and b"PK\x05\x06" in content[-70_000:] and ends_in_zip(content)


def _plain_kind(content: bytes, name: str) -> str:
    """What has no unmistakable signature."""
    if (
        content.startswith(b"BM")
        and len(content) > 26
        and struct.unpack_from("<I", content, 14)[0] in (12, 40, 56, 108, 124)
    ):
        return "bmp"
    if content[:4] == b"\x01\0\0\0" and content[40:44] == b" EMF":
        return "emf"
    if content[2:5] == b"-lh" and content[6:7] == b"-":
        return "lzh"
    if content[7:14] == b"**ACE**":
        return "ace"
    if content[:2] == b"\x60\xea" and len(content) > 40 and 0 < struct.unpack_from("<H", content, 2)[0] <= 2600:
        return "arj"
    if _is_disk_image(content):
        return "disk-image"
    if content[:1] == b"\xff" and len(content) > 3:
        if content[1] & 0xF6 == 0xF0:
            return "aac"
        if content[1] & 0xE6 == 0xE2:
            return "mp3"
    if _GEM.match(content) and name.lower().endswith((".img", ".ximg")):
        return "img-gem"
    return kind_of_cms(content, name) or _text_kind(content, name)


def _is_disk_image(content: bytes) -> bool:
    """A boot sector, an ISO 9660 volume or an ext file system."""
    if content[32769:32774] in (b"CD001", b"BEA01", b"NSR02", b"NSR03") or content[1080:1082] == b"\x53\xef":
        return True
    return len(content) >= 1024 and len(content) % 512 == 0 and content[510:512] == b"\x55\xaa"


def _text_kind(content: bytes, name: str) -> str:
    sample = content[:65_536]
    if not sample.strip():
        return "unknown"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = sample[: len(sample) & ~1].decode("utf-16", "replace").encode("utf-8", "replace")
        return "html" if _HTML.match(wide) else _by_name(name)
    if b"\0" in sample:
        return _by_name(name) if _is_wide_text(sample) else "unknown"
    bare = sample.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(bare):
        return "html"
    if bare.lstrip().startswith((b"<?xml", b"<svg", b"<pkg:package", b"<?mso-application")):
        return _xml_kind(bare[:4096])
    if len(sample.translate(None, _CONTROLS)) < len(sample) - len(sample) // 500:
        return "unknown"
    if header := _HEADER.match(sample):
        fields = len(_MAIL_HEADER.findall(sample[:8192]))
        if b"multipart/related" in header[0].lower() and not _SENT.search(header[0]) and not _is_named(name, "eml"):
            return "mht"
        if fields >= 3 or _is_named(name, "eml"):
            return "eml"
    return _by_name(name) if _reads_as_text(sample) else "unknown"


def _xml_kind(head: bytes) -> str:
    for mark, kind in _XML:
        if mark in head:
            return kind
    return "html" if b"<html" in head[:2048].lower() else "xml"


def _by_name(name: str) -> str:
    """A text: what a double click would make of it."""
    if _is_named(name, "csv", "tsv"):
        return "csv"
    if _is_named(name, "url", "webloc"):
        return "url"
    return "script" if _is_named(name, *SCRIPTS) else "txt"


def _is_named(name: str, *extensions: str) -> bool:
    return name.rstrip(" .").rpartition(".")[2].lower() in extensions


def _is_wide_text(sample: bytes) -> bool:
    """UTF-16 without a mark: zeros in nearly every second place, hardly any in the others."""
    half = max(1, len(sample) // 2)
    zeros = sorted((sample[0::2].count(0), sample[1::2].count(0)))
    return zeros[0] < half * 0.05 and zeros[1] > half * 0.5


def _reads_as_text(sample: bytes) -> bool:
    """UTF-8, or one byte a letter with far more ASCII letters and blanks than anything else."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a letter cut at the sample's end is no error
        return True
    except UnicodeDecodeError:
        return len(sample) - len(sample.translate(None, _PLAIN)) >= 0.55 * len(sample)
