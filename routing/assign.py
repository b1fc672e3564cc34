"""Which column (chuyên mục) an item suggests, from its content, with the words that led to it; and so which desk.

A suggestion for the editor, never a ground for anything. A phrase speaks with as many votes as it has syllables, four
times as loud in the title and twice in the opening; what the item is (a draft, an invitation) speaks too. Too little
evidence is “chưa phân loại”.
"""

from __future__ import annotations

from casework.case import Case
from casework.decision import ColumnChoice
from casework.document import Document, Item
from casework.mail import MailClass
from casework.portal import Column, Portal
from routing.wording import Wording, syllables

__all__ = ["assign", "desk_of"]

_TITLE, _OPENING, _REST = 4, 2, 1
_OPENING_LETTERS = 600
#: Beyond this nobody names his subject any more, and a long annex would outvote the article.
_LETTERS = 8_000
#: One common word of two syllables in passing is no evidence; one in the title or a phrase of four is.
_ENOUGH = 4
#: A draft is a draft whatever it speaks of; an article or a document may be of many columns, so it only leans.
_BY_NATURE = {Item.DRAFT: 24, Item.INVITATION: 16}
_LEANING = 1


def assign(case: Case, portal: Portal) -> ColumnChoice:
    """The column of a submission; empty (“chưa phân loại”) for a secret mail, for a petition and without evidence."""
    if case.secret or case.mail_class is MailClass.PETITION:
        return ColumnChoice()
    main = case.main_document
    title = Wording(f"{case.mail.subject} . {main.title if main else ''}")
    text = _text(case, main)
    opening, rest = Wording(text[:_OPENING_LETTERS]), Wording(text[_OPENING_LETTERS:_LETTERS])
    best: tuple[int, Column, tuple[str, ...]] | None = None
    for column in portal.columns:
        found = [(word, _votes(word, title, opening, rest)) for word in column.words]
        heard = sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])
        score = sum(votes for _, votes in heard) + _by_nature(column, main)
        if best is None or score > best[0]:
            best = (score, column, tuple(word for word, _ in heard))
    if best is None or best[0] < _ENOUGH:
        return ColumnChoice()
    _, column, words = best
    if not words and main is not None:
        words = main.item_words
    return ColumnChoice(id=column.id, name=column.name, words=words)


def desk_of(choice: ColumnChoice, portal: Portal) -> str:
    """The id of the desk that works this column; the desk of first resort without one."""
    column = portal.column(choice.id)
    return column.desk if column else portal.desk_of_first_resort


def _text(case: Case, main: Document | None) -> str:
    """The item's own text; the sender's own words too, where the item has no text (pictures, a scan)."""
    text = main.text if main else ""
    return text if text.strip() else case.mail.own_words


def _votes(word: str, title: Wording, opening: Wording, rest: Wording) -> int:
    for place, weight in ((title, _TITLE), (opening, _OPENING), (rest, _REST)):
        if place.has(word):
            return weight * syllables(word)
    return 0


def _by_nature(column: Column, main: Document | None) -> int:
    if main is None or main.item is None or main.item not in column.items:
        return 0
    return _BY_NATURE.get(main.item, _LEANING)
