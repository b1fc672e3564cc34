"""PDF traps: fonts that lie, active content wherever it hides, files inside, forms and stamps, bombs and loops."""

from __future__ import annotations

import io
import random
import re
import time
import unicodedata
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from casework.document import Document, FlawKind, Zone
from intake.readers.assemble import RawDocument, assemble
from intake.readers.limits import Limits
from intake.readers.pdf import reader as pdf
from intake.readers.pdf.cmap import glyph_letters, parse_to_unicode, write_to_unicode
from tests.builders.corpus import corpus_file
from tests.builders.pdf import Text, build_pdf
from tests.builders.pdf_traps import LINE, build_font_pdf, changed, content_pdf, stamp
from tests.builders.truetype import build_truetype

TCVN3 = "Ch­¬ng tr×nh th­ viÖn, sè l­îng s¸ch - b¸o"
READS = "Chương trình thư viện, số lượng sách - báo"


def _raw(content: bytes, limits: Limits | None = None) -> RawDocument:
    return pdf.read(content, limits or Limits())


def _read(content: bytes, limits: Limits | None = None) -> Document:
    bounds = limits or Limits()
    raw = pdf.read(content, bounds)
    return assemble(raw, path="thư › bai.pdf", name="bai.pdf", kind="pdf", sha256="", size=len(content), limits=bounds)


def _active(content: bytes) -> list[str]:
    return [flaw.detail for flaw in _raw(content).flaws if flaw.kind is FlawKind.ACTIVE]


def _hyphen(letter: str) -> str:
    return "-" if letter == "\u00ad" else letter


# --- fonts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("composite", [False, True])
@pytest.mark.parametrize("says", [str, _hyphen])
@pytest.mark.parametrize("name", ["ABCDEF+.VnTime", "ABCDEF+F1"])
def test_u_is_told_from_the_hyphen_also_at_the_end_of_a_line(
    composite: bool, says: Callable[[str], str], name: str
) -> None:
    lines = ["Ch­¬ng tr×nh ®µo t¹o ®­îc x©y dùng nh­", TCVN3, "kÕ ho¹ch n¨m 2026 - 2027 cña tØnh"]
    document = _read(build_font_pdf(lines, name=name, family=".VnTime", composite=composite, says=says))
    assert [line.text for line in document.lines] == [
        "Chương trình đào tạo được xây dựng như", READS, "kế hoạch năm 2026 - 2027 của tỉnh",
    ]  # fmt: skip
    assert {run.encoding for run in document.runs or ()} == {"tcvn3"}
    assert document.flaws == ()


def test_u_is_told_from_the_hyphen_without_any_code_map() -> None:
    content = build_font_pdf([TCVN3], name="ABCDEF+.VnTime", family=".VnTime", composite=False)
    assert [line.text for line in _read(content).lines] == [READS]


def test_a_unicode_font_keeps_its_hyphens() -> None:
    content = build_font_pdf(["B\u00e1o - ch\u00ed"], name="ABCDEF+Arial", family="Arial", composite=False)
    assert [line.text for line in _read(content).lines] == ["Báo - chí"]


def test_a_renamed_font_bears_the_name_that_its_program_gives() -> None:
    for stated in ("ABCDEF+CIDFont", "F1", "ABCDEF+TimesNewRomanPSMT"):
        raw = _raw(build_font_pdf([TCVN3], name=stated, family=".VnTimeH", composite=True, says=str))
        assert [piece.font for line in raw.lines or () for piece in line.pieces] == [".VnTimeH"]


def test_a_program_that_only_spells_the_same_name_changes_nothing() -> None:
    raw = _raw(build_font_pdf(["Abc"], name="TimesNewRomanPSMT", family="Times New Roman", composite=True, says=str))
    assert (raw.lines or ())[0].pieces[0].font == "TimesNewRomanPSMT"


@pytest.mark.parametrize(
    "says",
    [
        pytest.param(None, id="no map"),
        pytest.param(lambda c: "\ufffd", id="replacement signs"),
        pytest.param(lambda c: "\x03", id="controls"),
        pytest.param(lambda c: "a", id="one letter for all"),
        pytest.param(lambda c: chr((ord(c) - 96) % 26 + 97) if "a" <= c <= "z" else c, id="shifted letters"),
    ],
)
def test_text_whose_letters_nobody_can_know_is_said_and_wants_to_be_recognised(
    says: Callable[[str], str] | None,
) -> None:
    content = build_font_pdf(["Quoc hoi ban hanh Luat nay", "co hieu luc"], name="F1", family="F1", composite=True,
                             says=says)  # fmt: skip
    raw = _raw(content)
    assert [(flaw.kind, flaw.where) for flaw in raw.flaws] == [(FlawKind.NO_TEXT, "trang 1")]
    assert raw.wants == ("ocr",)
    assert raw.unread_pages == (1,)
    letters = "".join(piece.text for line in raw.lines or () for piece in line.pieces).replace(" ", "")
    assert set(letters) <= {"\ufffd", "\t"}


def test_private_use_letters_stay_as_they_are() -> None:
    content = build_font_pdf(["abc"], name="F1", family="F1", composite=True, says=lambda c: chr(0xE000 + ord(c)))
    raw = _raw(content)
    assert (raw.lines or ())[0].pieces[0].text == "\ue061\ue062\ue063"
    assert raw.flaws == ()


def test_an_encoding_that_contradicts_the_map_is_a_lie() -> None:
    names = Array([97, *(Name(f"/{letter}") for letter in "abcdefgh")])
    lines = ["abcdefgh"]
    honest = build_font_pdf(lines, name="F1", family="F1", composite=False, says=str, differences=names)
    assert _raw(honest).flaws == ()
    lying = build_font_pdf(lines, name="F1", family="F1", composite=False, says=lambda c: chr(ord(c) + 1),
                           differences=names)  # fmt: skip
    assert [flaw.kind for flaw in _raw(lying).flaws] == [FlawKind.NO_TEXT]


def test_code_maps_are_read_in_every_form() -> None:
    content = (
        b"2 beginbfrange <01> <03> <0061> <10> <11> [<0041> <00540068>] endbfrange\n"
        b"1 beginbfchar <20> <01A1> endbfchar 1 beginbfchar <zz> <00> endbfchar"
    )
    assert parse_to_unicode(content) == {1: "a", 2: "b", 3: "c", 0x10: "A", 0x11: "Th", 0x20: "ơ"}
    assert parse_to_unicode(write_to_unicode({1: "a", 0xAD: "ư"}, 2)) == {1: "a", 0xAD: "ư"}
    assert len(parse_to_unicode(b"1 beginbfrange <0000> <ffffffff> <0000> endbfrange")) <= 65_536


def test_the_cmap_of_a_font_program_is_read_and_never_raises() -> None:
    program = build_truetype("A", {0x41: 5, 0xAD: 9, 0x1EA1: 12})
    assert {glyph: codes for glyph, codes in glyph_letters(program).items() if glyph} == {
        5: {0x41}, 9: {0xAD}, 12: {0x1EA1},
    }  # fmt: skip
    noise = random.Random(1)
    for _ in range(300):
        cut = bytearray(program[: noise.randrange(len(program))])
        for _ in range(5):
            if cut:
                cut[noise.randrange(min(len(cut), 700))] = noise.randrange(256)
        glyph_letters(bytes(cut))


# --- active content -------------------------------------------------------------------------------------------------


def _open_action(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        file.Root.OpenAction = Dictionary(**entries)

    return change


def _link(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        file.pages[0].Annots = Array([note])

    return change


def _page_opens(file: pikepdf.Pdf) -> None:
    file.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI="https://example.vn"))


def _form(file: pikepdf.Pdf) -> None:
    file.Root.AcroForm = Dictionary(Fields=Array([]), XFA=file.make_stream(b"<xdp/>"))


ACTIVE = [
    (_open_action(S=Name.JavaScript, JS="app.alert(1)"), "mã JavaScript"),
    (_open_action(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.JavaScript, JS="x")])), "mã JavaScript"),
    (_open_action(S=Name.Launch, F="calc.exe"), "lệnh mở chương trình"),
    (_open_action(S=Name.URI, URI="https://example.vn"), "lệnh tự mở địa chỉ mạng khi xem tệp"),
    (_page_opens, "lệnh tự mở địa chỉ mạng khi xem tệp"),
    (_link(Dictionary(S=Name.Launch, F="calc.exe")), "lệnh mở chương trình"),
    (_link(Dictionary(S=Name.SubmitForm, F="https://example.vn")), "lệnh gửi dữ liệu biểu mẫu ra ngoài"),
    (_link(Dictionary(S=Name.ImportData, F="a.fdf")), "lệnh nạp dữ liệu từ tệp khác"),
    (_form, "biểu mẫu XFA (nội dung không hiện bằng trình đọc PDF thông thường)"),
]


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(("change", "what"), ACTIVE)
def test_what_runs_by_itself_is_found_also_in_object_streams(
    change: Callable[[pikepdf.Pdf], None], what: str, streams: bool
) -> None:
    content = changed(change, streams=streams)
    assert _active(content) == [what]
    if streams:
        assert b"JavaScript" not in content
        assert b"Launch" not in content


def test_an_ordinary_link_is_nothing_active() -> None:
    assert _active(changed(_link(Dictionary(S=Name.URI, URI="https://moha.gov.vn")))) == []


def test_a_name_that_is_written_in_code_is_found() -> None:
    content = changed(_open_action(S=Name.JavaScript, JS="app.alert(1)"))
    written = content.replace(b"/JavaScript", b"/Java#53cript")
    assert b"/JavaScript" not in written
    assert _active(written) == ["mã JavaScript"]


# --- files inside, forms, stamps ------------------------------------------------------------------------------------


def test_files_inside_are_handed_on() -> None:
    def attach(file: pikepdf.Pdf) -> None:
        file.attachments["Phụ lục.txt"] = pikepdf.AttachedFileSpec(file, "Phụ lục số 1".encode())
        inner = file.make_stream(b"MZ\0\0", Type=Name.EmbeddedFile)
        specification = Dictionary(Type=Name.Filespec, UF="chay.exe", EF=Dictionary(F=inner))
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=specification)
        file.pages[0].Annots = Array([note])

    for streams in (False, True):
        raw = _raw(changed(attach, streams=streams))
        assert sorted(raw.inside) == [("Phụ lục.txt", "Phụ lục số 1".encode()), ("chay.exe", b"MZ\0\0")]
        assert raw.flaws == ()


def test_a_file_inside_that_is_a_bomb_is_named() -> None:
    def attach(file: pikepdf.Pdf) -> None:
        file.attachments["bom.bin"] = pikepdf.AttachedFileSpec(file, bytes(3_000_000))

    raw = _raw(changed(attach), Limits(pdf_stream_bytes=1_000_000))
    assert raw.inside == ()
    assert [(flaw.kind, "bom.bin" in flaw.detail) for flaw in raw.flaws] == [(FlawKind.NOT_READ_YET, True)]


def test_what_was_filled_into_a_form_is_read() -> None:
    def fill(file: pikepdf.Pdf) -> None:
        parent = file.make_indirect(Dictionary(FT=Name.Tx, T="Mục"))
        child = file.make_indirect(Dictionary(Parent=parent, T="Ghi chú", V="MẬT\nTrang 2"))
        button = file.make_indirect(Dictionary(FT=Name.Btn, T="Nút", V=Name.Yes))
        parent.Kids = Array([child])
        file.Root.AcroForm = Dictionary(Fields=Array([parent, button]))

    boxes = [line for line in _read(changed(fill)).lines if line.zone is Zone.TEXT_BOX]
    assert [(line.text, line.where) for line in boxes] == [
        ("MẬT", "ô biểu mẫu “Ghi chú”"), ("Trang 2", "ô biểu mẫu “Ghi chú”"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["FreeText", "Stamp"])
@pytest.mark.parametrize("way", ["contents", "drawn"])
def test_words_laid_over_the_page_are_read(kind: str, way: str) -> None:
    content = changed(lambda file: stamp(file, kind, **{way: "TUYET MAT"}))
    document = _read(content)
    assert [(line.text, line.zone) for line in document.lines] == [
        (LINE, Zone.BODY), ("TUYET MAT", Zone.TEXT_BOX),
    ]  # fmt: skip


def test_a_stamp_on_a_scan_is_read_and_the_scan_stays_a_scan() -> None:
    file = pikepdf.open(io.BytesIO(build_pdf([[]], scan=True)))
    stamp(file, "Stamp", drawn="MAT")
    out = io.BytesIO()
    file.save(out)
    raw = _raw(out.getvalue())
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.NO_TEXT]
    assert raw.unread_pages == (1,)
    assert [line.zone for line in raw.lines or ()] == [Zone.TEXT_BOX]


def test_text_in_nested_forms_is_read() -> None:
    def nest(file: pikepdf.Pdf) -> None:
        page = file.pages[0]
        inner = file.make_stream(page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form)
        inner.BBox, inner.Resources = Array([0, 0, 595, 842]), page.Resources
        for _ in range(4):
            outer = file.make_stream(b"q 1 0 0 1 1 1 cm /Fm Do Q", Type=Name.XObject, Subtype=Name.Form)
            outer.BBox, outer.Resources = Array([0, 0, 595, 842]), Dictionary(XObject=Dictionary(Fm=inner))
            inner = outer
        page.Resources = Dictionary(XObject=Dictionary(Fm=inner))
        page.Contents = file.make_stream(b"/Fm Do")

    assert [line.text for line in _read(changed(nest)).lines] == [LINE]


def test_only_the_scanned_pages_of_a_mixed_file_want_to_be_recognised() -> None:
    typed = [Text(72, 700 - 20 * row, LINE) for row in range(10)]
    file = pikepdf.open(io.BytesIO(build_pdf([typed, typed, typed])))
    file.pages.extend(pikepdf.open(io.BytesIO(build_pdf([[], []], scan=True))).pages)
    out = io.BytesIO()
    file.save(out)
    raw = _raw(out.getvalue())
    assert [(flaw.kind, flaw.where) for flaw in raw.flaws] == [(FlawKind.NO_TEXT, "trang 4–5")]
    assert (raw.wants, raw.unread_pages) == (("ocr",), (4, 5))
    assert [(p.where, p.width, p.dpi, p.sheet_like) for p in raw.pictures] == [
        ("trang 4", 10, 1, True), ("trang 5", 10, 1, True),
    ]  # fmt: skip


# --- files that fight back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", [3, 6])
def test_an_empty_password_for_reading_is_no_hindrance(strength: int) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(build_pdf([[Text(72, 700, LINE)]]))) as file:
        new = strength > 3
        lock = pikepdf.Encryption(owner="chu", user="", R=strength, aes=new, metadata=new)  # type: ignore[arg-type]
        file.save(out, encryption=lock)
    document = _read(out.getvalue())
    assert [line.text for line in document.lines] == [LINE]
    assert document.flaws == ()


def test_scripts_behind_an_empty_password_are_found() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(changed(_open_action(S=Name.JavaScript, JS="x")))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="chu", user=""))
    assert _active(out.getvalue()) == ["mã JavaScript"]


def test_a_page_that_unpacks_to_far_more_than_it_is_names_the_limit() -> None:
    bomb = content_pdf(b"0 0 m " * 400_000, filters=2)
    assert len(bomb) < 3_000
    started = time.monotonic()
    raw = _raw(bomb, Limits(pdf_stream_bytes=2_000_000))
    assert time.monotonic() - started < 2
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    assert "1 MB" in raw.flaws[0].detail
    assert _raw(bomb).flaws != raw.flaws  # without the bound it is opened


def test_more_objects_than_allowed_is_a_limit() -> None:
    def many(file: pikepdf.Pdf) -> None:
        file.Root.Many = Array([file.make_indirect(Dictionary(N=n)) for n in range(300)])

    assert FlawKind.LIMIT in [flaw.kind for flaw in _raw(changed(many), Limits(pdf_entries=100)).flaws]


LOOPS = {
    "kids": b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 2/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Pages/Parent 2 0 R/Count 2/Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>",
    "count": b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 2147483647/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>",
    "parent": b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Parent 2 0 R/Count 1/Kids[3 0 R]>>"
    b"endobj 3 0 obj<</Type/Page/Parent 2 0 R>>endobj trailer<</Root 1 0 R>>",
    "prev": b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj xref\n0 1\n0000000000 65535 f \ntrailer"
    b"<</Root 1 0 R/Size 3/Prev 58>>\nstartxref\n58\n%%EOF",
    "length": b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj 3 0 obj"
    b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Length 4 0 R>>stream\nx\nendstream endobj "
    b"trailer<</Root 1 0 R>>",
    "nesting": b"1 0 obj" + b"[" * 100_000 + b"endobj trailer<</Root 1 0 R>>",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_a_file_that_leads_in_a_circle_ends(loop: str) -> None:
    started = time.monotonic()
    document = _read(b"%PDF-1.4\n" + LOOPS[loop])
    assert time.monotonic() - started < 5
    assert document.flaws
    assert document.runs is None


def test_actions_that_follow_each_other_in_a_circle_end() -> None:
    def circle(file: pikepdf.Pdf) -> None:
        action = file.make_indirect(Dictionary(S=Name.URI, URI="https://example.vn"))
        action.Next = action
        file.Root.OpenAction = action

    assert _active(changed(circle)) == ["lệnh tự mở địa chỉ mạng khi xem tệp"]


def test_a_field_that_is_its_own_parent_ends() -> None:
    def circle(file: pikepdf.Pdf) -> None:
        field = file.make_indirect(Dictionary(T="a", V="b"))
        field.Parent = field
        file.Root.AcroForm = Dictionary(Fields=Array([field]))

    assert [line.text for line in _read(changed(circle)).lines] == [LINE]


def test_a_broken_page_is_named_and_the_others_are_read() -> None:
    file = pikepdf.open(io.BytesIO(build_pdf([[Text(72, 700, "Một")], [], [Text(72, 700, "Ba")]])))
    file.Root.Pages.Kids[1] = file.make_indirect(Dictionary(Type=Name.Font))
    out = io.BytesIO()
    file.save(out)
    document = _read(out.getvalue())
    assert [line.text for line in document.lines] == ["Một", "Ba"]


def test_mutated_files_never_raise_and_end() -> None:
    noise = random.Random(41)

    def everything(file: pikepdf.Pdf) -> None:
        file.attachments["a.txt"] = pikepdf.AttachedFileSpec(file, b"abc")
        file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="x")
        file.Root.AcroForm = Dictionary(Fields=Array([file.make_indirect(Dictionary(FT=Name.Tx, T="a", V="b"))]))
        stamp(file, "Stamp", drawn="MAT")

    seeds = [
        changed(everything),
        changed(everything, streams=True),
        build_font_pdf([TCVN3], name="F1", family=".VnTime", composite=True, says=_hyphen),
        build_font_pdf([TCVN3], name="F1", family=".VnTime", composite=False),
    ]
    for _ in range(120):
        for seed in seeds:
            content = bytearray(seed)
            for _ in range(noise.randint(1, 8)):
                content[noise.randrange(len(content))] = noise.randrange(256)
            started = time.monotonic()
            _raw(bytes(content))
            assert time.monotonic() - started < 5


@pytest.mark.corpus
def test_the_file_inside_a_real_one_is_found() -> None:
    raw = _raw(corpus_file("qlvb-quanhuyen-2011/2011_12_28_085800000082985!~!KSTTHC.pdf").read_bytes())
    assert [(name, content[:5]) for name, content in raw.inside] == [("STTTT_002.pdf", b"%PDF-")]
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.NO_TEXT]
    assert raw.unread_pages == (1, 2)


@pytest.mark.corpus
def test_a_real_tcvn3_file_is_its_transcript_word_for_word() -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"[^\W\d_]+|\d+", unicodedata.normalize("NFC", text).casefold())

    document = _read(corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2007-1AF57_02-2007.pdf").read_bytes())
    transcript = corpus_file("viparse-corpus/ground-truth/2007-1AF57_02-2007.txt").read_text("utf-8")
    shown = "\n".join(line.text for line in document.lines if line.zone is not Zone.METADATA)
    assert words(shown) == words(transcript)
