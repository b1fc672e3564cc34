"""What stands in the ledger and in the portals' files as an English word, as a clerk reads it on the screen."""

from __future__ import annotations

from casework.decision import Disposition
from casework.document import Signature, SignatureStatus
from casework.finding import Severity, Verdict
from casework.portal import Counting, Means

__all__ = [
    "COUNTING_WORDS",
    "COVERS_WORDS",
    "DISPOSITION_WORDS",
    "MEANS_WORDS",
    "REJECTION_WORDS",
    "SEVERITY_WORDS",
    "SIGNATURE_WORDS",
    "finding_words",
    "signature_words",
]

DISPOSITION_WORDS = {
    Disposition.ACCEPT: "tiếp nhận",
    Disposition.RETURN: "trả lại",
    Disposition.HOLD: "giữ lại",
    Disposition.QUARANTINE: "cách ly",
}
#: What a line of `tiepnhan rejections` came to: a disposition, an editor's word, or the end of a wait.
REJECTION_WORDS = {
    **{d.value: words for d, words in DISPOSITION_WORDS.items()},
    "refused": "từ chối",
    "expired": "hết hạn",
}
SEVERITY_WORDS = {
    Severity.STOP: "cách ly",
    Severity.RETURN: "trả lại",
    Severity.HOLD: "giữ chờ",
    Severity.REMIND: "nhắc",
    Severity.OFF: "tắt",
}
COUNTING_WORDS = {
    Counting.WORKING: "giờ làm việc",
    Counting.RECEIPT: "kể từ khi nhận",
    Counting.CLOCK: "giờ đồng hồ",
}
MEANS_WORDS = {
    Means.SIGNATURE: "ký số",
    Means.CONFIRMATION: "xác nhận",
    Means.ORGANISATION_SIGNATURE: "ký số của cơ quan, tổ chức",
    Means.OFFICIAL_ACCOUNT: "gửi từ tài khoản thư công vụ",
}
SIGNATURE_WORDS = {
    SignatureStatus.TRUSTED: "đáng tin",
    SignatureStatus.UNTRUSTED: "còn nguyên vẹn, chưa xác minh được",
    SignatureStatus.ALTERED: "nội dung đã bị sửa sau khi ký",
    SignatureStatus.INVALID: "không hợp lệ",
    SignatureStatus.UNREADABLE: "không đọc được",
}
COVERS_WORDS = {"whole": "toàn bộ tệp", "part": "một phần tệp", "unknown": "không rõ phần nào"}
_VERDICT_WORDS = {Verdict.DEFECT: "", Verdict.UNSURE: ", chưa rõ"}


def finding_words(severity: Severity, verdict: Verdict) -> str:
    """“trả lại”, “giữ chờ, chưa rõ”."""
    return SEVERITY_WORDS[severity] + _VERDICT_WORDS[verdict]


def signature_words(signature: Signature) -> str:
    """“Trần Văn Hùng, BỘ NỘI VỤ: đáng tin (toàn bộ tệp)”; where it is not trusted, why."""
    whose = ", ".join(part for part in (signature.signer, signature.organisation) if part) or "không rõ người ký"
    line = f"{whose}: {SIGNATURE_WORDS[signature.status]} ({COVERS_WORDS[signature.covers]})"
    why = signature.reason if signature.status is not SignatureStatus.TRUSTED else ""
    return f"{line}; {why}" if why else line
