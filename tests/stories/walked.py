"""Walks a story as the engine would, with the mails that came before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.utils import parseaddr

from casework.case import Case
from casework.directory import Snapshot
from casework.document import Item
from casework.mail import Delivery, Door
from casework.ports import NoHistory, PastItem
from frontdesk.pipeline import Rooms, gather, portal_of, walk
from tests.stories.story import Story

__all__ = ["Past", "delivery_of", "envelope_sender", "golden_text", "walk_story"]


class Past(NoHistory):
    """The history that the earlier mails of a story leave behind: each waits at its portal."""

    version = 1

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        for case in self._cases:
            main = case.main_document
            if case.portal == portal and case.ref != other_than and main is not None and main.sha256 == sha256:
                return PastItem(
                    case_ref=case.ref,
                    portal=portal,
                    sha256=sha256,
                    title=case.title,
                    state="waiting",
                    received_at=case.received_at,
                    sender=case.mail.sender.mailbox if case.mail.sender else "",
                )
        return None


def walk_story(story: Story, rooms: Rooms, directory: Snapshot) -> Case:
    """The case of the story's mail, decided, with its letters."""
    earlier = [
        gather(build(), delivery_of(story, rooms, n, build()), rooms, directory, ref=f"{story.portal.upper()}-{n:06d}")
        for n, build in enumerate(story.earlier, 1)
    ]
    number = len(earlier) + 1
    content = story.mail()
    delivery = delivery_of(story, rooms, number, content)
    case = gather(content, delivery, rooms, directory, ref=f"{story.portal.upper()}-{number:06d}")
    return walk(case, rooms, Past(earlier), directory, story.received_at, lambda: content)


def envelope_sender(content: bytes) -> str:
    """MAIL FROM as the last server would have said it: the Return-Path where there is one, else the From."""
    headers = message_from_bytes(content, policy=policy.default)
    said = headers["Return-Path"]
    return parseaddr(str(headers["From"]))[1] if said is None else str(said).strip("<> ")


def delivery_of(story: Story, rooms: Rooms, number: int, content: bytes) -> Delivery:
    """As the story's mail came in: by LMTP, at its hour."""
    return Delivery(
        door=Door.LMTP,
        door_name=story.door,
        portal=story.portal,
        transport_key=f"story:{story.name}:{number}",
        received_at=story.received_at,
        envelope_from=envelope_sender(content),
        envelope_to=story.envelope_to or portal_of(rooms, story.portal).address,
    )


def golden_text(case: Case, *, keys: bool = False) -> dict[str, str]:
    """File name → what the receiver reads, for each letter of the case. Tokens are left out: they follow the code; and
    what was recognised on a scan: every version of tesseract misreads other letters. ``keys``: sums and sizes of files
    too, because each machine signs them with keys of its own."""
    texts = {}
    for number, letter in enumerate(case.letters or (), 1):
        text = _RECOGNISED.sub(r"\1\n\n(chữ nhận dạng)\n\n", letter.text.replace(letter.token, "(mã thư)"))
        if keys:
            text = _SUM.sub("(mã băm)", _SIZE.sub("(cỡ)", text))
        attached = "".join(f"Đính kèm: {a.name}\n" for a in letter.attachments)
        texts[f"{number}-{letter.name.value}.txt"] = (
            f"Tới: {letter.to.mailbox}\nChủ đề: {letter.subject}\n{attached}\n{text.rstrip()}\n"
        )
    return texts


_RECOGNISED = re.compile(r"(NỘI DUNG \([^)]*nhận dạng[^)]*\))\n.*?(?=NỘI DUNG|TỆP KÈM THEO)", re.DOTALL)
_SUM = re.compile(r"\b[0-9a-f]{64}\b")
_SIZE = re.compile(r"\b\d+(?:,\d)? (?:KB|MB)\b")

#: Items as the report names them, for stories that say which they expect.
ITEMS = {item.value for item in Item}
