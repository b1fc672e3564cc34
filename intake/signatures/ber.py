"""The outer form of CMS (X.690): told apart in one pass, so that what it holds never goes through the ASN.1 parser.

Mail programs write opaque signatures as a stream: lengths that nobody knew beforehand, and the content in pieces of a
kilobyte or four. asn1crypto copies the rest of such a file once for each piece: three minutes for 40 MB. Here the
content is taken out and everything else is written with its lengths.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Outer", "take_apart"]

_SEQUENCE, _OID, _OCTETS, _PIECES, _INSIDE = 0x30, 0x06, 0x04, 0x24, 0xA0
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_DEPTH = 30
_MOST_PIECES = 400_000  # of one content: 40 MB in pieces of a hundred octets
_END = b"\0\0"


class Outer(NamedTuple):
    """``kind`` is the object identifier as it is encoded. Of signed data ``rest`` is the whole ContentInfo without its
    content, in definite lengths; ``content`` is ``None`` where there was none."""

    kind: bytes
    rest: bytes = b""
    content: bytes | None = None


def take_apart(octets: bytes) -> Outer:
    """Read a ContentInfo (RFC 5652 section 3). Raises ``ValueError`` or ``IndexError`` on what is none."""
    reader = _Reader(octets)
    whole = reader.open(_SEQUENCE)
    kind = reader.take(_OID)
    if kind != _SIGNED_DATA:
        return Outer(kind)
    inside, signed = reader.open(_INSIDE), reader.open(_SEQUENCE)
    version, digests = reader.take(), reader.take()
    encapsulated = reader.open(_SEQUENCE)
    parts = [reader.take(_OID)]
    content = None
    if reader.more(encapsulated):
        explicit = reader.open(_INSIDE)
        if reader.tag in (_OCTETS, _PIECES):
            content = reader.octet_string()
        else:
            parts.append(_tlv(_INSIDE, reader.take()))
        reader.close(explicit)
    reader.close(encapsulated)
    rest = []
    while reader.more(signed):
        rest.append(reader.take())
    for end in (signed, inside, whole):
        reader.close(end)
    body = b"".join((version, digests, _tlv(_SEQUENCE, b"".join(parts)), *rest))
    return Outer(kind, _tlv(_SEQUENCE, kind + _tlv(_INSIDE, _tlv(_SEQUENCE, body))), content)


class _Reader:
    """Reads one value after the other. The end of a value whose length is not written is ``None``."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    @property
    def tag(self) -> int:
        return self._octets[self._at]

    def open(self, tag: int) -> int | None:
        """Step into a value of ``tag``; where it ends."""
        if self.tag != tag:
            raise ValueError(f"tag {self.tag:#x}, not {tag:#x}")
        return self._header()

    def more(self, end: int | None) -> bool:
        return self._octets[self._at : self._at + 2] != _END if end is None else self._at < end

    def close(self, end: int | None) -> None:
        """Step out of a value that was read to its end."""
        if end is None and self._octets[self._at : self._at + 2] == _END:
            self._at += 2
        elif self._at != end:
            raise ValueError("a value that does not end where it says")

    def take(self, tag: int | None = None, depth: int = 0) -> bytes:
        """The next value: as it stands where its length is written, else with its length."""
        begin, found = self._at, self.tag
        if (tag is not None and found != tag) or depth > _DEPTH:
            raise ValueError(f"tag {found:#x}")
        end = self._header()
        if end is not None:
            self._at = end
            return self._octets[begin:end]
        parts = []
        while self.more(None):
            parts.append(self.take(depth=depth + 1))
        self.close(None)
        return _tlv(found, b"".join(parts))

    def octet_string(self) -> bytes:
        """The content of an OCTET STRING in one piece or in many."""
        pieces: list[bytes] = []
        self._pieces(pieces, 0)
        return b"".join(pieces)

    def _pieces(self, pieces: list[bytes], depth: int) -> None:
        if depth > _DEPTH or len(pieces) > _MOST_PIECES:
            raise ValueError("an octet string in too many pieces")
        if self.tag == _OCTETS:
            end = self.open(_OCTETS)
            if end is None:
                raise ValueError("a piece without a length")
            pieces.append(self._octets[self._at : end])
            self._at = end
            return
        end = self.open(_PIECES)
        while self.more(end):
            self._pieces(pieces, depth + 1)
        self.close(end)

    def _header(self) -> int | None:
        """Step over tag and length; where the value ends."""
        if self.tag & 0x1F == 0x1F:
            raise ValueError("a tag of several octets")
        length = self._octets[self._at + 1]
        self._at += 2
        if length == 0x80:
            return None
        if length > 0x80:
            count = length & 0x7F
            length = int.from_bytes(self._octets[self._at : self._at + count], "big")
            self._at += count
        if self._at + length > len(self._octets):
            raise ValueError("a value longer than the file")
        return self._at + length


def _tlv(tag: int, body: bytes) -> bytes:
    length = len(body)
    if length < 0x80:
        return bytes((tag, length)) + body
    count = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | count)) + length.to_bytes(count, "big") + body
