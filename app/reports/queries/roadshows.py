"""The events of a year, one line each: what a registered platform has to file about its roadshows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.agreements.logic.amounts import Total, total
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import ContractRegistration
from app.core.clock import CHINA
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind
from app.core.words import N_
from app.events.logic.registration import HOLDING
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event, EventOrganiser
from app.events.models.registration import Registration
from app.investors.models import InvestorParticipation
from app.meetings.models import Meeting
from app.pitches.logic.states import SHOWN_TO_ALL
from app.pitches.models import Pitch
from app.reports.queries.funnel import HELD, REGISTERED

TOOK_PLACE = (EventState.LIVE, EventState.ENDED, EventState.FOLLOWING_UP, EventState.ARCHIVED)


@dataclass(frozen=True)
class Column:
    """One figure of the table: the name of its property, and its title and definition with source, as msgids."""

    key: str
    title: str
    definition: str
    is_money: bool = False


COLUMNS: Final = (
    Column("pitches", N_("Pitches"),
           N_("Pitches that are certain to be on stage or were presented. Source: the pitches of the event.")),
    Column("investors", N_("Investors"),
           N_("Institutions that take part. Source: their participation in the event.")),
    Column("registered", N_("With a place"),
           N_("Different people with a confirmed place. Source: the registrations.")),
    Column("came", N_("Came"), N_("Of these, different people checked in. Source: the check-in at the door.")),
    Column("meetings", N_("Meetings held"),
           N_("One-to-one talks that took place. Source: the meetings of the event.")),
    Column("agreements", N_("Agreements signed"),
           N_("Agreements signed, being performed or completed. Source: the agreements of the event.")),
    Column("disclosed_sum", N_("Disclosed sum"),
           N_("Sum of the amounts that the parties disclose. Source: the same agreements."), is_money=True),
    Column("undisclosed", N_("Of these undisclosed"),
           N_("Agreements with an undisclosed or secret amount: counted, not summed. Source: the same agreements.")),
    Column("contracts", N_("Contracts registered"),
           N_("Technology contracts with a registration number. Source: the answer of the agency, noted by hand.")),
)  # fmt: skip


@dataclass
class Figures:
    """The figures of one event, or of several together."""

    pitches: int = 0
    registered: int = 0
    came: int = 0
    investors: int = 0
    meetings: int = 0
    contracts: int = 0
    amounts: list[Decimal | None] = field(default_factory=list)

    @property
    def signed(self) -> Total:
        """Return how many agreements were signed, and the sum of the disclosed amounts."""
        return total(self.amounts)

    @property
    def agreements(self) -> int:
        """Return how many agreements were signed."""
        return self.signed.count

    @property
    def disclosed_sum(self) -> Decimal | None:
        """Return the sum of the disclosed amounts, if there is any."""
        return self.signed.shown

    @property
    def undisclosed(self) -> int:
        """Return how many agreements are not part of the sum."""
        return self.signed.undisclosed

    def value(self, column: Column) -> int | Decimal | None:
        """Return the figure of a column."""
        found: int | Decimal | None = getattr(self, column.key)
        return found


@dataclass(kw_only=True)
class Roadshow(Figures):
    """The figures of one event."""

    event: Event


def add_up(rows: Sequence[Figures]) -> Figures:
    """Return the figures of several events together; an institution counts once for each event."""
    added = Figures(amounts=[amount for row in rows for amount in row.amounts])
    for name in ("pitches", "registered", "came", "investors", "meetings", "contracts"):
        setattr(added, name, sum(getattr(row, name) for row in rows))
    return added


def list_roadshows(session: Session, actor: Actor, year: int) -> list[Roadshow]:
    """Return the events of a year that took place and that somebody may count, in order of time."""
    first = datetime(year, 1, 1, tzinfo=CHINA).astimezone(UTC)
    after = datetime(year + 1, 1, 1, tzinfo=CHINA).astimezone(UTC)
    events = session.scalars(
        select(Event)
        .where(Event.state.in_(TOOK_PLACE), Event.start_at >= first, Event.start_at < after, *_countable(actor))
        .options(joinedload(Event.venue), selectinload(Event.organisers).joinedload(EventOrganiser.organisation))
        .order_by(Event.start_at, Event.id)
    )
    rows = {event.id: Roadshow(event=event) for event in events}
    _count(session, rows)
    return list(rows.values())


def list_years_of_events(session: Session) -> list[int]:
    """Return the years in which events took place, latest first."""
    first, last = (
        session.scalar(select(bound).where(Event.state.in_(TOOK_PLACE)))
        for bound in (func.min(Event.start_at), func.max(Event.start_at))
    )
    if first is None or last is None:
        return []
    return list(range(last.astimezone(CHINA).year, first.astimezone(CHINA).year - 1, -1))


def _countable(actor: Actor) -> list[ColumnElement[bool]]:
    rights = {POLICY[grant.role].get(Permission.STATISTICS_READ) for grant in actor.grants}
    return [] if Scope.ANY in rights else [Event.centre_id.in_(actor.scope_ids(ScopeKind.CENTRE))]


def _count(session: Session, rows: dict[int, Roadshow]) -> None:
    """Fill in the figures, each with one query for all events."""
    people = func.count(Registration.person_id.distinct())
    counts: dict[str, Select[Any]] = {
        "pitches": _each(Pitch.event_id, func.count()).where(Pitch.state.in_(SHOWN_TO_ALL)),
        "registered": _each(Registration.event_id, people).where(Registration.state.in_(HOLDING)),
        "came": _each(Registration.event_id, people).where(Registration.state == RegistrationState.CHECKED_IN),
        "investors": _each(InvestorParticipation.event_id, func.count()),
        "meetings": _each(Meeting.event_id, func.count()).where(Meeting.state.in_(HELD)),
        "contracts": _each(Agreement.event_id, func.count())
        .join(ContractRegistration, ContractRegistration.agreement_id == Agreement.id)
        .where(ContractRegistration.state.in_(REGISTERED)),
    }
    for name, counted in counts.items():
        for event_id, count in session.execute(counted):
            if event_id in rows:
                setattr(rows[event_id], name, count)
    signed = select(Agreement).where(Agreement.event_id.in_(list(rows)), Agreement.state.in_(SIGNED_STATES))
    for agreement in session.scalars(signed):
        rows[agreement.event_id or 0].amounts.append(agreement.open_amount)


def _each(key: Any, counted: Any) -> Select[Any]:  # noqa: ANN401 -- columns of any table
    return select(key, counted).group_by(key)
