"""What the workshop brought for a document, laid over what its reader found."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from intake.aids import Aid, AidKind, aid_for
from intake.readers import media
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.scans.merge import with_recognised

__all__ = ["with_aids"]


def with_aids(raw: RawDocument, sha256: str, aids: tuple[Aid, ...], limits: Limits) -> RawDocument:
    """``raw`` with every aid that was fetched for this document; what was answered is no longer wanted."""
    for want in raw.wants:
        aid = aid_for(aids, sha256, AidKind(want))
        if aid is None:
            continue
        left = tuple(other for other in raw.wants if other != want)
        raw = _with(raw, aid, limits)._replace(wants=left)
    return raw


def _with(raw: RawDocument, aid: Aid, limits: Limits) -> RawDocument:
    if aid.kind is AidKind.OCR:
        return with_recognised(raw, aid)
    if aid.kind is AidKind.MEDIA:
        return media.merge(raw, aid.media, aid.failure, aid.limit)
    return _from_office(raw, aid, limits)


def _from_office(raw: RawDocument, aid: Aid, limits: Limits) -> RawDocument:
    """The flat XML's text with the flaws that the reader saw in the original: the copy has its macros no more. Without
    one the reason stands in place of the reader's own word that LibreOffice would be needed."""
    kept = tuple(flaw for flaw in raw.flaws if flaw.kind is not FlawKind.NOT_RECOGNISED)
    if not aid.content:
        return raw._replace(flaws=(*kept, Flaw(FlawKind.NOT_RECOGNISED, aid.failure or aid.limit)))
    read = flat_xml.read(aid.content, limits)
    return read._replace(
        flaws=tuple(dict.fromkeys((*kept, *read.flaws))),
        pictures=read.pictures or raw.pictures,
        signatures=raw.signatures,
        inside=raw.inside,
    )
