"""Which of a mail's files is the item."""

from __future__ import annotations

from casework.document import CONTAINERS, Item, Line
from casework.mail import Mail
from casework.noun import replace
from tests.validators.cases import article, case, document


def test_the_article_in_an_archive_is_the_item_and_the_archive_is_not() -> None:
    inside = article("Ho_so.zip › Tin.docx")
    assert (
        case(document("Ho_so.zip"), document("Ho_so.zip › anh.jpg", item=Item.PICTURES), inside).main_document == inside
    )


def test_without_an_item_the_first_file_that_holds_none_stands_for_it() -> None:
    scan = document("Ho_so.zip › scan.pdf")
    assert case(document("Ho_so.zip"), scan).main_document == scan


def test_an_archive_alone_stands_for_itself() -> None:
    for kind in CONTAINERS:
        alone = document(f"a.{kind}", kind=kind)
        assert case(alone).main_document == alone


def test_what_was_read_off_a_scan_is_no_title_where_the_sender_wrote_one() -> None:
    scan = document("qd.pdf", title="Chú tịch", lines=(Line("Chú tịch", "trang 1", recognised=True),))
    assert case(scan, mail=Mail(subject="Quyết định bổ nhiệm")).title == "Quyết định bổ nhiệm"
    assert case(scan, mail=Mail()).title == "Chú tịch"
    assert case(replace(scan, lines=()), mail=Mail(subject="Gửi bài")).title == "Chú tịch"
