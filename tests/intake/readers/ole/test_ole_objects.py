"""What in an Office file could run or fetch: macros with code, packages, links, controls, false formulas."""

from __future__ import annotations

import struct

import pytest

from casework.document import FlawKind
from intake.readers.kinds import has_macros
from intake.readers.limits import Limits
from intake.readers.ole import macros as ole_macros
from intake.readers.ole.compound import open_compound
from intake.readers.ole.objects import flaws_of
from tests.builders.corpus import corpus_file
from tests.builders.ole import build_ole
from tests.builders.vba import EMPTY_SOURCE, compiled, packed, project

LIMITS = Limits()
CODE = EMPTY_SOURCE + b'Sub AutoOpen()\r\nShell "cmd"\r\nEnd Sub\r\n'
OPTION = EMPTY_SOURCE + b"Option Explicit\r\n"
OPTION_CODE, CALL_CODE = b"\x04\x00\x00\x00", b"\x20\x00\x01\x02\x41\x40\x02\x02\x01\x00"


def runs(streams: dict[str, bytes]) -> bool:
    return ole_macros.has_macros(open_compound(build_ole(streams | {"WordDocument": b"w"}), LIMITS))


def found(streams: dict[str, bytes], classes: dict[str, str] | None = None) -> list[tuple[FlawKind, str]]:
    stored = {path: bytes.fromhex(value) for path, value in (classes or {}).items()}
    compound = open_compound(build_ole(streams | {"WordDocument": b"w"}, stored), LIMITS)
    return [(flaw.kind, flaw.detail) for flaw in flaws_of(compound)]


# --- macros ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modules", "code"),
    [
        ({"ThisDocument": EMPTY_SOURCE}, b""),
        ({"ThisDocument": EMPTY_SOURCE}, compiled()),
        ({"ThisDocument": OPTION}, compiled(OPTION_CODE)),
        ({"ThisDocument": OPTION, "Sheet1": OPTION + b"Option Compare Database\r\n\r\n"}, b""),
    ],
)
def test_a_project_of_empty_modules_is_no_macro(modules: dict[str, bytes], code: bytes) -> None:
    assert not runs(project("Macros/VBA", modules, code))


@pytest.mark.parametrize("source", [CODE, EMPTY_SOURCE + b"' only a comment\r\n", b"Dim x\r\n", EMPTY_SOURCE + b"x=1"])
def test_any_other_line_is_one(source: bytes) -> None:
    assert runs(project("Macros/VBA", {"ThisDocument": source}))


def test_code_whose_source_was_wiped_is_one() -> None:
    assert runs(project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE}, compiled(CALL_CODE)))
    assert runs(project("Macros/VBA", {"ThisDocument": OPTION}, compiled(CALL_CODE)))
    assert runs(project("Macros/VBA", {"ThisDocument": OPTION}, compiled(OPTION_CODE) + compiled(CALL_CODE)))
    assert runs(project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE}, b"\x01" * 90))


def test_modules_beside_the_list_forms_and_the_second_cache_are() -> None:
    empty = project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE})
    assert not runs(empty)
    assert runs(project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE, "B": CODE}, listed=["ThisDocument"]))
    assert runs(empty | {"Macros/UserForm1/f": b"form"})
    assert runs(empty | {"Macros/VBA/__SRP_0": b"cache"})


def test_a_project_that_does_not_parse_is() -> None:
    empty = project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE})
    for stream in ("dir", "ThisDocument"):
        for damage in (b"", b"\x02", empty[f"Macros/VBA/{stream}"][:-3], b"\x01\xff\xbf\xff\xff\xff"):
            assert runs(empty | {f"Macros/VBA/{stream}": damage}), (stream, damage)
    without = dict(empty)
    del without["Macros/VBA/dir"]
    assert runs(without)


def test_copies_in_a_compressed_source_are_followed_and_a_bomb_of_them_ends() -> None:
    chunk = b"\x02A" + struct.pack("<H", 0x0FFF & 0x0FFD)
    bomb = b"\x01" + (struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk) * 5_000
    assert runs(project("Macros/VBA", {"A": EMPTY_SOURCE}) | {"Macros/VBA/A": bomb})


def test_a_real_workbook_with_empty_modules_has_none() -> None:
    content = corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2005-34448_Data_08-2005_Website.xls").read_bytes()
    compound = open_compound(content, LIMITS)
    assert any(key.endswith("vba/dir") for key in compound.entries)
    assert not ole_macros.has_macros(compound)
    assert not has_macros(content, "xls")


def test_the_kinds_ask_for_code_too() -> None:
    with_code = build_ole(project("_VBA_PROJECT_CUR/VBA", {"Sheet1": CODE}) | {"Workbook": b"w"})
    assert has_macros(with_code, "xls")
    assert flaws_of(open_compound(with_code, LIMITS))[0].kind is FlawKind.MACRO


def test_macros_inside_an_embedded_object_count() -> None:
    assert runs(project("ObjectPool/_1/_VBA_PROJECT_CUR/VBA", {"Sheet1": CODE}))


# --- objects --------------------------------------------------------------------------------------------------------

PACKAGE, LINK, FLASH = (
    "0c00030000000000c000000000000046", "0003000000000000c000000000000046", "6edb7cd26daecf1196b8444553540000",
)  # fmt: skip
EQUATION, MATHTYPE, EXCEL = (
    "02ce020000000000c000000000000046", "03ce020000000000c000000000000046", "2008020000000000c000000000000046",
)  # fmt: skip
NATIVE_FILE = struct.pack("<I", 40) + b"\x02\x00virus.exe\0C:\\virus.exe\0"
FORMULA = struct.pack("<HIHI16x", 28, 0x20000, 0, 20) + b"\x03\x01\x01\x03\x0a" + b"\x12\x83\x78\x00" * 3 + bytes(3)


@pytest.mark.parametrize(
    ("streams", "classes"),
    [
        ({"\x01Ole10Native": NATIVE_FILE}, {"ObjectPool/_1": PACKAGE}),
        ({"\x01Ole10Native": NATIVE_FILE}, {}),
        ({"CONTENTS": b"x"}, {"ObjectPool/_1": FLASH}),
        ({"\x01Ole": bytes(8)}, {"ObjectPool/_1": LINK}),
        ({"\x01Ole": struct.pack("<2I", 0x02000001, 1) + bytes(40)}, {"ObjectPool/_1": EXCEL}),
        ({"\x03OCXNAME": "CommandButton1".encode("utf-16-le")}, {}),
        ({"Contents": b"MZ\x90\x00" + bytes(100)}, {}),
        ({"Package": b"<script>alert(1)</script>"}, {}),
        ({"Equation Native": FORMULA, "\x01Ole10Native": b"x"}, {"ObjectPool/_1": EQUATION}),
        ({"\x01Ole10Native": FORMULA}, {"ObjectPool/_1": EQUATION}),
        ({"Equation Native": FORMULA[:30]}, {"ObjectPool/_1": EQUATION}),
        ({"Equation Native": FORMULA[:28] + b"\x07" + FORMULA[29:]}, {"ObjectPool/_1": EQUATION}),
        (
            {
                "Equation Native": struct.pack("<HIHI16x", 28, 0x20000, 0, 60)
                + b"\x03\x01\x01\x03\x0a\x08ZZ"
                + b"cmd /c calc" * 5
            },
            {"ObjectPool/_1": EQUATION},
        ),
    ],
)
def test_what_could_do_harm_is_active(streams: dict[str, bytes], classes: dict[str, str]) -> None:
    seen = found({f"ObjectPool/_1/{name}": content for name, content in streams.items()}, classes)
    assert [kind for kind, _ in seen] == [FlawKind.ACTIVE]
    assert seen[0][1].startswith("tệp ")


@pytest.mark.parametrize(
    ("streams", "clsid"),
    [
        ({"Equation Native": FORMULA, "\x01Ole": bytes(20), "\x01CompObj": b"c", "\x03ObjInfo": b"i"}, EQUATION),
        ({"Equation Native": FORMULA[:28] + b"\x05" + b"DSMT4" * 20}, MATHTYPE),
        ({"Workbook": b"w" * 50, "\x01Ole": bytes(20), "\x01CompObj": b"c"}, EXCEL),
        ({"\x01Ole10Native": struct.pack("<I", 60) + b"BM" + struct.pack("<I", 60) + bytes(54)}, "00" * 16),
    ],
)
def test_sheets_formulas_and_drawings_are_ordinary(streams: dict[str, bytes], clsid: str) -> None:
    objects = {f"ObjectPool/_1/{name}": content for name, content in streams.items()}
    assert found(objects, {"ObjectPool/_1": clsid}) == []


def test_a_damaged_object_counts_as_active() -> None:
    content = bytearray(build_ole({"ObjectPool/_1/\x01Ole10Native": b"x" * 5000, "WordDocument": b"w" * 5000}))
    entry = content.index("\x01Ole10Native".encode("utf-16-le"))
    struct.pack_into("<I", content, entry + 116, 0x00FFFFFF)
    assert [flaw.kind for flaw in flaws_of(open_compound(bytes(content), LIMITS))] == [FlawKind.ACTIVE]


def test_packing_for_tests_is_what_the_reader_unpacks() -> None:
    assert ole_macros._unpacked(packed(b"Attribute " * 900)) == b"Attribute " * 900
