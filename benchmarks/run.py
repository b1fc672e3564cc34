"""`make bench`: the service beside the bare libraries, in one run. Prints figures beside their aims; no test.

Rounds alternate between floor and service, because a machine's speed changes under one's hands: the ratio of neighbours
is what counts. Both read the same bytes from the same Dovecot. Where others use the machine too, the share of processor
time says more than that of mails a second, because the service has more processes than the floor and gets more turns.
The floor sends no letters; the service's speed is given to the last committed decision and to the last letter written.

``TIEPNHAN_BENCH_QUICK=1`` for a try: fewer mails, fewer seconds.
"""

from __future__ import annotations

import math
import os
import platform
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.material import ADDRESS, Material, Sample
from benchmarks.service import DONE, Service
from tests.wire.dovecot import PASSWORD, Dovecot

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parents[1]
_HOUSE, _FLOORS = "nha@bench.vn", ("san1@bench.vn", "san2@bench.vn")


class Plan(NamedTuple):
    """How much: rounds of so many mails for the service and for each floor process; mails at one a second."""

    rounds: int
    mails: int
    floor_mails: int
    paced: int


class Floor(NamedTuple):
    """Two processes of bare libraries: mails a second, and their processor time a mail, ms."""

    speed: float
    processor_ms: float


class Round(NamedTuple):
    """The floor; the service's mails a second to the last decision and to the last letter; its processor time a mail
    (ms) and the memory of its tree (MB) at the end."""

    floor: Floor
    decided: float
    posted: float
    processor_ms: float
    memory: float


FULL, QUICK = Plan(rounds=5, mails=400, floor_mails=100, paced=100), Plan(rounds=2, mails=60, floor_mails=20, paced=10)


def main() -> int:
    """Run it all and print the table; 0 whatever the figures are."""
    plan = QUICK if os.environ.get("TIEPNHAN_BENCH_QUICK") else FULL
    material = Material()
    folder = Path(tempfile.mkdtemp(prefix="tn-bench-"))
    dovecot = Dovecot((_HOUSE, *_FLOORS), quota="100G")
    service = Service(folder, dovecot, _HOUSE)
    try:
        dovecot.start()
        service.start()
        time.sleep(2)
        rest = service.memory_mb()
        numbers = iter(range(1, 1_000_000))
        rounds: list[Round] = []
        for number in range(plan.rounds):
            rounds.append(_round(plan, material, numbers, dovecot, service, folder))
            _say(f"round {number + 1} of {plan.rounds}: {rounds[-1]}")
        idle = _paced(plan, material, numbers, service, lambda sample: dovecot.deliver(_HOUSE, sample.content))
        lmtp = _paced(plan, material, numbers, service, lambda sample: _hand_in(service, sample))
        time.sleep(2)
        _report(plan, material, rounds, idle, lmtp, rest, service)
    finally:
        service.stop()
        dovecot.remove()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _round(plan: Plan, material: Material, numbers: object, dovecot: Dovecot, service: Service, folder: Path) -> Round:
    samples = [material.mail(next(numbers)) for _ in range(plan.mails)]  # type: ignore[call-overload]
    floor = _floor(samples[: 2 * plan.floor_mails], dovecot, folder)
    seen, used = service.last(), service.processor_seconds()
    service.pause()
    for sample in samples:
        dovecot.deliver(_HOUSE, sample.content, sample.sender)
    os.sync()  # what Dovecot has not yet written is not ours to wait for
    service.go_on()
    begin = time.monotonic()
    _until(lambda: service.decided_beyond(seen) >= plan.mails, 600, service)
    decided = time.monotonic() - begin
    _until(lambda: not service.letters_waiting(), 600, service)
    posted = time.monotonic() - begin
    processor_ms = (service.processor_seconds() - used) / plan.mails * 1000
    dovecot.doveadm("expunge", "-u", _HOUSE, "mailbox", DONE, "all")
    return Round(floor, plan.mails / decided, plan.mails / posted, processor_ms, service.memory_mb())


def _floor(samples: list[Sample], dovecot: Dovecot, folder: Path) -> Floor:
    """Two processes of bare libraries."""
    half = len(samples) // 2
    for user, own in zip(_FLOORS, (samples[:half], samples[half:]), strict=True):
        dovecot.doveadm("expunge", "-u", user, "mailbox", "INBOX", "all")
        for sample in own:
            dovecot.deliver(user, sample.content, sample.sender)
    os.sync()
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.floor", str(dovecot.port), str(dovecot.ca_file), user, PASSWORD,
             str(folder / f"floor-{number}.sqlite")],
            cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number, user in enumerate(_FLOORS)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("a process of the floor could not begin")
    results = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        output, _ = process.communicate(timeout=600)
        results.append([float(word) for word in output.split()])
    mails = sum(result[2] for result in results)
    seconds = max(result[1] for result in results) - min(result[0] for result in results)
    return Floor(mails / seconds, sum(result[3] for result in results) / mails * 1000)


def _paced(
    plan: Plan, material: Material, numbers: object, service: Service, deliver: Callable[[Sample], None]
) -> list[float]:
    """Seconds from the moment before a mail is handed in to its committed decision, at one mail a second."""
    seconds: list[float] = []
    for _ in range(plan.paced):
        sample = material.mail(next(numbers))  # type: ignore[call-overload]
        seen = service.last()
        begin = time.monotonic()
        deliver(sample)
        _until(lambda seen=seen: service.decided_beyond(seen), 60, service, pause=0.002)  # type: ignore[misc]
        seconds.append(time.monotonic() - begin)
        time.sleep(max(0.0, begin + 1.0 - time.monotonic()))
    return seconds


def _hand_in(service: Service, sample: Sample) -> None:
    with smtplib.LMTP("127.0.0.1", service.lmtp_port, timeout=60) as door:
        door.sendmail(sample.sender, [ADDRESS], sample.content)


def _until(condition: Callable[[], object], seconds: float, service: Service, pause: float = 0.02) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:.0f} s in vain: {service.talk()}")
        time.sleep(pause)


def _report(
    plan: Plan,
    material: Material,
    rounds: list[Round],
    idle: list[float],
    lmtp: list[float],
    rest: float,
    service: Service,
) -> None:
    docx, pdf, jpg = material.sizes
    total = plan.rounds * plan.mails
    ratio = statistics.median(r.decided / r.floor.speed for r in rounds)
    ratio_posted = statistics.median(r.posted / r.floor.speed for r in rounds)
    processor = statistics.median(r.floor.processor_ms / r.processor_ms for r in rounds)
    rows = [
        ("floor: bare libraries, two processes", "", f"{statistics.median(r.floor.speed for r in rounds):.1f} mails/s"),
        ("service: to the committed decision", "", f"{statistics.median(r.decided for r in rounds):.1f} mails/s"),
        ("  share of the floor", "≥ 0.62", f"{ratio:.2f}"),
        ("service: to the last letter written", "", f"{statistics.median(r.posted for r in rounds):.1f} mails/s"),
        ("  share of the floor (it writes none)", "", f"{ratio_posted:.2f}"),
        ("processor time a mail: floor", "", f"{statistics.median(r.floor.processor_ms for r in rounds):.1f} ms"),
        (
            "processor time a mail: service, letters too",
            "",
            f"{statistics.median(r.processor_ms for r in rounds):.1f} ms",
        ),
        ("  floor / service", "≥ 0.62", f"{processor:.2f}"),
        ("IDLE: delivery to decision, p50", "", f"{_percentile(idle, 50) * 1000:.0f} ms"),
        ("IDLE: delivery to decision, p99", "< 1000 ms", f"{_percentile(idle, 99) * 1000:.0f} ms"),
        ("LMTP: delivery to decision, p50", "", f"{_percentile(lmtp, 50) * 1000:.0f} ms"),
        ("LMTP: delivery to decision, p99", "< 300 ms", f"{_percentile(lmtp, 99) * 1000:.0f} ms"),
        ("memory (PSS of the tree) at rest", "< 350 MB", f"{rest:.0f} MB"),
        (f"memory after {total} mails", "< 350 MB", f"{rounds[-1].memory:.0f} MB"),
        ("memory after each round", "flat", " ".join(f"{r.memory:.0f}" for r in rounds) + " MB"),
    ]
    print(f"\nTiếp nhận on {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(
        f"mail: docx {docx} B, pdf of 5 pages {pdf} B, jpg {jpg} B; accepted: {service.accepted()} of {service.last()}"
    )
    print(f"\n{'':44}{'aim':>12}  measured")
    for what, aim, measured in rows:
        print(f"{what:44}{aim:>12}  {measured}")


def _percentile(values: list[float], percent: int) -> float:
    """The nearest-rank percentile: a value that was measured."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
