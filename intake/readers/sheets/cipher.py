"""Workbooks that are enciphered without anybody having set a password to open them ([MS-OFFCRYPTO] 2.3.6).

Excel enciphers a workbook whose structure is protected, with a password that every program knows. People open such a
file by a double click and do not know that it is enciphered: it is read, not sent back.
"""

from __future__ import annotations

import hashlib
import struct

import numpy as np

__all__ = ["deciphered"]

_PASSWORD = "VelvetSweatshop"
_RC4, _VERSION = 1, 1
_BLOCK = 1024  # bytes of the stream with one key
_SALT, _VERIFIER, _PROOF = slice(6, 22), slice(22, 38), slice(38, 54)
#: Records that stay as they are ([MS-XLS] 2.2.10); of a BOUNDSHEET the first four bytes do.
_OPEN = frozenset({0x809, 0x2F, 0xE1, 0x194, 0x195, 0x196, 0x138})
_BOUNDSHEET, _OFFSET = 0x85, 4


def deciphered(stream: bytes, facts: bytes) -> bytes | None:
    """The workbook's stream in plain; ``None`` where another password is needed. ``facts`` is its FILEPASS record."""
    if len(facts) < _PROOF.stop or struct.unpack_from("<HH", facts) != (_RC4, _VERSION):
        return None
    base = _base_key(facts[_SALT])
    secret = np.frombuffer(facts[_VERIFIER] + facts[_PROOF], np.uint8) ^ _key_stream(base, 1)[:32]
    plain = secret.tobytes()
    if hashlib.md5(plain[:16], usedforsecurity=False).digest() != plain[16:]:
        return None
    bytes_ = np.frombuffer(stream, np.uint8)
    keys = _key_stream(base, -(-len(stream) // _BLOCK))[: len(stream)]
    return np.where(_enciphered(stream), bytes_ ^ keys, bytes_).astype(np.uint8).tobytes()


def _base_key(salt: bytes) -> bytes:
    first = hashlib.md5(_PASSWORD.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    return hashlib.md5((first + salt) * 16, usedforsecurity=False).digest()[:5]


def _enciphered(stream: bytes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which bytes of the stream are: the data of records, but not their heads."""
    mask = np.zeros(len(stream), np.bool_)
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind not in _OPEN:
            mask[at + 4 + (_OFFSET if kind == _BOUNDSHEET else 0) : at + 4 + size] = True
        at += 4 + size
    return mask


def _key_stream(base: bytes, blocks: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """RC4 for all blocks at once, each with a key of its own: one step of the cipher is one step over all of them."""
    keys = np.frombuffer(
        b"".join(hashlib.md5(base + struct.pack("<I", n), usedforsecurity=False).digest() for n in range(blocks)),
        np.uint8,
    ).reshape(blocks, 16)
    rows = np.arange(blocks)
    state = np.tile(np.arange(256, dtype=np.uint8), (blocks, 1))
    second = np.zeros(blocks, np.uint8)
    for first in range(256):
        second = second + state[:, first] + keys[:, first % 16]
        _swap(state, rows, first, second)
    out = np.empty((blocks, _BLOCK), np.uint8)
    second = np.zeros(blocks, np.uint8)
    for place in range(_BLOCK):
        first = (place + 1) % 256
        second = second + state[:, first]
        _swap(state, rows, first, second)
        out[:, place] = state[rows, state[:, first] + state[rows, second]]
    return out.reshape(-1)


def _swap(
    state: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    rows: np.ndarray[tuple[int], np.dtype[np.intp]],
    first: int,
    second: np.ndarray[tuple[int], np.dtype[np.uint8]],
) -> None:
    held = state[:, first].copy()
    state[:, first] = state[rows, second]
    state[rows, second] = held
