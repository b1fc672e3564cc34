"""Letters to leaders: one that asks, one that reminds, and those to a leader who answered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict
from casework.case import Confirmation
from casework.letter import Asked, Letter
from casework.mail import Address
from casework.noun import replace
from notifier.context import OpenItems
from notifier.replies import Shown, confirmation_help, confirmation_received, disagreement
from notifier.requests import MOST_ITEMS, asks_of, confirmation_requests, reminder_to_leader
from notifier.tokens import bind_token, is_bound
from tests.notifier.house import ARTICLE, CONTEXT, MAYBE_SECRET, PHOTO, PORTAL
from tests.notifier.letters import AT, LEADER, LIMITED, SECOND, WAITS

TO = Address(mailbox=LEADER)
DOUBTFUL = replace(WAITS, findings=(MAYBE_SECRET,))
ITEM = Asked(1, "C-1", 1, ("a" * 64, "b" * 64), AT)


def said(letter: Letter | None) -> str:
    assert letter is not None
    return " ".join((letter.subject + "\n" + letter.text).split())


def joint(fresh: object = SECOND, **more: object) -> Letter:
    opened = OpenItems(LEADER, (WAITS,), **{"thread": "<tn.first@h>", **more})  # type: ignore[arg-type]
    (letter,) = confirmation_requests(fresh, PORTAL, replace(CONTEXT, open_items=(opened,)))  # type: ignore[arg-type]
    return letter


def test_the_first_screen_of_a_telephone_says_all_that_is_needed() -> None:
    """Forty columns and twenty-four lines, with the mail program's own head above."""
    (letter,) = confirmation_requests(WAITS, PORTAL, CONTEXT)
    screen = ""
    rows = 0
    for line in letter.text.splitlines():
        rows += max(1, -(-len(line) // 40))
        if rows > 24:
            break
        screen += f"{line}\n"
    for needed in (
        "Nguyễn Thị Lan",
        "Vụ Tổ chức phi",
        "16:40 thứ Sáu 28/8/2026",
        ARTICLE.title,
        "16:40 thứ Ba 8/9/2026",
    ):
        assert needed in " ".join(screen.split())
    assert re.search(r"^  ĐỒNG Ý$", screen, re.M) and re.search(r"^  KHÔNG ĐỒNG Ý$", screen, re.M)
    assert letter.text.index("NỘI DUNG") < letter.text.index("TỆP KÈM THEO") < letter.text.index(ARTICLE.sha256)


def test_a_later_item_joins_the_open_request_under_its_own_number() -> None:
    letter = joint()
    words = said(letter)
    assert letter.subject.startswith("Đề nghị xác nhận 2 mục: Kết quả công tác hội")
    for needed in ("1 ĐỒNG Ý", "1 KHÔNG ĐỒNG Ý", "2 ĐỒNG Ý", "2 KHÔNG ĐỒNG Ý", "ĐỒNG Ý TẤT CẢ", "2026” (mới)"):
        assert needed in words
    assert (letter.in_reply_to, letter.auto_submitted) == ("<tn.first@h>", "auto-generated")
    assert [(a.number, a.ref) for a in letter.asks] == [(1, WAITS.ref), (2, SECOND.ref)]
    assert WAITS.ref in letter.subject and SECOND.ref in letter.subject
    for needed in (ARTICLE.sha256, PHOTO.sha256, "4c" * 32):
        assert needed in letter.text


def test_the_same_items_bear_the_same_numbers_whoever_lists_them() -> None:
    other = OpenItems(LEADER, (SECOND,))
    (letter,) = confirmation_requests(WAITS, PORTAL, replace(CONTEXT, open_items=(other,)))
    assert [a.ref for a in letter.asks] == [WAITS.ref, SECOND.ref]


def test_who_was_asked_just_this_is_not_asked_again() -> None:
    assert confirmation_requests(WAITS, PORTAL, replace(CONTEXT, open_items=(OpenItems(LEADER, asked=True),))) == ()


def test_of_an_item_under_a_secrecy_finding_a_joint_letter_shows_nothing() -> None:
    letter = joint(LIMITED)
    everything = letter.subject + letter.text + letter.html
    assert "Kết quả công tác hội" not in everything and "Ket qua.docx" not in everything
    assert ARTICLE.title in everything and "4c" * 32 in letter.text
    assert "Mục 2: Nội dung, tiêu đề và tên tệp không hiển thị" in said(letter)


def test_evidence_that_does_not_suffice_is_shown_beside_the_question() -> None:
    doubt = Piece(
        PieceKind.SIGNATURE, Standing.DOUBTFUL, reason="Chữ ký số chưa xác minh được (dùng lệnh tiepnhan trust add)."
    )
    void = Piece(PieceKind.CONFIRMATION, Standing.VOID, reason="Lời cũ.")
    asked = replace(WAITS, authority=Authority(Verdict.UNSURE, (doubt, void)))
    (letter,) = confirmation_requests(asked, PORTAL, CONTEXT)
    assert "Chữ ký số chưa xác minh được." in letter.text and "Lời cũ" not in letter.text
    (hidden,) = confirmation_requests(replace(asked, findings=(MAYBE_SECRET,)), PORTAL, CONTEXT)
    assert "Chữ ký số chưa" not in hidden.text


def test_an_article_beside_the_main_document_is_shown_by_its_beginning() -> None:
    """Who says yes to a decision says yes to the article that travels with it: he must have seen it."""
    decision = replace(ARTICLE, path="thư › QD 1.pdf", name="QD 1.pdf", sha256="d1" * 32, title="Quyết định số 1")
    beside = replace(WAITS, documents=(decision, *WAITS.documents))
    (letter,) = confirmation_requests(beside, PORTAL, CONTEXT)
    assert f"NỘI DUNG ({ARTICLE.name}, phần đầu)" in said(letter) and "phần đầu" in letter.html
    assert "phần đầu" not in said(confirmation_requests(WAITS, PORTAL, CONTEXT)[0])
    (hidden,) = confirmation_requests(replace(beside, findings=(MAYBE_SECRET,)), PORTAL, CONTEXT)
    assert "phần đầu" not in said(hidden)


def test_the_leader_sees_what_he_signed_himself_and_what_bears_his_dead_certificate() -> None:
    signed = Piece(PieceKind.SIGNATURE, Standing.PROVES, by="Trần Văn Bình", where="thư › Thu gui.pdf")
    partly = replace(WAITS, authority=Authority(Verdict.PARTLY, (signed,), uncovered=("Bai.docx",)))
    (letter,) = confirmation_requests(partly, PORTAL, CONTEXT)
    assert "ký số của Trần Văn Bình (Thu gui.pdf); chưa bao gồm “Bai.docx”" in said(letter)
    revoked = Piece(PieceKind.SIGNATURE, Standing.VOID, reason="chứng thư số đã bị thu hồi ngày 3/8/2026")
    (warning,) = confirmation_requests(
        replace(WAITS, authority=Authority(Verdict.NONE, (revoked,), uncovered=("Bai.docx",))), PORTAL, CONTEXT
    )
    assert "đã bị thu hồi ngày 3/8/2026" in said(warning) and "chưa bao gồm" not in said(warning)


def test_a_reminder_lists_all_that_is_open_and_each_day_is_a_letter_of_its_own() -> None:
    first, again, next_day = (
        reminder_to_leader(cases, PORTAL, CONTEXT, TO, day=day)
        for cases, day in (
            ((WAITS, SECOND), "2026-09-03"),
            ((SECOND, WAITS), "2026-09-03"),
            ((WAITS, SECOND), "2026-09-04"),
        )
    )
    assert first is not None and again is not None and next_day is not None
    assert first == again, "two ticks of one day would otherwise remind twice"
    assert first.message_id != next_day.message_id and first.same_key != next_day.same_key
    assert "1 KHÔNG ĐỒNG Ý" in said(first) and "2 ĐỒNG Ý" in said(first)
    assert "ĐANG CHỜ ÔNG/BÀ XÁC NHẬN 2 MỤC do Nguyễn Thị Lan" in said(first)


def test_the_transcript_names_the_files_that_the_answer_is_for_and_no_other() -> None:
    asked = replace(asks_of((WAITS,))[0], files=(ARTICLE.sha256,))
    answer = Confirmation(by=LEADER, at=AT, granted=False, files=asked.files)
    shown = Shown(asked, WAITS, answer)
    letter = confirmation_received((shown,), PORTAL, CONTEXT, TO, in_reply_to="<no@moha.gov.vn>")
    assert letter is not None
    assert ARTICLE.sha256 in letter.text and PHOTO.sha256 not in letter.text
    assert letter.subject.startswith("Đã ghi nhận KHÔNG ĐỒNG Ý")
    assert (letter.in_reply_to, letter.auto_submitted) == ("<no@moha.gov.vn>", "auto-replied")


def test_a_transcript_of_one_of_two_says_which_still_waits() -> None:
    one, two = asks_of((WAITS, SECOND))
    answer = Confirmation(by=LEADER, at=AT, granted=True, files=one.files, name="Phạm Văn Hùng", function="Vụ trưởng")
    letter = confirmation_received((Shown(one, WAITS, answer), Shown(two, SECOND)), PORTAL, CONTEXT, TO)
    words = said(letter)
    assert "1. ĐỒNG Ý: Bài viết" in words and "của Vụ trưởng Phạm Văn Hùng (vutruong@moha.gov.vn)" in words
    assert "CÒN CHỜ ÔNG/BÀ" in words and "2 KHÔNG ĐỒNG Ý" in words and "1 KHÔNG ĐỒNG Ý" not in words
    closed = confirmation_received((Shown(one, WAITS, answer), Shown(two, SECOND, waits=False)), PORTAL, CONTEXT, TO)
    assert "CÒN CHỜ" not in said(closed)


def test_a_leader_is_shown_no_title_while_a_secrecy_finding_is_open() -> None:
    (asked,) = asks_of((DOUBTFUL,))
    yes = Confirmation(by=LEADER, at=AT, granted=True)
    no = replace(yes, by="pho@moha.gov.vn", granted=False)
    for letter in (
        reminder_to_leader((DOUBTFUL,), PORTAL, CONTEXT, TO, day="2026-09-03"),
        confirmation_help((Shown(asked, DOUBTFUL),), PORTAL, CONTEXT, TO),
        confirmation_received((Shown(asked, DOUBTFUL, yes),), PORTAL, CONTEXT, TO),
        disagreement(Shown(asked, DOUBTFUL), (yes, no), PORTAL, CONTEXT, TO, published=False),
    ):
        assert letter is not None
        everything = letter.subject + letter.text + letter.html
        assert ARTICLE.title not in everything and ARTICLE.name not in everything


def test_each_unclear_answer_is_helped_by_a_letter_of_its_own() -> None:
    (asked,) = asks_of((WAITS,))
    helps = [
        confirmation_help((Shown(asked, WAITS),), PORTAL, CONTEXT, TO, in_reply_to=mail) for mail in ("<1@a>", "<2@a>")
    ]
    assert helps[0] is not None and helps[1] is not None and helps[0].message_id != helps[1].message_id


def bound(**changes: object) -> str:
    parts: dict[str, object] = {"name": "request", "portal": "p", "leader": LEADER, "asks": (ITEM,), "digest": "d"}
    return bind_token(b"key", **{**parts, **changes})  # type: ignore[arg-type]


def test_a_token_holds_for_its_items_and_its_leader_alone() -> None:
    def holds(token: str, item: Asked = ITEM, leader: str = LEADER, key: bytes = b"key", name: str = "request") -> bool:
        return is_bound(token, key, name=name, portal="p", leader=leader, asks=(item,))

    token = bound()
    assert holds(token) and holds(token, leader=LEADER.upper())
    assert holds(token, replace(ITEM, files=ITEM.files[::-1])), "the order of the files says nothing"
    for other in (
        replace(ITEM, ref="C-2"),
        replace(ITEM, revision=2),
        replace(ITEM, files=ITEM.files[:1]),
        replace(ITEM, files=()),
        replace(ITEM, number=2),
        replace(ITEM, expires_at=AT + timedelta(seconds=1)),
    ):
        assert not holds(token, other)
    assert not holds(token, leader="khac@moha.gov.vn")
    assert not holds(token, key=b"kez") and not holds(token, name="reminder") and not holds("")
    assert not holds(("a" if token[0] != "a" else "b") + token[1:]), "the head is under the HMAC too"


def test_two_letters_about_the_same_items_have_two_tokens() -> None:
    assert bound() != bound(digest="e") and bound(name="reminder") != bound()


@pytest.mark.parametrize("fresh", [SECOND, LIMITED])
def test_each_letter_that_may_be_answered_is_bound_to_what_it_shows(fresh: object) -> None:
    letter = joint(fresh)
    assert is_bound(
        letter.token, CONTEXT.key, name=letter.name.value, portal=PORTAL.id, leader=LEADER, asks=letter.asks
    )


def test_of_very_many_a_letter_lists_the_longest_waits_and_says_that_there_are_more() -> None:
    page = tuple(replace(line, text="Một câu dài của bài viết. " * 60) for line in ARTICLE.lines)
    long = replace(ARTICLE, lines=page)
    others = tuple(
        replace(WAITS, ref=f"C-{n:03}", received_at=WAITS.received_at + timedelta(minutes=n), documents=(long,))
        for n in range(30)
    )
    newest = replace(SECOND, ref="C-999", documents=(long,))
    opened = OpenItems(LEADER, others)
    (letter,) = confirmation_requests(newest, PORTAL, replace(CONTEXT, open_items=(opened,)))
    assert [a.ref for a in letter.asks] == [*(f"C-{n:03}" for n in range(MOST_ITEMS - 1)), "C-999"]
    assert "Các mục khác của người gửi này vẫn chờ ông/bà" in said(letter)
    assert len(letter.text) < 20_000 and "[…]" in letter.text
    reminder = reminder_to_leader((newest, *others), PORTAL, CONTEXT, TO, day="2026-09-03")
    assert reminder is not None and len(reminder.asks) == MOST_ITEMS and "Các mục khác" in said(reminder)
    assert "Các mục khác" not in said(joint())
