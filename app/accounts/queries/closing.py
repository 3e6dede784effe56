"""What closing an account would end, and what others would be left waiting for."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person, SignIn
from app.core.clock import now

COMING_REGISTRATIONS = ("submitted", "approved", "waitlisted")
COMING_MEETINGS = ("requested", "accepted", "scheduled", "confirmed", "rescheduled")


@dataclass(frozen=True)
class Closing:
    """How much hangs on an account."""

    roles: int
    browsers: int
    registrations: int
    meetings: int


def closing_counts(session: Session, *, person_id: int, account_id: int) -> Closing:
    """Count roles and browsers that end, and registrations and meetings to come in the name of the person."""
    # Registrations and meetings stand above accounts: only the columns that name people and states are read.
    tables = Person.metadata.tables
    registration, event, meeting = tables["registration"], tables["event"], tables["meeting"]
    roles = select(func.count()).where(Membership.person_id == person_id, Membership.revoked_at.is_(None))
    browsers = select(func.count()).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    coming = (
        select(func.count())
        .select_from(registration.join(event, event.c.id == registration.c.event_id))
        .where(
            registration.c.person_id == person_id, registration.c.state.in_(COMING_REGISTRATIONS),
            event.c.end_at >= now(),
        )
    )  # fmt: skip
    open_meetings = (
        select(func.count())
        .select_from(meeting.join(event, event.c.id == meeting.c.event_id))
        .where(
            or_(meeting.c.presenter_id == person_id, meeting.c.representative_id == person_id),
            meeting.c.state.in_(COMING_MEETINGS), event.c.end_at >= now(),
        )
    )  # fmt: skip
    counts = [session.scalar(each) or 0 for each in (roles, browsers, coming, open_meetings)]
    return Closing(*counts)
