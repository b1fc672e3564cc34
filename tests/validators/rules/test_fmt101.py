from __future__ import annotations

from casework.document import CONTAINERS
from tests.validators.cases import case, document, judge, portal, said, setting

AT = portal("FMT101")


def test_fires_for_a_program_and_a_disk_image() -> None:
    files = (document("cai dat.exe"), document("anh.img", kind="disk-image"))
    found = judge(case(*files), AT)
    assert said(found) == [("FMT101", "defect")] * 2
    assert "tệp chương trình (.exe)" in found[0].message and "ảnh đĩa" in found[1].message


def test_fires_by_the_portals_list() -> None:
    found = judge(case(document("bang.ods")), portal(setting("FMT101", kinds=("docx", "pdf"), containers=())))
    assert said(found) == [("FMT101", "defect")]
    assert "Lưu Dưới dạng (Save As)" in found[0].fix


def test_a_recording_is_sent_again_as_the_portal_takes_it_and_left_out_where_it_takes_none() -> None:
    recording = case(document("phat thanh.flac", kind="flac"))
    heard = judge(recording, portal(setting("FMT101", kinds=("docx", "mp3", "mp4"), containers=())))
    assert ".mp3" in heard[0].fix and "bỏ tệp" not in heard[0].fix
    deaf = judge(recording, portal(setting("FMT101", kinds=("docx", "pdf"), containers=())))
    assert ".mp3" not in deaf[0].fix and "bỏ tệp" in deaf[0].fix and "tệp chương trình" not in deaf[0].fix


def test_quiet_for_what_is_accepted_whatever_the_name_says() -> None:
    files = [document(n) for n in ("a.docx", "b.pdf", "c.jpg", "d.zip", "e.doc")]
    assert judge(case(*files, document("f.img", kind="img-gem"), document("g.img", kind="jpg")), AT) == ()


def test_quiet_behind_a_password_where_nobody_sees_the_kind() -> None:
    assert judge(case(document("bao cao.docx", kind="encrypted-office")), AT) == ()


def test_quiet_for_a_logo_shown_inside_the_mail() -> None:
    assert judge(case(document("logo.svg", inline=True)), AT) == ()


def test_unsure_where_the_content_is_of_no_known_kind() -> None:
    assert said(judge(case(document("bai.abc", kind="unknown")), AT)) == [("FMT101", "unsure")]


def test_quiet_for_containers_and_fires_for_what_is_in_them() -> None:
    files = [document(f"a.{kind}", kind=kind) for kind in CONTAINERS]
    found = judge(case(*files, document("a.zip › cai dat.exe", kind="exe")), AT)
    assert [(f.where, f.verdict.value) for f in found] == [("thư › a.zip › cai dat.exe", "defect")]


def test_a_table_as_text_counts_as_text_and_a_script_as_what_it_is() -> None:
    only_text = portal(setting("FMT101", kinds=("txt",), containers=()))
    assert judge(case(document("a.csv")), only_text) == ()
    (found,) = judge(case(document("a.bat", kind="script")), AT)
    assert "là tệp lệnh tự chạy" in found.message


def test_a_name_that_promises_what_is_accepted_is_named() -> None:
    (page,) = judge(case(document("bai.doc", kind="mht")), AT)
    assert "là trang web (.mht), dù tên tệp ghi .doc, không thuộc" in page.message
    (honest,) = judge(case(document("bai.mht", kind="mht")), AT)
    assert "dù tên tệp" not in honest.message


def test_quiet_on_signatures_beside_and_around_files() -> None:
    files = [
        document("bai.docx"),
        document("bai.docx.p7s", kind="p7s", runs=None),
        document("b.p7m", kind="p7m", runs=None),
    ]
    assert judge(case(*files), AT) == ()
