"""One page of a scan as grey points: of a pdf, of a picture, of one page of a tif; straight, and nothing where nothing
is. Hostile files end in CannotDraw."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from casework.noun import replace
from intake.aids import GreyPage
from intake.readers.docx import reader as docx
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.scans.render import CannotDraw, draw_page
from intake.scans.skew import skew_of
from tests.builders.docx import build_docx, paragraph
from tests.builders.gem import build_gem
from tests.builders.pdf import Text, build_pdf
from tests.builders.sheets import a4, as_jpeg, as_pdf, as_tif, decision, prose

LINES = ["Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ cho người dân trong năm."] * 20


def _points(page: GreyPage) -> np.ndarray:  # type: ignore[type-arg]
    return np.frombuffer(page.points, np.uint8).reshape(page.height, page.width)


def test_a_page_of_a_pdf_and_of_a_picture_come_in_the_size_of_paper() -> None:
    for content, kind in ((as_pdf(a4(), prose(*LINES)), "pdf"), (as_tif(a4(), prose(*LINES)), "tif")):
        page = draw_page(content, kind, 2, 200, Limits())
        assert (abs(page.width - 1654) < 20, abs(page.height - 2339) < 20, page.blank) == (True, True, False)
        assert len(page.points) == page.width * page.height and _points(page).min() < 60
        assert draw_page(content, kind, 1, 200, Limits()).blank


def test_a_small_picture_is_drawn_larger_and_a_large_one_smaller() -> None:
    small = draw_page(as_jpeg(prose(*LINES).resize((827, 1170))), "jpg", 1, 200, Limits())
    large = draw_page(as_jpeg(prose(*LINES).resize((3308, 4678))), "jpg", 1, 200, Limits())
    assert abs(small.height - 2338) < 5 and abs(large.height - 2338) < 5


def test_dust_and_shadows_at_the_edge_leave_a_page_blank() -> None:
    sheet = a4()
    sheet.paste("black", (0, 0, 20, sheet.height))
    sheet.paste("black", (700, 900, 704, 904))
    assert draw_page(as_jpeg(sheet), "jpg", 1, 200, Limits()).blank
    for words in ("Nơi nhận: Như trên", "MẬT"):
        assert not draw_page(as_jpeg(prose(words)), "jpg", 1, 200, Limits()).blank


@pytest.mark.parametrize("angle", [2.5, -1.5, 5.0])
@pytest.mark.parametrize("turn", [0, 90])
def test_a_page_askew_is_measured_and_laid_straight(angle: float, turn: int) -> None:
    sheet = decision(skew=angle, turn=turn)
    assert abs(skew_of(np.asarray(sheet.convert("L"))) + angle) <= 0.3
    drawn = _points(draw_page(as_jpeg(sheet), "jpg", 1, 200, Limits()))
    assert abs(skew_of(drawn)) <= 0.3


def test_what_lies_straight_or_bears_nothing_is_left_alone() -> None:
    for sheet in (decision(), a4(), Image.effect_noise((800, 600), 60)):
        assert skew_of(np.asarray(sheet.convert("L"))) == 0.0


def test_transparent_pictures_lie_on_white_paper() -> None:
    content = io.BytesIO()
    sheet = Image.new("RGBA", (827, 1170), (0, 0, 0, 0))
    sheet.paste((0, 0, 0, 255), (100, 100, 700, 130))
    sheet.save(content, "PNG")
    page = _points(draw_page(content.getvalue(), "png", 1, 200, Limits()))
    assert page[0, 0] == 255 and page.min() < 40


@pytest.mark.parametrize(
    ("content", "kind", "number"),
    [
        (b"", "pdf", 1),
        (b"%PDF-1.4 nothing", "pdf", 1),
        (build_pdf([[Text(60, 700, "Một trang")]]), "pdf", 2),
        (build_pdf([[Text(60, 700, "Một trang")]]), "pdf", 0),
        (as_jpeg(a4())[:2000], "jpg", 1),
        (as_tif(a4()), "tif", 7),
        (b"MZ", "jpg", 1),
    ],
)
def test_a_page_that_is_not_there_cannot_be_drawn(content: bytes, kind: str, number: int) -> None:
    with pytest.raises(CannotDraw):
        draw_page(content, kind, number, 200, Limits())


def test_pixels_are_bounded() -> None:
    with pytest.raises(CannotDraw, match="pixels"):
        draw_page(as_jpeg(a4()), "jpg", 1, 200, replace(Limits(), pixels=1_000_000))
    poster = build_pdf([[Text(60, 700, "x")]]).replace(b"[0 0 595 842]", b"[0 0 9999 9999]")
    page = draw_page(poster, "pdf", 1, 200, Limits())
    assert max(page.width, page.height) <= 3601


def test_pages_are_drawn_behind_the_locks_of_the_sandbox() -> None:
    with Sandbox(workers=1, seconds=60, memory_mb=768) as sandbox:
        page = sandbox.draw_page(as_pdf(decision("MẬT", skew=2.0)), "pdf", 1, 200, Limits())
        assert page is not None and not page.blank and len(page.stamps) == 2
        assert sandbox.draw_page(b"%PDF-1.4 nothing", "pdf", 1, 200, Limits()) is None
        tif = sandbox.draw_page(as_tif(a4(), decision()), "tif", 2, 200, Limits())
        assert tif is not None and tif.number == 2
        assert sandbox.status.replaced == 0


def test_scans_put_into_a_word_file_are_wanted_and_drawn_by_their_number() -> None:
    photo = io.BytesIO()
    Image.effect_noise((900, 600), 80).convert("RGB").save(photo, "JPEG")
    pictures = {"a.jpeg": photo.getvalue(), "b.jpeg": as_jpeg(prose(*LINES)), "c.jpeg": as_jpeg(decision())}
    content = build_docx([paragraph("Kính gửi bản quét.")], pictures=pictures)
    raw = docx.read(content, Limits())
    assert (raw.wants, raw.unread_pages) == (("ocr",), (2, 3)), "a photograph is no page"
    assert draw_page(content, "docx", 2, 200, Limits()).stamps == ()
    assert len(draw_page(content, "docx", 3, 200, Limits()).stamps) == 2
    for number in (0, 4):
        with pytest.raises(CannotDraw):
            draw_page(content, "docx", number, 200, Limits())


def test_a_facsimile_in_a_long_article_is_not_wanted() -> None:
    long = [paragraph("Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết. " * 10)]
    raw = docx.read(build_docx(long, pictures={"a.jpeg": as_jpeg(prose(*LINES))}), Limits())
    assert raw.wants == () and raw.unread_pages == ()


def test_a_gem_picture_of_a_page_is_drawn() -> None:
    blank, text = b"\0" * 125, b"\0" * 10 + b"\x3c\xff\0\0" * 25 + b"\0" * 15
    page = draw_page(
        build_gem([[text if row % 50 < 12 else blank] for row in range(1414)], 1000), "img-gem", 1, 200, Limits()
    )
    assert not page.blank and abs(page.height - 2338) < 30
    with pytest.raises(CannotDraw):
        draw_page(b"\0\1\0\x08" + b"\0" * 20, "img-gem", 1, 200, Limits())
