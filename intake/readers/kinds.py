"""What a file is, by its content. The name is only asked where the content leaves a choice."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
import zlib
from io import BytesIO

from intake.readers import ole_macros
from intake.readers.limits import Limits
from intake.readers.ole import Refused, open_compound

__all__ = ["has_macros", "promised_kinds", "recognise"]

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
    (b"#!", "script"),
    (b"L\0\0\0\x01\x14\x02\0", "lnk"),
    (b"MSCF", "cab"),
    (b"8BPS", "psd"),
    (b"%!PS", "ps"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"-----BEGIN PKCS7", "p7s"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ISO_BRANDS = (
    (b"qt  ", "mov"),
    (b"M4A", "m4a"),
    (b"heic", "heic"),
    (b"heix", "heic"),
    (b"mif1", "heic"),
    (b"avif", "avif"),
)
_OOXML = (
    (b"wordprocessingml.document", "docx"),
    (b"wordprocessingml.template", "docx"),
    (b"ms-word.document.macroEnabled", "docx"),
    (b"ms-word.template.macroEnabled", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"ms-excel.sheet", "xlsx"),
    (b"ms-excel.template", "xlsx"),
    (b"presentationml.presentation.main", "pptx"),
    (b"presentationml.slideshow.main", "pptx"),
    (b"presentationml.template.main", "pptx"),
    (b"ms-powerpoint.presentation", "pptx"),
    (b"ms-powerpoint.slideshow", "pptx"),
)
_ODF = ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"), (b"opendocument.presentation", "odp"))
_OLE_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_HEADER = re.compile(rb"^(?:[!-9;-~]{1,76}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}", re.ASCII)
_MAIL_HEADER = re.compile(rb"^(from|to|subject|received|message-id|mime-version|return-path|date):", re.I | re.M)
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.I | re.S)
_PLAIN = b" \r\n\t0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"

#: Extension → the kinds that its content may be. An extension that is not here promises nothing.
_PROMISES: dict[str, tuple[str, ...]] = {
    "doc": ("doc", "rtf", "html"), "dot": ("doc",), "docx": ("docx",), "docm": ("docx",), "dotx": ("docx",),
    "xls": ("xls", "html"), "xlsx": ("xlsx",), "xlsm": ("xlsx",), "ppt": ("ppt",), "pps": ("ppt",), "pptx": ("pptx",),
    "ppsx": ("pptx",), "pptm": ("pptx",), "odt": ("odt",), "ods": ("ods",), "odp": ("odp",), "rtf": ("rtf",),
    "pdf": ("pdf",), "txt": ("txt", "html", "eml", "rtf", "script"), "text": ("txt",), "csv": ("txt",), "md": ("txt",),
    "html": ("html", "txt"), "htm": ("html", "txt"), "xml": ("xml", "txt"), "eml": ("eml", "txt"), "msg": ("msg",),
    "jpg": ("jpg",), "jpeg": ("jpg",), "jpe": ("jpg",), "jfif": ("jpg",), "png": ("png",), "tif": ("tif",),
    "tiff": ("tif",), "bmp": ("bmp",), "gif": ("gif",), "webp": ("webp",), "heic": ("heic",),
    "img": ("img-gem", "jpg", "png", "bmp", "disk-image", "gif", "tif"),
    "zip": ("zip",), "7z": ("7z",), "rar": ("rar",), "gz": ("gz",), "tgz": ("gz",), "tar": ("tar",),
    "mp3": ("mp3",), "mp4": ("mp4", "mov"), "m4v": ("mp4", "mov"), "m4a": ("m4a", "mp4"), "mov": ("mov", "mp4"),
    "wav": ("wav",), "avi": ("avi",), "wmv": ("wmv",), "wma": ("wmv",), "mkv": ("mkv",), "webm": ("mkv",),
    "flv": ("flv",), "mpg": ("mpg",), "mpeg": ("mpg",), "ogg": ("ogg",), "iso": ("disk-image",), "exe": ("exe",),
    "ps": ("ps",), "psd": ("psd",), "p7s": ("p7s", "unknown"),
}  # fmt: skip


def promised_kinds(name: str) -> tuple[str, ...]:
    """The kinds that the extension of ``name`` promises; empty where it promises nothing."""
    _, dot, extension = name.rstrip(" .").rpartition(".")
    return _PROMISES.get(extension.lower(), ()) if dot else ()


def recognise(content: bytes, name: str) -> str:
    """The kind of ``content`` (docx, pdf, jpg … “unknown”); ``name`` only tells a mail from a text."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content)
    if content.startswith(_OLE):
        return _ole_kind(content)
    if content.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(content[8:12], "unknown")
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return next((kind for start, kind in _ISO_BRANDS if brand.startswith(start)), "mp4")
    if content.startswith(b"MZ") and b"\0" in content[:64]:
        return "exe"
    return _plain_kind(content, name)


def _plain_kind(content: bytes, name: str) -> str:
    """What has no unmistakable signature."""
    if (
        content.startswith(b"BM")
        and len(content) > 26
        and struct.unpack_from("<I", content, 14)[0] in (12, 40, 56, 108, 124)
    ):
        return "bmp"
    if content[257:262] == b"ustar":
        return "tar"
    if _is_disk_image(content):
        return "disk-image"
    if content[:1] == b"\xff" and len(content) > 3 and content[1] & 0xE6 == 0xE2:
        return "mp3"
    if content[:4] in (b"\0\x01\0\x08", b"\0\x01\0\x09") and name.lower().endswith(".img"):
        return "img-gem"  # GEM raster: version 1, header of eight or nine words
    if content[:1] == b"\x30" and b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in content[:40]:
        return "p7s"
    return _text_kind(content, name)


def _is_disk_image(content: bytes) -> bool:
    """A boot sector, an ISO 9660 volume or an ext file system."""
    if content[32769:32774] == b"CD001" or content[1080:1082] == b"\x53\xef":
        return True
    return len(content) >= 1024 and len(content) % 512 == 0 and content[510:512] == b"\x55\xaa"


def _text_kind(content: bytes, name: str) -> str:
    sample = content[:65_536]
    if not sample.strip():
        return "unknown"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "txt"
    if b"\0" in sample:
        return "txt" if _is_wide_text(sample) else "unknown"
    if _HTML.match(sample.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if sample.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        return "html" if b"<html" in sample[:2048].lower() else "xml"
    if len(sample.translate(None, _CONTROLS)) < len(sample) - len(sample) // 500:
        return "unknown"
    if _HEADER.match(sample) and len(_MAIL_HEADER.findall(sample[:8192])) >= 3:
        return "eml"
    if name.lower().endswith(".eml") and _HEADER.match(sample):
        return "eml"
    return "txt" if _reads_as_text(sample) else "unknown"


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


def _zip_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" in names:
                with package.open("[Content_Types].xml") as part:
                    types = part.read(1_000_000)
                return next((kind for mark, kind in _OOXML if mark in types), "zip")
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    stated = part.read(200)
                return next((kind for mark, kind in _ODF if mark in stated), "zip")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        # A damaged package still shows what it was meant to be in its first entries.
        head = content[:4096]
        if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
            whole = content
            for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
                if mark in whole:
                    return kind
    return "zip"


def _ole_kind(content: bytes) -> str:
    streams = _ole_streams(content)
    for stream, kind in _OLE_STREAMS:
        if stream in streams:
            return kind
    if "EncryptedPackage" in streams:
        return "encrypted-office"
    return "ole"


def _ole_streams(content: bytes) -> set[str]:
    """The names in the directory of an OLE compound file ([MS-CFB] 2.6), read along the sector chain."""
    if len(content) < 512:
        return set()
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        return set()
    sector = 1 << shift
    fat_sectors = struct.unpack_from("<109I", content, 76)
    names: set[str] = set()
    current = struct.unpack_from("<I", content, 48)[0]
    for _ in range(256):
        if current >= 0xFFFFFFFA:
            break
        begin = (current + 1) * sector
        block = content[begin : begin + sector]
        if len(block) < 128:
            break
        for place in range(0, len(block) - 127, 128):
            size = struct.unpack_from("<H", block, place + 64)[0]
            if 2 < size <= 64:
                names.add(block[place : place + size - 2].decode("utf-16-le", "replace"))
        entry = (fat_sectors[(current * 4) // sector % 109] + 1) * sector + (current * 4) % sector
        if entry + 4 > len(content):
            break
        current = struct.unpack_from("<I", content, entry)[0]
    return names


def has_macros(content: bytes, kind: str) -> bool:
    """True where an Office file carries a macro project; an OLE file's project of empty modules is none, but where
    the file cannot be opened a project's name in the directory is enough."""
    if kind in ("doc", "xls", "ppt"):
        try:
            return ole_macros.has_macros(open_compound(content, Limits()))
        except Refused:
            return bool({"_VBA_PROJECT", "VBA", "Macros", "_VBA_PROJECT_CUR"} & _ole_streams(content))
    if kind in ("docx", "xlsx", "pptx"):
        return b"vbaProject.bin" in content
    return False
