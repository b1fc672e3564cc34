from __future__ import annotations

import pytest

from notifier.tokens import TOKEN, bounce_sender, content_digest, make_token, message_id, plus_part

PARTS = {"case_ref": "R-1", "name": "returned", "to": "a@b.vn", "revision": 1, "digest": "d"}


def test_a_token_is_26_letters_that_survive_any_mail_system() -> None:
    assert TOKEN.fullmatch(make_token(b"key", **PARTS))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"case_ref": "R-2"}, {"name": "held"}, {"to": "c@b.vn"}, {"revision": 2}, {"digest": "e"}]
)
def test_every_part_counts(change: dict[str, object]) -> None:
    assert make_token(b"key", **PARTS) != make_token(b"key", **{**PARTS, **change})  # type: ignore[arg-type]


def test_another_key_gives_another_token_and_an_empty_one_none() -> None:
    assert make_token(b"key", **PARTS) != make_token(b"kez", **PARTS)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="empty"):
        make_token(b"", **PARTS)  # type: ignore[arg-type]


def test_parts_cannot_be_shifted_into_one_another() -> None:
    assert content_digest("ab", "c") != content_digest("a", "bc")


TOKEN_A = "a2" * 13


@pytest.mark.parametrize(
    ("address", "token"),
    [
        (f"bounce+{TOKEN_A}@h.vn", TOKEN_A),
        (f"<BOUNCE+{TOKEN_A.upper()}@H.VN>", TOKEN_A),
        (f"bounce+{TOKEN_A}@evil.vn", ""),
        (f"other+{TOKEN_A}@h.vn", ""),
        (f"bounce{TOKEN_A}@h.vn", ""),
        ("bounce+short@h.vn", ""),
        (f"bounce+{TOKEN_A}x@h.vn", ""),
        ("", ""),
    ],
)
def test_a_token_comes_back_only_in_our_own_address(address: str, token: str) -> None:
    assert plus_part(address, "bounce@h.vn") == token


def test_addresses_made_are_addresses_read() -> None:
    assert plus_part(bounce_sender("bounce@h.vn", TOKEN_A), "bounce@h.vn") == TOKEN_A
    assert message_id(TOKEN_A, "h.vn") == f"<tn.{TOKEN_A}@h.vn>"
