"""What is wrong with a directory, before it is written: faults are refused, doubts are shown to the administrator.

Every sentence is Vietnamese and names the persons that it is about; in a file their rows too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from casework.directory import LEADERS, Person, Role
from casework.directory_change import same_name
from casework.directory_table import ROLE_WORDS
from casework.noun import Noun
from casework.portal import Means, Portal
from casework.vietnamese import fold
from notifier.recipients import address_on_the_wire, may_be_written_to

__all__ = ["Check", "Found", "check_people", "leaderless"]

#: Who sends for a unit, and so needs one.
_OF_A_UNIT = (*LEADERS, Role.LIAISON, Role.STAFF)
_LOOKS = str.maketrans({"0": "o", "1": "l", "5": "s"})
_DASHES = re.compile(r"[-‐-―−]")
_SHOWN = 8  # names in one sentence


class Found(Noun, frozen=True):
    """``faults`` keep the directory from being written, ``doubts`` do not."""

    faults: tuple[str, ...]
    doubts: tuple[str, ...]


class Check:
    """One look at a whole directory. ``where`` says the place of an entry (“dòng 7: ”), empty where there is none."""

    def __init__(
        self,
        people: Sequence[Person],
        portals: Sequence[Portal],
        own_addresses: tuple[str, ...],
        now: datetime,
        where: Callable[[Person], str],
    ) -> None:
        self._people = people
        self._portals = portals
        self._own = own_addresses
        self._now = now
        self._where = where

    def faults(self) -> Iterator[str]:
        """What cannot be meant."""
        for person in self._people:
            yield from (f"{self._where(person)}{fault}" for fault in self._faults_of(person))
        for one, other in combinations(self._people, 2):
            if not _overlap(one, other):
                continue
            if (one.address, one.unit, one.role) == (other.address, other.unit, other.role):
                yield f"{self._where(other)}{_named(other)} có hai lần trong cùng thời gian"
            elif _same_leader(one, other) and self._still(one) and self._still(other):
                yield (
                    f"{self._where(other)}{other.name} ({other.unit}) có hai địa chỉ cùng lúc: {one.address} và "
                    f"{other.address}. Chỉ để địa chỉ mới, hoặc: tiepnhan directory move {one.address} {other.address}"
                )

    def _still(self, person: Person) -> bool:
        return person.until is None or person.until > self._now

    def doubts(self) -> Iterator[str]:
        """What an administrator should look at."""
        current = [p for p in self._people if self._still(p)]
        for person in current:
            yield from (f"{self._where(person)}{doubt}" for doubt in self._doubts_of(person))
        yield from _twice(current)
        yield from _units_alike(current)
        yield from self.without_leader()
        yield from self._trusted_by_account(current)
        mute = [p for p in current if not p.telephone and p.role in _OF_A_UNIT]
        if mute:
            yield f"chưa có số điện thoại, khi thư bị nghi mạo danh sẽ không gọi hỏi được: {_list(mute)}"

    def _faults_of(self, person: Person) -> Iterator[str]:
        if not address_on_the_wire(person.address):
            odd = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in dict.fromkeys(person.address) if not c.isascii())
            yield f"địa chỉ “{person.address}” không dùng được{f': có chữ lạ {odd}' if odd else ''}"
        elif person.address.endswith(".invalid") or not may_be_written_to(person.address, self._own):
            yield f"địa chỉ “{person.address}” là hộp thư của hệ thống, của cổng hoặc của máy, không phải của một người"
        if not person.name:
            yield f"{person.address}: thiếu họ tên"
        if not person.unit and person.role in _OF_A_UNIT:
            yield f"{_named(person)}: thiếu đơn vị"
        if person.since and person.until and person.since >= person.until:
            yield f"{_named(person)}: “từ ngày” không trước “đến ngày”"
        known = {portal.id for portal in self._portals}
        for portal in person.portals:
            if portal not in known:
                yield f"{_named(person)}: không có cổng “{portal}”; có: {', '.join(sorted(known))}"
        for text in (person.name, person.unit, person.function, person.telephone, *person.fields):
            if text.startswith(("=", "@")):
                yield f"{_named(person)}: ô “{text}” là công thức, không phải chữ"

    def _doubts_of(self, person: Person) -> Iterator[str]:
        domain = person.address.rpartition("@")[2]
        serving = [p for p in self._portals if not person.portals or p.id in person.portals]
        official = any(portal.is_official(domain) for portal in self._portals)
        if not official and (real := _looks_like(domain, self._portals)):
            yield f"tên miền “{domain}” của {_named(person)} gần giống “{real}”: xem lại từng chữ"
        elif domain.startswith("xn--") or ".xn--" in domain:
            yield f"tên miền “{domain}” của {_named(person)} có chữ ngoài bảng chữ cái thường (xn--)"
        elif person.role in LEADERS and serving and not any(portal.is_official(domain) for portal in serving):
            yield f"{_named(person)} ký duyệt bằng địa chỉ ngoài tên miền công vụ: {domain}"

    def _trusted_by_account(self, current: Sequence[Person]) -> Iterator[str]:
        """Units whose official mailbox is proof enough, by no more than the portal's name in their entries: an outsider
        among them would be posted without his leader."""
        for portal in self._portals:
            for setting in portal.proof:
                if Means.OFFICIAL_ACCOUNT not in setting.means:
                    continue
                here = (p for p in current if portal.is_staff(p) and portal.proof_for(p) is setting)
                if units := sorted({p.unit or p.address for p in here}):
                    shown = "; ".join(units[:_SHOWN]) + (" …" if len(units) > _SHOWN else "")
                    cites = ", ".join(setting.cites)
                    yield (
                        f"cổng {portal.id}: thư công vụ của {shown} được nhận mà không hỏi lãnh đạo ({cites}); đơn vị "
                        f"nào không thuộc {portal.short_name} thì bỏ “{portal.id}” ở cột cổng"
                    )

    def without_leader(self) -> Iterator[str]:
        """Units whose people would be asked for a confirmation that nobody can give."""
        current = [p for p in self._people if self._still(p)]
        for portal in self._portals:
            if not any(Means.CONFIRMATION in setting.means for setting in portal.proof):
                continue
            here = [p for p in current if not p.portals or portal.id in p.portals]
            led = {p.unit for p in here if p.role in LEADERS}
            lost = sorted({p.unit for p in here if p.role in _OF_A_UNIT and p.unit} - led)
            if lost:
                units = "; ".join(lost[:_SHOWN]) + (" …" if len(lost) > _SHOWN else "")
                yield f"cổng {portal.id}: chưa có lãnh đạo nào để xác nhận cho {units}"


def check_people(
    people: Sequence[Person],
    portals: Sequence[Portal],
    own_addresses: tuple[str, ...],
    now: datetime,
    where: Callable[[Person], str] = lambda _: "",
) -> Found:
    """Look a whole directory through."""
    check = Check(people, portals, own_addresses, now, where)
    return Found(tuple(dict.fromkeys(check.faults())), tuple(dict.fromkeys(check.doubts())))


def leaderless(people: Sequence[Person], portals: Sequence[Portal], now: datetime) -> tuple[str, ...]:
    """One sentence for each portal that asks for a confirmation, with the units that have nobody to give it."""
    standing = [p for p in people if p.stands(now)]
    return tuple(Check(standing, portals, (), now, lambda _: "").without_leader())


def _named(person: Person) -> str:
    return f"{person.name} <{person.address}>, {ROLE_WORDS[person.role]}"


def _list(people: Sequence[Person]) -> str:
    names = list(dict.fromkeys(p.address for p in people))
    return ", ".join(names[:_SHOWN]) + (f" … (tất cả {len(names)})" if len(names) > _SHOWN else "")


def _overlap(one: Person, other: Person) -> bool:
    return (one.until is None or other.since is None or other.since < one.until) and (
        other.until is None or one.since is None or one.since < other.until
    )


def _same_leader(one: Person, other: Person) -> bool:
    """One person of one unit who would be asked at two addresses: the second may be a stranger's."""
    both = one.role in LEADERS and other.role in LEADERS
    return both and one.unit == other.unit and one.address != other.address and same_name(one.name, other.name)


def _twice(people: Sequence[Person]) -> Iterator[str]:
    for one, other in combinations(people, 2):
        shared = not one.portals or not other.portals or bool(set(one.portals) & set(other.portals))
        if one.address == other.address and _overlap(one, other) and not same_name(one.name, other.name):
            yield f"{one.address} ghi cho hai họ tên, {one.name} và {other.name}: một địa chỉ chỉ của một người"
        if one.address == other.address and shared and _overlap(one, other) and one.unit != other.unit:
            yield f"{one.address} đứng ở hai đơn vị, {one.unit} và {other.unit}: thư đến tính theo đơn vị ghi trước"


def _units_alike(people: Sequence[Person]) -> Iterator[str]:
    units = list(dict.fromkeys(p.unit for p in people if p.unit))
    for one, other in combinations(units, 2):
        if _unit_key(one) == _unit_key(other):
            yield f"hai cách viết một đơn vị? “{one}” và “{other}”: lãnh đạo tên này không xác nhận được cho tên kia"


def _unit_key(unit: str) -> str:
    """“Vụ Công chức - Viên chức” and “Vụ Công chức – Viên chức” are one to the eye."""
    return " ".join(_DASHES.sub(" ", fold(unit)).split())


def _looks_like(domain: str, portals: Sequence[Portal]) -> str:
    """The official domain for which the end of ``domain`` may be taken, one letter apart at most; else empty."""
    for real in dict.fromkeys(d for portal in portals for d in portal.domains):
        tail = ".".join(domain.split(".")[-(real.count(".") + 1) :])
        if tail != real and (_look(tail) == _look(real) or _one_apart(tail, real)):
            return real
    return ""


def _look(domain: str) -> str:
    """What the eye takes a domain for."""
    return domain.translate(_LOOKS).replace("rn", "m").replace("vv", "w")


def _one_apart(one: str, other: str) -> bool:
    """True where one letter changed, added or left out makes ``other`` of ``one``."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = short[same:] if len(short) < len(long) else short[same + 1 :]
    return rest == long[same + 1 :]
