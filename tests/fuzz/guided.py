"""The same targets led by coverage, where atheris is installed (pip install atheris; it is in no list of ours).

    python -m tests.fuzz.guided TARGET SECONDS

libFuzzer keeps what reaches new lines of our code; half of its mutants are made by the target's own way. It stops at
the first harm, whose file then lies in build/fuzz beside those of the plain runs.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["intake", "casework"]):
    from tests.fuzz.targets import TARGETS

_FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuzz"
_STUCK_SECONDS = 60  # on the wall, for one mutant
_MEMORY_MB = 1_500


def main(name: str, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    target = TARGETS[name]
    corpus = _FOLDER / f"{name}.corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(content)

    def mutate(content: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(content, most))
        return target.mutate(content, chance)[:most]

    options = [
        f"-max_total_time={seconds}", f"-timeout={_STUCK_SECONDS}", f"-rss_limit_mb={_MEMORY_MB}", "-max_len=200000",
        f"-artifact_prefix={_FOLDER}/{name}-", "-close_fd_mask=2",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.attempt, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(float(sys.argv[2])))
