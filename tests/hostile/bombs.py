"""Packed bytes that unpack into hundreds of megabytes, made in no time: one packed block, repeated."""

from __future__ import annotations

import functools
import zlib

__all__ = ["MIB", "repeated", "zeros", "zlib_zeros"]

MIB = 1024 * 1024


@functools.cache
def zeros(megabytes: int) -> bytes:
    """Raw deflate of so many megabytes of zeros."""
    return repeated(b"", bytes(MIB), megabytes, b"")


def repeated(begin: bytes, block: bytes, times: int, end: bytes) -> bytes:
    """Raw deflate of ``begin``, ``block`` so many times, ``end``. A full flush makes each block stand by itself."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = deflate.compress(begin) + deflate.flush(zlib.Z_FULL_FLUSH)
    middle = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    return head + middle * times + deflate.compress(end) + deflate.flush()


def zlib_zeros(megabytes: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """The same as a zlib stream, without its checksum: nobody gets that far."""
    return b"\x78\xda" + repeated(before, bytes(MIB), megabytes, after)
