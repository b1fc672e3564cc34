"""`tiepnhan quarantine list|destroy`: for the duty officer. Nothing of a content is ever printed."""

from __future__ import annotations

import argparse

from casework.calendar import VIETNAM
from casework.errors import StorageError, UsageError
from frontdesk.house import open_ledger
from frontdesk.settings import Settings, load_settings
from intake.removal import remove_copies
from store.records import Quarantined

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What, which case, by whom, why."""
    parser.add_argument("what", choices=("list", "destroy"))
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--by", default="")
    parser.add_argument("--reason", default="")


def run(options: argparse.Namespace) -> int:
    """Destroying removes the bytes and leaves the record of who did it and why."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    if options.what == "list":
        entries = ledger.quarantined()
        if not entries:
            print("Không có thư nào trong khu cách ly.")
        for entry in entries:
            gone = f"  đã hủy {entry.destroyed_at:%d/%m/%Y} bởi {entry.destroyed_by}" if entry.destroyed_at else ""
            received = entry.received_at.astimezone(VIETNAM)
            print(
                f"{entry.ref}  {entry.portal}  nhận {received:%H:%M %d/%m/%Y}  {entry.size} byte  {entry.sha256}{gone}"
            )
        return 0
    if not (options.ref and options.by and options.reason):
        raise UsageError("quarantine destroy REF --by NAME --reason WORDS: all three are needed")
    ref = options.ref.upper()
    destroyed = ledger.destroy_quarantined(ref, by=options.by, reason=options.reason)
    print(f"{ref}: đã hủy nội dung lưu tại hệ thống; biên bản còn trong sổ.")
    return max((_destroy_copy(entry, settings) for entry in destroyed), default=0)


def _destroy_copy(entry: Quarantined, settings: Settings) -> int:
    """The server's copy, where the mail came by IMAP; exit status 1 where a person must still remove it."""
    mailbox = next((m for m in settings.mailboxes if m.name == entry.door_name), None)
    if mailbox is None:
        print(f"Thư đã vào qua cửa “{entry.door_name}”; nếu máy chủ thư còn giữ bản nào, đề nghị xóa tại đó.")
        return 0
    try:
        removed = remove_copies(mailbox, entry.sha256, entry.size)
    except StorageError as error:
        print(f"CHƯA xóa được bản trên máy chủ thư: {error}")
        return 1
    print(f"Hộp thư {mailbox.name}: đã xóa {removed} bản trên máy chủ thư.")
    return 0
