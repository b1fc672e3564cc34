"""What a document is — article, official document, draft, pictures, media, invitation — judged from its content."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.document import RASTERS, Anatomy, Document, Item, Line, Zone
from casework.vietnamese import fold, squeeze
from intake.anatomy.kinds import LEGAL_KINDS

__all__ = ["classify_item"]

_PICTURES = frozenset({*RASTERS, "heic", "svg", "psd"})
_MEDIA = frozenset({"mp3", "mp4", "m4a", "wav", "ogg", "flac", "aac", "wma", "avi", "mov", "mkv", "webm", "wmv", "flv",
                    "mpg", "3gp"})  # fmt: skip
_TABLES_AND_SLIDES = frozenset({"xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp"})
_INVITATIONS = ("GIẤY MỜI", "THƯ MỜI")
#: Boxes that an article never has at its head; two of them make a document official where one of them is of the second
#: kind: an application form has a Quốc hiệu and a Kính gửi too.
_FIRM = frozenset({"number", "title", "noi_nhan", "promulgated"})
_OFFICIAL = ("quoc_hieu", "number", "place_date", "title", "kinh_gui", "noi_nhan", "signer", "promulgated")
_BOX_WORDS = {"quoc_hieu": "Quốc hiệu", "noi_nhan": "Nơi nhận", "kinh_gui": "Kính gửi", "promulgated": "kèm theo"}

#: Letters: a line from which prose begins, the prose that an article needs, and the same for a mail's own text.
_PROSE_LINE = 45
_ARTICLE_PROSE = 250
_BODY_PROSE = 600
_HEADLINE = 220
_HEADLINE_WORDS = 3

_LEGAL = "|".join(fold(kind) for kind in LEGAL_KINDS)
_NOT_WORDS = re.compile(r"[\W_]+")
_DRAFT_ALONE = re.compile(r"(ban )?du thao( (lan )?(thu )?(\d{1,2}|cuoi))?( ngay [\d ]+)?$")
_DRAFT_TITLE = re.compile(rf"(ban )?du thao (lan \d+ )?({_LEGAL})\b")
_ARTICLE_OF_LAW = re.compile(r"(can cu |dieu \d+\b|chuong (i|1)\b)")
_GREETING = re.compile(r"(kinh (gui|goi|chao|thua)|than gui|dear|chao |xin chao|gui (anh|chi|ban|quy))")
_FAREWELL = re.compile(r"(tran trong|than ai|than men|kinh thu|xin (chan thanh )?cam on|best regards|regards)\b")
_BYLINE = re.compile(r"(nguon|theo|tac gia|anh|tin,? anh|bai,? anh|bai va anh|tin va anh|pv|ctv)\b")


def classify_item(document: Document, mail_subject: str) -> tuple[Item | None, tuple[str, ...], str]:
    """The item, the words that led to it, and its title; ``(None, (), "")`` where the content does not tell.

    The title is an article's headline or a document's trích yếu; the mail's subject stands in for pictures and media
    alone. A mail's own text (kind “body”) is an article only where it really holds one.
    """
    if document.kind in _PICTURES:
        return Item.PICTURES, (document.kind,), squeeze(mail_subject)
    if document.kind in _MEDIA:
        return Item.MEDIA, (document.kind,), squeeze(mail_subject)
    lines = [line for line in document.lines if line.zone in (Zone.BODY, Zone.TABLE) and line.text.strip()]
    if not lines:
        return (Item.PICTURES, ("chỉ có ảnh",), squeeze(mail_subject)) if _only_pictures(document) else (None, (), "")
    if document.kind == "body":
        return _article(_without_greeting(lines), _BODY_PROSE)
    return _written(document, lines)


def _only_pictures(document: Document) -> bool:
    """A word-processor file that holds photographs and no text; a pdf without text is a scan, not a photograph."""
    return document.kind != "pdf" and bool(document.pictures) and not any(p.sheet_like for p in document.pictures)


def _written(document: Document, lines: Sequence[Line]) -> tuple[Item | None, tuple[str, ...], str]:
    anatomy = document.anatomy
    boxes = [name for name in _OFFICIAL if name in anatomy.boxes]
    official = len(boxes) >= 2 and not _FIRM.isdisjoint(boxes)
    if document.kind in _TABLES_AND_SLIDES and not anatomy.number and "noi_nhan" not in boxes:
        official = False  # a list or a form with a Quốc hiệu above it comes with a document and is none
    draft = _draft_words(document.lines, anatomy, official)
    if draft:
        return Item.DRAFT, draft, _document_title(anatomy) or lines[0].text[:_HEADLINE]
    if anatomy.kind in _INVITATIONS and (official or _invites(lines)):
        return Item.INVITATION, _words(anatomy, boxes), _document_title(anatomy)
    if official:
        return Item.DOCUMENT, _words(anatomy, boxes), _document_title(anatomy)
    if "quoc_hieu" in anatomy.boxes or anatomy.kind == "PHỤ LỤC":
        return None, (), ""  # an application form, an annex by itself
    return _article(lines, _ARTICLE_PROSE)


def _words(anatomy: Anatomy, boxes: Sequence[str]) -> tuple[str, ...]:
    """The boxes by the names that a clerk knows, the number and the kind as they stand."""
    words = [_BOX_WORDS[name] for name in boxes if name in _BOX_WORDS]
    if anatomy.number:
        words.insert(0, f"số {anatomy.number}")
    return (anatomy.kind, *words) if anatomy.kind else tuple(words)


def _document_title(anatomy: Anatomy) -> str:
    if anatomy.abstract:
        return anatomy.abstract
    return " ".join(
        part for part in (anatomy.kind.capitalize(), f"số {anatomy.number}" if anatomy.number else "") if part
    )


def _draft_words(lines: Sequence[Line], anatomy: Anatomy, official: bool) -> tuple[str, ...]:
    """“DỰ THẢO” as a stamp at the head of a legal document, or as the beginning of its title.

    A tờ trình about a draft is no draft, nor is an article whose headline speaks of one.
    """
    legal = anatomy.kind in LEGAL_KINDS
    head = [line for line in lines if line.zone in (Zone.BODY, Zone.TABLE, Zone.HEADER, Zone.TEXT_BOX)][:40]
    for line in head:
        if len(line.text) > _HEADLINE:
            if line.zone is Zone.BODY:
                break
            continue
        folded = _NOT_WORDS.sub(" ", fold(line.text)).strip()
        if legal and official and _DRAFT_ALONE.match(folded):
            return ("DỰ THẢO", anatomy.kind)
        titled = _DRAFT_TITLE.match(folded)
        if titled is not None and (legal or not anatomy.kind) and (official or _is_law(lines)):
            return (squeeze(line.text)[:60],)
    return ()


def _is_law(lines: Sequence[Line]) -> bool:
    """Whether the text is built of grounds and articles, as a legal document is and a report about it is not."""
    return sum(1 for line in lines if _ARTICLE_OF_LAW.match(fold(line.text[:20]))) >= 3


def _invites(lines: Sequence[Line]) -> bool:
    return any("kinh moi" in fold(line.text[:200]) for line in lines[:25])


def _article(lines: Sequence[Line], prose_needed: int) -> tuple[Item | None, tuple[str, ...], str]:
    """A headline followed by prose. Captions, a byline and lists do not count as prose."""
    if len(lines) < 2:
        return None, (), ""
    title, after = _headline(lines)
    prose = sum(len(line.text) for line in lines[after:] if _is_prose(line))
    if len(title.split()) < _HEADLINE_WORDS or prose < prose_needed:
        return None, (), ""
    return Item.ARTICLE, ("tiêu đề", f"{prose} chữ văn xuôi"), title


def _is_prose(line: Line) -> bool:
    """A line of words, not of figures, outside tables."""
    if len(line.text) < _PROSE_LINE or line.zone is Zone.TABLE:
        return False
    words = "".join(line.text.split())
    others = 0 if words.isalpha() else len(words) - sum(map(str.isalpha, words))
    return len(line.text) - others >= 0.8 * len(line.text)


def _headline(lines: Sequence[Line]) -> tuple[str, int]:
    """The headline and the number of the line behind it; a headline may run over up to three short lines."""
    start = 0
    while start < min(3, len(lines)) and _is_label(lines[start].text):
        start += 1
    if start >= len(lines):
        return "", start
    first = lines[start]
    parts = [first.text.strip()]
    if len(first.text) > _HEADLINE or first.text.rstrip().endswith((";", ":")):
        return "", start
    at = start + 1
    while at < min(start + 3, len(lines)) and _goes_on(first, lines[at], parts[-1]):
        parts.append(lines[at].text.strip())
        at += 1
    return " ".join(parts).strip(" .*#"), at


def _is_label(text: str) -> bool:
    """“Tin bài”, “(Ảnh)”, a rule: what stands above a headline without being one."""
    folded = fold(text)
    return not any(c.isalpha() for c in text) or (
        len(folded) < 25 and re.match(r"(tin( bai)?|bai viet|tieu de|\()", folded) is not None
    )


def _goes_on(first: Line, line: Line, above: str) -> bool:
    """A second headline line looks like the first (capitals, or bold) and the first does not end a sentence."""
    if len(line.text) > 120 or above.endswith((".", "!", "?")) or _BYLINE.match(fold(line.text)):
        return False
    if first.text.isupper():
        return line.text.isupper()
    return first.bold and line.bold and (line.text[:1].islower() or line.where == first.where)


def _without_greeting(lines: Sequence[Line]) -> list[Line]:
    """The lines of a mail's text between greeting and farewell; nothing where they only say that a file comes along."""
    kept = list(lines)
    for at, line in enumerate(kept):
        if at > 3 and _FAREWELL.match(fold(line.text[:60])):
            kept = kept[:at]
            break
    first = kept[0].text.rstrip() if kept else ""
    # “Gửi Cổng bài hội nghị.” stands above an article as a greeting does.
    led = _GREETING.match(fold(first[:40])) or len(first.split()) < _HEADLINE_WORDS or first.endswith((".", "!"))
    if not led or len(first) > _HEADLINE:
        return kept
    # Behind a greeting an article begins at a headline: short, no sentence, prose below it.
    for at in range(1, len(kept) - 1):
        line = kept[at]
        short = 15 <= len(line.text) <= _HEADLINE and not line.text.rstrip().endswith((".", ",", ";", ":"))
        if short and len(kept[at + 1].text) >= _PROSE_LINE and (line.text.isupper() or line.text.count(" ") >= 4):
            return kept[at:]
    return []
