"""Files of other people under static/vendor are exactly those their makers published."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT, relative

VENDOR = ROOT / "static" / "vendor"
FIELDS = {"name", "version", "licence", "file", "sha256", "integrity"}


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    return entries


def file_of(entry: dict[str, Any]) -> Path:
    """A manifest names its files from its own folder."""
    return VENDOR / str(entry["file"])


def test_every_entry_says_where_it_comes_from(manifest: list[dict[str, Any]]) -> None:
    assert manifest != []
    assert [entry.get("file") for entry in manifest if not set(entry) >= FIELDS or not all(entry.values())] == []


def test_every_file_has_the_digest_of_the_manifest(manifest: list[dict[str, Any]]) -> None:
    digests = {entry["file"]: hashlib.sha256(file_of(entry).read_bytes()).hexdigest() for entry in manifest}
    assert digests == {entry["file"]: entry["sha256"] for entry in manifest}


def test_no_file_came_without_an_entry(manifest: list[dict[str, Any]]) -> None:
    known = {file_of(entry) for entry in manifest} | {VENDOR / "manifest.json"}
    strays = [
        relative(path)
        for path in sorted(VENDOR.rglob("*"))
        if path.is_file() and path not in known and "LICEN" not in path.name.upper() and path.suffix != ".gz"
    ]
    assert strays == []
