"""A mail opened to facts, and cut where it is secret."""

from __future__ import annotations

import base64
import quopri
import tracemalloc

import msgspec
import pytest

from casework.document import FlawKind, MarkKind, Zone
from intake.opening import Opened, open_file, open_mail
from intake.terms import Terms
from tests.builders.mail import build_mail

TERMS = Terms()
CANARY = "Chimhoangyen77"


def mail(
    *,
    subject: str = "Gửi bài",
    body: str = "Kính gửi Cổng.",
    name: str = "tin.txt",
    text: str = "Tin tức.",
    more: str = "",
) -> bytes:
    encoded = base64.b64encode(subject.encode()).decode()
    file_name = base64.b64encode(name.encode()).decode()
    return (
        f"From: {CANARY} <a@moha.gov.vn>\r\nTo: {CANARY} <congttdt@moha.gov.vn>\r\nSubject: =?utf-8?B?{encoded}?=\r\n"
        f"Message-ID: <1@moha.gov.vn>\r\nReply-To: {CANARY}@x.vn\r\nReferences: <{CANARY}@x.vn>\r\n"
        f"Content-Type: multipart/mixed; boundary=x\r\n{more}\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{body}"
        f'\r\n--x\r\nContent-Type: text/plain; name="=?utf-8?B?{file_name}?="\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(text.encode()).decode()}\r\n--x--\r\n"
    ).encode()


def said(opened: Opened) -> str:
    return msgspec.json.encode(opened).decode()


def test_the_body_is_a_document_and_files_follow() -> None:
    opened = open_mail(mail(), TERMS)
    assert [(d.path, d.kind, d.is_file) for d in opened.documents] == [
        ("thư", "body", False),
        ("thư › tin.txt", "txt", True),
    ]
    assert opened.documents[0].text == "Kính gửi Cổng."
    assert opened.mail.body == "Kính gửi Cổng."
    assert not any(d.cut for d in opened.documents)


def test_legacy_letters_typed_into_the_body_are_judged_and_decoded() -> None:
    typed = "KÝnh göi Ban biªn tËp Cæng th«ng tin ®iÖn tö Bé Néi vô, ®¬n vÞ chóng t«i xin göi bµi viÕt"  # TCVN3
    opened = open_mail(mail(body=typed), TERMS)
    assert [count.encoding for count in opened.documents[0].encodings] == ["tcvn3"]
    assert opened.mail.body.startswith("Kính gửi Ban biên tập Cổng thông tin điện tử Bộ Nội vụ")
    assert opened.mail.own_words == opened.mail.body


SECRET = [
    {"text": f"TỐI MẬT\n\nNội dung {CANARY}"},
    {"body": f"MẬT\n\n{CANARY}"},
    {"subject": f"[MẬT] {CANARY}"},
    {"name": f"TUYỆT MẬT - {CANARY}.txt"},
]


@pytest.mark.parametrize("where", SECRET)
def test_a_secret_mail_is_cut_to_what_class_and_origin_need(where: dict[str, str]) -> None:
    parts = {"subject": CANARY, "body": CANARY, "name": f"{CANARY}.txt", "text": CANARY, **where}
    opened = open_mail(mail(**parts), TERMS)
    assert any(mark.kind is MarkKind.SECRET for d in opened.documents for mark in d.marks)
    assert CANARY.lower() not in said(opened).lower()
    assert all(d.cut for d in opened.documents)
    assert [d.path for d in opened.documents] == ["thư", "tệp 1"]
    assert opened.mail.sender is not None
    assert (opened.mail.sender.mailbox, opened.mail.sender.name) == ("a@moha.gov.vn", "")
    assert opened.mail.message_id == "<1@moha.gov.vn>"
    assert (opened.mail.subject, opened.mail.body, opened.mail.own_words, opened.mail.to) == ("", "", "", ())
    file = opened.documents[1]
    assert (file.kind, file.size, len(file.sha256)) == ("txt", len(parts["text"].encode()), 64)
    assert (file.lines, file.encodings, file.declared_type) == ((), (), "")


def test_a_mark_in_the_subject_alone_stands_on_the_body_document() -> None:
    opened = open_mail(mail(subject="[TỐI MẬT] Báo cáo"), TERMS)
    assert [(m.text, m.where, m.zone) for m in opened.documents[0].marks] == [("TỐI MẬT", "tiêu đề thư", Zone.SUBJECT)]


def test_a_mark_in_a_second_name_of_a_file_counts() -> None:
    content = mail().replace(
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename=\"tin.txt\"; filename*=utf-8''M%E1%BA%ACT%20-%20tin.txt\r\n"
        b"Content-Transfer-Encoding: base64",
    )
    assert open_mail(content, TERMS).documents[1].cut


def test_a_secret_inside_an_attached_mail_cuts_everything() -> None:
    inner = (
        f"From: c@d\r\nSubject: {CANARY}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTUYỆT MẬT\r\n\r\n{CANARY}"
    )
    content = (
        f"From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nthan\r\n--x\r\n"
        f"Content-Type: message/rfc822; name={CANARY}.eml\r\n\r\n{inner}\r\n--x--\r\n"
    ).encode()
    opened = open_mail(content, TERMS)
    assert CANARY not in said(opened)
    assert [d.path for d in opened.documents] == ["thư", "tệp 1", "tệp 2"]


TYPED = "Hội nghị sơ kết công tác năm 2026\n\n" + "Ngày 27/8/2026, Bộ Nội vụ tổ chức hội nghị sơ kết công tác. " * 12


@pytest.mark.parametrize(
    ("text", "more", "item", "title"),
    [
        (TYPED, {}, "article", "Hội nghị sơ kết công tác năm 2026"),
        (TYPED, {"in_reply_to": "<1@moha.gov.vn>"}, "article", "Hội nghị sơ kết công tác năm 2026"),
        ("Gửi Cổng bài sau.\n\n" + TYPED, {}, "article", "Hội nghị sơ kết công tác năm 2026"),
        ("Gửi QĐ\n\n" + TYPED, {}, "article", "Hội nghị sơ kết công tác năm 2026"),
        ("Kính gửi Cổng, đơn vị gửi bài. Trân trọng.", {}, None, ""),
        # A reply quotes; who passes a mail on without replying may mean what it quotes.
        ("Xin cảm ơn.\n\n" + TYPED.replace("\n", "\n> "), {"in_reply_to": "<1@moha.gov.vn>"}, None, ""),
    ],
)
def test_an_article_typed_into_the_mail_is_an_item(
    text: str, more: dict[str, str], item: str | None, title: str
) -> None:
    sent = build_mail("an@moha.gov.vn", "congttdt@moha.gov.vn", "Gửi bài", text, **more)  # type: ignore[arg-type]
    own = open_mail(sent, TERMS).documents[0]
    assert (own.kind, own.item, own.title) == ("body", item, title)


@pytest.mark.parametrize("body", ["Công tác bảo mật thông tin được giữ vững.", "Tài liệu này không thuộc diện mật."])
def test_the_word_in_a_sentence_cuts_nothing(body: str) -> None:
    opened = open_mail(mail(body=body, text=body, subject="Tập huấn bảo mật"), TERMS)
    assert not any(d.cut for d in opened.documents)
    assert opened.mail.subject == "Tập huấn bảo mật"


def test_files_without_a_name_are_numbered_and_equal_names_told_apart() -> None:
    part = "--x\r\nContent-Type: application/octet-stream{}\r\n\r\nq\r\n"
    content = (
        "From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + part.format("")
        + part.format("; name=a.bin") * 2
        + "--x--\r\n"
    ).encode()
    assert [d.path for d in open_mail(content, TERMS).documents] == [
        "thư", "thư › tệp 1", "thư › a.bin", "thư › a.bin (2)",
    ]  # fmt: skip


def test_a_mail_beyond_bounds_says_so_on_its_body() -> None:
    content = b"From: a@b.vn\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 100
    opened = open_mail(content, TERMS)
    (body,) = opened.documents
    assert [flaw.kind for flaw in body.flaws] == [FlawKind.LIMIT]
    assert body.size == len(content)


def test_an_empty_mail() -> None:
    opened = open_mail(b"", TERMS)
    assert opened.mail.sender is None
    assert [d.kind for d in opened.documents] == ["body"]


def test_a_plain_file() -> None:
    document = open_file("Tin tức trong ngày.".encode(), "tin.txt", TERMS)
    assert (document.path, document.kind, document.cut) == ("tin.txt", "txt", False)
    secret = open_file(b"x", f"TỐI MẬT - {CANARY}.txt", TERMS)
    assert secret.cut
    assert (secret.path, secret.name) == ("tệp 1", "tệp 1")


def test_a_delivery_report_is_read_with_its_fields() -> None:
    """RFC 3464: without Action and Status nobody could tell a delay from a letter that never arrived."""
    wire = (
        "From: MAILER-DAEMON@mail.moha.gov.vn\r\nSubject: Warning\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is a warning.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.moha.gov.vn\r\n\r\n"
        "Final-Recipient: rfc822; a@b.vn\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n--b--\r\n"
    )
    body = open_mail(wire.encode(), TERMS).mail.body
    assert body.splitlines()[0] == "This is a warning."
    assert {"Action: delayed", "Status: 4.4.1", "Final-Recipient: rfc822; a@b.vn"} <= set(body.splitlines())


def attached(inner: bytes, *, encoding: str = "") -> bytes:
    how = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    return (
        b"From: a@moha.gov.vn\r\nTo: congttdt@moha.gov.vn\r\nSubject: x\r\n"
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nKinh gui.\r\n--q\r\n"
        + f"Content-Type: message/rfc822\r\n{how}\r\n".encode()
        + inner
        + b"\r\n--q--\r\n"
    )


@pytest.mark.parametrize("subject", ["TỐI MẬT", "[MẬT] Báo cáo", "TèI MËT"])
def test_a_mark_in_the_subject_of_an_attached_mail_cuts_everything(subject: str) -> None:
    opened = open_mail(attached(mail(subject=subject)), TERMS)
    assert opened.documents[1].cut and CANARY not in said(opened)
    assert any(m.zone is Zone.SUBJECT and m.sure for d in opened.documents for m in d.marks)


@pytest.mark.parametrize("encoding", ["base64", "Quoted-Printable"])
def test_an_attached_mail_in_an_encoding_is_opened_like_any_other(encoding: str) -> None:
    inner = mail(body="Noi dung khac")
    written = base64.encodebytes(inner) if encoding == "base64" else quopri.encodestring(inner.replace(b"\r\n", b"\n"))
    opened = open_mail(attached(written.replace(b"\n", b"\r\n"), encoding=encoding), TERMS)
    assert [(d.path, d.kind, d.flaws) for d in opened.documents] == [
        ("thư", "body", ()),
        ("thư › thư đính kèm.eml", "eml", ()),
        ("thư › thư đính kèm.eml › thư", "body", ()),
        ("thư › thư đính kèm.eml › tin.txt", "txt", ()),
    ]
    assert opened.documents[2].text == "Noi dung khac"


def test_a_text_of_millions_of_lines_is_cut_before_it_fills_the_memory() -> None:
    tracemalloc.start()
    opened = open_mail(b"From: a@moha.gov.vn\r\nSubject: x\r\n\r\n" + b"a\r\n" * 2_000_000, TERMS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [f.kind for f in opened.documents[0].flaws] == [FlawKind.LIMIT]
    assert opened.mail.sender is not None
    assert most < 300 * 1024 * 1024


@pytest.mark.parametrize("blank", [b"\r\n", b" ", b" \r\n"])
def test_what_stands_behind_millions_of_blanks_is_cut_out_loud(blank: bytes) -> None:
    text = blank * (4_500_000 // len(blank)) + "TỐI MẬT".encode()
    opened = open_mail(
        b"From: a@moha.gov.vn\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text, TERMS
    )
    body = opened.documents[0]
    assert body.cut or FlawKind.LIMIT in [f.kind for f in body.flaws]
