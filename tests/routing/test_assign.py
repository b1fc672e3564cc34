"""Every column of every portal, with a text as people really write it, ends in that column with the words that led."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.document import Item
from casework.mail import MailClass
from casework.noun import replace
from frontdesk.regulations import Regulations, load
from routing.assign import assign, desk_of
from tests.routing.folders import case, document
from tests.routing.texts import TEXTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(ROOT / "regulations")


ALL = [
    pytest.param(portal, column, item, title, text, id=f"{portal}-{column}")
    for portal, texts in TEXTS.items()
    for column, item, title, text in texts
]


@pytest.mark.parametrize(("portal", "column", "item", "title", "text"), ALL)
def test_each_column(regulations: Regulations, portal: str, column: str, item: Item, title: str, text: str) -> None:
    folder = case(document(text, item=item, title=title), portal=portal, subject="Gửi tin, bài đề nghị đăng")
    choice = assign(folder, regulations.portal(portal))
    assert choice.id == column, choice
    setting = regulations.portal(portal).column(column)
    assert setting is not None and choice.name == setting.name
    assert choice.words and set(choice.words) <= set(setting.words)


def test_no_column_is_forgotten(regulations: Regulations) -> None:
    for portal in regulations.portals:
        assert [column.id for column in portal.columns] == [text[0] for text in TEXTS[portal.id]]


@pytest.mark.parametrize("id", sorted(TEXTS))
def test_nothing_found_is_not_classified(regulations: Regulations, id: str) -> None:
    text = "Kính gửi anh chị em,\nHôm qua trời mưa to, đường về quê ngập hết cả nên mình đến muộn."
    choice = assign(case(document(text, item=None, title="Vài dòng"), portal=id), regulations.portal(id))
    assert (choice.id, choice.name, choice.words) == ("", "chưa phân loại", ())
    assert desk_of(choice, regulations.portal(id)) == regulations.portal(id).desk_of_first_resort


def test_one_common_word_in_passing_is_no_evidence(regulations: Regulations) -> None:
    text = "Mình gửi lại tệp hôm trước.\n" + "Trời hôm nay đẹp quá. " * 60 + "Chiều nay có hội thảo."
    assert assign(case(document(text, item=None)), regulations.portal("congttdt")).id == ""


def test_a_secret_mail_and_a_petition_suggest_nothing(regulations: Regulations) -> None:
    portal = regulations.portal("congttdt")
    speaking = document("Hội nghị tổng kết công tác năm, hội nghị diễn ra tại Hà Nội", title="Hội nghị tổng kết")
    assert assign(case(speaking), portal).id == "tin_tuc"
    assert assign(case(replace(speaking, cut=True)), portal).id == ""
    assert assign(case(speaking, mail_class=MailClass.PETITION), portal).id == ""


def test_pictures_go_by_the_words_of_the_mail(regulations: Regulations) -> None:
    pictures = document("", item=Item.PICTURES, kind="jpg")
    body = "Em gửi chùm ảnh Hội thảo khoa học diễn ra tại Viện sáng nay, khai mạc lúc 8 giờ."
    choice = assign(case(pictures, portal="vienkhtcnn", body=body), regulations.portal("vienkhtcnn"))
    assert choice.id == "tin_tuc" and "hội thảo khoa học" in choice.words


def test_the_subject_counts_as_a_title(regulations: Regulations) -> None:
    plain = document("Nội dung trong tệp đính kèm.", item=Item.ARTICLE)
    choice = assign(case(plain, subject="Thông cáo báo chí tháng 8"), regulations.portal("congttdt"))
    assert choice.id == "thong_cao_bao_chi" and choice.words == ("thông cáo báo chí",)
