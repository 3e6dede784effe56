"""Every page that those who run events and centres reach: reachable, accessible, and quiet, on both widths."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.visitor import Visitor
from tests.browser.walk import OTHERS_ONLY, UNLINKED, pages_of, walk_as

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_every_page_at_work(app: Flask, open_visitor: Callable[..., Visitor]) -> None:
    seen, faults = walk_as(("operator", "organiser"), app, open_visitor)
    assert "\n".join(faults) == ""
    assert "\n".join(sorted(pages_of(app) - seen - OTHERS_ONLY - UNLINKED.keys())) == ""
