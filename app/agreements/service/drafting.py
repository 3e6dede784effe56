"""Entering and changing agreements before they are signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.facts import NamesReset
from app.agreements.logic.names import FEWEST_PARTIES
from app.agreements.logic.states import AgreementState, AgreementType, ContractType, PartySide
from app.agreements.logic.steps import BEFORE_SIGNING, NAMES_OPEN
from app.agreements.models.agreement import Agreement, AgreementParty, SigningBatch
from app.agreements.queries.agreements import find_by_seal_name, get_agreement_by_id, similar_seal_names
from app.agreements.service.steps import note_step, step
from app.core import outbox
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.events.models.programme import EventSession

SIDES = tuple(PartySide)
MOST_YUAN = Decimal(10) ** 13


@dataclass(frozen=True, kw_only=True)
class PartyInput:
    """A party as somebody typed it."""

    name: str
    signatory: str = ""
    capacity: str = ""
    assistant: str = ""
    stage_mark: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementInput:
    """What somebody wants an agreement to say."""

    title: str
    agreement_type: AgreementType
    parties: tuple[PartyInput, ...] = ()
    contract_type: ContractType | None = None
    amount: Decimal | None = None
    amount_is_secret: bool = False
    batch: int = 1
    session_id: int | None = None
    sign_on: date | None = None
    place: str = ""
    witness: str = ""
    term_from: date | None = None
    term_to: date | None = None
    copies: int | None = None
    summary: str = ""
    pitch_id: int | None = None
    need_id: int | None = None
    achievement_id: int | None = None


def enter_agreement(session: Session, actor: Actor, *, event: Event, content: AgreementInput) -> Agreement:
    """Add an agreement to an event; it comes last in its batch."""
    authorise(actor, Permission.AGREEMENT_EDIT, event)
    check_content(session, event.id, content)
    agreement = Agreement(
        number=next_number(session, "HT"), event=event, centre_id=event.centre_id, owner_id=actor.person_id,
        agreement_type=content.agreement_type, title=tidy(content.title), parties=[], certificates=[],
        state=AgreementState.DRAFTING, source="typed", edition=1, assumed={},
    )  # fmt: skip
    _fill(agreement, content)
    agreement.parties = [_party(session, index, typed) for index, typed in enumerate(content.parties)]
    agreement.position = _next_position(session, event.id, content.batch)
    session.add(agreement)
    session.flush()
    note_step(session, actor, agreement, None)
    return agreement


def edit_agreement(
    session: Session, actor: Actor, *, agreement_id: int, content: AgreementInput, version: int | None, reason: str = ""
) -> Agreement:
    """Change an agreement; changed names lose their confirmations and send it back to drafting."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    check_version(agreement, version)
    if agreement.state not in BEFORE_SIGNING - {AgreementState.PRINT_READY}:
        raise RuleBroken("A text that is ready to print or signed is no longer changed here.")
    check_content(session, agreement.event_id, content)
    wanted = [tidy(party.name) for party in content.parties]
    if wanted != [party.printed_name for party in agreement.parties]:
        _reset_names(session, actor, agreement, reason)
        _replace_parties(session, agreement, content.parties)
    else:
        for party, typed in zip(agreement.parties, content.parties, strict=True):
            party.signatory, party.capacity = tidy(typed.signatory) or None, tidy(typed.capacity) or None
            party.assistant, party.stage_mark = tidy(typed.assistant) or None, tidy(typed.stage_mark) or None
    if agreement.batch != content.batch:
        agreement.position = _next_position(session, agreement.event_id, content.batch)
        forget_written_words(session, agreement.event_id, agreement.batch)
    forget_written_words(session, agreement.event_id, content.batch)
    agreement.title, agreement.agreement_type = tidy(content.title), content.agreement_type
    _fill(agreement, content)
    session.flush()
    return agreement


def move_agreement(session: Session, actor: Actor, *, agreement_id: int, up: bool) -> Agreement:
    """Let an agreement change places with its neighbour in the batch."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    rows = session.scalars(
        select(Agreement)
        .where(Agreement.event_id == agreement.event_id, Agreement.batch == agreement.batch)
        .order_by(Agreement.position, Agreement.id)
    ).all()
    order = list(rows)
    here = next(index for index, row in enumerate(order) if row.id == agreement.id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for position, row in enumerate(order):
            row.position = position
        forget_written_words(session, agreement.event_id, agreement.batch)
    session.flush()
    return agreement


def write_host_words(session: Session, actor: Actor, *, event: Event, batch: int, words: str) -> None:
    """Keep the host words of a batch as somebody wrote them; without words they are made anew."""
    authorise(actor, Permission.AGREEMENT_EDIT, event)
    forget_written_words(session, event.id, batch)
    if words.strip():
        session.add(SigningBatch(event_id=event.id, number=batch, host_words=words.strip()))
    session.flush()


def forget_written_words(session: Session, event_id: int | None, batch: int) -> None:
    """Let the host words of a batch be made anew, because who comes on stage has changed."""
    rows = select(SigningBatch).where(SigningBatch.event_id == event_id, SigningBatch.number == batch)
    for row in session.scalars(rows):
        session.delete(row)
    session.flush()


def check_content(session: Session, event_id: int | None, content: AgreementInput) -> None:
    """Refuse what no agreement can say."""
    _check_parties(content.parties)
    if content.amount is not None and not 0 < content.amount < MOST_YUAN:
        raise RuleBroken("An amount is above 0; leave it empty if it is not disclosed.", field="amount")
    is_contract = content.agreement_type is AgreementType.TECHNOLOGY_CONTRACT
    if is_contract and content.contract_type is None:
        raise RuleBroken("Please choose which kind of technology contract this is.", field="contract_type")
    if content.term_from and content.term_to and content.term_to < content.term_from:
        raise RuleBroken("The term ends before it begins.", field="term_to")
    place = session.get(EventSession, content.session_id) if content.session_id is not None else None
    if content.session_id is not None and (place is None or place.event_id != event_id):
        raise RuleBroken("Please choose a session of this event.", field="session_id")


def _check_parties(parties: Sequence[PartyInput]) -> None:
    if len(parties) < FEWEST_PARTIES:
        raise RuleBroken("An agreement needs at least two parties.", field="party_2")
    if len(parties) > len(SIDES):
        raise RuleBroken("At most three parties sign one agreement here.", field="party_3")
    if len({tidy(party.name) for party in parties}) < len(parties):
        raise RuleBroken("One organisation cannot be two parties of an agreement.", field="party_2")


def _fill(agreement: Agreement, content: AgreementInput) -> None:
    is_contract = content.agreement_type is AgreementType.TECHNOLOGY_CONTRACT
    agreement.contract_type = content.contract_type if is_contract else None
    agreement.amount, agreement.amount_is_secret = content.amount, content.amount_is_secret
    agreement.batch, agreement.session_id = content.batch, content.session_id
    agreement.sign_on, agreement.copies = content.sign_on, content.copies
    agreement.place, agreement.witness = tidy(content.place) or None, tidy(content.witness) or None
    agreement.term_from, agreement.term_to = content.term_from, content.term_to
    agreement.summary = content.summary.strip() or None
    agreement.pitch_id, agreement.need_id = content.pitch_id, content.need_id
    agreement.achievement_id = content.achievement_id


def _party(session: Session, index: int, typed: PartyInput) -> AgreementParty:
    name = tidy(typed.name)
    organisation = find_by_seal_name(session, name)
    if organisation is None:
        similar = similar_seal_names(session, name)
        if similar:
            raise RuleBroken(
                "No verified organisation has exactly this seal name. Did you mean: %(names)s?",
                field=f"party_{index + 1}", names=" / ".join(similar),
            )  # fmt: skip
        raise RuleBroken("No verified organisation has exactly this seal name.", field=f"party_{index + 1}")
    return AgreementParty(
        organisation=organisation, organisation_id=organisation.id, side=SIDES[index], position=index,
        printed_name=organisation.name, signatory=tidy(typed.signatory) or None, capacity=tidy(typed.capacity) or None,
        assistant=tidy(typed.assistant) or None, stage_mark=tidy(typed.stage_mark) or None, is_assumed=False,
    )  # fmt: skip


def _replace_parties(session: Session, agreement: Agreement, typed: Sequence[PartyInput]) -> None:
    parties = [_party(session, index, each) for index, each in enumerate(typed)]
    agreement.parties.clear()
    session.flush()
    agreement.parties.extend(parties)


def _reset_names(session: Session, actor: Actor, agreement: Agreement, reason: str) -> None:
    """Take all confirmations back, since a name is about to change."""
    had_any = any(party.confirmed_at or party.proofread_at for party in agreement.parties)
    if agreement.state not in NAMES_OPEN:
        step(session, actor, agreement, AgreementState.DRAFTING, reason=reason)
    clear_confirmations(agreement.parties)
    if had_any:
        outbox.record(session, NamesReset(agreement.id, agreement.event_id, reason))


def clear_confirmations(parties: Sequence[AgreementParty]) -> None:
    """Forget who confirmed and proofread these names."""
    for party in parties:
        party.confirmed_by = party.confirmed_at = party.confirmed_note = None
        party.proofread_by = party.proofread_at = None


def _next_position(session: Session, event_id: int | None, batch: int) -> int:
    last = select(func.max(Agreement.position)).where(Agreement.event_id == event_id, Agreement.batch == batch)
    found = session.scalar(last)
    return 0 if found is None else found + 1
