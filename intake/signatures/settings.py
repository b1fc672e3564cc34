"""Where this machine keeps what signatures are judged by."""

from __future__ import annotations

from casework.noun import Noun

__all__ = ["TrustSettings"]


class TrustSettings(Noun, frozen=True):
    """Folders are relative to config.toml. ``folder`` holds what `tiepnhan trust add` brought (beside the roots in
    regulations/trust), ``crl_folder`` the revocation lists that a tick fetches while ``fetch`` is on."""

    folder: str = "var/trust"
    crl_folder: str = "var/crl"
    fetch: bool = True
    fetch_every_hours: float = 6.0
    crl_addresses: tuple[str, ...] = ()  # beside those that the stored certificates themselves name
    seconds: float = 30.0  # for one list
    crl_bytes: int = 33_554_432  # of one list
