from __future__ import annotations

from tests.validators.cases import case, document, judge, portal, said, setting

MB = 1024 * 1024
AT = portal(setting("FMT102", file_mb=25, media_mb=100, total_mb=60))


def test_fires_for_a_file_one_byte_beyond_and_never_says_25_0() -> None:
    (found,) = judge(case(document("to.docx", size=25 * MB + 1)), AT)
    assert "nặng 25,1 MB, vượt mức 25 MB" in found.message


def test_fires_for_the_whole_mail_where_no_single_file_is_to_blame() -> None:
    files = [document(f"{n}.pdf", size=21 * MB) for n in range(3)]
    (found,) = judge(case(*files), AT)
    assert found.about == "" and "63,0 MB" in found.message


def test_quiet_at_the_limit() -> None:
    assert judge(case(document("a.docx", size=25 * MB)), AT) == ()
    assert judge(case(document("a.mp4", size=60 * MB)), AT) == ()


def test_unsure_is_never_said_of_a_size_even_of_an_unknown_kind() -> None:
    found = judge(case(document("a.bin", kind="unknown", size=26 * MB)), AT)
    assert said(found) == [("FMT102", "defect")]


def test_what_came_packed_is_counted_once() -> None:
    files = (document("a.zip", size=24 * MB), *(document(f"a.zip › {n}.jpg", size=20 * MB) for n in range(3)))
    assert judge(case(*files), AT) == ()
    (found,) = judge(case(*files, document("b.pdf", size=20 * MB), document("c.pdf", size=20 * MB)), AT)
    assert "64,0 MB" in found.message
