"""Places in a file as a letter lists them: what neighbours share is said once."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed"]


def listed(places: Iterable[str], most: int) -> str:
    """“đoạn 1, 2, 5 và 18 chỗ khác”, “trang tính “DS”: ô B7, C9; đoạn 3”; “toàn tệp” where no place is known.

    Each place once, at most ``most`` of them.
    """
    each = list(dict.fromkeys(place for place in places if place))
    said = _short(each[:most]) or "toàn tệp"
    return f"{said} và {len(each) - most} chỗ khác" if len(each) > most else said


def _short(places: list[str]) -> str:
    groups: list[tuple[str, list[str]]] = []
    for place in places:
        head, comma, tail = place.rpartition(", ")
        word, blank, number = tail.rpartition(" ")
        shared = f"{head}{comma}{word}" if blank and any(map(str.isdigit, number)) else ""
        if groups and shared and groups[-1][0] == shared:
            groups[-1][1].append(number)
        else:
            groups.append((shared, [number] if shared else [place]))
    said = [_grouped(*group) for group in groups]
    return ("; " if len(said) > 1 and any("," in one for one in said) else ", ").join(said)


def _grouped(shared: str, numbers: list[str]) -> str:
    if not shared:
        return numbers[0]
    head, comma, word = shared.rpartition(", ")
    # Only with several behind it does the head stand apart: “bảng 1, hàng 2, ô 3”, “bảng 1, hàng 2: ô 3, 4”.
    return f"{head}{': ' if len(numbers) > 1 and comma else comma}{word} {', '.join(numbers)}"
