"""Is the one who signed a leader of the sender's unit, or the unit itself? As the directory says, never the text."""

from __future__ import annotations

import re
from datetime import datetime

from casework.case import Case
from casework.directory import LEADERS, Person
from casework.directory_change import same_name
from casework.document import Signature
from casework.ports import Directory
from casework.vietnamese import fold

__all__ = ["is_leader_of_his_unit", "leader_who_signed", "leaders_of", "moment_of", "signed_by_unit", "why_not_leader"]

_SIGNS = re.compile(r"[^\w]+")


def moment_of(signature: Signature, case: Case) -> datetime:
    """The instant at which the signer must have been a leader: the trusted timestamp's. What his own machine claims
    could be set back to a day on which he still was; without a timestamp it is the receipt."""
    if signature.timestamped and signature.signed_at is not None:
        return signature.signed_at
    return case.received_at


def leaders_of(case: Case, directory: Directory, at: datetime) -> tuple[Person, ...]:
    """Leaders, deputies and substitutes of the sender's unit at ``at``; none where the directory does not know him."""
    if case.person is None or not case.person.unit:
        return ()
    return directory.leaders(case.person.unit, case.portal, at)


def is_leader_of_his_unit(case: Case, directory: Directory) -> bool:
    """True where the sender himself leads the unit for which his entry stands."""
    if case.person is None:
        return False
    own = {leader.address for leader in leaders_of(case, directory, case.received_at)}
    return case.person.role in LEADERS or case.person.address in own


def leader_who_signed(signature: Signature, case: Case, directory: Directory) -> Person | None:
    """The leader whose signature this is: by the certificate that the directory names, else by the address in the
    certificate, where it bears none by name **and** unit. A name alone is nobody's proof: two people bear it."""
    found = leaders_of(case, directory, moment_of(signature, case))
    return next((leader for leader in found if _is_his(signature, leader)), None)


def _is_his(signature: Signature, leader: Person) -> bool:
    if leader.certificate:
        return bool(signature.certificate) and signature.certificate == leader.certificate
    if signature.personal is False:
        return False
    if signature.email:
        # Another address is somebody else's: a namesake's in a body whose unit is called alike, as far as we can know.
        return signature.email == leader.address
    return same_name(signature.signer, leader.name) and _is_of(signature, leader.unit)


def signed_by_unit(signature: Signature, case: Case) -> bool:
    """True for the signature of the sender's own unit as an organisation."""
    unit = case.person.unit if case.person else ""
    return signature.personal is False and _is_of(signature, unit, signature.signer)


def _is_of(signature: Signature, unit: str, *more: str) -> bool:
    return any(_same(unit, name) for name in (signature.unit, signature.organisation, *more))


def _same(one: str, other: str) -> bool:
    """Names as people compare them: case, diacritics and signs aside; two empty ones are not the same."""
    first, second = (_SIGNS.sub(" ", fold(name)).strip() for name in (one, other))
    return bool(first) and first == second


def why_not_leader(signature: Signature, case: Case, directory: Directory) -> str:
    """Why a trusted signature is not the leader's: a Vietnamese clause."""
    who = f"“{signature.signer}”" if signature.signer else "người ký"
    if case.person is None:
        return f"chữ ký số của {who} hợp lệ, nhưng danh bạ chưa có đơn vị gửi nên chưa biết lãnh đạo là ai"
    if signature.personal is False:
        return f"chữ ký số hợp lệ nhưng là của cơ quan {who}, chưa phải của lãnh đạo đơn vị"
    found = leaders_of(case, directory, moment_of(signature, case))
    alike = next((leader for leader in found if same_name(signature.signer, leader.name)), None)
    if alike is None:
        return f"chữ ký số của {who} hợp lệ, nhưng danh bạ không ghi người này là lãnh đạo đơn vị gửi"
    if alike.certificate:
        return f"chữ ký số của {who} không bằng chứng thư số đã ghi trong danh bạ"
    if signature.email:
        return f"chữ ký số của {who} trùng tên lãnh đạo, nhưng chứng thư ghi địa chỉ {signature.email}, khác danh bạ"
    return f"chữ ký số của {who} trùng tên lãnh đạo, nhưng chứng thư không ghi địa chỉ thư hay đơn vị để đối chiếu"
