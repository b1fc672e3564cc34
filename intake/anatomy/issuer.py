"""Box 2: the organisation that issues a document, below the one to which it belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.vietnamese import fold
from intake.anatomy.kinds import match_title
from intake.anatomy.layout import Cell, before_motto, emblem, is_motto, is_rule, is_upper
from intake.mark_words import recognise

__all__ = ["read_issuer"]

#: With one of these an organisation's own name begins; “TỈNH CÀ MAU” below “ỦY BAN NHÂN DÂN” does not begin one.
_ORGANISATION = re.compile(
    r"(bo |so |cuc |tong cuc |vu |vien |trung tam|ban |phong |van phong|truong |hoc vien|thanh tra|uy ban|ubnd|hdnd"
    r"|hoi dong|chinh phu$|quoc hoi$|thu tuong|toa an|vien kiem sat|kiem toan|tap chi|bao |cong ty|tong cong ty|hoi "
    r"|lien doan|lien hiep|cong doan|doan |tinh uy|thanh uy|huyen uy|dang bo|dang uy|mat tran|kho bac|ngan hang|chi cuc"
    r"|chu tich nuoc|ngan sach|bao hiem|dai su quan|quy |xi nghiep|benh vien|ban quan ly)"
)
_NOT_ISSUER = re.compile(
    r"(ban (khai|cam ket|thuyet minh|tong hop)|so ?[:.]|luat so|v/v|du thao|ngay|kinh g|cong hoa|doc lap)"
)


def read_issuer(head: Sequence[Cell], before: int) -> str:
    """The issuer's name from the cells above the title (``before``), or from what stands left of the Quốc hiệu."""
    names: list[str] = []
    for at, cell in enumerate(head[:before]):
        found = emblem(cell)
        if found is not None:
            names += [found.left] if found.left else []
        elif (left := before_motto(cell)) and is_upper(left):
            names.append(left)
        elif _may_be_name(cell, head[at + 1 : at + 6]):
            names.append(cell.text.strip(" *-–—_:"))
        elif names and (re.match(r"so ?[:.]|luat so", cell.folded)):
            break
    starts = [
        at for at, name in enumerate(names) if _ORGANISATION.match(f"{fold(name)} ") or _ORGANISATION.match(fold(name))
    ]
    return " ".join(names[starts[-1] :]) if starts else ""


def _may_be_name(cell: Cell, following: Sequence[Cell]) -> bool:
    if is_rule(cell.text) or is_motto(cell) or len(cell.text) > 120 or cell.column > 1:
        return False
    if _NOT_ISSUER.match(cell.folded) or recognise(cell.text) or match_title(cell) is not None:
        return False
    if is_upper(cell.text):
        return True
    # Small letters only where the Quốc hiệu follows at once: “Bộ Tài chính” in documents of 2001.
    return bool(_ORGANISATION.match(cell.folded)) and len(cell.text) < 60 and any(emblem(c) for c in following)
