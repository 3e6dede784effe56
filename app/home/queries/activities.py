"""What an organisation does on this platform, as far as everybody may know: one query for each domain."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement, AgreementParty
from app.events.logic.states import HostRole, Visibility
from app.events.logic.steps import PUBLIC_STATES
from app.events.models.event import Event, EventOrganiser
from app.home.queries.front import SIGNED
from app.library.logic import ACHIEVEMENT_SHOWN, NEED_SHOWN
from app.library.models import Achievement, Need
from app.pitches.logic.states import SHOWN_TO_ALL
from app.pitches.models import Pitch

CONFIDENTIAL = (AgreementType.NDA, AgreementType.INVESTMENT)
MOST = 50


@dataclass(frozen=True)
class Activities:
    """The events an organisation hosts with its part in each, its projects, its catalogue and what it signed."""

    events: Sequence[tuple[Event, HostRole]]
    pitches: Sequence[Pitch]
    achievements: Sequence[Achievement]
    needs: Sequence[Need]
    agreements: Sequence[Agreement]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not (self.events or self.pitches or self.achievements or self.needs or self.agreements)


def list_activities(session: Session, organisation_id: int) -> Activities:
    """Return what everybody may know of the activities of an organisation, the newest first."""
    return Activities(
        events=_events(session, organisation_id),
        pitches=_pitches(session, organisation_id),
        achievements=list(
            session.scalars(
                select(Achievement)
                .where(Achievement.organisation_id == organisation_id, Achievement.state.in_(ACHIEVEMENT_SHOWN))
                .where(Achievement.visibility != Visibility.NAMED)
                .order_by(Achievement.number.desc())
                .limit(MOST)
            )
        ),
        needs=list(
            session.scalars(
                select(Need)
                .where(Need.organisation_id == organisation_id, Need.state.in_(NEED_SHOWN))
                .where(Need.visibility != Visibility.NAMED)
                .order_by(Need.number.desc())
                .limit(MOST)
            )
        ),
        agreements=_agreements(session, organisation_id),
    )


def _events(session: Session, organisation_id: int) -> list[tuple[Event, HostRole]]:
    rows = session.execute(
        select(Event, EventOrganiser.role)
        .join(EventOrganiser, EventOrganiser.event_id == Event.id)
        .where(EventOrganiser.organisation_id == organisation_id)
        .where(Event.state.in_(PUBLIC_STATES), Event.visibility == Visibility.PUBLIC)
        .order_by(Event.start_at.desc(), Event.id, EventOrganiser.position)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in rows]


def _pitches(session: Session, organisation_id: int) -> list[Pitch]:
    rows = (
        select(Pitch)
        .join(Event, Event.id == Pitch.event_id)
        .where(Pitch.organisation_id == organisation_id, Pitch.state.in_(SHOWN_TO_ALL))
        .where(Pitch.visibility != Visibility.NAMED)
        .where(Event.state.in_(PUBLIC_STATES), Event.visibility == Visibility.PUBLIC)
        .options(joinedload(Pitch.event))
        .order_by(Pitch.number.desc())
        .limit(MOST)
    )
    return list(session.scalars(rows))


def _agreements(session: Session, organisation_id: int) -> list[Agreement]:
    named = select(AgreementParty.agreement_id).where(AgreementParty.organisation_id == organisation_id)
    rows = (
        select(Agreement)
        .join(Event, Event.id == Agreement.event_id)
        .where(Agreement.id.in_(named), Agreement.state.in_(SIGNED), Agreement.agreement_type.not_in(CONFIDENTIAL))
        .where(Event.state.in_(PUBLIC_STATES), Event.visibility == Visibility.PUBLIC)
        .options(
            joinedload(Agreement.event), selectinload(Agreement.certificates),
            selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
        )
        .order_by(Agreement.signed_at.desc(), Agreement.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return list(session.scalars(rows))
