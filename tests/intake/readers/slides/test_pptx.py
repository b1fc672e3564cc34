"""What a person sees on the slides of a .pptx presentation, in which font, and what a hostile one may not do."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from casework.document import FlawKind, Zone
from intake.encodings.judge import Stretch, judge
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.slides.pptx import read
from intake.signatures.material import Checking
from intake.signatures.of_file import signatures_of
from tests.builders.corpus import corpus_file
from tests.builders.legacy import encode
from tests.builders.pki import AT as SIGNED_AFTER
from tests.builders.pptx import Slide, build_pptx, group, shape, table

LIMITS = Limits()


def shown(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    lines = [line for line in raw.lines if line.zone is not Zone.METADATA]
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in lines]


def pieces(raw: RawDocument) -> list[tuple[str, str]]:
    assert raw.lines is not None
    return [(p.text, p.font) for line in raw.lines for p in line.pieces]


def fonts(*shapes: str, **master: str) -> list[str]:
    return [font for _, font in pieces(read(build_pptx([Slide("".join(shapes))], **master), LIMITS))]


def test_every_zone_of_a_slide() -> None:
    first = Slide(
        shape("Tiêu đề", place="title")
        + shape("ý một\ný hai", place="", number="1")
        + shape("hộp")
        + shape("cơ quan", place="ftr")
        + table([["a", "b"], ["c", "d"]]),
        notes="lời dặn",
        comment="nhận xét",
    )
    raw = read(
        build_pptx([first, Slide(shape("hai"))], master=shape("MẬT") + shape("Bấm để sửa", place="title")), LIMITS
    )
    assert shown(raw) == [
        ("MẬT", "mẫu trang chiếu", Zone.HEADER, 0),
        ("Tiêu đề", "trang chiếu 1", Zone.BODY, 0),
        ("ý một", "trang chiếu 1", Zone.BODY, 0),
        ("ý hai", "trang chiếu 1", Zone.BODY, 0),
        ("hộp", "trang chiếu 1", Zone.TEXT_BOX, 0),
        ("cơ quan", "trang chiếu 1", Zone.FOOTER, 0),
        ("a", "trang chiếu 1, bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "trang chiếu 1, bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("c", "trang chiếu 1, bảng 1, hàng 2, ô 1", Zone.TABLE, 1),
        ("d", "trang chiếu 1, bảng 1, hàng 2, ô 2", Zone.TABLE, 2),
        ("lời dặn", "trang chiếu 1, ghi chú", Zone.NOTE, 0),
        ("nhận xét", "trang chiếu 1, nhận xét", Zone.NOTE, 0),
        ("hai", "trang chiếu 2", Zone.TEXT_BOX, 0),
    ]
    assert raw.pages == 2


def test_a_run_names_its_font_before_all_others() -> None:
    assert fonts(shape("x", font=".VnTime", levels="Own", place="title"), master_title="Master") == [".VnTime"]


def test_fonts_come_from_the_nearest_style() -> None:
    """Own list style, the layout's placeholder, the master's, the master's styles, the presentation, the theme."""
    assert fonts(shape("x", levels="Own", place="title"), master_title="Master") == ["Own"]
    assert fonts(
        shape("x", place="body", number="4"), layout=shape("l", place="body", number="4", levels="Layout"),
        master=shape("m", place="body", number="9", levels="Holder"), master_body="Master",
    ) == ["Layout"]  # fmt: skip
    assert fonts(
        shape("x", place="subTitle", number="4"), layout=shape("l", place="subTitle", number="4"),
        master=shape("m", place="body", number="9", levels="Holder"), master_body="Master",
    ) == ["Holder"]  # fmt: skip
    assert fonts(shape("x", place="ctrTitle"), master_title="Master") == ["Master"]
    assert fonts(shape("x", place="", number="1", level=1), master_body="Master") == ["Master 2"]
    assert fonts(shape("x"), defaults="Default") == ["Default"]
    assert fonts(shape("x"), minor="Theme") == ["Theme"]
    assert fonts(shape("x", font="+mj-lt")) == ["Major"]


@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times"), ("vps", "VPS Times")])
def test_legacy_letters_come_back_as_stored(encoding: str, font: str) -> None:
    text = encode("ủy ban nhân dân xã đề nghị các đơn vị trực thuộc thực hiện nghiêm chế độ báo cáo", encoding)
    raw = read(build_pptx([Slide(shape(text, place="title"))], master_title=font), LIMITS)
    assert pieces(raw) == [(text, font)]
    assert judge([Stretch(text, font, 0)])[0].encoding == encoding


def test_groups_in_groups_are_opened() -> None:
    assert [text for text, *_ in shown(read(build_pptx([Slide(group(shape("sâu"), 60))]), LIMITS))] == ["sâu"]


def test_words_of_smart_art_and_names_in_charts() -> None:
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
        .format('<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rIdD"/>'
                '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rIdC"/>')
    )  # fmt: skip
    words = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t>'
        "<a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:strRef><c:strCache>'
        "<c:pt><c:v>Quý I</c:v></c:pt></c:strCache></c:strRef></c:ser></c:chartSpace>"
    )
    slide = Slide(frame, relations=[("rIdD", "diagramData", "../d.xml"), ("rIdC", "chart", "../c.xml")])
    raw = read(build_pptx([slide], extra={"ppt/d.xml": words, "ppt/c.xml": chart}), LIMITS)
    assert shown(raw) == [
        ("TỐI MẬT", "trang chiếu 1, sơ đồ", Zone.TEXT_BOX, 0),
        ("Quý I", "trang chiếu 1, biểu đồ", Zone.TEXT_BOX, 0),
    ]


def test_too_many_slides_are_a_limit() -> None:
    raw = read(build_pptx([Slide(shape("x"))] * 8), Limits(sheets=5))
    assert len(shown(raw)) == 5
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT] and "sheets" in raw.flaws[0].detail


def test_a_layout_that_rests_on_itself_ends() -> None:
    circle = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/slideMaster" Target="slideLayout1.xml"/></Relationships>'
    )
    extra = {"ppt/slideLayouts/_rels/slideLayout1.xml.rels": circle}
    assert [text for text, *_ in shown(read(build_pptx([Slide(shape("x"))], extra=extra), LIMITS))] == ["x"]


def test_groups_nested_too_deep_are_a_limit() -> None:
    raw = read(build_pptx([Slide(group(shape("x"), 2_000))]), LIMITS)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]


def test_mutations_never_raise() -> None:
    slide = Slide(shape("x", place="title") + table([["a"]]), notes="n", comment="c")
    package = zipfile.ZipFile(io.BytesIO(build_pptx([slide], layout=shape("l", place="title"), master_title="T")))
    stored = {name: package.read(name) for name in package.namelist()}
    rolls = random.Random(20261122)
    for _ in range(500):
        parts = dict(stored)
        name = rolls.choice([*parts])
        content = bytearray(parts[name])
        for _ in range(rolls.randint(1, 6)):
            content[rolls.randrange(len(content))] = rolls.choice(b"<>\"'&0A9\0\xff/")
        parts[name] = bytes(content)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as changed:
            for part, data in parts.items():
                changed.writestr(part, data)
        raw = read(buffer.getvalue(), LIMITS)
        assert raw.lines is not None or raw.flaws


@pytest.mark.corpus
def test_a_real_signed_presentation() -> None:
    content = corpus_file("signed-office/hello-world-signed.pptx").read_bytes()
    raw = read(content, LIMITS)
    assert shown(raw) == [("Hello", "trang chiếu 1", Zone.BODY, 0), ("World", "trang chiếu 1", Zone.BODY, 0)]
    assert len(signatures_of(content, "pptx", Checking(SIGNED_AFTER))) == 1
