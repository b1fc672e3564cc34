"""Vietnamese for the converters' tests, and how converted text is compared with the transcripts of the corpus."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

__all__ = ["PROSE", "share_missing", "transcript"]

PROSE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Ủy ban nhân dân tỉnh quyết định phê duyệt kế hoạch đào tạo, bồi dưỡng cán bộ, công chức năm 2026.",
    "Những người được cử đi học phải hoàn thành nhiệm vụ, giữ gìn đoàn kết nội bộ và nghiêm chỉnh chấp hành quy chế.",
    "Chánh Văn phòng, Giám đốc các sở, ngành chịu trách nhiệm thi hành quyết định này kể từ ngày ký.",
)
#: Names of fields that the transcripts keep and that nobody sees.
_FIELDS = re.compile(r"\b(PAGE|FORMTEXT|FORMCHECKBOX|MERGEFORMAT|NUMPAGES)\b")
#: Words that the transcripts got wrong (read and judged): VNI “aë” is ặ, not ẵ; a run in VNI taken for TCVN3.
_FAULTS = {"hoẵc": "hoặc", "chẵt": "chặt", "chẵn": "chặn", "đẵc": "đặc", "ệùng": "ứng"}


def transcript(path: Path) -> str:
    """The ground truth that belongs to a file of the corpus."""
    return (path.parents[3] / "ground-truth" / f"{path.stem}.txt").read_text(encoding="utf-8")


def share_missing(said: str, truth: str) -> float:
    """The share of the letters of ``truth``, case aside, whose words ``said`` does not have."""
    wanted, found = _words(truth), _words(said)
    missing = wanted - found
    return sum(len(word) * count for word, count in missing.items()) / sum(len(w) * n for w, n in wanted.items())


def _words(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFC", _FIELDS.sub(" ", text)).casefold()
    return Counter(_FAULTS.get(word, word) for word in re.findall(r"[^\W\d_]+", plain))
