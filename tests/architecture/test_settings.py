"""Every setting is explained, and no paper explains a setting that is gone."""

from __future__ import annotations

import re

from config import Config
from tests.architecture.tree import ROOT

PAPER = ROOT / "docs" / "configuration.md"
ROW = re.compile(r"^\|\s*`([A-Z][A-Z0-9_]+)`", re.MULTILINE)


def test_every_setting_is_explained() -> None:
    names = {name.upper() for name in Config.model_fields}
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)(?:=[^`]*)?`", PAPER.read_text(encoding="utf-8")))
    assert sorted(names - explained) == []


def test_no_row_explains_a_setting_that_is_gone() -> None:
    names = {name.upper() for name in Config.model_fields}
    assert sorted(set(ROW.findall(PAPER.read_text(encoding="utf-8"))) - names) == []
