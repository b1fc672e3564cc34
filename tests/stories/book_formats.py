"""Stories of the formats that units write in, over the five portals: what is read, and in which letters it is."""

from __future__ import annotations

from functools import cache

from intake.convert.convert import convert_file
from intake.readers.limits import Limits
from tests.builders import odf, pptx, rtf
from tests.builders.doc import build_doc, fonts, para
from tests.builders.doc import run as word_run
from tests.builders.docx import article, build_docx, paragraph, run
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.pdf_traps import build_font_pdf
from tests.builders.web import build_mht, word_page
from tests.stories.documents import legacy_docx, news
from tests.stories.story import Story
from tests.stories.wrappings import steady

__all__ = ["STORIES", "word_97", "word_97_from_a_province"]

CONGTTDT, VIEN, CCHC = "congttdt@moha.gov.vn", "vienkhtcnn@moha.gov.vn", "websitecchc@moha.gov.vn"
HATINH, HUNGYEN = "sonoivu@hatinh.gov.vn", "bbt@sonoivu.hungyen.gov.vn"
HUNG, PHUONG = "hung.tv@cchc.moha.gov.vn", "phuong.dt@isos.moha.gov.vn"
BINH, DUNG, NGA = "binh.nv@isos.moha.gov.vn", "dung.nq@sonoivu.hungyen.gov.vn", "nga.ht@sonoivu.hatinh.gov.vn"
PROVINCE = "vanphong@ninhbinh.gov.vn"
DESK = "quantri@tiepnhan.thu-nghiem.vn"

TITLE = "Tập huấn kỹ năng soạn thảo văn bản cho công chức cấp xã"
PROSE = (
    "Trong hai ngày, hơn một trăm công chức văn phòng các xã, phường được hướng dẫn thể thức văn bản, cách lập hồ sơ "
    "điện tử và nộp hồ sơ vào lưu trữ.",
    "Học viên thực hành trên máy, trao đổi những chỗ còn lúng túng khi chuyển văn bản cũ sang Unicode; cuối lớp mỗi "
    "đơn vị cử một người làm đầu mối hướng dẫn lại.",
)
LINES = (TITLE, *PROSE)


def send(sender: str, to: str, subject: str, *files: File, name: str = "") -> bytes:
    return build_mail(sender, to, subject, "Kính gửi Ban Biên tập tin để đăng.\n", files=files, name=name)


def word_97(*lines: str) -> bytes:
    """A .doc of Word 97 typed in .VnTime, its title in .VnTimeH."""
    title, *prose = lines
    head = para(word_run(encode(title.lower(), "tcvn3"), fonts(2)))
    return build_doc(
        [head, *(para(word_run(encode(line, "tcvn3"), fonts(1))) for line in prose)],
        fonts=("Times New Roman", ".VnTime", ".VnTimeH"),
    )


def word_97_from_a_province() -> bytes:
    """A clerk of a province sends what he has typed for twenty years."""
    return send(PROVINCE, CCHC, "Tin tập huấn văn bản", File("Tin tap huan.doc", word_97(*LINES)))


@cache
def _typed_in_tcvn3() -> bytes:
    return legacy_docx(LINES, "tcvn3", ".VnTime", capitals=".VnTimeH")


def _our_copy() -> bytes:
    """The Unicode copy of our own letter, sent back as it came."""
    converted = convert_file(_typed_in_tcvn3(), "Tin tap huan.docx", Limits())
    assert converted.content, converted.refusal
    return send(HUNG, CONGTTDT, "Re: Trả lại để sửa", File("Tin tap huan (Unicode).docx", converted.content))


def _odt() -> bytes:
    content = odf.build_odt([odf.para(line) for line in LINES])
    return send(NGA, HATINH, "Tin lớp tập huấn", File("Tin tap huan.odt", content), name="Hoàng Thị Nga")


def _slides() -> bytes:
    content = pptx.build_pptx([pptx.Slide(pptx.shape(encode(line, "vni"), font="VNI-Times")) for line in LINES])
    return send(BINH, VIEN, "Bản trình chiếu lớp tập huấn", File("Trinh chieu.pptx", content), name="Nguyễn Văn Bình")


def _rtf() -> bytes:
    lines = [rtf.para(encode(line, "tcvn3"), font=".VnTime") for line in LINES]
    return send(NGA, HATINH, "Tin lớp tập huấn", File("Tin tap huan.rtf", rtf.build_rtf(lines)), name="Hoàng Thị Nga")


def _page_as_doc() -> bytes:
    page = word_page("".join(f"<p>{line}</p>" for line in LINES))
    return send(DUNG, HUNGYEN, "Tin lớp tập huấn", File("Tin tap huan.doc", build_mht(page)), name="Nguyễn Quốc Dũng")


def _one_paragraph() -> bytes:
    """Unicode, but for one paragraph that came out of an old report."""
    old = paragraph(run(encode(PROSE[1], "tcvn3"), font=".VnTime"))
    content = build_docx([*article(TITLE, PROSE[0]), old, PROSE[0]])
    return send(PROVINCE, CCHC, "Tin tập huấn văn bản", File("Tin tap huan.docx", content))


def _icelandic() -> bytes:
    content = news("QUYẾT ÐỊNH mới về tập huấn công chức", *PROSE).replace(b"\xc4\x90", b"\xc3\x90")
    return send(PROVINCE, CCHC, "Tin tập huấn công chức", File("Tin tap huan.docx", content))


def _private_use() -> bytes:
    """Letters that only the writer's font can show, in the middle of words."""
    strange = PROSE[1].translate({ord("ư"): "\ue0a1", ord("ơ"): "\ue0a2", ord("ê"): "\ue0a3", ord("n"): "\ue0a4"})
    content = build_docx([*article(TITLE, PROSE[0]), paragraph(run(strange, font="HanNom A"))])
    return send(NGA, HATINH, "Tin lớp tập huấn", File("Tin tap huan.docx", content), name="Hoàng Thị Nga")


def _lying_fonts() -> bytes:
    """A printed page whose map says other letters than those on the paper."""
    rows = [" ".join(words) for line in LINES * 3 for words in _in_rows(line.split(), 9)]
    raw = build_font_pdf(
        rows, name="ABCDEF+F1", family="Arial", composite=True,
        says=lambda letter: letter if letter == " " else chr(0x62 + ord(letter) % 3),
    )  # fmt: skip
    return send(PHUONG, VIEN, "Tin lớp tập huấn (PDF)", File("Tin tap huan.pdf", steady(raw)), name="Đỗ Thu Phương")


def _broken() -> bytes:
    """Two paragraphs copied through a program that took UTF-8 for another encoding."""
    broken = [line.encode().decode("cp1252", "replace") for line in PROSE]
    content = build_docx(article(TITLE, *broken))
    return send(PHUONG, VIEN, "Tin lớp tập huấn", File("Tin tap huan.docx", content), name="Đỗ Thu Phương")


def _in_rows(words: list[str], most: int) -> list[list[str]]:
    return [words[at : at + most] for at in range(0, len(words), most)]


STORIES: tuple[Story, ...] = (
    Story(
        name="cchc-word-97-tcvn3", portal="cchc", received="28/8/2026 08:10", mail=word_97_from_a_province,
        disposition="return", findings=(("FNT101", "defect", "thư › Tin tap huan.doc, đoạn 1"),),
        letters=(("returned", PROVINCE),), item="article", shows="Word 97", needs=("soffice",),
    ),
    Story(
        name="congttdt-our-unicode-copy-comes-back", portal="congttdt", received="28/8/2026 08:15", mail=_our_copy,
        disposition="accept", letters=(("accepted", HUNG),), item="article", shows="bản tham khảo",
    ),
    Story(
        name="hatinh-opendocument", portal="hatinh", received="28/8/2026 08:20", mail=_odt,
        disposition="accept", letters=(("accepted", NGA),), item="article", shows="odt",
    ),
    Story(
        name="vien-slides-in-vni", portal="vienkhtcnn", received="28/8/2026 08:25", mail=_slides,
        disposition="return", findings=(("FNT101", "defect", "thư › Trinh chieu.pptx, trang chiếu 1"),),
        letters=(("returned", BINH),), shows="pptx",
    ),
    Story(
        name="hatinh-rtf-tcvn3", portal="hatinh", received="28/8/2026 08:30", mail=_rtf,
        disposition="return", findings=(("FNT101", "defect", "thư › Tin tap huan.rtf, đoạn 1"),),
        letters=(("returned", NGA),), item="article", shows="rtf",
    ),
    Story(
        # A page of the web is no document, whatever it is called; what is in it was read all the same.
        name="hungyen-trang-web-luu-thanh-doc", portal="hungyen", received="28/8/2026 08:35", mail=_page_as_doc,
        disposition="return", findings=(("FMT101", "defect", "thư › Tin tap huan.doc"),),
        letters=(("returned", DUNG),), item="article",
    ),
    Story(
        name="cchc-mot-doan-chua-chuyen-ma", portal="cchc", received="28/8/2026 08:40", mail=_one_paragraph,
        disposition="return", findings=(("FNT101", "defect", "thư › Tin tap huan.docx, đoạn 3"),),
        letters=(("returned", PROVINCE),), item="article", shows="Unicode và TCVN3",
    ),
    Story(
        name="cchc-chu-d-cua-tieng-iceland", portal="cchc", received="28/8/2026 08:45", mail=_icelandic,
        disposition="accept", findings=(("FNT103", "defect", "thư › Tin tap huan.docx, đoạn 1"),),
        letters=(("accepted", PROVINCE),), item="article",
    ),
    Story(
        name="hatinh-chu-o-vung-ma-rieng", portal="hatinh", received="28/8/2026 08:50", mail=_private_use,
        disposition="hold", findings=(("FNT104", "defect", "thư › Tin tap huan.docx, đoạn 3"),),
        letters=(("held", NGA),), item="article",
    ),
    Story(
        # What the file says of its letters is not believed: the page is a picture, and nobody has seen it yet.
        name="vien-pdf-with-lying-fonts", portal="vienkhtcnn", received="28/8/2026 08:55", mail=_lying_fonts,
        disposition="hold", findings=(("SEC101", "unsure", "thư › Tin tap huan.pdf"),),
        letters=(("held", PHUONG), ("duty", DESK)), workshop=False,
    ),
    Story(
        name="vien-letters-broken-on-the-way", portal="vienkhtcnn", received="28/8/2026 08:58", mail=_broken,
        disposition="hold", findings=(("FNT105", "unsure", "thư › Tin tap huan.docx, đoạn 2"),),
        letters=(("held", PHUONG),), item="article",
    ),
)  # fmt: skip
