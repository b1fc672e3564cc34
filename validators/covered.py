"""What must be proven, and what one piece of evidence covers: hashes of files, never their names.

A signature on a container covers what is inside; a container whose files are all there is asked of no more than these.
What is inside, the intake has seen (``Document.held_in``): a folder may be called like a signed file beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.case import Case
from casework.document import CONTAINERS, SIGNATURE_FILES, Document, Item
from casework.ports import History
from validators.reading import closed

__all__ = ["Wanted"]


class Wanted:
    """What of ``case`` a proof must cover. Not a noun: it answers questions about one case, and is gone."""

    def __init__(self, case: Case, history: History) -> None:
        self._documents = case.documents
        files = tuple(d for d in case.files if not self._needs_no_proof(d))
        # Words beside files are asked about where they are an item themselves: a signed decision proves itself alone.
        bodies = tuple(d for d in case.documents if d.kind == "body" and d.item is Item.ARTICLE)
        self.files = frozenset(d.sha256 for d in files)
        if not files:
            alone = [d for d in case.documents if d.kind == "body"] or case.documents
            self.files = frozenset(d.sha256 for d in alone)
        self.hashes = self.files | {d.sha256 for d in bodies}
        self._names = {d.sha256: d.name or "nội dung thư" for d in reversed((*files, *bodies, *case.documents))}
        conversions = ((sha, history.conversion(case.portal, sha)) for sha in self.hashes)
        self._originals = {sha: made.original for sha, made in conversions if made is not None}

    @property
    def there(self) -> frozenset[str]:
        """Every hash of which a word may have been given: all that lies here, and the originals of our own copies."""
        return frozenset(d.sha256 for d in self._documents) | frozenset(self._originals.values())

    def names(self, hashes: Iterable[str]) -> tuple[str, ...]:
        """The names of ``hashes`` in the order of the mail."""
        asked = frozenset(hashes)
        return tuple(dict.fromkeys(self._names[d.sha256] for d in self._documents if d.sha256 in asked))

    def inside(self, document: Document) -> tuple[str, ...]:
        """The hashes of ``document`` and of all that it holds."""
        held = (d.sha256 for d in self._documents if document.sha256 in d.held_in)
        return tuple(dict.fromkeys((document.sha256, *held)))

    def by_word(self, shown: tuple[str, ...]) -> tuple[str, ...]:
        """What a person's word on the files ``shown`` covers; empty for everything.

        A word on a container is one on its files, a word on a file one on our own copy of it (the content is the
        same)."""
        if not shown:
            return ()
        spoken = set(shown)
        for document in self._documents:
            if document.sha256 in spoken:
                spoken.update(self.inside(document))
        spoken.update(sha for sha, original in self._originals.items() if original in spoken)
        return tuple(sorted(spoken))

    def _needs_no_proof(self, document: Document) -> bool:
        if document.kind in SIGNATURE_FILES:
            return True
        opened = any(d.is_file and document.sha256 in d.held_in for d in self._documents)
        return document.kind in CONTAINERS and opened and not closed(document)
