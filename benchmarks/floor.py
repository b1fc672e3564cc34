"""The floor: one mail's work by the bare libraries, in a process of its own. Two of them run beside each other.

``python -m benchmarks.floor PORT CA_FILE USER PASSWORD DATABASE``: fetch every mail of INBOX in blocks of 25, take
each apart with the standard parser, read the Word file's fonts, the PDF's text objects and the picture, hash the bytes
and commit one row durably. No judging, no letters, no locks, no copy of the bytes on the disk.
A line on standard input starts the work; the last line of output is ``BEGIN END MAILS CPU`` (monotonic
seconds; CPU: seconds of processor time of this process in between).
"""

from __future__ import annotations

import ctypes
import email
import email.policy
import hashlib
import io
import sqlite3
import ssl
import sys
import time
import zipfile

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from imapclient import IMAPClient  # type: ignore[import-untyped]
from lxml import etree
from PIL import Image

__all__ = ["main", "read_mail"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCK = 25


def main() -> None:
    """Connect, wait for the word to go, work, tell how long it took."""
    port, ca_file, user, password, database = sys.argv[1:]
    context = ssl.create_default_context(cafile=ca_file)
    ledger = sqlite3.connect(database, isolation_level=None)
    ledger.execute("PRAGMA journal_mode=WAL")
    ledger.execute("PRAGMA synchronous=FULL")
    ledger.execute("CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, sha256 TEXT, letters INTEGER)")
    with IMAPClient("localhost", int(port), ssl_context=context, timeout=60) as client:
        client._imap.debug = 0
        client.plain_login(user, password)
        client.select_folder("INBOX", readonly=True)
        print("ready", flush=True)
        sys.stdin.readline()
        begin, used = time.monotonic(), time.process_time()
        uids = client.search("ALL")
        for start in range(0, len(uids), _BLOCK):
            for answer in client.fetch(uids[start : start + _BLOCK], ["BODY.PEEK[]", "INTERNALDATE"]).values():
                content = answer[b"BODY[]"]
                digest, letters = read_mail(content)
                ledger.execute("INSERT INTO mail (sha256, letters) VALUES (?, ?)", (digest, letters))
        print(begin, time.monotonic(), len(uids), time.process_time() - used, flush=True)


def read_mail(content: bytes) -> tuple[str, int]:
    """SHA-256 of the wire bytes, and how many letters the Word file and the PDF hold."""
    letters = 0
    for part in email.message_from_bytes(content, policy=email.policy.default).walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        kind = part.get_content_type()
        if kind == "application/pdf":
            letters += _pdf(payload)
        elif kind == "image/jpeg":
            with Image.open(io.BytesIO(payload)) as picture:
                picture.load()
        elif kind.endswith("wordprocessingml.document"):
            letters += _docx(payload)
    return hashlib.sha256(content).hexdigest(), letters


def _docx(content: bytes) -> int:
    """Text and font of every run."""
    letters = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
        etree.fromstring(package.read("word/styles.xml"))
    fonts: set[str | None] = set()
    for run in root.iter(f"{_W}r"):
        font = run.find(f"{_W}rPr/{_W}rFonts")
        fonts.add(font.get(f"{_W}hAnsi") if font is not None else None)
        letters += sum(len(text.text or "") for text in run.iter(f"{_W}t"))
    return letters


def _pdf(content: bytes) -> int:
    """Text, font and bounds of every text object, by pdfium's own calls with one buffer for all."""
    letters = 0
    document = pypdfium2.PdfDocument(content)
    buffer = (pdfium.FPDF_WCHAR * 4096)()
    name = ctypes.create_string_buffer(256)
    edges = tuple(ctypes.c_float() for _ in range(4))
    for page in document:
        text_page = page.get_textpage()
        for number in range(pdfium.FPDFPage_CountObjects(page)):
            item = pdfium.FPDFPage_GetObject(page, number)
            if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            size = pdfium.FPDFTextObj_GetText(item, text_page, buffer, 8192)
            letters += len(ctypes.string_at(buffer, max(0, size - 2)).decode("utf-16-le", "replace"))
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(item), name, 256)
            pdfium.FPDFPageObj_GetBounds(item, *edges)
        text_page.close()
        page.close()
    document.close()
    return letters


if __name__ == "__main__":
    main()
