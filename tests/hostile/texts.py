"""Rich text, web pages, XML of 2003, tables and plain text."""

from __future__ import annotations

from tests.builders.office_xml import para, word, workbook
from tests.builders.rtf import build_rtf
from tests.builders.web import build_mht, word_page
from tests.hostile.attack import Attack, Harm, Trap
from tests.hostile.packages import DOCTYPE, LAUGHS, entity, local_dtd

__all__ = ["TEXTS"]


def _rtf_bin() -> bytes:
    return b"{\\rtf1 Noi dung\\par{\\pict\\bin2147483647 xyz}}"


def _rtf_template(trap: Trap) -> bytes:
    return build_rtf(["Noi dung"], head=f"{{\\*\\template http://127.0.0.1:{trap.port}/a.dotm}}")


def _rtf_include(trap: Trap) -> bytes:
    field = f'{{\\field{{\\*\\fldinst {{INCLUDETEXT "file://{trap.canary}"}}}}{{\\fldrslt y}}}}'
    return b"{\\rtf1 Noi dung\\par " + field.encode() + b"}"


def _rtf_far_picture(trap: Trap) -> bytes:
    field = f'{{\\field{{\\*\\fldinst {{INCLUDEPICTURE "http://127.0.0.1:{trap.port}/a.png" \\\\d}}}}{{\\fldrslt y}}}}'
    return b"{\\rtf1 Noi dung\\par " + field.encode() + b"}"


def _xml(content: bytes, head: str, inside: str) -> bytes:
    text = content.decode()
    begin = text.index("?>") + 2 if text.startswith("<?xml") else 0
    return (text[:begin] + head + text[begin:]).replace("@", inside).encode()


def _word(head: str, inside: str = "&j;") -> bytes:
    return _xml(word(para("@")), head, inside)


def _excel(head: str, inside: str = "&j;") -> bytes:
    return _xml(workbook('<Row><Cell><Data ss:Type="String">@</Data></Cell></Row>'), head, inside)


def _html(head: str, inside: str) -> bytes:
    return (head + "<html><body><p>Noi dung " + inside + "</p></body></html>").encode()


def _fetching(trap: Trap) -> str:
    far = f"http://127.0.0.1:{trap.port}/"
    return (f"<img src='{far}a.png'><link rel=stylesheet href='{far}a.css'><iframe src='file://{trap.canary}'></iframe>"
            f"<object data='{far}a'></object><style>@import url({far}b.css);</style>")  # fmt: skip


def _svg(trap: Trap) -> bytes:
    return (f'<?xml version="1.0"?>{entity(trap)}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink='
            f'"http://www.w3.org/1999/xlink"><image xlink:href="http://127.0.0.1:{trap.port}/a.png"/><text>&j;</text></svg>'
            ).encode()  # fmt: skip


def _mht_deep() -> bytes:
    inner = build_mht(word_page("<p>trong</p>"))
    for level in range(300):
        mark = f"m{level}"
        head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{mark}"\r\n\r\n'
        body = inner.split(b"\r\n", 1)[1] if inner.startswith(b"MIME-Version") else inner
        inner = head.encode() + f"--{mark}\r\n".encode() + body + f"\r\n--{mark}--\r\n".encode()
    return inner


def _text() -> bytes:
    return (b"Noi dung " * 200 + b"\n") * 14_000


def _columns() -> bytes:
    return b"a,b\n" + b"x," * 1_200_000 + b"y\n"


TEXTS = (
    Attack("rtf-groups-100000-deep", "a.rtf", lambda _: b"{\\rtf1 x" + b"{" * 100_000 + b"y" + b"}" * 100_001,
           "rtf_recursive", Harm.RECURSION, "rtf_depth"),
    Attack("rtf-says-2-gigabytes-of-bytes", "a.rtf", lambda _: _rtf_bin(), "rtf_bin", Harm.MEMORY, "hỏng|Noi dung"),
    Attack("rtf-three-million-words", "a.rtf", lambda _: b"{\\rtf1 x" + b"\\b\\i" * 1_500_000 + b"}", "reader",
           Harm.TIME, "rtf_tokens"),
    Attack("rtf-styles-in-a-circle", "a.rtf",
           lambda _: b"{\\rtf1{\\stylesheet{\\s1\\sbasedon2 A;}{\\s2\\sbasedon1 B;}}\\pard\\s1 Noi dung\\par}",
           "styles_rtf", Harm.TIME, "Noi dung"),
    Attack("rtf-remote-template", "a.rtf", _rtf_template, "fetch_urls", Harm.CONNECTED, "mạng|mẫu"),
    Attack("rtf-include-file", "a.rtf", _rtf_include, "fetch_urls", Harm.READ, "Noi dung"),
    Attack("rtf-remote-picture", "a.rtf", _rtf_far_picture, "fetch_urls", Harm.CONNECTED, "Noi dung"),
    Attack("html-100000-deep", "a.html", lambda _: _html("", "<div>" * 100_000 + "x"), "html_walk", Harm.RECURSION,
           "Noi dung|lồng"),
    Attack("html-three-million-tags", "a.html", lambda _: _html("", "<b></b>" * 1_500_000), "reader", Harm.TIME,
           "xml_tags"),
    Attack("html-fetches", "a.html", lambda t: _html("", _fetching(t)), "fetch_urls", Harm.CONNECTED, "Noi dung"),
    Attack("html-reads-file", "a.html", lambda t: _html("", f"<img src='file://{t.canary}'>"), "fetch_urls", Harm.READ,
           "Noi dung"),
    Attack("html-billion-laughs", "a.html", lambda _: _html(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY,
           "Noi dung|DOCTYPE"),
    Attack("svg-entity-reads-file", "a.svg", _svg, "xml_expand", Harm.READ, "svg"),
    Attack("mht-300-deep", "a.mht", lambda _: _mht_deep(), "mime_depth", Harm.TOOK, "mime_depth|lồng", 300),
    Attack("mht-fetches", "a.mht", lambda t: build_mht(_html("", _fetching(t))), "fetch_parts", Harm.CONNECTED,
           "Noi dung"),
    Attack("word-xml-billion-laughs", "a.xml", lambda _: _word(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("word-xml-entity-reads-file", "a.doc", lambda t: _word(entity(t)), "xml_expand", Harm.READ, DOCTYPE),
    Attack("word-xml-dtd-reads-file", "a.xml", lambda t: _word(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("excel-xml-dtd-reads-file", "a.xml", lambda t: _excel(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("word-xml-100000-deep", "a.xml", lambda _: word("<w:sect>" * 100_000 + "</w:sect>" * 100_000), "xml_walk",
           Harm.RECURSION, "xml_depth|lồng"),
    Attack("excel-xml-billion-laughs", "a.xml", lambda _: _excel(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("excel-xml-entity-reads-file", "a.xls", lambda t: _excel(entity(t)), "xml_expand", Harm.READ, DOCTYPE),
    Attack("excel-xml-says-row-two-billion", "a.xml",
           lambda _: workbook('<Row ss:Index="2000000000"><Cell ss:Index="2000000000"><Data ss:Type="String">x</Data>'
                              "</Cell></Row>"), "excel_grid", Harm.MEMORY, "excel-xml"),
    Attack("csv-million-columns", "a.csv", lambda _: _columns(), "reader", Harm.TIME, "cells|text_"),
    Attack("txt-25-megabytes", "a.txt", lambda _: _text(), "reader", Harm.TIME, "text_letters|text_lines"),
)  # fmt: skip
