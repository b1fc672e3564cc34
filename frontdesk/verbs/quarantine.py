"""`tiepnhan quarantine list|destroy`: for the duty officer. Nothing of a content is ever printed."""

from __future__ import annotations

import argparse

from casework.calendar import VIETNAM
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, which case, by whom, why."""
    parser.add_argument("what", choices=("list", "destroy"))
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--by", default="")
    parser.add_argument("--reason", default="")


def run(options: argparse.Namespace) -> int:
    """Destroying removes the bytes and leaves the record of who did it and why."""
    ledger = open_ledger(load_settings(options.config))
    if options.what == "list":
        for entry in ledger.quarantined():
            gone = f"  đã hủy {entry.destroyed_at:%d/%m/%Y} bởi {entry.destroyed_by}" if entry.destroyed_at else ""
            received = entry.received_at.astimezone(VIETNAM)
            print(
                f"{entry.ref}  {entry.portal}  nhận {received:%H:%M %d/%m/%Y}  {entry.size} byte  {entry.sha256}{gone}"
            )
        return 0
    if not (options.ref and options.by and options.reason):
        raise UsageError("quarantine destroy REF --by NAME --reason WORDS: all three are needed")
    place = next((q for q in ledger.quarantined() if q.ref == options.ref.upper()), None)
    ledger.destroy_quarantined(options.ref.upper(), by=options.by, reason=options.reason)
    print(f"{options.ref.upper()}: đã hủy nội dung lưu tại hệ thống; biên bản còn trong sổ.")
    if place is not None and place.transport_key.startswith("imap:"):
        print(f"Bản trên máy chủ thư: {place.transport_key}. Đề nghị xóa tại đó.")
    return 0
