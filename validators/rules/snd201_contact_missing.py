"""SND201. Thiếu thông tin liên hệ

## Kiểm tra
Người gửi ngoài danh bạ phải ghi họ tên người liên hệ, địa chỉ và số điện thoại: trong lời thư, phần chữ ký cuối thư
hoặc
trong tệp kèm theo.

## Căn cứ
Cơ quan, tổ chức, cá nhân ngoài gửi thông tin phải có địa chỉ, số điện thoại, họ tên người liên hệ.

## Thông báo
Thư chưa ghi {missing|địa chỉ và số điện thoại} của người liên hệ.

## Cách sửa
1. Bấm Trả lời (Reply) ngay trên thư này; không phải đính kèm lại tệp, các tệp đã gửi vẫn được giữ.
2. Ghi ba dòng: “Người liên hệ: Nguyễn Văn An”; “Địa chỉ: số 12 đường Láng, phường Láng, thành phố Hà
Nội”; “Điện
thoại: 0912 345 678” (thay bằng thông tin của đơn vị).
3. Bấm Gửi. Những thông tin này chỉ dùng để liên hệ, không đăng lên {short_name}.

## Khi chưa rõ
Người phụ trách sẽ mở tệp tìm thông tin liên hệ. Nhanh nhất: trả lời thư này, ghi rõ họ tên, địa chỉ, số điện thoại.

## Không bắt
Người gửi có trong danh bạ; số điện thoại viết có dấu chấm, dấu cách, mã nước (+84).
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from casework.portal import Portal
from validators.contact import has_address, has_name, has_telephone
from validators.reading import unread_files
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("missing",)


class Params(Noun, frozen=True):
    """Nothing to set: of whom contact details are asked, the portal's proof settings say."""


def check(case: Case, portal: Portal) -> Iterator[Remark]:
    """Names each missing one; where a file could not be read, the detail may stand in it."""
    asked = portal.proof_for(case.person)
    if asked is None or not asked.contact or case.person is not None:
        return
    # A correction brings the corrected file alone; who the sender is stands in his first mail.
    written = (*case.mail.own_words.splitlines(), *case.earlier_words.splitlines())
    lines = [*written, *(line.text for d in case.files for line in d.lines)]
    missing = [
        name
        for name, found in (
            ("họ tên", has_name(lines)),
            ("địa chỉ", has_address(lines)),
            ("số điện thoại", has_telephone(lines)),
        )
        if not found
    ]
    if not missing:
        return
    said = " và ".join([", ".join(missing[:-1]), missing[-1]]) if len(missing) > 1 else missing[0]
    unread = unread_files(case)
    if unread:
        why = f"chưa thấy {said} của người liên hệ, nhưng có thể ghi trong tệp “{unread[0].name}” chưa đọc được"
        yield unsure(why=why, missing=said)
    else:
        yield defect(where="thư", missing=said)
