from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from tests.builders.docx import build_docx, paragraph
from tests.builders.legacy import encode
from tests.frontdesk.office import legacy, news

TITLE = "Hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026"
Verb = Callable[..., int]


@pytest.fixture
def convert(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """``convert(words…) -> exit status`` without any config.toml, on the session's sandbox."""
    import frontdesk.cli
    import frontdesk.house

    class Borrowed:
        def __init__(self, **_: object) -> None:
            self.convert_file = sandbox.convert_file

        def trust(self, material: object) -> None:
            """No signature is judged here."""

        def close(self) -> None: ...

    monkeypatch.setattr(frontdesk.house, "Sandbox", Borrowed)
    return lambda *words: frontdesk.cli.main(["convert", "--config", str(tmp_path / "none.toml"), *map(str, words)])


def titles(path: Path) -> str:
    lines = read(path.read_bytes(), Limits()).lines or ()
    return "".join(piece.text for piece in lines[0].pieces)


def test_the_copy_lies_beside_the_file(convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Bai viet.docx"
    file.write_bytes(legacy())
    assert convert(file) == 0
    made = tmp_path / "Bai viet (Unicode).docx"
    assert titles(made) == TITLE
    out, talk = capsys.readouterr()
    assert out.strip() == str(made)
    assert "từ TCVN3 (bảng mã ABC) sang Unicode" in talk and "chữ hoa có dấu" in talk
    assert file.read_bytes() == legacy()


def test_out_names_a_file_or_a_folder(convert: Verb, tmp_path: Path) -> None:
    file, folder = tmp_path / "bai.docx", tmp_path / "ra"
    file.write_bytes(legacy())
    folder.mkdir()
    assert convert(file, "-o", tmp_path / "moi.docx") == 0
    assert convert(file, "-o", folder) == 0
    assert (folder / "bai (Unicode).docx").read_bytes() == (tmp_path / "moi.docx").read_bytes()


def test_no_file_is_written_over_unless_asked(
    convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, there = tmp_path / "bai.docx", tmp_path / "bai (Unicode).docx"
    file.write_bytes(legacy())
    there.write_bytes(b"mine")
    assert convert(file) == 2
    assert there.read_bytes() == b"mine"
    assert "--force" in capsys.readouterr().err
    assert convert(file, "--force") == 0
    assert titles(there) == TITLE


def test_nothing_to_convert_is_said_and_nothing_written(
    convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bai.docx"
    file.write_bytes(news())
    assert convert(file) == 0
    assert "không có chữ nào phải chuyển" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["bai.docx"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (build_docx([paragraph(encode(TITLE, "vni"))], text_boxes=["TỐI MẬT"]), "bai.docx", "độ mật"),
        (build_docx([encode(TITLE, "vni")], extra={"_xmlsignatures/sig1.xml": "<a/>"}), "bai.docx", "chữ ký số"),
        (b"%PDF-1.4\n%%EOF", "bai.pdf", "tệp PDF không chuyển được"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "anh.png", "không chuyển được tệp loại “png”"),
    ],
)
def test_what_is_not_converted_is_said_in_vietnamese(
    convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, name: str, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert convert(tmp_path / name) == 2
    out, talk = capsys.readouterr()
    assert out == "" and said in talk
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_is_not_there(convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert(tmp_path / "khong co.docx") == 2
    assert "không đọc được" in capsys.readouterr().err


def test_a_secret_files_content_and_name_of_copy_stay_out_of_the_talk(
    convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bai.docx"
    file.write_bytes(build_docx([paragraph("Kế hoạch CANARY", font=".VnTime")], text_boxes=["MẬT"]))
    assert convert(file) == 2
    assert "CANARY" not in "".join(capsys.readouterr())


def test_a_folder_without_leave_to_write(convert: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bai.docx"
    file.write_bytes(legacy())
    assert convert(file, "-o", tmp_path / "khong" / "co.docx") == 2
    assert os.strerror(2) in capsys.readouterr().err
