"""KIT102. Đơn vị thuộc Bộ chưa gửi văn bản phối hợp

## Kiểm tra
Tin, bài của đơn vị thuộc Bộ (ngoài Viện) gửi đăng trên trang của Viện phải kèm văn bản phối hợp và đề nghị đăng tải.

## Căn cứ
Nội dung theo đề nghị của các đơn vị thuộc Bộ được đăng tải khi có văn bản phối hợp và đề nghị đăng tải.

## Thông báo
Thư của {sender|vanphong@moha.gov.vn} (đơn vị thuộc Bộ) chưa kèm văn bản phối hợp và đề nghị đăng tải trên {short_name}.

## Cách sửa
1. Soạn công văn gửi {portal}, trích yếu ghi “V/v phối hợp và đề nghị đăng tải …”, lãnh đạo đơn vị ký.
2. Trả lời thư này, đính kèm công văn (bản .docx hoặc .pdf có ký số) cùng với tin, bài.

## Khi chưa rõ
Người phụ trách sẽ mở tệp chưa đọc được. Nếu chưa có công văn, đơn vị gửi bổ sung bằng cách trả lời thư này.

## Không bắt
Người của Viện; người gửi ngoài Bộ; giấy mời.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.directory import Role
from casework.document import Item
from casework.noun import Noun
from casework.portal import Portal
from validators.papers import is_request
from validators.reading import unread_files
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("sender",)

_OUTSIDE = (Role.COLLABORATOR, Role.PRESS)


class Params(Noun, frozen=True):
    """``domains`` of the Ministry, subdomains included; ``own_domains`` are the Institute's."""

    domains: tuple[str, ...] = ("moha.gov.vn",)
    own_domains: tuple[str, ...] = ("isol.moha.gov.vn",)


def check(case: Case, params: Params, portal: Portal) -> Iterator[Remark]:
    """Whom the directory names as this portal's own needs none; nor does an invitation (vien/13.5)."""
    sender = case.mail.sender
    if sender is None or not _within(sender.domain, params.domains) or _within(sender.domain, params.own_domains):
        return
    own = portal.is_staff(case.person) and case.person is not None and case.person.role not in _OUTSIDE
    if own or any(d.item is Item.INVITATION for d in case.files) or any(is_request(d) for d in case.files):
        return
    unread = unread_files(case)
    if unread:
        why = f"chưa thấy văn bản phối hợp, nhưng có thể là tệp “{unread[0].name}” chưa đọc được"
        yield unsure(why=why)
    else:
        yield defect(where="thư", sender=sender.mailbox)


def _within(domain: str, domains: tuple[str, ...]) -> bool:
    return any(domain == d or domain.endswith("." + d) for d in domains)
