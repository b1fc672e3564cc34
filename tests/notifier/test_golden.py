"""The letters as files. A golden is accepted by a person who read it as its receiver; to write the new text of a
letter that was changed on purpose, delete its golden and run with TIEPNHAN_WRITE_GOLDENS=1, then read it."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import pytest

from casework.letter import Letter, LetterName
from tests.notifier.letters import joint, noticed, walked

GOLDENS = Path(__file__).parent / "golden"
LETTERS: dict[str, Letter] = {**walked(), **joint(), **{name: letter for name, letter in noticed().items() if letter}}


def as_file(letter: Letter) -> str:
    return (
        f"To: {letter.to.mailbox}\nSubject: {letter.subject}\nAuto-Submitted: {letter.auto_submitted}\n\n{letter.text}"
    )


def compare(path: Path, got: str) -> None:
    if not path.exists() and os.environ.get("TIEPNHAN_WRITE_GOLDENS") == "1":
        path.write_text(got, encoding="utf-8")
    assert path.exists(), f"{path.name}: no golden; see the head of this test"
    assert got == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_text(name: str) -> None:
    compare(GOLDENS / f"{name}.txt", as_file(LETTERS[name]))


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_html(name: str) -> None:
    compare(GOLDENS / f"{name}.html", LETTERS[name].html)


def test_every_letter_name_has_a_folder_and_a_golden() -> None:
    assert {letter.name for letter in LETTERS.values()} == set(LetterName)


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDENS.iterdir()} == set(LETTERS)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_both_versions_say_the_same_facts(name: str) -> None:
    """Every time, reference, address, article and hash of the text stands in the HTML too."""
    letter = LETTERS[name]
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", letter.html)).split())
    text = " ".join(letter.text.split())
    for pattern in (
        r"\d\d:\d\d thứ \w+ \d+/\d+/\d{4}",
        r"[A-Z]+-\d{6}",
        r"[\w.]+@[\w.]+\w",
        r"Điều \d+",
        r"[0-9a-f]{64}",
    ):
        for fact in set(re.findall(pattern, text)):
            assert fact in shown, f"{fact} is missing in the HTML of {name}"


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_text_fits_a_quoted_mail(name: str) -> None:
    long = [line for line in LETTERS[name].text.splitlines() if len(line) > 76 and " " in line.strip()]
    assert not [line for line in long if not re.search(r"\S{40}", line)]
