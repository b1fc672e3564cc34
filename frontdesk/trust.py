"""The trust store: by which roots, intermediates and revocation lists digital signatures are judged.

Roots that come with the program lie in ``regulations/trust``, pinned in ``trust.toml``; what an administrator brought
lies in ``[trust] folder``, one file a certificate, named by its SHA-256; revocation lists lie in its ``crl_folder``.
Reading is here; changing it is in :mod:`frontdesk.trust_changes`, fetching lists in :mod:`frontdesk.revocation`.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec

from casework.errors import ConfigurationError
from casework.noun import Noun, replace
from frontdesk.law_folder import regulations_folder
from frontdesk.settings import Settings
from frontdesk.strict_toml import convert, no_more_keys, read_toml
from intake.signatures.material import TrustMaterial
from intake.signatures.store import (
    Authority,
    NotReadable,
    RevocationList,
    grouped,
    issued,
    lists_of,
    material_of,
    read_authorities,
    read_list,
)

__all__ = ["Attempt", "Entry", "Expected", "TrustStore", "attempts_file", "open_trust", "plain_hash"]


class _PinnedRoot(Noun, frozen=True):
    """One ``[[root]]`` of trust.toml: a file beside it, and what must stand in it."""

    file: str
    name: str
    sha256: str
    since: date
    until: date
    source: str
    crl: tuple[str, ...] = ()


class Expected(Noun, frozen=True):
    """One ``[[expected]]`` of trust.toml: an intermediate that the administrator must add. Hashes as :func:`plain_hash`
    gives them."""

    name: str
    key: str  # its subject key identifier
    under: str  # SHA-256 of the root above it
    without: str  # what does not work until it is there, in Vietnamese
    certificate: str  # where it may be had
    source: str
    crl: tuple[str, ...] = ()


class Attempt(Noun, frozen=True):
    """What became of the last try to fetch the list at ``address``."""

    address: str
    at: datetime
    got_at: datetime | None = None  # when a good list last came from there
    failing_since: datetime | None = None  # ``None`` while all is well
    trouble: str = ""  # of the last try, in Vietnamese
    authority: str = ""  # SHA-256 of the certificate whose list it is, once one came


class Entry(Noun, frozen=True):
    """One certificate of the store. ``ours``: it came with the program; else an administrator brought it."""

    authority: Authority
    ours: bool
    lists: tuple[RevocationList, ...] = ()  # of what it issued, the newest first


class TrustStore(Noun, frozen=True):
    """What holds now. ``removed`` are roots of the program that an administrator took out."""

    entries: tuple[Entry, ...] = ()
    removed: tuple[Authority, ...] = ()
    expected: tuple[Expected, ...] = ()
    addresses: tuple[str, ...] = ()  # of revocation lists, each once
    attempts: tuple[Attempt, ...] = ()

    @property
    def authorities(self) -> tuple[Authority, ...]:
        return tuple(entry.authority for entry in self.entries)

    def material(self) -> TrustMaterial:
        """The same for the readers of signatures: of each authority its newest list."""
        return material_of(self.authorities, [entry.lists[0] for entry in self.entries if entry.lists])

    def issuer_of(self, child: Authority) -> Authority | None:
        """The certificate of the store that ``child`` bears the signature of (its own, for a root)."""
        return next((a for a in self.authorities if issued(a, child)), None)

    def children_of(self, parent: Authority) -> tuple[Authority, ...]:
        """Those of the store that ``parent`` issued, itself not among them."""
        return tuple(a for a in self.authorities if a.sha256 != parent.sha256 and issued(parent, a))

    def missing(self) -> tuple[Expected, ...]:
        """The intermediates of trust.toml that are not there."""
        there = {authority.key for authority in self.authorities}
        return tuple(e for e in self.expected if e.key not in there)

    def attempt(self, address: str) -> Attempt | None:
        return next((a for a in self.attempts if a.address == address), None)


def open_trust(settings: Settings) -> TrustStore:
    """Read the whole store. Raises :class:`ConfigurationError` naming the file where one is not what it must be: a
    signature must not be judged by a root that nobody meant."""
    ours, expected, addresses = _pinned(regulations_folder(settings) / "trust")
    folder = settings.path(settings.trust_store.folder)
    gone = {path.stem for path in folder.glob("*.removed")} if folder.is_dir() else set()
    brought = tuple(_brought(path) for path in sorted(folder.glob("*.pem"))) if folder.is_dir() else ()
    kept = tuple(a for a in ours if a.sha256 not in gone)
    there = {authority.sha256 for authority in kept}
    others = tuple(a for a in brought if a.sha256 not in there)
    lists = _lists(settings.path(settings.trust_store.crl_folder))
    entries = tuple(Entry(a, a in kept, lists_of(a, lists)) for a in (*kept, *others))
    named = [address for a in (*kept, *others) for address in a.crl_addresses]
    return TrustStore(
        entries=tuple(sorted(entries, key=lambda e: (not e.authority.root, not e.ours, e.authority.name))),
        removed=tuple(a for a in ours if a.sha256 in gone),
        expected=expected,
        addresses=tuple(dict.fromkeys((*addresses, *named, *settings.trust_store.crl_addresses))),
        attempts=_attempts(attempts_file(settings)),
    )


def attempts_file(settings: Settings) -> Path:
    """Where the outcome of each fetching stands."""
    return settings.path(settings.trust_store.crl_folder) / "fetched.json"


def plain_hash(text: str) -> str:
    """A fingerprint as a person writes it (colons, blanks, capitals) in lower-case hex."""
    return "".join(letter for letter in text.lower() if letter not in ": -\t\n")


def _pinned(folder: Path) -> tuple[tuple[Authority, ...], tuple[Expected, ...], tuple[str, ...]]:
    """The roots, the intermediates to be added, and the addresses of their lists. An operator's own folder of
    regulations may be without: then nothing is trusted, and the doctor says so."""
    path = folder / "trust.toml"
    if not path.exists():
        if folder.is_dir() and (stray := sorted(folder.glob("*.pem"))):
            raise ConfigurationError(f"{stray[0]}: expected an entry in {path}, got no such file")
        return (), (), ()
    table = read_toml(path)
    roots = convert(table.pop("root", []), tuple[_PinnedRoot, ...], path, "root")
    expected = convert(table.pop("expected", []), tuple[Expected, ...], path, "expected")
    no_more_keys(table, path, ("root", "expected"))
    for file in sorted(folder.glob("*.pem")):
        if file.name not in {root.file for root in roots}:
            raise ConfigurationError(f"{file}: expected an entry [[root]] in {path}, got none")
    found = tuple(_pinned_root(folder / root.file, root) for root in roots)
    plain = tuple(replace(e, key=plain_hash(e.key), under=plain_hash(e.under)) for e in expected)
    addresses = [address for root in roots for address in root.crl]
    return found, plain, (*addresses, *(address for each in expected for address in each.crl))


def _pinned_root(path: Path, pin: _PinnedRoot) -> Authority:
    found = _certificate(path)
    for what, wanted, got in (
        ("sha256", grouped(plain_hash(pin.sha256)), grouped(found.sha256)),
        ("name", pin.name, found.name),
        ("since", str(pin.since), str(found.since.date())),
        ("until", str(pin.until), str(found.until.date())),
    ):
        if wanted != got:
            raise ConfigurationError(f"{path}: expected {what} {wanted} as trust.toml says, got {got}")
    if not found.root or not found.authority:
        raise ConfigurationError(f"{path}: expected a root certificate that bears its own signature, got another")
    return found


def _brought(path: Path) -> Authority:
    found = _certificate(path)
    if found.sha256 != path.stem:
        raise ConfigurationError(
            f"{path}: expected the certificate with this SHA-256 (files come here by `tiepnhan trust add`), got "
            f"{found.sha256}"
        )
    return found


def _certificate(path: Path) -> Authority:
    try:
        found = read_authorities(path.read_bytes())
    except (OSError, NotReadable) as error:
        raise ConfigurationError(f"{path}: expected a certificate, got {error}") from error
    if len(found) != 1:
        raise ConfigurationError(f"{path}: expected one certificate, got {len(found)}")
    return found[0]


def _lists(folder: Path) -> tuple[RevocationList, ...]:
    """A list that a crash or a full disk spoilt is as good as none: the next fetching brings another."""
    found = []
    for path in sorted(folder.glob("*.crl")) if folder.is_dir() else ():
        try:
            found.append(read_list(path.read_bytes()))
        except (OSError, NotReadable):
            continue
    return tuple(found)


def _attempts(path: Path) -> tuple[Attempt, ...]:
    """None where the file is missing or spoilt: then every list is fetched again."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Attempt, ...])
    except (OSError, msgspec.DecodeError):
        return ()
