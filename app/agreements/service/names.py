"""Confirming how names are printed: by each party, then by a second person who compares them."""

from sqlalchemy.orm import Session

from app.agreements.facts import NamesAsked, NamesConfirmed, NamesReset
from app.agreements.logic.names import NameDoubt
from app.agreements.logic.states import AgreementState
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.queries.agreements import get_agreement_by_id, name_doubts
from app.agreements.service.drafting import clear_confirmations
from app.agreements.service.steps import step
from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise

OPEN_FOR_NAMES = SIGNED_STATES | {AgreementState.LEGAL_CHECK}


def ask_for_names(session: Session, actor: Actor, *, agreement_id: int, version: int | None = None) -> Agreement:
    """Send the text to be checked and ask every party to confirm its name."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    check_version(agreement, version)
    step(session, actor, agreement, AgreementState.LEGAL_CHECK)
    outbox.record(session, NamesAsked(agreement.id, agreement.event_id))
    return agreement


def confirm_name(
    session: Session, actor: Actor, *, agreement_id: int, party_id: int, signatory: str = "", capacity: str = ""
) -> Agreement:
    """Confirm for a party that its name is printed as on its seal, and name who will sign."""
    agreement = get_agreement_by_id(session, agreement_id)
    party = _party(agreement, party_id)
    authorise(actor, Permission.AGREEMENT_CONFIRM, party)
    _confirm(agreement, party, actor)
    if tidy(signatory):
        party.signatory, party.capacity = tidy(signatory), tidy(capacity) or None
    _touch(session, agreement)
    return agreement


def record_confirmation(session: Session, actor: Actor, *, agreement_id: int, party_id: int, note: str) -> Agreement:
    """Write down that a party confirmed its name outside, and who did so how."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    party = _party(agreement, party_id)
    if not tidy(note):
        raise RuleBroken("Please write who confirmed the name, and how.", field="note")
    _confirm(agreement, party, actor)
    party.confirmed_note = tidy(note)
    _touch(session, agreement)
    return agreement


def proofread_names(session: Session, actor: Actor, *, agreement_id: int, version: int | None = None) -> Agreement:
    """Compare all names as the second person; in the check this settles them."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    check_version(agreement, version)
    if agreement.state not in OPEN_FOR_NAMES:
        raise RuleBroken("Names are compared after the text was sent to be checked.")
    if any(party.confirmed_by is None for party in agreement.parties):
        raise RuleBroken("First every party has to confirm its name.")
    if actor.person_id in {party.confirmed_by for party in agreement.parties}:
        raise RuleBroken("Who confirmed a name cannot be the second person who compares it.")
    moment = now()
    for party in agreement.parties:
        party.proofread_by, party.proofread_at = actor.person_id, moment
    session.flush()
    if agreement.state is AgreementState.LEGAL_CHECK:
        settle_names(session, actor, agreement)
    else:
        _touch(session, agreement)
    return agreement


def settle_names(session: Session, actor: Actor, agreement: Agreement) -> None:
    """Take the agreement to “names confirmed” if nothing speaks against its names."""
    refuse_doubts(agreement)
    step(session, actor, agreement, AgreementState.NAMES_CONFIRMED)
    outbox.record(session, NamesConfirmed(agreement.id, agreement.event_id))


def refuse_doubts(agreement: Agreement) -> None:
    """Refuse to go on while something speaks against the names."""
    found = name_doubts(agreement)
    if found:
        raise RuleBroken("The names cannot be printed yet: %(doubt)s.", doubt=found[0])


def correct_names(session: Session, actor: Actor, *, agreement_id: int, reason: str) -> Agreement:
    """Take over the present seal names after one was put right; they must be confirmed and compared again."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    if not tidy(reason):
        raise RuleBroken("Please give a reason.", field="reason")
    wrong = [party for party in agreement.parties if party.printed_name != party.organisation.name]
    if not wrong:
        raise RuleBroken("All names are printed as they stand on record.")
    if NameDoubt.NOT_VERIFIED in name_doubts(agreement):
        raise RuleBroken("One of the organisations is not verified.")
    if agreement.state is AgreementState.PRINT_READY:
        raise RuleBroken("A text that is ready to print or signed is no longer changed here.")
    if agreement.state is AgreementState.NAMES_CONFIRMED:
        step(session, actor, agreement, AgreementState.DRAFTING, reason=reason)
    for party in wrong:
        party.printed_name = party.organisation.name
    clear_confirmations(agreement.parties)
    _touch(session, agreement)
    outbox.record(session, NamesReset(agreement.id, agreement.event_id, tidy(reason)))
    return agreement


def _party(agreement: Agreement, party_id: int) -> AgreementParty:
    found = next((party for party in agreement.parties if party.id == party_id), None)
    if found is None:
        raise NotFound("There is no such party.")
    return found


def _confirm(agreement: Agreement, party: AgreementParty, actor: Actor) -> None:
    if agreement.state not in OPEN_FOR_NAMES:
        raise RuleBroken("Names are confirmed after the text was sent to be checked, and before it is printed.")
    if party.confirmed_at is not None:
        raise RuleBroken("This name is confirmed already.")
    if party.printed_name != party.organisation.name:
        raise RuleBroken("The printed name differs from the seal name; please tell the organiser.")
    party.confirmed_by, party.confirmed_at, party.is_assumed = actor.person_id, now(), False


def _touch(session: Session, agreement: Agreement) -> None:
    """Count a change of the parties as a change of the agreement, so that two people notice each other."""
    agreement.updated_at = now()
    session.flush()
