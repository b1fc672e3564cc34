"""What is drawn in a Word 97–2003 file: floating pictures, groups, WordArt, text boxes inside groups."""

from __future__ import annotations

import io

from PIL import Image

from casework.document import Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from intake.readers.word97.reader import read
from tests.builders.doc import SPECIAL, Box, build_doc, doc_parts, para, run
from tests.builders.doc import fonts as use
from tests.builders.drawings import content, group, shape, stored
from tests.builders.legacy import encode

LIMITS = Limits()
ANCHOR = run("\x08", SPECIAL)


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def pictures(raw: RawDocument) -> list[tuple[str, str, int, int]]:
    return [(p.where, p.format, p.width, p.height) for p in raw.pictures]


def test_a_floating_picture_stands_where_its_anchor_does() -> None:
    drawings = content([shape(1026, picture=2)], store=[(stored(png(8, 9)), 0), (stored(png(30, 20)), 0)])
    raw = read(build_doc([para("một"), para("hai", ANCHOR)], anchors={7: 1026}, drawings=drawings), LIMITS)
    assert pictures(raw) == [("đoạn 2", "png", 30, 20)]


def test_a_picture_commonly_lies_in_the_main_stream() -> None:
    parts = doc_parts([para(ANCHOR)], anchors={0: 1026})
    blip = stored(png(30, 20))
    parts.add(50, content([shape(1026, picture=1)], store=[(b"", len(parts.main) | len(blip) << 32)]))
    parts.main += blip
    assert pictures(read(parts.pack(), LIMITS)) == [("đoạn 1", "png", 30, 20)]


def test_a_store_entry_that_leads_to_another_or_nowhere_is_no_picture() -> None:
    parts = doc_parts([para("x", ANCHOR)], anchors={1: 1026})
    parts.add(50, content([shape(1026, picture=1), shape(1027, picture=9)], store=[(b"", 0x7FFFFFFF | 500 << 32)]))
    assert pictures(read(parts.pack(), LIMITS)) == []


def test_a_group_is_anchored_as_one_with_its_pictures_and_boxes() -> None:
    drawings = content(
        [group(1030, shape(1031, picture=1), shape(1032)), shape(1040)], store=[(stored(png(30, 20)), 0)]
    )
    body = [para("một"), para("hai", ANCHOR), para("ba")]
    raw = read(build_doc(body, anchors={7: 1030}, boxes=[Box(1032, [para("MẬT")])], drawings=drawings), LIMITS)
    assert pictures(raw) == [("đoạn 2", "png", 30, 20)]
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.zone) for line in raw.lines] == [
        ("một", Zone.BODY), ("hai", Zone.BODY), ("MẬT", Zone.TEXT_BOX), ("ba", Zone.BODY),
    ]  # fmt: skip


def test_wordart_is_read_and_a_mark_in_it_is_found() -> None:
    drawings = content([shape(1026, words="thân", font=".VnTime")], [shape(2050, words="TUYỆT MẬT", font="Arial")])
    document = build_doc([para("một")], drawings=drawings)
    raw = read(document, LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.pieces[0].font, line.zone) for line in raw.lines] == [
        ("TUYỆT MẬT", "Arial", Zone.TEXT_BOX), ("một", "Times New Roman", Zone.BODY),
        ("thân", ".VnTime", Zone.TEXT_BOX),
    ]  # fmt: skip
    found = read_file(document, path="thư › a.doc", name="a.doc", limits=LIMITS)
    assert [mark.text for mark in found.marks] == ["TUYỆT MẬT"]


def test_marks_in_a_text_box_and_in_a_header_are_found_in_vntimeh_and_in_vni() -> None:
    fonts = ("Times New Roman", ".VnTimeH", "VNI-Times")
    box = [para(run(encode("mật", "tcvn3"), use(1)))]
    content_of_box = build_doc([para("một", ANCHOR)], fonts=fonts, boxes=[Box(7, box)], anchors={3: 7})
    found = read_file(content_of_box, path="thư › a.doc", name="a.doc", limits=LIMITS)
    assert [(mark.text, mark.zone) for mark in found.marks] == [("MẬT", Zone.TEXT_BOX)]
    in_header = build_doc([para("một")], fonts=fonts, headers={1: [para(run(encode("TỐI MẬT", "vni"), use(2)))]})
    found = read_file(in_header, path="thư › a.doc", name="a.doc", limits=LIMITS)
    assert [(mark.text, mark.zone) for mark in found.marks] == [("TỐI MẬT", Zone.HEADER)]
