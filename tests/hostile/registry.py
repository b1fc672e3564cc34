"""Every hostile file of the tests, by name."""

from __future__ import annotations

from tests.hostile.archives import ARCHIVES
from tests.hostile.attack import Attack
from tests.hostile.binaries import BINARIES
from tests.hostile.mails import MAILS
from tests.hostile.packages import PACKAGES
from tests.hostile.pages import PAGES
from tests.hostile.texts import TEXTS

__all__ = ["ATTACKS"]

ATTACKS: tuple[Attack, ...] = (*ARCHIVES, *PACKAGES, *BINARIES, *TEXTS, *PAGES, *MAILS)
