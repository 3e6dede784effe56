"""Where the files of the project are, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
LAYERS = ("routes", "forms", "jobs", "cli", "service", "queries", "models", "facts", "logic")
SHARED_TEMPLATES = ("_layout", "_macros", "emails", "errors")


def relative(path: Path) -> str:
    """The path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Every Python file of the named folders, or the named files."""
    found: list[Path] = []
    for name in folders:
        path = ROOT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path for path in found if path.is_file() and "versions" not in path.parts]


def domains() -> list[Path]:
    """Every package of the program except core, which has concepts instead of layers."""
    return [path for path in sorted(APP.iterdir()) if (path / "__init__.py").is_file() and path.name != "core"]


def layer_files(domain: Path, layer: str) -> list[Path]:
    """The files of one layer, be it a module or a package of the same name."""
    return python_files(relative(domain / f"{layer}.py"), relative(domain / layer))


def templates() -> list[Path]:
    """Every template, pages and mails."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file, read once."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(node: ast.AST) -> str:
    """`os.environ` for the attribute, `print` for the name, nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else f"?.{node.attr}"
    return ""


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
