"""Fields of a Word document: of PAGE, DATE, HYPERLINK only the result is seen; some call another program."""

from __future__ import annotations

from lxml import etree

from casework.document import Flaw, FlawKind
from intake.readers.docx.styles import W
from intake.readers.outside import FIELD_LETTERS, field_danger

__all__ = ["Fields", "chosen"]


_NESTED = 5  # fields around a word whose instructions it may belong to: a code spelled out by a field within


def chosen(mark: etree._Element) -> str:
    """What a drop-down list of an old form shows (ECMA-376 part 1, 17.16.9), from the w:fldChar that begins its field:
    the entry chosen, else the default one, else the first; empty for any other field."""
    for choices in mark.iterfind(f"{W}ffData/{W}ddList"):
        entries = [entry.get(f"{W}val", "") for entry in choices.iterfind(f"{W}listEntry")]
        picked = [found for name in ("result", "default") if (found := choices.find(f"{W}{name}")) is not None]
        number = picked[0].get(f"{W}val", "") if picked else "0"
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        return entries[place] if place < len(entries) else ""
    return ""


class _Field:
    """A field that has begun: ``open`` while its instruction is being read, its words so far."""

    __slots__ = ("letters", "open", "words")

    def __init__(self) -> None:
        self.open = True
        self.words: list[str] = []
        self.letters = 0

    def add(self, text: str) -> None:
        if self.letters < FIELD_LETTERS:
            self.words.append(text)
            self.letters += len(text)


class Fields:
    """The fields open at one place of a story. What they would do besides showing text goes into ``flaws``."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self._flaws = flaws
        self._begun: list[_Field] = []
        self._instructing: list[_Field] = []  # those of them whose instruction has not ended

    @property
    def instructing(self) -> bool:
        """Whether the place at hand is in an instruction, which nobody sees."""
        return bool(self._instructing)

    def mark(self, kind: str) -> None:
        """A w:fldChar of this type: begin, separate or end."""
        if kind == "begin":
            self._begun.append(_Field())
            self._instructing.append(self._begun[-1])
        elif kind in ("separate", "end") and self._begun:
            field = self._begun[-1] if kind == "separate" else self._begun.pop()
            if field.open:
                self._instructing.pop()  # the field begun last is the one whose instruction is being read
                self._end_instruction(field)

    def instruct(self, text: str) -> None:
        """A part of an instruction, which Word cuts over runs as it likes; one outside a field is looked at alone."""
        for field in self._begun[-_NESTED:]:
            field.add(text)
        if not self._begun:
            self.judge(text)

    def end_paragraph(self) -> None:
        """An instruction that does not end with its paragraph is broken: what follows is shown, so it is read."""
        for field in self._instructing:
            self._end_instruction(field)
        self._instructing.clear()

    def judge(self, instruction: str) -> None:
        """Look at a whole instruction (w:fldSimple has it in an attribute)."""
        if danger := field_danger(instruction):
            self._flaws.append(Flaw(FlawKind.ACTIVE, danger))

    def _end_instruction(self, field: _Field) -> None:
        field.open = False
        self.judge("".join(field.words))
