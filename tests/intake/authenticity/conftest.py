from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.dkim_mail import key_record
from tests.wire.dns import NameServer, name_server


@pytest.fixture(scope="module")
def _running() -> Iterator[NameServer]:
    with name_server() as server:
        yield server


@pytest.fixture
def dns(_running: NameServer) -> NameServer:
    """A name server that knows the Ministry's key k1 and policy, and is otherwise as the test makes it."""
    _running.forget()
    _running.add("k1._domainkey.moha.gov.vn", "TXT", key_record())
    _running.add("_dmarc.moha.gov.vn", "TXT", "v=DMARC1; p=reject")
    return _running
