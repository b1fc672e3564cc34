"""The signatures inside one file, whatever its kind.

The readers of signatures are loaded where a file bears one: pyHanko takes long to load, and most mails have none.
"""

from __future__ import annotations

from casework.document import Signature
from intake.signatures.material import Checking

__all__ = ["signatures_of"]

_OFFICE = ("docx", "xlsx", "pptx")
_SIGNED_PDF = b"/ByteRange"  # stands in the open in every signed PDF: the bytes that were signed are named there


def signatures_of(content: bytes, kind: str, checking: Checking) -> tuple[Signature, ...]:
    """Empty for a file without any, and for kinds that bear none inside. Raises nothing on content."""
    if kind == "pdf" and _SIGNED_PDF in content:
        from intake.signatures.pdf import pdf_signatures

        return pdf_signatures(content, checking)
    if kind in _OFFICE:
        from intake.signatures.ooxml import ooxml_signatures

        return ooxml_signatures(content, checking)
    return ()
