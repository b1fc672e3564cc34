"""The Maildir door on a real folder: received once, moved only after the receipt, never deleted or overwritten."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.errors import StorageError
from casework.mail import Door
from casework.noun import replace
from intake.addressing import Route
from intake.maildir import MaildirDoor, MaildirSettings
from intake.maildir_sweep import MaildirSweep
from tests.builders.reception import MemoryReception, disk_full
from tests.wire.tools import wait_for

A, B = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn"
ROUTES = (Route(A, "congttdt"), Route(B, "vienkhtcnn"))


class House:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)
        self.reception = MemoryReception()
        self.room = True
        self.stop = threading.Event()
        self.settings = MaildirSettings(
            name="thu", path=str(folder), portal="congttdt", routes=ROUTES, poll_seconds=0.05
        )

    def sweep(self, **changes: object) -> MaildirSweep:
        """A sweep without memory, as after a restart."""
        return MaildirSweep(
            replace(self.settings, **changes), self.reception, lambda: None, self.stop, lambda: self.room
        )

    def put(self, name: str, text: str = "", *, folder: str = "new", to: str = A, at: float = 0.0) -> bytes:
        content = (
            f"Return-Path: <donvi@moha.gov.vn>\nDelivered-To: {to}\nSubject: {name}\nTo: {to}\n\n{text or name}\n"
        ).encode()
        file = self.folder / folder / name
        file.write_bytes(content)
        if at:
            os.utime(file, (at, at))
        return content

    def names(self, folder: str) -> list[str]:
        return sorted(file.name for file in (self.folder / folder).iterdir())


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "Maildir")
    assert house.sweep().run(), "the first look at an empty folder"
    return house


def test_a_new_file_is_received_exactly_and_goes_to_cur(house: House) -> None:
    at = datetime(2026, 8, 28, 9, 40, tzinfo=UTC)
    content = house.put("1.moha", at=at.timestamp())
    assert house.sweep().run()
    receipt = house.reception.fresh[0]
    assert house.reception.body_of(receipt) == content
    delivery = receipt.delivery
    assert (delivery.door, delivery.door_name, delivery.portal) == (Door.MAILDIR, "thu", "congttdt")
    assert delivery.received_at == at
    assert (delivery.envelope_from, delivery.envelope_to) == ("donvi@moha.gov.vn", A)
    assert (house.names("new"), house.names("cur")) == ([], ["1.moha:2,"])


def test_flags_that_other_programs_set_are_kept_and_change_no_identity(house: House) -> None:
    house.put("2.moha:2,FS", folder="cur")
    house.sweep().run()
    (house.folder / "cur" / "2.moha:2,FS").rename(house.folder / "cur" / "2.moha:2,S")
    house.sweep().run()
    assert len(house.reception.receipts) == 1
    assert house.reception.traces == []
    assert house.names("cur") == ["2.moha:2,S"]


def test_a_done_folder_takes_what_is_received(house: House) -> None:
    house.put("3.moha")
    house.put("4.moha:2,S", folder="cur")
    house.sweep(done_folder=".Da tiep nhan").run()
    assert house.names("new") == house.names("cur") == []
    assert house.names(".Da tiep nhan/cur") == ["3.moha:2,", "4.moha:2,S"]


def test_a_name_that_lies_in_the_done_folder_already_is_not_overwritten(house: House) -> None:
    (house.folder / ".Xong" / "cur").mkdir(parents=True)
    (house.folder / ".Xong" / "cur" / "5.moha:2,").write_bytes(b"earlier")
    content = house.put("5.moha")
    house.sweep(done_folder=".Xong").run()
    kept = sorted((file.read_bytes() for file in (house.folder / ".Xong" / "cur").iterdir()), key=len)
    assert kept == [b"earlier", content]


def test_a_crash_between_commit_and_move_is_mended_by_the_next_sweep(house: House) -> None:
    house.put("6.moha:2,", folder="cur")
    house.sweep().run()
    house.sweep(done_folder=".Xong").run()
    assert house.names(".Xong/cur") == ["6.moha:2,"]
    assert len(house.reception.receipts) == 1
    assert house.reception.traces == []


def test_the_first_look_adopts_and_moves_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "M")
    house.put("cu-1")
    house.put("cu-2:2,S", folder="cur")
    time.sleep(0.05)
    house.sweep(done_folder=".Xong").run()
    assert [receipt.delivery.before for receipt in house.reception.receipts] == [True, True]
    assert (house.names("new"), house.names("cur")) == (["cu-1"], ["cu-2:2,S"])
    house.put("moi-1")
    house.sweep(done_folder=".Xong").run()
    assert len(house.reception.fresh) == 1
    assert house.names("new") == ["cu-1"]


def test_a_file_that_the_store_refused_at_the_first_look_is_adopted_later(tmp_path: Path) -> None:
    house = House(tmp_path / "M")
    house.put("cu", at=time.time() - 60)
    house.reception.fail = disk_full
    house.sweep().run()
    assert house.reception.receipts == []
    house.reception.fail = lambda content, delivery: None
    time.sleep(0.05)
    house.put("moi")
    house.sweep().run()
    assert [receipt.delivery.before for receipt in house.reception.receipts] == [True, False]


def test_mail_that_came_during_an_interrupted_adoption_is_new(tmp_path: Path) -> None:
    house = House(tmp_path / "M")
    house.put("cu", at=time.time() - 60)
    house.room = False
    assert house.sweep().run() is False
    house.room = True
    time.sleep(0.05)
    house.put("moi")
    house.sweep().run()
    assert [receipt.delivery.before for receipt in house.reception.receipts] == [True, False]


def test_adopt_off_takes_everything_as_new(tmp_path: Path) -> None:
    house = House(tmp_path / "M")
    house.put("cu")
    house.sweep(adopt=False).run()
    assert len(house.reception.fresh) == 1


def test_a_shared_maildir_makes_one_receipt_a_portal_and_tells_the_stray(house: House) -> None:
    house.put("ca-hai", to=f"{A}, {B}")
    house.put("lac", to="aikhac@moha.gov.vn")
    sweep = house.sweep(portal="")
    sweep.run()
    assert sorted(receipt.delivery.portal for receipt in house.reception.fresh) == ["congttdt", "vienkhtcnn"]
    assert sweep.unrouted == {"lac"}
    assert house.names("new") == ["lac"]


def test_a_store_that_fails_leaves_the_files_and_is_tried_again(house: House) -> None:
    for number in range(5):
        house.put(f"{number}.moha")
    house.reception.fail = disk_full
    sweep = house.sweep()
    with pytest.raises(StorageError):
        sweep.run()
    assert len(house.names("new")) == 5
    house.reception.fail = lambda content, delivery: None
    sweep.run()
    assert len(house.reception.fresh) == 5
    assert sweep.refused == set()


def test_one_bad_file_does_not_stop_the_queue(house: House) -> None:
    def choke(content: bytes, delivery: object) -> None:
        if b"Subject: b.moha" in content:
            raise RuntimeError("boom")

    house.reception.fail = choke
    for name in ("a.moha", "b.moha", "c.moha"):
        house.put(name)
    sweep = house.sweep()
    sweep.run()
    assert len(house.reception.fresh) == 2
    assert sweep.refused == {"b.moha"}
    assert house.names("new") == ["b.moha"]


def test_above_the_limit_it_stays_and_is_told(house: House) -> None:
    house.put("lon", "x" * 3000)
    sweep = house.sweep(max_bytes=2000)
    sweep.run()
    assert sweep.too_large == {"lon"}
    assert house.names("new") == ["lon"]


def test_links_hidden_files_folders_and_tmp_are_no_mail(house: House, tmp_path: Path) -> None:
    outside = tmp_path / "shadow"
    outside.write_text("root:x")
    (house.folder / "new" / "link").symlink_to(outside)
    (house.folder / "new" / ".hidden").write_text("x")
    (house.folder / "new" / "folder").mkdir()
    house.put("dang-ghi", folder="tmp")
    assert house.sweep().run()
    assert house.reception.receipts == []


def test_the_door_runs_pauses_on_a_low_disk_and_reports_a_missing_folder(house: House) -> None:
    door = MaildirDoor(house.settings, house.reception, lambda: None, house.stop, lambda: house.room)
    door.start()
    try:
        house.put("mot")
        wait_for(lambda: len(house.reception.fresh) == 1)
        wait_for(lambda: door.status.received == 1 and door.status.alarms == ())
        house.room = False
        wait_for(lambda: door.status.paused)
        house.put("hai")
        assert any("dung lượng đĩa" in alarm for alarm in door.status.alarms)
        house.room = True
        wait_for(lambda: len(house.reception.fresh) == 2 and not door.status.paused)
        away = house.folder.with_name("away")
        house.folder.rename(away)
        wait_for(lambda: "không đọc được thư mục" in door.status.trouble)
        away.rename(house.folder)
        wait_for(lambda: door.status.trouble == "")
    finally:
        door.stop()
        door.join(10)
    assert not door.is_alive()
