"""A bound that is hit names itself: the key of config.toml stands in every sentence that quotes a bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import intake
from intake.readers.limits import Limits

SOURCES = sorted(Path(intake.__file__).parent.rglob("*.py"))


def sentences() -> Iterator[tuple[str, str, set[str]]]:
    """Where each f-string stands that quotes a bound, its fixed text, and the bounds that it quotes."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            bounds = {
                inner.attr
                for inner in ast.walk(node)
                if isinstance(inner, ast.Attribute)
                and inner.attr in Limits.__struct_fields__
                and ast.unparse(inner.value).rpartition(".")[2] in ("limits", "_limits", "bounds")
            }
            if bounds:
                fixed = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
                yield f"{path.name}:{node.lineno}", fixed, bounds


def test_every_sentence_that_quotes_a_bound_names_it() -> None:
    found = list(sentences())
    assert len(found) > 15
    assert [place for place, fixed, bounds in found if not any(f"({bound})" in fixed for bound in bounds)] == []


def test_every_bound_is_used() -> None:
    house = Path(intake.__file__).parents[1]
    paths = (path for room in ("intake", "frontdesk", "notifier") for path in (house / room).rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.name != "limits.py")
    assert [name for name in Limits.__struct_fields__ if f"imits.{name}" not in text] == []
