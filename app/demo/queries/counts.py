"""Recounting the season in the database: one query for each number the article gives, saying what it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.agreements.logic.states import AgreementType
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement
from app.demo.logic.season import Expectation
from app.events.logic.states import SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession, SessionPerson
from app.events.models.venue import Floor, Venue
from app.investors.models import Honour, Investor, InvestorParticipation
from app.library.models import NeedExpert
from app.organisations.models import Centre, Figure, Organisation
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch

WENZHOU, JIANDE, LONGGANG = "wenzhou-2023", "jiande-shanghai-2023", "longgang-2023"
CENTRE, INVESTOR = "杭州技术转移转化中心", "华工创投"
TEN_THOUSAND: Final = 10_000
ACADEMICIAN: Final = "院士"


@dataclass(frozen=True)
class Found:
    """A number as the database holds it; nothing when it holds none."""

    value: Decimal | None
    bound: str = "="


@dataclass(frozen=True)
class Count:
    """How one number is counted."""

    what: str
    find: Callable[[Session], Found]


@dataclass(frozen=True)
class Line:
    """One line of the recount."""

    expected: Expectation
    what: str
    found: Found

    @property
    def is_right(self) -> bool:
        """Tell whether number and bound are what the article says."""
        return (self.found.value, self.found.bound) == (self.expected.value, self.expected.bound)


def _number(session: Session, rows: Select[Any]) -> Found:
    value = session.scalar(rows)
    return Found(None if value is None else Decimal(value))


def _held_at(slug: str, key: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Callable[[Session], Found]:
    """Count different keys among the rows of one event; the column of the event stands in the first condition."""

    def find(session: Session) -> Found:
        event_id = select(Event.id).where(Event.slug == slug).scalar_subquery()
        column = key.table.c.event_id
        return _number(session, select(func.count(key.distinct())).where(column == event_id, *conditions))

    return find


def _agreements(slug: str, *kinds: AgreementType) -> Callable[[Session], Found]:
    signed = Agreement.state.in_(SIGNED_STATES)
    narrowed = (signed, Agreement.agreement_type.in_(kinds)) if kinds else (signed,)
    return _held_at(slug, Agreement.__table__.c.id, *narrowed)


def _figure(code: str) -> Callable[[Session], Found]:
    def find(session: Session) -> Found:
        row = session.scalar(select(Figure).where(Figure.code == code))
        if row is None:
            return Found(None)
        return Found(row.value, "≥" if row.at_least else "≤" if row.at_most else "=")

    return find


def _listed(key: str) -> Callable[[Session], Found]:
    def find(session: Session) -> Found:
        centre = session.scalar(select(Centre).where(Centre.name == CENTRE))
        return Found(Decimal(len(centre.profile.get(key, ()))) if centre else None)

    return find


def _academicians(session: Session) -> Found:
    rows = (
        select(func.count(Person.id.distinct()))
        .join(SessionPerson, SessionPerson.person_id == Person.id)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .join(Event, Event.id == EventSession.event_id)
        .where(Event.slug == WENZHOU, EventSession.session_type == SessionType.KEYNOTE, Person.honorific == ACADEMICIAN)
    )
    return _number(session, rows)


def _contract(session: Session) -> Found:
    rows = (
        select(func.sum(Agreement.amount))
        .join(Event, Event.id == Agreement.event_id)
        .where(
            Event.slug == JIANDE, Agreement.agreement_type == AgreementType.TECHNOLOGY_CONTRACT,
            Agreement.state.in_(SIGNED_STATES),
        )
    )  # fmt: skip
    found = _number(session, rows).value
    return Found(None if found is None else found / TEN_THOUSAND)


def _floors(session: Session) -> Found:
    rows = select(func.count(Floor.id)).join(Venue, Venue.id == Floor.venue_id).where(Venue.name == CENTRE)
    return _number(session, rows)


def _honours(session: Session) -> Found:
    rows = (
        select(func.max(Honour.times))
        .join(Investor, Investor.id == Honour.investor_id)
        .join(Organisation, Organisation.id == Investor.organisation_id)
        .where(Organisation.name == INVESTOR)
    )
    return _number(session, rows)


PITCH, PARTICIPATION, EXPERT = Pitch.__table__.c, InvestorParticipation.__table__.c, NeedExpert.__table__.c
COUNTS: Final[Mapping[str, Count]] = {
    "attendees_min": Count("people at the Wenzhou conference, at least", _figure("attendees")),
    "pitches": Count(
        "pitches presented at the Wenzhou conference",
        _held_at(WENZHOU, PITCH.id, Pitch.state == PitchState.PRESENTED),
    ),
    "transformation_signings": Count(
        "transformation agreements signed in Wenzhou",
        _agreements(WENZHOU, AgreementType.TRANSFORMATION_COOPERATION),
    ),
    "jiande_experts": Count("experts at the Jiande tour", _held_at(JIANDE, EXPERT.code)),
    "jiande_contract_wan_yuan": Count("technology contracts of the Jiande tour, 10,000 yuan", _contract),
    "longgang_framework_agreements": Count(
        "framework agreements signed in Longgang", _agreements(LONGGANG, AgreementType.FRAMEWORK)
    ),
    "poc_first_batch": Count("proof-of-concept centres of the first batch", _figure("poc_first_batch")),
    "fund_yi_yuan": Count("transfer fund of Hangzhou, 100 million yuan", _figure("transfer_fund")),
    "listed_companies": Count("listed companies among those supported", _figure("listed_companies")),
    "supported_enterprise_times_min": Count(
        "enterprises supported, counted each time, at least", _figure("supported_enterprises")
    ),
    "tech_enterprise_percent": Count("technology enterprises among them, percent", _figure("technology_enterprises")),
    "floors": Count("floors of the Hangzhou centre", _floors),
    "area_m2_max": Count("area of the Hangzhou centre, square metres, at most", _figure("area")),
    "hustvc_top50_times": Count("times HUST Ventures was among the top 50", _honours),
    "torch_years_min": Count("years of the Torch centre, at least", _figure("years")),
    "positions": Count("positions in the profile of the Hangzhou centre", _listed("positions")),
    "levers": Count("levers in the profile of the Hangzhou centre", _listed("levers")),
    "pitch_presenter_orgs": Count(
        "organisations that presented pitches in Wenzhou", _held_at(WENZHOU, PITCH.organisation_id)
    ),
    "investor_side_orgs": Count(
        "investors and industrial firms in Wenzhou", _held_at(WENZHOU, PARTICIPATION.investor_id)
    ),
    "keynote_academicians": Count("academicians who gave keynotes in Wenzhou", _academicians),
    "wenzhou_agreements_total": Count("agreements signed in Wenzhou", _agreements(WENZHOU)),
    "longgang_agreements_total": Count("agreements signed in Longgang", _agreements(LONGGANG)),
}  # fmt: skip


def recount(session: Session, expected: Expectation) -> Line:
    """Count one number anew; a number nobody can count is a difference."""
    count = COUNTS.get(expected.id)
    if count is None:
        return Line(expected, "", Found(None))
    return Line(expected, count.what, count.find(session))
