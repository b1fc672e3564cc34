"""Ways to change an honest file: its bytes, words of its language, elements of its trees, parts of its package."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence

from lxml import etree

__all__ = ["mutated", "package_mutated", "tree_mutated", "words_mutated"]

_NUMBERS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x01\0\0\0", b"\0\0\0\x80", b"\xfe\xff", b"\0\x10")
_VALUES = ("", "0", "-1", "1", "99999999", "9" * 30, "none", "true", "x" * 300, "../x", "http://x", "P1", "P2", "c")


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


def words_mutated(words: Sequence[str]) -> Callable[[bytes, random.Random], bytes]:
    """Mutants by words of a language put in somewhere, up to hundreds of times; every third is changed by its bytes."""
    stored = [word.encode("utf-8", "surrogateescape") for word in words]

    def change(content: bytes, chance: random.Random) -> bytes:
        if chance.randrange(3) == 0:
            return mutated(content, chance)
        out = bytearray(content)
        for _ in range(chance.choice((1, 2, 5, 20))):
            place = chance.randrange(len(out) + 1)
            out[place:place] = chance.choice(stored) * chance.choice((1, 1, 1, 3, 300)) + b" "
        return bytes(out)

    return change


def tree_mutated(content: bytes, chance: random.Random) -> bytes:
    """Elements left out, doubled, nested, renamed after another; values of attributes made extreme."""
    if chance.randrange(3) == 0:
        return mutated(content, chance)
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return mutated(content, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        elements = list(root.iter(etree.Element))
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        deed = chance.randrange(5)
        if deed == 0 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(_VALUES))
        elif deed == 1:
            element.tag = other.tag
        elif parent is None or element in other.iterancestors() or len(elements) > 5_000:
            continue
        elif deed == 2:
            parent.remove(element)
        elif deed == 3:
            other.append(etree.fromstring(etree.tostring(element)))
        else:
            for _ in range(chance.choice((1, 3, 60))):
                wrapper = etree.SubElement(other, element.tag, {str(k): str(v) for k, v in element.items()})
                wrapper.text, other = "x", wrapper
    return etree.tostring(root)


def package_mutated(content: bytes, chance: random.Random) -> bytes:
    """A package with one of its XML parts mutated; every third, and what is no package, is changed by its bytes."""
    if chance.randrange(3) == 0:
        return mutated(content, chance)
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            parts = {name: old.read(name) for name in old.namelist() if name}
            changed = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
            for name, part in parts.items():
                new.writestr(name, tree_mutated(part, chance) if name == changed else part)
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return mutated(content, chance)
    return out.getvalue()
