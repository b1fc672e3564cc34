"""The DNS as a checking library may see it inside the sandbox: a table of answers, and a note of what is not in it."""

from __future__ import annotations

from collections.abc import Iterable

from intake.dns import Answer, AnswerState, Question

__all__ = ["Away", "Missing", "Table"]


class Missing(Exception):
    """The table has no answer to this yet; the question is noted. No kin of any exception that a library catches."""


class Away(Exception):
    """The DNS could not be asked this."""


class Table:
    """Answers by name and type. ``questions`` are those that it was asked and could not answer, each once."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = {(a.question.name, a.question.kind): a for a in answers}
        self._missing: dict[Question, None] = {}
        self._used: dict[Question, Answer] = {}

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(self._missing)

    def find(self, name: str, kind: str = "TXT") -> tuple[bytes, ...]:
        """The values; empty where there is no such record. Raises :class:`Missing` or :class:`Away`."""
        question = Question(name.rstrip(".").lower(), kind)
        answer = self._answers.get((question.name, question.kind))
        if answer is None:
            self._missing[question] = None
            raise Missing(question.name)
        self._used[question] = answer
        if answer.state is AnswerState.AWAY:
            raise Away(question.name)
        return answer.values

    def ask(self, name: str, kind: str = "TXT") -> None:
        """Note the question where the table has no answer, without needing it now."""
        question = Question(name.rstrip(".").lower(), kind)
        if (question.name, question.kind) not in self._answers:
            self._missing[question] = None

    def used(self, name: str, kind: str = "TXT") -> Answer | None:
        """The answer that was given out to this question."""
        return self._used.get(Question(name.rstrip(".").lower(), kind))
