"""The registration form of a technology contract: drafted for the seller, checked, exported, its result noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.facts import AgreementSigned, ContractRegistrationOffered
from app.agreements.logic.registration import FIELDS, check_form, day_in, rule_set_of, rules
from app.agreements.logic.states import AgreementType, ContractRegistrationState, PartySide
from app.agreements.logic.steps import (
    REGISTRATION_ANSWERED,
    REGISTRATION_OPEN,
    REGISTRATION_REASONS,
    REGISTRATION_STEPS,
    SIGNED_STATES,
)
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.models.follow_up import ContractRegistration
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.registrations import find_registration, get_registration
from app.core import outbox
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise

State = ContractRegistrationState


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the agency said."""

    number: str = ""
    on: date | None = None
    reason: str = ""


def offer_registration(session: Session, fact: AgreementSigned) -> None:
    """React to a signed technology contract: draft the form for the seller, once."""
    if fact.agreement_type != AgreementType.TECHNOLOGY_CONTRACT or find_registration(session, fact.agreement_id):
        return
    agreement = get_agreement_by_id(session, fact.agreement_id)
    if party_of(agreement, PartySide.SECOND) is not None:
        _draft(session, agreement)


def start_registration(session: Session, actor: Actor, *, agreement_id: int) -> ContractRegistration:
    """Draft the form by hand; a contract is registered once."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.AGREEMENT_READ, agreement)
    seller = party_of(agreement, PartySide.SECOND)
    if agreement.agreement_type is not AgreementType.TECHNOLOGY_CONTRACT or seller is None:
        raise RuleBroken("Only a technology contract with a buyer and a seller is registered.")
    authorise(actor, Permission.CONTRACT_REGISTRATION_EDIT, seller)
    if agreement.state not in SIGNED_STATES:
        raise RuleBroken("A contract is registered after it was signed.")
    if find_registration(session, agreement_id):
        raise RuleBroken("This contract is registered here already; a second registration is refused.")
    return _draft(session, agreement)


def fill_registration(
    session: Session, actor: Actor, *, agreement_id: int, form: Mapping[str, str], version: int | None = None
) -> ContractRegistration:
    """Keep what the seller wrote; a form that was checked is a draft again."""
    registration = _for_change(session, actor, agreement_id)
    check_version(registration, version)
    if registration.state not in REGISTRATION_OPEN:
        raise RuleBroken("This form was handed in; it is no longer changed here.")
    registration.form = {name: form.get(name, "").strip() for name in FIELDS}
    registration.rule_set = rule_set_of(day_in(registration.form["sign_on"]) or registration.agreement.sign_on)
    if registration.state is State.SELF_CHECKED:
        registration.state = State.DRAFT
    session.flush()
    return registration


def check_registration(session: Session, actor: Actor, *, agreement_id: int) -> ContractRegistration:
    """Declare the form complete, if nothing in it is wrong."""
    registration = _for_change(session, actor, agreement_id)
    faults = check_form(registration.form)
    if faults:
        raise RuleBroken("The form still has %(num)d places to put right.", num=len(faults))
    _step(registration, State.SELF_CHECKED)
    session.flush()
    return registration


def mark_submitted(session: Session, actor: Actor, *, agreement_id: int) -> ContractRegistration:
    """Note that the seller handed the form in at the agency; this program sends nothing."""
    registration = _for_change(session, actor, agreement_id)
    if registration.state is State.SUBMITTED:
        raise RuleBroken("This contract is registered here already; a second registration is refused.")
    _step(registration, State.SUBMITTED)
    session.flush()
    return registration


def record_answer(
    session: Session, actor: Actor, *, agreement_id: int, state: State, answer: Answer, version: int | None = None
) -> ContractRegistration:
    """Note what the agency answered; with a number the contract is registered, without one somebody says why."""
    registration = _for_change(session, actor, agreement_id)
    check_version(registration, version)
    if registration.state not in REGISTRATION_ANSWERED:
        raise RuleBroken("The form was not handed in yet.")
    if state is State.REGISTERED:
        number = answer.number.strip()
        if not rules(registration.rule_set).number.fullmatch(number):
            raise RuleBroken("A registration number has 16 digits; those of the rules of 2000 may have 14.",
                             field="registered_number")  # fmt: skip
        _step(registration, state)
        registration.registered_number, registration.registered_on = number, answer.on
    else:
        _step(registration, state, answer.reason)
    session.flush()
    write_audit(
        session, f"contract_registration.{state}", kind="contract_registration", row_id=registration.id,
        event_id=registration.agreement.event_id, detail={"number": answer.number, "reason": answer.reason},
    )  # fmt: skip
    return registration


def party_of(agreement: Agreement, side: PartySide) -> AgreementParty | None:
    """Return the party of one side; 甲方 buys and 乙方 sells."""
    return next((party for party in agreement.parties if party.side is side), None)


def prefilled(agreement: Agreement) -> dict[str, str]:
    """Fill the form with what the agreement and the register of organisations know."""
    form = dict.fromkeys(FIELDS, "")
    form |= {
        "project_name": agreement.title,
        "contract_type": str(agreement.contract_type or ""),
        "sign_on": _day(agreement.sign_on),
        "term_from": _day(agreement.term_from),
        "term_to": _day(agreement.term_to),
        "total_amount": _plain(agreement.amount),
        "technology_amount": _plain(agreement.amount),
        "is_related": "no",
        "is_foreign": "no",
        "is_secret": "no",
    }
    for name, side in (("buyer", PartySide.FIRST), ("seller", PartySide.SECOND)):
        party = party_of(agreement, side)
        if party is not None:
            form |= {
                f"{name}_name": party.printed_name,
                f"{name}_uscc": party.organisation.uscc or "",
                f"{name}_country": "156",
                f"{name}_region": party.organisation.region or "",
                f"{name}_legal_person": party.organisation.legal_person or "",
                f"{name}_address": party.organisation.address or "",
            }
    return form


def _draft(session: Session, agreement: Agreement) -> ContractRegistration:
    seller = party_of(agreement, PartySide.SECOND)
    if seller is None:
        raise RuleBroken("Only a technology contract with a buyer and a seller is registered.")
    registration = ContractRegistration(
        agreement=agreement, seller_id=seller.organisation_id, rule_set=rule_set_of(agreement.sign_on),
        form=prefilled(agreement), state=State.DRAFT,
    )  # fmt: skip
    session.add(registration)
    session.flush()
    outbox.record(
        session,
        ContractRegistrationOffered(agreement.id, agreement.event_id, registration.id, seller.organisation_id),
    )
    return registration


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _for_change(session: Session, actor: Actor, agreement_id: int) -> ContractRegistration:
    registration = get_registration(session, agreement_id)
    authorise(actor, Permission.CONTRACT_REGISTRATION_EDIT, registration)
    return registration


def _step(registration: ContractRegistration, state: State, reason: str = "") -> None:
    if state not in REGISTRATION_STEPS[registration.state]:
        raise RuleBroken("From “%(before)s” a registration cannot become “%(after)s”.", before=registration.state,
                         after=state)  # fmt: skip
    if state in REGISTRATION_REASONS and not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    registration.state, registration.state_reason = state, reason.strip() or None
