"""Documents as units really send them: regulations and transcripts from their real texts, and news as units write it.

Everything here is deterministic: the same call gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tests.builders.corpus import shared_files
from tests.builders.docx import Block, Raw, article, build_docx, official_head, official_tail, paragraph, run
from tests.builders.legacy import encode
from tests.stories.pictures import large_bitmap, photograph
from tests.stories.story import corpus

__all__ = [
    "decision_668",
    "decision_vien",
    "decomposed",
    "draft_circular",
    "explanation",
    "invitation",
    "large_bitmap",
    "legacy_docx",
    "news",
    "official",
    "photograph",
    "request_letter",
    "submission_report",
    "transcript",
    "with_text_box",
    "word_97_text",
]

_TRANSCRIPTS = "viparse-corpus/ground-truth/"


# --- regulations, from their real texts -------------------------------------------------------------------------------


def decision_668() -> bytes:
    """Quyết định 668/QĐ-BNV with its regulation, in the two-column form of a decision; its own Nơi nhận."""
    lines = _lines(_regulation("001_*.txt"))
    to, end = lines.index("Nơi nhận:"), lines.index("Trương Hải Long")
    items = [line for line in lines[to + 1 : end] if line.startswith("- ")]
    grounds = lines.index("QUYẾT ĐỊNH")
    blocks: list[Block] = [
        official_head(["BỘ NỘI VỤ"], "668/QĐ-BNV", "Hà Nội, ngày 30 tháng 6 năm 2025"),
        *(_as_paragraph(line) for line in lines[grounds:to]),
        official_tail(items, ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"], "Trương Hải Long"),
        *(_as_paragraph(line) for line in lines[end + 1 :]),
    ]
    return build_docx(blocks, core={"title": "Quyết định 668/QĐ-BNV"}, pages=14)


def decision_vien() -> bytes:
    """The Institute's own decision of 2025, number blank as in the signed text, with its own Nơi nhận."""
    text = _regulation("000_*.txt")
    lines = _rejoined(_lines(text))
    to, end = lines.index("Nơi nhận:"), lines.index("Lê Anh Tuấn")
    items = [line for line in lines[to + 1 : end] if line.startswith("- ")]
    grounds = lines.index("QUYẾT ĐỊNH")
    last = next(n for n, line in enumerate(lines) if "đã ký lên văn bản này" in line)
    blocks: list[Block] = [
        official_head(
            ["BỘ NỘI VỤ", "VIỆN KHOA HỌC TỔ CHỨC NHÀ NƯỚC VÀ LAO ĐỘNG"],
            "       /QĐ-VKHTCNN&LĐ",
            "Hà Nội, ngày    tháng     năm 2025",
        ),
        *(_as_paragraph(line) for line in lines[grounds:to]),
        official_tail(items, ["VIỆN TRƯỞNG"], "Lê Anh Tuấn"),
        *(_as_paragraph(line) for line in lines[end + 1 : last]),
    ]
    return build_docx(blocks, pages=11)


def _regulation(pattern: str) -> str:
    return shared_files(f"regulations/{pattern}")[0].read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    """Lines with something on them, blanks squeezed; control characters of the printed page (form feeds) left out."""
    plain = "".join(c if c in "\n\t" or unicodedata.category(c) != "Cc" else "\n" for c in text)
    return [line for raw in plain.splitlines() if (line := " ".join(raw.split())) and line.strip("- ")]


_BEGINS = re.compile(
    r"(Điều \d+\.|Căn cứ|Theo đề nghị|Chương |[a-zđ]\) |\d+\. |[-+] |\(Ban hành|Nơi nhận|Ban biên tập)"
)


def _rejoined(lines: Sequence[str]) -> list[str]:
    """Paragraphs from the lines of a printed page: a line goes on the one above unless that ended or this begins."""
    joined: list[str] = []
    for line in lines:
        fresh = _BEGINS.match(line) or line.isupper() or (joined and joined[-1].isupper())
        if joined and not fresh and not joined[-1].endswith((".", ";", ":", "./.")) and len(joined[-1]) > 55:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def _as_paragraph(line: str) -> Raw:
    return paragraph(line, bold=line.isupper() or re.match(r"(Điều \d+\.|Chương )", line) is not None)


# --- transcripts of the corpus, in their old encodings ----------------------------------------------------------------


def transcript(name: str) -> list[str]:
    """The lines of a real document of the corpus, as its transcript has them."""
    return _lines(corpus(f"{_TRANSCRIPTS}{name}.txt").decode("utf-8-sig"))


def word_97_text(path: str, *, begins: str, letters: int) -> list[str]:
    """Paragraphs of a real Word 97 file of the corpus, from the words ``begins`` on: its text as stored, UTF-16."""
    content = corpus(path)
    mark = content.find(begins.encode("utf-16-le"))
    assert mark >= 0, f"{path}: the words {begins!r} are no longer there"
    text = content[mark : mark + 2 * letters].decode("utf-16-le", "ignore")
    return [line.strip() for line in text.split("\r") if line.strip()][:-1]


def legacy_docx(lines: Sequence[str], encoding: str, font: str, *, capitals: str = "") -> bytes:
    """``lines`` typed in an old encoding: what a machine of those years saved. ``capitals`` is the font that shows
    capitals (.VnTimeH): a line in capitals is stored in small letters of it."""
    blocks: list[Block] = []
    for line in lines:
        text = unicodedata.normalize("NFC", line)
        if capitals and text.isupper():
            blocks.append(paragraph(run(encode(text.lower(), encoding), font=capitals)))
        else:
            blocks.append(paragraph(run(encode(text, encoding), font=font)))
    return build_docx(blocks, font=font)


def decomposed(blocks: Sequence[Raw | str]) -> list[Raw | str]:
    """The same blocks with every Vietnamese letter written as base and combining marks (Unicode tổ hợp)."""
    return [
        Raw(unicodedata.normalize("NFD", block.xml)) if isinstance(block, Raw) else unicodedata.normalize("NFD", block)
        for block in blocks
    ]


# --- what units write -------------------------------------------------------------------------------------------------


def news(title: str, *prose: str, author: str = "", font: str = "Times New Roman") -> bytes:
    """A news item: headline, prose, author."""
    return build_docx(article(title, *prose, author=author), font=font)


def with_text_box(mark: str, title: str, *prose: str) -> bytes:
    """An official-looking report with ``mark`` in a text box, as a stamp is drawn in Word."""
    return build_docx(article(title, *prose), text_boxes=(mark,))


def official(
    *,
    issuer: Sequence[str],
    number: str,
    place_date: str,
    kind: str,
    abstract: str,
    body: Sequence[str],
    recipients: Sequence[str] | None,
    signer_title: Sequence[str],
    signer: str,
    addressed: str = "",
    font: str = "",
    under: Sequence[Block] = (),
) -> bytes:
    """A whole official document (Nghị định 30/2020/NĐ-CP, annex I). ``kind`` empty: a công văn, ``abstract`` its V/v.
    ``recipients`` ``None``: no Nơi nhận at all."""
    subject = [paragraph(f"V/v {abstract}", font=font)] if not kind else []
    blocks: list[Block] = [official_head(issuer, number, place_date, under=(*subject, *under), font=font)]
    if kind:
        blocks += [paragraph(kind, bold=True, align="center", font=font)]
        blocks += [paragraph(abstract, bold=True, align="center", font=font)]
    if addressed:
        blocks.append(paragraph(f"Kính gửi: {addressed}", font=font))
    blocks += [paragraph(line, font=font) for line in body]
    if recipients is None:
        blocks += [paragraph(t, bold=True, font=font) for t in (*signer_title, signer)]
    else:
        blocks.append(official_tail(recipients, signer_title, signer, font=font))
    return build_docx(blocks)


def request_letter(unit: str, code: str, abstract: str, to: str, signer: str) -> bytes:
    """A công văn that asks a portal to post something."""
    return official(
        issuer=["BỘ NỘI VỤ", unit.upper()],
        number=f"215/{code}",
        place_date="Hà Nội, ngày 26 tháng 8 năm 2026",
        kind="",
        abstract=abstract,
        addressed=to,
        body=[
            f"Thực hiện nhiệm vụ được giao, {unit} gửi kèm các tài liệu nêu tại trích yếu và đề nghị {to} đăng tải "
            "để tổ chức, cá nhân biết và tham gia ý kiến.",
            f"Mọi trao đổi xin liên hệ {unit}. Trân trọng cảm ơn./.",
        ],
        recipients=["- Như trên;", f"- Lưu: VT, {code}."],
        signer_title=["VỤ TRƯỞNG"],
        signer=signer,
    )


_CIRCULAR = (
    "Căn cứ Nghị định số 25/2025/NĐ-CP ngày 21 tháng 02 năm 2025 của Chính phủ quy định chức năng, nhiệm vụ, quyền hạn "
    "và cơ cấu tổ chức của Bộ Nội vụ;",
    "Theo đề nghị của Vụ trưởng Vụ Công chức - Viên chức;",
    "Bộ trưởng Bộ Nội vụ ban hành Thông tư quy định về chế độ tập sự của công chức.",
    "Điều 1. Phạm vi điều chỉnh",
    "Thông tư này quy định về thời gian tập sự, nội dung tập sự và chế độ, chính sách đối với người tập sự.",
    "Điều 2. Đối tượng áp dụng",
    "Thông tư này áp dụng đối với người được tuyển dụng vào công chức ở các cơ quan của Nhà nước.",
    "Điều 3. Hiệu lực thi hành",
    "Thông tư này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2027./.",
)


def draft_circular() -> bytes:
    """A draft thông tư as it goes out for opinions: stamp, blanks for number and day, articles."""
    head = official_head(["BỘ NỘI VỤ"], "      /2026/TT-BNV", "Hà Nội, ngày     tháng     năm 2026")
    return build_docx(
        [
            head,
            paragraph("DỰ THẢO LẦN 2", bold=True),
            paragraph("THÔNG TƯ", bold=True, align="center"),
            paragraph("Quy định về chế độ tập sự của công chức", bold=True, align="center"),
            *(paragraph(line) for line in _CIRCULAR),
            official_tail(["- Như Điều 3;", "- Lưu: VT, CCVC."], ["BỘ TRƯỞNG"], "Nguyễn Văn A"),
        ]
    )


def submission_report() -> bytes:
    """The tờ trình of the same draft's dossier."""
    return official(
        issuer=["BỘ NỘI VỤ", "VỤ CÔNG CHỨC - VIÊN CHỨC"],
        number="87/TTr-CCVC",
        place_date="Hà Nội, ngày 24 tháng 8 năm 2026",
        kind="TỜ TRÌNH",
        abstract="Về dự thảo Thông tư quy định về chế độ tập sự của công chức",
        addressed="Bộ trưởng Bộ Nội vụ",
        body=[
            "I. Sự cần thiết ban hành Thông tư",
            "Các quy định hiện hành về chế độ tập sự nằm ở nhiều văn bản, cần được thống nhất sau khi sắp xếp tổ chức.",
            "II. Quá trình soạn thảo và nội dung cơ bản",
            "Vụ Công chức - Viên chức đã lấy ý kiến các đơn vị thuộc Bộ và tiếp thu, chỉnh lý dự thảo./.",
        ],
        recipients=["- Như trên;", "- Lưu: VT, CCVC."],
        signer_title=["VỤ TRƯỞNG"],
        signer="Bùi Thị Thảo",
    )


def explanation() -> bytes:
    """The bản thuyết minh of the same draft's dossier."""
    return build_docx(
        [
            paragraph("BẢN THUYẾT MINH", bold=True),
            paragraph("dự thảo Thông tư quy định về chế độ tập sự của công chức", bold=True),
            paragraph("Điều 1 và Điều 2 kế thừa quy định hiện hành; Điều 3 quy định thời điểm có hiệu lực."),
        ]
    )


def invitation(*, issuer: Sequence[str], number: str, place_date: str, event: str, signer: str) -> bytes:
    """A giấy mời, Nơi nhận as such papers have it."""
    return official(
        issuer=issuer,
        number=number,
        place_date=place_date,
        kind="GIẤY MỜI",
        abstract=f"Dự {event}",
        addressed="Trung tâm Thông tin, phân tích, dự báo chiến lược và dịch vụ công",
        body=[
            f"Trân trọng kính mời đại diện Trung tâm đến dự và đưa tin {event}.",
            "Thời gian: 08 giờ 30, thứ Sáu ngày 04 tháng 9 năm 2026.",
            "Địa điểm: Hội trường tầng 2, số 37 Nguyễn Bỉnh Khiêm, Hà Nội.",
            "Rất mong sự có mặt của quý đơn vị./.",
        ],
        recipients=["- Như trên;", "- Lưu: VT."],
        signer_title=["TRƯỞNG PHÒNG"],
        signer=signer,
    )
