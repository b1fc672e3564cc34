"""Strangers' Word 97–2003 files and their OLE wrapping: real and made ones, mutated. Nothing may raise or hang.

python -m tests.fuzz.word97 SECONDS [SEED [KIND …]]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from intake.readers.doc import read
from intake.readers.limits import Limits
from tests.builders.doc import SPECIAL, Box, Style, doc_parts, field, fonts, para, picture, run, sprm, table
from tests.builders.drawings import content, group, shape, stored
from tests.builders.vba import EMPTY_SOURCE, compiled, project
from tests.fuzz.containers import mutated

__all__ = ["SEEDS", "main", "mutants"]

LIMITS = Limits(seconds=5.0)
_CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
_REAL = ("nd30-2020-original/Phuluc*.doc", "qlvb-quanhuyen-2011/*GM.doc", "viparse-corpus/corpus/public-domain/*/*.doc")
_LARGEST = 200_000  # bytes: mutants of small files reach more


def _made() -> bytes:
    parts = doc_parts(
        [
            para("mot", run("\x08", SPECIAL), run("hai", fonts(1))), para(*field(" DDE a b", "1"), style=1),
            *table([["a", "b"]]), para(run("\x01", SPECIAL + sprm(0x6A03, 0))), para("cuối"),
        ],
        fonts=("Times New Roman", ".VnTime"), styles=[Style(1, 0xFFF, b""), Style(1, 0, fonts(1))],
        headers={1: [para("đầu")], 2: [para("dưới")]}, footnotes=[[para("chú")]], comments=[[para("nhận xét")]],
        endnotes=[[para("sau")]], boxes=[Box(1032, [para("hộp")])], anchors={3: 1030}, data=picture(b"x"),
        drawings=content([group(1030, shape(1031, picture=1), shape(1032, words="MẬT"))], store=[(stored(b"x"), 0)]),
        cuts=[(4, True), (6, False)], groups=[fonts(1)],
    )  # fmt: skip
    parts.more |= project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE}, compiled())
    parts.more |= {"ObjectPool/_1/\x01Ole10Native": b"\x20\0\0\0\x02\0a\0", "ObjectPool/_1/\x01Ole": bytes(20)}
    return parts.pack()


def _real() -> tuple[bytes, ...]:
    found = (path.read_bytes() for pattern in _REAL for path in sorted(_CORPUS.glob(pattern)))
    return tuple(stored for stored in found if len(stored) <= _LARGEST)


SEEDS: dict[str, tuple[bytes, ...]] = {"made": (_made(),), "real": _real()}


def mutants(kind: str, end: Callable[[int], bool], seed: int = 1) -> int:
    """Read mutants of ``kind`` until ``end`` of their number says so; returns how many there were.

    Raises whatever escapes, with the mutant in ``fuzz-doc.bin`` beside the caller, and :class:`AssertionError` for one
    that takes too long or gives letters that cannot be written down.
    """
    chance = random.Random(seed)
    count = 0
    while SEEDS[kind] and not end(count):
        mutant = mutated(chance.choice(SEEDS[kind]), chance)
        started = time.process_time()  # a busy machine is no hang
        try:
            found = read(mutant, LIMITS)
            assert found.lines is not None or found.flaws
            "".join(piece.text + piece.font for line in found.lines or () for piece in line.pieces).encode()
            assert time.process_time() - started < LIMITS.seconds
        except BaseException:
            Path("fuzz-doc.bin").write_bytes(mutant)
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
        count = mutants(kind, lambda _, until=until: time.monotonic() >= until, seed)  # type: ignore[misc]
        print(f"doc, {kind}: {count} mutants, seed {seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
