"""The letters' texts: one folder a letter in ``letters/vi``, rendered strictly, escaped in HTML, wrapped in text."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.calendar import say_day, say_moment
from casework.letter import LetterName
from casework.noun import Noun

__all__ = ["Rendered", "render_letter", "wrap_text"]

_FOLDER = Path(__file__).parent / "letters" / "vi"
_WIDTH = 76  # columns, so that one level of quotation stays under 80
_BULLET = re.compile(r"^( *(?:[-–•] |\d+[.)] |SHA-256: |[A-ZĐ][^:\sA-ZĐ]*(?: [^:\sA-ZĐ]+){0,3}: )?)")


class Rendered(Noun, frozen=True):
    """The three parts of a letter."""

    subject: str
    text: str
    html: str


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, without asking each time whether a field of a noun is a way out of it: a field is a value."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Noun) and attribute in obj.__struct_fields__:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def _environment() -> _Environment:
    """Templates load once. Values come from strangers, so templates run sandboxed and HTML escapes by default."""
    environment = _Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(moment=say_moment, day=say_day, size=say_size, kind=say_kind)
    return environment


def render_letter(name: LetterName, facts: dict[str, object]) -> Rendered:
    """Render subject, text and HTML of ``name``; raises :class:`jinja2.UndefinedError` on a missing fact."""
    environment = _environment()
    subject, text, html = (
        environment.get_template(f"{name.value}/{part}").render(facts)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Rendered(subject=" ".join(subject.split()), text=wrap_text(text), html=html.strip() + "\n")


def wrap_text(text: str, width: int = _WIDTH) -> str:
    """Lines at most ``width`` columns, broken at blanks, continued under their first word; never more than one empty
    line in a row. A word that is longer (a hash, an address of a page) stays whole."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.rstrip()
        if len(line) <= width:
            lines.append(line)
            continue
        found = _BULLET.match(line)
        lead = found[1] if found else ""
        if " " not in line[len(lead) :].strip():
            lines.append(line)
            continue
        indent = len(lead) if len(lead) <= 16 else len(line) - len(line.lstrip())
        lines.extend(_wrapped(line, width, " " * indent))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    """What :func:`textwrap.wrap` makes of one line that is too long, for lines of words with one blank between them,
    which nearly all are, at a sixth of the time."""
    first, *words = line.lstrip(" ").split(" ")
    row = line[: len(line) - len(line.lstrip(" "))] + first
    if "" in words or not line.isprintable() or len(row) > width:
        return textwrap.wrap(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    rows = []
    for word in words:
        if len(row) + 1 + len(word) <= width:
            row = f"{row} {word}"
        else:
            rows.append(row)
            row = indent + word
    return [*rows, row]


def say_size(size: int) -> str:
    """Bytes as a clerk reads them, with a decimal comma: “18,2 KB”, “1,5 MB”."""
    if size < 1000:
        return f"{size} byte"
    for unit, step in (("KB", 1000), ("MB", 1000**2)):
        if size < step * 1000 or unit == "MB":
            return f"{size / step:.1f}".replace(".", ",") + f" {unit}"
    raise AssertionError("unreachable: MB takes every size")


_KINDS = {
    "body": "nội dung thư",
    "docx": "tệp Word",
    "doc": "tệp Word 97–2003",
    "pdf": "tệp PDF",
    "xlsx": "tệp Excel",
    "xls": "tệp Excel 97–2003",
    "txt": "tệp văn bản thuần",
    "zip": "tệp nén ZIP",
    "jpg": "ảnh JPEG",
    "png": "ảnh PNG",
    "tif": "ảnh TIFF",
    "bmp": "ảnh BMP",
    "gif": "ảnh GIF",
    "unknown": "tệp không rõ loại",
}


def say_kind(kind: str) -> str:
    """What a clerk calls a kind of file."""
    return _KINDS.get(kind, f"tệp {kind}")
