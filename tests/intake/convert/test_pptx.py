from __future__ import annotations

import io
import zipfile

from intake.convert.pptx import convert
from intake.readers.limits import Limits
from tests.builders.docx import pack
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def deck(*paragraphs: str, master: str = "") -> bytes:
    body = f"<p:sp><p:txBody><a:bodyPr/>{''.join(paragraphs)}</p:txBody></p:sp>"
    return pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "ppt/slides/slide1.xml": f"<p:sld {_NS}>{body}</p:sld>",
            "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {_NS}>{master}</p:sldMaster>",
        }
    )


def run(text: str, font: str = "", more: str = "") -> str:
    face = f'<a:latin typeface="{font}" panose="02020603050405020304"/><a:cs typeface="Arial"/>' if font else ""
    return f'<a:r><a:rPr lang="en-US" b="1">{more}{face}</a:rPr><a:t>{text}</a:t></a:r>'


def paragraphs(font: str = "") -> list[str]:
    return [f"<a:p>{run(encode(line, 'tcvn3'), font)}</a:p>" for line in PROSE]


def part(content: bytes, name: str = "slides/slide1.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(f"ppt/{name}").decode()


def test_runs_are_converted_and_only_the_legacy_face_is_renamed() -> None:
    slide = part(convert(deck(*paragraphs(".VnArial")), Limits()).content)
    head = '<a:r><a:rPr lang="en-US" b="1"><a:latin typeface="Arial"/><a:cs typeface="Arial"/></a:rPr><a:t>'
    assert f"{head}{PROSE[0]}</a:t></a:r>" in slide


def test_a_word_cut_across_runs_is_whole_again() -> None:
    cut = (
        f"<a:p>{run(encode('Trư', 'vni')[:-1], 'VNI-Times')}{run(encode('ư', 'vni') + encode('ờng học', 'vni'))}</a:p>"
    )
    lines = [f"<a:p>{run(encode(line, 'vni'), 'VNI-Times')}</a:p>" for line in PROSE]
    slide = part(convert(deck(*lines, cut), Limits()).content)
    assert "<a:t>Tr</a:t>" in slide and "<a:t>ường học</a:t>" in slide


def test_a_face_named_by_the_master_gives_way_there() -> None:
    master = '<p:txStyles><a:lvl1pPr><a:defRPr><a:latin typeface=".VnTimeH"/></a:defRPr></a:lvl1pPr></p:txStyles>'
    made = convert(deck(*paragraphs(), master=master), Limits()).content
    assert 'typeface="Times New Roman"' in part(made, "slideMasters/slideMaster1.xml")
    assert PROSE[0].upper() in part(made)


def test_a_line_break_and_what_is_unicode_stay() -> None:
    clean = f"<a:p>{run('Chào mừng')}<a:br/>{run('quý vị đại biểu')}</a:p>"
    made = convert(deck(*paragraphs(".VnTime"), clean), Limits()).content
    assert clean in part(made)
    assert convert(made, Limits()).content == b""
