"""Is the sender who he says? One answer, from the words that the door was told to take, in this order:

1. From itself must name one mailbox; else nothing can prove it.
2. ``Authentication-Results`` of the operator's own server (RFC 8601). Where it spoke, nothing else is asked.
3. The header that only the operator's server sets on mail from inside.
4. What the DNS says of the mail's signatures and of the server that brought it (:mod:`intake.authenticity.evidence`),
   where the door is told to ask.

Without any of these the origin is not proven, and nobody is written to.
"""

from __future__ import annotations

from datetime import datetime

from casework.mail import Mail, Origin, OriginCheck, OriginMeans, OriginStatus
from casework.noun import replace
from intake.authenticity.domains import ascii_domain
from intake.authenticity.evidence import Evidence
from intake.authenticity.results import JUDGED, Line, read_line, sealed_fields, shown
from intake.authenticity.weighing import Weighed, weigh
from intake.authenticity.word import Word

__all__ = ["judge_origin", "may_ask"]

_ALL = ("*",)


def judge_origin(
    mail: Mail, word: Word, offline: bool = False, evidence: Evidence | None = None, at: datetime | None = None
) -> Origin:
    """The origin of ``mail`` by ``word``.

    ``offline`` (``tiepnhan check``): genuine unless a trusted word or ``evidence`` says otherwise.
    ``mail.trusted_results`` and ``mail.internal_word`` were already taken from the places that count. ``evidence`` is
    what the DNS said, where it was asked; ``at`` is when this was gathered.
    """
    refused = _refused_from(mail)
    origin = refused if refused is not None else _with_display_note(_by_words(mail, word, offline, evidence), mail)
    return replace(origin, at=at)


def may_ask(mail: Mail, word: Word) -> bool:
    """True where the DNS is to be asked: the door says so, From names one mailbox, and no trusted word is there."""
    if not word.check or _refused_from(mail) is not None:
        return False
    return not _internal(mail, word) and all(_spoken(line) is None for line in mail.trusted_results)


def _refused_from(mail: Mail) -> Origin | None:
    """The answer where From alone decides: nobody can be proven by it."""
    if mail.sender is None or "@" not in mail.sender.mailbox:
        return Origin(OriginStatus.UNPROVEN, reason="Thư không có địa chỉ người gửi (From) đọc được.")
    if mail.from_count == 0:
        reason = "Dòng “Từ” (From) viết không đúng quy cách (nhóm địa chỉ hoặc đường chuyển), không rõ ai gửi."
        return Origin(OriginStatus.CONTRADICTED, reason=reason)
    if mail.from_count != 1:
        reason = f"Thư ghi {mail.from_count} người gửi (From) khác nhau, không rõ ai gửi."
        return Origin(OriginStatus.CONTRADICTED, reason=reason)
    return None


def _by_words(mail: Mail, word: Word, offline: bool, evidence: Evidence | None) -> Origin:
    domain = _domain(mail)
    for line in mail.trusted_results:
        if (spoken := _spoken(line)) is not None:
            return _by_results(spoken, mail, domain)
    if _internal(mail, word):
        name = word.internal_header.partition("=")[0]
        check = OriginCheck("internal", "pass", domain, f"{name}: {mail.internal_word}")
        return Origin(OriginStatus.PROVEN, by=check.detail, means=OriginMeans.INTERNAL, sealed=_ALL, checks=(check,))
    if evidence is not None:
        return _by_evidence(evidence, domain)
    if word.assume_authenticated:
        reason = "Cổng vào này coi mọi thư là đã xác thực."
        return Origin(OriginStatus.PROVEN, "assume_authenticated", reason, OriginMeans.ASSUMED, _ALL)
    if offline:
        reason = "Kiểm tra ngoại tuyến: coi địa chỉ người gửi là thật."
        return Origin(OriginStatus.PROVEN, "offline", reason, OriginMeans.OFFLINE, _ALL)
    return Origin(OriginStatus.UNPROVEN, reason=_missing(word))


def _domain(mail: Mail) -> str:
    return ascii_domain(mail.sender.domain) if mail.sender is not None else ""


def _missing(word: Word) -> str:
    if word.check:
        return "Chưa kiểm tra được chữ ký DKIM và SPF của thư, nên địa chỉ người gửi chưa được chứng minh."
    if word.authserv_id:
        return f"Máy chủ thư {word.authserv_id} không ghi kết quả xác thực nào cho địa chỉ người gửi."
    if word.internal_header:
        return "Thư không có dấu nội bộ của máy chủ thư, nên địa chỉ người gửi chưa được chứng minh."
    return "Cổng vào này chưa được cấu hình để xác thực người gửi, nên địa chỉ người gửi chưa được chứng minh."


def _internal(mail: Mail, word: Word) -> bool:
    name, equals, wanted = word.internal_header.partition("=")
    if not name or not mail.internal_word:
        return False
    said = mail.internal_word.strip().lower()
    return said == wanted.strip().lower() if equals else said not in ("no", "false", "0")


def _spoken(line: str) -> Line | str | None:
    """What one Authentication-Results says of the sender; ``None`` where it judges none of DMARC, DKIM, SPF; the line
    itself where it cannot be read: what stands below a word that cannot be read is not asked."""
    read = read_line(line)
    if read is None:
        return line
    return read if read.none or any(result.method in JUDGED for result in read.results) else None


def _by_results(spoken: Line | str, mail: Mail, domain: str) -> Origin:
    if isinstance(spoken, str):
        reason = "Kết quả xác thực của máy chủ thư viết không đúng quy cách."
        return Origin(OriginStatus.UNPROVEN, reason=reason, means=OriginMeans.RESULTS)
    evidence = f"Authentication-Results {spoken.authserv_id}: "
    if spoken.none:
        # A server that says “none” (RFC 8601 section 2.2) has spoken: what stands below it is not asked.
        reason = "Máy chủ thư ghi rõ là không xác thực thư này."
        return Origin(OriginStatus.UNPROVEN, f"{evidence}none", reason, OriginMeans.RESULTS)
    checks = tuple(result.check for result in spoken.results)
    weighed = weigh(checks, domain, exact_dmarc=True)
    status, reason = weighed.status, _reason(weighed, domain, "Máy chủ thư")
    sealed: tuple[str, ...] = ()
    if status is OriginStatus.UNSURE:
        status = OriginStatus.UNPROVEN  # the server will not be asked again
    if status is OriginStatus.PROVEN:
        covered = sealed_fields(spoken.results, mail, domain)
        if covered is None:
            status, reason = OriginStatus.UNPROVEN, _limited(domain)
        sealed = covered or ()
    return Origin(status, evidence + shown(weighed.by), reason, OriginMeans.RESULTS, sealed, checks)


def _by_evidence(evidence: Evidence, domain: str) -> Origin:
    """The answer by what we found ourselves."""
    weighed = weigh(evidence.checks, domain)
    reason = _reason(weighed, domain, "Hệ thống")
    if weighed.status is OriginStatus.UNPROVEN and evidence.limited:
        reason = _limited(domain)
    sealed = evidence.sealed if weighed.status is OriginStatus.PROVEN else ()
    return Origin(
        weighed.status,
        f"DNS: {weighed.by.method}={weighed.by.verdict} {weighed.by.domain}",
        reason,
        OriginMeans.CHECKED,
        sealed,
        evidence.checks,
    )


def _limited(domain: str) -> str:
    return (
        f"Chữ ký DKIM của {domain} chỉ phủ một phần thư (l=) hoặc để ngỏ dòng đầu thư cho người khác thêm vào, nên "
        "không được tính."
    )


def _reason(weighed: Weighed, domain: str, who: str) -> str:
    if weighed.status is OriginStatus.PROVEN:
        return ""
    method = weighed.by.method.upper()
    if weighed.status is OriginStatus.UNSURE:
        return f"{who} chưa hỏi được DNS để kiểm tra {method} của {weighed.by.domain or domain}."
    if weighed.status is OriginStatus.CONTRADICTED and weighed.by.method == "dmarc":
        return f"{who} xác định thư không phải do {domain} gửi (DMARC không đạt)."
    if weighed.status is OriginStatus.CONTRADICTED:
        return f"{who} không xác nhận được thư do {domain} gửi ({method} không đạt)."
    if weighed.foreign:
        return f"Thư chỉ được xác thực cho tên miền khác, không phải {domain}."
    return f"{who} chưa xác thực được tên miền {domain}."


def _with_display_note(origin: Origin, mail: Mail) -> Origin:
    """A display name that is itself another address is noted for the desk: readers see the name, not the address."""
    if mail.sender is None or not mail.sender.shown:
        return origin
    note = f"Tên hiển thị ghi địa chỉ {mail.sender.shown} nhưng thư gửi từ {mail.sender.mailbox}."
    return replace(origin, reason=f"{origin.reason} {note}".strip())
