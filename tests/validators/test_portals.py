"""The house's five portal files fit the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.noun import replace
from frontdesk.regulations import load
from tests.validators.cases import CALENDAR, DIRECTORY, History, article, case, official, said
from validators.examine import examine
from validators.registry import RULES, bind, off_codes

REGULATIONS = load(Path(__file__).parents[2] / "regulations")
FLOOR = {"SEC101", "FMT102", "FMT103", "FMT104"}


@pytest.mark.parametrize("portal", REGULATIONS.portals, ids=lambda p: p.id)
def test_every_portal_binds_and_keeps_the_houses_floor(portal: object) -> None:
    on = {b.rule.code for b in bind(portal)}  # type: ignore[arg-type]
    assert on >= FLOOR
    assert on | set(off_codes(portal)) == set(RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("portal", "codes"),
    [
        ("congttdt", {"SND101", "PRF101", "RCP102"}),
        ("vienkhtcnn", {"SND101", "SND201", "PRF101", "RCP102"}),
        ("cchc", set()),
        ("hatinh", set()),
    ],
)
def test_a_stranger_with_a_decision_costs_what_each_regulation_says(portal: str, codes: set[str]) -> None:
    at = REGULATIONS.portal(portal)
    stranger = case(official("qd.docx", ["Như Điều 3"]), sender="lan@gmail.com", portal=portal)
    found = examine(stranger, at, REGULATIONS.law, CALENDAR, History(), DIRECTORY).findings
    assert found is not None
    watched = {"SND101", "SND201", "PRF101", "RCP101", "RCP102", "KIT102"}
    assert {code for code, _ in said(found)} & watched == codes
    assert all(f.citation for f in found if f.code in codes)


def test_lateness_is_counted_as_each_regulation_counts() -> None:
    news = article("tin.docx", "Tin", "Sáng ngày 18/11/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị.")
    late = {}
    for at in REGULATIONS.portals:
        sent = replace(case(news), portal=at.id)
        findings = examine(sent, at, REGULATIONS.law, REGULATIONS.calendar, History(), DIRECTORY).findings or ()
        late[at.id] = "TIM101" in {f.code for f in findings}
    # Received Friday 9:12: past 2 office hours and past 24 hours of the clock, within 24 office hours.
    assert late == {"congttdt": True, "vienkhtcnn": False, "cchc": True, "hatinh": False, "hungyen": False}
