"""The real files of ``../shared/corpus``: a test that misses one skips loudly, and fails where CI is set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["corpus_file", "corpus_files", "shared_files"]

_SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_CORPUS = _SHARED / "corpus"


def corpus_file(name: str) -> Path:
    """The path of one real file, relative to the corpus."""
    path = _CORPUS / name
    _demand(path.exists(), name)
    return path


def corpus_files(pattern: str) -> list[Path]:
    """All real files that match ``pattern``, at least one."""
    paths = sorted(_CORPUS.glob(pattern))
    _demand(bool(paths), pattern)
    return paths


def shared_files(pattern: str) -> list[Path]:
    """Like :func:`corpus_files`, from the folder above (the regulations)."""
    paths = sorted(_SHARED.glob(pattern))
    _demand(bool(paths), pattern)
    return paths


def _demand(there: bool, name: str) -> None:
    if there:
        return
    message = f"SKIPPED WITHOUT PROOF: {name} is missing under ../shared"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
