"""Where the law lies: the operator's own folder or the program's, with the addresses that config.toml adds."""

from __future__ import annotations

from pathlib import Path

from casework.noun import replace
from frontdesk.regulations import Regulations, load
from frontdesk.settings import Settings

__all__ = ["REGULATIONS", "open_regulations", "regulations_folder", "with_addresses"]

#: The regulations that come with the program, beside its packages.
REGULATIONS = Path(__file__).resolve().parent.parent / "regulations"
#: Where the operator's own may lie without being named: the setting's default.
_BESIDE_CONFIG = "regulations"


def open_regulations(settings: Settings | None = None) -> Regulations:
    """The law from config's folder, else the one that comes with the program."""
    if settings is None:
        return load(REGULATIONS)
    return with_addresses(regulations_folder(settings), settings)


def regulations_folder(settings: Settings) -> Path:
    """The operator's own folder where he has one, else the one that comes with the program.

    A folder that he names and that is not there is no reason to judge by another law: loading it then fails.
    """
    folder = settings.path(settings.service.regulations)
    named = settings.service.regulations != _BESIDE_CONFIG
    return folder if named or folder.is_dir() else REGULATIONS


def with_addresses(folder: Path, settings: Settings) -> Regulations:
    """The law with the addresses that it leaves to the operator (Hưng Yên names no mailbox); unknown keys are refused.

    Where the operator has not named a desk's or the duty officer's address, the administrator stands in for them:
    somebody must be told. `doctor` says so.
    """
    regulations = load(folder, addresses={entry.of: entry.address for entry in settings.addresses})
    stand_in = settings.service.administrator
    portals = []
    for portal in regulations.portals:
        desks = tuple(replace(desk, address=desk.address or stand_in) for desk in portal.desks)
        officer = replace(portal.duty_officer, address=portal.duty_officer.address or stand_in)
        portals.append(replace(portal, desks=desks, duty_officer=officer))
    return replace(regulations, portals=tuple(portals))
