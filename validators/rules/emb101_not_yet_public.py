"""EMB101. Chưa được công bố

## Kiểm tra
Lời dặn về chính tin, bài này: “chưa công bố”, “không phổ biến trước …”, “cấm đăng trước …” ở dòng chủ đề, trong lời
thư, hoặc
đứng riêng một dòng trong tệp.

## Căn cứ
Thông tin đã được quyết định nhưng chưa được phổ biến công khai thì không đăng.

## Thông báo
Có lời dặn “{phrase|Không phổ biến trước 15 giờ ngày 25/11/2026}” ở {place|lời thư}. Bài được giữ lại để người
phụ trách
quyết định thời điểm đăng.

## Cách sửa
1. Nếu nội dung đã được phép công bố: trả lời thư này bằng một dòng cho biết ai cho phép, từ lúc nào.
2. Nếu chỉ được đăng sau một thời điểm: ghi rõ ngày, giờ được đăng.
3. Nếu gửi nhầm: trả lời thư này “Đề nghị không đăng”.

## Khi chưa rõ
Đơn vị trả lời thư này cho biết: bài đã được phép công bố chưa, từ lúc nào.

## Không bắt
Câu văn kể chuyện (“chưa công bố dịch”, “kết quả chưa được công bố”); thời điểm cấm đã qua khi cổng nhận thư.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from casework.calendar import VIETNAM
from casework.case import Case
from casework.document import Zone
from casework.noun import Noun
from casework.vietnamese import squeeze
from validators.moments import fold_lines
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("phrase", "place")

_ORDER = re.compile(
    r"\b(?:(?:khong|chua|cam|dung|xin dung|mien)(?: duoc)?"
    r" (?:pho bien|cong bo|dang|dang tai|dua tin|phat hanh|cong khai)"
    r"(?: \w+){0,4}? truoc"
    r"|chi (?:duoc )?(?:dang|dang tai|cong bo|pho bien|phat hanh)(?: \w+){0,3}? (?:sau|tu)"
    r"|embargo|cam (?:cong bo|pho bien|dang)(?: \w+){0,3}? den)\b"
)
_STATE = re.compile(
    r"\b(?:chua (?:duoc )?(?:phep )?(?:cong bo|pho bien|cong khai)"
    r"|khong (?:pho bien|cong bo|cong khai))\b"
)
#: One of these stands in whatever the two patterns above match; looking for it first spares them most lines.
_VERBS = ("pho bien", "cong bo", "cong khai", "dang", "dua tin", "phat hanh", "embargo")
#: So does one of these.
_OPENERS = ("khong", "chua", "cam", "dung", "mien", "chi", "embargo")
_ABOUT_THIS = re.compile(
    r"\b(?:tin|bai|van ban|tai lieu|noi dung|thong tin|du thao|so lieu|thu|tep|file)"
    r" (?:nay|kem theo|gui kem|dinh kem|tren)\b"
)
_WHEN = re.compile(
    r"(?:(?P<hour>\d{1,2}) ?(?:gio|h|g|:) ?(?P<minute>\d{2})?,? ?)?(?:ngay )?"
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?"
)
_STAMPED = (Zone.HEADER, Zone.TEXT_BOX, Zone.FOOTER, Zone.SUBJECT)


class Params(Noun, frozen=True):
    """``max_words``: a line in a file with more words is prose, not a direction."""

    max_words: int = 14


def check(case: Case, params: Params) -> Iterator[Remark]:
    """One finding: a sure direction before a doubtful one; a moment that has passed is none."""
    doubt: tuple[str, str, str] | None = None
    for text, folded, place, about, stamped in _told(case):
        ordered, stated = _ORDER.search(folded), _STATE.search(folded)
        if not (ordered or stated) or (ordered and _passed(folded[ordered.end() :], case.received_at)):
            continue
        short = len(folded.split()) <= params.max_words
        mine = about == "" or _ABOUT_THIS.search(folded) is not None
        alone = stamped or text.strip().isupper() or text.strip().startswith(("(", "[", "*"))
        direction = (ordered and (mine or short or alone)) or (stated and short and (alone or _whole(folded))) or (
            stated and _ABOUT_THIS.search(folded)
        )  # fmt: skip
        if direction:
            yield defect(where=place, about=about, phrase=squeeze(text)[:160], place=place.removeprefix("thư, "))
            return
        if (ordered or (stated and about == "")) and doubt is None:
            doubt = (squeeze(text)[:120], place, about)
    if doubt:
        yield unsure(
            why=f"có câu “{doubt[0]}”, chưa rõ có phải lời dặn về bài này không", where=doubt[1], about=doubt[2]
        )


def _told(case: Case) -> Iterator[tuple[str, str, str, str, bool]]:
    """Of the lines that may hold a direction: text as written and folded, place, path of the file (empty: the mail
    itself), and whether it stands where stamps stand."""
    said = [case.mail.subject, *case.mail.own_words.splitlines()]
    for number, text, folded in _directing(said):
        yield text, folded, "thư, lời thư" if number else "thư, dòng chủ đề", "", False
    for document in case.files:
        for number, text, folded in _directing([line.text for line in document.lines]):
            line = document.lines[number]
            place = f"{document.path}, {line.where}" if line.where else document.path
            yield text, folded, place, document.path, line.zone in _STAMPED


def _directing(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    for number, folded in enumerate(fold_lines(lines)):
        if any(map(folded.__contains__, _VERBS)) and any(map(folded.__contains__, _OPENERS)):
            yield number, lines[number], folded


def _whole(folded: str) -> bool:
    """True where the direction is about all that the line says."""
    direction = r"\W*(?:tai lieu|tin|bai|noi dung|thong tin|luu y|ghi chu)?\W*(?:chua|khong) .{4,40}"
    return len(folded.split()) <= 6 and re.fullmatch(direction, folded) is not None


def _passed(behind: str, received: datetime) -> bool:
    """True where the line names the moment and it lies before receipt."""
    found = _WHEN.search(behind[:60])
    if found is None:
        return False
    local = received.astimezone(VIETNAM)
    try:
        day = date(int(found["year"] or local.year), int(found["month"]), int(found["day"]))
        at = time(int(found["hour"] or 0), int(found["minute"] or 0))
    except ValueError:
        return False
    return datetime.combine(day, at, VIETNAM) <= local
