"""Compound files: the same streams as the well-known library finds, and no lie of theirs does harm."""

from __future__ import annotations

import io
import struct
import time

import olefile  # type: ignore[import-untyped]
import pytest

from casework.document import FlawKind
from intake.readers.limits import Limits
from intake.readers.ole.compound import Refused, open_compound
from intake.readers.ole.objects import flaws_of
from tests.builders.corpus import corpus_files
from tests.builders.ole import build_ole

LIMITS = Limits()
STREAMS = {"WordDocument": b"w" * 5000, "a/b/c": bytes(range(256)) * 3, "a/x": b"", "Tên": b"q" * 70}


def test_streams_come_back_whatever_their_size_and_the_capitals_of_their_names() -> None:
    compound = open_compound(build_ole(STREAMS, {"a/b": b"k" * 16}), LIMITS)
    for path, content in STREAMS.items():
        assert compound.read(path.upper()) == content
    assert compound.read("a") is None
    assert compound.read("none") is None
    assert not compound.has("a/b")
    assert compound.read("WordDocument", 7) == b"wwwwwww"
    assert compound.entries["a/b"].clsid == b"k" * 16


def test_every_real_file_has_the_streams_that_olefile_finds() -> None:
    seen = 0
    for pattern in ("**/*.doc", "**/*.DOC", "**/*.xls", "**/*.ppt"):
        for path in corpus_files(pattern) if pattern != "**/*.ppt" else []:
            content = path.read_bytes()
            if not content.startswith(b"\xd0\xcf\x11\xe0"):
                continue
            compound = open_compound(content, LIMITS)
            with olefile.OleFileIO(io.BytesIO(content)) as reference:
                names = ["/".join(parts) for parts in reference.listdir()]
                assert sorted(name.lower() for name in names) == sorted(
                    key for key, entry in compound.entries.items() if not entry.storage
                )
                for name in names:
                    assert compound.read(name) == reference.openstream(name).read(), (path.name, name)
            seen += 1
    assert seen >= 50


def test_a_file_so_large_that_its_table_needs_lists_of_its_own() -> None:
    streams = {"WordDocument": bytes(range(256)) * 60_000, "Data": b"d" * 9_000_000}
    content = build_ole(streams)
    compound = open_compound(content, LIMITS)
    with olefile.OleFileIO(io.BytesIO(content)) as reference:
        for path, stored in streams.items():
            assert compound.read(path) == stored == reference.openstream(path).read()
    looped = bytearray(content)
    struct.pack_into("<I", looped, len(content) - 4, struct.unpack_from("<I", content, 68)[0])
    assert refusal(bytes(looped)) is FlawKind.UNREADABLE


def refusal(content: bytes, limits: Limits = LIMITS) -> FlawKind:
    with pytest.raises(Refused) as refused:
        compound = open_compound(content, limits)
        for path in compound.entries:
            compound.read(path)
    assert refused.value.flaw.detail
    return refused.value.flaw.kind


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (28, b"\xff\xfe"), (30, b"\x1f\x00"), (32, b"\x00\x00"), (48, struct.pack("<I", 0x7FFFFFFF)),
        (56, struct.pack("<I", 0)), (44, b"\xff\xff\xff\xff"), (76, struct.pack("<2I", 0, 0)),
        (68, struct.pack("<2I", 0, 0xFFFFFFFF)),
    ],
)  # fmt: skip
def test_a_lying_header_is_refused_or_does_no_harm(at: int, value: bytes) -> None:
    content = bytearray(build_ole(STREAMS))
    content[at : at + len(value)] = value
    start = time.perf_counter()
    try:
        compound = open_compound(bytes(content), LIMITS)
        assert all(len(compound.read(path) or b"") <= len(content) for path in compound.entries)
    except Refused as refused:
        assert refused.flaw.kind is FlawKind.UNREADABLE
    assert time.perf_counter() - start < 1.0


def test_a_chain_that_leads_round_ends() -> None:
    content = bytearray(build_ole({"WordDocument": b"w" * 512 * 20}))
    table = content.rindex(struct.pack("<2I", 1, 2))
    struct.pack_into("<I", content, table + 4 * 5, 0)
    size = content.index("WordDocument".encode("utf-16-le")) + 120
    struct.pack_into("<I", content, size, 0xFFFFFFF0)
    assert refusal(bytes(content)) is FlawKind.UNREADABLE


def test_a_directory_that_leads_round_is_refused() -> None:
    content = bytearray(build_ole({"one": b"1", "two": b"2"}))
    second = content.index("two".encode("utf-16-le"))
    struct.pack_into("<I", content, second + 72, 1)
    assert refusal(bytes(content)) is FlawKind.UNREADABLE


def test_two_streams_of_one_name_are_refused() -> None:
    content = build_ole({"WordDocument": b"shown", "XordDocument": b"hidden"})
    assert refusal(content.replace("Xord".encode("utf-16-le"), "Word".encode("utf-16-le"))) is FlawKind.UNREADABLE


def test_a_storage_without_a_name_is_not_the_root() -> None:
    content = bytearray(build_ole({"Macros/VBA/dir": b"x", "WordDocument": b"w"}))
    name = content.index("Macros".encode("utf-16-le"))
    content[name + 64 : name + 66] = b"\x02\x00"
    compound = open_compound(bytes(content), LIMITS)
    assert sorted(compound.entries) == ["worddocument", "\ufffd", "\ufffd/vba", "\ufffd/vba/dir"]
    assert flaws_of(compound)[0].kind is FlawKind.MACRO


def test_more_entries_than_the_bound_are_named() -> None:
    content = build_ole({f"s{number}": b"" for number in range(3_000)})
    with pytest.raises(Refused) as refused:
        open_compound(content, Limits(ole_entries=2_000))
    assert (refused.value.flaw.kind, "2000" in refused.value.flaw.detail) == (FlawKind.LIMIT, True)
    assert len(open_compound(content, LIMITS).entries) == 3_000  # a row of 3,000 breaks a reader that recurses


def test_more_bytes_than_the_bound_are_named() -> None:
    content = build_ole({"a": b"a" * 6000, "b": b"b" * 6000})
    compound = open_compound(content, Limits(ole_bytes=10_000))
    assert compound.read("a")
    with pytest.raises(Refused, match="ole_bytes"):
        compound.read("b")


def test_storages_nested_without_end_are_refused() -> None:
    content = build_ole({"/".join("d" * 200): b"x"})
    assert refusal(content) is FlawKind.LIMIT


def test_cut_at_every_sector_it_is_refused_or_comes_out_short() -> None:
    content = build_ole(STREAMS | {"big": b"z" * 100_000})
    for end in range(0, len(content), 512):
        try:
            compound = open_compound(content[:end], LIMITS)
            assert all(len(compound.read(path) or b"") <= end for path in compound.entries)
        except Refused as refused:
            assert refused.flaw.kind is FlawKind.UNREADABLE
