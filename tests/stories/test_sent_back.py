"""The Unicode copy of a returned letter, sent back as it came: accepted, and known for what it is."""

from __future__ import annotations

from casework.case import Case, Conversion
from casework.directory import Snapshot
from casework.ports import NoHistory
from frontdesk.pipeline import Rooms, gather, walk
from tests.builders.mail import File, build_mail
from tests.stories.book_formats import CCHC, PROVINCE, word_97_from_a_province
from tests.stories.story import Story
from tests.stories.walked import delivery_of, walk_story
from tests.wire.tools import require


class Remembered(NoHistory):
    """A ledger that knows the copies of one letter."""

    def __init__(self, case: Case) -> None:
        self._copies = {copy.sha256: copy for copy in case.conversions}

    def conversion(self, portal: str, sha256: str) -> Conversion | None:
        return self._copies.get(sha256)


def test_the_copy_of_a_word_97_file_comes_back_and_is_accepted(rooms: Rooms, directory: Snapshot) -> None:
    require("soffice")
    sent = Story("word-97", "cchc", "28/8/2026 08:10", word_97_from_a_province, "return")
    returned = walk_story(sent, rooms, directory)
    (letter,) = returned.letters or ()
    (copy,) = letter.attachments
    assert copy.name == "Tin tap huan (Unicode).docx" and copy.content[:2] == b"PK"

    answer = build_mail(PROVINCE, CCHC, f"Re: {letter.subject}", "Gửi lại tệp đã sửa.\n",
                        files=[File(copy.name, copy.content)])  # fmt: skip
    again = Story("copy", "cchc", "28/8/2026 09:10", lambda: answer, "accept")
    case = gather(answer, delivery_of(again, rooms, 1, answer), rooms, directory, ref="CCHC-000002")
    for history in (Remembered(returned), NoHistory()):  # by the ledger's word, and by the letters alone
        judged = walk(case, rooms, history, directory, again.received_at, lambda: answer)
        assert judged.findings == ()
        assert judged.decision is not None and judged.decision.disposition.value == "accept"
        assert [(said.name.value, said.to.mailbox) for said in judged.letters or ()] == [("accepted", PROVINCE)]
