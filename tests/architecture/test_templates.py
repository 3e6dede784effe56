"""Templates: they parse, they find each other, and they obey the content security policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from tests.architecture.tree import TEMPLATES, relative, templates

PAGES = [path for path in templates() if path.suffix == ".html" and "emails" not in path.parts]
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
)
JINJA_BLOCK = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
JINJA_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class InlineFinder(HTMLParser):
    """Notes what a strict content security policy would silently not run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        names = dict(attrs)
        data = names.get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in names and not data):
            self.found.append(f"line {line}: <{tag}>")
        for name, value in attrs:
            if name == "style" or re.fullmatch(r"on[a-z]+", name) or name.startswith("hx-on"):
                self.found.append(f"line {line}: {name}=")
            if value and re.match(r"\s*(javascript|js):", value, re.IGNORECASE):
                self.found.append(f"line {line}: {name}={value[:20]}")


def inline_parts(source: str) -> list[str]:
    """Scripts, styles and handlers that stand inside a page."""
    finder = InlineFinder()
    blank = JINJA_BLOCK.sub(lambda match: "\n" * match[0].count("\n"), source)
    finder.feed(JINJA_VALUE.sub(lambda match: "x" + "\n" * match[0].count("\n"), blank))
    return finder.found


@pytest.mark.parametrize("path", templates(), ids=relative)
def test_a_template_parses_and_finds_what_it_includes(path: Path) -> None:
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"), filename=str(path))
    wanted = [name for name in meta.find_referenced_templates(tree) if name]
    assert [name for name in wanted if not (TEMPLATES / name).is_file()] == []


def test_no_page_has_an_inline_script_style_or_handler() -> None:
    found = {relative(path): inline_parts(path.read_text(encoding="utf-8")) for path in PAGES}
    assert {name: parts for name, parts in found.items() if parts} == {}


@pytest.mark.parametrize(
    "source",
    [
        "<script>go()</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
        '<p {% if x %}style="{{ y }}"{% endif %}>',
    ],
)
def test_the_finder_sees_what_is_inline(source: str) -> None:
    assert len(inline_parts(source)) == 1


def test_the_finder_leaves_honest_pages_alone() -> None:
    assert inline_parts('{% set one = 1 %}<script src="{{ url }}"></script><p title="{{ on }}" data-on="1">') == []


def test_a_post_form_carries_a_csrf_token() -> None:
    forms = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
    bare = [
        relative(path)
        for path in PAGES
        for body in forms.findall(JINJA_BLOCK.sub(lambda match: match[0].replace(">", ""), path.read_text("utf-8")))
        if "csrf_token" not in body and "csrf" not in body
    ]
    assert bare == []


def test_templates_ask_may_and_never_the_role() -> None:
    asks = re.compile(r"\b(user|actor|current_user|current_actor)\.roles?\b")
    assert [relative(path) for path in templates() if asks.search(path.read_text(encoding="utf-8"))] == []
