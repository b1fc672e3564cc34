"""`tiepnhan restore COPY`: lay a checked copy into an empty store; letters stay parked until released."""

from __future__ import annotations

import argparse
from pathlib import Path

from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.settings import load_settings
from store.backup import restore

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which copy; or the release of the letters afterwards."""
    parser.add_argument("copy", nargs="?", type=Path, metavar="COPY")
    parser.add_argument("--release", action="store_true", help="let the letters go that wait since a restore")


def run(options: argparse.Namespace) -> int:
    """Refuses a store that is not empty, and a copy that is not whole."""
    settings = load_settings(options.config)
    if options.release:
        print(f"{open_ledger(settings).unpark()} thư được gửi tiếp.")
        return 0
    if options.copy is None:
        raise UsageError("restore: which COPY? (or --release)")
    folder = settings.path(settings.store.folder)
    restore(options.copy, folder)
    print(f"Đã phục hồi vào {folder}.")
    print("Thư trả lời cho thư đến sau bản sao lưu này được giữ lại; xem rồi chạy: tiepnhan restore --release")
    return 0
