"""Who may answer, and people who come, go and change their address while an item waits."""

from __future__ import annotations

from tests.stories.plays.cast import BICH, CCHC, HUNG, LAN, NGOC, piece
from tests.stories.plays.play import Play
from tests.stories.plays.stage import ADMIN, DESKS, Stage

__all__ = ["PLAYS"]

DESK = DESKS["congttdt"]
BY = ("--by", "Quản trị Hòa")
NEW = "hung.tran@cchc.moha.gov.vn"
HEIR = "moi.lv@cchc.moha.gov.vn"


def _passed_on_to_a_deputy(stage: Stage) -> None:
    """He passes the letter on to his deputy, whom the directory does not know: her answer counts once it does."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Đối thoại với doanh nghiệp về thủ tục hành chính"))
    request = stage.last("confirmation_request")
    stage.minutes(20)
    note = stage.replies(request, "Đồng ý", sender=BICH)
    assert "không phải lãnh đạo đơn vị" in note and stage.state(ref) == "held: leader" and stage.words(ref) == ()
    stage.minutes(10)
    stage.tiepnhan(
        "directory", "add", BICH, "--name", "Lê Thị Bích", "--role", "phó", "--unit", CCHC,
        "--function", "Phó Vụ trưởng", *BY,
    )  # fmt: skip
    stage.minutes(10)
    stage.replies(request, "Đồng ý\n\nLê Thị Bích", sender=BICH)
    assert stage.state(ref) == "queued"
    (said,) = stage.words(ref)
    assert (said.by, said.function) == (BICH, "Phó Vụ trưởng")


def _passed_on_to_others(stage: Stage) -> None:
    """Staff who answers for him is told that it does not count, without a word of the item; of an address that nobody
    knows the administrator hears, and that address hears nothing."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Kế hoạch kiểm tra cải cách hành chính năm 2027"))
    request = stage.last("confirmation_request")
    stage.minutes(10)
    stage.replies(request, "Đồng ý", sender=NGOC)
    stage.minutes(10)
    stage.replies(request, "Đồng ý", sender="tran.van.hung.bnv@gmail.com")
    assert stage.state(ref) == "held: leader" and stage.words(ref) == ()
    assert "Kế hoạch kiểm tra" not in stage.last("confirmation_void").text
    stage.minutes(10)
    stage.replies(request, "Đồng ý")
    assert stage.state(ref) == "queued"


def _another_address_on_monday(stage: Stage) -> None:
    """Announced to the old address on Friday; the request of that evening still goes there. From Monday the new one is
    asked and the old one is nobody's."""
    stage.until("11/9/2026 15:00")
    stage.tiepnhan("directory", "move", HUNG, NEW, *BY)
    stage.minutes(30)
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Giao ban công tác cải cách hành chính tháng 9"))
    assert stage.letters()[-1] == ("confirmation_request", HUNG)
    stage.until("13/9/2026 20:00")
    assert len(stage.told) == 3, "nothing moves on a Saturday or a Sunday"
    stage.until("14/9/2026 08:10")
    stage.replies(stage.last("confirmation_request", HUNG), "Đồng ý")
    assert stage.state(ref) == "held: leader"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request", NEW), "Đồng ý")
    assert stage.state(ref) == "queued"


def _leader_leaves(stage: Stage) -> None:
    """Nobody is left who may answer: the desk has the item and is told what it can do; his successor is asked once he
    is entered. The answer of him who has left does not count (668/15.3)."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Tổng kết phong trào thi đua cải cách hành chính"))
    request = stage.last("confirmation_request", HUNG)
    stage.minutes(15)
    stage.tiepnhan("directory", "leave", HUNG, *BY)
    stage.minutes(5)
    assert stage.state(ref) == "held: desk"
    stage.minutes(5)
    stage.replies(request, "Đồng ý")
    assert stage.words(ref) == ()
    stage.until("28/8/2026 10:40")
    stage.tiepnhan("directory", "add", HEIR, "--name", "Lê Văn Mới", "--role", "lãnh đạo", "--unit", CCHC, *BY)
    stage.tiepnhan("queue", "again", ref, "--by", "Lê Thị Mai")
    assert stage.state(ref) == "held: leader"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request", HEIR), "Đồng ý")
    assert stage.state(ref) == "queued"


def _liaison_leaves(stage: Stage) -> None:
    """What she sends after she left is a stranger's; what she sent before goes on as hers."""
    old = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Hội thi cán bộ một cửa giỏi"))
    stage.minutes(10)
    stage.tiepnhan("directory", "leave", LAN, *BY)
    stage.minutes(10)
    new = stage.sends(LAN, "Kính gửi Ban biên tập tin nữa.", piece("Chung kết hội thi cán bộ một cửa giỏi"))
    assert stage.state(new) == "held: desk" and stage.office.case(new).person is None
    stage.until("28/8/2026 10:45")
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(old) == "queued" and stage.state(new) == "held: desk"
    person = stage.office.case(old).person
    assert person is not None and person.name == "Nguyễn Thị Lan"


def _leader_sends_it_himself(stage: Stage) -> None:
    """His own mail to the portal is his word (668/9.1.b): nobody is asked. In the Cc of another's mail it is not; and
    “Đồng ý” to that other's mail is no answer to us, but he learns which letter to answer."""
    own = stage.sends(HUNG, "Gửi đăng bài kèm theo.", piece("Phát biểu của Vụ trưởng tại hội nghị ngành"))
    assert stage.state(own) == "queued"
    stage.minutes(10)
    liaisons = "<tin.1@cchc.moha.gov.vn>"
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Hội nghị ngành Nội vụ 2026"), Cc=HUNG, message_id=liaisons)
    assert stage.state(ref) == "held: leader"
    stage.minutes(10)
    for words in ("Đồng ý.\n\nVào 09:10, Nguyễn Thị Lan đã viết:\n> Kính gửi Ban biên tập.", "Tôi đồng ý đăng"):
        to_all = stage.writes(HUNG, words, in_reply_to=liaisons, subject="Re: Gửi đăng Cổng", Cc=LAN)
        assert "không phải vào thư đề nghị" in stage.arrives(to_all)
        assert stage.state(ref) == "held: leader" and stage.words(ref) == ()
        stage.minutes(5)
    stage.replies(stage.last("confirmation_help"), "ĐỒNG Ý")
    assert stage.state(ref) == "queued"


PLAYS: tuple[Play, ...] = (
    Play(
        name="passed-on-to-a-deputy",
        tell=_passed_on_to_a_deputy,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("alarm", ADMIN), ("confirmation_received", BICH),
            ("accepted", LAN),
        ),
    ),
    Play(
        name="passed-on-to-staff-and-stranger",
        tell=_passed_on_to_others,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_void", NGOC), ("alarm", ADMIN),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
    Play(
        name="another-address-on-monday",
        tell=_another_address_on_monday,
        letters=(
            ("address_changed", HUNG), ("held", LAN), ("confirmation_request", HUNG),
            ("held", LAN), ("confirmation_request", NEW), ("alarm", ADMIN),
            ("confirmation_received", NEW), ("accepted", LAN),
        ),
    ),
    Play(
        name="leader-has-left",
        tell=_leader_leaves,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", LAN), ("alarm", ADMIN), ("digest", DESK),
            ("held", LAN), ("confirmation_request", HEIR), ("confirmation_received", HEIR), ("accepted", LAN),
        ),
    ),
    Play(
        name="liaison-has-left",
        tell=_liaison_leaves,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", LAN), ("digest", DESK),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
    Play(
        name="leader-sends-and-leader-in-copy",
        tell=_leader_sends_it_himself,
        letters=(
            ("accepted", HUNG), ("held", LAN), ("confirmation_request", HUNG), ("confirmation_help", HUNG),
            ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
)  # fmt: skip
