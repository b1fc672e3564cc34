"""From raw lines to runs, lines and counts."""

from __future__ import annotations

from casework.document import Document, EncodingCount, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece, assemble
from intake.readers.limits import Limits


def _document(raw: RawDocument, limits: Limits | None = None) -> Document:
    return assemble(raw, path="p", name="n", kind="docx", sha256="", size=0, limits=limits)


def test_pieces_of_one_font_are_one_run_and_a_line_reads_whole() -> None:
    line = RawLine(
        (RawPiece("Céng ", ".VnTime"), RawPiece("hoµ ", ".VnTime", bold=True), RawPiece("VN", "Arial")), "đoạn 1"
    )
    document = _document(RawDocument((line,)))
    assert [(run.font, run.encoding, run.raw, run.text, run.letters) for run in document.runs or ()] == [
        (".VnTime", "tcvn3", "Céng hoµ ", "Cộng hoà ", 2),
        ("Arial", "none", "VN", "VN", 0),
    ]
    assert [(line.text, line.where, line.bold) for line in document.lines] == [("Cộng hoà VN", "đoạn 1", False)]
    assert document.encodings == (EncodingCount("tcvn3", 2),)


def test_words_do_not_join_across_lines() -> None:
    lines = tuple(RawLine((RawPiece(text, "Arial"),), f"đoạn {n}") for n, text in enumerate(("Chủ", "tịch")))
    assert [line.text for line in _document(RawDocument(lines)).lines] == ["Chủ", "tịch"]


def test_no_text_layer_is_not_an_empty_one() -> None:
    assert _document(RawDocument(None)).runs is None
    assert _document(RawDocument(())).runs == ()


def test_blank_lines_are_left_out_and_zones_kept() -> None:
    lines = (
        RawLine((RawPiece("  "),), "đoạn 1"),
        RawLine((RawPiece("MẬT", bold=True),), "hộp chữ 1", Zone.TEXT_BOX, 2),
    )
    found = _document(RawDocument(lines)).lines
    assert [(line.text, line.zone, line.column, line.bold) for line in found] == [("MẬT", Zone.TEXT_BOX, 2, True)]


def test_letters_beyond_the_limit_are_a_flaw() -> None:
    lines = tuple(RawLine((RawPiece("abcdefghij"),), f"đoạn {n}") for n in range(1, 11))
    document = _document(RawDocument(lines), Limits(text_letters=35))
    assert len(document.lines) == 3
    assert [(flaw.kind, flaw.where) for flaw in document.flaws] == [(FlawKind.LIMIT, "đoạn 4")]


def test_lines_beyond_the_limit_are_a_flaw() -> None:
    lines = tuple(RawLine((RawPiece("a"),), f"dòng {n}") for n in range(1, 6))
    document = _document(RawDocument(lines), Limits(text_lines=3))
    assert [line.where for line in document.lines] == ["dòng 1", "dòng 2", "dòng 3"]
    assert [(flaw.kind, flaw.where) for flaw in document.flaws] == [(FlawKind.LIMIT, "dòng 4")]


def test_counts_are_ordered_by_letters() -> None:
    lines = (
        RawLine((RawPiece("Hµ Néi", ".VnTime"),), "đoạn 1"),
        RawLine((RawPiece("Tiếng Việt đẹp quá", "Arial"),), "đoạn 2"),
    )
    assert _document(RawDocument(lines)).encodings == (EncodingCount("unicode", 5), EncodingCount("tcvn3", 2))


def test_look_alikes_of_recognised_text_are_the_recognitions() -> None:
    piece = RawPiece("QUYẾT ÐỊNH của Bộ")
    assert [sum(r.look_alikes for r in _document(RawDocument((RawLine((p,), "trang 1"),))).runs or ())
            for p in (piece, piece._replace(hidden=True))] == [1, 0]  # fmt: skip
