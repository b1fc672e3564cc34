"""A word planted in a secret file of every format and in every wrapping: nothing of it is in any answer of the sandbox.

What is searched are the very frames that a worker sends back: the facts of a mail and of a plain file, the wishes for
the workshop, the copies of a conversion, the files for editors. The same file without its mark goes first, so that a
search that finds nothing cannot pass.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable

import pytest

from casework.document import Document
from intake.aids import Aid, AidKind, RecognisedLine, RecognisedPage
from intake.readers.limits import Limits
from intake.sandbox_frames import ConvertMail, DrawPage, HandOver, OpenFile, OpenMail, Request, encode
from intake.sandbox_worker import answer
from intake.terms import Terms
from tests.builders.archives import tar
from tests.builders.legacy import encode as stored
from tests.builders.mail import File, build_mail
from tests.builders.papers import PAPERS, Paper
from tests.builders.sheets import as_pdf, decision
from tests.builders.zips import Item, zip_of
from tests.stories.wrappings import outlook_message, winmail

WORD = "hoanghacbayve7391"
HEAD = ("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 12/BC-UBND")
REST = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", f"Về hòa giải {WORD}")
PROSE = (f"Trong quý I, các tổ hòa giải ở cơ sở đã hòa giải thành nhiều vụ việc {WORD}.",) * 3
SENDER, TO = "ha.pt@vanphong.moha.gov.vn", "congttdt@moha.gov.vn"


def paper(mark: str, *, legacy: bool = False) -> Paper:
    store: Callable[[str], str] = (lambda text: stored(text, "tcvn3")) if legacy else str
    lines = tuple(store(line) for line in (*HEAD, *((mark,) if mark else ()), *REST))
    return Paper(lines, tuple(map(store, PROSE)), ".VnTimeH" if legacy else "Times New Roman", word=WORD)


def mail(*files: File, text: str = f"Gửi anh chị bài {WORD}.") -> bytes:
    return build_mail(SENDER, TO, f"Gửi bài {WORD}", text, files=files, name=f"Phạm Thu Hà {WORD}")


def said(request: Request) -> bytes:
    return encode(answer(request))


def shows(frame: bytes) -> bool:
    """Whether the word is in ``frame``, as it is, in UTF-16, in hex or in base64."""
    lower = frame.lower()
    raw = WORD.encode()
    coded = [base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    plain = (raw, WORD.encode("utf-16-le"), WORD.encode("utf-16-be"), raw.hex().encode(), raw.upper().lower())
    return any(shape in lower for shape in plain) or any(shape in frame for shape in coded)


def everything(content: bytes, aids: tuple[Aid, ...] = ()) -> bytes:
    """All that a worker answers about one mail: its facts, copies of all its files, the files for editors."""
    opened = answer(OpenMail(content, Terms(), aids))
    hashes = tuple(d.sha256 for d in opened.opened.documents)  # type: ignore[union-attr]
    return encode(opened) + said(ConvertMail(content, Terms(), hashes)) + said(HandOver(content, Terms()))


def packed(name: str, content: bytes) -> bytes:
    return zip_of([Item(name, content)], comment=WORD.encode())


WRAPPED: dict[str, Callable[[str, bytes], tuple[str, bytes]]] = {
    "zip in zip": lambda name, c: (f"ngoai {WORD}.zip", packed(f"trong {WORD}.zip", packed(name, c))),
    "tar": lambda name, c: (f"ho so {WORD}.tar", tar({name: c})),
    "winmail.dat": lambda name, c: ("winmail.dat", winmail(name, c)),
    "msg": lambda name, c: (f"thu {WORD}.msg", outlook_message(f"Chuyển tiếp {WORD}", name, c)),
    "eml": lambda name, c: (f"thu {WORD}.eml", mail(File(name, c))),
}


@pytest.mark.parametrize("kind", PAPERS)
def test_nothing_of_a_secret_file_leaves_the_sandbox(kind: str) -> None:
    name = f"Bao cao {WORD}.{kind.partition('-')[0]}"
    assert shows(everything(mail(File(name, PAPERS[kind](paper("")))))), "the search must be able to find it"
    assert shows(said(OpenFile(PAPERS[kind](paper("")), name, Terms())))
    for mark, legacy in (("TỐI MẬT", False), ("MẬT", True)):
        content = PAPERS[kind](paper(mark, legacy=legacy))
        other = File(f"Phu luc {WORD}.docx", PAPERS["docx"](paper("")))
        assert not shows(everything(mail(other, File(name, content)))), (mark, legacy)
        assert not shows(said(OpenFile(content, name, Terms()))), (mark, legacy)


@pytest.mark.parametrize("wrapping", WRAPPED)
@pytest.mark.parametrize("kind", ["docx", "doc", "xlsx", "pdf", "pptx", "txt"])
def test_nothing_of_a_secret_file_leaves_the_sandbox_however_it_is_wrapped(wrapping: str, kind: str) -> None:
    wrap, inner = WRAPPED[wrapping], f"Bao cao {WORD}.{kind}"
    assert shows(everything(mail(File(*wrap(inner, PAPERS[kind](paper("")))))))
    sent = mail(File(*wrap(inner, PAPERS[kind](paper("TUYỆT MẬT")))), File(f"{WORD}.txt", PAPERS["txt"](paper(""))))
    assert not shows(everything(sent))


def test_a_secret_scan_is_cut_once_it_was_recognised() -> None:
    """Before recognition nobody knows: the wish for it goes out with the picture, in which no letter can be read."""
    content = as_pdf(decision("MẬT"))
    digest = hashlib.sha256(content).hexdigest()

    def aids(mark: str) -> tuple[Aid, ...]:
        rows = [line for line in (*HEAD, mark, *REST, *PROSE) if line]
        lines = tuple(
            RecognisedLine(text, 0.1, 0.05 + 0.03 * row, 0.6, 0.065 + 0.03 * row, 95.0) for row, text in enumerate(rows)
        )
        return (Aid(digest, AidKind.OCR, pages=(RecognisedPage(1, 1654, 2339, lines=lines),)),)

    sent = build_mail(SENDER, TO, "Gửi bài", "Gửi anh chị bài.", files=[File(f"quet {WORD}.pdf", content)])
    assert shows(said(OpenMail(sent, Terms(), aids(""))))
    assert not shows(said(OpenMail(sent, Terms(), aids("MẬT"))))
    reply = answer(OpenMail(sent, Terms(), aids("MẬT")))
    assert reply.opened.wants == ()  # type: ignore[union-attr]


def test_no_answer_about_an_unreadable_secret_says_more_than_a_kind_of_error() -> None:
    """Cut in the middle, a file may still be read to its mark, or not at all: an error's text quotes nothing."""
    for kind in PAPERS:
        whole = PAPERS[kind](paper("TUYỆT MẬT"))
        frame = said(OpenFile(whole[: len(whole) * 2 // 3], "bao cao.bin", Terms()))
        reply = answer(OpenFile(whole[: len(whole) * 2 // 3], "bao cao.bin", Terms()))
        document: Document = reply.opened.documents[0]  # type: ignore[union-attr]
        assert not any(WORD in flaw.detail or WORD in flaw.where for flaw in document.flaws), kind
        if document.cut:
            assert not shows(frame), kind
    assert answer(DrawPage(WORD.encode(), "pdf", 1, 72, Limits())).page is None  # type: ignore[union-attr]


def test_a_mark_in_the_subject_or_in_the_name_of_an_entry_cuts_all() -> None:
    open_file = File(f"{WORD}.docx", PAPERS["docx"](paper("")))
    named = build_mail(SENDER, TO, f"[TỐI MẬT] {WORD}", f"Kính gửi {WORD}", files=[open_file])
    opened = answer(OpenMail(named, Terms()))
    assert not shows(encode(opened))
    entry = io.BytesIO(packed(f"MẬT_{WORD}.docx", open_file.content)).getvalue()
    assert not shows(everything(mail(File(f"{WORD}.zip", entry), open_file)))
