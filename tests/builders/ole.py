"""Writes OLE compound files ([MS-CFB]) for tests: streams by path, byte by byte the same for the same arguments.

Written from the specification, not from our reader. Sectors of 512 bytes; streams below 4096 bytes lie in the mini
stream, as the format demands; entries of a storage hang to the right of one another, which is a valid tree.

    build_ole({"WordDocument": b"…", "ObjectPool/_1/\\x01Ole10Native": b"…"}, classes={"ObjectPool/_1": bytes(16)})
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise

__all__ = ["FREE", "build_ole"]

FREE, _END, _FAT, _LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


class _Node:
    def __init__(self, name: str, storage: bool) -> None:
        self.name = name
        self.storage = storage
        self.number = self.start = self.size = 0
        self.children: dict[str, _Node] = {}
        self.content = b""
        self.right = self.child = FREE


def build_ole(streams: Mapping[str, bytes], classes: Mapping[str, bytes] | None = None) -> bytes:
    """The bytes of a compound file; ``classes`` gives storages (the root is “”) their class id."""
    root = _tree(streams)
    nodes = _numbered(root)
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        count = -(-len(content) // _SECTOR)
        if not count:
            return _END
        start = len(sectors)
        for index in range(count):
            sectors.append(content[index * _SECTOR : (index + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(start + index + 1 if index + 1 < count else _END)
        return start

    mini = bytearray()
    mini_fat: list[int] = []
    for node in nodes:
        node.size = len(node.content)
        if node.size >= _CUTOFF:
            node.start = store(node.content)
        elif node.size:
            node.start = len(mini_fat)
            count = -(-node.size // _MINI)
            mini_fat += [*range(node.start + 1, node.start + count), _END]
            mini += node.content.ljust(count * _MINI, b"\0")
        else:
            node.start = _END
    root.start, root.size = store(bytes(mini)), len(mini)
    first_mini = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(-(-4 * len(mini_fat) // 512) * 512, b"\xff"))
    mini_sectors = -(-4 * len(mini_fat) // _SECTOR)
    directory = b"".join(_entry(node, (classes or {}).get(path, bytes(16))) for path, node in _paths(root, nodes))
    first_directory = store(directory + b"".join(_empty() for _ in range(-(len(directory) // 128) % 4)))
    fat_sectors, lists = 1, 0
    while fat_sectors * 128 < len(fat) + fat_sectors + lists:
        fat_sectors += 1
        lists = -(-max(0, fat_sectors - 109) // 127)
    places = list(range(len(fat), len(fat) + fat_sectors))
    first_list = len(fat) + fat_sectors if lists else _END
    fat += [_FAT] * fat_sectors + [_LIST] * lists
    fat += [FREE] * (fat_sectors * 128 - len(fat))
    table = struct.pack(f"<{len(fat)}I", *fat)
    for number in range(lists):
        listed = places[109 + 127 * number : 236 + 127 * number]
        following = first_list + number + 1 if number + 1 < lists else _END
        table += struct.pack("<128I", *listed, *[FREE] * (127 - len(listed)), following)
    header = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<7I", 0, fat_sectors, first_directory, 0, _CUTOFF, first_mini, mini_sectors)
    header += struct.pack("<2I", first_list, lists)
    header += struct.pack("<109I", *places[:109], *[FREE] * (109 - len(places[:109])))
    return header + b"".join(sectors) + table


def _tree(streams: Mapping[str, bytes]) -> _Node:
    root = _Node("Root Entry", True)
    for path, content in streams.items():
        node = root
        *folders, name = path.split("/")
        for folder in folders:
            node = node.children.setdefault(folder, _Node(folder, True))
        leaf = node.children[name] = _Node(name, False)
        leaf.content = content
    return root


def _numbered(root: _Node) -> list[_Node]:
    """All nodes, the root first; each storage's children hang in a row."""
    nodes = [root]
    for node in nodes:
        children = sorted(node.children.values(), key=lambda n: (len(n.name), n.name.upper()))
        for child in children:
            child.number = len(nodes)
            nodes.append(child)
        for one, other in pairwise(children):
            one.right = other.number
        node.child = children[0].number if children else FREE
    return nodes


def _paths(root: _Node, nodes: list[_Node]) -> list[tuple[str, _Node]]:
    path = {0: ""}
    for node in nodes:
        for child in node.children.values():
            path[child.number] = f"{path[node.number]}/{child.name}".lstrip("/")
    return [(path[node.number], node) for node in nodes]


def _entry(node: _Node, clsid: bytes) -> bytes:
    name = node.name.encode("utf-16-le") + b"\0\0"
    kind = 5 if node.number == 0 else 1 if node.storage else 2
    start = node.start if kind != 1 else 0
    return struct.pack(
        "<64sHBB3I16s20xIQ", name, len(name), kind, 1, FREE, node.right, node.child, clsid, start, node.size
    )


def _empty() -> bytes:
    return struct.pack("<64sHBB3I52x", b"", 0, 0, 0, FREE, FREE, FREE)
