"""The boxes of an official document, found on the lines that a reader gives (Nghị định 30/2020/NĐ-CP, annex I).

``dissect`` reads the head (Quốc hiệu, issuer, number, place and date, kind, trích yếu, Kính gửi), then Nơi nhận, then
the signer. Everything is matched on folded text with room for slips, and by place: a document quoted inside an article
stands below prose and is not this document's head.
"""

from __future__ import annotations

from collections.abc import Sequence

from casework.document import Anatomy, Line
from intake.anatomy.extent import document_end
from intake.anatomy.head import Head, read_head
from intake.anatomy.layout import Cell, cells_of, emblem
from intake.anatomy.recipients import read_recipients
from intake.anatomy.signer import read_signer

__all__ = ["dissect"]

_PROSE = 150  # letters
_ORDER = ("quoc_hieu", "issuer", "number", "place_date", "title", "kinh_gui", "noi_nhan", "signer", "promulgated")


def dissect(lines: Sequence[Line]) -> Anatomy:
    """The anatomy of ``lines``; empty where no head of an official document stands at their beginning.

    Besides the boxes that :class:`casework.document.Anatomy` names there is ``promulgated``: a text issued with
    another document (“Ban hành kèm theo Quyết định số …”, “Kèm theo Công văn …”), whose Nơi nhận is in that one.
    """
    cells, head = _head(lines)
    if not head.boxes:
        return Anatomy()
    boxes = set(head.boxes)
    cells = cells[: document_end(cells, head.end)]
    recipients = read_recipients(cells, head.end) if _may_have_recipients(head) else None
    signer = read_signer(cells, head.end, recipients)
    framed = cells_of(lines, framed=True)
    if framed and recipients is None and _may_have_recipients(head):
        recipients = read_recipients(framed, 0)
    if framed and not signer.title:
        signer = read_signer(framed, 0, None)
    if recipients is not None:
        boxes.add("noi_nhan")
    if signer.title:
        boxes.add("signer")
    return Anatomy(
        boxes=tuple(name for name in _ORDER if name in boxes),
        issuer=head.issuer,
        number=head.number,
        place=head.place,
        issued_on=head.issued_on,
        kind=head.kind,
        abstract=head.abstract,
        addressed_to=head.addressed_to,
        recipients=None if recipients is None else recipients.items,
        recipients_where="" if recipients is None else recipients.where,
        signer=signer.name,
        signer_title=signer.title,
    )


def _head(lines: Sequence[Line]) -> tuple[tuple[Cell, ...], Head]:
    """The cells of the flow and the head on them; where it lacks the boxes of an official document, they may stand in
    text boxes drawn above it."""
    cells = cells_of(lines)
    head = read_head(cells)
    if {"quoc_hieu", "number"} & head.boxes:
        return cells, head
    framed = cells_of(lines, framed=True)
    prose = next((cell.line for cell in cells if len(cell.text) > _PROSE), len(lines))
    above = tuple(cell for cell in framed if cell.line < prose)
    if not any(emblem(cell) is not None for cell in above):
        return cells, head
    both = (*above, *cells)
    return both, read_head(both)


def _may_have_recipients(head: Head) -> bool:
    """An annex has none of its own: what its text explains or prints as a sample is not its Nơi nhận."""
    return bool(head.boxes - {"issuer"}) and not (head.kind == "PHỤ LỤC" and not head.number)
