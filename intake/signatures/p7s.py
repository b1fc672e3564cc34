"""Signatures beside files (.p7s) and around them (.p7m).

A .p7s is matched by digest to the file that it was made for, wherever that lies in the same mail or archive; its name
only helps where nothing matches: the file that it is named after was changed, then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.readers.containers.entry import Entry
from intake.readers.kinds_cms import kind_of_cms
from intake.signatures import smime
from intake.signatures.cms import SIGNED, Cms, digests_wanted, judge_cms, read_cms, unreadable
from intake.signatures.material import Checking
from intake.signatures.smime import ENTITY

__all__ = ["KIND", "Wrapped", "match_siblings", "name_inside", "unwrap"]

KIND = "p7s"
_MOST = 50  # signatures beside files that are looked at in one mail or archive
_TRIED = 20  # files that one signature is tried on, or found for
_FITS = frozenset({SignatureStatus.TRUSTED, SignatureStatus.UNTRUSTED})


class Wrapped(NamedTuple):
    """What lies in a signed .p7m. ``is_mail``: it is a part of a mail, not a file."""

    content: bytes
    signatures: tuple[Signature, ...]
    is_mail: bool


def unwrap(octets: bytes, checking: Checking) -> Wrapped | None:
    """The content of a signed file; ``None`` where ``octets`` hold none."""
    found = read_cms(octets)
    if found is None or found.kind != SIGNED or found.content is None:
        return None
    kind = _kind_over(found.content)
    return Wrapped(found.content, judge_cms(found, found.content, checking, kind), kind == smime.KIND)


def _kind_over(content: bytes) -> str:
    """A signature over a part of a mail is that of a signed mail, in whatever file somebody sends it on: it must not
    pass for one that its signer made for a file."""
    return smime.KIND if ENTITY.match(content) else KIND


def name_inside(name: str) -> str:
    """The name of what lies in a .p7m: “Bai.pdf.p7m” → “Bai.pdf”."""
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and extension.lower() in ("p7m", "p7s") else name


def match_siblings(entries: tuple[Entry, ...], checking: Checking) -> tuple[Entry, ...]:
    """``entries`` (all of one mail or archive), the signed ones with the signatures that lie beside them. A signature
    that fits none of them says so itself."""
    beside = [(at, found) for at, entry in enumerate(entries) if (found := _detached(entry)) is not None]
    if not beside:
        return entries
    files = _Files(entries, {at for at, _ in beside})
    added: dict[int, list[Signature]] = {}
    for number, (at, found) in enumerate(beside):
        if number >= _MOST:
            why = f"quá nhiều tệp chữ ký số (hơn {_MOST}) trong cùng một thư hoặc tệp nén"
            added.setdefault(at, []).append(unreadable(KIND, why))
            continue
        for of, signature in files.signed_by(entries[at], found, checking):
            where = f"tệp chữ ký “{entries[at].name}”" if of is not None else ""
            added.setdefault(at if of is None else of, []).append(replace(signature, where=where))
    return tuple(
        entry._replace(signatures=(*entry.signatures, *added[at])) if at in added else entry
        for at, entry in enumerate(entries)
    )


def _detached(entry: Entry) -> Cms | None:
    """The signature that an entry is; ``None`` for every other file, and for the signature of the mail itself."""
    if entry.lines is not None or entry.inline or kind_of_cms(entry.content, entry.name) != KIND:
        return None
    return read_cms(entry.content) or Cms("other")


class _Files:
    """The files that a signature may belong to, each hashed once for each digest that is asked for."""

    def __init__(self, entries: tuple[Entry, ...], signatures: set[int]) -> None:
        self._entries = entries
        self._places = [at for at, e in enumerate(entries) if e.lines is None and at not in signatures and not e.inline]
        self._digests: dict[str, dict[bytes, list[int]]] = {}

    def signed_by(self, beside: Entry, found: Cms, checking: Checking) -> Iterator[tuple[int | None, Signature]]:
        """Place of a file → a signature of ``found`` on it; ``None`` for a signature that fits no file."""
        places = self._fitting(found, checking, beside)
        named = self._named_after(beside)
        if not places and named is not None:
            judged = judge_cms(found, self._entries[named].content, checking, KIND)
            altered = [one for one in judged if one.status is SignatureStatus.ALTERED]
            yield from ((named, one) for one in altered)
            if altered:
                return
        for place in places:
            content = self._entries[place].content
            yield from ((place, one) for one in judge_cms(found, content, checking, _kind_over(content)))
        if not places:
            signer = judge_cms(found, b"", checking, KIND)[0]
            why = "chữ ký số không khớp với tệp nào gửi kèm"
            if signer.status is SignatureStatus.UNREADABLE:
                why = f"{why}: {signer.reason}"
            yield None, replace(signer, status=SignatureStatus.UNREADABLE, reason=why)

    def _fitting(self, found: Cms, checking: Checking, beside: Entry) -> list[int]:
        """By digest; where a signer signed the content itself, by trying the files, those of the same name first."""
        fitting: list[int] = []
        for name, digest in digests_wanted(found).items():
            if digest:
                fitting += self._by_digest(name).get(digest, [])
                continue
            likely = sorted(self._places, key=lambda at: not _is_named_after(beside.name, self._entries[at].name))
            fitting += [at for at in likely[:_TRIED] if self._fits(found, at, checking)]
        return list(dict.fromkeys(fitting))[:_TRIED]

    def _fits(self, found: Cms, at: int, checking: Checking) -> bool:
        return any(one.status in _FITS for one in judge_cms(found, self._entries[at].content, checking, KIND))

    def _by_digest(self, name: str) -> dict[bytes, list[int]]:
        if name not in self._digests:
            table: dict[bytes, list[int]] = {}
            for at in self._places:
                table.setdefault(hashlib.new(name, self._entries[at].content).digest(), []).append(at)
            self._digests[name] = table
        return self._digests[name]

    def _named_after(self, beside: Entry) -> int | None:
        """The one file in the same folder whose name the signature bears, with its extension or without."""
        near = [at for at in self._places if self._entries[at].folders == beside.folders]
        stem = _stem(beside.name)
        whole = [at for at in near if self._entries[at].name.casefold() == stem]
        part = [at for at in near if _stem(self._entries[at].name) == stem]
        return whole[0] if len(whole) == 1 else part[0] if len(part) == 1 and not whole else None


def _is_named_after(signature: str, name: str) -> bool:
    stem = _stem(signature)
    return stem in (name.casefold(), _stem(name))


def _stem(name: str) -> str:
    """“Bai.docx.p7s” → “bai.docx”."""
    stem, dot, _ = name.casefold().rpartition(".")
    return stem if dot else name.casefold()
