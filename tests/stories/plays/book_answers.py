"""What leaders answer: yes, no, yes but; to one item and to two; two leaders; early and twice."""

from __future__ import annotations

from casework.calendar import VIETNAM
from tests.builders.mail import File
from tests.frontdesk.office import at
from tests.stories.plays.cast import DUC, HUNG, KHANH, LAN, TRANG, piece
from tests.stories.plays.play import Play
from tests.stories.plays.stage import DESKS, Stage

__all__ = ["PLAYS"]

DESK = DESKS["congttdt"]


def _yes(stage: Stage) -> None:
    """668/9.1.b, and 668/12.2.b: the four hours run from the answer."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập tin hội nghị.", piece("Hội nghị sơ kết cải cách hành chính"))
    assert stage.state(ref) == "held: leader"
    stage.minutes(25)
    note = stage.replies(stage.last("confirmation_request"), "Đồng ý.\n\nTrần Văn Hùng")
    assert note == f"{ref}: đồng ý" and stage.state(ref) == "queued"
    (entry,) = stage.office.ledger.queue()
    assert entry.due is not None and entry.due.astimezone(VIETNAM) == at("28/8/2026 13:25")
    stage.until("28/8/2026 10:30")


def _no_then_better(stage: Stage) -> None:
    """A “no” stops the item and the desk has it; the mended file is a new question."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Kết quả rà soát thủ tục hành chính quý III"))
    stage.minutes(25)
    stage.replies(stage.last("confirmation_request"), "KHÔNG ĐỒNG Ý\nSố liệu ở đoạn 2 chưa đúng, đề nghị Lan xem lại.")
    assert stage.state(ref) == "held: desk"
    stage.until("28/8/2026 11:00")
    better = piece("Kết quả rà soát thủ tục hành chính quý III", "Số liệu đã được đối chiếu với báo cáo tháng 8.")
    stage.replies(stage.last("held", LAN), "Gửi bài đã sửa số liệu.", better)
    assert stage.state(ref) == "held: leader"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request"), "đồng ý")
    assert stage.state(ref) == "queued"
    stage.until("28/8/2026 13:30")


def _yes_but(stage: Stage) -> None:
    """“Đồng ý nhưng …” is no answer: he is helped once, and answers the letter that helped him."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Tập huấn nghiệp vụ cải cách hành chính năm 2026"))
    stage.minutes(25)
    note = stage.replies(stage.last("confirmation_request"), "Đồng ý nhưng bỏ câu cuối nhé")
    assert note == f"{ref}: không rõ đồng ý hay không" and stage.words(ref) == ()
    stage.minutes(10)
    stage.replies(stage.last("confirmation_help"), "DONG Y")
    assert stage.state(ref) == "queued"


def _two(stage: Stage) -> tuple[str, str]:
    first = stage.sends(LAN, "Gửi tin thứ nhất.", piece("Hội nghị triển khai cải cách hành chính quý IV"))
    stage.minutes(15)
    second = stage.sends(LAN, "Gửi tin thứ hai.", piece("Ra mắt chuyên trang cải cách hành chính", name="Tin 2.docx"))
    return first, second


def _each_by_its_number(stage: Stage) -> None:
    """The later item joins the open request; one letter, two answers."""
    first, second = _two(stage)
    stage.minutes(30)
    note = stage.replies(stage.last("confirmation_request"), "1 ĐỒNG Ý\n2 KHÔNG ĐỒNG Ý\n\nTrần Văn Hùng")
    assert note == f"{first}: đồng ý; {second}: không đồng ý"
    assert (stage.state(first), stage.state(second)) == ("queued", "held: desk")


def _bare_answer_to_two(stage: Stage) -> None:
    """“ĐỒNG Ý” under two items does not say to which: help, then one line for all."""
    first, second = _two(stage)
    stage.minutes(30)
    stage.replies(stage.last("confirmation_request"), "ĐỒNG Ý")
    assert (stage.state(first), stage.state(second)) == ("held: leader", "held: leader")
    stage.minutes(5)
    stage.replies(stage.last("confirmation_help"), "ĐỒNG Ý TẤT CẢ")
    assert (stage.state(first), stage.state(second)) == ("queued", "queued")


def _two_leaders_disagree(stage: Stage) -> None:
    """Refusal wins, whoever came first; both are told, and who refused may think better of it."""
    ref = stage.sends(DUC, "Kính gửi Ban biên tập.", piece("Bảo đảm an toàn thông tin dịp Quốc khánh"))
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request", KHANH), "Đồng ý")
    assert stage.state(ref) == "queued"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request", TRANG), "Không đồng ý.\nBài nêu tên nhà cung cấp.")
    assert stage.state(ref) == "held: desk"
    stage.until("28/8/2026 10:45")
    stage.replies(stage.last("disagreement", TRANG), "Đồng ý")
    assert stage.state(ref) == "queued"


def _twice(stage: Stage) -> None:
    """He answers the request, and again from his telephone: one acceptance, and its time stays."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Công bố chỉ số cải cách hành chính năm 2025"))
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    complete = stage.office.case(ref).complete_at
    stage.minutes(40)
    stage.replies(stage.last("confirmation_request"), "Tôi đồng ý đăng bài này. Cảm ơn")
    assert stage.state(ref) == "queued" and stage.office.case(ref).complete_at == complete


def _before_it_is_complete(stage: Stage) -> None:
    """A file of a strange kind waits for a person; the leader has agreed to all that lay there. Sent again without that
    file, nothing new is to be shown to him."""
    odd = File("so_lieu.xyz", b"\x00\x01\x02 bytes of no known kind" * 40)
    tin = piece("Số liệu cải cách hành chính tháng 8 năm 2026")
    ref = stage.sends(LAN, "Gửi bài và số liệu.", tin, odd)
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(ref) == "held: desk"
    stage.minutes(20)
    stage.replies(stage.last("held", LAN), "Gửi lại, bỏ tệp số liệu.", tin)
    assert stage.state(ref) == "queued"


def _changed_afterwards(stage: Stage) -> None:
    """The file that he agreed to is replaced: his word falls, he is asked about the new one; an answer to the old
    letter is told to him as what it is."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Khai trương bộ phận một cửa liên thông"))
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    first = stage.last("confirmation_request")
    stage.minutes(15)
    stage.replies(stage.last("accepted"), "Xin thay bằng bản này.", piece("Khai trương bộ phận một cửa hiện đại"))
    assert stage.state(ref) == "held: leader"
    stage.minutes(15)
    stage.replies(first, "Đồng ý!")
    assert stage.state(ref) == "held: leader"
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(ref) == "queued"


PLAYS: tuple[Play, ...] = (
    Play(
        name="leader-says-yes",
        tell=_yes,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
            ("digest", DESK),
        ),
    ),
    Play(
        name="leader-says-no",
        tell=_no_then_better,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG),
            ("confirmation_received", HUNG), ("held", LAN), ("digest", DESK),
            ("held", LAN), ("confirmation_request", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN), ("digest", DESK),
        ),
    ),
    Play(
        name="yes-but",
        tell=_yes_but,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_help", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
    Play(
        name="two-items-by-number",
        tell=_each_by_its_number,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", LAN), ("confirmation_request", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN), ("held", LAN),
        ),
    ),
    Play(
        name="bare-answer-to-two-items",
        tell=_bare_answer_to_two,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", LAN), ("confirmation_request", HUNG),
            ("confirmation_help", HUNG), ("confirmation_received", HUNG), ("accepted", LAN), ("accepted", LAN),
        ),
    ),
    Play(
        name="two-leaders-disagree",
        tell=_two_leaders_disagree,
        letters=(
            ("held", DUC), ("confirmation_request", KHANH), ("confirmation_request", TRANG),
            ("confirmation_received", KHANH), ("accepted", DUC),
            ("confirmation_received", TRANG), ("disagreement", KHANH), ("disagreement", TRANG), ("held", DUC),
            ("digest", DESK),
            ("confirmation_received", TRANG), ("accepted", DUC),
        ),
    ),
    Play(
        name="leader-answers-twice",
        tell=_twice,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
            ("confirmation_received", HUNG),
        ),
    ),
    Play(
        name="yes-before-it-is-complete",
        tell=_before_it_is_complete,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("held", LAN),
            ("accepted", LAN),
        ),
    ),
    Play(
        name="file-changed-after-the-yes",
        tell=_changed_afterwards,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_void", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
)  # fmt: skip
