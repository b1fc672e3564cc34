from __future__ import annotations

import random
import textwrap
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from casework.case import Case
from casework.decision import Awaited, Disposition, Ruling
from casework.letter import LetterName
from casework.mail import Address, MailClass
from casework.noun import replace
from notifier import templates
from notifier.compose import compose
from notifier.templates import render_letter, say_size, wrap_text
from notifier.wording import reflow, shorten
from tests.notifier.house import (
    ARTICLE,
    BODY,
    CONTEXT,
    MAIL,
    NO_PROOF,
    NO_SOURCE,
    NOW,
    PORTAL,
    TCVN3,
    TWIN,
    case,
    decided,
    waiting,
)

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=y>{{ 7*7 }}{% raw %}"
ALLOWED = {
    "html", "head", "meta", "body", "div", "p", "strong", "br", "h2", "ol", "ul", "li", "span", "a",
}  # fmt: skip


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def hostile(walked: Case) -> Case:
    findings = tuple(
        replace(f, message=HOSTILE, fix=HOSTILE, where=f"thư › {HOSTILE}", about=f"thư › {HOSTILE}", reason=HOSTILE)
        for f in walked.findings or ()
    )
    file = replace(
        ARTICLE, name=HOSTILE, path=f"thư › {HOSTILE}", title=HOSTILE,
        lines=tuple(replace(line, text=HOSTILE) for line in ARTICLE.lines),
    )  # fmt: skip
    mail = replace(MAIL, subject=HOSTILE, own_words=HOSTILE, sender=Address(mailbox="x@moha.gov.vn", name=HOSTILE))
    return replace(walked, findings=findings, documents=(BODY, file), mail=mail, person=None)


RULING = Ruling(by=HOSTILE, at=NOW, disposition=Disposition.RETURN, reason=HOSTILE)
WALKS = [
    case(findings=(TCVN3, NO_SOURCE), decision=decided(Disposition.RETURN, ruling=RULING)),
    case(findings=(NO_SOURCE,), decision=decided(Disposition.ACCEPT)),
    case(findings=(NO_PROOF,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.LEADER, "l@moha.gov.vn"))),
    case(findings=(TWIN,), decision=decided(Disposition.HOLD, awaiting=waiting(Awaited.DESK))),
    case(findings=(TCVN3,), mail_class=MailClass.PRECHECK, decision=decided(Disposition.RETURN)),
    case(mail_class=MailClass.PETITION, decision=None),
]


@pytest.mark.parametrize("walked", WALKS)
def test_a_strangers_words_are_never_html_nor_a_template(walked: Case) -> None:
    for letter in compose(hostile(walked), PORTAL, CONTEXT).letters or ():
        page = Tags()
        page.feed(letter.html)
        assert page.tags <= ALLOWED
        assert page.attributes <= {"style", "lang", "charset", "name", "content", "href"}
        assert all(link.startswith("mailto:congttdt@moha.gov.vn?") for link in page.links)
        assert "&lt;script&gt;" in letter.html
        assert "{{ 7*7 }}" in letter.text + letter.subject
        assert "\n" not in letter.subject


def test_a_missing_fact_stops_the_letter() -> None:
    with pytest.raises(UndefinedError):
        render_letter(LetterName.ALARM, {})


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 byte"), (999, "999 byte"), (18231, "18,2 KB"), (1_500_000, "1,5 MB"), (3 * 10**9, "3000,0 MB")],
)
def test_sizes(size: int, said: str) -> None:
    assert say_size(size) == said


def test_wrapping_keeps_items_under_their_words_and_long_words_whole() -> None:
    assert wrap_text(" 1. một hai ba bốn", 12) == " 1. một hai\n    ba bốn\n"
    assert wrap_text("    Căn cứ: điểm b khoản 1 Điều 9", 26) == "    Căn cứ: điểm b khoản 1\n            Điều 9\n"
    assert (
        wrap_text("xem https://moha.gov.vn/dai-dai-dai ngay", 12).splitlines()[1] == "https://moha.gov.vn/dai-dai-dai"
    )
    assert wrap_text("a\n\n\n\nb") == "a\n\nb\n"


def test_shorten_cuts_at_a_blank() -> None:
    assert shorten("Hội nghị tổng kết", 20) == "Hội nghị tổng kết"
    assert shorten("Hội nghị tổng kết công tác", 18) == "Hội nghị tổng kết…"
    assert shorten("dòng\r\nhai", 20) == "dòng hai"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"


def test_reflow_joins_sentences_and_keeps_steps() -> None:
    assert (
        reflow("Mở tệp\n  bằng Word.\n1. Chọn\n   hết.\n2. Lưu.\n\nXong.")
        == "Mở tệp bằng Word.\n1. Chọn hết.\n2. Lưu.\nXong."
    )


def test_wrapping_is_that_of_the_standard_library() -> None:
    random_ = random.Random(7)
    words = ("a", "được", "x" * 30, "y" * 19, "z" * 20, "-", "30-36", "", "tab\tx", "hai\u00a0chữ")
    for _ in range(3000):
        lead, indent = " " * random_.choice((0, 0, 2, 5)), " " * random_.choice((0, 2, 4))
        line = lead + " ".join(random_.choices(words, k=random_.randrange(2, 12)))
        wanted = textwrap.wrap(line, 20, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        if len(line) > 20 and line.strip(" "):
            assert templates._wrapped(line.rstrip(), 20, indent) == wanted, repr(line)
