"""What a conversion comes to."""

from __future__ import annotations

from typing import NamedTuple

from casework.document import EncodingCount
from casework.noun import Noun
from intake.convert.letters import Changes

__all__ = ["Converted", "Copy", "Modern", "Written"]


class Written(NamedTuple):
    """What a format's own converter gives back; ``content`` is empty where no letter had to be converted."""

    content: bytes
    changes: Changes


class Converted(Noun, frozen=True):
    """The same document in Unicode.

    ``content`` is empty where nothing had to be converted (``refusal`` empty) or nothing may or can be (``refusal``
    says why, in Vietnamese). ``kind`` is the extension without its dot. The rest is what its owner must know:
    ``letters`` by the encoding that they were in, how many of them a font for capitals (.VnTimeH) showed as
    ``capitals``, the places that were left as they were because no reading was sure (``unsure``), and whether the file
    was an old one that was saved anew (``resaved``).
    """

    content: bytes = b""
    kind: str = ""
    letters: tuple[EncodingCount, ...] = ()
    capitals: int = 0
    unsure: tuple[str, ...] = ()
    resaved: bool = False
    refusal: str = ""


class Modern(Noun, frozen=True):
    """What LibreOffice made of the .doc or .xls with this hash: a .docx or .xlsx, letters and fonts as they stood."""

    sha256: str
    content: bytes


class Copy(Noun, frozen=True):
    """The conversion of one file of a mail. ``name`` is that of the copy (“Bai (Unicode).docx”), ``path`` the way to
    the original. ``source`` holds the original's bytes and ``kind`` its kind where LibreOffice must first save it anew.
    """

    original: str  # SHA-256
    path: str
    name: str
    converted: Converted
    source: bytes = b""
    kind: str = ""
