"""Old Office's binary formats and Outlook's envelopes: counts, chains and records that lie."""

from __future__ import annotations

import struct

from tests.builders.archives import attribute, mapi, tnef
from tests.builders.doc import Style, doc_parts, fonts, para
from tests.builders.msg import attachment, embedded, message, msg
from tests.builders.ole import build_ole
from tests.builders.ppt import Slide, Text, atom, build_ppt
from tests.builders.xls import Sheet, build_stream, build_xls, record, text8
from tests.hostile.attack import Attack, Harm
from tests.hostile.bombs import zlib_zeros

__all__ = ["BINARIES"]

_PIECES = 33
_UNICODE, _LONG, _OBJECT, _BINARY = 0x1F, 3, 0x0D, 0x102


def _doc_count() -> bytes:
    """A head that says that the body has two billion letters."""
    parts = doc_parts([para("mot")])
    struct.pack_into("<i", parts.main, 76, 0x7FFFFFFF)
    return parts.pack()


def _doc_structure() -> bytes:
    """A piece table of four gigabytes."""
    parts = doc_parts([para("mot")])
    parts.set_pair(_PIECES, parts.pair(_PIECES)[0], 0xFFFFFFF0)
    return parts.pack()


def _doc_pieces() -> bytes:
    """Three thousand pieces that all show the same half megabyte."""
    parts = doc_parts([para("a" * 500_000)], cuts=[(500_001, True)])
    bounds = [number * 500_001 for number in range(3_001)]
    struct.pack_into("<i", parts.main, 76, bounds[-1])
    plc = struct.pack("<3001I", *bounds) + struct.pack("<HIH", 0, 1536 * 2 | 0x40000000, 0) * 3_000
    parts.add(_PIECES, b"\x02" + struct.pack("<I", len(plc)) + plc)
    return parts.pack()


def _doc_piece_circle() -> bytes:
    """Pieces whose bounds run backwards."""
    parts = doc_parts([para("mot hai ba")], cuts=[(4, True), (4, False)])
    offset, _ = parts.pair(_PIECES)
    struct.pack_into("<4I", parts.table, offset + 5, 0, 4, 2, 0)
    return parts.pack()


def _doc_styles() -> bytes:
    styles = [Style(1, 1, fonts(0)), Style(1, 2, b""), Style(1, 0, b"")]
    return doc_parts([para("Nội dung", style=1)], styles=styles).pack()


def _ole() -> bytearray:
    return bytearray(doc_parts([para("Nội dung " * 1_500)]).pack())


def _fat_circle() -> bytes:
    """The chain of the first stream leads back to its second sector."""
    whole = _ole()
    fat = 512 + 512 * struct.unpack_from("<I", whole, 76)[0]
    struct.pack_into("<I", whole, fat + 4 * 9, 1)
    return bytes(whole)


def _difat_circle() -> bytes:
    """The list of the table's sectors names itself as what follows."""
    whole = _ole()
    struct.pack_into("<2I", whole, 68, 0, 0xFFFFFFF0)
    struct.pack_into("<I", whole, 512 + 508, 0)
    return bytes(whole)


def _directory_circle() -> bytes:
    """An entry that is its own neighbour and child."""
    whole = _ole()
    first = 512 + 512 * struct.unpack_from("<I", whole, 48)[0]
    struct.pack_into("<3I", whole, first + 128 + 68, 1, 1, 1)
    return bytes(whole)


def _stream_size() -> bytes:
    whole = _ole()
    first = 512 + 512 * struct.unpack_from("<I", whole, 48)[0]
    for entry in (1, 2):
        struct.pack_into("<I", whole, first + 128 * entry + 120, 0x7FFFFFF0)
    return bytes(whole)


def _xls_size() -> bytes:
    """A sheet that says it is 65,536 rows by 256 columns large, and a record of a whole empty row for each."""
    rows = b"".join(
        record(0xBE, struct.pack("<HH", row, 0) + bytes(512) + struct.pack("<H", 255)) for row in range(8_000)
    )
    return build_xls([Sheet("S", {"A1": "Nội dung"}, raw=rows)])


def _xls_strings() -> bytes:
    """A table of shared strings that says it has four billion."""
    stream = bytearray(build_stream([Sheet("S", {"A1": "chuoi"})]))
    at = stream.index(struct.pack("<H", 0xFC)) if struct.pack("<H", 0xFC) in stream else 0
    while struct.unpack_from("<H", stream, at)[0] != 0xFC or stream[at + 4 : at + 12] != struct.pack("<II", 1, 1):
        at = stream.index(struct.pack("<H", 0xFC), at + 1)
    struct.pack_into("<II", stream, at + 4, 0xFFFFFFFF, 0xFFFFFFFF)
    return build_ole({"Workbook": bytes(stream)})


def _xls_string_length() -> bytes:
    """A string of 65,535 letters with as many runs, in a record of a few bytes."""
    stream = bytearray(build_stream([Sheet("S", {"A1": "chuoi"})]))
    at = stream.index(b"\x05\x00\x00chuoi")
    struct.pack_into("<HB", stream, at, 0xFFFF, 0x0C)
    return build_ole({"Workbook": bytes(stream)})


def _xls_one_string() -> bytes:
    """Sixty thousand cells that all show one string of thirty thousand letters."""
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(1, 60_000))
    return build_xls([Sheet("S", {"A1": "dai " * 8_000}, raw=cells)])


def _xls_dde() -> bytes:
    return build_xls([Sheet("S", {"A1": "x"})], extra=record(0x1AE, struct.pack("<H", 1) + text8("cmd\x03/c calc")))


def _ppt_deep() -> bytes:
    """Containers in containers: eight bytes a level."""
    inside = b""
    for _ in range(60_000):
        inside = struct.pack("<HHI", 0xF, 0xF003, len(inside)) + inside
        if len(inside) > 400_000:
            break
    return build_ppt([Slide([Text("x")], raw=inside)])


def _ppt_length() -> bytes:
    """A record of four gigabytes at the begin of the stream."""
    whole = build_ppt([Slide([Text("x")])])
    at = whole.index(struct.pack("<HH", 0xF, 0x03E8))
    return whole[: at + 4] + struct.pack("<I", 0xFFFFFFF0) + whole[at + 8 :]


def _ppt_edits() -> bytes:
    """The last edit names itself as the one before it."""
    whole = build_ppt([Slide([Text("x")])], edits=2)
    at = whole.rindex(struct.pack("<HHI", 0, 0x0FF5, 28))
    first = whole.index(struct.pack("<HHI", 0, 0x0FF5, 28))
    return whole[: first + 16] + whole[at + 16 : at + 20] + whole[first + 20 :]


def _ppt_bomb() -> bytes:
    packed = zlib_zeros(250)
    return build_ppt([Slide([Text("x")])], objects=[atom(0x1011, struct.pack("<I", 1 << 30) + packed, 1)])


def _ppt_same_slide() -> bytes:
    """A thousand slides, each the same container of twenty thousand records."""
    whole = build_ppt([Slide([Text("x")], raw=atom(0x0999, b"") * 20_000), *[Slide([])] * 900])
    places = whole.rindex(struct.pack("<I", 903 << 20 | 1)) + 4
    numbers = list(struct.unpack_from("<903I", whole, places))
    numbers[3:] = [numbers[2]] * 900
    return whole[:places] + struct.pack("<903I", *numbers) + whole[places + 4 * 903 :]


def _msg_deep() -> bytes:
    inner = message({0x37: "trong cung", 0x1000: "x"}, header=24)
    for _ in range(200):
        inner = message({0x37: "trong"}, attachments=[embedded("thư", inner)], header=24)
    return msg(message({0x37: "ngoai", 0x1000: "Nội dung"}, attachments=[embedded("thư", inner)]))


def _msg_rtf() -> bytes:
    """A body of compressed rtf that says it unpacks into two gigabytes, of references to itself."""
    body = b"\xff" + b"\x0d\x0f" * 8
    packed = struct.pack("<2I4sI", len(body) * 9_000 + 12, 0x7FFFFFFF, b"LZFu", 0) + body * 9_000
    return msg(message({0x37: "thu"}, {0x1009: packed}))


def _msg_many() -> bytes:
    return msg(message({0x37: "thu", 0x1000: "x"}, attachments=[attachment(f"{n}.txt", b"x") for n in range(1_200)]))


def _tnef_count() -> bytes:
    """A list of two-byte values that says it has four billion of them."""
    listed = struct.pack("<I", 1) + struct.pack("<2HI", 0x1002, 0x6001, 0xFFFFFFFF) + bytes(8)
    return tnef(attribute(1, 0x9003, listed))


def _tnef_length() -> bytes:
    return tnef(attribute(2, 0x9002, bytes(14))) + struct.pack("<BHHI", 2, 0x800F, 6, 0xFFFFFFF0) + b"noi dung"


def _tnef_deep() -> bytes:
    inner = tnef(attribute(2, 0x9002, bytes(14)), attribute(2, 0x8010, b"a.txt\0"), attribute(2, 0x800F, b"noi dung"))
    guid = b"\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"
    for _ in range(700):
        inner = tnef(attribute(2, 0x9002, bytes(14)), attribute(2, 0x9005, mapi({(_OBJECT, 0x3701): guid + inner})))
    return inner


def _tnef_many() -> bytes:
    one = attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, b"a.txt\0") + attribute(2, 0x800F, b"x")
    return tnef(one * 65_536)


BINARIES = (
    Attack("doc-says-two-billion-letters", "a.doc", lambda _: _doc_count(), "doc_letters", Harm.MEMORY,
           "text_letters|LibreOffice|hỏng"),
    Attack("doc-says-table-of-4-gigabytes", "a.doc", lambda _: _doc_structure(), "doc_structure", Harm.MEMORY,
           "LibreOffice|hỏng"),
    Attack("doc-pieces-show-the-same", "a.doc", lambda _: _doc_pieces(), "reader", Harm.MEMORY, "text_letters"),
    Attack("doc-pieces-run-backwards", "a.doc", lambda _: _doc_piece_circle(), "doc_pieces", Harm.TIME,
           "LibreOffice|hỏng"),
    Attack("doc-styles-in-a-circle", "a.doc", lambda _: _doc_styles(), "doc_styles", Harm.TIME, "Nội dung"),
    Attack("ole-chain-in-a-circle", "a.doc", lambda _: _fat_circle(), "ole_chain", Harm.MEMORY, "Nội dung"),
    Attack("ole-list-in-a-circle", "a.doc", lambda _: _difat_circle(), "ole_list", Harm.MEMORY, "LibreOffice|hỏng|OLE"),
    Attack("ole-folder-in-a-circle", "a.doc", lambda _: _directory_circle(), "ole_folder", Harm.RECURSION,
           "LibreOffice|hỏng|OLE"),
    Attack("ole-says-stream-of-2-gigabytes", "a.doc", lambda _: _stream_size(), "ole_size", Harm.MEMORY,
           "LibreOffice|hỏng|OLE|ole_bytes"),
    Attack("xls-two-million-empty-cells", "a.xls", lambda _: _xls_size(), "xls_grid", Harm.MEMORY, "Nội dung"),
    Attack("xls-says-four-billion-strings", "a.xls", lambda _: _xls_strings(), "xls_strings", Harm.MEMORY,
           "chuoi|LibreOffice|hỏng"),
    Attack("xls-string-longer-than-its-record", "a.xls", lambda _: _xls_string_length(), "xls_runs", Harm.BROKE,
           "LibreOffice|hỏng"),
    Attack("xls-one-string-in-every-cell", "a.xls", lambda _: _xls_one_string(), "reader", Harm.MEMORY,
           "text_letters|cells"),
    Attack("ppt-records-50000-deep", "a.ppt", lambda _: _ppt_deep(), "ppt_walk", Harm.RECURSION, "trang chiếu 1"),
    Attack("ppt-says-record-of-4-gigabytes", "a.ppt", lambda _: _ppt_length(), "ppt_allocate", Harm.MEMORY,
           "trang chiếu 1"),
    Attack("ppt-edits-in-a-circle", "a.ppt", lambda _: _ppt_edits(), "ppt_edits", Harm.TIME, "trang chiếu 1"),
    Attack("ppt-object-bomb", "a.ppt", lambda _: _ppt_bomb(), "ppt_inflate", Harm.MEMORY, "ole_bytes"),
    Attack("ppt-one-slide-901-times", "a.ppt", lambda _: _ppt_same_slide(), "reader", Harm.TIME, "cells|sheets"),
    Attack("msg-200-deep", "a.msg", lambda _: _msg_deep(), "msg_recursive", Harm.RECURSION, "lồng quá 40 lớp"),
    Attack("msg-rtf-says-2-gigabytes", "a.msg", lambda _: _msg_rtf(), "msg_rtf", Harm.MEMORY, "RTF"),
    Attack("msg-1200-files", "a.msg", lambda _: _msg_many(), "msg_files", Harm.RECURSION, "container_entries"),
    Attack("tnef-says-four-billion-values", "winmail.dat", lambda _: _tnef_count(), "tnef_library", Harm.TIME, "hỏng"),
    Attack("tnef-says-4-gigabytes", "winmail.dat", lambda _: _tnef_length(), "tnef_allocate", Harm.MEMORY, "hỏng"),
    Attack("tnef-700-deep", "winmail.dat", lambda _: _tnef_deep(), "tnef_library", Harm.RECURSION, "container_depth"),
    Attack("tnef-65536-files", "winmail.dat", lambda _: _tnef_many(), "tnef_files", Harm.TOOK,
           "container_entries|thuộc tính", 60_000),
)  # fmt: skip
