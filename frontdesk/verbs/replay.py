"""`tiepnhan replay`: take up again what waits for an administrator: stuck jobs by receipt, alarms that were seen."""

from __future__ import annotations

import argparse

from casework.calendar import VIETNAM
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Receipt numbers; without any, the list of what is stuck."""
    parser.add_argument("--seen", metavar="ALARM", help="close an alarm of `tiepnhan doctor` that was seen to")
    parser.add_argument("receipts", nargs="*", type=int, metavar="RECEIPT")


def run(options: argparse.Namespace) -> int:
    """A replayed mail has three tries again."""
    ledger = open_ledger(load_settings(options.config))
    if options.seen:
        if not ledger.close_alarm(options.seen):
            known = ", ".join(a.kind for a in ledger.open_alarms()) or "không có"
            raise UsageError(f"không có báo động “{options.seen}” đang mở; đang mở: {known}")
        print(f"{options.seen}: đã đóng báo động.")
        return 0
    if not options.receipts:
        waiting = ledger.stuck()
        if not waiting:
            print("Không có thư nào bị kẹt.")
        for stuck in waiting:
            receipt = stuck.job.receipt
            received = receipt.delivery.received_at.astimezone(VIETNAM)
            print(f"{receipt.id}  {receipt.delivery.portal}  nhận {received:%d/%m/%Y %H:%M}  {stuck.error}")
        return 0
    for number in options.receipts:
        ledger.retry(number)
        print(f"{number}: sẽ được xử lý lại.")
    return 0
