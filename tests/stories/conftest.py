"""The rooms that every story walks through: one sandbox and one workshop for the session, the true regulations, a small
directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.directory import Snapshot
from casework.noun import replace
from frontdesk.aiding import Aiding, NoPurse
from frontdesk.law_folder import REGULATIONS, with_addresses
from frontdesk.people import read_people
from frontdesk.pipeline import Rooms
from frontdesk.settings import DoorName, DoorTrust, OwnAddress, Service, Settings
from intake.clamd import ClamdSettings
from intake.sandbox import Sandbox
from intake.workshop.client import Workshop
from tests.builders.mail import AUTHSERV
from tests.stories.signing import material
from tests.stories.story import INSIDE, INTERNAL_HEADER
from tests.wire.clamd import running_clamd

KEY = b"stories: a key that opens nothing"
HUNG_YEN = "bbt@sonoivu.hungyen.gov.vn"


def story_settings(root: Path) -> Settings:
    """The machine of the stories: every door pins the same authserv-id, one of them takes the word of the Ministry's
    own server too, and Hưng Yên's operator has set an address."""
    return Settings(
        root=str(root),
        service=Service(
            host="tiepnhan.thu-nghiem.vn",
            administrator="quantri@tiepnhan.thu-nghiem.vn",
            bounce_address="bounce@tiepnhan.thu-nghiem.vn",
        ),
        doors=(
            *(DoorName(name=n, trust=DoorTrust(authserv_id=AUTHSERV)) for n in ("story", "check", "lmtp", "imap")),
            DoorName(name=INSIDE, trust=DoorTrust(authserv_id=AUTHSERV, internal_header=INTERNAL_HEADER)),
        ),
        addresses=(OwnAddress(of="hungyen", address=HUNG_YEN),),
    )


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    settings = story_settings(tmp_path_factory.mktemp("stories"))
    sandbox = Sandbox(workers=1, seconds=60, memory_mb=1024)
    with Workshop() as workshop, sandbox:
        sandbox.trust(material())
        yield _rooms(settings, sandbox, workshop)


@pytest.fixture(scope="session")
def scanned_rooms(rooms: Rooms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """The same with a virus scanner at the door."""
    with running_clamd(tmp_path_factory.mktemp("clamd")) as socket:
        settings = replace(rooms.settings, clamd=ClamdSettings(socket=str(socket)))
        assert rooms.workshop is not None
        scanned = _rooms(settings, rooms.sandbox, rooms.workshop)
        yield scanned
        scanned.scanner.close()


def _rooms(settings: Settings, sandbox: Sandbox, workshop: Workshop) -> Rooms:
    """As the engine has them in its slow lane: the workshop's child starts when a mail needs it."""
    aiding = Aiding(workshop, settings.workshop, settings.limits, NoPurse())
    bare = Rooms(settings, with_addresses(REGULATIONS, settings), sandbox, KEY)
    return bare.with_aiding(workshop, aiding)


@pytest.fixture(scope="session")
def directory() -> Snapshot:
    return Snapshot(version=1, people=read_people(Path(__file__).parent / "directory.csv"))
