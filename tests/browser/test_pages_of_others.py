"""Every page that visitors, participants and the platform's administrator reach: the other half of the walk."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.visitor import Visitor
from tests.browser.walk import OTHERS_ONLY, walk_as

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def test_every_page_of_the_others(app: Flask, open_visitor: Callable[..., Visitor]) -> None:
    roles = ("", "admin", "team", "investor", "expert", "company", "attendee")
    seen, faults = walk_as(roles, app, open_visitor)
    assert "\n".join(faults) == ""
    assert "\n".join(sorted(OTHERS_ONLY - seen)) == ""
