"""What goes on to the editors of one mail: each file without the place where a picture was taken, each text in NFC.

Runs inside a sandbox worker. The files stay as they were sent but for the pictures (decision 668, article 2.3); beside
every document that has text lies the text as it was read: decoded, NFC, a tone typed before its shape set right.
"""

from __future__ import annotations

from casework.document import CONTAINERS, RASTERS, Document, MarkKind
from casework.noun import Noun
from intake.files import entries_of, walk_files
from intake.parse import parse
from intake.pictures_clean import CannotClean, clean
from intake.terms import Terms

__all__ = ["HandedFile", "hand_over"]


class HandedFile(Noun, frozen=True):
    """``name`` is fit to show, not yet fit for a disk; ``path`` the way in. ``content`` is empty where ``withheld``
    (Vietnamese) says why the file is not handed on; ``text`` is NFC, empty where the file has none."""

    name: str
    path: str
    content: bytes
    text: str = ""
    withheld: str = ""


def hand_over(content: bytes, terms: Terms) -> tuple[HandedFile, ...]:
    """The files of a mail in their order, those in containers too; a container itself is not handed on, nor is the
    decoration of a signature block. Of a mail with a secrecy mark nothing is."""
    handed: list[HandedFile] = []

    def seen(document: Document, octets: bytes) -> None:
        if document.is_file and document.kind not in CONTAINERS:
            handed.append(_handed(document, octets))

    documents = walk_files(entries_of(parse(content, terms).parts), terms, seen=seen).documents
    secret = any(mark.kind is MarkKind.SECRET and mark.sure for document in documents for mark in document.marks)
    return () if secret else tuple(handed)


def _handed(document: Document, octets: bytes) -> HandedFile:
    text = document.text if document.runs else ""
    if document.kind not in RASTERS:
        return HandedFile(document.name, document.path, octets, text)
    try:
        return HandedFile(document.name, document.path, clean(octets))
    except CannotClean:
        why = "không bỏ được vị trí chụp khỏi ảnh hỏng; xem bản gốc trong thư (--raw)"
        return HandedFile(document.name, document.path, b"", withheld=why)
