from __future__ import annotations

import io
import zipfile

from intake.convert.xlsx import convert
from intake.readers.limits import Limits
from tests.builders.docx import pack
from tests.builders.legacy import encode
from tests.intake.convert.prose import PROSE

LIMITS = Limits()
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
STYLES = (
    f'<styleSheet {_S}><fonts count="4"><font><sz val="11"/><name val=".VnTime"/></font>'
    '<font><b/><name val=".VnTimeH"/>'
    '</font><font><name val="VNI-Helve"/></font><font><name val="Calibri"/></font></fonts><cellXfs count="4">'
    '<xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/></cellXfs></styleSheet>'
)


def book(strings: list[str], cells: str, *, more: dict[str, str] | None = None, after: str = "") -> bytes:
    """A workbook of one sheet; ``strings`` are the insides of w:si, ``cells`` the cells of the first row."""
    shared = "".join(f"<si>{inside}</si>" for inside in strings)
    return pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": f'<workbook {_S}><sheets><sheet name="A" sheetId="1"/></sheets></workbook>',
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f"<sst {_S}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {_S}><sheetData><row r="1">{cells}</row></sheetData>{after}'
            "</worksheet>",
            **(more or {}),
        }
    )


def tcvn3(text: str) -> str:
    return encode(text, "tcvn3")


def plain(text: str) -> str:
    return f'<t xml:space="preserve">{text}</t>'


def shown(*styles: int) -> str:
    """Cells that show the shared strings in turn, each in its cell format."""
    return "".join(f'<c r="{chr(65 + n)}1" s="{style}" t="s"><v>{n}</v></c>' for n, style in enumerate(styles))


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(f"xl/{name}").decode()


def converted(strings: list[str], cells: str, **more: object) -> bytes:
    lines = [plain(tcvn3(line)) for line in PROSE]
    written = convert(book([*strings, *lines], cells, **more), LIMITS)  # type: ignore[arg-type]
    assert written.content
    return written.content


def test_shared_strings_are_converted_and_the_fonts_of_the_styles_named_anew() -> None:
    content = converted([plain(tcvn3("Họ và tên")), plain("Đã là Unicode")], shown(0, 3))
    assert plain("Họ và tên") in part(content, "sharedStrings.xml")
    assert plain("Đã là Unicode") in part(content, "sharedStrings.xml")
    assert '<name val="Times New Roman"/></font><font><b/><name val="Times New Roman"/>' in part(content, "styles.xml")
    assert '<name val="Calibri"/>' in part(content, "styles.xml")


def test_cells_and_layout_stay_byte_for_byte() -> None:
    cells = shown(0, 3) + '<c r="D1" s="0"><f>SUM(A2:A9)</f><v>12.5</v></c>'
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    original = book([plain(tcvn3(line)) for line in PROSE], cells, after=after)
    made = convert(original, LIMITS).content
    assert part(made, "worksheets/sheet1.xml") == part(original, "worksheets/sheet1.xml")


def test_vni_in_its_font_is_converted_beside_tcvn3() -> None:
    lines = [plain(encode(line, "vni")) for line in PROSE]
    content = converted(lines, shown(2, 2, 2, 2, 2, 2))
    assert part(content, "sharedStrings.xml").count(PROSE[2]) == 2
    assert '<name val="Arial"/>' in part(content, "styles.xml")


def test_a_string_in_two_fonts_is_shown_in_capitals_only_where_it_was() -> None:
    string = plain(tcvn3("Tổng cộng các khoản"))
    cells = '<c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>0</v></c><c r="C1" s="0" t="s"><v>0</v></c>'
    content = converted([string], cells)
    assert plain("Tổng cộng các khoản") in part(content, "sharedStrings.xml")
    sheet = part(content, "worksheets/sheet1.xml")
    own = f'<c r="B1" s="1" t="inlineStr"><is>{plain("TỔNG CỘNG CÁC KHOẢN")}</is></c>'
    assert own in sheet and '<c r="C1" s="0" t="s"><v>0</v></c>' in sheet


def test_runs_of_one_cell_keep_their_looks() -> None:
    face = '<rPr><b/><sz val="12"/><rFont val=".VnTime"/></rPr>'
    rich = f"<r><t>{tcvn3('Tổng ')}</t></r><r>{face}<t>{tcvn3('cộng các khoản')}</t></r>"
    content = converted([rich], shown(0))
    wanted = '<r><t>Tổng </t></r><r><rPr><b/><sz val="12"/><rFont val="Times New Roman"/></rPr><t>cộng các khoản</t>'
    assert wanted in part(content, "sharedStrings.xml")


def test_words_in_formulas_and_what_they_gave() -> None:
    said = tcvn3("Người lập biểu ")
    cells = f'<c r="A1" s="0" t="str"><f>"{said}"&amp;B1</f><v>{said}An</v></c>'
    sheet = part(converted([], cells), "worksheets/sheet1.xml")
    assert '<f>"Người lập biểu "&amp;B1</f><v>Người lập biểu An</v>' in sheet


def test_a_tables_column_follows_its_header_cell() -> None:
    head = tcvn3("Họ và tên người lao động")
    tables = f'<table {_S} id="1"><tableColumns count="1"><tableColumn id="1" name="{head}"/></tableColumns></table>'
    content = converted([plain(head)], shown(0), more={"xl/tables/table1.xml": tables})
    assert 'name="Họ và tên người lao động"' in part(content, "tables/table1.xml")


def test_printed_headers_comments_and_shapes() -> None:
    header = f'<headerFooter><oddHeader>&amp;C&amp;".VnTime,Bold"{tcvn3("Bộ Nội vụ")}&amp;P</oddHeader></headerFooter>'
    notes = f"<comments {_S}><commentList><comment ref='A1'><text>{plain(tcvn3('Cần kiểm tra'))}</text></comment>"
    notes += "</commentList></comments>"
    drawing = f"<a:p {_A}><a:r><a:rPr><a:latin typeface='.VnArial' charset='0'/></a:rPr><a:t>"
    drawing += f"{tcvn3('Biểu đồ tăng trưởng')}</a:t></a:r></a:p>"
    more = {"xl/comments1.xml": notes, "xl/drawings/drawing1.xml": drawing}
    content = converted([], "", more=more, after=header)
    sheet = part(content, "worksheets/sheet1.xml")
    assert '&amp;C&amp;"Times New Roman,Bold"Bộ Nội vụ&amp;P' in sheet
    assert "Cần kiểm tra" in part(content, "comments1.xml")
    assert '<a:latin typeface="Arial"/></a:rPr><a:t>Biểu đồ tăng trưởng' in part(content, "drawings/drawing1.xml")


def test_a_converted_book_is_clean_and_always_the_same() -> None:
    content = converted([plain(tcvn3("Họ và tên"))], shown(0))
    assert convert(content, LIMITS).content == b""
    assert content == converted([plain(tcvn3("Họ và tên"))], shown(0))
