"""A display name that is somebody else's official address: “congttdt@moha.gov.vn” <x@gmail.com>. The address behind it
may be proven to a machine; people read the name."""

from __future__ import annotations

from datetime import datetime

from casework.mail import Address
from casework.portal import Portal
from casework.ports import Directory

__all__ = ["borrowed_name"]


def borrowed_name(sender: Address | None, portal: Portal, directory: Directory, at: datetime) -> str:
    """The address that ``sender`` from outside shows as his name, where it is official or one of the directory's;
    empty in every other case. A colleague may write under the name of a mailbox that several use."""
    if sender is None or not sender.shown or portal.is_official(sender.domain):
        return ""
    official = portal.is_official(sender.shown.rpartition("@")[2])
    return sender.shown if official or directory.find(sender.shown, portal.id, at) is not None else ""
