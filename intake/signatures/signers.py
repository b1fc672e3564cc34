"""Who a certificate was issued to, as it says itself. Whether that may be believed, ``chain`` says."""

from __future__ import annotations

import re
import unicodedata

from asn1crypto import x509

from casework.noun import Noun

__all__ = ["SignerFacts", "describe_signer", "name_of"]

_PERSON_IDS = ("CMND", "CCCD", "HC", "PASSPORT", "CMTND")
_EITHER_IDS = ("MST",)  # a tax number: people have one too
_BODY_IDS = ("MST", "MNS", "MSDN", "MDV", "MDD")
#: Words with which the name of a body begins. Letter for letter: “Vụ” is a department, “Vũ” a family.
_BODIES = re.compile(
    r"(bộ|sở|vụ|cục|tổng cục|viện|cổng|trung tâm|văn phòng|ubnd|ủy ban|uỷ ban|hội đồng|hđnd|ban|chi cục|phòng|học viện"
    r"|trường|tạp chí|báo|nhà xuất bản|thanh tra|tổng công ty|công ty|quỹ|kho bạc|tòa án|toà án|hội|liên hiệp|liên đoàn"
    r"|đảng ủy|đảng uỷ|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|hệ thống|đài|công an|bệnh viện|ngân hàng|đoàn thanh niên"
    r"|đoàn đại biểu|dịch vụ|máy chủ|chi nhánh|tập đoàn|thư viện|bảo tàng|nhà hát)\b"
)
_FAMILIES = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn trương lương mai đào hà cao
    tạ tô tống lưu phùng nông vi lâm thái triệu quách thân kiều chu châu giang la lò hứa khổng tăng văn vương mạc nghiêm
    ninh phí tôn từ viên bạch đàm đồng doãn cù khuất lại thạch sùng giàng vàng sầm bế hầu ma
"""
_OIDS = {
    "common_name": "2.5.4.3",
    "organization_name": "2.5.4.10",
    "organizational_unit_name": "2.5.4.11",
    "user_id": "0.9.2342.19200300.100.1.1",
    "email_address": "1.2.840.113549.1.9.1",
}


class SignerFacts(Noun, frozen=True):
    """``personal``: a person's certificate (True), an organisation's (False), not told (None). ``email`` is lower case,
    ``fingerprint`` SHA-256 in lower-case hex, ``issuer`` the common name of who issued it, ``serial`` hex."""

    name: str = ""
    organisation: str = ""
    unit: str = ""
    email: str = ""
    fingerprint: str = ""
    issuer: str = ""
    serial: str = ""
    personal: bool | None = None


def describe_signer(cert: x509.Certificate) -> SignerFacts:
    """What the certificate says; what cannot be read in it is empty. Raises nothing."""
    try:
        subject = _parts(cert.subject)
    except (ValueError, TypeError, KeyError):
        subject = {}
    name, organisation = _one(subject, "common_name"), _one(subject, "organization_name")
    return SignerFacts(
        name=name,
        organisation=organisation,
        unit=_one(subject, "organizational_unit_name"),
        email=_email(cert, subject),
        fingerprint=cert.sha256.hex(),
        issuer=name_of(cert, issuer=True),
        serial=_serial(cert),
        personal=_personal(name, organisation, subject.get("user_id", [])),
    )


def name_of(cert: x509.Certificate, *, issuer: bool = False) -> str:
    """The common name of who holds (or issued) a certificate; the organisation's where there is none."""
    try:
        parts = _parts(cert.issuer if issuer else cert.subject)
    except (ValueError, TypeError, KeyError):
        return ""
    return _one(parts, "common_name") or _one(parts, "organization_name")


def _parts(name: x509.Name) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relative in name.chosen:
        for pair in relative:
            for key, oid in _OIDS.items():
                if pair["type"].dotted == oid:
                    found.setdefault(key, []).append(_clean(pair["value"].native))
    return found


def _clean(value: object) -> str:
    """One line without control or formatting characters (a name may bring right-to-left marks), bounded."""
    text = unicodedata.normalize("NFC", value if isinstance(value, str) else "")
    kept = (" " if unicodedata.category(c) in ("Zs", "Zl", "Zp", "Cc") else c for c in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")).split())[:300]


def _one(parts: dict[str, list[str]], key: str) -> str:
    """The last one: names are written from the wide to the narrow."""
    return parts[key][-1] if parts.get(key) else ""


def _email(cert: x509.Certificate, subject: dict[str, list[str]]) -> str:
    """The alternative name's first address, else the subject's."""
    try:
        names = cert.subject_alt_name_value or ()
        found = [_clean(n.native) for n in names if n.name == "rfc822_name"]
    except (ValueError, TypeError, KeyError):
        found = []
    return (found[0] if found else _one(subject, "email_address")).lower()


def _serial(cert: x509.Certificate) -> str:
    try:
        return f"{cert.serial_number:x}"
    except (ValueError, TypeError):
        return ""


def _personal(name: str, organisation: str, user_ids: list[str]) -> bool | None:
    """By the kind of number that it bears, else by its name."""
    kinds = {user_id.partition(":")[0].strip().upper() for user_id in user_ids}
    if kinds & set(_PERSON_IDS):
        return True
    said = name.casefold()
    if _BODIES.match(said) or (said and said == organisation.casefold()):
        return False
    words = said.split()
    like_a_person = 2 <= len(words) <= 6 and words[0] in _FAMILIES.split()
    if kinds & set(_BODY_IDS):
        return None if like_a_person and kinds & set(_EITHER_IDS) else False
    return True if like_a_person else None
