"""What stands in the ledger and in the portals' files as an English word, as a clerk reads it on the screen."""

from __future__ import annotations

from casework.decision import Disposition
from casework.finding import Severity, Verdict
from casework.portal import Counting, Means

__all__ = ["COUNTING_WORDS", "DISPOSITION_WORDS", "MEANS_WORDS", "REJECTION_WORDS", "SEVERITY_WORDS", "finding_words"]

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
_VERDICT_WORDS = {Verdict.DEFECT: "", Verdict.UNSURE: ", chưa rõ"}


def finding_words(severity: Severity, verdict: Verdict) -> str:
    """“trả lại”, “giữ chờ, chưa rõ”."""
    return SEVERITY_WORDS[severity] + _VERDICT_WORDS[verdict]
