"""Whose word on the sender a door takes: [mailbox.trust], [listener.trust] or [maildir.trust] of config.toml."""

from __future__ import annotations

from casework.noun import Noun
from intake.authenticity import Word

__all__ = ["DoorTrust"]


class DoorTrust(Noun, frozen=True):
    """Whose word on the sender a door takes. All empty: nobody's, and every origin stays unproven (SND301)."""

    authserv_id: str = ""
    internal_header: str = ""  # "X-MS-Exchange-Organization-AuthAs=Internal"
    spam_header: str = ""  # "X-Spam-Flag=YES"
    check: bool = False  # ask the DNS ourselves (SPF, DKIM, DMARC, ARC) where no trusted word is there
    received_by: str = ""  # host in “by” of the Received line that names the peer for SPF; empty: SPF is not checked
    probe: str = ""  # host:port that takes mail from outside; `tiepnhan doctor --probe` sends a forged one there
    assume_authenticated: bool = False  # the demo's loopback door alone

    def word(self) -> Word:
        """The same, as the intake's judge of origins takes it."""
        return Word(
            authserv_id=self.authserv_id,
            internal_header=self.internal_header,
            check=self.check,
            assume_authenticated=self.assume_authenticated,
        )
