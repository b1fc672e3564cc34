"""What may be typed after `tiepnhan directory`."""

from __future__ import annotations

import argparse
from pathlib import Path

from casework.directory import Person
from casework.directory_table import COLUMNS, BadCell, cells_of, person_of
from casework.errors import UsageError

__all__ = ["FIELDS", "arguments", "edited"]

#: The columns in their order; each but the address is an option of `add` and `set`.
FIELDS = tuple(key for _, key in COLUMNS)
_LINES = (
    ("list", "who stands in the directory now"),
    ("export", "write it as .xlsx or CSV"),
    ("show", "one address in full, with its history"),
    ("log", "every change: who changed whom, when, why"),
    ("import", "take up a file; shows the differences and changes nothing without --apply"),
    ("add", "one entry more"),
    ("set", "change an entry; another unit or role ends the old entry and begins a new one"),
    ("leave", "a person has left: a stranger from now on, kept for old cases"),
    ("move", "another address of the same person; a leader's counts from the next working day and is announced"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """One action a line of :data:`_LINES`."""
    actions = parser.add_subparsers(dest="what", metavar="|".join(name for name, _ in _LINES), required=True)
    for name, line in _LINES:
        action = actions.add_parser(name, help=line, description=line)
        # Behind the action too, as people type it; what stood before it is not forgotten where it is not repeated.
        action.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if name in ("list", "show", "log"):
            action.add_argument("--json", action="store_true", help="one JSON object a line")
        if name in ("list", "export"):
            action.add_argument("--unit", default="", help="of one unit")
            action.add_argument("--portal", default="", metavar="ID", help="who serves one portal")
            action.add_argument("--all", action="store_true", help="also who has left")
        if name == "export":
            action.add_argument("file", nargs="?", type=Path, metavar="FILE", help=".xlsx or .csv; none: stdout")
        if name == "log":
            action.add_argument("address", nargs="?", metavar="ADDRESS")
            action.add_argument("--since", metavar="DAY", help="2026-08-28")
        if name in ("show", "add", "set", "leave", "move"):
            action.add_argument("address", metavar="ADDRESS")
        if name == "move":
            action.add_argument("to", nargs="?", default="", metavar="NEW-ADDRESS")
            action.add_argument("--cancel", action="store_true", help="take back a move that does not count yet")
        if name in ("set", "leave"):
            action.add_argument("--of", default="", metavar="UNIT", help="of several entries the one of this unit")
        if name in ("add", "set"):
            _fields(action, needed=name == "add")
        if name == "import":
            action.add_argument("file", type=Path, metavar="FILE", help=".xlsx or CSV in UTF-8")
            action.add_argument("--apply", action="store_true", help="really import")
        if name in ("import", "add", "set", "leave", "move"):
            action.add_argument("--by", default="", required=name != "import", help="who changes the directory")
            action.add_argument("--reason", default="", help="why; kept in the log")


def edited(person: Person, options: argparse.Namespace) -> Person:
    """``person`` with what was typed; an empty word empties the field. Raises :class:`UsageError`."""
    typed = [getattr(options, key, None) for key in FIELDS]
    cells = [
        said if key != "address" and said is not None else cell
        for key, said, cell in zip(FIELDS, typed, cells_of(person), strict=True)
    ]
    try:
        return person_of(cells)
    except BadCell as error:
        raise UsageError(f"directory set: {error}") from error


def _fields(action: argparse.ArgumentParser, *, needed: bool) -> None:
    for heading, key in COLUMNS:
        if key == "address":
            continue
        required = needed and key in ("name", "role")
        action.add_argument(f"--{key}", default=None, required=required, metavar="…", help=heading)
