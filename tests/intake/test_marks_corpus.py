"""No open document of the corpus bears a mark: the word “mật” stands in many of them, a mark in none."""

from __future__ import annotations

import pytest

from casework.document import Line, Mark
from casework.vietnamese import squeeze
from intake.marks import find_marks
from intake.readers.assemble import assemble
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from tests.builders.corpus import corpus_files, shared_files

pytestmark = pytest.mark.corpus


def marks_of_text(text: str) -> tuple[Mark, ...]:
    rows = (squeeze(row) for row in text.splitlines())
    return find_marks([Line(row, f"dòng {n}") for n, row in enumerate(rows, 1) if row])


@pytest.mark.parametrize("pattern", ["regulations/*.txt", "corpus/**/*.md", "corpus/**/ground-truth/*.txt"])
def test_no_mark_in_plain_texts(pattern: str) -> None:
    marked = {p.name: m for p in shared_files(pattern) if (m := marks_of_text(p.read_text("utf-8", "replace")))}
    assert marked == {}


def test_no_mark_in_word_documents() -> None:
    marked = {}
    for path in corpus_files("**/*.docx"):
        content = path.read_bytes()
        document = assemble(
            read(content, Limits()), path=path.name, name=path.name, kind="docx", sha256="", size=len(content)
        )
        if marks := find_marks(document.lines):
            marked[path.name] = marks
    assert marked == {}
