from __future__ import annotations

import pytest

from intake.convert.plain import convert
from intake.readers.limits import Limits
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viqr"])
def test_text_becomes_utf8_with_its_line_ends(encoding: str) -> None:
    stored = "\r\n".join(encode(line, encoding) for line in PROSE) + "\r\n"
    raw = "".join(bytes([ord(c)]).decode("latin-1") if ord(c) < 256 else c for c in stored).encode("cp1252")
    content = convert(raw, Limits()).content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").casefold() == ("\r\n".join(PROSE) + "\r\n").casefold()


def test_separators_and_quotation_marks_stay() -> None:
    rows = [f'{n};"{line}";1.234,5\n' for n, line in enumerate(PROSE)]
    content = convert("".join(encode(row, "tcvn3") for row in rows).encode("cp1252"), Limits()).content
    assert content.decode("utf-8-sig").casefold() == "".join(rows).casefold()


@pytest.mark.parametrize("text", ["\n".join(PROSE), "Résumé, Straße", ""])
def test_unicode_and_other_languages_are_not_written_again(text: str) -> None:
    assert convert(text.encode(), Limits()).content == b""
