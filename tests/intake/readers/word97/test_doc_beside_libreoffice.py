"""Another program's eyes: LibreOffice finds the same letters in the same fonts of the same Word files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from casework.document import Zone
from intake.readers.assemble import RawDocument
from intake.readers.docx import reader as docx
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.readers.word97 import reader as doc
from tests.builders.corpus import corpus_file

LIMITS = Limits()
FILES = (
    "viparse-corpus/corpus/public-domain/tcvn3/2004-B1-2-TMDA.doc",
    "viparse-corpus/corpus/public-domain/vni/2006-quydinhkiemtra02.doc",
    "qlvb-quanhuyen-2011/2011_12_28_0209000000709072!~!QD9UB1.DOC",
    "nd30-2020-original/Phuluc2.doc",
)
LAW = "phapluatai-luat-docx/604_QD-TTg_700112.docx"


def soffice(folder: Path, target: str, *sources: Path) -> list[Path]:
    program = shutil.which("soffice")
    if program is None:
        message = "SKIPPED WITHOUT PROOF: LibreOffice is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    return [folder / f"{source.stem}.{target.partition(':')[0]}" for source in sources]


def letters(raw: RawDocument) -> list[tuple[str, str]]:
    """Every letter or digit of body and tables with its font."""
    assert raw.lines is not None, raw.flaws
    shown = (line for line in raw.lines if line.zone in (Zone.BODY, Zone.TABLE))
    return [(c, piece.font.lower()) for line in shown for piece in line.pieces for c in piece.text if c.isalnum()]


def test_letters_and_fonts_of_real_files(tmp_path: Path) -> None:
    sources = [corpus_file(name) for name in FILES]
    for source, converted in zip(sources, soffice(tmp_path, "fodt", *sources), strict=True):
        ours, theirs = (
            letters(doc.read(source.read_bytes(), LIMITS)),
            letters(flat_xml.read(converted.read_bytes(), LIMITS)),
        )
        assert [c for c, _ in ours] == [c for c, _ in theirs], source.name
        same = sum(one == other for one, other in zip(ours, theirs, strict=True))
        assert same >= 0.99 * len(ours), (source.name, same, len(ours))


def test_a_docx_that_libreoffice_saved_as_doc_reads_the_same_in_both(tmp_path: Path) -> None:
    """Places, columns, fonts and bold, line by line."""
    source = corpus_file(LAW)
    (saved,) = soffice(tmp_path, "doc:MS Word 97", source)
    before, after = docx.read(source.read_bytes(), LIMITS), doc.read(saved.read_bytes(), LIMITS)
    assert before.lines is not None
    assert after.lines is not None
    shown = [[line for line in raw if line.zone is not Zone.METADATA] for raw in (before.lines, after.lines)]
    assert shown[0] == shown[1]
    assert len(shown[0]) > 100
