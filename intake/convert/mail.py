"""The files of one mail in Unicode, those that were asked for by their hashes, to any depth of containers.

Runs inside a sandbox worker. Where a secrecy mark or a circulation limit stands anywhere in the mail, nothing of it is
converted, whoever asked.
"""

from __future__ import annotations

from casework.document import Document, MarkKind
from intake.convert.convert import MODERN, convert_document
from intake.convert.result import Converted, Copy, Modern
from intake.files import entries_of, walk_files
from intake.parse import parse
from intake.readers.containers.entry import Entry
from intake.terms import Terms

__all__ = ["convert_in_mail", "convert_plain", "name_of_copy"]

_MARK = " (Unicode)"


def convert_in_mail(
    content: bytes, terms: Terms, wanted: tuple[str, ...], modern: tuple[Modern, ...]
) -> tuple[Copy, ...]:
    """A copy for each file whose SHA-256 is ``wanted``, in the order of the mail, each hash once."""
    parsed = parse(content, terms)
    return _copies(entries_of(parsed.parts), terms, frozenset(wanted), modern)


def convert_plain(content: bytes, name: str, terms: Terms, modern: tuple[Modern, ...]) -> tuple[Copy, ...]:
    """One plain file (`tiepnhan convert FILE`); what is inside a container is not asked for."""
    return _copies((Entry(name, (name,), content),), terms, None, modern)


def _copies(
    entries: tuple[Entry, ...], terms: Terms, wanted: frozenset[str] | None, modern: tuple[Modern, ...]
) -> tuple[Copy, ...]:
    found: dict[str, tuple[Document, bytes]] = {}

    def seen(document: Document, content: bytes) -> None:
        if (wanted is None and not found) or (wanted is not None and document.sha256 in wanted):
            found.setdefault(document.sha256, (document, content))

    documents = walk_files(entries, terms, above="" if wanted is None else "thư", seen=seen).documents
    if any(mark.kind in (MarkKind.SECRET, MarkKind.LIMIT) for document in documents for mark in document.marks):
        why = "thư hoặc tệp có dấu chỉ độ mật, phạm vi lưu hành; hệ thống không làm ra bản khác của tệp như vậy"
        refused = [_copy(document, Converted(refusal=why)) for document, _ in found.values()]
        # Of a mail nothing but the hash leaves the process then, no file's name either.
        return tuple(refused if wanted is None else [Copy(one.original, "", "", one.converted) for one in refused])
    saved = {one.sha256: one.content for one in modern}
    return tuple(_converted(*one, terms, saved) for one in found.values())


def _converted(document: Document, content: bytes, terms: Terms, saved: dict[str, bytes]) -> Copy:
    made = convert_document(document, content, terms.limits, saved.get(document.sha256, b""))
    needs = made.refusal and document.kind in MODERN and made.kind and document.sha256 not in saved
    copy = _copy(document, made)
    return copy if not needs else Copy(copy.original, copy.path, copy.name, made, content, document.kind)


def _copy(document: Document, made: Converted) -> Copy:
    return Copy(document.sha256, document.path, name_of_copy(document.name, made.kind or document.kind), made)


def name_of_copy(name: str, kind: str) -> str:
    """“Bai.doc” → “Bai (Unicode).docx”."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem if dot and stem and len(extension) <= 5 else name}{_MARK}.{kind}"
