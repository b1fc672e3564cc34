"""`tiepnhan case` and the desk's lists: each line as the editor reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict
from casework.mail import Origin, OriginCheck, OriginStatus
from casework.noun import replace
from frontdesk.evidence import ground_line, origin_lines
from tests.frontdesk.leaders import answer, ask
from tests.frontdesk.office import LEADER, Office, at


def test_who_answered_is_named_once_and_no_full_stop_stands_before_a_semicolon(
    office: Office, tiepnhan: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    ref = ask(office)
    assert tiepnhan("case", ref) == 0
    (waits,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Chờ: ")]
    assert "; đến " in waits and ".;" not in waits
    answer(office, office.only("confirmation_request", to=LEADER), "Đồng ý")
    assert tiepnhan("case", ref) == 0
    (trail,) = [line for line in capsys.readouterr().out.splitlines() if "xác nhận đồng ý (trả lời thư)" in line]
    assert trail.count(LEADER) == 1


def test_a_long_key_does_not_fill_the_screen() -> None:
    check = OriginCheck("dkim", "pass", "moha.gov.vn", "header.s=k1 DNS TXT: p=" + "A" * 400)
    (line, _) = origin_lines(Origin(status=OriginStatus.PROVEN, checks=(check,), at=at("28/8/2026 09:00")))
    assert line.startswith("dkim=pass moha.gov.vn header.s=k1") and len(line) <= 240 and line.endswith("…")


def test_the_leaders_own_signature_is_named_before_what_a_person_recorded(office: Office) -> None:
    case = office.case(ask(office))
    recorded = Piece(PieceKind.RECORDED, Standing.PROVES, by="Lê Thị Mai")
    signature = Piece(PieceKind.SIGNATURE, Standing.PROVES, by="Trần Văn Hùng")
    for pieces in ((recorded, signature), (signature, recorded)):
        shown = ground_line(replace(case, authority=Authority(Verdict.PROVEN, pieces)))
        assert shown.startswith("ký số của Trần Văn Hùng")
    assert "Lê Thị Mai" in ground_line(replace(case, authority=Authority(Verdict.PROVEN, (recorded,))))
