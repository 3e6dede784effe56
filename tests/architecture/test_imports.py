"""Who may import whom: the contracts of pyproject.toml, and the one thing they cannot say."""

from __future__ import annotations

import os

import grimp
from importlinter.cli import lint_imports

from tests.architecture.tree import ROOT


def test_import_contracts_hold() -> None:
    before = os.getcwd()  # noqa: PTH109 -- import-linter looks for pyproject.toml where it stands
    os.chdir(ROOT)
    try:
        assert lint_imports(no_cache=True, no_logo=True) == 0
    finally:
        os.chdir(before)


def test_routes_and_forms_are_imported_by_their_own_domain_only() -> None:
    graph = grimp.build_graph("app", cache_dir=None)
    private = [
        name
        for name in graph.modules
        if (parts := name.split("."))[2:3] in (["routes"], ["forms"]) and parts[1] != "core"
    ]
    strangers = [
        f"{importer} imports {name}"
        for name in private
        for importer in graph.find_modules_that_directly_import(name)
        if importer.split(".")[1] != name.split(".")[1]
        and not (importer == "app.factory" and name.split(".")[2] == "routes")
    ]
    assert sorted(strangers) == []
