"""The one exception to never-delete: the server's copy of a quarantined mail, on the duty officer's word.

A copy is known by its bytes alone (SHA-256), wherever it was moved since; nothing else in the mailbox is touched.
"""

from __future__ import annotations

from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from casework.errors import ConfigurationError, StorageError
from intake.mailbox_session import WIRE_ERRORS, MailboxSession, MailboxSettings

__all__ = ["remove_copies"]


def remove_copies(settings: MailboxSettings, sha256: str, size: int) -> int:
    """Delete and expunge every mail of ``size`` bytes and hash ``sha256`` in the watched and the done folder.

    Returns how many went. Only those UIDs are expunged (RFC 4315, UID EXPUNGE). Raises :class:`StorageError` where the
    server cannot be reached or cannot expunge by UID: then the copy is still there and a person must remove it.
    """
    try:
        session = MailboxSession(settings)
    except (*WIRE_ERRORS, ConfigurationError) as error:
        raise StorageError(f"mailbox {settings.name}: the server's copy is still there: {error}") from error
    try:
        folders = [folder for folder in (settings.folder, settings.done_folder) if folder]
        return sum(session.remove(folder, sha256, size) for folder in folders)
    except (*WIRE_ERRORS, IMAPClientError) as error:
        raise StorageError(f"mailbox {settings.name}: the server's copy may still be there: {error}") from error
    finally:
        session.close()
