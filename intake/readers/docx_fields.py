"""Fields of a Word document: of PAGE, DATE, HYPERLINK only the result is seen; some call another program."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from intake.readers.outside import field_danger

__all__ = ["Fields"]


class _Field:
    """A field that has begun: ``open`` while its instruction is being read, its words so far."""

    __slots__ = ("open", "words")

    def __init__(self) -> None:
        self.open = True
        self.words: list[str] = []


class Fields:
    """The fields open at one place of a story. What they would do besides showing text goes into ``flaws``."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self._flaws = flaws
        self._open: list[_Field] = []

    @property
    def instructing(self) -> bool:
        """Whether the place at hand is in an instruction, which nobody sees."""
        return any(field.open for field in self._open)

    def mark(self, kind: str) -> None:
        """A w:fldChar of this type: begin, separate or end."""
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._end_instruction(self._open[-1])
        elif kind == "end" and self._open:
            self._end_instruction(self._open.pop())

    def instruct(self, text: str) -> None:
        """A part of an instruction, which Word cuts over runs as it likes; one outside a field is looked at alone."""
        for field in self._open:
            field.words.append(text)
        if not self._open:
            self.judge(text)

    def end_paragraph(self) -> None:
        """An instruction that does not end with its paragraph is broken: what follows is shown, so it is read."""
        for field in self._open:
            self._end_instruction(field)

    def judge(self, instruction: str) -> None:
        """Look at a whole instruction (w:fldSimple has it in an attribute)."""
        if danger := field_danger(instruction):
            self._flaws.append(Flaw(FlawKind.ACTIVE, danger))

    def _end_instruction(self, field: _Field) -> None:
        if field.open:
            field.open = False
            self.judge("".join(field.words))
