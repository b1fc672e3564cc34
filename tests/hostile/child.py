"""A control in a process of its own, with little memory and time: what harm came of it."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from tests.hostile.attack import Attack, Harm, Trap

__all__ = ["CPU_SECONDS", "MEMORY_MB", "Report", "bare", "control", "started"]

CPU_SECONDS = 0.4  # where the harm is to exhaust; whatever else is to happen may take longer
_PATIENCE = 10.0
MEMORY_MB = 96  # beyond what the process has before it reads the file
_WALL_SECONDS = 30.0
_context = multiprocessing.get_context("forkserver")


class Report(NamedTuple):
    """``harm`` is empty where none came; ``seen`` what was read, ``took`` how much."""

    harm: Harm | None
    seen: str = ""
    took: int = 0


@contextmanager
def started() -> Iterator[None]:
    """The process from which all controls are forked, with every library loaded."""
    _context.set_forkserver_preload(["__main__", "tests.hostile.controls", "tests.hostile.child", "intake.opening"])
    yield


def control(attack: Attack, content: bytes, trap: Trap) -> Report:
    """What :attr:`Attack.control` does with the file."""
    exhausts = attack.harm in (Harm.TIME, Harm.MEMORY)
    return _asked(_control, attack, content, trap, CPU_SECONDS if exhausts else _PATIENCE)


def bare(content: bytes, trap: Trap) -> Report:
    """Our own opening of the whole mail, with its bounds but without any lock: what the locks would have hidden."""
    return _asked(_bare, None, content, trap, _PATIENCE)


def _asked(target: Callable[..., None], attack: Attack | None, content: bytes, trap: Trap, seconds: float) -> Report:
    what = (attack.control, attack.file) if attack is not None else ("", "")
    here, there = _context.Pipe(duplex=False)
    child = _context.Process(target=target, args=(there, *what, content, trap, seconds))
    child.start()
    there.close()
    try:
        if here.poll(_WALL_SECONDS):
            return Report(*here.recv())
        child.kill()
        return Report(Harm.TIME)
    except EOFError:
        child.join()
        return Report(Harm.TIME if child.exitcode == -signal.SIGPROF else Harm.MEMORY)
    finally:
        child.join()
        here.close()


def _control(answer: Connection, name: str, file: str, content: bytes, trap: Trap, seconds: float) -> None:
    from tests.hostile.controls import CONTROLS

    _limit(seconds)
    try:
        outcome = CONTROLS[name](content, file, trap)
    except (MemoryError, OverflowError):
        answer.send((Harm.MEMORY,))
    except RecursionError:
        answer.send((Harm.RECURSION,))
    except Exception as error:  # noqa: BLE001 - what a control ends in is its result
        deep = "RecursionError" in repr(error)  # as libraries wrap it
        answer.send((Harm.RECURSION if deep else Harm.BROKE, repr(error)[:200]))
    else:
        if isinstance(outcome, int):
            answer.send((Harm.TOOK, "", outcome))
        elif outcome in (Harm.WROTE, Harm.HID):
            answer.send((Harm(str(outcome)),))
        else:
            answer.send((None, outcome or ""))
    answer.close()
    os._exit(0)


def _bare(answer: Connection, _: str, __: str, content: bytes, ___: Trap, ____: float) -> None:
    """Every file that Python opens and every socket is noted; what C opens the trap itself notices."""
    from intake.opening import open_mail
    from intake.terms import Terms

    seen: list[str] = []
    loaded = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2]))

    def hook(event: str, values: tuple[object, ...]) -> None:
        if event == "open" and not str(values[0]).startswith(loaded):
            seen.append(f"open {values[0]}")
        elif event.startswith(("socket.", "subprocess.", "os.exec", "os.system", "os.remove", "os.mkdir", "shutil.")):
            seen.append(event)

    sys.addaudithook(hook)
    open_mail(content, Terms())
    answer.send((None, "; ".join(seen)))
    answer.close()
    os._exit(0)


def _limit(seconds: float) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
