"""Strangers' containers: real ones, mutated. Nothing may raise, hang, or take more than the budget.

python -m tests.fuzz.containers SECONDS [SEED [KIND …]]
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from intake.opening import open_files
from intake.readers.containers.budget import Budget
from intake.readers.containers.unpack import unpack
from intake.readers.limits import Limits
from intake.terms import Terms
from tests.builders.archives import attribute, mapi, rar4, rar5, tar, tnef
from tests.builders.msg import attachment, embedded, message, msg
from tests.builders.zips import Item, nested, zip_of

__all__ = ["SEEDS", "main", "mutated", "run"]

#: Small bounds, so that a mutant that inflates is seen at once.
LIMITS = Limits(container_entries=200, container_bytes=8 << 20, container_depth=4, seconds=5.0)
_FILES = {"Bài 1.txt": "Kính gửi Cổng thông tin điện tử. ".encode() * 40, "a/b/2.bin": bytes(range(256)) * 20}
_LETTER = message(
    {0x37: "Gửi bài", 0x1000: "Kính gửi"},
    {0x1013: b"<p>x</p>"},
    [attachment("a.txt", b"noi dung " * 700), embedded("cũ", message({0x1000: "x"}, {0x1009: b"x" * 40}, header=24))],
)
_PROPERTIES = {(0x1F, 0x37): "Gửi bài\0".encode("utf-16-le"), (0x102, 0x1009): b"x" * 60, (3, 0x3FDE): 65001}
_ENVELOPE = tnef(
    attribute(1, 0x9003, mapi(_PROPERTIES)),
    attribute(2, 0x9002, bytes(14)),
    attribute(2, 0x8010, b"a.txt\0"),
    attribute(2, 0x800F, b"noi dung"),
    attribute(2, 0x9005, mapi({(0x1F, 0x3707): "Bài.txt\0".encode("utf-16-le")})),
)
_MADE = Path(__file__).resolve().parents[1] / "builders" / "seven_zip"

SEEDS: dict[str, tuple[bytes, ...]] = {
    "zip": (
        zip_of([Item(name, content) for name, content in _FILES.items()]),
        zip_of([Item("a.txt", b"x" * 900, method=14, packed=b"\x09\x14\x05\0\x5d\0\0\x10\0" + b"\0" * 40)]),
        nested(_FILES["Bài 1.txt"], "a.txt", "b.zip", "c.zip"),
    ),
    "tar": (tar(_FILES),),
    "rar": (rar4(_FILES), rar5(_FILES)),
    "7z": tuple(path.read_bytes() for path in sorted(_MADE.glob("*.7z"))),
    "gz": (gzip.compress(_FILES["a/b/2.bin"]),),
    "bz2": (bz2.compress(_FILES["a/b/2.bin"]),),
    "xz": (lzma.compress(_FILES["a/b/2.bin"]),),
    "tnef": (_ENVELOPE,),
    "msg": (msg(_LETTER),),
}
_NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x01\0\0\0", b"\0\0\0\x80", b"\xfe\xff", b"\0\x10")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """``content`` with a few bytes, numbers or stretches changed, moved, doubled or cut."""
    out = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        if not out:
            break
        place = chance.randrange(len(out))
        deed = chance.randrange(7)
        if deed == 0:
            out[place] ^= 1 << chance.randrange(8)
        elif deed == 1:
            out[place] = chance.randrange(256)
        elif deed == 2:
            number = chance.choice(_NUMBERS)
            out[place : place + len(number)] = number
        elif deed == 3:
            del out[place : place + chance.choice((1, 4, 40, 400))]
        elif deed == 4:
            out[place:place] = out[place : place + chance.choice((1, 4, 40, 400))]
        elif deed == 5:
            other = chance.randrange(len(out))
            out[place : place + 16] = out[other : other + 16]
        else:
            del out[place:]
    return bytes(out)


def run(kind: str, end: Callable[[int], bool], seed: int = 1) -> int:
    """Unpack mutants of ``kind`` until ``end`` of their number says so; returns how many there were.

    Raises whatever escapes, with the mutant in ``fuzz-KIND.bin`` beside the caller, and :class:`AssertionError` for
    one that takes more than the budget allows.
    """
    chance = random.Random(seed)
    count = 0
    while not end(count):
        content = mutated(chance.choice(SEEDS[kind]), chance)
        started = time.process_time()  # a busy machine is no hang
        try:
            found = unpack(content, kind, f"a.{kind}", LIMITS, Budget(LIMITS), 1)
            assert sum(len(entry.content) for entry in found.entries) <= LIMITS.container_bytes
            assert len(found.entries) <= LIMITS.container_entries + 1
            assert found.entries or found.flaws or found.names
            assert not any("không mở được tệp nén" in flaw.detail for flaw in found.flaws), found.flaws
            if count % 10 == 0:
                open_files(content, f"a.{kind}", Terms(limits=LIMITS))
            assert time.process_time() - started < LIMITS.seconds
        except BaseException:
            Path(f"fuzz-{kind}.bin").write_bytes(content)
            raise
        count += 1
    return count


def main(arguments: list[str]) -> int:
    """Every kind for an equal share of the seconds."""
    seconds = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else int(time.time())
    kinds = arguments[2:] or list(SEEDS)
    for kind in kinds:
        until = time.monotonic() + seconds / len(kinds)
        count = run(kind, lambda _, until=until: time.monotonic() >= until, seed)  # type: ignore[misc]
        print(f"{kind}: {count} mutants, seed {seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
