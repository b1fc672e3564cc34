"""The rooms that every story walks through: one sandbox for the session, the true regulations, a small directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.directory import Snapshot
from frontdesk.law_folder import REGULATIONS, with_addresses
from frontdesk.people import read_people
from frontdesk.pipeline import Rooms
from frontdesk.settings import DoorName, DoorTrust, OwnAddress, Service, Settings
from intake.sandbox import Sandbox
from tests.builders.mail import AUTHSERV

KEY = b"stories: a key that opens nothing"
HUNG_YEN = "bbt@sonoivu.hungyen.gov.vn"


def story_settings(root: Path) -> Settings:
    """The machine of the stories: every door pins the same authserv-id, and Hưng Yên's operator has set an address."""
    return Settings(
        root=str(root),
        service=Service(
            host="tiepnhan.thu-nghiem.vn",
            administrator="quantri@tiepnhan.thu-nghiem.vn",
            bounce_address="bounce@tiepnhan.thu-nghiem.vn",
        ),
        doors=tuple(
            DoorName(name=n, trust=DoorTrust(authserv_id=AUTHSERV)) for n in ("story", "check", "lmtp", "imap")
        ),
        addresses=(OwnAddress(of="hungyen", address=HUNG_YEN),),
    )


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    settings = story_settings(tmp_path_factory.mktemp("stories"))
    sandbox = Sandbox(workers=1, seconds=60, memory_mb=1024)
    try:
        yield Rooms(settings, with_addresses(REGULATIONS, settings), sandbox, KEY)
    finally:
        sandbox.close()


@pytest.fixture(scope="session")
def directory() -> Snapshot:
    return Snapshot(version=1, people=read_people(Path(__file__).parent / "directory.csv"))
