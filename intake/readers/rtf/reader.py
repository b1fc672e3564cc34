"""Reads .rtf: what a person sees and in which font, without recursion and without believing a length.

The whole state of a group is one :class:`State` on a stack; a brace pushes or pops it. What stands elsewhere than where
it is stored (headers, notes, text boxes) is an aside of :class:`intake.readers.scribe.Scribe`.
"""

from __future__ import annotations

from collections.abc import Callable

from casework.document import Flaw, FlawKind
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.rtf.fonts import Bytes, codec_of_page
from intake.readers.rtf.letters import RtfLetters
from intake.readers.rtf.sheet import Sheet
from intake.readers.rtf.words import (
    ASIDES,
    CAPTURED,
    GROUPS,
    KNOWN,
    LAYOUT,
    LITERALS,
    LOOKS,
    PAGES,
    PARAGRAPH_ENDS,
    PASSED_OVER,
    PICTURE_KINDS,
    PROPERTIES,
    SHAPES,
    SYMBOLS,
    TOKEN,
    TRANSPARENT,
    Dest,
    State,
    layout,
    look,
)

__all__ = ["RtfReader", "read"]


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the file holds; never raises. A file cut short is read as far as it goes, with a flaw that says so."""
    start = content.find(b"{\\rtf", 0, 1024)
    if start < 0:
        return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "tệp không phải là tài liệu RTF"),))
    reader = RtfReader(content, start, limits, Bytes())
    reader.run()
    if reader.letters.misled:
        reader = RtfReader(content, start, limits, Bytes(believe_1258=False))
        reader.run()
    return reader.finished()


class RtfReader(RtfLetters):
    """One pass over the bytes."""

    def __init__(self, content: bytes, start: int, limits: Limits, letters: Bytes) -> None:
        super().__init__(content, start, limits, letters)
        self._limits = limits
        self._sheet = Sheet(self._scribe)
        self._stack: list[State] = []
        self._ends: list[tuple[int, Callable[[], None]]] = []  # what to do when the group of that depth ends
        self._starred = False
        self._style_depth = -1
        self._whole = False

    def run(self) -> None:
        """Go through the tokens to the brace that closes the first."""
        content, match = self._content, TOKEN.match
        deepest, left = self._limits.rtf_depth, self._limits.rtf_tokens
        while token := match(content, self._at):
            self._at = token.end()
            kind = token.lastindex
            left -= 1
            if kind == 1:
                self._text(token[1])
            elif kind in (2, 3):
                self._word(token[2], int(token[3]) if token[3] else None)
            elif kind == 4:
                self._byte(token[4])
            elif token[5] == b"{":
                self._open()
                if len(self._stack) > deepest:
                    self._scribe.limit(f"tệp lồng quá {deepest} nhóm (rtf_depth); phần còn lại chưa được đọc")
                    return
            elif token[5] == b"}":
                self._close()
                if not self._stack:
                    self._whole = True
                    return
            else:
                self._symbol(token[6])
            if left <= 0:
                self._scribe.limit(
                    f"tệp có hơn {self._limits.rtf_tokens} lệnh (rtf_tokens); phần còn lại chưa được đọc"
                )
                return
            if self._scribe.full:
                return

    def finished(self) -> RawDocument:
        self._flush()
        cut = (
            not self._whole and not self._scribe.full and not any(f.kind is FlawKind.LIMIT for f in self._scribe.flaws)
        )
        # Some writers forget the last brace; Word does not mind, and nothing is missing.
        if cut and len(self._stack) > 1:
            self._scribe.flaws.append(Flaw(FlawKind.UNREADABLE, "tệp bị cắt cụt; chỉ đọc được phần đầu"))
        while self._stack:
            self._close()
        self._end(b"par")
        lines = (*self._scribe.finished(), *self._captured.properties)
        return RawDocument(
            lines=lines,
            pages=self._captured.pages,
            pictures=tuple(dict.fromkeys(self._scribe.pictures)),
            flaws=tuple(dict.fromkeys((*self._captured.flaws, *self._scribe.flaws))),
            title=self._captured.title,
        )

    # --- groups -----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._flush()
        self._skip, self._starred = 0, False
        self._stack.append(self._state)
        if self._state.slot:
            self._state = self._state._replace(slot="")
        if len(self._stack) == self._style_depth + 1 and self._state.dest is Dest.STYLES:
            self._styles.begin()
            self._at_end(self._styles.end)

    def _close(self) -> None:
        self._flush()
        self._skip, self._starred = 0, False
        depth = len(self._stack)
        while self._ends and self._ends[-1][0] >= depth:
            self._ends.pop()[1]()
        self._state = self._stack.pop()

    def _set(self, **changes: object) -> None:
        self._flush()
        self._state = self._state._replace(**changes)  # type: ignore[arg-type]

    def _at_end(self, action: Callable[[], None]) -> None:
        self._ends.append((len(self._stack), action))

    def _destination(self, word: bytes) -> bool:
        """Whether ``word`` says what becomes of the group, which is then so."""
        dest = self._state.dest
        if word in ASIDES and dest in (Dest.TEXT, Dest.SHAPE):
            self._aside(word)
        elif word in CAPTURED and dest in (Dest.TEXT, Dest.INFO, Dest.SHAPE, Dest.CAPTURE):
            self._set(dest=Dest.CAPTURE)
            self._captured.begin(word)
            self._at_end(self._captured.end)
        elif word in SHAPES:
            self._set(dest=Dest.SHAPE if dest in (Dest.TEXT, Dest.SHAPE) else Dest.SKIP)
        elif word == b"pict":
            self._picture()
        elif word == b"objdata":
            self._set(dest=Dest.OBJECT)
            self._captured.begin_bytes("")
            self._at_end(self._captured.end_object)
        elif word in GROUPS:
            self._set(dest=GROUPS[word])
            if word == b"stylesheet":
                self._style_depth = len(self._stack)
            elif word == b"fonttbl":
                self._at_end(self._fonts.finish)
        elif word == b"ud":
            if len(self._stack) >= 2 and self._stack[-1].dest is Dest.TWICE:
                self._set(dest=self._stack[-2].dest)
        elif word in PASSED_OVER:
            self._set(dest=Dest.SKIP)
        else:
            return False
        return True

    def _aside(self, word: bytes) -> None:
        self._set(dest=Dest.TEXT, in_table=False, depth=1)
        self._sheet.enter(word)
        self._at_end(self._sheet.leave)

    def _picture(self) -> None:
        shown = self._state.dest in (Dest.TEXT, Dest.SHAPE, Dest.CAPTURE) and not self._state.hidden
        self._set(dest=Dest.PICTURE)
        self._captured.begin_bytes("")
        self._at_end(self._captured.end_picture if shown else self._captured.drop)

    # --- tokens -----------------------------------------------------------------------------------------------------

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif self._skip:
            self._skip -= 1
        elif symbol in SYMBOLS:
            self._raw += SYMBOLS[symbol]
        elif symbol == b"~":
            self._literal("\u00a0")
        elif symbol in b"\r\n":
            self._end(b"par")

    def _end(self, word: bytes) -> None:
        self._flush()
        self._skip = 0
        if self._state.dest is Dest.TEXT:
            self._sheet.end(word, self._state)

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word not in KNOWN and not starred and not self._skip:
            return
        if word == b"bin":
            self._binary(number or 0)
        elif self._skip and word not in PARAGRAPH_ENDS:
            self._skip -= 1
        elif word == b"u":
            self._unicode(number or 0)
        elif self._state.dest is Dest.SKIP or self._destination(word):
            return
        elif starred and self._state.dest is not Dest.STYLES and word not in TRANSPARENT:
            self._set(dest=Dest.SKIP)
        elif word in PARAGRAPH_ENDS:
            self._end(word)
        elif word in LITERALS:
            self._literal(LITERALS[word])
        else:
            self._property(word, number)

    def _property(self, word: bytes, number: int | None) -> None:
        dest = self._state.dest
        if dest is Dest.FONTS:
            self._font_said(word, number or 0)
        elif dest is Dest.STYLES:
            self._styles.said(word, number or 0)
        elif dest is Dest.PICTURE:
            if word in PICTURE_KINDS:
                self._captured.kind = PICTURE_KINDS[word]
        elif word in PROPERTIES:
            if getattr(self._state, PROPERTIES[word]) is not (number != 0):
                self._set(**{PROPERTIES[word]: number != 0})
        elif word in LOOKS:
            self._flush()
            self._state = look(self._state, word, number or 0, self._styles.font)
        elif word in LAYOUT:
            self._flush()
            self._state = layout(self._state, word, number)
        elif word == b"trowd":
            self._sheet.begin_row()
        else:
            self._document(word, number or 0)

    def _font_said(self, word: bytes, number: int) -> None:
        if word == b"f":
            self._flush()
            self._fonts.begin(number)
        elif word == b"fcharset":
            self._fonts.charset(number)
        elif word == b"cpg":
            self._fonts.page(number)

    def _document(self, word: bytes, number: int) -> None:
        if word == b"deff":
            self._default = number
        elif word == b"ansicpg":
            self.letters.page = codec_of_page(number)
        elif word in PAGES:
            self.letters.page = PAGES[word]
        elif word == b"nofpages":
            self._captured.pages = number if 0 < number < 100_000 else None
        elif word == b"objocx":
            self._captured.active("điều khiển ActiveX")
        elif word == b"ftnalt":
            self._sheet.endnote()
