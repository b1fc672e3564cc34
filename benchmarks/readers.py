"""`make bench`, second part: the readers over the real documents, beside LibreOffice, kreuzberg and viparse.

Ours gives every fact (fonts, encodings, boxes, marks) from inside the locked sandbox, one worker. LibreOffice converts
to flat XML, one cold start a file, as a program that needs its fonts would. kreuzberg (text only) and viparse (text and
a guess at the encoding) run warm in a virtual environment of their own. All read the same files in one run, ours both
before and after the rivals. What a rival cannot read is not counted against its time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from casework.document import Document
from intake.sandbox import Sandbox
from intake.terms import Terms

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parents[1]
_CORPUS = _ROOT.parent / "shared" / "corpus"
_RIVALS = _ROOT / ".venv-rivals" / "bin" / "python"
_KINDS = (".doc", ".docx", ".rtf", ".xls", ".xlsx", ".pdf", ".ppt", ".pptx")
_FLAT = {
    ".doc": "fodt",
    ".docx": "fodt",
    ".rtf": "fodt",
    ".xls": "fods",
    ".xlsx": "fods",
    ".ppt": "fodp",
    ".pptx": "fodp",
}
_WORD = re.compile(r"[^\W\d_]+")  # letters: we gather no plain numbers
_FAULTS = _ROOT / "tests" / "intake" / "corpus_differences.toml"


class Answer(NamedTuple):
    """One reading of one file. ``encoding`` is the encoding with most letters; empty where none is told."""

    seconds: float
    text: str
    encoding: str
    error: str = ""


def main() -> int:
    """Print both tables; 0 whatever the figures are, 2 where there is nothing to read."""
    files = sorted(p for p in _CORPUS.rglob("*") if p.suffix.lower() in _KINDS)
    if not files:
        print(f"readers: no documents in {_CORPUS}: nothing was measured", file=sys.stderr)
        return 2
    if os.environ.get("TIEPNHAN_BENCH_QUICK"):
        files = files[::8]
    first = _ours(files)
    kreuzberg = _rival("kreuzberg", files)
    again = _ours(files)
    viparse = _rival("viparse", files)
    office = _office([p for p in files if p.suffix.lower() in _FLAT])
    ours = {p: min(first[p], again[p], key=lambda a: a.seconds) for p in files}
    _speed(
        files, ours, {"LibreOffice, cold, to flat XML": office, "kreuzberg, text only": kreuzberg, "viparse": viparse}
    )
    _truth(files, ours, viparse)
    return 0


def _ours(files: list[Path]) -> dict[Path, Answer]:
    answers: dict[Path, Answer] = {}
    with Sandbox(workers=1, seconds=120, memory_mb=1024) as sandbox:
        sandbox.open_file(b"warm", "warm.txt", Terms())
        for path in files:
            content = path.read_bytes()
            begin = time.perf_counter()
            document = sandbox.open_file(content, path.name, Terms())
            answers[path] = Answer(time.perf_counter() - begin, document.text, _encoding(document))
    return answers


def _encoding(document: Document) -> str:
    return document.encodings[0].encoding if document.encodings else ""


def _rival(name: str, files: list[Path]) -> dict[Path, Answer]:
    folder = Path(tempfile.mkdtemp(prefix="tn-rival-"))
    try:
        done = subprocess.run(
            [str(_RIVALS), str(_ROOT / "benchmarks" / "rival.py"), name, str(folder)],
            input="\n".join(map(str, files)), capture_output=True, text=True, check=True, timeout=1800,
        )  # fmt: skip
        answers = {}
        for number, line in enumerate(filter(None, done.stdout.splitlines())):
            said = json.loads(line)
            text = (folder / f"{number}.txt").read_text(encoding="utf-8")
            answers[Path(said["path"])] = Answer(said["seconds"], text, said["encoding"], said["error"])
        return answers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _office(files: list[Path]) -> dict[Path, Answer]:
    """A cold start a file; the profile is made beforehand, so that its making is not counted."""
    folder = Path(tempfile.mkdtemp(prefix="tn-office-"))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    answers = {}
    try:
        subprocess.run([*command, "fodt", "--outdir", str(folder), str(files[0])], capture_output=True, timeout=120)
        for path in files:
            begin = time.perf_counter()
            subprocess.run(
                [*command, _FLAT[path.suffix.lower()], "--outdir", str(folder), str(path)],
                capture_output=True, timeout=120,
            )  # fmt: skip
            made = folder / f"{path.stem}.{_FLAT[path.suffix.lower()]}"
            answers[path] = Answer(time.perf_counter() - begin, "", "", "" if made.exists() else "nothing written")
            made.unlink(missing_ok=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return answers


def _speed(files: list[Path], ours: dict[Path, Answer], rivals: dict[str, dict[Path, Answer]]) -> None:
    total = sum(ours[p].seconds for p in files)
    print(f"\nReaders: {len(files)} real documents, ours {len(files) / total:.1f} files/s with all facts")
    print(f"\n{'beside':34}{'files':>6}{'its files/s':>13}{'ours':>9}{'ours / its':>12}{'aim':>8}")
    aims = {"LibreOffice, cold, to flat XML": "≥ 40", "kreuzberg, text only": "≥ 0.5", "viparse": ""}
    for name, answers in rivals.items():
        both = [p for p in files if p in answers and not answers[p].error]
        its, own = sum(answers[p].seconds for p in both), sum(ours[p].seconds for p in both)
        print(
            f"{name:34}{len(both):>6}{len(both) / its:>13.2f}{len(both) / own:>9.1f}{its / own:>12.2f}{aims[name]:>8}"
        )


def _truth(files: list[Path], ours: dict[Path, Answer], viparse: dict[Path, Answer]) -> None:
    """The encoding by the folder that the corpus keeps a file in, and the words of its transcript that were read."""
    print("\nRight or wrong (letters in words of the transcript, mended where it errs, that were read; encoding told):")
    wrong = {"ours": 0, "viparse": 0}
    faults = tomllib.loads(_FAULTS.read_text(encoding="utf-8"))["difference"]
    for path in files:
        truth = path.parent.name if path.parent.name in ("tcvn3", "vni") else "unicode"
        transcript = _CORPUS / "viparse-corpus" / "ground-truth" / f"{path.stem}.txt"
        words = _words_of(transcript, faults) if transcript.exists() else None
        row = []
        for name, answer in (("ours", ours[path]), ("viparse", viparse.get(path, Answer(0, "", "", "not run")))):
            told = answer.encoding or "unicode"
            share = _share(words, answer.text) if words else None
            bad = told != truth or (share is not None and share < 0.998)
            wrong[name] += bad
            row.append((bad, f"{name}: {answer.error or told}{f' {share:.4f}' if share is not None else ''}"))
        if any(bad for bad, _ in row):
            print(f"  {path.name[:48]:50}{truth:9}" + "   ".join(said for _, said in row))
    print(f"wrong: ours {wrong['ours']}, viparse {wrong['viparse']} of {len(files)}")


def _words_of(transcript: Path, faults: list[dict[str, Any]]) -> Counter[str]:
    """The words of a transcript, put right where it is known to be at fault. What it leaves out is asked of nobody."""
    words = Counter(_WORD.findall(transcript.read_text(encoding="utf-8").lower()))
    for fault in faults:
        if (fault["file"], fault["fault"]) == (transcript.stem, "transcript"):
            for ours, theirs, *times in (pair for pair in fault["pairs"] if pair[1]):
                for said, sign in ((theirs, -1), (ours, 1)):
                    for word, _, repeated in re.findall(r"([^\W\d_]+)( ×(\d+))?", said):
                        words[word] += sign * int(repeated or 1) * (times[0] if times else 1)
    return +words


def _share(wanted: Counter[str], text: str) -> float:
    """By letters: a long word counts more than a short one."""
    found = Counter(_WORD.findall(text.lower()))
    both = sum(len(word) * min(count, found[word]) for word, count in wanted.items())
    return both / max(1, sum(len(word) * count for word, count in wanted.items()))


if __name__ == "__main__":
    sys.exit(main())
