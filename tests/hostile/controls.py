"""Code that believes what it reads: our readers with their bounds lifted, and what anybody would write first.

Each takes a hostile file and does what the file asks. They run in a child with little memory and time (see
:mod:`tests.hostile.child`), never in the tests' own process.
"""

from __future__ import annotations

from collections.abc import Callable

from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.hostile import controls_archives, controls_mails, controls_office, controls_pages, controls_xml
from tests.hostile.attack import Outcome, Trap

__all__ = ["CONTROLS", "UNBOUNDED"]

#: Every bound so far away that nothing reaches it.
UNBOUNDED = Limits(**{name: 10**15 for name in Limits.__struct_fields__ if name != "seconds"}, seconds=1e9)


def reader(content: bytes, name: str, _: Trap) -> Outcome:
    """Our own reader of the file, unbounded."""
    document = read_file(content, path=name, name=name, limits=UNBOUNDED)
    if any("MemoryError" in flaw.detail for flaw in document.flaws):
        raise MemoryError
    return len(document.lines)


_MODULES = (controls_archives, controls_mails, controls_office, controls_pages, controls_xml)
CONTROLS: dict[str, Callable[[bytes, str, Trap], Outcome]] = {
    "reader": reader,
    **{name: getattr(module, name) for module in _MODULES for name in module.__all__},
}
