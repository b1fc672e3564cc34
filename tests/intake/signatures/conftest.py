"""One infrastructure for the tests of signed mails, held as a sandbox worker holds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake.signatures.held import hold
from intake.signatures.material import TrustMaterial
from tests.builders.pki import Pki


@pytest.fixture(scope="session")
def pki() -> Pki:
    return Pki()


@pytest.fixture
def trusting(pki: Pki) -> Iterator[Pki]:
    """This process judges by the root, the intermediate and both lists of ``pki``."""
    hold(pki.material())
    yield pki
    hold(TrustMaterial())
