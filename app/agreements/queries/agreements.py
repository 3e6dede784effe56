"""Reading agreements: one, those of an event, those of an organisation."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.agreements.logic.amounts import Total, total
from app.agreements.logic.names import NameDoubt, NamedParty, doubts
from app.agreements.logic.states import AgreementState
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement, AgreementParty, AgreementStep, SigningBatch
from app.core.errors import NotFound
from app.core.names import compared
from app.core.permissions import Actor, ScopeKind
from app.events.logic.states import SessionType
from app.events.models.programme import EventSession
from app.library.models import Achievement, Need
from app.organisations.logic import OrganisationState
from app.organisations.models import Organisation
from app.pitches.models import Pitch

MOST_SUGGESTIONS = 300


def loaded() -> Select[Agreement]:
    """Return a query for agreements with everything a page shows."""
    return select(Agreement).options(
        joinedload(Agreement.event),
        joinedload(Agreement.signing),
        selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
        selectinload(Agreement.certificates),
    )


def get_agreement(session: Session, number: str) -> Agreement:
    """Return the agreement with a public number."""
    found = session.scalar(loaded().where(Agreement.number == number))
    if found is None:
        raise NotFound("There is no such agreement.")
    return found


def get_agreement_by_id(session: Session, agreement_id: int) -> Agreement:
    """Return an agreement as the database holds it now."""
    found = session.scalar(loaded().where(Agreement.id == agreement_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such agreement.")
    return found


def list_event_agreements(session: Session, event_id: int, *, state: str = "", words: str = "") -> list[Agreement]:
    """Return the agreements of an event in the order of the ceremony."""
    rows = loaded().where(Agreement.event_id == event_id)
    if state in set(AgreementState):
        rows = rows.where(Agreement.state == AgreementState(state))
    if words.strip():
        named = select(AgreementParty.agreement_id).where(AgreementParty.printed_name.contains(words.strip()))
        rows = rows.where(or_(Agreement.title.contains(words.strip()), Agreement.id.in_(named)))
    return list(session.scalars(rows.order_by(Agreement.batch, Agreement.position, Agreement.id)))


def list_batch(session: Session, event_id: int, batch: int) -> list[Agreement]:
    """Return the agreements that come on stage together, without those withdrawn."""
    gone = (AgreementState.VOID, AgreementState.TERMINATED)
    rows = loaded().where(Agreement.event_id == event_id, Agreement.batch == batch, Agreement.state.not_in(gone))
    return list(session.scalars(rows.order_by(Agreement.position, Agreement.id)))


def list_signed(session: Session, event_id: int) -> list[Agreement]:
    """Return what was signed at an event."""
    rows = loaded().where(Agreement.event_id == event_id, Agreement.state.in_(SIGNED_STATES))
    return list(session.scalars(rows.order_by(Agreement.batch, Agreement.position, Agreement.id)))


def list_my_agreements(session: Session, actor: Actor) -> list[Agreement]:
    """Return the agreements of the organisations in which somebody has a role, and those in their own care."""
    organisations = actor.scope_ids(ScopeKind.ORGANISATION)
    named = select(AgreementParty.agreement_id).where(AgreementParty.organisation_id.in_(organisations))
    mine = or_(Agreement.id.in_(named), Agreement.owner_id == (actor.person_id or 0))
    return list(session.scalars(loaded().where(mine).order_by(Agreement.created_at.desc(), Agreement.id.desc())))


def list_editions(session: Session, agreement: Agreement) -> list[Agreement]:
    """Return the edition before this one and the one that follows it."""
    wanted = or_(Agreement.id == agreement.supersedes_id, Agreement.supersedes_id == agreement.id)
    return list(session.scalars(loaded().where(wanted).order_by(Agreement.edition, Agreement.id)))


def list_steps(session: Session, agreement_id: int) -> list[AgreementStep]:
    """Return the history of an agreement, latest first."""
    rows = select(AgreementStep).where(AgreementStep.agreement_id == agreement_id)
    return list(session.scalars(rows.order_by(AgreementStep.id.desc())))


def list_signing_sessions(session: Session, event_id: int) -> list[EventSession]:
    """Return the sessions of an event in which agreements may be signed, ceremonies first."""
    rows = session.scalars(
        select(EventSession).where(EventSession.event_id == event_id).order_by(EventSession.start_at, EventSession.id)
    )
    return sorted(rows, key=lambda each: each.session_type is not SessionType.SIGNING)


def find_written_words(session: Session, event_id: int) -> dict[int, SigningBatch]:
    """Return the host words that were written by hand, by batch."""
    rows = session.scalars(select(SigningBatch).where(SigningBatch.event_id == event_id))
    return {row.number: row for row in rows}


def find_by_seal_name(session: Session, name: str) -> Organisation | None:
    """Return the verified organisation with exactly this seal name."""
    return session.scalar(
        select(Organisation).where(Organisation.name == name, Organisation.state == OrganisationState.VERIFIED)
    )


def similar_seal_names(session: Session, name: str, *, most: int = 3) -> list[str]:
    """Return seal names that somebody may have meant."""
    wanted = compared(name)
    if not wanted:
        return []
    like = or_(
        Organisation.name.contains(name[:4]), Organisation.short_name == name, Organisation.name.contains(name[-6:])
    )
    rows = session.scalars(
        select(Organisation.name).where(Organisation.state == OrganisationState.VERIFIED, like).limit(50)
    )
    return sorted(rows, key=lambda other: (wanted not in compared(other), len(other), other))[:most]


def list_seal_names(session: Session) -> list[str]:
    """Return the seal names of verified organisations, for the suggestions of a form."""
    rows = select(Organisation.name).where(Organisation.state == OrganisationState.VERIFIED)
    return list(session.scalars(rows.order_by(Organisation.sort_key, Organisation.name).limit(MOST_SUGGESTIONS)))


def list_links(session: Session, event_id: int) -> dict[str, list[tuple[int, str]]]:
    """Return the pitches, needs and achievements an agreement of an event may come from."""
    pitches = session.execute(
        select(Pitch.id, Pitch.number, Pitch.title).where(Pitch.event_id == event_id).order_by(Pitch.number)
    )
    needs = session.execute(select(Need.id, Need.number, Need.title).order_by(Need.number).limit(MOST_SUGGESTIONS))
    achievements = session.execute(
        select(Achievement.id, Achievement.number, Achievement.title)
        .order_by(Achievement.number)
        .limit(MOST_SUGGESTIONS)
    )
    return {"pitch": _choices(pitches), "need": _choices(needs), "achievement": _choices(achievements)}


def _choices(rows: Iterable[Any]) -> list[tuple[int, str]]:
    return [(row.id, f"{row.number} {row.title}") for row in rows]


def linked_titles(session: Session, agreement: Agreement) -> dict[str, tuple[str, str]]:
    """Return number and title of what an agreement comes from."""
    wanted: dict[str, tuple[Any, int | None]] = {
        "pitch": (Pitch, agreement.pitch_id),
        "need": (Need, agreement.need_id),
        "achievement": (Achievement, agreement.achievement_id),
    }
    found = {}
    for key, (model, row_id) in wanted.items():
        row = session.get(model, row_id) if row_id else None
        if row is not None:
            found[key] = (row.number, row.title)
    return found


def name_doubts(agreement: Agreement) -> list[NameDoubt]:
    """Return what speaks against printing the names of an agreement; parties must be loaded."""
    parties = [
        NamedParty(
            printed=party.printed_name,
            seal=party.organisation.name,
            is_verified=party.organisation.state is OrganisationState.VERIFIED,
            is_assumed=party.is_assumed,
            confirmed_by=party.confirmed_by,
            proofread_by=party.proofread_by,
        )
        for party in agreement.parties
    ]
    return doubts(parties, historic=agreement.is_historic)


def total_of(agreements: Iterable[Agreement]) -> Total:
    """Return the sum of the disclosed amounts."""
    return total(agreement.open_amount for agreement in agreements)
