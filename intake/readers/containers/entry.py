"""What comes out of a container: files, texts of mails, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from casework.document import Flaw, FlawKind, Signature
from intake.readers.assemble import RawLine
from intake.readers.containers.names import path_of

__all__ = ["Entry", "Findings", "Unpacked"]

_NAMED = 3  # names that one flaw quotes


class Entry(NamedTuple):
    """One file, or (``lines`` given) the text of a mail.

    ``name`` is fit to show and may be empty, ``folders`` the way to it inside its container; ``claimed`` holds every
    name that the container gives it, uncleaned. ``subjects`` are those of a mail. ``walked`` says that what is inside
    it stands beside it already. ``signatures`` cover all of it and all that is inside it.
    """

    name: str
    claimed: tuple[str, ...] = ()
    content: bytes = b""
    folders: tuple[str, ...] = ()
    declared_type: str = ""
    inline: bool = False
    lines: tuple[RawLine, ...] | None = None
    subjects: tuple[str, ...] = ()
    walked: bool = False
    flaws: tuple[Flaw, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Unpacked(NamedTuple):
    """``flaws`` belong to the container itself. ``names`` holds every name in it, also of what was not unpacked, and
    ``subjects`` those of a mail: a mark may stand in any of them. ``signatures`` are of the container, over all that
    is in it."""

    entries: tuple[Entry, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    names: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Findings:
    """Flaws of one container, gathered so that a thousand bad entries make one sentence."""

    def __init__(self) -> None:
        self._quoted: dict[tuple[FlawKind, str], list[str]] = {}
        self._plain: list[Flaw] = []

    def about(self, kind: FlawKind, template: str, name: str) -> None:
        """``template`` holds “{names}”, which becomes the first names and how many more there are."""
        self._quoted.setdefault((kind, template), []).append(name)

    def add(self, kind: FlawKind, detail: str) -> None:
        self._plain.append(Flaw(kind, detail))

    def flaws(self) -> tuple[Flaw, ...]:
        quoted = [Flaw(kind, template.format(names=_list(names))) for (kind, template), names in self._quoted.items()]
        return tuple(dict.fromkeys((*quoted, *self._plain)))


def _list(names: Iterable[str]) -> str:
    shown = [" › ".join(path_of(name)) or "không tên" for name in names]
    said = ", ".join(f"“{name}”" for name in shown[:_NAMED])
    return said if len(shown) <= _NAMED else f"{said} và {len(shown) - _NAMED} tệp khác"
