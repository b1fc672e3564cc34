"""A machine with a trust store in a folder: the test PKI's root is pinned as the program's own, the rest is brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509

from casework.noun import replace
from frontdesk.colours import Check
from frontdesk.examination_trust import trust_checks
from frontdesk.revocation import FetchFailed
from frontdesk.settings import Service, Settings
from frontdesk.trust import TrustStore, open_trust
from frontdesk.trust_changes import add
from intake.signatures.settings import TrustSettings
from intake.signatures.store import grouped
from tests.builders.pki import AT, Pki

__all__ = ["ROOT_LIST", "SIGNERS_LIST", "TrustHouse", "pinned"]

ROOT_LIST = "http://crl.thu-nghiem.vn/goc.crl"
SIGNERS_LIST = "http://crl.thu-nghiem.vn/nguoi-ky.crl"


def pinned(pki: Pki) -> str:
    """trust.toml with the root, and the intermediate as the one that the administrator must add."""
    root, key = pki.root.cert, x509.SubjectKeyIdentifier.from_public_key(pki.intermediate.key.public_key())
    return f"""
[[root]]
file = "goc.pem"
name = "RootCA thử nghiệm {pki.label}"
sha256 = "{grouped(pki.root.fingerprint)}"
since = {root.not_valid_before_utc:%Y-%m-%d}
until = {root.not_valid_after_utc:%Y-%m-%d}
crl = ["{ROOT_LIST}"]
source = "thử nghiệm"

[[expected]]
name = "CA thử nghiệm {pki.label}"
key = "{grouped(key.digest.hex())}"
under = "{grouped(pki.root.fingerprint)}"
without = "chữ ký số của các cơ quan sẽ không xác minh được"
certificate = "http://ca.thu-nghiem.vn/ca.crt"
crl = ["{SIGNERS_LIST}"]
source = "thử nghiệm"
"""


class TrustHouse:
    """``wire`` is what lies at each address; what is not in it is out of reach. ``asked`` says who was asked."""

    def __init__(self, root: Path, pki: Pki, **trust: object) -> None:
        self.pki = pki
        self.law = root / "law" / "trust"
        self.law.mkdir(parents=True)
        (self.law / "goc.pem").write_bytes(pki.root.pem)
        (self.law / "trust.toml").write_text(pinned(pki), "utf-8")
        service = Service(host="tiepnhan.vn", administrator="qt@moha.gov.vn", bounce_address="b@moha.gov.vn")
        self.settings = Settings(
            root=str(root),
            service=replace(service, regulations="law"),
            trust_store=TrustSettings(**trust),  # type: ignore[arg-type]
        )
        self.wire: dict[str, bytes | Exception] = {}
        self.asked: list[str] = []

    @property
    def store(self) -> TrustStore:
        return open_trust(self.settings)

    @property
    def brought(self) -> Path:
        return self.settings.path(self.settings.trust_store.folder)

    @property
    def lists(self) -> Path:
        return self.settings.path(self.settings.trust_store.crl_folder)

    def add(self, content: bytes, *, fingerprint: str = "", now: datetime = AT) -> tuple[str, ...]:
        return add(self.settings, content, by="Trần Quản Trị", fingerprint=fingerprint, now=now)

    def checks(self, now: datetime = AT) -> list[Check]:
        return list(trust_checks(self.settings, now))

    @property
    def fetch(self) -> Callable[[str, float, int], bytes]:
        def fetch(address: str, seconds: float, most_bytes: int) -> bytes:
            self.asked.append(address)
            there = self.wire.get(address, FetchFailed("không có mạng"))
            if isinstance(there, Exception):
                raise there
            return there

        return fetch
