"""Files in files in files: each with its way in, all on one budget, and what is secret leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import msgspec
import pytest

from casework.document import Document, FlawKind, MarkKind
from intake.opening import Opened, open_files, open_mail
from intake.readers.containers import libarchive_reading
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.archives import attribute, mapi, rar4, rar5, tar, tnef
from tests.builders.corpus import corpus_file
from tests.builders.docx import article, build_docx, paragraph, run
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.msg import attachment, message, msg
from tests.builders.smime import mixed
from tests.builders.zips import Item, bomb, nested, quine, zip_of

TERMS = Terms()
CANARY = "Chimhoangyen88"
MADE = Path(__file__).resolve().parents[1] / "builders" / "seven_zip"


def sent(*files: File, text: str = "Kính gửi Cổng, đơn vị gửi bài.") -> bytes:
    return build_mail("an@moha.gov.vn", "congttdt@moha.gov.vn", "Gửi bài", text, files=files)


def opened(*files: File, limits: Limits | None = None) -> Opened:
    return open_mail(sent(*files), Terms(limits=limits or Limits()))


def paths(found: Opened) -> list[str]:
    return [document.path for document in found.documents[1:]]


def at(found: Opened, path: str) -> Document:
    return next(document for document in found.documents if document.path == path)


def flaws(document: Document) -> list[tuple[str, str]]:
    return [(flaw.kind.value, flaw.detail) for flaw in document.flaws]


NEWS = build_docx(article("Hội nghị tổng kết", "Sáng nay, Bộ Nội vụ tổ chức hội nghị tổng kết công tác năm. " * 8))


def test_three_levels_and_the_way_in() -> None:
    inner = zip_of([Item("Bài/Tin.docx", NEWS), Item("Ghi chú.txt", "Ảnh gửi sau.".encode())])
    found = opened(
        File("Ho so.zip", zip_of([Item("Phụ lục.zip", nested(inner, "Gốc.zip")), Item("cuoi.txt", b"x")])),
        File("sau.txt", b"y"),
    )
    assert paths(found) == [
        "thư › Ho so.zip",
        "thư › Ho so.zip › Phụ lục.zip",
        "thư › Ho so.zip › Phụ lục.zip › Gốc.zip",
        "thư › Ho so.zip › Phụ lục.zip › Gốc.zip › Bài › Tin.docx",
        "thư › Ho so.zip › Phụ lục.zip › Gốc.zip › Ghi chú.txt",
        "thư › Ho so.zip › cuoi.txt",
        "thư › sau.txt",
    ]
    tin = found.documents[4]
    assert (tin.name, tin.kind, tin.item) == ("Tin.docx", "docx", "article")
    assert [d.item for d in found.documents if d.kind == "zip"] == [None, None, None]
    assert not any(d.flaws for d in found.documents)


def holders(found: Opened, name: str) -> list[list[str]]:
    """Of each file of this name the paths of its containers."""
    named = {d.sha256: d.path for d in found.documents}
    return [[named[sha] for sha in d.held_in] for d in found.documents if d.name == name]


def test_containers_are_told_by_what_they_are_and_not_by_their_path() -> None:
    archive = zip_of([Item("ho so", b"x"), Item("ho so/bai.txt", b"y"), Item("trong.zip", nested(b"z", "bai.txt"))])
    found = opened(File("Ho so.zip", archive))
    assert paths(found)[1:3] == ["thư › Ho so.zip › ho so", "thư › Ho so.zip › ho so › bai.txt"]
    assert holders(found, "bai.txt") == [["thư › Ho so.zip"], ["thư › Ho so.zip", "thư › Ho so.zip › trong.zip"]]


def test_an_article_that_calls_itself_a_picture_in_the_text_is_a_file() -> None:
    sent = EmailMessage(policy=SMTP)
    sent.set_content("Gửi quyết định.")
    sent.add_alternative('<p>Gửi quyết định. <img src="cid:a"> <img src="cid:b"></p>', subtype="html")
    sent.add_attachment(NEWS, maintype="image", subtype="png", filename="logo.png", cid="<a>", disposition="inline")
    dot = b"\x89PNG\r\n\x1a\n" + bytes(60)
    sent.add_attachment(dot, maintype="image", subtype="png", filename="b.png", cid="<b>", disposition="inline")
    found = open_mail(sent.as_bytes(), TERMS)
    assert [(d.kind, d.inline) for d in found.documents[1:]] == [("docx", False), ("png", True)]


def test_two_attached_mails_of_one_name_hold_their_own() -> None:
    head = (
        b'Content-Type: message/rfc822; name="thu.eml"\r\nContent-Disposition: attachment; filename="thu.eml"\r\n\r\n'
    )
    parts = [head + sent(File("bai.txt", text)) for text in (b"mot", b"hai")]
    found = open_mail(mixed(parts, outer=sent()), TERMS)
    assert holders(found, "bai.txt") == [["thư › thu.eml"], ["thư › thu.eml (2)"]]
    assert holders(found, "thu.eml") == [[], []]


def test_equal_names_are_told_apart_at_every_level() -> None:
    archive = zip_of([Item("a.txt", b"1"), Item("a.txt", b"2"), Item("", b"3")])
    found = opened(File("b.zip", archive), File("b.zip", archive))
    assert paths(found) == [
        "thư › b.zip", "thư › b.zip › a.txt", "thư › b.zip › a.txt (2)", "thư › b.zip › tệp 3",
        "thư › b.zip (2)", "thư › b.zip (2) › a.txt", "thư › b.zip (2) › a.txt (2)", "thư › b.zip (2) › tệp 3",
    ]  # fmt: skip


CONTAINERS = {
    "zip": lambda files: zip_of([Item(name, content) for name, content in files.items()]),
    "tar": tar,
    "rar": rar4,
    "rar5": rar5,
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_file_in_any_archive_is_read_as_if_it_were_attached(kind: str) -> None:
    if kind.startswith("rar") and not libarchive_reading.is_available():
        pytest.skip("libarchive is not installed")
    archive = CONTAINERS[kind]({"Tin tức.docx": NEWS})  # type: ignore[operator]
    plain = opened(File("Tin tức.docx", NEWS)).documents[1]
    packed = opened(File("a.dat", archive)).documents[2]
    assert packed.path == "thư › a.dat › Tin tức.docx"
    assert (packed.runs, packed.lines, packed.sha256) == (plain.runs, plain.lines, plain.sha256)


def test_a_legacy_document_two_archives_deep_is_judged_with_its_way_in() -> None:
    text = "Báo cáo tổng kết công tác thi đua, khen thưởng năm học và phương hướng nhiệm vụ năm tới. " * 6
    legacy = build_docx([paragraph(run(encode(text, "tcvn3"), font=".VnTime"))])
    found = opened(File("Ho so.zip", nested(legacy, "Bai.docx", "Trong.zip")))
    document = at(found, "thư › Ho so.zip › Trong.zip › Bai.docx")
    assert [count.encoding for count in document.encodings] == ["tcvn3"]
    assert document.text.startswith("Báo cáo tổng kết")


@pytest.mark.corpus
def test_a_real_document_is_read_alike_plain_and_packed() -> None:
    path = corpus_file("phapluatai-luat-docx/604_QD-TTg_700112.docx")
    found = opened(File(path.name, path.read_bytes()), File("Ho so.zip", nested(path.read_bytes(), path.name)))
    plain, _, packed = found.documents[1:]
    assert packed.path == f"thư › Ho so.zip › {path.name}"
    assert (packed.runs, packed.anatomy, packed.item) == (plain.runs, plain.anatomy, plain.item)


def eml(subject: str, text: str, *files: File) -> bytes:
    return build_mail("c@moha.gov.vn", "d@moha.gov.vn", subject, text, files=files)


def test_a_mail_in_an_archive_is_a_mail() -> None:
    inner = eml("Chuyển tiếp", "Nội dung thư cũ.", File("Bài.docx", NEWS))
    found = opened(File("Thu.zip", zip_of([Item("Thư cũ.eml", inner)])))
    assert paths(found) == [
        "thư › Thu.zip", "thư › Thu.zip › Thư cũ.eml", "thư › Thu.zip › Thư cũ.eml › thư",
        "thư › Thu.zip › Thư cũ.eml › Bài.docx",
    ]  # fmt: skip
    assert at(found, "thư › Thu.zip › Thư cũ.eml › thư").text == "Nội dung thư cũ."
    assert at(found, "thư › Thu.zip › Thư cũ.eml › thư").kind == "body"
    assert not any(d.flaws for d in found.documents)


def test_an_attached_mail_is_opened_once() -> None:
    inner = eml("Cũ", "Thân.", File("a.txt", b"a"))
    content = (
        b"From: a@moha.gov.vn\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n--q\r\n"
        b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--q--\r\n"
    )
    found = open_mail(content, TERMS)
    assert sorted(paths(found)) == [
        "thư › thư đính kèm.eml", "thư › thư đính kèm.eml › a.txt", "thư › thư đính kèm.eml › thư",
    ]  # fmt: skip


def test_winmail_dat_is_an_envelope_and_no_file() -> None:
    names = mapi({(0x1F, 0x3707): "Tin tức.docx\0".encode("utf-16-le")})
    content = tnef(attribute(2, 0x9002, bytes(14)), attribute(2, 0x800F, NEWS), attribute(2, 0x9005, names))
    found = opened(File("winmail.dat", content))
    assert [(d.path, d.is_file) for d in found.documents[1:]] == [
        ("thư › winmail.dat", False),
        ("thư › winmail.dat › Tin tức.docx", True),
    ]
    broken = opened(File("winmail.dat", content[:-20]))
    assert at(broken, "thư › winmail.dat").is_file
    assert flaws(at(broken, "thư › winmail.dat"))[0][0] == "unreadable"


def test_an_outlook_message_with_a_document() -> None:
    content = msg(message({0x37: "Gửi bài", 0x1000: "Kính gửi"}, {}, [attachment("Tin tức.docx", NEWS)]))
    found = opened(File("Thư.msg", content))
    assert paths(found) == ["thư › Thư.msg", "thư › Thư.msg › thư", "thư › Thư.msg › Tin tức.docx"]
    assert found.documents[-1].item == "article"


def test_a_single_file_is_opened_as_deep_as_a_mail() -> None:
    found = open_files(nested(NEWS, "Bai.docx", "b.zip"), "a.zip", TERMS)
    assert [d.path for d in found.documents] == ["a.zip", "a.zip › b.zip", "a.zip › b.zip › Bai.docx"]


def test_the_end_of_the_time_is_said_of_every_file_that_is_left() -> None:
    found = opened(File("a.docx", NEWS), File("b.zip", nested(NEWS, "c.docx")), limits=Limits(seconds=0.0))
    assert paths(found) == ["thư › a.docx", "thư › b.zip"]
    assert {flaw for d in found.documents[1:] for flaw in flaws(d)} == {
        ("limit", "đã hết 0 giây dành cho một thư (seconds)")
    }


def test_levels_without_end_stop_at_the_bound() -> None:
    found = opened(File("r.zip", quine()))
    assert len(found.documents) == 8
    assert flaws(found.documents[-1]) == [("limit", "tệp nén, thư lồng nhau quá 6 tầng (container_depth)")]
    deep = opened(File("r.zip", quine()), limits=Limits(container_depth=50))
    assert len(deep.documents) > 50  # what it does without the bound


def test_mails_in_mails_in_archives_stop_at_the_bound() -> None:
    content = eml("x", "đáy")
    for level in range(12):
        content = eml("x", "x", File(f"{level}.zip", nested(content, "thu.eml")))
    found = open_mail(content, TERMS)
    assert flaws(found.documents[-1]) == [("limit", "tệp nén, thư lồng nhau quá 6 tầng (container_depth)")]


def test_one_budget_for_all_archives_of_a_mail() -> None:
    archive = zip_of([Item(f"{n}.txt", b"") for n in range(400)])
    found = opened(*(File(f"{n}.zip", archive) for n in range(4)))
    said = [flaws(d) for d in found.documents if d.kind == "zip"]
    assert said == [[], [], *[[("limit", "các tệp nén trong thư có hơn 1000 mục (container_entries)")]] * 2]
    assert len(found.documents) == 1 + 4 + 800


def test_bombs_in_an_archive_end_together() -> None:
    archive = zip_of([Item(f"{n}.zip", bomb(20 << 20), method=0) for n in range(60)])
    started = time.monotonic()
    found = opened(File("a.zip", archive), limits=Limits(container_ratio=10**6, container_bytes=64 << 20))
    assert time.monotonic() - started < 20
    spent = [d.path for d in found.documents if any("container_bytes" in f.detail for f in d.flaws)]
    assert 50 < len(spent) < 60


SECRET = build_docx(article(CANARY, f"{CANARY} " * 50), text_boxes=("TỐI MẬT",))
HIDING = {
    "a document in an archive in a mail in an archive": lambda: File(
        "a.zip", nested(zip_of([Item(f"{CANARY}/{CANARY}.docx", SECRET)]), "b.zip", "c.zip")
    ),
    "a document in an archive in a mail": lambda: File(
        "a.zip", zip_of([Item("thu.eml", eml(CANARY, CANARY, File("b.zip", zip_of([Item(f"{CANARY}.docx", SECRET)]))))])
    ),
    "the name of a folder": lambda: File("a.zip", zip_of([Item(f"MẬT/{CANARY}.txt", CANARY.encode())])),
    "the name of an empty folder": lambda: File("a.zip", zip_of([Item("TUYỆT MẬT/"), Item(f"{CANARY}.txt", b"x")])),
    "the name of a locked entry": lambda: File(
        "a.zip", zip_of([Item(f"TỐI MẬT - {CANARY}.doc", b"?" * 20, flags=1), Item(f"{CANARY}.txt", CANARY.encode())])
    ),
    "the name in the local header": lambda: File(
        "a.zip", zip_of([Item(f"{CANARY}.txt", CANARY.encode(), local_name=f"TỐI MẬT {CANARY}.txt".encode())])
    ),
    "a name in TCVN3": lambda: File(
        "a.zip", zip_of([Item(f"{encode('TỐI MẬT', 'tcvn3')} {CANARY}.txt".encode("latin-1"), CANARY.encode())])
    ),
    "the subject of a mail in an archive": lambda: File(
        "a.zip", zip_of([Item(f"{CANARY}.eml", eml(f"[MẬT] {CANARY}", CANARY))])
    ),
    "the subject of an Outlook message": lambda: File(f"{CANARY}.msg", msg(message({0x37: "TỐI MẬT", 0x1000: CANARY}))),
    "the subject of a winmail.dat": lambda: File(
        "winmail.dat",
        tnef(
            attribute(1, 0x9003, mapi({(0x1F, 0x37): f"[TUYỆT MẬT] {CANARY}\0".encode("utf-16-le")})),
            attribute(1, 0x800C, CANARY.encode()),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", HIDING)
def test_a_mark_at_any_depth_cuts_everything(where: str) -> None:
    found = opened(HIDING[where](), File(f"{CANARY}.txt", CANARY.encode()))
    assert any(m.kind is MarkKind.SECRET and m.sure for d in found.documents for m in d.marks)
    said = msgspec.json.encode(found).decode()
    assert CANARY.lower() not in said.lower()
    assert all(d.cut for d in found.documents)
    assert [d.path for d in found.documents] == ["thư", *(f"tệp {n}" for n in range(1, len(found.documents)))]


@pytest.mark.parametrize("where", HIDING)
def test_without_its_mark_the_same_mail_tells_the_word(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search above finds what is there."""
    monkeypatch.setattr("intake.opening._is_secret", lambda document: False)
    assert CANARY in msgspec.json.encode(opened(HIDING[where]())).decode()


def test_a_program_in_an_archive_is_told_with_its_way_in() -> None:
    program = b"MZ\x90\0" + bytes(60) + b"This program cannot be run in DOS mode"
    found = opened(File("a.zip", zip_of([Item("Tin.docx", NEWS), Item("cai.exe", program), Item("Bai.pdf", program)])))
    assert [(d.path, d.kind) for d in found.documents[3:]] == [
        ("thư › a.zip › cai.exe", "exe"), ("thư › a.zip › Bai.pdf", "exe"),
    ]  # fmt: skip
    assert [flaw.kind for flaw in found.documents[4].flaws] == [FlawKind.NOT_READ_YET, FlawKind.NAME_DISAGREES]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=30.0, memory_mb=1024) as pool:
        yield pool


def everything() -> tuple[File, ...]:
    files = {"Bài 1.txt": "Kính gửi Cổng".encode(), "Phụ lục/Tin.docx": NEWS, encode("Báo cáo", "tcvn3"): b"x"}
    letter = message({0x37: "Gửi bài"}, {0x1013: "<p>Kính gửi</p>".encode()}, [attachment("a.docx", NEWS)])
    return (
        File("a.zip", zip_of([Item(name.encode("latin-1", "ignore") or name, data) for name, data in files.items()])),
        File("b.tar", tar(files)),
        File("c.rar", rar4(files)),
        File("d.rar", rar5(files)),
        *(File(path.name, path.read_bytes()) for path in sorted(MADE.glob("*.7z"))),
        File("e.msg", msg(letter)),
        File(
            "winmail.dat",
            tnef(attribute(1, 0x800C, b"Kinh gui\0"), attribute(2, 0x9002, b""), attribute(2, 0x800F, NEWS)),
        ),
        File("f.eml", eml("Cũ", "Thân", File("g.docx", NEWS)), "application/octet-stream"),
    )


def test_every_container_is_opened_behind_the_locks_as_in_the_open(sandbox: Sandbox) -> None:
    content = sent(*everything())
    assert sandbox.open_mail(content, TERMS) == open_mail(content, TERMS)
    assert sandbox.status.replaced == 0


def test_after_every_bomb_the_next_mail_is_read_as_usual(sandbox: Sandbox) -> None:
    for hostile in (
        File("a.zip", bomb(900 << 20)),
        File("b.7z", (MADE / "bom.7z").read_bytes()),
        File("c.zip", quine()),
        File("d.zip", zip_of([Item(f"{n}", b"", method=0) for n in range(65_536)])),
        File("e.zip", zip_of([Item(f"{n}.zip", bomb(30 << 20), method=0) for n in range(40)])),
    ):
        found = sandbox.open_mail(sent(hostile), TERMS)
        limits = [flaw.detail for d in found.documents for flaw in d.flaws if flaw.kind is FlawKind.LIMIT]
        assert limits and all("(container_" in detail or "(seconds)" in detail for detail in limits)
        fine = sandbox.open_mail(sent(File("a.zip", nested(NEWS, "a.docx"))), TERMS)
        assert [d.flaws for d in fine.documents] == [(), (), ()]
    assert sandbox.status.replaced == 0
