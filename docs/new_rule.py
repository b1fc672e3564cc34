"""Lays a new rule file and its test, ready to fill in: ``make new-rule CODE=FNT103 DEFECT=look_alike``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

RULE = '''"""{code}. Một dòng nói điều gì sai

## Kiểm tra

Quy tắc xem gì, trong câu mà người gửi hiểu được.

## Căn cứ

Điều khoản nào đòi hỏi điều này.

## Thông báo

Tệp này có …

## Cách sửa

1. Mở tệp bằng Word hoặc LibreOffice Writer.
2. …

## Không bắt

Điều trông giống mà không phải lỗi.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from validators.rule import Remark, defect

WORDS = ()


class Params(Noun, frozen=True):
    """What a portal's file may set."""


def check(case: Case, params: Params) -> Iterator[Remark]:
    """Yield one remark a defect; a content rule says nothing where all is well."""
    for document in case.files:
        if not document.name:
            yield defect(where=document.path, about=document.path)
'''

TEST = '''"""{code}: firing, quiet, unsure. Each of the three must be written before the rule counts as one."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("kind", ["firing", "quiet", "unsure"])
def test_{lower}_is_not_written_yet(kind: str) -> None:
    pytest.fail(f"{code}: write the {{kind}} case")
'''


def main(arguments: list[str]) -> int:
    """Refuses a code that exists or is malformed; exit 2 then."""
    code, defect = (arguments[0].upper(), arguments[1].lower()) if len(arguments) == 2 else ("", "")
    if not re.fullmatch(r"[A-Z]{3}\d{3}", code) or not re.fullmatch(r"[a-z][a-z0-9_]+", defect):
        print("usage: make new-rule CODE=FNT103 DEFECT=look_alike", file=sys.stderr)
        return 2
    name = f"{code.lower()}_{defect}"
    rule, test = ROOT / "validators/rules" / f"{name}.py", ROOT / "tests/validators/rules" / f"test_{name}.py"
    taken = list((ROOT / "validators/rules").glob(f"{code.lower()}_*.py"))
    if taken:
        print(f"{code} exists: {taken[0].relative_to(ROOT)}; codes are never reused", file=sys.stderr)
        return 2
    rule.write_text(RULE.format(code=code), encoding="utf-8")
    test.parent.mkdir(parents=True, exist_ok=True)
    test.write_text(TEST.format(code=code, lower=code.lower()), encoding="utf-8")
    print(rule.relative_to(ROOT))
    print(test.relative_to(ROOT))
    print("Then give it a severity in regulations/portals/*.toml and run `make docs`.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
