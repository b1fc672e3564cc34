"""MIME as strangers write it: every trap of FACTS, and random bytes."""

from __future__ import annotations

import base64
import time
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.parse import parse
from intake.readers.limits import Limits
from intake.skeleton import build
from intake.terms import Terms

TERMS = Terms()
PICTURE = bytes(range(256)) * 200
TOKEN = "abcdefghijklmnopqrstuvwx23"


def wire(text: str | bytes) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode()
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def with_file(headers: str, payload: bytes = b"noi dung") -> bytes:
    return wire(
        b"From: a@b.vn\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nThan thu\n--x\n"
        + headers.encode()
        + b"\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(payload)
        + b"--x--\n"
    )


def usual() -> bytes:
    mail = EmailMessage()
    mail["From"] = "Nguyễn Văn A <A@Moha.gov.vn>"
    mail["To"] = "congttdt@moha.gov.vn"
    mail["Subject"] = "Gửi bài đăng Cổng"
    mail["Date"] = "Fri, 20 Nov 2026 10:00:00 +0700"
    mail.set_content("Kính gửi Cổng,\nTôi gửi bài.\n")
    mail.add_alternative("<p>Kính gửi Cổng,</p><p>Tôi gửi <b>bài</b>.</p>", subtype="html")
    mail.add_attachment(PICTURE, maintype="image", subtype="jpeg", filename="ảnh hội nghị.jpg")
    return mail.as_bytes()


def test_a_usual_mail() -> None:
    parsed = parse(usual(), TERMS)
    mail = parsed.mail
    assert mail.sender is not None
    assert (mail.sender.mailbox, mail.sender.name) == ("a@moha.gov.vn", "Nguyễn Văn A")
    assert mail.subject == "Gửi bài đăng Cổng"
    assert mail.date is not None
    assert mail.date.isoformat() == "2026-11-20T03:00:00+00:00"
    assert mail.body == "Kính gửi Cổng,\nTôi gửi bài."  # the HTML says nothing new
    assert [(part.name, part.content) for part in parsed.parts] == [("ảnh hội nghị.jpg", PICTURE)]
    assert mail.flaws == ()
    assert mail.from_count == 1


def test_a_large_file_comes_back_octet_by_octet_and_never_reaches_the_slow_parser() -> None:
    content = usual()
    skeleton = build(content, Limits())
    assert len(skeleton.content) < 3_000
    assert skeleton.runs
    assert parse(content, TERMS).parts[0].content == PICTURE


def test_the_skeleton_changes_nothing_in_what_is_read() -> None:
    content = usual()
    for ending in (b"\r\n", b"\n"):
        changed = content.replace(b"\r\n", b"\n").replace(b"\n", ending)
        parsed = parse(changed, TERMS)
        assert [part.content for part in parsed.parts] == [PICTURE]


def test_a_boundary_that_looks_like_base64_is_still_a_boundary() -> None:
    line = b"QUJD" * 15
    content = wire(
        b"From: a@b.vn\nContent-Type: multipart/mixed; boundary=" + line + b"\n\n--" + line
        + b"\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + (line + b"\n") * 40
        + b"--" + line + b"\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + (line + b"\n") * 40
        + b"--" + line + b"--\n"
    )  # fmt: skip
    parsed = parse(content, TERMS)
    assert [part.declared_type for part in parsed.parts] == ["application/pdf", "image/png"]
    assert [len(part.content) for part in parsed.parts] == [40 * 45, 40 * 45]


def test_a_marker_written_by_the_sender_points_at_nothing() -> None:
    content = usual().replace("Tôi gửi bài.".encode(), b"TNrun00000000n0x")
    assert parse(usual().replace(b"Subject:", b"X-A: TNrun00000000n0x\nSubject:"), TERMS).parts[0].content == PICTURE
    assert "TNrun00000000n0x" in parse(content, TERMS).mail.body or b"TNrun" not in content


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="bai.docx"', "bai.docx"),
        ('Content-Disposition: attachment; filename="=?utf-8?B?YsOgaS5kb2N4?="', "bài.docx"),
        ("Content-Disposition: attachment; filename*=utf-8''b%C3%A0i.docx", "bài.docx"),
        ("Content-Disposition: attachment; filename*0*=utf-8''b%C3%A0; filename*1=i.docx", "bài.docx"),
        ('Content-Type: application/pdf; name="=?utf-8?Q?b=C3=A0i.pdf?="', "bài.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/bai.docx"', "etc_bai.docx"),
        ('Content-Disposition: attachment; filename="C:\\\\Users\\\\a\\\\bai.docx"', "bai.docx"),
        ("Content-Disposition: attachment; filename*=utf-8''b%C3%A0i%E2%80%AExcod.exe", "bàixcod.exe"),
        ("Content-Disposition: attachment; filename*=utf-8''a%00b.docx", "ab.docx"),
        ("Content-Disposition: attachment; filename*=khong-co''b%C3%A0i.docx", "bài.docx"),
        ("Content-Disposition: attachment", ""),
        ("Content-Type: application/pdf", ""),
    ],
)
def test_names(header: str, name: str) -> None:
    (part,) = parse(with_file(header), TERMS).parts
    assert part.content == b"noi dung"
    assert part.name == name


def test_two_names_that_disagree_are_both_kept_and_noted() -> None:
    header = "Content-Disposition: attachment; filename=\"bai.docx\"; filename*=utf-8''bai.exe"
    parsed = parse(with_file(header), TERMS)
    assert set(parsed.parts[0].claimed) == {"bai.docx", "bai.exe"}
    assert any("đuôi khác nhau" in flaw for flaw in parsed.mail.flaws)


@pytest.mark.parametrize("junk", ["bm9p!!IGR1\nbmc=", "bm9pIGR1bmc", "bm9pIGR1bmc=\n\n", "\x00bm9pIGR1bmc=\x00"])
def test_base64_with_junk(junk: str) -> None:
    content = with_file("Content-Disposition: attachment; filename=a.txt").replace(
        base64.encodebytes(b"noi dung").strip(), junk.encode()
    )
    assert parse(content, TERMS).parts[0].content == b"noi dung"


def test_hostile_headers_do_not_stop_the_mail() -> None:
    content = wire(
        b"From: a@b.vn\nDate: Foo, 99 Abc 99999 25:61:61 +9999\nSubject: =?khong-co?B?//8=?=\n"
        b"To: =?utf-8?B?!!!?= <<<>>, ;;;\nMessage-ID: khong co ngoac\nReferences: " + b"<a@b> " * 500 + b"\n"
        b'Content-Type: text/plain; charset="=?x?=\n\nNoi dung'
    )
    mail = parse(content, TERMS).mail
    assert mail.sender is not None
    assert mail.date is None
    assert mail.body == "Noi dung"
    assert len(mail.references) == 50


@pytest.mark.parametrize("zone", ["+9999", "-0000", "Z", "+0700 (ICT)", ""])
def test_dates_are_aware_or_none(zone: str) -> None:
    date = parse(wire(f"From: a@b\nDate: Fri, 20 Nov 2026 10:00:00 {zone}\n\nx"), TERMS).mail.date
    assert date is None or date.tzinfo is not None


def test_raw_octets_in_a_subject_reach_the_judge_of_encodings() -> None:
    utf8 = parse(wire("From: a@b\nSubject: Gửi bài\n\nx".encode()), TERMS)
    assert utf8.mail.subject == "Gửi bài"
    legacy = parse(wire(b"From: a@b\nSubject: T\xe8i M\xcbt\n\nx"), TERMS)
    assert legacy.mail.subject == "T\u00e8i M\u00cbt"


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "khong-co", ""])
def test_unknown_charsets_fall_back_to_utf8_and_then_to_octets(charset: str) -> None:
    head = f'From: a@b\nContent-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n\n'
    assert parse(wire(head.encode() + "Kính gửi".encode()), TERMS).mail.body == "Kính gửi"
    assert parse(wire(head.encode() + b"K\xddnh"), TERMS).mail.body == "K\u00ddnh"


def test_quoted_printable_keeps_raw_octets_and_soft_breaks() -> None:
    content = wire(
        "From: a@b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "K=C3=ADnh g=\n=E1=BB=ADi\n"
    )
    assert parse(content, TERMS).mail.body == "Kính gửi"


def test_html_alone_becomes_lines_and_hidden_text_is_text() -> None:
    content = wire(
        "From: a@b\nContent-Type: text/html; charset=utf-8\n\n<html><head><title>T</title>"
        "<style>p{}</style></head><body>"
        '<p>Kính <b>gửi</b></p><div style="display:none">TỐI MẬT</div><script>x()</script>a<br>b<table><tr><td>1</td>'
        "<td>2</td></tr></table></body></html>"
    )
    assert parse(content, TERMS).mail.body == "Kính gửi\nTỐI MẬT\na\nb\n1\n2"


def test_html_that_says_more_than_the_plain_text_is_added() -> None:
    content = wire(
        "From: a@b\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n"
        "Gửi bài\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>Gửi bài</p><p>MẬT</p>\n--x--\n"
    )
    assert parse(content, TERMS).mail.body.split("\n") == ["Gửi bài", "MẬT"]


@pytest.mark.parametrize("depth", [300, 5_000])
def test_text_below_any_depth_of_html_is_read(depth: int) -> None:
    html = "<div>" * depth + "TỐI MẬT" + "</div>" * depth + "<p>A &amp; B</p>"
    parsed = parse(wire(f"From: a@b\nContent-Type: text/html; charset=utf-8\n\n{html}"), TERMS)
    assert parsed.mail.body.split("\n") == ["TỐI MẬT", "A & B"]
    assert bool(parsed.mail.flaws) is (depth > 2_048)


def test_the_font_of_html_is_kept_for_the_judge() -> None:
    content = wire(
        "From: a@b\nContent-Type: text/html\n\n<font face='.VnTime'>a</font>"
        "<p style=\"font-family: 'VNI-Times', serif\">b</p>"
    )
    fonts = [piece.font for line in parse(content, TERMS).lines for piece in line.pieces if piece.text.strip()]
    assert fonts == [".VnTime", "VNI-Times"]


def test_a_picture_of_a_signature_block_is_decoration_a_large_one_is_not() -> None:
    def mail(size: int, shown: str) -> bytes:
        return wire(
            b"From: a@b\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<img src='cid:"
            + shown.encode()
            + b"'>\n--x\nContent-Type: image/png; name=logo.png\nContent-ID: <l@1>\nContent-Disposition: inline\n"
            b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"\x89PNG" + bytes(size)) + b"--x--\n"
        )

    assert parse(mail(900, "l@1"), TERMS).parts[0].inline
    assert not parse(mail(900, "other"), TERMS).parts[0].inline
    assert not parse(mail(200_000, "l@1"), TERMS).parts[0].inline


def test_text_files_are_files_and_an_attached_mail_is_opened() -> None:
    content = wire(
        "From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nThân thư\n--x\n"
        "Content-Type: text/plain; name=a.txt\n\n"
        "trong tệp\n--x\nContent-Type: text/plain\nContent-Disposition: attachment\n\nkhông tên\n--x\n"
        'Content-Type: message/rfc822\nContent-Disposition: attachment; filename="cu.eml"\n\n'
        "From: c@d\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nThư cũ\n--y\n"
        "Content-Type: application/pdf; name=b.pdf\n\n"
        "%PDF\n--y--\n\n--x--\n"
    )
    parsed = parse(content, TERMS)
    assert parsed.mail.body == "Thân thư"
    assert [(part.name, part.within) for part in parsed.parts] == [
        ("a.txt", ()), ("", ()), ("cu.eml", ()), ("thư", ("cu.eml",)), ("b.pdf", ("cu.eml",)),
    ]  # fmt: skip
    assert parsed.parts[2].content.startswith(b"From: c@d")
    assert parsed.mail.sender is not None
    assert parsed.mail.sender.mailbox == "a@b"


@pytest.mark.parametrize("name", ["ATT00001.htm", "att00002.TXT"])
def test_what_exchange_names_is_the_rest_of_the_mails_own_text(name: str) -> None:
    kind = "html" if name.endswith("htm") else "plain"
    part = f"Content-Type: text/{kind}; name={name}\nContent-Disposition: attachment; filename={name}"
    parsed = parse(with_file(part, b"Sent from my iPhone"), TERMS)
    assert parsed.parts == ()
    assert parsed.mail.body == "Than thu\nSent from my iPhone"


def test_a_name_like_that_on_another_kind_is_a_file() -> None:
    parsed = parse(with_file("Content-Type: application/pdf; name=ATT00001.htm"), TERMS)
    assert [part.name for part in parsed.parts] == ["ATT00001.htm"]


def nested(depth: int) -> bytes:
    lines = ["From: a@b"]
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    return "\r\n".join([*lines, "", "hi"]).encode()


def test_nesting_a_thousand_deep_is_refused_at_once_and_the_header_still_read() -> None:
    start = time.perf_counter()
    parsed = parse(nested(1_000), TERMS)
    assert time.perf_counter() - start < 0.5
    assert "1000 tầng" in parsed.limit
    assert parsed.mail.sender is not None
    assert parsed.parts == ()


def test_attached_mails_nested_deep_are_refused_too() -> None:
    content = ("From: a@b\r\n" + "Content-Type: message/rfc822\r\n\r\n" * 500 + "x").encode()
    assert "500 tầng" in parse(content, TERMS).limit


@pytest.mark.parametrize("encoding", ["", "Content-Transfer-Encoding: base64\r\n"])
def test_an_attached_mail_with_letters_where_none_may_be_is_kept(encoding: str) -> None:
    """A multipart without a boundary that holds octets beyond ASCII: the library's writer of bytes refuses it."""
    head = b"From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n"
    inner = b"\r\nContent-Type: multipart/mixed\r\n\r\nS\xc3\xbd\xff\r\n--b--\r\n"
    parsed = parse(head + encoding.encode() + inner, TERMS)
    assert parsed.mail.flaws == ()
    assert parsed.parts[0].name == "thư đính kèm.eml"
    assert parsed.parts[0].content


def test_what_is_within_bounds_is_read() -> None:
    assert parse(nested(19), TERMS).limit == ""
    siblings = (
        "From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\nContent-Type: a/b; name=n\n\nq\n" * 150
    )
    assert len(parse(wire(siblings + "--x--"), TERMS).parts) == 150


def test_many_attached_mails_side_by_side_are_not_deep() -> None:
    one = (
        "--x\nContent-Type: message/rfc822\n\nFrom: a@b\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\nq\n--y--\n"
    )
    content = wire("From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n" + one * 30 + "--x--\n")
    assert parse(content, TERMS).limit == ""


def test_too_many_parts_and_a_huge_header() -> None:
    many = "From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n\nq\n" * 5_000
    assert "5000 phần" in parse(wire(many), TERMS).limit
    huge = parse(b"From: a@b\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\nx", TERMS)
    assert "phần đầu thư" in huge.limit
    assert huge.mail.sender is not None


def test_dashes_in_a_body_are_no_parts() -> None:
    assert parse(wire("From: a@b\n\n" + "-- gạch đầu dòng\n" * 1_000), TERMS).limit == ""


@pytest.mark.parametrize(
    "header",
    [
        f"In-Reply-To: <tn.{TOKEN}@tiepnhan.moha.gov.vn>",
        f"References: <x@y> <tn.{TOKEN}@z>",
        f"To: congttdt+{TOKEN}@moha.gov.vn",
        f"Subject: Re: Thư trả lại [TN:{TOKEN}]",
        f"Subject: Re: [TN:{TOKEN.upper()}]",
    ],
)
def test_our_tokens_are_found(header: str) -> None:
    assert parse(wire(f"From: a@b\n{header}\n\nx"), TERMS).mail.tokens == (TOKEN,)


def test_what_is_no_token() -> None:
    content = wire(f"From: a@b\nSubject: [TN:abc] {TOKEN}\nReferences: <tn.{TOKEN}1@x>\n\n[TN:{TOKEN}]")
    assert parse(content, TERMS).mail.tokens == ()


def test_fields_for_classification() -> None:
    terms = Terms(spam_header="X-Spam-Flag=YES")
    mail = parse(
        wire(
            "Return-Path: <>\nFrom: a@b\nAuto-Submitted: Auto-Generated; x=y\nList-Id: Tin <tin.b>\nPrecedence: Bulk\n"
            "X-Auto-Response-Suppress: All\nX-Spam-Flag: yes\nX-Tiepnhan: 1\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x--\n"
        ),
        terms,
    ).mail
    assert (mail.auto_submitted, mail.list_id, mail.precedence, mail.auto_suppress) == (
        "auto-generated", "Tin <tin.b>", "bulk", "all",
    )  # fmt: skip
    assert (mail.content_type, mail.report_type, mail.null_sender) == ("multipart/report", "delivery-status", True)
    assert mail.spam
    assert mail.own_mark == "1"


@pytest.mark.parametrize(
    ("headers", "by_rule"),
    [
        ("Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", True),
        ("Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: a@moha.gov.vn", True),
        ("Auto-Submitted: auto-generated\nResent-From: a@moha.gov.vn", True),
        ("Auto-Submitted: auto-generated", False),
        ("Auto-Submitted: auto-replied\nX-MS-Exchange-Inbox-Rules-Loop: a@moha.gov.vn", False),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@moha.gov.vn", False),
        (
            "Subject: Automatic reply: x\nAuto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: a@b\n"
            "X-Auto-Response-Suppress: All",
            False,
        ),
    ],
)
def test_mail_forwarded_by_a_rule(headers: str, by_rule: bool) -> None:
    assert parse(wire(f"From: a@b\n{headers}\n\nx"), TERMS).mail.auto_generated_by_rule is by_rule


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("Đồng ý\n\nVào Th 6, 20 thg 11, 2026 vào lúc 10:00 A <a@b> đã viết:\n> cũ", "Đồng ý"),
        ("Đồng ý\n\nVào Th 6, 20 thg 11, 2026 vào lúc 10:00 Cổng thông tin điện tử\n<a@b> đã viết:\n> cũ", "Đồng ý"),
        ("OK\n-----Original Message-----\nFrom: x", "OK"),
        ("OK\n-----Thư gốc-----\nTừ: x", "OK"),
        ("OK\n\nTừ: Cổng TTĐT <c@d>\nĐã gửi: 20/11/2026\nĐến: a\nChủ đề: x\ncũ", "OK"),
        ("OK\n________________________________\nFrom: x", "OK"),
        ("OK\n\nOn Fri, Nov 20, 2026 at 10:00 AM A <a@b> wrote:\n\n> cũ", "OK"),
        ("> cũ\n> cũ\nOK", "OK"),
        ("Từ: tháng 10 đến nay\nđơn vị đã triển khai", "Từ: tháng 10 đến nay\nđơn vị đã triển khai"),
        ("Vào ngày 20/11, Bộ trưởng dự lễ.\nTin tại Hà Nội", "Vào ngày 20/11, Bộ trưởng dự lễ.\nTin tại Hà Nội"),
    ],
)  # fmt: skip
def test_own_words(body: str, own: str) -> None:
    content = wire(f"From: a@b\nContent-Type: text/plain; charset=utf-8\n\n{body}")
    assert parse(content, TERMS).mail.own_words == own


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600))
def test_random_bytes_never_raise(content: bytes) -> None:
    parse(content, TERMS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=12)), min_size=1, max_size=12))
def test_mutated_mails_never_raise(changes: list[tuple[int, bytes]]) -> None:
    small = usual()[:1_400] + b"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b\r\n\r\nx"
    content = bytearray(small)
    for position, replacement in changes:
        at = position % len(content)
        content[at : at + len(replacement)] = replacement
    parsed = parse(bytes(content), TERMS)
    assert parsed.mail.from_count >= 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_survives_as_subject_and_name(subject: str, name: str) -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.vn"
    mail["Subject"] = " ".join(subject.encode("utf-8", "ignore").decode().split())
    mail.set_content("x")
    try:
        mail.add_attachment(b"y", maintype="a", subtype="b", filename=name.encode("utf-8", "ignore").decode())
        raw = mail.as_bytes()
    except (ValueError, IndexError, UnicodeError):
        return  # the standard library cannot write this one
    parsed = parse(raw, TERMS)
    assert "\n" not in parsed.mail.subject
    assert all("/" not in part.name and "\x00" not in part.name for part in parsed.parts)
