"""Every story, whole: class, findings, decision, column, deadline, letters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casework.calendar import say_moment
from casework.case import Case
from casework.directory import Snapshot
from frontdesk.aiding import Aiding, NoPurse
from frontdesk.pipeline import Rooms
from tests.stories.book import STORIES
from tests.stories.story import Story
from tests.stories.walked import golden_text, walk_story
from tests.wire.tools import require

LETTERS = Path(__file__).parent / "letters"


def _found(case: Case) -> set[tuple[str, str, str]]:
    return {(f.code, f.verdict.value, f.where) for f in case.findings or ()}


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.name)
def test_story(story: Story, rooms: Rooms, directory: Snapshot, request: pytest.FixtureRequest) -> None:
    for program in story.needs:
        require(program)
    if "clamd" in story.needs:
        rooms = request.getfixturevalue("scanned_rooms")
    if not story.workshop:
        settings = rooms.settings
        rooms = rooms.with_aiding(None, Aiding(None, settings.workshop, settings.limits, NoPurse()))
    case = walk_story(story, rooms, directory)
    assert case.mail_class.value == story.mail_class
    assert _found(case) == set(story.findings)
    assert (case.decision.disposition.value if case.decision else None) == story.disposition
    assert [(letter.name.value, letter.to.mailbox) for letter in case.letters or ()] == list(story.letters)
    if story.column is not None:
        assert case.decision is not None and case.decision.column.id == story.column
    if story.deadline is not None:
        binding = case.decision.deadline if case.decision else None
        assert (binding.derivation if binding else "") == story.deadline, binding and say_moment(binding.due)
    if story.item is not None:
        assert case.main_document is not None and case.main_document.item is not None
        assert case.main_document.item.value == story.item
    _compare_letters(story, golden_text(case, keys=story.keys))


def _compare_letters(story: Story, written: dict[str, str]) -> None:
    """TIEPNHAN_GOLDEN=write lays the letters down anew; whoever does that reads them before committing."""
    folder = LETTERS / story.name
    if os.environ.get("TIEPNHAN_GOLDEN") == "write":
        if written:  # a story without letters leaves no empty folder behind
            folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.txt"):
            old.unlink()
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    golden = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")} if folder.exists() else {}
    assert written == golden


def test_stories_differ_in_portal_decision_or_findings() -> None:
    keys = [story.key for story in STORIES]
    assert len(keys) == len(set(keys)), sorted(s.name for s in STORIES if keys.count(s.key) > 1)


def test_there_are_enough_stories() -> None:
    assert len(STORIES) >= 40
    assert {story.portal for story in STORIES} == {"congttdt", "vienkhtcnn", "cchc", "hatinh", "hungyen"}
    assert sum(bool(story.uses) for story in STORIES) >= 15
    assert len({story.name for story in STORIES}) == len(STORIES)


def test_no_golden_letter_is_left_over() -> None:
    assert {p.name for p in LETTERS.iterdir()} <= {s.name for s in STORIES if s.letters}
