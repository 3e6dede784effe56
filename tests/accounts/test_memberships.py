"""Roles: who may give which where, several per person, waiting, taking away and bringing back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.queries.actors import actor_of
from app.accounts.queries.memberships import (
    get_membership,
    memberships_of,
)
from app.accounts.queries.remit import COLLEAGUES
from app.accounts.service.memberships import (
    MAY_GIVE,
    ROLES_IN,
    givable_roles,
    grant_membership,
    may_give,
    restore_membership,
    revoke_membership,
)
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import NOBODY, Actor, Grant, Permission, Reach, Role, ScopeKind, may
from tests.accounts.conftest import facts, make_user
from tests.factories import (
    make_actor,
    make_centre,
    make_event,
    make_membership,
    make_organisation,
    make_person,
    organiser_of,
)

ADMIN = Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM)
grants = st.builds(
    Grant,
    st.sampled_from(sorted(set(Role) - {Role.PUBLIC})),
    st.sampled_from([ScopeKind.CENTRE, ScopeKind.EVENT, ScopeKind.ORGANISATION]),
    st.integers(1, 3),
)


@given(st.lists(grants, max_size=4), grants)
def test_nobody_gives_more_than_the_own_rank_in_the_own_scope(held: list[Grant], wanted: Grant) -> None:
    """Whoever gives a role holds one there, or above, that the table lets give it; a colleague only the own one."""
    owners = Reach(**{f"{wanted.kind.value}s": frozenset({wanted.scope_id})})  # type: ignore[arg-type]
    actor = Actor(7, 7, "样", tuple(held))
    if may_give(actor, wanted.role, wanted.kind, wanted.scope_id, owners):
        ranks = {grant.role for grant in held if (grant.kind, grant.scope_id) == (wanted.kind, wanted.scope_id)}
        by_rank = any(wanted.role in MAY_GIVE.get(rank, frozenset()) for rank in ranks)
        assert (
            by_rank
            or (wanted.role in COLLEAGUES and wanted.role in ranks)
            or Role.PLATFORM_ADMIN in {grant.role for grant in held}
        )
    assert may_give(NOBODY, wanted.role, wanted.kind, wanted.scope_id, owners) is False


def test_an_organiser_grants_within_the_own_event_only(session: Session) -> None:
    mine, other = make_event(session), make_event(session)
    actor = organiser_of(mine)
    given = grant_membership(
        session, actor, role=Role.CHECK_IN_HELPER, scope=(ScopeKind.EVENT, mine.id), login="helper@example.org"
    )
    assert facts(session) == [("MembershipGranted", {"membership_id": given.id})]
    for scope in (
        (ScopeKind.EVENT, other.id),
        (ScopeKind.PLATFORM, None),
        (ScopeKind.ORGANISATION, make_organisation(session).id),
        (ScopeKind.CENTRE, make_centre(session).id),
    ):
        assert givable_roles(session, actor, *scope) == []
        for role in ROLES_IN[scope[0]]:
            with pytest.raises(NotAllowed):
                grant_membership(session, actor, role=role, scope=scope, login="helper@example.org")


def test_an_operator_grants_in_the_own_centre_its_events_and_its_organisations(session: Session) -> None:
    above = make_centre(session)
    centre = make_centre(session, parent_id=above.id)
    account = make_user(session, (Role.CENTRE_OPERATOR, ScopeKind.CENTRE, above.id))
    actor = actor_of(session, account)
    event = make_event(session, centre_id=centre.id)
    organisation = make_organisation(session, centre_id=centre.id)
    assert set(givable_roles(session, actor, ScopeKind.CENTRE, centre.id)) == set(ROLES_IN[ScopeKind.CENTRE])
    assert set(givable_roles(session, actor, ScopeKind.EVENT, event.id)) == set(ROLES_IN[ScopeKind.EVENT])
    found = givable_roles(session, actor, ScopeKind.ORGANISATION, organisation.id)
    assert set(found) == set(ROLES_IN[ScopeKind.ORGANISATION])
    assert givable_roles(session, actor, ScopeKind.PLATFORM, None) == []
    assert givable_roles(session, actor, ScopeKind.CENTRE, make_centre(session).id) == []


def test_a_colleague_brings_a_colleague_into_the_same_role(session: Session) -> None:
    organisation = make_organisation(session)
    actor = make_actor(make_person(session), Grant(Role.INVESTOR, ScopeKind.ORGANISATION, organisation.id))
    assert givable_roles(session, actor, ScopeKind.ORGANISATION, organisation.id) == [Role.INVESTOR]
    assert givable_roles(session, actor, ScopeKind.ORGANISATION, make_organisation(session).id) == []


def test_a_role_fits_its_scope(session: Session) -> None:
    admin = make_actor(make_person(session), ADMIN)
    with pytest.raises(RuleBroken) as refusal:
        grant_membership(
            session, admin, role=Role.PLATFORM_ADMIN, scope=(ScopeKind.EVENT, make_event(session).id), login="a@b.cn"
        )
    assert refusal.value.field == "role"
    with pytest.raises(NotFound):
        grant_membership(session, admin, role=Role.PRESS, scope=(ScopeKind.EVENT, 999), login="a@b.cn")


def test_a_person_holds_several_roles_and_the_same_one_once(session: Session) -> None:
    account, event, centre = make_user(session), make_event(session), make_centre(session)
    admin = make_actor(make_person(session), ADMIN)
    grant_membership(session, admin, role=Role.SPEAKER, scope=(ScopeKind.EVENT, event.id), login=account.email or "")
    grant_membership(session, admin, role=Role.REVIEWER, scope=(ScopeKind.EVENT, event.id), login=account.email or "")
    grant_membership(
        session, admin, role=Role.TECH_MANAGER, scope=(ScopeKind.CENTRE, centre.id), login=account.email or ""
    )
    held = [(row.role, row.scope_id) for row in memberships_of(session, account.person_id)]
    assert held == [(Role.SPEAKER, event.id), (Role.REVIEWER, event.id), (Role.TECH_MANAGER, centre.id)]
    with pytest.raises(RuleBroken) as refusal:
        grant_membership(
            session, admin, role=Role.SPEAKER, scope=(ScopeKind.EVENT, event.id), login=account.email or ""
        )
    assert refusal.value.field == "login"
    roles = actor_of(session, account).roles()
    assert roles == {Role.ATTENDEE, Role.SPEAKER, Role.REVIEWER, Role.TECH_MANAGER}


def test_inviting_an_address_twice_is_refused_and_the_program_does_it_once(session: Session) -> None:
    event = make_event(session)
    scope = (ScopeKind.EVENT, event.id)
    first = grant_membership(session, organiser_of(event), role=Role.PRESS, scope=scope, login="press@example.org")
    with pytest.raises(RuleBroken):
        grant_membership(session, organiser_of(event), role=Role.PRESS, scope=scope, login="PRESS@example.org")
    assert grant_membership(session, None, role=Role.PRESS, scope=scope, login="press@example.org") is first


def test_an_invited_address_does_not_lie_open_in_the_database(session: Session) -> None:
    event = make_event(session)
    grant_membership(session, None, role=Role.PRESS, scope=(ScopeKind.EVENT, event.id), login="press@example.org")
    row = session.connection().exec_driver_sql("SELECT invited_login, invited_index FROM membership").one()
    assert "press" not in str(row)


def test_a_role_is_taken_away_and_brought_back_by_whoever_could_give_it(session: Session) -> None:
    event = make_event(session)
    organiser, stranger = organiser_of(event), organiser_of(make_event(session))
    helper = make_user(session)
    row = make_membership(session, helper.person, Role.CHECK_IN_HELPER, ScopeKind.EVENT, event.id)
    with pytest.raises(NotAllowed):
        revoke_membership(session, stranger, membership_id=row.id)
    revoke_membership(session, organiser, membership_id=row.id)
    assert may(actor_of(session, helper), Permission.CHECK_IN, event) is False
    with pytest.raises(NotFound):
        revoke_membership(session, organiser, membership_id=row.id)
    for actor in (stranger, actor_of(session, helper)):
        with pytest.raises(NotAllowed):
            restore_membership(session, actor, membership_id=row.id)
    restore_membership(session, organiser, membership_id=row.id)
    restore_membership(session, organiser, membership_id=row.id)
    assert may(actor_of(session, helper), Permission.CHECK_IN, event) is True
    assert [name for name, _ in facts(session)] == ["MembershipRevoked", "MembershipGranted"]
    with pytest.raises(NotFound):
        restore_membership(session, organiser, membership_id=999)


def test_a_role_given_again_is_the_same_row(session: Session) -> None:
    event, person = make_event(session), make_person(session)
    row = make_membership(session, person, Role.PRESS, ScopeKind.EVENT, event.id)
    revoke_membership(session, organiser_of(event), membership_id=row.id)
    again = grant_membership(
        session, organiser_of(event), role=Role.PRESS, scope=(ScopeKind.EVENT, event.id), person=person
    )
    assert (again.id, again.revoked_at) == (row.id, None)


def test_one_may_leave_by_oneself_but_an_event_keeps_its_last_organiser(session: Session) -> None:
    event = make_event(session)
    scope = (Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    first, second = make_user(session, scope), make_user(session, scope)
    own = {account.id: memberships_of(session, account.person_id)[0].id for account in (first, second)}
    revoke_membership(session, actor_of(session, first), membership_id=own[first.id])
    with pytest.raises(RuleBroken):
        revoke_membership(session, actor_of(session, second), membership_id=own[second.id])
    assert get_membership(session, own[second.id]).revoked_at is None
