"""A leader's answer, read from his own words. Only leading lines that are wholly answers count.

“Không đồng ý” contains “đồng ý”, and “đồng ý nhưng …” is no consent: whatever is not exactly an answer is none and
goes to a person. A letter about several items shows each with a number; there an answer names the number (“1 ĐỒNG Ý”),
or all of them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from casework.noun import Noun
from casework.vietnamese import fold

__all__ = ["Answer", "Said", "is_answer_like", "read_answer", "read_answers", "remark"]


class Answer(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    UNCLEAR = "unclear"


class Said(Noun, frozen=True):
    """What was said of one item; ``number`` is the one that the letter showed, from 1."""

    number: int
    answer: Answer


_YES = r"(?:dong y|xac nhan|nhat tri|phe duyet|duyet|chap thuan|cho phep)"
# What may stand around an answer without changing it.
_WHO = r"(?:toi|toi da xem va|da xem,?|anh|chi|lanh dao don vi|truong don vi)?\s*"
_DOING = (
    r"(?:\s*(?:cho\s+)?(?:dang|dang tai|dang bai|cong bo|gui|gui dang|noi dung|noi dung nay|noi dung tren|noi dung bai"
    r"|bai nay|tin nay|van ban nay|bai viet nay|cac tep nay|voi noi dung(?: nay| tren)?))*"
)
_END = r"\s*(?:nhe|a|nha|cam on|xin cam on|tran trong)?"
_GRANTED = rf"{_WHO}(?:(?:hoan toan\s+)?{_YES}(?:\s+va\s+{_YES})?{_DOING}|ok|yes|co)"
_REFUSED = rf"{_WHO}(?:(?:khong|chua)\s+(?:{_YES}|dong tinh|cho dang|dang){_DOING}|tu choi{_DOING}|khong|no)"
_NOUN = r"(?:(?:bai|muc|tin|thu|van ban)\s+)?(?:so\s+)?"
_NUMBERS = rf"{_NOUN}\d{{1,2}}(?:\s+(?:va\s+)?{_NOUN}\d{{1,2}})*"
_COUNTS = ("hai", "ba", "bon", "nam")  # “cả hai”: all, where the letter shows just so many
_ALL = rf"(?:tat ca|toan bo|ca\s+(?P<{{0}}>\d|{'|'.join(_COUNTS)}))(?:\s+(?:cac\s+)?(?:bai|muc|tin))?"
_WHICH = rf"(?P<{{0}}>{_NUMBERS}|{_ALL.format('{1}')})"
_LINE = re.compile(
    rf"^(?:{_WHICH.replace('{0}', 'before').replace('{1}', 'count_before')}\s+)?"
    rf"(?:(?P<refused>{_REFUSED})|(?P<granted>{_GRANTED}))"
    rf"(?:\s+{_WHICH.replace('{0}', 'after').replace('{1}', 'count_after')})?{_END}$"
)
_BEGINS = re.compile(
    rf"^(?:(?:{_NUMBERS}|tat ca|toan bo)\s+)?{_WHO}"
    rf"(?:(?:hoan toan\s+)?(?:(?:khong|chua)\s+)?(?:{_YES}|cho dang|tu choi)\b|(?:ok|yes|no|co|khong)$)"
)
_TAKES_BACK = re.compile(r"^(?:nhung|tuy nhien|voi dieu kien|sau khi|neu|tru|chi (?:dong y|dang)|de nghi sua)\b")
_BUT = re.compile(r"\b(?:nhung|tuy nhien|voi dieu kien)\b")
_SPEAKS_OF = re.compile(rf"^(?P<before>{_NUMBERS})\s+\S")
_LETTERS = 20_000  # of an answer that are read
_LINE_LETTERS = 120  # an answer is short; a longer line is none, and costs nothing
_GREETING = re.compile(r"^(?:kinh gui|kinh thua|than gui|chao|xin chao|kinh chao|dear)\b")
_FAREWELL = re.compile(
    r"^(?:xin )?(?:tran trong|cam on|kinh thu|than men|kinh chao)\b|^(?:duoc )?gui tu\b|^sent from\b"
)
_REMARK_LETTERS = 300
_PUNCTUATION = re.compile(r"[.,;:!…\"“”'()\[\]/#*_–—-]+")


def read_answers(own_words: str, shown: int) -> tuple[Said, ...]:
    """What ``own_words`` (the writer's words without quotations) say of the ``shown`` items of a letter, by number.

    Read are the lines from the first that is neither empty nor a greeting to the last that is wholly an answer
    (“Đồng ý”, “2. Không đồng ý”, “Đồng ý 1 và 3”, “Đồng ý tất cả”). Nothing comes back where an answer without a number
    stands under a letter about several items, or a later line takes it back (“… nhưng …”). An item on which two lines
    disagree is left out.
    """
    lines = _folded_lines(own_words)
    said: dict[int, set[Answer]] = {}
    leading = 0
    for line in lines:
        found = _read_line(line, shown)
        if found is None:
            break
        numbers, answer = found
        if not numbers:
            return ()
        for number in numbers:
            said.setdefault(number, set()).add(answer)
        leading += 1
    for line in lines[leading:]:
        doubted = _doubted(line, shown)
        if _TAKES_BACK.match(line) or (not doubted and _BEGINS.match(line) and _BUT.search(line)):
            return ()
        for number in doubted:
            said.get(number, set()).add(Answer.UNCLEAR)
        later = _read_line(line, shown)
        for number in later[0] or range(1, shown + 1) if later else ():
            said.get(number, set()).add(later[1] if later else Answer.UNCLEAR)
    return tuple(Said(number, next(iter(words))) for number, words in sorted(said.items()) if len(words) == 1)


def read_answer(own_words: str) -> Answer:
    """The answer to a letter about one item."""
    said = read_answers(own_words, 1)
    return said[0].answer if said else Answer.UNCLEAR


def remark(own_words: str, shown: int, name: str = "") -> str:
    """What he wrote below his answers, on one line, at most 300 letters: why not, or what to mind. Without his farewell
    and what follows it, and without ``name``, his own."""
    words: list[str] = []
    answered = False
    for line in own_words[:_LETTERS].splitlines():
        folded = fold(_PUNCTUATION.sub(" ", line))
        if _FAREWELL.match(folded) or line.strip() == "--":
            break
        if _read_line(folded, shown) is not None:
            answered = True
        elif answered and folded and folded != fold(name):
            words.append(line.strip())
    text = " ".join(" ".join(words).split())
    return text if len(text) <= _REMARK_LETTERS else text[: _REMARK_LETTERS - 1].rstrip() + "…"


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


def _read_line(line: str, shown: int) -> tuple[tuple[int, ...], Answer] | None:
    """Of which numbers the line speaks and what it says; no numbers where it names none although there are several;
    ``None`` where it is no answer."""
    match = _LINE.match(line) if len(line) <= _LINE_LETTERS else None
    if match is None or (match["before"] and match["after"]):
        return None
    answer = Answer.REFUSED if match["refused"] is not None else Answer.GRANTED
    which = match["before"] or match["after"]
    if not which:
        return ((1,) if shown == 1 else ()), answer
    numbers = tuple(int(number) for number in re.findall(r"\d+", which))
    if which.startswith(("tat ca", "toan bo", "ca ")):
        count = match["count_before"] or match["count_after"]
        if count and count != str(shown) and count not in _COUNTS[shown - 2 : shown - 1]:
            return None
        numbers = tuple(range(1, shown + 1))
    return (numbers, answer) if all(1 <= number <= shown for number in numbers) else None


def _doubted(line: str, shown: int) -> tuple[int, ...]:
    """The numbers of which a line speaks as an answer does without being one (“1 đồng ý nhưng …”)."""
    match = _SPEAKS_OF.match(line[:_LINE_LETTERS])
    if match is None or not _BEGINS.match(line) or _read_line(line, shown) is not None:
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", match["before"]))
