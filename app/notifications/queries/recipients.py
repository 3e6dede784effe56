"""Who is told: how people are reached, and who stands behind events, pitches, investors and organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership, Person
from app.core.permissions import Role, ScopeKind
from app.events.logic.programme import NO_LONGER_THERE
from app.events.logic.states import RegistrationState
from app.events.models.event import Event
from app.events.models.programme import Bookmark, EventSession, SessionPerson
from app.events.models.registration import Registration
from app.investors.models import InvestorRepresentative
from app.pitches.models import PitchMember

DEFAULT_LANGUAGE = "zh_CN"
COMING = (RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.CHECKED_IN)
WAITING_TOO = (*COMING, RegistrationState.WAITLISTED)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody to be told: with an address for mail if one is confirmed, with an inbox if there is an account."""

    person_id: int | None
    name: str
    address: str | None
    language: str = DEFAULT_LANGUAGE
    has_inbox: bool = False


def list_recipients(session: Session, person_ids: Iterable[int | None]) -> list[Recipient]:
    """Return how these people are reached, each once; whoever closed the account is left in peace.

    An address that its owner never confirmed gets no mail. Somebody without an account is reached at the address that
    an organiser noted.
    """
    wanted = sorted({person_id for person_id in person_ids if person_id is not None})
    rows = session.execute(
        select(
            Person.id, Person.name, Person.email.label("noted"), Account.id.label("account_id"), Account.email,
            Account.email_verified_at, Account.closed_at, Account.language,
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id.in_(wanted))
        .order_by(Person.id)
    )  # fmt: skip
    found = []
    for row in rows:
        if row.closed_at is not None:
            continue
        confirmed = row.email if row.email_verified_at is not None else None
        found.append(Recipient(
            person_id=row.id, name=row.name, address=confirmed if row.account_id else row.noted,
            language=row.language or DEFAULT_LANGUAGE, has_inbox=row.account_id is not None,
        ))  # fmt: skip
    return found


def list_organisers(session: Session, event: Event) -> set[int]:
    """Return the owner of an event and everybody who organises it."""
    held = _holders(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return {event.owner_id, *_present(session.scalars(held))}


def list_operators(session: Session, centre_id: int | None) -> set[int]:
    """Return who works for a centre; without a centre, or while nobody does, the administrators of the platform."""
    admins = _holders(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM, None)
    if centre_id is None:
        return _present(session.scalars(admins))
    operators = _present(session.scalars(_holders(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre_id)))
    return operators or _present(session.scalars(admins))


def list_members(session: Session, organisation_ids: Iterable[int | None]) -> set[int]:
    """Return everybody who holds a role in one of these organisations."""
    wanted = sorted({each for each in organisation_ids if each is not None})
    rows = select(Membership.person_id).where(
        Membership.scope_kind == ScopeKind.ORGANISATION, Membership.scope_id.in_(wanted),
        Membership.revoked_at.is_(None),
    )  # fmt: skip
    return _present(session.scalars(rows))


def list_team(session: Session, pitch_id: int | None) -> set[int]:
    """Return the people behind a pitch."""
    return _present(session.scalars(select(PitchMember.person_id).where(PitchMember.pitch_id == pitch_id)))


def list_representatives(session: Session, investor_id: int) -> set[int]:
    """Return the people who speak for an investor."""
    rows = select(InvestorRepresentative.person_id).where(InvestorRepresentative.investor_id == investor_id)
    return _present(session.scalars(rows))


def list_attendees(session: Session, event_id: int, states: Iterable[RegistrationState] = COMING) -> set[int]:
    """Return who registered for an event and still counts on it."""
    rows = select(Registration.person_id).where(
        Registration.event_id == event_id, Registration.state.in_(tuple(states))
    )
    return _present(session.scalars(rows))


def list_stage(session: Session, event_id: int) -> set[int]:
    """Return everybody with a duty in the programme of an event."""
    rows = (
        select(SessionPerson.person_id)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .where(EventSession.event_id == event_id, SessionPerson.state.not_in(NO_LONGER_THERE))
    )
    return _present(session.scalars(rows))


def list_touched(session: Session, session_ids: Iterable[int]) -> set[int]:
    """Return who serves in these sessions or put them into the personal agenda."""
    wanted = sorted(session_ids)
    busy = select(SessionPerson.person_id).where(
        SessionPerson.session_id.in_(wanted), SessionPerson.state.not_in(NO_LONGER_THERE)
    )
    marked = select(Bookmark.person_id).where(Bookmark.session_id.in_(wanted))
    return _present(session.scalars(busy)) | _present(session.scalars(marked))


def _holders(role: Role, kind: ScopeKind, scope_id: int | None) -> Select[int | None]:
    return select(Membership.person_id).where(
        Membership.role == role, Membership.scope_kind == kind, Membership.scope_id.is_not_distinct_from(scope_id),
        Membership.revoked_at.is_(None),
    )  # fmt: skip


def _present(ids: Iterable[int | None]) -> set[int]:
    return {person_id for person_id in ids if person_id is not None}
