"""Runs a target on mutants until its time is over, and keeps every mutant that did harm.

Harm is: something escaped, more than :data:`CPU_SECONDS` of processor time for one mutant, more than :data:`MEMORY_MB`
above what the process had at the start, or the death of the process. Mutants that ended in a way never seen before
become seeds themselves, so that a run gets past the first refusal of a format.
"""

from __future__ import annotations

import contextlib
import faulthandler
import hashlib
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

__all__ = ["CPU_SECONDS", "MEMORY_MB", "Hang", "Score", "Target", "fuzz", "limit_memory", "replay", "until"]

CPU_SECONDS = 5.0  # of one mutant
MEMORY_MB = 1024  # that one mutant may take
_STUCK_SECONDS = 90.0  # on the wall: code that never comes back to Python is ended by force
_MOST_SEEDS = 300  # mutants kept as seeds
_MOST_FINDS = 20  # different harms after which a run ends


class Target(NamedTuple):
    """``seeds`` are honest files. ``mutate`` makes a mutant of one of them; ``attempt`` reads it and returns how it
    ended: whatever can be compared. It raises :class:`AssertionError` where a promise of the reader is broken."""

    seeds: Callable[[], tuple[bytes, ...]]
    mutate: Callable[[bytes, random.Random], bytes]
    attempt: Callable[[bytes], Hashable]


class Score(NamedTuple):
    mutants: int
    endings: int  # different ones
    finds: tuple[str, ...]  # one line for each harm, with the file that does it


class Hang(BaseException):
    """One mutant took too much processor time. No ``Exception``: no reader may swallow it."""


def fuzz(target: Target, end: Callable[[int], bool], seed: int, folder: Path, name: str) -> Score:
    """Mutants of ``target`` until ``end`` of their number says so. Files that do harm lie in ``folder`` as
    ``NAME-<hash>.bin``, with what happened beside them; ``NAME.last`` is the mutant that was being read."""
    chance = random.Random(seed)
    pool = list(target.seeds())
    honest = len(pool)
    endings = {target.attempt(content) for content in pool}
    finds: dict[str, str] = {}
    last = folder / f"{name}.last"
    count = 0
    while not end(count) and len(finds) < _MOST_FINDS:
        # Half of the mutants come from honest files: what was kept is often nearly dead.
        content = target.mutate(chance.choice(pool[:honest] if chance.random() < 0.5 else pool), chance)
        last.write_bytes(content)
        count += 1
        try:
            ending = _watched(target.attempt, content)
        except (Exception, Hang) as error:  # noqa: BLE001 - this is what the run is for
            harm = _place_of(error)
            if harm not in finds:
                finds[harm] = _keep(folder, name, content, "".join(traceback.format_exception(error)))
            continue
        if ending not in endings:
            endings.add(ending)
            if len(pool) < honest + _MOST_SEEDS:
                pool.append(content)
            else:
                pool[honest + chance.randrange(_MOST_SEEDS)] = content
    with contextlib.suppress(FileNotFoundError):
        last.unlink()
    return Score(count, len(endings), tuple(f"{harm} ({file})" for harm, file in finds.items()))


def replay(target: Target, content: bytes) -> Hashable:
    """How one mutant ends; raises as it did in the run."""
    return _watched(target.attempt, content)


def _watched(attempt: Callable[[bytes], Hashable], content: bytes) -> Hashable:
    before = _peak_mb()
    with _clock():
        ending = attempt(content)
    grown = _peak_mb() - before
    assert grown <= MEMORY_MB, f"{grown} MB for {len(content)} bytes"
    return ending


@contextlib.contextmanager
def _clock() -> Iterator[None]:
    def ring(_: int, frame: FrameType | None) -> None:
        place = f"{frame.f_code.co_name}, line {frame.f_lineno}" if frame is not None else "?"
        raise Hang(f"more than {CPU_SECONDS:g} s of processor time in {place}")

    before = signal.signal(signal.SIGPROF, ring)
    faulthandler.dump_traceback_later(_STUCK_SECONDS, exit=True, file=sys.stdout)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGPROF, before)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _place_of(error: BaseException) -> str:
    """What happened, and the innermost line of ours where it did: two mutants with one cause are one find."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/intake/" in f.filename or "/casework/" in f.filename] or frames
    inner = ours[-1]
    where = f"{Path(inner.filename).name}:{inner.lineno}" if not isinstance(error, Hang) else _loop_of(ours)
    said = re.sub(r"[0-9]+", "0", str(error)[:120]) if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {where} {said}".strip()


def _loop_of(frames: list[traceback.FrameSummary]) -> str:
    """Of a hang, the module: the line at which the bell rang is chance."""
    return Path(frames[-1].filename).name


def _keep(folder: Path, name: str, content: bytes, story: str) -> str:
    digest = hashlib.sha256(content).hexdigest()[:10]
    file = folder / f"{name}-{digest}.bin"
    file.write_bytes(content)
    file.with_suffix(".txt").write_text(story, encoding="utf-8")
    return file.name


def limit_memory() -> None:
    """No more address space than now and :data:`MEMORY_MB`: what asks for more raises MemoryError."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def until(seconds: float) -> Callable[[int], bool]:
    """An end by the clock on the wall."""
    deadline = time.monotonic() + seconds
    return lambda _: time.monotonic() >= deadline
