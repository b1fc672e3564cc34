"""SRC101. Trích dẫn không ghi nguồn

## Kiểm tra
Bài ghi là sưu tầm, tổng hợp, hoặc dẫn nguyên văn một đoạn dài mà không nói lấy từ đâu.

## Căn cứ
Tin, dữ liệu, hình ảnh sưu tầm, trích dẫn từ nơi khác phải ghi rõ nguồn gốc.

## Thông báo
### [collected] Sưu tầm, tổng hợp
Bài “{name|Tam guong sang.docx}” ghi “{phrase|Sưu tầm}” nhưng không nêu nguồn cụ thể.
### [vague] Nguồn không cụ thể
Bài “{name}” ghi nguồn là “{phrase|Nguồn: Internet}”, không cho biết lấy từ trang, báo nào.
### [author] Thiếu tác giả
Bài “{name}” ghi nguồn (“{phrase|Nguồn: Báo Nhân Dân}”) nhưng chưa ghi tác giả.

## Cách sửa
1. Cuối bài, thêm một dòng: “Nguồn: tên báo hoặc cơ quan, ngày đăng, địa chỉ trang” và “Tác giả: …” nếu biết. Ví dụ:
“Nguồn: Báo Nhân
Dân, ngày 18/11/2026, https://nhandan.vn/…”.
2. Với ảnh: ghi nguồn ngay dưới ảnh (“Ảnh: …”).
3. Lưu tệp (Word, LibreOffice: Tệp (File) › Lưu (Save)), trả lời thư này kèm tệp đã sửa. Riêng điểm này không làm bài
bị trả lại; biên tập viên sẽ hỏi lại nếu cần.

## Khi chưa rõ
Nếu đoạn nêu trên lấy từ nơi khác, đơn vị trả lời thư này cho biết nguồn; nếu là lời của đơn vị thì không phải làm gì.

## Không bắt
Lời phát biểu có nêu người nói; trích văn bản có nêu số, ký hiệu; bài đã ghi “Nguồn: …”, “Theo Báo …”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.case import Case
from casework.document import Document, Item
from casework.noun import Noun
from validators.moments import fold_keeping_places, fold_lines
from validators.reading import judged_documents
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "phrase")

_COLLECTED = re.compile(r"\b(?:suu tam|st|tong hop)\b")
#: Without a word boundary in front, so that the search leaps to the letters themselves: a look before the long one.
_MAYBE_COLLECTED = tuple(map(re.compile, (r"suu tam", r"tong hop", r"st\b")))
_ALONE = 12  # words: “(Sưu tầm và biên soạn: Thu Hà)” is a line of its own, not a sentence
_VAGUE = re.compile(
    r"^(?:internet|mang(?: xa hoi)?|facebook|zalo|google|suu tam|tong hop|nhieu nguon|bao chi|st)[\s.)]*$"
)
_WORD = re.compile(r"\w")
#: Each with a fixed beginning, which the search for a pattern leaps to.
_NAMED_BY = (
    re.compile(r"theo (?:bao|tap chi|trang|cong|ttxvn|thong tan|vov|vtv|http|www)"),
    re.compile(r"http(?:s?)://"),
    re.compile(r"www\."),
)
#: Straight marks open and close alike: they are paired from the beginning of their line, short quotations too.
_QUOTE = re.compile(r"“([^”]{40,})”|\"([^\"\n]*)\"")
_SPOKEN = re.compile(
    r"\b(?:cho biet|phat bieu|nhan manh|khang dinh|chia se|noi|bay to|cho rang|chi dao|yeu cau|ket luan|theo|trich|viet"
    r"|neu ro|quy dinh|dieu \d|so \d|bai tho|loi bai hat|bac ho|chu tich|thu tuong|bo truong|thu truong"
    r"|tac gia|ong|ba|dong chi)\b"
)
_AUTHOR = re.compile(r"\btac gia\b")


class Params(Noun, frozen=True):
    """``author``: the author is asked for too (588/3.5, hy/9.3); ``quote_words``: from so many words on a quotation
    without a speaker is long."""

    author: bool = False
    quote_words: int = 80


def check(case: Case, params: Params) -> Iterator[Remark]:
    """At most one finding an article."""
    for document in judged_documents(case):
        if document.item is Item.ARTICLE:
            yield from _judge(document, params)


def _judge(document: Document, params: Params) -> Iterator[Remark]:
    lines = [line for line in document.lines if line.text.strip()]
    folded = fold_lines([line.text for line in lines])
    whole = " ".join(folded)
    told = [(line, plain) for line, plain in zip(lines, folded, strict=True) if ":" in plain]
    sources = [(line, found[1]) for line, plain in told if (found := _source(plain))]
    named = [line for line, source in sources if not _VAGUE.match(source)]
    vague = [line for line, source in sources if _VAGUE.match(source)]
    cited = bool(named) or _is_cited(whole)
    collected = []
    if any(pattern.search(whole) for pattern in _MAYBE_COLLECTED):
        collected = [line for line, plain in zip(lines, folded, strict=True) if _is_credit(line.text.strip(), plain)]
    name = document.name or document.path
    if vague and not cited:
        yield _remark(document, vague[0].where, "vague", name, vague[0].text)
    elif collected and not cited:
        yield _remark(document, collected[0].where, "collected", name, collected[0].text)
    elif params.author and named and not _AUTHOR.search(whole):
        yield _remark(document, named[0].where, "author", name, named[0].text)
    elif not cited:
        yield from _quotation(document, params)


def _is_cited(folded: str) -> bool:
    """True where the text says whom it follows (“theo báo …”, not “noitheo bao”) or gives an address on the net."""
    by_name, *by_address = _NAMED_BY
    if any(pattern.search(folded) for pattern in by_address):
        return True
    return any(not found.start() or not _WORD.match(folded, found.start() - 1) for found in by_name.finditer(folded))


def _remark(document: Document, place: str, variant: str, name: str, phrase: str) -> Remark:
    where = f"{document.path}, {place}" if place else document.path
    return defect(where=where, about=document.path, variant=variant, name=name, phrase=phrase.strip(" ()[]*-–."))


def _source(folded: str) -> re.Match[str] | None:
    """“Nguồn: Báo Nhân Dân” standing at the head of a short line or in brackets; “theo” only with a colon."""
    if folded.count(" ") >= 25:
        return None
    return re.match(r"(?:anh, )?(?:nguon(?: tin| anh)?|theo)\s*:\s*(.{2,})", folded.strip(" ()[]*-–"))


def _is_credit(written: str, folded: str) -> bool:
    """“(Sưu tầm)”: a short line in brackets, or one that begins with the word itself."""
    if len(written) > 20 * _ALONE or folded.count(" ") >= _ALONE or not _COLLECTED.search(folded):
        return False
    return written.startswith(("(", "[")) or re.match(r"(?:bai |anh )?(?:suu tam|st|tong hop)\b", folded) is not None


def _quotation(document: Document, params: Params) -> Iterator[Remark]:
    text = document.text
    folded = fold_keeping_places(text) if _QUOTE.search(text) else ""
    for match in _QUOTE.finditer(text):
        words = (match[1] or match[2]).split()
        around = folded[max(0, match.start() - 200) : match.start()] + " · " + folded[match.end() : match.end() + 200]
        if len(words) >= params.quote_words and not _SPOKEN.search(around):
            start = " ".join(words[:8])
            name = document.name or document.path
            why = f"bài “{name}” dẫn nguyên văn một đoạn dài (“{start} …”) mà không rõ lấy từ đâu"
            yield unsure(why=why, where=document.path, about=document.path)
            return
