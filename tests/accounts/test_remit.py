"""Where a person may give roles, and the list that agrees with it."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.queries.memberships import MembershipFilter, get_membership, list_memberships, members_of
from app.accounts.queries.remit import Remit, find_places, remit_of
from app.accounts.queries.scopes import read_scope, scope_names, scope_reach, write_scope
from app.accounts.service.memberships import ROLES_IN, givable_roles, grant_membership
from app.core.clock import now
from app.core.errors import NotFound
from app.core.permissions import Grant, Reach, Role, ScopeKind
from tests.factories import (
    make_account,
    make_actor,
    make_centre,
    make_event,
    make_membership,
    make_organisation,
    make_person,
)

ADMIN = Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM)


def test_a_remit_is_read_from_the_policy(session: Session) -> None:
    centre, event, organisation = make_centre(session), make_event(session), make_organisation(session)
    person = make_person(session)
    assert remit_of(make_actor(person, ADMIN)).anywhere is True
    assert remit_of(make_actor(person)).is_empty is True
    assert remit_of(make_actor(person, Grant(Role.REVIEWER, ScopeKind.EVENT, event.id))).is_empty is True
    mixed = make_actor(
        person,
        Grant(Role.EVENT_ORGANISER, ScopeKind.CENTRE, centre.id),
        Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id),
        Grant(Role.INVESTOR, ScopeKind.ORGANISATION, organisation.id),
    )
    assert remit_of(mixed) == Remit(
        event_centres=frozenset({centre.id}), events=frozenset({event.id}),
        colleagues=frozenset({(Role.INVESTOR, organisation.id)}),
    )  # fmt: skip


def test_the_list_holds_exactly_what_one_could_give(session: Session) -> None:
    """The list and the right to give agree, for every role that gives any."""
    centre = make_centre(session)
    event = make_event(session, centre_id=centre.id)
    organisation = make_organisation(session, centre_id=centre.id)
    elsewhere = (make_event(session).id, make_organisation(session).id, make_centre(session).id)
    kinds = {
        ScopeKind.PLATFORM: [None],
        ScopeKind.CENTRE: [centre.id, elsewhere[2]],
        ScopeKind.EVENT: [event.id, elsewhere[0]],
        ScopeKind.ORGANISATION: [organisation.id, elsewhere[1]],
    }
    rows = [
        make_membership(session, make_person(session), role, kind, scope_id)
        for kind, ids in kinds.items()
        for scope_id in ids
        for role in sorted(ROLES_IN[kind])
    ]
    for held in (
        ADMIN,
        Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id),
        Grant(Role.EVENT_ORGANISER, ScopeKind.CENTRE, centre.id),
        Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id),
        Grant(Role.PROJECT_TEAM, ScopeKind.ORGANISATION, organisation.id),
        Grant(Role.REVIEWER, ScopeKind.EVENT, event.id),
    ):
        actor = make_actor(make_person(session), held)
        page = list_memberships(session, remit=remit_of(actor), per_page=100)
        givable = {row.id for row in rows if row.role in givable_roles(session, actor, row.scope_kind, row.scope_id)}
        assert {row.id for row in page.items} == givable, held


def test_memberships_are_filtered_by_role_kind_state_and_words(session: Session) -> None:
    event, centre = make_event(session), make_centre(session)
    reviewer = make_membership(session, make_person(session, name="评样"), Role.REVIEWER, ScopeKind.EVENT, event.id)
    manager = make_membership(session, make_person(session), Role.TECH_MANAGER, ScopeKind.CENTRE, centre.id)
    waiting = grant_membership(
        session, None, role=Role.PRESS, scope=(ScopeKind.EVENT, event.id), login="press@example.org"
    )
    gone = make_membership(session, make_person(session), Role.REVIEWER, ScopeKind.EVENT, event.id)
    gone.revoked_at = now()

    def found(**wanted: object) -> list[int]:
        page = list_memberships(session, wanted=MembershipFilter(**wanted))  # type: ignore[arg-type]
        return [row.id for row in page.items]

    assert found() == [waiting.id, manager.id, reviewer.id]
    assert found(role=Role.REVIEWER) == [reviewer.id]
    assert found(kind=ScopeKind.CENTRE) == [manager.id]
    assert found(waiting=True) == [waiting.id]
    assert found(scope=(ScopeKind.EVENT, event.id)) == [waiting.id, reviewer.id]
    assert found(words="评") == [reviewer.id]
    assert found(words="PRESS@example.org") == [waiting.id]
    assert found(words="nobody") == []
    assert [row.id for row in members_of(session, ScopeKind.EVENT, event.id)] == [waiting.id, reviewer.id]
    with pytest.raises(NotFound):
        get_membership(session, 999)


def test_places_are_offered_as_far_as_one_may_give_roles(session: Session) -> None:
    centre = make_centre(session, name="杭州中心")
    event = make_event(session, title="杭州路演", centre_id=centre.id)
    organisation = make_organisation(session, name="杭州样例公司", centre_id=centre.id)
    make_event(session, title="杭州别的路演")

    def names(*held: Grant, words: str = "") -> list[str]:
        return [name for _place, name in find_places(session, remit_of(make_actor(None, *held)), words=words)]

    operator = Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    assert names(operator) == ["杭州中心", "杭州路演", "杭州样例公司"]
    assert names(operator, words="公司") == ["杭州样例公司"]
    assert names(Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)) == ["杭州路演"]
    assert names(Grant(Role.INVESTOR, ScopeKind.ORGANISATION, organisation.id)) == ["杭州样例公司"]
    assert len(names(ADMIN, words="杭州")) == 4


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("platform", (ScopeKind.PLATFORM, None)),
        ("event:12", (ScopeKind.EVENT, 12)),
        ("centre:3", (ScopeKind.CENTRE, 3)),
        ("person:3", None),
        ("event:", None),
        ("event:x", None),
        ("event:²", None),
        ("event:99999999999999999999", None),
        ("platform:1", None),
        ("", None),
    ],
)
def test_an_address_names_a_scope(text: str, scope: tuple[ScopeKind, int | None] | None) -> None:
    assert read_scope(text) == scope
    if scope is not None:
        assert write_scope(scope) == text


def test_scopes_have_names_and_owners(session: Session) -> None:
    centre = make_centre(session, name="温州中心")
    event = make_event(session, title="温州路演", centre_id=centre.id)
    scopes = [(ScopeKind.EVENT, event.id), (ScopeKind.CENTRE, centre.id), (ScopeKind.PLATFORM, None)]
    assert scope_names(session, scopes) == {scopes[0]: "温州路演", scopes[1]: "温州中心"}
    assert scope_reach(session, *scopes[0]) == Reach(centres=frozenset({centre.id}), events=frozenset({event.id}))
    person = make_account(session).person_id
    assert scope_reach(session, ScopeKind.PERSON, person) == Reach(people=frozenset({person}))
