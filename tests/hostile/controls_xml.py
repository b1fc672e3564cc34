"""Believing XML, web pages and rich text, and fetching whatever they name."""

from __future__ import annotations

import contextlib
import email
import re
import struct
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree

from tests.hostile.attack import Outcome, Trap
from tests.hostile.naive import follow, grid, opened

__all__ = [
    "excel_grid",
    "fetch_links",
    "fetch_parts",
    "fetch_urls",
    "html_walk",
    "ods_grid",
    "odt_blanks",
    "rtf_bin",
    "rtf_recursive",
    "styles_docx",
    "styles_odt",
    "styles_rtf",
    "xls_grid",
    "xlsx_grid",
    "xml_dtd",
    "xml_expand",
    "xml_fetch",
    "xml_include",
    "xml_laugh",
    "xml_walk",
]


def _xml_parts(content: bytes) -> Iterator[bytes]:
    if content[:2] != b"PK":
        yield content
        return
    archive = opened(content)
    yield from (archive.read(i) for i in archive.infolist() if i.filename.endswith(".xml"))


def _trusting(**more: bool) -> etree.XMLParser:
    options = {"load_dtd": True, "resolve_entities": True, "no_network": False, "huge_tree": True, **more}
    return etree.XMLParser(**options)  # type: ignore[arg-type]


def _text_of(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def xml_expand(content: bytes, _: str, __: Trap) -> Outcome:
    """The text of every part, entities and all."""
    return "".join(_text_of(etree.fromstring(part, _trusting())) for part in _xml_parts(content))


def xml_laugh(content: bytes, _: str, __: Trap) -> Outcome:
    """Entities put in until none is left; libxml2 of today would stop by itself."""
    taken = 0
    for part in _xml_parts(content):
        text = part.decode("utf-8", "replace")
        entities = re.findall(r'<!ENTITY (\w) "([^"]*)">', text)
        for name, value in reversed(entities):
            text = text.replace(f"&{name};", value)
        taken += len(text)
    return taken


def xml_fetch(content: bytes, _: str, trap: Trap) -> Outcome:
    """libxml2 no longer speaks HTTP by itself: the address is fetched as its callers do it for it."""
    for part in _xml_parts(content):
        for address in re.findall(rb'SYSTEM "(http[^"]+)"', part):
            _fetch(address.decode())
    return None


def xml_dtd(content: bytes, name: str, trap: Trap) -> Outcome:
    """The parser opens whatever the DOCTYPE names; that the canary is no DTD is a complaint of the second line."""
    for part in _xml_parts(content):
        if b"<!DOCTYPE" in part:
            try:
                etree.fromstring(part, _trusting())
            except etree.XMLSyntaxError as error:
                return Path(trap.canary).read_text() if "external subset" in str(error) else None
    return None


def xml_include(content: bytes, _: str, __: Trap) -> Outcome:
    texts = []
    for part in _xml_parts(content):
        tree = etree.fromstring(part, _trusting()).getroottree()
        tree.xinclude()
        texts.append(_text_of(tree.getroot()))
    return "".join(texts)


def _walk(element: ElementTree.Element) -> int:
    return 1 + sum(_walk(child) for child in element)


def xml_walk(content: bytes, _: str, __: Trap) -> Outcome:
    return sum(_walk(ElementTree.fromstring(part)) for part in _xml_parts(content))


def html_walk(content: bytes, _: str, __: Trap) -> Outcome:
    """A reader of tags that calls itself for each."""
    tags = re.finditer(rb"<(/?)(\w+)[^>]*>", content)

    def inside() -> int:
        count = 0
        for tag in tags:
            if tag[1]:
                return count
            count += 1 + inside()
        return count

    return inside()


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=0.2) as answer:
        return bytes(answer.read())


def fetch_links(content: bytes, name: str, trap: Trap) -> Outcome:
    """Whatever a part points to is loaded with it."""
    parts = b"\n".join(opened(content).read(i) for i in opened(content).infolist()) if content[:2] == b"PK" else content
    return fetch_urls(parts, name, trap)


def fetch_urls(content: bytes, _: str, __: Trap) -> Outcome:
    seen = ""
    for address in re.findall(rb"(?:http|file)://[^\s\"'<>(){}]+", content):
        if b"127.0.0.1" in address or address.startswith(b"file:"):
            with contextlib.suppress(OSError):
                seen += _fetch(address.decode()).decode("utf-8", "replace")
    return seen


def fetch_parts(content: bytes, name: str, trap: Trap) -> Outcome:
    pages = (part.get_payload(decode=True) for part in email.message_from_bytes(content).walk())
    return fetch_urls(b"\n".join(page for page in pages if isinstance(page, bytes)), name, trap)


def xlsx_grid(content: bytes, _: str, __: Trap) -> Outcome:
    return grid(1_048_576, 16_384) if b"XFD1048576" in opened(content).read("xl/worksheets/sheet1.xml") else None


def xls_grid(content: bytes, _: str, __: Trap) -> Outcome:
    at = content.index(b"\x00\x02\x0e\x00")  # DIMENSIONS of fourteen bytes
    _first, rows, _left, columns = struct.unpack_from("<IIHH", content, at + 4)
    return grid(rows, columns)


def excel_grid(content: bytes, _: str, __: Trap) -> Outcome:
    rows, columns = (int(n) for n in re.findall(rb'ss:Index="(\d+)"', content)[:2])
    return grid(rows, columns)


def ods_grid(content: bytes, _: str, __: Trap) -> Outcome:
    part = opened(content).read("content.xml")
    rows, columns = (
        int(re.findall(rb"number-%s-repeated=\"(\d+)\"" % kind, part)[0]) for kind in (b"rows", b"columns")
    )
    return grid(rows, columns)


def odt_blanks(content: bytes, _: str, __: Trap) -> Outcome:
    return len(" " * int(re.findall(rb'text:c="(\d+)"', opened(content).read("content.xml"))[0]))


def styles_docx(content: bytes, _: str, __: Trap) -> Outcome:
    part = opened(content).read("word/styles.xml").decode()
    return follow(dict(re.findall(r'styleId="(\w+)"><w:basedOn w:val="(\w+)"', part)), "S0")


def styles_odt(content: bytes, _: str, __: Trap) -> Outcome:
    part = opened(content).read("content.xml").decode()
    found = re.findall(r"<style:style [^>]*>", part)
    rows = {_attribute(row, "style:name"): _attribute(row, "style:parent-style-name") for row in found}
    return follow(rows, "P1")


def _attribute(row: str, name: str) -> str:
    found = re.search(f"{name}=[\"']([^\"']*)", row)
    return found[1] if found else ""


def styles_rtf(content: bytes, _: str, __: Trap) -> Outcome:
    return follow(dict(re.findall(r"\\s(\d+)\\sbasedon(\d+)", content.decode())), "1")


def rtf_recursive(content: bytes, _: str, __: Trap) -> Outcome:
    letters = iter(content)

    def group() -> int:
        depth = 0
        for letter in letters:
            if letter == 0x7B:
                depth = max(depth, 1 + group())
            elif letter == 0x7D:
                return depth
        return depth

    return group()


def rtf_bin(content: bytes, _: str, __: Trap) -> Outcome:
    return len(bytearray(int(re.findall(rb"\\bin(\d+)", content)[0])))
