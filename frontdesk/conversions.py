"""Our own Unicode copies (“bản tham khảo”) of files that are returned for their encoding.

They are made between the decision and the letters, in the sandbox, out of the mail's own bytes: the same mail gives the
same copies. Nothing is converted that bears a signature, nor anything of a mail with a finding on secrecy, sure or not.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from casework.case import Case, Conversion
from casework.decision import Disposition
from casework.document import Document
from casework.finding import Verdict
from casework.letter import Attachment
from casework.mail import MailClass
from intake.convert.convert import CONVERTIBLE, MODERN
from intake.convert.result import Copy, Modern
from intake.sandbox import Sandbox
from intake.terms import Terms
from intake.workshop.client import Workshop, WorkshopFailed
from notifier.context import OwnCopy
from validators.reading import LEGACY

__all__ = ["conversions_of", "fetch_modern", "notes_of", "unicode_copies"]

log = logging.getLogger(__name__)

_ENCODING_RULE, _SECRECY = "FNT101", "SEC"
_WORKSHOP_SECONDS = 60.0  # for all old files of one mail
_PLACES = 5  # that a letter names
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "csv": "text/csv",
}


def unicode_copies(
    case: Case,
    wire: Callable[[], bytes],
    sandbox: Sandbox,
    terms: Terms,
    workshop: Workshop | None,
    seconds: float = _WORKSHOP_SECONDS,
) -> tuple[OwnCopy, ...]:
    """Copies for the letter of a decided case, at most ``terms.limits.converted_bytes`` of them in all; LibreOffice has
    ``seconds`` for the old files among them."""
    wanted = _wanted(case)
    if not wanted:
        return ()
    content = wire()
    copies = sandbox.convert_mail(content, terms, wanted)
    modern = fetch_modern(copies, workshop, seconds)
    if modern:
        copies = sandbox.convert_mail(content, terms, wanted, modern)
    chosen: list[OwnCopy] = []
    left = terms.limits.converted_bytes
    for copy in copies:
        left -= len(copy.converted.content)
        if copy.converted.content and left >= 0:
            chosen.append(_own(copy))
    return tuple(chosen)


def _wanted(case: Case) -> tuple[str, ...]:
    """The hashes of the files that may be converted and go out with this case's letter."""
    returned = case.decision is not None and case.decision.disposition is Disposition.RETURN
    if not returned and case.mail_class is not MailClass.PRECHECK:
        return ()
    findings = case.findings or ()
    signed_mail = any(d.signatures for d in case.documents if not d.is_file)
    if case.secret or signed_mail or any(f.code.startswith(_SECRECY) for f in findings):
        return ()
    about = {f.about for f in findings if f.code == _ENCODING_RULE and f.verdict is Verdict.DEFECT}
    return tuple(dict.fromkeys(d.sha256 for d in case.files if d.path in about and _may_be_converted(d)))


def _may_be_converted(document: Document) -> bool:
    return document.kind in CONVERTIBLE and not document.signatures and not document.cut


def fetch_modern(
    copies: tuple[Copy, ...], workshop: Workshop | None, seconds: float = _WORKSHOP_SECONDS
) -> tuple[Modern, ...]:
    """What LibreOffice makes of the old files among ``copies`` in at most ``seconds``; what it cannot save is left out.
    Raises :class:`frontdesk.aiding.NeedsSlowLane` in a walk that must not wait for it."""
    found = []
    end = time.monotonic() + seconds
    for copy in copies:
        left = end - time.monotonic()
        if copy.source and workshop is not None and left >= 1.0:
            try:
                saved = workshop.to_office(copy.source, copy.kind, MODERN[copy.kind], left)
                found.append(Modern(copy.original, saved))
            except WorkshopFailed as failed:
                log.warning("no Unicode copy of a .%s: %s", copy.kind, failed)
    return tuple(found)


def _own(copy: Copy) -> OwnCopy:
    media_type = _TYPES.get(copy.converted.kind, "application/octet-stream")
    return OwnCopy(Attachment(copy.name, media_type, copy.converted.content), copy.original, notes_of(copy))


def conversions_of(copies: tuple[OwnCopy, ...]) -> tuple[Conversion, ...]:
    """What the ledger remembers of the copies, so that each is known again when it comes back."""
    return tuple(
        Conversion(
            original=own.original,
            name=own.attachment.name,
            sha256=hashlib.sha256(own.attachment.content).hexdigest(),
            size=len(own.attachment.content),
        )
        for own in copies
    )


def notes_of(copy: Copy) -> tuple[str, ...]:
    """What a clerk is told of a copy and must look at before he uses it, one sentence each."""
    made = copy.converted
    letters = sum(count.letters for count in made.letters)
    said = " và ".join(LEGACY.get(count.encoding, count.encoding) for count in made.letters)
    notes = [f"Đã chuyển {_number(letters)} chữ cái từ {said} sang Unicode."]
    if made.capitals:
        notes.append(
            f"{_number(made.capitals)} chữ cái ở phông chữ hoa (tên phông tận cùng bằng H) đã thành chữ in hoa: "
            "xem lại tiêu đề, tên riêng."
        )
    elif any(count.encoding == "tcvn3" for count in made.letters):
        notes.append("TCVN3 không phân biệt chữ hoa có dấu: xem lại chữ đầu câu, tên riêng (Ở, Ứng, Đồng …).")
    if made.unsure:
        places = ", ".join(made.unsure[:_PLACES])
        more = f" và {len(made.unsure) - _PLACES} chỗ khác" if len(made.unsure) > _PLACES else ""
        notes.append(f"Chưa rõ bảng mã nên để nguyên, cần sửa tay: {places}{more}.")
    if made.resaved:
        notes.append(f"Tệp cũ được lưu lại thành .{made.kind}: xem lại cách trình bày, bảng biểu, số trang.")
    return tuple(notes)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
