"""Every fact stands in the one table of what follows from what, and a fact that nothing follows says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from app.core.outbox import Fact
from app.reactions import REACTIONS
from tests.architecture.tree import APP, domains, layer_files, relative

MOST_LINES = 180


for _domain in domains():
    for _path in layer_files(_domain, "facts"):
        import_module(relative(_path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def kinds(of: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """Every fact of the program that is no mere family of facts."""
    for each in of.__subclasses__():
        if each.__subclasses__():
            yield from kinds(each)
        elif each.__module__.startswith("app."):
            yield each


def test_every_fact_is_in_the_table() -> None:
    assert sorted(each.__name__ for each in set(kinds()) - set(REACTIONS)) == []


def test_the_table_names_only_facts_that_happen() -> None:
    assert sorted(each.__name__ for each in set(REACTIONS) - set(kinds())) == []


def test_where_nothing_follows_the_table_says_why() -> None:
    lines = (APP / "reactions.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(r": \(\),", line) and "  # " not in line] == []
    assert len(lines) <= MOST_LINES


def test_reactions_stand_in_services() -> None:
    modules = {reaction.__module__ for reactions in REACTIONS.values() for reaction in reactions}
    assert [name for name in sorted(modules) if ".service." not in name] == []
