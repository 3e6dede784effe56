"""Papers say what is there: files, addresses and links that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.core.permissions import Role, ScopeKind
from tests.architecture.tree import ROOT, domains, relative

PAPERS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
NAMED_FILE = re.compile(r"`((?:app|docs|templates|tests|scripts|bench|static|migrations)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def said(path: Path) -> str:
    """The words of a paper."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", [path for path in PAPERS if "adr" not in path.parts], ids=relative)
def test_a_paper_names_files_that_exist(paper: Path) -> None:
    named = {name for name in NAMED_FILE.findall(said(paper)) if "NNNN" not in name}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=relative)
def test_a_link_leads_somewhere(paper: Path) -> None:
    links = LINK.findall(said(paper))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_addresses_that_stay_are_there(app: Flask) -> None:
    table = said(ARCHITECTURE).partition("## Addresses that stay")[2].partition("## Other folders")[0]
    rows = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(/[^`]*)`", row)}
    known = {re.sub(r"<\w+:", "<", rule.rule) for rule in app.url_map.iter_rules()}
    assert len(named) > 20
    assert sorted(named - known) == []


def test_every_domain_has_its_place_in_the_architecture() -> None:
    rows = set(re.findall(r"^\| [^|]+ \| (\w+) \|", said(ARCHITECTURE), re.MULTILINE))
    assert {domain.name for domain in domains()} - rows == set()


def test_a_decision_has_its_four_parts_and_its_number() -> None:
    wrong = []
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        text = said(path)
        parts = ["\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"]
        if not path.name.startswith(f"{number:04d}-") or not text.startswith(f"# {number}. "):
            wrong.append(f"{path.name}: its number is not {number}")
        wrong += [f"{path.name}: no {part.strip()}" for part in parts if part not in text]
    assert wrong == []


def test_the_glossary_knows_every_domain_role_and_scope() -> None:
    known = set(re.findall(r"^\| `([\w ]+)`", said(ROOT / "docs" / "glossary.md"), re.MULTILINE))
    wanted = {role.value for role in Role} | {kind.value for kind in ScopeKind}
    assert sorted(wanted - known) == []


def test_the_changelog_tells_what_comes_next() -> None:
    assert "## [Unreleased]" in said(ROOT / "CHANGELOG.md")
