"""A returned letter carries our Unicode copy; what becomes of it when it comes back, whole or changed."""

from __future__ import annotations

import hashlib
import shutil
from email import message_from_bytes, policy

import pytest

from casework.document import MarkKind
from casework.noun import replace
from casework.vietnamese import is_vietnamese_letter, squeeze
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from intake.workshop.client import Workshop
from tests.builders.corpus import corpus_file
from tests.builders.docx import build_docx, pack, paragraph
from tests.builders.legacy import encode
from tests.builders.mail import File
from tests.builders.pdf import Text, build_pdf
from tests.frontdesk.office import HA_TINH, LEADER, LIAISON, Office, legacy, news
from tests.frontdesk.zips import changed_part
from tests.intake.convert.prose import share_missing, transcript

TITLE = "Hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026"


def _attached(office: Office, name: str = "returned") -> list[tuple[str, str, bytes]]:
    """Name, type and content of what the letters of this name carry."""
    found = []
    for row in office.ledger.letters("sent"):
        if row.name == name:
            message = message_from_bytes(row.wire, policy=policy.default)
            for part in message.iter_attachments():  # type: ignore[attr-defined]
                found.append((part.get_filename(), part.get_content_type(), part.get_content()))
    return found


def _codes(office: Office, ref: str) -> set[str]:
    return {finding.code for finding in office.case(ref).findings or ()}


def _send(office: Office, *files: File, sender: str = LEADER, **more: str) -> str:
    return office.take_in(office.mail(sender, "Kính gửi Ban Biên tập, gửi đăng bài kèm theo.", *files, **more))


def _reply(office: Office, *files: File, sender: str = LEADER) -> str:
    letter = office.only("returned", to=sender)
    return _send(office, *files, sender=sender, subject=f"Re: {letter.subject}", in_reply_to=letter.message_id)


def _text(content: bytes) -> list[str]:
    lines = read(content, Limits()).lines or ()
    return ["".join(piece.text for piece in line.pieces) for line in lines]


def test_the_returned_letter_carries_the_same_document_in_unicode(office: Office) -> None:
    ref = _send(office, File("bai.docx", legacy()))
    assert office.ledger.state(ref) == "returned"
    ((name, kind, content),) = _attached(office)
    assert name == "bai (Unicode).docx"
    assert kind == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert _text(content)[0] == TITLE
    letter = office.only("returned")
    assert "BẢN THAM KHẢO KÈM THEO" in letter.text and "bai (Unicode).docx" in letter.text
    said = squeeze(letter.text)
    marked = sum(is_vietnamese_letter(letter) for line in _text(content) for letter in line)
    assert f"Đã chuyển {marked} chữ cái từ TCVN3 (bảng mã ABC) sang Unicode." in said
    assert "gửi chính tệp này, không phải chuyển mã nữa" in said


def test_the_ledger_remembers_the_copy_that_was_sent(office: Office) -> None:
    original = legacy()
    ref = _send(office, File("bai.docx", original))
    ((name, _, content),) = _attached(office)
    digest = hashlib.sha256(content).hexdigest()
    made = office.ledger.history.conversion("congttdt", digest)
    assert made is not None
    assert (made.name, made.size, made.original) == (name, len(content), hashlib.sha256(original).hexdigest())
    assert office.case(ref).conversions == (made,)
    assert office.ledger.history.conversion("hatinh", digest) is None


def test_the_copy_that_comes_back_whole_is_accepted(office: Office) -> None:
    ref = _send(office, File("bai.docx", legacy()))
    ((name, _, content),) = _attached(office)
    assert _reply(office, File(name, content)) == ref
    assert not {code for code in _codes(office, ref) if code.startswith("FNT")}
    assert office.ledger.state(ref) == "queued"


def test_the_copy_with_one_thing_changed_is_judged_anew(office: Office) -> None:
    ref = _send(office, File("bai.docx", legacy()))
    ((name, _, content),) = _attached(office)
    edited = changed_part(content, "word/document.xml", TITLE, encode(TITLE, "tcvn3"))
    _reply(office, File(name, edited))
    assert "FNT101" in _codes(office, ref)


def test_a_copy_with_letters_left_over_raises_no_finding_on_them(office: Office) -> None:
    """What our own conversion left as it was is not held against the sender who brings it back."""
    apart = build_docx([paragraph(encode(TITLE, "tcvn3"), font=".VnTime"), "Ngày hội văn hóa các dân tộc."])
    ref = _send(office, File("bai.docx", apart))
    assert "FNT101" in _codes(office, ref)
    ((name, _, content),) = _attached(office)
    _reply(office, File(name, content))
    assert not {code for code in _codes(office, ref) if code.startswith("FNT")}


def test_every_other_rule_and_the_leaders_proof_still_apply(office: Office) -> None:
    ref = _send(office, File("bai.docx", legacy()), sender=LIAISON)
    ((name, _, content),) = _attached(office)
    _reply(office, File(name, content), sender=LIAISON)
    assert _codes(office, ref) == {"PRF101"}
    assert office.ledger.state(ref) == "held"
    request = office.only("confirmation_request", to=LEADER)
    office.take_in(office.mail(LEADER, "Đồng ý", subject=f"Re: {request.subject}", in_reply_to=request.message_id))
    assert office.ledger.state(ref) == "queued"


def test_a_copy_made_for_one_portal_is_no_copy_of_another(office: Office) -> None:
    _send(office, File("bai.docx", legacy()))
    ((name, _, content),) = _attached(office)
    broken = changed_part(content, "word/document.xml", TITLE, encode(TITLE, "tcvn3"))
    ref = office.take_in(office.mail(HA_TINH, "Gửi đăng bài kèm theo.", File(name, broken), portal="hatinh"), "hatinh")
    assert "FNT101" in _codes(office, ref)


def test_the_same_mail_gives_the_same_copy(office: Office) -> None:
    _send(office, File("bai.docx", legacy()))
    office.hand.turn(days=1)
    _send(office, File("bai.docx", legacy()))
    first, second = _attached(office)
    assert first == second


def test_a_file_inside_an_archive_has_its_copy_too(office: Office) -> None:
    _send(office, File("Ho so.zip", pack({"bai.docx": legacy()})))
    ((name, _, content),) = _attached(office)
    assert name == "bai (Unicode).docx"
    assert _text(content)[0] == TITLE


@pytest.mark.parametrize("mark", ["LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI"])
def test_nothing_of_a_mail_with_a_mark_is_converted(office: Office, mark: str) -> None:
    marked = build_docx([paragraph(encode(TITLE, "tcvn3"), font=".VnTime")], header=[mark])
    ref = _send(office, File("bai.docx", legacy()), File("kem.docx", marked))
    assert MarkKind.LIMIT in {m.kind for d in office.case(ref).documents for m in d.marks}
    assert _attached(office) == []
    assert office.case(ref).conversions == ()


def test_a_secret_mail_has_no_copy(office: Office) -> None:
    marked = build_docx([paragraph(encode(TITLE, "tcvn3"), font=".VnTime")], text_boxes=["MẬT"])
    _send(office, File("bai.docx", legacy()), File("kem.docx", marked))
    assert _attached(office, "quarantined") == []
    assert all(b"Unicode).docx" not in row.wire for row in office.ledger.letters("sent"))


def test_a_signed_file_is_not_converted(office: Office) -> None:
    signature = {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"}
    signed = build_docx([paragraph(encode(TITLE, "tcvn3"), font=".VnTime") for _ in range(3)], extra=signature)
    ref = _send(office, File("bai.docx", signed))
    assert "FNT101" in _codes(office, ref)
    assert _attached(office) == []


def test_a_pdf_is_not_converted_and_the_letter_says_what_to_do(office: Office) -> None:
    sheet = build_pdf([[Text(60, 700 - 20 * row, encode(TITLE, "tcvn3"), ".VnTime") for row in range(3)]])
    ref = _send(office, File("bai.pdf", sheet))
    assert "FNT101" in _codes(office, ref)
    assert _attached(office) == []
    assert "Tệp PDF: làm các bước dưới đây trên tệp Word gốc" in squeeze(office.only("returned").text)


def test_only_the_file_that_is_wrong_has_a_copy(office: Office) -> None:
    _send(office, File("bai.docx", legacy()), File("phu luc.docx", news("Phụ lục số liệu")))
    assert [name for name, _, _ in _attached(office)] == ["bai (Unicode).docx"]


def test_copies_stop_at_their_bound(office: Office) -> None:
    office.rooms.settings = replace(office.rooms.settings, limits=replace(Limits(), converted_bytes=100))
    _send(office, File("bai.docx", legacy()))
    assert _attached(office) == []
    assert "BẢN THAM KHẢO" not in office.only("returned").text


def test_an_old_word_file_waits_for_the_slow_lane_and_comes_back_as_a_new_one(office: Office) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("SKIPPED WITHOUT PROOF: soffice is not installed")
    path = corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2004-B6.doc")
    with Workshop() as workshop:
        office.rooms.workshop = workshop
        receipt = office.arrive(office.mail(LEADER, "Gửi đăng văn bản kèm theo.", File("B6.doc", path.read_bytes())))
        office.work()
        assert not office.ledger.letters("waiting")
        assert office.engine.work_once("worker-2", slow=True)
        office.post()
    ((name, _, content),) = _attached(office)
    assert name == "B6 (Unicode).docx"
    assert "Tệp cũ được lưu lại thành .docx" in squeeze(office.only("returned").text)
    assert share_missing("\n".join(_text(content)), transcript(path)) <= 0.002
    assert office.case(office.ref_of(receipt)).conversions[0].original == hashlib.sha256(path.read_bytes()).hexdigest()


def test_without_a_workshop_the_letter_of_an_old_file_goes_out_without_a_copy(office: Office) -> None:
    path = corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2004-B6.doc")
    ref = _send(office, File("B6.doc", path.read_bytes()))
    assert "FNT101" in _codes(office, ref)
    assert _attached(office) == []
