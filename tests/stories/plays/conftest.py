"""One sandbox for all plays, a fresh house for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.sandbox import Sandbox
from tests.frontdesk.conftest import sandbox, tiepnhan
from tests.frontdesk.office import Office
from tests.stories.plays.stage import Stage, the_house

__all__ = ["sandbox", "tiepnhan"]


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    house = the_house(tmp_path, sandbox)
    try:
        yield house
    finally:
        house.close()


@pytest.fixture
def stage(office: Office, tiepnhan: Callable[..., int]) -> Stage:
    return Stage(office, tiepnhan)
