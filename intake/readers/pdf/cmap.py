"""ToUnicode maps of PDF fonts ([ISO 32000-1] 9.10.3), read and written again, and the cmap of a TrueType program."""

from __future__ import annotations

import re
import struct

__all__ = ["glyph_letters", "parse_to_unicode", "write_to_unicode"]

_MOST_CODES = 65_536
_MOST_BYTES = 512 * 1024  # of one map; a map of all 65,536 codes has about that many
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_FAMILY_OF_UNICODE = ((3, 10), (3, 1), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0))  # platform, encoding; best first


def parse_to_unicode(content: bytes) -> dict[int, str]:
    """Code → the text that it stands for. What is malformed is left out; never raises."""
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(content[:_MOST_BYTES]):
        tokens = [(hexadecimal, opening, closing) for hexadecimal, opening, closing in _TOKEN.findall(body)]
        if kind == b"bfchar":
            flat = [token for token in tokens if not token[1] and not token[2]]
            for source, target in zip(flat[::2], flat[1::2], strict=False):
                _put(found, _number(source[0]), _text(target[0]))
        else:
            _ranges(found, tokens)
        if len(found) >= _MOST_CODES:
            break
    return found


def _ranges(found: dict[int, str], tokens: list[tuple[bytes, bytes, bytes]]) -> None:
    at = 0
    while at + 2 < len(tokens):
        first, last = _number(tokens[at][0]), _number(tokens[at + 1][0])
        at += 2
        if tokens[at][1]:  # [ one target for each code ]
            at += 1
            while at < len(tokens) and not tokens[at][2]:
                if first <= last:
                    _put(found, first, _text(tokens[at][0]))
                    first += 1
                at += 1
            at += 1
            continue
        start = _text(tokens[at][0])
        at += 1
        for step in range(min(last - first + 1, _MOST_CODES - len(found))):
            if not start or ord(start[-1]) + step > 0xFFFF:
                break
            _put(found, first + step, start[:-1] + chr(ord(start[-1]) + step))


def _put(found: dict[int, str], code: int, text: str) -> None:
    if text and 0 <= code <= 0xFFFF:
        found.setdefault(code, text)


def _number(hexadecimal: bytes) -> int:
    digits = b"".join(hexadecimal.split())[:8]
    return int(digits, 16) if digits else -1


def _text(hexadecimal: bytes) -> str:
    digits = b"".join(hexadecimal.split())[:64]
    stored = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if len(stored) == 1:
        return chr(stored[0])
    return stored.decode("utf-16-be", "replace")


def write_to_unicode(letters: dict[int, str], digits: int) -> bytes:
    """The map as a stream's content; codes are written with ``digits`` hexadecimal digits (2 or 4)."""
    pairs = [f"<{code:0{digits}x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(letters.items())]
    sections = [
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (pairs[at : at + 100] for at in range(0, len(pairs), 100))
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * digits}> <{'f' * digits}> endcodespacerange\n"
        + "".join(sections)
        + "endcmap end end"
    ).encode()


def glyph_letters(program: bytes) -> dict[int, set[int]]:
    """Glyph number → the code points that a TrueType program's own Unicode cmap (formats 4 and 12) leads to it.

    Empty where the program has no such table. Never raises.
    """
    try:
        table = _unicode_table(program)
        kind = struct.unpack_from(">H", program, table)[0] if table else 0
        if kind == 4:
            return _format_4(program, table)
        return _format_12(program, table) if kind == 12 else {}
    except (struct.error, IndexError):
        return {}


def _unicode_table(program: bytes) -> int:
    """Where the best Unicode subtable begins, 0 where there is none."""
    count = struct.unpack_from(">H", program, 4)[0]
    for number in range(min(count, 64)):
        tag, _, start, _ = struct.unpack_from(">4sIII", program, 12 + 16 * number)
        if tag != b"cmap":
            continue
        subtables = {}
        for each in range(min(struct.unpack_from(">H", program, start + 2)[0], 64)):
            platform, encoding, offset = struct.unpack_from(">HHI", program, start + 4 + 8 * each)
            subtables[platform, encoding] = start + offset
        return next((subtables[key] for key in _FAMILY_OF_UNICODE if key in subtables), 0)
    return 0


def _format_4(program: bytes, table: int) -> dict[int, set[int]]:
    segments = struct.unpack_from(">H", program, table + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", program, table + 14)
    at = table + 16 + 2 * segments
    starts = struct.unpack_from(f">{segments}H", program, at)
    deltas = struct.unpack_from(f">{segments}H", program, at + 2 * segments)
    offsets_at = at + 4 * segments
    found: dict[int, set[int]] = {}
    left = _MOST_CODES
    for number in range(segments):
        offset = struct.unpack_from(">H", program, offsets_at + 2 * number)[0]
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            left -= 1
            if left < 0:
                return found
            glyph = code
            if offset:
                place = offsets_at + 2 * number + offset + 2 * (code - starts[number])
                glyph = struct.unpack_from(">H", program, place)[0]
                if not glyph:
                    continue
            found.setdefault((glyph + deltas[number]) & 0xFFFF, set()).add(code)
    return found


def _format_12(program: bytes, table: int) -> dict[int, set[int]]:
    groups = struct.unpack_from(">I", program, table + 12)[0]
    found: dict[int, set[int]] = {}
    left = _MOST_CODES
    for number in range(min(groups, 10_000)):
        start, end, glyph = struct.unpack_from(">III", program, table + 16 + 12 * number)
        for step in range(min(end - start + 1, left) if end >= start else 0):
            found.setdefault(glyph + step, set()).add(start + step)
            left -= 1
        if left <= 0:
            break
    return found
