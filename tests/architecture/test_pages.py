"""Every view is guarded or knowingly public, and view, endpoint and template share one name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flask import Flask

from tests.architecture.public_views import PUBLIC_VIEWS
from tests.architecture.tree import SHARED_TEMPLATES, TEMPLATES, calls, domains, dotted, layer_files, parsed, relative

BUILT_IN = {"static"}


def views(app: Flask) -> dict[str, object]:
    """Every view of the program, without the one of Flask for static files."""
    return {name: view for name, view in app.view_functions.items() if name not in BUILT_IN}


def rendered() -> Iterator[tuple[str, str, ast.Call]]:
    """Domain, file and call of every template that a route renders."""
    for domain in domains():
        for path in layer_files(domain, "routes"):
            for call in calls(path):
                if dotted(call.func).rpartition(".")[2] == "render_template":
                    yield domain.name, relative(path), call


def test_every_view_is_guarded_or_public_and_never_both(app: Flask) -> None:
    marks = {
        name: (getattr(view, "permission", None) is not None, bool(getattr(view, "is_public", False)))
        for name, view in views(app).items()
    }
    assert {name: mark for name, mark in marks.items() if mark not in {(True, False), (False, True)}} == {}


def test_public_views_are_those_of_the_list(app: Flask) -> None:
    public = {name for name, view in views(app).items() if getattr(view, "is_public", False)}
    assert sorted(public - set(PUBLIC_VIEWS)) == []
    assert sorted(set(PUBLIC_VIEWS) - public) == []


def test_a_view_is_called_like_its_endpoint(app: Flask) -> None:
    others = {
        name: getattr(view, "__name__", "?")
        for name, view in views(app).items()
        if name.rpartition(".")[2] != getattr(view, "__name__", "?")
    }
    assert others == {}


def test_a_view_has_a_docstring(app: Flask) -> None:
    assert [name for name, view in views(app).items() if not view.__doc__] == []


def test_a_blueprint_is_called_like_its_domain(app: Flask) -> None:
    known = {domain.name for domain in domains()} | {"core"}
    assert sorted(set(app.blueprints) - known) == []


def test_a_route_renders_templates_of_its_own_domain() -> None:
    wrong = []
    for domain, place, call in rendered():
        first = call.args[0] if call.args else None
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            wrong.append(f"{place}:{call.lineno} renders a template whose name is computed")
        elif not first.value.startswith(f"{domain}/"):
            wrong.append(f"{place}:{call.lineno} renders {first.value}, which is not of {domain}")
        elif not (TEMPLATES / first.value).is_file():
            wrong.append(f"{place}:{call.lineno} renders {first.value}, which does not exist")
    assert wrong == []


def test_a_template_is_called_like_a_view(app: Flask) -> None:
    orphans = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        domain, *rest = path.relative_to(TEMPLATES).with_suffix("").parts
        if domain in SHARED_TEMPLATES or any(part.startswith("_") for part in rest):
            continue
        if ".".join([domain, *rest]) not in app.view_functions:
            orphans.append(relative(path))
    assert orphans == []


def test_a_view_renders_the_template_of_its_name_or_of_its_form() -> None:
    strangers = []
    for domain in domains():
        names = {
            node.name
            for path in layer_files(domain, "routes")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef)
        }
        for owner, place, call in rendered():
            if owner != domain.name or not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            view = str(call.args[0].value).partition("/")[2].removesuffix(".html")
            if not view.rpartition("/")[2].startswith("_") and view not in names:
                strangers.append(f"{place}:{call.lineno} {call.args[0].value}")
    assert strangers == []


def test_a_get_only_view_does_not_write() -> None:
    writers = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for domain in domains()
        for path in layer_files(domain, "routes")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and is_get_only(node) and opens_transaction(node)
    ]
    assert writers == []


def is_get_only(view: ast.FunctionDef) -> bool:
    """Whether all routes of a function answer GET alone."""
    routes = [
        mark for mark in view.decorator_list if isinstance(mark, ast.Call) and dotted(mark.func).startswith("bp.")
    ]
    kinds = {dotted(mark.func) for mark in routes}
    methods = {
        str(item.value)
        for mark in routes
        for word in mark.keywords
        if word.arg == "methods" and isinstance(word.value, ast.List | ast.Tuple)
        for item in word.value.elts
        if isinstance(item, ast.Constant)
    }
    return bool(routes) and kinds <= {"bp.route", "bp.get"} and methods <= {"GET"}


def opens_transaction(view: ast.FunctionDef) -> bool:
    """Whether a function opens a transaction that would be committed."""
    return any(
        isinstance(node, ast.Call) and dotted(node.func).endswith("database.transaction") for node in ast.walk(view)
    )
