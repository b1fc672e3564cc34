"""Was this very mail written to this portal, now, and for the first time?

What proves the leader must not be an old mail of his that somebody found and sent on: the portal's address stands in
the To or Cc that was signed, the date is of these days, and the message was never received before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.authority import seals_of
from casework.case import Case
from casework.document import Signature
from casework.mail import OriginMeans, OriginStatus
from casework.portal import Portal
from casework.ports import History

__all__ = ["why_not_ours", "why_not_signed_to_us"]

_DAYS = timedelta(days=7)
#: Roads on which nobody proved when the mail was sent: `tiepnhan check` on an old mail, the demo's door.
_UNDATED = (OriginMeans.OFFLINE, OriginMeans.ASSUMED)

_UNPROVEN = "chưa chứng thực được người gửi"
_NOT_TO_US = "địa chỉ của cổng không nằm ở dòng “Đến” hoặc “Đồng gửi” mà người gửi đã ký"
_NO_DATE = "dòng ngày gửi không nằm trong phần mà người gửi đã ký"
_OLD = "thư ghi ngày gửi cách ngày nhận quá 7 ngày, có thể là thư cũ được gửi lại"


def why_not_ours(case: Case, portal: Portal, history: History) -> str:
    """Why the mail as a whole does not count as the sender's own word to this portal; empty where it does."""
    origin = case.origin
    if origin.status is not OriginStatus.PROVEN or case.mail.from_count != 1:
        return _UNPROVEN
    if not _sealed_recipients(case) & _addresses(case, portal):
        return _NOT_TO_US
    if origin.means not in _UNDATED:
        if case.mail.date is None or not origin.seals("date"):
            return _NO_DATE
        if _is_old(case.mail.date, case):
            return _OLD
    return _seen(case, history)


def why_not_signed_to_us(signature: Signature, case: Case, portal: Portal, history: History) -> str:
    """The same of an S/MIME signature. Header fields inside what was signed speak before the mail's own."""
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    if case.origin.status is not OriginStatus.PROVEN or case.mail.from_count != 1:
        return _UNPROVEN
    if not signature.email or signature.email != sender:
        return f"chứng thư ký thư mang địa chỉ “{signature.email or 'không ghi'}”, không phải địa chỉ người gửi"
    inside = signature.addressed_to
    to = _sealed_recipients(case) if inside is None else {_plain(address) for address in inside}
    if not to & _addresses(case, portal):
        return _NOT_TO_US
    if case.origin.means not in _UNDATED:
        date = signature.dated or (case.mail.date if inside is None and case.origin.seals("date") else None)
        if date is None:
            return _NO_DATE
        if _is_old(date, case):
            return _OLD
    return _seen(case, history)


def _is_old(date: datetime, case: Case) -> bool:
    # A joined reply bears the receipt of its case; the mail itself came when its own delivery says.
    return abs(case.delivery.received_at - date) > _DAYS


def _sealed_recipients(case: Case) -> set[str]:
    fields = (("to", case.mail.to), ("cc", case.mail.cc))
    return {_plain(a.mailbox) for name, addresses in fields if case.origin.seals(name) for a in addresses}


def _addresses(case: Case, portal: Portal) -> set[str]:
    """The portal's own address, and the one to which this mail was delivered (an alias of it)."""
    return {_plain(address) for address in (portal.address, case.delivery.envelope_to) if "@" in address}


def _plain(address: str) -> str:
    """Lower case, without what stands behind a plus: letters of ours ask for answers to “name+token@domain”."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _seen(case: Case, history: History) -> str:
    signatures = tuple(s.seal for d in case.documents for s in d.signatures if s.kind == "smime")
    for seal in dict.fromkeys(seals_of(case.mail, signatures)):
        if ref := history.seen_seal(case.portal, seal, other_than=case.ref):
            return f"chính thư này đã được nhận trước đây (hồ sơ {ref})"
    return ""
