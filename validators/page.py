"""The page of a rule: its docstring, read into sections, and the small template language in them.

A docstring is Markdown: the first line is the title (“FNT101. Phông chữ, bảng mã cũ”), then sections headed ``##``.
Four must be there (:data:`REQUIRED`), three may (:data:`OPTIONAL`). Inside a section ``### [key] Heading`` begins a
variant: the letter shows only the variant that the remark names, the page shows them all.

A placeholder is ``{name|example}``; the example is what the page shows, so that it reads like a letter. A bare
``{name}`` takes the first example on the page. The words of :data:`PORTAL_WORDS` come from the portal and need none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from casework.noun import Noun

__all__ = ["OPTIONAL", "PORTAL_WORDS", "REQUIRED", "Page", "PageError", "Section", "Variant", "fill", "read_page"]

REQUIRED = ("Kiểm tra", "Căn cứ", "Thông báo", "Cách sửa")
OPTIONAL = ("Khi chưa rõ", "Ví dụ", "Không bắt")

#: Words that every rule may use, with the example that a page shows.
PORTAL_WORDS: Mapping[str, str] = {
    "portal": "Cổng thông tin điện tử Bộ Nội vụ",
    "short_name": "Cổng TTĐT Bộ",
    "address": "congttdt@moha.gov.vn",
}

_SECTION = re.compile(r"^## (.+)$")
_VARIANT = re.compile(r"^### \[([a-z_]+)\] (.+)$")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)(?:\|([^{}]*))?\}")
_BRACES = re.compile(r"[{}]")
_STARTS_A_LINE = re.compile(r"(?:\d+[.)] |[-•] )")


class PageError(ValueError):
    """A docstring is no page: says what is missing."""


class Variant(Noun, frozen=True):
    key: str
    heading: str
    text: str


class Section(Noun, frozen=True):
    """``text`` stands before the variants and goes with each of them."""

    name: str
    text: str
    variants: tuple[Variant, ...] = ()

    def choose(self, key: str) -> str:
        """The text for one remark: what goes with every variant, then the variant ``key`` if this section has it."""
        chosen = next((v.text for v in self.variants if v.key == key), "")
        return "\n".join(part for part in (self.text, chosen) if part)


class Page(Noun, frozen=True):
    title: str
    sections: tuple[Section, ...]
    examples: tuple[tuple[str, str], ...] = ()

    def section(self, name: str) -> Section | None:
        return next((s for s in self.sections if s.name == name), None)

    def text(self, name: str, variant: str) -> str:
        """The template of section ``name`` for ``variant``, empty where there is no such section."""
        section = self.section(name)
        return section.choose(variant) if section else ""

    @property
    def variants(self) -> frozenset[str]:
        return frozenset(v.key for s in self.sections for v in s.variants)

    @property
    def placeholders(self) -> frozenset[str]:
        """Every name used in a placeholder anywhere on the page."""
        return frozenset(match[1] for text in self._texts() for match in _PLACEHOLDER.finditer(text))

    def render(self) -> str:
        """The page in Markdown, each placeholder shown by its example."""
        words = {**PORTAL_WORDS, **dict(self.examples)}

        def show(template: str) -> str:
            return _PLACEHOLDER.sub(lambda match: match[2] if match[2] is not None else words[match[1]], template)

        parts = [f"# {self.title}"]
        for section in self.sections:
            parts.append(f"## {section.name}")
            if section.text:
                parts.append(show(section.text))
            for variant in section.variants:
                parts.append(f"### {variant.heading}")
                parts.append(show(variant.text))
        return "\n\n".join(parts) + "\n"

    def _texts(self) -> list[str]:
        return [text for s in self.sections for text in (s.text, *(v.text for v in s.variants))]


def fill(template: str, words: Mapping[str, str]) -> str:
    """Put ``words`` into ``template``; raises :class:`KeyError` for a placeholder without a word."""
    return _PLACEHOLDER.sub(lambda match: words[match[1]], template)


def read_page(docstring: str | None) -> Page:
    """Read a docstring; raises :class:`PageError` on a missing section or a placeholder without an example."""
    if not docstring or not docstring.strip():
        raise PageError("the module has no docstring")
    title, *rest = docstring.strip().splitlines()
    sections = _sections(rest)
    page = Page(title=title.strip(), sections=sections)
    missing = [name for name in REQUIRED if not (found := page.section(name)) or not (found.text or found.variants)]
    if missing:
        raise PageError(f"missing or empty section: {', '.join(missing)}; expected ## {' / ## '.join(REQUIRED)}")
    unknown = [s.name for s in sections if s.name not in (*REQUIRED, *OPTIONAL)]
    if unknown:
        raise PageError(f"unknown section: {', '.join(unknown)}; expected one of {', '.join((*REQUIRED, *OPTIONAL))}")
    return Page(title=page.title, sections=sections, examples=_examples(page))


def _sections(lines: list[str]) -> tuple[Section, ...]:
    sections: list[Section] = []
    texts: list[tuple[str, str, list[str]]] = []  # of the section in hand: key, heading, lines

    def close(name: str) -> None:
        if name:
            variants = tuple(Variant(k, h, _unwrap(t)) for k, h, t in texts if k)
            plain = next((_unwrap(t) for k, _, t in texts if not k), "")
            sections.append(Section(name, plain, variants))
        texts.clear()

    name = ""
    for line in lines:
        stripped = line.strip()
        if match := _SECTION.match(stripped):
            close(name)
            name = match[1]
            texts.append(("", "", []))
        elif match := _VARIANT.match(stripped):
            texts.append((match[1], match[2], []))
        elif texts:
            texts[-1][2].append(stripped)
        elif stripped:
            raise PageError(f"text before the first section: {stripped[:40]!r}")
    close(name)
    return tuple(sections)


def _unwrap(lines: list[str]) -> str:
    """Join the lines that the width of the source broke; a blank line, a step or a dash begins a new one."""
    joined: list[str] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
        elif fresh or _STARTS_A_LINE.match(line):
            joined.append(line)
            fresh = False
        else:
            joined[-1] += " " + line
    return "\n".join(joined)


def _examples(page: Page) -> tuple[tuple[str, str], ...]:
    examples: dict[str, str] = {}
    for text in page._texts():
        for match in _PLACEHOLDER.finditer(text):
            if match[2] is not None:
                examples.setdefault(match[1], match[2])
        if _BRACES.search(_PLACEHOLDER.sub("", text)):
            raise PageError(f"a brace that is no placeholder in {text[:60]!r}; expected {{name|example}}")
    bare = sorted(page.placeholders - examples.keys() - PORTAL_WORDS.keys())
    if bare:
        raise PageError(
            f"placeholder without an example: {', '.join(bare)}; expected {{name|example}} at its first use"
        )
    return tuple(examples.items())
