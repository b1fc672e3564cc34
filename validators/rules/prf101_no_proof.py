"""PRF101. Chưa có xác nhận hoặc ký số của lãnh đạo

## Kiểm tra
Thông tin gửi qua thư có được lãnh đạo đơn vị xác nhận, hoặc ký số, cho đúng những tệp trong thư hay chưa; lãnh đạo tự
gửi
thì thư của lãnh đạo là xác nhận. Cổng nào coi tài khoản công vụ là đủ thì chỉ cần gửi từ tài khoản ấy.

## Căn cứ
Trường hợp gửi qua hòm thư công vụ phải có xác nhận hoặc ký số của lãnh đạo đơn vị.

## Thông báo
### [none] Chưa có gì
Chưa có xác nhận hoặc chữ ký số của {of|lãnh đạo đơn vị} cho các tệp trong thư.
### [nobody] Chưa biết hỏi ai
Chưa có xác nhận hoặc chữ ký số của {of} cho các tệp trong thư, và danh bạ chưa có lãnh đạo của đơn vị gửi để hệ thống
hỏi.
### [partly] Xác nhận chưa đủ tệp
Xác nhận của {by|ông Trần Văn Bình} chưa bao gồm tệp {files|“Phu luc.docx”}.
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
3. Đơn vị đã có đầu mối: gửi tên và địa chỉ thư công vụ của lãnh đạo tới {address} để ghi vào danh bạ.
### [partly] Xác nhận chưa đủ tệp
1. Lãnh đạo trả lời thư đề nghị xác nhận mới nhất (có liệt kê đủ các tệp) bằng một dòng “Đồng ý”.
2. Hoặc bỏ những tệp chưa được xác nhận rồi gửi lại.
### [refused] Lãnh đạo không đồng ý
1. Sửa nội dung theo ý kiến lãnh đạo, rồi gửi lại thành thư mới.
2. Nếu lãnh đạo đã đổi ý: lãnh đạo trả lời lại thư đề nghị xác nhận bằng một dòng “Đồng ý”.
### [stranger] Người xác nhận không phải lãnh đạo
1. Đề nghị lãnh đạo đơn vị ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
2. Nếu danh bạ đã cũ: đơn vị gửi công văn đề nghị cập nhật lãnh đạo, đầu mối tới {address}.
### [broken] Chữ ký số không còn hiệu lực
1. Lãnh đạo ký số lại trên tệp cuối cùng; sau khi ký không mở ra sửa hay lưu lại.
2. Hoặc lãnh đạo trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.

## Khi chưa rõ
Người phụ trách sẽ xem bằng chứng kèm theo.
### [none] Chưa có gì
Nhanh nhất: lãnh đạo đơn vị ({leaders}) trả lời thư đề nghị xác nhận bằng một dòng “Đồng ý”.
### [nobody] Chưa biết hỏi ai
Nếu cần bổ sung, người phụ trách sẽ hỏi lại qua thư.

## Không bắt
Cổng không đòi xác nhận trước; lời nhắn về một hồ sơ đã có; lãnh đạo hoặc cấp phó trong danh bạ tự gửi; xác nhận trên
giấy do người phụ trách ghi nhận.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from casework.portal import Means, Portal
from casework.ports import Directory, History
from validators.proof import State, judge_confirmations, judge_signatures, sent_by_leader, sent_officially
from validators.reading import is_sheet
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("of", "by", "files", "reason", "means", "leaders")

_MEANS = {
    Means.SIGNATURE: "{of} ký số tệp gửi đăng",
    Means.CONFIRMATION: "{of} xác nhận",
    Means.OFFICIAL_ACCOUNT: "gửi từ tài khoản thư công vụ do Bộ cấp",
}


class Params(Noun, frozen=True):
    """Nothing to set: which proof is asked of whom, the portal's proof settings say."""


def check(case: Case, portal: Portal, directory: Directory, history: History) -> Iterator[Remark]:
    """Silent where any accepted means proves the item; else the nearest failure, or the doubt."""
    asked = portal.proof_for(case.person)
    if asked is None or not asked.means or case.is_word:
        return
    if Means.OFFICIAL_ACCOUNT in asked.means and sent_officially(case, portal):
        return
    confirmed = judge_confirmations(case, directory, history)
    if confirmed.state is State.REFUSED:
        signed = None  # a leader's “no” is heard even where a signature is there
    else:
        if confirmed.state is State.PROVEN or sent_by_leader(case):
            return
        signed = judge_signatures(case, directory) if Means.SIGNATURE in asked.means else None
        if signed and signed.state is State.PROVEN:
            return
    leaders = directory.leaders(case.person.unit, case.portal, case.received_at) if case.person else ()
    words = {
        "of": asked.of,
        "by": confirmed.by or "người trả lời",
        "files": (confirmed.files if confirmed.state is State.PARTLY else signed.files if signed else "")
        or "trong thư",
        "reason": (signed.reason if signed else "") or "chưa xác định được",
        "means": "; ".join(_MEANS[m].replace("{of}", asked.of) for m in asked.means),
        "leaders": ", ".join(p.address for p in leaders) or asked.of,
    }
    whom = State.NONE.value if leaders else "nobody"
    if confirmed.state in (State.REFUSED, State.PARTLY, State.STRANGER):
        yield defect(where="thư", variant=confirmed.state.value, cites=asked.cites, **words)
    elif signed and signed.state is State.UNSURE:
        yield unsure(why=signed.reason, where=signed.where, variant=whom, cites=asked.cites, **words)
    elif signed and signed.state is State.BROKEN:
        yield defect(where=signed.where, variant=State.BROKEN.value, cites=asked.cites, **words)
    elif case.person is None and any(is_sheet(document) for document in case.files):
        why = "thư kèm bản quét, có thể là xác nhận có chữ ký của lãnh đạo đơn vị, nhưng chưa đọc được"
        yield unsure(why=why, variant=whom, cites=asked.cites, **words)
    else:
        yield defect(where="thư", variant=whom, cites=asked.cites, **words)
