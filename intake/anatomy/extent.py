"""Where a document ends and what is bound behind it begins: forms and annexes have a Nơi nhận of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake.anatomy.layout import Cell, emblem
from intake.anatomy.signer import is_signer_title, name_in

__all__ = ["document_end"]

#: “PHỤ LỤC I”, “Mẫu số 02”, “Mẫu 1 ban hành kèm theo Thông tư …”.
_ANNEX = re.compile(r"(phu luc\b|mau (so )?\d|bieu (mau )?so \d|danh sach kem theo)")
_ANNEX_LETTERS = 140
#: A signature stands at most so many cells above what follows the document.
_SIGNED_ABOVE = 45
_TITLE_ABOVE_NAME = 8


def document_end(cells: Sequence[Cell], start: int) -> int:
    """The number of the cell behind the document whose head ends at ``start``.

    A second Quốc hiệu or the heading of an annex ends it only where a signature, title and name, stands above: a
    circular on the form of documents prints samples of them within its text.
    """
    for at in range(start, len(cells)):
        cell = cells[at]
        annex = len(cell.text) <= _ANNEX_LETTERS and cell.start[:1] in "pmbd" and _ANNEX.match(cell.start)
        if (annex or emblem(cell) is not None) and _signed(cells[max(start, at - _SIGNED_ABOVE) : at]):
            return at
    return len(cells)


def _signed(above: Sequence[Cell]) -> bool:
    titles = [at for at, cell in enumerate(above) if is_signer_title(cell.text)]
    return any(name_in(cell.text) for at in titles for cell in above[at + 1 : at + 1 + _TITLE_ABOVE_NAME])
