"""What the workshop can do for a document that no reader of ours can read alone, and what came back from it.

A reader never calls the workshop: it says what it would need (a *want*). Whoever opened the mail fetches it as an *aid*
and opens the mail once more with the aids in hand, so that opening stays a pure function of bytes.
"""

from __future__ import annotations

from enum import StrEnum

from casework.document import Media, Stamp
from casework.noun import Noun

__all__ = ["Aid", "AidKind", "GreyPage", "RecognisedLine", "RecognisedPage", "Want", "aid_for"]


class AidKind(StrEnum):
    """Each also stands in :attr:`intake.readers.assemble.RawDocument.wants` under its value."""

    OCR = "ocr"  # pages without text, read by tesseract
    OFFICE = "office"  # a file turned into flat XML by LibreOffice
    MEDIA = "media"  # sound or video looked at, and played to its end, by ffmpeg


class Want(Noun, frozen=True):
    """One document's wish. ``path`` is its way in (“thư › bai.zip › scan.pdf”), ``pages`` (from 1) what of it is to be
    recognised; empty means all. ``content`` are the document's bytes and ``file_kind`` what they are by content, for
    whoever fetches the aid: he hands them on and never opens them himself."""

    sha256: str
    path: str
    kind: AidKind
    pages: tuple[int, ...] = ()
    file_kind: str = ""
    content: bytes = b""


class GreyPage(Noun, frozen=True):
    """One page as plain grey points, row after row from the upper left corner, 0 black: nothing to decode.

    Made in the sandbox. ``stamps`` is the seal and the blue ink that were seen in its colours; ``blank``: nothing
    stands on it."""

    number: int
    width: int
    height: int
    dpi: int
    points: bytes
    stamps: tuple[Stamp, ...] = ()
    blank: bool = False


class RecognisedLine(Noun, frozen=True):
    """One line as tesseract read it. ``left`` … ``bottom`` are shares (0–1) of the page from its upper left corner,
    after the page was turned upright; ``confidence`` 0–100; ``block`` numbers tesseract's blocks within the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    block: int = 0


class RecognisedPage(Noun, frozen=True):
    """One page as it was read. ``width`` and ``height`` are pixels of the upright page; ``turned`` is how far it had to
    be turned clockwise to stand upright (0, 90, 180, 270). ``stamps`` lie on the upright page. ``blank``: nothing
    stands on it, so that no line is no doubt."""

    number: int
    width: int
    height: int
    turned: int = 0
    lines: tuple[RecognisedLine, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    blank: bool = False


class Aid(Noun, frozen=True):
    """What came back for the document with this hash.

    ``content`` is flat XML (OFFICE), ``pages`` what was recognised (OCR), ``media`` the facts of a sound or video
    (MEDIA). ``limit`` names the bound that ended the work early, ``failure`` why nothing came; both in Vietnamese.
    """

    sha256: str
    kind: AidKind
    content: bytes = b""
    pages: tuple[RecognisedPage, ...] = ()
    media: Media | None = None
    limit: str = ""
    failure: str = ""


def aid_for(aids: tuple[Aid, ...], sha256: str, kind: AidKind) -> Aid | None:
    """The aid of this kind for this document, if it was fetched."""
    return next((aid for aid in aids if aid.sha256 == sha256 and aid.kind is kind), None)
