"""On which page a signature is shown."""

from __future__ import annotations

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

__all__ = ["place_of"]

_DEPTH = 30  # of the tree of pages
_CORNERS = 4


def place_of(reader: PdfFileReader, field: generic.DictionaryObject, pages: int) -> str:
    """“trang 3”; empty for a signature that shows nowhere, and where the page is not among the first ``pages``."""
    try:
        widget = field["/Kids"][0] if "/Kids" in field else field
        left, bottom, right, top = (float(n) for n in list(widget["/Rect"])[:_CORNERS])
        if left == right or bottom == top:
            return ""
        wanted = widget.raw_get("/P").reference
        for number, page in enumerate(_pages(reader, pages), start=1):
            if page == wanted:
                return f"trang {number}"
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return ""  # a place is a courtesy
    return ""


def _pages(reader: PdfFileReader, limit: int) -> list[generic.Reference]:
    """References of the first ``limit`` pages in order."""
    found: list[generic.Reference] = []
    waiting = [(reader.root.raw_get("/Pages"), 0)]
    looked = 0
    while waiting and len(found) < limit and looked < limit * 4:
        looked += 1
        node, depth = waiting.pop()
        inside = node.get_object()
        if "/Kids" not in inside:
            found.append(node.reference)
        elif depth < _DEPTH:
            kids = inside["/Kids"]
            waiting += [(kids.raw_get(number), depth + 1) for number in reversed(range(len(kids)))]
    return found
