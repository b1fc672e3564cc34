"""The words of the marks and every way in which they are written; nothing about their place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from casework.document import MarkKind
from casework.vietnamese import fold, fold_in_place, repair, see_through

__all__ = [
    "Found", "labelled", "labelled_without_colon", "leading", "may_hold_mark", "misread", "recognise",
    "recognise_label",
]  # fmt: skip


class Found(NamedTuple):
    """A mark's words and how they are written.

    ``exact`` is false without the right diacritics; ``upper`` means wholly in capitals, ``lower`` without any;
    ``quoted`` inside quotation marks or one of several choices; ``wordy`` with a noun (“TÀI LIỆU MẬT”); ``named``
    behind “Độ mật:”.
    """

    kind: MarkKind
    text: str
    exact: bool = True
    upper: bool = True
    lower: bool = False
    quoted: bool = False
    wordy: bool = False
    named: bool = False

    @property
    def loose(self) -> bool:
        return not self.exact


_SECRET = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_LIMIT = (
    "XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ", "KHÔNG PHỔ BIẾN", "TÀI LIỆU THU HỒI", "TÀI LIỆU NỘI BỘ",
    "KHÔNG SAO CHỤP", "KHÔNG ĐĂNG BÁO", "SỬ DỤNG NỘI BỘ", "CHỈ DÙNG NỘI BỘ",
)  # fmt: skip
_URGENCY = ("HỎA TỐC HẸN GIỜ", "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN")
_LIFTED = ("GIẢI MẬT", "ĐÃ GIẢI MẬT")
_NOUNS = ("TÀI LIỆU", "VĂN BẢN", "HỒ SƠ", "CHỈ", "TÀI LIỆU CHỈ")

_LETTERS = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r"\([^()]*\)\s*$")
_COPY_NUMBER = re.compile(r"[\s,;:–—-]*bản số\s*:?\s*[\d.…/]*\s*$", re.IGNORECASE)
#: The same in front: “Bản số: 02 MẬT”.
_COPY_BEFORE = re.compile(r"^\s*bản số\s*:?\s*[\d./]+[\s,;:–—-]+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[-–—,;/|+•☐□▢☒☑✓✔]\s*")
#: How long it is to be protected, where a stamp says so beside the degree: “Thời hạn bảo vệ: 10 năm”.
_TERM = re.compile(r"[\s,;:–—-]+(?:thời hạn[^\d]{0,40})?\d{1,3}\s*(?:năm|tháng)[\s.]*$", re.IGNORECASE)
_LONGEST = 90  # letters of the longest line of nothing but marks
_QUOTES = "“”\"«»‘’'"
_BRACKETED = re.compile(r"[\[(【（{<]\s*([^\[\]()【】（）{}<>]{2,40}?)\s*[\])】）}>]")
_LEADING = re.compile(r"(.{2,24}?)\s*[:\-–—_|.]+\s*\S")
_TRAILING = re.compile(r".*\S\s*[\-–—_|]+\s*(\S[^:\-–—_|,]{1,24})$")
_DEGREE = re.compile(r"(?:muc do mat|cap do mat|do mat|dau chi do mat)\s*[:=–-]+\s*(.+)$")


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text)).upper()


def _tone_place(text: str) -> str:
    """HOẢ and HỎA, HOÀ and HÒA are one word with two placements of the tone."""
    return text.replace("HOẢ", "HỎA")


def _entries() -> dict[str, tuple[MarkKind, str, bool]]:
    table: dict[str, tuple[MarkKind, str, bool]] = {}
    kinds = ((MarkKind.SECRET, _SECRET), (MarkKind.LIMIT, _LIMIT), (MarkKind.URGENCY, _URGENCY))
    for kind, words in kinds:
        for word in words:
            if kind is not MarkKind.URGENCY:
                for noun in _NOUNS:
                    # A noun before a limit is its usual form; before MẬT it may also be a headline.
                    table.setdefault(_key(f"{noun} {word}"), (kind, word, kind is MarkKind.SECRET))
            table[_key(word)] = (kind, word, False)
    for word in _LIFTED:
        table[_key(word)] = (MarkKind.LIFTED, "GIẢI MẬT", False)
    return table


def _row() -> re.Pattern[str]:
    """Two stamps or more side by side with nothing but blanks between them: “TỐI MẬT HỎA TỐC”, “MẬT MẬT MẬT”."""
    word = "(?:" + "|".join((*_SECRET, *_LIMIT, *_URGENCY)) + ")"
    return re.compile(f"{word}(?: {word})+")


_ROW = _row()
_IN_ROW = re.compile("|".join((*_SECRET, *_LIMIT, *_URGENCY)))
_EXACT = _entries()
_FOLDED = {fold(key): (key, entry) for key, entry in _EXACT.items()}
_LONGEST_KEY = max(map(len, _EXACT))  # folding and capitals never make letters fewer


#: One of these stands in every mark once it is folded and all but its letters are taken away.
_STEMS = (b"mat", b"khan", b"hoatoc", b"noibo", b"tralai", b"phobien", b"thuhoi", b"saochup", b"dangbao")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).islower())


def may_hold_mark(text: str) -> bool:
    """False where ``text`` surely holds no mark: a quick look that spares most lines the long one."""
    folded = fold_in_place(text)
    if folded is None:
        return True
    letters = folded.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    return any(map(letters.__contains__, _STEMS))


def recognise(text: str) -> tuple[Found, ...]:
    """The marks where ``text`` holds nothing else: one, several side by side (“MẬT – HỎA TỐC”), or none.

    Letters set apart (“M Ậ T”), brackets, closing punctuation, “(bản số 2)” and quotation marks do not disturb.
    """
    stripped = see_through(repair(text)).strip()
    if len(stripped) > _LONGEST:
        return ()
    single = _single(stripped)
    if single is not None:
        return (single,)
    parts = [part for part in _SEPARATOR.split(stripped) if part.strip()]
    row = " ".join(_tone_place(stripped).split())
    if _ROW.fullmatch(row):
        parts = list(dict.fromkeys(_IN_ROW.findall(row)))
    elif not 2 <= len(parts) <= 4:
        return ()
    found = [_single(part) for part in parts]
    whole = tuple(f for f in found if f is not None)
    if len(whole) != len(parts):
        return ()
    degrees = {f.text for f in whole if f.kind is MarkKind.SECRET}
    # MẬT / TỐI MẬT / TUYỆT MẬT on one line is a choice to be made, not a mark that was set.
    return tuple(f._replace(quoted=True) for f in whole) if len(degrees) > 1 else whole


def misread(text: str) -> Found | None:
    """A secrecy mark with a slip of text recognition: “MẬI”, “TỐI MẶT”, “TUYÊT MẬT.”, “ỐI MẬT”; never sure.

    Only capitals that stand alone, with at most one letter wrong; what is right, :func:`recognise` knows."""
    bare = "".join(_LETTERS.findall(text))
    if not 3 <= len(bare) <= 9 or bare != bare.upper() or len(text.strip()) > len(bare) + 4:
        return None
    if recognise(text):
        return None
    folded = fold(bare)
    for word in _SECRET:
        wanted = fold(_key(word))
        wrong = sum(a != b for a, b in zip(folded, wanted, strict=False)) if len(folded) == len(wanted) else 9
        cut = len(wanted) > 5 and folded in (wanted[1:], wanted[:-1])
        if (wrong <= 1 and (wrong == 0 or len(wanted) > 3 or folded[1] == "a")) or cut:
            return Found(MarkKind.SECRET, word, exact=False)
    return None


def _single(text: str) -> Found | None:
    # Both patterns search from every place of the line, which is nearly always in vain: look for what they need first.
    inside = _COPY_BEFORE.sub("", _COPY_NUMBER.sub("", text)) if "bản số" in text.casefold() else text
    if inside[-6:].casefold().rstrip(" .").endswith(("năm", "tháng")):
        inside = _TERM.sub("", inside)
    shorter = _ASIDE.sub("", inside).strip() if inside.rstrip().endswith(")") else inside.strip()
    inside = shorter or inside
    quoted = bool(inside) and inside[0] in _QUOTES
    tokens = _LETTERS.findall(inside)
    if not tokens or len(tokens) > 12 or any(c.isdigit() for c in inside):
        return None
    if len(tokens) > 6 and any(len(token) > 1 for token in tokens):
        return None
    letters = "".join(tokens)
    if len(letters) > _LONGEST_KEY:
        return None
    key = _tone_place(letters.upper())
    upper, lower = letters == letters.upper(), letters == letters.lower()
    entry = _EXACT.get(key)
    if entry is not None and _well_spaced(tokens, entry[1]):
        return Found(entry[0], entry[1], True, upper, lower, quoted, entry[2])
    meant = _FOLDED.get(fold(key))
    if meant is None or not _only_less(key, meant[0]):
        return None
    kind, word, wordy = meant[1]
    # KHAN, without its diacritics, is another word; so are the nouns with a bare MAT.
    if kind is MarkKind.URGENCY and word == "KHẨN":
        return None
    return Found(kind, word, False, upper, lower, quoted, wordy)


def _well_spaced(tokens: list[str], word: str) -> bool:
    """True where words stand as words, or every letter by itself; “T ỐIM ẬT” is neither but harmless: also true
    for words run together."""
    return all(len(token) == 1 for token in tokens) or len(tokens) <= len(word.split()) + 3


def _only_less(typed: str, meant: str) -> bool:
    """True where ``typed`` lacks diacritics of ``meant`` but has none that ``meant`` has not (MẮT is an eye)."""
    if len(typed) != len(meant):
        return False
    for one, other in zip(typed, meant, strict=True):
        marks, allowed = (
            set(unicodedata.normalize("NFD", one)[1:]),
            set(unicodedata.normalize("NFD", other)[1:]),
        )
        if not marks <= allowed or (one == "Đ" and other != "Đ"):
            return False
    return True


def leading(text: str) -> tuple[Found, str] | None:
    """A mark in capitals with its diacritics at the beginning of ``text``, and what follows it."""
    for word in (*_SECRET, *_URGENCY):
        if text.startswith(f"{word} "):
            kind = MarkKind.SECRET if word in _SECRET else MarkKind.URGENCY
            return Found(kind, word), text[len(word) + 1 :].strip()
    return None


def labelled(text: str) -> Found | None:
    """The degree behind its label: “Độ mật: Tối mật”. A label with nothing or a choice behind it is none."""
    text = text.lstrip("-–+*•([ ").rstrip(")] ")
    if text[:1] not in "đĐmMcCdD":
        return None
    match = _DEGREE.match(fold(text))
    if match is None:
        return None
    # Folding keeps the number of words, so the value is read from the text as written.
    value = " ".join(see_through(repair(text)).split()[-len(match.group(1).split()) :])
    value = re.split(r"[:=–-]\s*", value)[-1]
    found = recognise(value)
    if len(found) != 1 or found[0].kind is not MarkKind.SECRET:
        return None
    return found[0]._replace(named=True)


_WITHOUT_COLON = re.compile(r"(?:mức |cấp |dấu chỉ )?độ mật\s+(\S.{1,12})", re.IGNORECASE)


def labelled_without_colon(text: str) -> Found | None:
    """The degree behind its label with nothing but a blank between, and nothing else: “ĐỘ MẬT TỐI MẬT”; never sure."""
    match = _WITHOUT_COLON.fullmatch(text.strip("-–+*•[]() .")) if "mật" in text.casefold() else None
    found = recognise(match[1]) if match is not None else ()
    return found[0]._replace(exact=False, upper=True) if len(found) == 1 and found[0].kind is MarkKind.SECRET else None


def recognise_label(text: str, *, file_name: bool = False) -> tuple[Found, ...]:
    """Marks in a subject, a file name or a property: alone, in brackets, leading or trailing behind a separator."""
    plain = see_through(repair(text)).strip()
    if file_name:
        plain = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", plain).replace("_", " _ ")
    alone = recognise(plain)
    if alone:
        return tuple(f for f in alone if f.upper or f.exact)
    named = labelled(plain)
    named = named or labelled_without_colon(plain)
    if named is not None:
        return (named,)
    found: list[Found] = []
    for match in _BRACKETED.finditer(plain):
        found.extend(f for f in recognise(match.group(1)) if f.exact or f.upper or f.text != "MẬT")
    for pattern in (_LEADING, _TRAILING):
        edge = pattern.match(plain)
        if edge is not None:
            found.extend(f for f in recognise(edge.group(1)) if _clear_at_edge(f, plain, edge))
    first = leading(plain)
    if first is not None and not found and first[1] != first[1].upper():
        # “MẬT Báo cáo quý”: capitals before a sentence; MẬT alone could still begin a name, so a person looks.
        found.append(first[0]._replace(quoted=first[0].text == "MẬT"))
    elif not found and re.match(r"Mật\s*:", plain):
        found.append(Found(MarkKind.SECRET, "MẬT", upper=False, quoted=True))
    return tuple(dict.fromkeys(found))


def _clear_at_edge(found: Found, text: str, edge: re.Match[str]) -> bool:
    """Capitals with diacritics always; without them only what cannot be another word (MAT-BANG is mặt bằng)."""
    if found.exact:
        return found.upper or (found.text != "MẬT" and not found.lower)
    if found.text != "MẬT":
        return found.upper
    return found.upper and f"{edge.group(1)} - " in text
