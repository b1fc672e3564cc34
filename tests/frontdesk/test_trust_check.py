"""From the store on the disk through the true sandbox to the word on a signature: `trust check FILE`, and the tick."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import frontdesk.cli
from casework.case import Case
from casework.document import SignatureStatus
from frontdesk import revocation
from frontdesk.house import offline_rooms
from frontdesk.law_folder import REGULATIONS
from frontdesk.pipeline import Rooms, gather_file
from frontdesk.revocation import Standing, keep_fresh
from tests.builders.corpus import corpus_file
from tests.builders.pdf import Text, build_pdf
from tests.builders.pki import AT, Pki
from tests.builders.signed_pdf import sign_pdf
from tests.frontdesk.office import Office
from tests.frontdesk.trust_house import ROOT_LIST, SIGNERS_LIST, TrustHouse

Said = pytest.CaptureFixture[str]
CONFIG = """
[service]
host = "tiepnhan.thu-nghiem.vn"
administrator = "qt@moha.gov.vn"
bounce_address = "b@moha.gov.vn"
regulations = "law"
"""


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki()


@pytest.fixture(scope="module")
def signed(pki: Pki) -> bytes:
    leader = pki.person("Trần Văn Hùng", "BỘ NỘI VỤ", email="hung.tv@cchc.moha.gov.vn")
    return sign_pdf(build_pdf([[Text(72, 700, "Bài viết")]]), pki, leader)


@pytest.fixture
def house(tmp_path: Path, pki: Pki) -> TrustHouse:
    """With the whole law beside the pinned root, as the service has it."""
    house = TrustHouse(tmp_path, pki)
    shutil.copytree(REGULATIONS, tmp_path / "law", ignore=shutil.ignore_patterns("trust"), dirs_exist_ok=True)
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    return house


@pytest.fixture
def rooms(house: TrustHouse, tmp_path: Path) -> Iterator[Rooms]:
    with offline_rooms(tmp_path / "config.toml") as open_rooms:
        yield open_rooms


def _judged(rooms: Rooms, content: bytes) -> tuple[SignatureStatus, str]:
    case: Case = gather_file(content, "bai.pdf", "congttdt", rooms, AT)
    (signature,) = case.documents[0].signatures
    return signature.status, signature.reason


def test_what_the_tick_brings_is_what_the_next_file_is_judged_by(
    house: TrustHouse, rooms: Rooms, signed: bytes, pki: Pki
) -> None:
    status, reason = _judged(rooms, signed)
    assert status is SignatureStatus.UNTRUSTED and "“CA thử nghiệm G9”" in reason
    house.add(pki.intermediate.pem)
    keep_fresh(rooms, AT, fetch=house.fetch)
    status, reason = _judged(rooms, signed)
    assert status is SignatureStatus.UNTRUSTED and "“CA thử nghiệm G9”" not in reason, (
        "the chain is whole, no list is there"
    )
    house.wire |= {ROOT_LIST: pki.crl(pki.root), SIGNERS_LIST: pki.crl()}
    shutil.rmtree(house.lists)  # every address is due again
    keep_fresh(rooms, AT, fetch=house.fetch)
    status, reason = _judged(rooms, signed)
    assert status is SignatureStatus.TRUSTED and "không bị thu hồi" in reason


def test_the_verb_judges_a_file_by_the_store(
    house: TrustHouse, signed: bytes, pki: Pki, tmp_path: Path, capsys: Said
) -> None:
    file = tmp_path / "bai.pdf"
    file.write_bytes(signed)
    words = ("trust", "--config", str(tmp_path / "config.toml"), "check", str(file), "--at", "2026-08-28T09:00")
    assert frontdesk.cli.main(words) == 1
    out = capsys.readouterr().out
    assert "bai.pdf: còn nguyên vẹn, chưa xác minh được (toàn bộ tệp)" in out
    assert "Người ký: Trần Văn Hùng, BỘ NỘI VỤ" in out
    for brought in (pki.intermediate.pem, pki.crl(pki.root), pki.crl()):
        house.add(brought)
    assert frontdesk.cli.main(words) == 0
    out = capsys.readouterr().out
    assert "bai.pdf: đáng tin (toàn bộ tệp)" in out
    judged = ("check", "--config", str(tmp_path / "config.toml"), str(file), "--portal", "congttdt")
    frontdesk.cli.main((*judged, "--at", "2026-08-28T09:00"))
    assert "Chữ ký số ở bai.pdf: Trần Văn Hùng, BỘ NỘI VỤ: đáng tin (toàn bộ tệp)\n" in capsys.readouterr().out
    file.write_bytes(_bent(signed))
    assert frontdesk.cli.main((*words, "--json")) == 1
    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert (line["path"], line["kind"], line["status"]) == ("bai.pdf", "pdf", "altered")
    assert f"SHA-256 {line['certificate']}\n" in out, "as the directory's column takes it"


def _bent(signed: bytes) -> bytes:
    at = signed.index(b"/MediaBox") + len(b"/MediaBox [")
    return signed[:at] + (b"1" if signed[at : at + 1] != b"1" else b"2") + signed[at + 1 :]


def test_a_file_without_signatures_says_so(tmp_path: Path, house: TrustHouse, capsys: Said) -> None:
    file = tmp_path / "bai.pdf"
    file.write_bytes(build_pdf([[Text(72, 700, "Bài viết")]]))
    assert frontdesk.cli.main(("trust", "--config", str(tmp_path / "config.toml"), "check", str(file))) == 1
    assert capsys.readouterr().out == "bai.pdf: không có chữ ký số nào.\n"


@pytest.mark.corpus
def test_a_real_decision_waits_for_the_intermediate_that_trust_toml_names(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "config.toml").write_text(CONFIG.replace('regulations = "law"', ""), "utf-8")
    file = corpus_file("signed-pdf-chinhphu/1009-ttg.signed.pdf")
    assert frontdesk.cli.main(("trust", "--config", str(tmp_path / "config.toml"), "check", str(file), "--json")) == 1
    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert line["status"] == "untrusted" and "“CA phục vụ các cơ quan Nhà nước G2”" in line["reason"]


# --- the service's clock ---


def test_a_standing_is_one_alarm_with_a_letter_and_ends_by_itself(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ["Danh sách thu hồi của “CA thử nghiệm G9” đã quá hạn."]

    def standing(*_: object, **__: object) -> tuple[Standing, ...]:
        return (Standing("trust"), Standing("crl", told[0]))

    monkeypatch.setattr(revocation, "keep_fresh", standing)
    office.ticks.trust()
    office.ticks.trust()
    office.post()
    (letter,) = office.letters("alarm")
    assert "danh sách thu hồi chứng thư đã cũ" in letter.subject and told[0] in letter.text
    assert [alarm.kind for alarm in office.ledger.open_alarms()] == ["crl"]
    told[0] = ""
    office.ticks.trust()
    assert office.ledger.open_alarms() == ()


def test_the_offices_own_tick_asks_nobody_it_was_not_told_to(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    fetch: Callable[[str, float, int], bytes] = lambda address, *_: asked.append(address) or b""  # noqa: E731
    monkeypatch.setattr(revocation, "fetch_address", fetch)
    office.ticks.trust()
    assert asked == [
        "http://ca.gov.vn/pki/pub/crl/rootca.crl",
        "http://ca.gov.vn/pki/pub/crl/rootcag2.crl",
        "http://ca.gov.vn/pki/pub/crl/cpcag2.crl",
    ]
    assert office.ledger.open_alarms() == ()
