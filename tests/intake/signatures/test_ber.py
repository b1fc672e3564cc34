"""The outer form of CMS: the same content as the ASN.1 library finds, in time that grows with the size alone."""

from __future__ import annotations

import contextlib
import time

import pytest
from asn1crypto import cms as asn1
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.document import SignatureStatus
from intake.signatures.ber import take_apart
from intake.signatures.cms import judge_cms, read_cms
from tests.builders.pki import Pki

PKI = Pki()
LEADER = PKI.person()
TEXT = b"Noi dung.\r\n" * 30


def value(tag: int, body: bytes) -> bytes:
    length = len(body).to_bytes(4, "big")
    return bytes((tag, 0x84)) + length + body


def endless(tag: int, body: bytes) -> bytes:
    return bytes((tag, 0x80)) + body + b"\0\0"


def as_stream(octets: bytes, piece: int, *, sets: bool = False) -> bytes:
    """The same CMS as programs write it that do not know its length: the content in pieces of so many octets."""
    signed = asn1.ContentInfo.load(octets)["content"]
    content = signed["encap_content_info"]["content"].native
    pieces = b"".join(value(4, content[at : at + piece]) for at in range(0, len(content), piece))
    inside = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01" + endless(0xA0, endless(0x24, pieces))
    certificates = signed["certificates"].dump()
    if sets:
        certificates = endless(0xA0, signed["certificates"][0].dump())
    body = signed["version"].dump() + signed["digest_algorithms"].dump() + endless(0x30, inside)
    body += certificates + signed["signer_infos"].dump()
    return endless(0x30, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + endless(0xA0, endless(0x30, body)))


@pytest.mark.parametrize("sets", [False, True])
def test_a_stream_is_the_same_signature(sets: bool) -> None:
    octets = PKI.cms(TEXT, LEADER, detached=False)
    found = read_cms(as_stream(octets, 7, sets=sets))
    assert found is not None and found.content == TEXT
    (signature,) = judge_cms(found, TEXT, PKI.checking(), "p7s")
    assert signature.status is SignatureStatus.TRUSTED


def test_what_is_left_is_the_same_without_its_content() -> None:
    octets = PKI.cms(TEXT, LEADER, detached=False)
    outer = take_apart(octets)
    assert outer.content == TEXT
    whole, rest = asn1.ContentInfo.load(octets)["content"], asn1.ContentInfo.load(outer.rest)["content"]
    assert rest["encap_content_info"]["content"].native is None
    for field in ("version", "digest_algorithms", "certificates", "signer_infos"):
        assert rest[field].dump() == whole[field].dump()


def test_a_large_stream_costs_no_more_than_its_octets() -> None:
    content = bytes(range(256)) * 40_000
    octets = as_stream(PKI.cms(content, LEADER, detached=False), 1_000)
    begun = time.monotonic()
    found = read_cms(octets)
    assert time.monotonic() - begun < 2
    assert found is not None and found.content == content


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x24\x80" * 5_000, b"\x3f\x81\x01",
        as_stream(PKI.cms(TEXT, LEADER, detached=False), 7)[:-300],
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_none(octets: bytes) -> None:
    assert read_cms(octets) is None


def test_pieces_within_pieces_end() -> None:
    deep = b"\x24\x80" * 5_000 + b"\x04\x01x" + b"\0\0" * 5_000
    inside = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01" + endless(0xA0, deep)
    signed = endless(0x30, b"\x02\x01\x01\x31\x00" + endless(0x30, inside) + b"\x31\x00")
    assert read_cms(endless(0x30, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + endless(0xA0, signed))) is None


_STREAM = as_stream(PKI.cms(TEXT, LEADER, detached=False), 50)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(_STREAM) - 1), st.binary(min_size=1, max_size=3))
def test_changed_octets_raise_nothing_else(at: int, other: bytes) -> None:
    with contextlib.suppress(ValueError, IndexError):
        take_apart(_STREAM[:at] + other + _STREAM[at + len(other) :])
