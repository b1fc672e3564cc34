"""FMT203: files behind a password."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from casework.finding import Verdict
from tests.validators.cases import case, document, judge, portal

AT = portal("FMT203")


def locked(name: str, detail: str = "", **facts: object) -> object:
    return document(name, runs=None, flaws=(Flaw(FlawKind.ENCRYPTED, detail),), **facts)


def test_fires_and_says_nothing_twice() -> None:
    (found,) = judge(case(locked("bai.docx", "tệp Office đặt mật khẩu", kind="encrypted-office")), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.DEFECT
    assert found.message == "Tệp “bai.docx” đặt mật khẩu nên không mở được."
    assert "Mã hóa bằng Mật khẩu (Encrypt with Password)" in found.fix
    assert "Không gửi mật khẩu qua thư" in found.fix


def test_names_the_entry_of_a_container() -> None:
    (found,) = judge(case(locked("ho so.zip", "tệp con “Phu luc.xls”", kind="zip")), AT)  # type: ignore[arg-type]
    assert found.message == "Tệp “ho so.zip” đặt mật khẩu nên không mở được (tệp con “Phu luc.xls”)."


def test_quiet_on_damaged_files() -> None:
    assert judge(case(document("bai.docx", runs=None, flaws=(Flaw(FlawKind.UNREADABLE),))), AT) == ()


def test_unsure_is_said_once_where_nobody_has_read_the_file() -> None:
    unread = document("bai.doc", runs=None, flaws=(Flaw(FlawKind.WORKER),))
    (found,) = judge(case(unread), portal("FMT104", "FMT203"))
    assert (found.code, found.verdict) == ("FMT104", Verdict.UNSURE)


def test_the_steps_are_those_of_the_kind() -> None:
    (pdf,) = judge(case(locked("bai.pdf", "tệp PDF đặt mật khẩu", kind="pdf")), AT)  # type: ignore[arg-type]
    assert "Microsoft Print to PDF" in pdf.fix and "LibreOffice" not in pdf.fix
    (archive,) = judge(case(locked("ho so.rar", "đặt mật khẩu", kind="rar")), AT)  # type: ignore[arg-type]
    assert "Giải nén" in archive.fix and "Encrypt with Password" not in archive.fix


def test_an_encrypted_mail_is_told_from_an_encrypted_file() -> None:
    (mail,) = judge(case(locked("smime.p7m", "nội dung được mã hóa", kind="p7m")), AT)  # type: ignore[arg-type]
    assert mail.message.startswith("Thư được mã hóa") and "smime.p7m" not in mail.message
    assert (mail.where, mail.about) == ("thư", "")
    assert "đủ các tệp đính kèm" in mail.fix and "mật khẩu" not in mail.fix
    (file,) = judge(case(locked("bai.docx.p7m", "nội dung được mã hóa", kind="p7m")), AT)  # type: ignore[arg-type]
    assert file.message == "Tệp “bai.docx.p7m” được mã hóa (S/MIME) nên không mở được."
