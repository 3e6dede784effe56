"""What a file may be called, how long it may be, and the few words only one file may say."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import (
    APP,
    LAYERS,
    ROOT,
    SHARED_TEMPLATES,
    TEMPLATES,
    calls,
    domains,
    dotted,
    layer_files,
    parsed,
    python_files,
    relative,
)

MOST_LINES = 300
HOMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "base", "handlers"}
FORBIDDEN_VERBS = ("create_", "update_", "process_", "handle_", "do_")
PYTHON = python_files("app", "scripts", "tests", "bench", "config.py", "wsgi.py")


def test_a_module_has_at_most_300_lines() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_a_domain_holds_only_layers() -> None:
    allowed = {"__init__"} | set(LAYERS)
    strays = [
        relative(path)
        for domain in domains()
        for path in domain.iterdir()
        if (path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))) and path.stem not in allowed
    ]
    assert strays == []


def test_a_layer_is_a_file_or_a_package_but_not_both() -> None:
    both = [
        relative(domain / layer)
        for domain in domains()
        for layer in LAYERS
        if (domain / f"{layer}.py").exists() and (domain / layer / "__init__.py").exists()
    ]
    assert both == []


def test_no_file_has_a_homeless_name() -> None:
    names = [relative(path) for path in python_files("app", "scripts") if path.stem in HOMELESS]
    folders = [relative(path) for path in APP.rglob("*") if path.is_dir() and path.name in HOMELESS]
    assert names + folders == []


def test_a_domain_says_in_one_sentence_what_it_is() -> None:
    wrong = []
    for domain in domains():
        body = parsed(domain / "__init__.py").body
        if not (len(body) == 1 and ast.get_docstring(parsed(domain / "__init__.py"))):
            wrong.append(relative(domain / "__init__.py"))
    assert wrong == []


def test_services_use_the_verbs_of_people() -> None:
    dull = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for domain in domains()
        for path in layer_files(domain, "service")
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(FORBIDDEN_VERBS)
    ]
    assert dull == []


def test_only_core_db_commits() -> None:
    places = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("app", "wsgi.py")
        if path != APP / "core" / "db.py"
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert places == []


@pytest.mark.parametrize("name", ["os.environ", "os.getenv", "os.putenv"])
def test_only_config_reads_the_environment(name: str) -> None:
    attribute = name.removeprefix("os.")
    places = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files("app", "wsgi.py")
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Attribute) and dotted(node) == name)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and attribute in {a.name for a in node.names})
    ]
    assert places == []


def test_only_the_clock_asks_for_the_time() -> None:
    asks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "time.time"}
    places = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("app", "wsgi.py", "config.py")
        if path != APP / "core" / "clock.py"
        for call in calls(path)
        if dotted(call.func) in asks
    ]
    assert places == []


def test_relationships_load_only_what_a_query_asks_for() -> None:
    eager = [
        f"{relative(path)}:{call.lineno}"
        for domain in [*domains(), APP / "core"]
        for path in python_files(relative(domain))
        for call in calls(path)
        if dotted(call.func).rpartition(".")[2] == "relationship"
        and not any(
            word.arg == "lazy" and isinstance(word.value, ast.Constant) and word.value.value == "raise"
            for word in call.keywords
        )
    ]
    assert eager == []


def test_template_folders_are_domains() -> None:
    allowed = {domain.name for domain in domains()} | set(SHARED_TEMPLATES)
    strays = [path.name for path in TEMPLATES.iterdir() if path.is_dir() and path.name not in allowed]
    assert strays == []


def test_there_is_a_licence_and_a_paper_for_every_reader() -> None:
    wanted = [
        "LICENSE",
        "README.md",
        "README.zh-CN.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/glossary.md",
        "docs/configuration.md",
    ]
    assert [name for name in wanted if not (ROOT / name).is_file()] == []
