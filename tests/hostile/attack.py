"""One hostile file: how it is made, what it does to code without bounds, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Attack", "Harm", "Outcome", "Trap"]

Outcome = int | str | None  # of a control: how much was taken, or what was seen


class Harm(StrEnum):
    """What a file does to a reader that believes it."""

    MEMORY = "memory"  # more than the control may take
    TIME = "time"  # more processor time than the control may take
    RECURSION = "recursion"  # the stack of Python ends
    TOOK = "took"  # everything was taken: more than the bound of the real reader allows
    READ = "read"  # a file outside was read
    WROTE = "wrote"  # a file outside was written
    CONNECTED = "connected"  # a machine was called
    HID = "hid"  # a program that trusts it sees something else than a person
    BROKE = "broke"  # the library ends in an error of its own that no reader of it expects


class Trap(NamedTuple):
    """What an attack may reach for: a file with a secret in it, and a port on loopback on which somebody listens."""

    canary: str  # absolute path
    port: int


class Attack(NamedTuple):
    """``file`` is the attachment's name, empty where ``build`` gives the whole mail. ``control`` names the function of
    :mod:`tests.hostile.controls` that believes the file, ``harm`` is what then happens; of :attr:`Harm.TOOK` at least
    ``least``. ``says`` is searched in what the letters' room is told of the mail: flaws, paths, findings."""

    name: str
    file: str
    build: Callable[[Trap], bytes]
    control: str
    harm: Harm
    says: str
    least: int = 0
    seconds: float = 8.0  # of processor time of the worker that opens the mail
