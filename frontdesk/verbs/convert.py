"""`tiepnhan convert FILE [-o OUT]`: the same document in Unicode, beside the old one.

Exit 0 where the copy was written, and where nothing had to be converted (then nothing is written, and it is said); 2
where the file cannot or must not be converted, or OUT is there already.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from casework.errors import UsageError
from frontdesk.conversions import fetch_modern, notes_of
from frontdesk.house import offline_rooms
from frontdesk.pipeline import Rooms, terms_of
from frontdesk.settings import DoorTrust
from intake.convert.result import Copy
from intake.workshop.client import Workshop

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, and where the copy goes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="docx, rtf, xlsx, pptx, odt, txt, csv, doc or xls")
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="default: “NAME (Unicode).EXT” beside FILE")
    parser.add_argument("--force", action="store_true", help="write OUT even where it is there already")


def run(options: argparse.Namespace) -> int:
    """Convert one file and say what to look at in the copy."""
    content = _content(options.file)
    with offline_rooms(options.config) as rooms:
        copy = _copy(content, options.file.name, rooms)
    if copy.converted.refusal:
        raise UsageError(f"{_printable(options.file.name)}: {copy.converted.refusal}")
    if not copy.converted.content:
        print(f"{_printable(options.file.name)}: không có chữ nào phải chuyển; không ghi tệp mới.")
        return 0
    out = options.output or options.file.with_name(copy.name)
    if options.output and options.output.is_dir():
        out = options.output / copy.name
    _write(out, copy.converted.content, force=options.force)
    print(_printable(out))
    for note in notes_of(copy):
        print(f"  {note}", file=sys.stderr)
    return 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{_printable(path)}: không đọc được ({error.strerror})") from error


def _copy(content: bytes, name: str, rooms: Rooms) -> Copy:
    terms = terms_of(rooms, DoorTrust())
    shown = _printable(name)
    copies = rooms.sandbox.convert_file(content, shown, terms)
    if copies and copies[0].source:
        with Workshop() if rooms.workshop is None else contextlib.nullcontext(rooms.workshop) as workshop:
            modern = fetch_modern(copies, workshop)
        if modern:
            copies = rooms.sandbox.convert_file(content, shown, terms, modern)
    if not copies:
        raise UsageError(f"{shown}: hệ thống không mở được tệp này trong giới hạn cho phép")
    return copies[0]


def _write(out: Path, content: bytes, *, force: bool) -> None:
    """Never over a file that is there, unless ``force`` says so."""
    try:
        with out.open("wb" if force else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UsageError(f"{_printable(out)}: đã có tệp này; thêm --force để ghi đè") from error
    except OSError as error:
        raise UsageError(f"{_printable(out)}: không ghi được ({error.strerror})") from error


def _printable(path: Path | str) -> str:
    """A path as text; octets that are no UTF-8 show as “�”."""
    return os.fsencode(path).decode("utf-8", "replace")
