"""A ceremony to sign on: an event, its organisers, parties with their people, and short ways through the steps."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement, Certificate
from app.agreements.service import certificates, drafting, names, signing
from app.agreements.service.drafting import AgreementInput, PartyInput
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.models.event import Event
from app.organisations.models import Organisation
from tests.factories import (
    make_account,
    make_actor,
    make_centre,
    make_event,
    make_membership,
    make_organisation,
    make_person,
    organiser_of,
)


@dataclass
class Ceremony:
    """Everybody and everything needed to sign."""

    event: Event
    organiser: Actor
    second: Actor
    buyer: Organisation
    seller: Organisation
    buyer_actor: Actor
    seller_actor: Actor


def make_ceremony(session: Session) -> Ceremony:
    """Make an event with two organisers and two parties with one person each."""
    event = make_event(session, centre_id=make_centre(session).id)
    buyer, seller = make_organisation(session), make_organisation(session)
    return Ceremony(
        event, organiser_of(event), organiser_of(event, make_person(session)), buyer, seller,
        member_of(session, buyer), member_of(session, seller),
    )  # fmt: skip


def member_of(session: Session, organisation: Organisation, role: Role = Role.NEED_COMPANY) -> Actor:
    """Make an actor who speaks for an organisation."""
    return make_actor(make_person(session), Grant(role, ScopeKind.ORGANISATION, organisation.id))


def account_of(session: Session, actor: Actor) -> Account:
    """Make an account that holds the grants of an actor."""
    account = make_account(session, session.get_one(Person, actor.person_id))
    for grant in actor.grants:
        make_membership(session, account.person, grant.role, grant.kind, grant.scope_id)
    return account


def content(ground: Ceremony, **fields: Any) -> AgreementInput:
    """Return what an agreement between the two parties says."""
    values: dict[str, Any] = {
        "title": "样例项目合作框架协议", "agreement_type": AgreementType.FRAMEWORK,
        "parties": (PartyInput(name=ground.buyer.name, signatory="张样"), PartyInput(name=ground.seller.name)),
    }  # fmt: skip
    return AgreementInput(**(values | fields))


def enter(session: Session, ground: Ceremony, **fields: Any) -> Agreement:
    """Enter an agreement."""
    return drafting.enter_agreement(session, ground.organiser, event=ground.event, content=content(ground, **fields))


def confirm_all(session: Session, ground: Ceremony, agreement: Agreement) -> Agreement:
    """Ask, let both parties confirm, and let the second organiser compare."""
    names.ask_for_names(session, ground.organiser, agreement_id=agreement.id)
    for party, actor in zip(agreement.parties, (ground.buyer_actor, ground.seller_actor), strict=True):
        names.confirm_name(session, actor, agreement_id=agreement.id, party_id=party.id)
    return names.proofread_names(session, ground.second, agreement_id=agreement.id)


def sign(session: Session, ground: Ceremony, **fields: Any) -> Agreement:
    """Bring an agreement all the way to its signature."""
    agreement = confirm_all(session, ground, enter(session, ground, **fields))
    signing.make_print_ready(session, ground.organiser, agreement_id=agreement.id)
    return signing.sign_agreement(session, ground.organiser, agreement_id=agreement.id)


def issue(session: Session, ground: Ceremony, agreement: Agreement) -> Certificate:
    """Make, compare and issue the certificate of a signed agreement."""
    made = certificates.make_certificate(session, ground.organiser, agreement_id=agreement.id)
    certificates.proofread_certificate(session, ground.second, certificate_id=made.id)
    return certificates.issue_certificate(session, ground.organiser, certificate_id=made.id)


MILLION_EIGHT = Decimal("1800000.00")
