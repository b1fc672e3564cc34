"""Reads flat OpenDocument (fodt, fods, fodp): what LibreOffice writes of a file that no reader of ours opens."""

from __future__ import annotations

from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.odf.package import from_flat
from intake.readers.odf.reader import read_odf
from intake.readers.ooxml.package import Refused

__all__ = ["read"]


def read(xml: bytes, limits: Limits) -> RawDocument:
    """What the file holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        return read_odf(from_flat(xml, limits), limits)
    except Refused as refused:
        return RawDocument(None, flaws=(refused.flaw,))
