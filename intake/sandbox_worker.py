"""The locked process that opens strangers' bytes: started by the pool, one job at a time, no way out but its pipe.

``python -m intake.sandbox_worker PARENT MEMORY_MB CPU_SECONDS``. Everything is imported and one dummy job is run before
the locks go on, so that no library has to be found, and no initialisation done, behind them.
"""

from __future__ import annotations

import gc
import importlib
import io
import logging
import os
import pkgutil
import sys
import traceback
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import BinaryIO

import intake.readers
import intake.signatures
from casework.noun import replace
from intake.aids import GreyPage, Want
from intake.authenticity.checking import check_mail
from intake.authenticity.evidence import Inquiry
from intake.convert.mail import convert_in_mail, convert_plain
from intake.handover import hand_over
from intake.opening import open_files, open_mail
from intake.readers.limits import Limits
from intake.sandbox_frames import (
    HEADER,
    Authenticate,
    Authenticated,
    ConvertMail,
    ConvertPlain,
    CopiesDone,
    Done,
    DrawPage,
    Failed,
    FileDone,
    HandedOver,
    HandOver,
    Hello,
    OpenMail,
    PageDrawn,
    Reply,
    Request,
    TakeTrust,
    TrustTaken,
    decode_request,
    encode,
)
from intake.sandbox_lock import die_with_parent, limit_process, lock_files, lock_syscalls, readable_folders
from intake.scans.render import CannotDraw, draw_page
from intake.signatures.held import hold
from intake.terms import Terms

__all__ = ["answer", "main", "preload", "serve"]

_JOBS_BETWEEN_SWEEPS = 16
_WANTED_BYTES = 192 * 1024 * 1024  # of the files that the workshop is wanted for, in one answer
_YOUNG_VALUES = 50_000  # values made and not yet gone between two looks for cycles


def main(arguments: list[str]) -> int:
    """Lock this process and serve until the pipe closes. Returns the exit status."""
    return serve(answer, preload, arguments)


def serve(handle: Callable[[Request], Reply], prepare: Callable[[], None], arguments: list[str]) -> int:
    """Prepare, lock, greet, then answer one request after the other with ``handle``."""
    parent, memory_mb, cpu_seconds = (int(argument) for argument in arguments)
    die_with_parent(parent)
    requests, replies = _take_over_pipes()
    logging.disable(logging.CRITICAL)  # libraries quote what they cannot read; nothing of a mail goes into a log
    hello = _ready(prepare, memory_mb, cpu_seconds)
    _send(replies, hello)
    if hello.problem:
        return 1
    jobs = 0
    while (body := _receive(requests)) is not None:
        _send(replies, _handled(handle, body))
        del body
        jobs += 1
        if jobs % _JOBS_BETWEEN_SWEEPS == 0:
            gc.collect()  # few cycles, but each may hold a whole file
    return 0


def _handled(handle: Callable[[Request], Reply], body: bytearray) -> Reply:
    try:
        return handle(decode_request(body))
    except Exception as error:  # noqa: BLE001 — becomes a Failed frame, and in the pool a second try and then a flaw
        return Failed(type(error).__name__)


def answer(request: Request) -> Reply:
    """Do the job that ``request`` names."""
    if isinstance(request, OpenMail):
        opened = open_mail(request.content, request.terms, request.aids)
        return Done(replace(opened, wants=_bounded(opened.wants)))
    if isinstance(request, ConvertMail):
        return CopiesDone(convert_in_mail(request.content, request.terms, request.wanted, request.modern))
    if isinstance(request, ConvertPlain):
        return CopiesDone(convert_plain(request.content, request.name, request.terms, request.modern))
    if isinstance(request, HandOver):
        return HandedOver(hand_over(request.content, request.terms))
    if isinstance(request, DrawPage):
        return PageDrawn(_drawn(request))
    if isinstance(request, TakeTrust):
        hold(request.material)
        return TrustTaken(request.material.version)
    if isinstance(request, Authenticate):
        return Authenticated(check_mail(request.inquiry))
    read = open_files(request.content, request.name, request.terms, request.aids)
    return FileDone(replace(read, wants=_bounded(read.wants)))


def _bounded(wants: tuple[Want, ...]) -> tuple[Want, ...]:
    """The wishes with as many bytes as one answer may carry; what lies beyond comes without its content."""
    left = _WANTED_BYTES
    kept = []
    for want in wants:
        left -= len(want.content)
        kept.append(want if left >= 0 else replace(want, content=b""))
    return tuple(kept)


def _drawn(request: DrawPage) -> GreyPage | None:
    try:
        return draw_page(request.content, request.kind, request.number, request.dpi, request.limits)
    except CannotDraw:
        return None


def _ready(prepare: Callable[[], None], memory_mb: int, cpu_seconds: int) -> Hello:
    try:
        prepare()
        limit_process(memory_mb, cpu_seconds)
        landlock = lock_files(readable_folders())
        lock_syscalls()
    except Exception as error:  # noqa: BLE001 — no stranger's bytes were seen yet: the whole reason goes to the pool
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Hello(0, False, f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})")
    gc.collect()
    gc.freeze()
    # A mail is some ten thousand values that die with it: looking for cycles among them every 700 is time for nothing.
    gc.set_threshold(_YOUNG_VALUES, 10, 10)
    return Hello(landlock, True)


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the pipes; standard input, output and error then lead nowhere, so that no stray print does harm."""
    requests = os.fdopen(os.dup(0), "rb", buffering=1 << 16)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, replies


def _receive(requests: BinaryIO) -> bytearray | None:
    """The next frame; ``None`` when the pool has closed the pipe."""
    header = requests.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    body = bytearray(HEADER.unpack(header)[0])
    view = memoryview(body)
    filled = 0
    while filled < len(body):
        count = requests.readinto(view[filled:])  # type: ignore[attr-defined]
        if not count:
            return None
        filled += count
    return body


def _send(replies: BinaryIO, reply: Reply) -> None:
    view = memoryview(encode(reply))
    while view:
        view = view[replies.write(view) :]


def preload() -> None:
    """Import every reader, of files and of signatures, and every picture plugin, initialise pdfium and lxml, and open
    one mail of our own."""
    for package in (intake.readers, intake.signatures):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    answer(OpenMail(_sample_mail(), Terms()))
    answer(DrawPage(_sample_page(), "png", 1, 17, Limits()))
    answer(Authenticate(Inquiry(_sample_mail(), "example.vn", datetime(2026, 11, 20, 3, tzinfo=UTC))))


def _sample_mail() -> bytes:
    """A mail with one file of each kind that a reader of ours opens."""
    import PIL.Image
    import pypdfium2  # type: ignore[import-untyped]

    PIL.Image.init()
    picture = io.BytesIO()
    PIL.Image.new("RGB", (2, 2)).save(picture, "PNG")
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(100, 100)
    sheet = io.BytesIO()
    pdf.save(sheet)
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("word/document.xml", _DOCUMENT)
    mail = EmailMessage()
    mail["From"] = "Nguyễn Văn A <a@example.vn>"
    mail["Subject"] = "Gửi bài"
    mail["Date"] = "Fri, 20 Nov 2026 10:00:00 +0700"
    mail.set_content("Kính gửi Cổng thông tin điện tử.\n")
    mail.add_alternative("<p>Kính gửi <b>Cổng thông tin điện tử</b>.</p>", subtype="html")
    for content, main_type, subtype, name in (
        (picture.getvalue(), "image", "png", "ảnh.png"),
        (sheet.getvalue(), "application", "pdf", "bài.pdf"),
        (word.getvalue(), "application", "octet-stream", "bài.docx"),
        ("Tin trong tệp văn bản thô.".encode(), "application", "octet-stream", "tin.txt"),
    ):
        mail.add_attachment(content, maintype=main_type, subtype=subtype, filename=name)
    return mail.as_bytes()


def _sample_page() -> bytes:
    """A picture of a sheet, askew, with something red and blue on it: every step of drawing a page is taken once."""
    import PIL.Image
    import PIL.ImageDraw

    sheet = PIL.Image.new("RGB", (140, 198), "white")
    pen = PIL.ImageDraw.Draw(sheet)
    for line in range(12, 180, 6):
        pen.line((10, line, 130, line + 4), "black", 2)
    pen.ellipse((80, 130, 104, 154), outline="red", width=2)
    pen.line((84, 160, 110, 166), "blue", 1)
    content = io.BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Nội dung bài viết.'
    "</w:t></w:r></w:p></w:body></w:document>"
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
