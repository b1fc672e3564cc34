"""Box 7: the signer's authority and title (with KT., TL., TUQ., TM.) and name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from casework.vietnamese import fold
from intake.anatomy.layout import Cell, Recipients, emblem, is_rule, is_upper

__all__ = ["Signer", "cut_signer", "is_name", "is_role", "is_signer_title", "name_in", "read_signer"]

#: How far below (or beside) Nơi nhận the signer stands, and how far above the end without a Nơi nhận; in cells.
_REACH = 45
_TAIL = 30

_ON_BEHALF = re.compile(r"(kt|tl|tuq|tm|q)(\.|/| ?\. ?)\s?")
_ROLE = (
    r"(?:pho |quyen )?(?:bo truong|thu truong|thu tuong(?: chinh phu)?|chu tich|chu nhiem|tong giam doc|giam doc"
    r"|vien truong|cuc truong|vu truong|tong cuc truong|hieu truong|vien pho|chanh van phong|chanh thanh tra"
    r"|tong thanh tra|tong kiem toan|thong doc|truong (?:phong|ban|doan|ty)|tong bien tap|tong thu ky|bi thu|chanh an"
    r"|doi truong|truong thon|to truong)"
)
_ROLE_ALONE = re.compile(rf"{_ROLE}$")
_TITLE = re.compile(rf"(?:(?:kt|tl|tuq|tm|q) ?[./] ?.+|{_ROLE}(?: .+)?)$")
_TAIL_TITLE = re.compile(r"\s((?:KT|TL|TUQ|TM|Q)\s?[./]\s?\S.*)$", re.IGNORECASE)
_TAIL_ROLE = re.compile(rf"(?:^|\s)({_ROLE}(?: [^,;.]+)?)$")
_NAME_WORD = re.compile(r"[^\W\d_]+\.?$")
#: “Đã ký: Vương Đình Huệ”, “Trần Văn Truyền – Đã ký”.
_SAID_SIGNED = re.compile(r"(?i)^[\[(]?\s*(?:đã ký|ký bởi|người ký)\s*[\])]?\s*[:–-]?\s*|\s*[–-]?\s*[\[(]?đã ký[\])]?$")
_TITLES_OF_PERSONS = re.compile(r"(gs|pgs|ts|ths|bs|luong y|ong|ba)\.?(ts|ths)?\.? ")


class Signer(NamedTuple):
    title: str = ""
    name: str = ""


def is_signer_title(text: str) -> bool:
    """True for “KT. BỘ TRƯỞNG”, “GIÁM ĐỐC”, “Thứ trưởng” standing alone as a line; not for “Bộ trưởng (để b/c)”."""
    if len(text) > 90 or text[:1] in '-–—+•(“"' or text.rstrip().endswith((";", ",")):
        return False
    folded = fold(text)
    if _ON_BEHALF.match(folded) and _TITLE.match(folded):
        return True
    return is_upper(text) and _TITLE.match(folded) is not None and "(" not in text


def is_role(text: str) -> bool:
    """True for “Thứ trưởng”, “PHÓ CHỦ TỊCH”: a role and nothing else, whatever its capitals."""
    return _ROLE_ALONE.match(fold(text)) is not None


def is_name(text: str) -> bool:
    """True for what looks like a person's full name: two to five words, each with one capital first."""
    bare = _TITLES_OF_PERSONS.sub("", fold(text))
    words = text.split()[len(fold(text).split()) - len(bare.split()) :]
    if not 2 <= len(words) <= 5:
        return False
    return all(_NAME_WORD.match(w) and w[0].isupper() and (w[1:].islower() or len(w) == 1) for w in words)


def name_in(text: str) -> str:
    """The full name that a line of the signature holds, or ``""``: “(Đã ký) Nguyễn Văn A”, “Nguyễn Văn A – Đã ký”."""
    bare = _SAID_SIGNED.sub("", text.strip(" .*")).strip(" .*[]()–-")
    return bare if is_name(bare) else ""


def cut_signer(text: str) -> tuple[str, str]:
    """``text`` of the left column and what extraction has run onto it from the signer's column.

    “Nơi nhận: KT. BỘ TRƯỞNG” and “- Như Điều 3; THỨ TRƯỞNG” are two columns on one line of plain text.
    """
    if is_signer_title(text):
        return "", text
    match = _TAIL_TITLE.search(text)
    if match is not None and (is_upper(match.group(1)) or match.group(1)[:2].upper() in ("KT", "TL", "TM", "TU")):
        return text[: match.start()].rstrip(), match.group(1)
    folded = fold(text)
    if len(folded) == len(text):
        role = _TAIL_ROLE.search(folded)
        if role is not None and is_upper(text[role.start(1) :]) and not is_upper(text[: role.start(1)]):
            return text[: role.start(1)].rstrip(), text[role.start(1) :]
    return text, ""


def read_signer(cells: Sequence[Cell], start: int, recipients: Recipients | None) -> Signer:
    """The signer beside or below Nơi nhận, or at the end of a document that has none (a law)."""
    if recipients is not None:
        region = [c for c in _region(cells, recipients) if _not_the_list(c, cells, recipients)]
        found = _read(region)
        if found.title:
            return found
        above = cells[max(start, recipients.at - 12) : recipients.at]
        return _read(above)
    return _read(cells[max(start, len(cells) - _TAIL) :])


def _region(cells: Sequence[Cell], recipients: Recipients) -> list[Cell]:
    region: list[Cell] = []
    for at, cell in enumerate(cells[recipients.at : recipients.end + _REACH], recipients.at):
        if at >= recipients.end and (emblem(cell) is not None or len(cell.text) > 300):
            break
        region.append(cell)
    return region


def _not_the_list(cell: Cell, cells: Sequence[Cell], recipients: Recipients) -> bool:
    heading = cells[recipients.at]
    if heading.column:
        return cell.column != heading.column or cell.table != heading.table
    return True


def _read(region: Sequence[Cell]) -> Signer:
    """Title lines that follow one another, then the first full name below them."""
    titles: list[str] = []
    for cell in region:
        text = cell.text if is_signer_title(cell.text) else cut_signer(cell.text)[1]
        if text and is_signer_title(text):
            titles.append(text.strip(" *"))
            continue
        if not titles or is_rule(cell.text):
            continue
        if _opens_order(cell):
            titles = []
            continue
        if _continues_title(cell, titles):
            titles.append(cell.text.strip(" *"))
        elif name := name_in(cell.text):
            return Signer(" ".join(titles), name)
    return Signer(" ".join(titles[:4]))


def _continues_title(cell: Cell, titles: list[str]) -> bool:
    """A second line of a long title in capitals: “VIỆN TRƯỞNG VIỆN KHOA HỌC” / “TỔ CHỨC NHÀ NƯỚC”."""
    if any(c.isdigit() or c in "()" for c in cell.text):
        return False
    if len(titles) < 4 and is_role(cell.text):  # “TM. Chính phủ” / “Thủ tướng”
        return True
    return is_upper(cell.text) and len(titles) < 4 and len(cell.text) < 60 and cell.text[:1] not in "-["


def _opens_order(cell: Cell) -> bool:
    """“QUYẾT ĐỊNH:” below “BỘ TRƯỞNG BỘ NỘI VỤ” opens the text; no signer bears such a title."""
    return re.match(r"(quyet dinh|nghi dinh|quyet nghi|thong tu|chi thi)\b", cell.start) is not None
