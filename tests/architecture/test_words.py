"""Every sentence people read exists in both languages."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from scripts import messages
from tests.architecture.tree import domains, layer_files, relative, templates


@pytest.fixture(scope="module")
def said() -> Catalog:
    return messages.collect()


def catalogue(locale: str) -> Catalog:
    found = messages.read_catalogue(locale)
    assert found is not None, f"translations/{locale} is missing: run make messages"
    return found


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_catalogues_hold_exactly_what_the_program_says(said: Catalog, locale: str) -> None:
    wanted = {messages.key_of(message) for message in messages.entries(said)}
    held = {messages.key_of(message) for message in messages.entries(catalogue(locale))}
    assert sorted(wanted - held) == []
    assert sorted(held - wanted) == []


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_nothing_is_untranslated_or_fuzzy(locale: str) -> None:
    held = catalogue(locale)
    assert messages.missing(held) == []
    assert [messages.key_of(message) for message in messages.entries(held) if message.fuzzy] == []


def test_chinese_keeps_every_placeholder() -> None:
    assert messages.misplaced(catalogue("zh_CN")) == []


def test_chinese_of_templates_has_no_percent_sign_that_looks_like_a_placeholder() -> None:
    bare = [
        text
        for message in messages.entries(catalogue("zh_CN"))
        if any(place.startswith("templates/") for place, _line in message.locations)
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if "%" in messages.PLACEHOLDER.sub("", text).replace("%%", "")
    ]
    assert bare == []


def test_english_is_what_the_source_says() -> None:
    changed = [message.id for message in messages.entries(catalogue("en")) if message.string != message.id]
    assert changed == []


def test_lists_of_names_are_joined_by_the_one_filter() -> None:
    """`listed` knows the language of the reader; a comma written into a page does not."""
    marks = ('join("、")', '"、" if', "%}、{%", "}}、{{", '~ "、" ~')
    shown = [path for path in templates() if path.name != "styleguide.html"]
    said = [path for domain in domains() for path in layer_files(domain, "routes")]
    by_hand = [path for path in shown if any(mark in path.read_text(encoding="utf-8") for mark in marks)]
    by_hand += [path for path in said if '"、".join' in path.read_text(encoding="utf-8")]
    assert [relative(path) for path in by_hand] == []
    assert sum("|listed" in path.read_text(encoding="utf-8") for path in shown) > 10


def test_the_collector_understands_what_we_write() -> None:
    assert messages.worded("in_review") == "In review"
    assert messages.PLACEHOLDER.findall("%(left)d of %(all)s") == ["left", "all"]
