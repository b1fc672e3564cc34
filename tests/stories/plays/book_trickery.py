"""Answers that are not what they seem: forged, sent again, about another case; items that may be no public ones."""

from __future__ import annotations

from casework.decision import Awaited
from tests.builders.docx import article, build_docx, paragraph
from tests.builders.mail import File
from tests.stories.plays.cast import HA, HUNG, LAN, MINH, piece
from tests.stories.plays.play import Play
from tests.stories.plays.stage import ADMIN, DESKS, Stage

__all__ = ["PLAYS"]

DESK = DESKS["congttdt"]
EDITOR = ("--by", "Lê Thị Mai")


def _forged_answer(stage: Stage) -> None:
    """The token has leaked and somebody answers in his name: nothing is counted, and nobody is written to but the
    administrator; a person asks the leader by telephone and records what he said."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Bổ nhiệm lãnh đạo các đơn vị thuộc Bộ"))
    stage.minutes(10)
    note = stage.replies(stage.last("confirmation_request"), "Đồng ý", results="fail")
    assert "không được tính" in note and stage.state(ref) == "held: leader" and stage.words(ref) == ()
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request"), "Đồng ý", results="")
    assert stage.words(ref) == ()
    stage.minutes(20)
    heard = "gọi 024.62820327 lúc 9 giờ 35, đồng chí Hùng đồng ý đăng"
    stage.tiepnhan("confirm", ref, *EDITOR, "--reason", heard)
    assert stage.state(ref) == "queued"


def _sent_again(stage: Stage) -> None:
    """His “đồng ý” to the first file comes in again after the file was changed: by another road, and bent to look like
    an answer to the new request. It speaks of nothing any more."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Sửa đổi quy chế tiếp công dân"))
    stage.minutes(10)
    first = stage.last("confirmation_request")
    yes = stage.writes(HUNG, "Đồng ý", in_reply_to=first.message_id, subject=f"Re: {first.subject}")
    stage.arrives(yes)
    assert stage.state(ref) == "queued"
    stage.minutes(10)
    stage.replies(stage.last("accepted"), "Xin thay bản này.", piece("Sửa đổi quy chế tiếp công dân (bản khác)"))
    assert stage.state(ref) == "held: leader"
    second = stage.last("confirmation_request")
    stage.minutes(10)
    stage.arrives(b"Received: from relay.example.net by mx.thu-nghiem.vn; Fri, 28 Aug 2026 09:30:00 +0700\r\n" + yes)
    stage.arrives(yes.replace(first.token.encode(), second.token.encode()))
    assert stage.state(ref) == "held: leader" and len(stage.words(ref)) == 1
    stage.replies(second, "Đồng ý")
    assert stage.state(ref) == "queued"


def _token_of_another_case(stage: Stage) -> None:
    """Two units, two leaders: neither can answer for the other's item, whatever letter she holds in her hand."""
    ours = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Đề án cải cách tiền lương"), name="Trần Văn Hùng")
    assert "Nguyễn Thị Lan (lan.nt@" in stage.last("confirmation_request", HUNG).text, "as the directory names her"
    theirs = stage.sends(MINH, "Kính gửi Ban biên tập.", piece("Lịch làm việc của Văn phòng Bộ"))
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request", HUNG), "Đồng ý", sender=HA)
    assert (stage.state(ours), stage.state(theirs)) == ("held: leader", "held: leader")
    assert "tiền lương" not in stage.last("confirmation_void", HA).text
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request", HA), "Đồng ý")
    assert (stage.state(ours), stage.state(theirs)) == ("held: leader", "queued")
    assert stage.words(ours) == ()


def _circulation(title: str) -> File:
    """A mark of limited circulation where no stamp stands: on a line of its own in the middle of the text."""
    prose = ("Ngày 27/8/2026, Vụ tổ chức tập huấn nghiệp vụ cho công chức làm công tác cải cách hành chính.",) * 14
    body = article(title, *prose[:7])
    return File("Tai lieu.docx", build_docx([*body, paragraph("Lưu hành nội bộ"), *prose[7:]]))


def _seen_without_content(stage: Stage) -> None:
    """While a mark of limited circulation is in doubt the leader is shown no content: he knows the item by its sums.
    His “yes” does not decide the doubt; the desk does."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", _circulation("Tài liệu tập huấn cải cách hành chính"))
    assert stage.state(ref) == "held: leader"
    assert "tập huấn" not in stage.last("confirmation_request").text.lower()
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(ref) == "held: desk"
    stage.until("28/8/2026 10:35")
    seen = "đã hỏi Vụ, dòng này chép nhầm từ mẫu cũ"
    stage.tiepnhan("queue", "decide", ref, *EDITOR, "--clear", "SEC102", "--reason", seen)
    assert stage.state(ref) == "queued"


def _perhaps_secret(stage: Stage) -> None:
    """While a mark of state secrecy is in doubt nobody is asked at all; the duty officer looks first (668/13.2)."""
    prose = ("Ngày 27/8/2026, Vụ tổ chức tập huấn nghiệp vụ cho công chức làm công tác cải cách hành chính.",) * 7
    tin = build_docx([*article("Báo cáo rà soát biên chế", *prose), paragraph("Mật"), *prose])
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", File("Bao cao.docx", tin))
    assert stage.state(ref) == "held: duty_officer" and stage.awaited(ref) is Awaited.DUTY_OFFICER
    stage.minutes(20)
    seen = "chữ “Mật” là tên đồng bào dân tộc trong bảng, không phải dấu"
    stage.tiepnhan("queue", "decide", ref, "--by", "Phạm Văn Trực", "--clear", "SEC101", "--reason", seen)
    assert stage.state(ref) == "held: leader"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(ref) == "queued"


PLAYS: tuple[Play, ...] = (
    Play(
        name="forged-answer",
        tell=_forged_answer,
        letters=(("held", LAN), ("confirmation_request", HUNG), ("alarm", ADMIN), ("accepted", LAN)),
    ),
    Play(
        name="yes-sent-again",
        tell=_sent_again,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
    Play(
        name="letter-of-another-case",
        tell=_token_of_another_case,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", MINH), ("confirmation_request", HA),
            ("confirmation_void", HA), ("confirmation_received", HA), ("accepted", MINH),
        ),
    ),
    Play(
        name="request-without-content",
        tell=_seen_without_content,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("held", LAN),
            ("digest", DESK), ("accepted", LAN),
        ),
    ),
    Play(
        name="perhaps-secret",
        tell=_perhaps_secret,
        letters=(
            ("held", LAN), ("duty", "trucmat@moha.gov.vn"), ("held", LAN), ("confirmation_request", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
)  # fmt: skip
