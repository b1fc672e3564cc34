"""PRF101. Chưa có xác nhận hoặc ký số của lãnh đạo

## Kiểm tra
Thông tin gửi qua thư có được lãnh đạo đơn vị xác nhận, hoặc ký số, cho đúng những tệp trong thư hay chưa; lãnh đạo tự
gửi thì thư của lãnh đạo là xác nhận. Chữ ký số chỉ tính cho đúng phần đã ký, khi kiểm chứng được chứng thư và người ký
là lãnh đạo đơn vị theo danh bạ. Cổng nào coi tài khoản công vụ là đủ thì chỉ cần gửi từ tài khoản ấy.

## Căn cứ
Trường hợp gửi qua hòm thư công vụ phải có xác nhận hoặc ký số của lãnh đạo đơn vị.

## Thông báo
### [none] Chưa có gì
Chưa có xác nhận hoặc chữ ký số của {of|lãnh đạo đơn vị} cho các tệp trong thư.
### [nobody] Chưa biết hỏi ai
Chưa có xác nhận hoặc chữ ký số của {of} cho các tệp trong thư, và danh bạ chưa có lãnh đạo của đơn vị gửi để hệ thống
hỏi.
### [void] Bằng chứng không tính được
Chưa có xác nhận hoặc chữ ký số tính được của {of}: {reason|chữ ký số ở “QD.pdf”: chứng thư đã bị thu hồi}.
### [own] Thư của lãnh đạo chưa tính được
Thư gửi từ địa chỉ của lãnh đạo đơn vị ({by|ông Trần Văn Bình}) nhưng chưa được tính là xác nhận:
{reason|địa chỉ của cổng không nằm ở dòng “Đến”}.
### [account] Tài khoản công vụ chưa tính được
Thư gửi từ tài khoản công vụ nhưng chưa được tính là đủ: {reason|địa chỉ của cổng không nằm ở dòng “Đến”}.
### [partly] Chưa đủ tệp
Xác nhận hoặc chữ ký số của {by|ông Trần Văn Bình} chưa bao gồm tệp {files|“Phu luc.docx”}.
### [refused] Lãnh đạo không đồng ý
Lãnh đạo đơn vị ({by}) đã trả lời không đồng ý gửi đăng nội dung này.
### [stranger] Người xác nhận không phải lãnh đạo
Người xác nhận ({by}) không có trong danh bạ với tư cách {of} của đơn vị gửi.
### [broken] Chữ ký số không còn hiệu lực
Chữ ký số trong tệp {files} không hợp lệ: {reason|nội dung đã bị sửa sau khi ký}.

## Cách sửa
Một trong các cách sau là đủ: {means|lãnh đạo đơn vị xác nhận; lãnh đạo đơn vị ký số}.
### [none] Chưa có gì
1. Lãnh đạo ({leaders|tranvanbinh@moha.gov.vn}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”. Hệ thống gửi thư
đó cho lãnh đạo khi không còn điểm nào phải sửa.
2. Hoặc lãnh đạo ký số tệp PDF bằng chứng thư số của mình, rồi đơn vị gửi lại tệp đã ký.
3. Hoặc lãnh đạo tự gửi thư này từ tài khoản công vụ của mình tới {address}.
### [nobody] Chưa biết hỏi ai
1. Lãnh đạo đơn vị ký số tệp PDF, rồi đơn vị gửi lại tệp đã ký.
2. Hoặc gửi bản giấy có chữ ký xác nhận của lãnh đạo tới {portal}; người phụ trách sẽ ghi nhận vào hồ sơ.
3. Đơn vị đã có đầu mối: gửi công văn đề nghị ghi lãnh đạo vào danh bạ tới {portal}.
### [void] Bằng chứng không tính được
1. Lãnh đạo ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
2. Hoặc lãnh đạo ký số lại bằng chứng thư số còn hiệu lực, rồi đơn vị gửi lại tệp đã ký.
### [own] Thư của lãnh đạo chưa tính được
1. Trả lời thư đề nghị xác nhận gửi tới {leaders} bằng một dòng “Đồng ý”.
2. Hoặc gửi lại thành thư mới, ghi {address} ở dòng “Đến”.
3. Nếu lãnh đạo không gửi thư này: trả lời “Không đồng ý”, và báo người phụ trách an toàn thông tin.
### [account] Tài khoản công vụ chưa tính được
1. Gửi lại thành thư mới từ tài khoản công vụ, ghi {address} ở dòng “Đến”.
2. Hoặc lãnh đạo ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
### [partly] Chưa đủ tệp
1. Lãnh đạo trả lời thư đề nghị xác nhận mới nhất (có liệt kê đủ các tệp) bằng một dòng “Đồng ý”.
2. Hoặc lãnh đạo ký số cả những tệp còn lại, rồi đơn vị gửi lại.
3. Hoặc bỏ những tệp chưa được xác nhận rồi gửi lại.
### [refused] Lãnh đạo không đồng ý
1. Sửa nội dung theo ý kiến lãnh đạo, rồi trả lời thư này, kèm tệp đã sửa; lãnh đạo được hỏi lại.
2. Nếu lãnh đạo đã đổi ý: lãnh đạo trả lời lại thư đề nghị xác nhận bằng một dòng “Đồng ý”.
### [stranger] Người xác nhận không phải lãnh đạo
1. Đề nghị lãnh đạo đơn vị ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
2. Nếu danh bạ đã cũ: đơn vị gửi công văn đề nghị cập nhật lãnh đạo, đầu mối tới {address}.
### [broken] Chữ ký số không còn hiệu lực
1. Lãnh đạo ký số lại trên tệp cuối cùng; sau khi ký không mở ra sửa hay lưu lại.
2. Hoặc gửi bản không ký số; hệ thống sẽ hỏi xác nhận của lãnh đạo.

## Khi chưa rõ
Người phụ trách sẽ xem bằng chứng kèm theo.
### [none] Chưa có gì
Nhanh nhất: lãnh đạo đơn vị ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
### [nobody] Chưa biết hỏi ai
Nếu cần bổ sung, người phụ trách sẽ hỏi lại qua thư.

## Không bắt
Cổng không đòi xác nhận trước; lời nhắn về một hồ sơ đã có; lãnh đạo hoặc cấp phó trong danh bạ tự gửi; xác nhận trên
giấy do người phụ trách ghi nhận; tệp chữ ký rời (.p7s) và ảnh trang trí trong lời thư.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict
from casework.case import Case
from casework.finding import Severity
from casework.noun import Noun
from casework.portal import Means, Portal, ProofSetting
from casework.ports import Directory
from validators.rule import Remark, defect, unsure
from validators.signers import leaders_of

__all__ = ["WORDS", "Params", "check"]

WORDS = ("of", "by", "files", "reason", "means", "leaders")

#: The rule on files that were changed after they were signed; where it is on, this one leaves them to it.
_ALTERED = "PRF102"
_MEANS = {
    Means.SIGNATURE: "{of} ký số tệp gửi đăng",
    Means.CONFIRMATION: "{of} xác nhận",
    Means.ORGANISATION_SIGNATURE: "cơ quan, tổ chức ký số tệp gửi đăng",
    Means.OFFICIAL_ACCOUNT: "gửi từ tài khoản thư công vụ do Bộ cấp",
}
_SILENT = (Verdict.NOT_ASKED, Verdict.PROVEN)
#: Whose piece the remark speaks of, by verdict.
_SPEAKS = {
    Verdict.PARTLY: Standing.PROVES,
    Verdict.REFUSED: Standing.REFUSES,
    Verdict.BROKEN: Standing.BROKEN,
    Verdict.UNSURE: Standing.DOUBTFUL,
}


#: What is said where a piece of this kind was there and did not count.
_VARIANTS = {PieceKind.OWN_MAIL: "own", PieceKind.OFFICIAL_ACCOUNT: "account"}


class Params(Noun, frozen=True):
    """Nothing to set: which proof is asked of whom, the portal's proof settings say."""


def check(case: Case, portal: Portal, directory: Directory, now: datetime) -> Iterator[Remark]:
    """Silent where the verdict is “proven” or no proof is asked; else the nearest failure, or the doubt. Who leads the
    unit ``now`` is named: who has left cannot be asked any more."""
    asked = portal.proof_for(case.person)
    authority = case.authority
    if authority is None:
        yield unsure(why="việc xét bằng chứng của lãnh đạo đơn vị gặp lỗi", variant="nobody")
        return
    if asked is None or authority.verdict in _SILENT or _left_to_another_rule(authority, portal):
        return
    leaders = leaders_of(case, directory, now)
    whom = "none" if leaders else "nobody"
    piece = _spoken_of(authority)
    words = _words(piece, authority, asked, ", ".join(leader.address for leader in leaders))
    if authority.verdict is Verdict.UNSURE and piece is not None:
        yield unsure(why=_doubts(authority), where=piece.where, variant=whom, cites=asked.cites, **words)
    elif authority.verdict is Verdict.NONE:
        variant = _void_variant(piece) if leaders else whom
        yield defect(
            where=piece.where if piece and variant == "void" else "thư", variant=variant, cites=asked.cites, **words
        )
    else:
        where = piece.where if piece and authority.verdict is Verdict.BROKEN else "thư"
        yield defect(where=where, variant=authority.verdict.value, cites=asked.cites, **words)


def _left_to_another_rule(authority: Authority, portal: Portal) -> bool:
    other = portal.rule(_ALTERED)
    return authority.verdict is Verdict.BROKEN and other is not None and other.severity is not Severity.OFF


def _spoken_of(authority: Authority) -> Piece | None:
    """The piece that the remark is about; paper comes last, because a person reads it anyway."""
    if authority.verdict is Verdict.STRANGER:
        return next((piece for piece in authority.pieces if piece.is_strangers), None)
    wanted = _SPEAKS.get(authority.verdict, Standing.VOID)
    found = [piece for piece in authority.pieces if piece.standing is wanted]
    if authority.verdict is Verdict.NONE:
        found = [p for p in found if p.kind in (PieceKind.OWN_MAIL, PieceKind.OFFICIAL_ACCOUNT, PieceKind.SIGNATURE)]
    return min(found, key=lambda piece: piece.kind is PieceKind.PAPER, default=None)


def _void_variant(piece: Piece | None) -> str:
    if piece is None:
        return "none"
    return _VARIANTS.get(piece.kind, "void")


def _doubts(authority: Authority) -> str:
    """Why each doubtful piece does not count, the first two of them."""
    doubtful = [p for p in authority.pieces if p.standing is Standing.DOUBTFUL]
    reasons = list(dict.fromkeys(p.reason for p in sorted(doubtful, key=lambda p: p.kind is PieceKind.PAPER)))
    more = f" và {len(reasons) - 2} bằng chứng khác" if len(reasons) > 2 else ""
    return "; ".join(reasons[:2]) + more


def _words(piece: Piece | None, authority: Authority, asked: ProofSetting, leaders: str) -> dict[str, str]:
    by, reason = (piece.by, piece.reason) if piece else ("", "")
    if piece and piece.kind is PieceKind.RECORDED:
        by = f"theo ghi nhận của {by}"
    elif piece and piece.standing is Standing.REFUSES and reason:
        by = f"{by}, {reason}"
    broken = f"“{piece.where.rpartition(' › ')[2]}”" if piece and authority.verdict is Verdict.BROKEN else ""
    return {
        "of": asked.of,
        "by": by or "người trả lời",
        "files": broken or ", ".join(f"“{name}”" for name in authority.uncovered) or "trong thư",
        "reason": reason or "chưa xác định được",
        "means": "; ".join(_MEANS[m].replace("{of}", asked.of) for m in asked.means),
        "leaders": leaders or asked.of,
    }
