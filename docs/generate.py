"""Writes the rule and portal pages from the rules' docstrings and the portals' files; ``--check`` fails on stale ones.

python -m docs.generate [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from casework.finding import Severity
from casework.portal import Portal
from frontdesk.law_folder import REGULATIONS
from frontdesk.regulations import Regulations, load
from frontdesk.words import SEVERITY_WORDS
from validators.registry import RULES, explain, off_codes

DOCS = Path(__file__).resolve().parent


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: its path and its text."""
    regulations = load(REGULATIONS)
    for code in RULES:
        yield DOCS / "rules" / f"{code}.md", _rule_page(code, regulations)
    yield DOCS / "rules" / "README.md", _rule_index(regulations)
    for portal in regulations.portals:
        yield DOCS / "portals" / f"{portal.id}.md", _portal_page(portal)


def _rule_page(code: str, regulations: Regulations) -> str:
    lines = [explain(code).rstrip(), "", "## Ở từng cổng", "", "| Cổng | Hậu quả | Căn cứ |", "| --- | --- | --- |"]
    for portal in regulations.portals:
        setting = portal.rule(code)
        severity = setting.severity if setting else Severity.OFF
        lines.append(
            f"| {portal.short_name} | {SEVERITY_WORDS[severity]} | {', '.join(setting.cites) if setting else ''} |"
        )
    return "\n".join(lines) + "\n"


def _rule_index(regulations: Regulations) -> str:
    head = " | ".join(p.id for p in regulations.portals)
    lines = [
        "# Các quy tắc kiểm tra",
        "",
        f"| Mã | Kiểm tra | {head} |",
        "| --- | --- |" + " --- |" * len(regulations.portals),
    ]
    for code, rule in RULES.items():
        costs = " | ".join(SEVERITY_WORDS[s.severity] if (s := p.rule(code)) else "tắt" for p in regulations.portals)
        lines.append(f"| [{code}]({code}.md) | {rule.page.title.partition('. ')[2]} | {costs} |")
    return "\n".join(lines) + "\n"


def _portal_page(portal: Portal) -> str:
    lines = [f"# {portal.name}", "", f"Hộp thư tiếp nhận: `{portal.address}`. Đơn vị vận hành: {portal.operator}.", ""]
    lines += ["## Quy tắc", "", "| Mã | Hậu quả | Căn cứ |", "| --- | --- | --- |"]
    for setting in sorted(portal.rules, key=lambda r: (-r.severity.weight, r.code)):
        cites = ", ".join(setting.cites) + (" (sàn chung của hệ thống)" if setting.house else "")
        lines.append(f"| [{setting.code}](../rules/{setting.code}.md) | {SEVERITY_WORDS[setting.severity]} | {cites} |")
    lines += ["", f"Tắt: {', '.join(off_codes(portal)) or 'không có'}.", ""]
    if portal.silent:
        lines += ["Quy định không đặt ra:", "", *(f"- {line}" for line in portal.silent), ""]
    lines += ["## Thời hạn", ""]
    lines += [f"- {d.name}: {d.hours:g} giờ ({d.cite})" for d in portal.deadlines] or [
        "Quy định không đặt thời hạn cho biên tập viên."
    ]
    lines += ["", "## Chuyên mục", "", "| Mã | Tên | Bộ phận | Căn cứ |", "| --- | --- | --- | --- |"]
    lines += [f"| {c.id} | {c.name} | {c.desk} | {c.cite} |" for c in portal.columns]
    lines += ["", "## Nghĩa vụ của đơn vị vận hành", ""]
    lines += [f"- {d.name} ({', '.join(d.cites)})" for d in portal.duties]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write, or compare; exit 1 naming each stale page."""
    checking = "--check" in arguments
    wanted = dict(pages())
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    orphans = [
        path for folder in ("rules", "portals") for path in sorted((DOCS / folder).glob("*.md")) if path not in wanted
    ]
    if checking:
        for path in (*stale, *orphans):
            print(f"stale: {path.relative_to(DOCS.parent)}; run `make docs`", file=sys.stderr)
        return 1 if stale or orphans else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    for path in orphans:
        path.unlink()
    print(f"{len(stale)} pages written, {len(orphans)} removed, {len(wanted)} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
