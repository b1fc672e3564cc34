"""The samples are what their maker makes, need nothing outside this repository, and the demo shows them all decided."""

from __future__ import annotations

import os
import re
import shutil
import warnings
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from frontdesk.cli import main
from tests.stories.make_samples import DIRECTORY, SAMPLES, build_samples

#: What each sample is there to show: the words of the table beside the mail.
SHOWN = {
    "01": ["TIẾP NHẬN", "+ 04 giờ (668/12.2.b)"],
    "02": ["GIỮ LẠI, CHỜ LÃNH ĐẠO XÁC NHẬN", "PRF101", "đề nghị xác nhận → hung.tv@cchc.moha.gov.vn"],
    "03": ["TRẢ LẠI ĐỂ SỬA", "FNT101"],
    "04": ["TRẢ LẠI ĐỂ SỬA", "RCP102"],
    "05": ["CÁCH LY", "SEC101", "báo cán bộ trực bảo mật"],
    "06": ["KIỂM TRA TRƯỚC", "CẦN SỬA"],
    "07": ["KIỂM TRA TRƯỚC", "ĐẠT"],
    "08": ["Trang TTĐT Viện", "TIẾP NHẬN", "Cổng TTĐT Bộ", "GIỮ LẠI, CHỜ NGƯỜI BIÊN TẬP XEM"],
    "09": ["TRẢ LẠI ĐỂ SỬA", "SND101", "SND201", "PRF101"],
    "10": ["TIẾP NHẬN"],
    "11": ["TIẾP NHẬN", "Kinh nghiệm, mô hình"],
    "12": ["DUP101", "báo có thể trùng"],
    "13": ["GIỮ LẠI", "chuyển người có trách nhiệm trả lời", "đề nghị chuyển"],
    "14": ["TRẢ LẠI ĐỂ SỬA", "SEC102"],
    "15": ["TIẾP NHẬN"],
    "16": ["TRẢ LẠI ĐỂ SỬA", "FMT104"],
    "17": ["TIẾP NHẬN"],
    "18": ["GIỮ LẠI, CHỜ LÃNH ĐẠO XÁC NHẬN", "PRF101"],
    "19": ["KHÔNG TRẢ LỜI", "Thư đi      không"],
    "20": ["KHÔNG TRẢ LỜI", "Thư đi      không"],
    "21": ["TRẢ LẠI ĐỂ SỬA", "FNT101", "kèm bản chuyển sang Unicode: Tin tap huan (Unicode).docx"],
    "22": ["TRẢ LẠI ĐỂ SỬA", "FNT101", "kèm bản chuyển sang Unicode: Tin tap huan (Unicode).docx"],
    "23": ["TIẾP NHẬN"],
    "24": ["TRẢ LẠI ĐỂ SỬA", "FMT201"],
    "25": ["TRẢ LẠI ĐỂ SỬA", "FMT104"],
    "26": ["TIẾP NHẬN"],
}
#: What must be installed for a sample to show it; without it a person looks at the mail instead.
NEEDS = {"21": "soffice", "22": "soffice", "23": "tesseract", "25": "ffmpeg"}


def _is_there(program: str) -> bool:
    """A missing program is said loudly, and fails where CI is set."""
    if not program or shutil.which(program):
        return True
    message = f"{program} is not installed: the samples that need it were NOT looked at"
    assert not os.environ.get("CI"), message
    warnings.warn(message, stacklevel=2)
    return False


def _meaning(content: bytes) -> list[tuple[list[tuple[str, str]], object]]:
    """Headers decoded, without their spaces, and payload of each part: where Python 3.11 folds between encoded words
    it loses the space that 3.13 keeps."""
    parts = message_from_bytes(content, policy=policy.default).walk()
    return [([(k, "".join(str(v).split())) for k, v in part.items()], part.get_payload(decode=True)) for part in parts]


def test_the_samples_are_what_their_maker_makes() -> None:
    made = {name: _meaning(content) for name, content in build_samples().items()}
    assert {path.name: _meaning(path.read_bytes()) for path in SAMPLES.glob("*.eml")} == made
    assert (SAMPLES / "directory.csv").read_text("utf-8") == DIRECTORY.read_text("utf-8")


def test_the_page_of_the_samples_names_them_all() -> None:
    page = (SAMPLES / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| (\d\d-\S+) \|", page, re.M)) == {path.stem for path in SAMPLES.glob("*.eml")}


def test_the_demo_decides_every_sample_and_its_table_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo-out"
    assert main(["demo", "--out", str(out)]) == 0
    table = capsys.readouterr().out
    blocks: dict[str, str] = {}
    for block in re.split(r"\n(?=\d\d-\S+\.eml\n)", table):
        number = block[:2]
        blocks[number] = blocks.get(number, "") + block
    for number, words in SHOWN.items():
        if not _is_there(NEEDS.get(number, "")):
            continue
        missing = [word for word in words if word not in blocks[number]]
        assert not missing, blocks[number]
    assert all(len(line) <= 130 for line in table.splitlines() if line.startswith("    "))
    written = sorted(path.name for path in (out / "letters").glob("*.eml"))
    assert written == sorted(re.findall(r"^ +(\S+\.eml)$", table, re.M)), "each letter stands in the table once"


def test_the_demo_tells_nothing_of_a_secret_mail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "samples"
    folder.mkdir()
    sample = next(SAMPLES.glob("05-*.eml"))
    (folder / sample.name).write_bytes(sample.read_bytes())
    assert main(["demo", "--samples", str(folder), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    subject = str(message_from_bytes(sample.read_bytes(), policy=policy.default)["Subject"])
    assert subject not in said and "công tác cán bộ" not in said and "Bao cao" not in said
