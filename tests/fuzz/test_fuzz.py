"""A short run of every target on every commit; longer ones: `make fuzz`, python -m tests.fuzz TARGET SECONDS."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest

from tests.fuzz.engine import Hang, Target, fuzz
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_mutants_do_no_harm(name: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow describes every damaged tif
        score = fuzz(TARGETS[name], lambda count: count >= 60, 7, tmp_path, name)
    assert score.finds == ()
    assert score.mutants == 60


# --- the engine itself ------------------------------------------------------------------------------------------------


def _run(attempt: object, tmp_path: Path, count: int = 40) -> tuple[str, ...]:
    target = Target(lambda: (b"abcdefgh",), mutated, attempt)  # type: ignore[arg-type]
    return fuzz(target, lambda done: done >= count, 3, tmp_path, "x").finds


def test_what_escapes_is_kept_once_with_its_file(tmp_path: Path) -> None:
    def attempt(content: bytes) -> int:
        if content != b"abcdefgh":
            raise KeyError(content)
        return 0

    finds = _run(attempt, tmp_path)
    assert len(finds) == 1 and "KeyError" in finds[0]
    kept = list(tmp_path.glob("x-*.bin"))
    assert len(kept) == 1 and kept[0].read_bytes() != b"abcdefgh"
    assert "KeyError" in kept[0].with_suffix(".txt").read_text(encoding="utf-8")


def test_a_hang_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def attempt(content: bytes) -> int:
        while content != b"abcdefgh":
            try:
                sum(range(1_000))
            except Exception:  # noqa: BLE001 - no reader may swallow a hang
                return 1
        return 0

    monkeypatch.setattr("tests.fuzz.engine.CPU_SECONDS", 0.05)
    assert any(Hang.__name__ in find for find in _run(attempt, tmp_path, count=2))


def test_what_ends_in_a_new_way_becomes_a_seed(tmp_path: Path) -> None:
    """Ten right bytes in a row: by chance alone never, one after the other soon."""

    def grow(content: bytes, chance: random.Random) -> bytes:
        return content + bytes([chance.randrange(2)])

    def attempt(content: bytes) -> int:
        length = len(content) - len(content.lstrip(b"\1"))
        if length >= 10:
            raise IndexError
        return length

    target = Target(lambda: (b"",), grow, attempt)
    assert fuzz(target, lambda done: done >= 1_200, 3, tmp_path, "x").finds
