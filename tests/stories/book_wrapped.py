"""Stories of what files are wrapped in and what hides in them: archives, winmail.dat, macros, scans, films, malware."""

from __future__ import annotations

from tests.builders.archives import rar4, rar5
from tests.builders.docx import article, build_docx
from tests.builders.mail import File
from tests.builders.zips import Item, zip_of
from tests.stories.book_formats import (
    BINH,
    CCHC,
    CONGTTDT,
    DESK,
    DUNG,
    HATINH,
    HUNG,
    HUNGYEN,
    LINES,
    NGA,
    PHUONG,
    PROVINCE,
    VIEN,
    send,
    word_97,
)
from tests.stories.make_files import stored
from tests.stories.story import Story
from tests.stories.wrappings import (
    disk_image,
    gem_picture,
    outlook_message,
    pdf_with_script,
    photograph_with_position,
    winmail,
    with_macro,
    with_remote_template,
)
from tests.wire.clamd import EICAR

__all__ = ["STORIES", "cut_film", "macro_document", "scanned_decision", "winmail_dat", "zip_in_zip"]


def _news() -> bytes:
    return build_docx(article(*LINES))


def zip_in_zip() -> bytes:
    """An old .doc in a folder of a zip in a zip."""
    inner = zip_of([Item("Tin/Tin tap huan.doc", word_97(*LINES)), Item("Tin/Anh.jpg", photograph_with_position(21))])
    outer = zip_of([Item("Ho so.zip", inner), Item("Phu luc.docx", _news())])
    return send(
        DUNG, HUNGYEN, "Tin và phụ lục lớp tập huấn", File("Tap huan.zip", outer), name="Nguyễn Quốc Dũng"
    )  # fmt: skip


def winmail_dat() -> bytes:
    """Outlook packed the article into winmail.dat."""
    content = winmail("Tin tap huan.docx", _news())
    return send(PHUONG, VIEN, "Tin lớp tập huấn", File("winmail.dat", content, "application/ms-tnef"),
                name="Đỗ Thu Phương")  # fmt: skip


def _msg() -> bytes:
    content = outlook_message("Tin lớp tập huấn", "Tin tap huan.docx", _news())
    return send(NGA, HATINH, "Chuyển tin của phòng", File("Tin lop tap huan.msg", content), name="Hoàng Thị Nga")


def _rar() -> bytes:
    return send(PROVINCE, CCHC, "Tin tập huấn văn bản", File("Tin.rar", rar5({"Tin tap huan.docx": _news()})))


def _locked_archive() -> bytes:
    locked = rar4({"Tin tap huan.docx": _news()}, encrypted=True)
    return send(DUNG, HUNGYEN, "Tin lớp tập huấn", File("Tin.rar", locked), name="Nguyễn Quốc Dũng")


def scanned_decision() -> bytes:
    """A decision on paper, signed and sealed, laid askew on the scanner; its Nơi nhận names the portal."""
    sheet = File("QD 1257.pdf", stored("quyet-dinh.pdf"))
    return send(HUNG, CONGTTDT, "Quyết định ban hành Kế hoạch tuyên truyền", sheet, name="Trần Văn Hùng")


def _secret_scan() -> bytes:
    """A sheet that lay on its side, photographed, with a framed mark."""
    return send(PROVINCE, CCHC, "Gửi văn bản", File("Van ban.png", stored("quyet-dinh-mat.png")))


def _telephone() -> bytes:
    files = (File("Tin.docx", _news()), File("IMG_20260827_091502.jpg", photograph_with_position(22)))
    return send(NGA, HATINH, "Tin và ảnh lớp tập huấn", *files, name="Hoàng Thị Nga")


def cut_film() -> bytes:
    """The upload of a film stopped in the middle."""
    whole = stored("phong-su.mp4")
    files = (File("Loi binh.docx", _news()), File("Phong su.mp4", whole[: len(whole) * 6 // 10]))
    return send("truyenhinh@thanhhoa.gov.vn", CCHC, "Phóng sự lớp tập huấn", *files)


def _gem() -> bytes:
    files = (File("Tin.docx", _news()), File("Bieu do.img", gem_picture(), "application/octet-stream"))
    return send(HUNG, CONGTTDT, "Tin và ảnh lớp tập huấn", *files, name="Trần Văn Hùng")


def _disc() -> bytes:
    files = (File("Tin.docx", _news()), File("Anh.img", disk_image(), "application/octet-stream"))
    return send(HUNG, CONGTTDT, "Tin và ảnh lớp tập huấn", *files, name="Trần Văn Hùng")


def macro_document() -> bytes:
    """A document with a macro that the sender has never seen."""
    return send(BINH, VIEN, "Tin lớp tập huấn", File("Tin tap huan.docm", with_macro(*LINES)), name="Nguyễn Văn Bình")


def _template() -> bytes:
    return send(DUNG, HUNGYEN, "Tin lớp tập huấn", File("Tin tap huan.docx", with_remote_template(*LINES)),
                name="Nguyễn Quốc Dũng")  # fmt: skip


def _script() -> bytes:
    rows = [" ".join(line.split()[at : at + 14]) for line in LINES for at in range(0, len(line.split()), 14)]
    return send(HUNG, CONGTTDT, "Tin lớp tập huấn", File("Tin tap huan.pdf", pdf_with_script(*rows)),
                name="Trần Văn Hùng")  # fmt: skip


def _malware() -> bytes:
    files = (File("Tin.docx", _news()), File("Anh lop hoc.txt", EICAR))
    return send(HUNG, CONGTTDT, "Tin và ảnh lớp tập huấn", *files, name="Trần Văn Hùng")


_DOCM = "thư › Tin tap huan.docm"

STORIES: tuple[Story, ...] = (
    Story(
        name="hungyen-zip-trong-zip-word-97", portal="hungyen", received="28/8/2026 13:30", mail=zip_in_zip,
        disposition="return",
        findings=(("FNT101", "defect", "thư › Tap huan.zip › Ho so.zip › Tin › Tin tap huan.doc, đoạn 1"),),
        letters=(("returned", DUNG),), shows="zip trong zip", needs=("soffice",),
    ),
    Story(
        name="vien-winmail-dat", portal="vienkhtcnn", received="28/8/2026 13:35", mail=winmail_dat,
        disposition="accept", letters=(("accepted", PHUONG),), item="article", shows="winmail.dat",
    ),
    Story(
        name="hatinh-thu-outlook-dinh-kem", portal="hatinh", received="28/8/2026 13:40", mail=_msg,
        disposition="accept", letters=(("accepted", NGA),), item="article", shows=".msg",
    ),
    Story(
        name="cchc-tep-nen-rar", portal="cchc", received="28/8/2026 13:45", mail=_rar,
        disposition="accept", letters=(("accepted", PROVINCE),), item="article", shows="rar",
    ),
    Story(
        name="hungyen-tep-nen-dat-mat-khau", portal="hungyen", received="28/8/2026 13:50", mail=_locked_archive,
        disposition="return", findings=(("FMT203", "defect", "thư › Tin.rar"),), letters=(("returned", DUNG),),
    ),
    Story(
        # Every box of the sheet is read, the portal is named; the leader sends it himself.
        name="congttdt-scanned-decision-names-the-portal", portal="congttdt", received="28/8/2026 15:00",
        mail=scanned_decision, disposition="accept", letters=(("accepted", HUNG),), item="document",
        shows="bản quét", needs=("tesseract",),
    ),
    Story(
        name="cchc-dau-mat-tren-ban-quet", portal="cchc", received="28/8/2026 14:00", mail=_secret_scan,
        disposition="quarantine", findings=(("SEC101", "defect", "tệp 1, phần nội dung"),),
        letters=(("quarantined", PROVINCE), ("duty", DESK)), shows="bản quét", needs=("tesseract",),
    ),
    Story(
        # Where it was taken does not go on to the editors (668/2.3 and the law on personal data); it returns nobody.
        name="hatinh-anh-dien-thoai-co-vi-tri", portal="hatinh", received="28/8/2026 14:05", mail=_telephone,
        disposition="accept", letters=(("accepted", NGA),), item="article", shows="ảnh có vị trí",
    ),
    Story(
        name="cchc-video-dung-giua-chung", portal="cchc", received="28/8/2026 14:10", mail=cut_film,
        disposition="return", findings=(("FMT104", "defect", "thư › Phong su.mp4"),),
        letters=(("returned", "truyenhinh@thanhhoa.gov.vn"),), item="article", needs=("ffmpeg",),
    ),
    Story(
        # “.img” of 668/2.5 is a picture.
        name="congttdt-img-of-gem", portal="congttdt", received="28/8/2026 14:15", mail=_gem,
        disposition="accept", letters=(("accepted", HUNG),), item="article", shows=".img",
    ),
    Story(
        # “.img” of a disc is none.
        name="congttdt-img-of-a-disc", portal="congttdt", received="28/8/2026 14:20", mail=_disc,
        disposition="return", findings=(("FMT101", "defect", "thư › Anh.img"),), letters=(("returned", HUNG),),
    ),
    Story(
        name="vien-macro", portal="vienkhtcnn", received="28/8/2026 14:25", mail=macro_document,
        disposition="return", findings=(("FMT201", "defect", _DOCM),), letters=(("returned", BINH),),
    ),
    Story(
        name="hungyen-mau-lay-tu-mang", portal="hungyen", received="28/8/2026 14:30", mail=_template,
        disposition="return", findings=(("FMT202", "defect", "thư › Tin tap huan.docx"),),
        letters=(("returned", DUNG),), item="article",
    ),
    Story(
        name="congttdt-pdf-with-a-script", portal="congttdt", received="28/8/2026 14:35", mail=_script,
        disposition="return", findings=(("FMT202", "defect", "thư › Tin tap huan.pdf"),),
        letters=(("returned", HUNG),), item="article",
    ),
    Story(
        name="congttdt-malware", portal="congttdt", received="28/8/2026 14:40", mail=_malware,
        disposition="quarantine", findings=(("FMT204", "defect", "thư"),),
        letters=(("quarantined", HUNG), ("duty", DESK)), needs=("clamd",),
    ),
)  # fmt: skip
