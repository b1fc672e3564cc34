"""Every play, whole: what must be so on the way, which letters leave, and what each of them reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.stories.plays import book_answers, book_people, book_portals, book_silence, book_trickery
from tests.stories.plays.play import Play
from tests.stories.plays.stage import Stage

LETTERS = Path(__file__).parent / "letters"
PLAYS: tuple[Play, ...] = (
    *book_answers.PLAYS,
    *book_people.PLAYS,
    *book_silence.PLAYS,
    *book_trickery.PLAYS,
    *book_portals.PLAYS,
)


@pytest.mark.parametrize("play", PLAYS, ids=lambda p: p.name)
def test_play(play: Play, stage: Stage) -> None:
    play.tell(stage)
    assert stage.letters() == play.letters
    _compare_letters(play, stage.golden())


def _compare_letters(play: Play, written: dict[str, str]) -> None:
    """TIEPNHAN_GOLDEN=write lays the letters down anew; whoever does that reads them before committing."""
    folder = LETTERS / play.name
    if os.environ.get("TIEPNHAN_GOLDEN") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.txt"):
            old.unlink()
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    golden = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert written == golden


def test_plays_are_many_and_no_letter_is_left_over() -> None:
    names = [play.name for play in PLAYS]
    assert len(names) == len(set(names)) >= 14
    assert {path.name for path in LETTERS.iterdir()} == set(names)
