"""Printed headers of OpenDocument sheets, masters of slides, and LibreOffice's word on what stands in which font."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from casework.document import Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.readers.odf import reader as odt
from intake.readers.sheets import xls, xlsx
from intake.readers.slides import ppt, pptx
from tests.builders.corpus import corpus_files

LIMITS = Limits()
PUBLIC = "viparse-corpus/corpus/public-domain"
_NAMES = {"office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
          "fo": "xsl-fo-compatible", "presentation": "presentation"}  # fmt: skip
NAMESPACES = " ".join(f'xmlns:{s}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for s, name in _NAMES.items())


def flat(body: str, masters: str = "", automatic: str = "") -> bytes:
    return (
        f"<office:document {NAMESPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles><office:body>{body}</office:body></office:document>"
    ).encode()


def shown(raw: RawDocument) -> list[tuple[str, str, Zone]]:
    assert raw.lines is not None
    lines = [line for line in raw.lines if line.zone is not Zone.METADATA]
    return [("".join(p.text for p in line.pieces), line.where, line.zone) for line in lines]


def test_the_printed_header_of_a_sheet_is_read_by_its_regions() -> None:
    masters = (
        '<style:master-page style:name="Page"><style:header>'
        "<style:region-left><text:p>trái</text:p></style:region-left>"
        "<style:region-right><text:p>TỐI MẬT</text:p></style:region-right></style:header>"
        '<style:header-left style:display="false"><text:p>không in</text:p></style:header-left>'
        "<style:footer><text:p>chân</text:p></style:footer></style:master-page>"
        '<style:master-page style:name="Unused"><style:header><text:p>khác</text:p></style:header></style:master-page>'
    )
    used = '<style:style style:name="ta1" style:family="table" style:master-page-name="Page"/>'
    body = (
        '<office:spreadsheet><table:table table:name="S" table:style-name="ta1"><table:table-row><table:table-cell>'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"
    )
    assert shown(flat_xml.read(flat(body, masters, used), LIMITS)) == [
        ("trái", "đầu trang", Zone.HEADER),
        ("TỐI MẬT", "đầu trang", Zone.HEADER),
        ("x", "trang tính “S”, ô A1", Zone.TABLE),
        ("chân", "chân trang", Zone.FOOTER),
    ]


def test_what_a_master_shows_stands_on_every_slide() -> None:
    def frame(text: str, kind: str = "") -> str:
        holder = f' presentation:class="{kind}"' if kind else ""
        return f"<draw:frame{holder}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"

    masters = (
        f'<style:master-page style:name="M">{frame("Bấm để sửa", "title")}{frame("MẬT")}'
        "<draw:custom-shape><text:p>cơ quan</text:p></draw:custom-shape></style:master-page>"
        f'<style:master-page style:name="Unused">{frame("khác")}</style:master-page>'
    )
    body = (
        f'<office:presentation><draw:page draw:master-page-name="M">{frame("Tiêu đề", "title")}{frame("hộp")}'
        '</draw:page><draw:page draw:master-page-name="M"/></office:presentation>'
    )
    assert shown(flat_xml.read(flat(body, masters), LIMITS)) == [
        ("MẬT", "mẫu trang chiếu", Zone.HEADER),
        ("cơ quan", "mẫu trang chiếu", Zone.HEADER),
        ("Tiêu đề", "trang chiếu 1", Zone.BODY),
        ("hộp", "trang chiếu 1", Zone.TEXT_BOX),
    ]


def _in_fonts(raw: RawDocument) -> Counter[tuple[str, tuple[str, ...]]]:
    """The letters of each cell or line of a slide, with the fonts they stand in; blanks and signs aside."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    assert raw.lines is not None
    for line in raw.lines:
        text = re.sub(r"[\s*•«\uf000-\uf0ff]+", "", "".join(piece.text for piece in line.pieces))
        fonts = (piece.font for piece in line.pieces if piece.text.strip() and any(map(str.isalpha, piece.text)))
        if line.zone in (Zone.TABLE, Zone.BODY) and any(map(str.isalpha, text)):
            found[text, tuple(dict.fromkeys(fonts))] += 1
    return found


@pytest.mark.corpus
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("old", "new"), [("xls", "xlsx"), ("xls", "ods"), ("ppt", "pptx"), ("ppt", "odp")])
def test_libreoffice_finds_the_same_text_in_the_same_fonts(old: str, new: str, tmp_path: Path) -> None:
    """The original read by us, against what LibreOffice makes of it in another format, read by another reader."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("SKIPPED WITHOUT PROOF: soffice is not installed")
    originals = [path for path in corpus_files(f"{PUBLIC}/*/*.{old}") if old == "ppt" or path.stat().st_size < 25_000]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", new, "--outdir", str(tmp_path), *map(str, originals)]
    subprocess.run(command, check=True, capture_output=True, timeout=250)
    readers = {"xls": xls.read, "ppt": ppt.read, "xlsx": xlsx.read, "pptx": pptx.read, "ods": odt.read, "odp": odt.read}
    for path in originals:
        expected = _in_fonts(readers[new]((tmp_path / f"{path.stem}.{new}").read_bytes(), LIMITS))
        found = _in_fonts(readers[old](path.read_bytes(), LIMITS))
        if new == "ods":  # neighbours that say the same are stored, and read, once
            assert set(found) == set(expected), path.name
        else:
            differing = sum(((found - expected) + (expected - found)).values())
            assert differing <= (6 if old == "ppt" else 0), path.name  # signs that stand in symbol fonts
