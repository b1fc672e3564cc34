"""Every real file: legacy ones are told by their encoding, Unicode ones are never flagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.document import Document
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders.corpus import corpus_files

pytestmark = pytest.mark.corpus


def _read(path: Path) -> Document:
    return read_file(path.read_bytes(), path=path.name, name=path.name, declared_type="", limits=Limits())


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_real_legacy_files(name: str) -> None:
    files = corpus_files(f"viparse-corpus/corpus/public-domain/{name}/*")
    assert len(files) >= 5
    for path in files:
        counts = {count.encoding: count.letters for count in _read(path).encodings}
        assert counts.get(name, 0) >= 0.99 * sum(counts.values()) > 0, (path.name, counts)


def test_what_is_not_in_the_usual_encoding_of_a_real_file_is_truly_so() -> None:
    """A TCVN3 decision with four words in VNI, a TCVN3 sheet with three cells in Unicode."""
    (decision,) = corpus_files("**/2005-QDSUA522.doc")
    assert {(run.font, run.text.strip()) for run in _read(decision).runs or () if run.encoding == "vni"} == {
        ("VNI-Times", "Ứng")
    }
    (sheet,) = corpus_files("**/2009-xls.xls")
    cells = {run.text.strip() for run in _read(sheet).runs or () if run.encoding == "unicode" and run.letters}
    assert cells == {"- Đề tài, dự án trong chương trình cấp NN"}


def test_real_unicode_files_are_never_flagged() -> None:
    """The district's documents of 2011 bear misleading font names."""
    files = [
        *corpus_files("nd30-2020-original/*.doc*"),
        *corpus_files("phapluatai-luat-docx/*.docx"),
        *corpus_files("qlvb-quanhuyen-2011/*"),
    ]
    assert len(files) > 30
    for path in files:
        document = _read(path)
        assert {count.encoding for count in document.encodings} <= {"unicode"}, path.name
        strange = sum(run.look_alikes + run.private_use for run in document.runs or ())
        assert strange == 0, path.name
