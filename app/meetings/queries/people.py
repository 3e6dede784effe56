"""Who stands on which side of the table."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import NotFound
from app.core.permissions import Actor, Permission, Role, ScopeKind, may
from app.events.models.event import Event
from app.investors.models import Investor, InvestorParticipation
from app.investors.queries import find_own_participation, find_participation, get_investor
from app.matching.logic.wishes import WishSide
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.models import Meeting
from app.pitches.models import Pitch
from app.pitches.queries.access import is_team, may_be_shown, viewer_level
from app.pitches.queries.pitches import get_pitch_by_number, list_pitches_of


@dataclass(frozen=True)
class Pair:
    """A pitch and an investor that could meet at an event."""

    event: Event
    pitch: Pitch
    participation: InvestorParticipation

    @property
    def investor(self) -> Investor:
        """Return the investor."""
        return self.participation.investor


def get_pair(session: Session, event: Event, *, number: str, investor_id: int) -> Pair:
    """Return a pitch and an investor of one event."""
    pitch = get_pitch_by_number(session, number)
    participation = find_participation(session, event.id, investor_id)
    if pitch.event_id != event.id or participation is None:
        raise NotFound("This pitch and this investor do not meet at this event.")
    return Pair(event, pitch, participation)


def may_know(session: Session, actor: Actor, pitch: Pitch) -> bool:
    """Tell whether the actor may know that a pitch exists."""
    return may_be_shown(actor, pitch, viewer_level(session, actor, pitch))


def represents(actor: Actor, investor: Investor) -> bool:
    """Tell whether the actor speaks for an investor."""
    return investor.organisation_id in actor.scope_ids(ScopeKind.ORGANISATION, Role.INVESTOR)


def side_of_pair(actor: Actor, pitch: Pitch, investor: Investor) -> WishSide | None:
    """Return on which side the actor stands."""
    if is_team(actor, pitch):
        return WishSide.PITCH
    return WishSide.INVESTOR if represents(actor, investor) else None


def side_of(actor: Actor, meeting: Meeting) -> WishSide | None:
    """Return on which side of a meeting the actor stands."""
    if actor.person_id is not None and actor.person_id == meeting.representative_id:
        return WishSide.INVESTOR
    if actor.person_id is not None and actor.person_id == meeting.presenter_id:
        return WishSide.PITCH
    return side_of_pair(actor, meeting.pitch, meeting.investor)


def may_read(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may open a meeting: as one of its sides, or as its organiser."""
    return may(actor, Permission.MEETING_READ, meeting.sides) or may(actor, Permission.MEETING_PLAN, meeting)


def needs_to_ask(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor cannot move a meeting at once because both sides have agreed on its time."""
    return meeting.holds_slot and not may(actor, Permission.MEETING_PLAN, meeting)


def team_of(pitch: Pitch) -> list[Person]:
    """Return the people of a pitch who can sit at a table, the presenter first."""
    members = sorted(pitch.members, key=lambda each: (each is not pitch.presenter, each.id))
    return [each.person for each in members if each.person is not None]


def house_of(session: Session, participation: InvestorParticipation) -> list[Person]:
    """Return the people of an investor who can sit at a table, the one named for the event first."""
    named = [] if participation.representative is None else [participation.representative]
    rows = get_investor(session, participation.investor_id).representatives
    return named + [row.person for row in rows if row.person_id not in {person.id for person in named}]


@dataclass(frozen=True)
class Standing:
    """What a person brings to the meetings of an event: pitches, and the seat of an institution."""

    pitches: list[Pitch]
    participation: InvestorParticipation | None

    @property
    def takes_part(self) -> bool:
        """Tell whether there is anything to meet about."""
        return bool(self.pitches) or self.participation is not None


def find_standing(session: Session, event: Event, person_id: int | None) -> Standing:
    """Return what a person brings to the meetings of an event."""
    if person_id is None:
        return Standing([], None)
    mine = [each for each in list_pitches_of(session, person_id) if each.event_id == event.id]
    return Standing(
        [each for each in mine if each.state in OPEN_PITCHES], find_own_participation(session, event.id, person_id)
    )
