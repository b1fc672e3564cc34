"""The wrappings and extras in which units' files arrive: winmail.dat, .msg, macros, positions, discs. The same bytes
each time."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image

from tests.builders.archives import attribute, mapi, tnef
from tests.builders.docx import article, build_docx
from tests.builders.gem import build_gem
from tests.builders.msg import attachment, message, msg
from tests.builders.ole import build_ole
from tests.builders.pdf import Text, build_pdf
from tests.builders.vba import project
from tests.stories.pictures import photograph

__all__ = [
    "disk_image",
    "gem_picture",
    "outlook_message",
    "pdf_with_script",
    "photograph_with_position",
    "steady",
    "winmail",
    "with_macro",
    "with_remote_template",
]  # fmt: skip


def winmail(name: str, content: bytes) -> bytes:
    """What Outlook makes of an attachment when it writes “Rich Text”."""
    return tnef(
        attribute(1, 0x9007, b"\xe4\x04\0\0\0\0\0\0"),
        attribute(1, 0x8004, b"Tin\0"),
        attribute(2, 0x9002, bytes(14)),
        attribute(2, 0x8010, b"TIN~1.DOC\0"),
        attribute(2, 0x800F, content),
        attribute(2, 0x9005, mapi({(0x1F, 0x3707): name.encode("utf-16-le") + b"\0\0"})),
    )


def outlook_message(subject: str, name: str, content: bytes) -> bytes:
    """A mail dragged from Outlook into another one."""
    return msg(message({0x0037: subject, 0x1000: "Gửi anh chị tin để đăng."}, attachments=[attachment(name, content)]))


def with_macro(*paragraphs: str) -> bytes:
    """A document with one module of Visual Basic."""
    code = b'Attribute VB_Name = "NewMacros"\r\nSub AutoOpen()\r\n    MsgBox "x"\r\nEnd Sub\r\n'
    return build_docx(
        article(*paragraphs), extra={"word/vbaProject.bin": build_ole(project("VBA", {"NewMacros": code}))}
    )


def with_remote_template(*paragraphs: str) -> bytes:
    """A document that fetches its template from a server when it is opened."""
    relations = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://mau.example.net/cong-van.dotm" TargetMode="External"/></Relationships>'
    )
    settings = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:attachedTemplate r:id="rId1"/></w:settings>'
    )
    return build_docx(
        article(*paragraphs),
        extra={"word/settings.xml": settings, "word/_rels/settings.xml.rels": relations},
        relations=[("rIdSettings", "settings", "settings.xml")],
    )


def pdf_with_script(*lines: str) -> bytes:
    """A printed page that runs a script when it is opened."""
    rows = [Text(60, 780 - 20 * n, line) for n, line in enumerate(lines)]
    return steady(build_pdf([rows], script="app.alert('Xin chào');"))


def steady(pdf: bytes) -> bytes:
    """The same file without what was made at random for it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.trailer["/ID"]
        document.save(out, deterministic_id=True)
    return out.getvalue()


def photograph_with_position(seed: int) -> bytes:
    """A photograph of a telephone: camera, time, and where it was taken."""
    picture = Image.open(io.BytesIO(photograph(seed)))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Samsung", "SM-A546E"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def gem_picture() -> bytes:
    """A picture as the regulation's “.img” once was: GEM raster, one plane, stripes."""
    return build_gem([[bytes((0xF0 if row // 8 % 2 else 0x0F,)) * 40] for row in range(200)], 320)


def disk_image() -> bytes:
    """The head of a disc as it is copied from a drive (ISO 9660)."""
    return bytes(32769) + b"CD001\x01" + bytes(20_000)
