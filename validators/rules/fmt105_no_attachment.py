"""FMT105. Thư không kèm tệp

## Kiểm tra
Thư có kèm tệp tin, bài, văn bản hoặc ảnh không; hoặc phần lời của thư đã là một bài viết trọn vẹn.

## Căn cứ
Quy chế của cổng: thông tin gửi qua thư điện tử kèm theo tệp.

## Thông báo
Thư không kèm tệp nào, và phần lời của thư không phải là một tin, bài.

## Cách sửa
1. Soạn nội dung thành tệp .docx (Word: Tệp (File) › Lưu (Save); LibreOffice: Tệp (File) › Lưu thành (Save As), chọn
.docx).
2. Trả lời (Reply) thư này, bấm biểu tượng kẹp giấy Đính kèm tệp (Attach file), chọn tệp, chờ tải lên xong rồi bấm Gửi.
3. Nếu đã gửi liên kết tới kho lưu trữ (Google Drive, OneDrive …): tải tệp về máy rồi đính kèm.

## Khi chưa rõ
Nếu phần lời của thư chính là bài cần đăng thì đơn vị không phải làm gì. Nếu quên đính kèm, đơn vị trả lời thư này kèm
tệp.

## Không bắt
Tin, bài viết ngay trong phần lời của thư; thư trả lời về một hồ sơ đã có.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.case import Case
from casework.document import Item
from casework.noun import Noun
from casework.vietnamese import fold
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ()

_REPLY = re.compile(r"(re|tl|tra loi|aw)\s*:")
_SPEAKS_OF_FILES = re.compile(r"\b(gui (kem|bai|tin|anh|van ban|file|tep)|dinh kem|kem theo|file|tep)\b")


class Params(Noun, frozen=True):
    """``min_words``: from so many words on, a mail's own text may be an article that was not recognised."""

    min_words: int = 80


def check(case: Case, params: Params) -> Iterator[Remark]:
    """Pictures of a signature block are no files; an article typed into the mail needs none."""
    if case.files or case.is_word or any(d.kind == "body" and d.item is Item.ARTICLE for d in case.documents):
        return
    words = len(case.mail.own_words.split())
    if words >= params.min_words:
        why = f"thư không kèm tệp nhưng phần lời khá dài ({words} chữ), có thể chính là bài cần đăng"
        yield unsure(why=why)
    elif _passes_on(case) and len(case.mail.body.split()) - words >= params.min_words:
        yield unsure(why="thư không kèm tệp nhưng chuyển tiếp một đoạn khá dài, có thể chính là bài cần đăng")
    elif _asks(case):
        yield unsure(why="thư không kèm tệp và có câu hỏi, có thể là thư trao đổi, không phải tin, bài")
    else:
        yield defect(where="thư")


def _passes_on(case: Case) -> bool:
    """A mail that quotes without replying: forwarded, where the article may stand among the quoted lines."""
    return _REPLY.match(fold(case.mail.subject)) is None


def _asks(case: Case) -> bool:
    """A question to the desk, which no step of sending again would answer; not “em gửi bài, được chưa ạ?”."""
    words = case.mail.own_words
    asked = any(line.rstrip(" .!").endswith("?") or "? " in line for line in words.split("\n"))
    return asked and not _SPEAKS_OF_FILES.search(fold(words))
