"""Seal and signature are found where they were drawn; red print, a table, blue print and pages of text are neither."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from casework.document import StampKind
from intake.readers.limits import Limits
from intake.scans.ink import find_patches, grey_without
from intake.scans.render import draw_page
from tests.builders.corpus import corpus_file
from tests.builders.sheets import a4, decision, prose

#: Where :func:`decision` draws them, in shares of the sheet.
SEAL_AT = ((1110) / 1654, (1530) / 2339)
HAND_AT = ((1150 + 143) / 1654, 1512 / 2339)


def _found(sheet: Image.Image) -> list[tuple[StampKind, float, float]]:
    """Kind and centre of every patch."""
    patches = find_patches(np.asarray(sheet))
    return [(p.kind, (p.left + p.right) / 2, (p.top + p.bottom) / 2) for p in patches]


def test_the_red_seal_and_the_blue_signature_lie_where_they_were_put() -> None:
    seal, hand = sorted(_found(decision()), key=lambda patch: patch[0] is StampKind.HANDWRITING)
    assert seal[0] is StampKind.SEAL and hand[0] is StampKind.HANDWRITING
    assert max(abs(seal[1] - SEAL_AT[0]), abs(seal[2] - SEAL_AT[1])) < 0.015
    assert max(abs(hand[1] - HAND_AT[0]), abs(hand[2] - HAND_AT[1])) < 0.05


def test_a_seal_without_colour_is_found_by_its_shape() -> None:
    assert [kind for kind, *_ in _found(decision(colour=False))] == [StampKind.SEAL]


def test_what_only_looks_like_one_is_none() -> None:
    sheet = prose(*["Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ cho người dân."] * 30)
    assert _found(sheet) == []
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((300, 300, 700, 500), outline="red", width=6)  # a frame
    pen.arc((900, 900, 1180, 1180), 20, 160, fill="red", width=6)  # less than half a ring
    pen.line((200, 1900, 1400, 1900), fill="blue", width=5)  # a rule
    assert _found(sheet) == []
    assert _found(decision("TUYỆT MẬT", seal=False)) == [], "a red mark in its frame is no seal"
    assert _found(a4()) == []


def test_a_photograph_full_of_colour_is_no_sheet_of_seals() -> None:
    noise = Image.effect_noise((900, 600), 80).convert("RGB")
    assert _found(Image.blend(noise, Image.new("RGB", noise.size, (200, 40, 60)), 0.5)) == []


def test_colour_fades_only_inside_the_patches() -> None:
    page = np.full((200, 200, 3), 255, np.uint8)
    page[50:60, 50:60] = page[150:160, 150:160] = (200, 20, 30)
    page[70:75, 50:60] = 0
    patch = find_patches(page)[:0] or ()
    from intake.scans.ink import Patch

    grey = grey_without(page, (*patch, Patch(StampKind.SEAL, 0.2, 0.2, 0.4, 0.4)))
    assert grey[55, 55] == 200 and grey[155, 155] < 90 and grey[72, 55] == 0


def test_the_seals_of_real_scans_are_found_and_pages_without_one_have_none() -> None:
    """Looked at by eye: black and white scans; the seal stands on the last page, right of the middle."""
    for name, page, seals in (("1009-ttg", 11, 1), ("1009-ttg", 5, 0), ("999-ttg", 3, 1), ("999-ttg", 1, 0)):
        content = corpus_file(f"signed-pdf-chinhphu/{name}.signed.pdf").read_bytes()
        stamps = draw_page(content, "pdf", page, 200, Limits()).stamps
        assert len(stamps) == seals, (name, page)
        assert all(0.5 < (s.left + s.right) / 2 < 0.8 and s.top < 0.5 for s in stamps)
