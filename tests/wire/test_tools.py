"""A missing server must not go unnoticed."""

from __future__ import annotations

import pytest

from tests.wire.tools import require


def test_a_missing_tool_fails_where_ci_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-server"):
        require("no-such-server")


def test_a_missing_tool_skips_loudly_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.warns(UserWarning, match="did NOT run"), pytest.raises(pytest.skip.Exception):
        require("no-such-server")
