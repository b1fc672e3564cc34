"""One line for each piece of evidence: in the sender's letters, and never where secrecy is open."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict
from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited, Awaiting, Decision, Disposition
from casework.directory import Person, Role
from casework.finding import Finding, Severity
from casework.finding import Verdict as Found
from casework.mail import Address
from casework.noun import replace
from notifier.compose import compose
from notifier.evidence import counted_lines, piece_line, uncounted_lines
from tests.notifier import house

AT = datetime(2026, 8, 28, 9, 30, tzinfo=VIETNAM)
SIGNED = Piece(
    PieceKind.SIGNATURE, Standing.PROVES, by="Trần Văn Bình", function="Vụ trưởng", unit="Vụ Pháp chế", at=AT,
    files=("a" * 64,), where="thư › Ho_so.zip › bai.pdf, trang 3",
)  # fmt: skip
PAPER = Piece(PieceKind.PAPER, Standing.VOID, where="thư › QD.pdf, trang 2", reason="dấu đỏ phía dưới bên phải")
OWN = Piece(PieceKind.OWN_MAIL, Standing.PROVES, by="Trần Văn Bình")


def with_pieces(*pieces: Piece, **changes: object) -> Case:
    made = house.case(**changes)  # type: ignore[arg-type]
    return replace(made, authority=Authority(Verdict.PROVEN, pieces))


def test_a_line_names_kind_person_function_unit_time_and_place() -> None:
    assert piece_line(SIGNED) == (
        "ký số của Trần Văn Bình, Vụ trưởng, Vụ Pháp chế, lúc 09:30 thứ Sáu 28/8/2026 (Ho_so.zip › bai.pdf, trang 3)"
    )
    recorded = Piece(PieceKind.RECORDED, Standing.PROVES, by="Lê Thị Mai", reason="công văn 12")
    assert piece_line(recorded) == "người phụ trách ghi nhận: Lê Thị Mai: công văn 12"


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.DOUBTFUL, ": chưa tính, vì thiếu chứng thư trung gian"),
        (Standing.VOID, ": không tính, vì thiếu chứng thư trung gian"),
        (Standing.BROKEN, ": nội dung đã bị sửa sau khi ký (thiếu chứng thư trung gian)"),
        (Standing.REFUSES, ": không đồng ý (thiếu chứng thư trung gian)"),
    ],
)
def test_a_line_says_why_a_piece_does_not_count(standing: Standing, words: str) -> None:
    piece = replace(SIGNED, standing=standing, reason="thiếu chứng thư trung gian.")
    assert piece_line(piece).endswith(words)


def test_what_the_sender_knows_himself_has_no_line() -> None:
    assert counted_lines(with_pieces(OWN, SIGNED)) == (piece_line(SIGNED),)
    assert uncounted_lines(with_pieces(OWN, SIGNED, PAPER)) == (piece_line(PAPER),)


def test_what_a_finding_says_is_not_said_twice() -> None:
    found = Finding("PRF101", Found.UNSURE, Severity.HOLD, "thư", f"Chưa rõ: {PAPER.reason}.", "")
    assert uncounted_lines(with_pieces(PAPER, findings=(found,))) == ()


def test_three_lines_and_the_number_of_the_rest() -> None:
    many = [replace(PAPER, where=f"thư › {n}.pdf") for n in range(5)]
    lines = uncounted_lines(with_pieces(*many))
    assert len(lines) == 4 and lines[-1] == "và 2 bằng chứng khác"


def test_nothing_is_told_while_a_mark_of_state_secrecy_is_open() -> None:
    mark = Finding("SEC101", Found.UNSURE, Severity.STOP, "thư", "Chưa rõ", "")
    assert counted_lines(with_pieces(SIGNED, findings=(mark,))) == ()
    assert uncounted_lines(with_pieces(PAPER, findings=(mark,))) == ()


def test_the_letter_of_an_accepted_item_says_on_what_ground() -> None:
    accepted = with_pieces(SIGNED, decision=Decision(Disposition.ACCEPT, desk="bien_tap"))
    (letter,) = compose(accepted, house.PORTAL, house.CONTEXT).letters or ()
    assert "Căn cứ nhận: ký số của Trần Văn Bình, Vụ trưởng" in " ".join(letter.text.split())
    assert "Căn cứ nhận: ký số của Trần Văn Bình" in letter.html


def test_a_leader_whose_own_mail_did_not_count_is_told_to_answer_the_request() -> None:
    leader = Person("binh@moha.gov.vn", "Trần Văn Bình", "Vụ Pháp chế", Role.LEADER)
    waits = Awaiting(Awaited.LEADER, "bien_tap", "Lãnh đạo xác nhận.", AT, AT, "trả lại", leaders=(leader.address,))
    made = with_pieces(replace(OWN, standing=Standing.VOID, reason="thư cũ"))
    held = replace(
        made, person=leader, mail=replace(made.mail, sender=Address(leader.address, leader.name)),
        decision=Decision(Disposition.HOLD, awaiting=waits, desk="bien_tap"),
    )  # fmt: skip
    letters = compose(held, house.PORTAL, house.CONTEXT).letters or ()
    told = next(" ".join(letter.text.split()) for letter in letters if letter.name.value == "held")
    assert "nếu ông/bà không gửi bài này, trả lời “Không đồng ý”" in told and "nhắc lãnh đạo" not in told
    assert {letter.name.value for letter in letters} == {"held", "confirmation_request"}
