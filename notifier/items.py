"""One item of a letter to a leader, as the letter shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from casework.case import Case
from casework.document import Document, Item
from casework.letter import Asked
from casework.noun import Noun, replace
from notifier.context import Context
from notifier.wording import FileView, file_views, first_page, has_open_secrecy, item_word, shorten

__all__ = ["ItemView", "item_view", "item_views"]

_TITLE = 240
_WHOLE = 4  # items in one letter of which each is shown by its whole first page
_BEGINNING = 600  # letters
_OTHERS = 3  # files beside the main one that are shown by their beginning


class ItemView(Noun, frozen=True):
    """``title``, ``page`` and the files' names are empty or ordinal while a secrecy finding is open (``hide``)."""

    number: int
    ref: str
    item: str  # “Bài viết”
    title: str
    received_at: datetime
    last_day: datetime  # an answer after it is too late
    hide: bool
    fresh: bool  # it is new in this letter
    page: str
    page_of: str
    recognised: bool  # the text of ``page`` was recognised from a picture
    others: tuple[tuple[str, str], ...]  # name and beginning of the other articles and drafts that a “yes” covers
    files: tuple[FileView, ...]


def item_views(items: Iterable[tuple[Asked, Case]], context: Context, *, fresh: str = "") -> tuple[ItemView, ...]:
    """Several, in their order; ``fresh`` is the reference of the one that is new. Of many, those that the leader was
    shown before are shown by their beginning only."""
    views = tuple(item_view(asked, case, context, fresh=fresh == case.ref) for asked, case in items)
    if len(views) <= _WHOLE:
        return views
    return tuple(view if view.fresh else replace(view, page=_beginning(view.page), others=()) for view in views)


def item_view(asked: Asked, case: Case, context: Context, *, fresh: bool = False) -> ItemView:
    """One item. Of its files those that were asked about, which are all files of the revision that was shown."""
    hide = has_open_secrecy(case)
    main = None if hide else case.main_document
    shown = [d for d in case.to_confirm if not asked.files or d.sha256 in asked.files]
    return ItemView(
        number=asked.number,
        ref=case.ref,
        item="Thư" if hide else item_word(case),
        title="" if hide else shorten(case.title, _TITLE),
        received_at=case.received_at,
        last_day=asked.expires_at,
        hide=hide,
        fresh=fresh,
        page=first_page(main),
        page_of=main.name if main is not None else "",
        recognised=main is not None and any(line.recognised for line in main.lines),
        others=() if hide else _others(shown, main),
        files=file_views(shown, hide_names=hide),
    )


def _others(shown: Sequence[Document], main: Document | None) -> tuple[tuple[str, str], ...]:
    """Who is asked about a decision must see the article that travels beside it, in a file or in the mail itself."""
    beside = [d for d in shown if d is not main and not d.inline and d.item in (Item.ARTICLE, Item.DRAFT)]
    pages = ((d.name, _beginning(first_page(d))) for d in beside)
    return tuple((name, page) for name, page in pages if page)[:_OTHERS]


def _beginning(page: str) -> str:
    return page if len(page) <= _BEGINNING else page[:_BEGINNING].rsplit(maxsplit=1)[0] + " […]"
