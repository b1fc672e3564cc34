"""Builds web pages as Word saves them, and single-file ones (.mht), for tests."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

__all__ = ["build_mht", "official_tail", "vml_box", "word_page"]


def word_page(body: str, *, css: str = "", charset: str = "utf-8", codec: str = "", title: str = "") -> bytes:
    """A page with Word's head; ``codec`` is what its letters are really written in."""
    page = (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\r\n<head>\r\n'
        f'<meta http-equiv=Content-Type content="text/html; charset={charset}">\r\n'
        "<meta name=ProgId content=Word.Document>\r\n"
        f"<title>{escape(title)}</title>\r\n"
        "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>x</o:Author></o:DocumentProperties></xml>"
        "<![endif]-->\r\n"
        f"<style>\r\n<!--\r\n /* Font Definitions */\r\n@font-face\r\n\t{{font-family:Wingdings;}}\r\n{css}\r\n-->"
        f"\r\n</style>\r\n</head>\r\n<body lang=EN-US><div class=WordSection1>{body}</div></body></html>"
    )
    return page.encode(codec or charset, "xmlcharrefreplace")


def vml_box(text: str, *, copy: str | None = None) -> str:
    """A text box as Word saves it: VML in a comment, a copy for browsers behind it."""
    shown = text if copy is None else copy
    return (
        "<!--[if gte vml 1]><v:shapetype id=t><v:stroke/></v:shapetype><v:shape id=s type='#t'><v:textbox>"
        f"<![if !mso]><table><tr><td><![endif]><div><p class=MsoNormal>{text}</p></div>"
        "<![if !mso]></td></tr></table><![endif]></v:textbox></v:shape><![endif]-->"
        f"<![if !vml]><span><table><tr><td><p class=MsoNormal>{shown}</p></td></tr></table></span><![endif]>"
    )


def official_tail(recipients: Sequence[str], signer_title: Sequence[str], signer: str) -> str:
    def cell(lines: Sequence[str]) -> str:
        return "<td>" + "".join(f"<p class=MsoNormal>{escape(line)}<o:p></o:p></p>" for line in lines) + "</td>"

    rows = cell(["Nơi nhận:", *recipients]) + cell([*signer_title, "", signer])
    return f"<table class=MsoNormalTable border=0><tr>{rows}</tr></table>"


def build_mht(page: bytes, parts: Sequence[tuple[str, str, bytes]] = ()) -> bytes:
    """A single-file page; ``parts`` are (location, type, content) of what lies beside it."""
    mark = "----=_NextPart_01C"
    out = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{mark}"\r\n\r\nThis is a page.\r\n\r\n'
    for location, kind, content in (("file:///C:/x/page.htm", "text/html", page), *parts):
        data = base64.encodebytes(content).decode().replace("\n", "\r\n")
        out += (
            f"--{mark}\r\nContent-Location: {location}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Type: {kind}\r\n\r\n{data}\r\n"
        )
    return (out + f"--{mark}--\r\n").encode("ascii")
