"""Strangers' documents of the readers that parse text: rich text, OpenDocument, web pages, Office XML, mutated.

Bytes are changed as everywhere; rich text also by its own words, trees by their elements, so that what is changed is
still parsed. Nothing may raise, hang, or take more than the bounds.

    python -m tests.fuzz.documents SECONDS [SEED [KIND …]]
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from intake.readers import docx, excel_xml, flat_xml, html, mht, odt, rtf, word_xml
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders import odf
from tests.builders import rtf as rich
from tests.builders.docx import build_docx, paragraph
from tests.builders.docx import table as word_table
from tests.builders.docx import text_box as word_box
from tests.builders.office_xml import para, word, workbook
from tests.builders.ole import build_ole
from tests.builders.web import build_mht, vml_box, word_page
from tests.fuzz.containers import mutated

__all__ = ["SEEDS", "main", "run"]

LIMITS = Limits(seconds=5.0)
_OBJECT = rich.Raw(
    "{\\object\\objemb{\\*\\objclass Excel.Sheet.8}{\\*\\objdata "
    + rich.ole1(
        "Excel.Sheet.8", build_ole({"Workbook": bytes(100), "\x01Ole10Native": b"\x09\0\0\0\x02\0a\0b\0"})
    ).hex()
    + "}{\\result x}}"
)
_RICH = rich.build_rtf(
    [
        "một",
        rich.table([["a", ["b", "c"]], ["d"]], font=".VnTime"),
        rich.para("x", rich.text_box("hộp"), _OBJECT, words="\\s5"),
        rich.Raw("{\\field{\\*\\fldinst {HYPERLINK x}}{\\fldrslt y}}{\\upr{a}{\\*\\ud{\\u273?}}}\\par"),
    ],
    header=["đầu"],
    footnotes=["chú"],
    info={"title": "tên"},
    styles="{\\stylesheet{\\f0 Normal;}{\\s5\\sbasedon0\\f1 Con;}}",
)
_NOTE = odf.Raw(
    "<text:note text:note-class='endnote'><text:note-body><text:p>chú</text:p></text:note-body></text:note>"
)
_BLOCKS: list[str | odf.Raw] = [
    odf.table([["a", ["b", odf.table([["c", "d"]])]]]),
    odf.para("x", odf.text_box("hộp", odf.para("y", _NOTE)), odf.span("z", "T1"), style="P1"),
]
_STYLES = odf.font_style("P1", ".VnTime", parent="P2") + odf.font_style("T1", family="text", bold=True)
_CELLS = (
    "<table:table-column table:number-columns-repeated='3' table:default-cell-style-name='c'/><table:table-row "
    "table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'><text:p>x</text:p>"
    "</table:table-cell><table:table-cell office:value-type='float'><text:p>1</text:p></table:table-cell>"
    "</table:table-row>"
)
_PAGE = word_page(
    f"<p class=a>một{vml_box('hộp')}</p><table><tr><td>a<td><table><tr><td>b</table></table><pre>c</pre>"
    "<div style='mso-element:footnote'>d</div><script>e</script>",
    css='p.a {font-family:".VnTime"} #b {font:12pt Arial}',
)

SEEDS: dict[str, tuple[bytes, ...]] = {
    "rtf": (_RICH,),
    "odt": (odf.build_odt(_BLOCKS, styles=_STYLES, header=["đầu"]), odf.build_ods({"DS": _CELLS})),
    "fodt": (odf.build_flat(_BLOCKS, styles=_STYLES, header=["đầu"]),),
    "html": (_PAGE,),
    "mht": (build_mht(_PAGE, [("header.htm", "text/html", b"<div style='mso-element:header'>a</div>")]),),
    "word-xml": (word(f"<wx:sect>{para('một', 'P1')}<w:tbl><w:tr><w:tc>{para('a')}</w:tc></w:tr></w:tbl></wx:sect>"),),
    "excel-xml": (
        workbook('<Row ss:Index="3"><Cell ss:StyleID="s2"><Data ss:Type="String">x</Data></Cell></Row>' * 3),
    ),
    "docx": (build_docx([word_table([["a", ["b", "c"]]]), paragraph("x", word_box("hộp"))], header=["đầu"]),),
}
_READERS: dict[str, Callable[[bytes, Limits], RawDocument]] = {
    "rtf": rtf.read, "odt": odt.read, "fodt": flat_xml.read, "html": html.read, "mht": mht.read,
    "word-xml": word_xml.read, "excel-xml": excel_xml.read, "docx": docx.read,
}  # fmt: skip
_WORDS = (
    "{", "}", "\\", "\\'", "\\u", "\\u-9999", "\\bin9", "\\bin99999999", "\\par", "\\cell", "\\row", "\\nestcell",
    "\\nestrow", "\\itap9", "\\itap0", "\\intbl", "\\intbl0", "{\\*\\shpinst", "{\\shptxt", "{\\field{\\*\\fldinst",
    "\\uc9", "{\\fonttbl", "{\\stylesheet", "{\\pict", "{\\object{\\*\\objdata", "\\trowd", "{\\footnote", "\\ftnalt",
    "{\\upr", "{\\*\\ud", "\\f0", "\\f99999", "\\fcharset163", "\\plain", "\\sect", "\\s1", "{\\sn", "{\\sv", "\\v",
    "{\\info{\\title", "\\deleted", "\\ansicpg1258", "\\hich\\af1", "\\loch\\f0",
)  # fmt: skip
_VALUES = ("", "0", "-1", "1", "99999999", "9" * 30, "none", "true", "x" * 300, "../x", "http://x", "P1", "P2", "c")
_XML = frozenset({"fodt", "word-xml", "excel-xml"})
_PACKED = frozenset({"odt", "docx"})


def _word_mutated(content: bytes, chance: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(out) + 1)
        out[place:place] = chance.choice(_WORDS).encode() * chance.choice((1, 1, 1, 3, 300)) + b" "
    return bytes(out)


def _tree_mutated(xml: bytes, chance: random.Random) -> bytes:
    """Elements left out, doubled, nested, renamed after another; values of attributes made extreme."""
    root = etree.fromstring(xml)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        elements = list(root.iter(etree.Element))
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        deed = chance.randrange(5)
        if deed == 0 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(_VALUES))
        elif deed == 1:
            element.tag = other.tag
        elif parent is None or element in other.iterancestors() or len(elements) > 5_000:
            continue
        elif deed == 2:
            parent.remove(element)
        elif deed == 3:
            other.append(etree.fromstring(etree.tostring(element)))
        else:
            for _ in range(chance.choice((1, 3, 60))):
                wrapper = etree.SubElement(other, element.tag, {str(k): str(v) for k, v in element.items()})
                wrapper.text, other = "x", wrapper
    return etree.tostring(root)


def _part_mutated(package: bytes, chance: random.Random) -> bytes:
    """A package with one of its XML parts mutated."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        changed = chance.choice([name for name in old.namelist() if name.endswith((".xml", ".rels"))])
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _tree_mutated(content, chance) if name == changed else content)
    return out.getvalue()


def mutant(kind: str, chance: random.Random) -> bytes:
    """One mutant of a seed of ``kind``; every third is changed byte by byte."""
    content = chance.choice(SEEDS[kind])
    if chance.randrange(3) == 0:
        return mutated(content, chance)
    if kind in _PACKED:
        return _part_mutated(content, chance)
    if kind in _XML:
        return _tree_mutated(content, chance)
    return _word_mutated(content, chance) if kind == "rtf" else mutated(content, chance)


def run(kind: str, end: Callable[[int], bool], seed: int = 1) -> int:
    """Read mutants of ``kind`` until ``end`` of their number says so; returns how many there were.

    Raises whatever escapes, with the mutant in ``fuzz-KIND.bin`` beside the caller, and :class:`AssertionError` for
    one that takes longer than a job may.
    """
    chance = random.Random(seed)
    count = 0
    while not end(count):
        content = mutant(kind, chance)
        started = time.process_time()  # a busy machine is no hang
        try:
            raw = _READERS[kind](content, LIMITS)
            assert raw.lines is not None or raw.flaws
            if count % 10 == 0:
                read_file(content, path="bai", name="bai", limits=LIMITS)
            assert time.process_time() - started < LIMITS.seconds
        except BaseException:
            Path(f"fuzz-{kind}.bin").write_bytes(content)
            raise
        count += 1
    return count


def main(arguments: list[str]) -> int:
    """Every kind for an equal share of the seconds."""
    seconds = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else int(time.time())
    kinds = arguments[2:] or list(SEEDS)
    for kind in kinds:
        until = time.monotonic() + seconds / len(kinds)
        count = run(kind, lambda _, until=until: time.monotonic() >= until, seed)  # type: ignore[misc]
        print(f"{kind}: {count} mutants, seed {seed}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
