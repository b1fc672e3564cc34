"""Which container is opened by what."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from intake.readers.containers import libarchive_reading
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Unpacked
from intake.readers.containers.msg import unpack_msg
from intake.readers.containers.streams import unpack_single
from intake.readers.containers.tar_reading import unpack_tar
from intake.readers.containers.tnef import unpack_tnef
from intake.readers.containers.zipped import unpack_zip
from intake.readers.limits import Limits

__all__ = ["unpack"]

_TAR_END = 1_024  # zero bytes with which every tar ends; one cut between two files has nothing else that tells


def unpack(content: bytes, kind: str, name: str, limits: Limits, budget: Budget, depth: int) -> Unpacked:
    """What is inside ``content``, which is a container of ``kind`` (zip, 7z, rar, tar, gz, bz2, xz, tnef, msg) called
    ``name`` and lies ``depth`` containers deep (from 1). Never raises on bad content."""
    try:
        budget.enter(len(content), depth)
    except Spent as spent:
        return Unpacked(flaws=(Flaw(FlawKind.LIMIT, spent.reason),))
    try:
        unpacked = _unpack(content, kind, name, limits, budget)
    except Exception as error:  # noqa: BLE001 - a slip on hostile bytes becomes a flaw that a person sees
        return Unpacked(flaws=(Flaw(FlawKind.UNREADABLE, f"không mở được tệp nén ({type(error).__name__})"),))
    if kind == "tar" and content[-_TAR_END:].strip(b"\0") and not unpacked.flaws:
        cut = Flaw(FlawKind.NOT_READ_YET, "tệp nén không có dấu kết thúc, có thể thiếu tệp ở cuối")
        return unpacked._replace(flaws=(cut,))
    if not unpacked.entries and not unpacked.flaws:
        return unpacked._replace(flaws=(Flaw(FlawKind.UNREADABLE, "bên trong không có tệp nào"),))
    return unpacked


def _unpack(content: bytes, kind: str, name: str, limits: Limits, budget: Budget) -> Unpacked:
    if kind == "zip":
        return unpack_zip(content, budget)
    if kind == "tnef":
        return unpack_tnef(content, limits, budget)
    if kind == "msg":
        return unpack_msg(content, limits, budget)
    if kind in ("gz", "bz2", "xz"):
        return unpack_single(content, kind, name, budget)
    if libarchive_reading.is_available():
        return libarchive_reading.unpack_archive(content, kind, budget)
    if kind == "tar":
        return unpack_tar(content, budget)
    detail = f"máy này chưa cài thư viện mở tệp .{kind} (libarchive)"
    return Unpacked(flaws=(Flaw(FlawKind.NOT_RECOGNISED, detail),))
