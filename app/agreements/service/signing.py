"""The ceremony and what comes after it: print, sign, withdraw, perform, end, renew."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.facts import AgreementEnded, AgreementSigned, AgreementWithdrawn
from app.agreements.logic.states import AgreementState
from app.agreements.logic.steps import BEFORE_SIGNING, SIGNED_STATES
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.queries.agreements import get_agreement_by_id, list_batch, list_event_agreements
from app.agreements.service.drafting import forget_written_words
from app.agreements.service.names import refuse_doubts
from app.agreements.service.steps import note_step, step
from app.core import outbox
from app.core.clock import now, today
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.numbers import next_number
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event


def make_print_ready(session: Session, actor: Actor, *, agreement_id: int, version: int | None = None) -> Agreement:
    """Close the text: from now on nothing is changed before it is signed."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    check_version(agreement, version)
    refuse_doubts(agreement)
    step(session, actor, agreement, AgreementState.PRINT_READY)
    return agreement


def sign_agreement(session: Session, actor: Actor, *, agreement_id: int, version: int | None = None) -> Agreement:
    """Write down that an agreement was signed just now."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    check_version(agreement, version)
    _sign(session, actor, agreement)
    write_audit(session, "agreement.signed", kind="agreement", row_id=agreement.id, event_id=agreement.event_id)
    return agreement


def sign_batch(session: Session, actor: Actor, *, event: Event, batch: int | None = None) -> list[Agreement]:
    """Write down that everything ready in a batch (or in all of them) was signed; whatever is not ready stays."""
    authorise(actor, Permission.AGREEMENT_EDIT, event)
    rows = list_event_agreements(session, event.id) if batch is None else list_batch(session, event.id, batch)
    ready = [agreement for agreement in rows if agreement.state is AgreementState.PRINT_READY]
    if not ready:
        raise RuleBroken("Nothing in this batch is ready to be signed.")
    for agreement in ready:
        _sign(session, actor, agreement)
    for agreement in ready:
        write_audit(session, "agreement.signed", kind="agreement", row_id=agreement.id, event_id=event.id)
    return ready


def _sign(session: Session, actor: Actor, agreement: Agreement) -> None:
    refuse_doubts(agreement)
    agreement.signed_at = now()
    agreement.sign_on = today()
    step(session, actor, agreement, AgreementState.SIGNED)
    outbox.record(session, AgreementSigned(agreement.id, agreement.event_id, str(agreement.agreement_type)))


def withdraw_agreement(session: Session, actor: Actor, *, agreement_id: int, reason: str) -> Agreement:
    """Take an agreement out of the ceremony before it is signed; the others of its batch go on."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    if agreement.state not in BEFORE_SIGNING:
        raise RuleBroken("Only an agreement that is not signed can be withdrawn.")
    step(session, actor, agreement, AgreementState.VOID, reason=reason)
    forget_written_words(session, agreement.event_id, agreement.batch)
    outbox.record(session, AgreementWithdrawn(agreement.id, agreement.event_id, agreement.batch, reason.strip()))
    return agreement


def begin_performance(session: Session, actor: Actor, *, agreement_id: int) -> Agreement:
    """Note that the parties work on what they agreed."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    step(session, actor, agreement, AgreementState.IN_PERFORMANCE)
    return agreement


def complete_agreement(session: Session, actor: Actor, *, agreement_id: int) -> Agreement:
    """Note that everything agreed is done."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    step(session, actor, agreement, AgreementState.COMPLETED)
    return agreement


def end_agreement(
    session: Session, actor: Actor, *, agreement_id: int, state: AgreementState, reason: str
) -> Agreement:
    """Terminate a signed agreement, or declare it void; valid certificates have to be revoked first."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, agreement)
    if agreement.state not in SIGNED_STATES or state not in (AgreementState.TERMINATED, AgreementState.VOID):
        raise RuleBroken("From “%(before)s” an agreement cannot become “%(after)s”.", before=agreement.state,
                         after=state)  # fmt: skip
    if state is AgreementState.VOID and any(str(each.state) == "issued" for each in agreement.certificates):
        raise RuleBroken("Please revoke the certificate before you declare the agreement void.")
    step(session, actor, agreement, state, reason=reason)
    outbox.record(session, AgreementEnded(agreement.id, agreement.event_id, str(state), reason.strip()))
    write_audit(session, f"agreement.{state}", kind="agreement", row_id=agreement.id, event_id=agreement.event_id)
    return agreement


def renew_agreement(
    session: Session, actor: Actor, *, agreement_id: int, term_from: date | None, term_to: date | None
) -> Agreement:
    """Draft the next edition of an agreement, linked to the one it follows."""
    old = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_EDIT, old)
    if old.state not in SIGNED_STATES:
        raise RuleBroken("Only a signed agreement is renewed.")
    if term_from and term_to and term_to < term_from:
        raise RuleBroken("The term ends before it begins.", field="term_to")
    new = Agreement(
        number=next_number(session, "HT"), title=old.title, agreement_type=old.agreement_type,
        contract_type=old.contract_type, event_id=old.event_id, centre_id=old.centre_id, owner_id=actor.person_id,
        batch=old.batch, position=old.position, amount=None, amount_is_secret=old.amount_is_secret,
        term_from=term_from, term_to=term_to, copies=old.copies, summary=old.summary, supersedes_id=old.id,
        edition=old.edition + 1, state=AgreementState.DRAFTING, source="typed", assumed={}, certificates=[],
        parties=_copied(old.parties),
    )  # fmt: skip
    session.add(new)
    session.flush()
    note_step(session, actor, new, None)
    return new


def _copied(parties: Sequence[AgreementParty]) -> list[AgreementParty]:
    return [
        AgreementParty(
            organisation_id=party.organisation_id, side=party.side, position=party.position,
            printed_name=party.organisation.name, is_assumed=False,
        )
        for party in parties
    ]  # fmt: skip
