"""The five files against the five texts: nothing cited that is not there, nothing there that is left out."""

from __future__ import annotations

import os
import re
import warnings
from datetime import date
from pathlib import Path

import pytest

from casework.finding import Severity
from casework.portal import Portal
from frontdesk.regulations import Regulations, load
from validators.registry import RULES

ROOT = Path(__file__).parents[2]
TEXTS = ROOT.parent / "shared" / "regulations"
FILES = {
    "668": "001_927fc68dac72f556.txt",
    "vien": "000_cf89c531a54127ee.txt",
    "588": "004_597d53def63704d8.txt",
    "ht": "003_508fcfb4f9388d73.txt",
    "hy": "002_d1dcd8da472ad70c.txt",
}
_ARTICLE = re.compile(r"^\s*Điều (\d+)\s*[.:]")
_CLAUSE = re.compile(r"^\s*(\d{1,2})\.\s")
_POINT = re.compile(r"^\s*([a-zđ])\)\s")


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(ROOT / "regulations", on=date(2026, 11, 21))


@pytest.fixture(params=("congttdt", "vienkhtcnn", "cchc", "hatinh", "hungyen"))
def portal(request: pytest.FixtureRequest, regulations: Regulations) -> Portal:
    return regulations.portal(request.param)


def places_in(key: str) -> set[str]:
    """Every article, clause and point of one regulation's text, as citation ids. The regulation begins at its
    “Chương I”, after the decision that enacts it."""
    path = TEXTS / FILES[key]
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the regulation's text is missing: {path}")
        warnings.warn(f"SKIPPED LOUDLY: the regulation's text is missing: {path}", stacklevel=2)
        pytest.skip(f"the regulation's text is missing: {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next(i for i, line in enumerate(lines) if re.match(r"\s*Chương I\s*$", line))
    found: set[str] = set()
    article = clause = ""
    for line in lines[begin:]:
        if match := _ARTICLE.match(line):
            article, clause = match[1], ""
            found.add(f"{key}/{article}")
        elif article and (match := _CLAUSE.match(line)):
            clause = match[1]
            found.add(f"{key}/{article}.{clause}")
        elif clause and (match := _POINT.match(line)):
            found.add(f"{key}/{article}.{clause}.{match[1]}")
    return found


def cited(portal: Portal) -> set[str]:
    found = {cite for rule in portal.rules for cite in rule.cites}
    found |= {column.cite for column in portal.columns} | {cite for desk in portal.desks for cite in desk.cites}
    found |= {d.cite for d in portal.deadlines} | {cite for p in portal.proof for cite in p.cites}
    found |= {cite for wait in portal.waits for cite in wait.cites} | set(portal.petitions.cites)
    found |= {cite for duty in portal.duties for cite in duty.cites} | {r.cite for r in portal.refusals}
    return {cite for cite in found if cite.partition("/")[0] == portal.regulation}


def test_every_article_cited_stands_in_the_text(portal: Portal) -> None:
    assert cited(portal) - places_in(portal.regulation) == set()


@pytest.mark.parametrize("key", FILES)
def test_law_toml_counts_the_articles_rightly(regulations: Regulations, key: str) -> None:
    last = max(int(place.partition("/")[2]) for place in places_in(key) if re.fullmatch(r"[^/]+/\d+", place))
    assert regulations.law.entry(key, date(2026, 11, 21)).articles == last


@pytest.mark.parametrize(
    ("id", "article", "left_out"),
    [
        # Clause 9 of 668/8 tells the Centre to propose content, it is no column.
        ("congttdt", "668/8", {"668/8.9"}),
        ("cchc", "588/5", set()),
        ("cchc", "588/6", set()),
        ("hatinh", "ht/6", set()),
        ("hungyen", "hy/7", set()),
    ],
)
def test_every_clause_on_content_has_its_column(
    regulations: Regulations, id: str, article: str, left_out: set[str]
) -> None:
    clauses = {place for place in places_in(article.partition("/")[0]) if re.fullmatch(rf"{article}\.\d+", place)}
    columns = {".".join(c.cite.split(".")[:2]) for c in regulations.portal(id).columns}
    assert clauses - left_out <= columns


def test_the_columns_that_vien_10_3_b_names(regulations: Regulations) -> None:
    names = {c.name for c in regulations.portal("vienkhtcnn").columns if c.cite == "vien/10.3.b"}
    assert {"Tin tức, sự kiện", "Tin hoạt động", "Nghiên cứu, trao đổi", "Điểm tin chung"} <= names


def test_grounds_of_refusal_by_number(regulations: Regulations) -> None:
    assert [r.cite for r in regulations.portal("congttdt").refusals] == [f"668/13.{n}" for n in range(1, 6)]
    assert [r.cite for r in regulations.portal("vienkhtcnn").refusals] == [f"vien/11.{n}" for n in range(1, 6)]
    assert {r.cite for r in regulations.portal("cchc").refusals} == {"588/3.9"}
    assert len(regulations.portal("cchc").refusals) == 9


#: What is neither a legacy encoding nor combining marks: look-alikes, private use, what nobody can read.
LETTERS = {"FNT103": "remind", "FNT104": "hold", "FNT105": "return"}
#: The house's own rules, the same in every portal.
FLOOR = {"FMT201": "return", "FMT202": "return", "FMT203": "return", "FMT204": "stop"}
#: What each rule costs where; a code that is not listed is off. Written from the articles, not from the files.
COSTS = {
    "congttdt": {
        "SND101": "return", "SND301": "hold", "PRF102": "return", "PRF101": "hold", "FMT101": "return",
        "FMT102": "return",
        "FMT103": "return", "FMT104": "return", **FLOOR, "FMT105": "return", "FNT101": "return",
        "FNT102": "remind", **LETTERS, "RCP101": "return", "RCP102": "return", "SEC101": "stop", "SEC102": "return",
        "DUP101": "hold", "TIM101": "remind", "SRC101": "remind", "KIT101": "hold", "EMB101": "hold",
    },
    "vienkhtcnn": {
        "SND101": "return", "SND201": "return", "SND301": "hold", "PRF102": "return", "PRF101": "hold",
        "FMT101": "return",
        "FMT102": "return", "FMT103": "return", "FMT104": "return", **FLOOR, "FMT105": "return", "FNT101": "return",
        "FNT102": "remind", **LETTERS, "RCP101": "return", "RCP102": "return", "SEC101": "stop", "SEC102": "return",
        "DUP101": "hold", "TIM101": "remind", "SRC101": "remind", "KIT102": "hold", "EMB101": "hold",
    },
    "cchc": {
        "SND301": "hold", "PRF102": "remind", "FMT101": "return", "FMT102": "return", "FMT103": "return",
        "FMT104": "return", **FLOOR,
        "FNT101": "return", "FNT102": "remind", **LETTERS, "SEC101": "stop", "SEC102": "return", "DUP101": "hold",
        "TIM101": "remind", "SRC101": "remind", "EMB101": "hold",
    },
    "hatinh": {
        "SND301": "hold", "PRF102": "remind", "FMT101": "return", "FMT102": "return", "FMT103": "return",
        "FMT104": "return", **FLOOR,
        "FMT105": "return", "FNT101": "return", "FNT102": "remind", **LETTERS, "SEC101": "stop", "SEC102": "return",
        "SRC101": "remind",
    },
    "hungyen": {
        "SND101": "hold", "SND301": "hold", "PRF102": "return", "PRF101": "hold", "FMT101": "return",
        "FMT102": "return",
        "FMT103": "return", "FMT104": "return", **FLOOR, "FMT105": "return", "FNT101": "return",
        "FNT102": "remind", **LETTERS, "SEC101": "stop", "SEC102": "return", "SRC101": "remind",
    },
}  # fmt: skip


def test_what_each_rule_costs(portal: Portal) -> None:
    assert {rule.code: rule.severity.value for rule in portal.rules} == COSTS[portal.id]


def test_what_is_off_is_said(portal: Portal) -> None:
    """Every rule of the house that a portal leaves out is named in its `silent` lines, and no rule that is on is."""
    said = {code for line in portal.silent for code in re.findall(r"[A-Z]{3}\d{3}", line)}
    assert said == set(RULES) - {rule.code for rule in portal.rules if rule.severity is not Severity.OFF}


def test_every_duty_has_its_article_and_the_backup_its_rhythm(regulations: Regulations, portal: Portal) -> None:
    assert all(duty.cites for duty in portal.duties)
    rhythm = {p.id: {d.id: d.every for d in p.duties} for p in regulations.portals}
    assert rhythm["congttdt"]["backup"] == "daily"
    assert rhythm["vienkhtcnn"]["backup"] == rhythm["cchc"]["backup"] == "twice_weekly"
    assert rhythm["congttdt"]["risk_report"] == rhythm["vienkhtcnn"]["risk_report"] == "monthly"
    assert rhythm["cchc"]["risk_report"] == "periodic"
    assert rhythm["hatinh"]["unit_quota"] == "weekly"


def test_every_citation_reads_in_vietnamese(regulations: Regulations, portal: Portal) -> None:
    for place in cited(portal):
        words = regulations.law.cite(place, date(2026, 11, 21))
        assert "Điều" in words and "Quy chế ban hành" in words
