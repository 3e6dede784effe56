"""The one table of permissions is complete, and its words have one shape."""

from __future__ import annotations

import re

from app.core.permissions import POLICY, Permission, Role


def test_every_role_stands_in_the_policy() -> None:
    assert set(POLICY) == set(Role)


def test_every_permission_is_given_to_somebody() -> None:
    given = {permission for table in POLICY.values() for permission in table}
    assert sorted(set(Permission) - given) == []


def test_a_permission_is_a_thing_and_an_action() -> None:
    assert [each for each in Permission if not re.fullmatch(r"[a-z_]+:[a-z_]+", each)] == []


def test_nobody_in_particular_may_do_nothing_in_particular() -> None:
    assert POLICY[Role.PUBLIC] == {}
