"""Every file of a mail, to any depth: read, opened where it holds files itself, its way in kept in its path.

No recursion: what is found waits on a stack, so that a container's files stand right behind it. One budget holds for
everything that is unpacked out of one mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

from casework.document import CONTAINERS, RASTERS, Document, Flaw, FlawKind, Zone
from casework.noun import replace
from intake.aids import Aid, Want
from intake.item import classify_item
from intake.labels import decoded, label_marks
from intake.marks import find_marks
from intake.parse import Parsed, Part, parse
from intake.readers.assemble import RawDocument, RawLine, assemble
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Unpacked
from intake.readers.containers.names import path_of
from intake.readers.containers.unpack import unpack
from intake.readers.limits import Limits
from intake.readers.reading import read_with_wants
from intake.signatures.held import checking_of
from intake.signatures.of_file import signatures_of
from intake.signatures.p7s import match_siblings, name_inside, unwrap
from intake.terms import Terms

__all__ = ["BODY_KIND", "BODY_PATH", "FILE_NAME", "SUBJECT", "Found", "entries_of", "text_document", "walk_files"]

BODY_KIND = "body"
BODY_PATH = "thư"
SUBJECT = "tiêu đề thư"
FILE_NAME = "tên tệp"
Carried = tuple[tuple[str, bytes], ...]  # name as stored, content
_DRAWN = (*RASTERS, "svg")
_HEADER_NOTE = "không đọc được trường"  # how the intake notes a header field; of an attached mail it says nothing


class Found(NamedTuple):
    """The files in order, and what the workshop could still do for them."""

    documents: tuple[Document, ...]
    wants: tuple[Want, ...] = ()


class _Waiting(NamedTuple):
    """``above`` is the path of the mail or container that it lies in, ``held`` the hashes of all such containers."""

    entry: Entry
    above: str
    number: int
    held: tuple[str, ...]

    @property
    def depth(self) -> int:
        """How many containers deep."""
        return len(self.held)


def walk_files(
    entries: Iterable[Entry],
    terms: Terms,
    *,
    subject: str = "",
    aids: tuple[Aid, ...] = (),
    above: str = BODY_PATH,
    seen: Callable[[Document, bytes], None] | None = None,
) -> Found:
    """The facts of ``entries`` and of all that is inside them. ``above`` is the path that they lie in, empty for a file
    by itself. Whatever is wrong with one of them stands in its flaws; nothing here raises on content. ``seen`` is given
    each document with its bytes."""
    walk = _Walk(terms, subject, aids)
    checking = checking_of(terms)
    waiting = _stacked(match_siblings(tuple(entries), checking), above, ())
    while waiting:
        item = waiting.pop()
        inside, path = walk.take(item)
        document = walk.documents[-1]
        if seen is not None:
            seen(document, item.entry.content)
        waiting += _stacked(match_siblings(inside, checking), path, (*item.held, document.sha256))
    return Found(tuple(walk.documents), tuple(walk.wants))


def entries_of(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """The parts of a mail as entries; the attached mails that they lie in become folders."""
    return tuple(
        Entry(
            p.name,
            p.claimed,
            p.content,
            p.within,
            p.declared_type,
            p.inline,
            p.lines,
            p.subjects,
            p.walked,
            signatures=p.signatures,
        )
        for p in parts
    )


def text_document(
    lines: tuple[RawLine, ...], path: str, limits: Limits, *, flaws: tuple[Flaw, ...] = (), instead: bytes = b""
) -> Document:
    """Typed text as a document of kind “body”. Its hash and size are of the text in UTF-8, or of ``instead``."""
    typed = instead or "\n".join("".join(p.text for p in line.pieces) for line in lines).encode("utf-8", "replace")
    document = assemble(
        RawDocument(lines, flaws=flaws),
        path=path,
        name=path.rpartition(" › ")[2],
        kind=BODY_KIND,
        sha256=hashlib.sha256(typed).hexdigest(),
        size=len(typed),
        declared_type="text/plain",
        limits=limits,
    )
    return replace(document, marks=find_marks(document.lines))


def _stacked(entries: Iterable[Entry], above: str, held: tuple[str, ...]) -> list[_Waiting]:
    """The entries last first, as a stack wants them."""
    numbered = [_Waiting(entry, above, number, held) for number, entry in enumerate(entries, start=1)]
    return numbered[::-1]


class _Walk:
    def __init__(self, terms: Terms, subject: str, aids: tuple[Aid, ...]) -> None:
        self._terms = terms
        self._checking = checking_of(terms)
        self._subject = subject
        self._aids = aids
        self._budget = Budget(terms.limits)
        self._used: dict[str, int] = {}
        self._mails: dict[tuple[str, ...], str] = {}  # the way to an attached mail whose files follow → its hash
        self.documents: list[Document] = []
        self.wants: list[Want] = []

    def take(self, item: _Waiting) -> tuple[tuple[Entry, ...], str]:
        """Read one entry; what is inside it, and the path that this lies in."""
        entry = item.entry
        name = decoded(entry.name) or f"tệp {item.number}"
        path = self._path(item, name)
        subjects = label_marks(entry.subjects, Zone.SUBJECT, SUBJECT)
        if entry.lines is not None:
            document = text_document(entry.lines, path, self._terms.limits, flaws=entry.flaws)
            marks = (*subjects, *document.marks)
            kind, words, title = classify_item(document, "")
            document = replace(document, item=kind, item_words=words, title=title, held_in=self._held_in(item))
            self.documents.append(replace(document, marks=marks, signatures=entry.signatures))
            return (), path
        document, inside = self._read(entry, path, name)
        unpacked = self._opened(entry, document, inside, item.depth + 1)
        names = dict.fromkeys((name, *entry.claimed, *_words_of(unpacked.names)))
        marks = (*label_marks(names, Zone.FILE_NAME, FILE_NAME), *subjects)
        marks += label_marks(unpacked.subjects, Zone.SUBJECT, SUBJECT)
        flaws = (*document.flaws, *unpacked.flaws)
        # Nobody attaches a winmail.dat: Outlook wraps what was attached in it. One that opens is no file of its own.
        # What holds text or files is sent to be read, whatever picture its header says that it is.
        picture = document.kind in _DRAWN or (document.runs is None and not unpacked.entries)
        inline = (document.inline and picture) or (document.kind == "tnef" and not flaws)
        around = (*entry.signatures, *unpacked.signatures)
        document = replace(document, signatures=(*document.signatures, *around))
        marks += document.marks
        held = self._held_in(item)
        self.documents.append(replace(document, marks=marks, flaws=flaws, inline=inline, held_in=held))
        if entry.walked:
            self._mails[item.above, *entry.folders, entry.name] = document.sha256
        return tuple(one._replace(signatures=(*around, *one.signatures)) for one in unpacked.entries), path

    def _held_in(self, item: _Waiting) -> tuple[str, ...]:
        """Its containers, and the attached mails that it lies in; of two of one name its own is the one before it. A
        folder that is called like a file is nobody's container."""
        folders = item.entry.folders
        ways = ((item.above, *folders[: place + 1]) for place in range(len(folders)))
        return (*item.held, *(self._mails[way] for way in ways if way in self._mails))

    def _path(self, item: _Waiting, name: str) -> str:
        folders = (decoded(folder) for folder in item.entry.folders)
        path = " › ".join(part for part in (item.above, *folders, name) if part)
        self._used[path] = self._used.get(path, 0) + 1
        return path if self._used[path] == 1 else f"{path} ({self._used[path]})"

    def _read(self, entry: Entry, path: str, name: str) -> tuple[Document, Carried]:
        late = self._budget.out_of_time
        document, wanted, inside = read_with_wants(
            entry.content,
            path=path,
            name=name,
            declared_type=entry.declared_type,
            limits=self._terms.limits,
            inline=entry.inline,
            mail_subject=self._subject,
            aids=self._aids,
            instead=Flaw(FlawKind.LIMIT, late) if late else None,
        )
        self.wants.extend(wanted)
        if late or not document.size or document.size > self._terms.limits.bytes:
            # Any other bound says what the reader left out, not that a signature over all of it cannot be judged.
            return document, inside
        found = signatures_of(entry.content, document.kind, self._checking)
        return (replace(document, signatures=found) if found else document), inside

    def _opened(self, entry: Entry, document: Document, inside: Carried, depth: int) -> Unpacked:
        """What is inside a container that nothing forbids to open."""
        if inside:
            return _carried(inside, self._budget, depth)
        if document.kind not in CONTAINERS or entry.walked or _is_closed(document):
            return Unpacked()
        if document.kind == "p7m":
            return _signed(entry.content, name_inside(document.name), self._terms, self._budget, depth)
        if document.kind == "eml":
            return _attached_mail(entry.content, self._terms, self._budget, depth)
        return unpack(entry.content, document.kind, document.name, self._terms.limits, self._budget, depth)


def _carried(inside: Carried, budget: Budget, depth: int) -> Unpacked:
    """Files that a document carries in it, an attachment of a PDF."""
    try:
        budget.enter(sum(len(content) for _, content in inside), depth)
        for _, content in inside:
            budget.entry()
            budget.take(len(content))
    except Spent as spent:
        return Unpacked(flaws=(Flaw(FlawKind.LIMIT, spent.reason),))
    ways = [(path_of(name), name, content) for name, content in inside]
    entries = tuple(Entry(way[-1] if way else "", (name,), content, way[:-1]) for way, name, content in ways)
    return Unpacked(entries, names=tuple(name for name, _ in inside))


def _is_closed(document: Document) -> bool:
    """True for an empty file, and for one that a bound keeps from being opened."""
    return not document.size or any(flaw.kind is FlawKind.LIMIT for flaw in document.flaws)


def _signed(content: bytes, name: str, terms: Terms, budget: Budget, depth: int) -> Unpacked:
    """What lies in a signed .p7m: a file, or a part of a mail."""
    try:
        budget.enter(len(content), depth)
        wrapped = unwrap(content, checking_of(terms))
        budget.entry()
        budget.take(len(wrapped.content) if wrapped is not None else 0)
    except Spent as spent:
        return Unpacked(flaws=(Flaw(FlawKind.LIMIT, spent.reason),))
    if wrapped is None:
        return Unpacked()
    if wrapped.is_mail:
        return _attached_mail(wrapped.content, terms, budget, depth)._replace(signatures=wrapped.signatures)
    return Unpacked((Entry(name, (name,), wrapped.content),), names=(name,), signatures=wrapped.signatures)


def _attached_mail(content: bytes, terms: Terms, budget: Budget, depth: int) -> Unpacked:
    """A mail that lies in a container, or was attached in a transfer encoding: its text and its files."""
    try:
        budget.enter(len(content), depth)
        parsed = parse(content, terms)
        for part in parsed.parts:
            budget.entry()
            budget.take(len(part.content))
    except Spent as spent:
        return Unpacked(flaws=(Flaw(FlawKind.LIMIT, spent.reason),))
    flaws = _flaws_of(parsed)
    text = (Entry("thư", lines=parsed.lines, signatures=parsed.signatures),) if parsed.lines else ()
    subjects = tuple(dict.fromkeys(subject for subject in (parsed.mail.subject, *parsed.subjects) if subject))
    return Unpacked((*text, *entries_of(parsed.parts)), flaws, subjects=subjects)


def _flaws_of(parsed: Parsed) -> tuple[Flaw, ...]:
    if parsed.limit:
        return (Flaw(FlawKind.LIMIT, parsed.limit),)
    notes = (note for note in parsed.mail.flaws if not note.startswith(_HEADER_NOTE))
    return tuple(Flaw(FlawKind.NOT_READ_YET, note.rstrip(". ")) for note in notes)


def _words_of(names: Iterable[str]) -> Iterable[str]:
    """The names of folders and files, one by one: a folder may be called MẬT."""
    return dict.fromkeys(part for name in names for part in path_of(name))
