"""A story: one whole mail, and by the reading of a person what must become of it.

Findings are written as ``CODE verdict where``; decisions, columns and deadlines by thinking. The letters are golden
files in ``letters/<story>/``: they are compared to the letter, and each was read as the person who receives it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from casework.calendar import VIETNAM
from tests.builders.corpus import corpus_file

__all__ = ["INSIDE", "INTERNAL_HEADER", "Story", "at", "corpus"]

#: The door of a mailbox on the Ministry's own server, and the header that only that server sets.
INSIDE, INTERNAL_HEADER = "may-chu-bo", "X-MS-Exchange-Organization-AuthAs=Internal"


def at(text: str) -> datetime:
    """“28/8/2026 16:40” in Vietnam."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def corpus(path: str) -> bytes:
    """A real document of the shared corpus; loud where it is missing, a failure under CI."""
    return corpus_file(path).read_bytes()


@dataclass(frozen=True)
class Story:
    """``mail`` builds the wire bytes. ``findings`` are all of them, in any order: (code, verdict, where).

    ``letters`` are (name, receiver) in order. ``column`` is a column id, "" for “chưa phân loại”, ``None`` where no
    column is chosen. ``deadline`` is the whole derivation, or "" where there is none. ``earlier`` are mails that the
    ledger has accepted before (for DUP101). ``uses`` names the files of the corpus in it, ``needs`` the programs of the
    workshop (or the virus scanner) without which it cannot be told. ``workshop`` is false on a machine that has none.
    ``shows`` says what is read where the findings do not (“winmail.dat”). ``door`` is the door by whose word the sender
    is judged; ``keys``: the letters name sums of files that were signed with this machine's own keys.
    """

    name: str
    portal: str
    received: str
    mail: Callable[[], bytes]
    disposition: str | None
    findings: tuple[tuple[str, str, str], ...] = ()
    letters: tuple[tuple[str, str], ...] = ()
    mail_class: str = "submission"
    column: str | None = None
    deadline: str | None = None
    item: str | None = None
    earlier: tuple[Callable[[], bytes], ...] = ()
    envelope_to: str = ""
    uses: tuple[str, ...] = field(default=())
    needs: tuple[str, ...] = ()
    workshop: bool = True
    shows: str = ""
    door: str = "story"
    keys: bool = False

    @property
    def received_at(self) -> datetime:
        """The instant of receipt, aware."""
        return at(self.received)

    @property
    def key(self) -> tuple[str, str | None, frozenset[tuple[str, str]], str]:
        """No two stories share portal, decision, set of findings and what they show."""
        found = frozenset((c, v) for c, v, _ in self.findings)
        return self.portal, self.disposition or self.mail_class, found, self.shows
