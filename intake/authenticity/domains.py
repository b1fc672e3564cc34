"""Which domains belong together (RFC 7489 section 3.1): the organisation's domain by the list of public suffixes."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from publicsuffix2 import PublicSuffixList  # type: ignore[import-untyped]

__all__ = ["ascii_domain", "is_aligned", "organisation"]


def ascii_domain(domain: str) -> str:
    """``domain`` as the DNS knows it: lower case, without the last dot, other letters as “xn--”. Empty where no
    DNS name can be made of it."""
    bare = domain.strip().rstrip(".").lower()
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def organisation(domain: str) -> str:
    """The organisation's domain: the public suffix and one label more. A bare public suffix (“gov.vn”) is its own, so
    that it belongs together with nobody below it."""
    labels = domain.split(".")
    if not all(labels) or labels[-1].isdigit():
        return domain
    found = str(_suffixes().get_public_suffix(domain) or domain)
    # A last label that the list does not know counts as a suffix itself: two labels, never one.
    return found if "." in found else ".".join(labels[-2:])


def is_aligned(one: str, two: str, *, strict: bool = False) -> bool:
    """Do both belong to one organisation? ``strict``: are they the same?"""
    first, second = ascii_domain(one), ascii_domain(two)
    if not first or not second:
        return False
    return first == second or (not strict and organisation(first) == organisation(second))


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """The list that authheaders brings: newer than the one of publicsuffix2."""
    with (resources.files("authheaders") / "public_suffix_list.txt").open(encoding="utf-8") as lines:
        return PublicSuffixList(lines, idna=True)
