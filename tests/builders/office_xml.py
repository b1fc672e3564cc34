"""Builds Word and Excel 2003 documents, each one XML file, for tests."""

from __future__ import annotations

from xml.sax.saxutils import escape

__all__ = ["para", "word", "workbook"]

_WORD = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument '
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
    'xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:st1="urn:schemas-microsoft-com:office:smarttags"{}>'
    "<o:DocumentProperties><o:Title>tên</o:Title><o:Pages>3</o:Pages></o:DocumentProperties>"
    '<w:fonts><w:defaultFonts w:ascii="Times New Roman" w:h-ansi="Times New Roman" w:cs="Times New Roman"/></w:fonts>'
    '<w:styles><w:style w:type="paragraph" w:default="on" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="P1"><w:rPr><w:rFonts w:ascii=".VnTime" w:h-ansi=".VnTime"/></w:rPr>'
    "</w:style></w:styles>{}<w:body>{}</w:body></w:wordDocument>"
)


def word(body: str, *, attributes: str = "", before: str = "") -> bytes:
    """A document; ``attributes`` of its root, ``before`` its body."""
    return _WORD.format(attributes, before, body).encode()


def para(text: str, style: str = "") -> str:
    """A paragraph of one run."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def workbook(rows: str, *, more: str = "") -> bytes:
    """A workbook of one sheet; its rows are ready XML."""
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        'xmlns:html="http://www.w3.org/TR/REC-html40">'
        '<Styles><Style ss:ID="Default"><Font ss:FontName=".VnTime"/></Style>'
        '<Style ss:ID="s1"><Font ss:FontName="Arial" ss:Bold="1"/></Style><Style ss:ID="s2" ss:Parent="s1"/></Styles>'
        f'<Worksheet ss:Name="DS"><Table>{rows}</Table>{more}</Worksheet></Workbook>'
    ).encode()
