"""The trust store: what is pinned, what an administrator may bring and take away, and what the log says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from casework.errors import ConfigurationError, UsageError
from casework.noun import replace
from frontdesk.law_folder import REGULATIONS
from frontdesk.trust import open_trust
from frontdesk.trust_changes import changes, remove
from intake.signatures.store import grouped
from tests.builders.pki import AT, Identity, Pki
from tests.frontdesk.trust_house import TrustHouse

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]
BY = "Trần Quản Trị"


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki()


@pytest.fixture
def house(tmp_path: Path, pki: Pki) -> TrustHouse:
    return TrustHouse(tmp_path, pki)


def _files(house: TrustHouse) -> set[str]:
    return {path.name for folder in (house.brought, house.lists) if folder.is_dir() for path in folder.iterdir()}


# --- what comes with the program -----------------------------------------------------------------------------------


def test_the_programs_own_store_opens_and_names_what_is_to_be_added(tmp_path: Path, pki: Pki) -> None:
    house = TrustHouse(tmp_path, pki)
    own = replace(house.settings, service=replace(house.settings.service, regulations=str(REGULATIONS)))
    store = open_trust(own)
    assert [grouped(a.sha256)[:11] for a in store.authorities] == ["F7:BC:89:05", "F0:4B:A4:B4"]
    (missing,) = store.missing()
    assert missing.name == "CA phục vụ các cơ quan Nhà nước G2"
    assert missing.certificate == "http://ca.gov.vn/pki/pub/crt/cpcag2.crt"
    assert missing.under in {a.sha256 for a in store.authorities}
    assert "http://ca.gov.vn/pki/pub/crl/cpcag2.crl" in store.addresses
    assert len(set(store.addresses)) == len(store.addresses)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("since = 20", "since = 19"), "goc.pem: expected since 19"),
        (("RootCA thử nghiệm", "RootCA khác"), "expected name RootCA khác"),
        (('source = "thử nghiệm"\n\n', ""), "root.*source: expected this key"),
        (("[[expected]]", "[[expcted]]"), "expcted: expected only root, expected"),
        (('file = "goc.pem"', 'file = "khong-co.pem"'), "goc.pem: expected an entry"),
    ],
)
def test_trust_toml_that_says_something_else_is_refused(house: TrustHouse, change: tuple[str, str], told: str) -> None:
    path = house.law / "trust.toml"
    text = path.read_text("utf-8")
    assert house.store.entries and change[0] in text
    path.write_text(text.replace(*change, 1), "utf-8")
    with pytest.raises(ConfigurationError, match=told):
        _ = house.store


def test_another_root_under_a_pinned_name_is_refused(house: TrustHouse) -> None:
    (house.law / "goc.pem").write_bytes(Pki(label="other").root.pem)
    with pytest.raises(ConfigurationError, match=r"goc\.pem: expected sha256"):
        _ = house.store


def test_a_root_that_nobody_pinned_is_refused(house: TrustHouse) -> None:
    (house.law / "la.pem").write_bytes(Pki(label="other").root.pem)
    with pytest.raises(ConfigurationError, match=r"la\.pem: expected an entry"):
        _ = house.store


def test_a_folder_of_regulations_without_trust_trusts_nothing(house: TrustHouse) -> None:
    for path in house.law.iterdir():
        path.unlink()
    assert house.store.material().roots == ()
    (first, *_) = house.checks()
    assert first.colour == "đỏ" and "không có chứng thư gốc nào" in first.words


# --- add -----------------------------------------------------------------------------------------------------------


def test_an_intermediate_of_our_root_is_taken_and_no_longer_missing(house: TrustHouse) -> None:
    assert not house.store.material().intermediates
    (told,) = house.add(house.pki.intermediate.der)
    assert told.startswith("đã thêm chứng thư trung gian “CA thử nghiệm G9”")
    assert grouped(house.pki.intermediate.fingerprint) in told
    assert house.store.material().intermediates == (house.pki.intermediate.der,)
    (line,) = changes(house.settings)
    assert (line.by, line.what, line.sha256, line.at) == (BY, "added", house.pki.intermediate.fingerprint, AT)
    assert house.add(house.pki.intermediate.pem)[0].startswith("đã có từ trước")
    assert len(changes(house.settings)) == 1, "what changed nothing is no change"


def test_the_expected_intermediate_is_known_by_its_key_not_by_its_name(tmp_path: Path, pki: Pki) -> None:
    house = TrustHouse(tmp_path, pki)
    namesake = _authority(pki, pki.root, subject=pki.intermediate.cert.subject, key="namesake")
    house.add(namesake.pem)
    assert len(house.store.material().intermediates) == 1
    assert [e.name for e in house.store.missing()] == ["CA thử nghiệm G9"]
    house.add(_authority(pki, pki.root, subject=pki.intermediate.cert.subject, key="ca").pem)
    assert house.store.missing() == ()


def _authority(pki: Pki, issuer: Identity, *, subject: x509.Name, key: str) -> Identity:
    """An intermediate with a key identifier, as real ones have."""
    plain = pki.issue(subject, key=key, issuer=issuer, authority=True, usage=("key_cert_sign", "crl_sign"), extended=())
    identifier = x509.SubjectKeyIdentifier.from_public_key(plain.key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.cert.subject)
        .public_key(plain.key.public_key())
        .serial_number(plain.cert.serial_number)
        .not_valid_before(plain.cert.not_valid_before_utc)
        .not_valid_after(plain.cert.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(identifier, critical=False)
    )
    return Identity(builder.sign(issuer.key, hashes.SHA256()), plain.key)


def test_a_root_needs_the_fingerprint_that_its_authority_gave(house: TrustHouse) -> None:
    other = Pki(label="other")
    with pytest.raises(UsageError, match="ai cũng tự làm được một chứng thư gốc") as refused:
        house.add(other.root.pem)
    assert grouped(other.root.fingerprint)[:20] not in str(refused.value), "typed back from our words it proves nothing"
    with pytest.raises(UsageError, match="dấu vân tay đã gõ không khớp"):
        house.add(other.root.pem, fingerprint=other.intermediate.fingerprint)
    with pytest.raises(UsageError, match="dấu vân tay đã gõ không khớp"):
        house.add(other.root.pem, fingerprint=other.root.fingerprint[:-2])
    assert not _files(house) and not changes(house.settings)
    house.add(other.root.pem + other.intermediate.pem, fingerprint=f"  {grouped(other.root.fingerprint)} ")
    assert house.store.material().roots == tuple(sorted((house.pki.root.der, other.root.der)))
    assert house.store.material().intermediates == (other.intermediate.der,)


def test_an_intermediate_of_a_stranger_is_refused_and_its_issuer_named(house: TrustHouse) -> None:
    other = Pki(label="other")
    with pytest.raises(UsageError, match=r"không chứng thư nào trong kho đã cấp nó.*“RootCA thử nghiệm other”"):
        house.add(other.intermediate.pem)
    with pytest.raises(UsageError):
        house.add(house.pki.intermediate.pem + other.intermediate.pem)
    assert house.store.material().intermediates == (), "one bad certificate, and nothing of the file is taken"


def _intermediate(pki: Pki, **when: datetime) -> bytes:
    usage = ("key_cert_sign", "crl_sign")
    return pki.issue(pki.intermediate.cert.subject, issuer=pki.root, authority=True, usage=usage, **when).pem  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda pki: pki.person().pem, "là chứng thư của người ký.* cột chứng thư: [0-9a-f]{64}$"),
        (lambda pki: pki.stranger().pem, "là chứng thư của người ký"),
        (lambda pki: _intermediate(pki, until=AT - timedelta(days=1)), r"đã hết hạn 27/08/2026"),
        (lambda pki: _intermediate(pki, since=AT + timedelta(days=1)), "chưa có hiệu lực"),
        (lambda pki: b"PK\x03\x04", "không phải chứng thư hay danh sách thu hồi"),
    ],
    ids=["signer", "self-made signer", "expired", "of tomorrow", "a zip"],
)
def test_what_may_not_stand_there_is_refused(house: TrustHouse, made: Callable[[Pki], bytes], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        house.add(made(house.pki))
    assert not _files(house)


def test_a_file_put_there_by_hand_is_refused(house: TrustHouse) -> None:
    house.brought.mkdir(parents=True)
    (house.brought / "ca.pem").write_bytes(house.pki.intermediate.pem)
    with pytest.raises(ConfigurationError, match=r"ca\.pem: expected the certificate with this SHA-256"):
        _ = house.store
    (house.brought / "ca.pem").rename(house.brought / f"{house.pki.intermediate.fingerprint}.pem")
    assert house.store.material().intermediates == (house.pki.intermediate.der,)


# --- remove --------------------------------------------------------------------------------------------------------


def test_a_certificate_that_was_brought_is_taken_out_by_its_fingerprint(house: TrustHouse) -> None:
    house.add(house.pki.intermediate.pem)
    told = remove(house.settings, grouped(house.pki.intermediate.fingerprint)[:23], by=BY, now=AT)
    assert told.startswith("đã gỡ chứng thư trung gian")
    assert house.store.material().intermediates == ()
    assert [line.what for line in changes(house.settings)] == ["added", "removed"]


def test_a_root_of_the_program_is_taken_out_and_comes_back_by_its_fingerprint(house: TrustHouse) -> None:
    house.add(house.pki.intermediate.pem)
    told = remove(house.settings, house.pki.root.fingerprint, by=BY, now=AT)
    assert "không còn xác minh được: CA thử nghiệm G9" in told
    store = house.store
    assert store.material().roots == () and [a.sha256 for a in store.removed] == [house.pki.root.fingerprint]
    assert (house.law / "goc.pem").exists()
    with pytest.raises(UsageError, match="ai cũng tự làm được"):
        house.add(house.pki.root.pem)
    house.add(house.pki.root.pem, fingerprint=house.pki.root.fingerprint)
    assert house.store.material().roots == (house.pki.root.der,) and not house.store.removed
    assert [line.what for line in changes(house.settings)] == ["added", "removed", "added"]


@pytest.mark.parametrize("typed", ["", "F7BC", "zz" * 20, "0" * 64])
def test_a_fingerprint_that_names_none_removes_none(house: TrustHouse, typed: str) -> None:
    with pytest.raises(UsageError):
        remove(house.settings, typed, by=BY, now=AT)
    assert house.store.material().roots and not changes(house.settings)


# --- the verb ------------------------------------------------------------------------------------------------------


def test_the_list_names_each_with_its_fingerprint(tiepnhan: Run, capsys: Said) -> None:
    assert tiepnhan("trust", "list") == 0
    out = capsys.readouterr().out
    assert "Chứng thư gốc “RootCA chuyên dùng Chính phủ G2” (Ban Cơ yếu Chính phủ), có sẵn" in out
    assert "F0:4B:A4:B4:59:A7:C9:A1:B9:71:AD:9B:1C:B8:33:E6:95:A8:0C:79:AE:A6:3B:17:4B:66:A7:0E:DF:E2:FD:B8" in out
    assert "hiệu lực   22/08/2018 14:36 – 14/08/2048 14:36" in out
    assert out.count("CHƯA CÓ") == 2


def test_add_and_remove_are_listed_logged_and_need_a_name(
    tiepnhan: Run, capsys: Said, tmp_path: Path, pki: Pki
) -> None:
    file = tmp_path / "goc.crt"
    file.write_bytes(pki.root.cert.public_bytes(serialization.Encoding.DER))
    with pytest.raises(SystemExit):
        tiepnhan("trust", "add", str(file))
    assert tiepnhan("trust", "add", str(file), "--by", BY) == 2
    assert "--fingerprint" in capsys.readouterr().err
    assert tiepnhan("trust", "add", str(file), "--by", BY, "--fingerprint", grouped(pki.root.fingerprint)) == 0
    assert tiepnhan("trust", "add", str(tmp_path / "none.crt"), "--by", BY) == 2
    capsys.readouterr()
    assert tiepnhan("trust", "list", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    added = next(line for line in lines if not line["ours"])
    assert (added["role"], added["name"], added["list_until"]) == ("root", "RootCA thử nghiệm G9", None)
    assert added["sha256"] == grouped(pki.root.fingerprint)
    assert tiepnhan("trust", "remove", pki.root.fingerprint[:16], "--by", BY) == 0
    capsys.readouterr()
    assert tiepnhan("trust", "log") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert f"{BY} thêm: RootCA thử nghiệm G9" in first and f"{BY} gỡ: RootCA thử nghiệm G9" in second


def test_check_says_what_is_missing_and_where_to_get_it(tiepnhan: Run, capsys: Said) -> None:
    assert tiepnhan("trust", "check") == 1
    out = capsys.readouterr().out
    assert (
        "thiếu chứng thư trung gian “CA phục vụ các cơ quan Nhà nước G2”: chữ ký số của các cơ quan sẽ không xác minh "
        "được. Tải http://ca.gov.vn/pki/pub/crt/cpcag2.crt về, rồi: tiepnhan trust add TỆP --by …"
    ) in out
    assert "[ đỏ  ] danh sách thu hồi: của “RootCA chuyên dùng Chính phủ G2” chưa có" in out
    assert tiepnhan("trust", "check", "--json") == 1
    colours = {json.loads(line)["colour"] for line in capsys.readouterr().out.splitlines()}
    assert colours == {"vàng", "đỏ"}
