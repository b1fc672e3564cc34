"""Facts of a case in the words and the order in which a letter tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Deadline
from casework.document import Document, Item
from casework.errors import LawError
from casework.finding import Finding, Severity, Verdict
from casework.mail import Address
from casework.noun import Noun
from notifier.context import Context
from notifier.message import one_line

__all__ = [
    "DeadlineView",
    "FileView",
    "FindingGroup",
    "FindingView",
    "FindingsView",
    "cite_words",
    "day_of_receipt",
    "deadline_views",
    "file_views",
    "findings_view",
    "first_page",
    "greeting",
    "has_open_secrecy",
    "item_word",
    "must_conceal",
    "person_greeting",
    "reflow",
    "sender_by_directory",
    "shorten",
]

_ITEM_WORDS = {
    Item.ARTICLE: "Bài viết",
    Item.DOCUMENT: "Văn bản",
    Item.DRAFT: "Dự thảo văn bản",
    Item.PICTURES: "Ảnh",
    Item.MEDIA: "Tệp nghe nhìn",
    Item.INVITATION: "Giấy mời",
}
_WHOLE_MAIL = "thư"
_ITEM = re.compile(r"[-–•] |\d+[.)] |[a-zđ]\) |Bước \d")
_PAGE_LETTERS = 2500  # about one A4 page at 14 pt, where the format has no pages


class FindingView(Noun, frozen=True):
    """One finding as a letter shows it; ``place`` is relative to its file."""

    number: int
    code: str
    place: str
    message: str
    fix: str
    citation: str
    reason: str = ""


class FindingGroup(Noun, frozen=True):
    """The findings of one file; ``file`` is empty for what concerns the whole mail."""

    file: str
    findings: tuple[FindingView, ...]


class FindingsView(Noun, frozen=True):
    """What must be mended, what must be had before posting, what a person looks at, what is only a reminder."""

    mend: tuple[FindingGroup, ...]
    before_posting: tuple[FindingGroup, ...]
    unsure: tuple[FindingGroup, ...]
    reminders: tuple[FindingGroup, ...]
    count: int = 0  # of ``mend``
    beside_encoding: bool = False  # a file is to be converted and mended otherwise too: our copy alone is not enough


class FileView(Noun, frozen=True):
    name: str
    kind: str
    size: int
    sha256: str


class DeadlineView(Noun, frozen=True):
    due: datetime
    derivation: str
    citation: str
    basis: str
    binding: bool


def shorten(text: str, most: int) -> str:
    """``text`` on one line, cut at a blank with “…” where it is longer than ``most`` letters."""
    line = one_line(text)
    if len(line) <= most:
        return line
    head = line[: most - 1]
    whole = head if line[most - 1] == " " else head.rpartition(" ")[0] or head
    return whole.rstrip(" ,.;:-–") + "…"


def item_word(case: Case) -> str:
    """What to call the item: “Bài viết”, “Văn bản”…; “Thư” where that is not known."""
    main = case.main_document
    return _ITEM_WORDS.get(main.item, "Thư") if main and main.item else "Thư"


def greeting(case: Case, to: Address) -> str:
    """Whom the letter addresses: the directory's name and unit, else the name in From, else the address."""
    person = case.person
    if person is not None and person.address == to.mailbox:
        return shorten(f"ông/bà {person.name} ({person.unit})" if person.unit else f"ông/bà {person.name}", 160)
    return shorten(to.name, 120) or to.mailbox


def person_greeting(to: Address) -> str:
    """Somebody of whom we know that he is a person, and no office with a name."""
    return shorten(f"ông/bà {to.name}", 120) if to.name else to.mailbox


def has_open_secrecy(case: Case) -> bool:
    """True while any secrecy finding stands, a circulation limit included: nobody new is shown the content."""
    return case.secret or any(f.code.startswith("SEC") for f in case.findings or ())


def sender_by_directory(case: Case) -> Address | None:
    """The sender for a leader's eyes: under the directory's name where it knows the address. What stands before the
    address in a mail its sender chooses, and it may be the leader's own name."""
    sender, person = case.mail.sender, case.person
    if sender is None or person is None or person.address != sender.mailbox or not person.name:
        return sender
    return Address(mailbox=sender.mailbox, name=person.name)


def must_conceal(case: Case) -> bool:
    """True where even the sender's own letter bears neither title nor file name: a mark of state secrecy is sure or
    cannot be ruled out."""
    return case.secret or any(f.severity is Severity.STOP for f in case.findings or ())


def day_of_receipt(case: Case) -> date:
    """The day in Vietnam on which the mail was received; the law of that day is cited."""
    return case.received_at.astimezone(VIETNAM).date()


def cite_words(places: Iterable[str], case: Case, context: Context) -> str:
    """Articles in full words by the law of the day of receipt. A mail older than its law keeps the bare ids: they
    are exact too, and one old mail must not stop the letter."""
    words = []
    for place in places:
        try:
            words.append(context.law.cite(place, day_of_receipt(case)))
        except LawError:
            if "/" in place:
                words.append(place)
    return "; ".join(words)


def findings_view(findings: Iterable[Finding]) -> FindingsView:
    """Findings by what they ask of the reader, heaviest first, each file's together, numbered through."""
    everything = sorted(findings, key=lambda f: -f.severity.weight)
    listed = [f for f in everything if f.severity is not Severity.OFF]
    reminders = [f for f in listed if f.severity is Severity.REMIND]
    unsure = [f for f in listed if f.verdict is Verdict.UNSURE and f not in reminders]
    rest = [f for f in listed if f not in reminders and f not in unsure]
    mend = [f for f in rest if f.severity is not Severity.HOLD]
    holds = [f for f in rest if f.severity is Severity.HOLD]
    views = []
    number = 0
    for part in (mend, holds, unsure, reminders):
        groups, number = _groups(part, number)
        views.append(groups)
    families = [{finding.code.startswith("FNT") for finding in group.findings} for group in views[0]]
    return FindingsView(
        mend=views[0],
        before_posting=views[1],
        unsure=views[2],
        reminders=views[3],
        count=len(mend),
        beside_encoding={True, False} in families,
    )


def _groups(findings: list[Finding], number: int) -> tuple[tuple[FindingGroup, ...], int]:
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.about, []).append(finding)
    groups = []
    for about, members in by_file.items():
        views = []
        for finding in members:
            number += 1
            views.append(_view(finding, number))
        groups.append(FindingGroup(file=_file_label(about), findings=tuple(views)))
    return tuple(groups), number


def _file_label(about: str) -> str:
    label = about.removeprefix(f"{_WHOLE_MAIL} › ")
    return "" if label in ("", _WHOLE_MAIL) else one_line(label)


def reflow(text: str) -> str:
    """Sentences that a docstring broke into lines joined again; list items and paragraphs keep their lines."""
    lines: list[str] = []
    fresh = True
    for raw in text.strip().splitlines():
        line = raw.strip()
        if not line:
            fresh = True
        elif fresh or _ITEM.match(line):
            lines.append(line)
            fresh = False
        else:
            lines[-1] += f" {line}"
    return "\n".join(lines)


def _view(finding: Finding, number: int) -> FindingView:
    place = finding.where
    if finding.about and place.startswith(finding.about):
        place = place[len(finding.about) :].lstrip(" ,›")
    return FindingView(
        number=number,
        code=finding.code,
        place=one_line(place) if place != _WHOLE_MAIL else "",
        message=reflow(finding.message),
        fix=reflow(finding.fix),
        citation=one_line(finding.citation),
        reason=one_line(finding.reason),
    )


def file_views(documents: Iterable[Document], *, hide_names: bool) -> tuple[FileView, ...]:
    """Files by name, or by ordinal only (“tệp 2”) where even a name would say too much."""
    return tuple(
        FileView(
            name=name if hide_names or d.cut else shorten(d.path.removeprefix("thư › "), 160),
            kind=d.kind,
            size=d.size,
            sha256=d.sha256,
        )
        for name, d in _ordinals(documents)
    )


def _ordinals(documents: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """“thư” for the mail's own text, “tệp 1”, “tệp 2” … for its files: the numbers that findings bear, too."""
    number = 0
    for document in documents:
        if document.kind == "body" and "›" not in document.path:
            yield "thư", document
            continue
        number += 1
        yield f"tệp {number}", document


def deadline_views(deadlines: Iterable[Deadline], case: Case, context: Context) -> tuple[DeadlineView, ...]:
    """Deadlines with their derivation and article, the binding one first."""
    return tuple(
        DeadlineView(
            due=d.due,
            derivation=d.derivation,
            citation=cite_words((d.cite,), case, context) if d.cite else "",
            basis={"receipt": "tính từ khi nhận", "complete": "tính từ khi đủ xác nhận"}.get(
                d.basis, "tính từ sự kiện"
            ),
            binding=d.binding,
        )
        for d in sorted(deadlines, key=lambda d: not d.binding)
    )


def first_page(document: Document | None) -> str:
    """The text of the first page, or about a page of it where the format has none; empty without a text layer."""
    if document is None or document.cut:
        return ""
    lines = document.lines
    paged = [line for line in lines if line.where.split(",")[0].strip() == "trang 1"]
    text = "\n".join(line.text for line in (paged or lines) if line.text.strip())
    if len(text) <= _PAGE_LETTERS:
        return text
    return text[:_PAGE_LETTERS].rsplit(maxsplit=1)[0] + " […]"
