"""What a rule is made of: the remarks that it yields, and the error of a rule that is written wrong.

A rule is a module of :mod:`validators.rules` with

* a Vietnamese docstring, its page (see :mod:`validators.page`): the documentation, what ``tiepnhan explain`` prints
  and the words of the letter in one;
* ``WORDS``, the names of the words that its remarks bring to the placeholders of the page;
* ``class Params(Noun, frozen=True)``, what a portal's file may set, with defaults;
* ``check(case, params, …)``, a generator of :class:`Remark`. Further parameters are given by name:
  ``portal``, ``calendar``, ``history``, ``directory``.

A content rule says nothing. “I cannot tell” is :func:`unsure`, never silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from casework.errors import TiepnhanError
from casework.finding import Verdict
from casework.noun import Noun
from validators.page import Page

__all__ = ["Remark", "Rule", "RuleError", "defect", "unsure"]


class RuleError(TiepnhanError):
    """A rule is written wrong: names the module, what is missing, what was expected."""


class Remark(NamedTuple):
    """What a rule says: a verdict, the place, and the words for the placeholders of its page.

    ``where`` and ``about`` as in :class:`casework.finding.Finding`; ``variant`` picks the variants of the page's
    sections; ``why`` belongs to an UNSURE and is a Vietnamese clause without a full stop. ``cites`` narrows the
    portal's articles to those that speak of this sender or file.
    """

    verdict: Verdict
    where: str
    about: str
    why: str
    variant: str
    words: tuple[tuple[str, str], ...]
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the registry found it. ``wants`` are the names of the parameters of ``check`` after ``case``."""

    code: str
    module: str
    page: Page
    params: type[Noun]
    check: Callable[..., Iterator[Remark]]
    wants: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def family(self) -> str:
        """The three letters before the number: SND, PRF, FNT, FMT, RCP, SEC, SRC, DUP, TIM, KIT, EMB."""
        return self.code[:3]

    @property
    def name(self) -> str:
        """The title without the code: “Phông chữ, bảng mã cũ”."""
        return self.page.title.partition(". ")[2]


def defect(*, where: str, about: str = "", variant: str = "", cites: tuple[str, ...] = (), **words: Any) -> Remark:
    """The defect is there. ``words`` fill the placeholders of “Thông báo” and “Cách sửa”."""
    return Remark(Verdict.DEFECT, where, about, "", variant, _as_text(words), cites)


def unsure(
    *, why: str, where: str = "thư", about: str = "", variant: str = "", cites: tuple[str, ...] = (), **words: Any
) -> Remark:
    """It cannot be told whether the defect is there: a person must look. ``why`` is Vietnamese."""
    return Remark(Verdict.UNSURE, where, about, why, variant, _as_text(words), cites)


def _as_text(words: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in words.items())
