"""Stories of the CCHC page (588/QĐ-BNV): open to everybody, no proof asked, late news only reminded of."""

from __future__ import annotations

from tests.builders.docx import article, build_docx, paragraph
from tests.builders.mail import File, build_mail
from tests.stories.documents import decomposed, news, official, photograph
from tests.stories.make_files import stored
from tests.stories.odd_files import locked_docx
from tests.stories.story import Story, corpus

__all__ = ["STORIES", "citizens_article", "internal_only", "petition", "sent_again"]

TO = "websitecchc@moha.gov.vn"
DESK = "quantri@tiepnhan.thu-nghiem.vn"  # the operator has named no address of the desk: the administrator stands in
HOA = "tran.thi.hoa1968@gmail.com"
LAN = "lan.nt@cchc.moha.gov.vn"
PROVINCE = "vanphong@ninhbinh.gov.vn"

LEGACY_PDF = "viparse-corpus/corpus/public-domain/tcvn3/2007-1AF57_02-2007.pdf"
SIGNED_SCAN = "signed-pdf-chinhphu/970-ttg.signed.pdf"
DECREE_30 = "nd30-2020-original/30_2020_ND_CP.docx"

_NO_APPOINTMENT = (
    "Từ đầu năm, xã Cẩm Bình duy trì mô hình “Ngày thứ Sáu không hẹn”: người dân đến làm thủ tục chứng thực, khai "
    "sinh, xác nhận cư trú được trả kết quả ngay trong buổi, không phải hẹn quay lại.",
    "Cách làm hay này xuất phát từ góp ý của bà con ở các thôn xa. Mỗi tuần có gần một trăm hồ sơ được trả ngay, không "
    "có hồ sơ nào phải bổ sung quá một lần. Các xã lân cận đã cử người đến học hỏi kinh nghiệm.",
)


def citizens_article() -> bytes:
    """A citizen's article about her own commune."""
    title = "Mô hình “Ngày thứ Sáu không hẹn” ở xã Cẩm Bình"
    return build_mail(
        HOA,
        TO,
        "Gửi bài về mô hình ngày thứ Sáu không hẹn",
        "Kính gửi Ban Biên tập,\n\nTôi gửi bài viết về cách làm của xã tôi, kính mong Ban Biên tập xem và đăng.\n\n"
        "Trần Thị Hòa, thôn Bình Minh, xã Cẩm Bình\n",
        files=[File("Ngay thu Sau khong hen.docx", news(title, *_NO_APPOINTMENT, author="Trần Thị Hòa"))],
        name="Trần Thị Hòa",
    )


def petition() -> bytes:
    """A citizen complains about a late dossier: no article."""
    return build_mail(
        "nguyenvanthanh.hd@gmail.com",
        TO,
        "Phản ánh việc trả kết quả hồ sơ đất đai chậm",
        "Kính gửi Bộ Nội vụ,\n\nTôi là Nguyễn Văn Thành, ở phường Thanh Bình. Tôi xin phản ánh việc hồ sơ cấp đổi giấy "
        "chứng nhận quyền sử dụng đất của tôi nộp ngày 02/6/2026 tại Trung tâm Phục vụ hành chính công, hẹn trả ngày "
        "30/6/2026, đến nay vẫn chưa có kết quả và không có thư xin lỗi.\n\nKính mong được xem xét, trả lời.\n\n"
        "Nguyễn Văn Thành, điện thoại 0912 345 678\n",
        name="Nguyễn Văn Thành",
    )


def plan_after_48_hours() -> bytes:
    """Issued on 26/8: the 48 hours from its day run to the end of 28/8."""
    decision = official(
        issuer=["ỦY BAN NHÂN DÂN", "TỈNH NINH BÌNH"],
        number="1420/QĐ-UBND",
        place_date="Ninh Bình, ngày 26 tháng 8 năm 2026",
        kind="QUYẾT ĐỊNH",
        abstract="Ban hành Kế hoạch công tác cải cách hành chính trên địa bàn tỉnh năm 2027",
        body=[
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch công tác cải cách hành chính trên địa bàn tỉnh năm "
            "2027.",
            "Điều 2. Các sở, ban, ngành, Ủy ban nhân dân các xã, phường tổ chức thực hiện Kế hoạch, bảo đảm tỷ lệ trả "
            "kết quả đúng hạn từ 98% trở lên và đơn giản hóa thủ tục hành chính nội bộ.",
            "Điều 3. Quyết định này có hiệu lực kể từ ngày ký./.",
        ],
        recipients=["- Như Điều 2;", "- Bộ Nội vụ (để báo cáo);", "- Lưu: VT, KSTTHC."],
        signer_title=["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        signer="Phạm Quang Ngọc",
    )
    return build_mail(
        PROVINCE,
        TO,
        "Gửi Quyết định số 1420/QĐ-UBND để đăng tải",
        "Kính gửi Trang Thông tin CCHC,\n\nVăn phòng UBND tỉnh Ninh Bình gửi văn bản để đăng tải.\n",
        files=[File("QD-1420.docx", decision)],
    )


def collected() -> bytes:
    """Copied together from somewhere, and it says so."""
    content = news(
        "Kinh nghiệm cải cách hành chính của Singapore",
        "Singapore bắt đầu cải cách nền công vụ từ những năm 1990 bằng việc đo thời gian chờ của người dân ở từng quầy "
        "dịch vụ và công bố kết quả hằng quý.",
        "Kinh nghiệm cho thấy khi mỗi cơ quan tự đặt cam kết thời gian và bị đánh giá theo cam kết ấy, số thủ tục phải "
        "nộp trực tiếp giảm nhanh, chi phí tuân thủ của doanh nghiệp giảm theo.",
        "(Sưu tầm)",
    )
    return build_mail(
        "hoangnam.tuyenquang@gmail.com",
        TO,
        "Bài kinh nghiệm quốc tế",
        "Kính gửi Ban Biên tập bài viết để đăng chuyên mục kinh nghiệm.\n",
        files=[File("Kinh nghiem Singapore.docx", content)],
    )


def late_and_without_author() -> bytes:
    """Two days after the event, taken from a newspaper whose author is left out."""
    content = news(
        "Sơ kết công tác cải cách hành chính 8 tháng đầu năm",
        "Sáng ngày 26/8/2026, Vụ Cải cách hành chính tổ chức hội nghị sơ kết công tác cải cách hành chính 8 tháng đầu "
        "năm 2026 theo hình thức trực tuyến với các bộ, ngành, địa phương.",
        "Báo cáo tại hội nghị nêu tỷ lệ trả kết quả đúng hạn đạt 97%, số thủ tục được cắt giảm là 214, dịch vụ công "
        "trực tuyến toàn trình chiếm 61% số hồ sơ tiếp nhận.",
        "Nguồn: Báo Nhân Dân, ngày 26/8/2026",
    )
    return build_mail(
        LAN,
        TO,
        "Tin hội nghị sơ kết",
        "Kính gửi Bộ phận Thường trực, gửi tin về hội nghị sơ kết.\n",
        files=[File("Tin so ket.docx", content)],
        name="Nguyễn Thị Lan",
    )


def combining_and_img() -> bytes:
    """Typed on a telephone (decomposed), the photograph saved under .img: both are as the regulations allow."""
    blocks = article(
        "Chuyển đổi số ở bộ phận một cửa phường Đông Kinh",
        "Phường Đông Kinh đưa vào dùng bảng hướng dẫn quét mã, giúp người dân tự nộp hồ sơ dịch vụ công trực tuyến "
        "ngay tại bộ phận một cửa, thời gian chờ giảm còn chưa tới mười phút.",
        "Tổ công nghệ số cộng đồng cử người trực cả tuần để hướng dẫn người cao tuổi. Sau hai tháng, số hồ sơ nộp trực "
        "tuyến của phường tăng gấp ba, không còn hồ sơ trễ hạn.",
    )
    return build_mail(
        "ubnd.dongkinh@langson.gov.vn",
        TO,
        "Bài về chuyển đổi số ở bộ phận một cửa",
        "Kính gửi Ban Biên tập bài và ảnh.\n",
        files=[
            File("Chuyen doi so.docx", build_docx(decomposed(blocks))),
            File("Bo phan mot cua.img", photograph(3), "application/octet-stream"),
        ],
    )


def with_a_film() -> bytes:
    """Films are welcome by 588/7.1.a; this one plays to its end."""
    content = news(
        "Phóng sự: Một ngày ở trung tâm phục vụ hành chính công",
        "Phóng sự ghi lại một ngày làm việc của trung tâm phục vụ hành chính công tỉnh, nơi mỗi ngày tiếp nhận trên "
        "năm trăm hồ sơ của người dân và doanh nghiệp.",
        "Lời bình: từ bảy giờ sáng, cán bộ đã có mặt để mở máy lấy số. Đến trưa, hơn một nửa hồ sơ trong ngày đã được "
        "số hóa và chuyển về các sở xử lý; cuối ngày không còn hồ sơ trễ hạn.",
    )
    return build_mail(
        "truyenhinh@thanhhoa.gov.vn",
        TO,
        "Phóng sự về trung tâm phục vụ hành chính công",
        "Gửi Ban Biên tập phóng sự và lời bình.\n",
        files=[File("Loi binh.docx", content), File("Phong su.mp4", stored("phong-su.mp4"))],
    )


def legacy_pdf() -> bytes:
    """A report of 2007, printed to pdf from .VnTime."""
    return build_mail(
        "vanthu@mpi.gov.vn",
        TO,
        "Báo cáo tháng 02",
        "Gửi Trang Thông tin báo cáo để đăng.\n",
        files=[File("1AF57_02-2007.pdf", corpus(LEGACY_PDF))],
    )


def signed_scan() -> bytes:
    """A decision of the Prime Minister, scanned and signed: recognition reads it, and sees no mark."""
    return build_mail(
        LAN,
        TO,
        "Quyết định số 970/QĐ-TTg",
        "Kính gửi Bộ phận Thường trực, gửi Quyết định để đăng.\n",
        files=[File("970-ttg.signed.pdf", corpus(SIGNED_SCAN))],
        name="Nguyễn Thị Lan",
    )


def secret_in_the_subject() -> bytes:
    """The mark stands where everybody on the way can read it."""
    return build_mail(
        "vanthu@sonoivu.caobang.gov.vn",
        TO,
        "[MẬT] Báo cáo rà soát biên chế",
        "Kính gửi Vụ Cải cách hành chính báo cáo kèm theo.\n",
        files=[File("Bao cao.docx", news("Báo cáo rà soát biên chế các cơ quan", *_NO_APPOINTMENT))],
    )


def internal_only() -> bytes:
    """“LƯU HÀNH NỘI BỘ” at the head of the sheet: no state secret, but not for everybody."""
    content = build_docx(
        article(
            "Kết quả cải cách hành chính quý III của các sở, ngành",
            "Bảng tổng hợp kết quả cải cách hành chính quý III của các sở, ngành được dùng làm căn cứ chấm điểm cuối "
            "năm; số liệu do từng đơn vị tự đánh giá và chưa qua thẩm định.",
            "Các đơn vị có tỷ lệ hồ sơ trễ hạn trên ba phần trăm phải giải trình trước ngày 15 của tháng đầu quý sau "
            "với tổ giúp việc, kèm theo biện pháp khắc phục cụ thể.",
        ),
        header=[paragraph("LƯU HÀNH NỘI BỘ", bold=True)],
    )
    return build_mail(
        PROVINCE, TO, "Kết quả cải cách hành chính quý III", "Gửi bài để đăng.\n",
        files=[File("Ket qua quy III.docx", content)],
    )  # fmt: skip


def not_before() -> bytes:
    """Survey figures that may be told on 15 September and not before."""
    content = news(
        "Chỉ số hài lòng của người dân năm 2026 tiếp tục tăng",
        "Kết quả đo lường sự hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước cho thấy chỉ số "
        "chung tiếp tục tăng so với năm trước, cao nhất ở nhóm thủ tục hộ tịch.",
        "Khảo sát được thực hiện với hơn ba mươi nghìn phiếu tại ba mươi tư tỉnh, thành phố. Mức độ hài lòng thấp nhất "
        "vẫn thuộc nhóm thủ tục đất đai, tuy đã cải thiện.",
    )
    return build_mail(
        LAN,
        TO,
        "Tin công bố chỉ số hài lòng",
        "Kính gửi Bộ phận Thường trực.\n\nKhông phổ biến trước 09 giờ 00 ngày 15/9/2026.\n\nTrân trọng.\n",
        files=[File("Chi so hai long.docx", content)],
        name="Nguyễn Thị Lan",
    )


def sent_again() -> bytes:
    """The same article a day later, because no answer had come in the meantime."""
    title = "Mô hình “Ngày thứ Sáu không hẹn” ở xã Cẩm Bình"
    return build_mail(
        HOA,
        TO,
        "Gửi lại bài về mô hình ngày thứ Sáu không hẹn",
        "Kính gửi Ban Biên tập, tôi gửi lại bài viết vì chưa thấy đăng.\n\nTrần Thị Hòa\n",
        files=[File("Ngay thu Sau khong hen (1).docx", news(title, *_NO_APPOINTMENT, author="Trần Thị Hòa"))],
        name="Trần Thị Hòa",
    )


def forged() -> bytes:
    """It bears the liaison's address; the operator's server says that her domain did not send it."""
    content = news("Kết quả cải cách hành chính tháng 8", *_NO_APPOINTMENT)
    return build_mail(
        LAN, TO, "Tin gấp, đề nghị đăng ngay", "Gửi tin, đề nghị đăng ngay trong sáng nay.\n",
        files=[File("Tin.docx", content)], name="Nguyễn Thị Lan", results="fail",
    )  # fmt: skip


def locked() -> bytes:
    """A report behind a password that the mail does not tell (and must not)."""
    return build_mail(
        "sonoivu@dongthap.gov.vn", TO, "Báo cáo kết quả CCHC", "Gửi báo cáo để đăng.\n",
        files=[File("Bao cao CCHC.docx", locked_docx())],
    )  # fmt: skip


def decree_of_2020() -> bytes:
    """Six years late, with five letters left in base and mark by whoever typed it."""
    return build_mail(
        "thuvienphapluat@laocai.gov.vn", TO, "Gửi Nghị định số 30/2020/NĐ-CP", "Gửi văn bản để đăng.\n",
        files=[File("30_2020_ND_CP.docx", corpus(DECREE_30))],
    )  # fmt: skip


def vacation_note() -> bytes:
    """An out-of-office note in answer to one of our letters."""
    return build_mail(
        LAN, TO, "Trả lời tự động: Đã tiếp nhận bài", "Tôi đi công tác đến hết ngày 30/8/2026, xin trả lời sau.\n",
        headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip


def newsletter() -> bytes:
    """A mailing list that somebody once subscribed the mailbox to."""
    return build_mail(
        "bantin@lists.example.org", TO, "Bản tin quản trị công số 34", "Các bài mới trong tuần.\n",
        headers={"List-Id": "<bantin.lists.example.org>", "Precedence": "bulk"},
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story(
        name="cchc-bai-cua-nguoi-dan",
        portal="cchc",
        received="28/08/2026 16:40",
        mail=citizens_article,
        disposition="accept",
        letters=(("accepted", HOA),),
        column="kinh_nghiem_mo_hinh",
        deadline="",  # 588 sets the editors no time
        item="article",
    ),
    Story(
        name="cchc-phan-anh-cua-nguoi-dan",
        portal="cchc",
        received="28/08/2026 10:05",
        mail=petition,
        mail_class="petition",
        disposition="hold",
        letters=(("petition", "nguyenvanthanh.hd@gmail.com"), ("petition_notice", DESK)),
        column="",
        deadline="",
    ),
    Story(
        name="cchc-quyet-dinh-qua-48-gio",
        portal="cchc",
        received="29/08/2026 00:05",
        mail=plan_after_48_hours,
        disposition="accept",
        findings=(("TIM101", "defect", "thư › QD-1420.docx"),),
        letters=(("accepted", PROVINCE),),
        column="tinh_hinh_ket_qua",
        item="document",
    ),
    Story(
        name="cchc-bai-suu-tam",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=collected,
        disposition="accept",
        findings=(("SRC101", "defect", "thư › Kinh nghiem Singapore.docx, đoạn 4"),),
        letters=(("accepted", "hoangnam.tuyenquang@gmail.com"),),
        column="kinh_nghiem_mo_hinh",
        item="article",
    ),
    Story(
        name="cchc-tin-muon-thieu-tac-gia",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=late_and_without_author,
        disposition="accept",
        findings=(
            ("TIM101", "defect", "thư › Tin so ket.docx"),
            ("SRC101", "defect", "thư › Tin so ket.docx, đoạn 4"),  # 588/3.5 asks for the author too
        ),
        letters=(("accepted", LAN),),
        column="tinh_hinh_ket_qua",
    ),
    Story(
        name="cchc-unicode-to-hop-anh-img",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=combining_and_img,
        disposition="accept",
        findings=(("FNT102", "defect", "thư › Chuyen doi so.docx, đoạn 1"),),
        letters=(("accepted", "ubnd.dongkinh@langson.gov.vn"),),
        column="tinh_hinh_ket_qua",
        item="article",
    ),
    Story(
        name="cchc-phong-su-video",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=with_a_film,
        disposition="accept",
        letters=(("accepted", "truyenhinh@thanhhoa.gov.vn"),),
        shows="phim xem được đến hết",
        needs=("ffmpeg",),
        column="tinh_hinh_ket_qua",
        deadline="",
    ),
    Story(
        name="cchc-pdf-phong-cu",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=legacy_pdf,
        disposition="return",
        findings=(
            ("FNT101", "defect", "thư › 1AF57_02-2007.pdf, trang 1"),
            ("SRC101", "defect", "thư › 1AF57_02-2007.pdf, trang 4"),  # “Nguồn: Vụ Kinh tế công nghiệp”, no author
        ),
        letters=(("returned", "vanthu@mpi.gov.vn"),),
        uses=(LEGACY_PDF,),
    ),
    Story(
        name="cchc-ban-quet-ky-so",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=signed_scan,
        disposition="accept",
        findings=(("TIM101", "defect", "thư › 970-ttg.signed.pdf"),),
        letters=(("accepted", LAN),),
        deadline="",
        item="document",
        uses=(SIGNED_SCAN,),
        shows="bản quét nhận dạng được",
        needs=("tesseract",),
    ),
    Story(
        name="cchc-mat-o-chu-de",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=secret_in_the_subject,
        disposition="quarantine",
        findings=(("SEC101", "defect", "thư, dòng chủ đề"),),
        letters=(("quarantined", "vanthu@sonoivu.caobang.gov.vn"), ("duty", DESK)),
        column="",
        deadline="",
    ),
    Story(
        name="cchc-luu-hanh-noi-bo",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=internal_only,
        disposition="return",
        findings=(("SEC102", "defect", "thư › Ket qua quy III.docx, đầu trang"),),
        letters=(("returned", PROVINCE),),
    ),
    Story(
        name="cchc-chua-duoc-cong-bo",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=not_before,
        disposition="hold",
        findings=(("EMB101", "defect", "thư, lời thư"),),
        letters=(("held", LAN),),
        column="khao_sat_hai_long",
    ),
    Story(
        name="cchc-gui-hai-lan",
        portal="cchc",
        received="28/08/2026 16:40",
        mail=sent_again,
        disposition="hold",
        findings=(("DUP101", "defect", "thư › Ngay thu Sau khong hen (1).docx"),),
        letters=(("duplicate", HOA),),
        earlier=(citizens_article,),
    ),
    Story(
        name="cchc-mao-danh-dau-moi",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=forged,
        disposition="hold",
        findings=(("SND301", "defect", "thư, dòng “Từ”"),),
        letters=(),  # whoever owns the address has not written to us
    ),
    Story(
        name="cchc-tep-dat-mat-khau",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=locked,
        disposition="return",
        findings=(("FMT203", "defect", "thư › Bao cao CCHC.docx"),),
        letters=(("returned", "sonoivu@dongthap.gov.vn"),),
    ),
    Story(
        name="cchc-nghi-dinh-cu",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=decree_of_2020,
        disposition="accept",
        findings=(
            ("TIM101", "defect", "thư › 30_2020_ND_CP.docx"),
            ("FNT102", "defect", "thư › 30_2020_ND_CP.docx, đoạn 238"),
        ),
        letters=(("accepted", "thuvienphapluat@laocai.gov.vn"),),
        item="document",
        uses=(DECREE_30,),
    ),
    Story(
        name="cchc-bao-vang-mat",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=vacation_note,
        mail_class="auto_reply",
        disposition=None,
    ),
    Story(
        name="cchc-thu-danh-sach",
        portal="cchc",
        received="28/08/2026 09:00",
        mail=newsletter,
        mail_class="list",
        disposition=None,
    ),
)
