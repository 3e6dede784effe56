"""Starting a pitch, writing it, and the people of its team."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership
from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise, may
from app.events.models.event import Event
from app.organisations.logic import OrganisationType, Side
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name
from app.organisations.service.profiles import OrganisationEntry, enter_organisation
from app.pitches.facts import PitchStarted, TeamMemberInvited
from app.pitches.logic.call import CallState, call_state
from app.pitches.logic.states import ORGANISER_EDITS, TEAM_EDITS, PitchRole, PitchState
from app.pitches.models import Pitch, PitchAccess, PitchMember, PitchStep, PitchView
from app.pitches.queries.pitches import get_pitch

WRITTEN: Final = frozenset({
    "title", "summary", "innovation", "transfer_outlook", "market_outlook", "investment_value", "field", "trl",
    "investment_round", "ask_amount", "equity_offered", "valuation", "use_of_funds", "team_structure", "cap_table",
    "ip_summary", "region", "visibility", "field_visibility", "disclosure", "patent_number", "disclosure_ok",
    "achievement_id", "minutes", "qa_minutes",
})  # fmt: skip


def start_pitch(
    session: Session, actor: Actor, *, event: Event, title: str, organisation_name: str = "", presents: bool = True
) -> Pitch:
    """Begin a pitch for an event whose call is open; whoever begins it is on its team."""
    authorise(actor, Permission.PITCH_CREATE)
    is_organiser = may(actor, Permission.PITCH_TRIAGE, event)
    state = call_state(now(), opens=event.call_opens_at, closes=event.call_closes_at, text=event.call_text)
    if state is not CallState.OPEN and not is_organiser:
        raise RuleBroken("The call for this event is not open.")
    number = next_number(session, "LY", year=event.start_at.astimezone(ZoneInfo(event.zone)).year)
    pitch = Pitch(
        number=number, event=event, title=title, organisation=name_organisation(session, organisation_name),
        created_by=actor.person_id, members=[], slides=None, state=PitchState.DRAFT,
    )  # fmt: skip
    if presents:
        pitch.members.append(PitchMember(person_id=actor.person_id, role=PitchRole.PRESENTER))
    session.add(pitch)
    session.flush()
    session.add(PitchStep(pitch_id=pitch.id, state=PitchState.DRAFT, person_id=actor.person_id))
    if actor.person_id is not None:
        join_teams(session, actor.person_id)
    outbox.record(session, PitchStarted(pitch_id=pitch.id, event_id=event.id))
    return pitch


def save_draft(
    session: Session, actor: Actor, *, pitch_id: int, values: Mapping[str, Any], version: int | None = None
) -> Pitch:
    """Write into a pitch: its team while it is a draft or returned, its organiser until it is over."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    check_version(pitch, version)
    if not may_write(actor, pitch):
        raise RuleBroken("This pitch is “%(state)s” and can no longer be changed.", state=pitch.state)
    for name in WRITTEN & values.keys():
        if getattr(pitch, name) != values[name]:
            setattr(pitch, name, values[name])
    if "organisation_name" in values:
        pitch.organisation = name_organisation(session, values["organisation_name"])
    session.flush()
    return pitch


def may_write(actor: Actor, pitch: Pitch) -> bool:
    """Tell whether the actor may change the text of the pitch as it stands now."""
    if pitch.state in TEAM_EDITS:
        return may(actor, Permission.PITCH_EDIT, pitch)
    return pitch.state in ORGANISER_EDITS and may(actor, Permission.PITCH_TRIAGE, pitch)


def discard_draft(session: Session, actor: Actor, *, pitch_id: int) -> None:
    """Throw a draft away that was never submitted."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    if pitch.state is not PitchState.DRAFT or pitch.submitted_at is not None:
        raise RuleBroken("Only a draft that was never submitted can be thrown away.")
    for kind in (PitchStep, PitchAccess, PitchView):
        session.execute(delete(kind).where(kind.pitch_id == pitch.id))
    session.delete(pitch)
    session.flush()


def name_organisation(session: Session, name: str | None) -> Organisation | None:
    """Return the organisation of this full name; an unknown one waits to be verified by a centre."""
    name = tidy(name or "")
    if not name:
        return None
    entry = OrganisationEntry(name, OrganisationType.COMPANY, sides=[Side.SUPPLY], source="pitch")
    return find_by_name(session, name) or enter_organisation(session, entry)


def invite_member(session: Session, actor: Actor, *, pitch_id: int, login: str, role: PitchRole) -> PitchMember:
    """Put somebody on the team by e-mail address, with or without an account."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    login = login.strip().lower()
    account = session.scalar(select(Account).where(Account.email == login, Account.closed_at.is_(None)))
    taken = {member.person_id for member in pitch.members if member.person_id}
    if (account and account.person_id in taken) or login in {member.invited_login for member in pitch.members}:
        raise RuleBroken("This person is on the team already.", field="login")
    if role is PitchRole.PRESENTER and pitch.presenter is not None:
        pitch.presenter.role = PitchRole.CO_PRESENTER
    member = PitchMember(
        role=role, person_id=account.person_id if account else None, invited_login=None if account else login
    )
    pitch.members.append(member)
    session.flush()
    if account is not None:
        join_teams(session, account.person_id)
    invited = TeamMemberInvited(
        pitch_id=pitch.id, event_id=pitch.event_id, login=login, role=role.value, has_account=account is not None
    )
    outbox.record(session, invited)
    return member


def change_role(session: Session, actor: Actor, *, pitch_id: int, member_id: int, role: PitchRole) -> None:
    """Give a member of the team another part; there is one presenter."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    member = get_member(pitch, member_id)
    if role is PitchRole.PRESENTER and pitch.presenter is not None:
        pitch.presenter.role = PitchRole.CO_PRESENTER
    member.role = role
    session.flush()


def remove_member(session: Session, actor: Actor, *, pitch_id: int, member_id: int) -> None:
    """Take somebody off the team; one person has to stay."""
    pitch = get_pitch(session, pitch_id)
    authorise(actor, Permission.PITCH_EDIT, pitch)
    member = get_member(pitch, member_id)
    if not any(other.person_id for other in pitch.members if other is not member):
        raise RuleBroken("One person with an account has to stay on the team.")
    pitch.members.remove(member)
    session.flush()


def claim_invited(session: Session, person_id: int, login: str) -> int:
    """Give the team places that wait for an address to the person who proved to own it; return how many."""
    waiting = session.scalars(
        select(PitchMember).where(PitchMember.invited_login == login.strip().lower(), PitchMember.person_id.is_(None))
    ).all()
    for member in waiting:
        twice = select(PitchMember.id).where(
            PitchMember.pitch_id == member.pitch_id, PitchMember.person_id == person_id
        )
        if session.scalar(twice):
            session.delete(member)
        else:
            member.person_id, member.invited_login = person_id, None
    session.flush()
    if waiting:
        join_teams(session, person_id)
    return len(waiting)


def join_teams(session: Session, person_id: int) -> None:
    """Let a person act as project team for the pitches on whose team they are."""
    mine = {"role": Role.PROJECT_TEAM, "scope_kind": ScopeKind.PERSON, "scope_id": person_id}
    known = session.scalar(select(Membership).filter_by(person_id=person_id, **mine))
    if known is None:
        session.add(Membership(person_id=person_id, **mine))
    elif known.revoked_at is not None:
        known.revoked_at = None
    session.flush()


def get_member(pitch: Pitch, member_id: int) -> PitchMember:
    """Return a member of the team of a pitch."""
    found = next((member for member in pitch.members if member.id == member_id), None)
    if found is None:
        raise NotFound("There is no such person on the team.")
    return found
