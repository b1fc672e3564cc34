from __future__ import annotations

import io
import random
import zipfile

from intake.convert.odf import convert
from intake.readers.limits import Limits
from tests.builders.docx import pack
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE

LIMITS = Limits()
_NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
FACES = (
    '<office:font-face-decls><style:font-face style:name="VnTime1" svg:font-family="\'.VnTime\'"/>'
    '<style:font-face style:name="H" svg:font-family="\'.VnTimeH\'"/>'
    '<style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>'
)
STYLES = (
    '<style:default-style style:family="paragraph"><style:text-properties style:font-name="VnTime1"/>'
    '</style:default-style><style:style style:name="Hoa" style:family="text"><style:text-properties '
    'style:font-name="H" fo:font-weight="bold"/></style:style><style:style style:name="Con" style:family="paragraph" '
    'style:parent-style-name="Cha"/><style:style style:name="Cha" style:family="paragraph"><style:text-properties '
    "fo:font-family=\"'VNI-Times'\"/></style:style>"
)


def odt(body: str) -> bytes:
    return pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_NS}>{FACES}<office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_NS}>{FACES}<office:styles>{STYLES}</office:styles>"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {_NS}><office:meta><dc:title>{tcvn3('Quyết định')}</dc:title>"
            "</office:meta></office:document-meta>",
        }
    )


def tcvn3(text: str) -> str:
    return encode(text, "tcvn3")


def converted(*paragraphs: str) -> str:
    """content.xml after the conversion; the prose stands before ``paragraphs``."""
    prose = "".join(f"<text:p>{tcvn3(line)}</text:p>" for line in PROSE)
    content = convert(odt(prose + "".join(paragraphs)), LIMITS).content
    return zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()


def test_text_before_between_and_behind_spans_is_converted_where_it_stands() -> None:
    halves = [tcvn3(half) for half in ("Trư", "ờng ", "Đại h", "ọc Luật")]
    body = f"<text:p>{halves[0]}<text:span>{halves[1]}<text:s/>{halves[2]}</text:span>{halves[3]}</text:p>"
    assert "<text:p>Trư<text:span>ờng <text:s/>Đại h</text:span>ọc Luật</text:p>" in converted(body)


def test_random_cuts_change_nothing() -> None:
    for seed in range(8):
        chance = random.Random(seed)
        body = ""
        for line in PROSE:
            text, inside = encode(line, "vni"), ""
            while text:
                size = chance.randint(1, 7)
                inside += text[:size] if chance.random() < 0.5 else f"<text:span>{text[:size]}</text:span>"
                text = text[size:]
            body += f'<text:p text:style-name="Con">{inside}</text:p>'
        said = converted(body).replace("<text:span>", "").replace("</text:span>", "")
        for line in PROSE:
            assert f'<text:p text:style-name="Con">{line}</text:p>' in said


def test_capitals_by_the_font_of_a_span() -> None:
    body = f'<text:p>{tcvn3("Điều")} <text:span text:style-name="Hoa">{tcvn3("phê duyệt")}</text:span>.</text:p>'
    assert '<text:p>Điều <text:span text:style-name="Hoa">PHÊ DUYỆT</text:span>.</text:p>' in converted(body)


def test_faces_and_styles_name_unicode_fonts() -> None:
    content = convert(odt("".join(f"<text:p>{tcvn3(line)}</text:p>" for line in PROSE)), LIMITS).content
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in ("content.xml", "styles.xml"):
        said = package.read(name).decode()
        assert '<style:font-face style:name="Times New Roman" svg:font-family="\'Times New Roman\'"/>' in said
        assert ".Vn" not in said and "VnTime" not in said
    assert 'style:font-name="Times New Roman"' in package.read("styles.xml").decode()
    assert "<dc:title>Quyết định</dc:title>" in package.read("meta.xml").decode()
    assert package.infolist()[0].filename == "mimetype"


def test_unicode_and_the_names_of_commentators_stay() -> None:
    clean = "<text:p>Đã là Unicode<office:annotation><dc:creator>H\u00b5</dc:creator><text:p>Tốt</text:p>"
    clean += "</office:annotation> rồi</text:p>"
    assert clean in converted(clean)


def test_a_converted_document_is_clean() -> None:
    content = convert(odt("".join(f"<text:p>{tcvn3(line)}</text:p>" for line in PROSE)), LIMITS).content
    assert convert(content, LIMITS).content == b""
