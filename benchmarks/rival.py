"""One rival over many files, warm, in its own virtual environment: ``python rival.py kreuzberg|viparse FOLDER``.

Paths come on standard input, one a line; each answer is one JSON line: ``path``, ``seconds``, ``encoding`` (what the
rival says, else empty), ``error``. The text goes to FOLDER/<number>.txt. Stands alone: it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    """Read each file; the first answer says how long the import took."""
    read = {"kreuzberg": _kreuzberg, "viparse": _viparse}[sys.argv[1]]()
    folder = Path(sys.argv[2])
    for number, line in enumerate(sys.stdin):
        path = line.rstrip("\n")
        begin, text, encoding, error = time.perf_counter(), "", "", ""
        try:
            text, encoding = read(path)
        except Exception as problem:  # noqa: BLE001 - a rival may raise what it likes: it is told, the next file follows
            error = type(problem).__name__
        seconds = time.perf_counter() - begin
        (folder / f"{number}.txt").write_text(text, encoding="utf-8", errors="replace")
        print(json.dumps({"path": path, "seconds": seconds, "encoding": encoding, "error": error}), flush=True)


def _kreuzberg() -> Callable[[str], tuple[str, str]]:
    import kreuzberg  # type: ignore[import-not-found]

    return lambda path: (str(kreuzberg.extract_file_sync(path).content), "")


def _viparse() -> Callable[[str], tuple[str, str]]:
    import viparse  # type: ignore[import-not-found]

    def read(path: str) -> tuple[str, str]:
        found = viparse.load(path, ocr=False)
        encoding = next((d.metadata.encoding_detected for d in found if d.metadata.encoding_detected), "")
        return "\n".join(document.text for document in found), str(encoding)

    return read


if __name__ == "__main__":
    main()
