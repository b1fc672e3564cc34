"""The strict reader: what it accepts, and each thing that it refuses by file, key, expected and got."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework.errors import ConfigurationError
from casework.finding import Severity
from frontdesk.regulations import load

ROOT = Path(__file__).parents[2]
PORTALS = ("cchc", "congttdt", "hatinh", "hungyen", "vienkhtcnn")
DAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "regulations"
    shutil.copytree(ROOT / "regulations", copy)
    return copy


Edit = Callable[..., Path]


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace ``old`` by ``new`` in one file of the copied folder; the old text must be there."""

    def replace_in(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}: the test is stale"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return replace_in


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, on=DAY)
    return str(caught.value)


def test_the_five_portals_load() -> None:
    regulations = load(ROOT / "regulations", on=DAY)
    assert tuple(p.id for p in regulations.portals) == PORTALS
    assert regulations.portal("congttdt").address == "congttdt@moha.gov.vn"
    with pytest.raises(ConfigurationError, match=r"unknown portal 'bogiaoduc'; expected one of cchc, congttdt"):
        regulations.portal("bogiaoduc")


SIXTH = """
id = "sogddt"
name = "Cổng thông tin điện tử Sở Giáo dục và Đào tạo"
short_name = "Cổng TTĐT Sở GDĐT"
address = "Cong.SoGDDT@Example.gov.vn"
regulation = "sgd"
website = "https://sgd.example"
operator = "Văn phòng Sở"
recipient_line = ""
synonyms = ["Cổng TTĐT Sở Giáo dục và Đào tạo"]
domains = ["example.gov.vn"]
open_to_all = true
desk_of_first_resort = "van_phong"

[contact]
name = "Văn phòng Sở"

[duty_officer]
name = "Cán bộ trực"

[petitions]
desk = "van_phong"
to = "phòng chuyên môn"
cites = ["sgd/2"]

[[desks]]
id = "van_phong"
name = "Văn phòng Sở"
digest_at = [09:00:00]

[[columns]]
id = "tin"
name = "Tin tức"
desk = "van_phong"
cite = "sgd/1.1.a"
words = ["khai giảng"]

[rules.FNT101]
severity = "return"
cites = ["sgd/3.2", "tcvn6909"]
"""
WAITS = "".join(
    f'\n[[waits]]\nwho = "{who}"\nremind_days = 1\nlast_days = 3\nthen = "escalate"\noutcome = "báo lãnh đạo Sở"\n'
    for who in ("leader", "desk", "duty_officer", "sender")
)
SIXTH_LAW = """
[[law]]
key = "sgd"
kind = "regulation"
number = "12/QĐ-SGDĐT"
name = "Quy chế ban hành kèm theo Quyết định số 12/QĐ-SGDĐT"
title = "Quy chế"
since = 2026-01-01
articles = 9
"""


def test_a_sixth_portal_is_a_sixth_file(folder: Path) -> None:
    (folder / "portals" / "sogddt.toml").write_text(SIXTH + WAITS, encoding="utf-8")
    with (folder / "law.toml").open("a", encoding="utf-8") as law:
        law.write(SIXTH_LAW)
    regulations = load(folder, on=DAY)
    assert len(regulations.portals) == 6
    sixth = regulations.portal("sogddt")
    assert sixth.address == "cong.sogddt@example.gov.vn"  # addresses are compared in lower case
    on = {rule.code: rule for rule in sixth.rules}
    # Its own rule, and the house's floor under it; nothing else is on.
    floor = {"SEC101", "FMT102", "FMT103", "FMT104", "FMT201", "FMT202", "FMT203", "FMT204"}
    assert set(on) == {"FNT101", *floor}
    assert on["SEC101"].severity is Severity.STOP and on["SEC101"].house
    assert not on["FNT101"].house


def test_the_version_moves_with_any_file(folder: Path, edit: Edit) -> None:
    before = load(folder, on=DAY).version
    assert load(folder, on=DAY).version == before
    edit("portals/hatinh.toml", "lớp bồi dưỡng", "khóa bồi dưỡng")
    assert load(folder, on=DAY).version != before


def test_a_portal_may_be_stricter_than_the_house(folder: Path, edit: Edit) -> None:
    edit("portals/hatinh.toml", '[rules.FMT103]\nseverity = "return"', '[rules.FMT103]\nseverity = "stop"')
    setting = load(folder, on=DAY).portal("hatinh").rule("FMT103")
    assert setting is not None and setting.severity is Severity.STOP


def test_parameters_of_the_house_stay_where_the_portal_sets_others(folder: Path) -> None:
    path = folder / "portals" / "cchc.toml"
    own = '\n[rules.FMT102]\nseverity = "return"\nparams = { media_mb = 500 }\n'
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    setting = load(folder, on=DAY).portal("cchc").rule("FMT102")
    assert setting is not None and setting.params == (("file_mb", 25), ("media_mb", 500), ("total_mb", 100))


def test_config_sets_the_addresses_that_the_law_leaves_open() -> None:
    own = {
        "hungyen": "Tin@sonv.hungyen.gov.vn",
        "hungyen/ban_bien_tap": "bbt@sonv.hungyen.gov.vn",
        "hungyen/duty_officer": "truc@sonv.hungyen.gov.vn",
    }
    portal = load(ROOT / "regulations", addresses=own, on=DAY).portal("hungyen")
    desk = portal.desk("ban_bien_tap")
    assert portal.address == "tin@sonv.hungyen.gov.vn"
    assert desk is not None and desk.address == "bbt@sonv.hungyen.gov.vn"
    assert portal.duty_officer.address == "truc@sonv.hungyen.gov.vn"
    assert portal.addresses_to_set == ()


def test_an_address_for_nobody_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"addresses: hungyen/bien_tap: no such portal, desk or officer"):
        load(ROOT / "regulations", addresses={"hungyen/bien_tap": "x@y.vn"}, on=DAY)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        # unknown keys, at each depth
        ("portals/hatinh.toml", 'id = "hatinh"', 'id = "hatinh"\ncolour = "xanh"', ("colour", "expected a key")),
        ("portals/hatinh.toml", "[contact]\n", "[contact]\nfax = 1\n", ("contact.fax", "expected a key")),
        (
            "portals/hatinh.toml",
            'severity = "hold"\n',
            'severity = "hold"\nseverty = 1\n',
            ("rules.SND301.severty", "expected a key"),
        ),
        ("calendar.toml", 'why = "Nghỉ Tết', 'reason = "x"\nwhy = "Nghỉ Tết', ("days[0].reason", "expected a key")),
        ("law.toml", 'key = "668"', 'key = "668"\nkye = "x"', ("law[0].kye", "expected a key")),
        ("house.toml", "[rules.SEC101]", "[ruels]\nx = 1\n[rules.SEC101]", ("ruels", "expected only rules")),
        # missing keys
        ("portals/hatinh.toml", 'regulation = "ht"\n', "", ("regulation", "expected this key, got none")),
        ("calendar.toml", "read_on = 2026-11-21\n", "", ("days[0].read_on", "expected this key, got none")),
        # wrong types
        (
            "portals/hatinh.toml",
            "open_to_all = true",
            'open_to_all = "yes"',
            ("open_to_all", "expected `bool`", "'yes'"),
        ),
        (
            "portals/hatinh.toml",
            'domains = ["hatinh.gov.vn"]',
            "domains = [1]",
            ("domains[0]", "expected `str`", "(1)"),
        ),
        ("portals/hatinh.toml", 'severity = "hold"', 'severity = "holt"', ("rules.SND301.severity", "'holt'")),
        ("portals/hatinh.toml", "digest_at = [08:00:00, 14:00:00]", 'digest_at = ["8h"]', ("desks[0].digest_at[0]",)),
        (
            "portals/hatinh.toml",
            "remind_days = 1",
            "remind_days = 1.5",
            ("waits[0].remind_days", "expected `int`", "1.5"),
        ),
        ("law.toml", "since = 2025-06-30", 'since = "hôm qua"', ("law[0].since", "hôm qua")),
        ("calendar.toml", '"monday"', '"montag"', ("office.weekdays[0]", "montag")),
        # unknown codes, parameters and their types
        ("portals/hatinh.toml", "[rules.SRC101]", "[rules.SRC999]", ("hatinh.toml", "rules.SRC999", "unknown rule")),
        (
            "portals/congttdt.toml",
            "hours = 2, counting",
            "hour = 2, counting",
            ("rules.TIM101.hour", "expected", "got 2"),
        ),
        ("portals/congttdt.toml", "hours = 2, counting", 'hours = "hai", counting', ("rules.TIM101.hours", "'hai'")),
        # the house's floor
        (
            "portals/hatinh.toml",
            '[rules.SEC101]\nseverity = "stop"',
            '[rules.SEC101]\nseverity = "remind"',
            ("rules.SEC101.severity", "expected stop or stricter", "got remind"),
        ),
        (
            "portals/hatinh.toml",
            '[rules.FMT104]\nseverity = "return"',
            '[rules.FMT104]\nseverity = "off"',
            ("rules.FMT104.severity", "expected return or stricter", "got off"),
        ),
        # citations
        ("portals/hatinh.toml", 'cites = ["ht/9.2"]', 'cites = ["ht/99.2"]', ("rules.SRC101.cites", "21 articles")),
        (
            "portals/hatinh.toml",
            'cites = ["ht/9.2"]',
            'cites = ["luat29/9"]',
            ("rules.SRC101.cites", "in force on 2026-11-21", "29/2018/QH14"),
        ),
        ("portals/hatinh.toml", 'cites = ["ht/9.2"]', 'cites = ["hn/9.2"]', ("rules.SRC101.cites", "unknown law 'hn'")),
        ("portals/hatinh.toml", 'regulation = "ht"', 'regulation = "th"', ("regulation", "unknown law 'th'")),
        # references inside the file
        (
            "portals/hatinh.toml",
            'desk_of_first_resort = "ban_bien_tap"',
            'desk_of_first_resort = "bbt"',
            ("desk_of_first_resort", "expected one of the desks ban_bien_tap", "got 'bbt'"),
        ),
        ("portals/hatinh.toml", 'id = "hoi_nghi"', 'id = "tin_tuc"', ("columns", "tin_tuc twice")),
        ("portals/hatinh.toml", 'who = "sender"', 'who = "desk"', ("waits", "desk twice")),
        (
            "portals/vienkhtcnn.toml",
            'code = "PRF101"',
            'code = "PRF110"',
            ("waits.desk.code", "expected a rule that is on here", "PRF110"),
        ),
        ("portals/vienkhtcnn.toml", "last_days = 10", "last_days = 1", ("waits.desk.remind_days", "expected 1 to 1")),
        (
            "portals/hatinh.toml",
            "remind_days = 2",
            "remind_days = 9",
            ("waits.sender.remind_days", "expected 1 to 5", "9"),
        ),
        ("portals/congttdt.toml", "hours = 4\n", "hours = 0\n", ("deadlines.su_kien_khac.hours", "more than 0")),
        ("portals/hatinh.toml", 'id = "hatinh"', 'id = "ha_tinh"', ("id", "expected 'hatinh'", "got 'ha_tinh'")),
        # law and calendar as such
        ("law.toml", 'key = "588"', 'key = "668"', ("law 668", "one entry of a key")),
        ("law.toml", "until = 2026-03-01", "until = 2019-01-01", ("law luat29.until", "expected after 2020-07-01")),
        ("calendar.toml", "last_year = 2040", "last_year = 2000", ("last_year", "expected 2015")),
        ("calendar.toml", "end = 12:00:00", "end = 07:00:00", ("office.shifts", "start before its end")),
    ],
)
def test_refusals(folder: Path, edit: Edit, name: str, old: str, new: str, said: tuple[str, ...]) -> None:
    edit(name, old, new)
    text = refusal(folder)
    assert Path(name).name in text
    for part in said:
        assert part in text, text


def test_a_file_that_is_no_toml(folder: Path) -> None:
    (folder / "portals" / "cchc.toml").write_text("id = ", encoding="utf-8")
    assert "cchc.toml: expected TOML in UTF-8" in refusal(folder)


def test_a_file_that_is_missing(folder: Path) -> None:
    (folder / "law.toml").unlink()
    assert "law.toml: expected a readable file" in refusal(folder)


def test_no_portal_at_all(folder: Path) -> None:
    shutil.rmtree(folder / "portals")
    assert "expected at least one portal's file" in refusal(folder)


def test_a_regulation_not_yet_in_force_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"congttdt\.toml, .*is in force on 2025-06-29"):
        load(folder, on=date(2025, 6, 29))


def test_our_own_days_beat_the_library(folder: Path, edit: Edit) -> None:
    assert not load(folder, on=DAY).calendar.is_working_day(date(2026, 1, 2))
    edit("calendar.toml", 'day = 2026-01-02\nkind = "off"', 'day = 2026-09-02\nkind = "worked"')
    calendar = load(folder, on=DAY).calendar
    assert calendar.is_working_day(date(2026, 1, 2))  # the library does not know the swap
    assert calendar.is_working_day(date(2026, 9, 2))  # and our own word stands above it
