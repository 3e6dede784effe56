"""Every test here sees the loaded demonstration."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture(scope="session")
def built_app(season_app: Flask) -> Flask:
    return season_app
