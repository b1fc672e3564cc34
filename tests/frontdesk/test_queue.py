"""`tiepnhan queue`, `case`, `rejections`: what editors and the administrator type, and what they read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.frontdesk.office import (
    HA_TINH,
    LEADER,
    LIAISON,
    OTHER_LEADER,
    Office,
    at,
    legacy,
    news,
    notice,
)

Run = Callable[..., int]
MAI, BINH = "Lê Thị Mai", "Nguyễn Văn Bình"
PLAN = "Hội nghị nằm trong kế hoạch truyền thông của Bộ."


def _item(office: Office, title: str = "Hội nghị sơ kết", sender: str = LEADER) -> str:
    return office.take_in(office.mail(sender, f"Gửi bài {title}.", File("bai.docx", news(title))))


def test_the_list_stands_in_the_order_of_urgency(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _item(office, "Hội nghị thứ nhất trong ngày")
    office.hand.turn(minutes=30)
    urgent = office.take_in(office.mail(OTHER_LEADER, "Gửi.", File("b.docx", news("Bài gấp trong ngày", PLAN))))
    waiting = _item(office, "Bài chờ lãnh đạo", LIAISON)
    ha_tinh = office.take_in(
        office.mail(HA_TINH, "Gửi.", File("c.docx", news("Tin Hà Tĩnh")), portal="hatinh"), "hatinh"
    )
    capsys.readouterr()
    assert tiepnhan("queue") == 0
    out = capsys.readouterr().out
    assert out.index(urgent) < out.index(first) < out.index(ha_tinh) and waiting not in out
    assert "hạn 11:30 28/08 KHẨN" in out and "hạn 13:00 28/08" in out and "không hạn" in out
    assert "đang chờ biên tập" in out and "queued" not in out, "a clerk reads Vietnamese"
    tiepnhan("queue", "--portal", "congttdt", "--all")
    out = capsys.readouterr().out
    assert waiting in out and "đang giữ chờ" in out and ha_tinh not in out
    assert tiepnhan("queue", "--portal", "congtdt") == 2
    assert "congttdt" in capsys.readouterr().err, "a portal that does not exist is no empty queue"


def test_a_claim_is_one_persons(office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    ref = _item(office)
    assert tiepnhan("queue", "claim", ref.lower(), "--by", MAI) == 0
    assert tiepnhan("queue", "claim", ref, "--by", MAI) == 0, "twice is once"
    capsys.readouterr()
    assert tiepnhan("queue", "claim", ref, "--by", BINH) == 2
    assert f"do {MAI} đang xử lý" in capsys.readouterr().err
    assert tiepnhan("queue", "publish", ref, "--by", BINH, "--url", "https://moha.gov.vn/1") == 2
    assert tiepnhan("queue", "reassign", ref, "--by", BINH, "--column", "dieu_uoc_quoc_te") == 0
    (entry,) = office.ledger.queue()
    assert (entry.column_name, entry.claimed_by) == ("Điều ước, thỏa thuận quốc tế", "")
    assert tiepnhan("queue", "claim", ref, "--by", BINH) == 0


def test_published_is_told_and_remembered(office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    ref = _item(office)
    url = "https://moha.gov.vn/tin/12345"
    assert tiepnhan("queue", "publish", ref, "--by", MAI, "--url", "moha.gov.vn/tin") == 2, "no address"
    assert tiepnhan("queue", "publish", ref, "--by", MAI, "--url", url, "--at", "hôm qua") == 2
    assert "2026-08-28T16:40" in capsys.readouterr().err
    assert tiepnhan("queue", "publish", ref, "--by", MAI, "--url", url, "--at", "2026-08-28T09:20") == 0
    office.post()
    letter = office.only("published")
    assert letter.to == LEADER and url in letter.text and "09:20 thứ Sáu 28/8/2026" in " ".join(letter.text.split())
    assert tiepnhan("queue", "claim", ref, "--by", MAI) == 2
    assert "đã đăng" in capsys.readouterr().err
    # The same main file a month later, from another unit: held as a duplicate, with the place where it stands.
    office.hand.turn(days=32)
    again = office.take_in(office.mail(OTHER_LEADER, "Gửi bài.", File("x.docx", news("Hội nghị sơ kết"))))
    assert office.ledger.state(again) == "held"
    told = " ".join(office.only("duplicate").text.split())
    assert "CÓ THỂ TRÙNG BÀI ĐÃ CÓ" in told and url in told and ref in told


def test_refused_by_article_and_by_words(office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    ref = _item(office)
    assert tiepnhan("queue", "refuse", ref, "--by", MAI) == 2
    assert tiepnhan("queue", "refuse", ref, "--by", MAI, "--article", "668/99.1") == 2
    assert "668/13.4" in capsys.readouterr().err
    assert tiepnhan("queue", "refuse", ref, "--by", MAI, "--article", "668/13.4", "--words", "Xin gửi Báo.") == 0
    office.post()
    words = " ".join(office.only("refused").text.split())
    assert "khoản 4 Điều 13 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV" in words
    assert "Ý kiến của người biên tập: Xin gửi Báo." in words and MAI in words
    assert [(r.ref, r.disposition) for r in office.ledger.rejections()] == [(ref, "refused")]
    second = _item(office, "Bài khác hẳn")
    assert tiepnhan("queue", "refuse", second, "--by", MAI, "--words", "Không thuộc phạm vi.") == 0
    assert office.ledger.state(second) == "refused"


def test_nothing_is_written_to_an_unproven_sender(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi.", File("a.docx", news()), results="fail"))
    assert tiepnhan("queue", "refuse", ref, "--by", MAI, "--words", "Không rõ người gửi.") == 0
    office.post()
    assert office.letters() == [] and office.ledger.state(ref) == "refused"
    assert "không gửi thư" in capsys.readouterr().out, "the editor must know that nobody was told"


def test_a_case_in_full(office: Office, tiepnhan: Run, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    wire = office.mail(LEADER, "Gửi thông báo.", File("tb.docx", notice("Các đơn vị")))
    ref = office.take_in(wire)
    capsysbinary.readouterr()
    assert tiepnhan("case", ref.lower()) == 0
    out = capsysbinary.readouterr().out.decode()
    for words in (
        ref,
        "RCP102",
        LEADER,
        "Vụ Cải cách hành chính",
        "tb.docx",
        "TRẢ LẠI ĐỂ SỬA",
        "đã trả lại",
        "Căn cứ:",
    ):
        assert words in out
    assert "returned — " not in out and "— returned" not in out
    assert tiepnhan("case", ref, "--raw") == 0
    assert capsysbinary.readouterr().out == wire
    assert tiepnhan("case", "CONGTTDT-424242") == 2
    assert "không có hồ sơ CONGTTDT-424242" in capsysbinary.readouterr().err.decode()


def test_the_raw_mail_of_a_secret_case_is_not_printed(
    office: Office, tiepnhan: Run, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    ref = office.take_in(
        office.mail(LEADER, "Gửi.", File("Chimxanh.docx", build_docx([paragraph("MẬT", bold=True), "Chimxanh"])))
    )
    assert office.ledger.state(ref) == "quarantined"
    assert tiepnhan("case", ref, "--raw") == 2
    assert tiepnhan("case", ref) == 0
    both = capsysbinary.readouterr()
    assert b"Chimxanh" not in both.out + both.err


@pytest.fixture
def rejected(office: Office) -> dict[str, str]:
    """Three rejections: FNT101 of the Office, RCP102 of the Department a day later, a secret one of Hà Tĩnh."""
    refs = {}
    refs["font"] = office.take_in(office.mail(OTHER_LEADER, "Gửi.", File("bai.docx", legacy())))
    office.hand.turn(days=1)
    refs["recipient"] = office.take_in(
        office.mail(LEADER, "Gửi.", File("tb.docx", notice("Các đơn vị"))),
    )
    refs["words"] = office.take_in(
        office.mail(LEADER, "Gửi giúp.", subject='=HYPERLINK("http://x","y")', message_id="<1@x.vn>")
    )
    refs["secret"] = office.take_in(
        office.mail(HA_TINH, "Gửi.", File("a.docx", build_docx([paragraph("MẬT", bold=True)])), portal="hatinh"),
        "hatinh",
    )
    return refs


def test_rejections_with_each_filter(
    office: Office, tiepnhan: Run, rejected: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def found(*words: str) -> set[str]:
        capsys.readouterr()
        assert tiepnhan("rejections", *words) == 0
        out = capsys.readouterr().out
        return {name for name, ref in rejected.items() if ref in out}

    assert found() == {"font", "recipient", "words", "secret"}
    assert found("--portal", "hatinh") == {"secret"}
    assert found("--rule", "fnt101") == {"font"}
    assert found("--rule", "RCP102") == {"recipient"}
    assert found("--unit", "Văn phòng Bộ") == {"font"}
    assert found("--sender", LEADER.upper()) == {"recipient", "words"}
    assert found("--since", "2026-08-29") == {"recipient", "words", "secret"}
    assert found("--until", "2026-08-28") == {"font"}
    assert found("--since", "2026-08-29", "--rule", "FNT101") == set()
    assert tiepnhan("rejections", "--since", "28/8/2026") == 2
    assert "2026-08-28" in capsys.readouterr().err
    assert tiepnhan("rejections", "--rule", "ABC999") == 2, "a code that does not exist is no empty list"


def test_counts_and_csv(
    office: Office, tiepnhan: Run, rejected: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    tiepnhan("rejections", "--counts")
    counts = capsys.readouterr().out
    assert {tuple(line.split()) for line in counts.splitlines()} >= {
        ("1", "congttdt", "FNT101"),
        ("1", "congttdt", "RCP102"),
        ("1", "congttdt", "FMT105"),
        ("1", "hatinh", "SEC101"),
    }
    tiepnhan("rejections", "--csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 4
    by_ref = {row["hồ sơ"]: row for row in rows}
    assert by_ref[rejected["words"]]["tiêu đề"] == '\'=HYPERLINK("http://x","y")', "no formula in a spreadsheet"
    assert by_ref[rejected["font"]]["đơn vị"] == "Văn phòng Bộ" and by_ref[rejected["font"]]["mã"] == "FNT101"
    assert [by_ref[rejected[name]]["kết quả"] for name in ("font", "words", "secret")] == [
        "trả lại",
        "trả lại",
        "cách ly",
    ]
    assert by_ref[rejected["secret"]]["tiêu đề"] == "(không hiển thị)"
    assert by_ref[rejected["font"]]["lúc"].startswith("2026-08-28T09:00:00+07:00")


def test_a_held_case_may_be_published_by_nobody(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = _item(office, sender=LIAISON)
    assert tiepnhan("queue", "publish", ref, "--by", MAI, "--url", "https://moha.gov.vn/1") == 2
    assert "đang giữ chờ, không thể đăng" in capsys.readouterr().err
    assert tiepnhan("queue", "claim", ref, "--by", MAI) == 2
    assert office.hand() == at("28/8/2026 09:00")


def test_words_about_a_case_are_read_and_settled(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = _item(office)
    wire = office.mail(LEADER, "Đề nghị sửa tên ông Bình ở đoạn 2.", in_reply_to=office.only("accepted").message_id)
    word = office.take_in(wire)
    capsys.readouterr()
    assert tiepnhan("case", word) == 0
    out = capsys.readouterr().out
    assert f"Trả lời về hồ sơ: {ref}" in out and "  Đề nghị sửa tên ông Bình ở đoạn 2." in out
    assert tiepnhan("queue", "settle", ref, "--by", MAI, "--words", "xong") == 2
    assert "publish hoặc refuse" in capsys.readouterr().err
    assert tiepnhan("queue", "settle", word, "--by", MAI, "--words", "Đã sửa tên.") == 0
    assert office.ledger.state(word) == "noted" and [e.ref for e in office.ledger.queue()] == [ref]
    letters = len(office.letters())
    office.hand.now = at("14/9/2026 09:00")
    office.ticks.holds()
    office.post()
    assert len(office.letters()) == letters, "nobody is reminded of what was settled"
    assert all(balance.whole for balance in office.ledger.balance())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("queue",), "Không có bài nào chờ biên tập."),
        (("queue", "--all"), "Chưa có hồ sơ nào."),
        (("queue", "--json"), ""),
        (("rejections",), "Không có thư nào bị trả lại trong phạm vi đã chọn."),
        (("quarantine", "list"), "Không có thư nào trong khu cách ly."),
        (("replay",), "Không có thư nào bị kẹt."),
    ],
)
def test_an_empty_list_says_that_it_is_empty(
    words: tuple[str, ...], said: str, office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tiepnhan(*words) == 0
    assert capsys.readouterr().out.strip() == said
