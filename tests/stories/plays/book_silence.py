"""Nobody answers: reminders in office hours, the end of the wait, answers that come too late or from a machine."""

from __future__ import annotations

from tests.stories.plays.cast import CCHC, HUNG, LAN, piece
from tests.stories.plays.play import Play
from tests.stories.plays.stage import ADMIN, DESKS, Stage

__all__ = ["PLAYS"]

DESK = DESKS["congttdt"]


def _silence(stage: Stage) -> None:
    """Reminded on each working day at an hour of the office; after five of them the liaison is told; a “yes” the day
    after does not revive it, but she may send again."""
    tin = piece("Cuộc thi tìm hiểu cải cách hành chính")
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", tin)
    stage.until("2/9/2026 23:30")
    assert len(stage.told) == 2, "the National Day holiday is nobody's working day"
    stage.until("10/9/2026 08:30")
    reminders = [told.at.strftime("%d/%m %H:%M") for told in stage.told if told.letter.name == "reminder"]
    assert reminders == ["03/09 09:00", "04/09 09:00", "07/09 09:00", "08/09 09:00"]
    assert stage.state(ref) == "expired"
    stage.replies(stage.last("reminder"), "Đồng ý, tôi đi công tác nên chậm.\nĐồng ý")
    assert stage.state(ref) == "expired" and stage.words(ref) == ()
    stage.minutes(5)
    stage.replies(stage.last("reminder"), "Đồng ý")
    assert stage.state(ref) == "expired" and stage.words(ref) == ()
    stage.minutes(20)
    stage.replies(stage.last("expired"), "Lãnh đạo đã về, xin gửi lại.", tin)
    assert stage.state(ref) == "held: leader"
    stage.minutes(20)
    stage.replies(stage.last("confirmation_request"), "Đồng ý")
    assert stage.state(ref) == "queued"


def _vacation(stage: Stage) -> None:
    """A machine answers for him at once; that is no answer and starts nothing. He answers the reminder."""
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Tuần lễ chuyển đổi số của Bộ"))
    note = stage.replies(
        stage.last("confirmation_request"),
        "Đồng ý\nTôi đang nghỉ phép đến hết ngày 02/9/2026. Việc gấp xin gọi thư ký.",
        subject="Trả lời tự động: nghỉ phép",
        Auto_Submitted="auto-replied",
    )
    assert "tự động" in note and stage.state(ref) == "held: leader" and stage.words(ref) == ()
    stage.until("3/9/2026 09:00")
    stage.minutes(15)
    stage.replies(stage.last("reminder"), "Đồng ý")
    assert stage.state(ref) == "queued"


def _two_days_two_items(stage: Stage) -> None:
    """The reminder lists all that waits under the numbers to answer with; each item ends on its own day."""
    first = stage.sends(LAN, "Gửi tin thứ nhất.", piece("Ngày hội cải cách hành chính"))
    stage.until("3/9/2026 08:30")
    second = stage.sends(LAN, "Gửi tin thứ hai.", piece("Bế mạc ngày hội cải cách hành chính", name="Be mac.docx"))
    stage.until("3/9/2026 10:00")
    stage.replies(stage.last("reminder"), "1 đồng ý")
    assert (stage.state(first), stage.state(second)) == ("queued", "held: leader")
    stage.until("4/9/2026 09:00")
    stage.replies(stage.last("reminder"), "Không đồng ý\nGộp vào bài thứ nhất.")
    assert stage.state(second) == "held: desk"


def _request_bounces(stage: Stage) -> None:
    """The leader's address in the directory was typed wrongly: the administrator hears at once, mends it, and the right
    person is asked."""
    wrong, right = HUNG, "tran.hung@cchc.moha.gov.vn"
    ref = stage.sends(LAN, "Kính gửi Ban biên tập.", piece("Lễ ký kết chương trình phối hợp"))
    stage.minutes(1)
    note = stage.bounces(stage.last("confirmation_request"), f"550 5.1.1 <{wrong}>: User unknown")
    assert note == f"{ref}: thư confirmation_request tới {wrong} không phát được"
    stage.minutes(20)
    by = ("--by", "Quản trị Hòa", "--reason", "nhập sai địa chỉ")
    stage.tiepnhan("directory", "leave", wrong, *by)
    stage.tiepnhan(
        "directory", "add", right, "--name", "Trần Văn Hùng", "--role", "lãnh đạo", "--unit", CCHC, *by
    )  # fmt: skip
    stage.minutes(10)
    stage.replies(stage.last("confirmation_request", right), "Đồng ý")
    assert stage.state(ref) == "queued"


PLAYS: tuple[Play, ...] = (
    Play(
        name="leader-is-silent",
        tell=_silence,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG),
            ("reminder", HUNG), ("reminder", HUNG), ("reminder", HUNG), ("reminder", HUNG), ("expired", LAN),
            ("confirmation_void", HUNG), ("confirmation_void", HUNG),
            ("held", LAN), ("confirmation_request", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
        ),
    ),
    Play(
        name="vacation-robot",
        tell=_vacation,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("reminder", HUNG), ("confirmation_received", HUNG),
            ("accepted", LAN),
        ),
    ),
    Play(
        name="two-items-on-two-days",
        tell=_two_days_two_items,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("held", LAN), ("confirmation_request", HUNG),
            ("reminder", HUNG), ("confirmation_received", HUNG), ("accepted", LAN),
            ("digest", DESK),
            ("reminder", HUNG), ("confirmation_received", HUNG), ("held", LAN),
        ),
    ),
    Play(
        name="request-bounces",
        tell=_request_bounces,
        letters=(
            ("held", LAN), ("confirmation_request", HUNG), ("alarm", ADMIN),
            ("held", LAN), ("confirmation_request", "tran.hung@cchc.moha.gov.vn"),
            ("confirmation_received", "tran.hung@cchc.moha.gov.vn"), ("accepted", LAN),
        ),
    ),
)  # fmt: skip
