"""Finds the rules, refuses those that are written wrong, and binds them to what a portal's file sets.

Importing this module reads every module of :mod:`validators.rules`; a bad one raises :class:`RuleError` there and
then, so that no daemon starts with it. That each code has tests is seen to by ``tests/validators``.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

import msgspec

from casework.errors import ConfigurationError, UsageError
from casework.finding import Severity
from casework.noun import Noun
from casework.portal import Portal, RuleSetting
from validators import rules
from validators.page import PORTAL_WORDS, PageError, read_page
from validators.redirects import resolve
from validators.rule import Rule, RuleError

__all__ = ["RULES", "BoundRule", "bind", "discover", "explain", "off_codes", "read_rule"]

#: What a rule may ask for by naming it as a parameter of ``check``, besides the case.
INJECTED = ("params", "portal", "calendar", "history", "directory", "now")

_NAME = re.compile(r"(?P<code>[a-z]{3}\d{3})_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with the parameters, the severity and the citations of one portal."""

    rule: Rule
    setting: RuleSetting
    params: Noun


def read_rule(module: ModuleType) -> Rule:
    """Make a rule of a module; raises :class:`RuleError` naming module, what is wrong and what was expected."""
    name = module.__name__.rpartition(".")[2]
    match = _NAME.fullmatch(name)
    if match is None:
        raise RuleError(f"{name}: a rule's file is named <code>_<defect>.py, for example fnt101_legacy_encoding.py")
    code = match["code"].upper()
    try:
        page = read_page(module.__doc__)
    except PageError as error:
        raise RuleError(f"{name}: {error}") from error
    if not page.title.startswith(f"{code}. "):
        raise RuleError(f"{name}: the docstring's first line is {page.title!r}; expected “{code}. …”")
    params = getattr(module, "Params", None)
    if not (isinstance(params, type) and issubclass(params, Noun)):
        raise RuleError(f"{name}: no class Params(Noun, frozen=True)")
    check = getattr(module, "check", None)
    if not inspect.isgeneratorfunction(check):
        raise RuleError(f"{name}: no generator function check(case, params, …)")
    words = tuple(getattr(module, "WORDS", ()))
    unknown = sorted(page.placeholders - {"why", *words} - PORTAL_WORDS.keys())
    if unknown:
        raise RuleError(f"{name}: unknown placeholder {', '.join(unknown)}; WORDS has {', '.join(words) or 'none'}")
    first, *wants = inspect.signature(check).parameters
    if first != "case" or (strange := [w for w in wants if w not in INJECTED]):
        named = first if first != "case" else ", ".join(strange)
        raise RuleError(f"{name}: check asks for {named!r}; expected case, then any of {', '.join(INJECTED)}")
    return Rule(code, name, page, params, check, tuple(wants), words)


def discover(modules: Iterable[ModuleType]) -> Mapping[str, Rule]:
    """Rules by code, in the order of their codes; raises :class:`RuleError` on a code that two modules claim."""
    found: dict[str, Rule] = {}
    for module in modules:
        rule = read_rule(module)
        if rule.code in found:
            raise RuleError(f"{rule.code}: claimed by {found[rule.code].module} and by {rule.module}")
        if resolve(rule.code) != rule.code:
            raise RuleError(f"{rule.code}: an old code, redirected to {resolve(rule.code)}; codes are never reused")
        found[rule.code] = rule
    return MappingProxyType(dict(sorted(found.items())))


def _modules() -> Iterable[ModuleType]:
    for entry in pkgutil.iter_modules(rules.__path__):
        yield importlib.import_module(f"{rules.__name__}.{entry.name}")


#: Every rule of the house by its code.
RULES: Mapping[str, Rule] = discover(_modules())


def bind(portal: Portal) -> tuple[BoundRule, ...]:
    """The rules that are on at ``portal`` with typed parameters, in the order of their codes.

    Raises :class:`ConfigurationError` on an unknown code, a code set twice, an unknown parameter or one of the wrong
    type, naming the portal's file, the key, what was expected and what was found.
    """
    bound: dict[str, BoundRule] = {}
    for setting in portal.rules:
        where = f"portals/{portal.id}.toml: rules.{setting.code}"
        rule = RULES.get(setting.code)
        if rule is None:
            raise ConfigurationError(f"{where}: unknown rule; expected one of {', '.join(RULES)}")
        if setting.code in bound:
            raise ConfigurationError(f"{where}: set twice; expected once")
        bound[setting.code] = BoundRule(rule, setting, _params(rule, setting, where))
    return tuple(bound[code] for code in sorted(bound) if bound[code].setting.severity is not Severity.OFF)


def _params(rule: Rule, setting: RuleSetting, where: str) -> Noun:
    given = dict(setting.params)
    known = {field.encode_name for field in msgspec.structs.fields(rule.params)}
    for key, value in given.items():
        if key not in known:
            expected = ", ".join(sorted(known)) or "no parameters"
            raise ConfigurationError(f"{where}.{key}: unknown parameter; expected {expected}, got {value!r}")
    try:
        return msgspec.convert(given, rule.params)
    except msgspec.ValidationError as error:
        key = str(error).rpartition("`$.")[2].rstrip("`") if "`$." in str(error) else "?"
        got = given.get(re.split(r"[.\[]", key)[0])
        raise ConfigurationError(f"{where}.{key}: {error}, got {got!r}") from error


def off_codes(portal: Portal) -> tuple[str, ...]:
    """The codes that are off at ``portal``, said or unsaid: what `tiepnhan portals` shows."""
    on = {b.rule.code for b in bind(portal)}
    return tuple(code for code in RULES if code not in on)


def explain(code: str) -> str:
    """The page of a rule in Markdown, examples in the places of the words; :class:`UsageError` for an unknown code."""
    wanted = resolve(code)
    rule = RULES.get(wanted)
    if rule is None:
        raise UsageError(f"Không có quy tắc {wanted}. Các mã hiện có: {', '.join(RULES)}.")
    note = f"(Mã cũ {code.strip().upper()} nay là {wanted}.)\n\n" if wanted != code.strip().upper() else ""
    return note + rule.page.render()
