"""The vocabulary of rtf (Rich Text Format Specification 1.9.1): which words matter, and what state they set."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from casework.document import Zone

__all__ = [
    "ASIDES",
    "CAPTURED",
    "GROUPS",
    "KNOWN",
    "LAYOUT",
    "LITERALS",
    "LOOKS",
    "PAGES",
    "PARAGRAPH_ENDS",
    "PASSED_OVER",
    "PICTURE_KINDS",
    "PROPERTIES",
    "SHAPES",
    "SYMBOLS",
    "TOKEN",
    "TRANSPARENT",
    "Dest",
    "State",
    "layout",
    "look",
]

_MOST_FALLBACK = 100  # \\uc: Word writes 0, 1 or 2
_MOST_TABLES = 20  # \\itap

#: A stretch of text (1), a word (2) with its number (3), a byte (4), a brace (5), a control symbol (6).
TOKEN = re.compile(rb"([^\\{}]+)|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|([{}])|\\(.)", re.DOTALL)


class Dest(Enum):
    """What becomes of the text of a group."""

    TEXT = auto()  # a person sees it
    SKIP = auto()  # nobody does; nothing inside is looked at
    FONTS = auto()
    STYLES = auto()
    INFO = auto()  # only its named parts count
    SHAPE = auto()  # a drawing: only its text boxes, pictures and properties count
    CAPTURE = auto()  # kept aside for what is decided when the group ends
    PICTURE = auto()
    OBJECT = auto()
    TWICE = auto()  # \\upr: the part in ANSI is passed over for the one in Unicode


class State(NamedTuple):
    """What a group inherits and gives back at its end. Fonts are numbers; ``None`` means as the style or default."""

    dest: Dest = Dest.TEXT
    low: int | None = None  # font of ASCII letters
    high: int | None = None  # font of the others
    slot: str = ""  # which of the two the next \\f or \\af sets: "l", "h", "d" (neither), "" (both)
    style: int = 0
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    caps: bool = False
    fallback: int = 1  # \\uc
    in_table: bool = False
    depth: int = 1  # \\itap


#: Parts of a group that are written down elsewhere: zone, and what a person calls the place.
ASIDES: dict[bytes, tuple[Zone, str]] = {
    **dict.fromkeys((b"header", b"headerl", b"headerr", b"headerf"), (Zone.HEADER, "đầu trang")),
    **dict.fromkeys((b"footer", b"footerl", b"footerr", b"footerf"), (Zone.FOOTER, "chân trang")),
    b"footnote": (Zone.NOTE, "chú thích chân trang"),
    b"annotation": (Zone.NOTE, "nhận xét"),
    b"shptxt": (Zone.TEXT_BOX, ""),
    b"dptxbxtext": (Zone.TEXT_BOX, ""),
}
#: Drawings, and what only wraps one.
SHAPES = frozenset((b"shpinst", b"do", b"shpgrp"))
#: Groups whose text decides something at their end.
CAPTURED = frozenset(
    (b"title", b"subject", b"keywords", b"doccomm", b"category", b"fldinst", b"template", b"objclass", b"sn", b"sv")
)
PARAGRAPH_ENDS = frozenset((b"par", b"sect", b"cell", b"row", b"nestcell", b"nestrow"))
LITERALS = {
    b"tab": "\t", b"line": "\n", b"page": "\n", b"column": "\n", b"softline": "\n", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": "\u2003",
    b"enspace": "\u2002", b"qmspace": "\u2005",
}  # fmt: skip
#: Control symbols. ``\\-`` says where a word may break. LibreOffice writes it for the ư of TCVN3 too, so it is read as
#: the soft hyphen that it stands for, and the judge of encodings tells the two apart, as in a Word document.
SYMBOLS = {b"_": b"-", b"-": b"\xad", b"\\": b"\\", b"{": b"{", b"}": b"}"}
#: Words that switch something of the look on and off.
PROPERTIES = {
    b"b": "bold", b"v": "hidden", b"webhidden": "hidden", b"deleted": "deleted", b"caps": "caps", b"scaps": "caps",
}  # fmt: skip
PICTURE_KINDS = {
    b"pngblip": "png", b"jpegblip": "jpg", b"emfblip": "emf", b"wmetafile": "wmf", b"macpict": "pict",
    b"dibitmap": "dib", b"wbitmap": "bmp",
}  # fmt: skip
GROUPS = {
    b"fonttbl": Dest.FONTS, b"stylesheet": Dest.STYLES, b"info": Dest.INFO, b"upr": Dest.TWICE,
}  # fmt: skip
#: Groups without a star that hold no text of the document, and second copies of what stands elsewhere.
PASSED_OVER = frozenset(
    (
        b"colortbl", b"nonshppict", b"shprslt", b"nonesttables", b"listtext", b"pntext", b"xe", b"tc", b"tcn", b"txe",
        b"rxe", b"filetbl", b"revtbl", b"listtable", b"listoverridetable", b"rsidtbl", b"bkmkstart", b"bkmkend",
        b"atnid", b"atnauthor", b"atnref", b"atntime", b"atndate", b"atnparent", b"atnicn", b"annotationstart",
        b"objname", b"objalias", b"objsect", b"objtime", b"author", b"operator", b"manager", b"company", b"comment",
        b"creatim", b"revtim", b"printim", b"buptim", b"hlinkbase", b"datafield", b"private", b"panose", b"falt",
        b"themedata", b"colorschememapping", b"latentstyles", b"datastore", b"generator", b"ftnsep", b"ftnsepc",
        b"ftncn", b"aftnsep", b"aftnsepc", b"aftncn", b"pnseclvl", b"pn", b"background", b"userprops", b"htmltag",
    )
)  # fmt: skip
#: Starred words whose group is read as if they were not there.
TRANSPARENT = frozenset((b"shppict", b"nesttableprops", b"cs", b"ts", b"ds", b"shp"))
_SLOTS = {b"loch": "l", b"hich": "h", b"dbch": "d", b"ltrch": "", b"rtlch": "d"}
LOOKS = frozenset((b"f", b"af", b"plain", b"cs", b"uc", *_SLOTS))
LAYOUT = frozenset((b"pard", b"s", b"intbl", b"itap"))
PAGES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
#: Every word that means anything here. The many others, which place and colour things, are passed over at once.
KNOWN = frozenset(
    (
        *ASIDES, *SHAPES, *CAPTURED, *PARAGRAPH_ENDS, *LITERALS, *PROPERTIES, *PICTURE_KINDS, *GROUPS, *PASSED_OVER,
        *LOOKS, *LAYOUT, *PAGES, b"bin", b"u", b"pict", b"objdata", b"ud", b"trowd", b"fcharset", b"cpg", b"sbasedon",
        b"ds", b"ts", b"deff", b"ansicpg", b"nofpages", b"objocx", b"ftnalt",
    )
)  # fmt: skip


def look(state: State, word: bytes, number: int, style_font: Callable[[int], int | None]) -> State:
    """``state`` after one of LOOKS. Each of \\loch, \\hich and \\dbch says for which letters the next font is."""
    if word in (b"f", b"af"):
        slot = state.slot
        if slot == "" and word == b"f":
            return state._replace(low=number, high=number)
        if slot == "l":
            return state._replace(low=number, high=number if state.high is None else state.high, slot="")
        return state._replace(high=number, slot="") if slot == "h" else state._replace(slot="")
    if word == b"plain":
        return state._replace(low=None, high=None, slot="", bold=False, hidden=False, deleted=False, caps=False)
    if word == b"cs":
        font = style_font(-1 - number)
        return state if font is None else state._replace(low=font, high=font)
    if word == b"uc":
        return state._replace(fallback=max(0, min(number, _MOST_FALLBACK)))
    return state._replace(slot=_SLOTS[word])


def layout(state: State, word: bytes, number: int | None) -> State:
    """``state`` after one of LAYOUT."""
    if word == b"pard":
        return state._replace(in_table=False, depth=1, style=0)
    if word == b"s":
        return state._replace(style=number or 0)
    if word == b"intbl":
        return state._replace(in_table=number != 0)
    return state._replace(depth=max(1, min(number or 0, _MOST_TABLES)), in_table=number != 0)  # \\itap
