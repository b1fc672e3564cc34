"""Stories of the portal vienkhtcnn: the Institute's own staff, the Ministry's units, people from outside."""

from __future__ import annotations

from tests.builders.docx import article, build_docx, paragraph, run
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.stories.documents import (
    decision_vien,
    decomposed,
    invitation,
    legacy_docx,
    news,
    official,
    photograph,
    request_letter,
    transcript,
)
from tests.stories.story import Story, corpus

__all__ = ["STORIES"]

TO = "vienkhtcnn@moha.gov.vn"
PHUONG, BINH = "phuong.dt@isos.moha.gov.vn", "binh.nv@isos.moha.gov.vn"
LAN = "lan.nt@cchc.moha.gov.vn"
ACADEMY = "khoahoc@hocviencq.example.edu.vn"
PRIVATE = "dophuong.khoahoc@gmail.com"
DESK = "quantri@tiepnhan.thu-nghiem.vn"
NO_PROOF = ("PRF101", "defect", "thư")
FROM = "thư, dòng “Từ”"

_SHEET = "viparse-corpus/corpus/public-domain/vni/2006-Mau21_CKTC_NSH-1.xls"
_RULES_OF_TOPICS = "2004-HDTMDT"
_SCAN = "signed-pdf-chinhphu/1039-ttg.signed.pdf"
_SIGNED = "signed-office/ms-office-2010-signed.docx"

SEMINAR = "Hội thảo khoa học về xây dựng vị trí việc làm trong đơn vị sự nghiệp công lập"
SEMINAR_PROSE = (
    "Sáng ngày 24/8/2026, tại Hà Nội, Viện Khoa học Tổ chức nhà nước và Lao động tổ chức Hội thảo khoa học về xây dựng "
    "vị trí việc làm trong đơn vị sự nghiệp công lập. Lãnh đạo Viện dự và phát biểu khai mạc.",
    "Hội thảo thảo luận các tiêu chí xác định vị trí việc làm, khung năng lực và cách trả lương theo vị trí; đại biểu "
    "các bộ, ngành nêu kinh nghiệm và khó khăn trong thực hiện.",
)
STUDY = (
    "Bài viết trao đổi cơ sở lý luận và một số giải pháp hoàn thiện cơ chế tự chủ của đơn vị sự nghiệp công lập trong "
    "giai đoạn sắp xếp tổ chức bộ máy hiện nay.",
    "Từ thực trạng, tác giả nêu hàm ý chính sách: gắn tự chủ với trách nhiệm giải trình, có lộ trình và đánh giá độc "
    "lập; bảo đảm dịch vụ công cơ bản, thiết yếu cho người dân ở vùng khó khăn.",
)
CONTACT = (
    "\n\nNgười liên hệ: Trần Thu Trang\nĐịa chỉ: số 36 đường Xuân La, phường Xuân Đỉnh, thành phố Hà Nội\n"
    "Điện thoại: 0912 345 678\n"
)


def _send(
    sender: str, name: str, subject: str, *files: File, text: str = "", contact: str = "", results: str | None = "pass"
) -> bytes:
    words = text or "Kính gửi Ban Biên tập Trang TTĐT Viện, gửi tin, bài kèm theo để đăng."
    return build_mail(sender, TO, subject, words + contact, files=files, name=name, results=results)


def _own_decision() -> bytes:
    file = File("Quyet dinh ban hanh Quy che.docx", decision_vien())
    return _send(PHUONG, "Đỗ Thu Phương", "Quyết định ban hành Quy chế Trang TTĐT Viện", file)


def _invitation() -> bytes:
    paper = invitation(
        issuer=["VIỆN KHOA HỌC TỔ CHỨC NHÀ NƯỚC VÀ LAO ĐỘNG", "PHÒNG NGHIÊN CỨU TỔ CHỨC NHÀ NƯỚC"],
        number="18/GM-NCTC",
        place_date="Hà Nội, ngày 27 tháng 8 năm 2026",
        event="Hội thảo khoa học “Quản trị nhà nước hiện đại”",
        signer="Nguyễn Văn Bình",
    )
    return _send(PHUONG, "Đỗ Thu Phương", "Giấy mời dự hội thảo và đưa tin", File("GM 18.docx", paper))


def _late() -> bytes:
    file = File("Tin hoi thao.docx", news(SEMINAR, *SEMINAR_PROSE, author="Đỗ Thu Phương"))
    return _send(PHUONG, "Đỗ Thu Phương", "Tin hội thảo vị trí việc làm", file, File("Anh 1.jpg", photograph(11)))


def _decomposed() -> bytes:
    content = build_docx(decomposed(article("Một số giải pháp hoàn thiện cơ chế tự chủ", *STUDY)))
    return _send(BINH, "Nguyễn Văn Bình", "Bài nghiên cứu, trao đổi về tự chủ", File("Bai trao doi.docx", content))


def _tcvn3() -> bytes:
    lines = transcript(_RULES_OF_TOPICS)
    file = File("Huong dan thuyet minh de tai.docx", legacy_docx(lines, "tcvn3", ".VnTime", capitals=".VnTimeH"))
    return _send(PHUONG, "Đỗ Thu Phương", "Hướng dẫn viết thuyết minh đề tài", file)


def _vni_sheet() -> bytes:
    return _send(PHUONG, "Đỗ Thu Phương", "Biểu công khai tài chính", File("Mau21_CKTC.xls", corpus(_SHEET)))


def _film() -> bytes:
    content = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00\x00\x00\x08free" + b"\x00" * 2000
    article_file = File("Tin.docx", news(SEMINAR, STUDY[0] + " " + STUDY[1]))
    return _send(BINH, "Nguyễn Văn Bình", "Tin và video hội thảo", article_file, File("Phong su.mp4", content))


def _top_secret() -> bytes:
    """TỐI MẬT as a machine of the nineties has it: small letters in the font of capitals."""
    stamp = paragraph(run(encode("tối mật", "tcvn3"), font=".VnTimeH", bold=True))
    title = paragraph(run(encode("báo cáo kết quả khảo sát tổ chức", "tcvn3"), font=".VnTimeH"))
    body = [paragraph(run(encode(line, "tcvn3"), font=".VnTime")) for line in STUDY]
    content = build_docx([stamp, title, *body], font=".VnTime")
    return _send(PHUONG, "Đỗ Thu Phương", "Báo cáo kết quả khảo sát", File("Bao cao khao sat.docx", content))


def _not_yet_public() -> bytes:
    content = build_docx(
        [*article("Kết quả xếp hạng chỉ số hài lòng năm 2026", *STUDY), paragraph("(TÀI LIỆU CHƯA CÔNG BỐ)")]
    )
    return _send(PHUONG, "Đỗ Thu Phương", "Kết quả xếp hạng chỉ số", File("Ket qua xep hang.docx", content))


def _near_name() -> bytes:
    paper = official(
        issuer=["BỘ NỘI VỤ", "VIỆN KHOA HỌC TỔ CHỨC NHÀ NƯỚC VÀ LAO ĐỘNG"],
        number="56/TB-VKHTCNN",
        place_date="Hà Nội, ngày 26 tháng 8 năm 2026",
        kind="THÔNG BÁO",
        abstract="Về việc tuyển chọn tổ chức chủ trì đề tài khoa học cấp Bộ năm 2027",
        body=["Viện thông báo tuyển chọn tổ chức, cá nhân chủ trì đề tài khoa học cấp Bộ năm 2027./."],
        recipients=["- Các đơn vị thuộc Viện;", "- TT Thông tin (để đăng trang web);", "- Lưu: VT."],
        signer_title=["VIỆN TRƯỞNG"],
        signer="Lê Anh Tuấn",
    )
    return _send(PHUONG, "Đỗ Thu Phương", "Thông báo tuyển chọn đề tài", File("TB 56.docx", paper))


def _without_origin() -> bytes:
    content = news("Chi bộ Phòng Nghiên cứu sinh hoạt chuyên đề", *STUDY)
    file = File("Tin sinh hoat.docx", content)
    return _send(PHUONG, "Đỗ Thu Phương", "Tin sinh hoạt chuyên đề", file, results=None)


def _private_mailbox() -> bytes:
    """The Institute's own researcher, but from a private mailbox: a stranger by the article's words."""
    file = File("Bai viet.docx", news("Kinh nghiệm quốc tế về quản trị nhân sự khu vực công", *STUDY))
    return _send(PRIVATE, "Đỗ Thu Phương", "Bài nghiên cứu để đăng", file, contact=CONTACT)


def _stranger() -> bytes:
    file = File("Gop y.docx", news("Góc nhìn về tinh gọn tổ chức bộ máy", *STUDY))
    words = "Kính gửi quý Viện, xin gửi bài để đăng trên trang của Viện."
    return _send(ACADEMY, "Bộ môn Tổ chức nhà nước", "Bài góc nhìn", file, text=words)


def _signed_without_contact() -> bytes:
    words = "Kính gửi quý Viện, xin gửi bài có ký số của lãnh đạo Học viện để đăng."
    file = File("Bai da ky so.docx", corpus(_SIGNED))
    return _send(ACADEMY, "Bộ môn Tổ chức nhà nước", "Bài đã ký số", file, text=words)


def _with_a_scanned_letter() -> bytes:
    files = (
        File("Bai viet.docx", news("Một số giải pháp nâng cao chất lượng nguồn nhân lực", *STUDY)),
        File("Cong van cua Hoc vien.pdf", corpus(_SCAN)),
    )
    words = "Kính gửi quý Viện, Học viện gửi bài kèm công văn có chữ ký của Ban Giám đốc để đăng."
    return _send(ACADEMY, "Trần Thu Trang", "Bài viết và công văn", *files, text=words, contact=CONTACT)


def _unit_without_letter() -> bytes:
    file = File("Tin cai cach.docx", news("Sơ kết phong trào thi đua cải cách hành chính", *STUDY))
    contact = "\n\nNguyễn Thị Lan\nVụ Cải cách hành chính, số 8 phố Tôn Thất Thuyết, phường Cầu Giấy, Hà Nội\n"
    return _send(LAN, "Nguyễn Thị Lan", "Tin sơ kết thi đua", file, contact=f"{contact}(84-024) 6282.6787\n")


def _unit_with_letter() -> bytes:
    letter = request_letter(
        "Vụ Cải cách hành chính", "CCHC", "phối hợp và đề nghị đăng tải tin về phong trào thi đua",
        "Viện Khoa học Tổ chức nhà nước và Lao động", "Trần Văn Hùng",
    )  # fmt: skip
    files = (
        File("CV 215 phoi hop.docx", letter),
        File("Tin thi dua.docx", news("Sơ kết phong trào thi đua cải cách hành chính", *STUDY)),
    )
    contact = "\n\nNguyễn Thị Lan\nVụ Cải cách hành chính, số 8 phố Tôn Thất Thuyết, phường Cầu Giấy, Hà Nội\n"
    words = "Kính gửi Viện, Vụ gửi văn bản phối hợp và đề nghị đăng tải cùng tin kèm theo."
    return _send(
        LAN, "Nguyễn Thị Lan", "Phối hợp và đề nghị đăng tải tin thi đua", *files, text=words,
        contact=f"{contact}(84-024) 6282.6787\n",
    )  # fmt: skip


_STAFF = (
    Story(
        # The Institute's own Nơi nhận names nobody who posts: by vien/8.4 it goes back.
        name="vien-own-decision-does-not-name-the-page", portal="vienkhtcnn", received="28/8/2026 09:00",
        mail=_own_decision, disposition="return",
        findings=(("RCP102", "defect", "thư › Quyet dinh ban hanh Quy che.docx, bảng 2, hàng 1, ô 1"),),
        letters=(("returned", PHUONG),), deadline="", item="document",
    ),
    Story(
        name="vien-invitation-from-the-official-account", portal="vienkhtcnn", received="28/8/2026 09:05",
        mail=_invitation, disposition="accept", letters=(("accepted", PHUONG),), column="giay_moi", deadline="",
        item="invitation",
    ),
    Story(
        # The event ended on Monday at noon; 24 office hours later it is Thursday noon.
        name="vien-news-after-24-office-hours", portal="vienkhtcnn", received="28/8/2026 09:10", mail=_late,
        disposition="accept", findings=(("TIM101", "defect", "thư › Tin hoi thao.docx"),),
        letters=(("accepted", PHUONG),), column="tin_tuc", deadline="", item="article",
    ),
    Story(
        name="vien-decomposed-unicode", portal="vienkhtcnn", received="28/8/2026 09:15", mail=_decomposed,
        disposition="accept", findings=(("FNT102", "defect", "thư › Bai trao doi.docx, đoạn 1"),),
        letters=(("accepted", BINH),), column="nghien_cuu_trao_doi", item="article",
    ),
    Story(
        name="vien-guide-in-tcvn3", portal="vienkhtcnn", received="28/8/2026 09:20", mail=_tcvn3,
        disposition="return", findings=(("FNT101", "defect", "thư › Huong dan thuyet minh de tai.docx, đoạn 1"),),
        letters=(("returned", PHUONG),), deadline="", column="de_tai_khoa_hoc",
        uses=(f"viparse-corpus/ground-truth/{_RULES_OF_TOPICS}.txt",),
    ),
    Story(
        # A spreadsheet of 2007: each cell has its font; the letter brings the sheet back in Unicode.
        name="vien-sheet-in-vni", portal="vienkhtcnn", received="28/8/2026 09:25", mail=_vni_sheet,
        disposition="return", findings=(("FNT101", "defect", "thư › Mau21_CKTC.xls, trang tính “Sheet1”, ô B1"),),
        letters=(("returned", PHUONG),), deadline="", uses=(_SHEET,), shows=".xls", needs=("soffice",),
    ),
    Story(
        name="vien-no-films", portal="vienkhtcnn", received="28/8/2026 09:30", mail=_film, disposition="return",
        findings=(("FMT101", "defect", "thư › Phong su.mp4"),),
        letters=(("returned", BINH),), deadline="", item="article",
    ),
    Story(
        name="vien-toi-mat-in-vntimeh", portal="vienkhtcnn", received="28/8/2026 09:35", mail=_top_secret,
        disposition="quarantine", findings=(("SEC101", "defect", "tệp 1, phần nội dung"),),
        letters=(("quarantined", PHUONG), ("duty", DESK)), column="", deadline="",
    ),
    Story(
        name="vien-not-yet-public", portal="vienkhtcnn", received="28/8/2026 09:40", mail=_not_yet_public,
        disposition="hold", findings=(("EMB101", "defect", "thư › Ket qua xep hang.docx, đoạn 4"),),
        letters=(("held", PHUONG),), deadline="", item="article",
    ),
    Story(
        name="vien-noi-nhan-comes-near", portal="vienkhtcnn", received="28/8/2026 09:45", mail=_near_name,
        disposition="hold", findings=(("RCP102", "unsure", "thư › TB 56.docx, bảng 2, hàng 1, ô 1"),),
        letters=(("held", PHUONG),), deadline="", column="de_tai_khoa_hoc", item="document",
    ),
    Story(
        # The official account is proof only where the server says that the mail is really from it.
        name="vien-staff-without-proven-origin", portal="vienkhtcnn", received="28/8/2026 09:50",
        mail=_without_origin, disposition="hold", findings=(("SND301", "defect", FROM), NO_PROOF), letters=(),
        deadline="",
    ),
)  # fmt: skip

_OTHERS = (
    Story(
        name="vien-staff-from-a-private-mailbox", portal="vienkhtcnn", received="28/8/2026 10:00",
        mail=_private_mailbox, disposition="return", findings=(("SND101", "defect", FROM), NO_PROOF),
        letters=(("returned", PRIVATE),), deadline="", item="article",
    ),
    Story(
        name="vien-stranger-with-nothing", portal="vienkhtcnn", received="28/8/2026 10:05", mail=_stranger,
        disposition="return", findings=(("SND101", "defect", FROM), ("SND201", "defect", "thư"), NO_PROOF),
        letters=(("returned", ACADEMY),), deadline="",
    ),
    Story(
        # A signature lets an outsider in, though it is not checked yet; contact details are still owed (vien/10.1.b).
        name="vien-outsider-signed-without-contact", portal="vienkhtcnn", received="28/8/2026 10:10",
        mail=_signed_without_contact, disposition="return",
        findings=(("SND201", "defect", "thư"), ("PRF101", "unsure", "thư › Bai da ky so.docx")),
        letters=(("returned", ACADEMY),), deadline="", uses=(_SIGNED,),
    ),
    Story(
        # On a machine that cannot recognise letters nobody has seen whether a mark stands on the scan.
        name="vien-outsider-with-a-scanned-letter", portal="vienkhtcnn", received="28/8/2026 10:15", workshop=False,
        mail=_with_a_scanned_letter, disposition="hold",
        findings=(
            ("SEC101", "unsure", "thư › Cong van cua Hoc vien.pdf"),
            ("PRF101", "unsure", "thư › Cong van cua Hoc vien.pdf, trang 1"),
        ),
        letters=(("held", ACADEMY), ("duty", DESK)), deadline="", uses=(_SCAN,),
    ),
    Story(
        # In no entry of the Institute's directory: nobody can be asked to confirm, so the desk looks.
        name="vien-ministry-unit-without-its-letter", portal="vienkhtcnn", received="28/8/2026 10:20",
        mail=_unit_without_letter, disposition="hold", findings=(NO_PROOF, ("KIT102", "defect", "thư")),
        letters=(("held", LAN),), deadline="", item="article",
    ),
    Story(
        name="vien-ministry-unit-with-its-letter", portal="vienkhtcnn", received="28/8/2026 10:25",
        mail=_unit_with_letter, disposition="hold", findings=(NO_PROOF,), letters=(("held", LAN),),
        column="don_vi_thuoc_bo", deadline="", item="article",
    ),
)  # fmt: skip

STORIES: tuple[Story, ...] = (*_STAFF, *_OTHERS)
