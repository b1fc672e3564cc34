"""The doctor's look at the directory: whether anybody stands in it, and whose unit nobody can confirm for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from casework.directory import Snapshot
from casework.portal import Portal
from frontdesk.colours import GREEN, YELLOW, Check
from frontdesk.people_check import leaderless

__all__ = ["directory_checks"]


def directory_checks(directory: Snapshot, portals: Sequence[Portal], now: datetime) -> Iterator[Check]:
    """``portals`` are those that this machine serves. An import says the same once; people leave afterwards."""
    current = sum(1 for person in directory.people if person.stands(now))
    if not current:
        words = "chưa có ai: mọi người gửi là người lạ, không lãnh đạo nào được hỏi"
        yield Check(YELLOW, "danh bạ", f"{words}. Nhập: tiepnhan directory import TỆP")
        return
    yield Check(GREEN, "danh bạ", f"{current} dòng đang có hiệu lực")
    for words in leaderless(directory.people, portals, now):
        yield Check(YELLOW, "danh bạ", f"{words}. Bài của đơn vị ấy chờ biên tập viên; xem: tiepnhan directory list")
