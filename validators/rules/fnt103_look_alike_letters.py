"""FNT103. Chữ cái giống mà không phải chữ tiếng Việt

## Kiểm tra
Trong các từ tiếng Việt, chữ cái của tiếng khác hoặc kiểu chữ khác trông giống chữ tiếng Việt: Ð, ð (tiếng Iceland)
hay Ɖ
thay cho Đ, đ; chữ Nga hoặc Hy Lạp như А, В, Е, К, М, О, Р, С, Т, Х; ǎ thay cho ă; chữ rộng (Ａ), chữ đậm kiểu toán
(𝐀).

## Căn cứ
Các chữ này không phải chữ cái tiếng Việt theo TCVN 6909:2001. Mắt không thấy khác, nhưng máy tìm kiếm không ra và
máy đọc
đọc sai. Đây là lời nhắc: bài vẫn được nhận.

## Thông báo
Tệp “{name|Bao cao thang 11.docx}” có {letters|36} chữ cái trông giống chữ tiếng Việt nhưng là mã khác: {which|“Ð” (mã
U+00D0) thay cho “Đ”}; ví dụ “{raw|QUYẾT ÐỊNH}”. Chỗ gặp: {places|đoạn 1, 4}. Bài vẫn được nhận; biên tập viên
thay
bằng chữ đúng trước khi đăng.

## Cách sửa
1. Không bắt buộc gửi lại.
2. Trong Word hoặc LibreOffice bấm Ctrl+H (Tìm và thay thế); bôi đen một chữ sai trong văn bản, chép vào ô “Tìm”; gõ
chữ
đúng (ví dụ Đ, gõ bằng UniKey) vào ô “Thay bằng”; đánh dấu “Phân biệt chữ hoa, chữ thường” rồi bấm “Thay tất cả”.
3. Nếu chữ sai do chép từ trang mạng (chữ đậm, chữ rộng): xóa đoạn đó và gõ lại.

## Không bắt
Từ tiếng Nga, tiếng Hy Lạp, tiếng Iceland; công thức; chữ của phông ký hiệu; Unicode tổ hợp (xem FNT102).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from casework.case import Case
from casework.document import Document, Run
from casework.noun import Noun
from casework.ports import History
from casework.vietnamese import TWINS, squeeze
from validators.places import listed
from validators.reading import judged_letters
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "letters", "which", "raw", "places")

_SAMPLE = 60  # letters of a sample in the letter


class Params(Noun, frozen=True):
    """``min_letters``: from so many look-alikes on the reminder is worth a line; ``places``: how many places and
    letters it names."""

    min_letters: int = 1
    places: int = 5


def check(case: Case, params: Params, history: History) -> Iterator[Remark]:
    """Counts what the readers counted. Text that was not read is FMT104's and SEC101's doubt, not a second one
    here."""
    for document in judged_letters(case, history):
        runs = [run for run in document.runs or () if run.look_alikes]
        letters = sum(run.look_alikes for run in runs)
        if runs and letters >= params.min_letters:
            yield _remark(document, runs, letters, params)


def _remark(document: Document, runs: list[Run], letters: int, params: Params) -> Remark:
    first = next((run.where for run in runs if run.where), "")
    return defect(
        where=f"{document.path}, {first}" if first else document.path,
        about=document.path,
        name=document.name or document.path,
        letters=f"{letters:,}".replace(",", "."),
        which=_which(runs, params.places),
        raw=_sample(runs[0]),
        places=listed((run.where for run in runs), params.places),
    )


def _which(runs: list[Run], most: int) -> str:
    """“Ð” (mã U+00D0) thay cho “Đ”, the most frequent first."""
    counted = Counter(letter for run in runs for letter in run.text if letter in TWINS)
    said = [f"“{twin}” (mã U+{ord(twin):04X}) thay cho “{TWINS[twin]}”" for twin, _ in counted.most_common(most)]
    return ", ".join(said)


def _sample(run: Run) -> str:
    """The words around the first look-alike of the run."""
    first = next((place for place, letter in enumerate(run.text) if letter in TWINS), 0)
    start = run.text.rfind(" ", 0, max(0, first - _SAMPLE // 2)) + 1
    return squeeze(run.text[start : first + _SAMPLE // 2])
