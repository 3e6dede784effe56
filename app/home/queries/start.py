"""What waits for a person: the next steps over all roles, and what the person waits for."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries.scopes import scope_names
from app.core.permissions import Actor, Permission, Role, ScopeKind, may
from app.core.words import N_
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.home.logic.suggestions import Suggestion, Waiting, WaitingKind, in_order
from app.home.queries.participants import suggest_to_everybody, suggest_to_investor, suggest_to_team
from app.home.queries.staff import suggest_to_admin, suggest_to_operator, suggest_to_organiser
from app.investors.logic import InvestorState
from app.investors.models import Investor, InvestorRepresentative
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.organisations.logic import OrganisationState
from app.organisations.models import Organisation
from app.organisations.queries.organisations import list_own_organisations
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchMember

BY_ROLE: dict[Role, Callable[[Session, Actor], list[Suggestion]]] = {
    Role.PLATFORM_ADMIN: suggest_to_admin,
    Role.CENTRE_OPERATOR: suggest_to_operator,
    Role.EVENT_ORGANISER: suggest_to_organiser,
    Role.PROJECT_TEAM: suggest_to_team,
    Role.INVESTOR: suggest_to_investor,
}
UNDER_DECISION = (PitchState.SUBMITTED, PitchState.FORMAL_CHECK, PitchState.IN_REVIEW, PitchState.WAITLISTED)
OVER = (EventState.CANCELLED, EventState.ENDED, EventState.FOLLOWING_UP, EventState.ARCHIVED)


def suggest(session: Session, actor: Actor, *, coming: int = 0) -> list[Suggestion]:
    """Return the next steps of a person over all roles; `coming` entries stand in the agenda."""
    agenda = Suggestion(
        N_("My agenda"), N_("Sessions, pitches and meetings on one page, as PDF and calendar feed."),
        "home.show_agenda", N_("Open"), 5, "calendar-event", coming,
    )  # fmt: skip
    found = [agenda, *suggest_to_everybody(session, actor)]
    for role in Role:
        if role in actor.roles() and role in BY_ROLE:
            found += BY_ROLE[role](session, actor)
    return in_order(found)


@dataclass(frozen=True)
class HeldRole:
    """A role a person holds, the first place in which it holds, and in how many others it holds too."""

    role: Role
    scope: str
    others: int


def list_roles(session: Session, actor: Actor) -> list[HeldRole]:
    """Return the roles a person holds; sub-centres that a role reaches into are not counted."""
    places: dict[Role, list[tuple[ScopeKind, int | None]]] = {}
    for grant in actor.grants:
        held = places.setdefault(grant.role, [])
        is_below = grant.kind is ScopeKind.CENTRE and any(kind is ScopeKind.CENTRE for kind, _key in held)
        if grant.kind is not ScopeKind.PERSON and not is_below:
            held.append((grant.kind, grant.scope_id))
    names = scope_names(session, [place for held in places.values() for place in held])
    return [HeldRole(role, names.get(places[role][0], ""), len(places[role]) - 1) for role in Role if places.get(role)]


def list_waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Return what a person handed in and others have to answer, the longest waiting first."""
    person_id = actor.person_id or 0
    found = [
        *_asked_meetings(session, person_id),
        *_registrations(session, person_id),
        *_pitches(session, person_id),
        *_investors(session, person_id),
        *_organisations(session, actor),
    ]
    return sorted(found, key=lambda each: (each.since, each.title))


def _asked_meetings(session: Session, person_id: int) -> list[Waiting]:
    rows = session.execute(
        select(Meeting.id, Meeting.state, Meeting.created_at, Pitch.title)
        .join(Pitch, Pitch.id == Meeting.pitch_id)
        .where(Meeting.asked_by == person_id, Meeting.state == MeetingState.REQUESTED)
    )
    return [
        Waiting(
            WaitingKind.MEETING_REQUEST, row.title, row.state, row.created_at, "meetings.show_meeting",
            {"meeting_id": row.id},
        )
        for row in rows
    ]  # fmt: skip


def _registrations(session: Session, person_id: int) -> list[Waiting]:
    waits = (RegistrationState.SUBMITTED, RegistrationState.WAITLISTED)
    rows = session.execute(
        select(Registration.state, Registration.created_at, Event.title)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.person_id == person_id, Registration.state.in_(waits), Event.state.not_in(OVER))
    )
    return [
        Waiting(WaitingKind.REGISTRATION, row.title, row.state, row.created_at, "events.list_my_registrations", {})
        for row in rows
    ]


def _pitches(session: Session, person_id: int) -> list[Waiting]:
    teams = select(PitchMember.pitch_id).where(PitchMember.person_id == person_id)
    mine = Pitch.id.in_(teams) | (Pitch.created_by == person_id)
    rows = session.execute(
        select(Pitch.number, Pitch.title, Pitch.state, Pitch.updated_at).where(mine, Pitch.state.in_(UNDER_DECISION))
    )
    return [
        Waiting(WaitingKind.PITCH, row.title, row.state, row.updated_at, "pitches.show_pitch", {"number": row.number})
        for row in rows
    ]


def _investors(session: Session, person_id: int) -> list[Waiting]:
    mine = select(InvestorRepresentative.investor_id).where(InvestorRepresentative.person_id == person_id)
    waits = (InvestorState.APPLIED, InvestorState.VERIFYING)
    rows = session.execute(
        select(Investor.id, Investor.state, Investor.created_at, Organisation.name)
        .join(Organisation, Organisation.id == Investor.organisation_id)
        .where(Investor.id.in_(mine), Investor.state.in_(waits))
    )
    return [
        Waiting(
            WaitingKind.INVESTOR, row.name, row.state, row.created_at, "investors.show_investor",
            {"investor_id": row.id},
        )
        for row in rows
    ]  # fmt: skip


def _organisations(session: Session, actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            WaitingKind.ORGANISATION, row.name, row.state, row.updated_at, "organisations.show_organisation",
            {"organisation_id": row.id},
        )
        for row in list_own_organisations(session, actor)
        if row.state is OrganisationState.APPLIED and not may(actor, Permission.ORGANISATION_VERIFY, row)
    ]  # fmt: skip
