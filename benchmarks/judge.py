"""`python -m benchmarks.judge`: the judge of encodings on real Vietnamese lines, as a table of confusion.

The lines are those of the Unicode laws, of Nghị định 30 and of the transcripts under ``../shared/corpus``. Each is
stored in each encoding and judged in several companies: alone (a heading in a neutral font), with its whole document,
one legacy line amid Unicode, one Unicode line amid legacy. Then the clean sets, of which not one line may be flagged:
the same lines in Unicode (precomposed, combining, tone before shape; neutral and misleading fonts) and every sentence
of the translations that the machine's programs bring along (``/usr/share/locale``), some forty languages.

``--show N`` prints the first N errors of each row.
"""

from __future__ import annotations

import argparse
import gettext
import html
import re
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from casework.vietnamese import repair
from intake.encodings.judge import Reading, Stretch, judge
from tests.builders.legacy import encode

__all__ = ["documents", "main", "translations"]

_Company = Callable[[list[str], list[str], str], Iterator[tuple[int, Reading]]]

_SHARED = Path(__file__).resolve().parents[2] / "shared"
_NEUTRAL = "Times New Roman"
_PROVEN = ("tcvn3", "vni", "vps", "viscii", "viqr", "cp1258", "bkhcm2", "vietware-f")
_DOUBTFUL = ("bkhcm1", "vietware-x")
_FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times", "vps": "VPS Times", "bkhcm2": "VNtimes new roman2"}
_EVERY = 9  # one line in so many is the foreign one
#: Bullets of another font, and words that the transcripts themselves misread (“nghiƯp”, “phÝ”).
_SLIP = re.compile("[\uf000-\uf0ff]|[a-zà-ỹ][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ](?![A-ZÀ-Ỹ])")
_LATIN = "fr de es pt pt_BR it nl pl cs sk ro hu sv da fi tr ca gl hr sl lt lv et is ga eo sq"
_OTHER = "vi ru uk el th lo km ja ko zh_CN ar he hi ka"


def documents() -> list[list[str]]:
    """The Vietnamese documents of the corpus, each as its lines in NFC, blank ones left out."""
    found: list[list[str]] = []
    for path in sorted(_SHARED.glob("corpus/phapluatai-luat-docx/*.docx")):
        paragraphs = zipfile.ZipFile(path).read("word/document.xml").decode().split("</w:p>")
        texts = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", paragraph)) for paragraph in paragraphs]
        found.append([html.unescape(text) for text in texts])
    for pattern in ("corpus/nd30-2020-original/*.md", "corpus/viparse-corpus/ground-truth/*.txt"):
        found += [path.read_text(encoding="utf-8").split("\n") for path in sorted(_SHARED.glob(pattern))]
    cleaned = [[repair(line.strip()) for line in lines] for lines in found]
    return [[line for line in lines if line and not _SLIP.search(line)] for lines in cleaned]


def translations(languages: str) -> Iterator[tuple[str, list[str]]]:
    """For each language the distinct sentences of all its message catalogues on this machine."""
    for language in languages.split():
        said: dict[str, None] = {}
        for path in sorted(Path("/usr/share/locale").glob(f"{language}/LC_MESSAGES/*.mo")):
            try:
                with path.open("rb") as file:
                    catalogue = gettext.GNUTranslations(file)
            except (OSError, UnicodeError, ValueError):
                continue  # a catalogue that lies about its own encoding
            entries = vars(catalogue)["_catalog"].items()
            said.update((text, None) for key, text in entries if key and isinstance(text, str) and not text.isascii())
        if said:
            yield language, [line for text in said for line in text.split("\n") if line.strip()]


def _alone(lines: list[str], stored: list[str], font: str) -> Iterator[tuple[int, Reading]]:
    for number, text in enumerate(stored):
        yield number, judge([Stretch(text, font)])[0]


def _whole(lines: list[str], stored: list[str], font: str) -> Iterator[tuple[int, Reading]]:
    yield from enumerate(judge([Stretch(text, font, number) for number, text in enumerate(stored)]))


def _amid_unicode(lines: list[str], stored: list[str], font: str) -> Iterator[tuple[int, Reading]]:
    mixed = [old if n % _EVERY == 4 else new for n, (new, old) in enumerate(zip(lines, stored, strict=True))]
    for number, reading in _whole(lines, mixed, font):
        if number % _EVERY == 4:
            yield number, reading


_COMPANIES: dict[str, _Company] = {
    "alone": _alone, "whole": _whole, "amid Unicode": _amid_unicode,
}  # fmt: skip


def _legacy(found: list[list[str]], show: int) -> None:
    print(f"{'stored as':12}{'font':20}{'company':14}{'lines':>7}{'wrong':>7}   read instead as")
    for name in (*_PROVEN, *_DOUBTFUL):
        for font in dict.fromkeys((_NEUTRAL, _FONTS.get(name, _NEUTRAL))):
            for company, judged in _COMPANIES.items():
                _row(found, name, font, company, judged, show)


def _row(found: list[list[str]], name: str, font: str, company: str, judged: _Company, show: int) -> None:
    wanted = "unsure" if name in _DOUBTFUL else name
    total, wrong, instead, shown = 0, 0, Counter[str](), 0
    for lines in found:
        stored = [encode(line, name) for line in lines]
        for number, reading in judged(lines, stored, font):
            if stored[number] == lines[number]:
                continue
            total += 1
            right_text = wanted == "unsure" or reading.text.lower() == lines[number].lower()
            if reading.encoding == wanted and right_text:
                continue
            wrong += 1
            instead[reading.encoding if reading.encoding != wanted else "(text)"] += 1
            if shown < show:
                shown += 1
                print(f"      {reading.encoding}: {lines[number][:70]!r} → {reading.text[:70]!r}")
    said = ", ".join(f"{encoding} {count}" for encoding, count in instead.most_common())
    print(f"{name:12}{font:20}{company:14}{total:7}{wrong:7}   {said}")


def _unicode_amid_legacy(found: list[list[str]], show: int) -> None:
    """One Unicode line in nine of a legacy document of the same font: how many are taken for legacy."""
    for name in _PROVEN:
        total, wrong, shown = 0, 0, 0
        for lines in found:
            mixed = [line if n % _EVERY == 4 else encode(line, name) for n, line in enumerate(lines)]
            for number, reading in _whole(lines, mixed, _NEUTRAL):
                if number % _EVERY != 4 or lines[number].isascii():
                    continue
                total += 1
                bad = reading.encoding not in ("unicode", "none")
                wrong += bad
                if bad and shown < show:
                    shown += 1
                    print(f"      {reading.encoding}: {lines[number][:70]!r} → {reading.text[:70]!r}")
        print(f"{'unicode':12}{_NEUTRAL:20}{'amid ' + name:14}{total:7}{wrong:7}")


def _tone_first(text: str) -> str:
    return re.sub(
        "([\u0302\u0306\u031b])([\u0300\u0301\u0303\u0309\u0323])", r"\2\1", unicodedata.normalize("NFD", text)
    )


def _clean(found: list[list[str]], show: int) -> None:
    print("\nclean sets: lines, flagged alone, flagged as whole documents")
    forms: dict[str, Callable[[str], str]] = {
        "precomposed": str, "combining": lambda text: unicodedata.normalize("NFD", text), "tone first": _tone_first,
    }  # fmt: skip
    for form, change in forms.items():
        for font in (_NEUTRAL, ".VnTime", "VNI-Times", "VPS Times", "UVN Bay Buom"):
            _clean_row(f"{form}, {font}", [[change(line) for line in lines] for lines in found], font, show)
    for language, lines in translations(f"{_OTHER} {_LATIN}"):
        _clean_row(
            f"translations {language}", [lines[at : at + 200] for at in range(0, len(lines), 200)], _NEUTRAL, show
        )


def _clean_row(title: str, found: list[list[str]], font: str, show: int) -> None:
    total, flagged = 0, {"alone": 0, "whole": 0}
    shown = 0
    for lines in found:
        for company in flagged:
            for number, reading in _COMPANIES[company](lines, lines, font):
                total += company == "alone"
                if reading.encoding in ("unicode", "none") and reading.text == repair(lines[number]):
                    continue
                flagged[company] += 1
                if shown < show:
                    shown += 1
                    print(f"      {company}: {lines[number][:90]!r} → {reading.encoding} {reading.text[:70]!r}")
    print(f"{title:40}{total:8}{flagged['alone']:8}{flagged['whole']:8}")


def _speed(found: list[list[str]]) -> None:
    """Milliseconds for all clean documents and for all of them in TCVN3, the caches of words filled before."""
    print("\nspeed, all documents, ms (best of five)")
    for title, stored in (
        ("unicode", found),
        ("tcvn3", [[encode(line, "tcvn3") for line in lines] for lines in found]),
        ("vps", [[encode(line, "vps") for line in lines] for lines in found]),
    ):
        batches = [[Stretch(text, _NEUTRAL, number) for number, text in enumerate(lines)] for lines in stored]
        times = []
        for _ in range(5):
            start = time.perf_counter()
            for batch in batches:
                judge(batch)
            times.append(time.perf_counter() - start)
        print(f"{title:12}{1000 * min(times):9.1f}   first {1000 * times[0]:9.1f}")


def main() -> int:
    """Print everything; 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", choices=("legacy", "clean", "speed"))
    chosen = parser.parse_args()
    found = documents()
    print(f"{len(found)} documents, {sum(map(len, found))} lines")
    if chosen.only in (None, "speed"):
        _speed(found)
    if chosen.only in (None, "legacy"):
        _legacy(found, chosen.show)
        _unicode_amid_legacy(found, chosen.show)
    if chosen.only in (None, "clean"):
        _clean(found, chosen.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
