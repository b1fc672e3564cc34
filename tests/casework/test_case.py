"""Which of a mail's files is the item."""

from __future__ import annotations

from casework.document import CONTAINERS, Item, Line
from casework.mail import Mail
from casework.noun import replace
from tests.validators.cases import article, case, document


def test_the_article_in_an_archive_is_the_item_and_the_archive_is_not() -> None:
    pictures = document("Ho_so.zip › anh.jpg", item=Item.PICTURES)
    item = case(document("Ho_so.zip"), pictures, article("Ho_so.zip › Tin.docx")).main_document
    assert item is not None and item.path == "thư › Ho_so.zip › Tin.docx"


def test_without_an_item_the_first_file_that_holds_none_stands_for_it() -> None:
    item = case(document("Ho_so.zip"), document("Ho_so.zip › scan.pdf")).main_document
    assert item is not None and item.path == "thư › Ho_so.zip › scan.pdf"


def test_an_archive_alone_stands_for_itself() -> None:
    for kind in CONTAINERS:
        alone = document(f"a.{kind}", kind=kind)
        assert case(alone).main_document == alone


def test_what_was_read_off_a_scan_is_no_title_where_the_sender_wrote_one() -> None:
    scan = document("qd.pdf", title="Chú tịch", lines=(Line("Chú tịch", "trang 1", recognised=True),))
    assert case(scan, mail=Mail(subject="Quyết định bổ nhiệm")).title == "Quyết định bổ nhiệm"
    assert case(scan, mail=Mail()).title == "Chú tịch"
    assert case(replace(scan, lines=()), mail=Mail(subject="Gửi bài")).title == "Chú tịch"
