"""Whether a signature covers the whole of a package, and if not, what it leaves open.

Office itself never signs the properties, the thumbnail, the signatures and the view a file was left in. What is free
here is named by the type of its relationship *and* by where it stands, so that a text under a free name stays a
text that nobody signed. Everything else has to be in the manifest, the relationships that lead to it included.
"""

from __future__ import annotations

import posixpath
import re

from intake.signatures.ooxml_parts import (
    CERTIFICATE,
    CERTIFICATE_TYPE,
    ORIGIN,
    SIGNATURE,
    SIGNATURE_TYPE,
    TYPES,
    Parts,
    Relationship,
    is_relationships,
    source_of,
)
from intake.signatures.ooxml_references import Covered

__all__ = ["uncovered"]

_OFFICE = (
    r"http://(?:schemas\.openxmlformats\.org/officeDocument/2006|purl\.oclc\.org/ooxml/officeDocument)/relationships"
)
_META = r"http://schemas\.openxmlformats\.org/package/2006/relationships/metadata"
_WORD = r"http://schemas\.microsoft\.com/office/\d{4}/(?:\d\d/)?relationships"
_PROPERTIES = r"(?:docprops|package/services/metadata(?:/core-properties)?)/[^/]+"
_SIGNATURES = r"(?:_xmlsignatures|package/services/digital-signature(?:/[a-z-]+)?)/[^/]+"
#: (source, type of the relationship, place of the target): never signed by Office, and nothing of the text.
_FREE = tuple(
    (re.compile(source), re.compile(kind, re.IGNORECASE), re.compile(target))
    for source, kind, target in (
        ("", rf"{_META}/core-properties", _PROPERTIES),
        ("", rf"{_OFFICE}/(?:extended-?properties|custom-?properties)", _PROPERTIES),
        ("", rf"{_META}/thumbnail", _PROPERTIES),
        ("", re.escape(ORIGIN), _SIGNATURES),
        (_SIGNATURES, re.escape(SIGNATURE), _SIGNATURES),
        (_SIGNATURES, re.escape(CERTIFICATE), _SIGNATURES),
        # How a file was looked at last; who may be meant by a comment's author; which schema a data part follows.
        (r"ppt/presentation\.xml", rf"{_OFFICE}/(?:viewProps|presProps)", r"ppt/(?:viewprops|presprops)\d*\.xml"),
        (
            r"word/document\.xml",
            rf"{_WORD}/(?:people|commentsExtended|commentsIds|commentsExtensible)",
            r"word/(?:people|commentsextended|commentsids|commentsextensible)\d*\.xml",
        ),
        (r"customxml/item\d+\.xml", rf"{_OFFICE}/customXmlProps", r"customxml/itemprops\d+\.xml"),
    )
)
#: Properties are found by these names too where no relationship leads to them.
_NAMELESS = re.compile(r"docprops/(?:core|app|custom)\.xml")
#: These lead out of the file without any of it being shown in the file.
_OUTWARD = ("hyperlink", "attachedTemplate")


def uncovered(parts: Parts, covered: Covered) -> tuple[str, ...]:
    """What the signature leaves open, in Vietnamese, each once; empty where it covers the whole."""
    holders = sorted(name for name in parts.names if is_relationships(name))
    relations = [(holder, relation) for holder in holders for relation in parts.relationships(holder)]
    free = {TYPES, *holders, *(name for name in parts.names if _NAMELESS.fullmatch(name))}
    bound: set[str] = set()
    found: list[str] = []
    for holder, relation in relations:
        signed = holder in covered.parts or (holder, relation.id) in covered.relations
        if not signed and _is_free(parts, source_of(holder), relation):
            free.add(relation.target)
            continue
        bound.add(relation.target)
        if not signed:
            found.append(f"mối nối “{relation.id[:60]}” tới “{relation.target[:120]}”")
        elif relation.external and posixpath.basename(relation.type) not in _OUTWARD:
            found.append(f"nội dung lấy từ ngoài tệp “{relation.target[:120]}”")
    found += [f"phần “{name}”" for name in sorted(parts.names - covered.parts - (free - bound))]
    return tuple(dict.fromkeys(found))


def _is_free(parts: Parts, source: str, relation: Relationship) -> bool:
    if relation.external:
        return False
    if relation.type in (SIGNATURE, CERTIFICATE):
        asked = SIGNATURE_TYPE if relation.type == SIGNATURE else CERTIFICATE_TYPE
        if parts.type_of(relation.target) != asked:
            return False
    return any(s.fullmatch(source) and k.fullmatch(relation.type) and t.fullmatch(relation.target) for s, k, t in _FREE)
