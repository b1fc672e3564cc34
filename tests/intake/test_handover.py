"""What editors get: pictures without their place, texts in NFC, containers opened."""

from __future__ import annotations

import io
import unicodedata
import zipfile

from PIL import Image

from intake.file_names import safe_name
from intake.handover import hand_over
from intake.terms import Terms
from tests.builders.docx import build_docx
from tests.builders.mail import File, build_mail


def photograph_with_place() -> bytes:
    picture = Image.effect_noise((60, 40), 64).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: it must stay, or the picture lies on its side
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (21.0, 1.0, 30.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, content)
    return out.getvalue()


def test_a_picture_loses_its_place_and_nothing_else() -> None:
    sent = photograph_with_place()
    (file,) = hand_over(mail(File("anh.jpg", sent)), Terms())
    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(file.content))
    assert before.getexif().get_ifd(0x8825) and not after.getexif().get_ifd(0x8825)
    assert after.getexif()[0x0112] == 6
    assert before.tobytes() == after.tobytes()


def test_a_text_is_nfc_with_the_tone_set_right_and_the_file_is_as_it_was_sent() -> None:
    odd = "Ti" + "e\u0301\u0302" + "ng Vi" + unicodedata.normalize("NFD", "ệ") + "t"
    word = build_docx([odd])
    (file,) = hand_over(mail(File("bai.docx", word)), Terms())
    assert file.content == word
    assert file.text == "Tiếng Việt" and unicodedata.is_normalized("NFC", file.text)


def test_what_is_in_a_container_is_handed_on_and_the_container_is_not() -> None:
    found = hand_over(mail(File("ho so.zip", packed("anh.jpg", photograph_with_place()))), Terms())
    assert [(f.name, f.path) for f in found] == [("anh.jpg", "thư › ho so.zip › anh.jpg")]
    assert not Image.open(io.BytesIO(found[0].content)).getexif().get_ifd(0x8825)


def test_a_broken_picture_with_a_place_is_withheld() -> None:
    sent = photograph_with_place()
    (file,) = hand_over(mail(File("anh.jpg", sent[: len(sent) // 2])), Terms())
    assert not file.content and "vị trí" in file.withheld


def test_a_name_fits_every_disk() -> None:
    assert safe_name("../../etc/passwd") == "etc_passwd"
    assert safe_name('a:b?"<c>|.docx') == "a_b_'_c__.docx"
    long = safe_name("Kế hoạch " * 40 + ".docx")
    assert len(long.encode()) <= 180 and long.endswith(".docx")
    assert safe_name("..") == "tệp"


def mail(*files: File) -> bytes:
    return build_mail("a@moha.gov.vn", "congttdt@moha.gov.vn", "Gửi", "Gửi.", files=files)
