"""Passwords come from systemd, the environment or a file; never from config.toml.

``config.toml`` names the place, this module reads it. The value is read anew at every login, so that a changed
password needs no restart, and it never stands in a noun, a log line or an error.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from casework.errors import ConfigurationError
from casework.noun import Noun

__all__ = ["Secret"]

_LARGEST = 64 * 1024  # bytes; a password file that is longer is some other file


class Secret(Noun, frozen=True):
    """Where a password lies. Exactly one of the three is set.

    ``credential`` is the name of a systemd credential (LoadCredential=; read from ``$CREDENTIALS_DIRECTORY``),
    ``environment`` the name of a variable, ``file`` a path that only the service's account may read.
    """

    credential: str = ""
    environment: str = ""
    file: str = ""

    def reveal(self, environ: Mapping[str, str] | None = None) -> str:
        """The password, without the line end that editors put behind it.

        Raises :class:`ConfigurationError` that names the place, never the value.
        """
        places = [place for place in (self.credential, self.environment, self.file) if place]
        if len(places) != 1:
            raise ConfigurationError(
                "password: expected exactly one of credential, environment, file; "
                f"got {len(places)} ({', '.join(places) or 'none'})"
            )
        variables = os.environ if environ is None else environ
        if self.credential:
            return _from_credential(self.credential, variables)
        if self.environment:
            return _from_environment(self.environment, variables)
        return _from_file(Path(self.file), private=True)


def _from_credential(name: str, variables: Mapping[str, str]) -> str:
    folder = variables.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        raise ConfigurationError(
            f"password: credential {name!r}: expected $CREDENTIALS_DIRECTORY (set by systemd's LoadCredential=), "
            "got none; outside systemd use environment or file"
        )
    if "/" in name or name in (".", ".."):
        raise ConfigurationError(f"password: credential: expected a plain name, got {name!r}")
    # systemd guards this folder itself; its files carry ACLs whose mask shows as group-readable.
    return _from_file(Path(folder) / name, private=False)


def _from_environment(name: str, variables: Mapping[str, str]) -> str:
    value = variables.get(name, "")
    if not value:
        raise ConfigurationError(f"password: environment variable {name}: expected a value, got none")
    return value


def _from_file(path: Path, *, private: bool) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"password: file {path}: expected a readable file, got {error.strerror}") from error
    if private and mode & stat.S_IROTH:
        raise ConfigurationError(
            f"password: file {path}: expected mode 0600 or 0640, got {stat.S_IMODE(mode):04o}: everyone may read it"
        )
    if len(content) > _LARGEST:
        raise ConfigurationError(f"password: file {path}: expected one short line, got more than {_LARGEST} bytes")
    try:
        value = content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigurationError(f"password: file {path}: expected UTF-8 text, got other bytes") from None
    if not value:
        raise ConfigurationError(f"password: file {path}: expected a password, got an empty file")
    return value
