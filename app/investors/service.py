"""Changing investors: applying, verifying, writing the mandate, taking part in events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries.logins import find_person_by_login
from app.accounts.service.audit import write_audit
from app.accounts.service.memberships import grant_membership
from app.core import outbox
from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, Role, ScopeKind, authorise, may
from app.events.models.event import Event
from app.investors.facts import InvestorApplied, InvestorJoined, InvestorVerified, MandateWritten
from app.investors.logic import NEEDS_REASON, InvestorKind, InvestorState, may_step
from app.investors.models import (
    Honour,
    Investor,
    InvestorParticipation,
    InvestorRepresentative,
    Mandate,
    PortfolioCompany,
)
from app.investors.queries import find_investor_of, find_participation, get_investor
from app.organisations.logic import OrganisationType
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name
from app.organisations.service.profiles import OrganisationEntry, enter_organisation

TYPES = {
    InvestorKind.CVC: OrganisationType.INVESTOR_INDUSTRIAL,
    InvestorKind.GOVERNMENT_FUND: OrganisationType.INVESTOR_STATE,
}


@dataclass(frozen=True)
class InvestorProfile:
    """What an investor says about itself; money in yuan, None for not disclosed."""

    kind: InvestorKind
    introduction: str | None = None
    assets_under_management: Decimal | None = None
    fund_registration_number: str | None = None
    decision_days: int | None = None
    is_overseas: bool = False


@dataclass(frozen=True)
class MandateTerms:
    """What an investor looks for; the ticket in yuan, None for not disclosed."""

    fields: Sequence[str] = ()
    stages: Sequence[str] = ()
    ticket_min: Decimal | None = None
    ticket_max: Decimal | None = None
    regions: Sequence[str] = ()
    exclusions: Sequence[str] = ()
    min_trl: int | None = None
    looking_for: str | None = None


@dataclass(frozen=True)
class TrackRecord:
    """The holdings (company, field) and honours (title, times, issuer) an investor shows."""

    holdings: Sequence[tuple[str, str | None]] = field(default=())
    honours: Sequence[tuple[str, int | None, str | None]] = field(default=())


def apply_as_investor(
    session: Session, actor: Actor, *, name: str, profile: InvestorProfile, centre_id: int | None
) -> Investor:
    """Enter an institution as investor, to be verified by a centre; the applicant becomes its representative."""
    authorise(actor, Permission.INVESTOR_CREATE)
    organisation = _find_or_enter(session, actor, name, profile.kind, centre_id)
    if find_investor_of(session, organisation.id):
        raise RuleBroken("This institution is registered as investor already.", field="organisation_name")
    investor = Investor(
        organisation=organisation, centre_id=centre_id, representatives=[], portfolio=[], honours=[], mandate=None
    )
    _write_profile(investor, profile)
    session.add(investor)
    session.flush()
    if actor.person_id is not None:
        _add_representative(session, investor, session.get_one(Person, actor.person_id), title=None)
    outbox.record(session, InvestorApplied(investor.id, centre_id, organisation.name))
    write_audit(session, "investor.applied", kind="investor", row_id=investor.id)
    return investor


def _find_or_enter(
    session: Session, actor: Actor, name: str, kind: InvestorKind, centre_id: int | None
) -> Organisation:
    found = find_by_name(session, tidy(name))
    if found is not None:
        if not may(actor, Permission.ORGANISATION_EDIT, found) and found.created_by != actor.person_id:
            raise RuleBroken(
                "This institution is known here. Ask one of its members, or its centre, to register it.",
                field="organisation_name",
            )
        return found
    branch = TYPES.get(kind, OrganisationType.INVESTOR_FINANCIAL)
    organisation = enter_organisation(session, OrganisationEntry(name, branch, centre_id=centre_id))
    organisation.created_by = actor.person_id
    return organisation


def _write_profile(investor: Investor, profile: InvestorProfile) -> None:
    investor.kind = profile.kind
    investor.introduction = profile.introduction
    investor.assets_under_management = profile.assets_under_management
    investor.fund_registration_number = profile.fund_registration_number
    investor.decision_days = profile.decision_days
    investor.is_overseas = profile.is_overseas


def edit_profile(
    session: Session, actor: Actor, *, investor_id: int, profile: InvestorProfile, version: int | None = None
) -> Investor:
    """Change what an investor says about itself."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INVESTOR_EDIT, investor)
    check_version(investor, version)
    _write_profile(investor, profile)
    write_audit(session, "investor.edited", kind="investor", row_id=investor.id)
    return investor


def write_mandate(
    session: Session, actor: Actor, *, investor_id: int, terms: MandateTerms, version: int | None = None
) -> Mandate:
    """Write down what an investor looks for."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INVESTOR_EDIT, investor)
    if terms.ticket_min is not None and terms.ticket_max is not None and terms.ticket_min > terms.ticket_max:
        raise RuleBroken("The largest ticket cannot be below the smallest.", field="ticket_max")
    if not terms.fields:
        raise RuleBroken("Please name at least one field.", field="fields")
    mandate = investor.mandate
    if mandate is None:
        mandate = Mandate(investor_id=investor.id)
        investor.mandate = mandate
        session.add(mandate)
    else:
        check_version(mandate, version)
    for name in ("fields", "stages", "regions", "exclusions"):
        setattr(mandate, name, list(getattr(terms, name)))
    for name in ("ticket_min", "ticket_max", "min_trl", "looking_for"):
        setattr(mandate, name, getattr(terms, name))
    session.flush()
    outbox.record(session, MandateWritten(investor.id))
    write_audit(session, "mandate.written", kind="investor", row_id=investor.id)
    return mandate


def show_track_record(session: Session, actor: Actor, *, investor_id: int, record: TrackRecord) -> Investor:
    """Replace the holdings and honours an investor shows."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INVESTOR_EDIT, investor)
    investor.portfolio = [PortfolioCompany(company=company, field=branch) for company, branch in record.holdings]
    investor.honours = [Honour(title=title, times=times, issuer=issuer) for title, times, issuer in record.honours]
    session.flush()
    write_audit(session, "investor.track_record", kind="investor", row_id=investor.id)
    return investor


def name_representative(
    session: Session, actor: Actor, *, investor_id: int, login: str, title: str | None
) -> InvestorRepresentative:
    """Let one more person with an account speak for an investor."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INVESTOR_EDIT, investor)
    person = find_person_by_login(session, login)
    if person is None:
        raise RuleBroken("Nobody has an account with this address yet.", field="login")
    if any(row.person_id == person.id for row in investor.representatives):
        raise RuleBroken("This person represents the investor already.", field="login")
    return _add_representative(session, investor, person, title=title)


def _add_representative(
    session: Session, investor: Investor, person: Person, *, title: str | None
) -> InvestorRepresentative:
    row = InvestorRepresentative(investor=investor, person=person, title=title)
    session.add(row)
    grant_membership(
        session, None, role=Role.INVESTOR, scope=(ScopeKind.ORGANISATION, investor.organisation_id), person=person
    )
    session.flush()
    return row


def verify_investor(
    session: Session, actor: Actor, *, investor_id: int, state: InvestorState, reason: str | None = None
) -> Investor:
    """Let a centre decide about an investor."""
    investor = get_investor(session, investor_id)
    authorise(actor, Permission.INVESTOR_VERIFY, investor)
    if not may_step(investor.state, state):
        raise RuleBroken("An investor that is “%(old)s” cannot become “%(new)s”.", old=investor.state, new=state)
    if state in NEEDS_REASON and not (reason or "").strip():
        raise RuleBroken("Please give a reason; the investor will read it.", field="reason")
    investor.state, investor.state_reason = state, reason
    session.flush()
    outbox.record(session, InvestorVerified(investor.id, investor.organisation.name, state.value, reason))
    write_audit(session, f"investor.{state}", kind="investor", row_id=investor.id, detail={"reason": reason})
    return investor


def join_event(
    session: Session,
    actor: Actor,
    *,
    event: Event,
    investor_id: int,
    representative_id: int,
    role_text: str | None = None,
) -> InvestorParticipation:
    """Let an active investor take part in an event through one representative; again to name another one."""
    investor = get_investor(session, investor_id)
    if not may(actor, Permission.EVENT_EDIT, event):
        authorise(actor, Permission.INVESTOR_EDIT, investor)
    if investor.state is not InvestorState.ACTIVE:
        raise RuleBroken("A centre has to verify this investor first.")
    if representative_id not in {row.person_id for row in investor.representatives}:
        raise RuleBroken("This person does not represent the investor.", field="representative")
    row = find_participation(session, event.id, investor_id)
    if row is None:
        row = InvestorParticipation(event_id=event.id, investor=investor)
        session.add(row)
    row.representative = session.get_one(Person, representative_id)
    row.role_text = role_text or row.role_text
    session.flush()
    outbox.record(session, InvestorJoined(event.id, investor_id, representative_id))
    write_audit(session, "investor.joined", kind="investor", row_id=investor_id, event_id=event.id)
    return row


def record_investor(
    session: Session,
    actor: Actor,
    *,
    organisation: Organisation,
    profile: InvestorProfile,
    assumed: Mapping[str, Any] | None = None,
) -> Investor:
    """Enter, as the centre, an investor of whom a published report speaks; nobody speaks for it here yet."""
    investor = Investor(
        organisation=organisation, organisation_id=organisation.id, centre_id=organisation.centre_id, mandate=None,
        state=InvestorState.ACTIVE, source="imported", assumed=dict(assumed or {}), representatives=[], portfolio=[],
        honours=[],
    )  # fmt: skip
    authorise(actor, Permission.INVESTOR_VERIFY, investor)
    _write_profile(investor, profile)
    session.add(investor)
    session.flush()
    write_audit(session, "investor.recorded", kind="investor", row_id=investor.id)
    return investor


def record_participation(
    session: Session, actor: Actor, *, event: Event, investor: Investor, role_text: str
) -> InvestorParticipation:
    """Enter, as the organiser, that an investor took part, where the report does not name who came for it."""
    authorise(actor, Permission.EVENT_EDIT, event)
    row = InvestorParticipation(event_id=event.id, investor=investor, role_text=role_text, source="imported")
    session.add(row)
    session.flush()
    return row


def leave_event(session: Session, actor: Actor, *, event: Event, investor_id: int) -> None:
    """Take an investor out of an event."""
    row = find_participation(session, event.id, investor_id)
    if row is None:
        raise NotFound("This investor does not take part.")
    if not may(actor, Permission.EVENT_EDIT, event):
        authorise(actor, Permission.INVESTOR_EDIT, row.investor)
    session.delete(row)
    write_audit(session, "investor.left", kind="investor", row_id=investor_id, event_id=event.id)
    session.flush()
