"""What the writer of a mail typed, put together of its parts, and what proves that he did."""

from __future__ import annotations

from typing import NamedTuple

from casework.document import Signature
from intake.body import HtmlText, typed_lines
from intake.readers.assemble import RawLine
from intake.readers.limits import Limits

__all__ = ["OwnText", "Text"]


class OwnText(NamedTuple):
    """What the writer of a mail typed. ``subjects`` are those that were signed with it."""

    lines: tuple[RawLine, ...]
    subjects: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Text:
    """The text of one mail as its parts come: plain and HTML, and by what each piece was signed."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[HtmlText] = []
        self.subjects: list[str] = []
        self._signatures: list[tuple[Signature, ...]] = []

    def add(self, piece: str | HtmlText, signatures: tuple[Signature, ...]) -> None:
        if isinstance(piece, str):
            self.plain.append(piece)
        else:
            self.html.append(piece)
        self._signatures.append(signatures)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Those that cover every piece: a line that somebody wrote beside the signed part makes it unsigned text."""
        first = self._signatures[0] if self._signatures else ()
        return tuple(one for one in first if all(one in others for others in self._signatures))

    def read(self, limits: Limits) -> OwnText:
        """The lines in order, each wording once."""
        return OwnText(typed_lines(self.plain, self.html, limits), tuple(self.subjects), self.signatures)
