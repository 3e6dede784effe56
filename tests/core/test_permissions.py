"""Who may do what: a table of examples for taste, and laws that hold for every grant and every thing."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotAllowed
from app.core.permissions import (
    NOBODY,
    POLICY,
    Actor,
    Grant,
    Permission,
    Reach,
    Role,
    Scope,
    ScopeKind,
    authorise,
    may,
    public,
    reach,
    requires,
)

P, R, K = Permission, Role, ScopeKind


@dataclass(frozen=True)
class Thing:
    """Something that belongs to somebody."""

    owners: Reach

    def reach(self) -> Reach:
        return self.owners


ONES_EVENT = Thing(reach(centre=1, event=10, organisations=(100, None), people=(7,)))


def person(*grants: Grant, person_id: int | None = 9) -> Actor:
    return Actor(person_id, person_id, "王样", grants)


@pytest.mark.parametrize(
    ("who", "permission", "allowed"),
    [
        (person(Grant(R.PLATFORM_ADMIN, K.PLATFORM)), P.PLATFORM_ADMINISTER, True),
        (person(Grant(R.PLATFORM_ADMIN, K.PLATFORM)), P.EVENT_READ, True),
        (person(Grant(R.PLATFORM_ADMIN, K.PLATFORM)), P.PITCH_CONFIDENTIAL, False),
        (person(Grant(R.CENTRE_OPERATOR, K.CENTRE, 1)), P.EVENT_EDIT, True),
        (person(Grant(R.CENTRE_OPERATOR, K.CENTRE, 2)), P.EVENT_EDIT, False),
        (person(Grant(R.CENTRE_OPERATOR, K.CENTRE, 2)), P.ORGANISATION_READ, True),
        (person(Grant(R.EVENT_ORGANISER, K.EVENT, 10)), P.EVENT_EDIT, True),
        (person(Grant(R.EVENT_ORGANISER, K.EVENT, 11)), P.EVENT_EDIT, False),
        (person(Grant(R.EVENT_ORGANISER, K.EVENT, 10)), P.EVENT_APPROVE, False),
        (person(Grant(R.CHECK_IN_HELPER, K.EVENT, 10)), P.CHECK_IN, True),
        (person(Grant(R.CHECK_IN_HELPER, K.EVENT, 10)), P.REGISTRATION_MANAGE, False),
        (person(Grant(R.INVESTOR, K.ORGANISATION, 100)), P.MEETING_REQUEST, True),
        (person(Grant(R.INVESTOR, K.ORGANISATION, 101)), P.MEETING_REQUEST, False),
        (person(Grant(R.INVESTOR, K.ORGANISATION, 101)), P.PITCH_READ, True),
        (person(Grant(R.INVESTOR, K.ORGANISATION, 100)), P.PITCH_CONFIDENTIAL, False),
        (person(Grant(R.ATTENDEE, K.PERSON, 7), person_id=7), P.PITCH_EDIT, True),
        (person(Grant(R.ATTENDEE, K.PERSON, 9)), P.PITCH_EDIT, False),
        (person(Grant(R.ATTENDEE, K.PERSON, 9)), P.REGISTRATION_CREATE, True),
        (person(Grant(R.SPEAKER, K.EVENT, 99), person_id=7), P.MEETING_READ, True),
        (person(Grant(R.PUBLIC, K.PLATFORM)), P.EVENT_READ, False),
        (NOBODY, P.ORGANISATION_READ, False),
    ],
)
def test_what_a_role_may_do_with_the_event_of_somebody(who: Actor, permission: Permission, allowed: bool) -> None:
    assert may(who, permission, ONES_EVENT) is allowed
    if allowed:
        authorise(who, permission, ONES_EVENT)
    else:
        with pytest.raises(NotAllowed):
            authorise(who, permission, ONES_EVENT)


ids = st.integers(1, 4)
grants = st.builds(Grant, st.sampled_from(Role), st.sampled_from(ScopeKind), st.none() | ids)
actors = st.builds(
    lambda person_id, held: Actor(person_id, person_id, "", tuple(held)), st.none() | ids, st.lists(grants, max_size=4)
)
reaches = st.builds(Reach, *[st.frozensets(ids, max_size=2)] * 4)
permissions = st.sampled_from(Permission)


@given(st.none() | ids, permissions, reaches)
def test_without_a_grant_there_is_no_right(person_id: int | None, permission: Permission, owners: Reach) -> None:
    assert not may(Actor(person_id, person_id), permission)
    assert not may(Actor(person_id, person_id), permission, Thing(owners))


@given(actors, permissions, reaches)
def test_a_right_comes_from_a_role_that_has_it(actor: Actor, permission: Permission, owners: Reach) -> None:
    if may(actor, permission, Thing(owners)):
        assert any(permission in POLICY[role] for role in actor.roles())


@given(actors, permissions, reaches)
def test_who_may_with_a_thing_may_somewhere(actor: Actor, permission: Permission, owners: Reach) -> None:
    assert may(actor, permission) >= may(actor, permission, Thing(owners))


@given(actors, grants, permissions, reaches)
def test_a_further_grant_takes_nothing_away(actor: Actor, more: Grant, permission: Permission, owners: Reach) -> None:
    richer = Actor(actor.person_id, actor.account_id, "", (*actor.grants, more))
    assert may(richer, permission, Thing(owners)) >= may(actor, permission, Thing(owners))


@given(actors, permissions)
def test_what_belongs_to_nobody_is_open_only_to_those_who_reach_everything(
    actor: Actor, permission: Permission
) -> None:
    everything = any(
        POLICY[grant.role].get(permission) is Scope.ANY
        or (permission in POLICY[grant.role] and grant.kind is ScopeKind.PLATFORM)
        for grant in actor.grants
    )
    assert may(actor, permission, Thing(Reach())) is everything


@given(grants, reaches)
def test_a_grant_covers_only_its_own_scope(grant: Grant, owners: Reach) -> None:
    by_kind = {K.CENTRE: owners.centres, K.EVENT: owners.events, K.ORGANISATION: owners.organisations,
               K.PERSON: owners.people}  # fmt: skip
    expected = grant.kind is K.PLATFORM or grant.scope_id in by_kind[grant.kind]
    assert grant.covers(owners) is expected


def test_a_scope_without_a_number_covers_nothing() -> None:
    assert not any(Grant(R.INVESTOR, kind).covers(ONES_EVENT.owners) for kind in K if kind is not K.PLATFORM)


def test_an_actor_knows_where_its_roles_reach() -> None:
    actor = person(Grant(R.EVENT_ORGANISER, K.EVENT, 10), Grant(R.SPEAKER, K.EVENT, 11), Grant(R.INVESTOR, K.PLATFORM))
    assert actor.roles() == {R.EVENT_ORGANISER, R.SPEAKER, R.INVESTOR}
    assert actor.scope_ids(K.EVENT) == {10, 11}
    assert actor.scope_ids(K.EVENT, R.SPEAKER) == {11}
    assert actor.scope_ids(K.PLATFORM) == frozenset()
    assert (actor.is_signed_in, NOBODY.is_signed_in) == (True, False)


def test_a_view_is_marked_and_otherwise_left_as_it_is() -> None:
    def view() -> str:
        return "seen"

    guarded = requires(P.EVENT_READ)(view)
    assert (guarded is view, guarded.permission, guarded()) == (True, P.EVENT_READ, "seen")  # type: ignore[attr-defined]
    assert public(view).is_public  # type: ignore[attr-defined]
