"""Real .doc and .xls through LibreOffice and our conversion: the transcripts' words, the same shape."""

from __future__ import annotations

import re
import shutil

import pytest
from lxml import etree

from intake.convert.convert import convert_file
from intake.readers.limits import Limits
from intake.readers.ooxml.package import open_package
from intake.workshop.client import Workshop
from tests.builders.corpus import corpus_file
from tests.intake.convert.prose import share_missing, transcript

LIMITS = Limits()
FILES = (
    "tcvn3/2004-B8.doc",
    "vni/2006-quydinhkiemtra02.doc",
    "tcvn3/2006-Bang-bieu.xls",
    "vni/2006-Mau21_CKTC_NSH-1.xls",
)


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    if shutil.which("soffice") is None:
        pytest.skip("SKIPPED WITHOUT PROOF: soffice is not installed")
    with Workshop() as one:
        yield one  # type: ignore[misc]


@pytest.mark.parametrize("name", FILES)
def test_the_words_of_the_transcript_in_the_shape_of_the_file(workshop: Workshop, name: str) -> None:
    path = corpus_file(f"viparse-corpus/corpus/public-domain/{name}")
    kind = path.suffix[1:]
    modern = workshop.to_office(path.read_bytes(), kind, f"{kind}x")
    made = convert_file(path.read_bytes(), path.name, LIMITS, modern)
    assert made.content and made.resaved and not made.unsure
    assert share_missing(_text(made.content), transcript(path)) <= 0.002
    assert _shape(made.content) == _shape(modern)
    assert not re.search(rb"\.Vn|VNI-", _everything(made.content))


def _parts(content: bytes) -> dict[str, etree._Element]:
    package = open_package(content, LIMITS)
    wanted = re.compile(
        r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|xl/(sharedstrings|worksheets/.*)\.xml"
    )
    return {name: package.tree(name) for name in package.names if wanted.fullmatch(name)}  # type: ignore[misc]


def _text(content: bytes) -> str:
    """The text of a document; of a workbook cell by cell, because a string may be shown in many."""
    parts = _parts(content)
    shared = parts.get("xl/sharedstrings.xml")
    strings = [] if shared is None else ["".join(t.text or "" for t in si.iter("{*}t")) for si in shared]
    said = []
    for name, root in parts.items():
        for element in root.iter("{*}t", "{*}p", "{*}br", "{*}tab", "{*}c"):
            tag = etree.QName(element).localname
            if tag == "c" and element.get("t") == "s":
                said.append(f"\n{strings[int(element.findtext('{*}v') or 0)]}")
            elif tag == "t" and name != "xl/sharedstrings.xml":
                said.append(element.text or "")
            else:
                said.append("\n")
    return "".join(said)


def _shape(content: bytes) -> dict[str, list[str]]:
    """The elements of each part, which a conversion must leave in number and order. The ư that LibreOffice writes as
    the element of a soft hyphen becomes one of text."""
    return {
        name: [str(e.tag).replace("softHyphen", "t") for e in root.iter() if e.tag is not etree.Comment]
        for name, root in _parts(content).items()
    }


def _everything(content: bytes) -> bytes:
    package = open_package(content, LIMITS)
    return b"".join(package.read(name) or b"" for name in package.names if not name.endswith("fonttable.xml"))
