from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from casework.errors import ConfigurationError, UsageError
from casework.finding import Severity
from casework.noun import Noun
from tests.validators.cases import portal, setting
from tests.validators.test_page import GOOD
from validators.registry import RULES, bind, discover, explain, off_codes, read_rule
from validators.rule import RuleError

HERE = Path(__file__).parent
ISSUE = (
    "SND301", "SND101", "SND201", "PRF101", "FMT101", "FMT102", "FMT103", "FMT104", "FMT105", "FNT101", "FNT102",
    "RCP101", "RCP102", "SEC101", "SEC102", "DUP101", "TIM101", "SRC101", "KIT101", "KIT102", "EMB101",
)  # fmt: skip


class Params(Noun, frozen=True):
    letters: int = 3


def check(case: Any, params: Params) -> Iterator[Any]:
    yield from ()


def module(name: str = "abc101_something", **changes: Any) -> ModuleType:
    made = ModuleType(f"validators.rules.{name}", GOOD)
    made.__dict__.update({"Params": Params, "check": check, "WORDS": ("name",), **changes})
    return made


def test_every_rule_of_the_house_is_found() -> None:
    assert set(ISSUE) <= set(RULES)


@pytest.mark.parametrize("code", list(RULES))
def test_every_code_has_a_firing_a_quiet_and_an_unsure_test(code: str) -> None:
    file = HERE / "rules" / f"test_{code.lower()}.py"
    assert file.is_file(), f"{code} has no {file.name}"
    written = file.read_text(encoding="utf-8")
    for kind in ("fires", "quiet", "unsure"):
        assert re.search(rf"^def test_{kind}", written, re.MULTILINE), f"{file.name} has no test_{kind}…"


@pytest.mark.parametrize("code", list(RULES))
def test_every_page_reads_without_a_placeholder(code: str) -> None:
    shown = explain(code)
    assert shown.startswith(f"# {code}. ")
    assert not re.search(r"[{}]|\[[a-z_]+\]", shown)


def test_an_unknown_code_is_a_usage_error_that_lists_the_codes() -> None:
    with pytest.raises(UsageError, match="FNT101"):
        explain("XYZ999")


def test_explain_takes_small_letters() -> None:
    assert explain("fnt101") == explain("FNT101")


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (module("noCode"), "<code>_<defect>"),
        (module("xyz101_other"), "XYZ101"),
        (module(WORDS=()), "unknown placeholder name"),
        (module(Params=dict), "Params"),
        (module(check=lambda case: None), "generator"),
    ],
)
def test_a_rule_written_wrong_is_refused(changed: ModuleType, complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        read_rule(changed)


def test_a_rule_may_not_ask_for_what_nobody_gives() -> None:
    def greedy(case: Any, store: Any) -> Iterator[Any]:
        yield from ()

    with pytest.raises(RuleError, match="store"):
        read_rule(module(check=greedy))


def test_a_code_claimed_twice_is_refused() -> None:
    with pytest.raises(RuleError, match="claimed by abc101_something and by abc101_again"):
        discover([module(), module("abc101_again")])


def test_parameters_are_typed_by_the_rule() -> None:
    (bound,) = bind(portal(setting("FNT101", min_letters=20)))
    assert bound.params.min_letters == 20  # type: ignore[attr-defined]
    assert bound.params.places == 5  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (setting("FNT101", min_leters=20), ["portals/congttdt.toml", "rules.FNT101.min_leters", "min_letters", "20"]),
        (setting("FNT101", min_letters="hai"), ["rules.FNT101.min_letters", "int", "'hai'"]),
        (setting("XYZ101"), ["rules.XYZ101", "unknown rule"]),
        (setting("TIM101", counting="sometimes"), ["rules.TIM101.counting", "sometimes"]),
    ],
)
def test_a_wrong_setting_names_file_key_expected_and_got(wrong: Any, said: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        bind(portal(wrong))
    for word in said:
        assert word in str(caught.value)


def test_a_code_set_twice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        bind(portal("FNT101", "FNT101"))


def test_what_is_not_listed_or_set_off_is_off_out_loud() -> None:
    off = off_codes(portal("FNT101", setting("RCP101", Severity.OFF)))
    assert "RCP101" in off and "RCP102" in off and "FNT101" not in off
