from __future__ import annotations

from datetime import timedelta

from casework.noun import replace
from notifier.digest import DigestHeld, compose_digest, digest_key
from tests.notifier.house import CONTEXT, PORTAL
from tests.notifier.letters import COUNTS, ENTRIES, HELD, SLOT

DESK = PORTAL.desks[0]


def test_most_urgent_first_and_what_has_no_time_last() -> None:
    text = compose_digest(DESK, PORTAL, ENTRIES, CONTEXT, slot=SLOT).text
    order = [text.index(ref) for ref in ("000132", "000123", "000131", "000130")]
    assert order == sorted(order)


def test_a_hundred_items_are_one_letter() -> None:
    many = tuple(replace(ENTRIES[0], ref=f"CONGTTDT-{n:06}") for n in range(100))
    text = compose_digest(DESK, PORTAL, many, CONTEXT, slot=SLOT).text
    assert all(entry.ref in text for entry in many)


def test_what_waits_for_others_is_a_count_and_nothing_where_it_is_none() -> None:
    text = compose_digest(DESK, PORTAL, ENTRIES, CONTEXT, slot=SLOT, counts=COUNTS).text
    assert "lãnh đạo đơn vị xác nhận: 3" in text
    assert "người gửi bổ sung" not in text


def test_an_unproven_mail_stands_with_the_directorys_telephone() -> None:
    text = compose_digest(DESK, PORTAL, (), CONTEXT, slot=SLOT, held=HELD).text
    words = " ".join(text.split())
    assert "Gọi: 024.62820327, Nguyễn Thị Lan, đầu mối (Vụ Tổ chức phi chính phủ), số trong danh bạ" in words
    assert "không gọi số ghi trong thư" in words


def test_without_a_telephone_it_says_so_and_whom_to_ask() -> None:
    def said(*held: DigestHeld) -> str:
        return " ".join(compose_digest(DESK, PORTAL, (), CONTEXT, slot=SLOT, held=held).text.split())

    mute = said(replace(HELD[0], telephone=""))
    assert "Trong danh bạ: Nguyễn Thị Lan, đầu mối" in mute and "không có số điện thoại của người này" in mute
    assert "đã rời danh bạ" in said(HELD[2])
    assert "Danh bạ không có số điện thoại của địa chỉ này" in said(HELD[3])
    assert "Việc cần làm" not in said(HELD[4]), "nobody need be called about a scan"


def test_the_key_moves_with_what_is_said_and_not_with_order_or_time() -> None:
    key = digest_key(DESK, ENTRIES, HELD, COUNTS)
    assert digest_key(DESK, ENTRIES[::-1], HELD[::-1], COUNTS[::-1]) == key
    assert digest_key(DESK, ENTRIES[1:], HELD, COUNTS) != key
    assert digest_key(DESK, (replace(ENTRIES[0], claimed_by="Minh"), *ENTRIES[1:]), HELD, COUNTS) != key
    assert digest_key(DESK, ENTRIES, HELD, (replace(COUNTS[0], number=4), COUNTS[1])) != key


def test_one_slot_is_one_message_id_whenever_it_is_composed() -> None:
    first = compose_digest(DESK, PORTAL, ENTRIES, CONTEXT, slot=SLOT)
    later = replace(CONTEXT, now=CONTEXT.now + timedelta(minutes=9))
    assert compose_digest(DESK, PORTAL, ENTRIES, later, slot=SLOT).message_id == first.message_id
    next_slot = compose_digest(DESK, PORTAL, ENTRIES, CONTEXT, slot=SLOT + timedelta(hours=5))
    assert next_slot.message_id != first.message_id
