"""The bytes on the wire, read back by the standard library's parser as a mail program would."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest

from casework.decision import Disposition
from casework.errors import ConfigurationError
from casework.letter import Attachment, Letter
from casework.mail import Address
from casework.noun import replace
from notifier.compose import compose
from notifier.message import render
from tests.notifier.house import CONTEXT, NOW, PORTAL, TCVN3, case, decided


def returned() -> Letter:
    return (compose(case(findings=(TCVN3,), decision=decided(Disposition.RETURN)), PORTAL, CONTEXT).letters or ())[0]


def parsed(letter: Letter) -> EmailMessage:
    message = message_from_bytes(render(letter, PORTAL, CONTEXT), policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def as_shown(letter: Letter, header: str) -> str:
    """The header decoded by RFC 2047's own rule: blanks between encoded words fall away. (The newer parser of Python
    3.11 keeps one inside a display name.)"""
    raw = message_from_bytes(render(letter, PORTAL, CONTEXT))[header]
    return str(make_header(decode_header(raw)))


def test_headers_say_who_what_when_and_that_a_machine_wrote() -> None:
    letter = returned()
    message = parsed(letter)
    assert as_shown(letter, "From") == f"{PORTAL.name} <{PORTAL.address}>"
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Nguyễn Thị Lan", "lan.nt@moha.gov.vn")
    assert message["Subject"] == letter.subject
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["Message-ID"] == letter.message_id
    assert message["In-Reply-To"] == "<CAF0=x1@mail.moha.gov.vn>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Tiepnhan"] == "letter=returned; portal=congttdt; ref=CONGTTDT-000123"
    assert message["Reply-To"] is None


def test_text_and_html_arrive_as_written() -> None:
    letter = returned()
    message = parsed(letter)
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage) and isinstance(html, EmailMessage)
    assert text.get_content().replace("\r\n", "\n") == letter.text
    assert html.get_content().replace("\r\n", "\n") == letter.html


def test_the_same_letter_is_the_same_bytes() -> None:
    letter = replace(returned(), attachments=(Attachment(name="a.docx", media_type="application/zip", content=b"x"),))
    assert render(letter, PORTAL, CONTEXT) == render(letter, PORTAL, CONTEXT)


def test_no_line_is_longer_than_smtp_allows_and_headers_fold_at_78() -> None:
    letter = replace(returned(), subject="Trả lại để sửa: " + "Hội nghị tổng kết công tác tổ chức nhà nước " * 8)
    wire = render(letter, PORTAL, CONTEXT)
    assert wire.isascii() and b"\r\n" in wire and b"\n" not in wire.replace(b"\r\n", b"")
    head, body = wire.split(b"\r\n\r\n", 1)
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert parsed(letter)["Subject"] == letter.subject.strip()


def test_plus_addressing_asks_for_answers_at_the_token() -> None:
    letter = returned()
    wire = render(letter, PORTAL, replace(CONTEXT, plus_addressing=True))
    (reply_to,) = message_from_bytes(wire, policy=SMTP)["Reply-To"].addresses
    assert reply_to.addr_spec == f"congttdt+{letter.token}@moha.gov.vn"


def test_a_long_message_id_stays_an_id() -> None:
    """Outlook's ids pass 78 columns; as an encoded word no program would thread by them."""
    long = "<" + "AS8PR04MB" * 14 + "@eurprd04.prod.outlook.com>"
    letter = replace(returned(), in_reply_to=long, references=("<first@x>", long))
    wire = render(letter, PORTAL, CONTEXT)
    assert f"In-Reply-To: {long}\r\n".encode() in wire
    assert f"References: <first@x>\r\n {long}\r\n".encode() in wire


def test_a_long_thread_keeps_its_first_and_its_last_ids() -> None:
    letter = replace(returned(), in_reply_to="<m39@x>", references=tuple(f"<m{n:02}@x>" for n in range(40)))
    kept = parsed(letter)["References"].split()
    assert len(kept) == 12
    assert kept[0] == "<m00@x>" and kept[-1] == "<m39@x>"


@pytest.mark.parametrize("forged", ["<a@b>\r\nBcc: evil@example.org", "no brackets", "<a b@c>", "", "<\u00e9@x>"])
def test_a_forged_message_id_brings_no_header_in(forged: str) -> None:
    letter = replace(returned(), in_reply_to=forged, references=(forged,))
    message = parsed(letter)
    assert message["Bcc"] is None
    assert message["In-Reply-To"] in (None, "<a@b>")


def test_line_breaks_in_subject_and_name_bring_no_header_in() -> None:
    letter = replace(
        returned(),
        subject="Chào\r\nBcc: evil@example.org\u202e",
        to=Address(mailbox="lan@moha.gov.vn", name='Lan\r\nCc: evil@example.org, "x" <y@z>'),
    )
    message = parsed(letter)
    assert message["Bcc"] is None and message["Cc"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["lan@moha.gov.vn"]
    assert message["Subject"] == "Chào Bcc: evil@example.org"


@pytest.mark.parametrize(
    "name", ["Lan, Nguyễn Thị", 'Lan "Bé" Nguyễn', "lan@vnu.edu.vn", "Phòng\\Ban (VP)", "=?utf-8?q?x?=", "Vụ " * 60]
)
def test_odd_display_names_keep_one_receiver(name: str) -> None:
    letter = replace(returned(), to=Address(mailbox="lan@moha.gov.vn", name=name))
    assert [a.addr_spec for a in parsed(letter)["To"].addresses] == ["lan@moha.gov.vn"]
    if "=?" not in name:
        assert as_shown(letter, "To") == f"{' '.join(name.split())} <lan@moha.gov.vn>"


@pytest.mark.parametrize("mailbox", ["lán@moha.gov.vn", "a@b\r\nX: y", "a b@c.vn", "lan"])
def test_an_impossible_receiver_is_refused_in_words(mailbox: str) -> None:
    with pytest.raises(ConfigurationError, match="no address that SMTP can carry"):
        render(replace(returned(), to=Address(mailbox=mailbox)), PORTAL, CONTEXT)


def test_attachments_arrive_whole_under_their_vietnamese_name() -> None:
    content = bytes(range(256)) * 40
    file = Attachment(name="Tập huấn (Unicode).docx", media_type="application/vnd.x", content=content)
    message = parsed(replace(returned(), attachments=(file,)))
    assert message.get_content_type() == "multipart/mixed"
    (attachment,) = message.iter_attachments()
    assert isinstance(attachment, EmailMessage)
    assert (attachment.get_filename(), attachment.get_content()) == (file.name, content)


def test_a_portal_without_an_address_writes_as_the_administrator() -> None:
    wire = render(returned(), replace(PORTAL, address=""), CONTEXT)
    (sender,) = message_from_bytes(wire, policy=SMTP)["From"].addresses
    assert sender.addr_spec == "quantri@moha.gov.vn"
