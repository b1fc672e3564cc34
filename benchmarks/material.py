"""The mails of the benchmark: a 20 KB Word article, a five-page PDF, a 300 KB photograph; no two have a file in common.

The three files are built once; a mail of its own costs a patch of a few bytes in each, so that neither the identity of
receipts nor the search for duplicates folds two mails into one.
"""

from __future__ import annotations

import base64
import io
import random
import zipfile
from email.header import Header
from typing import NamedTuple

from PIL import Image, ImageFilter

from tests.builders.docx import build_docx, paragraph, run
from tests.builders.mail import AUTHSERV
from tests.builders.pdf import Text, build_pdf

__all__ = ["ADDRESS", "AUTHSERV", "PORTAL", "Material", "Sample"]

#: A portal that shuts nobody out and asks for no proof: every mail walks the whole way to an acceptance.
PORTAL, ADDRESS = "cchc", "websitecchc@moha.gov.vn"
_MARK = "SOTHUTU0000000"  # stands in the Word file's text; replaced by a number of the same length
_PROSE = (
    "Sáng ngày 27 tháng 8, tại trụ sở Ủy ban nhân dân tỉnh, Ban Chỉ đạo cải cách hành chính tổ chức phiên họp thứ ba",
    "Báo cáo tại phiên họp, Sở Nội vụ cho biết tỷ lệ hồ sơ trực tuyến toàn trình đạt 87,4%, tăng 12,1% so với cùng kỳ",
    "Các đại biểu tập trung thảo luận về kết quả rà soát, đơn giản hóa thủ tục nội bộ giữa các cơ quan nhà nước",
    "Đồng chí Chủ tịch yêu cầu các đơn vị công khai đầy đủ, kịp thời quy trình giải quyết trên trang thông tin điện tử",
    "Người dân và doanh nghiệp được khảo sát đánh giá cao thái độ phục vụ của công chức tại bộ phận một cửa cấp xã",
    "Mô hình “Ngày thứ Sáu không hẹn” đã rút ngắn thời gian giải quyết từ năm ngày xuống còn một buổi làm việc",
    "Tổ công nghệ số cộng đồng hướng dẫn từng hộ gia đình đăng ký tài khoản định danh điện tử mức độ hai",
    "Kết quả chỉ số cải cách hành chính năm nay xếp thứ mười một toàn quốc, tăng sáu bậc so với năm trước",
    "Phát biểu kết luận, lãnh đạo tỉnh giao Văn phòng chủ trì, phối hợp với các sở, ngành theo dõi, đôn đốc thực hiện",
    "Thời gian tới, tỉnh tiếp tục đẩy mạnh phân cấp, phân quyền gắn với kiểm tra, giám sát và kiểm soát quyền lực",
)


class Sample(NamedTuple):
    """One mail: who sent it and its wire bytes with CRLF."""

    sender: str
    content: bytes


class Material:
    """Builds mail number N; the same bytes for the same number."""

    def __init__(self) -> None:
        self._docx = _article()
        self._pdf = _report()
        self._photograph = _photograph()
        self._package = _unpacked(self._docx)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Bytes of the Word file, the PDF and the photograph."""
        return len(self._docx), len(self._pdf), len(self._photograph)

    def mail(self, number: int) -> Sample:
        """Mail ``number``, from a sender of its own, as Outlook would build it."""
        sender = f"canbo{number}@xa{number % 97}.hatinh.gov.vn"
        boundary = f"----=_Phan_{number:08d}"
        subject = Header(f"Gửi bài về cải cách hành chính số {number}", "utf-8").encode()
        body = f"Kính gửi Ban Biên tập,\n\nĐơn vị xin gửi tin, bài số {number} kèm ảnh. Trân trọng.\n"
        head = (
            f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from={sender.partition('@')[2]}\n"
            f"Received: from mx.hatinh.gov.vn by {AUTHSERV} with ESMTPS id {number:08x};"
            " Fri, 28 Aug 2026 09:00:01 +0700\n"
            f"From: {Header('Nguyễn Thị Lan', 'utf-8').encode()} <{sender}>\nTo: {ADDRESS}\nSubject: {subject}\n"
            f"Date: Fri, 28 Aug 2026 09:00:00 +0700\nMessage-ID: <bench{number}@{sender.partition('@')[2]}>\n"
            f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n'
        )
        parts = [
            f"--{boundary}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            + _base64(body.encode())
        ]
        for name, media, content in (
            (f"bai-viet-{number}.docx", _WORD, self.docx(number)),
            (f"so-lieu-{number}.pdf", "application/pdf", self.pdf(number)),
            (f"anh-{number}.jpg", "image/jpeg", self.jpg(number)),
        ):
            parts.append(
                f'--{boundary}\nContent-Type: {media}; name="{name}"\nContent-Transfer-Encoding: base64\n'
                f'Content-Disposition: attachment; filename="{name}"\n\n' + _base64(content)
            )
        text = head + "".join(parts) + f"--{boundary}--\n"
        return Sample(sender, text.replace("\n", "\r\n").encode("ascii"))

    def docx(self, number: int) -> bytes:
        """The Word file with the number in its text."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self._package.items():
                package.writestr(name, content.replace(_MARK.encode(), f"{number:014d}".encode()))
        return out.getvalue()

    def pdf(self, number: int) -> bytes:
        """The PDF with the number in a comment behind its header line."""
        return self._pdf + f"% {number:014d}\n".encode()

    def jpg(self, number: int) -> bytes:
        """The photograph with the number in a comment segment (JPEG, COM)."""
        comment = f"{number:014d}".encode()
        segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        return self._photograph[:2] + segment + self._photograph[2:]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _sentences(random_: random.Random, count: int) -> str:
    """Prose with the words of the bank in new orders: it compresses like prose and not like a repeated page."""
    bank = " ".join(_PROSE).replace(",", "").split()
    chosen = []
    for _ in range(count):
        opening = random_.choice(_PROSE).split()[: random_.randrange(4, 12)]
        words = opening + random_.choices(bank, k=random_.randrange(8, 25))
        chosen.append(" ".join(words) + f" {random_.randrange(10, 9999)}.")
    return " ".join(chosen)


def _article() -> bytes:
    """A news article of four pages as Word writes it: runs split by spelling marks, a style sheet, a theme."""
    random_ = random.Random(30)
    blocks = [paragraph(run(f"Đẩy mạnh cải cách hành chính tại cơ sở, tin số {_MARK}", bold=True), align="center")]
    colours = "".join(f'<a:srgbClr val="{random_.randrange(1 << 24):06X}"/>' for _ in range(1200))
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
        f"<a:clrScheme>{colours}</a:clrScheme></a:themeElements></a:theme>"
    )
    while True:
        words = _sentences(random_, random_.randrange(2, 5)).split()
        pieces = [" ".join(words[at : at + 9]) + " " for at in range(0, len(words), 9)]
        looks = '<w:sz w:val="28"/><w:lang w:val="vi-VN"/>'
        blocks.append(paragraph(*(run(p, font="Times New Roman", properties=looks) for p in pieces), align="both"))
        if len(blocks) % 4 == 0:
            end = paragraph("Nguyễn Thị Lan", bold=True)
            content = build_docx([*blocks, end], styles=_STYLES, pages=4, extra={"word/theme/theme1.xml": theme})
            if len(content) >= 20 * 1024:
                return content


_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="Kieu{number}"><w:name w:val="Kiểu {number}"/><w:basedOn w:val="Kieu'
    f'{max(0, number - 1)}"/><w:pPr><w:spacing w:before="{number * 20}" w:line="{300 + number * 7}"/></w:pPr><w:rPr>'
    f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="{20 + number % 9}"/></w:rPr>'
    "</w:style>"
    for number in range(80)
)


def _report() -> bytes:
    """Five A4 pages of 42 lines, each line three text objects: real ones have about 140 objects a page."""
    random_ = random.Random(5)
    pages = []
    for number in range(1, 6):
        words = iter(_sentences(random_, 60).split())
        lines = [Text(72, 790, f"BÁO CÁO KẾT QUẢ CẢI CÁCH HÀNH CHÍNH, TRANG {number}", "TimesNewRomanPS-BoldMT", 14)]
        for row in range(42):
            x = 72.0
            for _ in range(3):
                piece = " ".join(next(words) for _ in range(5)) + " "
                lines.append(Text(x, 765 - row * 17, piece, size=11))
                x += 5.5 * len(piece)
        pages.append(lines)
    return build_pdf(pages, title="Báo cáo cải cách hành chính")


def _photograph() -> bytes:
    """A picture as noisy as a photograph, 1600 × 1067, about 300 KB as JPEG."""
    random_ = random.Random(300)
    width, height = 1600, 1067
    small = Image.frombytes("RGB", (80, 54), random_.randbytes(80 * 54 * 3))
    scene = small.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    grain = Image.frombytes("RGB", (width // 2, height // 2), random_.randbytes((width // 2) * (height // 2) * 3))
    picture = Image.blend(scene, grain.resize((width, height), Image.Resampling.BILINEAR), 0.12)
    content = b""
    for quality in range(40, 96):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        content = out.getvalue()
        if len(content) >= 300 * 1024:
            break
    return content


def _unpacked(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _base64(content: bytes) -> str:
    return base64.encodebytes(content).decode("ascii")
