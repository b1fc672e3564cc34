from __future__ import annotations

import pytest

from tests.validators.cases import article, case, institute, judge, portal, said, scan

AT = institute("SND201")
WHOLE = """Kính gửi Ban biên tập,
Người liên hệ: Phạm Thị Hồng
Địa chỉ: số 5 phố Tràng Tiền, phường Cửa Nam, thành phố Hà Nội
Điện thoại: 0912 345 678"""


def outsider(words: str, *files: object) -> object:
    return case(*files, sender="hong@hoikhoahoc.vn", own_words=words)  # type: ignore[arg-type]


def test_fires_naming_each_missing_detail() -> None:
    (found,) = judge(outsider("Gửi Ban biên tập bài viết."), AT)  # type: ignore[arg-type]
    assert "họ tên, địa chỉ và số điện thoại" in found.message
    (found,) = judge(outsider(WHOLE.replace("0912 345 678", "")), AT)  # type: ignore[arg-type]
    assert "chưa ghi số điện thoại của" in found.message


@pytest.mark.parametrize(
    "number", ["(84-024) 6282.6787", "024.62820327", "0243.7738668", "0912345678", "+84 912 345 678", "84.912.345.678"]
)
def test_quiet_for_every_way_to_write_a_number(number: str) -> None:
    assert judge(outsider(WHOLE.replace("0912 345 678", number)), AT) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["0112345678", "20/11/2026", "668/QĐ-BNV", "123456", "0612 345 678"])
def test_fires_for_what_is_no_telephone_number(number: str) -> None:
    (found,) = judge(outsider(WHOLE.replace("0912 345 678", number)), AT)  # type: ignore[arg-type]
    assert "chưa ghi số điện thoại của" in found.message


def test_quiet_for_a_signature_block_without_labels() -> None:
    block = "Trân trọng,\nTrịnh Văn Quyết\nSố 12 đường Láng, phường Láng, Hà Nội\nĐT: 024.62820327"
    assert judge(outsider(block), AT) == ()  # type: ignore[arg-type]


def test_quiet_where_the_details_stand_in_a_file() -> None:
    assert judge(outsider("Gửi bài.", article("bai.docx", *WHOLE.splitlines())), AT) == ()  # type: ignore[arg-type]


def test_an_address_of_a_mailbox_is_no_postal_address() -> None:
    words = WHOLE.replace(
        "Địa chỉ: số 5 phố Tràng Tiền, phường Cửa Nam, thành phố Hà Nội", "Địa chỉ email: hong@hoi.vn"
    )
    (found,) = judge(outsider(words), AT)  # type: ignore[arg-type]
    assert "chưa ghi địa chỉ của" in found.message


def test_quiet_for_people_in_the_directory_and_portals_that_do_not_ask() -> None:
    assert judge(case(own_words="Gửi bài."), AT) == ()
    assert judge(outsider("Gửi bài."), portal("SND201")) == ()  # type: ignore[arg-type]


def test_unsure_where_a_scan_may_hold_the_details() -> None:
    assert said(judge(outsider("Gửi bài.", scan()), AT)) == [("SND201", "unsure")]  # type: ignore[arg-type]


def test_small_letters_with_marks_behind_a_label_are_no_name() -> None:
    words = "Từ thực trạng, tác giả nêu hàm ý: gắn tự chủ với trách nhiệm giải trình và đánh giá độc lập."
    (found,) = judge(outsider(words), AT)  # type: ignore[arg-type]
    assert "họ tên, địa chỉ và số điện thoại" in found.message


def test_quiet_where_the_first_mail_of_the_case_said_it() -> None:
    correction = case(article(), sender="hong@hoikhoahoc.vn", own_words="Gửi lại tệp đã sửa.", earlier_words=WHOLE)
    assert judge(correction, AT) == ()
