"""Fuzz targets, each in a process of its own, two at a time.

    python -m tests.fuzz TARGET SECONDS [SEED]     one target (see --list), or several with commas between them
    python -m tests.fuzz all SECONDS [SEED]        every target, the seconds shared among them
    python -m tests.fuzz TARGET FILE               read one kept file again

Files that do harm are kept in build/fuzz. The exit status is 1 where there were any.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import time
import warnings
from pathlib import Path

from tests.fuzz.engine import fuzz, limit_memory, replay, until
from tests.fuzz.targets import TARGETS

FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuzz"
_AT_ONCE = 2


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--list"]:
        print(*TARGETS, sep="\n")
        return 0
    if len(arguments) < 2:
        print(__doc__)
        return 2
    names = list(TARGETS) if arguments[0] == "all" else arguments[0].split(",")
    if Path(arguments[1]).is_file():
        print(replay(TARGETS[names[0]], Path(arguments[1]).read_bytes()))
        return 0
    seconds = float(arguments[1])
    share = seconds * min(_AT_ONCE, len(names)) / len(names) if arguments[0] == "all" else seconds
    seed = int(arguments[2]) if len(arguments) > 2 else int(time.time())
    FOLDER.mkdir(parents=True, exist_ok=True)
    return _all(names, share, seed)


def _all(names: list[str], seconds: float, seed: int) -> int:
    waiting, bad = names[::-1], False
    running: dict[int, str] = {}
    while waiting or running:
        while waiting and len(running) < _AT_ONCE:
            name = waiting.pop()
            running[_started(name, seconds, seed)] = name
        child, status = os.wait()
        name = running.pop(child)
        if os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) not in (0, 1):
            dead = FOLDER / f"{name}.last"
            print(f"{name}: the process died ({status}); its last mutant is {dead.rename(dead.with_suffix('.dead'))}")
        bad |= status != 0
    return int(bad)


def _started(name: str, seconds: float, seed: int) -> int:
    """The number of a new process that runs one target; it has everything imported already."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    limit_memory()
    _silence()
    began = time.process_time()
    score = fuzz(TARGETS[name], until(seconds), seed, FOLDER, name)
    took = f"{seconds:.0f} s ({time.process_time() - began:.0f} s of processor time)"
    print(f"{name}: {score.mutants} mutants, {score.endings} endings in {took}, seed {seed}", flush=True)
    for find in score.finds:
        print(f"{name}: FOUND {find}", flush=True)
    os._exit(1 if score.finds else 0)


def _silence() -> None:
    """Libraries of C write about every mutant; only what a process says when it dies or is stuck is shown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    faulthandler.enable(file=sys.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
