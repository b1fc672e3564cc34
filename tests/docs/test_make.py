"""What the Makefile promises a newcomer: the list of targets, and a new rule that counts as one at once."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What `make new-rule` and the rules need of the tree.
FOLDERS = ("casework", "docs", "validators", "routing", "notifier", "store", "intake", "frontdesk", "regulations")


@pytest.fixture()
def tree(tmp_path: Path) -> Path:
    """A copy to write in."""
    for name in (*FOLDERS, "tests/validators"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "setup.cfg", "pyproject.toml", "constraints.txt"):
        shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def make(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``make`` with this Python in place of a virtual environment of the copy's own."""
    return _run(
        tree, "make", "--no-print-directory", "-o", ".venv/.installed", f"BIN={Path(sys.executable).parent}", *words
    )


def python(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return _run(tree, sys.executable, *words)


def _run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=tree, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree), "LANG": "C.UTF-8"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony
    done = make(ROOT, "help")
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert sorted(listed) == sorted(phony[1].split())
    assert done.stderr == ""


def test_a_new_rule_is_known_explained_and_not_yet_proven(tree: Path) -> None:
    done = make(tree, "new-rule", "CODE=FNT199", "DEFECT=look_alike")
    assert (done.returncode, done.stderr) == (0, "")
    rule, test = done.stdout.splitlines()[:2]
    assert rule == "validators/rules/fnt199_look_alike.py"
    assert test == "tests/validators/rules/test_fnt199_look_alike.py"
    page = python(tree, "-m", "frontdesk.cli", "explain", "FNT199")
    assert page.returncode == 0, page.stderr
    assert "## Cách sửa" in page.stdout
    assert python(tree, "-m", "frontdesk.cli", "portals", "--check").returncode == 0
    assert python(tree, "-m", "ruff", "check", rule, test).stdout == "All checks passed!\n"
    assert python(tree, "-m", "ruff", "format", "--check", rule, test).returncode == 0
    unwritten = python(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", test)
    assert "3 failed" in unwritten.stdout, "a rule without its three cases must not pass the tests"


def test_a_code_is_never_used_twice(tree: Path) -> None:
    assert make(tree, "new-rule", "CODE=FNT199", "DEFECT=look_alike").returncode == 0
    again = make(tree, "new-rule", "CODE=FNT199", "DEFECT=other")
    assert again.returncode == 2
    assert "never reused" in again.stderr
    assert not (tree / "validators/rules/fnt199_other.py").exists()


@pytest.mark.parametrize("words", [(), ("CODE=FNT1", "DEFECT=x"), ("CODE=FNT199", "DEFECT=Hai từ")])
def test_a_wrong_call_says_how_it_is_called(tree: Path, words: tuple[str, ...]) -> None:
    done = make(tree, "new-rule", *words)
    assert done.returncode == 2
    assert "usage: make new-rule CODE=FNT103 DEFECT=look_alike" in done.stderr
