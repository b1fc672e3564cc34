"""A leader's answer, read from his own words. Only a first line that is wholly an answer counts.

“Không đồng ý” contains “đồng ý”, and “đồng ý nhưng …” is no consent: whatever is not exactly an answer is UNCLEAR and
goes to a person.
"""

from __future__ import annotations

import re
from enum import StrEnum

from casework.vietnamese import fold

__all__ = ["Answer", "is_answer_like", "read_answer"]


class Answer(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    UNCLEAR = "unclear"


_YES = r"(?:dong y|xac nhan|nhat tri|phe duyet|duyet|chap thuan|cho phep)"
# What may stand around an answer without changing it.
_WHO = r"(?:toi|toi da xem va|da xem,?|anh|chi|lanh dao don vi|truong don vi)?\s*"
_DOING = (
    r"(?:\s*(?:cho\s+)?(?:dang|dang tai|dang bai|cong bo|gui|gui dang|noi dung|noi dung nay|noi dung tren|noi dung bai"
    r"|bai nay|tin nay|van ban nay|bai viet nay|cac tep nay|voi noi dung(?: nay| tren)?))*"
)
_END = r"\s*(?:nhe|a|nha|cam on|xin cam on|tran trong)?$"
_GRANTED = re.compile(rf"^{_WHO}(?:(?:hoan toan\s+)?{_YES}(?:\s+va\s+{_YES})?{_DOING}|ok|yes|co){_END}")
_REFUSED = re.compile(
    rf"^{_WHO}(?:(?:khong|chua)\s+(?:{_YES}|dong tinh|cho dang|dang){_DOING}|tu choi{_DOING}|khong|no){_END}"
)
_BEGINS = re.compile(
    rf"^{_WHO}(?:hoan toan\s+)?(?:(?:khong|chua)\s+)?(?:{_YES}|cho dang|tu choi)\b|^(?:ok|yes|no|co|khong)$"
)
_LETTERS = 20_000  # of an answer that are read
_GREETING = re.compile(r"^(?:kinh gui|kinh thua|than gui|chao|xin chao|kinh chao|dear)\b")
_PUNCTUATION = re.compile(r"[.,;:!…\"“”'()*_–-]+")


def read_answer(own_words: str) -> Answer:
    """The answer in ``own_words`` (the writer's words without quotations).

    The first line that is neither empty nor a greeting must be wholly an answer (“Đồng ý”, “Tôi xác nhận.”, “Không đồng
    ý đăng”). A later line that takes it back (“… nhưng …”, an answer the other way) makes it UNCLEAR.
    """
    lines = _folded_lines(own_words)
    if not lines:
        return Answer.UNCLEAR
    answer = _line_answer(lines[0])
    if answer is Answer.UNCLEAR:
        return answer
    for line in lines[1:]:
        if re.match(r"^(?:nhung|tuy nhien|voi dieu kien|sau khi|neu|tru|chi (?:dong y|dang)|de nghi sua)\b", line):
            return Answer.UNCLEAR
        other = _line_answer(line)
        if other not in (Answer.UNCLEAR, answer):
            return Answer.UNCLEAR
    return answer


def is_answer_like(own_words: str) -> bool:
    """True where the first line begins as an answer does, clear or not: for telling answers from new mail."""
    lines = _folded_lines(own_words)
    return bool(lines) and bool(_BEGINS.match(lines[0]))


def _folded_lines(own_words: str) -> list[str]:
    folded = [fold(_PUNCTUATION.sub(" ", line)) for line in own_words[:_LETTERS].splitlines()]
    lines = [line for line in folded if line]
    while lines and _GREETING.match(lines[0]):
        lines.pop(0)
    return lines


def _line_answer(line: str) -> Answer:
    if _REFUSED.match(line):
        return Answer.REFUSED
    if _GRANTED.match(line):
        return Answer.GRANTED
    return Answer.UNCLEAR
