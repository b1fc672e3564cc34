"""A running daemon keeps the last good law; and only one daemon works on a store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.errors import UsageError
from frontdesk.daemon import Daemon, now_utc
from frontdesk.house import open_ledger, rooms_of
from frontdesk.law_folder import REGULATIONS
from frontdesk.pipeline import Rooms
from frontdesk.settings import Outgoing, Service, Settings, StoreTable
from frontdesk.ticks import Clock
from store.ledger import Ledger


@pytest.fixture()
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(REGULATIONS, tmp_path / "regulations")
    return Settings(
        root=str(tmp_path),
        service=Service(
            host="tiepnhan.thu-nghiem.vn",
            administrator="quantri@thu-nghiem.vn",
            bounce_address="bounce@thu-nghiem.vn",
        ),
        store=StoreTable(folder="store", free_mark_mb=1),
        outgoing=Outgoing(folder="letters"),
    )


@pytest.fixture()
def ledger(settings: Settings) -> Iterator[Ledger]:
    with open_ledger(settings) as opened:
        yield opened


@pytest.fixture()
def rooms(settings: Settings, ledger: Ledger) -> Iterator[Rooms]:
    with rooms_of(settings, ledger) as opened:
        yield opened


@pytest.fixture()
def clock(ledger: Ledger, rooms: Rooms) -> Clock:
    return Clock(ledger, rooms, now_utc, on_letters=lambda: None, on_jobs=lambda: None)


def _portal_file(settings: Settings) -> Path:
    return Path(settings.root) / "regulations" / "portals" / "congttdt.toml"


def test_a_changed_file_is_taken_up(settings: Settings, rooms: Rooms, clock: Clock) -> None:
    path = _portal_file(settings)
    before = rooms.regulations.portal("congttdt").name
    path.write_text(path.read_text().replace(f'name = "{before}"', 'name = "Cổng thử nghiệm"', 1))
    clock.reload_law()
    assert rooms.regulations.portal("congttdt").name == "Cổng thử nghiệm"


def test_a_wrong_file_is_an_alarm_and_the_old_law_stays(
    settings: Settings, rooms: Rooms, ledger: Ledger, clock: Clock
) -> None:
    path = _portal_file(settings)
    good, version = path.read_text(), rooms.regulations.version
    path.write_text("khoa_la = 1\n" + good)
    clock.reload_law()
    clock.reload_law()
    assert rooms.regulations.version == version
    (alarm,) = ledger.open_alarms()
    assert alarm.kind == "law"
    assert "congttdt.toml" in alarm.text and "khoa_la" in alarm.text
    assert [row.name for row in ledger.letters("waiting")] == ["alarm"], "one letter for one alarm"
    path.write_text(good)
    clock.reload_law()
    assert ledger.open_alarms() == ()


def test_a_second_daemon_on_one_store_is_refused(rooms: Rooms, ledger: Ledger) -> None:
    first, second = Daemon(ledger, rooms), Daemon(ledger, rooms)
    first.start()
    try:
        with pytest.raises(UsageError, match="another one is running"):
            second.start()
    finally:
        first.stop()
    third = Daemon(ledger, rooms)
    third.start()
    third.stop()
