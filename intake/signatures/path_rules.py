"""The rules of RFC 5280 for one path of certificates, as *pyhanko-certvalidator* applies them, without revocation.

A module of its own because the library takes long to load: only a sandbox worker does.
"""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import DisallowedAlgorithmError, PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy
from pyhanko_certvalidator.validate import async_validate_path

__all__ = ["Holds", "holds", "run", "validation_path"]

_T = TypeVar("_T")


class Holds(StrEnum):
    YES = "yes"
    WEAK = "weak"  # a certificate in it was signed by MD5 or SHA-1
    NO = "no"


def holds(path: tuple[x509.Certificate, ...], moment: datetime) -> Holds:
    """Does ``path`` (from the root, which is trusted, to the leaf) hold at ``moment``?"""
    context = ValidationContext(
        trust_roots=[path[0]],
        moment=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
    )
    try:
        run(async_validate_path(context, validation_path(path)))
    except DisallowedAlgorithmError:
        return Holds.WEAK
    except (PathError, ValidationError):
        return Holds.NO
    return Holds.YES


def validation_path(path: tuple[x509.Certificate, ...]) -> ValidationPath:
    """The library's form of a path."""
    return ValidationPath(CertTrustAnchor(path[0]), list(path[1:-1]), path[-1])


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """The result of a coroutine of pyHanko's that waits for nothing, because fetching is off. No event loop: behind the
    sandbox's locks none can be made."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    work.close()
    raise RuntimeError("a validation that may not fetch anything waits for something")
