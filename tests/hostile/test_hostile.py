"""Hostile files, by whole mails: each does its harm to code that believes it, and none to us.

Through the door, the sandbox, the rules and the letters: each ends within its limits, what is said of it names the
bound or the structure, the worker lives on, the next mail is decided as usual, and nothing outside was touched.
"""

from __future__ import annotations

import re

import msgspec
import pytest

from casework.case import Case
from casework.document import FlawKind
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.docx import article, build_docx
from tests.builders.mail import File, build_mail
from tests.hostile.attack import Attack, Harm
from tests.hostile.child import bare, control
from tests.hostile.conftest import CANARY, House, Watched
from tests.hostile.mails import SENDER
from tests.hostile.registry import ATTACKS

_EXHAUSTS = {Harm.MEMORY, Harm.TIME}  # which of the two comes first is the machine's affair
_OUTSIDE = {Harm.READ, Harm.WROTE, Harm.CONNECTED}
#: Flaws of which a person or the sender must hear.
_HEARD = {FlawKind.LIMIT, FlawKind.UNREADABLE, FlawKind.TRUNCATED, FlawKind.NOT_RECOGNISED, FlawKind.ACTIVE}

attacks = pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])


def wrapped(attack: Attack, content: bytes) -> bytes:
    """The mail that brings the file; the file itself where it is one."""
    if not attack.file:
        return content
    files = [File(attack.file, content)]
    return build_mail(SENDER, "congttdt@moha.gov.vn", "Gửi bài", "Kính gửi Cổng thông tin điện tử.", files=files)


def told(case: Case) -> str:
    """All that is said of a mail: findings, flaws, ways in, and where it was read what it says."""
    said = [f"{f.message} {f.where}" for f in case.findings or ()]
    for document in case.documents:
        said += [document.path, document.kind, *(flaw.detail for flaw in document.flaws)]
        said += [f"{line.text[:200]} {line.where}" for line in document.lines[:50]]
    return "\n".join([*said, *case.mail.flaws])


def decided(case: Case) -> tuple[object, ...]:
    return case.mail_class, case.decision, case.findings, tuple(d.sha256 for d in case.documents)


@pytest.fixture(scope="session")
def honest() -> bytes:
    prose = "Ngày 27/8/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị sơ kết công tác cải cách hành chính."
    news = build_docx(article("Hội nghị sơ kết cải cách hành chính", prose, prose, author="Nguyễn Thị Lan"))
    files = [File("Tin hội nghị.docx", news)]
    return build_mail(SENDER, "congttdt@moha.gov.vn", "Gửi tin hội nghị", "Kính gửi Cổng.", files=files)


@pytest.fixture(scope="session")
def usual(house: House, honest: bytes) -> tuple[object, ...]:
    """What becomes of an honest mail before anything hostile has come."""
    return decided(house.take_in(honest))


def test_there_are_enough_of_them_and_each_has_its_name() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60
    assert all(attack.says for attack in ATTACKS)


@attacks
def test_it_does_its_harm_to_code_that_believes_it(attack: Attack, watched: Watched, children: None) -> None:
    content = attack.build(watched.trap)
    watched.touched()
    report = control(attack, content, watched.trap)
    touched = watched.touched()
    if attack.harm is Harm.READ:
        assert CANARY in report.seen and "read" in touched
    elif attack.harm is Harm.CONNECTED:
        assert "connected" in touched
    elif attack.harm in _EXHAUSTS:
        assert report.harm in _EXHAUSTS, report
    else:
        assert report.harm is attack.harm, report
        assert report.took >= attack.least


@attacks
def test_it_ends_within_its_limits_and_the_next_mail_is_decided_as_usual(
    attack: Attack, house: House, watched: Watched, honest: bytes, usual: tuple[object, ...]
) -> None:
    content = wrapped(attack, attack.build(watched.trap))
    watched.touched()
    before = house.sandbox.status
    used = house.processor_seconds()
    case = house.take_in(content)
    assert house.processor_seconds() - used < attack.seconds
    assert re.search(attack.says, told(case)), told(case)
    for document in case.documents:
        if document.is_file and any(flaw.kind in _HEARD for flaw in document.flaws):
            assert any(document.path in (f.where, f.about) or document.name in f.message for f in case.findings or ())
    after = house.sandbox.status
    assert (after.replaced, after.unread) == (before.replaced, before.unread)
    assert decided(house.take_in(honest)) == usual
    assert watched.touched() == set()
    assert CANARY.encode() not in msgspec.msgpack.encode(case)


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.harm in _OUTSIDE], ids=lambda attack: attack.name)
def test_nothing_outside_is_reached_for_even_without_the_locks(
    attack: Attack, watched: Watched, children: None
) -> None:
    content = wrapped(attack, attack.build(watched.trap))
    watched.touched()
    assert bare(content, watched.trap).seen == ""
    assert watched.touched() == set()


_OTHER_WAYS = (
    "docx-part-bomb", "docx-xml-20000-deep", "docx-dtd-reads-file", "xlsx-strings-bomb", "xlsx-billion-laughs",
    "pptx-groups-20000-deep", "pptx-dtd-reads-file", "odt-part-bomb", "odt-two-billion-blanks", "ods-repeats",
    "rtf-groups-100000-deep", "rtf-says-2-gigabytes-of-bytes", "zip-bomb", "zip-1500-deep", "msg-200-deep",
    "pdf-image-bomb", "pdf-font-in-a-bomb", "png-bomb", "png-text-bomb", "tif-bomb", "jpg-says-four-billion-points",
)  # fmt: skip


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.name in _OTHER_WAYS], ids=lambda attack: attack.name)
def test_converting_handing_over_and_drawing_survive_it_too(attack: Attack, house: House, watched: Watched) -> None:
    content = attack.build(watched.trap)
    watched.touched()
    before = house.sandbox.status
    house.sandbox.convert_file(content, attack.file, Terms())
    house.sandbox.hand_over(wrapped(attack, content), Terms())
    kind = attack.file.rpartition(".")[2]
    if kind in ("pdf", "png", "tif", "jpg"):
        house.sandbox.draw_page(content, kind, 1, 100, Limits())
    after = house.sandbox.status
    assert (after.replaced, after.unread) == (before.replaced, before.unread)
    assert watched.touched() == set()


def test_a_worker_that_does_not_survive_is_replaced(honest: bytes) -> None:
    """With a fraction of the time that a heavy mail needs: it ends with a person, the next one as usual."""
    heavy = next(attack for attack in ATTACKS if attack.name == "html-three-million-tags")
    content = wrapped(heavy, heavy.build(None))  # type: ignore[arg-type]
    with Sandbox(workers=1, seconds=0.5, memory_mb=1024) as sandbox:
        assert sandbox.status.problem == ""
        opened = sandbox.open_mail(content, Terms())
        assert [flaw.kind for document in opened.documents for flaw in document.flaws] == [FlawKind.WORKER]
        assert (sandbox.status.replaced, sandbox.status.unread) == (2, 1)
        assert sandbox.open_mail(honest, Terms()).documents[1].kind == "docx"
