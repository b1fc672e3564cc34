"""The letters' instructions, followed: what a clerk sends after doing as the letter says no longer has the finding."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from casework.directory import Snapshot
from frontdesk.pipeline import Rooms
from tests.builders.docx import article, build_docx
from tests.builders.mail import File, build_mail
from tests.builders.pdf import Text, build_pdf, encrypt_pdf
from tests.stories.documents import draft_circular, explanation, legacy_docx, news, official, request_letter, transcript
from tests.stories.story import Story
from tests.stories.walked import walk_story
from tests.stories.wrappings import pdf_with_script, with_macro, with_remote_template
from tests.wire.tools import require

PROSE = (
    "Đơn vị tổ chức hội nghị tập huấn nghiệp vụ văn thư, lưu trữ cho công chức các đơn vị thuộc Bộ trong hai ngày.",
    "Hội nghị giới thiệu những điểm mới về lập hồ sơ điện tử và nộp lưu hồ sơ; các đại biểu thực hành trên hệ thống "
    "và trao đổi những vướng mắc khi thực hiện trong sáu tháng đầu năm.",
)
LEADER = "ha.pt@vanphong.moha.gov.vn"
ACADEMY = "khoahoc@hocviencq.example.edu.vn"
FORUM = "2004-1113C_Michele_Debonneuil-_Phattrien_congnghe"


def notice(recipients: Sequence[str] | None) -> bytes:
    return official(
        issuer=["BỘ NỘI VỤ", "VĂN PHÒNG"], number="12/TB-VP", place_date="Hà Nội, ngày 27 tháng 8 năm 2026",
        kind="THÔNG BÁO", abstract="Về việc nghỉ lễ Quốc khánh", body=["Văn phòng thông báo lịch nghỉ lễ./."],
        recipients=recipients, signer_title=["CHÁNH VĂN PHÒNG"], signer="Phạm Thu Hà",
    )  # fmt: skip


def dossier() -> tuple[File, ...]:
    request = request_letter(
        "Văn phòng Bộ", "VP", "đề nghị đăng tải hồ sơ dự thảo Thông tư", "Trung tâm", "Phạm Thu Hà"
    )
    return (
        File("Du thao Thong tu.docx", draft_circular()),
        File("CV de nghi dang tai.docx", request),
        File("Ban thuyet minh.docx", explanation()),
    )


def files(*sent: File, text: str = "Gửi Ban biên tập tin, bài để đăng.", sender: str = LEADER) -> Callable[[], bytes]:
    to = "vienkhtcnn@moha.gov.vn" if sender == ACADEMY else "congttdt@moha.gov.vn"
    return lambda: build_mail(sender, to, "Gửi đăng", text, files=sent)


def printed(*rows: str) -> bytes:
    return build_pdf([[Text(60, 780 - 20 * at, row) for at, row in enumerate(rows)]])


def saved_as(kind: str, name: str, content: bytes, folder: Path) -> bytes:
    """What a clerk's LibreOffice makes of the file by Save As."""
    source = folder / name
    source.write_bytes(content)
    subprocess.run(
        [require("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
         "--outdir", str(folder / "out"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "out" / source.with_suffix(f".{kind}").name).read_bytes()


def old_encoding() -> bytes:
    return legacy_docx(transcript(FORUM)[:30], "tcvn3", ".VnTime", capitals=".VnTimeH")


def converted() -> bytes:
    """What UniKey's toolkit and a Unicode font make of the same file."""
    return build_docx(transcript(FORUM)[:30])


WITHOUT, OTHER = ["- Như trên;", "- Lưu: VT."], ["- Cổng TTĐT Chính phủ;", "- Lưu: VT."]
WITH = ["- Như trên;", "- TTCNTT để đăng tải trên Cổng TTĐT Bộ;", "- Lưu: VT."]
CONTACT = (
    "Gửi Ban biên tập bài để đăng.\n\nNgười liên hệ: Nguyễn Văn An\n"
    "Địa chỉ: số 12 đường Láng, phường Láng, thành phố Hà Nội\nĐiện thoại: 0912 345 678\n"
)
TITLE = "Tập huấn công tác văn thư, lưu trữ"
ITEM = build_docx(article(TITLE, *PROSE))
ROWS = [" ".join(words[at : at + 12]) for words in (p.split() for p in PROSE) for at in range(0, len(words), 12)]
CASES: dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]] = {
    "RCP101": (files(File("TB.docx", notice(None))), files(File("TB.docx", notice(WITH)))),
    "RCP102": (files(File("TB.docx", notice(OTHER))), files(File("TB.docx", notice(WITH)))),
    "FMT101": (files(File("Tin.docx", ITEM), File("a.exe", b"MZ" + bytes(300))), files(File("Tin.docx", ITEM))),
    "FMT103": (files(File("Anh.jpg", ITEM)), files(File("Tin.docx", ITEM))),
    "FMT104": (files(File("Tin.docx", b"")), files(File("Tin.docx", ITEM))),
    "FMT105": (files(), files(File("Tin.docx", ITEM))),
    "SEC102": (
        files(File("Tin.docx", build_docx(article("Tài liệu họp giao ban", *PROSE), header=["LƯU HÀNH NỘI BỘ"]))),
        files(File("Tin.docx", ITEM)),
    ),
    "SRC101": (
        files(File("Tin.docx", news("Tập huấn công tác văn thư", *PROSE, "Nguồn: Internet"))),
        files(File("Tin.docx", news("Tập huấn công tác văn thư", *PROSE, "Nguồn: Báo Nhân Dân, ngày 18/8/2026"))),
    ),
    "FMT201": (files(File("Tin.docm", with_macro(TITLE, *PROSE))), files(File("Tin.docx", ITEM))),
    "FMT202": (files(File("Tin.pdf", pdf_with_script(TITLE, *ROWS))), files(File("Tin.pdf", printed(TITLE, *ROWS)))),
    "FMT203": (files(File("Tin.pdf", encrypt_pdf(printed(TITLE, *ROWS), "bimat"))),
               files(File("Tin.pdf", printed(TITLE, *ROWS)))),
    "FNT103": (files(File("Tin.docx", news("QUYẾT ÐỊNH về tập huấn", *PROSE))),
               files(File("Tin.docx", news("QUYẾT ĐỊNH về tập huấn", *PROSE)))),
    "FNT104": (files(File("Tin.docx", news(TITLE, PROSE[1].replace("n", "\ue0a1")))), files(File("Tin.docx", ITEM))),
    "FNT105": (files(File("Tin.docx", news(TITLE, *(p.encode().decode("cp1252", "replace") for p in PROSE)))),
               files(File("Tin.docx", ITEM))),
    "KIT101": (files(dossier()[0]), files(*dossier())),
    "SND201": (
        files(File("Bai.docx", ITEM), sender=ACADEMY, text="Gửi Ban biên tập bài để đăng."),
        files(File("Bai.docx", ITEM), sender=ACADEMY, text=CONTACT),
    ),
}  # fmt: skip


def codes(mail: Callable[[], bytes], code: str, rooms: Rooms, directory: Snapshot) -> set[str]:
    portal = "vienkhtcnn" if code == "SND201" else "congttdt"
    story = Story(name=code, portal=portal, received="28/8/2026 09:00", mail=mail, disposition=None)
    return {finding.code for finding in walk_story(story, rooms, directory).findings or ()}


@pytest.mark.parametrize("code", sorted(CASES))
def test_doing_as_the_letter_says_ends_the_finding(code: str, rooms: Rooms, directory: Snapshot) -> None:
    wrong, mended = CASES[code]
    before, after = codes(wrong, code, rooms, directory), codes(mended, code, rooms, directory)
    assert code in before
    assert code not in after
    assert after <= before, "what the letter asked for must not bring a new finding"


def test_a_converted_file_ends_the_finding_and_a_changed_font_name_does_not(rooms: Rooms, directory: Snapshot) -> None:
    assert "FNT101" in codes(files(File("Bai.docx", old_encoding())), "FNT101", rooms, directory)
    other_name = legacy_docx(transcript(FORUM)[:30], "tcvn3", "Times New Roman")
    assert "FNT101" in codes(files(File("Bai.docx", other_name)), "FNT101", rooms, directory)
    assert "FNT101" not in codes(files(File("Bai.docx", converted())), "FNT101", rooms, directory)


def test_a_pdf_printed_anew_from_unicode_ends_the_finding(rooms: Rooms, directory: Snapshot) -> None:
    printed = build_pdf([[Text(72, 760 - 20 * row, line) for row, line in enumerate(transcript(FORUM)[:6])]])
    assert "FNT101" not in codes(files(File("Bai.pdf", printed)), "FNT101", rooms, directory)


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [("FMT201", "Tin.docm", with_macro(TITLE, *PROSE)), ("FMT202", "Tin.docx", with_remote_template(TITLE, *PROSE))],
)
def test_what_libreoffice_saves_anew_has_neither_macro_nor_template(
    code: str, name: str, content: bytes, rooms: Rooms, directory: Snapshot, tmp_path: Path
) -> None:
    assert codes(files(File(name, content)), code, rooms, directory) == {code}
    assert codes(files(File("Tin.docx", saved_as("docx", name, content, tmp_path))), code, rooms, directory) == set()
