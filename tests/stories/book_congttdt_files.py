"""Stories of congttdt in which the files are the matter: old encodings, kinds, damage, what nobody has read yet."""

from __future__ import annotations

from tests.builders.mail import File, build_mail
from tests.builders.pdf import Text, build_pdf, encrypt_pdf
from tests.builders.zips import Item, zip_of
from tests.stories.documents import large_bitmap, legacy_docx, news, photograph, transcript
from tests.stories.story import Story, corpus

__all__ = ["STORIES"]

TO = "congttdt@moha.gov.vn"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"
MINH, HA = "minh.lq@vanphong.moha.gov.vn", "ha.pt@vanphong.moha.gov.vn"
TUAN, THAO = "tuan.vd@congchuc.moha.gov.vn", "thao.bt@congchuc.moha.gov.vn"
NO_PROOF = ("PRF101", "defect", "thư")

_PDF = "viparse-corpus/corpus/public-domain/tcvn3/2007-1AF57_02-2007.pdf"
_FORUM = "2004-1113C_Michele_Debonneuil-_Phattrien_congnghe"
_TASK_FORCE = "2006-quydinhkiemtra02"
_DECREE = "viparse-corpus/corpus/public-domain/tcvn3/2004-NghiDinh29_1998.doc"
_STRATEGY = "phapluatai-luat-docx/604_QD-TTg_700112.docx"
_LAW = "phapluatai-luat-docx/Luật-62-2025-QH15.docx"
_SIGNED = "signed-office/hello-world-signed.docx"


def _send(sender: str, name: str, subject: str, *files: File, text: str = "") -> bytes:
    words = text or "Kính gửi Ban biên tập Cổng TTĐT Bộ, đơn vị gửi tin, bài kèm theo để đăng."
    return build_mail(sender, TO, subject, words, files=files, name=name)


def _tcvn3_pdf() -> bytes:
    file = File("Bao cao thang 02-2007.pdf", corpus(_PDF))
    return _send(HUNG, "Trần Văn Hùng", "Báo cáo tình hình sản xuất công nghiệp", file)


def _tcvn3_word() -> bytes:
    file = File("Dien dan Viet Phap.docx", legacy_docx(transcript(_FORUM), "tcvn3", ".VnTime", capitals=".VnTimeH"))
    return _send(LAN, "Nguyễn Thị Lan", "Bài tham luận tại Diễn đàn Việt - Pháp", file)


def _vni_regulation() -> bytes:
    file = File("Quy dinh Doi kiem tra 814.docx", legacy_docx(transcript(_TASK_FORCE), "vni", "VNI-Times"))
    return _send(THAO, "Bùi Thị Thảo", "Quy định của Đội kiểm tra liên ngành", file)


def _old_word() -> bytes:
    return _send(LAN, "Nguyễn Thị Lan", "Nghị định 29/1998 để đăng lại", File("ND29-1998.doc", corpus(_DECREE)))


def _from_above() -> bytes:
    file = File("604_QD-TTg.docx", corpus(_STRATEGY))
    return _send(HA, "Phạm Thu Hà", "Quyết định số 604/QĐ-TTg của Thủ tướng", file)


def _law() -> bytes:
    return _send(HA, "Phạm Thu Hà", "Luật số 62/2025/QH15 để đăng toàn văn", File("Luat 62-2025.docx", corpus(_LAW)))


def _signed_word() -> bytes:
    file = File("Loi chao da ky so.docx", corpus(_SIGNED))
    return _send(TUAN, "Vũ Đình Tuấn", "Bài đã ký số của lãnh đạo Vụ", file)


def _renamed() -> bytes:
    content = news("Hội nghị tập huấn nghiệp vụ văn thư", "Văn phòng Bộ tổ chức tập huấn nghiệp vụ văn thư. " * 8)
    return _send(HA, "Phạm Thu Hà", "Ảnh hội nghị tập huấn văn thư", File("Anh hoi nghi.jpg", content))


def _locked() -> bytes:
    content = encrypt_pdf(build_pdf([[Text(72, 760, "Bao cao cong tac quy III")]]), "matkhau123")
    return _send(THAO, "Bùi Thị Thảo", "Báo cáo công tác quý III", File("Bao cao quy III.pdf", content))


def _too_large() -> bytes:
    files = (File("Anh toan canh.bmp", large_bitmap()), File("Anh nho.jpg", photograph(3)))
    return _send(HUNG, "Trần Văn Hùng", "Ảnh hội nghị toàn quốc", *files)


def _empty() -> bytes:
    return _send(MINH, "Lê Quang Minh", "Tin họp báo thường kỳ", File("Tin hop bao.docx", b""))


def _zip_in_zip() -> bytes:
    old = legacy_docx(transcript(_FORUM), "tcvn3", ".VnTime", capitals=".VnTimeH")
    inner = zip_of([Item("Bai/Dien dan.docx", old), Item("Bai/Anh.jpg", photograph(4)), Item("Bai/Phu luc.docx")])
    return _send(THAO, "Bùi Thị Thảo", "Tin và ảnh diễn đàn", File("Tin va anh.zip", zip_of([Item("Bai.zip", inner)])))


def _zip_with_more_than_news() -> bytes:
    inside = news("Công bố quyết định bổ nhiệm", "Sáng nay Bộ Nội vụ công bố quyết định bổ nhiệm cán bộ. " * 8)
    program = b"MZ\x90\0\x03" + bytes(59) + b"This program cannot be run in DOS mode.\r\n$" + bytes(200)
    items = [Item("Tin.docx", inside), Item("Xem anh.exe", program), Item("Luong.xls", b"?" * 64, flags=1)]
    return _send(THAO, "Bùi Thị Thảo", "Tin lễ công bố", File("Le cong bo.zip", zip_of(items)))


def _forgotten() -> bytes:
    return _send(MINH, "Lê Quang Minh", "Tin họp giao ban tuần", text="Gửi Ban biên tập tin để đăng. Tệp ở dưới.")


STORIES: tuple[Story, ...] = (
    Story(
        name="congttdt-real-pdf-in-tcvn3", portal="congttdt", received="28/8/2026 09:30", mail=_tcvn3_pdf,
        disposition="return", findings=(("FNT101", "defect", "thư › Bao cao thang 02-2007.pdf, trang 1"),),
        letters=(("returned", HUNG),), deadline="", item="article", uses=(_PDF,),
    ),
    Story(
        name="congttdt-word-in-tcvn3-without-proof", portal="congttdt", received="28/8/2026 09:35", mail=_tcvn3_word,
        disposition="return",
        findings=(NO_PROOF, ("FNT101", "defect", "thư › Dien dan Viet Phap.docx, đoạn 1")),
        letters=(("returned", LAN),), deadline="", item="article", uses=(f"viparse-corpus/ground-truth/{_FORUM}.txt",),
    ),
    Story(
        # The Quy định has no Nơi nhận of its own: the decision that it is issued with would have it.
        name="congttdt-regulation-in-vni", portal="congttdt", received="28/8/2026 09:40", mail=_vni_regulation,
        disposition="return",
        findings=(
            ("FNT101", "defect", "thư › Quy dinh Doi kiem tra 814.docx, đoạn 1"),
            ("RCP101", "unsure", "thư › Quy dinh Doi kiem tra 814.docx"),
        ),
        letters=(("returned", THAO),), deadline="", item="document",
        uses=(f"viparse-corpus/ground-truth/{_TASK_FORCE}.txt",),
    ),
    Story(
        # The Unicode copy goes with the letter. The decree is the Government's: a person sees what is missing.
        name="congttdt-word-97-in-tcvn3", portal="congttdt", received="28/8/2026 10:05", mail=_old_word,
        disposition="return",
        findings=(
            NO_PROOF, ("FNT101", "defect", "thư › ND29-1998.doc, đoạn 1"), ("RCP101", "unsure", "thư › ND29-1998.doc"),
        ),
        letters=(("returned", LAN),), deadline="", item="document", uses=(_DECREE,), needs=("soffice",),
    ),
    Story(
        # The unit cannot amend what the Prime Minister signed: no return, an editor decides.
        name="congttdt-decision-from-above", portal="congttdt", received="28/8/2026 10:10", mail=_from_above,
        disposition="hold",
        findings=(("RCP102", "unsure", "thư › 604_QD-TTg.docx, bảng 2, hàng 1, ô 1"),), letters=(("held", HA),),
        deadline="nhận 10:10 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 14:10 cùng ngày", item="document",
        uses=(_STRATEGY,),
    ),
    Story(
        name="congttdt-law-with-combining-marks", portal="congttdt", received="28/8/2026 10:15", mail=_law,
        disposition="hold",
        findings=(
            ("RCP101", "unsure", "thư › Luat 62-2025.docx"),
            ("FNT102", "defect", "thư › Luat 62-2025.docx, đoạn 91"),
        ),
        letters=(("held", HA),), item="document", column="van_ban_qppl", uses=(_LAW,),
    ),
    Story(
        # A signature is there, but this version does not check it: the leader is asked, nobody is sent away.
        name="congttdt-signed-word-not-checked-yet", portal="congttdt", received="28/8/2026 10:20", mail=_signed_word,
        disposition="hold", findings=(("PRF101", "unsure", "thư › Loi chao da ky so.docx"),),
        letters=(("held", TUAN), ("confirmation_request", THAO)), uses=(_SIGNED,),
    ),
    Story(
        name="congttdt-word-file-called-jpg", portal="congttdt", received="28/8/2026 11:00", mail=_renamed,
        disposition="return", findings=(("FMT103", "defect", "thư › Anh hoi nghi.jpg"),), letters=(("returned", HA),),
        deadline="",
    ),
    Story(
        name="congttdt-pdf-behind-a-password", portal="congttdt", received="28/8/2026 11:05", mail=_locked,
        disposition="return", findings=(("FMT203", "defect", "thư › Bao cao quy III.pdf"),),
        letters=(("returned", THAO),), deadline="",
    ),
    Story(
        name="congttdt-bitmap-of-27-megabytes", portal="congttdt", received="28/8/2026 11:10", mail=_too_large,
        disposition="return", findings=(("FMT102", "defect", "thư › Anh toan canh.bmp"),),
        letters=(("returned", HUNG),), deadline="", item="pictures",
    ),
    Story(
        name="congttdt-empty-file", portal="congttdt", received="28/8/2026 11:15", mail=_empty, disposition="return",
        findings=(NO_PROOF, ("FMT104", "defect", "thư › Tin hop bao.docx")), letters=(("returned", MINH),),
        deadline="",
    ),
    Story(
        name="congttdt-zip-in-zip-in-tcvn3", portal="congttdt", received="28/8/2026 11:20", mail=_zip_in_zip,
        disposition="return",
        findings=(
            ("FNT101", "defect", "thư › Tin va anh.zip › Bai.zip › Bai › Dien dan.docx, đoạn 1"),
            ("FMT104", "defect", "thư › Tin va anh.zip › Bai.zip › Bai › Phu luc.docx"),
        ),
        letters=(("returned", THAO),), deadline="", item="article", uses=(f"viparse-corpus/ground-truth/{_FORUM}.txt",),
    ),
    Story(
        name="congttdt-zip-with-a-program-and-a-password", portal="congttdt", received="28/8/2026 11:22",
        mail=_zip_with_more_than_news, disposition="return",
        findings=(
            ("FMT101", "defect", "thư › Le cong bo.zip › Xem anh.exe"),
            ("FMT203", "defect", "thư › Le cong bo.zip"),
        ),
        letters=(("returned", THAO),), deadline="", item="article",
    ),
    Story(
        name="congttdt-file-forgotten", portal="congttdt", received="28/8/2026 11:25", mail=_forgotten,
        disposition="return", findings=(NO_PROOF, ("FMT105", "defect", "thư")), letters=(("returned", MINH),),
        deadline="",
    ),
)  # fmt: skip
