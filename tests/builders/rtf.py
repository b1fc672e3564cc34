"""Builds .rtf files for tests: the groups and words that the specification (1.9.1) names, letters as asked.

    build_rtf([para("chữ", font=".VnTime"), table([["ô 1", "ô 2"]])], header=["MẬT"])

A text is written letter by letter: ASCII as it is, a letter of ``codec`` as a byte (``\\'hh``), any other as ``\\uN?``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["Raw", "build_rtf", "letters", "official_tail", "ole1", "para", "picture", "run", "table", "text_box"]


class Raw(NamedTuple):
    """Ready rtf of a run or a paragraph. Fonts are named as ``{font:NAME}`` until the table is known."""

    rtf: str


Block = str | Raw


def letters(text: str, codec: str = "cp1252") -> str:
    """``text`` escaped; letters that ``codec`` has become bytes."""
    parts: list[str] = []
    for letter in text:
        if letter in "\\{}":
            parts.append(f"\\{letter}")
        elif letter == "\n":
            parts.append("\\line ")
        elif letter == "\t":
            parts.append("\\tab ")
        elif letter.isascii():
            parts.append(letter)
        elif stored := _byte(letter, codec):
            parts.append(f"\\'{stored:02x}")
        else:
            units = letter.encode("utf-16-le")
            codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
            parts += [f"\\u{code}?" for code in codes]
    return "".join(parts)


def _byte(letter: str, codec: str) -> int:
    try:
        stored = letter.encode(codec)
    except UnicodeEncodeError:
        return ord(letter) if 0x80 <= ord(letter) < 0xA0 else 0
    return stored[0] if len(stored) == 1 else 0


def run(text: str, *, font: str = "", bold: bool = False, words: str = "", codec: str = "cp1252") -> Raw:
    """A group with its own look; ``words`` are further control words."""
    look = (f"{{font:{font}}}" if font else "") + ("\\b" if bold else "") + words
    return Raw(f"{{{look} {letters(text, codec)}}}" if look else f"{{{letters(text, codec)}}}")


def para(*runs: Block, font: str = "", bold: bool = False, words: str = "") -> Raw:
    """A paragraph; plain strings become runs in ``font``."""
    inside = "".join((run(r, font=font, bold=bold) if isinstance(r, str) else r).rtf for r in runs)
    return Raw(f"\\pard\\plain{words} {inside}\\par\n")


def table(rows: Sequence[Sequence[Block | Sequence[Block]]], *, font: str = "") -> Raw:
    """A table as Word writes it: the row's definition before and behind its cells; a cell is one block or several."""
    out = ""
    for row in rows:
        define = "\\trowd\\trgaph108" + "".join(f"\\cellx{2000 * number}" for number in range(1, len(row) + 1))
        cells = ""
        for cell in row:
            blocks: Sequence[Block] = [cell] if isinstance(cell, str | Raw) else cell
            cells += "\\par ".join(_bare(block, font) for block in blocks) + "\\cell "
        out += f"{define}\\pard\\plain\\intbl {cells}\\pard\\intbl {{{define}\\row}}\n"
    return Raw(out)


def _bare(block: Block, font: str) -> str:
    return (run(block, font=font) if isinstance(block, str) else block).rtf


def text_box(*blocks: Block) -> Raw:
    """A drawn text box with the older copy that Word puts beside it."""
    inside = "".join((para(b) if isinstance(b, str) else b).rtf for b in blocks)
    return Raw(
        "{\\shp{\\*\\shpinst\\shpleft0\\shptop0{\\sp{\\sn shapeType}{\\sv 202}}"
        f"{{\\shptxt {inside}}}}}{{\\shprslt{{\\*\\do\\dobxcolumn{{\\dptxbxtext {inside}}}}}}}}}"
    )


def picture(content: bytes, kind: str = "pngblip", *, binary: bool = False) -> Raw:
    """A picture with the copy for old programs; ``binary`` stores bytes instead of digits."""
    if binary:
        data = f"\\bin{len(content)} {content.decode('latin-1')}"
    else:
        data = content.hex()
    return Raw(f"{{\\*\\shppict{{\\pict\\{kind}\\picw10\\pich10 {data}}}}}{{\\nonshppict{{\\pict\\wmetafile8 00}}}}")


def official_tail(
    recipients: Sequence[str], signer_title: Sequence[str], signer: str, *, font: str = "", label: str = "Nơi nhận:"
) -> Raw:
    """The two-column foot: Nơi nhận and the signer."""
    left = [run(label, font=font, bold=True), *(run(r, font=font) for r in recipients)]
    right = [run(t, font=font, bold=True) for t in (*signer_title, "", signer)]
    return table([[left, right]])


def ole1(name: str, native: bytes, *, kind: int = 2, topic: str = "") -> bytes:
    """An OLE 1 stream ([MS-OLEDS] 2.2.5) as it stands in \\objdata."""

    def text(value: str) -> bytes:
        stored = value.encode("cp1252") + b"\0" if value else b""
        return len(stored).to_bytes(4, "little") + stored

    head = b"\x01\x05\0\0" + kind.to_bytes(4, "little") + text(name) + text(topic) + text("")
    return head + len(native).to_bytes(4, "little") + native


def build_rtf(
    blocks: Sequence[Block],
    *,
    font: str = "Times New Roman",
    header: Sequence[Block] = (),
    footer: Sequence[Block] = (),
    footnotes: Sequence[str] = (),
    info: Mapping[str, str] | None = None,
    charsets: Mapping[str, int] | None = None,
    styles: str = "",
    page: int = 1252,
    head: str = "",
) -> bytes:
    """The bytes of a file. ``charsets`` gives fonts another \\fcharset than 0; ``head`` stands behind the tables."""
    body = "".join((para(b) if isinstance(b, str) else b).rtf for b in blocks)
    body += "".join(f"\\pard\\plain x{{\\footnote\\pard\\plain {letters(note)}}}\\par " for note in footnotes)
    margins = ""
    for word, shown in (("header", header), ("footer", footer)):
        if shown:
            inside = "".join((para(b) if isinstance(b, str) else b).rtf for b in shown)
            margins += f"{{\\{word} {inside}}}"
    typed = "".join(f"{{\\{name} {letters(value)}}}" for name, value in (info or {}).items())
    whole = f"{styles}{head}{{\\info{typed}{{\\author x}}}}{margins}{body}"
    names = [font]
    while (begin := whole.find("{font:")) >= 0:
        end = whole.index("}", begin)
        name = whole[begin + 6 : end]
        if name not in names:
            names.append(name)
        whole = whole.replace(whole[begin : end + 1], f"\\f{names.index(name)}")
    fonts = "".join(
        f"{{\\f{number}\\fnil\\fcharset{(charsets or {}).get(name, 0)}{{\\*\\panose 02020603050405020304}}{name};}}"
        for number, name in enumerate(names)
    )
    whole = f"{{\\rtf1\\ansi\\ansicpg{page}\\deff0{{\\fonttbl{fonts}}}{{\\colortbl;\\red0\\green0\\blue0;}}{whole}}}"
    return whole.encode("latin-1")
