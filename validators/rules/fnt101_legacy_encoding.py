"""FNT101. Phông chữ, bảng mã cũ (không phải Unicode)

## Kiểm tra
Từng đoạn chữ của tệp: tên phông và chính các chữ được lưu, lấy âm tiết tiếng Việt làm chuẩn, để biết chữ đang ở bảng mã
nào (Unicode, TCVN3, VNI …). Không kết luận chỉ vì tên phông.

## Căn cứ
Văn bản gửi đăng phải dùng phông chữ Unicode theo tiêu chuẩn TCVN 6909:2001.

## Thông báo
Tệp “{name|Bao cao thang 11.docx}” có {letters|1.284} chữ cái tiếng Việt không ở bảng mã Unicode mà ở
{encodings|TCVN3 (bảng mã ABC)}, phông {fonts|.VnTime, .VnTimeH}. Ví dụ: lưu là “{raw|Céng hßa x· héi chñ nghÜa ViÖt
Nam}”,
đọc là “{text|Cộng hòa xã hội chủ nghĩa Việt Nam}”. Chỗ gặp: {places|đoạn 1, 2; bảng 1, hàng 2, ô 3}.

## Cách sửa
1. Nếu thư trả lại có kèm bản tham khảo (tên tệp có chữ “(Unicode)”): mở bản đó đọc lại; đúng rồi thì gửi lại chính
bản đó,
không phải làm các bước sau.
2. Tệp PDF: làm các bước dưới đây trên tệp Word gốc, rồi xuất lại PDF; không còn tệp gốc thì mở tệp PDF bằng Word.
### [whole] Cả tệp ở bảng mã cũ
3. Chuyển bằng UniKey: mở tệp trong Word, Excel hoặc LibreOffice, bấm Ctrl+A rồi Ctrl+C. Bấm Ctrl+Shift+F6 để mở bảng
Công cụ (UniKey Toolkit), chọn bảng mã nguồn {encodings}, bảng mã đích Unicode, đánh dấu “Chuyển mã clipboard”, bấm
Chuyển mã rồi Đóng.
4. Trở lại tệp, vẫn bôi đen toàn bộ, bấm Ctrl+V. Giữ Ctrl+A, đổi phông thành Times New Roman: Word ở thẻ Trang đầu
(Home) › Phông (Font); LibreOffice ở Định dạng (Format) › Ký tự (Character).
5. Đọc lại những chỗ nêu trên, nhất là chữ hoa có dấu và chữ “ư”; bảng biểu thì chuyển từng ô.
6. Lưu thành tệp .docx (bảng tính: .xlsx) mới rồi gửi lại. Chỉ đổi tên phông mà không chuyển mã thì chữ vẫn sai.
### [mixed] Tệp có cả chữ Unicode và chữ bảng mã cũ
3. Không chuyển cả tệp: những chỗ còn lại đã là Unicode ({unicode|5.120} chữ cái), chuyển lần nữa thì hỏng.
4. Chuyển bằng UniKey từng chỗ nêu trên: mở tệp trong Word, Excel hoặc LibreOffice, chỉ bôi đen chỗ đó, bấm Ctrl+C. Bấm
Ctrl+Shift+F6 để mở bảng Công cụ (UniKey Toolkit), chọn bảng mã nguồn {encodings}, bảng mã đích Unicode, đánh dấu
“Chuyển mã clipboard”, bấm Chuyển mã rồi Đóng.
5. Trở lại tệp, vẫn bôi đen đúng chỗ đó, bấm Ctrl+V rồi đổi phông chỗ đó thành Times New Roman.
6. Đọc lại, lưu thành tệp .docx (bảng tính: .xlsx) mới rồi gửi lại. Chỉ đổi tên phông mà không chuyển mã thì chữ vẫn
sai.

## Khi chưa rõ
Người phụ trách sẽ đọc trực tiếp đoạn nêu trên. Để được kiểm tra ngay, đơn vị có thể chuyển tệp sang Unicode rồi gửi
lại.

## Ví dụ
Chữ “Hµ Néi” (phông .VnTime) đọc là “Hà Nội”: TCVN3. Chữ “Haø Noäi” (phông VNI-Times) đọc là “Hà Nội”: VNI.

## Không bắt
Chữ Unicode mang tên phông cũ (.VnTime, VNI-Times); phông UTM, UVF, UVN (là Unicode); tiếng Anh, tiếng Pháp; Unicode tổ
hợp (xem FNT102); bản tham khảo do hệ thống chuyển, gửi lại nguyên vẹn; một vài chữ cái lẻ không giải thích được.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from casework.case import Case
from casework.document import Document, Run
from casework.noun import Noun
from casework.ports import History
from casework.vietnamese import squeeze
from validators.places import listed
from validators.reading import LEGACY, judged_letters
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "letters", "encodings", "fonts", "raw", "text", "places", "unicode")

_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_SAMPLE = 60  # letters of a sample in the letter


class Params(Noun, frozen=True):
    """``min_letters``: fewer legacy letters in a document are a doubt, not a defect, and fewer Unicode letters do not
    make it a mixed one; ``places``: how many places the letter names for each encoding."""

    min_letters: int = 8
    places: int = 5


def check(case: Case, params: Params, history: History) -> Iterator[Remark]:
    """One finding a document, over all its runs in every legacy encoding."""
    for document in judged_letters(case, history):
        legacy = [run for run in document.runs or () if run.encoding in LEGACY and run.letters]
        letters = sum(run.letters for run in legacy)
        if letters >= params.min_letters:
            yield _legacy(document, legacy, letters, params)
        elif legacy:
            said = _encodings(legacy)
            why = f"tệp “{document.name}” chỉ có {letters} chữ cái có vẻ ở bảng mã {said}, chưa đủ để kết luận"
            yield unsure(why=why, where=_where(document, legacy), about=document.path)


def _legacy(document: Document, runs: list[Run], letters: int, params: Params) -> Remark:
    longest = max(runs, key=lambda run: min(run.letters, _SAMPLE // 3))
    unicode = sum(run.letters for run in document.runs or () if run.encoding == "unicode")
    fonts: dict[str, str] = {}  # a name once, however its letters are capitalised
    for family in filter(None, (_family(run.font) for run in runs)):
        fonts.setdefault(family.lower(), family)
    return defect(
        where=_where(document, runs),
        about=document.path,
        variant="mixed" if unicode >= params.min_letters else "whole",
        name=document.name or document.path,
        letters=_number(letters),
        encodings=_encodings(runs),
        fonts=", ".join(list(fonts.values())[: params.places]) or "không ghi tên",
        raw=_sample(longest.raw),
        text=_sample(longest.text),
        places=_places(runs, params.places),
        unicode=_number(unicode),
    )


def _places(runs: list[Run], most: int) -> str:
    """Which paragraphs are in which encoding: “đoạn 1, 2”, or for several encodings “VNI Windows: đoạn 5; …”."""
    if len(names := _by_letters(runs)) == 1:
        return listed((run.where for run in runs), most)
    return "; ".join(f"{LEGACY[name]}: {listed((r.where for r in runs if r.encoding == name), most)}" for name in names)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _family(font: str) -> str:
    """The name as a font menu shows it: without a PDF's subset tag and style (“CCBODP+.VnTime,Bold” → “.VnTime”)."""
    return _SUBSET_TAG.sub("", font).partition(",")[0].strip()


def _encodings(runs: list[Run]) -> str:
    """The encodings in words, the one with most letters first."""
    return " và ".join(LEGACY[encoding] for encoding in _by_letters(runs))


def _by_letters(runs: list[Run]) -> list[str]:
    counted: Counter[str] = Counter()
    for run in runs:
        counted[run.encoding] += run.letters
    return [encoding for encoding, _ in counted.most_common()]


def _where(document: Document, runs: list[Run]) -> str:
    return f"{document.path}, {runs[0].where}" if runs[0].where else document.path


def _sample(text: str) -> str:
    whole = squeeze(text)
    return whole if len(whole) <= _SAMPLE else whole[:_SAMPLE].rsplit(" ", 1)[0] + " …"
