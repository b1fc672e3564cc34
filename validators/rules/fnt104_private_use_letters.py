"""FNT104. Chữ ở vùng mã dùng riêng

## Kiểm tra
Chữ nằm giữa các chữ khác mà được lưu ở vùng mã dùng riêng của Unicode (U+E000–U+F8FF) và không bảng mã nào giải
thích được.
Chỉ máy có đúng phông của người soạn mới hiện được những chữ này.

## Căn cứ
TCVN 6909:2001 không có các mã này; trên cổng chúng hiện thành ô vuông.

## Thông báo
Tệp “{name|Chuyen de.docx}” có {letters|57} chữ ở vùng mã dùng riêng, phông {fonts|HanNom A}; trên máy khác các chữ
này hiện
thành ô vuông hoặc mất. Ví dụ: “{raw|H□ N□i}”. Chỗ gặp: {places|đoạn 2, 7}.

## Cách sửa
1. Mở tệp trên máy đã soạn, tìm những chỗ nêu trên.
2. Xóa các chữ đó rồi gõ lại bằng UniKey, bảng mã Unicode, phông Times New Roman. Nếu đó là hình ký hiệu hay biểu
tượng thì
chèn thành ảnh: thẻ Chèn (Insert) › Ảnh (Pictures).
3. Lưu lại và gửi lại tệp. Chỉ đổi tên phông thì chữ vẫn không hiện.

## Khi chưa rõ
Người phụ trách sẽ xem trực tiếp những chỗ nêu trên.

## Không bắt
Dấu đầu dòng, ô đánh dấu và ký hiệu của phông Wingdings, Symbol; chữ TCVN3, VNI được lưu lệch sang vùng này (xem
FNT101).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.case import Case
from casework.document import Document, Run
from casework.noun import Noun
from casework.ports import History
from casework.vietnamese import squeeze
from validators.places import listed
from validators.reading import judged_letters
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "letters", "fonts", "raw", "places")

_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SAMPLE = 40  # letters of a sample in the letter


class Params(Noun, frozen=True):
    """``min_letters``: fewer are a doubt (an icon between words); ``places``: how many places the letter names."""

    min_letters: int = 8
    places: int = 5


def check(case: Case, params: Params, history: History) -> Iterator[Remark]:
    """One finding a document; few such letters may be signs and are left to a person."""
    for document in judged_letters(case, history):
        runs = [run for run in document.runs or () if run.private_use]
        letters = sum(run.private_use for run in runs)
        if letters >= params.min_letters:
            yield _remark(document, runs, letters, params)
        elif runs:
            name = document.name or document.path
            why = f"tệp “{name}” có {letters} chữ ở vùng mã dùng riêng, có thể chỉ là ký hiệu"
            yield unsure(why=why, where=_where(document, runs), about=document.path)


def _remark(document: Document, runs: list[Run], letters: int, params: Params) -> Remark:
    fonts = dict.fromkeys(name for run in runs if (name := _SUBSET_TAG.sub("", run.font).partition(",")[0]))
    return defect(
        where=_where(document, runs),
        about=document.path,
        name=document.name or document.path,
        letters=f"{letters:,}".replace(",", "."),
        fonts=", ".join(list(fonts)[: params.places]) or "không ghi tên",
        raw=_sample(runs[0].text),
        places=listed((run.where for run in runs), params.places),
    )


def _where(document: Document, runs: list[Run]) -> str:
    return f"{document.path}, {runs[0].where}" if runs[0].where else document.path


def _sample(text: str) -> str:
    """The words around the first such letter, each of these letters as the square that others see."""
    found = _PRIVATE.search(text)
    first = found.start() if found else 0
    start = text.rfind(" ", 0, max(0, first - _SAMPLE // 2)) + 1
    return _PRIVATE.sub("□", squeeze(text[start : first + _SAMPLE // 2]))
