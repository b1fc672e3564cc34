"""How much of a PDF one signature speaks for.

A PDF is changed by appending to it; what was signed stays as it was and shows something else. So the whole file must be
covered, or what was appended must be nothing but further signatures, timestamps and revocation data.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from intake.signatures import words

__all__ = ["Extent", "Kind", "covers_gap_only", "extent_of"]

_SPACE = b" \t\r\n\x00\x0c"
_ARCHIVING = ModificationLevel.LTA_UPDATES


class Kind(StrEnum):
    WHOLE = "whole"
    SIGNED_AGAIN = "signed_again"  # signed by others after: whole if a trusted one of them covers that
    PART = "part"
    ALTERED = "altered"


class Extent(NamedTuple):
    """``reason`` is Vietnamese, and empty where whole."""

    kind: Kind
    reason: str = ""


def extent_of(embedded: EmbeddedPdfSignature, content: bytes) -> Extent:
    """How much of ``content`` the signature speaks for, its digest being right. Raises what pyHanko raises."""
    if not covers_gap_only(embedded, content):
        return Extent(Kind.PART, words.PART_OF_FILE)
    coverage = embedded.coverage = embedded.evaluate_signature_coverage()
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Extent(Kind.WHOLE)
    if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return Extent(Kind.ALTERED, words.CHANGED_AFTER)
    if embedded.signed_revision == embedded.reader.xrefs.total_revisions - 1:
        _, _, start, length = (int(number) for number in embedded.byte_range)
        rest = content[start + length :].strip(_SPACE)
        return Extent(Kind.PART, words.APPENDED) if rest else Extent(Kind.WHOLE)
    return _changes(embedded)


def covers_gap_only(embedded: EmbeddedPdfSignature, content: bytes) -> bool:
    """True where the only bytes between the two signed stretches are this signature's own value, in hexadecimal.

    pyHanko reckons the gap from the length of the value, wherever the value may stand: one in another place, padded to
    the right length, would make a file look covered to its end.
    """
    numbers = [int(number) for number in embedded.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return False
    _, first, start, length = numbers
    if not (first < start and start + length <= len(content)):
        return False
    gap = content[first:start]
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    try:
        return bytes.fromhex(gap[1:-1].decode("ascii")) == embedded.pkcs7_content
    except ValueError:
        return False


def _changes(embedded: EmbeddedPdfSignature) -> Extent:
    found = embedded.evaluate_modifications(_WITH_FORMS)
    if not isinstance(found, DiffResult) or found.modification_level > ModificationLevel.FORM_FILLING:
        return Extent(Kind.ALTERED, words.CHANGED_AFTER)
    allowed = embedded.docmdp_level
    if allowed is not None and found.modification_level.value > allowed.value:
        return Extent(Kind.ALTERED, words.CHANGED_AGAINST_WILL)
    if found.modification_level <= _ARCHIVING:
        return Extent(Kind.WHOLE)
    strictly = embedded.evaluate_modifications(_WITHOUT_FORMS)
    if not isinstance(strictly, DiffResult) or strictly.modification_level > ModificationLevel.FORM_FILLING:
        return Extent(Kind.PART, words.FORM_FILLED)
    return Extent(Kind.SIGNED_AGAIN, words.SIGNED_LATER)


def _policy(*, forms: bool) -> StandardDiffPolicy:
    """pyHanko's own policy, but for two things: a visible signature may follow one that certifies (the office's seal
    follows the leader's signature, whose tool certifies), and without ``forms`` no field may be filled in."""
    fields = [SigFieldCreationRule(allow_new_visible_after_certify=True), SigFieldModificationRule()]
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            *(
                rule.as_qualified(_ARCHIVING)
                for rule in (
                    DocInfoRule(),
                    XrefStreamRule(),
                    ObjectStreamRule(),
                    DSSCompareRule(),
                    MetadataUpdateRule(),
                )
            ),
        ],
        form_rule=FormUpdatingRule(field_rules=[*fields, GenericFieldModificationRule()] if forms else fields),
    )


_WITH_FORMS = _policy(forms=True)
_WITHOUT_FORMS = _policy(forms=False)
