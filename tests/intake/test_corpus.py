"""The proof on the real files: each read, each legacy one flagged in its encoding, no Unicode one, letters as they are.

All of ../shared/corpus through the public door, the locked sandbox, then the rules. The copies of .doc and .xls need
LibreOffice and some seconds a file: a run of the suite takes a sample, ``TIEPNHAN_CORPUS_ALL=1`` takes every file.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from lxml import etree

from casework.document import Document, FlawKind
from casework.finding import Finding
from intake.convert.result import Converted, Modern
from intake.sandbox import Sandbox
from intake.terms import Terms
from intake.workshop.client import Workshop
from tests.builders.corpus import corpus_files
from tests.intake.transcripts import compare, letters_of, listed, shown, transcript
from tests.validators.cases import case, judge, portal
from validators.reading import LEGACY

pytestmark = pytest.mark.corpus

AT = portal("FNT101", "FNT105")
TERMS = Terms()
KINDS = (".doc", ".docx", ".rtf", ".xls", ".xlsx", ".pdf", ".ppt", ".pptx")
LEAST = 0.998  # share of the letters
SECONDS = 10.0  # for one file, on a slow machine under load; the slowest takes half a second
BROKEN = {FlawKind.WORKER, FlawKind.UNREADABLE, FlawKind.LIMIT, FlawKind.ENCRYPTED, FlawKind.TRUNCATED}
SAMPLE = {"2004-B6", "2005-8A2AC_NKT2.05"}
#: LibreOffice itself sets this one on 19 pages once it has saved it as .docx, before a letter of ours was changed.
RESAVED_SHORTER = {"2004-B1-2-TMDA": 2}


class Reading(NamedTuple):
    path: Path
    seconds: float
    document: Document

    @property
    def encoding(self) -> str:
        """The legacy encoding by the folder that the corpus keeps the file in, else “unicode”."""
        return self.path.parent.name if self.path.parent.name in ("tcvn3", "vni") else "unicode"


class Copied(NamedTuple):
    reading: Reading
    converted: Converted
    again: Document
    modern: bytes


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=60.0, memory_mb=1024) as one:
        one.open_file(b"warm", "warm.txt", TERMS)
        yield one


@pytest.fixture(scope="module")
def readings(sandbox: Sandbox) -> list[Reading]:
    found = []
    for path in (path for path in corpus_files("**/*") if path.suffix.lower() in KINDS):
        content, begin = path.read_bytes(), time.monotonic()
        document = sandbox.open_file(content, path.name, TERMS)
        found.append(Reading(path, time.monotonic() - begin, document))
    return found


@pytest.fixture(scope="module")
def copies(sandbox: Sandbox, readings: list[Reading]) -> list[Copied]:
    """Every .rtf converted, and the .doc and .xls that LibreOffice saves as .docx and .xlsx."""
    legacy = [reading for reading in readings if reading.encoding != "unicode"]
    office = [r for r in legacy if r.document.kind in ("doc", "xls") and _is_taken(r)]
    done = [_copied(sandbox, reading, b"") for reading in legacy if reading.document.kind == "rtf"]
    if shutil.which("soffice") is None:
        return done
    with Workshop() as workshop:
        for reading in office:
            kind = reading.document.kind
            modern = workshop.to_office(reading.path.read_bytes(), kind, f"{kind}x", seconds=120.0)
            done.append(_copied(sandbox, reading, modern))
    return done


def _is_taken(reading: Reading) -> bool:
    return bool(os.environ.get("TIEPNHAN_CORPUS_ALL")) or reading.path.stem in SAMPLE


def _copied(sandbox: Sandbox, reading: Reading, modern: bytes) -> Copied:
    saved = (Modern(reading.document.sha256, modern),) if modern else ()
    (copy,) = sandbox.convert_file(reading.path.read_bytes(), reading.path.name, TERMS, saved)
    again = sandbox.open_file(copy.converted.content, f"copy.{copy.converted.kind}", TERMS)
    return Copied(reading, copy.converted, again, modern)


def _findings(reading: Reading) -> tuple[Finding, ...]:
    return judge(case(reading.document), AT)


def test_every_file_is_read_in_its_time_and_none_breaks_the_worker(sandbox: Sandbox, readings: list[Reading]) -> None:
    assert len(readings) >= 90
    assert (sandbox.status.unread, sandbox.status.replaced) == (0, 0)
    for reading in readings:
        document, name = reading.document, reading.path.name
        assert reading.seconds < SECONDS, (name, reading.seconds)
        assert not {flaw.kind for flaw in document.flaws} & BROKEN, (name, document.flaws)
        scan = any(flaw.kind is FlawKind.NO_TEXT for flaw in document.flaws)
        assert scan or any(line.text for line in document.lines), name
        assert not scan or document.kind == "pdf", name


def test_every_legacy_file_is_flagged_in_its_encoding(readings: list[Reading]) -> None:
    legacy = [reading for reading in readings if reading.encoding != "unicode"]
    assert len(legacy) == 42
    for reading in legacy:
        name, counts = reading.path.name, reading.document.encodings
        assert counts[0].encoding == reading.encoding, (name, counts)
        found = [finding for finding in _findings(reading) if finding.code == "FNT101"]
        assert [finding.verdict.value for finding in found] == ["defect"], name
        assert f"ở bảng mã Unicode mà ở {LEGACY[reading.encoding]}" in " ".join(found[0].message.split()), name


def test_no_unicode_file_is_flagged(readings: list[Reading]) -> None:
    clean = [reading for reading in readings if reading.encoding == "unicode"]
    assert len(clean) >= 48
    for reading in clean:
        assert _findings(reading) == (), reading.path.name
        assert {count.encoding for count in reading.document.encodings} <= {"unicode"}, reading.path.name


def test_the_decoded_text_is_the_transcript(readings: list[Reading]) -> None:
    compared = [_compared(r, r.document, every=True) for r in readings if transcript(r.path) is not None]
    assert len(compared) == 42
    assert sum(letters for letters, _ in compared) > 350_000
    assert sum(wrong for _, wrong in compared) <= 10


def test_the_text_of_each_copy_is_the_transcript(copies: list[Copied]) -> None:
    assert len(copies) >= 4
    for copy in copies:
        name, converted = copy.reading.path.name, copy.converted
        assert converted.content and not converted.refusal, (name, converted.refusal)
        assert {count.encoding for count in copy.again.encodings} == {"unicode"}, name
        _compared(copy.reading, copy.again, every=False)


def _compared(reading: Reading, document: Document, *, every: bool) -> tuple[int, int]:
    """How many letters the transcript has, and how many of ours are wrong; each difference must be in the list. With
    ``every`` what the list says of the transcript's faults must still be true."""
    truth = transcript(reading.path)
    assert truth is not None
    found, known = compare(shown(document), truth), listed(reading.path.stem)
    seen = Counter((one.ours, one.transcript) for one in found)
    assert not seen - (known.transcript + known.ours), reading.path.name
    assert not every or not known.transcript - seen, reading.path.name
    wrong = sum(one.letters for one in found if (one.ours, one.transcript) not in known.transcript)
    letters = letters_of(truth)
    assert wrong <= (1 - LEAST) * letters, (reading.path.name, wrong, letters)
    return letters, wrong


@pytest.mark.timeout(1800)
def test_each_copy_opens_in_libreoffice_in_the_same_shape(copies: list[Copied], tmp_path: Path) -> None:
    """Tables and pictures to a piece and pages ± 1 beside the original. Paragraphs, rows and drawings to a piece beside
    what LibreOffice saved, whose own saving drops an empty one here and there."""
    office = [copy for copy in copies if copy.modern]
    if not office:
        pytest.skip("SKIPPED WITHOUT PROOF: soffice is not installed")
    for copy in office:
        path, kind = copy.reading.path, copy.converted.kind
        (tmp_path / f"original-{path.name}").write_bytes(path.read_bytes())
        (tmp_path / f"copy-{path.stem}.{kind}").write_bytes(copy.converted.content)
    _in_libreoffice(tmp_path)
    for copy in office:
        stem, flat = copy.reading.path.stem, "fodt" if copy.converted.kind == "docx" else "fods"
        original, ours = (_elements(tmp_path / f"{which}-{stem}.{flat}") for which in ("original", "copy"))
        lines = original["p"] + original["h"]
        assert _stored(copy.converted.content) == _stored(copy.modern), stem
        assert (ours["table"], ours["image"]) == (original["table"], original["image"]), stem
        assert abs(ours["p"] + ours["h"] - lines) <= 0.02 * lines, stem
        pages = [len(pypdfium2.PdfDocument(tmp_path / f"{which}-{stem}.pdf")) for which in ("original", "copy")]
        assert abs(pages[0] - pages[1]) <= RESAVED_SHORTER.get(stem, 1), (stem, pages)


def _in_libreoffice(folder: Path) -> None:
    """Flat XML and PDF of every file in ``folder``, beside it."""
    files = sorted(folder.iterdir())
    words = [file for file in files if file.suffix.lower().startswith(".doc")]
    sheets = [file for file in files if file not in words]
    for kind, some in (("fodt", words), ("fods", sheets), ("pdf", files)):
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
        subprocess.run([*command, *map(str, some)], capture_output=True, check=True, timeout=900)


def _elements(file: Path) -> Counter[str]:
    """How many elements of each name stand in the body."""
    root = etree.parse(file, etree.XMLParser(huge_tree=True)).getroot()
    body = root.find("{*}body")
    assert body is not None, file.name
    return Counter(etree.QName(element).localname for element in body.iter(etree.Element))


def _stored(content: bytes) -> dict[str, Counter[str]]:
    """How many paragraphs, tables, rows, cells and drawings stand in each part of a package."""
    wanted = ("p", "tbl", "tr", "tc", "drawing", "pict", "object", "row", "c", "anchor")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.endswith(".xml")}
    names = {n: [etree.QName(e).localname for e in etree.fromstring(x).iter(etree.Element)] for n, x in parts.items()}
    return {name: Counter(tag for tag in tags if tag in wanted) for name, tags in names.items()}
