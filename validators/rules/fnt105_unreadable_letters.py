"""FNT105. Chữ không đọc được ở bảng mã nào

## Kiểm tra
Đoạn có chữ nhưng đọc theo bảng mã nào (Unicode, TCVN3, VNI, VPS, VISCII, VIQR, Windows-1258, BKHCM2, Vietware-F) cũng
không thành tiếng Việt; chữ ở bảng mã BKHCM1, Vietware-X, là hai bảng không có tài liệu chắc chắn để đọc; chữ vỡ vì
UTF-8
bị đọc bằng bảng mã khác (“Viá»‡t Nam”); tệp PDF không ghi, hoặc ghi sai, chữ nào ứng với hình nào.

## Căn cứ
Văn bản gửi đăng phải dùng phông chữ Unicode theo tiêu chuẩn TCVN 6909:2001. Máy không tự kết luận ở đây: một người
xem.

## Thông báo
Tệp “{name|Cong van.pdf}” có chữ không đọc được.

## Cách sửa
1. Mở lại tệp gốc trên máy đã soạn, kiểm tra những chỗ nêu trên có hiện đúng không.
2. Chữ vỡ (“Viá»‡t”): lấy lại bản chưa vỡ; đừng chép qua trang mạng hay phần mềm cũ. Tệp PDF: xuất lại từ tệp Word
bằng
Tệp (File) › Lưu thành (Save As) › PDF, không in qua máy in ảo.
3. Lưu thành .docx với phông Times New Roman, bảng mã Unicode, rồi gửi lại.

## Khi chưa rõ
Người phụ trách sẽ đọc trực tiếp những chỗ nêu trên. Để được kiểm tra ngay, đơn vị có thể gửi lại tệp Word (.docx)
bảng mã
Unicode, hoặc xuất lại tệp PDF từ tệp Word đó.

## Không bắt
Tiếng nước ngoài, tên riêng, công thức, mã lệnh; vài chữ lẻ không giải thích được; chữ bảng mã cũ đọc được (xem
FNT101).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casework.case import Case
from casework.document import Document, FlawKind, Run
from casework.noun import Noun
from casework.ports import History
from casework.vietnamese import repair, squeeze
from validators.reading import judged_letters
from validators.rule import Remark, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name",)

_LOST = re.compile("[\ufffd\u0001-\u0008\u000e-\u001f]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_VOWEL = re.compile("[aeiouyAEIOUY]")
_SAMPLE = 40  # letters of a sample in the letter


class Params(Noun, frozen=True):
    """``min_letters``: fewer strange letters are a symbol or a slip; ``min_words``, ``mute``: so many words of ASCII,
    of which so large a share has no vowel, are no language (a PDF that lies about its letters)."""

    min_letters: int = 3
    min_words: int = 60
    mute: float = 0.6


def check(case: Case, params: Params, history: History) -> Iterator[Remark]:
    """One doubt a document, never a defect: what nobody can read, nobody can judge."""
    for document in judged_letters(case, history):
        runs = document.runs or ()
        found = _broken(runs, params) or _unexplained(runs, params) or _lost(document, params) or _mute(runs, params)
        if found is None:
            continue
        name, (said, place) = document.name or document.path, found
        yield unsure(
            why=f"tệp “{name}” {said}",
            where=f"{document.path}, {place}" if place else document.path,
            about=document.path,
            name=name,
        )


def _broken(runs: Sequence[Run], params: Params) -> tuple[str, str] | None:
    """UTF-8 that was taken for another encoding: the reader says what was meant."""
    broken = [run for run in runs if run.encoding == "unsure" and run.text and run.text != repair(run.raw)]
    letters = sum(run.letters for run in broken)
    if letters < params.min_letters:
        return None
    sample, meant = _sample(broken[0].raw), _sample(broken[0].text)
    said = f"có {letters} chữ cái bị vỡ do UTF-8 bị đọc bằng bảng mã khác, lưu là “{sample}”, có lẽ là “{meant}”"
    return said, broken[0].where


def _unexplained(runs: Sequence[Run], params: Params) -> tuple[str, str] | None:
    strange = [run for run in runs if run.encoding == "unsure" and run.letters]
    letters = sum(run.letters for run in strange)
    if letters < params.min_letters:
        return None
    return f"có {letters} chữ cái không đọc được ở bảng mã nào, lưu là “{_sample(strange[0].raw)}”", strange[0].where


def _lost(document: Document, params: Params) -> tuple[str, str] | None:
    """Letters that the reader could not name. Where whole pages are so, other rules treat them as scans."""
    if any(flaw.kind is FlawKind.NO_TEXT for flaw in document.flaws):
        return None
    runs = [run for run in document.runs or () if _LOST.search(run.text)]
    letters = sum(len(_LOST.findall(run.text)) for run in runs)
    if letters < params.min_letters:
        return None
    return f"có {letters} chữ mà tệp không ghi là chữ gì (hiện thành “�”)", runs[0].where


def _mute(runs: Sequence[Run], params: Params) -> tuple[str, str] | None:
    """Words of consonants all over a text without one Vietnamese letter: its letters are not what the file says."""
    if any(run.letters for run in runs):
        return None
    words = [word for run in runs for word in _WORD.findall(run.text)]
    mute = sum(_VOWEL.search(word) is None for word in words)
    if len(words) < params.min_words or mute < params.mute * len(words):
        return None
    return f"có {len(words)} từ không thành tiếng nào, ví dụ “{_sample(' '.join(words[:6]))}”", runs[0].where


def _sample(text: str) -> str:
    whole = squeeze(text)
    return whole if len(whole) <= _SAMPLE else whole[:_SAMPLE].rsplit(" ", 1)[0] + " …"
