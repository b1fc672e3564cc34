"""Contact details as people write them: a telephone number, a postal address, a full name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from casework.vietnamese import fold

__all__ = ["has_address", "has_name", "has_telephone"]

#: “(84-024) 6282.6787”, “024.62820327”, “0243.7738668”, “0912 345 678”, “+84 912 345 678”.
_TELEPHONE = re.compile(r"(?<![\d.,/])(?:\(?\+?84[\s.\-)]*|\(?0)(?:\(?0)?[\d\s.\-()]{7,14}\d(?!\d)")
_MOBILE = re.compile(r"[35789]\d{8}")
_LANDLINE = re.compile(r"2\d{8,9}")

_LABEL_ADDRESS = re.compile(
    r"\b(?:dia chi|noi o|thuong tru|tru so|d/c)\b(?! (?:thu|mail|email|hom thu|web|ip|trang))[^:]{0,25}:?\s*(.+)"
)
_PLACE = re.compile(
    r"\b(?:so nha|so \d+\w*|ngo|ngach|duong|pho|thon|xom|ap|khu pho|to dan pho|to \d+|toa nha|khu|ban|km)\b"
)
_AREA = re.compile(
    r"\b(?:xa|phuong|thi tran|quan|huyen|thi xa|thanh pho|tp|tinh|dac khu"
    r"|ha noi|ho chi minh|da nang|hue|can tho|hai phong)\b"
)

_LABEL_NAME = re.compile(
    r"\b(?:ho (?:va )?ten|nguoi (?:lien he|gui|phu trach)|lien he|dau moi|tac gia|can bo)\b[^:]{0,30}:\s*(.+)"
)
_STRETCH = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)+")
_TITLES = re.compile(r"^(?:(?:ong|ba|anh|chi|d/c|dong chi|ths|ts|pgs|gs|cn|ks|cvc|cv)\.?\s+)+")
#: Folded surnames; a name that begins with none of them needs a label to be seen.
_SURNAMES = frozenset(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly an au bach banh ca cao chau che chu cu cung
    cai cam dam dan danh dao dau dinh dieu doan dong giang giap ha han hua huu kha khong khuat khuc kieu kim la lai lam
    lang lo loc lu luc luong luu ma mac mai man nghiem nong ong phi phu phung quach quan sam son ta tao thach thai than
    thi tieu to ton tong trang trieu trinh truong tu ung van vi vien viet vuong y yen ninh nhan trung
    """.split()  # noqa: SIM905 - a hundred words are read as words
)


def has_telephone(lines: Sequence[str]) -> bool:
    """True where one line holds a Vietnamese telephone number, landline or mobile."""
    return any(_is_number(match[0]) for line in lines for match in _TELEPHONE.finditer(line))


def _is_number(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    national = re.sub(r"^(?:84)?0?", "", digits, count=1)
    return bool(_MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national))


def has_address(lines: Sequence[str]) -> bool:
    """True where a line is a postal address: labelled as such with a place in it, or house and area in one line."""
    for line in lines:
        folded = fold(line)
        labelled = _LABEL_ADDRESS.search(folded)
        if labelled and "@" not in labelled[1] and len(labelled[1].split()) >= 2:
            return True
        # “số 12 đường Láng, phường Láng” without a label: a house and an area, set off by a comma as addresses are.
        parted = len(folded) <= 200 and ("," in folded or " - " in folded) and re.search(r"\d", folded)
        if parted and _PLACE.search(folded) and _AREA.search(folded):
            return True
    return False


def has_name(lines: Sequence[str]) -> bool:
    """True where a line is labelled with a person's full name, or a full Vietnamese name stands alone on it."""
    for line in lines:
        labelled = _LABEL_NAME.search(fold(line))
        if labelled and _holds_a_name(line.partition(":")[2]):
            return True
        if _stands_alone(line):
            return True
    return False


def _holds_a_name(text: str) -> bool:
    """True where two words in a row begin with a capital. Asked of the letter itself: no range of code points tells
    the capitals of Vietnamese from its small letters."""
    for stretch in _STRETCH.finditer(text):
        words = stretch[0].split()
        if any(one[0].isupper() and two[0].isupper() for one, two in pairwise(words)):
            return True
    return False


def _stands_alone(line: str) -> bool:
    words = _TITLES.sub("", fold(line.strip(" -–.,;:*"))).split()
    if not 2 <= len(words) <= 5 or words[0] not in _SURNAMES or not all(w.isalpha() for w in words):
        return False
    written = line.strip(" -–.,;:*").split()[-len(words) :]
    capitals = all(w[:1].isupper() for w in written)
    # “PHÒNG TỔ CHỨC” in capitals is a heading; a name in capitals has a surname in front and no word of an office.
    offices = {"phong", "ban", "vu", "cuc", "so", "trung", "vien", "bo", "uy", "thong", "chu", "quoc"}
    shouted = all(w.isupper() for w in written)
    return capitals and not (shouted and (words[0] in offices or bool(offices & set(words[1:2]))))
