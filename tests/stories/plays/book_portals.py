"""The other four portals: outsiders and staff of the Institute, Hưng Yên's head, and two pages that ask nobody."""

from __future__ import annotations

from tests.builders.mail import File
from tests.frontdesk.office import legacy
from tests.stories.documents import request_letter
from tests.stories.plays.cast import DUNG, HOC, LAN, LONG, NGA, PHUONG, piece
from tests.stories.plays.play import Play
from tests.stories.plays.stage import DESKS, Stage

__all__ = ["PLAYS"]

VIEN = DESKS["vienkhtcnn"]
EDITOR = ("--by", "Đỗ Minh Anh")
ACADEMY, HEAD = "lan.ptt@hocvien.moha.gov.vn", "giamdoc@hocvien.moha.gov.vn"  # of the Ministry, in no directory
OUTSIDER = "banbientap@hocvienkhxh.example.edu.vn"
UNIT = "Học viện Hành chính và Quản trị công"
CITIZEN = "vuvanquy.anthi@gmail.com"
CONTACT = (
    "Kính gửi Ban Biên tập, gửi bài kèm theo.\n\nNgười liên hệ: Phạm Thị Tuyết Lan\n"
    "Địa chỉ: số 77 đường Nguyễn Chí Thanh, phường Láng, thành phố Hà Nội\nĐiện thoại: 0912 345 678\n"
)


def _unknown_unit(stage: Stage) -> str:
    """A unit of the Ministry that the portal's directory does not have, with its letter (vien/10.3.b)."""
    letter = request_letter(
        UNIT, "HVHC", "phối hợp và đề nghị đăng tải bài viết",
        "Viện Khoa học Tổ chức nhà nước và Lao động", "Nguyễn Bá Chiến",
    )  # fmt: skip
    tin = piece("Góc nhìn về tinh gọn bộ máy", name="Bai.docx")
    ref = stage.sends(
        ACADEMY, CONTACT, File("CV 215.docx", letter), tin, portal="vienkhtcnn", name="Phạm Thị Tuyết Lan"
    )
    assert stage.state(ref) == "held: desk"
    return ref


def _paper(stage: Stage) -> None:
    """vien/10.1.b: from outside nothing is taken without a leader's word. It comes on paper as the letter proposes; the
    desk records it, and the item goes its way without being sent again."""
    tin = piece("Góc nhìn về tinh gọn bộ máy", name="Bai.docx")
    ref = stage.sends(OUTSIDER, CONTACT, tin, portal="vienkhtcnn", name="Phạm Thị Tuyết Lan")
    assert stage.state(ref) == "returned"
    stage.until("28/8/2026 14:30")
    paper = "công văn 215/HV ngày 26/8/2026, Giám đốc Nguyễn Bá Chiến ký, đóng dấu"
    stage.tiepnhan("confirm", ref, *EDITOR, "--paper", paper)
    assert stage.state(ref) == "queued"


def _no_paper(stage: Stage) -> None:
    """Nothing comes in ten working days: refused as one that was asked to be made clear and was not (vien/11.4)."""
    ref = _unknown_unit(stage)
    stage.until("16/9/2026 09:30")
    assert stage.state(ref) == "expired"


def _registered(stage: Stage) -> None:
    """The desk has the organisation entered, for no portal alone as the digest says: its own people are the Institute's
    staff (vien/10.1.a). From then on its head is asked like any other."""
    ref = _unknown_unit(stage)
    stage.until("28/8/2026 14:30")
    by = ("--by", "Quản trị Hòa", "--reason", "công văn đăng ký đầu mối số 12")
    add = ("directory", "add")
    words = ("--unit", UNIT, *by)
    stage.tiepnhan(*add, ACADEMY, "--name", "Phạm Thị Tuyết Lan", "--role", "đầu mối", *words)
    stage.tiepnhan(*add, HEAD, "--name", "Nguyễn Bá Chiến", "--role", "lãnh đạo", "--function", "Giám đốc", *words)
    stage.tiepnhan("queue", "again", ref, *EDITOR)
    assert stage.state(ref) == "held: leader"
    stage.minutes(30)
    stage.replies(stage.last("confirmation_request", HEAD), "Đồng ý")
    assert stage.state(ref) == "queued"


def _private_mailbox(stage: Stage) -> None:
    """vien/10.1.a: from her official account nothing more is asked; from her private mailbox she is anybody."""
    private = "dophuong.khoahoc@gmail.com"
    tin = piece("Tọa đàm về vị trí việc làm")
    ref = stage.sends(private, "Em gửi bài từ hộp thư riêng ạ.", tin, portal="vienkhtcnn", name="Đỗ Thu Phương")
    assert stage.state(ref) == "returned"
    stage.minutes(20)
    official = stage.sends(PHUONG, "Gửi lại từ hộp thư công vụ.", tin, portal="vienkhtcnn", name="Đỗ Thu Phương")
    assert stage.state(official) == "queued"


def _head_of_unit(stage: Stage) -> None:
    """hy/11.4: the head approves each item. Two senders are two requests, each answered by a bare line."""
    ours = stage.sends(LONG, "Kính gửi Ban Biên tập.", piece("Phiên giao dịch việc làm Phố Hiến"), portal="hungyen")
    theirs = stage.sends(HOC, "Gửi bài cộng tác.", piece("Làng nghề hương xạ Cao Thôn"), portal="hungyen")
    assert (stage.state(ours), stage.state(theirs)) == ("held: leader", "held: leader")
    stage.minutes(30)
    for ref, words in ((ours, "Đồng ý"), (theirs, "Không đồng ý")):
        request = next(t.letter for t in stage.told if t.letter.name == "confirmation_request" and t.letter.ref == ref)
        stage.replies(request, words)
    assert (stage.state(ours), stage.state(theirs)) == ("queued", "held: desk")
    stage.until("28/8/2026 14:00")


def _nobody_is_asked(stage: Stage) -> None:
    """ht/9.3.a: the heads answer for what their units send, so no proof is asked. A file in an old encoding goes back
    with a copy; the copy is accepted; a question of the desk waits, is reminded of and answered."""
    ref = stage.sends(NGA, "Gửi tin hội nghị.", File("Tin.docx", legacy()), portal="hatinh")
    assert stage.state(ref) == "returned"
    stage.minutes(20)
    stage.replies(stage.last("returned"), "Gửi lại tin đã sửa.", piece("Hội nghị sơ kết cải cách hành chính"))
    assert stage.state(ref) == "queued"
    stage.minutes(20)
    stage.tiepnhan("queue", "ask", ref, *EDITOR, "--question", "Hội nghị do Sở hay do phòng chủ trì?")
    stage.until("4/9/2026 10:00")
    stage.replies(stage.last("reminder"), "Do Sở chủ trì ạ.")
    assert stage.state(ref) == "taken", "who had asked goes on with it"
    stage.until("4/9/2026 14:00")


def _citizens(stage: Stage) -> None:
    """588/7.1.a: anybody may send, no proof; a petition goes its own way (588/7.3.b); a mail that only says that it is
    from the liaison stands before the desk with the telephone to call."""
    stage.sends(
        CITIZEN,
        "Kính gửi Vụ,\n\nTôi là Vũ Văn Quý ở xã Ân Thi. Tôi xin phản ánh: sáng 27/8, khi đến nộp hồ sơ tại bộ phận một "
        "cửa, tôi phải chờ gần hai giờ mà không có ai hướng dẫn.\n\nMong Vụ xem xét, trả lời.\n\nVũ Văn Quý\n",
        portal="cchc", subject="Phản ánh về thái độ tiếp công dân", name="Vũ Văn Quý",
    )  # fmt: skip
    stage.minutes(20)
    article = stage.sends(
        CITIZEN, "Tôi gửi bài viết.\nVũ Văn Quý", piece("Một cửa ở xã tôi"), portal="cchc", name="Vũ Văn Quý"
    )
    assert stage.state(article) == "queued"
    stage.minutes(20)
    forged = stage.sends(LAN, "Đăng gấp.", piece("Tin gấp"), portal="cchc", results="fail")
    assert stage.state(forged) == "held: desk"
    stage.until("28/8/2026 14:00")
    assert "6282.6787" in stage.last("digest").text


PLAYS: tuple[Play, ...] = (
    Play(
        name="vien-outsider-brings-paper",
        tell=_paper,
        letters=(("returned", OUTSIDER), ("accepted", OUTSIDER)),
    ),
    Play(
        name="vien-outsider-brings-nothing",
        tell=_no_paper,
        letters=(("held", ACADEMY), ("digest", VIEN), ("expired", ACADEMY)),
    ),
    Play(
        name="vien-outsider-is-registered",
        tell=_registered,
        letters=(
            ("held", ACADEMY), ("digest", VIEN), ("held", ACADEMY), ("confirmation_request", HEAD),
            ("confirmation_received", HEAD), ("accepted", ACADEMY),
        ),
    ),
    Play(
        name="vien-private-mailbox",
        tell=_private_mailbox,
        letters=(("returned", "dophuong.khoahoc@gmail.com"), ("accepted", PHUONG)),
    ),
    Play(
        name="hungyen-head-of-the-unit",
        tell=_head_of_unit,
        letters=(
            ("held", LONG), ("confirmation_request", DUNG), ("held", HOC), ("confirmation_request", DUNG),
            ("confirmation_received", DUNG), ("accepted", LONG), ("confirmation_received", DUNG), ("held", HOC),
            ("digest", DESKS["hungyen"]),
        ),
    ),
    Play(
        name="hatinh-nobody-is-asked",
        tell=_nobody_is_asked,
        letters=(
            ("returned", NGA), ("accepted", NGA), ("ask_back", NGA), ("reminder", NGA), ("accepted", NGA),
            ("digest", DESKS["hatinh"]),
        ),
    ),
    Play(
        name="cchc-citizens",
        tell=_citizens,
        letters=(
            ("petition", CITIZEN), ("petition_notice", DESKS["cchc"]), ("accepted", CITIZEN), ("digest", DESKS["cchc"]),
        ),
    ),
)  # fmt: skip
