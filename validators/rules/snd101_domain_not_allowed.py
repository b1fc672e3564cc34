"""SND101. Người gửi ngoài phạm vi được gửi

## Kiểm tra
Tên miền của địa chỉ gửi so với các tên miền công vụ mà cổng nhận; người có tên trong danh bạ (cộng tác viên, cơ quan
báo chí) được gửi từ địa chỉ đã ghi trong danh bạ. Nơi nhận cả người ngoài thì người ngoài phải kèm xác nhận hoặc ký số.
Tên miền chỉ trông giống tên miền công vụ (moha.g0v.vn, chữ cái của bảng chữ khác) được gọi đúng tên.

## Căn cứ
Quy chế của từng cổng nêu ai được cung cấp thông tin và gửi bằng cách nào.

## Thông báo
### [outside] Tên miền không được gửi
Thư gửi từ {sender|lanvu.86@gmail.com}, không thuộc tên miền công vụ ({domains|moha.gov.vn}) và không có trong danh bạ
của {portal}.
### [without_proof] Người ngoài chưa kèm xác nhận
Thư gửi từ {sender}, không thuộc tên miền công vụ ({domains}), và không kèm xác nhận hoặc chữ ký số của lãnh đạo đơn vị
nào, nên {portal} chưa thể nhận.
### [lookalike] Tên miền giả giống tên miền công vụ
Thư gửi từ {sender|congttdt@moha.g0v.vn}. Tên miền {shown|moha.g0v.vn} chỉ trông giống tên miền công vụ
{official|moha.gov.vn} chứ không phải tên miền ấy, nên {portal} không nhận.

## Cách sửa
### [outside] Tên miền không được gửi
1. Gửi lại đúng nội dung này từ tài khoản thư công vụ của đơn vị (địa chỉ kết thúc bằng {domains}).
2. Chưa có tài khoản công vụ: nhờ đầu mối cung cấp thông tin của đơn vị gửi thay.
3. Là cộng tác viên: đề nghị đơn vị phụ trách {short_name} ghi địa chỉ thư vào danh bạ, rồi gửi lại.
### [without_proof] Người ngoài chưa kèm xác nhận
1. Xin lãnh đạo cơ quan, đơn vị ký số lên bài hoặc công văn gửi kèm; hoặc in ra, ký tên, đóng dấu rồi quét lại.
2. Ghi rõ cuối thư: họ tên, địa chỉ, số điện thoại của người liên hệ.
3. Gửi lại cả hai tới {address}.
### [lookalike] Tên miền giả giống tên miền công vụ
Đơn vị có tài khoản thư công vụ: gửi lại từ đúng tài khoản ấy (địa chỉ kết thúc bằng {official}).

## Khi chưa rõ
Người phụ trách xác định người gửi trước khi xử lý. Nếu là thư của đơn vị, đề nghị gửi lại từ tài khoản thư công vụ.

## Không bắt
Tên miền con (vd. @isol.moha.gov.vn); người có tên trong danh bạ; cổng nhận thư của mọi người.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from casework.portal import Portal
from validators.lookalike import as_seen, resembled
from validators.reading import is_sheet
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("sender", "domains", "shown", "official")


class Params(Noun, frozen=True):
    """Nothing to set: the domains are the portal's."""


def check(case: Case, portal: Portal) -> Iterator[Remark]:
    """A stranger from a strange domain, or from one that passes for official; where the portal admits strangers with
    proof, one who brings none."""
    sender = case.mail.sender
    if portal.open_to_all or case.person is not None:
        return
    if sender is None or not sender.domain:
        yield unsure(why="thư không ghi địa chỉ người gửi", where="thư, dòng “Từ”")
        return
    if portal.is_official(sender.domain):
        return
    if official := resembled(sender.domain, portal.domains):
        where, shown = "thư, dòng “Từ”", as_seen(sender.domain)
        yield defect(where=where, variant="lookalike", sender=sender.mailbox, shown=shown, official=official)
        return
    if portal.open_with_proof and _brings_proof(case):
        return
    yield defect(
        where="thư, dòng “Từ”",
        variant="without_proof" if portal.open_with_proof else "outside",
        sender=sender.mailbox,
        domains=", ".join(portal.domains),
    )


def _brings_proof(case: Case) -> bool:
    """Anything that may be a leader's word; whether it is one, PRF101 judges."""
    signed = any(document.signatures for document in case.documents)
    return signed or bool(case.confirmations) or any(is_sheet(document) for document in case.files)
