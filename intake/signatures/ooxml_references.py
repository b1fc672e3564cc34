"""The manifest of a signed package: which parts and which relationships it covers, each with its digest checked.

ECMA-376 part 2, chapter 13: a reference names a part and its content type; relationships are signed one by one, through
the relationship transform, because later signatures add their own.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from casework.document import SignatureStatus
from intake.signatures.ooxml_algorithms import WEAK, digest
from intake.signatures.ooxml_dsig import stated_digest
from intake.signatures.ooxml_parts import RELATIONSHIPS, Parts, Relationship, is_relationships
from intake.signatures.ooxml_xml import C14N, DSIG, MDSSI, Fails, canonical, parse

__all__ = ["Covered", "check_manifest"]

_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_TYPE = "?ContentType="
_REFERENCES = 10_000  # of one signature
_NAMED = 5  # altered parts that the reason names


class Covered(NamedTuple):
    """``relations`` are (part that holds it, Id) of relationships signed one by one."""

    parts: frozenset[str]
    relations: frozenset[tuple[str, str]]
    weak: bool


def check_manifest(objects: tuple[etree._Element, ...], parts: Parts) -> Covered:
    """Check every reference of every manifest; raises :class:`Fails`: altered with the names of what was altered."""
    references = [r for held in objects for manifest in held.findall(f"{DSIG}Manifest") for r in manifest]
    if not references or len(references) > _REFERENCES:
        raise Fails(SignatureStatus.INVALID, "chữ ký không nêu phần nào của tệp, hoặc nêu quá nhiều")
    named: set[str] = set()
    covered: set[str] = set()
    relations: set[tuple[str, str]] = set()
    weak = False
    altered: list[str] = []
    for reference in references:
        name, stated_type = _part(reference, parts)
        if name in named:  # each part is read and put in canonical form once, however often it is named
            raise Fails(SignatureStatus.INVALID, f"chữ ký nêu hai lần phần “{name[:120]}”")
        named.add(name)
        algorithm, stated = stated_digest(reference)
        weak = weak or algorithm in WEAK
        if name not in parts.names:
            altered.append(f"“{name}” (đã bị bỏ)")
            continue
        if not same_type(parts.type_of(name), stated_type):
            altered.append(f"“{name}” (đã đổi loại)")
            continue
        chosen, computed = _digest(reference, parts, name, algorithm)
        if not hmac.compare_digest(computed, stated):
            altered.append(f"“{name}”")
            continue
        if chosen is None:
            covered.add(name)
        else:
            relations |= {(name, r.id) for r in chosen}
    if altered:
        more = f" và {len(altered) - _NAMED} phần khác" if len(altered) > _NAMED else ""
        raise Fails(
            SignatureStatus.ALTERED, f"nội dung đã bị sửa sau khi ký: phần {', '.join(altered[:_NAMED])}{more} của tệp"
        )
    return Covered(frozenset(covered), frozenset(relations), weak)


def same_type(now: str, signed: str) -> bool:
    """A part under another content type is another thing to Word, byte for byte the same or not."""
    return now == signed


def _part(reference: etree._Element, parts: Parts) -> tuple[str, str]:
    uri = reference.get("URI", "")
    path, mark, stated = uri.partition(_TYPE)
    if reference.tag != f"{DSIG}Reference" or not mark or not path.startswith("/") or path.startswith("//"):
        raise Fails(SignatureStatus.INVALID, f"chữ ký trỏ ra ngoài tệp hoặc trỏ sai: “{uri[:120]}”")
    name = path[1:].casefold()
    if name not in parts.names:
        name = unquote(path[1:]).casefold()  # ZIP items carry names as they are written or as URIs
    return name, unquote(stated.replace("+", "%2B")).casefold()


def _digest(
    reference: etree._Element, parts: Parts, name: str, algorithm: str
) -> tuple[tuple[Relationship, ...] | None, bytes]:
    """The relationships that the transform takes (``None``: the part as a whole) and the digest of what is signed."""
    transforms = reference.findall(f"{DSIG}Transforms/{DSIG}Transform")
    names = [transform.get("Algorithm", "") for transform in transforms]
    if not names:
        return None, parts.digest(name, algorithm)
    if names[0] == _TRANSFORM and len(names) <= 2 and is_relationships(name):
        chosen = _chosen(transforms[0], parts.relationships(name))
        return chosen, digest(algorithm, canonical(_transformed(chosen), names[1] if len(names) > 1 else C14N))
    if len(names) == 1 and names[0] != _TRANSFORM:
        root = parse(parts.raw(name), f"phần “{name}”")
        return None, digest(algorithm, canonical(root, names[0], transforms[0]))
    raise Fails(SignatureStatus.INVALID, f"chữ ký biến đổi phần “{name}” theo cách lạ, không được chấp nhận")


def _chosen(transform: etree._Element, written: tuple[Relationship, ...]) -> tuple[Relationship, ...]:
    ids: set[str] = set()
    types: set[str] = set()
    for choice in transform:
        if choice.tag == f"{MDSSI}RelationshipReference":
            ids.add(choice.get("SourceId", ""))
        elif choice.tag == f"{MDSSI}RelationshipsGroupReference":
            types.add(choice.get("SourceType", ""))
        else:
            raise Fails(SignatureStatus.INVALID, "chữ ký chọn mối nối của tệp theo cách lạ")
    return tuple(r for r in written if r.id in ids or r.type in types)


def _transformed(chosen: tuple[Relationship, ...]) -> etree._Element:
    """Sorted by Id, the mode written out, nothing between them (ECMA-376 part 2, 13.2.4.24)."""
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})  # type: ignore[dict-item]
    for relationship in sorted(chosen, key=lambda r: r.id.encode("utf-16-be")):
        attributes = {"TargetMode": "Internal", **relationship.written}
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", attributes)
    return root
